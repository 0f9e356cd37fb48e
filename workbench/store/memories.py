"""Whole memories in and out of the database, a batch at a time.

The index is that of `store.memory`. A batch counts its n-grams together and files its entries together, which costs a
fraction of what each by itself would.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from workbench.memory import BatchGrams, batch_grams
from workbench.store.database import Transaction
from workbench.store.models import MemoryEntry, MemoryGramCount

# Both databases take more variables in a statement.
_AT_ONCE = 5_000
_ROWS_AT_ONCE = 1_000
_INSERT = sa.insert(MemoryEntry)
_COUNTS = sa.select(MemoryGramCount.gram, MemoryGramCount.count).where(
    MemoryGramCount.gram.in_(sa.bindparam("grams", expanding=True))
)


@dataclass(frozen=True)
class Pair:
    """An entry of the memory.

    Attributes:
        approved: an editor accepted it.
        origin: where it comes from.
        at: when it was made, in UTC.
    """

    source: str
    target: str
    source_locale: str
    target_locale: str
    approved: bool
    origin: str
    at: dt.datetime

    @property
    def fingerprint(self) -> bytes:
        """What tells it from other pairs; who wrote it, where and when is not part of it."""
        return _fingerprint(self.source_locale, self.target_locale, self.source, self.target)


@dataclass(frozen=True, eq=False)
class Prepared:
    """Pairs with their n-grams; made before the database is locked."""

    pairs: Sequence[Pair]
    grams: BatchGrams


def prepare(batch: Sequence[Pair]) -> Prepared:
    """Find the n-grams of pairs, which is much of the work."""
    return Prepared(batch, batch_grams([(pair.source, pair.source_locale) for pair in batch]))


def fingerprints(tx: Transaction) -> set[bytes]:
    """The fingerprints of all entries: eight bytes each, read a batch at a time."""
    columns = (MemoryEntry.source_locale, MemoryEntry.target_locale, MemoryEntry.source, MemoryEntry.target)
    rows = tx.session.execute(sa.select(*columns).execution_options(yield_per=_AT_ONCE))
    return {_fingerprint(*row) for row in rows}


def _fingerprint(*values: str) -> bytes:
    return hashlib.blake2b("\0".join(values).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def add(tx: Transaction, batch: Prepared) -> None:
    """File pairs that come from no unit."""
    if not batch.pairs:
        return
    ids = _new_ids(tx, len(batch.pairs))
    tx.execute(_INSERT, [_row(entry_id, pair) for entry_id, pair in zip(ids, batch.pairs, strict=True)])
    filed, owners = batch.grams.rarest(_count(tx, batch.grams))
    # They come in the order of the index, which is quicker to write.
    postings = zip(filed.tolist(), np.array(ids)[owners].tolist(), strict=True)
    _run(tx, "INSERT INTO memory_grams (gram, entry_id) VALUES {}", postings)


def _new_ids(tx: Transaction, count: int) -> list[int]:
    """Ids for entries that are about to be made; to ask for them afterwards takes as long as to make them."""
    if tx.is_sqlite:
        # Whoever writes has the whole file for itself.
        last = tx.session.scalar(sa.select(sa.func.max(MemoryEntry.id))) or 0
        return list(range(last + 1, last + 1 + count))
    sequence = sa.func.nextval(sa.func.pg_get_serial_sequence("memory_entries", "id"))
    return list(tx.session.scalars(sa.select(sequence).select_from(sa.func.generate_series(1, count))))


def _row(entry_id: int, pair: Pair) -> dict[str, object]:
    return {
        "id": entry_id,
        "source_locale": pair.source_locale,
        "target_locale": pair.target_locale,
        "source": pair.source,
        "target": pair.target,
        "approved": pair.approved,
        "origin": pair.origin,
        "at": pair.at,
        "previous": "",
        "following": "",
    }


def _count(tx: Transaction, batch: BatchGrams) -> NDArray[np.int64]:
    """Count the n-grams of a batch, and give what has been counted of each.

    They come in rising order. So two transactions that count the same ones wait for each other instead of dying.
    """
    every = batch.every.tolist()
    _run(
        tx,
        "INSERT INTO memory_gram_counts (gram, count) VALUES {} "
        "ON CONFLICT (gram) DO UPDATE SET count = memory_gram_counts.count + excluded.count",
        zip(every, batch.counts.tolist(), strict=True),
    )
    counted: dict[int, int] = {}
    for start in range(0, len(every), _AT_ONCE):
        rows: Sequence[Any] = tx.execute(_COUNTS, {"grams": every[start : start + _AT_ONCE]}).all()
        counted.update((gram, count) for gram, count in rows)
    return np.array([counted[gram] for gram in every], dtype=np.int64)


def _run(tx: Transaction, statement: str, rows: Iterable[tuple[int, int]]) -> None:
    """Run a statement with many rows: at this number, SQLAlchemy's own way takes longer than the database.

    A thousand in a statement take SQLite two thirds of the time that each by itself does.
    """
    row = "(?, ?)" if tx.is_sqlite else "(%s, %s)"
    connection = tx.session.connection()
    waiting = iter(rows)
    while part := tuple(islice(waiting, _ROWS_AT_ONCE)):
        every_row = ", ".join([row] * len(part))
        connection.exec_driver_sql(statement.format(every_row), tuple(chain.from_iterable(part)))


def pairs(tx: Transaction, *, after: int, limit: int) -> Iterator[tuple[int, Pair]]:
    """Entries with their ids, in the order in which they came; those behind the id `after`."""
    query = sa.select(
        MemoryEntry.id,
        MemoryEntry.source,
        MemoryEntry.target,
        MemoryEntry.source_locale,
        MemoryEntry.target_locale,
        MemoryEntry.approved,
        MemoryEntry.origin,
        MemoryEntry.at,
    )
    rows: Sequence[Any] = tx.execute(query.where(MemoryEntry.id > after).order_by(MemoryEntry.id).limit(limit)).all()
    for row in rows:
        yield row[0], Pair(*row[1:])


def counts(tx: Transaction) -> tuple[tuple[str, str, int], ...]:
    """How many entries there are by source and target locale, most first."""
    count = sa.func.count()
    columns = (MemoryEntry.source_locale, MemoryEntry.target_locale)
    rows: Sequence[Any] = tx.execute(
        sa.select(*columns, count).group_by(*columns).order_by(count.desc(), *columns)
    ).all()
    return tuple((source, target, number) for source, target, number in rows)
