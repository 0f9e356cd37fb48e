"""Write the nodes of a book as HTML that is XML too, for web pages and e-books.

Source: the living standard of HTML in its XML syntax; DPUB-ARIA 1.1 for footnotes. Everything that comes from a text
is escaped here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import assert_never

from workbench.formats.legal import escape
from workbench.formats.writing.book import Footnote
from workbench.formats.writing.nodes import (
    Anchor,
    Block,
    Break,
    Cell,
    Code,
    Figure,
    Heading,
    Image,
    Inline,
    Link,
    Listing,
    Note,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Rule,
    Span,
    Table,
    Text,
)
from workbench.text.segments import Media

_ALIGN = {"": "", "left": "", "center": ' class="center"', "right": ' class="right"'}


def note_id(locale: str, number: int, own_locale: str) -> str:
    """Give the id of a footnote; the edition's own notes go without their locale."""
    return f"fn-{number}" if locale == own_locale else f"fn-{escape(locale)}-{number}"


class Writer:
    """Writes nodes as XHTML.

    Args:
        own_locale: the locale of the edition.
        label_locale: the locale of remarks and signs.
        back: the words for the way back from a footnote.
        media: the pictures that can be shown.
        picture: gives the address of a picture that can be shown.
        place: gives the address for a link to an anchor of the book, or to a footnote by its id.
        epub: say what footnotes are in the words of EPUB too.
        written: what was made of plain cells, by the identity of each, for pages that show the same ones; it holds the
            cells themselves, so that no other one gets the identity of one that is gone.
    """

    def __init__(
        self,
        own_locale: str,
        label_locale: str,
        *,
        back: str,
        media: Mapping[str, Media],
        picture: Callable[[Media], str],
        place: Callable[[str], str] = "#{}".format,
        epub: bool = False,
        written: dict[int, tuple[Cell, str]] | None = None,
    ) -> None:
        self.own_locale = own_locale
        self.epub = epub
        self.label_lang = self.lang(label_locale)
        self.back = escape(back)
        self.media = media
        self.picture = picture
        self.place = place
        self.written = written

    def lang(self, locale: str) -> str:
        """The attributes that say a language, with a blank before them; an EPUB wants it twice."""
        tag = escape(locale)
        return f' lang="{tag}" xml:lang="{tag}"' if self.epub else f' lang="{tag}"'

    # --- blocks -----------------------------------------------------------------------------------------------------

    def blocks(self, blocks: Iterable[Block]) -> str:
        """Write blocks, one below the other."""
        return "\n".join(self.block(block) for block in blocks)

    def block(self, block: Block) -> str:
        """Write one block."""
        match block:
            case Paragraph():
                return self._paragraph(block)
            case Heading(content, level, anchor, draft):
                tag = f"h{min(level + 1, 6)}"
                return f'<{tag} id="{anchor}"{_class(_draft(draft))}>{self.inlines(content)}</{tag}>'
            case Code(text, draft):
                return f"<pre{_class(_draft(draft))}><code>{escape(text)}</code></pre>"
            case Rule():
                return "<hr/>"
            case Table():
                return self._table(block)
            case Figure(image, caption, draft):
                below = f"<figcaption>{self.inlines(caption)}</figcaption>" if caption else ""
                return f"<figure{_class(_draft(draft))}>{self.inlines((image,))}{below}</figure>"
            case Quote(children):
                return f"<blockquote>\n{self.blocks(children)}\n</blockquote>"
            case Listing():
                return self._listing(block)
            case Note(_, children):
                return self.blocks(children)
            case Row(cells):
                return '<div class="unit">\n' + "\n".join(map(self._cell, cells)) + "\n</div>"
        assert_never(block)

    def _paragraph(self, paragraph: Paragraph) -> str:
        kind = "" if paragraph.kind == "text" else {"sign": "gap"}.get(paragraph.kind, paragraph.kind)
        names = " ".join(filter(None, (kind, _draft(paragraph.draft))))
        lang = self.lang(paragraph.locale) if paragraph.locale else ""
        return f"<p{_class(names)}{lang}>{self.inlines(paragraph.content)}</p>"

    def _table(self, table: Table) -> str:
        aligns = [_ALIGN.get(align, "") for align in table.aligns]

        def line(row: Sequence[tuple[Inline, ...]], tag: str) -> str:
            cells = zip(row, aligns, strict=True)
            return "<tr>" + "".join(f"<{tag}{how}>{self.inlines(cell)}</{tag}>" for cell, how in cells) + "</tr>"

        head = f"<thead>{line(table.rows[0], 'th')}</thead>" if table.headed else ""
        body = "".join(line(row, "td") for row in table.rows[int(table.headed) :])
        return f"<table>{head}<tbody>{body}</tbody></table>" if body or not head else f"<table>{head}</table>"

    def _listing(self, listing: Listing) -> str:
        tag = "ol" if listing.ordered else "ul"
        lines, expected = [], listing.items[0].number
        start = f' start="{expected}"' if listing.ordered and expected != 1 else ""
        for item in listing.items:
            jump = f' value="{item.number}"' if listing.ordered and item.number != expected else ""
            lines += [f"<li{jump}>", self.blocks(item.children), "</li>"]
            expected = item.number + 1
        return "\n".join([f"<{tag}{start}>", *lines, f"</{tag}>"])

    def _cell(self, cell: Cell) -> str:
        if self.written is None or not cell.is_plain:
            return self._new_cell(cell)
        known = self.written.get(id(cell))
        if known is None:
            known = self.written[id(cell)] = (cell, self._new_cell(cell))
        return known[1]

    def _new_cell(self, cell: Cell) -> str:
        name = "source" if cell.is_source else "target"
        return f'<div class="{name}"{self.lang(cell.locale)}>\n{self.blocks(cell.children)}\n</div>'

    def note(self, note: Footnote) -> str:
        """Write a footnote with the way back to the text: in an e-book as an aside, which e-readers show in a window
        of its own, else as an item of a list.
        """
        name = note_id(note.key[0], note.number, self.own_locale)
        inside = self.blocks(note.children)
        back = f'href="{self.place(f"ref-{name}")}" role="doc-backlink" title="{self.back}"'
        lang = self.lang(note.key[0])
        if not self.epub:
            way = f" <a {back}>↩</a>" if note.is_referred else ""
            inside = f"{inside[:-4]}{way}</p>" if inside.endswith("</p>") else inside + way
            return f'<li class="note" id="{name}" value="{note.number}"{lang}>\n{inside}\n</li>'
        number = f"<a {back}>{note.number}</a>" if note.is_referred else f"<span>{note.number}</span>"
        kind = 'epub:type="footnote" role="doc-footnote"'
        return f'<aside class="note" id="{name}" {kind}{lang}>{number}<div>\n{inside}\n</div></aside>'

    # --- inside a paragraph -------------------------------------------------------------------------------------------

    def inlines(self, content: Iterable[Inline]) -> str:
        """Write what is inside a paragraph."""
        return "".join(map(self._inline, content))

    def _inline(self, node: Inline) -> str:
        match node:
            case Text(text):
                return _text(text)
            case Break():
                return "<br/>"
            case Span("mark", children):
                return f'<small class="mark"{self.label_lang}>{self.inlines(children)}</small>'
            case Span(kind, children):
                return f"<{kind}>{self.inlines(children)}</{kind}>"
            case Link(href, children):
                inside = self.inlines(children)
                if href.startswith("#"):
                    return f'<a href="{self.place(href[1:])}">{inside}</a>'
                return f'<a href="{escape(href)}" rel="noopener noreferrer">{inside}</a>'
            case Image(source, alternative):
                found = self.media.get(source)
                if found is None:
                    return _text(alternative)
                return f'<img src="{escape(self.picture(found))}" alt="{escape(alternative)}"/>'
            case NoteRef(key, number, first):
                name = note_id(key[0], number, self.own_locale)
                place = f' id="ref-{name}"' if first else ""
                said = ' epub:type="noteref"' if self.epub else ""
                return f'<a href="{self.place(name)}"{place}{said} role="doc-noteref"><sup>{number}</sup></a>'
            case Anchor(name):
                return f'<span id="{name}"></span>'
        assert_never(node)


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _class(names: str) -> str:
    return f' class="{names}"' if names else ""


def _draft(draft: bool) -> str:
    return "draft" if draft else ""
