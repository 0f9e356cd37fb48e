"""Parse XML that somebody else made: no entities, no network, nothing of endless depth."""

from __future__ import annotations

import re

from lxml import etree

from workbench.findings import N_
from workbench.formats.containers import Container, Damaged, Unsafe

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ENTITY = re.compile(rb"<!ENTITY|<\0!\0E\0N\0T|\0<\0!\0E\0N\0T", re.IGNORECASE)


def parse(data: bytes) -> etree._Element:
    """Parse a part of a container.

    Raises:
        Unsafe: it declares entities, which can make a small file endless or read other files.
        Damaged: it is no XML.
    """
    refuse_entities(data)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Damaged(N_("The file is damaged or cut off; send it again, or open it and save it anew.")) from error


def refuse_entities(data: bytes) -> None:
    """Refuse a part that declares entities.

    Raises:
        Unsafe: see `parse`.
    """
    # Most parts have no declaration at all, which is seen much quicker.
    if (b"<!" in data or b"<\0!" in data) and _ENTITY.search(data):
        raise Unsafe(N_("The file declares entities, which no book needs and which can do harm; save it anew."))


def part(container: Container, name: str) -> etree._Element | None:
    """Parse a part, or give None where the container has none of this name."""
    return parse(container.read(name)) if name in container else None


def local(element: etree._Element) -> str:
    """Give the name of an element without its namespace; empty for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def take_out(element: etree._Element) -> None:
    """Take an element out of what holds it, and leave what follows it in its place."""
    holder = element.getparent()
    if holder is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is None:
            holder.text = (holder.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
        element.tail = None
    holder.remove(element)
