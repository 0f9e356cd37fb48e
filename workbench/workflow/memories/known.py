"""Which pairs are there already, by eight bytes of each, however many they are.

A set of Python would take ten times as much, and make the memory of the process grow with the file.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

# To sort them in one by one would take longer than all the rest.
_MOST_FRESH = 50_000


class Known:
    """The fingerprints of pairs, as `store.memories` makes them.

    Args:
        stored: those of the pairs that are there before.
    """

    def __init__(self, stored: Iterable[int]) -> None:
        self._sorted = np.sort(np.fromiter(stored, dtype=np.uint64))
        self._fresh: set[int] = set()

    def add(self, fingerprint: int) -> bool:
        """Note a pair; gives whether it is new."""
        if fingerprint in self._fresh or self._is_sorted_in(fingerprint):
            return False
        self._fresh.add(fingerprint)
        if len(self._fresh) == _MOST_FRESH:
            self._sort_in()
        return True

    def _is_sorted_in(self, fingerprint: int) -> bool:
        at = self._sorted.searchsorted(np.uint64(fingerprint))
        return bool(at < len(self._sorted) and self._sorted[at] == fingerprint)

    def _sort_in(self) -> None:
        fresh = np.sort(np.fromiter(self._fresh, dtype=np.uint64))
        # This way of sorting takes two sorted stretches for what they are.
        self._sorted = np.sort(np.concatenate((self._sorted, fresh)), kind="stable")
        self._fresh.clear()
