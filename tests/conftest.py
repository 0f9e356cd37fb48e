"""What tests share: a database of each kind, people with their roles, and the tools of this machine.

PostgreSQL comes from `WORKBENCH_TEST_POSTGRES` (a URL whose user may create databases) or is started here, for this
run alone, in a temporary folder that only a local socket leads to. Where there is none, its tests are skipped; with
`WORKBENCH_REQUIRE=all`, as in continuous integration, they fail instead.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from hypothesis import settings

from workbench.store import migrate
from workbench.store.database import Store
from workbench.store.models import Base, User
from workbench.workflow import people
from workbench.workflow.people import credentials
from workbench.workflow.permissions import Role

# Continuous integration tries the same examples at every run: a change is judged by what it changes. At a desk,
# Hypothesis goes on looking for new ones.
settings.register_profile("ci", derandomize=True, print_blob=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

PASSWORD = "lantern over water"
_STOP_SECONDS = 30


def _missing(what: str) -> None:
    if os.environ.get("WORKBENCH_REQUIRE") == "all":
        pytest.fail(f"{what} is needed, but not there", pytrace=False)
    pytest.skip(f"{what} is not there")


@pytest.fixture(scope="session")
def missing() -> Callable[[str], None]:
    """Skip a test for what is not there; in continuous integration, fail it."""
    return _missing


@pytest.fixture(scope="session")
def require() -> Callable[[str], str]:
    """Find a program of this machine, or skip the test."""

    def find(tool: str) -> str:
        path = shutil.which(tool)
        if path is None:
            _missing(tool)
        return str(path)

    return find


# --- databases ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server whose user may create databases."""
    given = os.environ.get("WORKBENCH_TEST_POSTGRES")
    if given:
        yield given
        return
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    initdb = next((str(path) for path in candidates), None) or shutil.which("initdb")
    if initdb is None:
        _missing("PostgreSQL")
    binaries = Path(str(initdb)).parent
    with tempfile.TemporaryDirectory(prefix="workbench-pg-") as folder:
        yield from _run_server(binaries, Path(folder))


def _run_server(binaries: Path, folder: Path) -> Iterator[str]:
    prefix: list[str] = []
    user = pwd.getpwuid(os.getuid()).pw_name
    if os.getuid() == 0:
        # The server refuses to run as root.
        prefix, user = ["runuser", "-u", "postgres", "--"], "postgres"
        shutil.chown(folder, user)
    data = folder / "data"
    options = f"-c listen_addresses='' -k {folder} -c fsync=off -c synchronous_commit=off -c shared_buffers=32MB"
    control = [*prefix, str(binaries / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log")]

    def run(*command: str) -> None:
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=120)

    run(*prefix, str(binaries / "initdb"), "-D", str(data), "-U", user, "-A", "trust", "--no-sync",
        "--encoding=UTF8", "--locale=C.UTF-8")  # fmt: skip
    run(*control, "-o", options, "start")
    try:
        yield f"postgresql+psycopg://{user}@/postgres?host={folder}"
    finally:
        run(*control, "-m", "immediate", "-t", str(_STOP_SECONDS), "stop")


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> Iterator[Callable[[], str]]:
    """Make empty databases on the server; they are gone after the run."""
    server = sa.create_engine(postgres_server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    made: list[str] = []

    def make() -> str:
        name = f"workbench_test_{worker}_{os.getpid()}_{len(made)}"
        with server.connect() as connection:
            connection.execute(sa.text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
        made.append(name)
        return sa.make_url(postgres_server).set(database=name).render_as_string(hide_password=False)

    yield make
    with server.connect() as connection:
        for name in made:
            connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture(scope="session")
def migrated_postgres(postgres_url: Callable[[], str]) -> Iterator[Store]:
    """One migrated database in PostgreSQL for the whole run."""
    store = Store(postgres_url())
    migrate.upgrade(store)
    yield store
    store.close()


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to be copied."""
    path = tmp_path_factory.mktemp("migrated") / "workbench.db"
    store = Store(f"sqlite:///{path}")
    migrate.upgrade(store)
    store.close()
    return path


@pytest.fixture
def sqlite_store(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Store]:
    """An empty database in SQLite."""
    path = tmp_path / "store.db"
    shutil.copyfile(migrated_sqlite, path)
    _forget_other_databases()
    store = Store(f"sqlite:///{path}")
    yield store
    store.close()


@pytest.fixture
def postgres_store(migrated_postgres: Store) -> Store:
    """An empty database in PostgreSQL."""
    names = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with migrated_postgres.begin() as tx:
        tx.session.execute(sa.text(f"TRUNCATE {names}, search_index RESTART IDENTITY CASCADE"))
    _forget_other_databases()
    return migrated_postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    """An empty database, once of each kind."""
    name = "sqlite_store" if request.param == "sqlite" else "postgres_store"
    return request.getfixturevalue(name)


@pytest.fixture(scope="session")
def fingerprint() -> Callable[..., dict[str, str]]:
    """Digest every table, so that a test can say that nothing changed, or name what did."""

    def digest(store: Store, *, without: tuple[str, ...] = ()) -> dict[str, str]:
        queries = {table.name: sa.select(table) for table in Base.metadata.sorted_tables if table.name not in without}
        queries["search_index"] = sa.text("SELECT * FROM search_index")
        with store.read() as tx:
            return {
                name: hashlib.sha256("\n".join(sorted(map(repr, tx.session.execute(query)))).encode()).hexdigest()
                for name, query in queries.items()
            }

    return digest


def _forget_other_databases() -> None:
    """What a process remembers of a database belongs to the database of another test."""
    for module, name in (("workbench.workflow.termbases", "_built"), ("workbench.workflow.desk.window", "_progress")):
        if module in sys.modules:
            getattr(sys.modules[module], name).clear()


# --- people -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _cheap_passwords() -> Iterator[None]:
    """The real cost of a password is meant to be felt; hundreds of tests need not feel it."""
    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(credentials, "hasher", lambda: hasher)
        yield


@pytest.fixture
def keeper(store: Store) -> User:
    """Somebody who looks after the house."""
    return people.add_user(store, name="Tending", password=PASSWORD, grants=[(Role.KEEPER, "")])


@pytest.fixture
def translator(store: Store) -> User:
    """Somebody who translates into Chinese and Spanish."""
    grants = [(Role.TRANSLATOR, "zh-Hans"), (Role.TRANSLATOR, "es")]
    return people.add_user(store, name="Ferrying", password=PASSWORD, grants=grants)


@pytest.fixture
def editor(store: Store) -> User:
    """Somebody who edits Chinese and Spanish."""
    grants = [(Role.EDITOR, "zh-Hans"), (Role.EDITOR, "es")]
    return people.add_user(store, name="Weighing", password=PASSWORD, grants=grants)


@pytest.fixture(scope="session")
def footnoted() -> Callable[..., bytes]:
    """Set footnotes after some words of a Word file of ours, as Word does."""
    namespace = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def made(data: bytes, words: str, *notes: str) -> bytes:
        marks = "".join(f'<w:footnoteReference w:id="{at}"/>' for at in range(len(notes)))
        packed = BytesIO()
        with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(packed, "w") as new:
            for name in old.namelist():
                new.writestr(name, old.read(name).decode().replace(f"{words}</w:t>", f"{words}</w:t>{marks}"))
            texts = (
                f'<w:footnote w:id="{at}"><w:p><w:r><w:t>{escape(note)}</w:t></w:r></w:p></w:footnote>'
                for at, note in enumerate(notes)
            )
            new.writestr("word/footnotes.xml", f"<w:footnotes {namespace}>{''.join(texts)}</w:footnotes>")
        return packed.getvalue()

    return made
