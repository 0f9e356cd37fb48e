"""What the lists of texts, feeds and search engines are told of a text: its title, its author, how it begins."""

from __future__ import annotations

from functools import lru_cache

from workbench.formats.layout import Page
from workbench.formats.legal import printable
from workbench.formats.site import names
from workbench.formats.site.values import FIRST, Card, Version
from workbench.formats.writing.book import Book
from workbench.formats.writing.nodes import words
from workbench.text import markup
from workbench.text.segments import Kind

_LONGEST_EXCERPT = 200


def card(version: Version, book: Book) -> Card:
    """Give what is told of a version."""
    page = book.page
    name, locale = author(page)
    return Card(
        tag=version.tag,
        title=title(book),
        title_locale=page.title_locale,
        author=name,
        author_locale=locale,
        excerpt=excerpt(page),
        path=names.page(page.slug, (version.tag,)),
        published=version.published,
        changed=page.changed or FIRST,
    )


def title(book: Book) -> str:
    """The title as characters."""
    return printable(words(book.title)) or "…"


def author(page: Page) -> tuple[str, str]:
    """The author's name, and the locale that it is written in."""
    named = ((markup.plain(fact.value), fact.locale) for fact in page.facts if fact.name == "author")
    return next(named, ("", page.locale))


def excerpt(page: Page) -> str:
    """How the text begins: its first paragraph that can be shown."""
    blocks = (block for row in page.rows for block in row[-1])
    first = next((block.texts[0] for block in blocks if block.texts and block.kind is Kind.PARAGRAPH), "")
    return _beginning(first)


@lru_cache(maxsize=256)
def _beginning(paragraph: str) -> str:
    # Each page that shows a language says how it begins.
    return shortened(markup.plain(paragraph))


def shortened(text: str) -> str:
    """The beginning of a text in one line, cut between words where there are any."""
    line = " ".join(printable(text).split())
    if len(line) <= _LONGEST_EXCERPT:
        return line
    cut = line[:_LONGEST_EXCERPT]
    at_blank = cut.rpartition(" ")[0]
    return (at_blank if len(at_blank) > _LONGEST_EXCERPT // 2 else cut).rstrip(" ,;:，、；：") + "…"
