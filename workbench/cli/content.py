"""Commands for texts and editions: import, sync, export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.base import (
    FILE,
    NEW_FILE,
    example,
    json_option,
    locale_option,
    read_document,
    remark,
    require_workspace,
    with_store,
    write_json,
)

if TYPE_CHECKING:
    from workbench.store.database import Store
    from workbench.workflow.sync import SyncReport


@example(
    "workbench import night.docx --locale zh-Hans --slug night-ferry",
    "workbench import night.en.md --locale en --translation-of night-ferry --state approved",
)
@click.command("import")
@click.argument("file", type=FILE)
@locale_option("--locale", help="The locale that FILE is in.")
@click.option("--slug", default="", help="The new text's address: small letters, digits and hyphens.")
@click.option("--translation-of", metavar="SLUG", help="FILE is a finished translation of this text.")
@click.option("--state", type=click.Choice(["draft", "approved"]), default="draft", help="What its units begin as.")
@with_store()
@click.pass_context
def import_(
    context: click.Context,
    store: Store,
    workspace: Path,
    file: Path,
    locale: str,
    slug: str,
    translation_of: str | None,
    state: str,
) -> None:
    """Bring in a text, or a translation of one.

    Reads Word (.docx), OpenDocument (.odt), e-books (.epub), web pages (.html), Markdown (.md), plain text, and one ZIP
    of chapters. A finished translation is aligned with its text.
    """
    from workbench.states import State
    from workbench.workflow import alignments, texts

    if translation_of and slug:
        raise click.UsageError("--slug is for a new text; a translation has the address of its text", context)
    document = read_document(file)
    if translation_of is None:
        click.echo(texts.bring_in(store, document, locale=locale, by=None, slug=slug))
        return
    alignment = alignments.bring_translation(store, translation_of, document, locale=locale, by=None)
    for note in alignments.warnings(store, alignment):
        remark(str(file), note.sentence)
    alignments.accept(store, alignment, by=None, state=State(state))
    click.echo(f"{translation_of} {locale}")


@example('git pull && workbench sync && git add -A && git commit -m "Evening of translation"')
@click.command()
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@json_option
@with_store()
@click.pass_context
def sync(context: click.Context, store: Store, workspace: Path, dry_run: bool, as_json: bool) -> None:
    """Bring folders and database together.

    What changed on one side is taken to the other; what changed on both is kept twice, to be settled in the browser or,
    for a source text, in a file beside it.
    Exit code 1 if a file could not be read or something changed on both sides.
    """
    from workbench.workflow import sync as syncing

    require_workspace(workspace)
    report = syncing.sync(store, workspace, dry_run=dry_run)
    if as_json:
        write_json(_as_data(report))
    else:
        show(report, dry_run=dry_run)
    context.exit(1 if report.problems or report.conflicts else 0)


def show(report: SyncReport, *, dry_run: bool = False) -> None:
    """Say what a sync did."""
    took, wrote = ("would take", "would write") if dry_run else ("took", "wrote")
    for path, count in report.taken.items():
        click.echo(f"{took} {count} from {path}")
    for path in report.written:
        click.echo(f"{wrote} {path}")
    if not report.changed:
        click.echo("nothing to do")
    for happening in (*report.notes, *report.conflicts, *report.problems):
        remark(happening.path, happening.sentence)


def _as_data(report: SyncReport) -> dict[str, object]:
    return {
        "taken": report.taken,
        "written": report.written,
        **{
            name: [{"path": happening.path, "message": happening.sentence} for happening in getattr(report, name)]
            for name in ("conflicts", "notes", "problems")
        },
    }


@example(
    "workbench export river-press-interview --locale zh-Hans --variant zh-Hant-TW --layout parallel -o interview.html"
)
@click.command()
@click.argument("slug")
@locale_option("--locale", help="The locale of the edition.")
@locale_option("--variant", "variant", required=False, help="Another script or region of Chinese, such as zh-Hant-TW.")
@click.option("--layout", type=click.Choice(["plain", "parallel"]), default="plain", help="parallel: with the source.")
@click.option("--beside", multiple=True, metavar="L", help="A locale that stands beside it; twice for three languages.")
@click.option(
    "--unapproved",
    type=click.Choice(["marked", "noted", "left-out"]),
    default="marked",
    help="What becomes of texts that no editor approved.",
)
@click.option(
    "--approval",
    type=click.Choice(["edition", "variant"]),
    help="In a variant, approved is what was approved in the edition, or only what was approved in the variant itself.",
)
@click.option("--approved-only", is_flag=True, help="Nothing but approved texts; the same as --unapproved left-out.")
@click.option(
    "-o",
    "--output",
    type=NEW_FILE,
    required=True,
    help="FILE.epub, .docx, .odt, .pdf, .html, .md, .txt, .po, .xlf, .tmx.",
)
@click.option("--xliff", type=click.Choice(["2.1", "1.2"]), default="2.1", help="Version of .xlf; 1.2 for old tools.")
@with_store()
def export(
    store: Store,
    workspace: Path,
    slug: str,
    locale: str,
    variant: str | None,
    layout: str,
    beside: tuple[str, ...],
    unapproved: str,
    approval: str | None,
    approved_only: bool,
    output: Path,
    xliff: str,
) -> None:
    """Write an edition to a file.

    The ending of the file's name decides about the format. Pictures of a Markdown file lie in a folder beside it.
    """
    if approval and variant is None:
        raise click.UsageError("--approval is about a variant; name it with --variant")
    from workbench.web.labels import export_labels
    from workbench.workflow import exports

    ending = output.suffix[1:].lower()
    exported = exports.export(
        store,
        slug,
        locale,
        format="xlf-1.2" if ending == "xlf" and xliff == "1.2" else ending,
        variant=variant or "",
        layout="parallel" if beside else layout,
        beside=beside,
        unapproved="left-out" if approved_only else unapproved,
        approval=approval or "",
        labels=export_labels(variant or locale),
        by=None,
    )
    exported.place(output)


COMMANDS = (import_, sync, export)
