"""Beads that somebody has settled.

A pin with both sides cuts the two texts into parts that are aligned on their own. A pin with one side has no place
of its own in the other text: its paragraphs are kept out of all beads with two sides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.alignment.dp import Step
from workbench.errors import N_, WorkbenchError

Pin = tuple[Sequence[int], Sequence[int]]


class ImpossiblePin(WorkbenchError):
    """Pins overlap, cross, have gaps, or point outside the texts."""


@dataclass(frozen=True)
class Part:
    """A stretch of both texts between two pins: source paragraphs i0 to i1, target j0 to j1, half-open.

    Attributes:
        stops: borders inside it, counted from its beginning, that no bead may go across; rising on both sides.
    """

    i0: int
    i1: int
    j0: int
    j1: int
    stops: tuple[tuple[int, int], ...] = ()

    @property
    def rows(self) -> int:
        """Source paragraphs."""
        return self.i1 - self.i0

    @property
    def columns(self) -> int:
        """Target paragraphs."""
        return self.j1 - self.j0

    @property
    def area(self) -> int:
        """Cells of the whole table."""
        return self.rows * self.columns

    def holds(self, i: int, j: int) -> bool:
        """Say whether both paragraphs lie in this part."""
        return self.i0 <= i < self.i1 and self.j0 <= j < self.j1

    def outer(self, step: Step) -> Step:
        """Count a step within the part from the beginning of the texts."""
        return (step[0] + self.i0, step[1] + self.i0, step[2] + self.j0, step[3] + self.j0)

    def inner(self, path: Iterable[Step]) -> list[Step]:
        """Give the steps that lie in this part, counted from its beginning."""
        return [
            (i0 - self.i0, i1 - self.i0, j0 - self.j0, j1 - self.j0)
            for i0, i1, j0, j1 in path
            if self.i0 <= i0 and i1 <= self.i1 and self.j0 <= j0 and j1 <= self.j1
        ]


@dataclass(frozen=True)
class Settled:
    """The pins, sorted out.

    Attributes:
        parts: the stretches between pins that have both sides; each is aligned on its own.
        pairs: the pins with both sides, as steps in text order.
        alone: source and target paragraphs that a pin leaves without a partner.
    """

    parts: tuple[Part, ...]
    pairs: tuple[Step, ...]
    alone: tuple[frozenset[int], frozenset[int]]


def settle(rows: int, columns: int, pins: Sequence[Pin]) -> Settled:
    """Sort out the pins of two texts of `rows` and `columns` paragraphs.

    Raises:
        ImpossiblePin: see the class; the message names the pin.
    """
    pairs: list[Step] = []
    alone: tuple[set[int], set[int]] = set(), set()
    taken: tuple[set[int], set[int]] = set(), set()
    for pin in pins:
        name = f"{list(pin[0])}:{list(pin[1])}"
        if not pin[0] and not pin[1]:
            raise ImpossiblePin(N_("A pin is empty on both sides; give it a paragraph."))
        for units, size, used in zip(pin, (rows, columns), taken, strict=True):
            if list(units) != list(range(min(units, default=0), max(units, default=-1) + 1)):
                raise ImpossiblePin(
                    N_("The pin %(pin)s has a gap; a bead has neighbouring paragraphs in order."), pin=name
                )
            if units and not 0 <= units[0] <= units[-1] < size:
                raise ImpossiblePin(
                    N_("The pin %(pin)s points outside a text of %(count)s paragraphs."), pin=name, count=size
                )
            if used & set(units):
                raise ImpossiblePin(
                    N_("The pin %(pin)s has a paragraph that another pin has; take one of them away."), pin=name
                )
            used.update(units)
        if pin[0] and pin[1]:
            pairs.append((pin[0][0], pin[0][-1] + 1, pin[1][0], pin[1][-1] + 1))
        else:
            alone[0].update(pin[0])
            alone[1].update(pin[1])
    pairs.sort()
    return Settled(tuple(_between(pairs, rows, columns)), tuple(pairs), (frozenset(alone[0]), frozenset(alone[1])))


def _between(pairs: Sequence[Step], rows: int, columns: int) -> Iterator[Part]:
    i = j = 0
    for i0, i1, j0, j1 in [*pairs, (rows, rows, columns, columns)]:
        if j0 < j:
            raise ImpossiblePin(
                N_("The pin of source paragraph %(paragraph)s crosses the one before; take one of them away."),
                paragraph=i0,
            )
        if i < i0 or j < j0:
            yield Part(i, i0, j, j0)
        i, j = i1, j1
