"""Compare one unit with the glossary: wrong words, missing terms, missing names.

The source decides what is asked for. A word that is forbidden for one concept may be right for another, so
it counts only where the source mentions the concept. Only a form of a forbidden term accuses; what excuses a
missing one is in `excuses`. The words of a title are its publisher's: what is forbidden there is no more than a
hint. Presence is what counts, since Chinese and Spanish often use a pronoun where English repeats the term;
fewer renderings than mentions are no more than a hint.

It fails where a common word is used in a sense that the glossary does not mean, or is paraphrased; a missing term
that is no name is therefore a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from workbench.findings import N_, Finding, Severity
from workbench.glossary import excuses, renderings
from workbench.glossary.cases import Case
from workbench.glossary.concepts import Status
from workbench.glossary.folding import HAN
from workbench.glossary.index import Entry
from workbench.glossary.masks import Span
from workbench.glossary.matches import Match
from workbench.glossary.reading import Unit, read_unit
from workbench.glossary.weight import (
    FORBIDDEN_TERM,
    NAME_MISSING,
    NOT_KNOWN,
    TERM_COUNT,
    TERM_MISSING,
    UNKNOWN_RENDERING,
    standing,
    weigh,
)

if TYPE_CHECKING:
    from workbench.glossary.termbase import Termbase

_WRONG = N_("The glossary has %(expected)s for “%(source)s”; the text has %(found)s.")
_NOWHERE = N_("The glossary allows %(found)s nowhere; it has %(expected)s.")
_MISSING = N_("The glossary has %(expected)s for “%(source)s”; the text has nothing of the kind.")
_NAME = N_("The name “%(source)s” (%(expected)s) is missing from the text.")
_FOREIGN = N_("%(found)s is the form of another region; the glossary has %(expected)s for “%(source)s” here.")
_AS_WRITTEN = N_("“%(source)s” is not translated; the text lacks it as it is written: %(expected)s.")
_COUNT = N_("How often “%(source)s” stands in the source: %(mentions)s; its term in the text: %(renderings)s.")
# From so many mentions without a rendering on, a hint is worth the reader's time.
_MANY_UNRENDERED = 2


def check_unit(
    termbase: Termbase, source: str, target: str, *, source_locale: str, target_locale: str
) -> list[Finding]:
    """Compare one unit with the glossary; see `Termbase.check`."""
    if not target.strip():
        return []
    unit = read_unit(termbase, source, target, source_locale=source_locale, target_locale=target_locale)
    findings = list(_forbidden_anywhere(termbase, unit))
    for concept, mentions in unit.mentions.items():
        entries = termbase.entries(concept, target_locale)
        if any(mention.term.as_written for mention in mentions):
            entries = _with_original(mentions, entries)
        if any(entry.right for entry in entries):
            findings += _Case(termbase, termbase.concepts[concept], mentions, entries, unit).findings()
    return sorted(findings, key=lambda finding: finding.span or (len(target), 0))


def _with_original(mentions: Sequence[Match], entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Let what is never translated be the first of the target's terms, whether or not the glossary repeats it there."""
    terms = {mention.term.text: mention for mention in mentions if mention.term.as_written}
    others = tuple(entry for entry in entries if entry.term.text not in terms)
    return (*(Entry(mention.concept, mention.term, mention.status) for mention in terms.values()), *others)


def _forbidden_anywhere(termbase: Termbase, unit: Unit) -> Iterator[Finding]:
    for match in unit.chosen:
        if match.term.anywhere and match.status is Status.FORBIDDEN and match.concept not in unit.mentions:
            right = [entry for entry in termbase.entries(match.concept, unit.target_locale) if entry.right]
            expected = tuple(entry.term.text for entry in right)
            concept = termbase.concepts[match.concept]
            yield Finding(
                FORBIDDEN_TERM,
                weigh(concept, Severity.INFO if unit.is_in_title(match) else Severity.ERROR),
                _NOWHERE,
                values={"found": match.text, "expected": expected[0] if expected else "–", **standing(concept)},
                span=(match.start, match.end),
                concept=match.concept,
                found=match.text,
                expected=expected,
            )


class _Case(Case):
    """One concept that the source of one unit mentions, and what is to be said of it."""

    def findings(self) -> Iterator[Finding]:
        good = self.unit.renderings(self.concept.id) + self._as_written()
        wrong = self.unit.wrong(self.concept.id)
        for match in wrong:
            if match.foreign:
                yield self._finding(UNKNOWN_RENDERING, Severity.WARNING, _FOREIGN, (match.start, match.end))
            elif severity := self._accuses(match, good):
                yield self._finding(FORBIDDEN_TERM, severity, _WRONG, (match.start, match.end))
        loose = next((match for match in good if renderings.is_loose(match)), None)
        if loose:
            yield self._finding(UNKNOWN_RENDERING, Severity.WARNING, _WRONG, (loose.start, loose.end))
        if good or wrong:
            yield from self._misspelt(len(good) + len(wrong))
            yield from self._fewer(len(good) + len(wrong))
        elif any(mention.term.as_written for mention in self.mentions):
            yield self._finding(TERM_MISSING, Severity.ERROR, _AS_WRITTEN, None)
        elif not excuses.is_excused(self):
            yield self._missing()
        elif self.is_name:
            yield from self._misspelt(0)

    def _as_written(self) -> list[Match]:
        """Find what has to stand letter for letter, where no target term of the same letters has found it already."""
        texts = {
            text for mention in self.mentions if mention.term.as_written for text in (mention.term.text, mention.text)
        }
        known = {(match.start, match.end) for match in self.unit.candidates if match.concept == self.concept.id}
        return [
            self.mentions[0]._replace(start=found.start(), end=found.end(), text=found.group())
            for text in sorted(texts)
            for found in re.finditer(rf"(?<![^\W_{HAN}]){re.escape(text)}(?![^\W_{HAN}])", self.unit.target)
            if found.span() not in known
        ]

    def _accuses(self, match: Match, good: Sequence[Match]) -> Severity | None:
        """Weigh a forbidden term in a title, or whose words may be right for another concept of the source."""
        if not self.is_name and self.unit.is_in_title(match):
            return Severity.INFO
        others = {
            other.concept
            for other in self.unit.candidates
            if (other.start, other.end) == (match.start, match.end)
            and other.right
            and other.concept in self.unit.mentions
        }
        if not others:
            return Severity.ERROR
        mentioned = sum(len(self.unit.mentions[other]) for other in others)
        standing = sum(1 for other in self.unit.candidates if other.text == match.text and other.concept in others)
        if standing <= mentioned or len(good) >= len(self.mentions):
            return None
        return Severity.WARNING

    def _misspelt(self, rendered: int) -> Iterator[Finding]:
        """Look for a misspelt name next to the right one, and for other near misses where renderings are few."""
        if self.is_name or rendered < len(self.mentions):
            span = self.near(letters_only=True)
            if span and not self._is_another_word(self.unit.target[slice(*span)]):
                yield self._finding(UNKNOWN_RENDERING, Severity.WARNING, NOT_KNOWN, span)

    def _is_another_word(self, found: str) -> bool:
        """Whether what looks misspelt is the source's own word, or small where a name has a capital."""
        return found in self.unit.source or (found[0].islower() and self.right_terms[0].text[0].isupper())

    def _fewer(self, rendered: int) -> Iterator[Finding]:
        if len(self.mentions) - rendered >= _MANY_UNRENDERED:
            finding = self._finding(TERM_COUNT, Severity.INFO, _COUNT, None)
            counts = {"mentions": str(len(self.mentions)), "renderings": str(rendered)}
            yield replace(finding, values={**finding.values, **counts})

    def _missing(self) -> Finding:
        span = self.near(letters_only=False) or self.untranslated()
        if span:
            severity = Severity.ERROR if self.is_certain and not self._is_reordered(span) else Severity.WARNING
            return self._finding(UNKNOWN_RENDERING, severity, NOT_KNOWN, span)
        if self.is_name:
            severity = Severity.WARNING if excuses.may_be_said_otherwise(self) else Severity.ERROR
            return self._finding(NAME_MISSING, severity, _NAME, None)
        return self._finding(TERM_MISSING, Severity.WARNING, _MISSING, None)

    def _is_reordered(self, span: Span) -> bool:
        found = self.unit.target[slice(*span)]
        return not self.is_name and renderings.is_reordered(found, self.right_terms, self.unit.language)

    def _finding(self, check: str, severity: Severity, message: str, span: Span | None) -> Finding:
        unit = self.unit
        mention = self.mentions[0]
        found = unit.target[slice(*span)] if span else ""
        right = self.right_terms
        fit = partial(renderings.fitting, term=right[0], others=right, language=unit.language)
        best = fit(found) if found else fit(mention.text, like=unit.source_language)
        return Finding(
            check,
            weigh(self.concept, severity, provisional=right[0].provisional),
            message,
            values={"expected": best, "source": mention.text, "found": found, **standing(self.concept)},
            span=span,
            source_span=(mention.start, mention.end),
            concept=self.concept.id,
            found=found,
            expected=tuple(dict.fromkeys((best, *(term.text for term in right)))),
            replacement=best if span else None,
        )
