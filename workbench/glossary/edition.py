"""Find what only a whole edition can tell: a rendering that differs from the one used everywhere else.

A unit that renders a concept less often than its source mentions it may hold another rendering beside the
right one. It is suspected when it resembles a term of the concept (one word of a phrase changed, some
characters of a Chinese term) and when it is at home only where the concept is: a phrase that also stands in
units without the concept is an ordinary one. Suspicions are warnings.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.findings import N_, Finding, Severity
from workbench.glossary import masks, renderings
from workbench.glossary.concepts import Status
from workbench.glossary.enforcement import UNKNOWN_RENDERING, weigh
from workbench.glossary.masks import Span
from workbench.glossary.matches import Match
from workbench.glossary.reading import Unit, read_unit

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
    read = [
        read_unit(termbase, source, target, source_locale=source_locale, target_locale=target_locale)
        if target.strip()
        else None
        for source, target in units
    ]
    findings: list[list[Finding]] = [[] for _ in units]
    agreed = _agreed(read)
    for at, unit in enumerate(read):
        if unit is None:
            continue
        for concept in unit.mentions:
            if agreed[concept]:
                finding = _stranger(termbase, read, unit, concept) or _odd(unit, concept, agreed[concept])
                findings[at] += [finding] if finding else []
    for at, finding in _first_mentions(termbase, read):
        findings[at].append(finding)
    return findings


def _first_mentions(termbase: Termbase, units: Sequence[Unit | None]) -> Iterator[tuple[int, Finding]]:
    """Ask for the original in brackets where a text uses a term for the first time, if an editor wants it there."""
    seen: set[str] = set()
    for at, unit in enumerate(units):
        for concept, mentions in unit.mentions.items() if unit else ():
            rendered = unit.renderings(concept) if unit else []
            if unit is None or concept in seen or not rendered:
                continue
            seen.add(concept)
            entries = termbase.entries(concept, unit.target_locale)
            wanted = any(term.first_mention for term in (mentions[0].term, *(entry.term for entry in entries)))
            if wanted and (finding := _without_original(termbase, unit, rendered[0], mentions[0])):
                yield at, finding


def _without_original(termbase: Termbase, unit: Unit, rendering: Match, mention: Match) -> Finding | None:
    opens, closes = ("（", "）") if unit.language == "zh" else (" (", ")")
    for start, end in masks.bracketed(unit.target):
        there = termbase.candidates(unit.target[start:end], unit.source_locale, names_by_case=False)
        if mention.text in unit.target[start:end] or any(match.concept == mention.concept for match in there):
            return None
    original = mention.term.text
    finding = _finding(
        FIRST_MENTION, Severity.WARNING, _FIRST, unit, mention, (rendering.start, rendering.end),
        f"{rendering.text}{opens}{original}{closes}",
    )  # fmt: skip
    return replace(finding, severity=weigh(termbase.concepts[mention.concept], Severity.WARNING))


def _agreed(units: Sequence[Unit | None]) -> dict[str, Counter[str]]:
    """Count, for each concept, the right terms that the edition renders it with."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for unit in units:
        if unit is not None:
            for concept in unit.mentions:
                counts[concept].update({match.term.text for match in unit.renderings(concept)})
    return counts


def _stranger(termbase: Termbase, units: Sequence[Unit | None], unit: Unit, concept: str) -> Finding | None:
    """Suspect a phrase beside the right rendering, where the unit has fewer renderings than mentions."""
    mentions, right = unit.mentions[concept], unit.renderings(concept)
    if not right or len(right) + len(unit.wrong(concept)) >= len(mentions):
        return None
    terms = [entry.term for entry in termbase.entries(concept, unit.target_locale) if entry.right]
    taken = [(match.start, match.end) for match in unit.candidates]
    for term in terms:
        span = renderings.near(unit.target, unit.tokens, term, unit.language, taken=taken, letters_only=False)
        if span and _is_at_home(unit.target[slice(*span)], concept, units) and _stands_out(unit, span, terms[0].text):
            best = renderings.fitting(unit.target[slice(*span)], terms[0], terms, unit.language)
            return _finding(UNKNOWN_RENDERING, Severity.WARNING, _ELSEWHERE, unit, mentions[0], span, best)
    return None


def _is_at_home(phrase: str, concept: str, units: Sequence[Unit | None]) -> bool:
    return not any(unit and phrase in unit.target and concept not in unit.mentions for unit in units)


def _stands_out(unit: Unit, span: Span, preferred: str) -> bool:
    """Whether a phrase is capitalised like the term, or long; short ordinary phrases resemble terms too often."""
    phrase = unit.target[slice(*span)]
    if unit.language == "zh":
        return True
    return phrase[0].isupper() if _is_name(preferred) else len(phrase.split()) >= _LONG_PHRASE


def _is_name(term: str) -> bool:
    """Whether a term begins with a capital and is no acronym."""
    return term[0].isupper() and term[1:2].islower()


def _odd(unit: Unit, concept: str, counts: Counter[str]) -> Finding | None:
    """Tell of an admitted term in an edition that otherwise uses another one."""
    usual, often = counts.most_common(1)[0]
    here = unit.renderings(concept)
    if often < _MOSTLY or any(renderings.same_family(match.term.text, usual, unit.language) for match in here):
        return None
    for match in here:
        if match.status is Status.ADMITTED and counts[match.term.text] == 1:
            mention = unit.mentions[concept][0]
            return _finding(INCONSISTENT, Severity.INFO, _MIXED, unit, mention, (match.start, match.end), usual)
    return None


def _finding(
    check: str, severity: Severity, message: str, unit: Unit, mention: Match, span: tuple[int, int], expected: str
) -> Finding:
    found = unit.target[slice(*span)]
    return Finding(
        check,
        severity,
        message,
        values={"expected": expected, "source": mention.text, "found": found},
        span=span,
        source_span=(mention.start, mention.end),
        concept=mention.concept,
        found=found,
        expected=(expected,),
        replacement=expected,
    )
