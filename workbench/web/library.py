"""The library and the page of one text: bring in, start an edition, bring a translation, export."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, flash, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from workbench import languages
from workbench.errors import WorkbenchError
from workbench.findings import N_
from workbench.text import Document
from workbench.web import context, i18n
from workbench.web.labels import export_labels
from workbench.workflow import alignments, documents, exports, permissions, texts
from workbench.workflow.errors import NotAllowed, NotFound

bp = Blueprint("library", __name__)

META = ("title", "author", "origin", "rights", "date")


@bp.get("/")
@context.signed_in
def index() -> str:
    """Show all texts with the progress of their editions."""
    by = context.user()
    return render_template(
        "library/index.html",
        cards=texts.library(context.store(), by=by),
        may_bring_in=permissions.translates_anything(by),
    )


@bp.get("/texts/new")
@context.signed_in
def new() -> str:
    """Show the form that brings a text in."""
    return render_template("library/new.html", form={}, problems={}, working=languages.WORKING)


@bp.post("/texts/new")
@context.signed_in
def bring_in() -> Response | tuple[str, int]:
    """Bring a text in."""
    try:
        document = documents.with_meta(_brought(), **{name: request.form.get(name, "") for name in META})
        slug = texts.bring_in(
            context.store(),
            document,
            locale=request.form.get("locale", ""),
            by=context.user(),
            slug=request.form.get("slug", "").strip(),
        )
    except NotAllowed:
        raise
    except WorkbenchError as error:
        problems = {str(error.details.get("field", "text")): i18n.sentence(error)}
        page = render_template("library/new.html", form=request.form, problems=problems, working=languages.WORKING)
        return page, 422
    _say_notes(document)
    return context.see_other(url_for("library.text", slug=slug))


@bp.get("/texts/<slug>")
@context.signed_in
def text(slug: str) -> str:
    """Show one text."""
    page = texts.page(context.store(), slug, by=context.user())
    return render_template("library/text.html", page=page)


@bp.post("/texts/<slug>/editions")
@context.signed_in
def start(slug: str) -> Response:
    """Begin to translate a text into a locale."""
    locale = request.form.get("locale", "")
    texts.start_edition(context.store(), slug, locale, by=context.user())
    return context.see_other(url_for("desk.show", slug=slug, locale=languages.base(locale)))


@bp.get("/texts/<slug>/translation")
@context.signed_in
def translation(slug: str) -> str:
    """Show the form that brings a finished translation in."""
    page = texts.page(context.store(), slug, by=context.user())
    return render_template("library/translation.html", page=page, form={}, problems={})


@bp.post("/texts/<slug>/translation")
@context.signed_in
def bring_translation(slug: str) -> Response | tuple[str, int]:
    """Align a finished translation, and go to the alignment page."""
    by = context.user()
    try:
        document = _brought()
        alignment_id = alignments.bring_translation(
            context.store(), slug, document, locale=request.form.get("locale", ""), by=by
        )
    except NotAllowed:
        raise
    except WorkbenchError as error:
        problems = {str(error.details.get("field", "text")): i18n.sentence(error)}
        page = texts.page(context.store(), slug, by=by)
        return render_template("library/translation.html", page=page, form=request.form, problems=problems), 422
    _say_notes(document)
    return context.see_other(url_for("alignment.show", alignment_id=alignment_id))


@bp.get("/texts/<slug>/revise")
@context.signed_in
def revision(slug: str) -> str:
    """Show the form that brings a new version of the source in."""
    page = texts.page(context.store(), slug, by=context.user())
    return render_template("library/revise.html", page=page, form={}, problems={})


@bp.post("/texts/<slug>/revise")
@context.signed_in
def revise(slug: str) -> Response | tuple[str, int]:
    """Bring a new version of the source in; translations of changed segments are marked."""
    by = context.user()
    page = texts.page(context.store(), slug, by=by)
    try:
        document = documents.with_meta_of(_brought(), page.meta)
        report = texts.revise(context.store(), slug, document, by=by)
    except NotAllowed:
        raise
    except WorkbenchError as error:
        problems = {str(error.details.get("field", "text")): i18n.sentence(error)}
        return render_template("library/revise.html", page=page, form=request.form, problems=problems), 422
    _say_notes(document)
    flash(
        _(
            "The new version is in: %(kept)s passages are the same, "
            "%(edited)s changed, %(added)s new, %(retired)s gone.",
            kept=report.kept,
            edited=report.edited,
            added=report.added,
            retired=report.retired,
        ),
        "success",
    )
    return context.see_other(url_for("library.text", slug=slug))


@bp.get("/texts/<slug>/<locale>/export")
@context.signed_in
def export_form(slug: str, locale: str) -> str:
    """Show what an edition can be exported as."""
    page = texts.page(context.store(), slug, by=context.user())
    edition = next((edition for edition in page.card.editions if edition.locale == locale), None)
    if edition is None:
        raise NotFound(N_("There is no such edition."))
    return render_template(
        "library/export.html", page=page, edition=edition, variants=languages.VARIANTS.get(locale, ())
    )


@bp.get("/texts/<slug>/<locale>/export/download")
@context.signed_in
def export(slug: str, locale: str) -> Response:
    """Download an edition."""
    exported = exports.export(
        context.store(),
        slug,
        locale,
        format=request.args.get("format", "html"),
        variant=request.args.get("variant", ""),
        layout=request.args.get("layout", "plain"),
        approved_only=request.args.get("approved_only") == "1",
        labels=export_labels(request.args.get("variant") or locale),
        by=context.user(),
    )
    return send_file(
        BytesIO(exported.data), mimetype=exported.mimetype, as_attachment=True, download_name=exported.filename
    )


def _brought() -> Document:
    """The document of a form with a file or a pasted text."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return documents.read_file(file.filename, file.stream.read())
    return documents.read_pasted(request.form.get("text", ""))


def _say_notes(document: Document) -> None:
    for note in document.notes:
        flash(_(note.message, **note.values), "warning")
