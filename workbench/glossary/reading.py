"""Read a unit: what the glossary sees in its source and in its target, before anything is said about it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench import languages
from workbench.glossary import masks
from workbench.glossary.concepts import Status
from workbench.glossary.masks import Span
from workbench.glossary.matches import Match, longest
from workbench.glossary.tokens import Token, words

if TYPE_CHECKING:
    from workbench.glossary.termbase import Termbase


@dataclass(frozen=True)
class Unit:
    """A unit with what the glossary sees in it.

    Attributes:
        source: the source text.
        target: its translation.
        source_locale: BCP 47 tag of the source.
        language: language of the target.
        target_locale: BCP 47 tag of the target.
        mentions: by concept, the source's matches, in text order.
        candidates: all matches in the target, also inside longer ones.
        chosen: the longest of them.
    """

    source: str
    target: str
    source_locale: str
    language: str
    target_locale: str
    mentions: dict[str, list[Match]]
    candidates: list[Match]
    chosen: list[Match]

    @property
    def source_language(self) -> str:
        """Language of the source."""
        return languages.parse(self.source_locale).language

    @cached_property
    def tokens(self) -> list[Token]:
        """The target's words."""
        return words(self.target)

    @cached_property
    def copied(self) -> list[Span]:
        """Spans of the target that are copied from the source."""
        return masks.copied(self.target, self.source)

    @cached_property
    def quoted(self) -> list[Span]:
        """Spans of the source that stand in the target as they are."""
        return masks.copied(self.source, self.target)

    @cached_property
    def titles(self) -> tuple[list[Span], list[Span]]:
        """Spans of titles in the source, and in the target."""
        return masks.titles_of_both(self.source, self.target)

    def is_in_title(self, match: Match) -> bool:
        """Whether a term in the target is part of a title; a term that is all of the title is none."""
        return _is_part(match, self.titles[1])

    def is_mentioned_in_titles(self, concept: str) -> bool:
        """Whether the source mentions a concept nowhere but within titles."""
        return all(_is_part(mention, self.titles[0]) for mention in self.mentions[concept])

    def renderings(self, concept: str) -> list[Match]:
        """The right renderings of a concept: those that no longer match of a mentioned concept covers."""
        covers = [match for match in self.chosen if match.concept in self.mentions]
        found = (
            match
            for match in self.candidates
            if match.concept == concept and match.right and not any(_is_inside(match, cover) for cover in covers)
        )
        return longest(found)

    def wrong(self, concept: str) -> list[Match]:
        """The forbidden terms and foreign forms of a concept, less those that the source has itself."""
        return [
            match
            for match in self.chosen
            if match.concept == concept
            and not match.right
            and not masks.inside((match.start, match.end), self.copied)
            and not self._is_the_sources(match)
        ]

    def _is_the_sources(self, match: Match) -> bool:
        """Whether the source has the very words for something else: Helena Duarte beside Elena Duarte."""
        spans = [(mention.start, mention.end) for mention in self.mentions.get(match.concept, ())]
        return any(
            not any(start < found.end() and found.start() < end for start, end in spans)
            for found in re.finditer(rf"(?<!\w){re.escape(match.text)}(?!\w)", self.source)
        )


def read_unit(termbase: Termbase, source: str, target: str, *, source_locale: str, target_locale: str) -> Unit:
    """Find what a unit's two texts hold; translators' notes, code and addresses count on neither side."""
    source_seen = masks.hide(source, masks.no_prose(source) + masks.notes(source))
    target_seen = masks.hide(target, masks.no_prose(target) + masks.notes(target))
    mentions: dict[str, list[Match]] = defaultdict(list)
    for match in longest(termbase.candidates(source_seen, source_locale, names_by_case=True)):
        if match.status is not Status.FORBIDDEN:
            mentions[match.concept].append(match)
    language = languages.parse(target_locale).language
    candidates = termbase.candidates(target_seen, target_locale, names_by_case=False)
    return Unit(
        source=source_seen,
        target=target_seen,
        source_locale=source_locale,
        language=language,
        target_locale=target_locale,
        mentions=dict(mentions),
        candidates=candidates,
        chosen=longest(candidates),
    )


def _is_part(match: Match, spans: list[Span]) -> bool:
    span = match.start, match.end
    return span not in spans and masks.inside(span, spans)


def _is_inside(match: Match, cover: Match) -> bool:
    return (
        cover.start <= match.start
        and match.end <= cover.end
        and (match.start, match.end) != (cover.start, cover.end)
        and (cover.concept != match.concept or not cover.right)
    )
