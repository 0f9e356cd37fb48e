"""Change the body of a Word file so that Pandoc reads all of it; ruby stands between marks that `inlines` knows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from workbench.formats.reading.inlines import LINE, RUBY_END, RUBY_START, RUBY_TEXT
from workbench.formats.reading.word.looks import Looks
from workbench.formats.reading.xml import W, take_out

_VAL = f"{W}val"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DISTANCE = re.compile(r"-?[0-9]{1,4}")
_RAISED = 4  # half-points; less than that mends how letters of two faces stand together
_SUBSTANCE = [W + name for name in ("t", "drawing", "pict", "object", "footnoteReference", "endnoteReference", "br")]


def mend(root: etree._Element, looks: Looks) -> bool:
    """Write in Pandoc's way what it would lose; gives whether anything was changed."""
    steps = (_write_ruby(root), _slant_dots(root), _draw_lines(root, looks), _place_bookmarks(root),
             _continue_items(root, looks), _quote_once(root, looks), _align(root), _raise(root),
             _part_captions(root, looks))  # fmt: skip
    # Every step is taken, whatever the ones before it changed.
    return sum(sum(step) for step in steps) > 0


def leave_contents_out(root: etree._Element, looks: Looks) -> bool:
    """Take the table of contents out, whose numbers are those of the file's pages; gives whether there was one."""
    gone = [*contents(root, looks)]
    for element in gone:
        take_out(element)
    if gone:
        _end_fields(root)
    return bool(gone)


def contents(root: etree._Element, looks: Looks) -> Iterator[etree._Element]:
    """Give what a table of contents is made of."""
    for gallery in root.iter(f"{W}docPartGallery"):
        holder = next(gallery.iterancestors(f"{W}sdt"), None)
        if holder is not None and gallery.get(_VAL) == "Table of Contents":
            yield holder
    if looks.contents:
        for style in root.iter(f"{W}pStyle"):
            if style.get(_VAL) in looks.contents:
                yield from style.iterancestors(f"{W}p")


def _end_fields(root: etree._Element) -> None:
    """Take out the ends of fields that began in what was taken out."""
    depth = 0
    for mark in list(root.iter(f"{W}fldChar")):
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            depth += 1
        elif depth == 0:
            take_out(mark)
        elif kind == "end":
            depth -= 1


def _write_ruby(root: etree._Element) -> Iterator[bool]:
    """Put base and reading of each ruby into the run that holds it."""
    for ruby in list(root.iter(f"{W}ruby")):
        words = etree.Element(f"{W}t")
        words.text = f"{RUBY_START}{_text(ruby, 'rubyBase')}{RUBY_TEXT}{_text(ruby, 'rt')}{RUBY_END}"
        words.set(_SPACE, "preserve")
        words.tail = ruby.tail
        holder = ruby.getparent()
        if holder is not None:
            holder.replace(ruby, words)
        yield True


def _text(ruby: etree._Element, name: str) -> str:
    part = ruby.find(f"{W}{name}")
    return "" if part is None else "".join(one.text or "" for one in part.iter(f"{W}t"))


def _slant_dots(root: etree._Element) -> Iterator[bool]:
    """Make emphasis by dots italics, the one form of emphasis that every format has."""
    for dots in list(root.iter(f"{W}em")):
        holder = dots.getparent()
        if holder is not None and dots.get(_VAL) != "none" and holder.find(f"{W}i") is None:
            etree.SubElement(holder, f"{W}i")
            yield True


def _draw_lines(root: etree._Element, looks: Looks) -> Iterator[bool]:
    """Write empty paragraphs with a border, which is how Word and LibreOffice draw a line across the page."""
    lined = {one.getparent() for one in root.iter(f"{W}pBdr")}
    if looks.ruled:
        lined |= {one.getparent() for one in root.iter(f"{W}pStyle") if one.get(_VAL) in looks.ruled}
    for look in lined:
        paragraph = None if look is None else look.getparent()
        if paragraph is not None and next(paragraph.iter(*_SUBSTANCE), None) is None:
            run = etree.SubElement(paragraph, f"{W}r")
            etree.SubElement(run, f"{W}t").text = LINE
            yield True


def _place_bookmarks(root: etree._Element) -> Iterator[bool]:
    """Put bookmarks that stand between paragraphs into the next one."""
    for mark in list(root.iter(f"{W}bookmarkStart")):
        holder = mark.getparent()
        if holder is None or holder.tag not in (f"{W}body", f"{W}tc", f"{W}sdtContent"):
            continue
        following = next(mark.itersiblings(f"{W}p", f"{W}tbl"), None)
        paragraph = None if following is None else next(following.iter(f"{W}p"), None)
        if paragraph is not None:
            take_out(mark)
            look = paragraph.find(f"{W}pPr")
            paragraph.insert(0 if look is None else 1, mark)
            yield True


def _continue_items(root: etree._Element, looks: Looks) -> Iterator[bool]:
    """Write paragraphs in a list without a sign as such that go on in the item before them."""
    if not looks.unlabelled:
        return
    for number in root.iter(f"{W}numId"):
        holder = number.getparent()
        level = None if holder is None else holder.find(f"{W}ilvl")
        if level is not None and level.get(_VAL) in looks.unlabelled.get(number.get(_VAL, ""), ()):
            number.set(_VAL, "0")
            yield True


def _quote_once(root: etree._Element, looks: Looks) -> Iterator[bool]:
    """Take the distance from the margin off what is a quotation by its style, for Pandoc quotes for either."""
    for style in root.iter(f"{W}pStyle"):
        holder = style.getparent()
        indent = None if holder is None or style.get(_VAL) not in looks.quotes else holder.find(f"{W}ind")
        if indent is not None:
            take_out(indent)
            yield True


def _align(root: etree._Element) -> Iterator[bool]:
    """Write where lines are set flush as older programs do."""
    for how in root.iter(f"{W}jc"):
        if how.get(_VAL) == "end":
            how.set(_VAL, "right")
            yield True


def _raise(root: etree._Element) -> Iterator[bool]:
    """Write letters that are set higher or lower by a distance as raised and lowered ones; LibreOffice has both."""
    for place in list(root.iter(f"{W}position")):
        look, said = place.getparent(), place.get(_VAL, "0")
        distance = int(said) if _DISTANCE.fullmatch(said) else 0
        run = None if look is None else look.getparent()
        if look is None or run is None or run.find(f"{W}t") is None or look.find(f"{W}vertAlign") is not None:
            continue
        if abs(distance) >= _RAISED:
            etree.SubElement(look, f"{W}vertAlign").set(_VAL, "superscript" if distance > 0 else "subscript")
            yield True


def _part_captions(root: etree._Element, looks: Looks) -> Iterator[bool]:
    """Put a picture into a paragraph of its own, where LibreOffice writes it into that of its caption."""
    for style in [one for one in root.iter(f"{W}pStyle") if one.get(_VAL) in looks.captions]:
        paragraph = next(style.iterancestors(f"{W}p"), None)
        first = None if paragraph is None else next(paragraph.iterchildren(f"{W}r"), None)
        if paragraph is None or first is None or first.find(f"{W}drawing") is None:
            continue
        if next(paragraph.iter(f"{W}t"), None) is not None and first.find(f"{W}t") is None:
            above = etree.Element(f"{W}p")
            above.append(first)
            paragraph.addprevious(above)
            style.set(_VAL, looks.caption or style.get(_VAL, ""))
            yield True
