"""Read TMX of any tool, a unit at a time."""

from __future__ import annotations

import datetime as dt
import io
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
        name = _local(element.tag)
        if name == "header":
            header_language = _known(element.get("srclang", ""))
        elif name == "tu":
            variants, common = _inside(element, unknown)
            named = _known(element.get("srclang", "")) or header_language
            source = wanted_source or named or next(iter(variants), "")
            yield from _pairs(element, variants, common, source, wanted_target)
            _forget(element)


def check_tmx(file: IO[bytes]) -> int:
    """See that a file can be read to its end, so that nothing has to be undone half-way; gives how many units it has.

    Raises:
        TmxFileError: see `read_tmx`.
    """
    units = 0
    for element in _elements(file):
        for entity in element.iter(etree.Entity):
            raise _own_entity(entity)
        units += _local(element.tag) == "tu"
        _forget(element)
    return units


def _elements(file: IO[bytes]) -> Iterator[etree._Element]:
    """The header and the units as they end. A broken file is told by line, never by its content."""
    events = etree.iterparse(
        file, events=("end",), tag=("{*}header", "{*}tu", "{*}tmx"),
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False,
    )  # fmt: skip
    try:
        for _, element in events:
            yield element
        if events.root is None or _local(events.root.tag) != "tmx":
            raise TmxFileError(N_("The file is XML, but no TMX; choose another file."), line=1)
    except etree.XMLSyntaxError as error:
        if not error.lineno:
            raise TmxFileError(N_("The file is empty; choose another one."), line=1) from None
        raise TmxFileError(
            N_("Line %(line)s of the TMX file is no well-formed XML; export it again."), line=error.lineno
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


def _inside(tu: etree._Element, unknown: Counter[str] | None) -> tuple[dict[str, _Variant], dict[str, str]]:
    """The texts of a unit by working locale, and what is said of all of them.

    Of several in one locale, the last is what counts. Each child is looked at once: to come by one takes lxml longer
    than to parse it.
    """
    variants: dict[str, _Variant] = {}
    common: dict[str, str] = {}
    for child in tu:
        name = _local(child.tag)
        if name == "tuv":
            variant = _variant(child, unknown)
            if variant is not None:
                variants[variant.locale] = variant
        elif name == "prop":
            common[child.get("type", "")] = child.text or ""
    return variants, common


def _variant(tuv: etree._Element, unknown: Counter[str] | None) -> _Variant | None:
    """A text of a unit, unless it is empty or in a language that is not worked in."""
    tag = tuv.get(_LANG) or tuv.get("lang") or ""
    locale = _known(tag)
    if not locale:
        if unknown is not None:
            unknown[tag[:35] or "?"] += 1
        return None
    text = ""
    said: dict[str, str] = {}
    for child in tuv:
        name = _local(child.tag)
        if name == "seg":
            text = text or _text(child)
        elif name == "prop":
            said[child.get("type", "")] = child.text or ""
    return _Variant(locale, text, said, _changed(tuv)) if text and not text.isspace() else None


def _changed(element: etree._Element) -> dt.datetime | None:
    """When a text was changed, or else made."""
    for name in ("changedate", "creationdate"):
        written = element.get(name, "")
        # Of all that ISO 8601 allows, TMX takes YYYYMMDDThhmmssZ.
        if len(written) == 16 and written.isascii() and (written[:8] + written[9:15]).isdigit():
            try:
                return dt.datetime.fromisoformat(written).astimezone(dt.UTC)
            except ValueError:
                continue
    return None


def _text(seg: etree._Element) -> str:
    """The words of a segment; most have no elements inside."""
    return "".join(_words(seg)) if len(seg) else seg.text or ""


def _words(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child, etree._Entity):
            raise _own_entity(child)
        name = _local(child.tag)
        if name and name not in _CODE:
            yield from _words(child)
        yield child.tail or ""


@lru_cache(maxsize=256)
def _local(tag: object) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    return etree.QName(tag).localname if isinstance(tag, str) else ""


def _own_entity(element: etree._Element) -> TmxFileError:
    return TmxFileError(
        N_("Line %(line)s of the TMX file uses an entity of its own; export it without."), line=element.sourceline or 0
    )


def _pairs(
    tu: etree._Element, variants: Mapping[str, _Variant], common: Mapping[str, str], source: str, target: str | None
) -> Iterator[TranslationUnit]:
    if source not in variants:
        return
    changed = _changed(tu)
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
