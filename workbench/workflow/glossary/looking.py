"""Look at the glossary: the list of concepts, the page of one, and the places where it is used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from workbench import languages
from workbench.glossary import Concept, Life, RelationKind, Termbase
from workbench.memory.fold import simplified
from workbench.store import glossary as stored
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Concept as ConceptRow
from workbench.store.models import ConceptRevision, SourceText, Unit, User
from workbench.workflow import mentions, rechecking, renewal, termbases
from workbench.workflow.glossary import replacing, talking
from workbench.workflow.glossary.changing import get
from workbench.workflow.glossary.values import (
    Card,
    ConceptPage,
    ConceptRevisionView,
    Place,
    Places,
    RelatedConcept,
    Stage,
)
from workbench.workflow.permissions import Role, edits_anything, require, translates_anything

FEW_PLACES = 8
PLACES = 40
HISTORY = 100
NARROWER = "narrower"
# How many units are read at once while looking for those that really mention a concept.
_AT_ONCE = 100
# Where the words hardly ever mean the concept, a page ends after so many looks, and the next one goes on from there.
_MOST_LOOKS = 20


def concepts(
    store: Store, *, by: User, query: str = "", domain: str = "", state: str = "", scope: str = ""
) -> list[Concept]:
    """The concepts that hold `query` in their id, definition or any term, by the first term."""
    require(by, Role.READER)
    with store.read() as tx:
        found = stored.concepts(tx)
    wanted = _folded(query.strip())
    return sorted(
        (
            concept
            for concept in found
            if (not domain or concept.domain == domain)
            and (not state or concept.state.value == state)
            and (not scope or concept.scope == scope)
            and (not wanted or any(wanted in _folded(part) for part in _searchable(concept)))
        ),
        key=lambda concept: (concept.terms[0].text if concept.terms else concept.id).casefold(),
    )


def domains(store: Store, *, by: User) -> list[str]:
    """The domains in use."""
    require(by, Role.READER)
    with store.read() as tx:
        query = sa.select(ConceptRow.domain).distinct().order_by(ConceptRow.domain)
        return [domain for domain in tx.session.scalars(query) if domain]


def _folded(text: str) -> str:
    """Without case, and Chinese as if it were in one script: a search in either finds both."""
    return text.casefold().translate(simplified())


def _searchable(concept: Concept) -> list[str]:
    return [concept.id, concept.definition, *(term.text for term in concept.terms)]


def concept(store: Store, uid: str, *, by: User) -> tuple[Concept, int]:
    """One concept with its version, and nothing around it.

    Raises:
        NotFound: there is no such concept.
    """
    require(by, Role.READER)
    with store.read() as tx:
        row = get(tx, uid)
        return stored.value(row), row.version


def card(store: Store, uid: str, locale: str, *, by: User) -> Card:
    """One concept with its terms in a locale, for a glance.

    Raises:
        NotFound: there is no such concept.
    """
    require(by, Role.READER)
    language = languages.base(locale)
    with store.read() as tx:
        concept = stored.value(get(tx, uid))
        others = tuple(other for other in _related(tx, concept) if other.kind == RelationKind.DISTINCT)
    terms = (*concept.terms, *termbases.derived(concept))
    return Card(concept, tuple(term for term in terms if languages.base(term.locale) == language), others)


def changed(store: Store, revision_id: int, *, by: User) -> str:
    """The id of the concept that a line of the history is about; empty where it is not there any more."""
    require(by, Role.READER)
    with store.read() as tx:
        return renewal.concept_of(tx, revision_id)


def checking(store: Store, uid: str, *, by: User) -> str | None:
    """The uid of the job that checks units again because of a concept, while there is one."""
    require(by, Role.READER)
    with store.read() as tx:
        return renewal.open_for(tx, uid)


def page(store: Store, uid: str, *, by: User) -> ConceptPage:
    """One concept with its life, its discussion, and some of the places where sources mention it.

    Raises:
        NotFound: there is no such concept.
    """
    require(by, Role.READER)
    with store.read() as tx:
        row = get(tx, uid)
        concept = stored.value(row)
        history = _history(tx, uid)
        used = _places(tx, concept, most=FEW_PLACES)
        return ConceptPage(
            concept=concept,
            version=row.version,
            stages=tuple(_stages(concept, history)),
            history=tuple(history[:HISTORY]),
            remarks=tuple(talking.remarks(tx, uid)),
            related=tuple(_related(tx, concept)),
            derived=tuple(termbases.derived(concept)),
            scope_title=_title(tx, concept.scope),
            places=used.places,
            places_about=used.about,
            checking=renewal.open_for(tx, uid),
            to_recheck=rechecking.count_for(tx, uid),
            to_replace=replacing.count(tx, uid, by=by),
            may_edit=edits_anything(by),
            may_propose=translates_anything(by),
        )


def _title(tx: Transaction, slug: str) -> str:
    title = tx.session.scalar(sa.select(SourceText.title).where(SourceText.slug == slug)) if slug else ""
    return title or slug


def _history(tx: Transaction, uid: str) -> list[ConceptRevisionView]:
    """The history, newest first."""
    rows = tx.session.execute(
        sa.select(ConceptRevision, User.name)
        .outerjoin(User, User.id == ConceptRevision.user_id)
        .where(ConceptRevision.concept_uid == uid)
        .order_by(ConceptRevision.id.desc())
    ).all()
    return [
        ConceptRevisionView(
            number=revision.number,
            at=revision.at,
            who=name or "",
            action=revision.action,
            origin=revision.origin,
            reason=revision.reason,
            conflict=revision.conflict,
            concept=stored.from_data(uid, revision.data),
        )
        for revision, name in rows
    ]


def _stages(concept: Concept, history: Sequence[ConceptRevisionView]) -> Iterator[Stage]:
    came: dict[Life, ConceptRevisionView] = {}
    last = None
    for entry in reversed(history):
        if entry.conflict:
            continue
        if entry.action == "remove":
            last = None
        elif entry.concept.state is not last:
            last = entry.concept.state
            came[last] = entry
    for life in Life:
        entry_or_none = came.get(life)
        at, who = (entry_or_none.at, entry_or_none.who) if entry_or_none else (None, "")
        yield Stage(life, at, who, concept.state is life)


def _related(tx: Transaction, concept: Concept) -> Iterator[RelatedConcept]:
    """The concepts that this one names, and those that name it."""
    pairs = [(relation.kind.value, relation.concept) for relation in concept.relations]
    for row in tx.session.scalars(sa.select(ConceptRow).where(sa.cast(ConceptRow.relations, sa.Text) != "[]")):
        for relation in stored.value(row).relations:
            if relation.concept == concept.id:
                kind = NARROWER if relation.kind is RelationKind.BROADER else relation.kind.value
                pairs.append((kind, row.uid))
    for kind, uid in dict.fromkeys(pairs):
        other = stored.concept(tx, uid)
        first = stored.value(other).terms[0] if other is not None and other.terms else None
        if other is not None:
            yield RelatedConcept(kind, uid, first.text if first else uid, first.locale if first else "")


# --- where it is used ---------------------------------------------------------------------------------------------


def places(store: Store, uid: str, *, by: User, after: int = 0) -> tuple[Concept, Places]:
    """A concept with the units whose sources mention it, a page at a time.

    Args:
        after: go on behind this unit.

    Raises:
        NotFound: there is no such concept.
    """
    require(by, Role.READER)
    with store.read() as tx:
        concept = stored.value(get(tx, uid))
        return concept, _places(tx, concept, most=PLACES, after=after)


def _places(tx: Transaction, concept: Concept, *, most: int, after: int = 0) -> Places:
    query = mentions.in_source(tx, concept)
    about = tx.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    found: list[Place] = []
    seen = after
    for _ in range(_MOST_LOOKS):
        ids = list(tx.session.scalars(query.where(Unit.id > seen).order_by(Unit.id).limit(_AT_ONCE)))
        if not ids:
            return Places(tuple(found), about, 0)
        seen = ids[-1]
        found += _mentioning(tx, concept, ids)
        if len(found) > most:
            return Places(tuple(found[:most]), about, found[most - 1].id)
    return Places(tuple(found), about, seen)


def _mentioning(tx: Transaction, concept: Concept, unit_ids: Sequence[int]) -> Iterator[Place]:
    termbase = termbases.termbase(tx)
    for unit, source in texts.with_sources(tx, unit_ids):
        text, locale = unit.edition.source_text, unit.edition.locale
        here = termbase.for_text(text.slug)
        if _finds(here, source, text.locale, concept.id):
            yield Place(
                unit.id,
                unit.uid,
                text.slug,
                text.title,
                text.locale,
                locale,
                source,
                unit.target,
                unit.state,
                _finds(here, unit.target, locale, concept.id, right=True),
            )


def _finds(termbase: Termbase, content: str, locale: str, uid: str, *, right: bool = False) -> bool:
    return any(match.concept == uid and (match.right or not right) for match in termbase.find(content, locale))
