"""All the text of an OpenDocument file, and what of it is not taken over."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from workbench.formats.containers import Container
from workbench.formats.reading import xml
from workbench.formats.reading.losses import Loss, Lost
from workbench.formats.reading.opendocument.names import OFFICE, STYLE, TEXT

# What hangs on a paragraph without being its text, and what an edition makes anew.
_APART = frozenset(
    ["note", "note-ref", "annotation", "frame", "ruby-text", "tracked-changes", "custom-shape", "rect", "g", ""]
)
_MADE_ANEW = (f"{TEXT}table-of-content", f"{TEXT}illustration-index", f"{TEXT}table-index", f"{TEXT}alphabetical-index")
_CONTENTS = re.compile(r"(?:Contents|TOC|toc)(?:_20_)?(?:Heading|[0-9]+)")
_KINDS = {"tracked-changes": Loss.DELETED, "annotation": Loss.COMMENT, "text-box": Loss.TEXT_BOX}


def own_text(container: Container, content: etree._Element) -> Iterator[Lost]:
    """Give all the text of a file, whose `content.xml` was parsed, and what is not taken over."""
    # Looking at all that surrounds each paragraph costs as much as everything else; few files have what it looks for.
    is_plain = next(content.iter(*(f"{{*}}{name}" for name in _KINDS), *_MADE_ANEW), None) is None
    parents = {
        style.get(f"{STYLE}name", ""): style.get(f"{STYLE}parent-style-name", "")
        for style in content.iterfind(f"{OFFICE}automatic-styles/{STYLE}style")
    }
    for paragraph in content.iter(f"{TEXT}p", f"{TEXT}h"):
        name = paragraph.get(f"{TEXT}style-name", "")
        if _CONTENTS.fullmatch(parents.get(name, name)):
            continue
        if is_plain:
            yield Lost(Loss.TEXT, words(paragraph))
            continue
        outer = [one.tag for one in paragraph.iterancestors()]
        if not any(tag in _MADE_ANEW for tag in outer):
            names = [etree.QName(tag).localname for tag in outer]
            yield Lost(next((_KINDS[name] for name in names if name in _KINDS), Loss.TEXT), words(paragraph))
    styles = xml.part(container, "styles.xml")
    if styles is not None:
        for running in styles.iter(f"{STYLE}header", f"{STYLE}footer"):
            for paragraph in running.iter(f"{TEXT}p"):
                yield Lost(Loss.RUNNING, words(paragraph))


def words(element: etree._Element) -> str:
    """Give the words of a paragraph without the notes, comments, boxes and readings that hang on it."""
    if not len(element):
        return element.text or ""
    pieces = [element.text or ""]
    for child in element:
        name = xml.local(child)
        if name in ("s", "tab", "line-break"):
            pieces.append(" ")
        elif name not in _APART:
            pieces.append(words(child))
        pieces.append(child.tail or "")
    return "".join(pieces)
