"""Keys: what two paragraphs may have in common, whatever the cue that found it.

A cue such as `numbers` or `pinyin` turns every paragraph into a set of keys; a key that both sides have speaks
for a bead, one that stays alone speaks against it. This module numbers the keys, forgets those that occur on
one side only (they cannot tell one bead from another), and knows for blocks of one to four paragraphs which
keys they have, and how often a key is expected by chance.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence, Set, Sized
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.alignment.beads import LONGEST

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
KeySets = Sequence[Set[str]]
# Who has which key, as two arrays of equal length.
Owned = tuple[Ints, Ints]


def keys_of(find: Callable[[str], Set[str]], source: Sequence[str], target: Sequence[str]) -> tuple[KeySets, KeySets]:
    """Look for the keys of each paragraph of both sides in the same way."""
    return [find(text) for text in source], [find(text) for text in target]


def no_keys(source: Sized, target: Sized) -> tuple[KeySets, KeySets]:
    """Give what a cue finds in two languages that it has nothing to say of."""
    return [frozenset()] * len(source), [frozenset()] * len(target)


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

    def joined(self, other: Blocks, offset: int) -> Blocks:
        """Give the blocks with the keys of `other` behind their own, numbered from `offset` on."""
        ends = [np.repeat(np.arange(len(blocks.starts) - 1), np.diff(blocks.starts)) for blocks in (self, other)]
        order = np.argsort(np.concatenate(ends), kind="stable")
        return Blocks(self.starts + other.starts, np.concatenate([self.keys, other.keys + offset])[order])


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

    def extended(self, cue: str, keys: tuple[KeySets, KeySets]) -> KeyTable:
        """Give the table with one more cue: its keys for each source and each target paragraph."""
        added = tabulate({cue: keys}, len(keys[0]), len(keys[1]))
        count = len(self.cue)
        return KeyTable(
            (*self.cues, cue),
            np.concatenate([self.cue, added.cue + len(self.cues)]),
            tuple(own.joined(more, count) for own, more in zip(self.source, added.source, strict=True)),
            tuple(own.joined(more, count) for own, more in zip(self.target, added.target, strict=True)),
            (np.concatenate([self.rates[0], added.rates[0]]), np.concatenate([self.rates[1], added.rates[1]])),
        )

    def meetings(self, borders: Ints) -> tuple[Owned, Owned, Owned]:
        """Give the keys of beads: those of their source, those of their target, those that both sides have.

        Args:
            borders: beads with both sides, one in a row: source start, source end, target start, target end.
        """
        left, right = _owned(self.source, borders[:, :2]), _owned(self.target, borders[:, 2:])
        count = max(len(self.cue), 1)
        ours, theirs = (owners * count + keys for owners, keys in (left, right))
        return left, right, np.divmod(np.intersect1d(ours, theirs, assume_unique=True), count)


def tabulate(found: Mapping[str, tuple[KeySets, KeySets]], rows: int, columns: int) -> KeyTable:
    """Number the keys that each cue found.

    Args:
        found: by the name of the cue, the keys of each source and each target paragraph.
        rows: source paragraphs.
        columns: target paragraphs.
    """
    shared = [sorted(set().union(*source) & set().union(*target)) for source, target in found.values()]
    cue_of = np.repeat(np.arange(len(shared)), [len(keys) for keys in shared])
    incidences = [_incidence([sets[side] for sets in found.values()], shared) for side in (0, 1)]
    sizes = (rows, columns)
    blocks = [_blocks(*pairs, size, len(cue_of)) for pairs, size in zip(incidences, sizes, strict=True)]
    rates = [_rate(keys, size, len(cue_of)) for (_, keys), size in zip(incidences, sizes, strict=True)]
    return KeyTable(tuple(found), cue_of, blocks[0], blocks[1], (rates[0], rates[1]))


def distinct(values: Ints) -> tuple[Ints, Ints]:
    """Give the distinct values in ascending order, and how often each occurs; faster than `numpy.unique`."""
    ordered = np.sort(values)
    first = (
        np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])) if len(ordered) else np.zeros(0, np.int64)
    )
    return ordered[first], np.diff(np.append(first, len(ordered)))


def _incidence(found: Sequence[KeySets], shared: Sequence[Sequence[str]]) -> Owned:
    """List which paragraph has which of the keys that both sides share."""
    units: list[int] = []
    numbered: list[int] = []
    first = 0
    for sets, known in zip(found, shared, strict=True):
        numbers = dict(zip(known, itertools.count(first)))
        first += len(known)
        for i, keys in enumerate(sets):
            own = [numbers[key] for key in keys if key in numbers]
            numbered += own
            units += [i] * len(own)
    return np.array(units, dtype=np.int64), np.array(numbered, dtype=np.int64)


def _owned(sides: Sequence[Blocks], borders: Ints) -> Owned:
    """List which stretch, of those from one border to the other, has which key."""
    owners, keys = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for size, blocks in enumerate(sides, 1):
        beads = np.flatnonzero(borders[:, 1] - borders[:, 0] == size)
        starts, ends = blocks.starts[borders[beads, 1]], blocks.starts[borders[beads, 1] + 1]
        before = np.cumsum(ends - starts) - (ends - starts)
        at = np.repeat(starts - before, ends - starts) + np.arange(int((ends - starts).sum()))
        owners.append(np.repeat(beads, ends - starts))
        keys.append(blocks.keys[at])
    return np.concatenate(owners), np.concatenate(keys)


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
