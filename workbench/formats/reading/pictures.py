"""Pictures of a document: kept under a name made of their content, in the forms that every reader shows."""

from __future__ import annotations

import base64
import binascii
import hashlib
import posixpath
import re
from collections.abc import Callable
from urllib.parse import unquote, unquote_to_bytes

from workbench.formats.containers import Container
from workbench.text.segments import Media

MAX_PICTURE = 12 << 20
MAX_PICTURES = 96 << 20
_MAGIC = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png", "png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg", "jpg"),
    (re.compile(rb"GIF8[79]a"), "image/gif", "gif"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp", "webp"),
)
_DATA = re.compile(r"data:[^,;]*((?:;[^,;]*)*),(.*)", re.DOTALL | re.IGNORECASE)


def media(data: bytes) -> Media | None:
    """Give a picture its name and type, or None where it is of no form that is kept, or too large."""
    if len(data) > MAX_PICTURE:
        return None
    for magic, kind, ending in _MAGIC:
        if magic.match(data):
            return Media(f"media/{hashlib.sha256(data).hexdigest()[:16]}.{ending}", kind, data)
    return None


# Gives what lies at an address of a document, or None.
Source = Callable[[str], bytes | None]


class Album:
    """The pictures of one document.

    Args:
        source: gives what lies at an address of the tree, or None; by default nothing does.
    """

    def __init__(self, source: Source = lambda _: None) -> None:
        self._source = source
        self._known: dict[str, Media | None] = {}
        self._kept: dict[str, Media] = {}
        self._size = 0

    @property
    def pictures(self) -> tuple[Media, ...]:
        """The pictures that were asked for and kept, in text order."""
        return tuple(self._kept.values())

    def name(self, address: str) -> str | None:
        """Give the name of the picture at an address of the tree, or None where it is not kept."""
        if address not in self._known:
            data = self._read(address)
            found = media(data) if data else None
            if found and found.name not in self._kept:
                self._size += len(found.data)
                found = found if self._size <= MAX_PICTURES else None
            self._known[address] = found
        picture = self._known[address]
        if picture is None:
            return None
        self._kept.setdefault(picture.name, picture)
        return picture.name

    def _read(self, address: str) -> bytes | None:
        if inline := _DATA.fullmatch(address):
            try:
                if ";base64" in inline[1].lower():
                    return base64.b64decode(unquote(inline[2]), validate=False)
            except (binascii.Error, ValueError):
                return None
            return unquote_to_bytes(inline[2])
        return self._source(address)


def in_container(container: Container, folder: str = "") -> Source:
    """Give what reads pictures that are parts of a container, by their addresses below one of its folders."""

    def read(address: str) -> bytes | None:
        name = posixpath.normpath(posixpath.join(folder, unquote(address)))
        is_there = name in container and container.size(name) <= MAX_PICTURE
        return container.read(name) if is_there else None

    return read
