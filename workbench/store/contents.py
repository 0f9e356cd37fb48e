"""What the tables of a database hold: read, compared, and copied from one database into another.

Tables are reflected, not taken from the models: a backup must also be possible before a migration, and an older
backup is looked at before it is migrated. The full-text index is left out: it follows from the texts.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from workbench.store import migrate

# The table in which a backup says what it holds.
MANIFEST = "backup_contents"
_NOT_COPIED = frozenset({"alembic_version", MANIFEST})
_ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Contents:
    """What a table holds: the number of its rows, and a digest that does not depend on their order."""

    rows: int
    digest: str


def tables_of(connection: sa.Connection) -> sa.MetaData:
    """The tables that are backed up, as this database has them."""
    found = sa.MetaData()
    found.reflect(connection, only=lambda name, _: name not in _NOT_COPIED and not name.startswith(migrate.UNMAPPED))
    return found


def contents_of(connection: sa.Connection, tables: sa.MetaData | None = None) -> dict[str, Contents]:
    """What each table holds now; equal for two databases, of whatever kind, that hold the same rows."""
    tables = tables or tables_of(connection)
    return {table.name: _sum(_rows(connection, table)) for table in tables.sorted_tables}


def _sum(parts: Iterator[list[dict[str, object]]]) -> Contents:
    count, total = 0, 0
    for rows in parts:
        count += len(rows)
        # A sum, since two databases sort texts differently.
        total = (total + sum(_digest(row) for row in rows)) % (1 << 256)
    return Contents(count, f"{total:064x}")


def _digest(row: dict[str, object]) -> int:
    # A time is written in one way, whether the database keeps its zone or not.
    text = json.dumps(row, sort_keys=True, ensure_ascii=True, default=_utc)
    return int.from_bytes(hashlib.sha256(text.encode()).digest())


def _utc(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    if not isinstance(value, dt.datetime):
        raise TypeError(f"a backup cannot hold a value of the type {type(value).__name__}")
    return value.isoformat(timespec="microseconds")


def _rows(connection: sa.Connection, table: sa.Table) -> Iterator[list[dict[str, object]]]:
    """All rows in parts, by key, times in UTC without zone."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    with connection.execute(query, execution_options={"yield_per": _ROWS_AT_ONCE}) as result:
        for part in result.mappings().partitions():
            yield [{name: _naive(value) for name, value in row.items()} for row in part]


def _naive(value: object) -> object:
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.astimezone(dt.UTC).replace(tzinfo=None)
    return value


def copy_rows(source: sa.Connection, target: sa.Connection, there: sa.MetaData) -> dict[str, Contents]:
    """Copy all rows into the tables `there`, parents first; gives what was read."""
    keeps_zone = target.dialect.name != "sqlite"

    def copied(table: sa.Table) -> Iterator[list[dict[str, object]]]:
        for rows in _rows(source, table):
            target.execute(sa.insert(there.tables[table.name]), [_zoned(row) for row in rows] if keeps_zone else rows)
            yield rows

    return {table.name: _sum(copied(table)) for table in tables_of(source).sorted_tables}


def _zoned(row: dict[str, object]) -> dict[str, object]:
    return {k: v.replace(tzinfo=dt.UTC) if isinstance(v, dt.datetime) else v for k, v in row.items()}
