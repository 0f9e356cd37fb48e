"""The term checks of other programs, written anew for comparison: each finds terms in its own way, all accuse alike.

A term of the source asks for a right term in the target, and no forbidden one may stand there. What differs is what it
takes for a term:

- Pontoon's way: one regular expression for each term, which may go on at its right end.
- Weblate's way: one Aho–Corasick automaton over lower-cased strings, with borders of words around them.
- OmegaT's rule: a term is the set of its stems, which may stand anywhere in the segment, in any order; in Chinese of
  its pairs of characters. Its stemmers are those of Lucene; here the last letters of a plural are cut off.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from ahocorasick_rs import AhoCorasick

from workbench.glossary import Concept, Status


class Finder(Protocol):
    """Finds strings in texts of one locale."""

    def __init__(self, terms: Sequence[str], locale: str) -> None: ...

    def find(self, text: str) -> Iterable[int]:
        """Give the numbers of the terms that a text has."""


class OneRegexPerTerm:
    """Pontoon's way."""

    def __init__(self, terms: Sequence[str], locale: str) -> None:
        before, after = ("", "") if locale.startswith("zh") else (r"\b", r"\w*\b")
        self._patterns = [re.compile(before + re.escape(term) + after, re.IGNORECASE) for term in terms]

    def find(self, text: str) -> Iterable[int]:
        """Try one pattern after the other."""
        return (number for number, pattern in enumerate(self._patterns) if pattern.search(text))


class ExactStrings:
    """Weblate's way."""

    def __init__(self, terms: Sequence[str], locale: str) -> None:
        self._spaced = not locale.startswith("zh")
        self._machine = AhoCorasick([term.lower() for term in terms]) if terms else None

    def find(self, text: str) -> Iterable[int]:
        """Run over the text once."""
        text = text.lower()
        found = self._machine.find_matches_as_indexes(text, overlapping=True) if self._machine else ()
        for number, start, end in found:
            apart = not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()
            if apart or not self._spaced:
                yield number


class TokenSets:
    """OmegaT's rule."""

    def __init__(self, terms: Sequence[str], locale: str) -> None:
        self._chinese = locale.startswith("zh")
        self._sets = [frozenset(self._cut(term)) for term in terms]

    def find(self, text: str) -> Iterable[int]:
        """Look which sets the segment holds."""
        present = set(self._cut(text))
        return (number for number, tokens in enumerate(self._sets) if tokens and tokens <= present)

    def _cut(self, text: str) -> list[str]:
        if self._chinese:
            return [text[at : at + 2] for at in range(len(text) - 1)] or [text]
        return [re.sub(r"(?<=\w{3})(?:es|s)$", "", word) for word in re.findall(r"\w+", text.lower())]


PEERS: dict[str, type[Finder]] = {
    "one regex per term (Pontoon)": OneRegexPerTerm,
    "exact strings (Weblate)": ExactStrings,
    "sets of tokens (OmegaT)": TokenSets,
}


@dataclass
class PeerCheck:
    """A termbase as one of the peers would enforce it, for one pair of locales."""

    concepts: Sequence[Concept]
    finder: type[Finder]
    source_locale: str
    target_locale: str
    _sides: dict[tuple[str, bool], tuple[Finder, list[str]]] = field(default_factory=dict)

    def check(self, source: str, target: str) -> set[str]:
        """Give the ids of the concepts that are wrong in a unit."""
        asked = self._found(source, self.source_locale, right=True)
        right = self._found(target, self.target_locale, right=True)
        wrong = self._found(target, self.target_locale, right=False)
        known = set(self._owners(self.target_locale, right=True))
        return {concept for concept in asked & known if concept in wrong or concept not in right}

    def _found(self, text: str, locale: str, *, right: bool) -> set[str]:
        owners = self._owners(locale, right=right)
        return {owners[number] for number in self._sides[locale, right][0].find(text)}

    def _owners(self, locale: str, *, right: bool) -> list[str]:
        if (locale, right) not in self._sides:
            terms: dict[str, list[str]] = defaultdict(list)
            for concept in self.concepts:
                for term in concept.of(locale):
                    if (term.status is not Status.FORBIDDEN) == right:
                        terms[concept.id].append(term.text)
            owners = [concept for concept, texts in terms.items() for _ in texts]
            self._sides[locale, right] = (
                self.finder([text for texts in terms.values() for text in texts], locale),
                owners,
            )
        return self._sides[locale, right][1]
