"""Small tables of a workspace as CSV files, with their columns named in the first line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from workbench import text
from workbench.findings import N_
from workbench.workflow.errors import Invalid


def write_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as a CSV file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def read_table(data: bytes, header: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The rows of a CSV file with the numbers of their lines.

    Raises:
        Invalid: the file has other columns, or cannot be read as a table.
        UnreadableText: its encoding is none that we know.
    """
    reader = csv.reader(io.StringIO(text.decode(data).text, newline=""))
    try:
        first = next(reader, [])
        if first != list(header):
            raise Invalid(N_("The first line must name the columns: %(columns)s."), columns=",".join(header))
        rows = [(reader.line_num, row) for row in reader if row]
    except csv.Error as error:
        raise Invalid(N_("The file cannot be read as a table: %(problem)s."), problem=str(error)) from error
    for number, row in rows:
        if len(row) != len(header):
            raise Invalid(N_("Line %(line)s has another number of columns than the first one."), line=number)
    return rows
