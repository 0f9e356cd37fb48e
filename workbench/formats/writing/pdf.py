"""Write a book as PDF: typeset by typst, tagged, with notes at the foot of their page.

Texts go to our own template as data (`data.json`), never as typst code, and the template loads nothing but the files
of a folder made for this one run. Typst works in a process of its own with a time limit. Its answer is no answer if it
warned of a face that it did not find: a page of boxes is worse than none.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from importlib import resources
from pathlib import Path
from typing import Any, TypeAlias, assert_never

from workbench.errors import N_, WorkbenchError
from workbench.formats.layout import Page
from workbench.formats.legal import printable
from workbench.formats.writing import fonts
from workbench.formats.writing.book import Book, Footnote, bind
from workbench.formats.writing.nodes import (
    Anchor,
    Block,
    Break,
    Code,
    Figure,
    Heading,
    Image,
    Inline,
    Link,
    Listing,
    Note,
    NoteKey,
    NoteRef,
    Paragraph,
    Quote,
    Row,
    Rule,
    Span,
    Table,
    Text,
    words,
)
from workbench.formats.writing.package import stamp
from workbench.formats.writing.pictures import size
from workbench.formats.writing.titlepage import title_lines, warnings
from workbench.languages import parse
from workbench.text.segments import Media

Json: TypeAlias = Any

# Width and height of the page and of its text, in millimetres: A5, A4, and A4 lying across.
_PAPERS = {1: (148, 210, 111), 2: (210, 297, 173), 3: (297, 210, 260)}
_POINTS = 72 / 25.4
_GUTTER = 19  # points between columns, as the template has them
_PIXEL = 0.75  # points to a pixel of 1/96 inch
_SECONDS = 120
_KINDS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "image/webp": "webp"}
_REGIONS = {"zh-Hans": "CN", "zh-Hant": "TW"}


# Every reader may ask for a book; each one that is typeset takes a processor for itself.
_AT_ONCE = 2
_WAIT = 60.0  # seconds that a book waits for its turn
_turns = threading.BoundedSemaphore(_AT_ONCE)


class NotTypeset(WorkbenchError):
    """Typst refused the book, took too long, or had no time for it."""


def write(page: Page) -> bytes:
    """Write a page as PDF.

    Raises:
        NoFont: no face of this computer can show the text.
        NotTypeset: typst refused it, took longer than two minutes, or was busy with others for a minute.
    """
    book = bind(page)
    with tempfile.TemporaryDirectory(prefix="workbench-pdf-") as made:
        folder = Path(made)
        data = _Data(book, folder).all()
        written = json.dumps(data, ensure_ascii=False)
        fonts.require_drawable([written])
        (folder / "data.json").write_text(written, encoding="utf-8")
        template = resources.files(__package__).joinpath("book.typ").read_bytes()
        (folder / "book.typ").write_bytes(template)
        return _typeset(folder)


def _typeset(folder: Path) -> bytes:
    script = Path(__file__).with_name("typesetting.py")
    command = [sys.executable, "-I", str(script), str(folder), *fonts.folders()]
    if not _turns.acquire(timeout=_WAIT):
        raise NotTypeset(N_("Many documents are being converted; try again in a minute."))
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False, cwd=folder)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise NotTypeset(N_("The book took too long to typeset; export its parts one by one.")) from None
    finally:
        _turns.release()
    said = json.loads(done.stdout or b'["typst stopped"]')
    if done.returncode:
        raise NotTypeset(N_("The book could not be typeset: %(reason)s."), reason="; ".join(said))
    missing = [message for message in said if "font" in message]
    if missing:
        raise fonts.NoFont(
            N_("The book could not be typeset: %(reason)s."), reason="; ".join(missing), characters="", locale=""
        )
    return (folder / "book.pdf").read_bytes()


class _Data:
    """Turns a book into the data of the template, and its pictures into files."""

    def __init__(self, book: Book, folder: Path) -> None:
        self.book = book
        self.folder = folder
        self.page = book.page
        columns = min(len(self.page.columns), 3)
        width, height, text = _PAPERS[columns]
        self.paper = (width, height)
        self.room = (text * _POINTS - (columns - 1) * _GUTTER) / columns
        self.names: dict[NoteKey, str] = {key: f"n-{number}" for number, key in enumerate(book.notes, start=1)}

    def all(self) -> dict[str, Json]:
        """Everything that the template asks for."""
        page, labels = self.page, self.page.labels
        author = next((fact for fact in page.facts if fact.name == "author"), None)
        colon = labels.colon
        shown = [one for one in title_lines(page) if one.name != "author"]
        return {
            "moment": int(stamp(page.changed).timestamp()),
            "locale": page.locale,
            "label-locale": labels.locale,
            "title-locale": page.title_locale,
            "source-locale": page.source_locale,
            "author-locale": author.locale if author else page.locale,
            "locales": self._locales(),
            "mono": fonts.MONO,
            "paper": self.paper,
            "columns": len(page.columns),
            "labels": {name: printable(getattr(labels, name)) for name in ("contents", "remark", "notes")},
            "title": words(self.book.title),
            "author": printable(author.value) if author else "",
            "heading": self.inlines(self.book.title),
            "original": self.inlines(self.book.original),
            "facts": [[one.label + colon, one.value, one.locale, one.address] for one in shown],
            "warnings": list(warnings(page)),
            "contents": bool(self.book.headings),
            "remark": self.blocks(self.book.remark),
            "body": self.blocks(self.book.body),
            "notes": {self.names[key]: self._note(note) for key, note in self.book.notes.items()},
            "rest": [self._note(note) for note in self.book.notes.values() if not note.is_referred],
        }

    def _locales(self) -> dict[str, Json]:
        page = self.page
        tags = [page.locale, page.labels.locale, page.title_locale, page.source_locale]
        tags += [fact.locale for fact in page.facts] + [column.locale for column in page.columns]
        chosen = fonts.as_data({tag: fonts.faces(tag) for tag in dict.fromkeys(tags)})
        for tag, voice in chosen.items():
            known = parse(tag)
            region = known.region or _REGIONS.get(f"{known.language}-{known.script}")
            voice |= {"lang": known.language, "region": region}
        return chosen

    def _note(self, note: Footnote) -> Json:
        return {"locale": note.key[0], "blocks": self.blocks(note.children)}

    # --- nodes --------------------------------------------------------------------------------------------------------

    def blocks(self, blocks: Iterable[Block]) -> list[Json]:
        """Blocks as arrays that begin with the name of their kind."""
        return [self._block(block) for block in blocks]

    def _block(self, block: Block) -> Json:
        match block:
            case Paragraph(content, kind, _, locale):
                shape = {"text": "par", "heading": "head"}.get(kind, kind)
                node = [shape, self.inlines(content)]
                return ["in", locale, node] if locale else node
            case Heading(content, level, anchor):
                return ["heading", level, anchor, self.inlines(content)]
            case Code(text):
                return ["pre", text]
            case Rule():
                return ["rule"]
            case Table(rows, headed, aligns):
                return ["table", headed, aligns, [[self.inlines(cell) for cell in row] for row in rows]]
            case Figure(picture, caption):
                return self._figure(picture, caption)
            case Quote(children):
                return ["quote", self.blocks(children)]
            case Listing(ordered, items):
                return ["list", ordered, [[item.number, self.blocks(item.children)] for item in items]]
            case Note(_, children):
                return ["quote", self.blocks(children)]
            case Row(cells):
                return ["row", [[cell.locale, self.blocks(cell.children)] for cell in cells]]
        assert_never(block)

    def _figure(self, picture: Image, caption: tuple[Inline, ...]) -> Json:
        found = self.book.media.get(picture.source)
        pixels = size(found) if found else None
        if found is None or pixels is None or found.type not in _KINDS:
            return ["par", [*self.inlines((picture,)), *([["br"]] if caption else []), *self.inlines(caption)]]
        room = min(self.room, self.paper[1] * _POINTS * 0.6 * pixels[0] / pixels[1])
        width = min(pixels[0] * _PIXEL, room)
        return ["figure", self._file(found), picture.alternative, width, self.inlines(caption)]

    def inlines(self, content: Iterable[Inline]) -> list[Json]:
        """Inline nodes as strings and arrays."""
        return [shown for node in content for shown in self._inline(node)]

    def _inline(self, node: Inline) -> Iterator[Json]:
        match node:
            case Text(text):
                yield text
            case Break():
                yield ["br"]
            case Span("rp", _):
                return
            case Span("rt", children):
                yield from ["（", *self.inlines(children), "）"]
            case Span("ruby", children):
                yield from self.inlines(children)
            case Span("code", children):
                yield ["code", words(children)]
            case Span(kind, children):
                yield [kind, self.inlines(children)]
            case Link(href, children):
                inside = self.inlines(children)
                yield ["go", href[1:], inside] if href.startswith("#") else ["link", href, inside]
            case Image(source, alternative):
                found = self.book.media.get(source)
                if found is None or size(found) is None or found.type not in _KINDS:
                    yield f"[{alternative}]" if alternative else ""
                else:
                    yield ["image", self._file(found), alternative]
            case NoteRef(key, _, first):
                yield ["note" if first else "again", self.names[key]]
            case Anchor(name):
                yield ["at", name]
            case _:
                assert_never(node)

    def _file(self, media: Media) -> str:
        """The name of a picture in the folder, which it is put into."""
        name = f"{media.name.rpartition('/')[2].rpartition('.')[0]}.{_KINDS[media.type]}"
        path = self.folder / name
        if not path.exists():
            path.write_bytes(media.data)
        return name
