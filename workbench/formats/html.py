"""Write a book as one HTML file that needs nothing else: no script, no font, no other host.

Method: the living standard of HTML; `lang` on every text in its own locale, so that fonts, hyphenation and
screen readers are right. Everything is escaped, pictures lie in the file, and a Content Security Policy in it
forbids what should never be there. Beside each other, each passage is a row with a column for each language.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from importlib import resources

from workbench.formats.layout import Page
from workbench.formats.legal import escape
from workbench.formats.writing.book import Book, bind
from workbench.formats.writing.nodes import Heading, words
from workbench.formats.writing.titlepage import title_lines, warnings
from workbench.formats.writing.xhtml import Writer

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
# A list of contents helps once there is more than a screen of them to remember.
_LEAST_CONTENTS = 4


def write(page: Page) -> str:
    """Write a page as a complete HTML file."""
    book = bind(page)
    labels = page.labels
    writer = Writer(
        page.locale,
        labels.locale,
        back=labels.back,
        media=book.media,
        picture=lambda media: f"data:{media.type};base64,{base64.b64encode(media.data).decode()}",
    )
    style = resources.files(__package__).joinpath("edition.css").read_text(encoding="utf-8")
    layout = f"parallel columns-{len(page.columns)}" if page.is_parallel else "plain"
    return f"""<!DOCTYPE html>
<html lang="{escape(page.locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<title>{escape(words(book.title))}</title>
{"".join(_authors(book))}<style>
{style}</style>
</head>
<body class="{layout}">
{header(book, writer)}
{"".join(_contents(book, writer))}<main>
{"".join(_remark(book, writer))}{writer.blocks(book.body)}
{notes(book, writer)}</main>
</body>
</html>
"""


def _authors(book: Book) -> Iterator[str]:
    for fact in book.page.facts:
        if fact.name == "author":
            yield f'<meta name="author" content="{escape(fact.value)}">\n'


def header(book: Book, writer: Writer) -> str:
    """The title page: titles, what is known of the text, and a warning where drafts are shown."""
    page, labels, label_lang = book.page, book.page.labels, writer.label_lang
    lines = ["<header>", f"<h1{writer.lang(page.title_locale)}>{writer.inlines(book.title)}</h1>"]
    if book.original:
        original = f"<cite{writer.lang(page.source_locale)}>{writer.inlines(book.original)}</cite>"
        label = escape(labels.original_title + labels.colon)
        lines.append(f'<p class="original"{label_lang}>{label}{original}</p>')
    facts = [_fact(one.label, one.value, one.locale, one.address, writer) for one in title_lines(page)]
    if facts:
        lines += ['<dl class="facts">', *facts, "</dl>"]
    for sentence in warnings(page):
        lines.append(f'<p class="notice" role="note"{label_lang}>{escape(sentence)}</p>')
    return "\n".join([*lines, "</header>"])


def _fact(label: str, value: str, locale: str, address: str, writer: Writer) -> str:
    text = escape(value)
    if address:
        text = f'<a href="{escape(address)}" rel="noopener noreferrer">{text}</a>'
    return f"<div><dt{writer.label_lang}>{escape(label)}</dt><dd{writer.lang(locale)}>{text}</dd></div>"


def _contents(book: Book, writer: Writer) -> Iterator[str]:
    headings = [heading for heading in book.headings if heading.level <= 2]
    if len(headings) < _LEAST_CONTENTS:
        return
    label = escape(book.page.labels.contents)
    yield f'<nav class="contents" aria-label="{label}">\n<h2{writer.label_lang}>{label}</h2>\n'
    yield f"{nested(headings, writer)}\n</nav>\n"


def nested(headings: list[Heading], writer: Writer) -> str:
    """Headings as lists in one another, each a link to its place; no list is empty."""
    pieces, depth = [], 0
    for heading in headings:
        level = min(heading.level, depth + 1)
        pieces.append("<ol>" if level > depth else "</li>" + "</ol></li>" * (depth - level))
        text = escape(words(heading.content)) or "…"
        pieces.append(f'<li><a href="{writer.place(heading.anchor)}">{text}</a>')
        depth = level
    return "".join(pieces) + "</li></ol>" * depth


def _remark(book: Book, writer: Writer) -> Iterator[str]:
    if book.remark:
        heading = f"<h2{writer.label_lang}>{escape(book.page.labels.remark)}</h2>"
        yield f'<section class="remark">\n{heading}\n{writer.blocks(book.remark)}\n</section>\n'


def notes(book: Book, writer: Writer) -> str:
    """All footnotes at the end of the text."""
    if not book.notes:
        return ""
    heading = f"<h2{writer.label_lang}>{escape(book.page.labels.notes)}</h2>"
    lists = [
        "\n".join(writer.note(note) for note in book.notes.values() if note.key[0] == column.locale)
        for column in book.page.columns
    ]
    end = "\n".join(f"<ol>\n{items}\n</ol>" for items in lists if items)
    return f'<section class="notes" role="doc-endnotes">\n{heading}\n{end}\n</section>\n'
