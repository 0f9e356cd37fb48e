"""Find the units that may mention a concept, by the words of its terms in the full-text index.

What the index gives is a superset, which the engine then looks at: an English or Spanish word is looked for by its
beginning, so that its inflected forms are found, and of a longer Chinese term only both ends, so that a 的 between
its parts does not hide it. An irregular form that begins otherwise (“men” for “man”) is found only where editors
listed it with the term.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeVar

import sqlalchemy as sa

from workbench import languages
from workbench.glossary import Concept, Life, Status, Term
from workbench.glossary.renderings import FUNCTION_WORDS
from workbench.memory import search_query
from workbench.store import search
from workbench.store.database import Transaction
from workbench.store.models import Edition, SourceText, Unit
from workbench.store.models import Finding as FindingRow
from workbench.store.search import Ways

_SHORT = 4
# A table of ten thousand concepts must not become one statement.
_WAYS_AT_ONCE = 200

T = TypeVar("T")
Change = tuple[Concept | None, Concept | None]


def ways(terms: Iterable[Term]) -> list[tuple[str, ...]]:
    """How the index may hold these terms."""
    found = dict.fromkeys(
        tuple(words) for term in terms for text in (term.text, *term.forms) if (words := list(_words(text, term)))
    )
    return list(found)


def _words(text: str, term: Term) -> Iterator[str]:
    for phrase in search_query(text):
        words = phrase.split(" ")
        # Half of all words begin like an article or a preposition, and to look them all up takes its time.
        words = [word for word in words if word not in FUNCTION_WORDS] or words
        if languages.parse(term.locale).is_chinese and not phrase.isascii():
            yield from dict.fromkeys((words[0], words[-1]))
        elif term.exact or languages.parse(term.locale).is_chinese:
            yield from words
        else:
            yield from (_beginning(word) for word in words)


def _beginning(word: str) -> str:
    """What all forms of a word begin with: companies and company, voces and voz."""
    return word[: max(2, len(word) - (1 if len(word) <= _SHORT else 2))] + "*"


def in_source(tx: Transaction, concept: Concept) -> sa.Select[int]:
    """A query for the units whose source may mention a concept."""
    right = [term for term in concept.terms if term.status is not Status.FORBIDDEN]
    return _texts(tx).where(sa.or_(sa.false(), *_on_side(tx, "source", right)))


def in_edition(
    tx: Transaction, edition: Edition, *, source: Iterable[Term] | None, target: Iterable[Term]
) -> sa.Select[int]:
    """A query for the units of an edition that may have one of these terms in their source, and one in their target.

    Args:
        source: terms, of which those in the source's language are looked for; None for any source.
        target: terms in the target's language.
    """
    units = sa.select(Unit.id).where(Unit.edition_id == edition.id)
    query = units.where(Unit.retired_at.is_(None), Unit.target != "")
    if source is not None:
        language = languages.parse(edition.source_text.locale).language
        same = [term for term in source if languages.parse(term.locale).language == language]
        query = query.where(_among(tx, units, "source", same))
    return query.where(_among(tx, units, "target", target))


def _among(
    tx: Transaction, units: sa.Select[int], side: Literal["source", "target"], terms: Iterable[Term]
) -> sa.ColumnElement[bool]:
    known: Ways = ways(terms)
    if not known:
        return sa.false()
    found = search.holding(tx, side, known)
    # The index of a whole site is walked only as far as the edition has its units.
    ids = units.subquery().c.id
    first, last = (sa.select(end(ids)).scalar_subquery() for end in (sa.func.min, sa.func.max))
    return Unit.id.in_(found.where(found.selected_columns[0].between(first, last)))


@dataclass(frozen=True)
class Whereabouts:
    """Where a unit belongs, and how far it is."""

    edition_id: int
    state: str


def concerned(tx: Transaction, changes: Iterable[Change]) -> list[int]:
    """The ids of the translated units whose findings a change of concepts may touch, in order."""
    return sorted(located(tx, changes))


def located(tx: Transaction, changes: Iterable[Change]) -> dict[int, Whereabouts]:
    """The translated units whose findings a change of concepts may touch, by id.

    Where a concept comes, goes or is settled anew, these are all units that may mention it. Where only terms of the
    target changed, they are the units that have a finding about the concept already, or one of the terms that
    changed; the others have neither what was right before nor what is right now.

    Args:
        changes: each concept as it was and as it will be; None where it is not there.
    """
    every = list(changes)
    found: dict[int, Whereabouts] = {}
    uids = sorted({concept.id for change in every for concept in change if concept is not None})
    sources = [term for change in every for term in _to_find_in_source(change)]
    targets = [term for change in every for term in _to_find_in_target(change)]
    conditions = [
        *(_on_side(tx, "source", some) for some in _portions(sources)),
        *(_on_side(tx, "target", some) for some in _portions(targets)),
    ]
    for some in conditions:
        found |= _located(tx, _texts(tx).where(Unit.target != "", sa.or_(sa.false(), *some)))
    for some_uids in _portions(uids):
        spoken_of = sa.exists().where(FindingRow.unit_id == Unit.id, FindingRow.concept.in_(some_uids))
        found |= _located(tx, sa.select(Unit.id).where(spoken_of, Unit.retired_at.is_(None)))
    return found


def _located(tx: Transaction, query: sa.Select[int]) -> dict[int, Whereabouts]:
    rows = tx.session.execute(query.with_only_columns(Unit.id, Unit.edition_id, Unit.state))
    return {unit_id: _whereabouts(edition_id, state) for unit_id, edition_id, state in rows}


# Of a hundred thousand units, most share theirs with others.
_whereabouts = lru_cache(maxsize=10_000)(Whereabouts)


def _portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + _WAYS_AT_ONCE] for start in range(0, len(values), _WAYS_AT_ONCE))


def _texts(tx: Transaction) -> sa.Select[int]:
    return (
        sa.select(Unit.id)
        .join(Edition, Edition.id == Unit.edition_id)
        .join(SourceText, SourceText.id == Edition.source_text_id)
        .where(Unit.retired_at.is_(None))
    )


def _on_side(tx: Transaction, side: Literal["source", "target"], terms: Iterable[Term]) -> list[sa.ColumnElement[bool]]:
    """Conditions, one for each language: a term counts only in texts of its own language."""
    column = SourceText.locale if side == "source" else Edition.locale
    by_language: dict[str, list[Term]] = defaultdict(list)
    for term in terms:
        by_language[languages.parse(term.locale).language].append(term)
    conditions = []
    for language, some in by_language.items():
        locales = [tag for tag in languages.WORKING if languages.parse(tag).language == language]
        known: Ways = ways(some)
        if known:
            conditions.append(sa.and_(column.in_(locales), Unit.id.in_(search.holding(tx, side, known))))
    return conditions


def _to_find_in_source(change: Change) -> list[Term]:
    """The terms whose mentions in sources a change concerns."""
    before, after = change
    right = [term for term in _terms(before, after) if term.status is not Status.FORBIDDEN]
    if _counts_otherwise(before, after):
        return right
    changed = [term for term in _changed(before, after) if term.status is not Status.FORBIDDEN]
    # A language that had no term asked for nothing; now every mention asks for one.
    return right if _languages(changed) - _languages(_terms(before)) else changed


def _to_find_in_target(change: Change) -> list[Term]:
    before, after = change
    if _counts_otherwise(before, after):
        return [term for term in _terms(before, after) if term.status is Status.FORBIDDEN and term.anywhere]
    return _changed(before, after)


def _counts_otherwise(before: Concept | None, after: Concept | None) -> bool:
    """Whether the concept as a whole counts where it did not, or counts more or less."""
    if before is None or after is None:
        return True
    was, is_now = before.state, after.state
    return (was is Life.RETIRED) is not (is_now is Life.RETIRED) or before.scope != after.scope


def _changed(before: Concept | None, after: Concept | None) -> list[Term]:
    had = set(before.terms) if before else set()
    has = set(after.terms) if after else set()
    return sorted(had ^ has, key=lambda term: (term.locale, term.text))


def _terms(*concepts: Concept | None) -> list[Term]:
    return list(dict.fromkeys(term for concept in concepts if concept for term in concept.terms))


def _languages(terms: Iterable[Term]) -> set[str]:
    """The languages that have a term which may be used."""
    return {languages.parse(term.locale).language for term in terms if term.status is not Status.FORBIDDEN}
