"""Findings and waivers of units.

The statements that every page and every save run are made once: to make one costs more than to run it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from workbench import findings
from workbench.findings import Severity
from workbench.store.database import Transaction
from workbench.store.models import Finding, Unit, Waiver

_TABLE = Finding.__table__
# JSON is read as it is stored, since most of it was met and understood before.
_COLUMNS = [
    sa.cast(column, sa.Text) if isinstance(column.type, sa.JSON) else column
    for column in _TABLE.columns
    if column.name not in ("id", "unit_id", "key")
]
_WAIVERS = Waiver.__table__
_IS_WAIVED = sa.exists().where(
    _WAIVERS.c.unit_id == _TABLE.c.unit_id, _WAIVERS.c.finding_key == _TABLE.c.key, _WAIVERS.c.revoked_at.is_(None)
)
_OF_UNIT = sa.select(*_COLUMNS).where(_TABLE.c.unit_id == sa.bindparam("unit_id")).order_by(_TABLE.c.id)
_OPEN = (
    sa.select(_TABLE.c.unit_id, *_COLUMNS)
    .where(_TABLE.c.unit_id.in_(sa.bindparam("unit_ids", expanding=True)), ~_IS_WAIVED)
    .order_by(_TABLE.c.unit_id, _TABLE.c.id)
)
_WAIVED_KEYS = sa.select(_WAIVERS.c.finding_key).where(
    _WAIVERS.c.unit_id == sa.bindparam("unit_id"), _WAIVERS.c.revoked_at.is_(None)
)
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
    return sa.select(sa.func.count()).where(_TABLE.c.unit_id == unit_id, ~_IS_WAIVED)


def replace(tx: Transaction, unit_id: int, found: Sequence[findings.Finding]) -> None:
    """Store what a check found in the place of what the one before found."""
    before = of_unit(tx, unit_id)
    if before == list(found):
        return
    if before:
        tx.execute(_DELETE, {"of_unit": unit_id})
    if found:
        tx.execute(_INSERT, [_columns(finding) | {"unit_id": unit_id} for finding in found])


def waived_keys(tx: Transaction, unit_id: int) -> set[str]:
    """Keys of the findings that an editor waived in a unit."""
    return set(tx.execute(_WAIVED_KEYS, {"unit_id": unit_id}).scalars())


def units_with_errors(tx: Transaction, edition_id: int) -> int:
    """How many units of an edition have an error that is not waived."""
    query = (
        sa.select(sa.func.count(sa.distinct(Finding.unit_id)))
        .join(Unit, Unit.id == Finding.unit_id)
        .where(
            Unit.edition_id == edition_id,
            Unit.retired_at.is_(None),
            Finding.severity == Severity.ERROR,
            ~_IS_WAIVED,
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
