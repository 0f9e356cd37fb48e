"""What stands inside a paragraph of an OpenDocument text, as inlines of Pandoc's tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lxml import etree

from workbench.formats.reading import xml
from workbench.formats.reading.opendocument.names import DRAW, SVG, TEXT, XLINK
from workbench.formats.reading.opendocument.styles import Face, Styles

Node = dict[str, Any]

_NO_ATTRIBUTES: tuple[str, list[str], list[str]] = ("", [], [])
_SET_IN = "\u2003"  # a blank that Markdown keeps at the beginning of a line
_BLANKS = re.compile(r"[ \t\r\n]+")
_OUTLINE = re.compile(r"#(?:[0-9]+\.)*(.+)\|outline")
_SKIPPED = frozenset(
    ["annotation", "annotation-end", "soft-page-break", "change", "change-start", "change-end", "bookmark-end", "forms",
     "reference-mark-end", "toc-mark", "toc-mark-start", "toc-mark-end", "alphabetical-index-mark", "note-citation",
     "tracked-changes", "desc", "event-listeners", "hidden-paragraph", ""]
)  # fmt: skip
_SHAPES = frozenset(["custom-shape", "rect", "ellipse", "circle", "line", "polyline", "connector", "g", "text-box"])
_STYLES = ("Emph", "Strong", "Strikeout", "Superscript", "Subscript", "Underline")


class Inlines:
    """Reads what stands inside paragraphs.

    Args:
        styles: those of the file.
        blocks: gives the blocks of a note or a box.
    """

    def __init__(self, styles: Styles, blocks: Callable[[Iterable[etree._Element]], list[Node]]) -> None:
        self._styles = styles
        self._blocks = blocks
        self._boxes: list[list[Node]] = []
        self._begins_line = False
        self._notes: dict[str, list[Node]] = {}  # by their ids, for those that are referred to again

    def read(
        self, elements: Iterable[etree._Element], face: Face, *, text: str | None = None
    ) -> tuple[list[Node], list[list[Node]]]:
        """Give the inlines of elements, and the blocks of each box that hangs on them.

        Args:
            elements: a paragraph, or what stands in one.
            face: the emphasis that they stand in.
            text: what stands before the first of them.
        """
        outer, self._boxes = self._boxes, []
        self._begins_line = False
        nodes = [*self._text(text, face), *self._children(elements, face)]
        boxes, self._boxes = self._boxes, outer
        return nodes, boxes

    def code(self, element: etree._Element) -> str:
        """Give the lines of a paragraph that is typed as it is shown."""
        pieces = [element.text or ""]
        for child in element:
            match xml.local(child):
                case "line-break":
                    pieces.append("\n")
                case "s":
                    pieces.append(" " * _count(child))
                case "tab":
                    pieces.append("\t")
                case name if name not in _SKIPPED:
                    pieces.append(self.code(child))
            pieces.append(child.tail or "")
        return "".join(pieces)

    def _text(self, words: str | None, face: Face) -> Iterator[Node]:
        if words:
            self._begins_line = self._begins_line and not words.strip()
            yield from _dressed({"t": "Str", "c": _BLANKS.sub(" ", words)}, face)

    def _children(self, elements: Iterable[etree._Element], face: Face) -> Iterator[Node]:
        for child in elements:
            yield from self._inline(child, face)
            yield from self._text(child.tail, face)

    def _inside(self, element: etree._Element, face: Face) -> Iterator[Node]:
        yield from self._text(element.text, face)
        yield from self._children(element, face)

    def _inline(self, element: etree._Element, face: Face) -> Iterator[Node]:
        match xml.local(element):
            case "span":
                own = self._styles.face(element.get(f"{TEXT}style-name", ""))
                yield from self._inside(element, {**face, **own} if own else face)
            case "s" | "tab" as name:
                blank = _SET_IN * (2 if name == "tab" else _count(element) // 2) if self._begins_line else ""
                yield from _dressed({"t": "Str", "c": blank} if blank else {"t": "Space"}, face)
            case "line-break":
                yield from _dressed({"t": "LineBreak"}, face)
                self._begins_line = True
            case "a":
                yield self._link(element, face)
            case "note":
                yield from self._note(element, face)
            case "note-ref" if element.get(f"{TEXT}ref-name") in self._notes:
                again = self._notes[element.get(f"{TEXT}ref-name", "")]
                yield from _dressed({"t": "Note", "c": again}, face)
            case "bookmark" | "bookmark-start" | "reference-mark" | "reference-mark-start":
                yield {"t": "Span", "c": [[element.get(f"{TEXT}name", ""), [], []], []]}
            case "ruby":
                yield from self._ruby(element, face)
            case "frame":
                yield from self._frame(element)
            case name if name in _SHAPES:
                yield from self._box(element)
            case name if name not in _SKIPPED and element.tag != f"{SVG}title":
                yield from self._inside(element, face)

    def _link(self, element: etree._Element, face: Face) -> Node:
        target = element.get(f"{XLINK}href", "")
        if found := _OUTLINE.fullmatch(target):
            target = f"#{outline(found[1])}"
        # A link is underlined by its look, which is no emphasis.
        inside = [*self._inside(element, face)]
        return {"t": "Link", "c": [_NO_ATTRIBUTES, _without_underline(inside), [target, ""]]}

    def _note(self, element: etree._Element, face: Face) -> Iterator[Node]:
        body = element.find(f"{TEXT}note-body")
        if body is not None:
            blocks = self._notes[element.get(f"{TEXT}id", "")] = self._blocks(body)
            yield from _dressed({"t": "Note", "c": blocks}, face)

    def _ruby(self, element: etree._Element, face: Face) -> Iterator[Node]:
        base, reading = element.find(f"{TEXT}ruby-base"), element.find(f"{TEXT}ruby-text")
        said = "" if reading is None else "".join(map(str, reading.itertext()))
        inside = [] if base is None else [*self._inside(base, face)]
        if not said.strip():
            yield from inside
            return
        yield from (_tag("<ruby>"), *inside, _tag("<rt>"), {"t": "Str", "c": said}, _tag("</rt>"), _tag("</ruby>"))

    def _frame(self, frame: etree._Element) -> Iterator[Node]:
        box = frame.find(f"{DRAW}text-box")
        if box is not None:
            yield from self._box(box)
            return
        image = frame.find(f"{DRAW}image")
        if image is not None:
            said = frame.findtext(f"{SVG}desc") or frame.findtext(f"{SVG}title") or ""
            description: list[Node] = [{"t": "Str", "c": said}] if said.strip() else []
            yield {"t": "Image", "c": [_NO_ATTRIBUTES, description, [image.get(f"{XLINK}href", ""), ""]]}

    def _box(self, element: etree._Element) -> Iterator[Node]:
        """Keep the text of a box for the end of the paragraph; pictures in a drawing stay where they are."""
        blocks = self._blocks(one for one in element if xml.local(one) not in ("frame", *_SHAPES))
        if any(block.get("c") for block in blocks):
            self._boxes.append(blocks)
        for child in element:
            if xml.local(child) in ("frame", *_SHAPES):
                yield from self._inline(child, {})


def outline(said: str) -> str:
    """Give a name for a heading of these words, since LibreOffice links to it by them."""
    return "_".join(said.split()) + "|outline"


def _dressed(node: Node, face: Face) -> Iterator[Node]:
    """Give a node in the styles that it stands in."""
    if face:
        if face.get("Code") and node["t"] == "Str":
            node = {"t": "Code", "c": [_NO_ATTRIBUTES, node["c"]]}
        for style in _STYLES:
            if face.get(style):
                node = {"t": style, "c": [node]}
    yield node


def has_lines(nodes: Iterable[Node]) -> bool:
    """Whether inlines hold a line break that is meant."""
    return any(node["t"] == "LineBreak" or (node["t"] in _STYLES and has_lines(node["c"])) for node in nodes)


def _without_underline(nodes: list[Node]) -> list[Node]:
    return [inner for node in nodes for inner in (node["c"] if node["t"] == "Underline" else [node])]


def _tag(code: str) -> Node:
    return {"t": "RawInline", "c": ["html", code]}


def _count(element: etree._Element) -> int:
    said = element.get(f"{TEXT}c", "1")
    return min(int(said), 1000) if said.isdecimal() else 1
