"""All the text of a Word file, and what of it is not taken over."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from workbench.formats.containers import Container
from workbench.formats.reading import xml
from workbench.formats.reading.losses import Loss, Lost
from workbench.formats.reading.word import boxes, hidden, mending
from workbench.formats.reading.word.looks import Looks
from workbench.formats.reading.xml import W

_RUNNING = re.compile(r"word/(?:header|footer)\d*\.xml")
# What stands inside a paragraph without being its text: boxes, readings of ruby, what was moved away.
_APART = (boxes.CONTENT, f"{W}rt", f"{W}moveFrom")


def own_text(container: Container, roots: Mapping[str, etree._Element]) -> Iterator[Lost]:
    """Give all the text of a Word file: each paragraph of the body, and what is not taken over.

    Args:
        container: the file.
        roots: the parts that hold its text.
    """
    looks = Looks(container)
    for root in roots.values():
        made_anew = {one for element in mending.contents(root, looks) for one in element.iter(f"{W}p")}
        # Looking at all that surrounds each word costs as much as everything else; few files have what it looks for.
        unseen = frozenset(hidden.runs(root, looks))
        is_plain = not unseen and next(root.iter(*_APART, f"{W}delText"), None) is None
        for paragraph in root.iter(f"{W}p"):
            if paragraph not in made_anew and (is_plain or not boxes.is_inside(paragraph)):
                yield from [Lost(Loss.TEXT, _text(paragraph))] if is_plain else _paragraph(paragraph, unseen)
        for box in root.iter(boxes.CONTENT):
            if next(box.iterancestors(f"{boxes.MC}Fallback"), None) is None:
                yield from (Lost(Loss.TEXT_BOX, _text(paragraph)) for paragraph in box.iter(f"{W}p"))
    for name in container.names:
        if name == "word/comments.xml":
            comments = xml.parse(container.read(name))
            yield from (Lost(Loss.COMMENT, _text(comment)) for comment in comments.iter(f"{W}comment"))
        elif _RUNNING.fullmatch(name):
            yield Lost(Loss.RUNNING, _text(xml.parse(container.read(name))))


def _paragraph(paragraph: etree._Element, unseen: frozenset[etree._Element]) -> Iterator[Lost]:
    """Give what a paragraph shows, and apart from that what it hides or held before somebody changed it."""
    kept: list[str] = []
    beside: dict[Loss, list[str]] = {Loss.DELETED: [], Loss.HIDDEN: []}
    for element in paragraph.iter(f"{W}t", f"{W}delText", f"{W}tab", f"{W}br"):
        around = next(element.iterancestors(*_APART), None)
        if around is not None and around.tag == _APART[0]:
            continue
        if element.tag == f"{W}delText":
            beside[Loss.DELETED].append(element.text or "")
        elif unseen and element.getparent() in unseen:
            beside[Loss.HIDDEN].append(element.text or " ")
        elif around is None:
            kept.append(element.text or " ")
    yield Lost(Loss.TEXT, "".join(kept))
    yield from (Lost(kind, "".join(words)) for kind, words in beside.items() if words)


def _text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext(f"{W}t", with_tail=False)))
