"""Lay editions of one text beside each other: rows that begin and end together in every language.

Method: each edition cuts the source into units, in order; a row ends where all editions have a cut. So a row holds
the fewest units that cover the same source in each language. A translator's addition has no source; it gets a row of
its own where all languages have a cut, else it stays among its neighbours.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from workbench.formats.edition import Edition, ExportUnit
from workbench.states import State

UnitRow = tuple[tuple[ExportUnit, ...], ...]


def source_column(edition: Edition) -> Edition:
    """Give the source of an edition as an edition of its own, whose units say what the source says."""
    units = tuple(
        replace(unit, target="\n\n".join(unit.source), state=State.APPROVED, stale=False, omitted=None)
        for unit in edition.units
        if unit.source
    )
    return replace(edition, title=edition.meta.get("title", ""), target_locale=edition.source_locale, units=units)


def beside(columns: Sequence[Edition]) -> list[UnitRow]:
    """Give the rows of several editions of one text; each row has the units of each column.

    Args:
        columns: editions whose units name their source segments; the last one's order holds.
    """
    cuts = [list(_keys(column.units)) for column in columns]
    places = {key: place for place, key in enumerate(key for keys in cuts[-1] for key in keys)}
    if all(cuts[-1]) and len(places) == sum(map(len, cuts[-1])) and all(cut == cuts[-1] for cut in cuts):
        # Each unit has its counterparts, as nearly everywhere.
        return [tuple((unit,) for unit in row) for row in zip(*(column.units for column in columns), strict=True)]
    ends = [_ends(cut, places) for cut in cuts]
    # What stands before the first segment, and behind the last one, has a place too.
    common = sorted({0, len(places)} | set.intersection(*(set(column) for column in ends)))
    rows: dict[tuple[int, bool], list[list[ExportUnit]]] = {}
    for number, (column, column_ends) in enumerate(zip(columns, ends, strict=True)):
        for unit, end in zip(column.units, column_ends, strict=True):
            at = common[min(bisect_left(common, end), len(common) - 1)]
            # An addition at a common cut comes behind the row that ends there.
            key = (at, at == end and not unit.source)
            rows.setdefault(key, [[] for _ in columns])[number].append(unit)
    return [tuple(tuple(units) for units in rows[key]) for key in sorted(rows)]


def _keys(units: Sequence[ExportUnit]) -> Iterator[tuple[str, ...]]:
    """For each unit, what identifies its source segments: their ids, or their numbers in the text."""
    number = 0
    for unit in units:
        yield unit.segments or tuple(f"#{number + place}" for place in range(len(unit.source)))
        number += len(unit.source)


def _ends(cut: Sequence[tuple[str, ...]], places: Mapping[str, int]) -> list[int]:
    """How many source segments the edition has covered behind each unit."""
    ends, end = [], 0
    for keys in cut:
        end = max([end, *(places[key] + 1 for key in keys if key in places)])
        ends.append(end)
    return ends
