"""Markdown texts: blocks become segments, and segments become the same text again.

Method: a reader of lines after the algorithm in the appendix of CommonMark 0.31 (match the open containers,
open new ones, then add the line to a leaf), with the simplifications that `blocks` names. Writing normalises:
setext headings become ATX headings, lazy lines get their mark, indentation of paragraphs goes, an unclosed
fence is closed, marks without any text go. No text is lost, and normalised text is given back unchanged.

A table is read cell by cell (see `tables`), a paragraph that begins with a picture and has nothing else on
its first line is an image.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workbench.errors import N_
from workbench.text import blocks, footnotes, frontmatter, markup, tables
from workbench.text.characters import CJK
from workbench.text.limits import check_size
from workbench.text.segments import Document, Kind, Note, Segment

_SAME_LABEL = N_(
    "Several footnotes have the same label: %(labels)s. The text leads only to the first of them; give the others "
    "labels of their own."
)
_VERBATIM = {Kind.CODE, Kind.RULE, Kind.TABLE_CELL, Kind.IMAGE}


@dataclass
class _Container:
    """A quotation, list item or note that is open.

    `mark` and `later` are what its first and its later lines are written with, `indent` the columns by which
    a line that is read belongs to it.
    """

    kind: Kind
    mark: str
    later: str
    indent: int = 0
    used: bool = False

    def take(self, line: str) -> str | None:
        """Take this container's mark off a line, or give None if the line is not in it."""
        if self.kind is not Kind.QUOTE:
            return blocks.take_columns(line, self.indent)
        found = blocks.QUOTE.match(line)
        return line[found.end() :] if found else None


@dataclass
class _Leaf:
    """The paragraph or fenced code that is open."""

    prefix: str
    lines: list[str]
    fence: str = ""
    indent: int = 0


class _Reader:
    """Reads lines into segments; `containers` and `leaf` are what is open."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.containers: list[_Container] = []
        self.leaf: _Leaf | None = None
        self.between: list[str] = []

    def feed(self, line: str) -> None:
        """Read one line."""
        rest, matched = self._descend(line)
        if self.leaf and self.leaf.fence:
            if matched == len(self.containers):
                self._add_code(rest)
                return
            self.close()
        if matched < len(self.containers):
            if self._is_lazy(rest):
                self._add_text(rest)
                return
            self.close()
            del self.containers[matched:]
        self._read_rest(rest)

    def _descend(self, line: str) -> tuple[str, int]:
        """Take the marks of the open containers off a line; give what remains and how many matched."""
        for number, container in enumerate(self.containers):
            rest = container.take(line)
            if rest is None:
                return line, number
            line = rest
        return line, len(self.containers)

    def _is_lazy(self, rest: str) -> bool:
        """Tell whether a line without its marks still continues the paragraph."""
        if self.leaf is None or not rest.strip():
            return False
        return not blocks.starts(rest) and not blocks.UNDERLINE.fullmatch(rest)

    def _read_rest(self, rest: str) -> None:
        """Read a line whose open containers are settled."""
        if rest[:1].isalpha():  # no mark begins with a letter, and most lines of a book do
            if self.leaf:
                self._add_text(rest)
            else:
                self.leaf = _Leaf(self._prefix(), [rest])
            return
        if self.leaf and blocks.UNDERLINE.fullmatch(rest):
            self._underline(1 if "=" in rest else 2)
            return
        if self.leaf and rest.strip() and not blocks.interrupts(rest):
            self._add_text(rest)
            return
        self.close()
        opened = len(self.containers)
        rest = self._open_containers(rest)
        heading = blocks.HEADING.fullmatch(rest)
        if not rest.strip() or (heading and not blocks.heading_text(heading[2] or "")):
            self._skip(opened)
        elif heading:
            level = len(heading[1])
            self._emit(Kind.HEADING, blocks.heading_text(heading[2]), self._prefix() + "#" * level + " ", level)
        elif blocks.RULE.fullmatch(rest):
            self._emit(Kind.RULE, rest.strip(" \t"), self._prefix(), 0)
        elif fence := blocks.FENCE.fullmatch(rest):
            indent = len(fence[1].expandtabs(4))
            self.leaf = _Leaf(self._prefix(), [rest.strip(" \t")], fence[2], indent)
        else:
            text = rest.lstrip(" \t\u3000")
            indent = rest[: len(rest) - len(text)].count("\u3000")
            self.leaf = _Leaf(self._prefix() + "\u3000" * indent, [text])

    def _open_containers(self, rest: str) -> str:
        """Open the containers that a line starts; give what remains of it."""
        while not blocks.RULE.fullmatch(rest):
            if quote := blocks.QUOTE.match(rest):
                self.containers.append(_Container(Kind.QUOTE, "> ", "> "))
                rest = rest[quote.end() :]
            elif item := blocks.read_item(rest):
                self.containers.append(_Container(Kind.LIST_ITEM, item.mark, " " * len(item.mark), item.indent))
                rest = item.rest
            elif note := blocks.NOTE.match(rest):
                indent = blocks.NOTE_INDENT
                self.containers.append(_Container(Kind.NOTE, note[1] + " ", " " * indent, indent))
                rest = rest[note.end() :]
            else:
                break
        return rest

    def _skip(self, opened: int) -> None:
        """Pass over a line without text; an empty list item leaves nothing behind."""
        if any(container.kind is Kind.LIST_ITEM for container in self.containers[opened:]):
            del self.containers[opened:]
        marks = ""
        for container in self.containers:
            if not container.used:
                break
            marks += container.later
        self.between.append(marks.rstrip())

    def _prefix(self) -> str:
        """Give the marks before a leaf that starts here, and count the containers as used."""
        prefix = ""
        for container in self.containers:
            prefix += container.later if container.used else container.mark
            container.used = True
        return prefix

    def _add_text(self, rest: str) -> None:
        if self.leaf:
            self.leaf.lines.append(rest.lstrip(" \t"))

    def _add_code(self, rest: str) -> None:
        leaf = self.leaf
        if leaf is None:
            return
        inner = rest.lstrip(" \t")
        closing = inner.rstrip(" \t")
        if len(closing) >= len(leaf.fence) and not closing.strip(leaf.fence[0]):
            leaf.lines.append(closing)
            self._emit_code(leaf)
            return
        spare = min(leaf.indent, len(rest) - len(rest.lstrip(" ")))
        leaf.lines.append(rest[spare:] if inner else "")

    def _underline(self, level: int) -> None:
        """Make the open paragraph a heading."""
        leaf, self.leaf = self.leaf, None
        if leaf is None:
            return
        text = leaf.lines[0]
        for line in leaf.lines[1:]:
            text = re.sub(r"(?<!\\)\\$", "", text).rstrip(" \t")
            unspaced = CJK.match(text[-1:]) and CJK.match(line)
            text += line if unspaced else " " + line
        self._emit(Kind.HEADING, blocks.shield_heading(text), leaf.prefix.rstrip("\u3000") + "#" * level + " ", level)

    def close(self) -> None:
        """End the open leaf."""
        leaf = self.leaf
        if leaf is None:
            return
        if leaf.fence:
            while not leaf.lines[-1]:
                leaf.lines.pop()
            leaf.lines.append(leaf.fence)
            self._emit_code(leaf)
            return
        self.leaf = None
        if blocks.is_table(leaf.lines):
            self._emit_table(leaf)
            return
        kind, level = self._kind_of(leaf.lines)
        self._emit(kind, "\n".join(leaf.lines).rstrip(" \t"), leaf.prefix, level)

    def _kind_of(self, lines: list[str]) -> tuple[Kind, int]:
        level = sum(container.kind is not Kind.NOTE for container in self.containers)
        if self.containers:
            return self.containers[-1].kind, level
        if is_picture("\n".join(lines).rstrip(" \t")):
            return Kind.IMAGE, 0
        broken = len(lines) > 1 and all(blocks.BREAK.search(line) for line in lines[:-1])
        return (Kind.VERSE if broken else Kind.PARAGRAPH), 0

    def _emit_table(self, leaf: _Leaf) -> None:
        """Give each cell of a table that holds something."""
        first = len(self.segments)
        for cell in tables.split([line.rstrip() for line in leaf.lines], leaf.prefix):
            if len(self.segments) > first:
                self.segments.append(Segment(Kind.TABLE_CELL, cell.content, 0, cell.prefix, cell.gap))
            else:
                self._emit(Kind.TABLE_CELL, cell.content, cell.prefix, 0, opening=cell.gap)

    def _emit_code(self, leaf: _Leaf) -> None:
        self.leaf = None
        self._emit(Kind.CODE, "\n".join(leaf.lines), leaf.prefix, 0)

    def _emit(self, kind: Kind, content: str, prefix: str, level: int, *, opening: str = "") -> None:
        gap = "\n" + "".join(line + "\n" for line in self.between) if self.segments else ""
        self.between = []
        self.segments.append(Segment(kind, content, level, prefix, gap + opening))


def is_picture(content: str) -> bool:
    """Tell whether a paragraph is a picture: it begins with one, and behind that there is at most a caption."""
    if not content.startswith("!["):
        return False
    first = markup.marks(content)[0]
    return first.kind == "image" and not first.start and re.match(r"(?:$|\\\n|  +\n)", content[first.end :]) is not None


def read_markdown(text: str) -> Document:
    """Read a Markdown text with its front matter.

    A title in the front matter becomes the first segment. Fenced code keeps its fences in its content, and a
    rule is its own content; every other content is inline Markdown, hard-wrapped lines as line feeds. A note says
    where several footnotes have one label.

    Args:
        text: normalised text, as `decode` gives it.

    Raises:
        BadFrontMatter: the front matter is no list of names and texts.
        EmptyText, ParagraphTooLong, TooManySegments: see `limits.check_size`.
    """
    meta, body = frontmatter.split(text)
    reader = _Reader()
    for line in body.split("\n"):
        reader.feed(line)
    reader.close()
    segments = reader.segments
    if meta.get("title"):
        head = [Segment(Kind.TITLE, meta["title"], gap="")]
        segments = head + [_with_gap(segment) for segment in segments[:1]] + segments[1:]
    check_size([segment.content for segment in segments])
    return Document(tuple(segments), meta, _doubts(segments))


def _doubts(segments: list[Segment]) -> tuple[Note, ...]:
    """What the one who brought the text in should look at."""
    labels = footnotes.repeated(segments)
    if not labels:
        return ()
    named = ", ".join(f"[^{label[:20]}]" for label in labels[:5]) + (", …" if len(labels) > 5 else "")
    return (Note(_SAME_LABEL, {"labels": named}),)


def _with_gap(segment: Segment) -> Segment:
    return Segment(segment.kind, segment.content, segment.level, segment.prefix, "\n\n" + segment.gap)


def write_markdown(document: Document) -> str:
    """Write a document as Markdown; a title stands in the front matter.

    A content may hold several paragraphs, with a blank line between; all get the marks of their block. What
    would read as a mark of a block inside a content is escaped.
    """
    meta = dict(document.meta)
    pieces: list[str] = []
    writer = _TableWriter()
    for segment in document.segments:
        if segment.kind is Kind.TITLE:
            meta["title"] = segment.content
            continue
        gap = (segment.gap or "\n\n") if pieces else segment.gap.lstrip("\n")
        is_cell = segment.kind is Kind.TABLE_CELL and tables.is_cell(segment.prefix)
        pieces += writer.add(segment.prefix, gap) if is_cell else writer.leave()
        if pieces or is_cell:
            pieces.append(gap)
        pieces.append(segment.prefix + tables.escape(segment.content) if is_cell else _block(segment))
    return frontmatter.join(meta, "".join([*pieces, *writer.leave(), "\n"]))


class _TableWriter:
    """Closes the rows of tables, and rules off the columns where no gap does."""

    def __init__(self) -> None:
        self.follower = tables.Follower()

    def add(self, prefix: str, gap: str) -> list[str]:
        """Take the next cell; give what ends the row before it."""
        follower = self.follower
        was_open, row, column = follower.is_open, follower.row, follower.column
        is_ruled, later = bool(follower.rules), follower.later
        follower.meet(prefix, gap)
        if not was_open or not follower.is_new_row:
            return []
        if row or is_ruled:
            return [" |"]
        if follower.is_new_table or not follower.rules:
            if not follower.is_new_table:
                follower.rules = ["---"] * (column + 1)
            return [" |", _ruling(later, column)]
        # Readers of other houses want as many headings as there are columns.
        return [" |" + "  |" * (len(follower.rules) - column - 1)]

    def leave(self) -> list[str]:
        """Take note that something else follows; give what ends the table."""
        follower = self.follower
        if not follower.is_open:
            return []
        follower.leave()
        unruled = not follower.row and not follower.rules
        return [" |", *([_ruling(follower.later, follower.column)] if unruled else [])]


def _ruling(marks: str, column: int) -> str:
    return "\n" + marks + tables.ruling_line(["---"] * (column + 1))


def _block(segment: Segment) -> str:
    """Write one segment with the marks of its block before each line."""
    if segment.kind is Kind.HEADING:
        return segment.prefix + segment.content.replace("\n", " ")
    content = segment.content
    if segment.kind not in _VERBATIM:
        content = blocks.guard(content, indented=segment.prefix.endswith("\u3000"))
    first, *others = content.split("\n")
    later = blocks.continuation(segment.prefix)
    return "\n".join([segment.prefix + first, *((later + line) if line else later.rstrip() for line in others)])
