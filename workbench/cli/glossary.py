"""Commands for the glossary: lint, import, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.base import FILE, NEW_FILE, example, json_option, with_store, workspace_option, write_json

if TYPE_CHECKING:
    from workbench.store.database import Store


@example("workbench glossary lint glossary/termbase.csv")
@click.group()
def glossary() -> None:
    """Look after the glossary."""


@example("workbench glossary lint glossary/termbase.csv")
@glossary.command()
@click.argument("file", type=FILE, required=False)
@json_option
@workspace_option
@click.pass_context
def lint(context: click.Context, file: Path | None, as_json: bool, workspace: Path) -> None:
    """Look for contradictions in a termbase.

    Reads FILE, or glossary/termbase.csv of the workspace. Exit code 1 if there are errors or warnings.
    """
    from workbench.findings import Severity
    from workbench.glossary import lint as look
    from workbench.glossary import read_csv
    from workbench.glossary.table import decode_csv
    from workbench.store.workspace import TERMBASE

    found = look(read_csv(decode_csv((file or workspace / TERMBASE).read_bytes())))
    if as_json:
        fields = [
            {
                "check": finding.check,
                "severity": finding.severity.value,
                "concept": finding.concept,
                "found": finding.found,
                "message": finding.sentence,
            }
            for finding in found
        ]
        write_json({"findings": fields})
    else:
        for finding in found:
            click.echo(f"{finding.severity.value}: {finding.sentence}")
    context.exit(1 if any(finding.severity is not Severity.INFO for finding in found) else 0)


@example("workbench glossary import terms-from-the-spring-meeting.csv")
@glossary.command("import")
@click.argument("file", type=FILE)
@with_store()
def import_(store: Store, workspace: Path, file: Path) -> None:
    """Bring in concepts from a CSV file.

    New ones are added, changed ones replaced, none removed.
    """
    from workbench.glossary.table import decode_csv
    from workbench.workflow import glossary as work

    done = work.import_csv(store, decode_csv(file.read_bytes()), by=None)
    click.echo(f"{len(done.added)} added, {len(done.changed)} changed, {done.unchanged} as they were")


@example("workbench glossary export -o termbase.csv")
@glossary.command()
@click.option("-o", "--output", type=NEW_FILE, help="The file; standard output if not given.")
@with_store()
def export(store: Store, workspace: Path, output: Path | None) -> None:
    """Write the whole glossary as CSV."""
    from workbench.workflow import glossary as work

    content = work.export_csv(store, by=None)
    if output is None:
        click.echo(content, nl=False)
    else:
        output.write_bytes(content.encode())


COMMANDS = (glossary,)
