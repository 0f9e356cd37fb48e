"""Write and read termbases as TBX, the exchange format of terminologists.

Standard: ISO 30042:2019 in its dialect TBX-Basic, in both styles: DCA, where an attribute names the category of what
is said, and DCT, where the element does. What TBX-Basic has no category for (the life of a concept, flags and
listed forms of a term) stands in a note that begins with `workbench:`: other programs show it and lose nothing.

No document type is loaded, no entity expanded, no other file opened; a file is read whole or not at all. Languages
that the workbench does not know are passed over, as are categories that it has no place for, such as who did what when.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from lxml import etree

from workbench import languages
from workbench.errors import N_, WorkbenchError
from workbench.formats.legal import legal
from workbench.glossary import Concept, Life, Relation, RelationKind, Status, Term
from workbench.glossary.concepts import LOCALES

Style = Literal["dca", "dct"]

_TBX = "urn:iso:std:iso:30042:ed-2"
_MIN, _BASIC = "http://www.tbxinfo.net/ns/min", "http://www.tbxinfo.net/ns/basic"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DIALECT = "TBX-Basic"
# Where each category is at home: its element in DCA, its namespace in DCT.
_CATEGORIES = {
    "subjectField": ("descrip", _MIN),
    "definition": ("descrip", _BASIC),
    "projectSubset": ("admin", _BASIC),
    "crossReference": ("ref", _BASIC),
    "administrativeStatus": ("termNote", _MIN),
    "partOfSpeech": ("termNote", _MIN),
    "grammaticalGender": ("termNote", _BASIC),
}
_STATUSES = {
    Status.PREFERRED: "preferredTerm-admn-sts",
    Status.ADMITTED: "admittedTerm-admn-sts",
    Status.FORBIDDEN: "deprecatedTerm-admn-sts",
}
_READ_STATUSES = {name: status for status, name in _STATUSES.items()} | {"supersededTerm-admn-sts": Status.FORBIDDEN}
# What TBX-Basic lets one say of a word; anything else goes into our own note.
_PARTS_OF_SPEECH = frozenset({"noun", "verb", "adjective", "adverb", "properNoun", "other"})
_GENDERS = frozenset({"masculine", "feminine", "neuter", "other"})
_OURS = "workbench:"
_FLAGS = ("case_sensitive", "exact", "provisional", "anywhere", "as_written", "first_mention", "derived")
_NO_ID_SIGN = re.compile(r"[^A-Za-z0-9_.\-\u4e00-\u9fff]|^[0-9.\-]|_(?=x[0-9A-F]{4,6}_)")
_ESCAPED = re.compile(r"_x([0-9A-F]{4,6})_")


class TbxFileError(WorkbenchError):
    """A TBX file cannot be read; `details` holds the `line`, from 1. Nothing of it was read."""


# --- write --------------------------------------------------------------------------------------------------------


def write_tbx(concepts: Iterable[Concept], *, style: Style = "dca") -> bytes:
    """Write a termbase as a TBX-Basic file in UTF-8; the same concepts give the same bytes.

    Args:
        concepts: in the order in which they are written.
        style: `dca` for categories as attributes, which more programs read, or `dct` for categories as elements.
    """
    namespaces: dict[str | None, str] = {None: _TBX}
    if style == "dct":
        namespaces |= {"min": _MIN, "basic": _BASIC}
    root = etree.Element(f"{{{_TBX}}}tbx", {"style": style, "type": _DIALECT, _LANG: "en"}, nsmap=namespaces)  # type: ignore[arg-type]
    described = _add(_add(_add(root, "tbxHeader"), "fileDesc"), "sourceDesc")
    _add(described, "p").text = "Translation Workbench"
    body = _add(_add(root, "text"), "body")
    for concept in concepts:
        _write_concept(_add(body, "conceptEntry", id=_escape_id(concept.id)), concept, style)
    return etree.tostring(root, xml_declaration=True, encoding="utf-8", pretty_print=True)


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{_TBX}}}{name}", attributes)


def _say(parent: etree._Element, style: Style, category: str, text: str, **attributes: str) -> None:
    element, namespace = _CATEGORIES[category]
    if not text:
        return
    if style == "dca":
        _add(parent, element, type=category, **attributes).text = _legal(text)
    else:
        etree.SubElement(parent, f"{{{namespace}}}{category}", attributes).text = _legal(text)


def _write_concept(entry: etree._Element, concept: Concept, style: Style) -> None:
    _say(entry, style, "subjectField", concept.domain)
    _say(entry, style, "definition", concept.definition)
    _say(entry, style, "projectSubset", concept.scope)
    for relation in concept.relations:
        _say(entry, style, "crossReference", relation.kind.value, target=_escape_id(relation.concept))
    state = {} if concept.state is Life.AGREED else {"state": concept.state.value}
    _write_notes(entry, concept.note, state)
    for locale in dict.fromkeys(term.locale for term in concept.terms):
        section = _add(entry, "langSec", **{_LANG: locale})
        for term in concept.of(locale):
            _write_term(_add(section, "termSec"), term, style)


def _write_term(section: etree._Element, term: Term, style: Style) -> None:
    _add(section, "term").text = _legal(term.text)
    _say(section, style, "administrativeStatus", _STATUSES[term.status])
    ours: dict[str, Any] = {name: True for name in _FLAGS if getattr(term, name)}
    for name, category, allowed in (
        ("part_of_speech", "partOfSpeech", _PARTS_OF_SPEECH),
        ("gender", "grammaticalGender", _GENDERS),
    ):
        value = getattr(term, name)
        if value in allowed:
            _say(section, style, category, value)
        elif value:
            ours[name] = value
    if term.forms:
        ours["forms"] = list(term.forms)
    _write_notes(section, term.note, ours)


def _write_notes(parent: etree._Element, note: str, ours: dict[str, Any]) -> None:
    if note.startswith(_OURS):
        ours, note = {**ours, "note": note}, ""
    if note:
        _add(parent, "note").text = _legal(note)
    if ours:
        text = json.dumps(ours, ensure_ascii=False, sort_keys=True)
        _add(parent, "note").text = _legal(f"{_OURS} {text}")


def _legal(text: str) -> str:
    return legal(text).replace("\r\n", "\n").replace("\r", "\n")


def _escape_id(uid: str) -> str:
    """Write an id as XML wants ids: letters first, no spaces; what is not allowed becomes its number, `_x0020_`."""
    return _NO_ID_SIGN.sub(lambda found: f"_x{ord(found.group()):04X}_", uid)


def _unescape_id(uid: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)) if int(found.group(1), 16) < 0x110000 else "", uid)


# --- read ---------------------------------------------------------------------------------------------------------


@dataclass
class _Said:
    """What an entry or a term says about itself.

    Attributes:
        categories: the texts of each category, in order.
        references: pairs of target id and text.
        notes: plain notes.
        ours: what stands in our own note.
    """

    categories: dict[str, list[str]] = field(default_factory=dict)
    references: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ours: dict[str, Any] = field(default_factory=dict)

    def first(self, category: str) -> str:
        return next(iter(self.categories.get(category, ())), "")


def read_tbx(data: bytes) -> list[Concept]:
    """Read a termbase from a TBX-Basic file of either style.

    Raises:
        TbxFileError: the file is no well-formed XML, is no TBX of 2019, is another dialect than TBX-Basic, has entities
            of its own, two concepts with one id, a term that is empty or an unknown status. The message names the line.
    """
    root = _parse(data)
    concepts: dict[str, Concept] = {}
    for number, entry in enumerate(root.iter(f"{{{_TBX}}}conceptEntry"), 1):
        concept = _read_concept(entry, number)
        if concept.id in concepts:
            raise _error(N_("Line %(line)s has the id of an earlier concept; give each concept its own."), entry)
        if concept.terms:
            concepts[concept.id] = concept
    return list(concepts.values())


def _parse(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise TbxFileError(
            N_("Line %(line)s of the TBX file is no well-formed XML; export it again."), line=error.lineno or 1
        ) from None
    name = etree.QName(root)
    if name.localname == "martif":
        raise _error(N_("This is TBX of 2008; export it again as TBX-Basic of ISO 30042:2019."), root)
    if (name.localname, name.namespace) != ("tbx", _TBX):
        raise _error(N_("The file is XML, but no TBX of ISO 30042:2019; choose another file."), root)
    if root.get("type") != _DIALECT or root.get("style", "dca") not in ("dca", "dct"):
        raise _error(
            N_("The file is TBX of another dialect; export it again as TBX-Basic, in the style DCA or DCT."), root
        )
    declared = root.getroottree().docinfo.internalDTD
    entity = next(root.iter(etree.Entity), None)
    if entity is not None or (declared is not None and declared.entities()):  # type: ignore[union-attr]
        raise _error(
            N_("Line %(line)s of the TBX file uses an entity of its own; export it without."),
            entity if entity is not None else root,
        )
    return root


def _read_concept(entry: etree._Element, number: int) -> Concept:
    said = _read_said(entry)
    definition = said.first("definition")
    terms: dict[tuple[str, str], Term] = {}
    for section in entry.iterchildren(f"{{{_TBX}}}langSec"):
        # A definition may stand with one language only; the first one serves.
        definition = definition or _read_said(section).first("definition")
        locale = _locale(section.get(_LANG, ""))
        for term in _read_terms(section, locale) if locale else ():
            terms.setdefault((term.locale, term.text), term)
    ours = said.ours
    return Concept(
        id=_unescape_id(entry.get("id") or f"tbx-{number}"),
        domain=said.first("subjectField"),
        definition=definition,
        note=_note(said),
        terms=tuple(terms.values()),
        state=Life(ours["state"]) if ours.get("state") in set(Life) else Life.AGREED,
        scope=said.first("projectSubset"),
        relations=tuple(
            Relation(RelationKind(kind) if kind in set(RelationKind) else RelationKind.RELATED, _unescape_id(target))
            for target, kind in said.references
            if target
        ),
    )


def _read_terms(section: etree._Element, locale: str) -> Iterator[Term]:
    preferred = False
    for term_section in section.iterchildren(f"{{{_TBX}}}termSec"):
        element = term_section.find(f"{{{_TBX}}}term")
        text = _text(element) if element is not None else ""
        if not text:
            raise _error(N_("Line %(line)s has a term without text; fill it in or take it out."), term_section)
        said = _read_said(term_section)
        status = _status(said.first("administrativeStatus"), term_section, preferred=preferred)
        preferred = preferred or status is Status.PREFERRED
        yield Term(
            text,
            locale,
            status,
            part_of_speech=said.first("partOfSpeech") or _string(said.ours.get("part_of_speech")),
            gender=said.first("grammaticalGender") or _string(said.ours.get("gender")),
            note=_note(said),
            forms=tuple(form for form in said.ours.get("forms", ()) if isinstance(form, str)),
            **{name: True for name in _FLAGS if said.ours.get(name) is True},
        )


def _status(name: str, section: etree._Element, *, preferred: bool) -> Status:
    """Give the status; of terms without one, the first is the preferred one."""
    if not name:
        return Status.ADMITTED if preferred else Status.PREFERRED
    if name not in _READ_STATUSES:
        raise _error(N_("Line %(line)s has a term with an unknown administrative status; mend it."), section)
    return _READ_STATUSES[name]


def _read_said(parent: etree._Element) -> _Said:
    """Read what an element says about itself in either style, also where it is grouped with its sources and dates."""
    said = _Said()
    for child in _ungrouped(parent):
        name = etree.QName(child)
        category = child.get("type", "") if name.namespace == _TBX else name.localname
        if name.localname == "note" and name.namespace == _TBX:
            _read_note(_text(child), said)
        elif category == "crossReference":
            said.references.append((child.get("target", ""), _text(child)))
        elif category in _CATEGORIES:
            said.categories.setdefault(category, []).append(_text(child))
    return said


def _ungrouped(parent: etree._Element) -> Iterator[etree._Element]:
    for child in parent:
        if etree.QName(child).localname.endswith("Grp"):
            yield from _ungrouped(child)
        else:
            yield child


def _read_note(text: str, said: _Said) -> None:
    if text.startswith(_OURS):
        try:
            ours = json.loads(text.removeprefix(_OURS))
        except ValueError:
            ours = None
        if isinstance(ours, dict):
            said.ours |= ours
            return
    said.notes.append(text)


def _note(said: _Said) -> str:
    return "\n".join(filter(None, [*said.notes, _string(said.ours.get("note"))]))


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext()).strip()


def _locale(tag: str) -> str:
    """Give the locale of the termbase that a language tag means, or an empty string if there is none."""
    try:
        known = languages.parse(tag).tag
    except languages.UnknownLocale:
        return ""
    return known if known in LOCALES else languages.base(known)


def _error(message: str, element: etree._Element) -> TbxFileError:
    return TbxFileError(message, line=element.sourceline or 1)
