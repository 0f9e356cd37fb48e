"""The translation memory as a table: each entry filed under the sixteen rarest n-grams of its source.

The same two-column index on both databases; `workbench.memory` decides what is rare, what is looked up and how the
candidates are ranked. The groups of different languages never meet, since their hashes differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from workbench import languages
from workbench.memory import Candidate, grams, rarest
from workbench.store.database import Transaction
from workbench.store.models import MemoryEntry, MemoryGram, MemoryGramCount

# SQLite allows 32,766 variables in a statement, older ones 999.
_AT_ONCE = 900


def _sharing() -> sa.Select[Any]:
    entry, posting = MemoryEntry.__table__, MemoryGram.__table__
    shared = (
        sa.select(posting.c.entry_id, sa.func.count().label("shared"))
        .where(posting.c.gram.in_(sa.bindparam("grams", expanding=True)))
        .group_by(posting.c.entry_id)
        .order_by(sa.desc("shared"), posting.c.entry_id)
        .limit(sa.bindparam("limit"))
        .subquery()
    )
    columns = (entry.c.id, entry.c.source, entry.c.target, entry.c.previous, entry.c.following, entry.c.approved)
    return (
        sa.select(*columns, shared.c.shared)
        .join(shared, shared.c.entry_id == entry.c.id)
        .where(
            entry.c.target_locale.in_(sa.bindparam("wanted", expanding=True)),
            sa.or_(entry.c.unit_id.is_(None), entry.c.unit_id != sa.bindparam("except_unit")),
        )
    )


# Made once: to make a statement costs more than to run it.
_SHARING = _sharing()
_COUNTS = sa.select(MemoryGramCount.__table__).where(
    MemoryGramCount.__table__.c.gram.in_(sa.bindparam("grams", expanding=True))
)


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

    def counts(self, grams: Sequence[int]) -> Mapping[int, int]:
        """See `workbench.memory.GramIndex.counts`."""
        found: dict[int, int] = {}
        for part in _parts(grams):
            rows: Sequence[Any] = self._tx.execute(_COUNTS, {"grams": part}).all()
            found.update(tuple(row) for row in rows)
        return found

    def sharing(self, grams: Sequence[int], *, limit: int) -> Iterable[Candidate]:
        """See `workbench.memory.GramIndex.sharing`."""
        language = languages.parse(self._target_locale).language
        values = {
            "grams": grams[:_AT_ONCE],
            "limit": limit,
            "wanted": [tag for tag, known in languages.LOCALES.items() if known.language == language],
            "except_unit": -1 if self._except_unit is None else self._except_unit,
        }
        rows: Sequence[Any] = self._tx.execute(_SHARING, values).all()
        # The database would carry all texts through its sorting.
        return [Candidate(*row[:-1]) for row in sorted(rows, key=lambda row: (-row[-1], row[0]))]


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
