"""Bring the glossary in from a file and take it out; a file shows what it would do before it does anything."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from flask import Response, flash, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from workbench import languages, text
from workbench.errors import WorkbenchError
from workbench.findings import N_
from workbench.formats.glossaries import SUFFIXES, read_glossary, require_text, write_glossary
from workbench.glossary import Concept, read_csv
from workbench.web import conceptchanges, context, i18n
from workbench.web.conceptchanges import ConceptChanges
from workbench.web.glossary.blueprint import bp
from workbench.workflow import glossary, permissions
from workbench.workflow.errors import Invalid, NotAllowed
from workbench.workflow.glossary import Import

Page = str | tuple[str, int] | BaseResponse
_TABLE = ".csv"


@dataclass(frozen=True)
class Brought:
    """A file as it was sent: a table as text, anything else as its bytes.

    Attributes:
        name: of the file; its end tells the format.
        source_locale, target_locale: the columns of a tab-separated file.
    """

    name: str = ""
    table: str = ""
    data: bytes = b""
    source_locale: str = ""
    target_locale: str = ""

    @property
    def content(self) -> str:
        """The bytes as a form can hold them, for the second step."""
        return base64.b64encode(self.data).decode()

    def concepts(self, known: Sequence[Concept]) -> list[Concept]:
        """What the file says; a refusal names the line."""
        if not self.data:
            return read_csv(self.table)
        return read_glossary(
            self.name,
            self.data,
            source_locale=self.source_locale or None,
            target_locale=self.target_locale or None,
            known=known,
        )


@dataclass(frozen=True)
class ImportPage:
    """What `glossary/import.html` uses as `page`; without a plan it is the form."""

    brought: Brought
    plan: Import | None
    reason: str
    is_first: bool
    changed: tuple[tuple[Concept, ConceptChanges], ...]
    problem: str
    suffixes: str
    locales: tuple[tuple[str, str], ...]
    may_edit: bool


# --- out ----------------------------------------------------------------------------------------------------------


@bp.get("/termbase.csv")
@context.signed_in
def export() -> Response:
    """Download the whole glossary as a table."""
    table = glossary.export_csv(context.store(), by=context.user())
    # The byte order mark tells spreadsheets that this is UTF-8.
    return _download(table.encode("utf-8-sig"), "text/csv", "termbase.csv")


@bp.get("/termbase.tbx")
@context.signed_in
def export_tbx() -> Response:
    """Download the whole glossary as TBX, for other programs."""
    concepts = glossary.export_concepts(context.store(), by=context.user())
    return _download(write_glossary("termbase.tbx", concepts), "application/x-tbx", "termbase.tbx")


@bp.get("/termbase.utf8")
@context.signed_in
def export_pairs() -> Response:
    """Download the terms of two languages as OmegaT and others read them: a pair on each line."""
    concepts = glossary.export_concepts(context.store(), by=context.user())
    source = languages.parse(request.args.get("source_locale", "en")).tag
    target = languages.parse(request.args.get("target_locale", "es")).tag
    data = write_glossary("termbase.utf8", concepts, source_locale=source, target_locale=target)
    return _download(data, "text/tab-separated-values", f"termbase-{source}-{target}.utf8")


def _download(data: bytes, mimetype: str, name: str) -> Response:
    return send_file(BytesIO(data), mimetype=mimetype, as_attachment=True, download_name=name)


# --- in -----------------------------------------------------------------------------------------------------------


@bp.get("/import")
@context.signed_in
def import_form() -> str:
    """Show the form that brings a file in."""
    return _import_page()


@bp.post("/import")
@context.signed_in
def import_table() -> Page:
    """Show what a file would change; with `confirm`, change it."""
    store, by = context.store(), context.user()
    try:
        brought = _brought()
        concepts = brought.concepts(glossary.export_concepts(store, by=by))
        if "confirm" not in request.form:
            after = max(0, request.form.get("after", 0, type=int))
            plan = glossary.preview_concepts(store, concepts, by=by, after=after)
            return _import_page(brought, plan, is_first=not after)
        plan = glossary.import_concepts(store, concepts, by=by, reason=request.form.get("reason", ""), later=True)
    except NotAllowed:
        raise
    except WorkbenchError as error:
        return _import_page(_typed(), problem=i18n.sentence(error)), 422
    flash(
        _(
            "The table is in: %(added)s concepts are new, %(changed)s changed.",
            added=len(plan.added),
            changed=len(plan.changed),
        ),
        "success",
    )
    if count := plan.renewed.listed:
        flash(
            ngettext(
                "%(count)s approved passage waits to be looked at again",
                "%(count)s approved passages wait to be looked at again",
                count,
                count=count,
            ),
            "info",
        )
    job = plan.renewed.job
    return context.see_other(url_for("jobs.show", uid=job) if job else url_for("glossary.index"))


def _brought() -> Brought:
    file = request.files.get("file")
    columns = {name: request.form.get(name, "") for name in ("source_locale", "target_locale")}
    if file is not None and file.filename:
        data = file.stream.read()
        require_text(data)
        if PurePath(file.filename).suffix.lower() not in SUFFIXES or file.filename.lower().endswith(_TABLE):
            return Brought(table=text.decode(data, sized=False).text)
        return Brought(name=PurePath(file.filename).name, data=data, **columns)
    if content := request.form.get("content"):
        return Brought(name=request.form.get("name", "")[:200], data=_decoded(content), **columns)
    # A form sends line ends as CR LF; a table may have line ends inside its cells.
    table = request.form.get("table", "").replace("\r\n", "\n")
    if not table.strip():
        raise Invalid(N_("Choose a file, or paste a table."), field="table")
    return Brought(table=table)


def _typed() -> Brought:
    """What stood in the form, which a refusal must not take away; a browser does not send a file again by itself."""
    form = request.form
    return Brought(
        table=form.get("table", ""),
        source_locale=form.get("source_locale", ""),
        target_locale=form.get("target_locale", ""),
    )


def _decoded(content: str) -> bytes:
    try:
        return base64.b64decode(content, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(N_("Choose a file, or paste a table."), field="table") from None


def _import_page(
    brought: Brought | None = None, plan: Import | None = None, *, problem: str = "", is_first: bool = True
) -> str:
    changed = [(after, conceptchanges.between(before, after)) for before, after in plan.changed] if plan else []
    return render_template(
        "glossary/import.html",
        page=ImportPage(
            brought or Brought(),
            plan,
            request.form.get("reason", ""),
            is_first,
            tuple(changed),
            problem,
            ",".join(SUFFIXES),
            tuple((tag, i18n.locale_name(tag)) for tag in languages.WORKING),
            permissions.edits_anything(context.user()),
        ),
    )
