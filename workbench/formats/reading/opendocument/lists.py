"""Lists of an OpenDocument text: one list again of the many that a program makes of it.

LibreOffice closes a list wherever the style changes, opens the inner list in an empty item of a new outer one, and says
by an id which list goes on. So lists are laid flat, item by item with its depth, and built up anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from workbench.formats.reading.opendocument.names import TEXT
from workbench.formats.reading.opendocument.styles import Styles

Node = dict[str, Any]
_ID = "{http://www.w3.org/XML/1998/namespace}id"


@dataclass(frozen=True)
class Entry:
    """One item, or what goes on in one.

    Attributes:
        depth: of its list, from 1.
        label: `number`, `bullet`, or `none` for what goes on in the item before it.
        number: what the file counts it as.
        blocks: what stands in it.
    """

    depth: int
    label: str
    number: int
    blocks: list[Node]


@dataclass
class Counting:
    """Where the numbers of lists stand, for those that go on: by the id of a list, and by its style."""

    styles: Styles
    by_id: dict[str, int] = field(default_factory=dict)
    by_style: dict[str, int] = field(default_factory=dict)

    def flatten(self, element: etree._Element, read: Callable[[etree._Element], list[Node]]) -> Iterator[Entry]:
        """Give the items of a list and of those inside it, in the order of the text.

        Args:
            element: a list of the outermost level.
            read: gives the blocks of one element inside an item.
        """
        yield from self._flatten(element, read, 1, "")

    def _flatten(
        self, element: etree._Element, read: Callable[[etree._Element], list[Node]], depth: int, outer: str
    ) -> Iterator[Entry]:
        style = element.get(f"{TEXT}style-name") or outer
        label, number = self.styles.label(style, depth)
        if depth == 1:
            number = self._goes_on(element, style, number)
        number -= 1
        has_own = False
        for item in element.iterchildren(f"{TEXT}list-item", f"{TEXT}list-header"):
            is_open = item.tag == f"{TEXT}list-header"  # a header has no label
            for child in item:
                if child.tag == f"{TEXT}list":
                    yield from self._flatten(child, read, depth + 1, style)
                    continue
                blocks = read(child)
                if not blocks:
                    continue
                if not is_open:
                    has_own = True
                    said = item.get(f"{TEXT}start-value", "")
                    number = int(said) if said.isdecimal() else number + 1
                yield Entry(depth, "none" if is_open else label, number, blocks)
                is_open = True
        if depth == 1 and has_own:
            self.by_style[style] = number
            self.by_id[element.get(_ID, "")] = number

    def _goes_on(self, element: etree._Element, style: str, start: int) -> int:
        before: Mapping[str, int] = self.by_id
        name = element.get(f"{TEXT}continue-list", "")
        if not name and element.get(f"{TEXT}continue-numbering") == "true":
            before, name = self.by_style, style
        return before[name] + 1 if name and name in before else start


@dataclass
class _List:
    depth: int
    label: str
    next: int
    items: list[list[Node]]


def build(entries: Iterable[Entry]) -> list[Node]:
    """Give the lists that items make, with the lists in them."""
    blocks: list[Node] = []
    opened: list[_List] = []
    for entry in entries:
        while opened and opened[-1].depth > entry.depth:
            opened.pop()
        if entry.label == "none":
            (opened[-1].items[-1] if opened else blocks).extend(entry.blocks)
            continue
        same = opened[-1] if opened and opened[-1].depth == entry.depth else None
        if same and same.label == entry.label and (entry.label == "bullet" or same.next == entry.number):
            same.items.append(list(entry.blocks))
            same.next += 1
            continue
        if same:
            opened.pop()
        made = _List(entry.depth, entry.label, entry.number + 1, [list(entry.blocks)])
        node: Node = {"t": "BulletList", "c": made.items}
        if entry.label == "number":
            node = {"t": "OrderedList", "c": [[entry.number, None, None], made.items]}
        (opened[-1].items[-1] if opened else blocks).append(node)
        opened.append(made)
    _tighten(blocks)
    return blocks


def _tighten(blocks: Iterable[Node]) -> None:
    """Let items of a single paragraph stand close together."""
    for block in blocks:
        if block["t"] not in ("BulletList", "OrderedList"):
            continue
        items = block["c"] if block["t"] == "BulletList" else block["c"][1]
        if all(sum(one["t"] == "Para" for one in item) <= 1 for item in items):
            for item in items:
                item[:] = [{**one, "t": "Plain"} if one["t"] == "Para" else one for one in item]
        for item in items:
            _tighten(item)
