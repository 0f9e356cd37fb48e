"""The rows of an alignment as the database keeps them, and who may change them.

Each row is a row of its table, so that a page reads its window and an edit writes the rows that it changes: the others
only count on. In a book of 20,000 paragraphs that is the difference between a moment and a second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, overload

import sqlalchemy as sa

from workbench.alignment.edits import Row, Rows, Splice
from workbench.findings import N_
from workbench.store.database import Transaction
from workbench.store.models import Alignment, AlignmentRow, User
from workbench.workflow import jobs
from workbench.workflow.errors import Invalid, NotFound
from workbench.workflow.permissions import Role, require

_TABLE = AlignmentRow.__table__
_COLUMNS = [_TABLE.c[name] for name in ("source", "target", "confidence", "kind", "reason", "pinned", "kinds")]


class Stale(Invalid):
    """The alignment was changed after the version that a step was based on."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This alignment was changed while you had it open, so your last step was not done. "
                "Here it is as it stands now; please look at it and do your step again."
            ),
            field="version",
        )


class AlreadyAccepted(Invalid):
    """The alignment has become an edition; from then on its texts are changed at the desk."""

    def __init__(self) -> None:
        super().__init__(N_("This alignment was accepted already; go on at the desk."), field="alignment")


class Busy(Invalid):
    """The alignment is being worked on in the background; `job` is the uid of that work."""

    def __init__(self, job: str) -> None:
        super().__init__(
            N_("This alignment is being computed at this moment; it can be changed when that is done."),
            field="alignment",
        )
        self.job = job


def subject(alignment_id: int) -> str:
    """What the audit log and the jobs call an alignment."""
    return f"alignment:{alignment_id}"


def get(tx: Transaction, alignment_id: int) -> Alignment:
    """The alignment of this id; a transaction that writes has it for itself, as SQLite has the whole file.

    Raises:
        NotFound: there is none.
    """
    query = sa.select(Alignment).where(Alignment.id == alignment_id)
    found = tx.session.scalar(query.with_for_update(of=Alignment) if tx.writes else query)
    if found is None:
        raise NotFound(N_("There is no such alignment; perhaps it was discarded."))
    return found


def writable(tx: Transaction, alignment_id: int, *, by: User) -> Alignment:
    """The same, for somebody who is about to change it.

    Raises:
        NotFound: there is none.
        NotAllowed: `by` is no translator of its locale.
        AlreadyAccepted: it has become an edition.
        Busy: it is being aligned.
    """
    found = get(tx, alignment_id)
    require(by, Role.TRANSLATOR, found.locale)
    if found.accepted_at is not None:
        raise AlreadyAccepted
    require_idle(tx, alignment_id)
    return found


def require_idle(tx: Transaction, alignment_id: int) -> None:
    """Refuse what must not be done beside a job.

    Raises:
        Busy: the alignment is being aligned.
    """
    job = jobs.open_job(tx, subject(alignment_id))
    if job is not None:
        raise Busy(job)


# --- to the database and back -----------------------------------------------------------------------------------


class StoredRows(Sequence[Row]):
    """The rows of a page, read when they are asked for: what `workbench.alignment.edits` looks at."""

    def __init__(self, tx: Transaction, alignment_id: int) -> None:
        self._tx = tx
        self._alignment_id = alignment_id
        self._length = count(tx, alignment_id)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> Rows: ...

    def __getitem__(self, index: int | slice) -> Row | Rows:
        if isinstance(index, slice):
            start, stop, step = index.indices(self._length)
            return load(self._tx, self._alignment_id, start, max(0, stop - start))[::step]
        at = index + self._length if index < 0 else index
        found = load(self._tx, self._alignment_id, at, 1) if at >= 0 else ()
        if not found:
            raise IndexError(index)
        return found[0]


def count(tx: Transaction, alignment_id: int) -> int:
    """How many rows a page has."""
    query = sa.select(sa.func.count()).select_from(_TABLE).where(_TABLE.c.alignment_id == alignment_id)
    return int(tx.execute(query).scalar_one())


def load(tx: Transaction, alignment_id: int, start: int = 0, number: int | None = None) -> Rows:
    """Rows of a page in reading order: all, or some from the index `start` on."""
    query = sa.select(*_COLUMNS).where(_TABLE.c.alignment_id == alignment_id, _TABLE.c.position >= start)
    if number is not None:
        query = query.where(_TABLE.c.position < start + number)
    return tuple(_row(row._asdict()) for row in tx.execute(query.order_by(_TABLE.c.position)))


def load_some(tx: Transaction, alignment_id: int, indices: Sequence[int]) -> dict[int, Row]:
    """Single rows of a page by index."""
    query = sa.select(_TABLE.c.position, *_COLUMNS).where(
        _TABLE.c.alignment_id == alignment_id, _TABLE.c.position.in_(indices)
    )
    return {row.position: _row(row._asdict()) for row in tx.execute(query)}


def insert(tx: Transaction, alignment_id: int, rows: Sequence[Row], *, at: int = 0) -> None:
    """Store rows from the index `at` on, where there are none."""
    if rows:
        tx.execute(
            sa.insert(AlignmentRow),
            [
                {"alignment_id": alignment_id, "position": position, **_data(row)}
                for position, row in enumerate(rows, at)
            ],
        )


def replace_all(tx: Transaction, alignment_id: int, rows: Sequence[Row]) -> None:
    """Put other rows in the place of all."""
    tx.execute(sa.delete(AlignmentRow).where(_TABLE.c.alignment_id == alignment_id))
    insert(tx, alignment_id, rows)


def splice(tx: Transaction, alignment_id: int, change: Splice) -> None:
    """Put the new rows of a splice in the place of the old ones, which the page must still have."""
    start, gone, new = change.start, len(change.old), len(change.new)
    of_page = _TABLE.c.alignment_id == alignment_id
    tx.execute(sa.delete(AlignmentRow).where(of_page, _TABLE.c.position >= start, _TABLE.c.position < start + gone))
    if new != gone:
        below = sa.update(AlignmentRow).where(of_page, _TABLE.c.position >= start + gone)
        tx.execute(below.values(position=_TABLE.c.position + (new - gone)))
    insert(tx, alignment_id, change.new, at=start)


def load_splice(data: Mapping[str, Any]) -> Splice:
    """A splice from plain data."""
    old = data["old"]
    new = [{**(old[place] if place < len(old) else {}), **row} for place, row in enumerate(data["new"])]
    return Splice(data["start"], tuple(map(_row, old)), tuple(map(_row, new)))


def dump_splice(change: Splice) -> dict[str, Any]:
    """A splice as plain data; of a new row only that in which it differs from the old one at its place.

    To settle a thousand rows at once changes no text, and need not write a thousand texts again.
    """
    old, new = [*map(_data, change.old)], [*map(_data, change.new)]
    differing = [
        {name: value for name, value in row.items() if place >= len(old) or old[place][name] != value}
        for place, row in enumerate(new)
    ]
    return {"start": change.start, "old": old, "new": differing}


def _data(row: Row) -> dict[str, Any]:
    return {
        "source": list(row.source),
        "target": list(row.target),
        "confidence": round(row.confidence, 4),
        "kind": row.kind,
        "reason": row.reason,
        "pinned": row.pinned,
        "kinds": list(row.kinds),
    }


def _row(data: Mapping[str, Any]) -> Row:
    return Row(
        source=tuple(data["source"]),
        target=tuple(data["target"]),
        confidence=data["confidence"],
        kind=data["kind"],
        reason=data["reason"],
        pinned=data["pinned"],
        # Steps that were stored by an earlier version do not say them.
        kinds=tuple(data.get("kinds", ())),
    )
