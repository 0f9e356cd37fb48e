"""What only the other units of an edition tell of one: whether it renders a concept otherwise than they do.

The engine says what a unit leaves open, which is seldom anything; the full-text index names the few units of the
edition that have the answer, and the engine judges the unit beside them. Nothing is kept for this, so nothing can be
out of date, and the cost does not grow with the edition.

The other way round, a unit that renders a concept otherwise than before may make another one the odd one out, or the
first one to mention it: those are looked at again in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from workbench.findings import Finding
from workbench.glossary import Status, Term, Termbase
from workbench.glossary.beside import Question, check_beside, contested, questions
from workbench.glossary.edition import FIRST_MENTION, INCONSISTENT
from workbench.store import texts
from workbench.store.database import Transaction
from workbench.store.models import Finding as FindingRow
from workbench.store.models import Unit
from workbench.workflow import mentions

# The index gives more than the engine confirms: of so many, one is what it looks like.
_ANY = 10
# So many show what most of them have.
_MANY = 16
# Of so few, one is what it looks like, where it costs no more than a word in a sentence or a later finding.
_FEW = 3


def findings(tx: Transaction, unit: Unit, source: str, target: str, termbase: Termbase) -> list[Finding]:
    """What is to be found in a unit beside the others of its edition.

    Args:
        source: what the unit translates.
        target: its translation, which need not be the one that is stored.
        termbase: the one of its text.
    """
    locales = {"source_locale": unit.edition.source_text.locale, "target_locale": unit.edition.locale}
    asked = questions(termbase, source, target, **locales)
    if not asked:
        return []
    ids = {unit_id for question in asked for query in _answers(tx, unit, question, termbase) for unit_id in query}
    others = sorted(texts.with_sources(tx, sorted(ids)), key=lambda pair: pair[0].position)
    before = [(text, other.target) for other, text in others if other.position < unit.position]
    behind = [(text, other.target) for other, text in others if other.position >= unit.position]
    return check_beside(termbase, [*before, (source, target), *behind], len(before), **locales)


def _answers(tx: Transaction, unit: Unit, question: Question, termbase: Termbase) -> Iterator[list[int]]:
    """The units that answer a question of this one."""
    terms = _right(termbase, unit, question.concept)

    def rendered(some: list[Term]) -> sa.Select[int]:
        return _others(tx, unit, concept=question.concept, terms=some, termbase=termbase)

    if question.is_first:
        yield _ids(tx, rendered(terms).where(Unit.position < unit.position).order_by(Unit.position), _ANY)
    for term in question.strays:
        yield _ids(tx, rendered([term]), _ANY)
    if question.strays or question.phrases:
        yield _ids(tx, rendered(terms), _MANY if question.strays else _FEW)
    for phrase in question.phrases:
        words = [Term(phrase, unit.edition.locale, exact=True)]
        yield _ids(tx, _others(tx, unit, concept=None, terms=words, termbase=termbase), _ANY)


def concerned(tx: Transaction, unit: Unit, source: str, before: str, termbase: Termbase) -> list[Unit]:
    """The other units whose findings may be others, now that this one has its present text.

    They are locked, less those that somebody writes just now: these are checked by whoever writes.

    Args:
        source: what the unit translates.
        before: the translation that it had.
        termbase: the one of its text.
    """
    locales = {"source_locale": unit.edition.source_text.locale, "target_locale": unit.edition.locale}
    was, is_now = (contested(termbase, source, target, **locales) for target in (before, unit.target))
    changed = {concept for concept, _ in was ^ is_now}
    if not changed:
        return []
    ids = set(_found_odd(tx, unit, changed))
    for concept in changed:
        ids.update(_left_alone(tx, unit, concept, {text for uid, text in is_now if uid == concept}, termbase))
    for concept in changed - {concept for concept, _ in is_now}:
        ids.update(_now_first(tx, unit, concept, termbase))
    query = sa.select(Unit).where(Unit.id.in_(ids)).options(selectinload(Unit.links)).order_by(Unit.id)
    return list(tx.session.scalars(query.with_for_update(of=Unit, skip_locked=True)))


def _found_odd(tx: Transaction, unit: Unit, concepts: set[str]) -> list[int]:
    """The units that something was found in which may hold no longer."""
    query = sa.select(FindingRow.unit_id).join(Unit, Unit.id == FindingRow.unit_id)
    here = (Unit.edition_id == unit.edition_id, Unit.id != unit.id, Unit.retired_at.is_(None))
    odd = (FindingRow.check.in_([INCONSISTENT, FIRST_MENTION]), FindingRow.concept.in_(concepts))
    return _ids(tx, query.where(*here, *odd).distinct(), _MANY)


def _left_alone(tx: Transaction, unit: Unit, concept: str, used: set[str], termbase: Termbase) -> Iterator[int]:
    """The units that alone have an admitted term which this one does not have, or has no longer."""
    for term in _right(termbase, unit, concept):
        if term.status is Status.ADMITTED and term.text not in used:
            alone = _ids(tx, _others(tx, unit, concept=concept, terms=[term], termbase=termbase), 2)
            yield from alone if len(alone) == 1 else ()


def _now_first(tx: Transaction, unit: Unit, concept: str, termbase: Termbase) -> list[int]:
    """The next units behind this one, of which one may be the first to render a concept that this one has no more."""
    if not any(term.first_mention for term in termbase.concepts[concept].terms):
        return []
    rendered = _others(tx, unit, concept=concept, terms=_right(termbase, unit, concept), termbase=termbase)
    return _ids(tx, rendered.where(Unit.position > unit.position).order_by(Unit.position), _FEW)


def _right(termbase: Termbase, unit: Unit, concept: str) -> list[Term]:
    return [entry.term for entry in termbase.entries(concept, unit.edition.locale) if entry.right]


def _others(
    tx: Transaction, unit: Unit, *, concept: str | None, terms: list[Term], termbase: Termbase
) -> sa.Select[int]:
    """A query for the other units of the edition that may have one of the terms, and the concept in their source."""
    source = None if concept is None else termbase.concepts[concept].terms
    return mentions.in_edition(tx, unit.edition, source=source, target=terms).where(Unit.id != unit.id)


def _ids(tx: Transaction, query: sa.Select[int], most: int) -> list[int]:
    return list(tx.session.scalars(query.limit(most)))
