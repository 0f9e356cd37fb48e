"""Read and write a termbase as a CSV table for people: one concept in a row, several terms in a cell.

Each locale has up to four columns: the preferred terms, their status (`preferred` or `provisional`), the admitted
variants and the forbidden terms. `cells` tells what stands in a cell. What was written reads back the same, as long as
no text has white space at its ends.

Optional columns are written only when they hold something. `scope` is the slug of the one text that a concept
holds for. `relations` holds `kind:concept` pairs. `term_details` keeps part of speech, gender, note, flags and listed
forms of terms as JSON: locale → status → term → details.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from workbench.errors import N_
from workbench.glossary import cells
from workbench.glossary.bulk import many_values
from workbench.glossary.cells import GlossaryFileError
from workbench.glossary.concepts import LOCALES, Concept, Life, Status, Term

__all__ = ["COLUMNS", "GlossaryFileError", "decode_csv", "read_csv", "write_csv"]

COLUMNS = (
    "concept_id", "domain", "definition_en", "note", "en", "en_status", "en_variants",
    "zh_hans", "zh_hans_status", "zh_hans_variants", "zh_hans_forbidden", "zh_hant_tw",
    "es", "es_status", "es_variants", "es_forbidden",
)  # fmt: skip
_PREFIXES = {locale: locale.lower().replace("-", "_") for locale in LOCALES}
_SUFFIXES = {Status.PREFERRED: "", Status.ADMITTED: "_variants", Status.FORBIDDEN: "_forbidden"}
_LOCALE_COLUMNS = [prefix + end for prefix in _PREFIXES.values() for end in ("", "_status", "_variants", "_forbidden")]
_OPTIONAL = (*(name for name in _LOCALE_COLUMNS if name not in COLUMNS), "state", "scope", "relations", "term_details")
_CONCEPT_COLUMNS = (
    "concept_id", "domain", "definition_en", "note", "state", "scope", "relations", "term_details",
)  # fmt: skip
_STATES = {"": Life.AGREED} | {str(state): state for state in Life}
# What a column of statuses may hold where all its terms are as good as any.
_SETTLED = frozenset(["", str(Status.PREFERRED)])


class _Column(NamedTuple):
    """A column of terms: where it stands in this table, and what its terms are."""

    at: int
    locale: str
    status: Status


class _Layout:
    """Where the columns of one table stand; those that it lacks stand in an empty cell behind its last one.

    It reads concepts whose terms have nothing but text, locale and status, when somebody asks for them.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.width = len(names)
        places = {name: at for at, name in enumerate(names)}
        self.concept = itemgetter(*[places.get(name, self.width) for name in _CONCEPT_COLUMNS])
        self.statuses = itemgetter(*[places.get(f"{prefix}_status", self.width) for prefix in _PREFIXES.values()])
        self.columns = [
            _Column(places[prefix + suffix], locale, status)
            for locale, prefix in _PREFIXES.items()
            for status, suffix in _SUFFIXES.items()
            if prefix + suffix in places
        ]
        self._columns: dict[tuple[str, ...], list[_Column]] = {}

    def read(self, row: tuple[str, ...], field: str) -> object:
        """Give `domain`, `definition`, `note` or `terms` of the concept in a row."""
        if field == "terms":
            return self.terms(row, LOCALES)
        _, domain, definition, note, *_ = self.concept(row)
        return {"domain": domain, "definition": definition, "note": note}[field]

    def terms(self, row: tuple[str, ...], locales: tuple[str, ...]) -> tuple[Term, ...]:
        """Make the terms of a row in some locales, in the order of locales and statuses."""
        return tuple(
            [
                Term.plain(text, locale, status)
                for at, locale, status in self._columns_of(locales)
                if row[at]
                for text in cells.split_terms(row[at])
            ]
        )

    def texts(self, row: tuple[str, ...], locales: tuple[str, ...]) -> list[str]:
        """Give the texts of the terms of a row in some locales."""
        texts: list[str] = []
        for at, _, _ in self._columns_of(locales):
            if cell := row[at]:
                texts += cells.split_terms(cell)
        return texts

    def _columns_of(self, locales: tuple[str, ...]) -> list[_Column]:
        columns = self._columns.get(locales)
        if columns is None:
            columns = self._columns[locales] = [column for column in self.columns if column.locale in locales]
        return columns


# --- read -------------------------------------------------------------------------------------------------------------


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


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold something, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            if any(row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error:
        raise GlossaryFileError(
            N_("Line %(line)s cannot be read; check its quotation marks: a quote inside a cell is doubled."),
            line=line,
        ) from None


def _read(rows: Iterator[tuple[int, list[str]]]) -> list[Concept]:
    _, header = next(rows, (1, []))
    if not header:
        raise GlossaryFileError(N_("The file is empty; choose another one."), line=1)
    names = [name.strip() for name in header]
    _check_header(names)
    layout = _Layout(names)
    concepts: list[Concept] = []
    lines: dict[str, int] = {}
    for line, row in rows:
        if len(row) != layout.width:
            raise GlossaryFileError(
                N_("Line %(line)s has %(cells)s cells instead of %(columns)s; quote cells that hold a comma."),
                line=line,
                cells=len(row),
                columns=layout.width,
            )
        stripped = [*map(str.strip, row), ""]
        if "'" in "".join(stripped):
            stripped = list(map(cells.restore, stripped))
        concept = _concept(stripped, layout, line)
        first = lines.setdefault(concept.id, line)
        if first != line:
            raise GlossaryFileError(
                N_("Line %(line)s has the same concept_id as line %(first)s; give each concept its own."),
                line=line,
                first=first,
            )
        concepts.append(concept)
    return concepts


def _check_header(names: list[str]) -> None:
    if len(names) == 1 and re.search(r"[;\t]", names[0]):
        raise GlossaryFileError(
            N_("The cells are separated by “%(sign)s”; save the table as CSV with commas."),
            line=1,
            sign=";" if ";" in names[0] else "Tab",
        )
    if not set(names).intersection(COLUMNS):
        raise GlossaryFileError(
            N_(
                "The first line names none of the columns of a glossary, such as concept_id or en; "
                "write into a table that was downloaded from the glossary."
            ),
            line=1,
            column=COLUMNS[0],
        )
    for what, wrong in (
        (
            N_("The table lacks these columns, which may be empty: %(wrong)s."),
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


def _concept(row: Sequence[str], layout: _Layout, line: int) -> Concept:
    uid, domain, definition, note, given, scope, relations, details = layout.concept(row)
    if not uid:
        raise GlossaryFileError(
            N_("Line %(line)s has no concept_id; give each concept its own."), line=line, column="concept_id"
        )
    state = _STATES.get(given)
    if state is None:
        raise GlossaryFileError(
            N_("Line %(line)s has an unknown state; the states are %(states)s."),
            line=line,
            column="state",
            states=", ".join(Life),
        )
    related = tuple(cells.read_relations(relations, line)) if relations else ()
    if details or not _SETTLED.issuperset(layout.statuses(row)):
        terms = tuple(_marked_terms(row, layout, cells.read_details(details, line), line))
        return Concept(uid, domain, definition, note, terms, state, scope, related)
    return Concept.unread(layout, tuple(row), uid, state, scope, related)


def _marked_terms(row: Sequence[str], layout: _Layout, details: cells.Details, line: int) -> Iterator[Term]:
    """Yield the terms of a row that tells more of them than text, locale and status."""
    provisional = dict(zip(_PREFIXES, layout.statuses(row), strict=True))
    for at, locale, status in layout.columns:
        texts = cells.split_terms(row[at])
        if not row[at]:
            continue
        given = provisional[locale] if status is Status.PREFERRED else ""
        flags = cells.read_statuses(given, len(texts), f"{_PREFIXES[locale]}_status", line)
        known = details.get(locale, {}).get(status, {})
        for text, flag in zip(texts, flags, strict=True):
            yield Term(text, locale, status, **{"provisional": flag, **known.get(text, {})})


# --- write ------------------------------------------------------------------------------------------------------------


def write_csv(concepts: Iterable[Concept]) -> str:
    """Write a termbase, in the order given, with a line feed at the end of each row."""
    rows = [_row(concept) for concept in concepts]
    columns = [*COLUMNS, *(name for name in _OPTIONAL if any(row.get(name) for row in rows))]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([cells.defuse(row.get(name, "")) for name in columns] for row in rows)
    return out.getvalue()


def _row(concept: Concept) -> dict[str, str]:
    row = {
        "concept_id": concept.id,
        "domain": concept.domain,
        "definition_en": concept.definition,
        "note": concept.note,
        "state": "" if concept.state is Life.AGREED else concept.state,
        "scope": concept.scope,
        "relations": cells.write_relations(concept),
        "term_details": cells.write_details(concept.terms),
    }
    for locale, prefix in _PREFIXES.items():
        for status, suffix in _SUFFIXES.items():
            terms = [term for term in concept.of(locale) if term.status is status]
            row[prefix + suffix] = cells.join_terms(term.text for term in terms)
            if status is Status.PREFERRED and terms:
                row[f"{prefix}_status"] = cells.write_statuses(terms, required=f"{prefix}_status" in COLUMNS)
    return row
