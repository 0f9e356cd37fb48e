"""The database: one file beside the texts (SQLite), or PostgreSQL for a team that outgrows one machine.

A request that writes takes the write lock before it reads anything (`BEGIN IMMEDIATE`): a transaction that reads
first and writes later is refused by SQLite at once, whatever the busy timeout, as soon as somebody else wrote in
between. `synchronous=FULL` makes an answered save survive a power cut (sqlite.org/pragma.html#pragma_synchronous).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from workbench.errors import N_, WorkbenchError
from workbench.store import models
from workbench.store.turns import Turns

# Longer than 32 writing processes, each waiting for the disk, were ever seen to need.
BUSY_TIMEOUT_SECONDS = 30


class DatabaseProblem(WorkbenchError):
    """The database cannot be used as it is; the message says what to do."""


class Clash(WorkbenchError):
    """Two transactions made the same thing at the same moment; the second one was undone."""


class Unstorable(WorkbenchError):
    """A number or a text is nothing that a database can hold; nothing was stored."""


_LOG = sa.insert(models.AuditEntry)


class Transaction:
    """One unit of work: everything in it is stored, or nothing is.

    Attributes:
        session: for objects.
        database: tells databases apart in what a process remembers.
    """

    def __init__(self, session: Session, *, writes: bool, database: str) -> None:
        self.session = session
        self.writes = writes
        self.database = database

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite, where transactions that write follow one another instead of running side by side."""
        return bool(self._connection.dialect.name == "sqlite")

    @cached_property
    def _connection(self) -> sa.Connection:
        return self.session.connection()

    def execute(
        self, statement: sa.Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> sa.CursorResult[Any]:
        """Run a statement over tables, which is several times cheaper than one over objects.

        What was changed on objects before is written first.
        """
        if self.writes:
            self.session.flush()
        return self._connection.execute(statement, values)

    def log(self, action: str, what: str, *, by: models.User | None, **details: object) -> None:
        """Leave a line in the audit log: `what` names the object as `unit:12` or `concept:pol-maoist`."""
        self.execute(
            _LOG,
            {
                "user_id": by.id if by else None,
                "action": action,
                "object": what,
                "details": details,
                "at": models.now(),
            },
        )


class Store:
    """The one door to the database.

    Args:
        url: an SQLAlchemy URL, such as `sqlite:///path` or `postgresql+psycopg://…`.
    """

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.url.drivername == "postgresql":
            self.url = self.url.set(drivername="postgresql+psycopg")
        options: dict[str, Any] = (
            {"pool_pre_ping": True} if not self.is_sqlite else {"pool_size": 16, "max_overflow": 48}
        )
        self.engine = sa.create_engine(self.url, **options)
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._name = self.url.render_as_string()
        self._writing_engine = self.engine.execution_options(writes=True)
        # PostgreSQL would show each statement of a page what was stored a moment ago.
        self._reading_engine = (
            self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        )
        path = self.path
        self._turns = Turns(path.with_name(f"{path.name}-queue") if path is not None else None)

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """See one consistent state of the database; nothing that happens inside is stored."""
        with _named_errors(), Session(self._reading_engine, expire_on_commit=False, autoflush=False) as session:
            yield Transaction(session, writes=False, database=self._name)

    @contextmanager
    def begin(self) -> Iterator[Transaction]:
        """Read and write; stored when the block ends, undone when it raises."""
        if not self.is_sqlite:
            with _named_errors(), Session(self.engine, expire_on_commit=False) as session, session.begin():
                yield Transaction(session, writes=True, database=self._name)
            return
        with (
            _named_errors(),
            self._turns,
            Session(self._writing_engine, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield Transaction(session, writes=True, database=self._name)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()
        self._turns.close()

    @property
    def path(self) -> Path | None:
        """The database file, where there is one."""
        named = self.url.database if self.is_sqlite else None
        return Path(named) if named and named != ":memory:" else None


@contextmanager
def _named_errors() -> Iterator[None]:
    """Give the refusals of a database that a person can act upon a name and a sentence."""
    try:
        yield
    except sa.exc.IntegrityError as error:
        if not _is_unique_violation(error):
            raise
        raise Clash(N_("Somebody did the same at the same moment; look at it again.")) from error
    except (sa.exc.DataError, OverflowError, UnicodeEncodeError) as error:
        raise Unstorable(N_("A number is too large, or a text has a character that cannot be kept.")) from error


def _is_unique_violation(error: sa.exc.IntegrityError) -> bool:
    names = {getattr(error.orig, name, None) for name in ("sqlite_errorname", "sqlstate")}
    return bool(names & {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"})


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a driver's connection
    # Transactions are opened by the event below, not by the driver, which would begin them too late.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")
    # The usual 2 MB hold less than what one look into a memory of 100,000 entries reads.
    cursor.execute("PRAGMA cache_size = -16000")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
