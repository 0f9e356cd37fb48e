"""What is new for readers of one language, as an Atom feed.

Source: RFC 4287. The site does not know its own host, so the ids are names (`urn:uuid:`) made of the text's address and
its locale, and the links are relative to the feed. A text is dated when its people put it before readers; the original
is no entry of its own.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from lxml import etree

from workbench.formats.legal import printable
from workbench.formats.site import names
from workbench.formats.site.fronts import card_for
from workbench.formats.site.values import FIRST, Card, Entry, SiteFile, SiteWords
from workbench.formats.writing.package import iso

ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMESPACE = uuid.UUID("0d1b2b1e-63c4-5e0f-9a57-8f5a0b8c1d42")
# Readers of a feed have the older ones already.
MOST = 50


def feed(entries: Sequence[Entry], words: SiteWords) -> SiteFile:
    """Write the feed of one language; the newest come first."""
    here = names.feed(words.locale)
    cards = [(entry, card) for entry in entries if (card := card_for(entry, words.locale)) and card.published]
    cards.sort(key=lambda pair: pair[1].published or FIRST, reverse=True)
    root = etree.Element(_name("feed"), {_LANG: words.locale}, nsmap={None: ATOM})  # type: ignore[dict-item]
    _add(root, "id", _urn(words.locale))
    _add(root, "title", words.name)
    _add(root, "updated", iso(max((_updated(card) for _, card in cards), default=FIRST)))
    etree.SubElement(root, _name("link"), rel="self", type="application/atom+xml", href=names.way(here, here))
    front = names.way(here, names.front(words.locale))
    etree.SubElement(root, _name("link"), rel="alternate", type="text/html", href=front)
    # Every entry needs an author; where none is known it is the house.
    _add(etree.SubElement(root, _name("author")), "name", words.name)
    for entry, card in cards[:MOST]:
        _entry(root, here, entry, card)
    etree.indent(root)
    return SiteFile(here, etree.tostring(root, xml_declaration=True, encoding="utf-8") + b"\n")


def _entry(root: etree._Element, here: str, entry: Entry, card: Card) -> None:
    element = etree.SubElement(root, _name("entry"), {_LANG: card.tag})
    _add(element, "id", _urn(f"{entry.slug}/{card.tag}"))
    _add(element, "title", card.title)
    _add(element, "published", iso(card.published or FIRST))
    _add(element, "updated", iso(_updated(card)))
    if card.author:
        _add(etree.SubElement(element, _name("author")), "name", card.author)
    address = names.way(here, card.path)
    etree.SubElement(element, _name("link"), rel="alternate", type="text/html", hreflang=card.tag, href=address)
    if card.excerpt:
        _add(element, "summary", card.excerpt)


def _updated(card: Card) -> dt.datetime:
    return max(card.published or FIRST, card.changed)


def _add(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, _name(name)).text = printable(text)


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"


def _urn(name: str) -> str:
    return uuid.uuid5(_NAMESPACE, name).urn
