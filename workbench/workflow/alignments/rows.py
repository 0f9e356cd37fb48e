"""The rows of an alignment as the database keeps them, and who may change them."""

from __future__ import annotations

from typing import Any

from workbench.alignment.edits import Row, Rows, Splice
from workbench.findings import N_
from workbench.store.database import Transaction
from workbench.store.models import Alignment, User
from workbench.workflow.errors import Invalid, NotFound
from workbench.workflow.permissions import Role, require


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


def get(tx: Transaction, alignment_id: int) -> Alignment:
    """The alignment of this id.

    Raises:
        NotFound: there is none.
    """
    found = tx.session.get(Alignment, alignment_id)
    if found is None:
        raise NotFound(N_("There is no such alignment; perhaps it was discarded."))
    return found


def writable(tx: Transaction, alignment_id: int, *, by: User) -> Alignment:
    """The same, for somebody who is about to change it.

    Raises:
        NotFound: there is none.
        NotAllowed: `by` is no translator of its locale.
        AlreadyAccepted: it has become an edition.
    """
    found = get(tx, alignment_id)
    require(by, Role.TRANSLATOR, found.locale)
    if found.accepted_at is not None:
        raise AlreadyAccepted
    return found


# --- to the database and back -----------------------------------------------------------------------------------


def load(alignment: Alignment) -> Rows:
    """The rows of an alignment, in reading order."""
    return tuple(_row(data) for data in alignment.rows)


def dump(rows: Rows) -> list[dict[str, Any]]:
    """Rows as plain data."""
    return [_data(row) for row in rows]


def load_splice(data: dict[str, Any]) -> Splice:
    """A splice from plain data."""
    old, new = (tuple(_row(row) for row in data[side]) for side in ("old", "new"))
    return Splice(data["start"], old, new)


def dump_splice(splice: Splice) -> dict[str, Any]:
    """A splice as plain data."""
    return {"start": splice.start, "old": dump(splice.old), "new": dump(splice.new)}


def _data(row: Row) -> dict[str, Any]:
    return {
        "source": list(row.source),
        "target": list(row.target),
        "confidence": round(row.confidence, 4),
        "kind": row.kind,
        "reason": row.reason,
        "pinned": row.pinned,
    }


def _row(data: dict[str, Any]) -> Row:
    return Row(
        source=tuple(data["source"]),
        target=tuple(data["target"]),
        confidence=data["confidence"],
        kind=data["kind"],
        reason=data["reason"],
        pinned=data["pinned"],
    )
