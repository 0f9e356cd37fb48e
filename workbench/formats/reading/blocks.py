r"""Turn the blocks of Pandoc's JSON into segments, as if they had been read from Markdown.

The walk keeps the marks of what is open (quotation, list item, note), as the reader of Markdown does. Footnotes
are gathered while inlines are written, and stand behind the outermost block that holds their anchors. It fails
where Markdown has no form: cells over several columns keep their text in the first, lists in cells become lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.formats.reading import inlines
from workbench.formats.reading.endnotes import without_number
from workbench.formats.reading.inlines import Context, Node
from workbench.text import tables
from workbench.text.blocks import continuation
from workbench.text.segments import Kind, Segment

_SUBSTANCE = {"Str", "Code", "Math", "Image", "CodeBlock", "HorizontalRule"}
_LISTS = ("BulletList", "OrderedList")
_ALIGNS = {"AlignLeft": "left", "AlignRight": "right", "AlignCenter": "center", "AlignDefault": ""}


@dataclass
class _Container:
    kind: Kind
    mark: str
    used: bool = False

    def take(self) -> str:
        """Give the mark of its first block once, then that of the later ones."""
        mark = continuation(self.mark) if self.used else self.mark
        self.used = True
        return mark


@dataclass
class Walk:
    """The segments that were made so far, and what is open.

    Attributes:
        context: what the inlines need; its `note` and `anchor` have to be this walk's.
        places: for the ids of the file, the number of the segment that they name.
    """

    context: Context
    segments: list[Segment] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    _containers: list[_Container] = field(default_factory=list)
    _waiting: list[tuple[str, Sequence[Node]]] = field(default_factory=list)
    _ids: list[str] = field(default_factory=list)
    # By the identity of their blocks, since several places may refer to one note.
    _noted: dict[int, tuple[str, Sequence[Node]]] = field(default_factory=dict)
    _is_later_item: bool = False

    def note(self, blocks: Sequence[Node]) -> str:
        """Keep a footnote until its block is done; gives its label, the same for the same note."""
        if not any(_has_text(block) for block in blocks):
            return ""
        if id(blocks) not in self._noted:
            self._noted[id(blocks)] = (str(len(self._noted) + 1), blocks)
            self._waiting.append(self._noted[id(blocks)])
        return self._noted[id(blocks)][0]

    def anchor(self, name: str) -> None:
        """Let an id name the next segment that is made."""
        self._ids.append(name)

    def run(self, blocks: Sequence[Node]) -> None:
        """Take the blocks of the document itself."""
        for block in _joined(blocks):
            if block["t"] == "Div":  # the sections of an e-book are no block of their own
                self._name(block["c"][0])
                self.run(block["c"][1])
            else:
                self._block(block)
                self.flush()

    def flush(self) -> None:
        """Make segments of the footnotes that wait."""
        while self._waiting:
            label, blocks = self._waiting.pop(0)
            with_label = [_Container(Kind.NOTE, f"[^{label}]: ")]
            self._containers, kept = with_label, self._containers
            for block in without_number(blocks):
                self._block(block)
            self._containers = kept

    def _name(self, attributes: Sequence[Any]) -> None:
        if attributes[0]:
            self.anchor(attributes[0])

    def _block(self, block: Node) -> None:
        content: Any = block.get("c")
        match block["t"]:
            case "Para" | "Plain":
                self._paragraph(content, tight=block["t"] == "Plain")
            case "Header":
                self._heading(content)
            case "BlockQuote":
                self._inside(_Container(Kind.QUOTE, "> "), content)
            case "BulletList":
                self._list(content, ["- "] * len(content))
            case "OrderedList":
                first = content[0][0]
                self._list(content[1], [f"{number}. " for number in range(first, first + len(content[1]))])
            case "DefinitionList":
                self._definitions(content)
            case "LineBlock":
                self._verse(content)
            case "CodeBlock":
                self._code(content[1])
            case "HorizontalRule":
                self._emit(Kind.RULE, "---")
            case "Table":
                self._table(content)
            case "Figure":
                self._figure(content)
            case "Div":
                self._name(content[0])
                for inner in _joined(content[1]):
                    self._block(inner)
            case "RawBlock" if not content[1].lstrip().startswith("<!--"):
                self.context.drop("raw")

    def _inside(self, container: _Container, blocks: Sequence[Node]) -> None:
        self._containers.append(container)
        for block in _joined(blocks):
            self._block(block)
        self._containers.pop()

    def _emit(self, kind: Kind, content: str, *, mark: str = "", level: int = 0, tight: bool = False) -> None:
        opens = any(not container.used for container in self._containers)
        between = ""
        for container in self._containers:
            if not container.used:
                break
            between += continuation(container.mark)
        gap = "\n" if tight and opens and len(self.segments) else f"\n{between.rstrip()}\n"
        prefix = "".join(container.take() for container in self._containers)
        self._add(Segment(kind, content, level, prefix + mark, gap))

    def _add(self, segment: Segment) -> None:
        for name in self._ids:
            self.places.setdefault(name, len(self.segments))
        self._ids.clear()
        self.segments.append(segment)

    def _paragraph(self, nodes: Sequence[Node], *, tight: bool) -> None:
        content = inlines.write(nodes, self.context)
        if content == inlines.LINE:
            self._emit(Kind.RULE, "---")
        elif content:
            self._emit(self._kind(content), content, level=self._level(), tight=tight and self._is_later_item)

    def _kind(self, content: str) -> Kind:
        if self._containers:
            return self._containers[-1].kind
        return Kind.VERSE if "\\\n" in content else Kind.PARAGRAPH

    def _level(self) -> int:
        return sum(container.kind is not Kind.NOTE for container in self._containers)

    def _heading(self, content: Sequence[Any]) -> None:
        level, attributes, nodes = content
        self._name(attributes)
        words = inlines.write(nodes, self.context, line_break="<br>")
        if words:
            level = min(max(level, 1), 6)
            self._emit(Kind.HEADING, words, mark="#" * level + " ", level=level)

    def _list(self, items: Sequence[Sequence[Node]], marks: Sequence[str]) -> None:
        is_nested = any(container.kind is Kind.LIST_ITEM for container in self._containers)
        for number, (item, mark) in enumerate(zip(_owned(items), marks, strict=False)):
            before, self._is_later_item = self._is_later_item, bool(number) or is_nested
            self._inside(_Container(Kind.LIST_ITEM, mark), item)
            self._is_later_item = before

    def _definitions(self, items: Sequence[Any]) -> None:
        for words, definitions in items:
            blocks = [block for definition in definitions for block in definition]
            as_paragraphs = [{**block, "t": "Para"} if block["t"] == "Plain" else block for block in blocks]
            self._inside(_Container(Kind.LIST_ITEM, "- "), [{"t": "Para", "c": words}, *as_paragraphs])

    def _verse(self, lines: Sequence[Sequence[Node]]) -> None:
        """Take each stanza as a paragraph with line breaks."""
        stanza: list[Node] = []
        for line in [*lines, []]:
            if line:
                stanza += [{"t": "LineBreak"}, *line] if stanza else line
            elif stanza:
                self._paragraph(stanza, tight=False)
                stanza = []

    def _code(self, code: str) -> None:
        longest = max((len(run) for run in re.findall("`+", code)), default=0)
        ticks = "`" * max(3, longest + 1)
        if code.strip():
            self._emit(Kind.CODE, f"{ticks}\n{code.strip(chr(10))}\n{ticks}")

    def _figure(self, content: Sequence[Any]) -> None:
        """Take a picture with its caption as one segment; other figures as the blocks that they are."""
        self._name(content[0])
        caption = [node for block in content[1][1] for node in [*_inlines_of(block), {"t": "Space"}]]
        body = [node for block in content[2] for node in _inlines_of(block)]
        if len(body) == 1 and body[0]["t"] == "Image":
            attributes, description, target = body[0]["c"]
            # A caption that only says the description again is said once.
            said_again = inlines.plain(description) == inlines.plain(caption)
            image = {"t": "Image", "c": [attributes, [] if said_again else description, target]}
            self._paragraph([image, *([{"t": "LineBreak"}, *caption] if caption else [])], tight=False)
            return
        for block in content[2]:
            self._block(block)
        self._paragraph(caption, tight=False)

    def _table(self, content: Sequence[Any]) -> None:
        attributes, caption, columns, head, bodies, foot = content
        self._name(attributes)
        for block in caption[1]:
            self._block({**block, "t": "Para"} if block["t"] == "Plain" else block)
        parts = [head[1], *(part for body in bodies for part in (body[2], body[3])), foot[1]]
        every = [row for part in parts for row in self._rows(part)]
        if not any(any(row) for row in every):
            return
        aligns = [_ALIGNS[column[0]["t"]] for column in columns]
        container = "".join(one.mark if not one.used else continuation(one.mark) for one in self._containers)
        placed = tables.prefixes(every, aligns, head=bool(head[1]), prefix=container)
        for number, (row, column, prefix, gap) in enumerate(placed):
            if number:
                self._add(Segment(Kind.TABLE_CELL, every[row][column], 0, prefix, gap))
                continue
            self._emit(Kind.TABLE_CELL, every[row][column])
            first = self.segments.pop()
            self.segments.append(Segment(Kind.TABLE_CELL, first.content, 0, prefix, first.gap + gap))

    def _rows(self, rows: Sequence[Any]) -> Iterator[list[str]]:
        """Give the cells of rows; a cell over several rows or columns leaves empty ones beside it."""
        covered: dict[int, int] = {}  # column: the rows that a cell above still reaches into
        for row in rows:
            cells: list[str] = []
            for _attributes, _align, height, width, blocks in row[1]:
                while covered.get(len(cells), 0):
                    covered[len(cells)] -= 1
                    cells.append("")
                for column in range(len(cells), len(cells) + width):
                    covered[column] = height - 1
                lines = [line for block in blocks for line in self._cell(block)]
                cells += ["<br><br>".join(lines), *[""] * (width - 1)]
            for column in range(len(cells), max(covered, default=-1) + 1):
                covered[column] = max(0, covered[column] - 1)
            yield cells

    def _cell(self, block: Node) -> Iterator[str]:
        """Give the paragraphs of a block inside a cell, each on one line."""
        content: Any = block.get("c")
        match block["t"]:
            case "Para" | "Plain":
                written = inlines.write(content, self.context, line_break="<br>")
                yield from [written] if written else []
            case "Header":
                yield inlines.write(content[2], self.context, line_break="<br>")
            case "LineBlock":
                yield "<br>".join(inlines.write(line, self.context, line_break="<br>") for line in content)
            case "CodeBlock":
                yield "<br>".join(f"`{line}`" for line in content[1].splitlines() if line.strip())
            case "BulletList" | "OrderedList":
                items = content if block["t"] == "BulletList" else content[1]
                first = 0 if block["t"] == "BulletList" else content[0][0]
                lines = ["<br>".join(line for inner in item for line in self._cell(inner)) for item in items]
                yield "<br>".join(f"{f'{first + i}.' if first else '–'} {line}" for i, line in enumerate(lines))
            case "DefinitionList":
                for words, definitions in content:
                    yield inlines.write(words, self.context, line_break="<br>")
                    for inner in (one for definition in definitions for one in definition):
                        yield from self._cell(inner)
            case "Table":
                bodies = [row for body in content[4] for row in (*body[2], *body[3])]
                for table_row in self._rows([*content[3][1], *bodies]):
                    yield from [cell for cell in table_row if cell]
            case "BlockQuote" | "Div" | "Figure":
                for inner in content if block["t"] == "BlockQuote" else content[-1]:
                    yield from self._cell(inner)


def _joined(blocks: Sequence[Node]) -> Iterator[Node]:
    """Join what programs part: neighbouring quotations of one paragraph each, and a list and the one inside it."""
    joined: list[Node] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if block["t"] == "BlockQuote" and before and before["t"] == "BlockQuote":
            joined[-1] = {"t": "BlockQuote", "c": [*before["c"], *block["c"]]}
            continue
        if block["t"] in _LISTS and before and before["t"] in _LISTS:
            first, *others = _items(block)
            if _is_list_alone(first):
                above = _items(before)
                joined[-1] = _with_items(before, [*above[:-1], [*above[-1], *first]])
                if not others:
                    continue
                block = _with_items(block, others)
        joined.append(block)
    yield from joined


def _owned(items: Sequence[Sequence[Node]]) -> list[list[Node]]:
    """Give items with the lists that stand beside them, where they should stand in them."""
    owned: list[list[Node]] = []
    for item in items:
        if owned and _is_list_alone(item):
            owned[-1] += item
        else:
            owned.append(list(item))
    return owned


def _items(block: Node) -> Sequence[Sequence[Node]]:
    items: Sequence[Sequence[Node]] = block["c"] if block["t"] == "BulletList" else block["c"][1]
    return items


def _with_items(block: Node, items: Sequence[Sequence[Node]]) -> Node:
    return {"t": block["t"], "c": items if block["t"] == "BulletList" else [block["c"][0], items]}


def _is_list_alone(item: Sequence[Node]) -> bool:
    return bool(item) and all(block["t"] in _LISTS for block in item)


def _inlines_of(block: Node) -> list[Node]:
    return list(block["c"]) if block["t"] in ("Para", "Plain") else []


def _has_text(part: Any) -> bool:  # noqa: ANN401 - any part of Pandoc's tree
    """Whether a part of the tree is more than structure."""
    if isinstance(part, dict):
        return part.get("t") in _SUBSTANCE or _has_text(part.get("c"))
    return isinstance(part, list) and any(_has_text(inner) for inner in part)
