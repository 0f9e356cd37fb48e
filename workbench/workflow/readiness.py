"""What an edition still lacks before it is given to readers: counts, and the first passages of each kind.

Nothing here forbids an export: people decide, and see what they decide about.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workbench.findings import Severity
from workbench.states import State
from workbench.store.database import Transaction
from workbench.store.models import Finding, Segment, Unit, UnitSegment
from workbench.text import Kind, markup

MOST_SHOWN = 3
_EXCERPT = 160


class Lack(enum.StrEnum):
    """What a passage lacks; the order is that of weight."""

    UNTRANSLATED = "untranslated"
    ERRORS = "errors"
    STALE = "stale"
    UNAPPROVED = "unapproved"
    WARNINGS = "warnings"


@dataclass(frozen=True)
class Passage:
    """A passage that lacks something, by the beginning of its source or, for an addition, of its text."""

    unit_uid: str
    excerpt: str
    locale: str


@dataclass(frozen=True)
class Group:
    """All passages of an edition that lack one thing: how many, and the first of them."""

    lack: Lack
    count: int
    first: tuple[Passage, ...]


@dataclass(frozen=True)
class Readiness:
    """How far an edition is.

    Attributes:
        total: how many passages it has.
        approved: how many of them are approved.
        groups: what is lacking, without what is not.
    """

    total: int
    approved: int
    groups: tuple[Group, ...]

    @property
    def is_ready(self) -> bool:
        """Whether everything is approved and nothing has gone stale or wrong since."""
        return not any(group.lack is not Lack.WARNINGS for group in self.groups)


def readiness(tx: Transaction, edition_id: int, *, source_locale: str, locale: str) -> Readiness:
    """Look through an edition, in two statements."""
    severities = _severities(tx, edition_id)
    found: dict[Lack, list[Passage]] = {lack: [] for lack in Lack}
    counts = dict.fromkeys(Lack, 0)
    total = approved = 0
    for row in _rows(tx, edition_id):
        total += 1
        approved += row.state == State.APPROVED
        for lack in _lacks(row, severities.get(row.id, ())):
            counts[lack] += 1
            if len(found[lack]) < MOST_SHOWN:
                said = row.source if row.source is not None else row.target
                own = source_locale if row.source is not None else locale
                found[lack].append(Passage(row.uid, markup.plain(said).strip() or "…", own))
    groups = tuple(Group(lack, counts[lack], tuple(found[lack])) for lack in Lack if counts[lack])
    return Readiness(total, approved, groups)


def _lacks(row: Any, severities: Collection[str]) -> list[Lack]:  # noqa: ANN401 - a row of the statement below
    lacks = []
    missing = not row.target.strip() and row.omitted is None and row.kind != Kind.RULE
    if missing:
        lacks.append(Lack.UNTRANSLATED)
    elif row.state != State.APPROVED:
        lacks.append(Lack.UNAPPROVED)
    if row.stale:
        lacks.append(Lack.STALE)
    if Severity.ERROR in severities and not missing:
        lacks.append(Lack.ERRORS)
    elif severities and not missing:
        lacks.append(Lack.WARNINGS)
    return lacks


def _rows(tx: Transaction, edition_id: int) -> Sequence[Any]:
    query = (
        sa.select(
            Unit.id,
            Unit.uid,
            Unit.state,
            Unit.stale,
            Unit.omitted,
            sa.func.substr(Unit.target, 1, _EXCERPT).label("target"),
            Segment.kind,
            sa.func.substr(Segment.content, 1, _EXCERPT).label("source"),
        )
        .outerjoin(UnitSegment, sa.and_(UnitSegment.unit_id == Unit.id, UnitSegment.ordinal == 0))
        .outerjoin(Segment, Segment.id == UnitSegment.segment_id)
        .where(Unit.edition_id == edition_id, Unit.retired_at.is_(None))
        .order_by(Unit.position)
    )
    return tx.session.execute(query).all()


def _severities(tx: Transaction, edition_id: int) -> dict[int, set[str]]:
    """The severities of the open findings of each unit; what only informs is left out."""
    query = (
        sa.select(Finding.unit_id, Finding.severity)
        .join(Unit, Unit.id == Finding.unit_id)
        .where(
            Unit.edition_id == edition_id,
            Unit.retired_at.is_(None),
            Finding.waived.is_(False),
            Finding.severity != Severity.INFO.value,
        )
        .distinct()
    )
    found: dict[int, set[str]] = {}
    for unit_id, severity in tx.session.execute(query):
        found.setdefault(unit_id, set()).add(severity)
    return found
