"""Thousands of rows at once say the same as one at a time, on both databases."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
import sqlalchemy as sa

from workbench.store import bulk
from workbench.store.database import Store
from workbench.store.models import MemoryEntry, MemoryGram, MemoryGramCount

COUNTS, POSTINGS = MemoryGramCount.__table__, MemoryGram.__table__
WHEN = dt.datetime(2021, 3, 4, 5, 6, 7, tzinfo=dt.UTC)


def test_values_are_stored_as_their_columns_say(store: Store):
    """Each database has its own idea of a time and of a truth."""
    columns = ("id", "source_locale", "target_locale", "source", "target", "approved", "origin", "at")
    rows = [(n, "en", "es", f"tab\there, line\nthere \\N {n}", "“é” 中𠮷", n % 2 == 0, "", WHEN) for n in (1, 2)]
    with store.begin() as tx:
        bulk.insert(tx, MemoryEntry.__table__, columns, rows)
    with store.read() as tx:
        found = list(tx.session.scalars(sa.select(MemoryEntry).order_by(MemoryEntry.id)))

    assert [tuple(getattr(entry, name) for name in columns) for entry in found] == rows
    assert {(entry.previous, entry.following, entry.unit_id) for entry in found} == {("", "", None)}


def test_pairs_are_stored_however_many_there_are(store: Store):
    """More than one statement has room for; the numbers have all their bits."""
    grams = np.arange(-1500, 1500) * (2**52 + 1)
    with store.begin() as tx:
        bulk.insert_pairs(tx, POSTINGS, (grams, np.arange(3000)))
    with store.read() as tx:
        found = tx.session.execute(sa.select(MemoryGram.gram, MemoryGram.entry_id).order_by(MemoryGram.entry_id)).all()

    assert [tuple(row) for row in found] == list(zip(grams.tolist(), range(3000), strict=True))


def test_what_is_counted_is_added_to_what_was_counted_before(store: Store):
    """And told in the order of the question, which no database promises."""
    some, others = np.array([-(2**63), 1, 7]), np.array([-5, 1, 7, 2**63 - 1])
    with store.begin() as tx:
        assert bulk.add_up(tx, COUNTS, (some, np.array([1, 2, 3]))).tolist() == [1, 2, 3]
        assert bulk.add_up(tx, COUNTS, (others, np.array([1, 1, 1, 1]))).tolist() == [1, 3, 4, 1]
        assert bulk.add_up(tx, COUNTS, (some[:0], some[:0])).tolist() == []


@pytest.mark.parametrize("parts", [(0, 1), (1, -1), (1, 0), (1, 1), (2, 7)])
def test_whole_parts_are_counted_as_what_is_left_over_is(store: Store, parts: tuple[int, int]):
    """Each takes a way of its own into SQLite; half of the keys are there before."""
    whole, left = parts
    count = whole * bulk._PAIRS_AT_ONCE + left
    keys = (np.arange(count, dtype=np.int64) - count // 2) * (2**52 + 1)
    with store.begin() as tx:
        bulk.add_up(tx, COUNTS, (keys[::2], np.full(len(keys[::2]), 5)))
        found = bulk.add_up(tx, COUNTS, (keys, np.arange(count) + 1)).tolist()
        stored = dict(tx.session.execute(sa.select(MemoryGramCount.gram, MemoryGramCount.count)).all())

    assert found == [number + 1 + 5 * (number % 2 == 0) for number in range(count)]
    assert stored == dict(zip(keys.tolist(), found, strict=True))


def test_what_is_undone_leaves_no_rows(store: Store):
    """They are a part of the transaction, whatever way they take."""
    with store.begin() as tx:
        bulk.insert_pairs(tx, POSTINGS, (np.array([3]), np.array([4])))
        tx.session.rollback()
    with store.read() as tx:
        assert tx.session.scalar(sa.select(sa.func.count()).select_from(MemoryGram)) == 0
