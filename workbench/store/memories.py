"""Whole memories in and out of the database, a batch at a time.

The index is that of `store.memory`. A batch counts its n-grams together and files its entries together, which costs a
fraction of what each by itself would.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from workbench.memory import BatchGrams, batch_grams
from workbench.store import bulk
from workbench.store.database import Transaction
from workbench.store.models import MemoryEntry, MemoryGram, MemoryGramCount

_AT_ONCE = 5_000
_ENTRIES, _COUNTS, _POSTINGS = (cast(sa.Table, model.__table__) for model in (MemoryEntry, MemoryGramCount, MemoryGram))
_COLUMNS = ("id", "source_locale", "target_locale", "source", "target", "approved", "origin", "at")


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
    def fingerprint(self) -> int:
        """What tells it from other pairs, in 64 bits; who wrote it, where and when is not part of it."""
        return _fingerprint(self.source_locale, self.target_locale, self.source, self.target)


@dataclass(frozen=True, eq=False)
class Prepared:
    """Pairs with their n-grams; made before the database is locked."""

    pairs: Sequence[Pair]
    grams: BatchGrams


def prepare(batch: Sequence[Pair]) -> Prepared:
    """Find the n-grams of pairs, which is much of the work."""
    return Prepared(batch, batch_grams([(pair.source, pair.source_locale) for pair in batch]))


def fingerprints(tx: Transaction) -> Iterator[int]:
    """The fingerprints of all entries, read a batch at a time."""
    columns = (MemoryEntry.source_locale, MemoryEntry.target_locale, MemoryEntry.source, MemoryEntry.target)
    rows = tx.session.execute(sa.select(*columns).execution_options(yield_per=_AT_ONCE))
    return (_fingerprint(*row) for row in rows)


def _fingerprint(*values: str) -> int:
    data = "\0".join(values).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "big")


def add(tx: Transaction, batch: Prepared) -> None:
    """File pairs that come from no unit."""
    if not batch.pairs:
        return
    ids = _new_ids(tx, len(batch.pairs))
    rows = (
        (
            entry_id,
            pair.source_locale,
            pair.target_locale,
            pair.source,
            pair.target,
            pair.approved,
            pair.origin,
            pair.at,
        )
        for entry_id, pair in zip(ids.tolist(), batch.pairs, strict=True)
    )
    bulk.insert(tx, _ENTRIES, _COLUMNS, rows)
    counts = bulk.add_up(tx, _COUNTS, (batch.grams.every, batch.grams.counts))
    filed, owners = batch.grams.rarest(counts)
    bulk.insert_pairs(tx, _POSTINGS, (filed, ids[owners]))


def _new_ids(tx: Transaction, count: int) -> NDArray[np.int64]:
    """Ids for entries that are about to be made; to ask for them afterwards takes as long as to make them."""
    if tx.is_sqlite:
        # Whoever writes has the whole file for itself.
        last = tx.session.scalar(sa.select(sa.func.max(MemoryEntry.id))) or 0
        return np.arange(last + 1, last + 1 + count)
    sequence = sa.func.nextval(sa.func.pg_get_serial_sequence("memory_entries", "id"))
    ids = tx.session.scalars(sa.select(sequence).select_from(sa.func.generate_series(1, count)))
    return np.fromiter(ids, dtype=np.int64)


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
