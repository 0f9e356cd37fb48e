"""Whole translation memories in and out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.base import FILE, NEW_FILE, example, remark, with_store

if TYPE_CHECKING:
    from workbench.store.database import Store


@example("workbench memory import from-omegat.tmx")
@click.group()
def memory() -> None:
    """Bring translation memories in, and take them out."""


@example("workbench memory import from-omegat.tmx")
@memory.command("import")
@click.argument("file", type=FILE)
@with_store()
def import_(store: Store, workspace: Path, file: Path) -> None:
    """File the pairs of a TMX file in the memory.

    What is there already is not filed twice; where a pair comes from and its date are kept. A file that cannot be read
    to its end changes nothing.
    """
    from workbench.workflow import memories

    with file.open("rb") as opened:
        report = memories.bring_in(store, opened, name=file.name, by=None)
    click.echo(f"{report.added} added, {report.known} were there already")
    if report.too_long:
        remark(file, f"too long and left out: {report.too_long}")
    for tag, count in report.unknown.items():
        remark(file, f"texts in {tag}, which is no locale of the workbench, left out: {count}")


@example("workbench memory export memory.tmx", "workbench memory export interview.tmx --text river-press-interview")
@memory.command()
@click.argument("file", type=NEW_FILE)
@click.option("--text", "slug", default="", metavar="SLUG", help="Only this text, with all its languages.")
@with_store()
def export(store: Store, workspace: Path, file: Path, slug: str) -> None:
    """Write the memory as a TMX file, or what is approved of one text."""
    from workbench.workflow import memories

    pieces = memories.take_out(store, slug=slug, by=None)
    with file.open("wb") as opened:
        opened.writelines(pieces)


COMMANDS = (memory,)
