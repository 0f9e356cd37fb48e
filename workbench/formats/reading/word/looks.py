"""What the styles and the numbering of a Word file say, as far as the text needs it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from workbench.formats.containers import Container
from workbench.formats.reading import xml
from workbench.formats.reading.xml import W

_CONTENTS = re.compile(r"(?:toc|contents) (?:heading|\d+)|table of figures", re.IGNORECASE)
# The names by which Pandoc knows quotations, and that of LibreOffice.
_QUOTES = frozenset(["quote", "block text", "block quote", "block quotation", "intense quote", "quotations"])
_CODE = frozenset(["source code", "preformatted text", "html preformatted"])
# The names that Word and LibreOffice give to what is said below a picture.
_CAPTIONS = frozenset(["caption", "image caption", "figure", "illustration", "drawing"])
_VAL = f"{W}val"
_DEEPEST = 20


class Looks:
    """The styles and lists of one file.

    Attributes:
        contents: the styles of a table of contents.
        quotes: the styles of quotations.
        code: the styles of text that is typed as it is shown.
        captions: the styles of what is said below a picture.
        caption: the one of them that Pandoc knows, or an empty string.
        ruled: the styles of paragraphs with a line above or below.
        hidden: the styles of paragraphs and characters that are not shown.
        unlabelled: for each list, the levels whose items have no sign before them.

    Raises:
        Unsafe, Damaged: see `xml.parse`.
    """

    def __init__(self, container: Container) -> None:
        styles = xml.part(container, "word/styles.xml")
        named = {} if styles is None else {one.get(f"{W}styleId", ""): one for one in styles.iter(f"{W}style")}
        self.contents = {name for name, style in named.items() if _CONTENTS.fullmatch(_name(style))}
        self.quotes = {name for name, style in named.items() if _name(style).lower() in _QUOTES}
        self.code = {name for name, style in named.items() if _name(style).lower() in _CODE}
        self.captions = {name for name, style in named.items() if _name(style).lower() in _CAPTIONS}
        self.caption = next((name for name in named if _name(named[name]).lower() == "caption"), "")
        self.ruled = {name for name, style in named.items() if next(style.iter(f"{W}pBdr"), None) is not None}
        self.hidden = {name for name in named if _hides(named, name)}
        numbering = xml.part(container, "word/numbering.xml")
        self.unlabelled = {} if numbering is None else _unlabelled(numbering)


def _name(style: etree._Element) -> str:
    name = style.find(f"{W}name")
    return "" if name is None else name.get(_VAL, "")


def says(properties: etree._Element | None, name: str) -> bool | None:
    """Give whether properties turn something on or off, such as `vanish`; None if they say nothing of it."""
    found = None if properties is None else properties.find(f"{W}{name}")
    return None if found is None else found.get(_VAL, "true") not in ("0", "false", "off")


def _hides(styles: Mapping[str, etree._Element], name: str) -> bool:
    """Whether a style, or the nearest that it takes from which says so, is not shown."""
    for _ in range(_DEEPEST):
        style = styles.get(name)
        if style is None:
            return False
        said = says(style.find(f"{W}rPr"), "vanish")
        if said is not None:
            return said
        base = style.find(f"{W}basedOn")
        name = "" if base is None else base.get(_VAL, "")
    return False


def _unlabelled(numbering: etree._Element) -> dict[str, frozenset[str]]:
    blank = {
        one.get(f"{W}abstractNumId"): frozenset(
            level.get(f"{W}ilvl", "") for level in one.iter(f"{W}lvl") if _is_blank(level)
        )
        for one in numbering.iter(f"{W}abstractNum")
    }
    found: dict[str, frozenset[str]] = {}
    for one in numbering.iter(f"{W}num"):
        outline = one.find(f"{W}abstractNumId")
        levels = blank.get(None if outline is None else outline.get(_VAL))
        if levels:
            found[one.get(f"{W}numId", "")] = levels
    return found


def _is_blank(level: etree._Element) -> bool:
    """Whether the items of a level show nothing before them, as Pandoc writes what goes on in an item."""
    sign, form = level.find(f"{W}lvlText"), level.find(f"{W}numFmt")
    is_none = form is not None and form.get(_VAL) == "none"
    return is_none or (sign is not None and not sign.get(_VAL, "").strip())
