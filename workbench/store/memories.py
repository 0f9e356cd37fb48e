"""Whole memories in and out of the database, a batch at a time.

The index is that of `store.memory`. A batch counts its n-grams together and files its entries together, which costs a
fraction of what each by itself would.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from workbench.memory import SKETCH_SIZE, gram_array
from workbench.store.database import Transaction
from workbench.store.models import MemoryEntry, MemoryGramCount

# Both databases take more variables in a statement.
_AT_ONCE = 5_000
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
    """A pair with its n-grams; made before the database is locked."""

    pair: Pair
    grams: NDArray[np.int64]


def prepare(pair: Pair) -> Prepared:
    """Find the n-grams of a pair, which is much of the work."""
    return Prepared(pair, gram_array(pair.source, pair.source_locale))


def fingerprints(tx: Transaction) -> set[bytes]:
    """The fingerprints of all entries: eight bytes each, read a batch at a time."""
    columns = (MemoryEntry.source_locale, MemoryEntry.target_locale, MemoryEntry.source, MemoryEntry.target)
    rows = tx.session.execute(sa.select(*columns).execution_options(yield_per=_AT_ONCE))
    return {_fingerprint(*row) for row in rows}


def _fingerprint(*values: str) -> bytes:
    return hashlib.blake2b("\0".join(values).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def add(tx: Transaction, batch: Sequence[Prepared]) -> None:
    """File pairs that come from no unit."""
    if not batch:
        return
    ids = _new_ids(tx, len(batch))
    tx.execute(_INSERT, [_row(entry_id, one.pair) for entry_id, one in zip(ids, batch, strict=True)])
    lengths = [len(one.grams) for one in batch]
    every, place, more = np.unique(
        np.concatenate([one.grams for one in batch]), return_inverse=True, return_counts=True
    )
    counts = _count(tx, every, more)
    # One number orders the n-grams as `memory.rarest` does: by how rare they are, then by themselves.
    keys = np.split(counts[place] * len(every) + place, np.cumsum(lengths)[:-1])
    filed = [own if len(own) <= SKETCH_SIZE else np.partition(own, SKETCH_SIZE - 1)[:SKETCH_SIZE] for own in keys]
    owners = np.repeat(ids, [len(own) for own in filed])
    found = np.concatenate(filed) % max(1, len(every))
    # In the order of the index, which is quicker to write.
    order = np.argsort(found, kind="stable")
    postings = zip(every[found[order]].tolist(), owners[order].tolist(), strict=True)
    _run(tx, "INSERT INTO memory_grams (gram, entry_id) VALUES ({0}, {0})", list(postings))


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


def _count(tx: Transaction, every: NDArray[np.int64], more: NDArray[np.int64]) -> NDArray[np.int64]:
    """Count n-grams, which come in rising order, and give what has been counted of each.

    In that order two transactions that count the same ones wait for each other instead of dying.
    """
    _run(
        tx,
        "INSERT INTO memory_gram_counts (gram, count) VALUES ({0}, {0}) "
        "ON CONFLICT (gram) DO UPDATE SET count = memory_gram_counts.count + excluded.count",
        list(zip(every.tolist(), more.tolist(), strict=True)),
    )
    counted: dict[int, int] = {}
    for start in range(0, len(every), _AT_ONCE):
        rows: Sequence[Any] = tx.execute(_COUNTS, {"grams": every[start : start + _AT_ONCE].tolist()}).all()
        counted.update((gram, count) for gram, count in rows)
    return np.array([counted[gram] for gram in every.tolist()], dtype=np.int64)


def _run(tx: Transaction, statement: str, rows: Sequence[tuple[int, int]]) -> None:
    """Run a statement for many rows: at this number, SQLAlchemy's own way takes longer than the database."""
    if rows:
        mark = "?" if tx.is_sqlite else "%s"
        tx.session.connection().exec_driver_sql(statement.format(mark), list(rows))


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
