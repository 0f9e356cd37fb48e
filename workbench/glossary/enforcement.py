"""Compare one unit with the glossary: wrong words, missing terms, missing names.

The source decides what is asked for. A word that is forbidden for one concept may be right for another, so
it counts only where the source mentions the concept. Only a form of a forbidden term accuses; for a missing
term everything that may stand for it excuses: its other forms, words of its family, a name's last part,
words copied from the source. The words of a title are its publisher's: what is forbidden there is no more than a
hint. Presence is what counts, since Chinese and Spanish often use a pronoun where
English repeats the term; fewer renderings than mentions are no more than a hint.

It fails where a common word is used in a sense that the glossary does not mean, or is paraphrased; a missing term
that is no name is therefore a warning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from workbench.findings import N_, Finding, Severity
from workbench.glossary import masks, renderings
from workbench.glossary.capitals import is_in_a_name
from workbench.glossary.concepts import Concept, Life, Status, Term
from workbench.glossary.folding import HAN, has_han
from workbench.glossary.index import Entry
from workbench.glossary.masks import Span
from workbench.glossary.matches import Match
from workbench.glossary.reading import Unit, read_unit

if TYPE_CHECKING:
    from workbench.glossary.termbase import Termbase

FORBIDDEN_TERM, TERM_MISSING, NAME_MISSING = "forbidden-term", "term-missing", "name-missing"
UNKNOWN_RENDERING, TERM_COUNT = "unknown-rendering", "term-count"

PERSON = frozenset({"person", "people"})
NAMES = PERSON | {
    "place", "organisation", "organization", "institution", "work", "publication", "book", "newspaper", "brand",
}  # fmt: skip

_WRONG = N_("The glossary has %(expected)s for “%(source)s”; the text has %(found)s.")
_NOWHERE = N_("The glossary allows %(found)s nowhere; it has %(expected)s.")
_MISSING = N_("The glossary has %(expected)s for “%(source)s”; the text has nothing of the kind.")
_NAME = N_("The name “%(source)s” (%(expected)s) is missing from the text.")
_UNKNOWN = N_("The glossary has %(expected)s for “%(source)s”; it does not know %(found)s.")
_FOREIGN = N_("%(found)s is the form of another region; the glossary has %(expected)s for “%(source)s” here.")
_AS_WRITTEN = N_("“%(source)s” is not translated; the text lacks it as it is written: %(expected)s.")
_COUNT = N_("The source has “%(source)s” %(mentions)s times, the text has its term %(renderings)s times.")
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
            yield Finding(
                FORBIDDEN_TERM,
                weigh(termbase.concepts[match.concept], Severity.INFO if unit.is_in_title(match) else Severity.ERROR),
                _NOWHERE,
                values={"found": match.text, "expected": expected[0] if expected else "–"},
                span=(match.start, match.end),
                concept=match.concept,
                found=match.text,
                expected=expected,
            )


@dataclass(frozen=True)
class _Case:
    """One concept that the source of one unit mentions."""

    termbase: Termbase
    concept: Concept
    mentions: Sequence[Match]
    entries: Sequence[Entry]
    unit: Unit

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
        elif not self._excused():
            yield self._missing()
        elif self._is_name:
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
        if not self._is_name and self.unit.is_in_title(match):
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
        if self._is_name or rendered < len(self.mentions):
            span = self._near(letters_only=True)
            if span and not self._is_another_word(self.unit.target[slice(*span)]):
                yield self._finding(UNKNOWN_RENDERING, Severity.WARNING, _UNKNOWN, span)

    def _is_another_word(self, found: str) -> bool:
        """Whether what looks misspelt is the source's own word, or small where a name has a capital."""
        return found in self.unit.source or (found[0].islower() and self._right_terms[0].text[0].isupper())

    def _fewer(self, rendered: int) -> Iterator[Finding]:
        if len(self.mentions) - rendered >= _MANY_UNRENDERED:
            finding = self._finding(TERM_COUNT, Severity.INFO, _COUNT, None)
            counts = {"mentions": str(len(self.mentions)), "renderings": str(rendered)}
            yield replace(finding, values={**finding.values, **counts})

    def _excused(self) -> bool:
        unit, terms = self.unit, self._right_terms
        first = self.mentions[0]
        if self._is_name and self.concept.domain in PERSON and renderings.shortened(unit.target, terms, unit.language):
            return True
        if not self._is_name and renderings.related(unit.target, unit.tokens, terms, unit.language):
            return True
        if all(is_in_a_name(match, unit) for match in self.mentions):
            return True
        if not self._is_name and unit.is_mentioned_in_titles(self.concept.id):
            return True
        if self._is_homonym():
            return True
        quoted = all(masks.inside((match.start, match.end), unit.quoted) for match in self.mentions)
        return quoted and not has_han(first.text)

    def _is_homonym(self) -> bool:
        """Whether the source's words also mean another concept, and the target renders that one."""
        spans = {(mention.start, mention.end) for mention in self.mentions}
        return any(
            concept != self.concept.id
            and spans <= {(mention.start, mention.end) for mention in mentions}
            and self.unit.renderings(concept)
            for concept, mentions in self.unit.mentions.items()
        )

    def _missing(self) -> Finding:
        span = self._near(letters_only=False) or self._untranslated()
        if span:
            severity = Severity.ERROR if self._is_certain and not self._is_reordered(span) else Severity.WARNING
            return self._finding(UNKNOWN_RENDERING, severity, _UNKNOWN, span)
        if self._is_name:
            short = renderings.has_head(self.unit.target, self._right_terms, self.unit.language)
            severity = Severity.WARNING if short or self._may_be_a_pronoun else Severity.ERROR
            return self._finding(NAME_MISSING, severity, _NAME, None)
        return self._finding(TERM_MISSING, Severity.WARNING, _MISSING, None)

    def _near(self, *, letters_only: bool) -> Span | None:
        unit = self.unit
        taken = [
            (match.start, match.end)
            for match in unit.candidates
            if not (self._may_be_a_surname(match) or (not letters_only and self._may_be_a_part(match)))
        ]
        for entry in self.entries:
            if entry.right:
                span = renderings.near(
                    unit.target, unit.tokens, entry.term, unit.language, taken=taken, letters_only=letters_only
                )
                if span:
                    return span
        return None

    def _may_be_a_surname(self, match: Match) -> bool:
        """Whether a match is the end of a longer name, whose beginning may be misspelt."""
        before = self.unit.target[: match.start]
        return match.concept == self.concept.id and self._is_person(match.concept) and before.endswith((" ", "·"))

    def _may_be_a_part(self, match: Match) -> bool:
        """Whether a match is a common word that a name may hold: the union in “Union of the Coast”."""
        return self._is_name and self.termbase.concepts[match.concept].domain.casefold() not in NAMES

    def _is_reordered(self, span: Span) -> bool:
        found = self.unit.target[slice(*span)]
        return not self._is_name and renderings.is_reordered(found, self._right_terms, self.unit.language)

    @property
    def _may_be_a_pronoun(self) -> bool:
        """Whether the source names one person, and the target has a pronoun and nobody's name."""
        unit = self.unit
        if [concept for concept in unit.mentions if self._is_person(concept)] != [self.concept.id]:
            return False
        named = any(self._is_person(match.concept) for match in unit.chosen)
        return not named and renderings.has_pronoun(unit.target, unit.language)

    def _is_person(self, concept: str) -> bool:
        return self.termbase.concepts[concept].domain.casefold() in PERSON

    def _untranslated(self) -> Span | None:
        """Find the source's own words in the target, where the two are written in different scripts."""
        if (self.unit.language == "zh") == (self.unit.source_language == "zh"):
            return None
        at = self.unit.target.find(self.mentions[0].text)
        return (at, at + len(self.mentions[0].text)) if at >= 0 else None

    def _finding(self, check: str, severity: Severity, message: str, span: Span | None) -> Finding:
        unit = self.unit
        mention = self.mentions[0]
        found = unit.target[slice(*span)] if span else ""
        right = self._right_terms
        fit = partial(renderings.fitting, term=right[0], others=right, language=unit.language)
        best = fit(found) if found else fit(mention.text, like=unit.source_language)
        return Finding(
            check,
            weigh(self.concept, severity, provisional=right[0].provisional),
            message,
            values={"expected": best, "source": mention.text, "found": found},
            span=span,
            source_span=(mention.start, mention.end),
            concept=self.concept.id,
            found=found,
            expected=tuple(dict.fromkeys((best, *(term.text for term in right)))),
            replacement=best if span else None,
        )

    @property
    def _right_terms(self) -> list[Term]:
        return [entry.term for entry in self.entries if entry.right]

    @property
    def _is_name(self) -> bool:
        return self.concept.domain.casefold() in NAMES

    @property
    def _is_certain(self) -> bool:
        """Whether the source surely means the concept: it mentions a name, or a term of several words."""
        return self._is_name or any(_is_phrase(match, self.unit.source_language) for match in self.mentions)


def _is_phrase(match: Match, language: str) -> bool:
    return len(match.text) >= 4 if language == "zh" else len(match.text.replace("-", " ").split()) > 1


def weigh(concept: Concept, severity: Severity, *, provisional: bool = False) -> Severity:
    """Take weight off a finding about a concept or term that is not settled."""
    if concept.state is Life.DISPUTED:
        return Severity.INFO
    unsettled = concept.state is Life.PROPOSED or provisional
    return Severity.WARNING if unsettled and severity is Severity.ERROR else severity
