"""Write what stands inside a paragraph as WordprocessingML: runs, links, pictures.

Source: ECMA-376, part 1, 17.3.2 (runs) and 20.4 (pictures); the order of elements inside `rPr` is that of its schema,
since Word repairs files that do not keep it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from workbench.formats.legal import escape
from workbench.formats.writing.book import Book
from workbench.formats.writing.docx_styles import lang
from workbench.formats.writing.nodes import Anchor, Break, Image, Inline, Link, NoteRef, Span, Text
from workbench.formats.writing.pictures import size
from workbench.languages import parse
from workbench.text.segments import Media

# What is said of the blank around a picture in a line, since programs think of some.
_CLOSE = 'distT="0" distB="0" distL="0" distR="0"'
_EMU = 9525  # English metric units to a pixel of 1/96 inch
_EMU_OF_TWIP = 635  # and to a twentieth of a point
# Marks that Chinese and Latin faces both have, in different widths.
_SHARED = re.compile("[“”‘’…—·]")
_TYPES = {"image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif"}
_ORDER = ("rStyle", "rFonts", "b", "i", "strike", "sz", "vertAlign", "em", "lang")
_PROPERTY = re.compile(r"<w:(\w+)[^>]*/>")
_SIGNS = {"\t": "<w:tab/>", "\n": "<w:br/>"}
_SIGN = re.compile("([\t\n])")


@dataclass
class Part:
    """One file of the document: the addresses that it leads to, by their ids."""

    links: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)

    def link(self, address: str) -> str:
        """The id of an address outside the file."""
        return self.links.setdefault(address, f"l{len(self.links) + 1}")

    def picture(self, name: str) -> str:
        """The id of a picture."""
        return self.pictures.setdefault(name, f"p{len(self.pictures) + 1}")


class Runs:
    """Writes what stands inside the paragraphs of one book.

    Args:
        book: what is written.
        room: for a picture, in twentieths of a point.
        refer: gives what stands in the place of a footnote, in this face.

    Attributes:
        room: as given; narrower where languages stand beside each other.
        text, footnotes: the two files that hold text.
        part: the one of them that is being written.
    """

    def __init__(self, book: Book, room: int, refer: Callable[[NoteRef, str], str]) -> None:
        self.room = room
        self.text = Part()
        self.footnotes = Part()
        self.part = self.text
        self._book = book
        self._locale = book.page.locale
        self._refer = refer
        self._bookmarks = 0
        self._drawings = 0

    @property
    def media(self) -> Mapping[str, Media]:
        """The pictures that are shown, by name."""
        used = {**self.text.pictures, **self.footnotes.pictures}
        return {name: self._book.media[name] for name in used}

    def write(self, content: Iterable[Inline], locale: str, face: str = "") -> str:
        """Write runs; `face` is what surrounding spans say of them."""
        return "".join(self._inline(node, locale, face) for node in content)

    def _inline(self, node: Inline, locale: str, face: str) -> str:
        match node:
            case Text(text):
                return run(text, face, self._said(text, locale))
            case Break():
                return run("\n", face)
            case Span("rp", _):
                return ""
            case Span("rt", children):
                # Word has ruby, but many programs lose it; a reading in brackets is lost by none.
                return run("（", face) + self.write(children, locale, face) + run("）", face)
            case Span(kind, children):
                apart = run(" ") if kind == "mark" else ""
                return apart + self.write(children, locale, face + _face(kind, locale))
            case Link(href, children):
                inside = self.write(children, locale, '<w:rStyle w:val="Hyperlink"/>' + face)
                if href.startswith("#"):
                    return f'<w:hyperlink w:anchor="{escape(href[1:])}" w:history="1">{inside}</w:hyperlink>'
                return f'<w:hyperlink r:id="{self.part.link(href)}" w:history="1">{inside}</w:hyperlink>'
            case Image(source, alternative):
                return self._picture(source, alternative) or run(f"[{alternative}]" if alternative else "", face)
            case NoteRef():
                return self._refer(node, face)
            case Anchor(name):
                return self.bookmark(name)
        assert_never(node)

    def _said(self, text: str, locale: str) -> str:
        """What a run says of its language, where that is not plain."""
        chinese = parse(locale).is_chinese
        hint = '<w:rFonts w:hint="eastAsia"/>' if chinese and _SHARED.search(text) else ""
        return hint + (lang(locale) if locale != self._locale else "")

    def bookmark(self, name: str) -> str:
        """Write a place that links lead to."""
        self._bookmarks += 1
        place = f'w:id="{self._bookmarks}"'
        return f'<w:bookmarkStart {place} w:name="{escape(name)}"/><w:bookmarkEnd {place}/>'

    def _picture(self, source: str, alternative: str) -> str:
        found = self._book.media.get(source)
        pixels = size(found) if found else None
        if found is None or pixels is None or found.type not in _TYPES:
            return ""
        self._drawings += 1
        room = self.room * _EMU_OF_TWIP
        share = min(1.0, room / (pixels[0] * _EMU), room * 1.2 / (pixels[1] * _EMU))
        wide, high = (max(1, int(side * _EMU * share)) for side in pixels)
        about = f'id="{self._drawings}" name="Picture {self._drawings}" descr="{escape(alternative)}"'
        extent = f'cx="{wide}" cy="{high}"'
        return (
            f"<w:r><w:drawing><wp:inline {_CLOSE}><wp:extent {extent}/><wp:docPr {about}/><a:graphic>"
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
            f"<pic:cNvPr {about}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
            f'<a:blip r:embed="{self.part.picture(source)}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
            "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        )


def _face(kind: str, locale: str) -> str:
    match kind:
        case "em":
            # Said twice, since a link inside has a style of its own.
            if parse(locale).is_chinese:
                return '<w:rStyle w:val="EmphasisDots"/><w:em w:val="underDot"/>'
            return '<w:rStyle w:val="EmphasisLatin"/><w:i/>'
        case "strong":
            return "<w:b/>"
        case "del":
            return "<w:strike/>"
        case "code":
            return '<w:rStyle w:val="VerbatimChar"/>'
        case "sup":
            return '<w:vertAlign w:val="superscript"/>'
        case "sub":
            return '<w:vertAlign w:val="subscript"/>'
        case "mark":
            return '<w:rStyle w:val="Remark"/>'
    return ""


def run(text: str, face: str = "", said: str = "") -> str:
    """Give one run; a tab and a line feed become the elements that mean them."""
    if not text:
        return ""
    pieces = _SIGN.split(text) if _SIGN.search(text) else [text]
    inside = "".join(
        _SIGNS.get(piece) or f'<w:t xml:space="preserve">{escape(piece)}</w:t>' for piece in pieces if piece
    )
    return dressed(inside, face, said)


def dressed(inside: str, face: str = "", said: str = "") -> str:
    """Give a run; of properties that are said twice the last one holds, and they stand in the order of the schema."""
    if not (face or said):  # most of a text
        return f"<w:r>{inside}</w:r>"
    found = {match[1]: match[0] for match in _PROPERTY.finditer(face + said)}
    look = "".join(found[name] for name in _ORDER if name in found)
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{inside}</w:r>"
