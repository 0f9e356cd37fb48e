"""Bring a database to the newest form, or tell how far it is from it."""

from __future__ import annotations

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from workbench.findings import N_
from workbench.store.database import DatabaseProblem, Store
from workbench.store.models import Base

# Made by migrations alone: a full-text index has no counterpart among the models.
UNMAPPED = "search_index"


def configuration() -> Config:
    """Where Alembic finds our migrations, without a file."""
    config = Config()
    config.set_main_option("script_location", "workbench.store:migrations")
    config.set_main_option("path_separator", "os")
    return config


def is_mapped(_object: object, name: str | None, kind: str, _reflected: bool, _compare: object) -> bool:
    """Tell Alembic which tables the models answer for."""
    return not (kind == "table" and name is not None and name.startswith(UNMAPPED))


def upgrade(store: Store, revision: str = "head") -> None:
    """Migrate to `revision`; all or nothing, as one transaction.

    Raises:
        DatabaseProblem: the database was made by a newer workbench.
    """
    config = configuration()
    if not knows(current(store)):
        raise DatabaseProblem(N_("This database was made by a newer version of the workbench; install that one."))
    with store.begin() as tx:
        config.attributes["connection"] = tx.session.connection()
        command.upgrade(config, revision)


def downgrade(store: Store, revision: str) -> None:
    """Migrate back to `revision`."""
    config = configuration()
    with store.begin() as tx:
        config.attributes["connection"] = tx.session.connection()
        command.downgrade(config, revision)


def current(store: Store) -> str | None:
    """The revision that the database is at, or None for an empty one."""
    with store.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def knows(revision: str | None) -> bool:
    """Whether a database at this revision can be read and migrated by this version of the workbench."""
    scripts = ScriptDirectory.from_config(configuration())
    return revision is None or revision in {script.revision for script in scripts.walk_revisions()}


def is_current(store: Store) -> bool:
    """Whether there is nothing to migrate."""
    return current(store) == ScriptDirectory.from_config(configuration()).get_current_head()


def differences(store: Store) -> list[object]:
    """What the models have and the migrated database has not, and the other way round."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": False, "include_object": is_mapped}
        )
        return list(compare_metadata(context, Base.metadata))
