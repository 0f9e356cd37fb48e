"""The body of a page as blocks of Pandoc's tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from workbench.formats.reading.pages.inlines import Inlines, lines, place, trimmed
from workbench.formats.reading.pages.looks import Looks
from workbench.formats.reading.pages.markup import BLOCKS, SILENT, is_made_anew, kind
from workbench.formats.reading.pages.notes import Notes
from workbench.formats.reading.pages.places import Places
from workbench.formats.reading.pages.tables import table

Node = dict[str, Any]
_LISTS = frozenset(["ul", "ol", "menu", "dir"])
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
# An item or a quotation that holds one of these holds paragraphs, not lines.
_PARAGRAPHS = frozenset(["Para", "CodeBlock", "Header", "BlockQuote"])


class Body:
    """Reads the blocks of a page or of all pages of a book.

    Args:
        pages: the roots of all pages by the paths of their files.
        places: those of the pages.
        looks: what their classes mean.
        formulas: for each formula what it is in TeX.
    """

    def __init__(
        self,
        pages: Mapping[str, etree._Element],
        places: Places,
        looks: Looks,
        formulas: Mapping[etree._Element, str],
    ) -> None:
        self._looks = looks
        self._notes = Notes(pages.values(), places.elements, self._note)
        self._inlines = Inlines(looks, self._notes, formulas)
        # Elements inside of paragraphs that hold blocks all the same.
        self._outer = {one for page in pages.values() for one in _around_blocks(page)}

    def blocks(self, element: etree._Element, *, form: str = "Plain", but: str = "") -> list[Node]:
        """Give the blocks of an element.

        Args:
            element: what holds them.
            form: what words become that stand in it without a paragraph of their own.
            but: the name of elements that are left out.
        """
        found: list[Node] = []
        words: list[Node] = []

        def close() -> None:
            if trimmed(words):
                found.append({"t": form, "c": words.copy()})
                words.clear()
            self._inlines.is_blank = True

        self._inlines.is_blank = True
        words += self._inlines.text(element.text)
        for child in element:
            if self._is_block(child):
                close()
                if child.tag != but:
                    found += self._block(child)
                self._inlines.is_blank = True
            else:
                words += self._inlines.node(child)
            words += self._inlines.text(child.tail)
        close()
        return found

    def notes_left(self) -> list[Node]:
        """Give the blocks of notes that no page took, after all of them were read."""
        return [*self._notes.left()]

    def _is_block(self, element: etree._Element) -> bool:
        return element.tag in BLOCKS or element in self._outer

    def _block(self, element: etree._Element) -> list[Node]:
        if self._notes.is_note(element) or is_made_anew(element):
            return []
        match str(element.tag):
            case "p":
                return _named(element, self.blocks(element, form="Para"))
            case name if name in _HEADINGS:
                return self._heading(element)
            case name if name in _LISTS:
                return self._list(element)
            case "dl":
                return self._definitions(element)
            case "blockquote":
                inside = self.blocks(element)
                return _named(element, [{"t": "BlockQuote", "c": _loose(inside)}] if inside else [])
            case "pre":
                return _named(element, [{"t": "CodeBlock", "c": [["", [], []], _typed(element)]}])
            case "hr":
                return [{"t": "HorizontalRule"}]
            case "table" if next(element.iter("td", "th"), None) is not None:
                return [table(element, self._looks, self._cell)]
            case "figure":
                return self._figure(element)
            case name if name in BLOCKS:
                return self._frame(element)
        return _named(element, self._dressed(element)) if element.tag not in SILENT else []

    def _frame(self, element: etree._Element) -> list[Node]:
        """Give what a section or the like holds, with what that says of itself."""
        inside = self.blocks(element)
        if element.tag in ("html", "body"):
            return _named(element, inside)
        said = [["type", kind(element)]] if kind(element) else []
        classes = (element.get("class") or "").split()
        return [{"t": "Div", "c": [[element.get("id") or "", classes, said], inside]}] if inside else []

    def _dressed(self, element: etree._Element) -> list[Node]:
        """Give the blocks of an element that belongs inside a paragraph, such as a link around a heading."""
        blocks = self.blocks(element)
        for block in blocks:
            if block["t"] in ("Para", "Plain"):
                block["c"] = self._inlines.dressed(element, block["c"])
            elif block["t"] == "Header":
                block["c"][2] = self._inlines.dressed(element, block["c"][2])
        return blocks

    def _heading(self, element: etree._Element) -> list[Node]:
        self._inlines.is_blank = True
        words = trimmed([*self._inlines.inside(element)])
        return [{"t": "Header", "c": [int(element.tag[1]), [element.get("id") or "", [], []], words]}]

    def _list(self, element: etree._Element) -> list[Node]:
        items: list[list[Node]] = []
        self._beside(items, element.text)
        for child in element:
            if child.tag not in SILENT and not self._notes.is_note(child):
                is_item = child.tag == "li"
                items.append(_named(child, _loose(self.blocks(child))) if is_item else self._block(child))
            self._beside(items, child.tail)
        items = [item for item in items if item]
        if not items:
            return []
        if element.tag != "ol":
            return [{"t": "BulletList", "c": items}]
        start = (element.get("start") or "").strip()
        first = int(start) if start.isdecimal() and len(start) < 10 else 1
        return [{"t": "OrderedList", "c": [[first, {"t": "Decimal"}, {"t": "Period"}], items]}]

    def _beside(self, items: list[list[Node]], words: str | None) -> None:
        """Keep words that stand between the items of a list."""
        self._inlines.is_blank = True
        if found := trimmed([*self._inlines.text(words)]):
            items.append([{"t": "Plain", "c": found}])

    def _definitions(self, element: etree._Element) -> list[Node]:
        items: list[list[Any]] = []
        parts = [one for child in element for one in (child if child.tag == "div" else [child])]
        # Pages set paragraphs in by definitions of nothing.
        if not any(one.tag == "dt" for one in parts):
            return self.blocks(element)
        for one in parts:
            if self._notes.is_note(one):
                continue
            if one.tag == "dt":
                self._inlines.is_blank = True
                name = [place(one.get("id") or "")] if one.get("id") else []
                items.append([[*name, *trimmed([*self._inlines.inside(one)])], []])
            else:
                items = items or [[[], []]]
                items[-1][1].append(_named(one, self.blocks(one)) if one.tag == "dd" else self._block(one))
        return [{"t": "DefinitionList", "c": items}]

    def _figure(self, element: etree._Element) -> list[Node]:
        caption = [block for one in element.iter("figcaption") for block in self.blocks(one)]
        inside = self.blocks(element, but="figcaption")
        while len(inside) == 1 and inside[0]["t"] == "Div":
            inside = inside[0]["c"][1]
        return [{"t": "Figure", "c": [[element.get("id") or "", [], []], [None, caption], inside]}]

    def _cell(self, element: etree._Element) -> list[Node]:
        return _named(element, self.blocks(element))

    def _note(self, element: etree._Element) -> list[Node]:
        """Give the blocks of a note, in the middle of the paragraph that refers to it."""
        before, self._inlines.is_blank = self._inlines.is_blank, True
        found = _loose(self.blocks(element))
        self._inlines.is_blank = before
        # Behind the number, which goes, stands a blank that keeps it beside its note.
        first = found[0]["c"] if found and found[0]["t"] in ("Para", "Plain") else []
        if first and first[0]["t"] == "Str":
            first[0]["c"] = first[0]["c"].lstrip()
        return found


def _around_blocks(page: etree._Element) -> Iterator[etree._Element]:
    """Give the elements that hold blocks without being any."""
    seen: set[etree._Element] = set()
    for block in page.iter(*BLOCKS):
        holder = block.getparent()
        while holder is not None and holder.tag not in BLOCKS and holder not in seen:
            seen.add(holder)
            holder = holder.getparent()
    return iter(seen)


def _named(element: etree._Element, blocks: list[Node]) -> list[Node]:
    """Give the blocks of an element with the place that links lead to by its id."""
    name = element.get("id")
    if not name:
        return blocks
    if blocks and blocks[0]["t"] in ("Para", "Plain"):
        blocks[0]["c"].insert(0, place(name))
        return blocks
    return [{"t": "Div", "c": [[name, [], []], blocks]}]


def _loose(blocks: list[Node]) -> list[Node]:
    """Make lines paragraphs where they stand beside such."""
    if any(block["t"] in _PARAGRAPHS for block in blocks):
        return [{**block, "t": "Para"} if block["t"] == "Plain" else block for block in blocks]
    return blocks


def _typed(element: etree._Element) -> str:
    """Give text that is shown as it was typed."""
    typed = "\n".join(lines(element))
    return typed.removeprefix("\n").removesuffix("\n").expandtabs(4)
