"""Which few letter groups of a text an index keeps, and which of them a query asks for.

Method: an entry is filed under the sixteen rarest of its character 4-grams (2-grams in Chinese, where a
character says as much as a syllable or a word), each as a 64-bit number. A query looks up all its own
groups that are not too common; the entries that share most of them are then compared in full. It is a plain
table with two columns, so one design serves every database, and it keeps its pace, because groups that
stand everywhere are never looked up. It finds texts that share a stretch of wording; where edits are spread
so evenly that no rare group survives (every second word changed in a short text), it finds nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.languages import parse
from workbench.memory.fold import code_points, normalise_all

SKETCH_SIZE = 16
GRAM_LENGTH = 4
CHINESE_GRAM_LENGTH = 2

# Primes of the 64-bit FNV-1a hash, and a multiplier of splitmix64 to spread what FNV leaves in the low bits.
_FNV_PRIME = np.uint64(0x100000001B3)
_FNV_BASIS = 0xCBF29CE484222325
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(31)

# Hashes take 64 bits; numbers of texts and places, which are as many, take 32.
Whole = NDArray[np.signedinteger[Any]]


@cache
def _seed(language: str) -> np.uint64:
    """Start every language elsewhere, so that English and Spanish groups never meet in one index."""
    return np.uint64(_FNV_BASIS ^ zlib.crc32(language.encode()))


def grams(text: str, locale: str) -> list[int]:
    """Give the distinct character groups of a text as signed 64-bit numbers, in rising order.

    The numbers depend on nothing but the normalised, case-folded text and the language of `locale`: they
    may be stored, and both scripts of Chinese give the same ones. A text shorter than one group is filled
    up with spaces; an empty text has none.

    Raises:
        UnknownLocale: `locale` is none of the workbench's.
    """
    size, seed = _kind(locale)
    [folded] = _folded([text], locale)
    hashes = np.sort(_hashes(code_points(folded), size, seed))
    # np.unique takes four times as long on arrays of this length.
    distinct: list[int] = hashes[np.append(True, hashes[1:] != hashes[:-1])].tolist() if folded else []
    return distinct


@dataclass(frozen=True, eq=False)
class BatchGrams:
    """The groups of many texts.

    Attributes:
        every: all groups, distinct, in rising order.
        counts: in how many of the texts each of them occurs.
        owners, places: for each text and each of its distinct groups, the number of the text and where the group
            stands in `every`; in rising order of the places, then of the texts.
    """

    every: NDArray[np.int64]
    counts: NDArray[np.int64]
    owners: Whole
    places: Whole

    def rarest(self, counts: NDArray[np.int64], n: int = SKETCH_SIZE) -> tuple[NDArray[np.int64], Whole]:
        """Choose for all texts at once what the function `rarest` chooses for one.

        Args:
            counts: in how many entries of the whole memory each of `every` occurs.

        Returns:
            The groups in rising order, and with each the number of its text.
        """
        if not len(self.every):
            return self.every, self.owners
        # Equally rare groups are ranked by their number, as they stand in `every`.
        _, rarity = _sorted_pairs(counts, np.arange(len(counts)))
        rank = np.empty_like(rarity)
        rank[rarity] = np.arange(len(rarity))
        owners, ranks = _sorted_pairs(self.owners, rank[self.places])
        begins = np.flatnonzero(_changes(owners))
        lengths = np.diff(np.append(begins, len(owners)))
        chosen = np.arange(len(owners)) - np.repeat(begins, lengths) < n
        places, owners = _sorted_pairs(rarity[ranks[chosen]], owners[chosen])
        return self.every[places], owners


def batch_grams(texts: Sequence[tuple[str, str]]) -> BatchGrams:
    """Find the groups of many texts in one pass, which takes a fraction of what `grams` takes for each.

    Args:
        texts: each with its locale.

    Raises:
        UnknownLocale: a locale is none of the workbench's.
    """
    numbers: dict[str, list[int]] = {}
    for number, (_, locale) in enumerate(texts):
        numbers.setdefault(parse(locale).language, []).append(number)
    hashes, owners = [np.empty(0, dtype=np.int64)], [np.empty(0, dtype=np.int32)]
    for some in numbers.values():
        locale = texts[some[0]][1]
        size, seed = _kind(locale)
        folded = _folded([texts[number][0] for number in some], locale)
        letters = np.repeat(np.array(some, dtype=np.int32), [len(text) for text in folded])
        found = _hashes(code_points("".join(folded)), size, seed)
        # A group that begins in one text and ends in the next is none.
        whole = letters[: len(found)] == letters[size - 1 :]
        hashes.append(found[whole])
        owners.append(letters[: len(found)][whole])
    every_hash = np.concatenate(hashes)
    order = _order(every_hash)
    every_hash, owner = every_hash[order], np.concatenate(owners)[order]
    is_new = _changes(every_hash)
    is_distinct = is_new | _changes(owner)
    place = np.cumsum(is_new, dtype=np.int32)[is_distinct] - 1
    every = every_hash[is_new]
    return BatchGrams(every, np.bincount(place, minlength=len(every)), owner[is_distinct], place)


def _order(hashes: NDArray[np.int64]) -> NDArray[np.int64]:
    """The stable order of hashes, in a tenth of the time that `argsort` takes.

    numpy sorts plain numbers fastest. So the place of each takes over its lower bits, which tell nothing apart unless
    two hashes have all upper bits in common.
    """
    width = len(hashes).bit_length()
    lower = (1 << width) - 1
    order = hashes & ~lower
    order |= np.arange(len(hashes))
    order.sort()
    order &= lower
    found = hashes[order]
    return order if np.all(found[1:] >= found[:-1]) else np.argsort(hashes, kind="stable")


def _sorted_pairs(first: Whole, second: Whole) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Sort pairs of numbers that are not negative and have no more than 63 bits together."""
    width = int(second.max(initial=0)).bit_length()
    packed = first.astype(np.int64) << width
    packed |= second
    packed.sort()
    return packed >> width, packed & ((1 << width) - 1)


def _changes(values: Whole) -> NDArray[np.bool_]:
    """Whether each number is another one than that before it; the first one is."""
    return np.append(values[:1] == values[:1], values[1:] != values[:-1])


def _kind(locale: str) -> tuple[int, np.uint64]:
    """How long the groups of a locale are, and where their hashes begin."""
    known = parse(locale)
    return CHINESE_GRAM_LENGTH if known.is_chinese else GRAM_LENGTH, _seed(known.language)


def _folded(texts: Iterable[str], locale: str) -> list[str]:
    """What groups are made of; no shorter than one group unless it is empty."""
    size, _ = _kind(locale)
    return [text and text.casefold().ljust(size) for text in normalise_all(texts, locale)]


def _hashes(points: NDArray[np.uint32], size: int, seed: np.uint64) -> NDArray[np.int64]:
    """The hash of each group, in the order of the text."""
    count = max(0, len(points) - size + 1)
    hashes = np.full(count, seed, dtype=np.uint64)
    for offset in range(size):
        hashes ^= points[offset : offset + count]
        hashes *= _FNV_PRIME
    hashes ^= hashes >> _SHIFT
    hashes *= _MIX
    hashes ^= hashes >> _SHIFT
    return hashes.view(np.int64)


def rarest(grams: Sequence[int], counts: Mapping[int, int], n: int = SKETCH_SIZE) -> list[int]:
    """Choose the groups that an entry is filed under: those that the fewest entries contain.

    Args:
        grams: the entry's groups, distinct.
        counts: in how many entries each group occurs; one that is absent occurs nowhere.
        n: how many to choose at most.

    Returns:
        At most `n` groups, rarest first; equally rare ones by their number, which is the same choice in every
        entry and therefore brings like entries together even before anything was counted.
    """
    return sorted(grams, key=lambda gram: (counts.get(gram, 0), gram))[:n]


def plan_query(grams: Sequence[int], counts: Mapping[int, int], cap: int = 4000) -> list[int]:
    """Choose the groups of a query that are worth looking up.

    Groups that no entry contains are left out. The others are taken rarest first as long as the entries
    that contain them come to no more than `cap` in all, which bounds the work of a look-up whatever the
    size of the memory. The rarest one is always taken.

    Args:
        grams: the query's groups, distinct.
        counts: in how many entries each group occurs.
        cap: number of entries, added up over the groups.
    """
    known = sorted((counts[gram], gram) for gram in grams if counts.get(gram, 0) > 0)
    chosen: list[int] = []
    total = 0
    for count, gram in known:
        total += count
        if chosen and total > cap:
            break
        chosen.append(gram)
    return chosen
