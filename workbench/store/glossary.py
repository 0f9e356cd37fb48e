"""Concepts and terms, as plain values of the glossary engine."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from workbench import glossary
from workbench.glossary import Life, Relation, RelationKind, Status
from workbench.store.database import Transaction
from workbench.store.models import Concept, ConceptRevision, Term

_TERM_FLAGS = tuple(f.name for f in fields(glossary.Term) if f.name not in ("text", "locale", "status"))


def concepts(tx: Transaction) -> list[glossary.Concept]:
    """All concepts, by id."""
    return [value(row) for row in tx.session.scalars(sa.select(Concept).order_by(Concept.uid))]


def concept(tx: Transaction, uid: str) -> Concept | None:
    """The row of one concept; a transaction that writes has it for itself."""
    query = sa.select(Concept).where(Concept.uid == uid)
    return tx.session.scalar(query.with_for_update() if tx.writes else query)


def uids(tx: Transaction) -> set[str]:
    """The ids of all concepts that there are or were: one that went is not given to another meaning."""
    return {*tx.session.scalars(sa.union(sa.select(Concept.uid), sa.select(ConceptRevision.concept_uid)))}


def concept_by_key(tx: Transaction, key: str) -> str | None:
    """The id of the concept whose change was sent with this key."""
    return tx.session.scalar(sa.select(ConceptRevision.concept_uid).where(ConceptRevision.save_key == key))


def holding_term(tx: Transaction, text: str, locale: str) -> str | None:
    """The id of a concept that has this very term in this locale, as one that may be used."""
    query = sa.select(Concept.uid).join(Term).where(Term.text == text, Term.locale == locale)
    return tx.session.scalar(query.where(Term.status != Status.FORBIDDEN).order_by(Concept.id).limit(1))


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
        scope=row.scope,
        relations=_relations(row.relations),
    )


def write(tx: Transaction, concept: glossary.Concept, *, is_new: bool = False) -> Concept:
    """Store a concept; its version counts up.

    Args:
        is_new: the caller found none; if somebody else adds it at the same moment, one of the two is refused.
    """
    row = None if is_new else tx.session.scalar(sa.select(Concept).where(Concept.uid == concept.id))
    if row is None:
        row = Concept(uid=concept.id, version=0)
        tx.session.add(row)
    row.domain, row.definition, row.note = concept.domain, concept.definition, concept.note
    row.state = concept.state.value
    row.scope, row.relations = concept.scope, _pairs(concept)
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
    data = {
        "domain": concept.domain,
        "definition": concept.definition,
        "note": concept.note,
        "state": concept.state.value,
        "terms": [
            {"text": term.text, "locale": term.locale, "status": term.status.value, **_flags(term)}
            for term in concept.terms
        ],
    }
    # What most concepts lack is left out, so that older entries of a history compare equal.
    return (
        data
        | ({"scope": concept.scope} if concept.scope else {})
        | ({"relations": _pairs(concept)} if concept.relations else {})
    )


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
        scope=data.get("scope", ""),
        relations=_relations(data.get("relations", [])),
    )


def _pairs(concept: glossary.Concept) -> list[list[str]]:
    return [[relation.kind.value, relation.concept] for relation in concept.relations]


def _relations(pairs: list[Any]) -> tuple[Relation, ...]:
    return tuple(Relation(RelationKind(kind), concept) for kind, concept in pairs)


def _term_row(ordinal: int, term: glossary.Term) -> Term:
    return Term(ordinal=ordinal, locale=term.locale, text=term.text, status=term.status.value, flags=_flags(term))


def _flags(term: glossary.Term) -> dict[str, Any]:
    """What a term says beyond its text, locale and status, without the defaults."""
    defaults = {f.name: f.default for f in fields(glossary.Term)}
    return {name: getattr(term, name) for name in _TERM_FLAGS if getattr(term, name) != defaults[name]}
