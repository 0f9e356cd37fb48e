"""The form of a concept: what was typed, as values that the page can show again and the use case can take."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workbench import languages
from workbench.findings import N_
from workbench.glossary import Concept, Life, Relation, RelationKind, Status, Term
from workbench.workflow.errors import Invalid

MAX_ROWS = 200
_SPARE = 2
_ROW = re.compile(r"term-(\d{1,4})-text")
_RELATION = re.compile(r"relation-(\d{1,3})-concept")
_COMMA = re.compile(r"[,;，；、]")


@dataclass(frozen=True)
class TermRow:
    """One row of the form; a row without a text is no term."""

    locale: str
    text: str = ""
    status: str = Status.PREFERRED.value
    part_of_speech: str = ""
    gender: str = ""
    note: str = ""
    case_sensitive: bool = False
    exact: bool = False
    forms: str = ""
    provisional: bool = False
    anywhere: bool = False
    as_written: bool = False
    first_mention: bool = False

    @property
    def has_more(self) -> bool:
        """Whether anything beyond the words and their use is said."""
        return any(getattr(self, name) for name in (*_FLAGS, "part_of_speech", "gender", "note", "forms"))


@dataclass(frozen=True)
class RelationRow:
    """One relation of the form; a row without a concept is none."""

    kind: str = RelationKind.RELATED.value
    concept: str = ""


_WORDS = ("locale", "text", "status", "part_of_speech", "gender", "note", "forms")
_FLAGS = ("case_sensitive", "exact", "provisional", "anywhere", "as_written", "first_mention")


@dataclass(frozen=True)
class ConceptForm:
    """What stands in the form.

    Attributes:
        version: the version that it is based on, 0 for a new concept.
        key: different for each form that is shown, so that a form sent twice is stored once.
    """

    id: str
    domain: str
    definition: str
    note: str
    state: str
    version: int
    key: str
    rows: tuple[TermRow, ...]
    reason: str = ""
    scope: str = ""
    relations: tuple[RelationRow, ...] = (RelationRow(),)

    def with_more_rows(self) -> ConceptForm:
        """The same with further empty rows."""
        locale = self.rows[-1].locale if self.rows else "en"
        return replace(self, rows=(*self.rows, *[TermRow(locale)] * _SPARE)[:MAX_ROWS])

    def concept(self) -> Concept:
        """What was typed, as a concept.

        Raises:
            Invalid: a state or status that there is not.
        """
        if self.state not in set(Life):
            raise Invalid(N_("Choose one of the states."), field="state")
        if any(row.kind not in set(RelationKind) for row in self.relations):
            raise Invalid(N_("Choose how the two concepts stand to each other."), field="relations")
        terms = tuple(_term(row) for row in self.rows if row.text.strip())
        return Concept(
            id=self.id.strip() or _id_for(terms),
            domain=self.domain,
            definition=self.definition,
            note=self.note,
            terms=terms,
            state=Life(self.state),
            scope=self.scope.strip(),
            relations=tuple(
                Relation(RelationKind(row.kind), row.concept.strip()) for row in self.relations if row.concept.strip()
            ),
        )


def empty(*, state: Life, words: Mapping[str, str] | None = None) -> ConceptForm:
    """The form of a new concept: a row for each language, with the words that are known already by locale."""
    rows = tuple(TermRow(tag, (words or {}).get(tag, "")) for tag in languages.WORKING)
    return ConceptForm("", "", "", "", state.value, 0, _key(), rows)


def filled(concept: Concept, version: int) -> ConceptForm:
    """The form of a concept that is there, with spare rows."""
    form = ConceptForm(
        concept.id,
        concept.domain,
        concept.definition,
        concept.note,
        concept.state.value,
        version,
        _key(),
        tuple(_filled_row(term) for term in concept.terms),
        scope=concept.scope,
        relations=(*(RelationRow(row.kind.value, row.concept) for row in concept.relations), RelationRow()),
    )
    return form.with_more_rows()


def _filled_row(term: Term) -> TermRow:
    said: dict[str, Any] = {name: getattr(term, name) for name in (*_WORDS, *_FLAGS)}
    return TermRow(**said | {"status": term.status.value, "forms": ", ".join(term.forms)})


def typed(fields: Mapping[str, str], *, uid: str = "") -> ConceptForm:
    """The form as it was sent.

    Args:
        uid: the id of a concept that is there: it never changes.
    """
    numbers = sorted(int(match[1]) for match in map(_ROW.fullmatch, fields) if match)[:MAX_ROWS]
    version = fields.get("version", "")
    return ConceptForm(
        id=uid or fields.get("id", ""),
        domain=fields.get("domain", ""),
        definition=fields.get("definition", ""),
        note=fields.get("note", ""),
        state=fields.get("state", ""),
        version=int(version) if version.isascii() and version.isdigit() else 0,
        key=fields.get("key", "")[:80] or _key(),
        rows=tuple(_row(fields, f"term-{number}-") for number in numbers),
        reason=fields.get("reason", ""),
        scope=fields.get("scope", ""),
        relations=_relations(fields),
    )


def _relations(fields: Mapping[str, str]) -> tuple[RelationRow, ...]:
    numbers = sorted(int(match[1]) for match in map(_RELATION.fullmatch, fields) if match)[:MAX_ROWS]
    rows = (
        RelationRow(
            fields.get(f"relation-{number}-kind", RelationKind.RELATED.value), fields[f"relation-{number}-concept"]
        )
        for number in numbers
    )
    return (*(row for row in rows if row.concept.strip()), RelationRow())


def _row(fields: Mapping[str, str], prefix: str) -> TermRow:
    words: dict[str, Any] = {name: fields.get(prefix + name, "") for name in _WORDS}
    flags: dict[str, Any] = {name: prefix + name in fields for name in _FLAGS}
    return TermRow(**words, **flags)


def _term(row: TermRow) -> Term:
    if row.status not in set(Status):
        raise Invalid(N_("Choose for each term whether it is preferred, admitted or forbidden."), field="terms")
    return Term(
        row.text,
        row.locale,
        Status(row.status),
        part_of_speech=row.part_of_speech.strip(),
        gender=row.gender.strip(),
        note=row.note.strip(),
        case_sensitive=row.case_sensitive,
        exact=row.exact,
        provisional=row.provisional,
        anywhere=row.anywhere,
        as_written=row.as_written,
        first_mention=row.first_mention,
        forms=tuple(form.strip() for form in _COMMA.split(row.forms) if form.strip()),
    )


def _id_for(terms: tuple[Term, ...]) -> str:
    """An id made of the first term, for those who have no system of their own."""
    return "-".join(terms[0].text.casefold().split())[:80] if terms else "new"


def _key() -> str:
    return secrets.token_hex(16)
