"""Read TMX of any tool, a unit at a time."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import IO, NamedTuple

from lxml import etree

from workbench import languages
from workbench.errors import WorkbenchError
from workbench.findings import N_
from workbench.formats.tmx.units import TranslationUnit

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CODE = frozenset({"bpt", "ept", "it", "ph", "ut"})
# strptime takes longer than the rest of a unit.
_WRITTEN_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", re.ASCII)


class TmxFileError(WorkbenchError):
    """A TMX file cannot be read; `details` holds the `line`, counted from 1, or 0 where it is not known."""


def read_tmx(
    data: bytes | IO[bytes],
    *,
    source_locale: str | None = None,
    target_locale: str | None = None,
    unknown: Counter[str] | None = None,
) -> Iterator[TranslationUnit]:
    """Read a TMX file as it streams by; units stay in memory only until the next is asked for.

    Args:
        data: the file's bytes, or the file opened for reading bytes.
        source_locale: which language is the source; by default the one that the file says. Regions do not
            matter: `zh-Hant` also finds `zh-TW`.
        target_locale: which language is the target; by default every other one, each as its own unit.
        unknown: counts the texts in languages that the workbench does not know, by their tags.

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
            variants = {one.locale: one for one in _variants(element, unknown)}
            named = _known(element.get("srclang", "")) or header_language
            source = wanted_source or named or next(iter(variants), "")
            yield from _pairs(element, variants, source, wanted_target)
            _forget(element)


def check_tmx(file: IO[bytes]) -> None:
    """See that a file can be read to its end, so that nothing has to be undone half-way.

    Raises:
        TmxFileError: see `read_tmx`.
    """
    for element in _elements(file):
        for entity in element.iter(etree.Entity):
            raise _own_entity(entity)
        _forget(element)


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


class _Variant(NamedTuple):
    """A `tuv`: a text in one locale, and what is said of it; a tuple, which is made in a third of the time."""

    locale: str
    text: str
    said: Mapping[str, str]
    changed: dt.datetime | None


def _variants(tu: etree._Element, unknown: Counter[str] | None) -> Iterator[_Variant]:
    """The texts of a unit by working locale; of several in one locale, the last is what counts."""
    for tuv in tu.iterchildren("{*}tuv"):
        tag = tuv.get(_LANG) or tuv.get("lang") or ""
        locale = _known(tag)
        if not locale:
            if unknown is not None:
                unknown[tag[:35] or "?"] += 1
            continue
        seg = tuv.find("{*}seg")
        text = "" if seg is None else "".join(_words(seg))
        if text.strip():
            yield _Variant(locale, text, _properties(tuv), _changed(tuv))


def _properties(element: etree._Element) -> dict[str, str]:
    return {prop.get("type", ""): prop.text or "" for prop in element.iterchildren("{*}prop")}


def _changed(element: etree._Element) -> dt.datetime | None:
    """When a text was changed, or else made."""
    for name in ("changedate", "creationdate"):
        found = _WRITTEN_TIME.fullmatch(element.get(name, ""))
        if found:
            try:
                return dt.datetime(*map(int, found.groups()), tzinfo=dt.UTC)  # type: ignore[misc,arg-type]
            except ValueError:
                continue
    return None


def _words(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child, etree._Entity):
            raise _own_entity(child)
        if isinstance(child.tag, str) and etree.QName(child).localname not in _CODE:
            yield from _words(child)
        yield child.tail or ""


def _own_entity(element: etree._Element) -> TmxFileError:
    return TmxFileError(
        N_("Line %(line)s of the TMX file uses an entity of its own; export it without."), line=element.sourceline or 0
    )


def _pairs(
    tu: etree._Element, variants: Mapping[str, _Variant], source: str, target: str | None
) -> Iterator[TranslationUnit]:
    if source not in variants:
        return
    common, changed = _properties(tu), _changed(tu)
    for locale, variant in variants.items():
        if locale == source or target not in (None, locale):
            continue
        said = {**common, **variant.said}
        yield TranslationUnit(
            variants[source].text,
            variant.text,
            source,
            locale,
            tu.get("tuid", ""),
            _confidence(said.get("x-confidence", "")),
            said.get("x-state") == "approved",
            said.get("x-origin", ""),
            variant.changed or changed,
        )


def _confidence(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= 1 else None


@lru_cache(maxsize=256)
def _known_short(tag: str) -> str:
    try:
        return languages.base(tag)
    except languages.UnknownLocale:
        return ""


def _known(tag: str) -> str:
    """The working locale of a tag, or an empty string if the workbench has none."""
    # Nothing that a file makes up fills the memory.
    return _known_short(tag) if len(tag) <= 35 else ""
