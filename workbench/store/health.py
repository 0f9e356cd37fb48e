"""Look at a database and say how it is: reachable, in its newest form, sound, and set up as it should be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from workbench.store import migrate
from workbench.store.database import Store


@dataclass(frozen=True)
class Health:
    """The result of one look: what was looked at, whether it is well, and a sentence."""

    subject: str
    well: bool
    sentence: str


def examine(store: Store) -> Iterator[Health]:
    """Look at everything; nothing is changed. A database that cannot be reached ends it."""
    try:
        with store.engine.connect() as connection:
            connection.execute(sa.text("SELECT 1"))
    except sa.exc.DBAPIError as error:
        yield Health("database", False, f"cannot be used: {str(error.orig).splitlines()[0]}")
        return
    yield Health("database", True, "SQLite" if store.is_sqlite else "PostgreSQL")
    yield _migrated(store)
    for look in _SQLITE if store.is_sqlite else _POSTGRES:
        with store.engine.connect() as connection:
            yield look(connection)


def _migrated(store: Store) -> Health:
    present = migrate.current(store)
    if migrate.is_current(store):
        return Health("tables", True, "in their newest form")
    if not migrate.knows(present):
        return Health("tables", False, "made by a newer version of the workbench; install that one")
    return Health("tables", False, "not in their newest form; `workbench serve` or `workbench sync` brings them there")


# --- SQLite -----------------------------------------------------------------------------------------------------


def _journal(connection: sa.Connection) -> Health:
    mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar_one()
    if mode == "wal":
        return Health("write-ahead log", True, "on")
    # Network file systems have no shared memory, which the log needs (sqlite.org/wal.html).
    return Health("write-ahead log", False, f"off ({mode}); put the workspace on a disk of this machine")


def _integrity(connection: sa.Connection) -> Health:
    faults = [row for row in connection.exec_driver_sql("PRAGMA integrity_check") if row != ("ok",)]
    faults += connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    if faults:
        return Health("integrity", False, f"{len(faults)} faults; bring the last backup back with `workbench restore`")
    return Health("integrity", True, f"sound, SQLite {connection.exec_driver_sql('SELECT sqlite_version()').scalar()}")


def _search(connection: sa.Connection) -> Health:
    options = {row[0] for row in connection.exec_driver_sql("PRAGMA compile_options")}
    if "ENABLE_FTS5" in options:
        return Health("full-text search", True, "FTS5 is there")
    return Health("full-text search", False, "this SQLite was built without FTS5; use a Python whose SQLite has it")


# --- PostgreSQL -------------------------------------------------------------------------------------------------


def _encoding(connection: sa.Connection) -> Health:
    encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
    if encoding == "UTF8":
        return Health("encoding", True, "UTF-8")
    return Health("encoding", False, f"{encoding}; make the database anew with ENCODING 'UTF8'")


def _collation(connection: sa.Connection) -> Health:
    query = "SELECT datctype FROM pg_database WHERE datname = current_database()"
    ctype = connection.exec_driver_sql(query).scalar_one()
    # In the locale C lower() knows ASCII only, so that names and words would be compared wrongly.
    if ctype in ("C", "POSIX"):
        return Health("locale", False, f"{ctype}; make the database anew with LOCALE 'C.UTF-8'")
    return Health("locale", True, str(ctype))


Look = Callable[[sa.Connection], Health]
_SQLITE: tuple[Look, ...] = (_journal, _integrity, _search)
_POSTGRES: tuple[Look, ...] = (_encoding, _collation)
