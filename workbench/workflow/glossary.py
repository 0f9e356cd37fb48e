"""Keep the glossary: show concepts, change them, bring them in and out, and see where they are used."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from workbench import languages
from workbench.errors import WorkbenchError
from workbench.findings import N_, Finding
from workbench.glossary import Concept, Life, Status, Term, lint, read_csv, write_csv
from workbench.store import glossary as stored
from workbench.store import search
from workbench.store.database import Store, Transaction
from workbench.store.models import Concept as ConceptRow
from workbench.store.models import ConceptRevision, Edition, SourceText, Unit, UnitSegment, User
from workbench.store.models import Segment as SegmentRow
from workbench.workflow import rechecking, settings, termbases, units
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.permissions import Role, edits_anything, require, translates_anything
from workbench.workflow.wording import line, storable

MAX_FIELD = 4_000
MAX_TERM = 200
PLACES = 50


@dataclass(frozen=True)
class ConceptRevisionView:
    """One entry of a concept's history."""

    number: int
    at: dt.datetime
    who: str
    action: str
    origin: str
    reason: str
    conflict: bool
    concept: Concept


@dataclass(frozen=True)
class Place:
    """A unit whose source mentions a concept."""

    uid: str
    slug: str
    title: str
    locale: str
    source: str
    target: str
    state: str
    right: bool


@dataclass(frozen=True)
class ConceptPage:
    """Everything the page of one concept shows."""

    concept: Concept
    version: int
    history: tuple[ConceptRevisionView, ...]
    places: tuple[Place, ...]
    may_edit: bool
    may_propose: bool


@dataclass(frozen=True)
class Import:
    """What a CSV file would do to the glossary.

    Attributes:
        added, changed: concepts by id, in the order of the file.
        unchanged: how many would stay as they are.
        warnings: what `lint` says of the glossary as it would be.
    """

    added: tuple[Concept, ...]
    changed: tuple[tuple[Concept, Concept], ...]
    unchanged: int
    warnings: tuple[Finding, ...] = field(default=())


# --- show -------------------------------------------------------------------------------------------------------


def concepts(store: Store, *, by: User, query: str = "", domain: str = "", state: str = "") -> list[Concept]:
    """The concepts that hold `query` in their id, definition or any term, by the first term."""
    require(by, Role.READER)
    with store.read() as tx:
        found = stored.concepts(tx)
    wanted = query.strip().casefold()
    return sorted(
        (
            concept
            for concept in found
            if (not domain or concept.domain == domain)
            and (not state or concept.state.value == state)
            and (not wanted or any(wanted in part.casefold() for part in _searchable(concept)))
        ),
        key=lambda concept: (concept.terms[0].text if concept.terms else concept.id).casefold(),
    )


def domains(store: Store, *, by: User) -> list[str]:
    """The domains in use."""
    require(by, Role.READER)
    with store.read() as tx:
        query = sa.select(ConceptRow.domain).distinct().order_by(ConceptRow.domain)
        return [domain for domain in tx.session.scalars(query) if domain]


def _searchable(concept: Concept) -> list[str]:
    return [concept.id, concept.definition, *(term.text for term in concept.terms)]


def page(store: Store, uid: str, *, by: User) -> ConceptPage:
    """One concept with its history and the places where sources mention it.

    Raises:
        NotFound: there is no such concept.
    """
    require(by, Role.READER)
    with store.read() as tx:
        row = _get(tx, uid)
        concept = stored.value(row)
        return ConceptPage(
            concept=concept,
            version=row.version,
            history=tuple(_history(tx, uid)),
            places=tuple(_places(tx, concept)),
            may_edit=edits_anything(by),
            may_propose=translates_anything(by),
        )


def _history(tx: Transaction, uid: str) -> list[ConceptRevisionView]:
    rows = tx.session.execute(
        sa.select(ConceptRevision, User.name)
        .outerjoin(User, User.id == ConceptRevision.user_id)
        .where(ConceptRevision.concept_uid == uid)
        .order_by(ConceptRevision.id.desc())
        .limit(100)
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


def _places(tx: Transaction, concept: Concept) -> list[Place]:
    """Units whose source mentions the concept, found by the index and confirmed by the matcher."""
    termbase = termbases.termbase(tx)
    ids: list[int] = []
    for term in concept.terms:
        if term.status is not Status.FORBIDDEN:
            ids.extend(search.find(tx, term.text, limit=PLACES * 4))
    rows = tx.session.execute(
        sa.select(Unit, SourceText.slug, SourceText.title, SourceText.locale, Edition.locale)
        .join(Edition, Edition.id == Unit.edition_id)
        .join(SourceText, SourceText.id == Edition.source_text_id)
        .where(Unit.id.in_(set(ids)), Unit.retired_at.is_(None))
        .order_by(SourceText.id, Edition.id, Unit.position)
    ).all()
    sources: dict[int, list[str]] = {}
    for unit_id, content in tx.session.execute(
        sa.select(UnitSegment.unit_id, SegmentRow.content)
        .join(SegmentRow, SegmentRow.id == UnitSegment.segment_id)
        .where(UnitSegment.unit_id.in_(set(ids)), SegmentRow.retired_at.is_(None))
        .order_by(UnitSegment.unit_id, UnitSegment.ordinal)
    ):
        sources.setdefault(unit_id, []).append(content)
    places = []
    for unit, slug, title, source_locale, locale in rows:
        source = "\n\n".join(sources.get(unit.id, []))
        if not any(match.concept == concept.id for match in termbase.find(source, source_locale)):
            continue
        right = any(match.concept == concept.id and match.right for match in termbase.find(unit.target, locale))
        places.append(Place(unit.uid, slug, title, locale, source, unit.target, unit.state, right))
        if len(places) == PLACES:
            break
    return places


# --- change -----------------------------------------------------------------------------------------------------


def save(
    store: Store, concept: Concept, *, version: int, by: User, reason: str = "", key: str | None = None
) -> tuple[Concept, int]:
    """Store a new or a changed concept; gives it with its version.

    Translators may propose new concepts; agreeing on them and changing agreed ones is for editors.

    Args:
        version: the version that the change was based on, 0 for a new concept.
        key: different for each form that is shown; the same change sent twice with it is stored once.

    Raises:
        NotAllowed: `by` is neither editor nor, for a proposal, translator.
        Invalid: a field is empty or too long, the id is taken, or somebody changed the concept meanwhile.
    """
    concept, reason = _checked(concept), _field(reason, "reason")
    if not edits_anything(by) and not (translates_anything(by) and concept.state is Life.PROPOSED):
        raise NotAllowed(N_("Changing the glossary needs the role of editor."), role=Role.EDITOR.value)
    with store.begin() as tx:
        earlier = tx.session.scalar(sa.select(ConceptRevision).where(ConceptRevision.save_key == key)) if key else None
        row = stored.concept(tx, concept.id)
        if earlier is not None and row is not None and _says(earlier, concept):
            return stored.value(row), row.version
        if version == 0 and row is not None:
            raise Invalid(
                N_("There is a concept of this id already; change that one, or choose another id."), field="id"
            )
        if row is not None and not edits_anything(by) and row.state != Life.PROPOSED:
            raise NotAllowed(N_("Changing an agreed concept needs the role of editor."), role=Role.EDITOR.value)
        if version != 0 and (row is None or row.version != version):
            raise Invalid(
                N_("Somebody changed this concept meanwhile; look at it again and repeat your change."), field="version"
            )
        action = "change" if row is not None else "add"
        # A key that was used for another change, as by a page that the browser went back to, marks nothing.
        key = key if earlier is None else None
        before = [stored.value(row)] if row is not None else []
        number = store_concept(tx, concept, action=action, origin="typed", by=by, reason=reason, key=key)
    rechecking.recheck(store, [*before, concept])
    return concept, number


def _says(revision: ConceptRevision, concept: Concept) -> bool:
    """Whether a line of the history holds this very concept."""
    return revision.concept_uid == concept.id and stored.from_data(concept.id, revision.data) == concept


def store_concept(
    tx: Transaction,
    concept: Concept,
    *,
    action: str,
    origin: str,
    by: User | None,
    reason: str = "",
    key: str | None = None,
) -> int:
    """Store a concept with a line of its history, inside a transaction of the caller; gives its version."""
    row = stored.write(tx, concept)
    record(tx, concept, number=row.version, action=action, origin=origin, by=by, reason=reason, key=key)
    settings.bump(tx, settings.GLOSSARY_VERSION)
    tx.log(f"{action}-concept", f"concept:{concept.id}", by=by)
    return row.version


def record(
    tx: Transaction,
    concept: Concept,
    *,
    number: int,
    action: str,
    origin: str,
    by: User | None,
    reason: str = "",
    key: str | None = None,
    conflict: bool = False,
) -> None:
    """Add an entry to a concept's history."""
    tx.session.add(
        ConceptRevision(
            concept_uid=concept.id,
            number=number,
            action=action,
            origin=origin,
            data=stored.as_data(concept),
            reason=reason,
            conflict=conflict,
            user_id=by.id if by else None,
            save_key=key,
        )
    )
    tx.session.flush()


def remove(store: Store, uid: str, *, version: int, by: User, reason: str) -> None:
    """Take a concept out of the glossary; its history stays, and adding its id again brings it back."""
    if not edits_anything(by):
        raise NotAllowed(N_("Changing the glossary needs the role of editor."), role=Role.EDITOR.value)
    reason = units.clean_reason(reason)
    with store.begin() as tx:
        row = _get(tx, uid)
        if row.version != version:
            raise Invalid(N_("Somebody changed this concept meanwhile; look at it again."), field="version")
        concept = stored.value(row)
        remove_concept(tx, row, origin="typed", by=by, reason=reason)
    rechecking.recheck(store, [concept])


def remove_concept(tx: Transaction, row: ConceptRow, *, origin: str, by: User | None, reason: str = "") -> None:
    """Take a concept out, inside a transaction of the caller."""
    concept = stored.value(row)
    record(tx, concept, number=row.version + 1, action="remove", origin=origin, by=by, reason=reason)
    stored.remove(tx, row)
    settings.bump(tx, settings.GLOSSARY_VERSION)
    tx.log("remove-concept", f"concept:{concept.id}", by=by)


def recheck(store: Store, uid: str, *, by: User) -> int:
    """Check the units again that hold a term of a concept; gives their number.

    Raises:
        NotAllowed: `by` translates into no locale.
    """
    if not translates_anything(by):
        raise NotAllowed(N_("This needs the role of %(role)s."), role=Role.TRANSLATOR.value)
    with store.read() as tx:
        concept = stored.value(_get(tx, uid))
    return rechecking.recheck(store, [concept])


def _get(tx: Transaction, uid: str) -> ConceptRow:
    row = stored.concept(tx, uid)
    if row is None:
        raise NotFound(N_("There is no such concept in the glossary."), concept=uid)
    return row


def _checked(concept: Concept) -> Concept:
    uid = concept.id.strip()
    if not uid or len(uid) > 80 or any(c.isspace() for c in uid) or not uid.isprintable():
        raise Invalid(N_("A concept needs an id of at most 80 characters without spaces."), field="id")
    terms = []
    for term in concept.terms:
        text = line(term.text, field="terms")
        if not text:
            continue
        if len(text) > MAX_TERM:
            raise Invalid(N_("A term has at most %(most)s characters."), most=MAX_TERM, field="terms")
        if not text.isprintable():
            raise Invalid(N_("A term has only characters that can be seen."), field="terms")
        terms.append(_with_text(term, text))
    if not terms:
        raise Invalid(N_("A concept needs at least one term."), field="terms")
    twice = [text for (text, _), count in Counter((t.text, t.locale) for t in terms).items() if count > 1]
    if twice:
        raise Invalid(N_("The same term stands twice in one language; keep one of them."), field="terms")
    return Concept(
        id=uid,
        domain=line(_field(concept.domain, "domain"), field="domain"),
        definition=_field(concept.definition, "definition"),
        note=_field(concept.note, "note"),
        terms=tuple(terms),
        state=concept.state,
    )


def _with_text(term: Term, text: str) -> Term:
    languages.parse(term.locale)
    return replace(
        term,
        text=text,
        part_of_speech=_field(term.part_of_speech, "terms"),
        gender=_field(term.gender, "terms"),
        note=_field(term.note, "terms"),
    )


def _field(value: str, field: str) -> str:
    if len(value) > MAX_FIELD:
        raise Invalid(N_("A field has at most %(most)s characters."), most=MAX_FIELD, field=field)
    return storable(value, field=field).strip()


# --- files ------------------------------------------------------------------------------------------------------


def preview_import(store: Store, csv: str, *, by: User) -> Import:
    """Show what a CSV file would do, and do nothing.

    Raises:
        GlossaryFileError: the file is no termbase; the message names the line.
    """
    require(by, Role.READER)
    with store.read() as tx:
        return _compare(tx, _read_table(csv))


def import_csv(store: Store, csv: str, *, by: User | None) -> Import:
    """Bring concepts in: new ones are added, changed ones replaced, none removed; all or nothing.

    Raises:
        GlossaryFileError: the file is no termbase; nothing was changed.
        NotAllowed: `by` is no editor.
    """
    if by is not None and not edits_anything(by):
        raise NotAllowed(N_("Changing the glossary needs the role of editor."), role=Role.EDITOR.value)
    incoming = _read_table(csv)
    with store.begin() as tx:
        plan = _compare(tx, incoming)
        for concept in plan.added:
            store_concept(tx, concept, action="add", origin="import", by=by)
        for _, concept in plan.changed:
            store_concept(tx, concept, action="change", origin="import", by=by)
    rechecking.recheck(store, [*plan.added, *(concept for change in plan.changed for concept in change)])
    return plan


def export_csv(store: Store, *, by: User | None) -> str:
    """The whole glossary as CSV."""
    if by is not None:
        require(by, Role.READER)
    with store.read() as tx:
        return write_csv(stored.concepts(tx))


def problems(store: Store, *, by: User) -> list[Finding]:
    """What `lint` says of the whole glossary."""
    require(by, Role.READER)
    with store.read() as tx:
        return lint(stored.concepts(tx))


def _read_table(csv: str) -> list[Concept]:
    """The concepts of a table; a refusal names the concept that it is about."""
    concepts = []
    for concept in read_csv(csv):
        try:
            concepts.append(_checked(concept))
        except WorkbenchError as error:
            raise Invalid(
                N_("%(concept)s cannot be kept: %(reason)s"), concept=concept.id[:80], reason=error, field="table"
            ) from error
    return concepts


def _compare(tx: Transaction, incoming: Sequence[Concept]) -> Import:
    present = {concept.id: concept for concept in stored.concepts(tx)}
    added = tuple(concept for concept in incoming if concept.id not in present)
    changed = tuple(
        (present[concept.id], concept)
        for concept in incoming
        if concept.id in present and present[concept.id] != concept
    )
    after = present | {concept.id: concept for concept in incoming}
    return Import(added, changed, len(incoming) - len(added) - len(changed), tuple(lint(list(after.values()))))
