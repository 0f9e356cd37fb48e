"""What stands inside a paragraph of a page, as inlines of Pandoc's tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from workbench.formats.reading.pages.looks import Looks
from workbench.formats.reading.pages.markup import BLOCKS, SILENT
from workbench.formats.reading.pages.notes import Notes

Node = dict[str, Any]

STYLES = {
    "em": "Emph", "i": "Emph", "strong": "Strong", "b": "Strong", "u": "Underline", "ins": "Underline",
    "s": "Strikeout", "strike": "Strikeout", "del": "Strikeout", "sup": "Superscript", "sub": "Subscript",
}  # fmt: skip
_CODE = frozenset(["code", "tt", "samp", "var"])
# What is counted as left out; words inside stay.
_APPARATUS = frozenset(
    ["script", "iframe", "video", "audio", "object", "embed", "canvas", "input", "button", "select", "textarea"]
)
_LINE_END = re.compile(r" ?\n[ \n]*")
_BLANKS = re.compile(r"[ \t\r\f]{2,}|[\t\r\f]")


class Inlines:
    """Reads what stands inside paragraphs, one after the other.

    Args:
        looks: those of the page or the book.
        notes: its footnotes.
        formulas: for each formula what it is in TeX.
    """

    def __init__(self, looks: Looks, notes: Notes, formulas: Mapping[etree._Element, str]) -> None:
        self._looks = looks
        self._notes = notes
        self._formulas = formulas
        self._quoted = 0
        # Blanks at the beginning of a paragraph or behind others show nothing.
        self.is_blank = True

    def text(self, words: str | None) -> Iterator[Node]:
        """Give the words of a page with their blanks as they are shown."""
        if not words:
            return
        words = _BLANKS.sub(" ", words)
        if "\n" in words:
            words = _LINE_END.sub("\n", words)
        if self.is_blank:
            words = words.lstrip(" \n")
            if not words:
                return
        self.is_blank = words[-1] in " \n"
        for number, line in enumerate(words.split("\n")):
            if number:
                yield {"t": "SoftBreak"}
            if line:
                yield {"t": "Str", "c": line}

    def inside(self, element: etree._Element) -> Iterator[Node]:
        """Give what an element holds."""
        yield from self.text(element.text)
        for child in element:
            yield from self.node(child)
            yield from self.text(child.tail)

    def node(self, element: etree._Element) -> Iterator[Node]:
        """Give an element, with its place if a link leads to it."""
        if name := element.get("id"):
            yield place(name)
        yield from self._node(element)

    def dressed(self, element: etree._Element, inside: list[Node]) -> list[Node]:
        """Give what stands in an element with what that says of it: emphasis, a link."""
        if element.tag == "a" and element.get("href"):
            return [{"t": "Link", "c": [_attributes(), inside, [element.get("href"), ""]]}]
        styles = [STYLES[element.tag]] if element.tag in STYLES else []
        if element.tag == "span" and element.attrib:
            styles = self._looks.face(element)
        for style in reversed(styles if inside else []):
            inside = [{"t": style, "c": inside}]
        return inside

    def _node(self, element: etree._Element) -> Iterator[Node]:
        match str(element.tag):
            case "br":
                self.is_blank = True
                yield {"t": "LineBreak"}
            case "img":
                yield self._picture(element.get("src") or "", element.get("alt") or "")
            case "svg":
                yield from self._drawing(element)
            case "a":
                yield from self._link(element)
            case "ruby":
                yield from self._ruby(element)
            case "q":
                yield self._quotation(element)
            case "math":
                self.is_blank = False
                yield {"t": "Math", "c": [{"t": "InlineMath"}, self._formulas.get(element, "")]}
            case name if name in _CODE:
                self.is_blank = False
                for number, line in enumerate(lines(element)):
                    yield from [{"t": "LineBreak"}] if number else []
                    yield {"t": "Code", "c": [_attributes(), " ".join(line.split())]}
            case name if name in _APPARATUS:
                yield _raw(f"<{name}>")
                if name != "script":
                    yield from self.inside(element)
            case name if name in BLOCKS:  # in a heading, say
                yield from self.text(" ")
                yield from self.inside(element)
                yield from self.text(" ")
            case name if name not in SILENT:
                yield from self.dressed(element, [*self.inside(element)])

    def _link(self, element: etree._Element) -> Iterator[Node]:
        if self._notes.is_way_back(element):
            return
        if (note := self._notes.get(element)) is not None:
            self.is_blank = False
            yield {"t": "Note", "c": note}
        else:
            yield from self.dressed(element, [*self.inside(element)])

    def _picture(self, address: str, description: str) -> Node:
        self.is_blank = False
        words = [{"t": "Str", "c": " ".join(description.split())}] if description.strip() else []
        return {"t": "Image", "c": [_attributes(), words, [address.strip(), ""]]}

    def _drawing(self, element: etree._Element) -> Iterator[Node]:
        """Give the pictures in a drawing, as the covers of books have them; its lines and words are not read."""
        pictures = [*element.iter("image")]
        for one in pictures:
            address = one.get("{http://www.w3.org/1999/xlink}href") or one.get("xlink:href") or one.get("href") or ""
            yield self._picture(address, "".join(map(str, element.itertext("title"))))
        if not pictures:
            yield self._picture("", "")

    def _quotation(self, element: etree._Element) -> Node:
        self._quoted += 1
        kind = "DoubleQuote" if self._quoted % 2 else "SingleQuote"
        inside = [*self.inside(element)]
        self._quoted -= 1
        return {"t": "Quoted", "c": [{"t": kind}, inside]}

    def _ruby(self, element: etree._Element) -> Iterator[Node]:
        yield _raw("<ruby>")
        yield from self.text(element.text)
        for child in element:
            if child.tag in ("rt", "rtc"):
                yield from (_raw("<rt>"), *self.inside(child), _raw("</rt>"))
            else:
                yield from self.node(child)
            yield from self.text(child.tail)
        yield _raw("</ruby>")


def trimmed(nodes: list[Node]) -> list[Node]:
    """Give inlines without the blanks behind them."""
    while nodes and (nodes[-1]["t"] == "SoftBreak" or nodes[-1] == {"t": "Str", "c": " "}):
        nodes.pop()
    if nodes and nodes[-1]["t"] == "Str":
        nodes[-1]["c"] = nodes[-1]["c"].rstrip(" ")
    return nodes


def lines(element: etree._Element) -> list[str]:
    """Give the words of an element as they are, cut at its line breaks."""
    found = [element.text or ""]
    for child in element:
        first, *others = ["", ""] if child.tag == "br" else lines(child)
        found[-1] += first
        found += others
        found[-1] += child.tail or ""
    return found


def place(name: str) -> Node:
    """Give the place that links lead to by a name."""
    return {"t": "Span", "c": [[name, [], []], []]}


def _attributes() -> list[Any]:
    return ["", [], []]


def _raw(code: str) -> Node:
    return {"t": "RawInline", "c": ["html", code]}
