"""Bold, italics and links that people gave to words in a cell with their word processor, as inline Markdown.

Colours, underlines and sizes are no part of a text. What stands in marks already, and addresses that a word processor
made links of by itself, stay as they are written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.formats.reading.inlines import mark_up
from workbench.text import markup

ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s<>()]+", re.IGNORECASE)
_KINDS = {"emphasis": "em", "strong": "strong", "deletion": "del", "link-open": "link:"}

# Words, and the styles that they have: `em`, `strong`, `del`, `sup`, `sub`, and `link:` with an address.
Piece = tuple[str, frozenset[str]]


def linked(inside: Sequence[Piece], address: str) -> list[Piece]:
    """Give what stands in a link of a word processor; an address that it made a link of by itself is none."""
    shown = "".join(text for text, _ in inside).strip()
    if not ADDRESS.fullmatch(address) or ADDRESS.fullmatch(shown):
        return [*inside]
    return [(text, styles | {f"link:{address}"}) for text, styles in inside]


def written(pieces: Sequence[Piece]) -> str:
    """Give the pieces of a paragraph as Markdown."""
    if not any(styles for _, styles in pieces):
        return "".join(text for text, _ in pieces)
    return mark_up(_unmarked(pieces))


def _unmarked(pieces: Sequence[Piece]) -> list[Piece]:
    """Give pieces without the styles of those that stand in marks of the same kind, or hold a part of some."""
    marks = [*markup.marks("".join(text for text, _ in pieces))]
    spans: list[tuple[markup.Mark, markup.Mark]] = []
    opened: list[markup.Mark] = []
    for mark in marks:
        if mark.side == "open":
            opened.append(mark)
        elif mark.side == "close" and opened:
            spans.append((opened.pop(), mark))
    found: list[Piece] = []
    at = 0
    for text, styles in pieces:
        start, at = at, at + len(text)

        def holds(mark: markup.Mark, start: int = start, end: int = at) -> bool:
            return start <= mark.start and mark.end <= end

        cut = any(mark.start < at and start < mark.end and not holds(mark) for mark in marks)
        crossed = any(holds(first) is not holds(last) for first, last in spans)
        around = {_KINDS.get(first.kind, "") for first, last in spans if first.start < start and at < last.end}
        around |= {style for style in styles if style.startswith("link:") and "link:" in around}
        found.append((text, frozenset() if cut or crossed else styles - around))
    return found
