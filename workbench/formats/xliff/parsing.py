"""What both versions of XLIFF share: safe parsing, the words of an element, ids that are there once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import cast

from lxml import etree

from workbench import languages
from workbench.errors import WorkbenchError
from workbench.findings import N_
from workbench.formats.edition import ExportUnit
from workbench.formats.legal import legal

XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ENTITY = re.compile(rb"<!ENTITY|<\0!\0E\0N\0T|\0<\0!\0E\0N\0T", re.IGNORECASE)


class XliffFileError(WorkbenchError):
    """An XLIFF file cannot be read, or an edition cannot become one; `details` may hold the `line`, from 1."""


def parse(data: bytes) -> etree._Element:
    """Parse a file and give its `xliff` element.

    Raises:
        XliffFileError: it is no XML, no XLIFF, or declares entities.
    """
    if _ENTITY.search(data):
        raise XliffFileError(N_("The file declares entities, which XLIFF does not need; export it without them."))
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise XliffFileError(
            N_("Line %(line)s of the XLIFF file is no well-formed XML; export it again."), line=error.lineno or 1
        ) from None
    except ValueError:
        raise XliffFileError(N_("The file is XML, but no XLIFF; choose another file."), line=1) from None
    if etree.QName(root).localname != "xliff":
        raise XliffFileError(N_("The file is XML, but no XLIFF; choose another file."), line=1)
    return root


def line_of(element: etree._Element) -> int:
    """Give the line that an element begins in, from 1; 0 where that is not known."""
    return cast(int | None, element.sourceline) or 0


def serialise(root: etree._Element) -> bytes:
    """Give a file, one element in a line."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def words(element: etree._Element | None, *, code: frozenset[str] = frozenset()) -> str:
    """Give the text of a `source` or `target`.

    Args:
        element: the element, or None where it is not there.
        code: names of elements whose content is code of another program and no text.
    """
    return "" if element is None else "".join(_pieces(element, code)).replace("\r\n", "\n").replace("\r", "\n")


def _pieces(element: etree._Element, code: frozenset[str]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child, etree._Entity):
            raise XliffFileError(
                N_("Line %(line)s of the XLIFF file uses an entity of its own; export it without."),
                line=line_of(child),
            )
        if isinstance(child.tag, str) and etree.QName(child).localname not in code:
            yield from _pieces(child, code)
        yield child.tail or ""


def writable(text: str) -> str:
    """Give a text as XML can hold it, with line feeds only: XML would turn a carriage return into one."""
    return legal(text).replace("\r\n", "\n").replace("\r", "\n")


def add(parent: etree._Element, name: str, text: str, **attributes: str) -> etree._Element:
    """Add an element with a text."""
    element = etree.SubElement(parent, name, attributes)
    element.text = writable(text)
    return element


def locale(tag: str) -> str:
    """Give the working locale of a language that a file names; empty for none.

    Raises:
        UnknownLocale: the workbench does not work in it.
    """
    return languages.parse(tag).tag if tag else ""


def written_once(units: Iterable[ExportUnit]) -> Iterator[ExportUnit]:
    """Give the units as they are to be written.

    Raises:
        XliffFileError: two have the same id, or one has none.
    """
    seen: set[str] = set()
    for unit in units:
        if not unit.uid or unit.uid in seen:
            raise XliffFileError(
                N_("The unit id %(uid)s is missing or there twice; each unit needs its own."), uid=repr(unit.uid)
            )
        seen.add(unit.uid)
        yield unit


def read_once(found: Iterable[tuple[ExportUnit, int]]) -> Iterator[ExportUnit]:
    """Give the units that were read, each with its line.

    Raises:
        XliffFileError: two have the same id.
    """
    lines: dict[str, int] = {}
    for unit, line in found:
        if unit.uid and unit.uid in lines:
            raise XliffFileError(
                N_("The units at lines %(first)s and %(line)s have the same id; take one of them out."),
                first=lines[unit.uid],
                line=line,
            )
        lines[unit.uid] = line
        yield unit
