"""The command publish: the reading site, as a folder of plain pages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.base import example, with_store

if TYPE_CHECKING:
    from workbench.store.database import Store


@example('workbench publish /srv/www/texts --title "The River Desk"')
@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--title", default="", metavar="NAME", help="What the site is called; “Reading room” if not given.")
@click.option("--ready", is_flag=True, help="Also editions that nobody marked, if everything in them is approved.")
@with_store()
def publish(store: Store, workspace: Path, folder: Path, title: str, ready: bool) -> None:
    """Write the reading site into a folder.

    It has the editions that their editors marked as published, approved passages only, and needs no server: copy the
    folder to any web host, or open its index.html from a memory stick. DIR is a new or empty folder, or the site of
    an earlier run, which is replaced at once, or file by file where DIR is a volume or its parent may not be changed;
    only what changed since is made again.
    """
    from workbench.web.sitelabels import vocabulary
    from workbench.workflow import publishing

    placed = publishing.publish(store, folder, vocabulary=vocabulary(" ".join(title.split())), with_ready=ready)
    click.echo(
        f"{placed.total} files in {folder}: {placed.changed} new or changed, {placed.gone} gone; "
        f"{placed.made} of {placed.texts} texts made"
    )


COMMANDS = (publish,)
