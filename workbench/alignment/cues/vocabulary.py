"""Words that mean the same: a list of common words of our own, and the project's glossary.

The list (`data/lexicon.csv`, columns `zh`, `en`, `es`, several words divided by `|`) is general vocabulary and
stays small; a row is a key, met when both sides have one of its words. English and Spanish words are compared by
crude stems, Chinese ones are found anywhere in the text, the longest first, a single character only where no
longer word covers it. Fails for words outside the list, and for Chinese characters in words that it does not know.
"""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files

from workbench.alignment.beads import TermFinder
from workbench.alignment.keys import KeySets, no_keys
from workbench.alignment.sides import Side, plain, words

_ENDINGS = {
    "en": re.compile(r"(?:'s|’s|’|'|ies|ied|ing|ed|es|s|ly|y|e)$"),
    "es": re.compile(
        r"(?:mente|ando|iendo|aron|ieron|ados?|adas?|idos?|idas?|aban?|ian?|ara|era|ira|os|as|es|is|o|a|e|s|ar|er|ir|en|an)$"
    ),
}
_STEM = 6


class Vocabulary:
    """Common words, by the list of our own."""

    name = "vocabulary"
    hit = 0.5
    weight = 0.8

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the rows of the list that each paragraph has a word of; nothing for two sides in one language."""
        if source.locale.language == target.locale.language:
            return no_keys(source, target)
        return _rows(source), _rows(target)


class Glossary:
    """The concepts of the project's glossary."""

    name = "glossary"
    hit = 0.9
    weight = 0.8

    def __init__(self, terms: TermFinder | None) -> None:
        self.terms = terms

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the concepts that each paragraph mentions; nothing without a glossary."""
        return self._concepts(source), self._concepts(target)

    def _concepts(self, side: Side) -> KeySets:
        if self.terms is None:
            return [set() for _ in side.raw]
        return [{str(match.concept) for match in self.terms.find(text, side.locale.tag)} for text in side.raw]


def stem(word: str, language: str) -> str:
    """Reduce a plain word to a crude stem of at most six letters."""
    for _ in range(2):
        shorter = _ENDINGS[language].sub("", word)
        if len(shorter) < 3:
            break
        word = shorter
    return word[:_STEM]


def stems(text: str, language: str) -> list[str]:
    """List the stems of a text in a spaced script."""
    return [stem(plain(word), language) for word in words(text)]


def side_stems(side: Side) -> list[list[str]]:
    """List the stems of every paragraph of a side; each distinct word is reduced once."""
    known = {word: stem(small, side.locale.language) for word, small in side.smalls.items()}
    return [[known[word] for word in line] for line in side.words]


def _rows(side: Side) -> KeySets:
    index = _index(side.locale.language)
    if side.locale.is_chinese:
        return [
            {row for word in _chinese_words(text, stretches & index.keys(), index) for row in index[word]}
            for text, stretches in zip(side.texts, side.stretches, strict=True)
        ]
    beginnings = {word.split()[0] for word in index if " " in word}
    return [_spaced_rows(tokens, index, beginnings) for tokens in side_stems(side)]


def _spaced_rows(tokens: list[str], index: dict[str, tuple[str, ...]], beginnings: set[str]) -> set[str]:
    phrases = [f"{first} {second}" for first, second in itertools.pairwise(tokens) if first in beginnings]
    return {row for token in (*tokens, *phrases) if token in index for row in index[token]}


def _chinese_words(text: str, found: set[str], index: Collection[str]) -> Iterator[str]:
    """Give the words of the list: those of two characters or more, `found`, and single ones that no other covers."""
    yield from found
    covered = {
        at + ahead
        for word in found
        for at in range(text.find(word), text.rfind(word) + 1)
        if text.startswith(word, at)
        for ahead in range(len(word))
    }
    yield from {character for at, character in enumerate(text) if character in index and at not in covered}


@cache
def _index(language: str) -> dict[str, tuple[str, ...]]:
    """Give, for every word or stem of a language, the rows that it stands in."""
    rows: dict[str, list[str]] = {}
    table = files("workbench.alignment").joinpath("data/lexicon.csv").read_text("utf-8")
    for number, row in enumerate(csv.DictReader(table.splitlines())):
        for word in row[language].split("|"):
            entry = word if language == "zh" else " ".join(stems(word, language))
            rows.setdefault(entry, []).append(str(number))
    return {word: tuple(dict.fromkeys(found)) for word, found in rows.items() if word}
