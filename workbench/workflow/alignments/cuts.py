"""Where a row may be split: between its paragraphs and its sentences, and which place is the likeliest."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from workbench.text import sentences
from workbench.workflow.alignments.view import PageRow

# Characters shown on either side of a place: enough to recognise it.
BEFORE, AFTER = 32, 64


@dataclass(frozen=True)
class Cut:
    """A place in the target of a row where a second row may begin.

    Attributes:
        paragraph: index of the target paragraph.
        offset: where in it, in code points.
        before: the last words before the place; empty at the beginning of a paragraph.
        after: the first words behind it.
    """

    paragraph: int
    offset: int
    before: str
    after: str

    @property
    def place(self) -> tuple[int, int]:
        """The place as `workbench.alignment.edits.split` takes it."""
        return self.paragraph, self.offset


def cuts(row: PageRow, locale: str) -> tuple[Cut, ...]:
    """All borders of paragraphs and sentences inside the target of a row, in text order."""
    found = []
    for number, text in enumerate(row.target):
        for start, _ in sentences(text, locale):
            if number or start:
                found.append(Cut(number, start, _tail(text[:start]), _head(text[start:])))
    return tuple(found)


def likely_cut(row: PageRow, places: tuple[Cut, ...]) -> Cut | None:
    """The place that parts the target most like a border of its segments parts the source."""
    borders = _source_shares(row) or [0.5]
    return min(places, key=lambda cut: min(abs(_share(row, cut.place) - at) for at in borders), default=None)


def source_border(row: PageRow, place: tuple[int, int]) -> int:
    """How many source segments stay in the first row when the target is split at `place`.

    A single segment stays where it is, with the beginning of its translation.
    """
    shares = _source_shares(row)
    if not shares:
        return len(row.source)
    at = _share(row, place)
    return 1 + min(range(len(shares)), key=lambda border: abs(shares[border] - at))


def _source_shares(row: PageRow) -> list[float]:
    """The share of the source's characters that stands before each border between two segments."""
    ends = list(accumulate(len(part.content) for part in row.source))
    return [end / (ends[-1] or 1) for end in ends[:-1]]


def _share(row: PageRow, place: tuple[int, int]) -> float:
    paragraph, offset = place
    before = sum(len(text) for text in row.target[:paragraph]) + offset
    return before / (sum(len(text) for text in row.target) or 1)


def _tail(text: str) -> str:
    text = text.rstrip()
    return text if len(text) <= BEFORE else f"…{text[-BEFORE:]}"


def _head(text: str) -> str:
    text = text.rstrip()
    return text if len(text) <= AFTER else f"{text[:AFTER]}…"
