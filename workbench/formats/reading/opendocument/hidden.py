"""Hidden text of an OpenDocument file: it stands in the file, and nobody sees or prints it.

Source: OpenDocument 1.3, part 3, `text:display` of sections and of styles. It fails on what is hidden under a condition
alone, which is taken as text.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from workbench.formats.containers import Container
from workbench.formats.reading import xml
from workbench.formats.reading.losses import Loss, Lost
from workbench.formats.reading.opendocument.names import TEXT
from workbench.formats.reading.opendocument.own import words
from workbench.formats.reading.opendocument.styles import Styles

_FAMILIES = {f"{TEXT}span": "text", f"{TEXT}p": "paragraph", f"{TEXT}h": "paragraph"}


def leave_hidden_out(container: Container, content: etree._Element) -> list[Lost]:
    """Take hidden text out of a parsed `content.xml`; gives what it said.

    Raises:
        Unsafe, Damaged: see `xml.parse`.
    """
    styles = Styles(content, xml.part(container, "styles.xml"))
    gone = [*_hidden(content, styles)]
    found = [Lost(Loss.HIDDEN, _words(element)) for element in gone]
    for element in gone:
        xml.take_out(element)
    return found


def _hidden(content: etree._Element, styles: Styles) -> Iterator[etree._Element]:
    for section in content.iter(f"{TEXT}section"):
        if section.get(f"{TEXT}display") == "none":
            yield section
    if styles.hidden:
        for element in content.iter(*_FAMILIES):
            if (_FAMILIES[str(element.tag)], element.get(f"{TEXT}style-name", "")) in styles.hidden:
                yield element


def _words(element: etree._Element) -> str:
    paragraphs = [*element.iter(f"{TEXT}p", f"{TEXT}h")] if element.tag == f"{TEXT}section" else [element]
    return " ".join(map(words, paragraphs))
