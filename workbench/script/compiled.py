"""Turn the compiled stages of a direction into values of simple types and back, so that they can be kept.

Long lists of words are one string each: splitting a string is many times faster than reading a list, and the
point of keeping the stages is a fast start. They are parted by spaces, since JSON has to spell out line ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from workbench.script import matching
from workbench.script.index import Index
from workbench.script.matching import Stage
from workbench.script.scanning import Places, Table

_CUTS = {cut.__name__: cut for cut in (matching.greedy, matching.shortest_path)}


class _Phrases(Mapping[str, str]):
    """The phrases of a kept stage, brought together when somebody asks for all: a conversion needs few of them."""

    def __init__(self, index: Index, table: Table) -> None:
        self._index, self._table = index, table

    @cached_property
    def _all(self) -> dict[str, str]:
        return self._index.all_phrases(self._table)

    def __getitem__(self, phrase: str) -> str:
        return self._all[phrase]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


def pack(stage: Stage) -> dict[str, Any]:
    """Give a stage, with its look-up tables, as values that JSON can hold."""
    return {
        "cut": stage.cut.__name__,
        "characters": ["".join(map(chr, stage.characters)), "".join(stage.characters.values())],
        "classes": _grouped(stage.classes),
        "ranks": _grouped(stage.ranks),
        "phrases": stage.index.phrases,
        "reaches": stage.index.reaches,
        "builds": stage.index.builds,
        "matters": pack_places(stage.index.matters),
    }


def unpack(data: dict[str, Any]) -> Stage:
    """Make the stage again."""
    codes, forms = data["characters"]
    characters = dict(zip(map(ord, codes), forms, strict=True))
    index = Index(data["phrases"], data["reaches"], data["builds"], unpack_places(data["matters"]))
    return Stage(
        characters,
        _Phrases(index, Table(characters)),
        _CUTS[data["cut"]],
        _by_word(data["classes"]),
        _by_word(data["ranks"]),
        index,
    )


def pack_places(places: Places) -> list[Any]:
    """Give places of interest as values that JSON can hold."""
    return [places.before, places.after, places.alone]


def unpack_places(data: list[Any]) -> Places:
    """Make them again."""
    return Places(*data)


def _grouped(levels: Mapping[str, int]) -> list[tuple[int, str]]:
    words: dict[int, list[str]] = {}
    for word, level in levels.items():
        words.setdefault(level, []).append(word)
    return [(level, " ".join(some)) for level, some in words.items()]


def _by_word(grouped: list[tuple[int, str]]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for level, words in grouped:
        levels.update(dict.fromkeys(words.split(" "), level))
    return levels
