"""Turn the compiled stages of a direction into values of simple types and back, so that they can be kept.

Long lists of words are one string each: splitting a string is many times faster than reading a list, and the
point of keeping the stages is a fast start.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.script import matching
from workbench.script.index import Index
from workbench.script.matching import Stage

_CUTS = {cut.__name__: cut for cut in (matching.greedy, matching.shortest_path)}


def pack(stage: Stage) -> dict[str, Any]:
    """Give a stage, with its look-up tables, as values that JSON can hold."""
    reaches: dict[tuple[tuple[int, int], ...], list[str]] = {}
    for pair, some in stage.index.neighbours.items():
        reaches.setdefault(some, []).append(pair)
    sizes: dict[tuple[int, ...], list[str]] = {}
    for first, each in stage.index.sizes.items():
        sizes.setdefault(each, []).append(first)
    return {
        "cut": stage.cut.__name__,
        "characters": ["".join(map(chr, stage.characters)), "".join(stage.characters.values())],
        "phrases": ["\n".join(stage.phrases), "\n".join(stage.phrases.values())],
        "classes": _grouped(stage.classes),
        "ranks": _grouped(stage.ranks),
        "critical": "\n".join(stage.index.critical),
        "sizes": [["".join(firsts), each] for each, firsts in sizes.items()],
        "neighbours": [["".join(pairs), some] for some, pairs in reaches.items()],
    }


def unpack(data: dict[str, Any]) -> Stage:
    """Make the stage again."""
    sizes: dict[str, tuple[int, ...]] = {}
    for firsts, each in data["sizes"]:
        sizes.update(dict.fromkeys(firsts, tuple(each)))
    neighbours: dict[str, tuple[tuple[int, int], ...]] = {}
    for pairs, some in data["neighbours"]:
        reaches = tuple((before, size) for before, size in some)
        neighbours.update(dict.fromkeys(map("".join, zip(pairs[::2], pairs[1::2], strict=True)), reaches))
    characters, forms = data["characters"]
    return Stage(
        dict(zip(map(ord, characters), forms, strict=True)),
        dict(zip(*(_words(side) for side in data["phrases"]), strict=True)),
        _CUTS[data["cut"]],
        {word: level for level, words in data["classes"] for word in words.split("\n")},
        {word: rank for rank, words in data["ranks"] for word in words.split("\n")},
        Index(tuple(_words(data["critical"])), sizes, neighbours),
    )


def _grouped(levels: Mapping[str, int]) -> list[tuple[int, str]]:
    words: dict[int, list[str]] = {}
    for word, level in levels.items():
        words.setdefault(level, []).append(word)
    return [(level, "\n".join(some)) for level, some in words.items()]


def _words(text: str) -> list[str]:
    return text.split("\n") if text else []
