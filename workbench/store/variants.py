"""Queries over what people settled in the variants of an edition: overrides, approvals, rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workbench.store.database import Transaction
from workbench.store.models import Edition, Override, ScriptRule, Segment, Unit, UnitSegment, VariantApproval

_UNIT = Unit.__table__
_OVERRIDE = Override.__table__
_APPROVAL = VariantApproval.__table__


@dataclass(frozen=True)
class BaseUnit:
    """What a variant needs to know of a unit.

    `omitted` is the reason if it was left out; `kind` is that of its first segment, empty for an insertion.
    """

    id: int
    uid: str
    position: int
    version: int
    state: str
    target: str
    omitted: str | None
    kind: str


def _units() -> sa.Select[Any]:
    link, segment = UnitSegment.__table__, Segment.__table__
    first = sa.and_(link.c.unit_id == _UNIT.c.id, link.c.ordinal == 0)
    names = ("id", "uid", "position", "version", "state", "target", "omitted")
    columns = [_UNIT.c[name] for name in names]
    return (
        sa.select(*columns, sa.func.coalesce(segment.c.kind, ""))
        .select_from(_UNIT.outerjoin(link, first).outerjoin(segment, segment.c.id == link.c.segment_id))
        .where(_UNIT.c.retired_at.is_(None))
    )


# Made once: to make a statement costs more than to run it.
_ALL_UNITS = _units().where(_UNIT.c.edition_id == sa.bindparam("edition_id")).order_by(_UNIT.c.position, _UNIT.c.id)
_ONE_UNIT = _units().where(_UNIT.c.id == sa.bindparam("unit_id"))


def units(tx: Transaction, edition_id: int) -> list[BaseUnit]:
    """The units of an edition in text order, without the retired ones."""
    return [BaseUnit(*tuple(row)) for row in tx.execute(_ALL_UNITS, {"edition_id": edition_id}).all()]


def unit(tx: Transaction, unit_id: int) -> BaseUnit | None:
    """One unit, unless it is retired."""
    row = tx.execute(_ONE_UNIT, {"unit_id": unit_id}).first()
    return None if row is None else BaseUnit(*tuple(row))


def overrides(
    tx: Transaction, *, edition_id: int, variant: str, unit_id: int | None = None
) -> dict[int, list[Override]]:
    """The overrides in force or waiting, by unit, in the order of their places."""
    return overrides_in(tx, edition_id=edition_id, variants=(variant,), unit_id=unit_id)[variant]


def overrides_in(
    tx: Transaction, *, edition_id: int, variants: Sequence[str], unit_id: int | None = None
) -> dict[str, dict[int, list[Override]]]:
    """The same in several variants, by variant: one question for all of them."""
    query = (
        sa.select(Override)
        .join(Unit, Unit.id == Override.unit_id)
        .where(Unit.edition_id == edition_id, Override.variant.in_(variants), Override.ended_at.is_(None))
        .order_by(Override.unit_id, Override.start, Override.id)
    )
    if unit_id is not None:
        query = query.where(Override.unit_id == unit_id)
    result: dict[str, dict[int, list[Override]]] = {variant: {} for variant in variants}
    for row in tx.session.scalars(query):
        result[row.variant].setdefault(row.unit_id, []).append(row)
    return result


def approvals(
    tx: Transaction, *, edition_id: int, variant: str, unit_id: int | None = None
) -> dict[int, VariantApproval]:
    """The approval of each unit that counts: the newest, unless it was withdrawn."""
    query = (
        sa.select(VariantApproval)
        .join(Unit, Unit.id == VariantApproval.unit_id)
        .where(
            Unit.edition_id == edition_id, VariantApproval.variant == variant, VariantApproval.withdrawn_at.is_(None)
        )
        .order_by(VariantApproval.id)
    )
    if unit_id is not None:
        query = query.where(VariantApproval.unit_id == unit_id)
    return {row.unit_id: row for row in tx.session.scalars(query)}


def newest_approval(tx: Transaction, variant: str) -> int:
    """The id of the newest approval in a variant, 0 where there is none: it grows with their number."""
    # From the end: the newest is of nearly any variant that somebody is at work on.
    query = sa.select(VariantApproval.id).where(VariantApproval.variant == variant)
    return tx.session.scalar(query.order_by(VariantApproval.id.desc()).limit(1)) or 0


def approved_pairs(tx: Transaction, *, base_locale: str, variant: str, most: int) -> list[tuple[str, str]]:
    """Base text and approved text of the newest approvals in a variant."""
    query = (
        sa.select(VariantApproval.base, VariantApproval.text)
        .join(Unit, Unit.id == VariantApproval.unit_id)
        .join(Edition, Edition.id == Unit.edition_id)
        .where(
            Edition.locale == base_locale, VariantApproval.variant == variant, VariantApproval.withdrawn_at.is_(None)
        )
        .order_by(VariantApproval.id.desc())
        .limit(most)
    )
    return [(base, text) for base, text in tx.session.execute(query)]


def rules(tx: Transaction, *, base_locale: str, variants: Sequence[str], source_text_id: int) -> list[ScriptRule]:
    """The rules that hold in a text, those of the text alone before those for all, the older first."""
    query = (
        sa.select(ScriptRule)
        .where(
            ScriptRule.base_locale == base_locale,
            ScriptRule.variant.in_(variants),
            ScriptRule.ended_at.is_(None),
            sa.or_(ScriptRule.source_text_id == source_text_id, ScriptRule.source_text_id.is_(None)),
        )
        .order_by(ScriptRule.source_text_id.is_(None), ScriptRule.id)
    )
    return list(tx.session.scalars(query))


def settled_variants(tx: Transaction, edition_id: int) -> list[str]:
    """The variants of an edition in which anything was settled."""
    found: set[str] = set()
    for table, ended in ((_OVERRIDE, _OVERRIDE.c.ended_at), (_APPROVAL, _APPROVAL.c.withdrawn_at)):
        query = (
            sa.select(table.c.variant)
            .join(_UNIT, _UNIT.c.id == table.c.unit_id)
            .where(_UNIT.c.edition_id == edition_id, ended.is_(None))
            .distinct()
        )
        found.update(tx.execute(query).scalars())
    return sorted(found)
