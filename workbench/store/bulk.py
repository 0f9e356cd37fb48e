"""Thousands of rows at once, by what each database does fastest.

SQLAlchemy's own way takes longer for each row than the database does. PostgreSQL is sent a stream (`COPY`);
SQLite takes a thousand small rows in one statement, in two thirds of the time that each by itself takes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, cast

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from workbench.store.database import Transaction

# Older versions of SQLite take some 32,000 variables in a statement.
_PAIRS_AT_ONCE = 1_000
_PAIRS_PLACES = ", ".join(["(?, ?)"] * _PAIRS_AT_ONCE)
# As the manual of PostgreSQL describes the binary format of COPY.
_COPY_HEAD, _COPY_END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
_COPIED_ROW = np.dtype(
    [("fields", ">i2"), ("first_bytes", ">i4"), ("first", ">i8"), ("second_bytes", ">i4"), ("second", ">i4")]
)
Pairs = tuple[NDArray[np.int64], NDArray[np.int64]]


def insert(tx: Transaction, table: sa.Table, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Insert rows; their values are what the columns' types say.

    Args:
        tx: a transaction that writes.
        columns: the names of the columns, in the order of the rows' values.
    """
    names = ", ".join(columns)
    if tx.is_sqlite:
        places = ", ".join("?" * len(columns))
        convert = _converters(tx, [table.c[name] for name in columns])
        values = [tuple(to(value) if to else value for to, value in zip(convert, row, strict=True)) for row in rows]
        _run(tx, f"INSERT INTO {table.name} ({names}) VALUES ({places})", values)  # noqa: S608 - our own names
        return
    cursor: Any = tx.session.connection().connection.cursor()
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def insert_pairs(tx: Transaction, table: sa.Table, pairs: Pairs) -> None:
    """Insert rows of two numbers each into a table of two columns; quickest in the order of its key."""
    if not tx.is_sqlite:
        _stream(tx, table.name, pairs)
        return
    for part in _parts(pairs):
        _insert_part(tx, table, part)


def add_up(tx: Transaction, table: sa.Table, pairs: Pairs) -> NDArray[np.int64]:
    """Add numbers to what a table counts, and give what it has counted of each now.

    Args:
        table: has a key and a count; what is not in it yet has been counted never.
        pairs: keys in rising order, so that two transactions which count the same wait for each other instead of dying,
            and the number to be added for each.
    """
    key, count = table.columns.keys()
    sum_up = f"ON CONFLICT ({key}) DO UPDATE SET {count} = {table.name}.{count} + excluded.{count}"
    if tx.is_sqlite:
        return np.fromstring(" ".join(_added_up(tx, table, pairs, sum_up)), dtype=np.int64, sep=" ")
    _run(tx, f"CREATE TEMPORARY TABLE arriving (LIKE {table.name}) ON COMMIT DROP")
    _stream(tx, "arriving", pairs)
    moved = f"INSERT INTO {table.name} SELECT * FROM arriving ORDER BY 1 {sum_up} RETURNING {key}, {count}"  # noqa: S608 - our own names
    rows = _run(tx, moved)
    _run(tx, "DROP TABLE arriving")
    # It does not promise the order in which it gives them back.
    counted = np.fromiter(chain.from_iterable(rows), dtype=np.int64).reshape(-1, 2)
    return cast(NDArray[np.int64], counted[np.argsort(counted[:, 0]), 1])


def _added_up(tx: Transaction, table: sa.Table, pairs: Pairs, sum_up: str) -> Iterator[str]:
    """Add up in SQLite; gives what is counted now, in the order of the pairs, as numbers with spaces between them.

    `RETURNING` takes it twice as long, and a row for each number as well. It looks the keys up in the order of the
    list, since a cross join keeps to the order of its tables.
    """
    key, count = table.columns.keys()
    counted = f"SELECT group_concat({count}, ' ') FROM json_each(?) CROSS JOIN {table.name} ON {key} = value"  # noqa: S608 - our own names
    for part in _parts(pairs):
        _insert_part(tx, table, part, sum_up)
        yield _run(tx, counted, (json.dumps(part[:, 0].tolist()),))[0][0]


def _parts(pairs: Pairs) -> Iterator[NDArray[np.int64]]:
    """Pairs as rows, in parts that SQLite takes at once."""
    for at in range(0, len(pairs[0]), _PAIRS_AT_ONCE):
        yield np.column_stack([column[at : at + _PAIRS_AT_ONCE] for column in pairs])


def _insert_part(tx: Transaction, table: sa.Table, part: NDArray[np.int64], behind: str = "") -> None:
    """Insert a part in one statement; a shorter one row by row, for SQLite would keep a statement of each length."""
    start = f"INSERT INTO {table.name} ({', '.join(table.columns.keys())}) VALUES"
    if len(part) == _PAIRS_AT_ONCE:
        _run(tx, f"{start} {_PAIRS_PLACES} {behind}", tuple(part.ravel().tolist()))
    else:
        _run(tx, f"{start} (?, ?) {behind}", [tuple(row) for row in part.tolist()])


def _stream(tx: Transaction, name: str, pairs: Pairs) -> None:
    """Send pairs to PostgreSQL in its binary form, which numpy writes at once: a bigint and an integer in each row."""
    rows = np.empty(len(pairs[0]), dtype=_COPIED_ROW)
    rows["fields"], rows["first_bytes"], rows["second_bytes"] = 2, 8, 4
    rows["first"], rows["second"] = pairs
    cursor: Any = tx.session.connection().connection.cursor()
    with cursor.copy(f"COPY {name} FROM STDIN (FORMAT BINARY)") as copy:
        copy.write(_COPY_HEAD + rows.tobytes() + _COPY_END)


def _run(tx: Transaction, statement: str, values: Any = None) -> Sequence[Sequence[Any]]:  # noqa: ANN401 - one row or many
    if tx.writes:
        tx.session.flush()
    result = tx.session.connection().exec_driver_sql(statement, values)
    return result.cursor.fetchall() if result.returns_rows else ()


def _converters(tx: Transaction, columns: Iterable[sa.Column[Any]]) -> list[Callable[[Any], Any] | None]:
    """What makes of a value what the driver is given, where it is not the same."""
    dialect = tx.session.get_bind().dialect
    return [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
