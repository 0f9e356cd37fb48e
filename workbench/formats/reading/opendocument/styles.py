"""What the styles of an OpenDocument text say: emphasis of a stretch, the part that a paragraph plays, labels of lists.

Source: OpenDocument 1.3, part 3, 16 (styles) and 20 (properties). A style takes from its parent what it does not say
itself. Names decide what a paragraph is, since a look alone is no meaning; the looks of headings and named paragraph
styles are the typography of the file, not emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from workbench.formats.reading.opendocument.names import FO, OFFICE, STYLE, TEXT

# For names of Pandoc's inlines, whether a stretch has them; what a style does not say is not in it.
Face = dict[str, bool]

_NAMED: dict[str, Face] = {
    "Emphasis": {"Emph": True},
    "Strong Emphasis": {"Strong": True},
    "Source Text": {"Code": True},
    "Verbatim Char": {"Code": True},
    "Teletype": {"Code": True},
    "Internet link": {"Underline": False},
    "Visited Internet Link": {"Underline": False},
}
_LENGTH = re.compile(r"(-?[0-9.]+)(mm|cm|in|pt|pc|px)")
_MILLIMETRES = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6, "px": 25.4 / 96}
# A paragraph that is set in by hand as far as this is a quotation; Pandoc has the same measure.
_QUOTED = 5.0
_DEEPEST = 20


class Styles:
    """The styles of one file.

    Args:
        content: its `content.xml`, with the styles that a program makes for formatting by hand.
        common: its `styles.xml`, with those that have names.

    Attributes:
        hidden: family and name of the styles of paragraphs and characters that are not shown.
    """

    def __init__(self, content: etree._Element, common: etree._Element | None) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._lists: dict[str, etree._Element] = {}
        self._own: set[str] = set()
        for root in (common, content):
            if root is not None:
                self._gather(root, is_own=root is content)
        self.hidden = frozenset(one for one in self._styles if one[0] in ("text", "paragraph") and self._hides(*one))
        self._faces: dict[str, Face] = {}
        self._names: dict[str, frozenset[str]] = {}

    def _gather(self, root: etree._Element, *, is_own: bool) -> None:
        for holder in root.iterchildren(f"{OFFICE}styles", f"{OFFICE}automatic-styles"):
            for style in holder.iterchildren(f"{STYLE}style"):
                name = style.get(f"{STYLE}name", "")
                self._styles[style.get(f"{STYLE}family", ""), name] = style
                if is_own and style.get(f"{STYLE}family") == "paragraph":
                    self._own.add(name)
            for style in holder.iterchildren(f"{TEXT}list-style"):
                self._lists[style.get(f"{STYLE}name", "")] = style

    def _chain(self, family: str, name: str) -> Iterator[etree._Element]:
        """Give a style and those that it takes from, the nearest first."""
        for _ in range(_DEEPEST):
            style = self._styles.get((family, name))
            if style is None:
                return
            yield style
            name = style.get(f"{STYLE}parent-style-name", "")

    def _hides(self, family: str, name: str) -> bool:
        shown = (one.find(f"{STYLE}text-properties") for one in self._chain(family, name))
        said = (one.get(f"{TEXT}display") for one in shown if one is not None)
        return next((how for how in said if how), "") == "none"

    def face(self, name: str) -> Face:
        """Give the emphasis of a style of characters."""
        if name not in self._faces:
            found: Face = dict(_NAMED.get(_shown(name), {}))
            for style in reversed([*self._chain("text", name)]):
                found |= _face(style) | _NAMED.get(_display(style), {})
            self._faces[name] = found
        return self._faces[name]

    def own_face(self, name: str) -> Face:
        """Give the emphasis that was put on a whole paragraph by hand."""
        return _face(self._styles["paragraph", name]) if name in self._own else {}

    def names(self, name: str) -> frozenset[str]:
        """Give the names of a style of paragraphs and of those that it takes from."""
        if name not in self._names:
            self._names[name] = frozenset(self.line(name))
        return self._names[name]

    def line(self, name: str) -> list[str]:
        """Give the names of a style of paragraphs and of those that it takes from, the nearest first."""
        return [_shown(name), *map(_display, self._chain("paragraph", name))]

    def align(self, name: str) -> str:
        """Give `left`, `center`, `right` or an empty string."""
        said = next((value for one in self._paragraph(name) if (value := one.get(f"{FO}text-align"))), "")
        return {"center": "center", "end": "right", "right": "right"}.get(said, "")

    def is_set_in(self, name: str) -> bool:
        """Whether a paragraph was set in by hand as a whole."""
        own = self._by_hand(name)
        if own is None:
            return False
        margin = _length(own.get(f"{FO}margin-left", ""))
        return min(margin, margin + _length(own.get(f"{FO}text-indent", ""))) >= _QUOTED

    def is_ruled(self, name: str) -> bool:
        """Whether a paragraph has a line above or below it."""
        sides = (f"{FO}border-top", f"{FO}border-bottom", f"{FO}border")
        return any(one.get(side, "none") != "none" for one in self._paragraph(name) for side in sides)

    def _by_hand(self, name: str) -> etree._Element | None:
        return self._styles["paragraph", name].find(f"{STYLE}paragraph-properties") if name in self._own else None

    def _paragraph(self, name: str) -> Iterator[etree._Element]:
        for style in self._chain("paragraph", name):
            yield from style.iterchildren(f"{STYLE}paragraph-properties")

    def label(self, name: str, level: int) -> tuple[str, int]:
        """Give what stands before the items of a list.

        Args:
            name: the style of the list.
            level: how deep it stands, from 1.

        Returns:
            `number`, `bullet` or `none`, and the number of the first item.
        """
        style = self._lists.get(name)
        levels = {} if style is None else {one.get(f"{TEXT}level", ""): one for one in style}
        # Pandoc says the first level alone, wherever the list stands.
        found = levels.get(str(level), levels.get("1"))
        if found is None:
            return "bullet", 1
        if found.tag == f"{TEXT}list-level-style-number":
            start = found.get(f"{TEXT}start-value", "1")
            return ("number" if found.get(f"{STYLE}num-format") else "none"), int(start) if start.isdecimal() else 1
        sign = found.get(f"{TEXT}bullet-char", "•")
        return ("bullet" if sign.strip() else "none"), 1


def _shown(name: str) -> str:
    """Give a name as people see it."""
    return re.sub(r"_([0-9a-f]{1,4})_", lambda found: chr(int(found[1], 16)), name).replace("_", " ")


def _display(style: etree._Element) -> str:
    return style.get(f"{STYLE}display-name") or _shown(style.get(f"{STYLE}name", ""))


def _face(style: etree._Element) -> Face:
    properties = style.find(f"{STYLE}text-properties")
    return {} if properties is None else dict(_said(properties))


def _said(properties: etree._Element) -> Iterator[tuple[str, bool]]:
    """Give what the properties of a style say of emphasis; Chinese has its own, and either counts."""
    slants = [properties.get(name) for name in (f"{FO}font-style", f"{STYLE}font-style-asian")]
    dots = properties.get(f"{STYLE}text-emphasize")
    if any(slants) or dots:
        yield "Emph", any(slant in ("italic", "oblique") for slant in slants) or bool(dots and dots != "none")
    weights = [properties.get(name) for name in (f"{FO}font-weight", f"{STYLE}font-weight-asian")]
    if any(weights):
        yield "Strong", any(weight in ("bold", "600", "700", "800", "900") for weight in weights)
    for name, kind in (("text-line-through", "Strikeout"), ("text-underline", "Underline")):
        drawn = properties.get(f"{STYLE}{name}-style") or properties.get(f"{STYLE}{name}-type")
        if drawn:
            yield kind, drawn != "none"
    place = (properties.get(f"{STYLE}text-position") or "").partition(" ")[0]
    if place:
        height = float(place[:-1]) if re.fullmatch(r"-?[0-9.]+%", place) else 0.0
        yield "Superscript", place == "super" or height > 0
        yield "Subscript", place == "sub" or height < 0


def _length(said: str) -> float:
    """Give a length in millimetres; 0 for what is none."""
    found = _LENGTH.fullmatch(said)
    try:
        return float(found[1]) * _MILLIMETRES[found[2]] if found else 0.0
    except ValueError:
        return 0.0
