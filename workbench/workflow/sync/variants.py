"""Merge what people settled in a variant with its CSV file, unit by unit.

A variant's own text lies in no file: it is derived. The file holds, beside the edition's PO file, one line for each
correction and for each approved passage, with the base text that it was made on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import TypeVar

import sqlalchemy as sa

from workbench.findings import N_
from workbench.store import texts
from workbench.store import variants as stored
from workbench.store.database import Transaction
from workbench.store.models import Edition, Override, Unit, VariantApproval, now
from workbench.store.workspace import VariantFile
from workbench.workflow import variants
from workbench.workflow.errors import Invalid
from workbench.workflow.sync.outcome import Outcome, Side, changed, digest
from workbench.workflow.sync.tables import read_table, write_table

Row = TypeVar("Row", Override, VariantApproval)

_NOTHING = ""


@dataclass(frozen=True, order=True)
class Line:
    """One line of a variant's file.

    Attributes:
        unit: id of the unit.
        kind: `choice`, `confirmed` for a choice that the conversion gave already, `approved` for a whole text.
        start: where the words begin in the base; 0 for an approved text.
        words: what the base has there; empty for an approved text.
        before, after: the characters beside them.
        chosen: what the variant has in their place; the whole text, if it is approved.
        base: the unit's text in the edition's own script, as it was then.
    """

    unit: str
    kind: str
    start: int
    words: str
    before: str
    after: str
    chosen: str
    base: str


_KINDS = ("choice", "confirmed", "approved")
_HEADER = tuple(field.name for field in fields(Line))


def merge(tx: Transaction, file: VariantFile, data: bytes | None, base: Mapping[str, str]) -> Outcome:
    """Bring the corrections and approvals of a variant and their file together.

    What changed on one side since the last sync is taken from there, unit by unit. Where both changed, the workbench's
    are in force, and the file's corrections are kept in the unit's history. Lines of units that are not there stay in
    the file.

    Args:
        file: its name.
        data: what the file holds, or None where there is none: then it is written, if there is anything to write.
        base: what the last sync agreed on, by unit.

    Raises:
        Invalid: the edition is not there or has no such variant, or a line of the file cannot be read.
    """
    edition = texts.edition(tx, file.slug, file.locale)
    if edition is None:
        raise Invalid(N_("There is no such edition."))
    tag = variants.variant_tag(edition.locale, file.variant)
    units = _units(tx, edition)
    mine = _lines(tx, edition, tag, units)
    if data is None:
        agreed = _digests(mine)
        return Outcome(file.path, _file(_in_order(mine, units)) if mine else None, agreed, agreed)
    theirs: dict[str, list[Line]] = {}
    for line in _read_lines(data):
        theirs.setdefault(line.unit, []).append(line)
    seen, had = _digests(theirs), _digests(mine)
    taken, conflicts = 0, []
    for uid in dict.fromkeys((*theirs, *mine)):
        side = changed(base.get(uid, _NOTHING), seen.get(uid, _NOTHING), had.get(uid, _NOTHING))
        if uid not in units or side in (Side.NEITHER, Side.STORE):
            continue
        if side is Side.FILE:
            taken += 1
            _take(tx, units[uid], tag, theirs.get(uid, []))
        else:
            conflicts.append(f"corrections of unit {uid} were changed here and in the workbench; both are kept")
            _keep(tx, units[uid], tag, theirs.get(uid, []))
    if taken:
        tx.log("sync", f"edition:{file.slug}/{file.locale}", by=None, variant=tag, units=taken)
    mine = _lines(tx, edition, tag, units)
    unknown = {uid: lines for uid, lines in theirs.items() if uid not in units}
    content = _file(_in_order({**mine, **unknown}, units))
    return Outcome(file.path, content, seen, _digests({**mine, **unknown}), taken, tuple(conflicts))


def _units(tx: Transaction, edition: Edition) -> dict[str, int]:
    """The ids of all units by their uids, in text order, with the retired ones: their passage may come back."""
    query = sa.select(Unit.uid, Unit.id).where(Unit.edition_id == edition.id).order_by(Unit.position, Unit.id)
    return dict(tx.session.execute(query).all())


def _lines(tx: Transaction, edition: Edition, tag: str, units: Mapping[str, int]) -> dict[str, list[Line]]:
    overrides = stored.overrides(tx, edition_id=edition.id, variant=tag)
    approvals = stored.approvals(tx, edition_id=edition.id, variant=tag)
    result: dict[str, list[Line]] = {}
    for uid, unit_id in units.items():
        lines = [_line(uid, row) for row in overrides.get(unit_id, [])]
        if unit_id in approvals:
            approval = approvals[unit_id]
            lines.append(Line(uid, "approved", 0, "", "", "", approval.text, approval.base))
        if lines:
            result[uid] = sorted(lines)
    return result


def _line(uid: str, row: Override) -> Line:
    kind = "confirmed" if row.confirms else "choice"
    return Line(uid, kind, row.start, row.base_text, row.before, row.after, row.chosen, row.made_on)


def _digests(lines: Mapping[str, Sequence[Line]]) -> dict[str, str]:
    return {uid: digest([astuple(line) for line in sorted(some)]) for uid, some in lines.items() if some}


def _in_order(lines: Mapping[str, Sequence[Line]], units: Mapping[str, int]) -> list[Line]:
    """The lines in text order, those of unknown units behind."""
    return [line for uid in dict.fromkeys((*units, *lines)) for line in sorted(lines.get(uid, ()))]


def _read_lines(data: bytes) -> list[Line]:
    lines = []
    for number, (unit, kind, start, words, before, after, chosen, base) in read_table(data, _HEADER):
        is_place = start.isascii() and start.isdigit() and base.startswith(words, int(start)) and bool(words)
        if kind not in _KINDS or not unit or not chosen.strip() or not (is_place or kind == "approved"):
            raise Invalid(
                N_(
                    "Line %(line)s cannot be used: its words must stand in its base where it says, and be given a form."
                ),
                line=number,
            )
        lines.append(Line(unit, kind, int(start or 0), words, before, after, chosen, base))
    return lines


def _take(tx: Transaction, unit_id: int, tag: str, wanted: Sequence[Line]) -> None:
    """Let exactly the lines of the file hold for a unit."""
    waiting = [line for line in wanted if line.kind != "approved"]
    rows = tx.session.scalars(_of(Override, unit_id, tag).where(Override.ended_at.is_(None)))
    for row in rows:
        same = _line(waiting[0].unit, row) if waiting else None
        if same in waiting:
            waiting.remove(same)
        else:
            row.ended_at = now()
    tx.session.add_all(_override(unit_id, tag, line) for line in waiting)
    approved = next((line for line in wanted if line.kind == "approved"), None)
    newest = None
    for approval in tx.session.scalars(
        _of(VariantApproval, unit_id, tag).where(VariantApproval.withdrawn_at.is_(None))
    ):
        newest = approval
        if approved is None:
            approval.withdrawn_at = now()
    if approved is not None and (newest is None or (newest.text, newest.base) != (approved.chosen, approved.base)):
        tx.session.add(VariantApproval(unit_id=unit_id, variant=tag, base=approved.base, text=approved.chosen))
    tx.session.flush()


def _keep(tx: Transaction, unit_id: int, tag: str, theirs: Sequence[Line]) -> None:
    """Put the corrections of a file into a unit's history, out of force."""
    known = [_line(line.unit, row) for line in theirs[:1] for row in tx.session.scalars(_of(Override, unit_id, tag))]
    for line in theirs:
        if line.kind != "approved" and line not in known:
            row = _override(unit_id, tag, line)
            row.ended_at = now()
            tx.session.add(row)
    tx.session.flush()


def _of(model: type[Row], unit_id: int, tag: str) -> sa.Select[Row]:
    return sa.select(model).where(model.unit_id == unit_id, model.variant == tag).order_by(model.id)


def _override(unit_id: int, tag: str, line: Line) -> Override:
    return Override(
        unit_id=unit_id, variant=tag, start=line.start, base_text=line.words, before=line.before, after=line.after,
        chosen=line.chosen, made_on=line.base, confirms=line.kind == "confirmed",
    )  # fmt: skip


def _file(lines: Sequence[Line]) -> bytes:
    return write_table(_HEADER, map(astuple, lines))
