"""What stands around words in a Word file, or in their place, and keeps Pandoc from seeing them.

Simple fields, words in a direction of their own, signs for old and new programs, line ends of old programs, page breaks
inside a paragraph, and lines of verse that are set in. Source: ECMA-376, part 1, 17.3 and 17.16; part 3, 10.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from workbench.formats.reading.word.boxes import MC
from workbench.formats.reading.word.looks import Looks
from workbench.formats.reading.xml import W, take_out

SET_IN = "\u2003"  # a blank that Markdown keeps at the beginning of a line
OF_TAB = 2 * SET_IN
_TYPE = f"{W}type"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_DIRECTED = (f"{W}dir", f"{W}bdo")
_UNREAD = (f"{MC}AlternateContent", f"{W}fldSimple", *_DIRECTED, f"{W}cr", f"{W}br")


def unwrap(root: etree._Element, looks: Looks) -> bool:
    """Write what Pandoc would pass over in a form that it reads; gives whether anything was changed."""
    if next(root.iter(*_UNREAD), None) is None:  # looking once is quicker than every step on its own
        return False
    steps = (_choose(root), _spell_fields_out(root), _lay_open(root), _end_lines(root), _set_lines_in(root, looks))
    return sum(sum(step) for step in steps) > 0


def _choose(root: etree._Element) -> Iterator[bool]:
    """Take the words of a sign that stands twice, as Word writes emoji; drawings stand twice as well, and stay so."""
    for either in list(root.iter(f"{MC}AlternateContent")):
        words = next((one for one in (either.find(f"{MC}{name}/{W}t") for name in ("Choice", "Fallback"))
                      if one is not None), None)  # fmt: skip
        holder = either.getparent()
        if words is not None and holder is not None:
            words.tail = either.tail
            holder.replace(either, words)
            yield True


def _spell_fields_out(root: etree._Element) -> Iterator[bool]:
    """Write a field that is one element as its beginning, its order, its words and its end."""
    for field in list(root.iter(f"{W}fldSimple")):
        order = etree.Element(f"{W}r")
        etree.SubElement(order, f"{W}instrText").text = field.get(f"{W}instr", "")
        field.insert(0, _mark("begin"))
        field.insert(1, order)
        field.insert(2, _mark("separate"))
        field.append(_mark("end"))
        _replace_by_children(field)
        yield True


def _mark(kind: str) -> etree._Element:
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}fldChar").set(f"{W}fldCharType", kind)
    return run


def _lay_open(root: etree._Element) -> Iterator[bool]:
    """Take away what says only in which direction words run."""
    for element in list(root.iter(*_DIRECTED)):
        _replace_by_children(element)
        yield True


def _replace_by_children(element: etree._Element) -> None:
    for child in list(element):
        element.addprevious(child)
    take_out(element)


def _end_lines(root: etree._Element) -> Iterator[bool]:
    """Write every line end as one; the end of a page or column inside a paragraph is a blank."""
    for end in list(root.iter(f"{W}cr")):
        end.tag = f"{W}br"
        yield True
    for end in list(root.iter(f"{W}br")):
        if end.get(_TYPE) in ("page", "column"):
            _turn_into_words(end, " ")
            yield True


def _set_lines_in(root: etree._Element, looks: Looks) -> Iterator[bool]:
    """Keep how far lines behind the first one of a paragraph are set in by tabs and blanks; code keeps its own."""
    for end in list(root.iter(f"{W}br")):
        paragraph = next(end.iterancestors(f"{W}p"), None)
        style = None if paragraph is None else paragraph.find(f"{W}pPr/{W}pStyle")
        if style is not None and style.get(f"{W}val") in looks.code:
            continue
        for element in _behind(end, paragraph):
            words = (element.text or "") if element.tag == f"{W}t" else ""
            rest = words.lstrip(" ")
            if element.tag == f"{W}tab":
                _turn_into_words(element, OF_TAB)
                yield True
            elif len(words) - len(rest) > 1:
                element.text = SET_IN * ((len(words) - len(rest)) // 2) + rest
                yield True
            if rest or element.tag not in (f"{W}t", f"{W}tab"):
                break


def _behind(end: etree._Element, paragraph: etree._Element | None) -> Iterator[etree._Element]:
    """Give what stands behind a line end in its run and in the next runs of its paragraph, as long as it is asked."""
    yield from (one for one in end.itersiblings() if one.tag != f"{W}rPr")
    run = end.getparent()
    if run is None or run.getparent() is not paragraph:
        return
    for following in run.itersiblings(f"{W}r"):
        yield from (one for one in following if one.tag != f"{W}rPr")


def _turn_into_words(element: etree._Element, words: str) -> None:
    tail = element.tail
    element.clear()
    element.tag, element.text, element.tail = f"{W}t", words, tail
    element.set(_SPACE, "preserve")
