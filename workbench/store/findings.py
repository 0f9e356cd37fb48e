"""Findings and waivers of units.

A finding remembers whether a waiver covers it (`waived`): that is worked out when the finding is stored and when a
waiver comes or goes, so that no page has to ask. The statements that every page and every save run are made once: to
make one costs more than to run it.
"""

from __future__ import annotations

import enum
import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from workbench import findings
from workbench.findings import Severity
from workbench.store.database import Transaction
from workbench.store.models import Edition, Finding, Unit, Waiver

_TABLE = Finding.__table__
# JSON is read as it is stored, since most of it was met and understood before.
_COLUMNS = [
    sa.cast(column, sa.Text) if isinstance(column.type, sa.JSON) else column
    for column in _TABLE.columns
    if column.name not in ("id", "unit_id", "key", "waived")
]
_WAIVERS = Waiver.__table__


class Reach(enum.StrEnum):
    """How far a waiver holds."""

    PLACE = "place"
    TEXT = "text"
    ALWAYS = "always"


_OF_UNIT = sa.select(*_COLUMNS).where(_TABLE.c.unit_id == sa.bindparam("unit_id")).order_by(_TABLE.c.id)
_OPEN = (
    sa.select(_TABLE.c.unit_id, *_COLUMNS)
    .where(_TABLE.c.unit_id.in_(sa.bindparam("unit_ids", expanding=True)), ~_TABLE.c.waived)
    .order_by(_TABLE.c.unit_id, _TABLE.c.id)
)
_MARKED = sa.select(_TABLE.c.waived, *_COLUMNS).where(_TABLE.c.unit_id == sa.bindparam("unit_id")).order_by(_TABLE.c.id)
_UNITS, _EDITIONS = Unit.__table__, Edition.__table__
_GIVEN, _GIVEN_IN = _UNITS.alias("given"), _EDITIONS.alias("given_in")


def _here(unit_id: sa.ColumnElement[int]) -> sa.Select[str]:
    """Keys that are waived for a unit alone."""
    return sa.select(_WAIVERS.c.finding_key).where(_WAIVERS.c.unit_id == unit_id, _WAIVERS.c.revoked_at.is_(None))


def _from_afar(unit_id: sa.ColumnElement[int]) -> sa.Select[str]:
    """Keys that were waived in another unit, for its whole edition or for all editions in its locale."""
    given = _WAIVERS.join(_GIVEN, _GIVEN.c.id == _WAIVERS.c.unit_id)
    given = given.join(_GIVEN_IN, _GIVEN_IN.c.id == _GIVEN.c.edition_id)
    unit = _UNITS.join(_EDITIONS, _EDITIONS.c.id == _UNITS.c.edition_id)
    everywhere = sa.and_(_WAIVERS.c.reach == Reach.ALWAYS.value, _GIVEN_IN.c.locale == _EDITIONS.c.locale)
    return (
        sa.select(_WAIVERS.c.finding_key)
        .select_from(given.join(unit, sa.or_(_GIVEN_IN.c.id == _EDITIONS.c.id, everywhere)))
        .where(_UNITS.c.id == unit_id, _WAIVERS.c.reach != Reach.PLACE.value, _WAIVERS.c.revoked_at.is_(None))
    )


_WAIVED_KEYS = sa.union(_here(sa.bindparam("unit_id")), _from_afar(sa.bindparam("unit_id")))
_COVERED = sa.or_(
    *(
        keys(_TABLE.c.unit_id).where(_WAIVERS.c.finding_key == _TABLE.c.key).correlate(_TABLE).exists()
        for keys in (_here, _from_afar)
    )
)
_MARK = sa.update(Finding).where(_TABLE.c.key == sa.bindparam("finding_key")).values(waived=_COVERED)
_MARK_HERE = _MARK.where(_TABLE.c.unit_id == sa.bindparam("of_unit"))
_INSERT = sa.insert(Finding)
_DELETE = sa.delete(Finding).where(_TABLE.c.unit_id == sa.bindparam("of_unit"))


def of_unit(tx: Transaction, unit_id: int) -> list[findings.Finding]:
    """What the last check of a unit found, in the order of the checks."""
    return [_value(*row) for row in tx.execute(_OF_UNIT, {"unit_id": unit_id}).all()]


def of_units(tx: Transaction, unit_ids: Sequence[int]) -> dict[int, list[findings.Finding]]:
    """What the last checks of several units found and no waiver covers."""
    result: dict[int, list[findings.Finding]] = {}
    for row in tx.execute(_OPEN, {"unit_ids": unit_ids}).all():
        result.setdefault(row[0], []).append(_value(*row[1:]))
    return result


def open_findings(unit_id: sa.ColumnElement[int]) -> sa.Select[int]:
    """A query for the number of findings of a unit that no waiver covers, to be a part of another query."""
    return sa.select(sa.func.count()).where(_TABLE.c.unit_id == unit_id, ~_TABLE.c.waived)


def open_of_unit(tx: Transaction, unit_id: int) -> tuple[findings.Finding, ...]:
    """What the last check of a unit found and no waiver covers."""
    return tuple(_value(*row[1:]) for row in tx.execute(_MARKED, {"unit_id": unit_id}).all() if not row[0])


def replace(tx: Transaction, unit_id: int, found: Sequence[findings.Finding]) -> tuple[findings.Finding, ...]:
    """Store what a check found in the place of what the one before found; gives what no waiver covers."""
    before = [(_value(*row[1:]), row[0]) for row in tx.execute(_MARKED, {"unit_id": unit_id}).all()]
    if [finding for finding, _ in before] == list(found):
        return tuple(finding for finding, waived in before if not waived)
    if before:
        tx.execute(_DELETE, {"of_unit": unit_id})
    if not found:
        return ()
    waived = waived_keys(tx, unit_id)
    tx.execute(
        _INSERT,
        [_columns(finding) | {"unit_id": unit_id, "waived": finding.key in waived} for finding in found],
    )
    return tuple(finding for finding in found if finding.key not in waived)


def mark_waived(tx: Transaction, finding_key: str, *, unit_id: int | None = None) -> None:
    """Work out anew which findings of a key are covered, after a waiver came or went.

    Args:
        unit_id: look at this unit alone, for a waiver that reaches no further.
    """
    if unit_id is None:
        tx.execute(_MARK, {"finding_key": finding_key})
    else:
        tx.execute(_MARK_HERE, {"finding_key": finding_key, "of_unit": unit_id})


def waived_keys(tx: Transaction, unit_id: int) -> set[str]:
    """Keys of all findings that a waiver covers in a unit, whether the unit has them or not."""
    return set(tx.execute(_WAIVED_KEYS, {"unit_id": unit_id}).scalars())


def has_waivers(tx: Transaction) -> bool:
    """Whether any waiver is in force: mostly there is none, and many units need not be asked one by one."""
    return tx.session.scalar(sa.select(Waiver.id).where(Waiver.revoked_at.is_(None)).limit(1)) is not None


def count_of_key(tx: Transaction, finding_key: str, where: sa.ColumnElement[bool]) -> int:
    """How many findings have this key in units for which a condition holds."""
    query = sa.select(sa.func.count()).select_from(Finding).join(Unit, Unit.id == Finding.unit_id)
    return tx.session.scalar(query.where(Finding.key == finding_key, where)) or 0


def units_with_errors(tx: Transaction, edition_id: int) -> int:
    """How many units of an edition have an error that is not waived."""
    query = (
        sa.select(sa.func.count(sa.distinct(Finding.unit_id)))
        .join(Unit, Unit.id == Finding.unit_id)
        .where(
            Unit.edition_id == edition_id,
            Unit.retired_at.is_(None),
            Finding.severity == Severity.ERROR,
            ~_TABLE.c.waived,
        )
    )
    return tx.session.scalar(query) or 0


def _columns(finding: findings.Finding) -> dict[str, Any]:
    start, end = finding.span or (None, None)
    source_start, source_end = finding.source_span or (None, None)
    values: dict[str, Any] = {
        "check": finding.check,
        "severity": finding.severity.value,
        "message": finding.message,
        "values": dict(finding.values),
        "start": start,
        "end": end,
        "source_start": source_start,
        "source_end": source_end,
        "concept": finding.concept,
        "found": finding.found,
        "expected": list(finding.expected),
        "replacement": finding.replacement,
    }
    return {"key": finding.key, **values}


@lru_cache(maxsize=20_000)
def _value(
    check: str,
    severity: str,
    message: str,
    values: str,
    start: int | None,
    end: int | None,
    source_start: int | None,
    source_end: int | None,
    concept: str | None,
    found: str,
    expected: str,
    replacement: str | None,
) -> findings.Finding:
    return findings.Finding(
        check=check,
        severity=Severity(severity),
        message=message,
        values=json.loads(values),
        span=None if start is None or end is None else (start, end),
        source_span=None if source_start is None or source_end is None else (source_start, source_end),
        concept=concept,
        found=found,
        expected=tuple(json.loads(expected)),
        replacement=replacement,
    )
