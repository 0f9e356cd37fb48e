"""Write what stands inside a paragraph as OpenDocument.

Source: OpenDocument 1.3 (OASIS), part 3, 6 (text content). Emphasis in emphasis is one style that says both: spans in
spans are sound, but LibreOffice keeps the inner style alone when it saves them as a Word file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import assert_never

from workbench.formats.legal import escape
from workbench.formats.writing import odt_styles
from workbench.formats.writing.book import Book
from workbench.formats.writing.nodes import Anchor, Break, Image, Inline, Link, NoteRef, Span, Text
from workbench.formats.writing.pictures import size
from workbench.languages import parse
from workbench.text.segments import Media

# The names of the styles that a stretch stands in, from the outermost to the innermost.
Faces = tuple[str, ...]

_SPANS = {
    "strong": "Strong_20_Emphasis",
    "del": "Deleted",
    "sup": "Superscript",
    "sub": "Subscript",
    "code": "Source_20_Text",
    "mark": "Remark",
}
_SPACES = re.compile("  +")
_MILLIMETRES = 25.4 / 96  # to a pixel


class Inlines:
    """Writes what stands inside the paragraphs of one book, and gathers the pictures and styles that are met.

    Args:
        book: what is written.
        room: for a picture, in millimetres.
        refer: gives what stands in the place of a footnote, and the style of its own, if it has one.

    Attributes:
        pictures: the addresses of those that are shown, in order.
        combined: the styles that say several things at once, by their names.
    """

    def __init__(self, book: Book, room: float, refer: Callable[[NoteRef], tuple[str, Faces]]) -> None:
        self.pictures: dict[str, None] = {}
        self.combined: dict[str, str] = {}
        self._book = book
        self._room = room
        self._refer = refer
        self._others = {column.locale for column in book.page.columns} - {book.page.locale}

    def write(self, content: Iterable[Inline], locale: str) -> str:
        """Write inlines, and say their language where that is another than the edition's."""
        content = tuple(content)
        if locale not in self._others and len(content) == 1 and isinstance(content[0], Text):  # most paragraphs
            return kept(content[0].text)
        return self._joined(content, locale, (odt_styles.spoken(locale),) if locale in self._others else ())

    def _joined(self, content: Iterable[Inline], locale: str, faces: Faces) -> str:
        pieces = groupby(self._pieces(content, locale, faces), key=lambda piece: piece[0])
        return "".join(self._dressed("".join(inside for _, inside in group), worn) for worn, group in pieces)

    def _pieces(self, content: Iterable[Inline], locale: str, faces: Faces) -> Iterator[tuple[Faces, str]]:
        for node in content:
            yield from self._piece(node, locale, faces)

    def _piece(self, node: Inline, locale: str, faces: Faces) -> Iterator[tuple[Faces, str]]:
        match node:
            case Text(text):
                yield faces, kept(text)
            case Break():
                yield faces, "<text:line-break/>"
            case Span("rp", _):
                return
            case Span("rt", children):
                # A reading in brackets is lost by no program.
                yield from ((faces, "（"), *self._pieces(children, locale, faces), (faces, "）"))
            case Span(kind, children):
                inner = (*faces, *_worn(kind, locale))
                if kind == "mark":
                    yield inner, "<text:s/>"
                yield from self._pieces(children, locale, inner)
            case Link(href, children):
                look = 'text:style-name="Internet_20_link" text:visited-style-name="Internet_20_link"'
                inside = self._joined(children, locale, faces)
                yield (), f'<text:a xlink:type="simple" xlink:href="{escape(href)}" {look}>{inside}</text:a>'
            case Image(source, alternative):
                picture = self._picture(source, alternative)
                yield ((), picture) if picture else (faces, kept(f"[{alternative}]" if alternative else ""))
            case NoteRef():
                inside, own = self._refer(node)
                yield (*faces, *own), inside
            case Anchor(name):
                yield (), bookmark(name)
            case _:
                assert_never(node)

    def _dressed(self, inside: str, faces: Faces) -> str:
        if not faces or not inside:
            return inside
        name = faces[0] if len(faces) == 1 else odt_styles.named(faces)
        if name not in self.combined and len(set(faces)) > 1:
            self.combined[name] = odt_styles.combined(faces)
        return f'<text:span text:style-name="{name}">{inside}</text:span>'

    def _picture(self, source: str, alternative: str) -> str:
        found = self._book.media.get(source)
        pixels = size(found) if found else None
        if found is None or pixels is None:
            return ""
        self.pictures[source] = None
        wide, high = (side * _MILLIMETRES for side in pixels)
        share = min(1.0, self._room / wide, self._room * 1.2 / high)
        extent = f'svg:width="{wide * share:.2f}mm" svg:height="{high * share:.2f}mm"'
        name = f'draw:name="Picture {len(self.pictures)}"'
        image = f'<draw:image xlink:href="{address(found)}" xlink:type="simple" xlink:show="embed"/>'
        desc = f"<svg:title>{escape(alternative)}</svg:title><svg:desc>{escape(alternative)}</svg:desc>"
        return f'<draw:frame {name} text:anchor-type="as-char" {extent}>{image}{desc}</draw:frame>'


def _worn(kind: str, locale: str) -> Faces:
    """Give the style of a span, if it has one."""
    if kind == "em":
        return ("Emphasis_20_dots" if parse(locale).is_chinese else "Emphasis",)
    return (_SPANS[kind],) if kind in _SPANS else ()


def address(media: Media) -> str:
    """Give the name of the part that holds a picture."""
    return "Pictures/" + media.name.rpartition("/")[2]


def bookmark(name: str) -> str:
    """Give a place that links lead to."""
    return f'<text:bookmark-start text:name="{name}"/><text:bookmark-end text:name="{name}"/>'


def kept(text: str) -> str:
    """Give characters with all their blanks, of which a reader would keep only one."""
    found = _SPACES.sub(lambda run: f' <text:s text:c="{len(run[0]) - 1}"/>', escape(text))
    if found.startswith(" "):
        found = "<text:s/>" + found[1:]
    return found.replace("\t", "<text:tab/>")
