r"""Tables of Markdown as cells: each cell that holds something is a segment, told apart by prefix and gap.

Source: the tables of GitHub Flavored Markdown. A cell's prefix ends in its bar, with one more for each empty
cell before it; the gap of a row's first cell ends the row before, and holds the ruling line where one stands.
It fails on cells over several columns or rows, which Markdown does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from workbench.text.blocks import continuation

T = TypeVar("T")

BARS = re.compile(r"(?:\|[ \t]*)+$")
_CELL_END = re.compile(r"(?<!\\)\|")
_BAR_LINES = re.compile(r"[^\n]*\|[^\n]*\n")
_BREAK = re.compile(r"(?:\\|  )?\n")
_ALIGNS = {"---": "", ":--": "left", ":-:": "center", "--:": "right"}
_RULES = {align: rule for rule, align in _ALIGNS.items()}


@dataclass(frozen=True)
class Cell:
    """A cell as a reader of Markdown finds it: its content without bars, its prefix and its gap.

    The gap of the first cell of a table is only what belongs to the table itself; it stands behind the usual gap.
    """

    content: str
    prefix: str
    gap: str


@dataclass(frozen=True)
class Table(Generic[T]):
    """A table made of cells again.

    Attributes:
        rows: its rows, all of one length; None for a cell that is empty.
        head: how many rows are headings, 0 or 1.
        aligns: for each column `left`, `center`, `right` or an empty string.
    """

    rows: tuple[tuple[T | None, ...], ...]
    head: int
    aligns: tuple[str, ...]


def split(lines: Sequence[str], prefix: str) -> Iterator[Cell]:
    """Give the cells of a table, written in one way.

    Args:
        lines: its lines without the marks of what contains it; the second rules off the columns.
        prefix: the marks before its first line.
    """
    rows = [_cells(line) for line in (lines[0], *lines[2:])]
    ruling = [_rule(mark) for mark in _cells(lines[1])]
    width = max(len(ruling), *(_length(row) for row in rows))
    ruled = ruling_line(ruling + ["---"] * (width - len(ruling)))
    later = continuation(prefix)
    gap = "" if any(rows[0]) else f"{prefix}{'|  ' * width}|\n{later}{ruled}\n"
    for number, row in enumerate(rows):
        bars = (later if number or gap else prefix) + "| "
        for content in row:
            if content:
                yield Cell(content, bars, gap)
                bars, gap = "| ", " "
            else:
                bars += " | "
        if any(row):
            gap = "\n"
        if not number and any(row):
            gap = f"\n{later}{ruled}\n"


def _cells(line: str) -> list[str]:
    inside = re.sub(r"(?<!\\)\|$", "", line.strip().removeprefix("|"))
    return [cell.strip().replace("\\|", "|") for cell in _CELL_END.split(inside)]


def _length(row: Sequence[str]) -> int:
    """Give the number of cells without the empty ones at the end."""
    return max((number for number, cell in enumerate(row, start=1) if cell), default=0)


def _rule(mark: str) -> str:
    left, right = mark.startswith(":"), mark.endswith(":") and len(mark) > 1
    return ":-:" if left and right else ":--" if left else "--:" if right else "---"


def ruling_line(rules: Sequence[str]) -> str:
    """Give the line below the headings; `rules` are `---`, `:--`, `:-:` or `--:`."""
    return "|" + "|".join(rules) + "|"


def prefixes(
    rows: Sequence[Sequence[str]], aligns: Sequence[str], *, head: bool, prefix: str = ""
) -> Iterator[tuple[int, int, str, str]]:
    """Give row, column, prefix and gap of each cell that holds something, as `split` does for Markdown.

    Args:
        rows: the contents; empty strings for empty cells.
        aligns: `left`, `center`, `right` or an empty string for each column.
        head: whether the first row holds headings.
        prefix: the marks of what contains the table.
    """
    width = max((len(row) for row in rows), default=0)
    rules = [_RULES.get(align, "---") for align in aligns] + ["---"] * width
    # A place of each cell travels through the reader of Markdown in the cell's stead.
    named = [[f"{i}.{j}" if content else "" for j, content in enumerate(row)] for i, row in enumerate(rows)]
    if not head:
        named.insert(0, [])
    lines = ["|" + "|".join(row) + "|" for row in named]
    lines.insert(1, ruling_line(rules[:width]))
    for cell in split(lines, prefix):
        row, column = cell.content.split(".")
        yield int(row), int(column), cell.prefix, cell.gap


def one_line(content: str) -> str:
    """Give a content on one line, as a cell must be: `<br>` for a line, `<br><br>` for a paragraph."""
    return _BREAK.sub("<br>", re.sub(r"\n[ \t]*\n\s*", "<br><br>", content.strip()))


def escape(content: str) -> str:
    """Give a content as it stands between bars."""
    return one_line(content).replace("|", "\\|")


class Follower:
    """Follows cells in text order, and tells of each where it stands.

    Attributes:
        is_new_table, is_new_row: whether the cell that was met last began one.
        column: its column, from 0.
        rules: the ruling line of the table as marks, once it was met.
        later: the marks that the next row of the table begins with.
    """

    def __init__(self) -> None:
        self.is_open = False
        self.is_new_table = self.is_new_row = False
        self.column = -1
        self.row = -1
        self.rules: list[str] = []
        self.later = ""

    def meet(self, prefix: str, gap: str) -> None:
        """Take the next cell."""
        bars = BARS.search(prefix)
        marks = prefix[: bars.start()] if bars else prefix
        ruled = _BAR_LINES.findall(gap)
        self.is_new_row = not self.is_open or "\n" in gap
        self.is_new_table = self.is_new_row and (
            not self.is_open
            or len(ruled) > 1
            or _BAR_LINES.sub("", gap).count("\n") > 1
            or marks != self.later
            or bool(ruled and self.rules)
        )
        if self.is_new_table:
            self.rules, self.row = [], -1
            self.later = continuation(marks)
        if self.is_new_row:
            self.column, self.row = -1, self.row + 1
        if ruled:
            self.rules = [_rule(mark) for mark in _cells(BARS_LINE.sub("", ruled[-1]))]
        self.is_open = True
        self.column += prefix[bars.start() :].count("|") if bars else 1

    def leave(self) -> None:
        """Take note that something else than a cell follows."""
        self.is_open = False


# What stands before the bars of a ruling line: marks of quotations, blanks.
BARS_LINE = re.compile(r"^[^|\n]*(?=\|)")


def is_cell(prefix: str) -> bool:
    """Whether a prefix is that of a cell."""
    return BARS.search(prefix) is not None


def grid(cells: Iterable[tuple[str, str, T]]) -> list[Table[T]]:
    """Make tables of the cells of one run.

    Args:
        cells: prefix, gap and any value for each cell, in text order, without other blocks between.

    Returns:
        The tables, mostly one.
    """
    tables: list[Table[T]] = []
    follower = Follower()
    rows: list[dict[int, T]] = []
    head = False
    rules: list[str] = []

    def finish() -> None:
        width = max(len(rules), *(max(row) + 1 for row in rows))
        padded = tuple(tuple(row.get(column) for column in range(width)) for row in rows)
        aligns = tuple(_ALIGNS[rule] for rule in [*rules, *["---"] * (width - len(rules))])
        tables.append(Table(padded, int(head), aligns))

    for prefix, gap, value in cells:
        follower.meet(prefix, gap)
        if follower.is_new_table:
            if rows:
                finish()
            rows, head = [], not follower.rules
        if follower.is_new_row:
            rows.append({})
        rules = follower.rules
        rows[-1][follower.column] = value
    if rows:
        finish()
    return tables
