"""Back up the whole database into one file while people work, and bring such a file back.

A backup is always an SQLite file with the tables of the database, whether that is SQLite or PostgreSQL, plus the table
`backup_contents`: for each table its number of rows and a digest of them. Everything is read in one snapshot, so a
save that is made meanwhile is in it whole or not at all. SQLite copies itself (sqlite.org/backup.html); PostgreSQL is
read table by table in one `REPEATABLE READ` transaction. The full-text index is not kept: it follows from the texts.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import sqlalchemy as sa
from alembic.migration import MigrationContext

from workbench.errors import WorkbenchError
from workbench.store import migrate, search
from workbench.store.contents import MANIFEST, Contents, contents_of, copy_rows, tables_of
from workbench.store.database import Store, Transaction
from workbench.store.models import Segment, Unit, UnitSegment

_MAGIC = b"SQLite format 3\x00"
# A first start leaves traces here, before anybody has done any work.
_FIRST_TRACES = frozenset({"settings", "invitations", "audit_log"})


class BackupProblem(WorkbenchError):
    """A backup cannot be made or brought back; nothing was changed."""


@dataclass(frozen=True)
class Report:
    """What a backup holds.

    Attributes:
        path: the file.
        tables: number of rows by table.
        size: bytes of the file.
    """

    path: Path
    tables: Mapping[str, int]
    size: int

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(self.tables.values())


# --- out --------------------------------------------------------------------------------------------------------


def backup(store: Store, path: Path) -> Report:
    """Write a verified backup; an older backup at `path` is replaced at the very end.

    Raises:
        BackupProblem: the folder is missing or full, something else than a backup is at `path`, the database has no
            tables yet, or what was written is not what was read.
    """
    path = path.absolute()
    if migrate.current(store) is None:
        raise BackupProblem("there is no database to back up yet; run `workbench serve` or `workbench sync` first")
    try:
        _require_free(path)
        # Beside the final place, so that renaming is atomic; what is left after a failure goes with the folder.
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as folder:
            file = Path(folder) / "backup.db"
            file.touch(mode=0o600)
            expected = _copy_sqlite(store, file) if store.is_sqlite else _copy_postgres(store, file)
            _seal(file, expected)
            if _verified(file) != expected:
                raise BackupProblem("the backup does not hold what the database holds; check the disk and try again")
            _sync_to_disk(file)
            file.replace(path)
            _sync_to_disk(path.parent)
    except (sqlite3.Error, sa.exc.DBAPIError, OSError) as error:
        raise BackupProblem(f"the backup could not be written: {_reason(error)}") from error
    return _report(path, expected)


def _require_free(path: Path) -> None:
    if not path.parent.is_dir():
        raise BackupProblem(f"the folder {path.parent} does not exist; make it first")
    if path.exists() and not _is_backup(path):
        raise BackupProblem(f"{path} is no backup, so it is not replaced; choose another name")


def _copy_sqlite(store: Store, file: Path) -> dict[str, Contents]:
    with store.read() as tx:
        connection = tx.session.connection()
        # Reading fixes the snapshot; the copy on the same connection sees the same one.
        expected = contents_of(connection)
        source = cast(sqlite3.Connection, connection.connection.driver_connection)
        with _plain(file) as target:
            source.backup(target)
    return expected


def _copy_postgres(store: Store, file: Path) -> dict[str, Contents]:
    snapshot = store.engine.execution_options(isolation_level="REPEATABLE READ")
    with snapshot.connect() as source:
        fresh = Store(f"sqlite:///{file}")
        try:
            migrate.upgrade(fresh, MigrationContext.configure(source).get_current_revision() or "head")
            with fresh.begin() as tx:
                connection = tx.session.connection()
                return copy_rows(source, connection, tables_of(connection))
        finally:
            fresh.close()


def _seal(file: Path, expected: Mapping[str, Contents]) -> None:
    """Make it one file, and write down what it holds."""
    with _plain(file) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"CREATE TABLE {MANIFEST} (name TEXT PRIMARY KEY, row_count INTEGER, digest TEXT)")
        connection.executemany(
            f"INSERT INTO {MANIFEST} VALUES (?, ?, ?)",  # noqa: S608 - a constant
            [(name, contents.rows, contents.digest) for name, contents in expected.items()],
        )
        connection.commit()


# --- back -------------------------------------------------------------------------------------------------------


def restore(store: Store, path: Path, *, force: bool = False) -> Report:
    """Bring a backup back, all or nothing; other processes that serve this database must be stopped before.

    Args:
        store: where to; brought to the newest form first.
        path: the backup; it is not changed.
        force: replace what the database holds now.

    Raises:
        BackupProblem: the file is missing, no backup, damaged or of a newer workbench, or the database is not empty
            and `force` is not set.
    """
    if not path.is_file():
        raise BackupProblem(f"there is no file {path}")
    try:
        with tempfile.TemporaryDirectory(prefix="workbench-restore-") as folder:
            copy = Path(folder) / "backup.db"
            shutil.copyfile(path, copy)
            _check(copy, path)
            loaded = _load(store, copy, force=force)
    except (sqlite3.Error, sa.exc.DBAPIError, OSError) as error:
        raise BackupProblem(f"the backup could not be brought back: {_reason(error)}") from error
    return _report(path, loaded)


def _check(copy: Path, path: Path) -> None:
    try:
        if not _is_backup(copy):
            raise BackupProblem(f"{path} is no backup of a workbench")
        if not migrate.knows(_revision(copy)):
            raise BackupProblem("this backup was made by a newer version of the workbench; install that one")
        with _plain(copy) as connection:
            rows = connection.execute(f"SELECT name, row_count, digest FROM {MANIFEST}").fetchall()  # noqa: S608
        intact = _verified(copy) == {name: Contents(count, digest) for name, count, digest in rows}
    except (sqlite3.Error, sa.exc.DBAPIError, ValueError):
        intact = False
    if not intact:
        raise BackupProblem(f"{path} is damaged: it does not hold what was written into it; use another backup")


def _load(store: Store, copy: Path, *, force: bool) -> dict[str, Contents]:
    source = Store(f"sqlite:///{copy}")
    try:
        migrate.upgrade(source)
        migrate.upgrade(store)
        with source.read() as before, store.begin() as tx:
            connection = tx.session.connection()
            tables = tables_of(connection)
            _empty(connection, tables, force=force)
            expected = copy_rows(before.session.connection(), connection, tables)
            if contents_of(connection, tables) != expected:
                raise BackupProblem("the database did not take what the backup holds; nothing was changed")
            if not store.is_sqlite:
                _reset_sequences(connection, tables)
            search.rebuild(tx, _search_rows(tx))
            return expected
    finally:
        source.close()


def _empty(connection: sa.Connection, tables: sa.MetaData, *, force: bool) -> None:
    for table in reversed(tables.sorted_tables):
        any_row = connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first()
        if any_row is None:
            continue
        if not force and table.name not in _FIRST_TRACES:
            raise BackupProblem("the database is not empty; back it up, then restore with --force to replace it all")
        connection.execute(sa.delete(table))


def _reset_sequences(connection: sa.Connection, tables: sa.MetaData) -> None:
    """Let new rows be numbered behind those that were brought back with their numbers."""
    for table in tables.sorted_tables:
        if "id" in table.columns:
            newest = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
            sequence = sa.func.pg_get_serial_sequence(table.name, "id")
            connection.execute(sa.select(sa.func.setval(sequence, newest, False)))


def _search_rows(tx: Transaction) -> list[tuple[int, str, str]]:
    sources: dict[int, list[str]] = {}
    for unit_id, content in tx.session.execute(
        sa.select(UnitSegment.unit_id, Segment.content).join(Segment).order_by(UnitSegment.unit_id, UnitSegment.ordinal)
    ):
        sources.setdefault(unit_id, []).append(content)
    units = tx.session.execute(sa.select(Unit.id, Unit.target).order_by(Unit.id))
    return [(unit_id, "\n\n".join(sources.get(unit_id, ())), target) for unit_id, target in units]


# --- both -------------------------------------------------------------------------------------------------------


def _report(path: Path, contents: Mapping[str, Contents]) -> Report:
    return Report(path, {name: table.rows for name, table in contents.items()}, path.stat().st_size)


@contextmanager
def _plain(file: Path) -> Iterator[sqlite3.Connection]:
    """The file through the driver alone: a `Store` would turn on the log that a single file must not have."""
    connection = sqlite3.connect(file)
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def _opened(file: Path) -> Iterator[sa.Connection]:
    engine = sa.create_engine(f"sqlite:///{file}", poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


def _is_backup(file: Path) -> bool:
    with file.open("rb") as opened:
        if opened.read(len(_MAGIC)) != _MAGIC:
            return False
    with _plain(file) as connection:
        query = "SELECT count(*) FROM sqlite_master WHERE name IN (?, 'alembic_version')"
        return bool(connection.execute(query, [MANIFEST]).fetchone()[0] == 2)


def _revision(file: Path) -> str | None:
    with _opened(file) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _verified(file: Path) -> dict[str, Contents]:
    with _opened(file) as connection:
        for pragma in ("integrity_check", "foreign_key_check"):
            found = connection.exec_driver_sql(f"PRAGMA {pragma}").fetchall()
            if found not in ([], [("ok",)]):
                raise BackupProblem(f"the file is damaged: {pragma} reports {len(found)} faults; use another one")
        return contents_of(connection)


def _sync_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: Exception) -> str:
    """The driver's own words: the whole message would repeat texts."""
    return str(getattr(error, "orig", error)).splitlines()[0]
