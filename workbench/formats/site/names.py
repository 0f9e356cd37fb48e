"""Names of files that every file system and every web server takes, and the ways between them.

All ways are relative: the site works in any folder of any host, and from a memory stick. Names hold small letters,
digits, hyphens, full stops and the tags of locales; no two differ only in case. Windows has device names that no folder
may have; a slug that is one gets an underline, which no slug has.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Sequence

_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_DEVICES = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
_ENDING = re.compile(r"\.[a-z0-9]{1,8}\Z")
_LONGEST = 80
STYLE = "style.css"
ENTRANCE = "index.html"


def folder(slug: str) -> str:
    """Where the pages of a text are."""
    if not _PLAIN.fullmatch(slug) or len(slug) > _LONGEST:
        stem = "-".join(re.findall(r"[a-z0-9]+", slug.lower()))[:_LONGEST].strip("-")
        slug = f"{stem}_{hashlib.sha256(slug.encode()).hexdigest()[:8]}"
    elif _DEVICES.fullmatch(slug):
        slug += "_"
    return f"texts/{slug}"


def page(slug: str, tags: Sequence[str], chapter: int = 0) -> str:
    """The page of a text in one language, or in several beside each other; without a chapter the one it begins on."""
    parts = [*tags, *([str(chapter)] if chapter else []), "html"]
    return f"{folder(slug)}/{'.'.join(parts)}"


def picture(name: str, data: bytes) -> str:
    """The file of a picture: by its content, for two texts may each have another one of the same name.

    Args:
        name: what texts call it; its ending says its type.
        data: the bytes of the file.
    """
    ending = _ENDING.search(name.lower())
    return f"media/{hashlib.sha256(data).hexdigest()[:16]}{ending[0] if ending else ''}"


def front(locale: str) -> str:
    """The page that lists the texts for readers of a language."""
    return f"{locale}/index.html"


def feed(locale: str) -> str:
    """The feed for readers of a language."""
    return f"{locale}/feed.xml"


def way(here: str, there: str) -> str:
    """The relative address that leads from one file to another."""
    return posixpath.relpath(there, posixpath.dirname(here) or ".")
