"""What a stage looks up while it reads: its phrases by their first character, where two may overlap, which matter.

All of it follows from the phrases; finding it out takes longer than converting most texts, so it is a value of its own
that `compiled` keeps between two runs. The longer tables are short strings by character, and a string is read when its
character first turns up: a start waits for nothing that the text does not need.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from workbench.script.scanning import Places, Table

_T = TypeVar("_T")
# How far before a border a phrase begins that reaches over it, and its size.
Reach = tuple[int, int]
# The phrases that begin with a character, with their sizes, rising; the value is None where characters give it.
Entries = tuple[tuple[int, ...], dict[str, str | None]]

# Between the phrases of a string, and between a phrase and its value: white space is in no phrase.
_NEXT, _VALUE = " ", "\u3000"
# How many characters are remembered, of those without a string too: a text may hold any.
_REMEMBERED = 50_000
# What stands for nought, and for the first build.
_ZERO = ord("0")
_FIRST = 0x3400
_NO_ENTRIES: Entries = ((), {})


class _Unfolding(dict[str, _T], Generic[_T]):
    """Values by character, each read from a string when first asked for; what two threads read is the same."""

    def __init__(self, strings: Mapping[str, str], read: Callable[[str], _T], nothing: _T) -> None:
        super().__init__()
        self._strings, self._read, self._nothing = strings, read, nothing

    def __missing__(self, character: str) -> _T:
        string = self._strings.get(character)
        value = self._nothing if string is None else self._read(string)
        if string is not None or len(self) < _REMEMBERED:
            self[character] = value
        return value


@dataclass(frozen=True)
class Index:
    """The look-up tables of a stage.

    Attributes:
        phrases: the phrases that begin with a character, in a string, each with its value where the table of
            characters gives another.
        reaches: for every two characters that stand side by side in a phrase, by the first of them: the second, and
            the number of the builds that phrases over the border between them have, as a character. Most borders
            have two strangers beside them, and no phrase has to be looked for.
        builds: by number, how far before the border phrases begin and their sizes, as characters.
        matters: the places where a phrase may give something else than the table of characters.
    """

    phrases: Mapping[str, str]
    reaches: Mapping[str, str]
    builds: Sequence[str]
    matters: Places

    @cached_property
    def starting(self) -> Mapping[str, Entries]:
        """The phrases that begin with a character; none for a character that begins none."""
        return _Unfolding(self.phrases, _entries, _NO_ENTRIES)

    @cached_property
    def over(self) -> Mapping[str, Mapping[str, tuple[Reach, ...]]]:
        """The phrases that may reach over the border between two characters."""
        return _Unfolding(self.reaches, self._reaches_of, {})

    def _reaches_of(self, string: str) -> dict[str, tuple[Reach, ...]]:
        builds = self._builds
        return {second: builds[ord(number) - _FIRST] for second, number in _twos(string)}

    @cached_property
    def _builds(self) -> list[tuple[Reach, ...]]:
        return [
            tuple((ord(before) - _ZERO, ord(size) - _ZERO) for before, size in _twos(build)) for build in self.builds
        ]

    def all_phrases(self, table: Table) -> dict[str, str]:
        """Give every phrase with its value."""
        entries = {phrase: value for first in self.phrases for phrase, value in self.starting[first][1].items()}
        plain = table.convert_words(entries)
        return {phrase: value or other for (phrase, value), other in zip(entries.items(), plain, strict=True)}


def build(phrases: Mapping[str, str], table: Table) -> Index:
    """Find out what a stage looks up."""
    grouped: dict[str, list[str]] = {}
    matters: list[tuple[str, int]] = []
    for (phrase, value), other in zip(phrases.items(), table.convert_words(phrases), strict=True):
        entry = phrase
        if value != other:
            entry = f"{phrase}{_VALUE}{value}"
            matters.append((phrase, _first_difference(value, other)))
        grouped.setdefault(phrase[0], []).append(entry)
    strings = {first: _NEXT.join(entries) for first, entries in grouped.items()}
    return Index(strings, *_reaches(phrases), _places(matters))


def _first_difference(value: str, plain: str) -> int:
    """Give the place of the first character that differs; 0 when the lengths do."""
    if len(value) != len(plain):
        return 0
    at = 0
    while value[at] == plain[at]:
        at += 1
    return at


def _places(matters: list[tuple[str, int]]) -> Places:
    """Name each of the phrases by one of its characters and a neighbour of that."""
    before: dict[str, set[str]] = {}
    after: dict[str, set[str]] = {}
    alone: set[str] = set()
    for phrase, at in matters:
        if len(phrase) == 1:
            alone.add(phrase)
        elif at:
            before.setdefault(phrase[at], set()).add(phrase[at - 1])
        else:
            after.setdefault(phrase[0], set()).add(phrase[1])
    return Places.of(before, after, alone)


def _reaches(phrases: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    by_size: dict[int, list[str]] = {}
    for phrase in phrases:
        by_size.setdefault(len(phrase), []).append(phrase)
    reaches = [(before, size) for size in sorted(by_size) for before in range(1, size)]
    # One bit for each reach: a hundred thousand small lists would take several times longer.
    found: dict[str, int] = {}
    for bit, (before, size) in enumerate(reaches):
        for pair in {phrase[before - 1 : before + 1] for phrase in by_size[size]}:
            found[pair] = found.get(pair, 0) | 1 << bit
    numbers = {bits: number for number, bits in enumerate(dict.fromkeys(found.values()))}
    grouped: dict[str, list[str]] = {}
    for pair, bits in found.items():
        grouped.setdefault(pair[0], []).append(pair[1] + chr(_FIRST + numbers[bits]))
    builds = [
        "".join(
            chr(_ZERO + before) + chr(_ZERO + size) for bit, (before, size) in enumerate(reaches) if bits >> bit & 1
        )
        for bits in numbers
    ]
    return {first: "".join(some) for first, some in grouped.items()}, builds


def _entries(string: str) -> Entries:
    entries: dict[str, str | None] = {}
    for entry in string.split(_NEXT):
        phrase, _, value = entry.partition(_VALUE)
        entries[phrase] = value or None
    return tuple(sorted(set(map(len, entries)))), entries


def _twos(string: str) -> Iterator[tuple[str, str]]:
    return zip(string[::2], string[1::2], strict=True)


def spans(starting: Mapping[str, Entries], text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the span of every phrase inside a stretch, shorter ones first at each place."""
    for here in range(low, high):
        sizes, entries = starting[text[here]]
        for size in sizes:
            if here + size <= high and text[here : here + size] in entries:
                yield here, here + size
