"""Commands that need no database: align, check."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.base import (
    FILE,
    NEW_FILE,
    example,
    json_option,
    locale_option,
    read_document,
    read_termbase,
    remark,
    write_json,
)

if TYPE_CHECKING:
    from workbench.workflow.comparing import UnitFinding

_ALIGNMENT_FORMATS = ("po", "tmx", "html", "json")
termbase_option = click.option(
    "--termbase",
    type=FILE,
    help="A termbase as CSV or TBX, or tab-separated: a source term, a tab, a target term.",
)


@example("workbench align night.zh.txt night.en.txt --source-locale zh-Hans --target-locale en -o night.po")
@click.command()
@click.argument("source", type=FILE)
@click.argument("target", type=FILE)
@locale_option("--source-locale", "source_locale", help="The locale of SOURCE.")
@locale_option("--target-locale", "target_locale", help="The locale of TARGET.")
@termbase_option
@click.option("--memory", type=FILE, help="A translation memory as TMX; what it knows word by word is settled first.")
@click.option("--unit", type=click.Choice(["paragraph", "sentence"]), default="paragraph", help="What is aligned.")
@json_option
@click.option("-o", "--output", type=NEW_FILE, help="Write OUT.po, OUT.tmx, OUT.html or OUT.json.")
def align(
    source: Path,
    target: Path,
    source_locale: str,
    target_locale: str,
    termbase: Path | None,
    memory: Path | None,
    unit: str,
    as_json: bool,
    output: Path | None,
) -> None:
    """Align a text with its translation.

    Both are Markdown or plain text, paragraphs separated by blank lines. Without --json and -o a list of the beads is
    written: source paragraphs, target paragraphs, confidence from 0 to 1. Sentences are aligned inside the beads of
    their paragraphs.
    """
    from workbench.alignment import align_sentences, doubts
    from workbench.alignment.sentences import flatten
    from workbench.formats import read_tmx, write_alignment
    from workbench.workflow import comparing

    kind = output.suffix[1:].lower() if output else ""
    if output and kind not in _ALIGNMENT_FORMATS:
        raise click.BadParameter(f"{output} must end with .po, .tmx, .html or .json", param_hint="-o")
    sides = [
        comparing.side(read_document(path), locale)
        for path, locale in ((source, source_locale), (target, target_locale))
    ]
    terms = read_termbase(termbase, source_locale=source_locale, target_locale=target_locale)
    pairs = read_tmx(memory.read_bytes(), source_locale=source_locale, target_locale=target_locale) if memory else ()
    beads = comparing.align_sides(*sides, termbase=terms, memory=pairs)
    parts: tuple[Sequence[str], Sequence[str]] = sides[0].parts, sides[1].parts
    for note in doubts(*parts, beads, source_locale=source_locale, target_locale=target_locale):
        remark(target, note.sentence)
    if unit == "sentence":
        sentences = align_sentences(
            *parts, beads, source_locale=source_locale, target_locale=target_locale, terms=terms
        )
        ours, theirs, beads = flatten(*parts, sentences)
        parts = ours, theirs

    def written(format: Any) -> str | bytes:  # noqa: ANN401 - one of _ALIGNMENT_FORMATS
        return write_alignment(format, *parts, beads, source_locale, target_locale, slug=source.name.split(".")[0])

    if output:
        content = written(kind)
        output.write_bytes(content.encode() if isinstance(content, str) else content)
    if as_json:
        click.echo(written("json"), nl=False)
    elif not output:
        for bead in beads:
            click.echo(f"{_numbers(bead.source)}\t{_numbers(bead.target)}\t{bead.confidence:.2f}")


def _numbers(indices: Sequence[int]) -> str:
    return ",".join(map(str, indices)) or "-"


@example(
    "workbench check night.zh.txt night.en.txt --source-locale zh-Hans --target-locale en --termbase termbase.csv",
    "workbench check translations/night-ferry/en.po --termbase glossary/termbase.csv --json",
)
@click.command()
@click.argument("source", type=FILE, metavar="SOURCE|FILE.po")
@click.argument("target", type=FILE, required=False)
@locale_option(
    "--source-locale", "source_locale", required=False, help="The locale of SOURCE; a PO file names its own."
)
@locale_option("--target-locale", "target_locale", required=False, help="The locale of TARGET.")
@termbase_option
@click.option("--alignment", type=FILE, help="The JSON of `workbench align --json`; without it, the texts are aligned.")
@json_option
@click.pass_context
def check(
    context: click.Context,
    source: Path,
    target: Path | None,
    source_locale: str | None,
    target_locale: str | None,
    termbase: Path | None,
    alignment: Path | None,
    as_json: bool,
) -> None:
    """Look for what is wrong with a translation.

    Terms, numbers, names, punctuation, markup and more. Without an alignment two texts are aligned first. Exit
    code 1 if there are findings.
    """
    if target is None:
        if source.suffix.lower() != ".po":
            raise click.UsageError("name a source and a target, or one .po file", context)
        found = _check_po(source, source_locale, termbase)
    else:
        if source_locale is None or target_locale is None:
            raise click.UsageError("--source-locale and --target-locale are needed for two texts", context)
        found = _check_texts(source, target, source_locale, target_locale, termbase, alignment)
    _report(found, as_json=as_json)
    context.exit(1 if found else 0)


def _check_po(file: Path, source_locale: str | None, termbase: Path | None) -> list[UnitFinding]:
    from workbench.formats import read_po
    from workbench.workflow import comparing

    po = read_po(file.read_bytes())
    locale = po.source_locale or source_locale
    if not locale:
        raise click.UsageError(f"{file} does not name its source's locale; give --source-locale")
    concepts = read_termbase(termbase, source_locale=locale, target_locale=po.target_locale)
    return comparing.check_po(po, source_locale=locale, termbase=concepts)


def _check_texts(
    source: Path, target: Path, source_locale: str, target_locale: str, termbase: Path | None, alignment: Path | None
) -> list[UnitFinding]:
    from workbench.workflow import comparing

    concepts = read_termbase(termbase, source_locale=source_locale, target_locale=target_locale)
    sides = (
        comparing.side(read_document(source), source_locale),
        comparing.side(read_document(target), target_locale),
    )
    if alignment:
        beads = comparing.read_alignment(alignment.read_bytes(), *sides)
        return comparing.check_sides(*sides, beads, termbase=concepts)
    return comparing.check_sides(*sides, comparing.align_sides(*sides, termbase=concepts), termbase=concepts)


def _report(found: Sequence[UnitFinding], *, as_json: bool) -> None:
    from workbench.workflow import comparing

    if as_json:
        write_json({"findings": [comparing.as_data(item) for item in found]})
        return
    for item in found:
        finding = item.finding
        click.echo(f"unit {item.unit}: {finding.severity.value}: {finding.sentence} [{finding.check}]")


COMMANDS = (align, check)
