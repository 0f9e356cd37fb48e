"""Write and read translation memories as TMX, a unit at a time.

Method: TMX 1.4b (LISA OSCAR, 2005) with lxml. Files of other tools are read with what they add: more than two
languages in a unit, older `lang` attributes, inline elements, a document type. What is inside `bpt ept it ph
ut` is code of another program and left out; the text inside `hi` stays. No document type is loaded, no entity
is expanded, no other file is opened.

Markdown stays in the segments as written, so a memory written here is exact only against other Markdown.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from lxml import etree

from workbench import __version__, languages
from workbench.errors import WorkbenchError
from workbench.findings import N_
from workbench.formats.edition import Edition
from workbench.formats.legal import legal
from workbench.states import State

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODE = frozenset({"bpt", "ept", "it", "ph", "ut"})


class TmxFileError(WorkbenchError):
    """A TMX file cannot be read; `details` holds the `line`, counted from 1, or 0 where it is not known."""


@dataclass(frozen=True)
class TranslationUnit:
    """One source text with its translation.

    Attributes:
        source: the source text; paragraphs are separated by blank lines.
        target: its translation.
        source_locale: BCP 47 tag.
        target_locale: BCP 47 tag.
        uid: an id that is unique in the file, or an empty string.
        confidence: 0 to 1 for a pair found by alignment, else None.
        approved: an editor accepted the pair.
    """

    source: str
    target: str
    source_locale: str
    target_locale: str
    uid: str = ""
    confidence: float | None = None
    approved: bool = False


def edition_units(edition: Edition, *, approved_only: bool = False) -> Iterator[TranslationUnit]:
    """Give the pairs of an edition that have both sides; stale ones are left out, they pair no longer."""
    for unit in edition.units:
        source = "\n\n".join(unit.source)
        approved = unit.state is State.APPROVED
        if source.strip() and unit.target.strip() and not unit.stale and (approved or not approved_only):
            yield TranslationUnit(
                source, unit.target, edition.source_locale, edition.target_locale, unit.uid, approved=approved
            )


def write_tmx(units: Iterable[TranslationUnit], *, segmentation: str = "paragraph") -> bytes:
    """Write units as a TMX file in UTF-8; the same units give the same bytes.

    Args:
        units: in the order in which they are written.
        segmentation: `paragraph`, `sentence`, `phrase` or `block`, as TMX calls the size of its units.
    """
    units = list(units)
    sources = {unit.source_locale for unit in units}
    header = {
        "creationtool": "Translation Workbench",
        "creationtoolversion": __version__,
        "segtype": segmentation,
        "o-tmf": "Translation Workbench",
        "adminlang": "en",
        "srclang": sources.pop() if len(sources) == 1 else "*all*",
        "datatype": "plaintext",
    }
    out = io.BytesIO()
    with etree.xmlfile(out, encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element("tmx", version="1.4"):
            xml.write(etree.Element("header", header), pretty_print=True)
            with xml.element("body"):
                for unit in units:
                    xml.write(_tu(unit), pretty_print=True)
    return out.getvalue()


def read_tmx(
    data: bytes | IO[bytes], *, source_locale: str | None = None, target_locale: str | None = None
) -> Iterator[TranslationUnit]:
    """Read a TMX file as it streams by; units stay in memory only until the next is asked for.

    Args:
        data: the file's bytes, or the file opened for reading bytes.
        source_locale: which language is the source; by default the one that the file says. Regions do not
            matter: `zh-Hant` also finds `zh-TW`.
        target_locale: which language is the target; by default every other one, each as its own unit.

    Yields:
        Units with text on both sides. Languages that the workbench does not know are passed over.

    Raises:
        TmxFileError: the file is no well-formed XML, is not TMX, or uses entities of its own.
    """
    wanted_source = source_locale and languages.base(source_locale)
    wanted_target = target_locale and languages.base(target_locale)
    header_language = ""
    for element in _elements(io.BytesIO(data) if isinstance(data, bytes) else data):
        name = etree.QName(element).localname
        if name == "header":
            header_language = _known(element.get("srclang", ""))
        elif name == "tu":
            texts = dict(_texts(element))
            source = wanted_source or _known(element.get("srclang", "")) or header_language or next(iter(texts), "")
            yield from _pairs(element, texts, source, wanted_target)
            _forget(element)


def _tu(unit: TranslationUnit) -> etree._Element:
    tu = etree.Element("tu")
    if unit.uid:
        tu.set("tuid", legal(unit.uid))
    properties = {
        "x-state": "approved" if unit.approved else "",
        "x-confidence": "" if unit.confidence is None else f"{unit.confidence:.4f}",
    }
    for name, value in properties.items():
        if value:
            etree.SubElement(tu, "prop", type=name).text = value
    for locale, text in ((unit.source_locale, unit.source), (unit.target_locale, unit.target)):
        tuv = etree.SubElement(tu, "tuv", {_LANG: locale})
        etree.SubElement(tuv, "seg").text = legal(text).replace("\r\n", "\n").replace("\r", "\n")
    return tu


def _elements(file: IO[bytes]) -> Iterator[etree._Element]:
    """The header and the units as they end. A broken file is told by line, never by its content."""
    events = etree.iterparse(
        file, events=("end",), tag=("{*}header", "{*}tu", "{*}tmx"),
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
    )  # fmt: skip
    try:
        for _, element in events:
            yield element
        if events.root is None or etree.QName(events.root).localname != "tmx":
            raise TmxFileError(N_("The file is XML, but no TMX; choose another file."), line=1)
    except etree.XMLSyntaxError as error:
        raise TmxFileError(
            N_("Line %(line)s of the TMX file is no well-formed XML; export it again."), line=error.lineno or 0
        ) from None


def _forget(element: etree._Element) -> None:
    """Take a unit that is done, and everything before it, out of memory."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _texts(tu: etree._Element) -> Iterator[tuple[str, str]]:
    """The texts of a unit by working locale; of several in one locale, dict keeps the last."""
    for tuv in tu.iterchildren("{*}tuv"):
        locale = _known(tuv.get(_LANG) or tuv.get("lang") or "")
        seg = tuv.find("{*}seg")
        text = "" if seg is None else "".join(_words(seg))
        if locale and text.strip():
            yield locale, text


def _words(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child, etree._Entity):
            raise TmxFileError(
                N_("Line %(line)s of the TMX file uses an entity of its own; export it without."),
                line=child.sourceline or 0,
            )
        if isinstance(child.tag, str) and etree.QName(child).localname not in _CODE:
            yield from _words(child)
        yield child.tail or ""


def _pairs(tu: etree._Element, texts: dict[str, str], source: str, target: str | None) -> Iterator[TranslationUnit]:
    properties = {prop.get("type"): prop.text or "" for prop in tu.iterchildren("{*}prop")}
    for locale, text in texts.items():
        if source in texts and locale != source and target in (None, locale):
            yield TranslationUnit(
                texts[source], text, source, locale, tu.get("tuid", ""),
                _confidence(properties.get("x-confidence", "")), properties.get("x-state") == "approved",
            )  # fmt: skip


def _confidence(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


def _known(tag: str) -> str:
    """The working locale of a tag, or an empty string if the workbench has none."""
    try:
        return languages.base(tag)
    except languages.UnknownLocale:
        return ""
