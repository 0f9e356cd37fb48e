"""Migrations lead to what the models say, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from workbench.store import migrate
from workbench.store.database import DatabaseProblem, Store


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database that no migration has touched."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        make: Callable[[], str] = request.getfixturevalue("postgres_url")
        url = make()
    store = Store(url)
    yield store
    store.close()


def _tables(store: Store) -> set[str]:
    return set(sa.inspect(store.engine).get_table_names())


def test_models_and_migrations_agree(store: Store):
    """A column that only the models have fails on the first machine that was not installed afresh."""
    assert migrate.is_current(store)
    assert migrate.differences(store) == []


def test_every_step_leads_back(empty: Store):
    """Who has to go back to the version before needs the way down."""
    migrate.upgrade(empty)
    there = _tables(empty)
    migrate.downgrade(empty, "base")

    assert _tables(empty) <= {"alembic_version"}
    assert migrate.current(empty) is None

    migrate.upgrade(empty)
    assert _tables(empty) == there
    assert migrate.differences(empty) == []


def test_a_second_upgrade_does_nothing(store: Store):
    """Every start asks for it."""
    migrate.upgrade(store)

    assert migrate.is_current(store)


def test_a_database_of_a_newer_workbench_is_refused(empty: Store):
    """Its tables are unknown here: whatever is written might destroy something."""
    migrate.upgrade(empty)
    with empty.begin() as tx:
        tx.session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseProblem, match="newer"):
        migrate.upgrade(empty)


def test_a_new_database_is_not_current(empty: Store):
    """An empty database must be told from a finished one."""
    assert migrate.current(empty) is None
    assert not migrate.is_current(empty)
