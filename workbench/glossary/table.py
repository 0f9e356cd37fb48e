r"""Read and write a termbase as a CSV table for people: one concept in a row, several terms in a cell.

A cell holds its terms separated by `|`; a `|` inside a term is written as `\|`. Each locale has up to four
columns: the preferred terms, their status (`preferred` or `provisional`), the admitted variants and the
forbidden terms. What a spreadsheet would take for a formula is defused by an apostrophe, which reading takes
off again. What was written reads back the same, as long as no text has white space at its ends.

Optional columns are written only when they hold something. `scope` is the slug of the one text that a concept
holds for. `relations` holds `kind:concept` pairs, separated by `|`. `term_details` keeps part of speech, gender,
note, flags and listed forms of terms as JSON: locale → status → term → details.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from workbench.errors import N_, WorkbenchError
from workbench.glossary.bulk import many_values
from workbench.glossary.concepts import LOCALES, Concept, Life, Relation, RelationKind, Status, Term

COLUMNS = (
    "concept_id", "domain", "definition_en", "note", "en", "en_status", "en_variants",
    "zh_hans", "zh_hans_status", "zh_hans_variants", "zh_hans_forbidden", "zh_hant_tw",
    "es", "es_status", "es_variants", "es_forbidden",
)  # fmt: skip
_PREFIXES = {locale: locale.lower().replace("-", "_") for locale in LOCALES}
_SUFFIXES = {Status.PREFERRED: "", Status.ADMITTED: "_variants", Status.FORBIDDEN: "_forbidden"}
_LOCALE_COLUMNS = [prefix + end for prefix in _PREFIXES.values() for end in ("", "_status", "_variants", "_forbidden")]
_OPTIONAL = (*(name for name in _LOCALE_COLUMNS if name not in COLUMNS), "state", "scope", "relations", "term_details")
_TERM_COLUMNS = [
    (prefix + suffix, f"{prefix}_status", locale, status)
    for locale, prefix in _PREFIXES.items()
    for status, suffix in _SUFFIXES.items()
]
_TEXT_DETAILS = ("part_of_speech", "gender", "note")
_FLAGS = (
    "case_sensitive", "exact", "anywhere", "provisional", "as_written", "first_mention", "derived",
)  # fmt: skip
_FORMS = "forms"
_STATES = {str(state): state for state in Life}
_KINDS = {str(kind): kind for kind in RelationKind}
_PROVISIONAL = "provisional"
_PREFERRED = Status.PREFERRED
_AGREED = str(Life.AGREED)
_FORMULA = re.compile(r"'*[=+\-@]")
_DEFUSED = re.compile(r"'+[=+\-@]")
_BETWEEN_TERMS = re.compile(r"(?<!\\)((?:\\\\)*)\|")


class _Column(NamedTuple):
    """A column of terms, where it stands in this table, and where their statuses stand, -1 for nowhere."""

    at: int
    status_at: int
    status_column: str
    locale: str
    status: Status


class GlossaryFileError(WorkbenchError):
    """The file is no termbase; `details` may hold `line` (from 1) and `column`. Nothing of it was read."""


def read_csv(text: str) -> list[Concept]:
    """Read a termbase.

    Args:
        text: the content of the file, with or without byte order mark, with any line ends.

    Raises:
        GlossaryFileError: a column is missing, unknown or named twice, a row has too few or too many cells, two
            concepts have one id or one has none, a status or state is unknown, quoting is broken, values are
            not separated by commas, or there is a NUL character. The message names the line.
    """
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise GlossaryFileError(N_("Line %(line)s holds a NUL character; save the table as CSV in UTF-8."), line=line)
    with many_values():
        return _read(_rows(text.removeprefix("\ufeff")))


def _read(rows: Iterator[tuple[int, list[str]]]) -> list[Concept]:
    _, header = next(rows, (1, []))
    names = [name.strip() for name in header]
    _check_header(names)
    columns = [
        _Column(names.index(column), names.index(given) if given in names else -1, given, locale, status)
        for column, given, locale, status in _TERM_COLUMNS
        if column in names
    ]
    concepts: dict[str, Concept] = {}
    lines: dict[str, int] = {}
    for line, row in rows:
        if len(row) != len(names):
            raise GlossaryFileError(
                N_("Line %(line)s has %(cells)s cells instead of %(columns)s; quote cells that hold a comma."),
                line=line,
                cells=len(row),
                columns=len(names),
            )
        cells = list(map(str.strip, row))
        if "'" in "".join(cells):
            cells = list(map(_restore, cells))
        concept = _concept(dict(zip(names, cells, strict=True)), cells, columns, line)
        if concept.id in concepts:
            raise GlossaryFileError(
                N_("Line %(line)s has the same concept_id as line %(first)s; give each concept its own."),
                line=line,
                first=lines[concept.id],
            )
        concepts[concept.id], lines[concept.id] = concept, line
    return list(concepts.values())


def decode_csv(data: bytes) -> str:
    """Decode the bytes of a termbase file.

    Raises:
        GlossaryFileError: it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data[: wrong.start].count(b"\n") + 1
        raise GlossaryFileError(N_("Line %(line)s is not UTF-8; save the table as CSV in UTF-8."), line=line) from None


def write_csv(concepts: Iterable[Concept]) -> str:
    """Write a termbase, in the order given, with a line feed at the end of each row."""
    rows = [_row(concept) for concept in concepts]
    columns = [*COLUMNS, *(name for name in _OPTIONAL if any(row.get(name) for row in rows))]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_defuse(row.get(name, "")) for name in columns] for row in rows)
    return out.getvalue()


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold something, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise GlossaryFileError(
                N_("Line %(line)s cannot be read; check its quotation marks: a quote inside a cell is doubled."),
                line=line,
            ) from None
        if any(row):
            yield line, row


def _check_header(names: list[str]) -> None:
    if len(names) == 1 and re.search(r"[;\t]", names[0]):
        raise GlossaryFileError(
            N_("The cells are separated by “%(sign)s”; save the table as CSV with commas."),
            line=1,
            sign=";" if ";" in names[0] else "Tab",
        )
    for what, wrong in (
        (
            N_("The table lacks these columns: %(wrong)s. It needs: %(columns)s."),
            [name for name in COLUMNS if name not in names],
        ),
        (
            N_("The table has unknown columns: %(wrong)s. It may have: %(columns)s."),
            [name for name in names if name not in COLUMNS and name not in _OPTIONAL],
        ),
        (
            N_("The table has these columns twice: %(wrong)s."),
            sorted({name for name in names if names.count(name) > 1}),
        ),
    ):
        if wrong:
            raise GlossaryFileError(what, line=1, column=wrong[0], wrong=", ".join(wrong), columns=", ".join(COLUMNS))


def _concept(cells: Mapping[str, str], row: Sequence[str], columns: Sequence[_Column], line: int) -> Concept:
    if not cells["concept_id"]:
        raise GlossaryFileError(
            N_("Line %(line)s has no concept_id; give each concept its own."), line=line, column="concept_id"
        )
    details = _details(cells.get("term_details", ""), line)
    state = cells.get("state") or _AGREED
    if state not in _STATES:
        raise GlossaryFileError(
            N_("Line %(line)s has an unknown state; the states are %(states)s."),
            line=line,
            column="state",
            states=", ".join(Life),
        )
    return Concept(
        id=cells["concept_id"],
        domain=cells["domain"],
        definition=cells["definition_en"],
        note=cells["note"],
        terms=_terms(row, columns, details, line),
        state=_STATES[state],
        scope=cells.get("scope", ""),
        relations=tuple(_relations(cells["relations"], line)) if cells.get("relations") else (),
    )


def _relations(cell: str, line: int) -> Iterator[Relation]:
    for part in _split(cell):
        kind, _, concept = part.partition(":")
        if kind.strip() not in _KINDS or not concept.strip():
            raise GlossaryFileError(
                N_("Line %(line)s has a relation that cannot be read; write %(kinds)s, a colon and a concept_id."),
                line=line,
                column="relations",
                kinds=", ".join(_KINDS),
            )
        yield Relation(_KINDS[kind.strip()], concept.strip())


def _terms(row: Sequence[str], columns: Sequence[_Column], details: Mapping[Any, Any], line: int) -> tuple[Term, ...]:
    found: list[Term] = []
    for at, status_at, status_column, locale, status in columns:
        cell = row[at]
        if not cell:
            continue
        known = details.get(locale, {}).get(status, {}) if details else None
        given = row[status_at] if status is _PREFERRED and status_at >= 0 else ""
        texts = _split(cell) if "|" in cell or "\\" in cell else (cell,)
        if known or (given and given != _PREFERRED):
            known = known or {}
            provisional = _statuses(given, len(texts), status_column, line)
            for text, flag in zip(texts, provisional, strict=True):
                found.append(Term(text, locale, status, **{"provisional": flag, **known.get(text, {})}))
        else:
            for text in texts:
                found.append(Term.plain(text, locale, status))
    return tuple(found)


def _statuses(cell: str, count: int, column: str, line: int) -> list[bool]:
    """Tell of each preferred term whether it is provisional; one status may stand for all."""
    statuses = [part.strip() for part in cell.split("|")] if cell else [str(Status.PREFERRED)]
    if len(statuses) == 1:
        statuses *= count
    if len(statuses) != count or not set(statuses) <= {Status.PREFERRED, _PROVISIONAL}:
        raise GlossaryFileError(
            N_("Line %(line)s has an unknown status in %(column)s; write preferred or provisional."),
            line=line,
            column=column,
        )
    return [status == _PROVISIONAL for status in statuses]


def _details(cell: str, line: int) -> Mapping[Any, Any]:
    if not cell:
        return {}
    wrong = GlossaryFileError(
        N_("Line %(line)s has term_details that are no JSON of locale, status, term and details; mend the cell."),
        line=line,
        column="term_details",
    )
    try:
        details = json.loads(cell)
    except ValueError:
        raise wrong from None
    if not isinstance(details, dict):
        raise wrong
    for statuses in details.values():
        for terms in statuses.values() if isinstance(statuses, dict) else [None]:
            for values in terms.values() if isinstance(terms, dict) else [None]:
                if not isinstance(values, dict) or not all(_is_detail(*item) for item in values.items()):
                    raise wrong
    return details


def _is_detail(name: str, value: object) -> bool:
    if name == _FORMS:
        return isinstance(value, list) and all(isinstance(form, str) for form in value)
    return (name in _TEXT_DETAILS and isinstance(value, str)) or (name in _FLAGS and isinstance(value, bool))


def _row(concept: Concept) -> dict[str, str]:
    row = {
        "concept_id": concept.id,
        "domain": concept.domain,
        "definition_en": concept.definition,
        "note": concept.note,
        "state": "" if concept.state is Life.AGREED else concept.state,
        "scope": concept.scope,
        "relations": "|".join(_escape(f"{relation.kind}:{relation.concept}") for relation in concept.relations),
    }
    details: dict[str, dict[str, dict[str, dict[str, object]]]] = {}
    for locale, prefix in _PREFIXES.items():
        for status, suffix in _SUFFIXES.items():
            terms = [term for term in concept.of(locale) if term.status is status]
            row[prefix + suffix] = "|".join(_escape(term.text) for term in terms)
            if status is Status.PREFERRED and terms:
                row[f"{prefix}_status"] = _status_cell(terms, required=f"{prefix}_status" in COLUMNS)
            for term in terms:
                if values := _details_of(term):
                    details.setdefault(locale, {}).setdefault(status, {})[term.text] = values
    row["term_details"] = json.dumps(details, ensure_ascii=False, sort_keys=True) if details else ""
    return row


def _status_cell(terms: list[Term], *, required: bool) -> str:
    statuses = [_PROVISIONAL if term.provisional else str(Status.PREFERRED) for term in terms]
    if len(set(statuses)) > 1:
        return "|".join(statuses)
    return statuses[0] if required or terms[0].provisional else ""


def _details_of(term: Term) -> dict[str, object]:
    names = [*_TEXT_DETAILS, *_FLAGS, _FORMS]
    if term.status is Status.PREFERRED:
        names.remove(_PROVISIONAL)  # has a column of its own
    return {name: getattr(term, name) for name in names if getattr(term, name)}


def _split(cell: str) -> list[str]:
    if "|" not in cell and "\\" not in cell:
        return [cell] if cell else []
    parts = _BETWEEN_TERMS.sub(r"\1\n\0", cell).split("\n\0")
    texts = [re.sub(r"\\([\\|])", r"\1", part).strip() for part in parts]
    return [text for text in texts if text]


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")


def _defuse(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _restore(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and _DEFUSED.match(cell) else cell
