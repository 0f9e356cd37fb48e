"""Keys: what two paragraphs may have in common, whatever the cue that found it.

A cue such as `numbers` or `pinyin` turns every paragraph into a set of keys; a key that both sides have speaks
for a bead, one that stays alone speaks against it. This module numbers the keys, forgets those that occur on
one side only (they cannot tell one bead from another), and knows for blocks of one to four paragraphs which
keys they have, and how often a key is expected by chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.alignment.beads import LONGEST

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
KeySets = Sequence[set[str]]


@dataclass(frozen=True)
class Blocks:
    """The keys of every block of `size` paragraphs of one side.

    Attributes:
        starts: offsets into `keys`; the block that ends before paragraph i has `keys[starts[i]:starts[i + 1]]`,
            which is empty for i < size.
        keys: numbers of keys, ascending within a block.
    """

    starts: Ints
    keys: Ints

    def of(self, end: int) -> Ints:
        """Give the keys of the block that ends before paragraph `end`."""
        return self.keys[self.starts[end] : self.starts[end + 1]]


@dataclass(frozen=True)
class KeyTable:
    """All keys that both texts have.

    Attributes:
        cues: names of the cues.
        cue: for every key, the index of its cue.
        source: blocks of 1, 2 … paragraphs of the source; index 0 holds those of one paragraph.
        target: the same for the target.
        rates: for every key, how often it is expected in a source and in a target paragraph of mean length;
            a stretch of r times that length has it by chance with the probability 1 - exp(-r * rate).
    """

    cues: tuple[str, ...]
    cue: Ints
    source: tuple[Blocks, ...]
    target: tuple[Blocks, ...]
    rates: tuple[Floats, Floats]


def tabulate(found: Mapping[str, tuple[KeySets, KeySets]], rows: int, columns: int) -> KeyTable:
    """Number the keys that each cue found.

    Args:
        found: by the name of the cue, the keys of each source and each target paragraph.
        rows: source paragraphs.
        columns: target paragraphs.
    """
    numbers: dict[tuple[int, str], int] = {}
    for cue, (source, target) in enumerate(found.values()):
        common = set().union(*source) & set().union(*target)
        for key in sorted(common):
            numbers[cue, key] = len(numbers)
    incidences = [_incidence([sets[side] for sets in found.values()], numbers) for side in (0, 1)]
    sizes = (rows, columns)
    blocks = [_blocks(*pairs, size, len(numbers)) for pairs, size in zip(incidences, sizes, strict=True)]
    rates = [_rate(keys, size, len(numbers)) for (_, keys), size in zip(incidences, sizes, strict=True)]
    cue_of = np.array([cue for cue, _ in numbers], dtype=np.int64)
    return KeyTable(tuple(found), cue_of, blocks[0], blocks[1], (rates[0], rates[1]))


def distinct(values: Ints) -> tuple[Ints, Ints]:
    """Give the distinct values in ascending order, and how often each occurs; faster than `numpy.unique`."""
    ordered = np.sort(values)
    first = (
        np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else np.zeros(0, np.int64)
    )
    return ordered[first], np.diff(np.append(first, len(ordered)))


def _incidence(found: Sequence[KeySets], numbers: Mapping[tuple[int, str], int]) -> tuple[Ints, Ints]:
    """List which paragraph has which key, as two arrays of equal length."""
    pairs = [
        (i, numbers[cue, key])
        for cue, sets in enumerate(found)
        for i, keys in enumerate(sets)
        for key in keys
        if (cue, key) in numbers
    ]
    flat = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return flat[:, 0], flat[:, 1]


def _rate(keys: Ints, length: int, count: int) -> Floats:
    share = (np.bincount(keys, minlength=count) + 0.5) / (length + 1.0)
    return np.asarray(-np.log1p(-np.minimum(share, 0.999)))


def _blocks(unit: Ints, key: Ints, length: int, count: int) -> tuple[Blocks, ...]:
    blocks = []
    for size in range(1, LONGEST + 1):
        # A paragraph i belongs to the blocks that end before i + 1 … i + size.
        codes = np.concatenate([(unit + 1 + shift) * count + key for shift in range(size)])
        ends, members = np.divmod(distinct(codes)[0], max(count, 1))
        inside = (ends >= size) & (ends <= length)
        starts = np.searchsorted(ends[inside], np.arange(length + 2))
        blocks.append(Blocks(starts, members[inside]))
    return tuple(blocks)
