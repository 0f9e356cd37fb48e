"""Find the segments that the entries of a PO file translate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.formats import ExportUnit
from workbench.store.models import Segment


def place(entries: Sequence[ExportUnit], segments: Sequence[Segment]) -> list[tuple[int, ...]]:
    """Give the ids of the segments of each entry: found by the entry's id, then by content, then by neighbourhood.

    The first segment of a unit gave the unit its id. A further paragraph that no segment holds any more is the
    segment behind the one before it, if no other entry has that one.

    Args:
        entries: in the order of the file.
        segments: the source text, in order.

    Returns:
        For each entry the ids, in order; none for an addition, and none where the source lost what it translates.
        No segment is given twice.
    """
    placing = _Placing(segments)
    found: list[dict[int, int]] = [{} for _ in entries]
    for entry, places in zip(entries, found, strict=True):
        if entry.source and entry.uid in placing.by_uid:
            placing.claim(places, 0, placing.by_uid[entry.uid])
    behind = 0
    for entry, places in zip(entries, found, strict=True):
        for number, content in enumerate(entry.source):
            behind = places.get(number - 1, behind - 1) + 1
            if number not in places:
                placing.claim(places, number, placing.find(content, behind))
            behind = places.get(number, behind - 1) + 1
    for entry, places in zip(entries, found, strict=True):
        for number in range(1, len(entry.source)):
            if number not in places and number - 1 in places:
                placing.claim(places, number, places[number - 1] + 1)
    return [tuple(segments[places[number]].id for number in sorted(places)) for places in found]


class _Placing:
    """The segments, by position, and which of them have an entry already."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self.free = [True] * len(segments)
        self.by_uid: Mapping[str, int] = {segment.uid: index for index, segment in enumerate(segments)}
        self.by_content: dict[str, list[int]] = {}
        for index, segment in enumerate(segments):
            self.by_content.setdefault(segment.content.strip("\n"), []).append(index)

    def find(self, content: str, behind: int) -> int | None:
        """The first free segment of this content, searched from `behind` on, then from the beginning."""
        free = [index for index in self.by_content.get(content.strip("\n"), ()) if self.free[index]]
        return next((index for index in free if index >= behind), free[0] if free else None)

    def claim(self, places: dict[int, int], number: int, index: int | None) -> None:
        """Give a segment to a paragraph, unless there is none or it is taken."""
        if index is not None and index < len(self.free) and self.free[index]:
            self.free[index] = False
            places[number] = index
