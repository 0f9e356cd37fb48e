"""From a document's bytes to Pandoc's tree, and from the tree to a `Document`."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workbench import languages, text
from workbench.findings import N_
from workbench.formats import pandoc
from workbench.formats.reading import endnotes, inlines
from workbench.formats.reading.blocks import Walk
from workbench.formats.reading.errors import TooDeep
from workbench.formats.reading.forms import Form
from workbench.formats.reading.inlines import Context, Node
from workbench.formats.reading.pictures import Album
from workbench.text import Document, Kind, Note, Segment

READERS = {
    Form.DOCX: "docx",
}
_DROPPED = {
    "link": N_("Links that a page may not follow were taken out, their words kept: %(count)s."),
    "place": N_("Links inside the document that lead nowhere were taken out, their words kept: %(count)s."),
    "picture": N_("Pictures that are not in the file, or of a kind that is not kept, were left out: %(count)s."),
    "raw": N_("Pieces of code for a web page were left out: %(count)s."),
}
_META = {
    "author": ("author", "creator"),
    "date": ("date", "dcterms.date"),
    "rights": ("rights", "dc.rights"),
    "language": ("lang", "language"),
}
_FRONT = "title-block-header"
_TIME = re.compile(r"(?<=\d)T\d\d:.*")
_PICTURE = re.compile(r"\]\((media/[^()\s]+)\)")


def read(form: Form, data: bytes, album: Album | None = None) -> Document:
    """Read a document through Pandoc.

    Args:
        form: what it is; one of `READERS`.
        data: its bytes.
        album: where its pictures come from; by default from its own addresses alone.

    Raises:
        PandocMissing, Busy, TooSlow, TooLarge, ConversionFailed: see `formats.pandoc`.
        TooDeep: see there.
        EmptyText, ParagraphTooLong, TooManySegments: see `text.limits`.
    """
    output = pandoc.run(["--from", READERS[form], "--to", "json"], data)
    return parsed(lambda: document(json.loads(output), album or Album()))


def document_of_pages(tree: Mapping[str, Any], album: Album) -> Document:
    """Make a document of the tree of pages, with notes that are only links where they belong; the tree is changed."""
    endnotes.gather(tree["blocks"])
    return document(tree, album)


def parsed(make: Callable[[], Document]) -> Document:
    """Make a document, and say so where it is too deep for that.

    Raises:
        TooDeep: see there.
    """
    try:
        return make()
    except RecursionError:
        raise TooDeep(
            N_("Lists, quotations or tables stand in one another too deeply; make the document flatter.")
        ) from None


def document(tree: Mapping[str, Any], album: Album, *, properties: Mapping[str, str] | None = None) -> Document:
    """Make a document of Pandoc's tree.

    Args:
        tree: its JSON.
        album: where the pictures come from.
        properties: title and the like that are not in the tree.
    """
    context = Context(picture=album.name, note=lambda _: "", anchor=lambda _: None)
    walk = Walk(context)
    context.note, context.anchor = walk.note, walk.anchor
    meta = {**(properties or {}), **_meta(tree["meta"])}
    walk.run(_title_notes(tree["meta"]))
    walk.run(_without_title(_with_rest_of_front(tree["blocks"], meta), meta.get("title", "")))
    text.check_size([segment.content for segment in walk.segments])  # the rest takes longest
    segments = normalised(walk.segments, meta.get("title", ""))
    offset = len(segments) - len(walk.segments)
    # Where the trip parted or joined blocks, nobody knows any more which place an id names.
    places = walk.places if offset == bool(meta.get("title")) else {}
    segments = _linked(segments, places, context, offset=offset)
    text.check_size([segment.content for segment in segments])
    notes = tuple(Note(_DROPPED[kind], {"count": str(count)}) for kind, count in context.dropped.items())
    shown = {name for segment in segments for name in _PICTURE.findall(segment.content)}
    return Document(segments, meta, notes, tuple(one for one in album.pictures if one.name in shown))


def normalised(segments: Sequence[Segment], title: str) -> tuple[Segment, ...]:
    """Give segments as they are after a trip through a file of Markdown, so that they are the same ever after.

    Args:
        segments: the blocks below the title.
        title: the title, which stands first if there is one.

    Raises:
        EmptyText: there are none.
    """
    if not segments:
        raise text.EmptyText(N_("The text is empty; bring one in that has at least one paragraph."))
    body = text.clean(text.write_markdown(Document(tuple(segments))))[0]
    # A line of hyphens at the beginning would be read as front matter; with a front matter it is not.
    first, *others = text.read_markdown("---\nx: y\n---\n\n" + body).segments
    if not title:
        return (first, *others)
    return (Segment(Kind.TITLE, title, gap=""), replace(first, gap="\n\n" + first.gap), *others)


def _linked(
    segments: tuple[Segment, ...], places: Mapping[str, int], context: Context, *, offset: int
) -> tuple[Segment, ...]:
    """Let links inside the document lead to the ids of segments; those that lead nowhere are unlinked."""
    if not any("](#" in segment.content for segment in segments):
        return segments
    names = {place: segments[number + offset] for place, number in places.items() if number + offset < len(segments)}
    digests = Counter(text.digest(segment.content) for segment in segments)

    def target(place: str) -> str | None:
        segment = names.get(place) or names.get(place.replace("#", "_"))
        # A place that holds such links itself would change its own id; one that occurs twice has no sure id.
        if segment is None or "](#" in segment.content:
            return None
        name = text.digest(segment.content)
        return name if digests[name] == 1 else None

    return tuple(replace(one, content=_relinked(one.content, target, context)) for one in segments)


def _relinked(content: str, target: Callable[[str], str | None], context: Context) -> str:
    if "](#" not in content:
        return content
    pieces: list[str] = []
    opened: list[tuple[bool, str | None]] = []
    at = 0
    for mark in text.markup.marks(content):
        if mark.kind == "link-open":
            is_inside = mark.target.startswith("#")
            opened.append((is_inside, target(mark.target[1:]) if is_inside else None))
            if opened[-1] == (True, None):
                context.drop("place")
                pieces.append(content[at : mark.start])
                at = mark.end
        elif mark.kind == "link-close":
            is_inside, place = opened.pop()
            if is_inside:
                pieces += [content[at : mark.start], f"](#{place})" if place else ""]
                at = mark.end
    return "".join([*pieces, content[at:]])


def _meta(meta: Mapping[str, Any]) -> dict[str, str]:
    found = {"title": _words(meta.get("title"))}
    for name, keys in _META.items():
        found[name] = next((value for key in keys if (value := _words(meta.get(key)))), "")
    found["date"] = _TIME.sub("", found["date"])
    try:
        languages.parse(found["language"])
    except languages.UnknownLocale:  # many programs write the locale of the computer, such as `C`
        found["language"] = ""
    return {name: text.clean(value)[0] for name, value in found.items() if value}


def _words(value: Any) -> str:  # noqa: ANN401 - a value of Pandoc's metadata
    """Give the text of a value of the metadata; lists with commas between."""
    if value is None:
        return ""
    match value["t"]:
        case "MetaString":
            return " ".join(str(value["c"]).split())
        case "MetaInlines":
            return inlines.plain(value["c"])
        case "MetaList":
            return ", ".join(words for one in value["c"] if (words := _words(one)))
        case "MetaBlocks":
            return " ".join(inlines.plain(block["c"]) for block in value["c"] if block["t"] in ("Para", "Plain"))
        case "MetaMap":
            return next((words for key in ("text", "name") if (words := _words(value["c"].get(key)))), "")
    return ""


def _title_notes(meta: Mapping[str, Any]) -> list[Node]:
    """Give as blocks what stands in the metadata but belongs to the text: subtitle, abstract, notes to the title."""
    blocks: list[Node] = []
    for key in ("subtitle", "abstract"):
        value = meta.get(key)
        if value and value["t"] == "MetaInlines":
            blocks.append({"t": "Para", "c": value["c"]})
        elif value and value["t"] == "MetaBlocks":
            blocks += value["c"]
    title = meta.get("title")
    if title and title["t"] == "MetaInlines":
        blocks += [block for node in title["c"] if node["t"] == "Note" for block in node["c"]]
    return blocks


def _with_rest_of_front(blocks: Sequence[Node], meta: Mapping[str, str]) -> list[Node]:
    """Keep of the block that Pandoc writes before a page, with title and authors, what the metadata do not say."""
    said = " ".join(meta.values())
    kept: list[Node] = []
    for block in blocks:
        if block["t"] != "Div":
            kept.append(block)
        elif block["c"][0][0] == _FRONT:
            kept += [one for one in block["c"][1] if one["t"] == "Para" and inlines.plain(one["c"]) not in said]
        else:
            kept.append({"t": "Div", "c": [block["c"][0], _with_rest_of_front(block["c"][1], meta)]})
    return kept


def _without_title(blocks: Sequence[Node], title: str) -> Sequence[Node]:
    """Leave out a first heading that only says the title again, as web pages and e-books have it."""
    for number, block in enumerate(blocks):
        match block["t"]:
            case "Div":
                inner = _without_title(block["c"][1], title)
                return [*blocks[:number], {"t": "Div", "c": [block["c"][0], inner]}, *blocks[number + 1 :]]
            case "Header" if title and inlines.plain(block["c"][2]) == title:
                return [*blocks[:number], *blocks[number + 1 :]]
            case "Para" if title and inlines.plain(block["c"]) == title:
                return [*blocks[:number], *blocks[number + 1 :]]
        if _is_empty(block):
            continue
        break
    return blocks


def _is_empty(block: Node) -> bool:
    return block["t"] in ("Para", "Plain") and not inlines.plain(block["c"])
