r"""What stands in one cell of the table of a termbase, read and written: each pair of functions is one convention.

Terms of a cell are separated by `|`; a `|` inside a term is written as `\|`. What a spreadsheet would take for a
formula is defused by an apostrophe, which reading takes off again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workbench.errors import N_, WorkbenchError
from workbench.glossary.concepts import Concept, Relation, RelationKind, Status, Term

_TEXT_DETAILS = ("part_of_speech", "gender", "note")
_FLAGS = (
    "case_sensitive", "exact", "anywhere", "provisional", "as_written", "first_mention", "derived",
)  # fmt: skip
_FORMS = "forms"
_KINDS = {str(kind): kind for kind in RelationKind}
_PROVISIONAL = "provisional"
_FORMULA = re.compile(r"'*[=+\-@]")
_DEFUSED = re.compile(r"'+[=+\-@]")
_BETWEEN_TERMS = re.compile(r"(?<!\\)((?:\\\\)*)\|")

# Locale → status → term → what it has besides.
Details = Mapping[str, Mapping[str, Mapping[str, Mapping[str, Any]]]]


class GlossaryFileError(WorkbenchError):
    """The file is no termbase; `details` may hold `line` (from 1) and `column`. Nothing of it was read."""


# --- all cells --------------------------------------------------------------------------------------------------------


def defuse(cell: str) -> str:
    """Take from a text what makes it a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def restore(cell: str) -> str:
    """Give the text that was defused."""
    return cell[1:] if cell[:1] == "'" and _DEFUSED.match(cell) else cell


# --- terms and their statuses -----------------------------------------------------------------------------------------


def split_terms(cell: str) -> Sequence[str]:
    """Give the texts of a cell, without white space at their ends."""
    if "|" not in cell and "\\" not in cell:
        return (cell,) if cell else ()
    parts = _BETWEEN_TERMS.sub(r"\1\n\0", cell).split("\n\0")
    texts = [re.sub(r"\\([\\|])", r"\1", part).strip() for part in parts]
    return [text for text in texts if text]


def join_terms(texts: Iterable[str]) -> str:
    """Write texts into one cell."""
    return "|".join(text.replace("\\", "\\\\").replace("|", "\\|") for text in texts)


def read_statuses(cell: str, count: int, column: str, line: int) -> list[bool]:
    """Tell of each preferred term whether it is provisional; one status may stand for all.

    Raises:
        GlossaryFileError: there are too few or too many, or one is unknown.
    """
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


def write_statuses(terms: Sequence[Term], *, required: bool) -> str:
    """Write the statuses of preferred terms: one for all if it is the same, none if it goes without saying."""
    statuses = [_PROVISIONAL if term.provisional else str(Status.PREFERRED) for term in terms]
    if len(set(statuses)) > 1:
        return "|".join(statuses)
    return statuses[0] if required or terms[0].provisional else ""


# --- details ----------------------------------------------------------------------------------------------------------


def read_details(cell: str, line: int) -> Details:
    """Read what terms have besides text, locale and status.

    Raises:
        GlossaryFileError: it is no JSON of that shape.
    """
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


def write_details(terms: Iterable[Term]) -> str:
    """Write what terms have besides text, locale and status; nothing if they have nothing."""
    details: dict[str, dict[str, dict[str, dict[str, object]]]] = {}
    for term in terms:
        if values := _details_of(term):
            details.setdefault(term.locale, {}).setdefault(term.status, {})[term.text] = values
    return json.dumps(details, ensure_ascii=False, sort_keys=True) if details else ""


def _details_of(term: Term) -> dict[str, object]:
    names = [*_TEXT_DETAILS, *_FLAGS, _FORMS]
    if term.status is Status.PREFERRED:
        names.remove(_PROVISIONAL)  # has a column of its own
    return {name: getattr(term, name) for name in names if getattr(term, name)}


# --- relations --------------------------------------------------------------------------------------------------------


def read_relations(cell: str, line: int) -> Iterator[Relation]:
    """Read relations as `kind:concept`.

    Raises:
        GlossaryFileError: a kind is unknown, or no concept is named.
    """
    for part in split_terms(cell):
        kind, _, concept = part.partition(":")
        if kind.strip() not in _KINDS or not concept.strip():
            raise GlossaryFileError(
                N_("Line %(line)s has a relation that cannot be read; write %(kinds)s, a colon and a concept_id."),
                line=line,
                column="relations",
                kinds=", ".join(_KINDS),
            )
        yield Relation(_KINDS[kind.strip()], concept.strip())


def write_relations(concept: Concept) -> str:
    """Write the relations of a concept into one cell."""
    return join_terms(f"{relation.kind}:{relation.concept}" for relation in concept.relations)
