"""The body of an OpenDocument text as blocks of Pandoc's tree."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from workbench.formats.reading import xml
from workbench.formats.reading.opendocument.front import field, metadata
from workbench.formats.reading.opendocument.inlines import Inlines, has_lines, outline
from workbench.formats.reading.opendocument.lists import Counting, Entry, build
from workbench.formats.reading.opendocument.names import TEXT
from workbench.formats.reading.opendocument.own import words
from workbench.formats.reading.opendocument.styles import Styles
from workbench.formats.reading.opendocument.tables import table

Node = dict[str, Any]

_QUOTES = frozenset(["Quotations", "Quote", "Intense Quote", "Block Text", "Block Quotation", "Blockquote"])
_CODE = frozenset(["Preformatted Text", "Source Code", "HTML Preformatted"])
_CAPTIONS = frozenset(["Caption", "caption", "Illustration", "Drawing", "Figure", "Image Caption", "FigureCaption"])
# Paragraphs behind a list that belong to its last item, by the names that LibreOffice and Word give them.
_GOES_ON = frozenset(
    ["List Contents", "List Paragraph", "List Continue", *(f"List {one} Cont." for one in range(1, 6))]
)
# What an edition makes anew, with the numbers of its own pages; Word's contents come as paragraphs of these styles.
_CONTENTS = re.compile(r"(?:Contents|TOC|toc) (?:Heading|[0-9]+)")
_INDEXES = frozenset(["table-of-content", "illustration-index", "table-index", "object-index", "alphabetical-index"])
_SKIPPED = frozenset(["tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "forms", ""])


class Body:
    """Reads the blocks of one file.

    Attributes:
        boxes: how many text boxes were put behind their paragraphs.
        indexes: how many tables of contents and indexes were left out.
    """

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.boxes = 0
        self.indexes = 0
        self._counting = Counting(styles)
        self._inlines = Inlines(styles, self.blocks)

    def text(self, text: etree._Element) -> tuple[dict[str, Node], list[Node]]:
        """Give the metadata that the first paragraphs say by their styles, and the blocks behind them."""
        found: list[tuple[str, list[Node]]] = []
        blocks: list[Node] = []
        elements = [one for one in text if xml.local(one) not in _SKIPPED]
        while elements and ((name := field(elements[0], self.styles)) or _is_empty(elements[0])):
            first = elements.pop(0)
            inlines, boxes = self._inlines.read(first, {}, text=first.text)
            blocks += self._with_boxes([], boxes) if boxes else []
            if name and inlines:
                found.append((name, inlines))
        return metadata(found), [*blocks, *self.blocks(elements)]

    def blocks(self, parent: Iterable[etree._Element]) -> list[Node]:
        """Give the blocks of what holds blocks: the text, a section, a cell, a note, a box."""
        found: list[Node] = []
        entries: list[Entry] = []
        for element in parent:
            name = xml.local(element)
            if name == "list":
                if headings := self._headings(element):
                    found += [*build(entries), *headings]
                    entries = []
                else:
                    entries += self._counting.flatten(element, self._in_item)
                continue
            goes_on = bool(entries) and name == "p" and self._goes_on(element)
            blocks = self._in_item(element) if goes_on else self._block(element)
            if goes_on and blocks:
                entries.append(Entry(entries[-1].depth, "none", 0, blocks))
                continue
            if entries and blocks:
                found += build(entries)
                entries = []
            found += blocks
        return [*_with_captions([*found, *build(entries)])]

    def _block(self, element: etree._Element) -> list[Node]:
        match xml.local(element):
            case "p":
                return self._paragraph(element)
            case "h":
                return self._heading(element)
            case "list":
                return build(self._counting.flatten(element, self._in_item))
            case "table":
                return [table(element, self.styles, self.blocks)]
            case name if name in _INDEXES:
                self.indexes += 1
                return []
            case name if name in _SKIPPED:
                return []
            case "frame" | "rect" | "custom-shape" | "g" | "line":  # a drawing that hangs on a page
                return self._with_boxes(*self._inlines.read([element], {}))
        return self.blocks(element)

    def _in_item(self, element: etree._Element) -> list[Node]:
        """Give the blocks of an element in an item of a list, where everything is set in."""
        is_paragraph = element.tag == f"{TEXT}p"
        return self._paragraph(element, in_item=True) if is_paragraph else self._block(element)

    def _goes_on(self, element: etree._Element) -> bool:
        return bool(_GOES_ON & self.styles.names(element.get(f"{TEXT}style-name", "")))

    def _headings(self, element: etree._Element) -> list[Node]:
        """Give the headings of a list that holds nothing else: programs count chapters in this way."""
        leaves = list(element.iter(f"{TEXT}p", f"{TEXT}h"))
        if not leaves or any(one.tag != f"{TEXT}h" for one in leaves):
            return []
        return [node for leaf in leaves for node in self._heading(leaf)]

    def _heading(self, element: etree._Element) -> list[Node]:
        inlines, boxes = self._inlines.read(element, {}, text=element.text)
        said = element.get(f"{TEXT}outline-level", "1")
        level = int(said) if said.isdecimal() else 1
        header: Node = {"t": "Header", "c": [level, [outline(words(element)), [], []], inlines]}
        return [header, *self._with_boxes([], boxes)]

    def _paragraph(self, element: etree._Element, *, in_item: bool = False) -> list[Node]:
        style = element.get(f"{TEXT}style-name", "")
        names = self.styles.names(style)
        if any(map(_CONTENTS.fullmatch, names)):
            return []
        inlines, boxes = self._inlines.read(element, self.styles.own_face(style), text=element.text)
        if not any(node["t"] not in ("Space", "Span") or node.get("c", ["", ""])[1] for node in inlines):
            is_line = "Horizontal Line" in names or self.styles.is_ruled(style) or _is_drawn(element)
            if is_line and not boxes:
                return [{"t": "HorizontalRule"}]
        if names & _CODE:
            return [{"t": "CodeBlock", "c": [["", [], []], self._inlines.code(element)]}]
        found = self._with_boxes(inlines, boxes)
        if names & _QUOTES or (self.styles.is_set_in(style) and not (has_lines(inlines) or in_item)):
            return [{"t": "BlockQuote", "c": found}]
        if names & _CAPTIONS and inlines:
            if inlines[0]["t"] == "Image" and inlines[1:]:
                return [_figure(inlines[:1], inlines[1:]), *found[1:]]
            found[0] = {**found[0], "caption": True}
        return found

    def _with_boxes(self, inlines: list[Node], boxes: list[list[Node]]) -> list[Node]:
        """Give a paragraph, and behind it what stands in the boxes that hang on it."""
        # A box that holds a picture and its caption is how LibreOffice ties the two together.
        self.boxes += sum(not _is_figure(box) for box in boxes)
        paragraph: list[Node] = [{"t": "Para", "c": inlines}] if inlines or not boxes else []
        return [*paragraph, *(node for box in boxes for node in box)]


def _is_empty(element: etree._Element) -> bool:
    return element.tag == f"{TEXT}p" and not len(element) and not (element.text or "").strip()


def _is_drawn(element: etree._Element) -> bool:
    """Whether a paragraph holds a line or a bar, as Word draws a line across the page."""
    return any(xml.local(one) in ("rect", "line") for one in element)


def _figure(picture: list[Node], caption: list[Node]) -> Node:
    below = [None, [{"t": "Plain", "c": caption}]]
    return {"t": "Figure", "c": [["", [], []], below, [{"t": "Plain", "c": picture}]]}


def _is_picture(block: Node) -> bool:
    kinds = [node["t"] for node in block.get("c", []) if node["t"] != "Space"] if block["t"] == "Para" else []
    return kinds == ["Image"]


def _is_figure(box: list[Node]) -> bool:
    return len(box) == 1 and box[0]["t"] == "Figure"


def _with_captions(blocks: list[Node]) -> Iterator[Node]:
    """Join pictures and the captions below them, and lines of code that follow each other."""
    waiting: Node | None = None
    for block in blocks:
        if block.pop("caption", False) and waiting and _is_picture(waiting) and not _is_picture(block):
            yield _figure(waiting["c"], block["c"])
            waiting = None
            continue
        if waiting and waiting["t"] == block["t"] == "CodeBlock":
            waiting = {"t": "CodeBlock", "c": [waiting["c"][0], f"{waiting['c'][1]}\n{block['c'][1]}"]}
            continue
        if waiting:
            yield waiting
        waiting = block
    if waiting:
        yield waiting
