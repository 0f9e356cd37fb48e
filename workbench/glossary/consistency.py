"""Tell how one edition renders the concepts of the glossary, and what the glossary lacks.

The report of an edition: concept × rendering with counts, names spelled in two ways, and candidates for new terms. It
is a report, not a check: nothing in it is an error, and what is rare is shown beside what is usual, so that people see.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.glossary import candidates as terms
from workbench.glossary import renderings, spelling
from workbench.glossary.bulk import many_values
from workbench.glossary.candidates import Candidate, UnitId
from workbench.glossary.concepts import Status
from workbench.glossary.reading import Unit, read_unit
from workbench.glossary.weight import NAMES

if TYPE_CHECKING:
    from workbench.glossary.termbase import Termbase


@dataclass(frozen=True, slots=True)
class Row:
    """One rendering of one concept in the edition.

    Attributes:
        concept: id of the concept.
        source: the concept's term in the source locale.
        rendering: the term of the target locale as the glossary lists it; empty for mentions without any rendering.
        status: what the glossary says of it; None where the mention has no rendering that the glossary knows.
        count: how often it stands in the edition; for an empty rendering, in how many units nothing was found.
        units: ids of the units, in text order.
        forms: the forms that the edition has of it, the most frequent first.
    """

    concept: str
    source: str
    rendering: str
    status: Status | None
    count: int
    units: tuple[UnitId, ...]
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to spell a name.

    Attributes:
        text: the spelling.
        count: how often it stands in the edition.
        units: ids of the units, in text order.
    """

    text: str
    count: int
    units: tuple[UnitId, ...]


@dataclass(frozen=True, slots=True)
class NameVariants:
    """A name that the edition spells in two ways or more.

    Attributes:
        concept: id of the concept, or None for a name that the glossary does not have.
        spellings: the ways to spell it, the most frequent first.
    """

    concept: str | None
    spellings: tuple[Spelling, ...]


@dataclass(frozen=True, slots=True)
class Consistency:
    """What `consistency` found in one edition.

    Attributes:
        rows: concept × rendering, concepts by id, renderings by count.
        names: names spelled in two ways, the most frequent first.
        candidates: expressions of the source that the glossary does not have, the best first.
        target_candidates: the same of the target.
    """

    rows: tuple[Row, ...] = ()
    names: tuple[NameVariants, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    target_candidates: tuple[Candidate, ...] = ()


def consistency(
    termbase: Termbase,
    units: Sequence[tuple[UnitId, str, str]],
    *,
    source_locale: str,
    target_locale: str,
    candidates: int = 50,
) -> Consistency:
    """Compare all renderings of one edition.

    Args:
        termbase: the terms; pass `termbase.for_text(slug)` so that concepts of that one text count.
        units: id, source and target of each unit, in text order; an empty target is not translated yet. Ids may be
            numbers or strings and come back as they are.
        source_locale: BCP 47 tag of the source.
        target_locale: BCP 47 tag of the target.
        candidates: how many candidates are given at most on either side; 0 does without that work.
    """
    with many_values():
        read = [
            (uid, read_unit(termbase, source, target, source_locale=source_locale, target_locale=target_locale))
            for uid, source, target in units
            if target.strip()
        ]
        rows = tuple(_rows(termbase, read, source_locale))
        return Consistency(
            rows=rows,
            names=tuple(_names(termbase, rows, read)),
            candidates=_candidates(termbase, [(uid, source) for uid, source, _ in units], source_locale, candidates),
            target_candidates=_candidates(
                termbase, [(uid, target) for uid, _, target in units if target.strip()], target_locale, candidates
            ),
        )


@dataclass(slots=True)
class _Count:
    status: Status | None
    forms: Counter[str] = field(default_factory=Counter)
    units: dict[UnitId, None] = field(default_factory=dict)

    def add(self, text: str, uid: UnitId) -> None:
        self.forms[text] += 1
        self.units[uid] = None


def _rows(termbase: Termbase, read: Sequence[tuple[UnitId, Unit]], source_locale: str) -> Iterator[Row]:
    counts: dict[str, dict[str, _Count]] = defaultdict(dict)
    for uid, unit in read:
        for concept in unit.mentions:
            for rendering, status, text in _renderings(termbase, unit, concept):
                counts[concept].setdefault(rendering, _Count(status)).add(text, uid)
    for concept in sorted(counts):
        source = next((term.text for term in termbase.concepts[concept].of(source_locale)), "")
        source = source or next(unit.mentions[concept][0].term.text for _, unit in read if concept in unit.mentions)
        for rendering, count in sorted(counts[concept].items(), key=lambda item: (-item[1].forms.total(), item[0])):
            forms = tuple(text for text, _ in count.forms.most_common() if text)
            yield Row(concept, source, rendering, count.status, count.forms.total(), tuple(count.units), forms)


def _renderings(termbase: Termbase, unit: Unit, concept: str) -> Iterator[tuple[str, Status | None, str]]:
    """Yield what one unit renders a concept with: the glossary's term, its status, and the words that stand there."""
    known = [*unit.renderings(concept), *unit.wrong(concept)]
    for match in known:
        yield match.term.text, match.status, match.text
    if not known:
        taken = [(match.start, match.end) for match in unit.candidates]
        right = [entry.term for entry in termbase.entries(concept, unit.target_locale) if entry.right]
        spans = (
            renderings.near(unit.target, unit.tokens, term, unit.language, taken=taken, letters_only=False)
            for term in right
        )
        found = next((unit.target[slice(*span)] for span in spans if span), "")
        yield found, None, found


def _names(termbase: Termbase, rows: Sequence[Row], read: Sequence[tuple[UnitId, Unit]]) -> Iterator[NameVariants]:
    """Yield names with several spellings: those of the glossary by their rows, all others by their letters."""
    by_concept: dict[str, list[Spelling]] = defaultdict(list)
    for row in rows:
        if row.rendering and termbase.concepts[row.concept].domain.casefold() in NAMES:
            by_concept[row.concept].append(Spelling(row.rendering, row.count, row.units))
    known = [NameVariants(concept, tuple(found)) for concept, found in by_concept.items() if _differ(found)]
    told = {spelling.text for variants in known for spelling in variants.spellings}
    others = [
        NameVariants(None, tuple(Spelling(text, count, tuple(uids)) for text, count, uids in group))
        for group in spelling.variants([(uid, unit.target) for uid, unit in read], read[0][1].language if read else "")
        if not told & {text for text, _, _ in group}
    ]
    yield from sorted([*known, *others], key=lambda variants: -sum(one.count for one in variants.spellings))


def _differ(spellings: Sequence[Spelling]) -> bool:
    """Whether two spellings are more than a name and a part of it."""
    texts = [spelling.text.casefold() for spelling in spellings]
    return any(one not in other and other not in one for one in texts for other in texts)


def _candidates(
    termbase: Termbase, texts: Sequence[tuple[UnitId, str]], locale: str, limit: int
) -> tuple[Candidate, ...]:
    if not limit or not texts:
        return ()

    def known(text: str) -> list[tuple[int, int]]:
        return [(match.start, match.end) for match in termbase.find(text, locale)]

    return tuple(terms.candidates(texts, locale, known=known, limit=limit))
