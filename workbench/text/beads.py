"""Tell what became of each paragraph of a text in another version of it: kept, edited, split, joined, replaced, gone.

Method: what `versions` finds again is one bead each (the word is that of Gale and Church 1993); an edited one takes in
those of its neighbours, new or gone, that make both sides more alike; what stands in the place of something gone is
another wording of it. It fails where a paragraph is taken out and a quite different one is put into its place: that
counts as written anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from workbench.text.versions import match_versions


@dataclass(frozen=True)
class Bead:
    """A run of a text, from `start` to `end`, and what stands for it in the other version: its indexes, in order."""

    start: int
    end: int
    there: tuple[int, ...]


def find_beads(base: Sequence[str], side: Sequence[str]) -> list[Bead]:
    """Cover a text with beads, in its order; what the other version added is in none of them.

    Args:
        base: the contents of the paragraphs of the text.
        side: those of the other version.
    """
    finder = _Finder(base, side)
    finder.split()
    finder.join()
    finder.replace()
    return finder.beads


class _Finder:
    """The beads as far as they are found, and which paragraphs of the other version are in none yet."""

    def __init__(self, base: Sequence[str], side: Sequence[str]) -> None:
        self.base, self.side = base, side
        found = {old: new for new, old in match_versions(base, side).items()}
        self.beads = [Bead(at, at + 1, (found[at],) if at in found else ()) for at in range(len(base))]
        self.free = set(range(len(side))) - set(found.values())

    def split(self) -> None:
        """Let edited paragraphs have the new neighbours that they were split into."""
        self.beads = [self._grown(bead) if self._is_edited(bead) else bead for bead in self.beads]

    def _grown(self, bead: Bead) -> Bead:
        while True:
            first, last = bead.there[0], bead.there[-1]
            tried = [
                Bead(bead.start, bead.end, there)
                for index, there in ((first - 1, (first - 1, *bead.there)), (last + 1, (*bead.there, last + 1)))
                if index in self.free
            ]
            better = next((one for one in tried if self._likeness(one) > self._likeness(bead)), None)
            if better is None:
                return bead
            bead = better
            self.free.difference_update(bead.there)

    def join(self) -> None:
        """Let edited paragraphs have the gone neighbours that were joined with them."""
        joined: list[Bead] = []
        for bead in self.beads:
            whole = bead
            while joined and self._belong(joined[-1], whole):
                whole = _whole(joined.pop(), whole)
            joined.append(whole)
        self.beads = joined

    def _belong(self, left: Bead, right: Bead) -> bool:
        if bool(left.there) == bool(right.there):
            return False
        edited = left if left.there else right
        return self._is_edited(edited) and self._likeness(_whole(left, right)) > self._likeness(edited)

    def replace(self) -> None:
        """Let runs that are gone have the new ones in their place."""
        replaced: list[Bead] = []
        for bead in self.beads:
            if replaced and not replaced[-1].there and not bead.there:
                replaced[-1] = _whole(replaced[-1], bead)
            else:
                replaced.append(bead)
        for at, bead in enumerate(replaced):
            if not bead.there:
                before = replaced[at - 1].there[-1] if at else -1
                after = replaced[at + 1].there[0] if at + 1 < len(replaced) else len(self.side)
                there = self._run(before + 1, 1) or self._run(after - 1, -1)[::-1]
                self.free.difference_update(there)
                replaced[at] = Bead(bead.start, bead.end, there)
        # What is gone for good is gone by itself: the other side may have changed a part of it.
        self.beads = [part for bead in replaced for part in ([bead] if bead.there else _single(bead))]

    def _run(self, first: int, step: int) -> tuple[int, ...]:
        """The paragraphs from one on, in one direction, that are in no bead."""
        run: list[int] = []
        while first in self.free:
            run.append(first)
            first += step
        return tuple(run)

    def _is_edited(self, bead: Bead) -> bool:
        here, there = self._texts(bead)
        return bool(bead.there) and here != there

    def _likeness(self, bead: Bead) -> float:
        return Levenshtein.normalized_similarity(*self._texts(bead))

    def _texts(self, bead: Bead) -> tuple[str, str]:
        return " ".join(self.base[bead.start : bead.end]), " ".join(self.side[index] for index in bead.there)


def _whole(left: Bead, right: Bead) -> Bead:
    """Two neighbours as one."""
    return Bead(left.start, right.end, left.there + right.there)


def _single(bead: Bead) -> list[Bead]:
    """A bead without anything on the other side as one for each paragraph."""
    return [Bead(at, at + 1, ()) for at in range(bead.start, bead.end)]
