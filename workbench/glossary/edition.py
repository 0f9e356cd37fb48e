"""Find what only a whole edition can tell: a rendering that differs from the one used everywhere else.

A unit that renders a concept less often than its source mentions it may hold another rendering beside the
right one. It is suspected when it resembles a term of the concept (one word of a phrase changed, some
characters of a Chinese term) and when it is at home only where the concept is: a phrase that also stands in
units without the concept is an ordinary one. Suspicions are warnings.

All units are read for this; `beside` does with a few of them while somebody types.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from workbench.findings import N_, Finding, Severity
from workbench.glossary import masks, renderings
from workbench.glossary.concepts import Status, Term
from workbench.glossary.masks import Span
from workbench.glossary.reading import Unit, read_unit
from workbench.glossary.weight import NOT_KNOWN, UNKNOWN_RENDERING, standing, weigh

if TYPE_CHECKING:
    from workbench.glossary.termbase import Termbase

INCONSISTENT, FIRST_MENTION = "inconsistent-rendering", "first-mention"
_ELSEWHERE = N_("Elsewhere this edition has %(expected)s for “%(source)s”; here the text has %(found)s.")
_MIXED = N_("This edition mostly has %(expected)s for “%(source)s”; here it has %(found)s.")
_FIRST = N_("This text uses %(found)s for the first time; the glossary wants the original in brackets: %(expected)s.")
# One admitted rendering beside a preferred one is style; a single stray among many is worth a look.
_MOSTLY = 4
_LONG_PHRASE = 4


def check_edition(
    termbase: Termbase, units: Sequence[tuple[str, str]], *, source_locale: str, target_locale: str
) -> list[list[Finding]]:
    """Find renderings that differ from the agreed one elsewhere; see `Termbase.check_edition`."""
    read = partial(read_unit, termbase, source_locale=source_locale, target_locale=target_locale)
    edition = Edition(termbase, [read(source, target) if target.strip() else None for source, target in units])
    return [list(edition.findings(at)) for at in range(len(units))]


class Edition:
    """Units of one edition, with the places where each concept is rendered."""

    def __init__(self, termbase: Termbase, units: Sequence[Unit | None]) -> None:
        """Take units in text order, as they were read; None for one that has no translation."""
        self._termbase = termbase
        self._units = units
        self._rendered: dict[str, list[int]] = defaultdict(list)
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        for at, unit in enumerate(units):
            for concept in unit.mentions if unit else ():
                terms = {match.term.text for match in unit.renderings(concept)} if unit else set()
                if terms:
                    self._rendered[concept].append(at)
                    self._counts[concept].update(terms)

    def findings(self, at: int) -> Iterator[Finding]:
        """Judge one unit."""
        unit = self._units[at]
        for concept in unit.mentions if unit else ():
            if unit is None or at not in self._rendered[concept]:
                continue
            finding = self._stranger(at, unit, concept) or self._odd(unit, concept)
            if finding:
                yield finding
            if self._rendered[concept][0] == at and wants_original(self._termbase, unit, concept):
                yield from self._without_original(unit, concept)

    def _stranger(self, at: int, unit: Unit, concept: str) -> Finding | None:
        """Suspect a phrase beside the right rendering, where the unit has fewer renderings than mentions."""
        for span in suspects(self._termbase, unit, concept):
            found = unit.target[slice(*span)]
            if self._is_at_home(found, concept):
                terms = right_terms(self._termbase, unit, concept)
                best = renderings.fitting(found, terms[0], terms, unit.language)
                message = NOT_KNOWN if self._rendered[concept] == [at] else _ELSEWHERE
                return self._finding(UNKNOWN_RENDERING, Severity.WARNING, message, unit, concept, span, best)
        return None

    def _is_at_home(self, phrase: str, concept: str) -> bool:
        return not any(unit and phrase in unit.target and concept not in unit.mentions for unit in self._units)

    def _odd(self, unit: Unit, concept: str) -> Finding | None:
        """Tell of an admitted term in an edition that otherwise uses another one."""
        counts = self._counts[concept]
        usual, often = counts.most_common(1)[0]
        here = unit.renderings(concept)
        if often < _MOSTLY or any(renderings.same_family(match.term.text, usual, unit.language) for match in here):
            return None
        alone = [match for match in here if match.status is Status.ADMITTED and counts[match.term.text] == 1]
        if not alone:
            return None
        terms = right_terms(self._termbase, unit, concept)
        term = next((term for term in terms if term.text == usual), terms[0])
        best = renderings.fitting(alone[0].text, term, terms, unit.language)
        span = alone[0].start, alone[0].end
        return self._finding(INCONSISTENT, Severity.INFO, _MIXED, unit, concept, span, best)

    def _without_original(self, unit: Unit, concept: str) -> Iterator[Finding]:
        mention, rendering = unit.mentions[concept][0], unit.renderings(concept)[0]
        for start, end in masks.bracketed(unit.target):
            inside = unit.target[start:end]
            there = self._termbase.candidates(inside, unit.source_locale, names_by_case=False)
            if mention.text in inside or any(match.concept == concept for match in there):
                return
        opens, closes = ("（", "）") if unit.language == "zh" else (" (", ")")
        wanted = f"{rendering.text}{opens}{mention.term.text}{closes}"
        span = rendering.start, rendering.end
        yield self._finding(FIRST_MENTION, Severity.WARNING, _FIRST, unit, concept, span, wanted)

    def _finding(
        self, check: str, severity: Severity, message: str, unit: Unit, uid: str, span: Span, expected: str
    ) -> Finding:
        concept, mention, found = self._termbase.concepts[uid], unit.mentions[uid][0], unit.target[slice(*span)]
        return Finding(
            check,
            weigh(concept, severity),
            message,
            values={"expected": expected, "source": mention.text, "found": found, **standing(concept)},
            span=span,
            source_span=(mention.start, mention.end),
            concept=uid,
            found=found,
            expected=(expected,),
            replacement=expected,
        )


def right_terms(termbase: Termbase, unit: Unit, concept: str) -> list[Term]:
    """What a unit may render a concept with, preferred terms first."""
    return [entry.term for entry in termbase.entries(concept, unit.target_locale) if entry.right]


def wants_original(termbase: Termbase, unit: Unit, concept: str) -> bool:
    """Whether an editor wants the original in brackets where a text uses the concept for the first time."""
    entries = termbase.entries(concept, unit.target_locale)
    return any(term.first_mention for term in (unit.mentions[concept][0].term, *(entry.term for entry in entries)))


def suspects(termbase: Termbase, unit: Unit, concept: str) -> Iterator[Span]:
    """Yield phrases that resemble a term, where the unit has fewer renderings than mentions.

    What differs from a term by its letters alone is left out: that is told of any unit, whatever the others have.
    """
    right = unit.renderings(concept)
    if not right or len(right) + len(unit.wrong(concept)) >= len(unit.mentions[concept]):
        return
    terms = right_terms(termbase, unit, concept)
    taken = [(match.start, match.end) for match in unit.candidates]
    near = partial(renderings.near, unit.target, unit.tokens, language=unit.language, taken=taken)
    for term in terms:
        span = near(term, letters_only=False)
        if span and span != near(term, letters_only=True) and _stands_out(unit, span, terms[0].text):
            yield span


def _stands_out(unit: Unit, span: Span, preferred: str) -> bool:
    """Whether a phrase is capitalised like the term, or long; short ordinary phrases resemble terms too often."""
    phrase = unit.target[slice(*span)]
    if unit.language == "zh":
        return True
    return phrase[0].isupper() if _is_name(preferred) else len(phrase.split()) >= _LONG_PHRASE


def _is_name(term: str) -> bool:
    """Whether a term begins with a capital and is no acronym."""
    return term[0].isupper() and term[1:2].islower()
