"""Commands that keep the house: backup, restore, doctor."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.base import NEW_FILE, example, with_store, workspace_option

if TYPE_CHECKING:
    from workbench.store.database import Store


@example("workbench backup /backups/workbench-$(date +%F).backup")
@click.command()
@click.argument("file", type=NEW_FILE)
@with_store(migrated=False)
def backup(store: Store, workspace: Path, file: Path) -> None:
    """Write the database into one verified file.

    People may go on working. An older backup of that name is replaced once the new one is whole.
    """
    from workbench.store import backup as backups

    report = backups.backup(store, file)
    click.echo(f"{report.rows:,} rows in {report.size / 1_000_000:,.1f} MB")


@example("workbench restore /backups/workbench-2026-03-01.backup --workspace our-texts")
@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace everything that the database holds now.")
@with_store(migrated=False)
def restore(store: Store, workspace: Path, file: Path, force: bool) -> None:
    """Bring a backup back.

    All of it comes back, or nothing. Stop `workbench serve` before. A backup of SQLite can
    be brought back into PostgreSQL, and the other way round.
    """
    from workbench.store import backup as backups

    report = backups.restore(store, file, force=force)
    click.echo(f"{report.rows:,} rows are back")


@example("workbench doctor")
@click.command()
@workspace_option
@click.pass_context
def doctor(context: click.Context, workspace: Path) -> None:
    """Look for what keeps the workbench from working.

    Writes one line for each thing that it looks at. Exit code 1 if anything is wrong.
    """
    from workbench.cli import doctor as looks

    results = list(looks.examine(workspace))
    for result in results:
        mark = "ok" if result.well else "PROBLEM"
        click.echo(f"{mark:8}{result.subject}: {result.sentence}")
    context.exit(0 if all(result.well for result in results) else 1)


COMMANDS = (backup, restore, doctor)
