"""What a page shows by its style sheet alone: emphasis of a stretch, and how the columns of a table are set.

E-books that were converted, and pages that an office program saved, write `<span class="c3">` and say elsewhere that
`c3` slants. Read are rules for a single class, and the look that an element carries itself; it fails on rules that
depend on what is around.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_LONGEST = 4_000  # characters of a rule that are looked at
_CLASS = re.compile(r"(span|t[dhr]|p|col|div|\*)?\.([\w-]+)")
_SLANTED = re.compile(r"font-style\s*:\s*(?:italic|oblique)|text-emphasis(?:-style)?\s*:\s*(?!none)", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|text-top)|(?:^|[;\s])top\s*:\s*-0?\.[2-9]\d*em", re.IGNORECASE)
_LOWERED = re.compile(r"vertical-align\s*:\s*sub|(?:^|[;\s])top\s*:\s*0?\.[2-9]\d*em", re.IGNORECASE)
_LOOKS = (
    ("Emph", _SLANTED),
    ("Strong", _BOLD),
    ("Strikeout", _STRUCK),
    ("Superscript", _RAISED),
    ("Subscript", _LOWERED),
)
_SET = re.compile(r"(?:^|[;\s])text-align\s*:\s*(left|right|center|start|end)", re.IGNORECASE)
_ALIGNS = {"left": "left", "start": "", "right": "right", "end": "right", "center": "center", "middle": "center"}


class Looks:
    """What the classes of a page or of a whole book mean.

    Args:
        sheets: the style sheets.
    """

    def __init__(self, sheets: Iterable[str]) -> None:
        self._faces: dict[str, tuple[str, ...]] = {}
        self._aligns: dict[tuple[str, str], str] = {}
        for sheet in sheets:
            for rule in _COMMENT.sub("", sheet).split("}"):
                outside, _, look = rule.rpartition("{")
                self._take(outside.rpartition("{")[2], look)

    def _take(self, selectors: str, look: str) -> None:
        face, align = _face(look), _align(look)
        if not (face or align):
            return
        for selector in selectors.split(","):
            if not (found := _CLASS.fullmatch(selector.strip())):
                continue
            tag, name = (found[1] or "").strip("*"), found[2]
            if face and tag in ("", "span"):
                self._faces[name] = face
            if align:
                self._aligns[tag, name] = align

    def face(self, element: etree._Element) -> list[str]:
        """Give Pandoc's names for all that a span shows, each once, the outermost first."""
        names = (element.get("class") or "").split()
        found = [one for name in names for one in self._faces.get(name, ())]
        return list(dict.fromkeys([*found, *_face(element.get("style") or "")]))

    def align(self, element: etree._Element) -> str:
        """Give how what stands in an element is set: `left`, `center`, `right`, or an empty string."""
        if own := _align(element.get("style") or "") or _ALIGNS.get((element.get("align") or "").lower(), ""):
            return own
        for name in (element.get("class") or "").split():
            if found := self._aligns.get((str(element.tag), name)) or self._aligns.get(("", name)):
                return found
        return ""


def _face(look: str) -> tuple[str, ...]:
    return tuple(_said(look[:_LONGEST])) if look else ()


def _said(look: str) -> Iterator[str]:
    for name, pattern in _LOOKS:
        if pattern.search(look):
            yield name


def _align(look: str) -> str:
    found = _SET.search(look[:_LONGEST]) if look else None
    return _ALIGNS[found[1].lower()] if found else ""
