"""What a site's folder says of itself: which files are in it, and from what each text was made.

It is the file `.workbench-site`: a sentence for whoever opens it, the digest of what follows, and JSON. Next time, a
text whose inputs have the same digest need not be made again. If somebody changed it by hand, it is believed no more:
the files that it names are still ours, but all texts are made anew. Digests are SHA-256.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from workbench.formats.site import Card, Entry

NAME = ".workbench-site"
_FIRST_LINE = "Written by `workbench publish`, which takes away what is listed here; put nothing of your own beside it."


@dataclass(frozen=True)
class MadeText:
    """A text of a site.

    Attributes:
        inputs: the digest of all that its pages were made from.
        files: the paths of its pages and of the pictures that they show.
        entry: what the lists of texts say of it.
    """

    inputs: str
    files: tuple[str, ...]
    entry: Entry


@dataclass(frozen=True)
class Manifest:
    """The files of a site, each with the digest of its bytes, and its texts by their slugs."""

    files: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, MadeText] = field(default_factory=dict)

    def __bytes__(self) -> bytes:
        texts = {
            slug: {
                "inputs": text.inputs,
                "files": sorted(text.files),
                "cards": [asdict(card) for card in text.entry.cards],
            }
            for slug, text in self.texts.items()
        }
        value = {"files": self.files, "texts": texts}
        body = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=dt.datetime.isoformat) + "\n"
        return f"{_FIRST_LINE}\n{digest([body.encode()])}\n{body}".encode()


def read(data: bytes) -> Manifest | None:
    """Read what a folder says of itself; None if it was not written here."""
    first, _, rest = data.decode(errors="replace").partition("\n")
    if first != _FIRST_LINE:
        return None
    known, _, body = rest.partition("\n")
    try:
        value = json.loads(body)
        files = {str(path): str(one) for path, one in value["files"].items()}
        is_whole = known == digest([body.encode()])
        return Manifest(files, {slug: _text(slug, text) for slug, text in value["texts"].items()} if is_whole else {})
    except (ValueError, KeyError, TypeError, AttributeError):
        # Earlier versions wrote nothing but the paths.
        return Manifest(dict.fromkeys(rest.splitlines(), ""))


def digest(pieces: Iterable[bytes]) -> str:
    """The digest of some bytes."""
    made = hashlib.sha256()
    for piece in pieces:
        made.update(piece)
    return made.hexdigest()


def _text(slug: str, value: Mapping[str, Any]) -> MadeText:
    cards = tuple(_card(**card) for card in value["cards"])
    return MadeText(value["inputs"], tuple(value["files"]), Entry(slug, cards))


def _card(published: str | None, changed: str, **others: str) -> Card:
    since = dt.datetime.fromisoformat(published) if published else None
    return Card(published=since, changed=dt.datetime.fromisoformat(changed), **others)
