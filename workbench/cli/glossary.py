"""Commands for the glossary: lint, import, export. The end of a file's name tells its format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from workbench.cli.base import (
    FILE,
    NEW_FILE,
    example,
    json_option,
    locale_option,
    with_store,
    workspace_option,
    write_json,
)

if TYPE_CHECKING:
    from workbench.store.database import Store
    from workbench.workflow.glossary import Impact
    from workbench.workflow.renewal import Renewed


def _pair_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The two languages of a tab-separated glossary, which does not tell them itself."""
    for name, column in (("target", "second"), ("source", "first")):
        option = locale_option(
            f"--{name}-locale", f"{name}_locale", required=False, help=f"The {column} column of a tab-separated file."
        )
        command = option(command)
    return command


@example("workbench glossary lint glossary/termbase.csv")
@click.group()
def glossary() -> None:
    """Look after the glossary."""


@example("workbench glossary lint glossary/termbase.csv", "workbench glossary lint from-another-team.tbx")
@glossary.command()
@click.argument("file", type=FILE, required=False)
@_pair_options
@json_option
@workspace_option
@click.pass_context
def lint(
    context: click.Context,
    file: Path | None,
    source_locale: str | None,
    target_locale: str | None,
    as_json: bool,
    workspace: Path,
) -> None:
    """Look for contradictions in a termbase.

    Reads FILE (.csv, .tbx, .tsv, .txt or .utf8), or glossary/termbase.csv of the workspace. Exit code 1 if there are
    errors or warnings.
    """
    from workbench.findings import Severity
    from workbench.formats.glossaries import read_glossary
    from workbench.glossary import lint as look
    from workbench.store.workspace import TERMBASE

    path = file or workspace / TERMBASE
    concepts = read_glossary(path.name, path.read_bytes(), source_locale=source_locale, target_locale=target_locale)
    # The scope of a concept names a text of the workspace; a file from elsewhere has no workspace around it.
    found = look(concepts, scopes=_slugs(workspace) if file is None else None)
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


def _slugs(workspace: Path) -> set[str]:
    return {path.name.split(".")[0] for path in (workspace / "source_texts").iterdir()}


@example(
    "workbench glossary import terms-from-the-spring-meeting.csv",
    "workbench glossary import from-another-team.tbx --dry-run",
    "workbench glossary import glossary.utf8 --source-locale en --target-locale es",
)
@glossary.command("import")
@click.argument("file", type=FILE)
@_pair_options
@click.option("--reason", default="", help="Why, for the history and for those who look at approved passages again.")
@click.option("--dry-run", is_flag=True, help="Only say what would be added and changed.")
@with_store()
def import_(
    store: Store,
    workspace: Path,
    file: Path,
    source_locale: str | None,
    target_locale: str | None,
    reason: str,
    dry_run: bool,
) -> None:
    """Bring in concepts from a CSV, TBX or tab-separated file.

    New ones are added, changed ones replaced, none removed; all or nothing. Then the passages that they concern are
    checked again; --dry-run only says how many these are.
    """
    from workbench.formats.glossaries import read_glossary
    from workbench.workflow import glossary as work

    incoming = read_glossary(
        file.name,
        file.read_bytes(),
        source_locale=source_locale,
        target_locale=target_locale,
        known=work.export_concepts(store, by=None),
    )
    if dry_run:
        plan = work.preview_concepts(store, incoming, by=None)
        for concept in plan.added:
            click.echo(f"+ {concept.id}")
        for _, concept in plan.changed:
            click.echo(f"~ {concept.id}")
    else:
        plan = work.import_concepts(store, incoming, by=None, reason=reason)
    would = "would be " if dry_run else ""
    click.echo(f"{len(plan.added)} {would}added, {len(plan.changed)} {would}changed, {plan.unchanged} as they were")
    for line in _foreseen(plan.impact) if dry_run else _done(plan.renewed):
        click.echo(line)


def _foreseen(impact: Impact) -> Iterator[str]:
    """What an import would do to the texts, in lines."""
    if not impact.concerned:
        return
    looked_at = "" if impact.is_whole else f" of the first {impact.examined}"
    yield (
        f"{_passages(impact.concerned)} with these words: in {impact.found}{looked_at} the checks would say something "
        f"else, {impact.to_recheck} of these are approved and would be listed to be looked at again"
    )
    for text in impact.texts:
        counts = text.states if impact.is_whole else text.holding
        if counts:
            yield f"  {text.slug} ({text.locale}): {', '.join(f'{count} {state}' for state, count in counts)}"


def _done(renewed: Renewed) -> Iterator[str]:
    if renewed.checked:
        yield f"{_passages(renewed.checked)} checked again, {renewed.listed} approved ones listed to be looked at again"


def _passages(count: int) -> str:
    return f"{count} passage{'s' if count != 1 else ''}"


@example("workbench glossary export -o termbase.csv", "workbench glossary export -o for-another-team.tbx --style dct")
@glossary.command()
@click.option("-o", "--output", type=NEW_FILE, help="The file; CSV on standard output if not given.")
@_pair_options
@click.option("--style", type=click.Choice(["dca", "dct"]), default="dca", help="Style of TBX.")
@with_store()
def export(
    store: Store,
    workspace: Path,
    output: Path | None,
    source_locale: str | None,
    target_locale: str | None,
    style: Literal["dca", "dct"],
) -> None:
    """Write the whole glossary as CSV, TBX or tab-separated text."""
    from workbench.formats.glossaries import write_glossary
    from workbench.workflow import glossary as work

    content = write_glossary(
        output.name if output else "termbase.csv",
        work.export_concepts(store, by=None),
        source_locale=source_locale,
        target_locale=target_locale,
        style=style,
    )
    if output is None:
        click.echo(content.decode(), nl=False)
    else:
        output.write_bytes(content)


COMMANDS = (glossary,)
