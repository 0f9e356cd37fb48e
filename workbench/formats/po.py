"""Write an edition as a PO file and read it back: the durable form of a translation, which lives in git.

Method: the PO format of the GNU gettext manual, written and parsed by polib. One entry is one unit:
`msgctxt` its id, `msgid` its source paragraphs joined by a blank line, `msgstr` its target. Files are
deterministic: no times, one line per line of text, so that a second write gives the same bytes and a diff
shows what people did.

What PO has no place for stands in `#.` lines, which other tools keep but do not change: the kind, and
where they are needed `level`, `paragraphs`, `state`, `stale`, `omitted`, and in work packages `version`
and `term`. A unit without source words gets a `msgid` that says so, since an empty one is the header.
Where a `#.` line and the `fuzzy` flag disagree, the flag is right: it is what a person changed in another
editor.

Line feeds at the ends of a text are not kept: msgfmt wants them equal on both sides, and no paragraph ends
in one. Block marks and gaps are not kept either; they come from the source file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polib

from workbench import languages
from workbench.findings import N_
from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.po_syntax import PoFileError, check_po, decode_po, normalise_po
from workbench.states import State
from workbench.text.segments import Kind

_BREAK = "\n\n"
_ADDED = "[added by the translator: {uid}]"
_WORDLESS = "[no words: {uid}]"
_REGIONS = {"zh-Hans": "zh_CN", "zh-Hant": "zh_TW"}
_KINDS = frozenset(kind.value for kind in Kind)
_STATES = frozenset(state.value for state in State)


@dataclass(frozen=True)
class PoEdition:
    """What a PO file says.

    Attributes:
        slug: the source text's address; empty if the file does not name it.
        source_locale: BCP 47 tag; empty if the file does not name it.
        target_locale: BCP 47 tag.
        entries: the units in the order of the file, without block marks and gaps; `uid` is empty for an entry
            of another tool that has no `msgctxt`.
    """

    slug: str
    source_locale: str
    target_locale: str
    entries: tuple[ExportUnit, ...]


def write_po(edition: Edition) -> str:
    """Write an edition as the text of a PO file, to be stored as UTF-8.

    Raises:
        PoFileError: two units have the same id, or one has none.
    """
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.header = f"Translation of {_one_line(edition.slug)} into {edition.target_locale}."
    catalogue.metadata = _header(edition)
    seen: set[str] = set()
    for unit in edition.units:
        if not unit.uid or unit.uid in seen:
            raise PoFileError(
                N_("The unit id %(uid)s is missing or there twice; each unit needs its own."), uid=repr(unit.uid)
            )
        seen.add(unit.uid)
        catalogue.append(_write_entry(unit))
    return str(catalogue)


def read_po(data: str | bytes) -> PoEdition:
    """Read a PO file as the workbench or another tool left it, without obsolete entries.

    Args:
        data: the file's text, or its bytes, which are decoded by the charset that the header declares.

    Raises:
        PoFileError: the bytes are not in the declared charset, a line is broken, the header or its language
            is missing, an entry has no `msgid`, or two entries have the same `msgctxt`.
    """
    text = normalise_po(decode_po(data) if isinstance(data, bytes) else data)
    check_po(text)
    try:
        # The line feed keeps polib from taking the text for the name of a file.
        catalogue = polib.pofile(_Lines(text + "\n"), encoding="utf-8", wrapwidth=0)
    except OSError as error:
        line = re.search(r"line (\d+)", str(error))
        number = int(line[1]) if line else 0
        raise PoFileError(N_("Line %(line)s is no part of a PO file; restore it."), line=number) from None
    slug, source_locale, target_locale = _read_header(catalogue.metadata)
    return PoEdition(slug, source_locale, target_locale, tuple(_read_entries(catalogue)))


class _Lines(str):
    """Text whose lines end at line feeds only; `str.splitlines` also breaks at U+2028 in a paragraph."""

    __slots__ = ()

    def splitlines(self, keepends: bool = False) -> list[str]:
        return self.split("\n")


# --- header


def _header(edition: Edition) -> dict[str, str]:
    return {
        "Project-Id-Version": _one_line(edition.slug),
        # msgfmt -c asks for these three; a time or a name here would make every write a change.
        "PO-Revision-Date": "",
        "Last-Translator": "",
        "Language-Team": "",
        "Language": _gettext_tag(edition.target_locale),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "X-Source-Language": edition.source_locale,
        "X-Workbench-Locale": edition.target_locale,
        "X-Workbench-Text": _one_line(edition.slug),
    }


def _gettext_tag(tag: str) -> str:
    """`zh-Hant-HK` → `zh_HK`: gettext knows no scripts, its tools tell the two by region."""
    locale = languages.parse(tag)
    if locale.region:
        return f"{locale.language}_{locale.region}"
    return _REGIONS.get(locale.tag, locale.language)


def _read_header(metadata: Mapping[str, str]) -> tuple[str, str, str]:
    if not metadata:
        raise PoFileError(
            N_("The header, the first entry with an empty msgid, is missing (line %(line)s); restore it."), line=1
        )
    target = metadata.get("X-Workbench-Locale") or languages.base(_language(metadata))
    source = metadata.get("X-Source-Language", "")
    slug = metadata.get("X-Workbench-Text") or metadata.get("Project-Id-Version", "")
    return slug, languages.parse(source).tag if source else "", languages.parse(target).tag


def _language(metadata: Mapping[str, str]) -> str:
    language = metadata.get("Language", "")
    if not language:
        raise PoFileError(N_("The header (line %(line)s) names no language; add a line such as Language: es."), line=1)
    return language


# --- entries


def _write_entry(unit: ExportUnit) -> polib.POEntry:
    source = [paragraph.strip("\n") for paragraph in unit.source]
    target = unit.target.strip("\n")
    previous = unit.previous_source.strip("\n") if unit.stale else ""
    fuzzy = bool(target) and unit.state is not State.APPROVED
    return polib.POEntry(
        msgctxt=unit.uid,
        msgid=_BREAK.join(source) or (_WORDLESS if source else _ADDED).format(uid=unit.uid),
        msgstr=target,
        previous_msgid=previous or None,
        flags=["fuzzy"] if fuzzy else [],
        comment="\n".join(_describe(unit, source, plain=_plain_state(target, fuzzy), previous=previous)),
        tcomment="\n".join(_write_note(note) for note in unit.notes if note.strip()),
    )


def _describe(unit: ExportUnit, source: list[str], *, plain: State, previous: str) -> Iterator[str]:
    """The `#.` lines: the kind, and what the entry itself does not tell."""
    yield unit.kind.value
    if unit.level:
        yield f"level: {unit.level}"
    if any(_BREAK in paragraph for paragraph in source):
        yield "paragraphs: " + " ".join(str(paragraph.count(_BREAK) + 1) for paragraph in source)
    if not source:
        yield "insertion"
    if unit.state is not plain:
        yield f"state: {unit.state.value}"
    if unit.stale and not previous:
        yield "stale"
    if unit.omitted is not None:
        yield f"omitted: {_one_line(unit.omitted)}"
    if unit.version:
        yield f"version: {unit.version}"
    for term, translation in unit.terms:
        yield f"term: {_one_line(term)} = {_one_line(translation)}"


def _read_entries(catalogue: polib.POFile) -> Iterator[ExportUnit]:
    lines: dict[str, int] = {}
    for entry in catalogue:
        if entry.obsolete:
            continue
        uid, line = entry.msgctxt or "", entry.linenum or 1
        if not entry.msgid:
            raise PoFileError(N_("The entry at line %(line)s has an empty msgid; restore it."), line=line)
        if uid and uid in lines:
            raise PoFileError(
                N_("The entries at lines %(first)s and %(line)s have the same msgctxt; take one of them out."),
                first=lines[uid],
                line=line,
            )
        lines[uid] = line
        yield _read_entry(entry, uid)


def _read_entry(entry: polib.POEntry, uid: str) -> ExportUnit:
    described = _read_description(entry.comment)
    target = entry.msgstr.strip("\n")
    return ExportUnit(
        uid=uid,
        source=_read_source(entry.msgid, uid, described.get("paragraphs", "")),
        target=target,
        kind=Kind(described.get("kind", Kind.PARAGRAPH)),
        level=sum(_counts(described.get("level", ""))),
        state=_read_state(target, entry.fuzzy, described),
        stale="stale" in described or entry.previous_msgid is not None,
        previous_source=entry.previous_msgid or "",
        omitted=described.get("omitted"),
        notes=tuple(_read_notes(entry.tcomment)),
        version=sum(_counts(described.get("version", ""), digits=9)),
        terms=tuple(_read_terms(entry.comment)),
    )


def _read_terms(comment: str) -> Iterator[tuple[str, str]]:
    for line in comment.split("\n"):
        name, _, value = line.strip().partition(": ")
        term, equals, translation = value.partition(" = ")
        if name == "term" and equals:
            yield term, translation


def _read_description(comment: str) -> dict[str, str]:
    """The `#.` lines by name; the bare word of a kind gets the name `kind`; other tools' do no harm."""
    described: dict[str, str] = {}
    for line in comment.split("\n"):
        name, _, value = line.strip().partition(":")
        name, value = ("kind", name) if name in _KINDS else (name, value.strip())
        if name != "kind" or value in _KINDS:
            described.setdefault(name, value)
    return described


def _read_source(msgid: str, uid: str, paragraphs: str) -> tuple[str, ...]:
    if msgid == _ADDED.format(uid=uid):
        return ()
    if msgid == _WORDLESS.format(uid=uid):
        return ("",)
    parts = msgid.split(_BREAK)
    counts = _counts(paragraphs)
    if sum(counts) != len(parts):
        return tuple(parts)
    rest = iter(parts)
    return tuple(_BREAK.join(next(rest) for _ in range(count)) for count in counts)


def _counts(numbers: str, *, digits: int = 4) -> list[int]:
    return [int(number) for number in re.findall(rf"\b[0-9]{{1,{digits}}}\b", numbers)]


def _plain_state(target: str, fuzzy: bool) -> State:
    """The state that an entry shows without words."""
    if not target:
        return State.INITIAL
    return State.DRAFT if fuzzy else State.APPROVED


def _read_state(target: str, fuzzy: bool, described: Mapping[str, str]) -> State:
    plain, named = _plain_state(target, fuzzy), described.get("state", "")
    if named not in _STATES or (target and (State(named) is State.APPROVED) is fuzzy):
        return plain
    state = State(named)
    # Who empties an entry leaves the comment as it was; but where nothing stands, nothing can wait for review.
    nothing = not target and "omitted" not in described
    return plain if nothing and state in {State.SUBMITTED, State.APPROVED} else state


# A note's further lines are indented, so that the next note begins at the next line that is not.
def _write_note(note: str) -> str:
    lines = (line.strip() for line in note.replace("\r", "\n").split("\n"))
    return "\n  ".join(line for line in lines if line)


def _read_notes(comment: str) -> list[str]:
    notes: list[str] = []
    for line in comment.split("\n"):
        if line.startswith("  ") and notes:
            notes[-1] += "\n" + line.strip()
        elif line.strip():
            notes.append(line.strip())
    return notes


def _one_line(text: str) -> str:
    return " ".join(text.split())
