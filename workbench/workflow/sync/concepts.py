"""Merge the glossary with its two files, concept by concept: a table (CSV), and TBX for other programs.

Each file is merged by itself, against what it and the glossary agreed on last: whoever changed only one of them changed
the glossary, and the other file follows. A folder may have either alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from workbench.formats.tbx import read_tbx, write_tbx
from workbench.glossary import Concept, read_csv, write_csv
from workbench.glossary.table import decode_csv
from workbench.store import glossary as stored
from workbench.store.database import Transaction
from workbench.store.models import ConceptRevision
from workbench.store.workspace import TERMBASE, TERMBASE_TBX
from workbench.workflow import glossary as glossary_work
from workbench.workflow.sync.outcome import Outcome, Side, changed, digest

_GONE = ""


@dataclass(frozen=True)
class _Form:
    """A file of the glossary, and how it is read and written."""

    path: str
    read: Callable[[bytes], list[Concept]]
    write: Callable[[Iterable[Concept]], bytes]

    def normal(self, concepts: Iterable[Concept]) -> dict[str, Concept]:
        """Concepts as they read back from the file."""
        return {concept.id: concept for concept in self.read(self.write(concepts))}


_CSV = _Form(TERMBASE, lambda data: read_csv(decode_csv(data)), lambda concepts: write_csv(concepts).encode())
_TBX = _Form(TERMBASE_TBX, read_tbx, write_tbx)


def merge_csv(tx: Transaction, data: bytes | None, base: dict[str, str]) -> Outcome:
    """Bring the glossary and its table together; see `_merge`."""
    return _merge(tx, _CSV, data, base)


def merge_tbx(tx: Transaction, data: bytes | None, base: dict[str, str]) -> Outcome:
    """Bring the glossary and its TBX file together; see `_merge`."""
    return _merge(tx, _TBX, data, base)


def _merge(tx: Transaction, form: _Form, data: bytes | None, base: dict[str, str]) -> Outcome:
    """Bring the glossary and one of its files together.

    A concept that one side removed and the other left alone is removed; one that the other side changed stays. Of
    two changes the glossary keeps its own in force, and the file's in the concept's history as a conflict. The
    concepts keep the order that the file gives them; new ones come behind.

    Args:
        data: what the file holds, or None where there is none: then it is written anew.
        base: what the last sync agreed on.

    Raises:
        GlossaryFileError, TbxFileError: the file is no termbase; nothing is changed.
    """
    theirs = {} if data is None else {concept.id: concept for concept in form.read(data)}
    seen = {uid: _digest(concept) for uid, concept in theirs.items()}
    before = form.normal(stored.concepts(tx))
    taken: list[ConceptRevision] = []
    conflicts = []
    for uid in () if data is None else dict.fromkeys((*theirs, *before, *base)):
        mine = _digest(before[uid]) if uid in before else _GONE
        side = changed(base.get(uid, _GONE), seen.get(uid, _GONE), mine)
        # What one side removed and the other changed stays: a change is work, a removal can be repeated.
        if side is Side.FILE or (side is Side.BOTH and mine == _GONE):
            taken += _take(tx, uid, theirs.get(uid), known=uid in before)
        elif side is Side.BOTH and uid in theirs:
            conflicts.append(f"{uid} was changed here and in the workbench; the workbench's is in force, both are kept")
            _keep_conflict(tx, theirs[uid])
    after = form.normal(stored.concepts(tx))
    agreed = {uid: _digest(concept) for uid, concept in after.items()}
    ordered = [after[uid] for uid in (*theirs, *sorted(after.keys() - theirs)) if uid in after]
    content = form.write(ordered) if ordered or data is not None else None
    return Outcome(form.path, content, seen, agreed, len(taken), tuple(conflicts), concepts=tuple(taken))


def _digest(concept: Concept) -> str:
    return digest(concept.id, stored.as_data(concept))


def _take(tx: Transaction, uid: str, concept: Concept | None, *, known: bool) -> list[ConceptRevision]:
    if concept is not None:
        # What was derived is made anew from what was given.
        given = replace(concept, terms=tuple(term for term in concept.terms if not term.derived))
        return [glossary_work.store_concept(tx, given, action="change" if known else "add", origin="sync", by=None)]
    row = stored.concept(tx, uid)
    return [glossary_work.remove_concept(tx, row, origin="sync", by=None)] if row is not None else []


def _keep_conflict(tx: Transaction, concept: Concept) -> None:
    row = stored.concept(tx, concept.id)
    if row is not None:
        glossary_work.record(tx, concept, number=row.version, action="conflict", origin="sync", by=None, conflict=True)
