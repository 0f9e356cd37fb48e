"""One concept that the source of one unit mentions, with what the glossary has for it: what enforcement judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.glossary import renderings
from workbench.glossary.concepts import Concept, Term
from workbench.glossary.index import Entry
from workbench.glossary.masks import Span
from workbench.glossary.matches import Match
from workbench.glossary.reading import Unit
from workbench.glossary.weight import NAMES, PERSON

if TYPE_CHECKING:
    from workbench.glossary.termbase import Termbase


@dataclass(frozen=True)
class Case:
    """One concept that the source of one unit mentions.

    Attributes:
        mentions: where the source has it, in text order.
        entries: the terms of the target's locale, what is never translated first.
    """

    termbase: Termbase
    concept: Concept
    mentions: Sequence[Match]
    entries: Sequence[Entry]
    unit: Unit

    @cached_property
    def right_terms(self) -> list[Term]:
        """What the translation may use, preferred terms first."""
        return [entry.term for entry in self.entries if entry.right]

    @property
    def is_name(self) -> bool:
        """Whether it is a name of anybody or anything."""
        return self.concept.domain.casefold() in NAMES

    @property
    def is_certain(self) -> bool:
        """Whether the source surely means the concept: it mentions a name, or a term of several words."""
        return self.is_name or any(_is_phrase(match, self.unit.source_language) for match in self.mentions)

    def is_person(self, concept: str) -> bool:
        """Whether a concept, this one or another, is a person."""
        return self.termbase.concepts[concept].domain.casefold() in PERSON

    def near(self, *, letters_only: bool) -> Span | None:
        """Find the place of a near miss of a right term, or None; see `renderings.near`."""
        unit = self.unit
        taken = [
            (match.start, match.end)
            for match in unit.candidates
            if not (self._may_be_a_surname(match) or (not letters_only and self._may_be_a_part(match)))
        ]
        spans = (
            renderings.near(unit.target, unit.tokens, term, unit.language, taken=taken, letters_only=letters_only)
            for term in self.right_terms
        )
        return next((span for span in spans if span), None)

    def untranslated(self) -> Span | None:
        """Find the source's own words in the target, where the two are written in different scripts."""
        if (self.unit.language == "zh") == (self.unit.source_language == "zh"):
            return None
        at = self.unit.target.find(self.mentions[0].text)
        return (at, at + len(self.mentions[0].text)) if at >= 0 else None

    def _may_be_a_surname(self, match: Match) -> bool:
        """Whether a match is the end of a longer name, whose beginning may be misspelt."""
        before = self.unit.target[: match.start]
        return match.concept == self.concept.id and self.is_person(match.concept) and before.endswith((" ", "·"))

    def _may_be_a_part(self, match: Match) -> bool:
        """Whether a match is a common word that a name may hold: the union in “Union of the Coast”."""
        return self.is_name and self.termbase.concepts[match.concept].domain.casefold() not in NAMES


def _is_phrase(match: Match, language: str) -> bool:
    return len(match.text) >= 4 if language == "zh" else len(match.text.replace("-", " ").split()) > 1
