"""What a stage looks up while it reads: which phrases matter, how long phrases are, where two may overlap.

All of it follows from the phrases; building it takes longer than converting most texts, so it is a value of its own
that `compiled` keeps between two runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# How far before a border a phrase begins that reaches over it, and its size.
Reach = tuple[int, int]


@dataclass(frozen=True)
class Index:
    """The look-up tables of a stage.

    Attributes:
        critical: the phrases whose value differs from what the table of characters gives.
        sizes: the sizes of the phrases that begin with a character, rising.
        neighbours: for every two characters that stand side by side in a phrase, the phrases that may reach over
            the border between them. Most borders have two strangers beside them, and no phrase has to be looked for.
    """

    critical: tuple[str, ...]
    sizes: Mapping[str, tuple[int, ...]]
    neighbours: Mapping[str, tuple[Reach, ...]]


def sizes(phrases: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Give the sizes of the phrases that begin with a character."""
    found: dict[str, tuple[int, ...]] = {}
    for first, size in sorted({(phrase[0], len(phrase)) for phrase in phrases}):
        found[first] = (*found.get(first, ()), size)
    return found


def neighbours(phrases: Iterable[str]) -> dict[str, tuple[Reach, ...]]:
    """Give the phrases that may reach over the border between two characters."""
    by_size: dict[int, list[str]] = {}
    for phrase in phrases:
        by_size.setdefault(len(phrase), []).append(phrase)
    reaches = [(before, size) for size in sorted(by_size) for before in range(1, size)]
    # One bit for each reach: a hundred thousand small lists would take several times longer.
    found: dict[str, int] = {}
    for bit, (before, size) in enumerate(reaches):
        for pair in {phrase[before - 1 : before + 1] for phrase in by_size[size]}:
            found[pair] = found.get(pair, 0) | 1 << bit
    known = {bits: tuple(reach for bit, reach in enumerate(reaches) if bits >> bit & 1) for bits in set(found.values())}
    return {pair: known[bits] for pair, bits in found.items()}
