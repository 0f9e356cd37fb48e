"""OpenDocument texts: read as Pandoc's tree, without Pandoc.

Pandoc's own reader of OpenDocument drops links into the text, descriptions of pictures, ruby, text boxes, numbers of
lists that go on, and lines across the page; it takes verse for quotations and cuts the lists of LibreOffice into
pieces. So the file is read here, into the same tree, and takes the same way from there. Source: OpenDocument 1.3
(OASIS), part 3. It fails on formulas and drawings, which are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from workbench.findings import N_
from workbench.formats.containers import Container
from workbench.formats.reading import xml
from workbench.formats.reading.opendocument.body import Body
from workbench.formats.reading.opendocument.front import properties
from workbench.formats.reading.opendocument.hidden import leave_hidden_out
from workbench.formats.reading.opendocument.names import OFFICE
from workbench.formats.reading.opendocument.own import own_text
from workbench.formats.reading.opendocument.styles import Styles
from workbench.text import Note

__all__ = ["OpenDocument", "leave_hidden_out", "own_text", "read"]


@dataclass(frozen=True)
class OpenDocument:
    """A file as it was read.

    Attributes:
        tree: its text in the form of Pandoc's JSON.
        properties: title, author and language, where its properties say them.
        notes: what to say of the reading.
    """

    tree: dict[str, Any]
    properties: dict[str, str]
    notes: tuple[Note, ...]


def read(container: Container, content: etree._Element) -> OpenDocument:
    """Read an OpenDocument text, whose `content.xml` was parsed.

    Raises:
        Unsafe, Damaged: see `xml.parse`.
    """
    common = xml.part(container, "styles.xml")
    body = Body(Styles(content, common))
    text = content.find(f"{OFFICE}body/{OFFICE}text")
    meta, blocks = body.text(text) if text is not None else ({}, [])
    notes = []
    if body.boxes:
        said = N_("Text boxes stand behind the paragraph that they hang on: %(count)s.")
        notes.append(Note(said, {"count": str(body.boxes)}))
    if body.indexes:
        notes.append(Note(N_("The table of contents was left out; an edition makes its own.")))
    said_of_itself = properties(container)
    if "author" in said_of_itself and "author" not in meta:
        notes.append(Note(N_("The author is taken from the properties of the file; look whether the name is right.")))
    return OpenDocument({"blocks": blocks, "meta": meta}, said_of_itself, tuple(notes))
