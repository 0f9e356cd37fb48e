"""A work package as a Word file: for each text a table with the source, its translation, and a narrow column of marks.

It comes back as Word saved it, or LibreOffice in either format; `word` and `opendocument` give the texts of the cells.

Source: ECMA-376, part 1, 17.4. The marks tell each row's unit and version, the one in the head of the table the text
and its languages; both are words in cells, which every word processor keeps. Texts stand as written, with their
Markdown, since nothing else shows notes and links; bold, italics and links that a word processor adds become Markdown
too. A blank line is a new paragraph of the cell, a line break a break. Words that were marked as deleted are gone,
words that were marked as added are there. Footnotes and comments are no part of a translation, and are given apart
from it, whichever cell of the row they hang on. Rows whose mark was taken away are given without an id.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench import languages
from workbench.errors import WorkbenchError
from workbench.findings import N_
from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.exchanged import BREAK, Exchanged, joined, number
from workbench.formats.packages import parts
from workbench.formats.packages.cells import Cell, Rows
from workbench.formats.writing.package import pack, stamp

# "tale: en → es", and "p-4f1a #12".
_HEAD = re.compile(r"(.+): ([A-Za-z-]+) → ([A-Za-z-]+)")
_MARK = re.compile(r"(.+) #([0-9]{1,9})")
_BLANK_LINES = re.compile(r"\n{2,}")


class TableFileError(WorkbenchError):
    """The file has no table of ours."""


@dataclass(frozen=True)
class TableLabels:
    """What the file says of itself, in the language of whoever takes it; `locale` is the BCP 47 tag of these words."""

    locale: str = "en"
    how: tuple[str, ...] = (
        "Write into the middle column. A row may stay empty; come back to it in the workbench.",
        "Leave the first and the last column as they are: the last one tells the workbench where each row belongs.",
        "Signs such as ** or _ around words make them bold or italic in the edition; put them around the same words.",
        "When you are back, bring this file to the page where you took it. What others wrote meanwhile is kept.",
    )
    source: str = "Source"
    translation: str = "Translation"
    mark: str = "Do not change"


# --- write --------------------------------------------------------------------------------------------------------


def write(editions: Sequence[Edition], labels: TableLabels) -> bytes:
    """Write each edition as a table under its title; what is to be known stands before the first."""
    how = "".join(parts.paragraph([sentence], "How", labels.locale) for sentence in labels.how)
    tables = (
        parts.paragraph([edition.title], "Title", edition.target_locale)
        + (how if edition is editions[0] else "")
        + parts.table([_head_row(edition, labels), *(_row(unit, edition) for unit in edition.units)])
        for edition in editions
    )
    files = [*parts.package(editions[0].source_locale), ("word/document.xml", parts.document("".join(tables)))]
    return pack(files, stamp(editions[0].changed))


def _head_row(edition: Edition, labels: TableLabels) -> str:
    place = f"{edition.slug}: {edition.source_locale} → {edition.target_locale}"
    cells = (
        parts.paragraph([labels.source], "Head", labels.locale),
        parts.paragraph([labels.translation], "Head", labels.locale),
        parts.paragraph([place], "Mark", "en") + parts.paragraph([labels.mark], "Mark", labels.locale),
    )
    return parts.row(cells, is_head=True)


def _row(unit: ExportUnit, edition: Edition) -> str:
    besides = [f"{term} → {translation}" for term, translation in unit.terms] + list(unit.notes)
    marks = parts.paragraph([f"{unit.uid} #{unit.version}"], "Mark", "en")
    notes = "".join(parts.paragraph(_lines(note), "Note", edition.target_locale) for note in besides)
    return parts.row(
        (
            _texts(BREAK.join(unit.source), "Source", edition.source_locale),
            _texts(unit.target, "Translation", edition.target_locale),
            marks + notes,
        )
    )


def _texts(text: str, style: str, locale: str) -> str:
    paragraphs = _BLANK_LINES.split(text.strip("\n"))
    return "".join(parts.paragraph(_lines(paragraph), style, locale) for paragraph in paragraphs)


def _lines(text: str) -> list[str]:
    return text.split("\n")


# --- read ---------------------------------------------------------------------------------------------------------


def read(tables: Iterable[Rows]) -> Exchanged:
    """Read the tables of a file as Word or LibreOffice saved it.

    Returns:
        The units of all rows, table by table. A row without a mark has no id.

    Raises:
        TableFileError: none of them has the mark of a work package.
    """
    texts = [text for rows in tables for text in _read_table(rows)]
    if not texts:
        raise _no_table()
    return joined(texts)


def _no_table() -> TableFileError:
    return TableFileError(
        N_("The file has no table of a work package, or the mark in its head is gone; choose the file that you took.")
    )


def _read_table(rows: Rows) -> Iterator[Exchanged]:
    """The texts of a table: none of one that is not ours, several where the words between two tables were deleted."""
    heads = [(place, head) for place, row in enumerate(rows) if (head := _find(_HEAD, row[-1:]))]
    # Rows that were moved above the first head belong to it.
    starts = [0, *(place for place, _ in heads[1:]), len(rows)]
    for (_, head), (start, end) in zip(heads, pairwise(starts), strict=False):
        source, target = languages.parse(head[2]).tag, languages.parse(head[3]).tag
        yield Exchanged(head[1], source, target, tuple(_units(rows[start:end])))


def _find(pattern: re.Pattern[str], cells: Sequence[Cell]) -> re.Match[str] | None:
    """The mark in a cell, which is its first paragraph; what follows may look like one."""
    return pattern.fullmatch(cells[0].text.split(BREAK)[0].strip()) if cells else None


def _units(rows: Rows) -> Iterator[ExportUnit]:
    for row in rows:
        if len(row) < 2 or _find(_HEAD, row[-1:]):
            continue
        mark = _find(_MARK, row[2:])
        apart = tuple(note for cell in row for note in cell.apart)
        if mark is None and not row[1].text.strip() and not apart:
            continue
        uid, version = (mark[1], number(mark[2])) if mark else ("", 0)
        yield ExportUnit(uid, (row[0].text,), row[1].text, version=version, apart=apart)
