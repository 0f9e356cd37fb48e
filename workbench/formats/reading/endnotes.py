"""Footnotes of web pages and e-books that are only links there and back.

Notes that say what they are have been found before, by `pages.notes`. Older books, Word and LibreOffice write a number
that links to a paragraph which begins with a number that links back; whatever does both is a note. It fails on notes
without a way back, which stay the paragraphs that they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from workbench.formats.reading import inlines

Node = dict[str, Any]

# What a reference shows, and the way back from a note.
MARK = re.compile(r"[\[(（【〔]?\s*(?:\d{1,4}|[a-z]|[ivxlc]{1,6}|[*†‡§¶^↑↩]{1,3}|[①-⑳])\s*[\])）】〕]?[.:：]?︎?")
_WRAPS = frozenset(["Span", "Superscript", "Subscript", "Strong", "Emph", "Underline", "SmallCaps"])
_BLANK = frozenset(["Space", "SoftBreak", "LineBreak"])
_NOTES = re.compile(r"\b(?:doc-)?(?:foot|end)notes?\b|\brearnotes?\b")


@dataclass
class _Note:
    """What may be a note: its blocks, the places that lead to it, and the one that it leads back to."""

    blocks: list[Node]
    holder: list[Any]
    item: Any
    ids: frozenset[str]
    back: str
    is_taken: bool = False


def gather(blocks: list[Node]) -> None:
    """Put notes that are paragraphs where they are referred to; the blocks are changed in place."""
    found = [*_candidates(blocks)]
    places = {name: note for note in found for name in note.ids}
    if found:
        for paragraph in _paragraphs(blocks):
            _refer(paragraph, places)
        for note in found:
            if note.is_taken:
                note.holder[:] = [one for one in note.holder if one is not note.item]
    _leave_frames_out(blocks)


def without_number(blocks: Sequence[inlines.Node]) -> Sequence[inlines.Node]:
    """Give the blocks of a note without the number that some programs write before its text."""
    if not blocks or blocks[0]["t"] not in ("Para", "Plain"):
        return blocks
    content = _opened(blocks[0]["c"])
    if not content[1:] or not _is_number(content[0]):
        return blocks
    return [{**blocks[0], "c": content[1:]}, *blocks[1:]]


def _opened(content: Sequence[inlines.Node]) -> list[inlines.Node]:
    """Give inlines from the first that shows something, taken out of the spans around it."""
    found = list(content)
    while found and (_is_nothing(found[0]) or (found[0]["t"] == "Span" and len(_substance(found[0])) > 1)):
        found[:1] = [] if _is_nothing(found[0]) else found[0]["c"][1]
    return found


def _is_nothing(node: inlines.Node) -> bool:
    return node["t"] in _BLANK or (node["t"] in ("Str", "Span") and not inlines.plain([node]))


def _is_number(node: inlines.Node) -> bool:
    if not MARK.fullmatch(inlines.plain([node])):
        return False
    while node["t"] in _WRAPS and node["t"] != "Superscript":
        inside = _substance(node)
        if len(inside) != 1:
            return False
        node = inside[0]
    return node["t"] == "Superscript" or (node["t"] == "Link" and str(node["c"][2][0]).startswith("#"))


# --- notes ----------------------------------------------------------------------------------------------------------


def _candidates(blocks: list[Any], ids: tuple[str, ...] = ()) -> Iterator[_Note]:
    """Give the blocks that begin with a way back; `ids` name what they stand in, if they are the first of it."""
    for block in blocks:
        content = block.get("c")
        match block["t"]:
            case "Para" | "Plain":
                if (back := _way_back(content)) is not None:
                    names = frozenset([*ids, *_ids(content)])
                    yield _Note([block], blocks, block, names, back)
            case "Div":
                name = content[0][0]
                inner = [*_candidates(content[1], (name,) if name else ())]
                first = inner[0] if inner and content[1] and inner[0].item is content[1][0] else None
                # A frame around one note holds all of its paragraphs.
                if first and len(inner) == 1 and name:
                    yield _Note(content[1], blocks, block, first.ids | {name}, first.back)
                else:
                    yield from inner
            case "BulletList" | "OrderedList":
                items = content if block["t"] == "BulletList" else content[1]
                for item in items:
                    for note in _candidates(item):
                        is_first = bool(item) and note.item is item[0]
                        yield _Note(item, items, item, note.ids, note.back) if is_first else note
            case "BlockQuote":
                yield from _candidates(content)


def _way_back(content: Sequence[inlines.Node]) -> str | None:
    """Give the place that a paragraph leads back to by its first words, or None."""
    opened = _opened(content)
    link = _link(opened[0]) if opened else None
    return None if link is None else _place(link)


def _link(node: inlines.Node) -> inlines.Node | None:
    """Give the link to another place that is all that a node holds, if it shows no more than a number."""
    while node["t"] in _WRAPS:
        inside = _substance(node)
        if len(inside) != 1:
            return None
        node = inside[0]
    if node["t"] != "Link" or not node["c"][2][0].startswith("#"):
        return None
    return node if MARK.fullmatch(inlines.plain([node])) else None


def _substance(node: inlines.Node) -> list[inlines.Node]:
    """Give what a span or a style holds, but for blanks and places."""
    inside = node["c"][1] if node["t"] == "Span" else node["c"]
    return [one for one in inside if not _is_nothing(one)]


def _place(link: inlines.Node) -> str:
    return str(link["c"][2][0][1:]).replace("#", "_")


def _ids(content: Any) -> Iterator[str]:  # noqa: ANN401 - any part of Pandoc's tree
    """Give the names of all places in inlines."""
    if isinstance(content, list):
        for one in content:
            yield from _ids(one)
    elif isinstance(content, dict) and content["t"] != "Note":
        if content["t"] in ("Span", "Link", "Image") and content["c"][0][0]:
            yield content["c"][0][0].replace("#", "_")
        yield from _ids(content.get("c"))


# --- references -----------------------------------------------------------------------------------------------------


def _paragraphs(part: Any) -> Iterator[list[Node]]:  # noqa: ANN401 - any part of Pandoc's tree
    """Give what stands inside each paragraph, heading and cell."""
    if isinstance(part, list):
        for one in part:
            yield from _paragraphs(one)
    elif isinstance(part, dict):
        if part["t"] in ("Para", "Plain"):
            yield part["c"]
        elif part["t"] == "Header":
            yield part["c"][2]
        else:
            yield from _paragraphs(part.get("c"))


def _refer(content: list[Node], places: dict[str, _Note]) -> None:
    names = frozenset(_ids(content))

    def put(nodes: list[Node]) -> None:
        for number, node in enumerate(nodes):
            link = _link(node)
            note = places.get(_place(link)) if link else None
            # A note leads to its reference as well; what tells them apart is which of them holds the other's name.
            if note and note.back in names and not names & note.ids:
                nodes[number] = {"t": "Note", "c": note.blocks}
                note.is_taken = True
            elif node["t"] in _WRAPS:
                put(node["c"][1] if node["t"] == "Span" else node["c"])

    put(content)


def _leave_frames_out(blocks: list[Node]) -> None:
    """Take out what held the notes and now holds only a heading or a line."""
    for block in list(blocks):
        if block["t"] != "Div":
            continue
        (_, classes, others), inner = block["c"]
        _leave_frames_out(inner)
        said = " ".join([*classes, *(value for name, value in others if name in ("role", "epub:type", "type"))])
        if _NOTES.search(said) and all(one["t"] in ("Header", "HorizontalRule") for one in inner):
            blocks.remove(block)
