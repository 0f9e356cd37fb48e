"""Word files: bring to Pandoc what it would lose, and tell what else the file holds.

Pandoc reads the body of a Word file well, but drops ruby with its base, text boxes, and the dots that emphasise
Chinese (`w:em`). Before it reads the file, ruby becomes text between marks of private use that `inlines` knows, a text
box follows the paragraph that it hangs on, and dots become italics. Source: ECMA-376, part 1, 17.3.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from workbench.findings import N_
from workbench.formats.containers import Container
from workbench.formats.reading import xml
from workbench.formats.reading.inlines import RUBY_END, RUBY_START, RUBY_TEXT
from workbench.formats.reading.losses import Loss, Lost
from workbench.formats.reading.xml import W
from workbench.text import Note

_BODY = re.compile(r"word/(?:document\d*|footnotes|endnotes)\.xml")
_RUNNING = re.compile(r"word/(?:header|footer)\d*\.xml")
_MACROS = "word/vbaProject.bin"
_WORTH_A_LOOK = re.compile(rb"<w:ruby[ >]|txbxContent|<w:em ")
# What stands inside a paragraph without being its text: boxes, readings of ruby, what was moved away.
_APART = (f"{W}txbxContent", f"{W}rt", f"{W}moveFrom")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NO_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def bodies(container: Container) -> dict[str, etree._Element]:
    """Parse the parts that hold the text.

    Raises:
        Unsafe, Damaged: see `xml.parse`.
    """
    return {name: xml.parse(container.read(name)) for name in container.names if _BODY.fullmatch(name)}


def prepare(container: Container, data: bytes) -> tuple[bytes, list[Note]]:
    """Give a Word file as Pandoc should read it, and what to say of that."""
    changed: dict[str, bytes] = {}
    boxes = 0
    for name in container.names:
        if not _BODY.fullmatch(name):
            continue
        raw = container.read(name)
        xml.refuse_entities(raw)
        if _WORTH_A_LOOK.search(raw):
            root = xml.parse(raw)
            boxes += _lift_boxes(root)
            _write_ruby(root)
            _slant_dots(root)
            changed[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    notes = []
    if boxes:
        count = {"count": str(boxes)}
        notes.append(Note(N_("Text boxes stand behind the paragraph that they hang on: %(count)s."), count))
    if _MACROS in container:
        notes.append(Note(N_("The file holds macros; they were not run and not taken over.")))
    return (_repacked(container, changed) if changed else data), notes


def _repacked(container: Container, changed: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target:
        for name in container.names:
            target.writestr(name, changed.get(name) or container.read(name))
    return packed.getvalue()


def _write_ruby(root: etree._Element) -> None:
    """Put base and reading of each ruby into the run that holds it."""
    for ruby in list(root.iter(f"{W}ruby")):
        base = _text(ruby.find(f"{W}rubyBase"))
        reading = _text(ruby.find(f"{W}rt"))
        words = etree.Element(f"{W}t")
        words.text = f"{RUBY_START}{base}{RUBY_TEXT}{reading}{RUBY_END}"
        words.set(_NO_SPACE, "preserve")
        words.tail = ruby.tail
        holder = ruby.getparent()
        if holder is not None:
            holder.replace(ruby, words)


def _text(element: etree._Element | None) -> str:
    return "" if element is None else "".join(one.text or "" for one in element.iter(f"{W}t"))


def _lift_boxes(root: etree._Element) -> int:
    """Put the paragraphs of each text box behind the paragraph that it hangs on; gives how many there were."""
    lifted = 0
    # The same box stands twice, for new and for old programs.
    for fallback in list(root.iter(f"{_MC}Fallback")):
        holder = fallback.getparent()
        if holder is not None and holder.find(f"{_MC}Choice") is not None:
            _take_out(fallback)
    for box in list(root.iter(f"{W}txbxContent")):
        host = next((one for one in box.iterancestors(f"{W}p") if not _is_in_box(one)), None)
        blocks = [one for one in box if one.tag in (f"{W}p", f"{W}tbl")]
        if host is None or _is_in_box(box) or not _text(box).strip():
            continue
        for block in reversed(blocks):
            host.addnext(copy.deepcopy(block))
        for block in blocks:
            _take_out(block)
        lifted += 1
    return lifted


def _is_in_box(element: etree._Element) -> bool:
    return next(element.iterancestors(f"{W}txbxContent"), None) is not None


def _take_out(element: etree._Element) -> None:
    holder = element.getparent()
    if holder is not None:
        holder.remove(element)


def _slant_dots(root: etree._Element) -> None:
    """Make emphasis by dots italics, the one form of emphasis that every format has."""
    for dots in list(root.iter(f"{W}em")):
        holder = dots.getparent()
        if holder is not None and dots.get(f"{W}val") != "none" and holder.find(f"{W}i") is None:
            etree.SubElement(holder, f"{W}i")


def own_text(container: Container) -> Iterator[Lost]:
    """Give all the text of a Word file: each paragraph of the body, and what is not taken over."""
    for root in bodies(container).values():
        # Looking at all that surrounds each word costs as much as everything else; few files have what it looks for.
        is_plain = next(root.iter(*_APART), None) is None
        for paragraph in root.iter(f"{W}p"):
            if is_plain or not _is_in_box(paragraph):
                yield from _paragraph(paragraph, is_plain=is_plain)
        for box in root.iter(f"{W}txbxContent"):
            if next(box.iterancestors(f"{_MC}Fallback"), None) is None:
                yield from (Lost(Loss.TEXT_BOX, _text(paragraph)) for paragraph in box.iter(f"{W}p"))
    for name in container.names:
        if name == "word/comments.xml":
            comments = xml.parse(container.read(name))
            yield from (Lost(Loss.COMMENT, _text(comment)) for comment in comments.iter(f"{W}comment"))
        elif _RUNNING.fullmatch(name):
            yield Lost(Loss.RUNNING, _text(xml.parse(container.read(name))))


def _paragraph(paragraph: etree._Element, *, is_plain: bool) -> Iterator[Lost]:
    kept: list[str] = []
    removed: list[str] = []
    for element in paragraph.iter(f"{W}t", f"{W}delText", f"{W}tab", f"{W}br"):
        around = None if is_plain else next(element.iterancestors(*_APART), None)
        if around is not None and around.tag == _APART[0]:
            continue
        if element.tag == f"{W}delText":
            removed.append(element.text or "")
        elif around is None:
            kept.append(element.text or " ")
    yield Lost(Loss.TEXT, "".join(kept))
    if removed:
        yield Lost(Loss.DELETED, "".join(removed))
