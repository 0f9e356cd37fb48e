"""Find the place of a passage again after the text around it was edited, or say that it is uncertain.

A place is known by how far its surroundings agree to the left and to the right. It is found again only where exactly
one place of the new text agrees, where no look-alike in either text agrees as far on both sides, and where the
new text, asked in turn, points back to the same passage. So of two sentences that read alike neither can be taken
for the other; the idea that only what is unique in both texts may tie them together is that of Bram Cohen's
patience diff.

It fails to the safe side: a passage rewritten on both sides, a sentence doubled next to itself, or a repeated
sentence that moved has no certain place.
"""

from __future__ import annotations

from collections.abc import Iterator

# Characters of context that count as intact on one side.
CONTEXT = 2
# How much has to agree: on both sides together, or on one side alone when the text beside it was edited.
ENOUGH, ENOUGH_ALONE = 6, 8
# Beside an edit, old and new text have to meet again within so many characters, for at least so many.
REACH, MEETING = 6, 4
# From so many characters on, surroundings that agree are more than chance.
LIKENESS = 4
_BEGINNING, _ENDING = "\x02", "\x03"
# Beyond the end of a sentence the surroundings may change as they like.
_ENDS = frozenset("。！？；…\n")


def find_again(old: str, new: str, start: int, end: int) -> int | None:
    """Give the place in `new` of the passage `old[start:end]`, or None when there is any doubt."""
    if old == new:
        return start
    # Where a text begins and ends is part of the surroundings: it tells a first sentence from its repetition.
    here, there, at, size = _bounded(old), _bounded(new), start + 1, end - start
    place = _only_place(here, at, there, size)
    if place is None or not _is_convincing(here, at, there, place, size):
        return None
    return place - 1 if _only_place(there, place, here, size) == at else None


def _bounded(text: str) -> str:
    return f"{_BEGINNING}{text}{_ENDING}"


def _only_place(here: str, at: int, there: str, size: int) -> int | None:
    """Find the place of `there` that agrees with `here` at `at` further than any look-alike does."""
    passage = here[at : at + size]
    found = {place: _agreement(here, at, there, place, size) for place in _places(there, passage)}
    if not found:
        return None
    best = max(found, key=lambda place: sum(found[place]))
    left, right = found.pop(best)
    doubles = (_agreement(here, at, here, other, size) for other in _places(here, passage) if other != at)
    if any(its_left >= left and its_right >= right for its_left, its_right in doubles):
        return None
    # Another place that agrees further on one side is a rival, unless it is a passing likeness.
    if any(
        (its_left >= left or its_right >= right) and its_left + its_right >= LIKENESS
        for its_left, its_right in found.values()
    ):
        return None
    return best


def _places(text: str, passage: str) -> Iterator[int]:
    at = text.find(passage)
    while at >= 0:
        yield at
        at = text.find(passage, at + 1)


def _agreement(one: str, at: int, other: str, place: int, size: int) -> tuple[int, int]:
    """Count the characters that agree to the left and to the right of two passages."""
    left = _in_common(one, at, other, place, step=-1)
    return left, _in_common(one, at + size, other, place + size, step=1)


def _in_common(one: str, at: int, other: str, place: int, *, step: int) -> int:
    """Count the characters that agree from two borders on; by halves, since most surroundings agree for long."""

    def agree(length: int) -> bool:
        if step > 0:
            return one[at : at + length] == other[place : place + length]
        return one[at - length : at] == other[place - length : place]

    low, high = 0, min(len(one) - at, len(other) - place) if step > 0 else min(at, place)
    reach = 1
    while reach < high and agree(reach):
        low, reach = reach, reach * 2
    high = min(high, reach)
    while low < high:
        middle = (low + high + 1) // 2
        if agree(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _is_convincing(old: str, start: int, new: str, place: int, size: int) -> bool:
    """Tell whether enough agrees around a place for a passage to be the same and not merely to read alike."""
    left, right = _agreement(old, start, new, place, size)
    sides = (
        _Side(old[:start][::-1], new[:place][::-1], left),
        _Side(old[start + size :], new[place + size :], right),
    )
    if all(side.is_intact for side in sides):
        return left + right >= ENOUGH or any(side.is_whole for side in sides)
    return max(left, right) >= ENOUGH_ALONE and all(side.is_intact or side.meets_again for side in sides)


class _Side:
    """The surroundings of a passage on one side, before and after the edit, read away from it."""

    def __init__(self, old: str, new: str, agreeing: int) -> None:
        self._agreed = old[:agreeing]
        self._old, self._new = old[agreeing:], new[agreeing:]

    @property
    def is_whole(self) -> bool:
        """Whether everything on this side is as it was."""
        return not self._old and not self._new

    @property
    def is_intact(self) -> bool:
        """Whether what stands next to the passage is what stood there, or one of the texts begins or ends there."""
        edge = min(len(self._old), len(self._new)) <= 1
        return len(self._agreed) >= CONTEXT or edge or not _ENDS.isdisjoint(self._agreed)

    @property
    def meets_again(self) -> bool:
        """Whether the edit next to the passage was a small one."""
        window = REACH + MEETING
        old, new = self._old[:window], self._new[:window]
        return any(old[at : at + MEETING] in new for at in range(len(old) - MEETING + 1))
