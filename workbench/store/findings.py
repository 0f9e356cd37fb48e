"""Findings and waivers of units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from workbench import findings
from workbench.findings import Severity
from workbench.store.database import Transaction
from workbench.store.models import Finding, Unit, Waiver

_COLUMNS = [column for column in Finding.__table__.columns if column.name not in ("id", "unit_id", "key")]


def of_unit(tx: Transaction, unit_id: int) -> list[findings.Finding]:
    """What the last check of a unit found, in the order of the checks."""
    return [_value(row) for row in _rows(tx, unit_id)]


def of_units(tx: Transaction, unit_ids: Sequence[int]) -> dict[int, list[findings.Finding]]:
    """What the last checks of several units found and no waiver covers."""
    query = (
        sa.select(Finding.unit_id, *_COLUMNS)
        .where(Finding.unit_id.in_(unit_ids), ~_is_waived())
        .order_by(Finding.unit_id, Finding.id)
    )
    result: dict[int, list[findings.Finding]] = {}
    for unit_id, *row in tx.session.execute(query):
        result.setdefault(unit_id, []).append(_value(row))
    return result


def replace(tx: Transaction, unit_id: int, found: Sequence[findings.Finding]) -> None:
    """Store what a check found in the place of what the one before found."""
    before = _rows(tx, unit_id)
    rows = [_columns(finding) for finding in found]
    if [tuple(row.values())[1:] for row in rows] == [tuple(row) for row in before]:
        return
    if before:
        tx.session.execute(sa.delete(Finding).where(Finding.unit_id == unit_id))
    if rows:
        tx.session.execute(sa.insert(Finding), [row | {"unit_id": unit_id} for row in rows])


def waived_keys(tx: Transaction, unit_id: int) -> set[str]:
    """Keys of the findings that an editor waived in a unit."""
    query = sa.select(Waiver.finding_key).where(Waiver.unit_id == unit_id, Waiver.revoked_at.is_(None))
    return set(tx.session.scalars(query))


def units_with_errors(tx: Transaction, edition_id: int) -> int:
    """How many units of an edition have an error that is not waived."""
    query = (
        sa.select(sa.func.count(sa.distinct(Finding.unit_id)))
        .join(Unit, Unit.id == Finding.unit_id)
        .where(
            Unit.edition_id == edition_id,
            Unit.retired_at.is_(None),
            Finding.severity == Severity.ERROR,
            ~_is_waived(),
        )
    )
    return tx.session.scalar(query) or 0


def _is_waived() -> sa.Exists:
    return sa.exists().where(
        Waiver.unit_id == Finding.unit_id, Waiver.finding_key == Finding.key, Waiver.revoked_at.is_(None)
    )


def _rows(tx: Transaction, unit_id: int) -> Sequence[sa.Row[Any]]:
    query = sa.select(*_COLUMNS).where(Finding.unit_id == unit_id).order_by(Finding.id)
    return tx.session.execute(query).all()


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


def _value(row: Sequence[Any]) -> findings.Finding:
    check, severity, message, values, start, end, source_start, source_end, concept, found, expected, replacement = row
    return findings.Finding(
        check=check,
        severity=Severity(severity),
        message=message,
        values=values,
        span=None if start is None else (start, end),
        source_span=None if source_start is None else (source_start, source_end),
        concept=concept,
        found=found,
        expected=tuple(expected),
        replacement=replacement,
    )
