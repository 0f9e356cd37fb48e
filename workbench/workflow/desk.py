"""What the desk shows: a window of units of an edition, and everything about the open one."""

from __future__ import annotations

import datetime as dt
import enum
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from workbench import languages, memory, text
from workbench.findings import N_, Finding
from workbench.glossary import Match as TermMatch
from workbench.glossary import Status, Termbase
from workbench.script import Converter
from workbench.states import State
from workbench.store import findings as stored_findings
from workbench.store import memory as stored_memory
from workbench.store import search, texts, windows
from workbench.store.database import Store, Transaction
from workbench.store.models import (
    Comment,
    Edition,
    Revision,
    Segment,
    SourceText,
    Unit,
    User,
    Waiver,
    now,
)
from workbench.store.models import Finding as FindingRow
from workbench.workflow import settings, termbases, units
from workbench.workflow.errors import NotFound
from workbench.workflow.permissions import Role, has_role, require

WINDOW = 50
HISTORY = 60
# Where transactions run beside each other, one with an earlier revision may be stored after one with a later; none
# takes this long.
_SETTLED = dt.timedelta(minutes=1)


class Filter(enum.StrEnum):
    """Which units of an edition are shown."""

    ALL = "all"
    TO_DO = "to-do"
    MINE = "mine"
    RETURNED = "returned"
    FINDINGS = "findings"
    COMMENTS = "comments"
    STALE = "stale"


@dataclass(frozen=True)
class SourcePart:
    """One source segment of a unit."""

    uid: str
    kind: str
    level: int
    content: str


@dataclass(frozen=True)
class DeskUnit:
    """One unit as it rests on the desk.

    Attributes:
        finding_count, comments, conflicts: how many of them are open.
        findings: what they say, of the open unit alone.
    """

    id: int
    uid: str
    position: int
    version: int
    state: str
    stale: bool
    target: str
    omitted: str | None
    finding_count: int
    comments: int
    conflicts: int
    source: tuple[SourcePart, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class DeskWindow:
    """A window of an edition.

    Attributes:
        units: consecutive units that the filter lets through.
        before, after: how many such units stand before and behind the window.
        counts: units of the whole edition by state.
        glossary_version: changes when any term changed, so that marks may be kept until then.
    """

    edition_id: int
    slug: str
    title: str
    source_locale: str
    locale: str
    units: tuple[DeskUnit, ...]
    before: int
    after: int
    total: int
    counts: Mapping[str, int]
    filter: Filter
    may_translate: bool
    may_edit: bool
    glossary_version: str
    termbase: Termbase


@dataclass(frozen=True)
class Found:
    """A unit that a search found, with where it stands."""

    unit: DeskUnit
    slug: str
    title: str
    source_locale: str
    locale: str


@dataclass(frozen=True)
class MemoryMatch:
    """An earlier translation that is like the unit's source.

    Attributes:
        changes: from the earlier source to the present one.
    """

    score: int
    in_context: bool
    source: str
    target: str
    origin: str
    approved: bool
    changes: tuple[text.Change, ...]


@dataclass(frozen=True)
class TermHint:
    """A concept that the source mentions, with what the glossary says of it in the target locale."""

    concept: str
    source: str
    terms: tuple[str, ...]
    forbidden: tuple[str, ...]
    definition: str
    note: str
    start: int
    end: int
    used: bool


@dataclass(frozen=True)
class HistoryEntry:
    """One step of a unit's history; texts typed in one go are one entry.

    Attributes:
        changes: from the entry before it.
    """

    id: int
    number: int
    at: dt.datetime
    who: str
    action: str
    origin: str
    state: str
    reason: str
    conflict: bool
    settled: bool
    target: str
    changes: tuple[text.Change, ...]


@dataclass(frozen=True)
class Remark:
    """One comment."""

    id: int
    parent_id: int | None
    who: str
    at: dt.datetime
    text: str
    resolved: bool
    own: bool


@dataclass(frozen=True)
class Waived:
    """A finding that an editor accepted."""

    id: int
    finding: Finding
    reason: str
    who: str


@dataclass(frozen=True)
class Details:
    """Everything about the open unit, for the panel beside it."""

    unit: DeskUnit
    slug: str
    locale: str
    source_locale: str
    previous_source: str
    source_changes: tuple[text.Change, ...]
    terms: tuple[TermHint, ...]
    matches: tuple[MemoryMatch, ...]
    waived: tuple[Waived, ...]
    history: tuple[HistoryEntry, ...]
    comments: tuple[Remark, ...]
    may_translate: bool
    may_edit: bool
    glossary_version: str
    termbase: Termbase


# --- the window -------------------------------------------------------------------------------------------------


def window(
    store: Store,
    slug: str,
    locale: str,
    *,
    by: User,
    around: str = "",
    start: int | None = None,
    size: int = WINDOW,
    filter: Filter = Filter.ALL,
) -> DeskWindow:
    """Show part of an edition; the number of statements does not depend on its length.

    Args:
        around: the uid of a unit that the window should hold; without it, the unit that `by` wrote in last.
        start: begin with this unit, counted among those that the filter lets through.

    Raises:
        NotFound: there is no such edition.
    """
    require(by, Role.READER)
    with store.read() as tx:
        head = windows.head(tx, slug, locale, around=around, user_id=by.id, setting=settings.GLOSSARY_VERSION)
        if head is None:
            raise NotFound(N_("There is no edition of %(slug)s in %(locale)s."), slug=slug, locale=locale)
        outline = _outline(tx, head)
        places = outline.places
        if filter is not Filter.ALL:
            places = [
                (position, unit_id)
                for position, unit_id, _ in windows.places(tx, _filtered(head.edition_id, filter, by))
            ]
        if start is None:
            # Neighbours stay visible: the unit stands in the upper third of the window.
            start = bisect_left(places, (head.position, 0)) - size // 3 if head.position is not None else 0
        # The end of a text is shown with a full window, not with its last unit alone.
        start = max(0, min(start, len(places) - size))
        shown = _desk_units(tx, [unit_id for _, unit_id in places[start : start + size]])
        glossary_version = head.setting or "0"
        return DeskWindow(
            edition_id=head.edition_id,
            slug=slug,
            title=head.title,
            source_locale=head.source_locale,
            locale=locale,
            units=tuple(shown),
            before=start,
            after=len(places) - start - len(shown),
            total=len(places),
            counts=outline.counts,
            filter=filter,
            may_translate=has_role(by, Role.TRANSLATOR, locale),
            may_edit=has_role(by, Role.EDITOR, locale),
            glossary_version=glossary_version,
            termbase=termbases.termbase(tx, glossary_version),
        )


@dataclass(frozen=True)
class _Outline:
    """An edition from afar: position and id of its units in text order, and their number by state."""

    places: list[tuple[int, int]]
    counts: Mapping[str, int]


_progress: dict[tuple[str, int], tuple[object, _Outline]] = {}


def _outline(tx: Transaction, head: windows.Head) -> _Outline:
    """Read an edition's outline again only after something in it changed."""
    stamp = (head.newest_revision, head.edition_version, head.text_version)
    key = (tx.database, head.edition_id)
    known = _progress.get(key)
    if known is not None and known[0] == stamp:
        return known[1]
    here = [Unit.edition_id == head.edition_id, Unit.retired_at.is_(None)]
    found = windows.places(tx, here)
    counts = Counter(state for _, _, state in found)
    outline = _Outline(
        [(position, unit_id) for position, unit_id, _ in found], {state.value: counts[state.value] for state in State}
    )
    if tx.is_sqlite or head.newest_at is None or head.newest_at < now() - _SETTLED:
        _progress[key] = stamp, outline
    return outline


def overview(store: Store, slug: str, locale: str, *, by: User, parts: int = 200) -> list[dict[str, int]]:
    """The whole edition as at most `parts` stretches in text order, each with its units by state: the map."""
    require(by, Role.READER)
    with store.read() as tx:
        edition = texts.edition(tx, slug, locale)
        if edition is None:
            raise NotFound(N_("There is no edition of %(slug)s in %(locale)s."), slug=slug, locale=locale)
        rows = tx.session.execute(
            sa.select(Unit.state, Unit.stale)
            .where(Unit.edition_id == edition.id, Unit.retired_at.is_(None))
            .order_by(Unit.position)
        ).all()
    if not rows:
        return []
    stretches: list[dict[str, int]] = [{} for _ in range(min(parts, len(rows)))]
    for index, (state, _stale) in enumerate(rows):
        stretch = stretches[index * len(stretches) // len(rows)]
        stretch[state] = stretch.get(state, 0) + 1
    return stretches


def _filtered(edition_id: int, chosen: Filter, by: User) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = [Unit.edition_id == edition_id, Unit.retired_at.is_(None)]
    match chosen:
        case Filter.TO_DO:
            conditions.append(Unit.state.in_([State.INITIAL, State.DRAFT, State.RETURNED]))
        case Filter.MINE:
            conditions.append(Unit.author_id == by.id)
        case Filter.RETURNED:
            conditions.append(Unit.state == State.RETURNED)
        case Filter.FINDINGS:
            conditions.append(sa.exists().where(FindingRow.unit_id == Unit.id))
        case Filter.COMMENTS:
            conditions.append(sa.exists().where(Comment.unit_id == Unit.id, Comment.resolved_at.is_(None)))
        case Filter.STALE:
            conditions.append(Unit.stale.is_(True))
        case Filter.ALL:
            pass
    return conditions


def _desk_units(tx: Transaction, unit_ids: Sequence[int]) -> list[DeskUnit]:
    """Units with their sources and counts, in text order."""
    if not unit_ids:
        return []
    return [_desk_unit(list(rows)) for _, rows in groupby(windows.rows(tx, unit_ids), key=itemgetter(0))]


def _desk_unit(rows: Sequence[Sequence[Any]]) -> DeskUnit:
    """One unit from its rows, one for each of its segments; those that the source lost are not shown."""
    segments = [row[11:] for row in rows if row[11] is not None]
    present = [segment for segment in segments if segment[-1] is None] or segments
    source = tuple(SourcePart(*segment[:-1]) for segment in present)
    id_, uid, position, version, state, stale, target, omitted, found, comments, conflicts = rows[0][:11]
    return DeskUnit(id_, uid, position, version, state, stale, target, omitted, found, comments, conflicts, source)


# --- the open unit ------------------------------------------------------------------------------------------------


def details(store: Store, unit_id: int, *, by: User) -> Details:
    """Everything about one unit.

    Raises:
        NotFound: there is no such unit.
    """
    require(by, Role.READER)
    with store.read() as tx:
        unit = units.get(tx, unit_id)
        source = units.source_of(unit)
        locale, source_locale = unit.edition.locale, unit.edition.source_text.locale
        return Details(
            unit=replace(_desk_units(tx, [unit_id])[0], findings=units.open_findings(tx, unit)),
            slug=unit.edition.source_text.slug,
            locale=locale,
            source_locale=source_locale,
            previous_source=unit.previous_source,
            source_changes=tuple(text.diff(unit.previous_source, source, locale=source_locale)) if unit.stale else (),
            terms=tuple(_terms(termbases.termbase(tx), source, unit.target, source_locale, locale)),
            matches=tuple(_matches(tx, unit, source)),
            waived=tuple(_waived(tx, unit)),
            history=tuple(_history(tx, unit)),
            comments=tuple(_comments(tx, unit, by)),
            may_translate=has_role(by, Role.TRANSLATOR, locale),
            may_edit=has_role(by, Role.EDITOR, locale),
            glossary_version=termbases.version(tx),
            termbase=termbases.termbase(tx),
        )


def _terms(termbase: Termbase, source: str, target: str, source_locale: str, target_locale: str) -> list[TermHint]:
    used = {match.concept for match in termbase.find(target, target_locale) if match.right} if target else set()
    hints: dict[str, TermHint] = {}
    for match in termbase.find(source, source_locale):
        if match.concept not in hints:
            hints[match.concept] = _hint(termbase, match, target_locale, match.concept in used)
    return list(hints.values())


def _hint(termbase: Termbase, match: TermMatch, target_locale: str, used: bool) -> TermHint:
    concept = termbase.concepts[match.concept]
    wanted = [entry for entry in termbase.entries(match.concept, target_locale) if not entry.foreign]
    return TermHint(
        concept=match.concept,
        source=match.text,
        terms=tuple(entry.term.text for entry in wanted if entry.status is not Status.FORBIDDEN),
        forbidden=tuple(entry.term.text for entry in wanted if entry.status is Status.FORBIDDEN),
        definition=concept.definition,
        note=concept.note,
        start=match.start,
        end=match.end,
        used=used,
    )


def _matches(tx: Transaction, unit: Unit, source: str) -> list[MemoryMatch]:
    if not unit.links:
        return []
    edition, segments = unit.edition, units.segments_of(unit)
    before, behind = segments[0].position - 1, segments[-1].position + 1
    around = dict(
        tx.session.execute(
            sa.select(Segment.position, Segment.content).where(
                Segment.source_text_id == edition.source_text_id,
                Segment.retired_at.is_(None),
                Segment.position.in_([before, behind]),
            )
        ).all()
    )
    source_locale = edition.source_text.locale
    found = memory.search(
        stored_memory.MemoryIndex(tx, target_locale=edition.locale, except_unit=unit.id),
        source,
        locale=source_locale,
        previous=around.get(before, ""),
        following=around.get(behind, ""),
    )
    origins = stored_memory.origins(tx, [int(match.candidate.id) for match in found])
    matches = []
    for match in found:
        origin, locale = origins.get(int(match.candidate.id), ("", edition.locale))
        matches.append(
            MemoryMatch(
                score=match.score,
                in_context=match.in_context,
                source=match.candidate.source,
                target=_in_script(match.candidate.target, locale, edition.locale),
                origin=origin,
                approved=match.candidate.approved,
                changes=tuple(text.diff(match.candidate.source, source, locale=source_locale)),
            )
        )
    return matches


def _in_script(target: str, locale: str, wanted: str) -> str:
    """An earlier translation in the script of the edition: both scripts of Chinese are one language."""
    return target if languages.base(locale) == wanted else _converter(languages.base(locale), wanted).convert(target)


_converter = cache(Converter)


def _waived(tx: Transaction, unit: Unit) -> list[Waived]:
    rows = tx.session.execute(
        sa.select(Waiver.id, Waiver.finding_key, Waiver.reason, User.name)
        .outerjoin(User, User.id == Waiver.user_id)
        .where(Waiver.unit_id == unit.id, Waiver.revoked_at.is_(None))
    ).all()
    present = {finding.key: finding for finding in stored_findings.of_unit(tx, unit.id)}
    return [Waived(id_, present[key], reason, name or "") for id_, key, reason, name in rows if key in present]


def _history(tx: Transaction, unit: Unit) -> list[HistoryEntry]:
    rows = list(
        tx.session.execute(
            sa.select(Revision, User.name)
            .outerjoin(User, User.id == Revision.user_id)
            .where(Revision.unit_id == unit.id)
            .order_by(Revision.id.desc())
            .limit(HISTORY * 5)
        ).all()
    )
    rows.reverse()
    grouped: list[tuple[Revision, str]] = []
    for revision, name in rows:
        if grouped and _same_sitting(grouped[-1][0], revision):
            grouped[-1] = (revision, name or "")
        else:
            grouped.append((revision, name or ""))
    entries = []
    before = ""
    for revision, name in grouped:
        entries.append(_entry(revision, name, before, unit.edition.locale))
        if not revision.conflict:
            before = revision.target
    return entries[-HISTORY:][::-1]


def _same_sitting(earlier: Revision, later: Revision) -> bool:
    """Whether two saves were typed in one go, so that the history shows them as one."""
    return (
        earlier.action == later.action == "write"
        and earlier.origin == later.origin == "typed"
        and earlier.user_id == later.user_id
        and later.at - earlier.at < dt.timedelta(minutes=15)
    )


def _entry(revision: Revision, name: str, before: str, locale: str) -> HistoryEntry:
    changes = text.diff(before, revision.target, locale=locale) if revision.target != before else []
    return HistoryEntry(
        id=revision.id,
        number=revision.number,
        at=revision.at,
        who=name,
        action=revision.action,
        origin=revision.origin,
        state=revision.state,
        reason=revision.reason,
        conflict=revision.conflict,
        settled=revision.settled,
        target=revision.target,
        changes=tuple(changes),
    )


def _comments(tx: Transaction, unit: Unit, by: User) -> list[Remark]:
    rows = tx.session.execute(
        sa.select(Comment, User.name)
        .outerjoin(User, User.id == Comment.user_id)
        .where(Comment.unit_id == unit.id)
        .order_by(Comment.id)
    ).all()
    return [
        Remark(c.id, c.parent_id, name or "", c.at, c.text, c.resolved_at is not None, c.user_id == by.id)
        for c, name in rows
    ]


def find_text(store: Store, query: str, *, by: User, limit: int = 50) -> list[Found]:
    """Units whose source or target holds the words of `query`, in text order."""
    require(by, Role.READER)
    with store.read() as tx:
        ids = search.find(tx, query, limit=limit)
        rows = tx.session.execute(
            sa.select(Unit.id, SourceText.slug, SourceText.title, SourceText.locale, Edition.locale)
            .join(Edition, Edition.id == Unit.edition_id)
            .join(SourceText, SourceText.id == Edition.source_text_id)
            .where(Unit.id.in_(ids), Unit.retired_at.is_(None))
            .order_by(SourceText.id, Unit.position)
        ).all()
        found = {unit.id: unit for unit in _desk_units(tx, [row[0] for row in rows])}
        return [Found(found[row[0]], *map(str, row[1:])) for row in rows]
