"""Words that another region has another word for: 出租车 is 計程車 in Taiwan and 的士 in Hong Kong.

They are offered one by one and never put in by themselves: a dictionary that replaces words turns 法律程序 into
法律程式 and 少数组织 into 少陣列織 (OpenCC's `s2twp`). The table `data/regional.tsv` is ours; words that mean something
else in most texts are not in it, and each may name the longer words inside of which it is another word. What a
person accepts becomes a term of the glossary.

It fails where usage is divided, which is why several forms may be offered, and on words that it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick, MatchKind

from workbench.script.corrections import rows
from workbench.script.directions import side

_COLUMNS = {"Hant-TW": 0, "Hant-HK": 1}


@dataclass(frozen=True)
class RegionWord:
    """A word of a text for which the target region has another one.

    Attributes:
        span: where it stands in the text.
        word: the word as the text has it.
        forms: what the region says, the commonest first, in its own script.
        field: what the word is about: `computing`, `food`, `places`, `names` and so on.
    """

    span: tuple[int, int]
    word: str
    forms: tuple[str, ...]
    field: str


@dataclass(frozen=True)
class Entry:
    """One word of the table for one target region; without forms it only keeps shorter words out of it."""

    word: str
    forms: tuple[str, ...]
    field: str


def region_words(text: str, to_tag: str) -> tuple[RegionWord, ...]:
    """Find the words of a Simplified text for which the region of `to_tag` has another word, in text order.

    Nothing is found for a target without vocabulary of its own, such as `zh-Hant`.

    Raises:
        NoConversion: the target is not Chinese.
        UnknownLocale: the tag is unknown.
    """
    target = side(to_tag)
    if target not in _COLUMNS:
        return ()
    entries = table(target)
    found = _automaton(target).find_matches_as_indexes(text)
    return tuple(
        RegionWord((start, end), text[start:end], entries[index].forms, entries[index].field)
        for index, start, end in found
        if entries[index].forms
    )


@cache
def table(target: str) -> tuple[Entry, ...]:
    """Give the entries for a side such as `Hant-TW`; none for a side without a vocabulary of its own."""
    return tuple(_entries(_COLUMNS[target])) if target in _COLUMNS else ()


def _entries(column: int) -> Iterator[Entry]:
    guards: set[str] = set()
    words: set[str] = set()
    for word, taiwan, hong_kong, field, inside in rows("regional.tsv"):
        forms = tuple((taiwan, hong_kong)[column].split())
        guards.update(inside.split())
        words.add(word)
        yield Entry(word, forms, field)
    for guard in sorted(guards - words):
        yield Entry(guard, (), "")


@cache
def _automaton(target: str) -> AhoCorasick:
    return AhoCorasick([entry.word for entry in table(target)], matchkind=MatchKind.LeftmostLongest)
