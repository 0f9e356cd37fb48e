"""The translation memory as a table: each entry filed under the sixteen rarest n-grams of its source.

The same two-column index on both databases; `workbench.memory` decides what is rare, what is looked up and how the
candidates are ranked. The groups of different languages never meet, since their hashes differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.dialects import postgresql, sqlite

from workbench import languages
from workbench.memory import Candidate, grams, rarest
from workbench.store.database import Transaction
from workbench.store.models import MemoryEntry, MemoryGram, MemoryGramCount

# SQLite allows 32,766 variables in a statement, older ones 999.
_AT_ONCE = 900

# What `remember` is given of an entry, besides its unit.
_GIVEN = ("source", "target", "source_locale", "target_locale", "previous", "following", "origin")


@dataclass(frozen=True)
class _Statements:
    """What a look-up asks; made once, for to make a statement costs more than to run it.

    Each takes its numbers as one value, `given`, however many they are, and gives numbers back in one text, with
    spaces between them: to carry a row out of the database costs more than to find it.

    Attributes:
        counts: of the groups `given`, those that occur, each followed by its count.
        postings: the entries under each of the groups `given`; one that shares several stands there several times.
        entries: what candidates are made of, of the entries `given`.
    """

    counts: sa.Select[Any]
    postings: sa.Select[Any]
    entries: sa.Select[Any]


def _statements(among: Callable[[Any], sa.ColumnElement[bool]]) -> _Statements:
    entry, posting, count = (table.__table__.c for table in (MemoryEntry, MemoryGram, MemoryGramCount))
    counted = sa.cast(count.gram, sa.Text) + " " + sa.cast(count["count"], sa.Text)
    return _Statements(
        sa.select(sa.func.aggregate_strings(counted, " ")).where(among(count.gram)),
        sa.select(sa.func.aggregate_strings(sa.cast(posting.entry_id, sa.Text), " ")).where(among(posting.gram)),
        sa.select(entry.id, entry.source, entry.target, entry.previous, entry.following, entry.approved).where(
            among(entry.id),
            entry.target_locale.in_(sa.bindparam("wanted", expanding=True)),
            sa.or_(entry.unit_id.is_(None), entry.unit_id != sa.bindparam("except_unit")),
        ),
    )


_LISTED = sa.select(sa.func.json_each(sa.bindparam("given", type_=sa.JSON)).table_valued("value").c.value)
_ARRAY = sa.any_(sa.bindparam("given", type_=postgresql.ARRAY(sa.BigInteger)))
_SQLITE = _statements(lambda column: column.in_(_LISTED))
_POSTGRES = _statements(lambda column: column == _ARRAY)


class MemoryIndex:
    """What `workbench.memory.search` asks, answered by the database.

    Args:
        tx: the transaction to read in.
        target_locale: the locale of the translations that are wanted.
        except_unit: a unit whose own translation is not to be offered to itself.
    """

    def __init__(self, tx: Transaction, *, target_locale: str, except_unit: int | None = None) -> None:
        self._tx = tx
        self._target_locale = target_locale
        self._except_unit = except_unit
        self._ask = _SQLITE if tx.is_sqlite else _POSTGRES

    def counts(self, grams: Sequence[int]) -> Mapping[int, int]:
        """See `workbench.memory.GramIndex.counts`."""
        numbers = self._numbers(self._ask.counts, grams).tolist()
        return dict(zip(numbers[::2], numbers[1::2], strict=True))

    def sharing(self, grams: Sequence[int], *, limit: int) -> Iterable[Candidate]:
        """See `workbench.memory.GramIndex.sharing`; among equals, the older ones come first."""
        ids, shared = np.unique(self._numbers(self._ask.postings, grams), return_counts=True)
        chosen = ids[np.argsort(-shared, kind="stable")[:limit]].tolist()
        language = languages.parse(self._target_locale).language
        values = {
            "given": chosen,
            "wanted": [tag for tag, known in languages.LOCALES.items() if known.language == language],
            "except_unit": -1 if self._except_unit is None else self._except_unit,
        }
        rows: Sequence[Any] = self._tx.execute(self._ask.entries, values).all()
        found = {row[0]: row for row in rows}
        return [Candidate(*found[entry_id]) for entry_id in chosen if entry_id in found]

    def _numbers(self, statement: sa.Select[Any], given: Sequence[int]) -> NDArray[np.int64]:
        text = self._tx.execute(statement, {"given": given}).scalar()
        return np.fromstring(text or "", dtype=np.int64, sep=" ")


def origins(tx: Transaction, entry_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Where entries come from and the locale of their translations, by id."""
    query = sa.select(MemoryEntry.id, MemoryEntry.origin, MemoryEntry.target_locale)
    rows = tx.session.execute(query.where(MemoryEntry.id.in_(entry_ids)))
    return {entry_id: (origin, locale) for entry_id, origin, locale in rows}


def remember(
    tx: Transaction,
    *,
    unit_id: int,
    source: str,
    target: str,
    source_locale: str,
    target_locale: str,
    previous: str = "",
    following: str = "",
    origin: str = "",
) -> None:
    """File an approved translation, or replace what the unit gave to the memory before."""
    entry = tx.session.scalar(sa.select(MemoryEntry).where(MemoryEntry.unit_id == unit_id))
    filed = entry is not None and entry.source == source and entry.source_locale == source_locale
    if entry is None:
        entry = MemoryEntry(unit_id=unit_id)
        tx.session.add(entry)
    elif not filed:
        _unfile(tx, entry)
    entry.source, entry.target = source, target
    entry.source_locale, entry.target_locale = source_locale, target_locale
    entry.previous, entry.following, entry.origin = previous, following, origin
    tx.session.flush()
    if not filed:
        _file(tx, entry)


def remembered(tx: Transaction, unit_id: int) -> dict[str, str] | None:
    """What a unit gave to the memory, as `remember` takes it, or None where it gave nothing."""
    entry = tx.session.scalar(sa.select(MemoryEntry).where(MemoryEntry.unit_id == unit_id))
    return None if entry is None else {name: getattr(entry, name) for name in _GIVEN}


def forget(tx: Transaction, unit_id: int) -> None:
    """Take what a unit gave out of the memory."""
    entry = tx.session.scalar(sa.select(MemoryEntry).where(MemoryEntry.unit_id == unit_id))
    if entry is not None:
        _unfile(tx, entry)
        tx.session.delete(entry)
        tx.session.flush()


def _file(tx: Transaction, entry: MemoryEntry) -> None:
    own = grams(entry.source, entry.source_locale)
    if not own:
        return
    _count(tx, own, 1)
    counts = MemoryIndex(tx, target_locale=entry.target_locale).counts(own)
    tx.session.execute(sa.insert(MemoryGram), [{"gram": gram, "entry_id": entry.id} for gram in rarest(own, counts)])


def _unfile(tx: Transaction, entry: MemoryEntry) -> None:
    own = grams(entry.source, entry.source_locale)
    if own:
        _count(tx, own, -1)
    # It is filed under some of its own groups; the table has no index by entry.
    for part in _parts(own):
        tx.session.execute(sa.delete(MemoryGram).where(MemoryGram.gram.in_(part), MemoryGram.entry_id == entry.id))


def _count(tx: Transaction, own: Sequence[int], step: int) -> None:
    dialect = sqlite if tx.session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(MemoryGramCount)
    # Sorted, so that two transactions that count the same groups wait for each other instead of dying.
    tx.session.execute(
        statement.on_conflict_do_update(
            index_elements=[MemoryGramCount.gram],
            set_={"count": MemoryGramCount.count + statement.excluded.count},
        ),
        [{"gram": gram, "count": step} for gram in sorted(own)],
    )


def _parts(values: Sequence[int]) -> Iterable[Sequence[int]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
