"""Read and write a glossary in the format that the name of a file tells: CSV, TBX or OmegaT's tab-separated text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePath

from workbench.errors import N_, WorkbenchError
from workbench.formats.omegat_glossary import read_omegat, write_omegat
from workbench.formats.tbx import Style, read_tbx, write_tbx
from workbench.glossary import Concept, read_csv, write_csv
from workbench.glossary.table import decode_csv

TAB_SEPARATED = (".tsv", ".txt", ".utf8")
SUFFIXES = (".csv", ".tbx", *TAB_SEPARATED)
# How files of Excel and LibreOffice begin: ZIP, and the compound file of before 2007.
_PROGRAMS = (b"PK\3\4", b"\xd0\xcf\x11\xe0")


class UnknownGlossaryFormat(WorkbenchError):
    """The name of the file tells no format that the workbench knows."""


class LocalesNeeded(WorkbenchError):
    """A tab-separated glossary has two languages and does not say which."""


class NoText(WorkbenchError):
    """The file is empty, or made for one program alone, such as a spreadsheet."""


def require_text(data: bytes) -> None:
    """Refuse what no format of a glossary can be, whatever the file is called.

    Raises:
        NoText: see there.
    """
    if not data.strip():
        raise NoText(N_("The file is empty; choose another one."))
    if data.startswith(_PROGRAMS):
        raise NoText(N_("A spreadsheet cannot be read as it is; save it in its program as CSV in UTF-8, with commas."))


def read_glossary(
    name: str,
    data: bytes,
    *,
    source_locale: str | None = None,
    target_locale: str | None = None,
    known: Sequence[Concept] = (),
) -> list[Concept]:
    """Read a glossary, whole or not at all.

    Args:
        name: name of the file; its end tells the format.
        data: the file's bytes.
        source_locale: BCP 47 tag of the first column, for tab-separated files only.
        target_locale: BCP 47 tag of the second column, for tab-separated files only.
        known: the concepts there are, which the pairs of tab-separated files join.

    Raises:
        UnknownGlossaryFormat: the name ends with none of `SUFFIXES`.
        LocalesNeeded: the file is tab-separated, and a locale is not given.
        NoText: it is empty, or a spreadsheet as its program keeps it.
        GlossaryFileError, TbxFileError, OmegaTFileError: the file is none of that format; the message names the line.
    """
    require_text(data)
    suffix = _suffix(name)
    if suffix == ".csv":
        return read_csv(decode_csv(data))
    if suffix == ".tbx":
        return read_tbx(data)
    source, target = _both(source_locale, target_locale)
    return read_omegat(data, source_locale=source, target_locale=target, known=known)


def write_glossary(
    name: str,
    concepts: Iterable[Concept],
    *,
    source_locale: str | None = None,
    target_locale: str | None = None,
    style: Style = "dca",
) -> bytes:
    """Write a glossary in UTF-8.

    Args:
        name: name of the file; its end tells the format.
        concepts: in the order in which they are written.
        source_locale: BCP 47 tag of the first column, for tab-separated files only.
        target_locale: BCP 47 tag of the second column, for tab-separated files only.
        style: of TBX.

    Raises:
        UnknownGlossaryFormat: the name ends with none of `SUFFIXES`.
        LocalesNeeded: the file is tab-separated, and a locale is not given.
    """
    suffix = _suffix(name)
    if suffix == ".csv":
        return write_csv(concepts).encode()
    if suffix == ".tbx":
        return write_tbx(concepts, style=style)
    source, target = _both(source_locale, target_locale)
    return write_omegat(concepts, source_locale=source, target_locale=target).encode()


def _suffix(name: str) -> str:
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise UnknownGlossaryFormat(
            N_("%(name)s is no glossary file that can be used; its name must end with %(known)s."),
            name=PurePath(name).name,
            known=", ".join(SUFFIXES),
        )
    return suffix


def _both(source: str | None, target: str | None) -> tuple[str, str]:
    if not source or not target:
        raise LocalesNeeded(N_("A tab-separated glossary does not tell its two languages; name both of them."))
    return source, target
