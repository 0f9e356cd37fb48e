"""Take an edition out as a file, in its own script or in another one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from workbench import formats, languages
from workbench.findings import N_
from workbench.formats import Edition, ExportUnit, Labels
from workbench.glossary import Concept, Life, Status
from workbench.states import State
from workbench.store import glossary, texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition as EditionRow
from workbench.store.models import Unit, User
from workbench.text import Kind, markup
from workbench.workflow import units
from workbench.workflow.errors import Invalid, NotFound
from workbench.workflow.permissions import Role, require

MIMETYPES = {
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "po": "text/x-gettext-translation; charset=utf-8",
    "tmx": "application/x-tmx+xml",
}
LAYOUTS = ("plain", "parallel")
# What this version does not write yet is refused with a sentence, not with "unknown".
LATER = ("epub", "docx", "odt", "pdf", "xlf")


@dataclass(frozen=True)
class Exported:
    """A file, ready to be handed out."""

    filename: str
    mimetype: str
    data: bytes


def export(
    store: Store,
    slug: str,
    locale: str,
    *,
    format: str,
    variant: str = "",
    layout: str = "plain",
    approved_only: bool = False,
    labels: Labels | None = None,
    by: User | None,
) -> Exported:
    """Write an edition as a file.

    Args:
        format: `md`, `html`, `txt`, `po` or `tmx`.
        variant: BCP 47 tag of another script or region of Chinese to convert to; empty for none.
        layout: `plain`, or `parallel` for source and translation side by side; PO and TMX always have both.
        approved_only: leave out what no editor approved.
        labels: the few words that the file adds of its own; English by default.
        by: None on the command line.

    Raises:
        NotFound: there is no such edition.
        Invalid: the format or layout is unknown, or the edition has no such variant.
    """
    if by is not None:
        require(by, Role.READER)
    _require_known(format, layout)
    locale = languages.base(locale)
    with store.read() as tx:
        row = texts.edition(tx, slug, locale)
        if row is None:
            raise NotFound(N_("There is no edition of %(slug)s in %(locale)s."), slug=slug, locale=locale)
        edition = as_edition(tx, row)
        if variant:
            edition = _variant(tx, edition, variant)
    data = _write(edition, format, layout, approved_only, labels)
    parts = [
        slug,
        edition.target_locale,
        *(["parallel"] if layout == "parallel" and format in ("md", "html", "txt") else []),
        format,
    ]
    return Exported(".".join(parts), MIMETYPES[format], data)


def as_edition(tx: Transaction, row: EditionRow) -> Edition:
    """A stored edition as the value that the formats write."""
    exported = tuple(_export_unit(unit) for unit in texts.units(tx, row.id))
    heads = (unit.target for unit in exported if unit.kind is Kind.TITLE and unit.target.strip())
    source = row.source_text
    return Edition(
        slug=source.slug,
        title=markup.plain(next(heads, source.title)),
        source_locale=source.locale,
        target_locale=row.locale,
        units=exported,
        meta={name: str(value) for name, value in source.meta.items()},
    )


def script_terms(concepts: Iterable[Concept], source: str, target: str) -> Iterator[tuple[str, str]]:
    """Terms that have a form of their own in both of two Chinese locales, for the conversion between them."""
    for concept in concepts:
        if concept.state is not Life.RETIRED:
            yield from zip(_preferred(concept, source), _preferred(concept, target), strict=False)


def _preferred(concept: Concept, locale: str) -> list[str]:
    return [term.text for term in concept.of(locale) if term.status is Status.PREFERRED]


def _require_known(format: str, layout: str) -> None:
    if format in LATER:
        raise Invalid(
            N_("This version writes no %(format)s yet; choose html, md, txt, po or tmx."), format=format, field="format"
        )
    if format not in MIMETYPES:
        raise Invalid(
            N_("There is no format %(format)s; choose html, md, txt, po or tmx."), format=format, field="format"
        )
    if layout not in LAYOUTS:
        raise Invalid(N_("The layout is plain or parallel."), field="layout")


def _variant(tx: Transaction, edition: Edition, variant: str) -> Edition:
    tag = languages.parse(variant).tag
    if tag == edition.target_locale:
        return edition
    if tag not in languages.VARIANTS.get(edition.target_locale, ()):
        raise Invalid(
            N_("An edition in %(locale)s has no variant %(variant)s."),
            locale=edition.target_locale,
            variant=tag,
            field="variant",
        )
    terms = script_terms(glossary.concepts(tx), edition.target_locale, tag)
    return formats.to_variant(edition, tag, terms)


def _export_unit(unit: Unit) -> ExportUnit:
    segments = units.segments_of(unit)
    first = segments[0] if segments else None
    return ExportUnit(
        uid=unit.uid,
        source=tuple(segment.content for segment in segments),
        target=unit.target,
        kind=units.kind_of(unit),
        level=first.level if first else 0,
        prefix=first.prefix if first else "",
        gap=first.gap if first else "\n\n",
        state=State(unit.state),
        stale=unit.stale,
        previous_source=unit.previous_source,
        omitted=unit.omitted,
    )


def _write(
    edition: Edition,
    format: str,
    layout: str,
    approved_only: bool,
    labels: Labels | None,
) -> bytes:
    if format == "tmx":
        return formats.write_tmx(formats.edition_units(edition, approved_only=approved_only))
    if format == "po":
        return formats.write_po(_approved(edition) if approved_only else edition).encode()
    write = {"md": formats.write_markdown, "html": formats.write_html, "txt": formats.write_plain}[format]
    shape: formats.Layout = "parallel" if layout == "parallel" else "plain"
    return write(edition, layout=shape, approved_only=approved_only, labels=labels).encode()


def _approved(edition: Edition) -> Edition:
    """The edition with every other text left empty; what is left out on purpose stays left out."""
    kept = (
        unit
        if unit.state is State.APPROVED
        else replace(unit, target="", state=State.INITIAL, stale=False, omitted=None)
        for unit in edition.units
    )
    return replace(edition, units=tuple(unit for unit in kept if unit.source or unit.target))
