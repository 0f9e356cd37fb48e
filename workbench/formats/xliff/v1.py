"""XLIFF 1.2: write it, and read it, for tools that know no newer one.

A `context-group` of each unit carries what the format has no place for; its reader is a tool, as `purpose` says. What
is inside `bpt ept it ph` is code of another program and left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml import etree

from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.exchanged import BREAK, Exchanged, facts, joined, state_of, with_facts
from workbench.formats.xliff.parsing import (
    XML_SPACE,
    add,
    line_of,
    locale,
    read_once,
    serialise,
    words,
    writable,
    written_once,
)
from workbench.states import State

_NAME = "urn:oasis:names:tc:xliff:document:1.2"
_X = f"{{{_NAME}}}"
_TYPE = "x-workbench-"
# Notes of this maker are what the glossary says, a term and its translation.
_GLOSSARY = "glossary"
_EQUALS = " = "
_CODE = frozenset({"bpt", "ept", "it", "ph"})
_OPEN = frozenset({State.DRAFT, State.RETURNED, State.SUBMITTED})
_WRITTEN = {
    State.INITIAL: "new",
    State.DRAFT: "translated",
    State.RETURNED: "x-returned",
    State.SUBMITTED: "needs-review-translation",
    State.APPROVED: "final",
}
_READ = {
    "x-returned": State.RETURNED,
    "needs-adaptation": State.DRAFT,
    "needs-l10n": State.DRAFT,
    "needs-review-translation": State.SUBMITTED,
    "needs-review-adaptation": State.SUBMITTED,
    "needs-review-l10n": State.SUBMITTED,
    "signed-off": State.APPROVED,
    "final": State.APPROVED,
}


def write(editions: Sequence[Edition]) -> bytes:
    """Write editions as XLIFF 1.2."""
    root = etree.Element(f"{_X}xliff", nsmap={None: _NAME})  # type: ignore[dict-item]
    root.set("version", "1.2")
    for edition in editions:
        file = etree.SubElement(root, f"{_X}file", original=writable(edition.slug), datatype="plaintext")
        file.set("source-language", edition.source_locale)
        file.set("target-language", edition.target_locale)
        body = etree.SubElement(file, f"{_X}body")
        for unit in written_once(edition.units):
            _write_unit(body, unit)
    return serialise(root)


def _write_unit(body: etree._Element, unit: ExportUnit) -> None:
    element = etree.SubElement(body, f"{_X}trans-unit", id=writable(unit.uid))
    element.set("approved", "yes" if unit.state is State.APPROVED and unit.target else "no")
    element.set(XML_SPACE, "preserve")
    add(element, f"{_X}source", BREAK.join(unit.source))
    if unit.target:
        add(element, f"{_X}target", unit.target, state=_WRITTEN[unit.state])
    # Without a name, which would have to be another one in each unit.
    group = etree.SubElement(element, f"{_X}context-group", purpose="information")
    for name, value in facts(unit):
        add(group, f"{_X}context", value, **{"context-type": _TYPE + name})
    for term, translation in unit.terms:
        add(element, f"{_X}note", term + _EQUALS + translation, **{"from": _GLOSSARY})
    for note in unit.notes:
        add(element, f"{_X}note", note)


def read(root: etree._Element) -> Exchanged:
    """Read XLIFF 1.2 from its `xliff` element."""
    return joined([_read_file(file) for file in list(root.iter("{*}file")) or [root]])


def _read_file(file: etree._Element) -> Exchanged:
    found = ((_read_unit(unit), line_of(unit)) for unit in file.iter("{*}trans-unit"))
    return Exchanged(
        file.get("original", ""),
        locale(file.get("source-language", "")),
        locale(file.get("target-language", "")),
        tuple(read_once(found)),
    )


def _read_unit(unit: etree._Element) -> ExportUnit:
    contexts = unit.iterfind("{*}context-group/{*}context")
    said = {context.get("context-type", "").removeprefix(_TYPE): words(context) for context in contexts}
    target = words(unit.find("{*}target"), code=_CODE)
    return with_facts(
        unit.get("id", ""),
        words(unit.find("{*}source"), code=_CODE),
        target,
        said,
        state=_state(unit, said, target),
        notes=tuple(words(note) for note in unit.iterfind("{*}note") if not _is_term(note) and words(note)),
        terms=tuple(_terms(unit)),
    )


def _state(unit: etree._Element, said: dict[str, str], target: str) -> State:
    if not target:
        return state_of(said, State.INITIAL, frozenset(State))
    element = unit.find("{*}target")
    named = "" if element is None else element.get("state", "")
    if unit.get("approved") == "yes" or _READ.get(named) is State.APPROVED:
        return State.APPROVED
    if not named:
        return state_of(said, State.DRAFT, _OPEN)
    return _READ.get(named, State.DRAFT)


def _is_term(note: etree._Element) -> bool:
    return note.get("from") == _GLOSSARY and _EQUALS in words(note)


def _terms(unit: etree._Element) -> Iterator[tuple[str, str]]:
    for note in unit.iterfind("{*}note"):
        if _is_term(note):
            term, _, translation = words(note).partition(_EQUALS)
            yield term, translation
