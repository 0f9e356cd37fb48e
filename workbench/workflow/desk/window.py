"""A window of an edition: the units around the place where a person is, in a few statements whatever its length."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from workbench.findings import N_
from workbench.states import State
from workbench.store import search, texts, windows
from workbench.store.database import Store, Transaction
from workbench.store.models import (
    Comment,
    Edition,
    SourceText,
    Unit,
    User,
    now,
)
from workbench.store.models import Finding as FindingRow
from workbench.workflow import settings, termbases
from workbench.workflow.desk.values import DeskUnit, DeskWindow, Filter, Found, SourcePart
from workbench.workflow.errors import NotFound
from workbench.workflow.permissions import Role, has_role, require

WINDOW = 50

# Where transactions run beside each other, one with an earlier revision may be stored after one with a later; none
# takes this long.
_SETTLED = dt.timedelta(minutes=1)


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
        shown = desk_units(tx, [unit_id for _, unit_id in places[start : start + size]])
        termbase, stamp = termbases.stamped(tx, slug, head.setting or "0")
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
            glossary_version=stamp,
            termbase=termbase,
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
            conditions.append(sa.exists().where(FindingRow.unit_id == Unit.id, FindingRow.waived.is_(False)))
        case Filter.COMMENTS:
            conditions.append(sa.exists().where(Comment.unit_id == Unit.id, Comment.resolved_at.is_(None)))
        case Filter.STALE:
            conditions.append(Unit.stale.is_(True))
        case Filter.ALL:
            pass
    return conditions


def desk_units(tx: Transaction, unit_ids: Sequence[int]) -> list[DeskUnit]:
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
        found = {unit.id: unit for unit in desk_units(tx, [row[0] for row in rows])}
        return [Found(found[row[0]], *map(str, row[1:])) for row in rows]
