"""Work packages: part of an edition as a file to work on for a week without a network, and how it comes back.

XLIFF, PO and a table in a Word file carry the same: the id of each unit, its source, its translation, and the version
of the unit that it is. Nothing in them says whose file it is. The table may come back as OpenDocument, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from workbench.errors import WorkbenchError
from workbench.findings import N_
from workbench.formats.containers import Damaged
from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.exchanged import Exchanged, joined
from workbench.formats.packages import opendocument, table, word
from workbench.formats.packages.table import TableLabels
from workbench.formats.po import read_po, write_po
from workbench.formats.reading.forms import Form, UnknownForm, recognise
from workbench.formats.xliff import read_xliff, write_xliff

# The forms that a package has, and the end of its name.
ENDINGS: Mapping[str, str] = {"xliff": ".xlf", "xliff-1.2": ".xlf", "po": ".po", "docx": ".docx"}

# What a PO file of several texts calls itself; no address of a text has a blank.
_SEVERAL = "several texts"
_WITHIN = "/"

__all__ = ["ENDINGS", "TableLabels", "UnknownPackage", "read_package", "write_package"]


class UnknownPackage(WorkbenchError):
    """The file is none of the forms that a work package has."""


def write_package(
    edition: Edition, form: str, *, more: Sequence[Edition] = (), labels: TableLabels | None = None
) -> bytes:
    """Write an edition, or several, as a work package.

    Args:
        edition: with the units that are to be worked on, and their versions.
        form: one of `ENDINGS`.
        more: further editions with the same source and target locale.
        labels: what a Word file says of itself; English by default.

    Raises:
        ValueError: there is no such form.
    """
    match form:
        case "xliff":
            return write_xliff(edition, *more)
        case "xliff-1.2":
            return write_xliff(edition, *more, version="1.2")
        case "po":
            return write_po(_in_one((edition, *more)) if more else edition).encode()
        case "docx":
            return table.write((edition, *more), labels or TableLabels())
    raise ValueError(f"{form!r} is no form of a work package")


def read_package(name: str, data: bytes) -> Exchanged:
    """Read a work package as another tool saved it.

    Args:
        name: the name of the file; where it tells nothing, the content does.
        data: the file's bytes.

    Returns:
        The text of the file; where it holds several, the others are its `more`.

    Raises:
        UnknownPackage: it is none of the forms.
        XliffFileError, PoFileError, TableFileError, Damaged, Unsafe, Protected: it cannot be read; see there.
    """
    if not data.strip():
        raise Damaged(N_("The file is empty; choose another one."))
    reader = _READERS.get(PurePath(name).suffix.lower()) or _reader_of(data)
    if reader is None:
        raise _unknown()
    return reader(data)


def _unknown() -> UnknownPackage:
    return UnknownPackage(
        N_(
            "This is no file that work can be brought back in; choose the XLIFF or PO file that you took, "
            "or the table, saved as DOCX or ODT."
        )
    )


def _read_table(data: bytes) -> Exchanged:
    try:
        form, container = recognise("table.docx", data)
    except UnknownForm:
        raise _unknown() from None
    if form is Form.DOCX and container is not None:
        return table.read(word.tables(container))
    if form is Form.ODT and container is not None:
        return table.read(opendocument.tables(container))
    raise _unknown()


def _read_po(data: bytes) -> Exchanged:
    po = read_po(data)
    if po.slug != _SEVERAL:
        return Exchanged(po.slug, po.source_locale, po.target_locale, po.entries)
    found: dict[str, list[ExportUnit]] = {}
    for entry in po.entries:
        slug, _, uid = entry.uid.partition(_WITHIN) if _WITHIN in entry.uid else ("", "", entry.uid)
        found.setdefault(slug, []).append(replace(entry, uid=uid))
    parts = [Exchanged(slug, po.source_locale, po.target_locale, tuple(units)) for slug, units in found.items()]
    return joined(parts or [Exchanged("", po.source_locale, po.target_locale, ())])


def _in_one(editions: Sequence[Edition]) -> Edition:
    """Several editions as one: PO has no texts, only contexts, so each unit is called by its text too."""
    units = (replace(unit, uid=one.slug + _WITHIN + unit.uid) for one in editions for unit in one.units)
    return replace(editions[0], slug=_SEVERAL, title="", units=tuple(units))


_READERS: Mapping[str, Callable[[bytes], Exchanged]] = {
    ".xlf": read_xliff,
    ".xliff": read_xliff,
    ".po": _read_po,
    ".docx": _read_table,
    ".odt": _read_table,
}


def _reader_of(data: bytes) -> Callable[[bytes], Exchanged] | None:
    """What the first bytes tell."""
    if data.startswith(b"PK\3\4"):
        return _read_table
    head = data[:4096]
    if b"<xliff" in head:
        return read_xliff
    return _read_po if b"msgid" in head else None
