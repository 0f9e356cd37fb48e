"""A reading site: editions as static pages in all their languages, without a script and without a host.

Every address is relative, so the site works in any folder of any web server and from a memory stick. The texts come one
after the other and are forgotten when they are written; what stays is what the lists of texts say of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import resources

from workbench.formats.site import names
from workbench.formats.site.feed import feed
from workbench.formats.site.fronts import entrance, front, newest_first
from workbench.formats.site.readings import TextPages
from workbench.formats.site.values import Card, Entry, SiteFile, SiteText, SiteWords, Version

__all__ = [
    "Card",
    "Entry",
    "SiteFile",
    "SiteText",
    "SiteWords",
    "TextPages",
    "Version",
    "write_lists",
    "write_site",
]


def write_site(texts: Iterable[SiteText], vocabulary: Mapping[str, SiteWords]) -> Iterator[SiteFile]:
    """Write a reading site, file by file.

    Args:
        texts: the texts, each read when it is written; no two have one slug.
        vocabulary: the words of the site, by language; a page that lists the texts is made for each.

    Yields:
        Files whose paths are unique, on file systems too that do not tell small letters from capitals. The same texts
        give the same files, byte by byte.
    """
    entries: list[Entry] = []
    pictures: set[str] = set()
    for text in texts:
        pages = TextPages(text, vocabulary)
        for file in pages.files():
            # Of two texts that show a picture, one brings it.
            if file.path not in pictures:
                yield file
        pictures |= pages.pictures.keys()
        entries.append(pages.entry())
    yield from write_lists(entries, vocabulary)


def write_lists(entries: Iterable[Entry], vocabulary: Mapping[str, SiteWords]) -> Iterator[SiteFile]:
    """Write what a site has besides its texts: the pages that list them, the feeds, the entrance, the style.

    Args:
        entries: what is to be said of each text.
        vocabulary: as in `write_site`.
    """
    ordered = newest_first(entries)
    for words in vocabulary.values():
        yield front(ordered, words, vocabulary)
        yield feed(ordered, words)
    yield entrance(vocabulary)
    yield SiteFile(names.STYLE, _style())


def _style() -> bytes:
    """The look of an exported edition, and what only the site needs."""
    texts = resources.files("workbench.formats").joinpath("edition.css").read_bytes()
    return texts + b"\n" + resources.files(__package__).joinpath("site.css").read_bytes()
