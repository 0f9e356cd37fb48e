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
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from workbench.languages import parse
from workbench.memory.fold import normalise

SKETCH_SIZE = 16
GRAM_LENGTH = 4
CHINESE_GRAM_LENGTH = 2

# Primes of the 64-bit FNV-1a hash, and a multiplier of splitmix64 to spread what FNV leaves in the low bits.
_FNV_PRIME = np.uint64(0x100000001B3)
_FNV_BASIS = 0xCBF29CE484222325
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_SHIFT = np.uint64(31)


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
    distinct: list[int] = gram_array(text, locale).tolist()
    return distinct


def gram_array(text: str, locale: str) -> NDArray[np.int64]:
    """Give what `grams` gives as an array, for whoever counts those of many texts at once."""
    known = parse(locale)
    size = CHINESE_GRAM_LENGTH if known.is_chinese else GRAM_LENGTH
    folded = normalise(text, locale).casefold()
    if not folded:
        return np.empty(0, dtype=np.int64)
    points = np.frombuffer(folded.ljust(size).encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(np.uint64)
    count = len(points) - size + 1
    hashes = np.full(count, _seed(known.language), dtype=np.uint64)
    for offset in range(size):
        hashes ^= points[offset : offset + count]
        hashes *= _FNV_PRIME
    hashes ^= hashes >> _SHIFT
    hashes *= _MIX
    hashes ^= hashes >> _SHIFT
    # np.unique takes four times as long on arrays of this length.
    ordered = np.sort(hashes.view(np.int64))
    distinct: NDArray[np.int64] = ordered[np.append(True, ordered[1:] != ordered[:-1])]
    return distinct


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
