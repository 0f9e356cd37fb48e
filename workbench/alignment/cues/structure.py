"""What the file says of a paragraph: its kind, its markup and links, a note of the translator."""

from __future__ import annotations

import re

from workbench.alignment.keys import KeySets
from workbench.alignment.sides import Side

_MARKUP = re.compile(
    r"""(?P<url>https?://[^\s)>\]"'\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+|www\.[\w./-]+)|(?P<code>`[^`]+`)|(?P<note>\[\^[^\]]+\])"""
    r"""|(?P<image>!\[)|(?P<link>\]\()|(?P<strong>\*\*)|(?P<mail>(?<=[\w.+-])@[\w-]+\.[\w.]+)""",
    re.VERBOSE,
)
_NOTE = re.compile(
    r"""[\s\[(（【〔<*_-]*(?:译者?[注按]|编者?[注按]|譯者?[註注按]|編者?[註注按]|校[注者]|translator['’]?s?['’]?\s+(?:note|comment)|note\s+(?:by|from|of)\s+the\s+(?:translator|editor)|t\.?\s?n\.?\s?:|editor['’]?s?\s+note|tr\.\s+note"""
    r"""|n\.\s*(?:de|del)\s*(?:la\s+)?[tre]\w*\.|notas?\s+(?:de\s+la|del?)\s+(?:traduc|redac|edit)|nota\s+de\s+traducci)""",
    re.IGNORECASE,
)


class Kinds:
    """The kind of the block: heading, list item, paragraph …"""

    name = "kinds"
    agreement = 0.8
    weight = 0.8
    at_end = False

    def classes(self, side: Side) -> list[str]:
        """Give the kinds; one and the same for all when they are not known."""
        return list(side.kinds) if side.kinds else [""] * len(side)


class Markup:
    """Links, code, footnotes and emphasis that a translation keeps."""

    name = "markup"
    hit = 0.85
    weight = 0.8

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the addresses, pieces of code and kinds of markup in each paragraph."""
        return [_markup(text) for text in source.raw], [_markup(text) for text in target.raw]


class Notes:
    """A paragraph that calls itself a translator's or an editor's note: more likely an addition."""

    name = "notes"
    weight = 3.0

    def marked(self, side: Side) -> list[bool]:
        """Say of each paragraph whether it is such a note."""
        return [_NOTE.match(text) is not None for text in side.raw]


def _markup(text: str) -> set[str]:
    found = set()
    for match in _MARKUP.finditer(text):
        kind = match.lastgroup or ""
        own = kind in {"url", "code", "note", "mail"}
        found.add(f"{kind} {match.group().rstrip('.,;')}" if own else kind)
    return found
