"""E-books: which files they hold, and in which order, and what they say of themselves.

Source: EPUB 3.3, package documents. It fails on e-books whose package says otherwise than their files.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from lxml import etree

from workbench.findings import N_
from workbench.formats.containers import Container, Damaged
from workbench.formats.reading import xml

DC = "{http://purl.org/dc/elements/1.1/}"
# Names of Pandoc's metadata for those of the package; of the last two only the first counts.
_META = {"title": "title", "creator": "author", "rights": "rights", "date": "date", "language": "lang"}
_ONE = ("date", "language")


@dataclass(frozen=True)
class Book:
    """What the package of an e-book says.

    Attributes:
        chapters: the paths of its files in reading order.
        contents: the path of its table of contents, or an empty string.
        cover: the path of the picture on its cover, or an empty string.
        meta: title, author and the like in the form of Pandoc's JSON.
    """

    chapters: tuple[str, ...]
    contents: str
    cover: str
    meta: dict[str, Any]


def book(container: Container) -> Book:
    """Read the package of an e-book.

    Raises:
        Damaged: its package cannot be found, or names no chapters.
        Unsafe: see `xml.parse`.
    """
    path = _package(container)
    package = xml.parse(container.read(path))
    folder = posixpath.dirname(path)
    items = [*package.iter("{*}item")]
    paths = [posixpath.join(folder, unquote(one.get("href", ""))) for one in items]
    files = {one.get("id", ""): posixpath.normpath(path) for one, path in zip(items, paths, strict=True)}
    order = dict.fromkeys(files.get(one.get("idref", ""), "") for one in package.iter("{*}itemref"))
    chapters = tuple(name for name in order if name in container)
    if not chapters:
        raise Damaged(
            N_("The e-book does not say in which order its chapters are read; save it anew with an e-book editor.")
        )

    def named(word: str) -> Iterator[str]:
        return (one.get("id", "") for one in items if word in one.get("properties", "").split())

    ncx = (one.get("toc", "") for one in package.iter("{*}spine"))
    covers = (one.get("content", "") for one in package.iter("{*}meta") if one.get("name") == "cover")
    contents = _first(container, files, [*named("nav"), *ncx])
    return Book(chapters, contents, _first(container, files, [*named("cover-image"), *covers]), _meta(package))


def _package(container: Container) -> str:
    package = xml.part(container, "META-INF/container.xml")
    path = "" if package is None else next((one.get("full-path", "") for one in package.iter("{*}rootfile")), "")
    if path not in container:
        raise Damaged(N_("The e-book has no list of its contents; open it in an e-book editor and save it anew."))
    return path


def _first(container: Container, files: dict[str, str], ids: list[str]) -> str:
    """Give the path of the first of some items that is there."""
    return next((files[one] for one in ids if files.get(one, "") in container), "")


def _meta(package: etree._Element) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, key in _META.items():
        values = ["".join(map(str, one.itertext())) for one in package.iter(f"{DC}{name}")]
        found[key] = meta_list(values[:1] if name in _ONE else values)
    return found


def meta_list(values: Iterable[str]) -> dict[str, Any]:
    """Give values of the metadata as Pandoc's tree has them."""
    return {"t": "MetaList", "c": [{"t": "MetaString", "c": value} for value in values if value.strip()]}
