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
from workbench.formats.site.values import Entry, SiteFile, SiteText, SiteWords, Version

__all__ = ["SiteFile", "SiteText", "SiteWords", "Version", "write_site"]


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
            # A picture's name is made of its content: of two texts that show it, one brings it.
            if file.path not in pictures:
                yield file
        pictures |= pages.media.keys()
        entries.append(pages.entry())
    entries = newest_first(entries)
    for words in vocabulary.values():
        yield front(entries, words, vocabulary)
        yield feed(entries, words)
    yield entrance(vocabulary)
    yield SiteFile(names.STYLE, _style())


def _style() -> bytes:
    """The look of an exported edition, and what only the site needs."""
    texts = resources.files("workbench.formats").joinpath("edition.css").read_bytes()
    return texts + b"\n" + resources.files(__package__).joinpath("site.css").read_bytes()
