"""What an index of the memory must offer, and one that lives in the working memory of a process.

The index in the database does the same with two tables; both leave every decision to the functions of
`sketch` and `ranking`, so a look-up gives the same answers in both.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Protocol

from workbench.memory.ranking import FLOOR, LIMIT, Candidate, Match, rank
from workbench.memory.sketch import grams, plan_query, rarest

# How many candidates are compared in full; with 150, comparing takes about as long as finding them.
CANDIDATES = 150


class GramIndex(Protocol):
    """Entries that are filed under their rarest character groups."""

    def counts(self, grams: Sequence[int]) -> Mapping[int, int]:
        """Say in how many entries each of these groups occurs; those that occur nowhere may be left out."""

    def sharing(self, grams: Sequence[int], *, limit: int) -> Iterable[Candidate]:
        """Give the entries filed under most of these groups, most first, `limit` at most."""


def search(
    index: GramIndex,
    query: str,
    *,
    locale: str,
    previous: str = "",
    following: str = "",
    floor: int = FLOOR,
    limit: int = LIMIT,
) -> list[Match]:
    """Find the earlier translations that are most like a text.

    The arguments after `index` are those of `rank`, and so is the order of the answer.
    """
    own = grams(query, locale)
    chosen = plan_query(own, index.counts(own))
    if not chosen:
        return []
    candidates = index.sharing(chosen, limit=CANDIDATES)
    return rank(query, candidates, locale=locale, previous=previous, following=following, floor=floor, limit=limit)


class InMemoryIndex:
    """A memory of one source language for a command, a test or a library; nothing is stored.

    Entries that are given at once are counted before they are filed. Those added later are filed by what was
    counted up to then, which is right as long as they are like the others.
    """

    def __init__(self, candidates: Iterable[Candidate] = (), *, locale: str) -> None:
        self._locale = locale
        self._entries: list[Candidate] = []
        self._counts: Counter[int] = Counter()
        self._filed: defaultdict[int, list[int]] = defaultdict(list)
        entries = list(candidates)
        for entry in entries:
            self._counts.update(grams(entry.source, locale))
        for entry in entries:
            self._file(entry, grams(entry.source, locale))

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, candidate: Candidate) -> None:
        """Count and file one more entry."""
        own = grams(candidate.source, self._locale)
        self._counts.update(own)
        self._file(candidate, own)

    def counts(self, grams: Sequence[int]) -> Mapping[int, int]:
        """See `GramIndex.counts`."""
        return {gram: self._counts[gram] for gram in grams if gram in self._counts}

    def sharing(self, grams: Sequence[int], *, limit: int) -> Iterable[Candidate]:
        """See `GramIndex.sharing`; among equals, those that share one of the first groups come first."""
        shared = Counter(chain.from_iterable(self._filed.get(gram, ()) for gram in grams))
        return [self._entries[number] for number, _ in shared.most_common(limit)]

    def _file(self, entry: Candidate, own: Sequence[int]) -> None:
        number = len(self._entries)
        self._entries.append(entry)
        for gram in rarest(own, self._counts):
            self._filed[gram].append(number)
