"""XLIFF 2.1: write it, and read it or 2.0.

Of the modules, Metadata carries what the core has no place for, and Glossary the terms. `state` says what every tool
understands; `subState` says it in the words of the workbench, and is dropped by tools that change the state, as the
specification wants.
"""

from __future__ import annotations

import re
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

_CORE = "urn:oasis:names:tc:xliff:document:2.0"
_METADATA = "urn:oasis:names:tc:xliff:metadata:2.0"
_GLOSSARY = "urn:oasis:names:tc:xliff:glossary:2.0"
_NAMES = {None: _CORE, "mda": _METADATA, "gls": _GLOSSARY}
_X, _MDA, _GLS = f"{{{_CORE}}}", f"{{{_METADATA}}}", f"{{{_GLOSSARY}}}"
_PREFIX = "workbench:"
_NMTOKEN = re.compile(r"[\w.:-]+")

# A state of ours has no word of its own where a text is there and nobody has approved it.
_OPEN = frozenset({State.DRAFT, State.RETURNED, State.SUBMITTED})
_SHOWN = {
    "initial": (State.INITIAL, frozenset({State.INITIAL, *_OPEN})),
    "translated": (State.DRAFT, _OPEN),
    "reviewed": (State.SUBMITTED, frozenset({State.SUBMITTED})),
    "final": (State.APPROVED, frozenset({State.APPROVED})),
}


def write(editions: Sequence[Edition]) -> bytes:
    """Write editions of one source and one target locale as XLIFF 2.1."""
    root = etree.Element(f"{_X}xliff", nsmap=_NAMES)  # type: ignore[arg-type]  # None is the default namespace
    root.set("version", "2.1")
    root.set("srcLang", editions[0].source_locale)
    root.set("trgLang", editions[0].target_locale)
    for place, edition in enumerate(editions, start=1):
        file = etree.SubElement(root, f"{_X}file", id=f"f{place}", original=writable(edition.slug))
        for number, unit in enumerate(written_once(edition.units), start=1):
            _write_unit(file, unit, number)
    return serialise(root)


def _write_unit(file: etree._Element, unit: ExportUnit, number: int) -> None:
    element = etree.SubElement(file, f"{_X}unit", id=unit.uid)
    if not _NMTOKEN.fullmatch(unit.uid):
        # An id has no blanks here; the unit's own then is its name.
        element.set("id", f"workbench-{number}")
        element.set("name", writable(unit.uid))
    if unit.terms:
        glossary = etree.SubElement(element, f"{_GLS}glossary")
        for term, translation in unit.terms:
            entry = etree.SubElement(glossary, f"{_GLS}glossEntry")
            add(entry, f"{_GLS}term", term)
            add(entry, f"{_GLS}translation", translation)
    metadata = etree.SubElement(element, f"{_MDA}metadata")
    group = etree.SubElement(metadata, f"{_MDA}metaGroup", category="workbench")
    for name, value in facts(unit):
        add(group, f"{_MDA}meta", value, type=name)
    if unit.notes:
        notes = etree.SubElement(element, f"{_X}notes")
        for note in unit.notes:
            add(notes, f"{_X}note", note)
    segment = etree.SubElement(element, f"{_X}segment", state=_state(unit), subState=_PREFIX + unit.state.value)
    add(segment, f"{_X}source", BREAK.join(unit.source), **{XML_SPACE: "preserve"})
    if unit.target:
        add(segment, f"{_X}target", unit.target, **{XML_SPACE: "preserve"})


def _state(unit: ExportUnit) -> str:
    """The state in the words of XLIFF, in which what has no text is at its beginning."""
    if not unit.target:
        return "initial"
    return "final" if unit.state is State.APPROVED else "translated"


def read(root: etree._Element) -> Exchanged:
    """Read XLIFF 2.0 or 2.1 from its `xliff` element."""
    source, target = locale(root.get("srcLang", "")), locale(root.get("trgLang", ""))
    files = list(root.iter("{*}file")) or [root]
    return joined([Exchanged(file.get("original", ""), source, target, tuple(_units(file))) for file in files])


def _units(file: etree._Element) -> Iterator[ExportUnit]:
    return read_once((_read_unit(unit), line_of(unit)) for unit in file.iter("{*}unit"))


def _read_unit(unit: etree._Element) -> ExportUnit:
    said = {meta.get("type", ""): words(meta) for meta in unit.iterfind("{*}metadata/{*}metaGroup/{*}meta")}
    pieces = [piece for piece in unit if isinstance(piece.tag, str) and _is_piece(piece)]
    segments = [piece for piece in pieces if etree.QName(piece).localname == "segment"]
    target = "".join(_targets(pieces)) if any(words(piece.find("{*}target")) for piece in segments) else ""
    return with_facts(
        unit.get("name", "") or unit.get("id", ""),
        "".join(words(piece.find("{*}source")) for piece in pieces),
        target,
        said,
        state=_read_state(segments, said, target),
        notes=tuple(note for note in map(words, unit.iterfind("{*}notes/{*}note")) if note),
        terms=tuple(_terms(unit)),
    )


def _is_piece(element: etree._Element) -> bool:
    return etree.QName(element).localname in ("segment", "ignorable")


def _targets(pieces: list[etree._Element]) -> Iterator[str]:
    """The translations of a unit that a tool cut; what lies between segments is the same in every language."""
    for piece in pieces:
        target = piece.find("{*}target")
        if target is None and etree.QName(piece).localname == "ignorable":
            target = piece.find("{*}source")
        yield words(target)


def _read_state(segments: list[etree._Element], said: dict[str, str], target: str) -> State:
    """The state of a unit is that of its least finished segment."""
    order = list(_SHOWN)
    named = [segment.get("state", "initial") for segment in segments]
    least = min((order.index(name) for name in named if name in order), default=0)
    shown, same = _SHOWN[order[least]]
    if not target:
        # Left out on purpose and approved, or returned without a text: XLIFF has no word for it.
        shown, same = State.INITIAL, frozenset(State)
    elif shown is State.INITIAL:
        shown, same = State.DRAFT, _OPEN
    finer = {segment.get("subState", "").removeprefix(_PREFIX) for segment in segments}
    if len(finer) == 1 and target:
        said = {**said, "state": finer.pop()}
    return state_of(said, shown, same)


def _terms(unit: etree._Element) -> Iterator[tuple[str, str]]:
    for entry in unit.iterfind("{*}glossary/{*}glossEntry"):
        for translation in entry.iterfind("{*}translation"):
            yield words(entry.find("{*}term")), words(translation)
