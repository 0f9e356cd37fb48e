"""Write an edition as XLIFF and read it back: what OmegaT, Poedit and other tools of translators open.

Method: XLIFF 2.1 (OASIS, 2018), which is also how 2.0 is read, and XLIFF 1.2 (OASIS, 2008) for old tools. One `unit`
(in 1.2 `trans-unit`) is one unit with one segment; its paragraphs are separated by blank lines, and Markdown stays in
the texts as written, so that nothing in a text is code that a tool could lose. Characters that XML cannot hold are
left out. Entities, document types and other files are never opened. Each text is a `file` of its own; in 2.1 all texts
of one XLIFF have the same source language.

Tools that cut units into segments of their own are read, piece by piece in order. What they put around words (`pc`,
`mrk`, `g`) is left out, the words stay. Block marks and gaps come from the source text and do not travel.
"""

from __future__ import annotations

from typing import Literal

from workbench.findings import N_
from workbench.formats.edition import Edition
from workbench.formats.exchanged import Exchanged
from workbench.formats.xliff import v1, v2
from workbench.formats.xliff.parsing import XliffFileError, parse

Version = Literal["2.1", "1.2"]
VERSIONS: tuple[Version, ...] = ("2.1", "1.2")

__all__ = ["VERSIONS", "Version", "XliffFileError", "read_xliff", "write_xliff"]


def write_xliff(*editions: Edition, version: Version = "2.1") -> bytes:
    """Write editions of one source and one target locale as XLIFF in UTF-8; the same editions give the same bytes."""
    return v2.write(editions) if version == "2.1" else v1.write(editions)


def read_xliff(data: bytes) -> Exchanged:
    """Read an XLIFF file of any tool, of version 1.2, 2.0 or 2.1.

    Raises:
        XliffFileError: the file is no XLIFF, is of another version, is broken, declares entities, or has two units
            with one id; `details` holds the `line` where one is to blame.
        UnknownLocale: the workbench does not work in one of its languages.
    """
    root = parse(data)
    version = root.get("version", "")
    if version.startswith("2."):
        return v2.read(root)
    if version in ("1.2", "1.1"):
        return v1.read(root)
    raise XliffFileError(
        N_("This is XLIFF of version %(version)s; save it as 1.2, 2.0 or 2.1."), version=version[:20] or "?", line=1
    )
