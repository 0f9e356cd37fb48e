"""Word files: bring to Pandoc what it would lose, and tell what else the file holds.

Pandoc reads the body of a Word file well, but drops ruby with its base, text boxes, the dots that emphasise Chinese
(`w:em`), lines that are borders of empty paragraphs, and bookmarks between paragraphs; it takes the table of contents
and what is hidden for text. Before it reads the file, all that becomes what it reads. Source: ECMA-376, part 1, 17.3.
"""

from __future__ import annotations

import re

from lxml import etree

from workbench.findings import N_
from workbench.formats.containers import Container
from workbench.formats.reading import xml
from workbench.formats.reading.word import boxes, hidden, mending, wrappings
from workbench.formats.reading.word.looks import Looks
from workbench.formats.reading.word.own import own_text
from workbench.text import Note

__all__ = ["bodies", "own_text", "prepare"]

_BODY = re.compile(r"word/(?:document\d*|footnotes|endnotes)\.xml")
_STYLES = "word/styles.xml"
_MACROS = "word/vbaProject.bin"
# Styles of LibreOffice and Word that Pandoc knows by other names.
_NAMES = (
    (re.compile(rb'(<w:name w:val=")Quotations(")'), rb"\1Block Text\2"),
    (re.compile(rb'(<w:name w:val=")(?:Preformatted Text|HTML Preformatted)(")'), rb"\1Source Code\2"),
    (re.compile(rb'(<w:name w:val=")Source[ _]Text(")'), rb"\1Verbatim Char\2"),
)


def bodies(container: Container) -> dict[str, etree._Element]:
    """Parse the parts that hold the text.

    Raises:
        Unsafe, Damaged: see `xml.parse`.
    """
    return {name: xml.parse(container.read(name)) for name in container.names if _BODY.fullmatch(name)}


def prepare(container: Container, data: bytes, roots: dict[str, etree._Element]) -> tuple[bytes, list[Note]]:
    """Give a Word file as Pandoc should read it, and what to say of that.

    Args:
        container: the file.
        data: its bytes.
        roots: the parts that hold its text, which are changed.

    Raises:
        Unsafe, Damaged: see `xml.parse`.
    """
    looks = Looks(container)
    changed: dict[str, bytes] = {}
    lifted = contents = 0
    for name, root in roots.items():
        unseen = hidden.leave_out(root, looks)
        wrapped = wrappings.unwrap(root, looks)
        lifted += (here := boxes.lift(root))
        contents += (gone := mending.leave_contents_out(root, looks))
        if mending.mend(root, looks) or unseen or wrapped or here or gone:
            changed[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    if _STYLES in container:
        styles = known = container.read(_STYLES)
        for pattern, name_of_word in _NAMES:
            styles = pattern.sub(name_of_word, styles)
        if styles != known:
            changed[_STYLES] = styles
    return (container.with_parts(changed) if changed else data), _notes(container, lifted, contents)


def _notes(container: Container, lifted: int, contents: int) -> list[Note]:
    notes = []
    if lifted:
        count = {"count": str(lifted)}
        notes.append(Note(N_("Text boxes stand behind the paragraph that they hang on: %(count)s."), count))
    if contents:
        notes.append(Note(N_("The table of contents was left out; an edition makes its own.")))
    if _MACROS in container:
        notes.append(Note(N_("The file holds macros; they were not run and not taken over.")))
    return notes
