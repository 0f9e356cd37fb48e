"""Text that is too long for memory: cut a stream into pieces that convert as the whole would.

A piece ends after a blank line that is in no fenced code, else after a line, so that no word, no quotation and no mark
of the inline markup reaches over a cut. A single line longer than `LONGEST` is cut behind a sentence, or in the end
anywhere; that is the one place where a word could be cut.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from workbench.script.fences import fenced

BLOCK = 1 << 18  # bytes read at once
SHORTEST, LONGEST = 1 << 16, 1 << 20  # characters of a piece
_SENTENCE_END = re.compile("[。！？!?][”’」』)）]*")


def decoded(start: bytes, stream: BinaryIO, codec: str) -> Iterator[str]:
    """Decode what was read already and the rest of a stream; bytes that do not fit become U+FFFD."""
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    data = start
    while data:
        yield decoder.decode(data)
        data = stream.read(BLOCK)
    yield decoder.decode(b"", final=True)


def pieces(blocks: Iterator[str]) -> Iterator[str]:
    """Join blocks of text and cut them anew where a cut does no harm; joined, the pieces are the text."""
    waiting = ""
    for block in blocks:
        waiting += block
        while (cut := _cut(waiting)) is not None:
            yield waiting[:cut]
            waiting = waiting[cut:]
    if waiting:
        yield waiting


def _cut(text: str) -> int | None:
    """Find where to cut, or None when there should be more text first."""
    if len(text) < SHORTEST:
        return None
    # A carriage return at the very end may be half of a line end.
    limit = min(len(text) - 1, LONGEST)
    end = limit
    for code, start in ((0, 0), *fenced(text[:limit], with_open=True))[::-1]:
        for mark in ("\n\n", "\n\r\n"):
            at = text.rfind(mark, start, end)
            if at >= 0:
                return at + len(mark)
        end = code
    if len(text) <= LONGEST:
        return None
    at = text.rfind("\n", 0, limit)
    if at >= 0:
        return at + 1
    return max((found.end() for found in _SENTENCE_END.finditer(text, limit - SHORTEST, limit)), default=limit)
