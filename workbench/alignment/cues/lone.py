"""What a paragraph says of itself: that it is a note, and stands alone, or that it opens what follows, and does not."""

from __future__ import annotations

import re

from workbench.alignment.sides import Side

_NOTE = re.compile(
    r"[\s\[(（【〔<*_-]*(?:"
    r"译者?[注按]|编者?[注按]|譯者?[註注按]|編者?[註注按]|校[注者]"
    r"|translator['’]?s?['’]?\s+(?:note|comment)|note\s+(?:by|from|of)\s+the\s+(?:translator|editor)"
    r"|t\.?\s?n\.?\s?:|editor['’]?s?\s+note|tr\.\s+note"
    r"|n\.\s*(?:de|del)\s*(?:la\s+)?[tre]\w*\.|notas?\s+(?:de\s+la|del?)\s+(?:traduc|redac|edit)|nota\s+de\s+traducci"
    r")",
    re.IGNORECASE,
)
_WORD = r"[^\s:*_]{1,30}"
_OPENING = re.compile(rf"[\s*_]*{_WORD}(?:\s{_WORD}){{0,3}}[*_]*\s?:[\s*_]*")


class Notes:
    """A paragraph that calls itself a translator's or an editor's note: more likely an addition."""

    name = "notes"
    alone = 3.0
    last = 0.0

    def marked(self, side: Side) -> list[bool]:
        """Say of each paragraph whether it is such a note."""
        return [_NOTE.match(text) is not None for text in side.raw]


class Openings:
    """A paragraph of a speaker's name or a question's number and a colon (`Mei:`, `答：`): it belongs to the next."""

    name = "openings"
    alone = -2.0
    last = -3.0

    def marked(self, side: Side) -> list[bool]:
        """Say of each paragraph whether it is such an opening."""
        return [_OPENING.fullmatch(text) is not None for text in side.texts]
