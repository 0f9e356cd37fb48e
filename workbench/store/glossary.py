"""Concepts and terms, as plain values of the glossary engine."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from workbench import glossary
from workbench.glossary import Life, Status
from workbench.store.database import Transaction
from workbench.store.models import Concept, Term

_TERM_FLAGS = tuple(f.name for f in fields(glossary.Term) if f.name not in ("text", "locale", "status"))


def concepts(tx: Transaction) -> list[glossary.Concept]:
    """All concepts, by id."""
    return [value(row) for row in tx.session.scalars(sa.select(Concept).order_by(Concept.uid))]


def concept(tx: Transaction, uid: str) -> Concept | None:
    """The row of one concept; a transaction that writes has it for itself."""
    query = sa.select(Concept).where(Concept.uid == uid)
    return tx.session.scalar(query.with_for_update() if tx.writes else query)


def value(row: Concept) -> glossary.Concept:
    """A stored concept as the engine's value."""
    return glossary.Concept(
        id=row.uid,
        domain=row.domain,
        definition=row.definition,
        note=row.note,
        state=Life(row.state),
        terms=tuple(
            glossary.Term(term.text, term.locale, status=Status(term.status), **term.flags) for term in row.terms
        ),
    )


def write(tx: Transaction, concept: glossary.Concept) -> Concept:
    """Store a concept, new or changed; its version counts up."""
    row = tx.session.scalar(sa.select(Concept).where(Concept.uid == concept.id))
    if row is None:
        row = Concept(uid=concept.id, version=0)
        tx.session.add(row)
    row.domain, row.definition, row.note = concept.domain, concept.definition, concept.note
    row.state = concept.state.value
    row.version += 1
    row.terms = [_term_row(ordinal, term) for ordinal, term in enumerate(concept.terms)]
    tx.session.flush()
    return row


def remove(tx: Transaction, row: Concept) -> None:
    """Take a concept out of the glossary; its history stays."""
    tx.session.delete(row)
    tx.session.flush()


def as_data(concept: glossary.Concept) -> dict[str, Any]:
    """A concept as JSON data, for its history."""
    return {
        "domain": concept.domain,
        "definition": concept.definition,
        "note": concept.note,
        "state": concept.state.value,
        "terms": [
            {"text": term.text, "locale": term.locale, "status": term.status.value, **_flags(term)}
            for term in concept.terms
        ],
    }


def from_data(uid: str, data: dict[str, Any]) -> glossary.Concept:
    """What `as_data` made, as a concept again."""
    terms = tuple(
        glossary.Term(
            term["text"],
            term["locale"],
            status=Status(term["status"]),
            **{name: term[name] for name in _TERM_FLAGS if name in term},
        )
        for term in data["terms"]
    )
    return glossary.Concept(
        id=uid,
        domain=data["domain"],
        definition=data["definition"],
        note=data["note"],
        state=Life(data["state"]),
        terms=terms,
    )


def _term_row(ordinal: int, term: glossary.Term) -> Term:
    return Term(ordinal=ordinal, locale=term.locale, text=term.text, status=term.status.value, flags=_flags(term))


def _flags(term: glossary.Term) -> dict[str, Any]:
    """What a term says beyond its text, locale and status, without the defaults."""
    defaults = {f.name: f.default for f in fields(glossary.Term)}
    return {name: getattr(term, name) for name in _TERM_FLAGS if getattr(term, name) != defaults[name]}
