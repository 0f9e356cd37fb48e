"""Emphasis that a page shows by its style sheet alone: Pandoc reads elements, not looks.

E-books that were converted, and pages that an office program saved, write `<span class="c3">` and say elsewhere that
`c3` slants. Such spans become the elements that say so. Read are rules for a single class, and the look that a span
carries itself; it fails on rules that depend on what is around.
"""

from __future__ import annotations

import html.entities
import re
from collections.abc import Iterable, Iterator, Mapping

from lxml import etree
from lxml import html as lxml_html

from workbench.formats.containers import Container

Faces = Mapping[str, tuple[str, ...]]

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]{1,2000})\{([^{}]{0,4000})\}")
_CLASS = re.compile(r"(?:span|\*)?\.([\w-]+)")
_SLANTED = re.compile(r"font-style\s*:\s*(?:italic|oblique)|text-emphasis(?:-style)?\s*:\s*(?!none)", re.IGNORECASE)
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|text-top)|(?:^|[;\s])top\s*:\s*-0?\.[2-9]\d*em", re.IGNORECASE)
_LOWERED = re.compile(r"vertical-align\s*:\s*sub|(?:^|[;\s])top\s*:\s*0?\.[2-9]\d*em", re.IGNORECASE)
_LOOKS = (("i", _SLANTED), ("b", _BOLD), ("del", _STRUCK), ("sup", _RAISED), ("sub", _LOWERED))
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_OF_XML = frozenset(["amp", "lt", "gt", "quot", "apos"])
_SHEET = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)
_OWN = re.compile(r"<span\b[^>]*\sstyle\s*=", re.IGNORECASE)


def faces(sheets: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Give, for each class that emphasises, the elements that mean the same."""
    found: dict[str, tuple[str, ...]] = {}
    for sheet in sheets:
        for selectors, look in _RULE.findall(_COMMENT.sub("", sheet)):
            if elements := _elements(look):
                names = (_CLASS.fullmatch(selector.strip()) for selector in selectors.split(","))
                found |= {name[1]: elements for name in names if name}
    return found


def of_book(container: Container) -> dict[str, tuple[str, ...]]:
    """Give the faces of all style sheets of an e-book."""
    sheets = (container.read(name).decode("utf-8", "replace") for name in container.names if name.endswith(".css"))
    return faces(sheets)


def dress_chapter(text: str, known: Faces) -> str:
    """Give a chapter of an e-book with emphasis as elements."""
    known = {**known, **faces(_SHEET.findall(text))}
    if not _needs_it(text, known):
        return text
    try:
        root = etree.fromstring(_ENTITY.sub(_character, text).encode(), _parser())
    except (etree.XMLSyntaxError, ValueError):
        return text
    return etree.tostring(root, encoding="unicode") if _dress(root, known) else text


def dress_page(page: str) -> str:
    """Give a web page with emphasis as elements."""
    known = faces(_SHEET.findall(page))
    if not _needs_it(page, known):
        return page
    try:
        root = lxml_html.document_fromstring(page, parser=lxml_html.HTMLParser(no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return page
    return str(lxml_html.tostring(root, encoding="unicode")) if _dress(root, known) else page


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _character(found: re.Match[str]) -> str:
    """Give the character for a name that XML does not know."""
    return found[0] if found[1] in _OF_XML else html.entities.html5.get(found[1] + ";", found[0])


def _needs_it(page: str, known: Faces) -> bool:
    return "<span" in page and (any(name in page for name in known) or bool(_OWN.search(page)))


def _dress(root: etree._Element, known: Faces) -> bool:
    """Turn the spans of a page into what they show; gives whether there were any."""
    spans = [(span, elements) for span in root.iter("{*}span") if (elements := _worn(span, known))]
    for span, (outer, *others) in spans:
        space = span.tag[: -len("span")] if isinstance(span.tag, str) else ""
        span.tag = space + outer
        for name in others:
            _fill(span, etree.SubElement(span, space + name))
    return bool(spans)


def _worn(span: etree._Element, known: Faces) -> list[str]:
    """Give the elements for all that a span shows, each once."""
    names = (span.get("class") or "").split()
    found = [element for name in names for element in known.get(name, ())]
    return list(dict.fromkeys([*found, *_elements(span.get("style") or "")]))


def _fill(holder: etree._Element, inner: etree._Element) -> None:
    """Move all that an element holds into its last one."""
    inner.text, holder.text = holder.text, None
    for child in list(holder)[:-1]:
        inner.append(child)


def _elements(look: str) -> tuple[str, ...]:
    return tuple(_said(look)) if look else ()


def _said(look: str) -> Iterator[str]:
    for name, pattern in _LOOKS:
        if pattern.search(look):
            yield name
