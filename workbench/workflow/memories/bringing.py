"""File the pairs of a TMX file in the memory.

A file is looked through before anything is stored, so that a broken one changes nothing. Then it is read as it streams
by and written in batches: the memory of the process hardly depends on the length of the file, and nobody who saves
meanwhile waits long. What is there already is not filed twice: a file that was stopped half-way can be brought again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO

from workbench import formats
from workbench.formats import TranslationUnit
from workbench.store import memories as stored_memories
from workbench.store.database import Store, Transaction
from workbench.store.models import User, now
from workbench.workflow.memories.known import Known
from workbench.workflow.memories.roles import require_editor
from workbench.workflow.units import MAX_TARGET
from workbench.workflow.wording import line, storable

# A batch takes about half a second, for which others who save wait; smaller ones cost more in all.
BATCH = 10_000
# However long its texts are, the n-grams of a batch take less than a hundred megabytes.
MOST_LETTERS = 1_000_000
MAX_ORIGIN = 200


@dataclass(frozen=True)
class MemoryReport:
    """What became of a TMX file.

    Attributes:
        added: pairs that are new.
        known: pairs that were there, or twice in the file.
        too_long: pairs with a text that is longer than any unit may be.
        unknown: texts in languages that the workbench does not know, by their tags.
    """

    added: int
    known: int
    too_long: int
    unknown: dict[str, int] = field(default_factory=dict)


def bring_in(
    store: Store,
    file: IO[bytes],
    *,
    name: str,
    by: User | None,
    stored: Callable[[Transaction, int], None] = lambda tx, added: None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> MemoryReport:
    """File the pairs of a TMX file in the memory.

    Args:
        file: opened for reading bytes; it can be read twice.
        name: what is said of where pairs come from that the file says nothing of.
        by: None on the command line.
        stored: called in the transaction of each batch with the number of pairs that are new up to then.
        progress: called with the number of units that are done, and of all.

    Raises:
        NotAllowed: `by` edits no language.
        TmxFileError: the file cannot be read to its end.
        Invalid: a text has a character that no text may have.
    """
    require_editor(by)
    origin = _origin(name)
    total = formats.check_tmx(file)
    file.seek(0)
    seen: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    with store.read() as tx:
        known = Known(stored_memories.fingerprints(tx))
    for batch in _batches(_fresh(formats.read_tmx(file, unknown=unknown), origin, known, seen)):
        seen["added"] += len(batch)
        _file(store, batch, lambda tx: stored(tx, seen["added"]))
        progress(min(total, seen.total()), total)
    with store.begin() as tx:
        tx.log("bring-memory", "memory", by=by, added=seen["added"])
    return MemoryReport(seen["added"], seen["known"], seen["too long"], dict(unknown.most_common()))


def _file(store: Store, batch: Sequence[stored_memories.Pair], stored: Callable[[Transaction], None]) -> None:
    """Store a batch; its n-grams, which take most of the memory, are forgotten before the next one comes."""
    prepared = stored_memories.prepare(batch)
    with store.begin() as tx:
        stored_memories.add(tx, prepared)
        stored(tx)


def _fresh(
    units: Iterable[TranslationUnit], origin: str, known: Known, seen: Counter[str]
) -> Iterator[stored_memories.Pair]:
    """The pairs that are not there yet, as they are stored."""
    for unit in units:
        pair = stored_memories.Pair(
            storable(unit.source, field="file"),
            storable(unit.target, field="file"),
            unit.source_locale,
            unit.target_locale,
            unit.approved,
            _origin(unit.origin) or origin,
            unit.changed or now(),
        )
        if max(len(pair.source), len(pair.target)) > MAX_TARGET:
            seen["too long"] += 1
        elif known.add(pair.fingerprint):
            yield pair
        else:
            seen["known"] += 1


def _batches(pairs: Iterable[stored_memories.Pair]) -> Iterator[list[stored_memories.Pair]]:
    batch: list[stored_memories.Pair] = []
    letters = 0
    for pair in pairs:
        batch.append(pair)
        letters += len(pair.source)
        if len(batch) == BATCH or letters >= MOST_LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


@lru_cache(maxsize=64)
def _origin(said: str) -> str:
    return line(said, field="file")[:MAX_ORIGIN]
