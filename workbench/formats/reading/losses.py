"""Compare the text of a file with what was taken of it, so that nothing is lost in silence.

Method: the letters and digits of each paragraph of the file are looked for in those of the text that was taken. Of a
paragraph that is not there as a whole, the longest beginning and the longest end that are there are found by halving;
what lies between is lost. It fails on punctuation that stood alone, and on a lost paragraph whose words stand
elsewhere as well.
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from workbench.text import Document
from workbench.text.characters import CJK

_IGNORED = re.compile(r"[\W_]+")
# What a content has and the file's own text has not: numbers of notes, descriptions of pictures, addresses, tags.
_MARKUP = re.compile(
    r"!\[(?:\\.|[^\]\\])*\]\([^)\n]*\)|\[\^[^\]\s]+\]|\]\([^)\s]*\)|</?(?:sup|sub|br|ruby|rt)>", re.IGNORECASE
)
_READING = re.compile(r"<rt>(.*?)</rt>")
_TELLING, _TELLING_CJK = 4, 2
MOST = 500  # a list longer than this says only that nearly all is missing


class Loss(enum.StrEnum):
    """What was not taken over."""

    TEXT = "text"
    TEXT_BOX = "text-box"
    RUBY = "ruby"
    COMMENT = "comment"
    DELETED = "deleted"
    HIDDEN = "hidden"
    RUNNING = "running"


class Lost(NamedTuple):
    """A piece of a file's own text, and as what it stands there."""

    kind: Loss
    text: str


def lost(own: Iterable[Lost], document: Document) -> tuple[Lost, ...]:
    """Give what of a file's own text is not in the document, in the order of the file, each text once."""
    taken = _Taken(document)
    found: dict[Lost, None] = {}
    for piece in own:
        for rest in taken.missing(piece.text):
            # What stands beside the text, such as a comment, is only understood as a whole.
            found.setdefault(Lost(piece.kind, rest if piece.kind is Loss.TEXT else piece.text.strip()))
        if len(found) >= MOST:
            break
    return tuple(found)


class _Taken:
    """The words that were taken, without blanks."""

    def __init__(self, document: Document) -> None:
        contents = "".join(segment.content for segment in document.segments)
        # Readings stand beside the text: in the file's own text they are words of their own.
        readings = _READING.findall(contents)
        contents = _MARKUP.sub("", _READING.sub("", contents))
        self._text = _folded("".join([contents, *document.meta.values(), *readings]))
        self._at = 0

    def missing(self, own: str) -> Iterator[str]:
        """Give the part of a paragraph that was not taken, if any."""
        folded = _folded(own)
        if not folded:
            return
        # Paragraphs mostly come in order, so that the search begins where the last one ended.
        at = self._text.find(folded, self._at)
        if at < 0:
            at = self._text.find(folded)
        if at >= 0:
            self._at = at
            return
        head = _longest(len(folded), lambda size: folded[:size] in self._text)
        tail = _longest(len(folded) - head, lambda size: folded[len(folded) - size :] in self._text)
        head = head if _is_telling(folded[:head]) else 0
        tail = tail if _is_telling(folded[len(folded) - tail :]) else 0
        if head + tail < len(folded):
            yield _unfolded(own, head, len(folded) - tail)


def _folded(words: str) -> str:
    """Give the letters and digits of a text."""
    return unicodedata.normalize("NFC", _IGNORED.sub("", words))


def _is_telling(letters: str) -> bool:
    """Whether letters in a row are more than chance: two or three of an alphabet stand in any text."""
    return len(letters) >= _TELLING or len(CJK.findall(letters)) >= _TELLING_CJK


def _longest(most: int, holds: Callable[[int], bool]) -> int:
    """Give the largest size up to `most` for which something holds that holds for all smaller ones too."""
    low = 0
    while low < most:
        middle = (low + most + 1) // 2
        if holds(middle):
            low = middle
        else:
            most = middle - 1
    return low


def _unfolded(own: str, start: int, end: int) -> str:
    """Give the part of a text between two places that were counted in its letters and digits alone."""
    own = unicodedata.normalize("NFC", own)
    places = [number for number, character in enumerate(own) if not _IGNORED.match(character)]
    return own[places[start] : places[min(end, len(places)) - 1] + 1] if start < len(places) else ""
