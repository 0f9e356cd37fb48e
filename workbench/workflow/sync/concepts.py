"""Merge the glossary with its CSV file, concept by concept."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.glossary import Concept, read_csv, write_csv
from workbench.glossary.table import decode_csv
from workbench.store import glossary as stored
from workbench.store.database import Transaction
from workbench.store.workspace import TERMBASE
from workbench.workflow import glossary as glossary_work
from workbench.workflow.sync.outcome import Outcome, Side, changed, digest

_GONE = ""


def merge(tx: Transaction, data: bytes | None, base: dict[str, str]) -> Outcome:
    """Bring the glossary and its file together.

    A concept that one side removed and the other left alone is removed; one that the other side changed stays. Of
    two changes the glossary keeps its own in force, and the file's in the concept's history as a conflict. The rows
    keep the order that the file gives them; new concepts come behind.

    Args:
        data: what the file holds, or None where there is none: then it is written anew.
        base: what the last sync agreed on.

    Raises:
        GlossaryFileError: the file is no termbase; nothing is changed.
    """
    theirs = {} if data is None else {concept.id: concept for concept in read_csv(decode_csv(data))}
    seen = {uid: _digest(concept) for uid, concept in theirs.items()}
    taken, conflicts = 0, []
    for uid, mine in ({} if data is None else _sides(tx, theirs, base)).items():
        side = changed(base.get(uid, _GONE), seen.get(uid, _GONE), mine)
        # What one side removed and the other changed stays: a change is work, a removal can be repeated.
        if side is Side.FILE or (side is Side.BOTH and mine == _GONE):
            taken += 1
            _take(tx, uid, theirs.get(uid), known=mine != _GONE)
        elif side is Side.BOTH and uid in theirs:
            conflicts.append(f"{uid} was changed here and in the workbench; the workbench's is in force, both are kept")
            _keep_conflict(tx, theirs[uid])
    mine_now = _normal(stored.concepts(tx))
    agreed = {uid: _digest(concept) for uid, concept in mine_now.items()}
    ordered = [mine_now[uid] for uid in (*theirs, *sorted(mine_now.keys() - theirs)) if uid in mine_now]
    content = write_csv(ordered).encode() if ordered or data is not None else None
    return Outcome(TERMBASE, content, seen, agreed, taken, tuple(conflicts))


def _sides(tx: Transaction, theirs: Iterable[str], base: Iterable[str]) -> dict[str, str]:
    """The digest of each concept that any side knows, as the database has it."""
    mine = {uid: _digest(concept) for uid, concept in _normal(stored.concepts(tx)).items()}
    return {uid: mine.get(uid, _GONE) for uid in dict.fromkeys((*theirs, *mine, *base))}


def _normal(concepts: Iterable[Concept]) -> dict[str, Concept]:
    """Concepts as they read back from a file."""
    return {concept.id: concept for concept in read_csv(write_csv(concepts))}


def _digest(concept: Concept) -> str:
    return digest(concept.id, stored.as_data(concept))


def _take(tx: Transaction, uid: str, concept: Concept | None, *, known: bool) -> None:
    if concept is not None:
        glossary_work.store_concept(tx, concept, action="change" if known else "add", origin="sync", by=None)
        return
    row = stored.concept(tx, uid)
    if row is not None:
        glossary_work.remove_concept(tx, row, origin="sync", by=None)


def _keep_conflict(tx: Transaction, concept: Concept) -> None:
    row = stored.concept(tx, concept.id)
    if row is not None:
        glossary_work.record(tx, concept, number=row.version, action="conflict", origin="sync", by=None, conflict=True)
