"""A backup holds every row and comes back on either database, or nothing happens at all."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from workbench.store import backup, migrate, search
from workbench.store.backup import BackupProblem
from workbench.store.database import Store
from workbench.store.models import Base, Comment, Setting, User, UtcDateTime

_TEXT = "夜渡 “ñ”\n|\U00020000"
_AT = dt.datetime(2024, 2, 29, 23, 59, 58, 123456, tzinfo=dt.UTC)
_LARGE = 2**62


def _fill(store: Store) -> None:
    """Put two rows into every table of the models, whatever columns they have."""
    with store.begin() as tx:
        for table in Base.metadata.sorted_tables:
            for number in (1, 2):
                row = {column.name: _value(column, number) for column in table.columns}
                if table.name == "units":
                    row |= {"state": "draft", "retired_at": None}
                if table.name == "jobs":
                    row |= {"state": "done"}
                tx.session.execute(sa.insert(table), row)
        search.add(tx, [(1, "夜里的渡船", "the night ferry"), (2, "灯下夜校", "a school after dark")])


def _value(column: sa.Column, number: int) -> object:
    if column.foreign_keys:
        return None if column.nullable and number == 1 else number
    match column.type:
        case sa.Text():
            return f"{_TEXT} {number}"
        case sa.Boolean():
            return number == 1
        case sa.BigInteger():
            return number - _LARGE
        case sa.Integer():
            return number
        case sa.Double():
            return number / 8
        case sa.JSON():
            return {"z": [number], "a": "灯"}
        case UtcDateTime():
            return _AT
        case sa.LargeBinary():
            return bytes([0, 255, number])
    raise AssertionError(f"no sample for {column}")


def _rows(store: Store) -> dict[str, list[tuple]]:
    with store.read() as tx:
        return {
            table.name: tx.session.execute(sa.select(table).order_by(*table.primary_key.columns)).all()
            for table in Base.metadata.sorted_tables
        }


@pytest.fixture(params=["sqlite", "postgresql"])
def other(request: pytest.FixtureRequest, migrated_sqlite: Path, tmp_path: Path) -> Iterator[Store]:
    """A second empty database to bring a backup back to."""
    if request.param == "sqlite":
        shutil.copyfile(migrated_sqlite, tmp_path / "other.db")
        url = f"sqlite:///{tmp_path / 'other.db'}"
    else:
        make: Callable[[], str] = request.getfixturevalue("postgres_url")
        url = make()
    store = Store(url)
    migrate.upgrade(store)
    yield store
    store.close()


def test_every_row_comes_back_on_either_database(store: Store, other: Store, tmp_path: Path):
    """A collective that outgrows its machine moves with its backup; one that shrinks moves back."""
    _fill(store)
    expected = _rows(store)

    made = backup.backup(store, tmp_path / "a.backup")
    report = backup.restore(other, tmp_path / "a.backup")

    assert _rows(other) == expected
    assert report.tables == made.tables == {name: len(rows) for name, rows in expected.items()}
    assert report.rows == sum(report.tables.values())


def test_after_a_restore_work_goes_on(store: Store, other: Store, tmp_path: Path):
    """New rows are numbered behind the old ones, and old texts are found."""
    _fill(store)
    backup.backup(store, tmp_path / "a.backup")
    backup.restore(other, tmp_path / "a.backup")

    with other.begin() as tx:
        fresh = User(name="new", password_hash="-", locale="en", theme="auto")
        tx.session.add(fresh)
        tx.session.flush()
        assert fresh.id == 3
    with other.read() as tx:
        assert search.find(tx, "夜渡") == [1, 2]


def test_a_backup_is_one_file_for_its_owner_alone(store: Store, tmp_path: Path):
    """It holds everything that people wrote, and their password hashes."""
    folder = tmp_path / "backups"
    folder.mkdir()

    report = backup.backup(store, folder / "a.backup")

    assert [path.name for path in folder.iterdir()] == ["a.backup"]
    assert stat.S_IMODE(report.path.stat().st_mode) == 0o600
    assert report.size == report.path.stat().st_size


def test_a_backup_replaces_an_older_one_and_nothing_else(store: Store, tmp_path: Path):
    """A slip of the hand must not put a backup in the place of the database itself."""
    path = tmp_path / "a.backup"
    backup.backup(store, path)
    _fill(store)
    assert backup.backup(store, path).rows > 0

    notes = tmp_path / "notes.txt"
    notes.write_text("not a backup")
    with pytest.raises(BackupProblem, match="not replaced"):
        backup.backup(store, notes)
    assert notes.read_text() == "not a backup"
    if store.path:
        with pytest.raises(BackupProblem, match="not replaced"):
            backup.backup(store, store.path)


def test_a_backup_while_people_save_is_one_moment(store: Store, tmp_path: Path):
    """Two rows that are always written together are both in it, or neither."""
    stop = threading.Event()

    def work() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            with store.begin() as tx:
                tx.session.merge(Setting(key="left", value=str(number)))
                tx.session.merge(Setting(key="right", value=str(number)))

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for turn in range(3):
            path = tmp_path / f"{turn}.backup"
            backup.backup(store, path)
            connection = sqlite3.connect(path)
            values = {value for (value,) in connection.execute("SELECT value FROM settings")}
            connection.close()
            assert len(values) <= 1
    finally:
        stop.set()
        thread.join()


def test_a_database_with_work_in_it_is_not_replaced_unasked(store: Store, tmp_path: Path):
    """The wrong shell on the wrong machine should cost nothing."""
    backup.backup(store, tmp_path / "empty.backup")
    _fill(store)
    before = _rows(store)

    with pytest.raises(BackupProblem, match="not empty"):
        backup.restore(store, tmp_path / "empty.backup")
    assert _rows(store) == before

    backup.restore(store, tmp_path / "empty.backup", force=True)
    assert not any(_rows(store).values())


def test_the_traces_of_a_first_start_do_not_stand_in_the_way(store: Store, tmp_path: Path):
    """Who moves to a new machine starts the workbench there before they think of the backup."""
    backup.backup(store, tmp_path / "a.backup")
    with store.begin() as tx:
        tx.session.add(Setting(key="secret_key", value="made on first use"))

    backup.restore(store, tmp_path / "a.backup")

    assert not any(_rows(store).values())


def _is_not_sqlite(path: Path) -> None:
    path.write_text("once upon a time")


def _is_another_database(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE users (id)")
    connection.commit()
    connection.close()


def _is_cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20_000])


def _has_a_flipped_letter(path: Path) -> None:
    """SQLite itself does not notice: it has no checksums."""
    data = path.read_bytes()
    path.write_bytes(data.replace("ñ".encode(), "ò".encode(), 1))


def _lost_a_row(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM settings WHERE key LIKE '%1'")
    connection.commit()
    connection.close()


def _is_newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        pytest.param(Path.unlink, "there is no file", id="missing"),
        pytest.param(_is_not_sqlite, "no backup", id="not SQLite"),
        pytest.param(_is_another_database, "no backup", id="another database"),
        pytest.param(_is_cut_short, "damaged", id="cut short"),
        pytest.param(_has_a_flipped_letter, "damaged", id="flipped letter"),
        pytest.param(_lost_a_row, "damaged", id="lost row"),
        pytest.param(_is_newer, "newer", id="newer"),
    ],
)
def test_a_file_that_cannot_be_trusted_changes_nothing(
    store: Store, tmp_path: Path, harm: Callable[[Path], object], said: str
):
    """Half a restore is worse than none."""
    _fill(store)
    path = tmp_path / "a.backup"
    backup.backup(store, path)
    harm(path)
    before = _rows(store)

    with pytest.raises(BackupProblem, match=said):
        backup.restore(store, path, force=True)

    assert _rows(store) == before


def test_a_restore_that_fails_halfway_leaves_the_database_as_it_was(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Everything is one transaction, the emptying too."""
    backup.backup(store, tmp_path / "a.backup")
    _fill(store)
    before = _rows(store)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(search, "rebuild", fail)
    with pytest.raises(BackupProblem, match="No space left"):
        backup.restore(store, tmp_path / "a.backup", force=True)

    assert _rows(store) == before


def test_an_older_backup_is_migrated_on_its_way_back(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A backup outlives many versions of the workbench."""
    _fill(sqlite_store)
    backup.backup(sqlite_store, tmp_path / "old.backup")
    head = migrate.current(sqlite_store)
    steps = tmp_path / "steps"
    steps.mkdir()
    (steps / "later.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n"
        f"revision = 'later'\ndown_revision = {head!r}\nbranch_labels = None\ndepends_on = None\n"
        "def upgrade():\n    op.add_column('settings', sa.Column('since', sa.Text(), server_default='always'))\n"
    )
    plain = migrate.configuration

    def with_later():
        config = plain()
        ours = Path(migrate.__file__).parent / "migrations" / "versions"
        config.set_main_option("version_locations", f"{ours}:{steps}")
        return config

    monkeypatch.setattr(migrate, "configuration", with_later)

    backup.restore(sqlite_store, tmp_path / "old.backup", force=True)

    assert migrate.current(sqlite_store) == "later"
    with sqlite_store.read() as tx:
        assert set(tx.session.scalars(sa.text("SELECT since FROM settings"))) == {"always"}
        assert tx.session.scalar(sa.select(sa.func.count()).select_from(Comment)) == 2


def test_there_is_nothing_to_back_up_before_the_first_start(tmp_path: Path):
    """An empty file that looks like a backup would be a trap."""
    store = Store(f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(BackupProblem, match="no database"):
        backup.backup(store, tmp_path / "a.backup")
    store.close()


def test_a_missing_folder_is_said(sqlite_store: Store, tmp_path: Path):
    """The message names the folder, not the temporary file in it."""
    with pytest.raises(BackupProblem, match="nowhere does not exist"):
        backup.backup(sqlite_store, tmp_path / "nowhere" / "a.backup")
