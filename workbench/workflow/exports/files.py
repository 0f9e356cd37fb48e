"""Take an edition out as a file, in its own script or in another one."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

from workbench import formats, languages
from workbench.findings import N_
from workbench.formats import Edition, Labels, Page, Unapproved
from workbench.states import State
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow.errors import Invalid, NotAllowed
from workbench.workflow.exports.editions import as_book, columns
from workbench.workflow.exports.rows import edition_row
from workbench.workflow.permissions import Role, require, translates_anything
from workbench.workflow.variants import Whose

# Files for readers, and what writes them.
WRITERS: Mapping[str, Callable[[Page], bytes]] = {
    "epub": formats.write_epub,
    "docx": formats.write_docx,
    "pdf": formats.write_pdf,
    "odt": formats.write_odt,
    "html": lambda page: formats.write_html(page).encode(),
    "md": lambda page: formats.write_markdown(page).encode(),
    "txt": lambda page: formats.write_plain(page).encode(),
}
MIMETYPES = {
    "epub": "application/epub+zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "po": "text/x-gettext-translation; charset=utf-8",
    "xlf": "application/xliff+xml",
    "xlf-1.2": "application/xliff+xml",
    "tmx": "application/x-tmx+xml",
}
_PACKED = "application/zip"
FORMATS = (*WRITERS, "po", "xlf", "xlf-1.2", "tmx")
LAYOUTS = ("plain", "parallel")
# Three languages are what a page has room for.
MOST_BESIDE = 2


@dataclass(frozen=True)
class Exported:
    """A file, ready to be handed out."""

    filename: str
    mimetype: str
    data: bytes

    def place(self, path: Path) -> None:
        """Write the file; Markdown with pictures is unpacked, so that the pictures lie in a folder beside it."""
        if self.mimetype != _PACKED or path.suffix.lower() == ".zip":
            path.write_bytes(self.data)
            return
        with zipfile.ZipFile(BytesIO(self.data)) as packed:
            text, *pictures = packed.namelist()
            path.write_bytes(packed.read(text))
            packed.extractall(path.parent, pictures)


def export(
    store: Store,
    slug: str,
    locale: str,
    *,
    format: str,
    variant: str = "",
    layout: str = "plain",
    beside: Sequence[str] = (),
    unapproved: str = "",
    approval: str = "",
    labels: Labels | None = None,
    by: User | None,
) -> Exported:
    """Write an edition as a file.

    Args:
        format: one of `FORMATS`.
        variant: BCP 47 tag of another script or region of Chinese to convert to; empty for none.
        layout: `plain`, or `parallel` for several languages beside each other; PO and TMX always have both.
        beside: the locales that stand beside the edition in the parallel layout; the source if none is named.
        unapproved: what becomes of texts that nobody has approved: `marked`, `noted` or `left-out`; empty for the
            most that the person may have.
        approval: whose approval counts for a variant: that of the `edition`, or of the `variant` itself; empty for what
            the variant's editors said about that.
        labels: the few words that the file adds of its own; English by default.
        by: None on the command line.

    Raises:
        NotFound: there is no such edition.
        NotAllowed: `by` may not read, or asks for unapproved texts without translating anything.
        Invalid: the format or layout is unknown, or the edition has no such variant or column.
        NoFont: a PDF wants a font that is not there.
    """
    if by is not None:
        require(by, Role.READER)
    _require_known(format, layout, beside)
    _require_choice(approval, by)
    treatment = _treatment(unapproved, by)
    locale = languages.base(locale)
    with store.read() as tx:
        row = edition_row(tx, slug, locale)
        edition = as_book(tx, row, variant, approval=approval)
        others = columns(tx, row, edition, beside) if layout == "parallel" and format in WRITERS else []
    names = [slug, *(one.target_locale for one in (edition, *others))] if beside else [slug, edition.target_locale]
    name = ".".join([*names, *(["parallel"] if others and not beside else []), format.partition("-")[0]])
    if format in WRITERS:
        page = formats.compose(edition, beside=others, unapproved=treatment, labels=labels)
        if format == "md" and (packed := formats.write_markdown_folder(page, name)):
            return Exported(f"{name}.zip", _PACKED, packed)
        return Exported(name, MIMETYPES[format], WRITERS[format](page))
    return Exported(name, MIMETYPES[format], _exchange(edition, format, treatment))


def _require_known(format: str, layout: str, beside: Sequence[str]) -> None:
    if format not in FORMATS:
        raise Invalid(
            N_("There is no format %(format)s; choose %(known)s."),
            format=format,
            known=", ".join(FORMATS),
            field="format",
        )
    if layout not in LAYOUTS:
        raise Invalid(N_("The layout is plain or parallel."), field="layout")
    if len(beside) > MOST_BESIDE:
        raise Invalid(N_("At most three languages stand beside each other."), field="beside")


def _require_choice(approval: str, by: User | None) -> None:
    """Whose approval counts is said by a variant's editors; for one file those who work on translations may differ."""
    if approval and approval not in set(Whose):
        raise Invalid(N_("What counts is the approval of the edition or of the variant."), field="approval")
    if approval and by is not None and not translates_anything(by):
        raise NotAllowed(N_("This needs the role of %(role)s."), role=Role.TRANSLATOR.value)


def _treatment(unapproved: str, by: User | None) -> Unapproved:
    """What becomes of unapproved texts: only those who work on translations take them out of the house."""
    works = by is None or translates_anything(by)
    if not unapproved:
        return Unapproved.MARKED if works else Unapproved.NOTED
    if unapproved not in set(Unapproved):
        raise Invalid(N_("What is not approved can be marked, noted or left out."), field="unapproved")
    chosen = Unapproved(unapproved)
    if chosen is Unapproved.MARKED and not works:
        raise NotAllowed(N_("This needs the role of %(role)s."), role=Role.TRANSLATOR.value)
    return chosen


def _exchange(edition: Edition, format: str, treatment: Unapproved) -> bytes:
    """Write a file for other tools."""
    approved_only = treatment is not Unapproved.MARKED
    if format == "tmx":
        return formats.write_tmx(formats.edition_units(edition, approved_only=approved_only))
    shown = _approved(edition) if approved_only else edition
    if format == "po":
        return formats.write_po(shown).encode()
    return formats.write_xliff(shown, version="2.1" if format == "xlf" else "1.2")


def _approved(edition: Edition) -> Edition:
    """The edition with every other text left empty; what is left out on purpose stays left out."""
    kept = (
        unit
        if unit.state is State.APPROVED
        else replace(unit, target="", state=State.INITIAL, stale=False, omitted=None)
        for unit in edition.units
    )
    return replace(edition, units=tuple(unit for unit in kept if unit.source or unit.target))
