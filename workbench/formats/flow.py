"""Turn a row of blocks into HTML: items into lists, quotations into one another, headings into an outline.

A block of a source text says by its prefix (`> 1. `) what contains it, and by blanks that it goes on in what
the block before it opened. HTML wants elements that contain each other and close in order; accessibility
wants headings without a missing level.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.formats.legal import escape

_MARK = re.compile(r"(?P<quote> *> ?)|\[\^(?P<note>[^\]\s]+)\]: ?| *(?:[-+*]|(?P<number>\d{1,9})[.)]) +")
_NOTE_INDENT = 4


@dataclass(frozen=True)
class Piece:
    """One element of the flow: the HTML of a block, and the block marks that say what contains it."""

    html: str
    prefix: str = ""


@dataclass
class _Open:
    """A container that is not closed yet: its element, and how far its later blocks are indented."""

    tag: str
    width: int
    close: str
    next_number: int = 0


def flow(pieces: Iterable[Piece], *, note_ids: set[str] | None = None) -> str:
    """Join pieces, opening and closing lists, quotations and notes around them.

    Args:
        pieces: in text order.
        note_ids: the notes that the page has already; new ones get the id that references lead to and are
            added. Without it, notes get none.
    """
    return "\n".join(_Flow(note_ids).run(pieces))


class _Flow:
    """The containers that are open, outermost first. A list stands here together with its open item."""

    def __init__(self, note_ids: set[str] | None) -> None:
        self.open: list[_Open] = []
        self.note_ids = note_ids

    def run(self, pieces: Iterable[Piece]) -> Iterator[str]:
        for piece in pieces:
            rest, depth = self._descend(piece.prefix)
            mark = _MARK.match(rest)
            if mark and depth < len(self.open) and self.open[depth].tag == _tag(mark) in ("ul", "ol"):
                yield from self._close(depth + 1)
                yield "</li>"
                yield self._item(self.open[depth], mark)
                rest = rest[mark.end() :]
            else:
                yield from self._close(depth)
            while mark := _MARK.match(rest):
                yield from self._start(mark)
                rest = rest[mark.end() :]
            yield piece.html
        yield from self._close(0)

    def _descend(self, prefix: str) -> tuple[str, int]:
        """Take the marks of open containers off a prefix; give what remains and how many go on."""
        for depth, container in enumerate(self.open):
            mark = _MARK.match(prefix)
            if container.tag == "blockquote" and mark and mark["quote"]:
                prefix = prefix[mark.end() :]
            elif container.tag != "blockquote" and prefix.startswith(" " * container.width):
                prefix = prefix[container.width :]
            else:
                return prefix, depth
        return prefix, len(self.open)

    def _start(self, mark: re.Match[str]) -> Iterator[str]:
        tag = _tag(mark)
        match tag:
            case "blockquote":
                self.open.append(_Open(tag, 0, "</blockquote>"))
                yield "<blockquote>"
            case "div":
                self.open.append(_Open(tag, _NOTE_INDENT, "</div></div>"))
                yield self._note(escape(mark["note"]))
            case _:
                number = int(mark["number"] or 1)
                container = _Open(tag, 0, f"</li></{tag}>", number)
                self.open.append(container)
                yield f"<{tag}>" if number == 1 else f'<{tag} start="{number}">'
                yield self._item(container, mark)

    def _item(self, container: _Open, mark: re.Match[str]) -> str:
        number = int(mark["number"] or 0)
        jump = f' value="{number}"' if mark["number"] and number != container.next_number else ""
        container.width, container.next_number = len(mark[0]), number + 1
        return f"<li{jump}>"

    def _note(self, label: str) -> str:
        place = ""
        if self.note_ids is not None and label not in self.note_ids:
            self.note_ids.add(label)
            place = f' id="fn-{label}"'
        return f'<div class="note"{place} role="doc-footnote"><span>{label}</span><div>'

    def _close(self, depth: int) -> Iterator[str]:
        while len(self.open) > depth:
            yield self.open.pop().close


def _tag(mark: re.Match[str]) -> str:
    if mark["quote"]:
        return "blockquote"
    if mark["note"]:
        return "div"
    return "ol" if mark["number"] else "ul"


class Outline:
    """Gives each heading the next level that HTML allows: below the title, and no step deeper than one.

    A text that goes from its title to headings of the third level, or begins anew at the first, still gets an
    outline that a screen reader can walk.
    """

    def __init__(self) -> None:
        self._open: list[int] = []

    def tag(self, level: int) -> str:
        """Give the element for a heading of this level in the source."""
        while self._open and self._open[-1] >= level:
            self._open.pop()
        self._open.append(level)
        return f"h{min(len(self._open) + 1, 6)}"
