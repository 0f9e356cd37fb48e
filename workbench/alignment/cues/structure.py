"""What the file says of a paragraph: its kind, its markup and links."""

from __future__ import annotations

import re

from workbench.alignment.keys import KeySets, keys_of
from workbench.alignment.sides import Side

_MARKUP = re.compile(
    r"""(?P<url>https?://[^\s)>\]"'\u3000-\u303f\uff00-\uffef\u4e00-\u9fff]+|www\.[\w./-]+)|(?P<code>`[^`]+`)|(?P<note>\[\^[^\]]+\])"""
    r"""|(?P<image>!\[)|(?P<link>\]\()|(?P<strong>\*\*)|(?P<mail>(?<=[\w.+-])@[\w-]+\.[\w.]+)""",
    re.VERBOSE,
)

_SIGNS = frozenset("/`]!*@")  # one of them is in all markup but a bare host


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
        return keys_of(_markup, source.raw, target.raw)


def _markup(text: str) -> set[str]:
    found: set[str] = set()
    if _SIGNS.isdisjoint(text) and "www." not in text:
        return found
    for match in _MARKUP.finditer(text):
        kind = match.lastgroup or ""
        own = kind in {"url", "code", "note", "mail"}
        found.add(f"{kind} {match.group().rstrip('.,;')}" if own else kind)
    return found
