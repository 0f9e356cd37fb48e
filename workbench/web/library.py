"""The library and the page of one text: bring in, start an edition, bring a translation, export."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from flask import Blueprint, flash, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from workbench import languages
from workbench.errors import WorkbenchError
from workbench.web import context, i18n
from workbench.workflow import arrivals, documents, permissions, texts
from workbench.workflow.errors import NotAllowed

bp = Blueprint("library", __name__)


@bp.get("/")
@context.signed_in
def index() -> str:
    """Show all texts with the progress of their editions."""
    by = context.user()
    return render_template(
        "library/index.html",
        cards=texts.library(context.store(), by=by),
        waiting=arrivals.waiting(context.store(), by=by),
        may_bring_in=permissions.translates_anything(by),
    )


@bp.get("/texts/new")
@context.signed_in
def new() -> str:
    """Show the form that brings a text in."""
    return render_template("library/new.html", form={}, problems={})


@bp.post("/texts/new")
@context.signed_in
def bring_in() -> Response | tuple[str, int]:
    """Read a text, and show what was understood of it."""

    def again(problems: dict[str, str]) -> str:
        return render_template("library/new.html", form=request.form, problems=problems)

    return _receive(arrivals.Purpose.TEXT, again)


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
    """Read a finished translation, and show what was understood of it."""
    page = texts.page(context.store(), slug, by=context.user())

    def again(problems: dict[str, str]) -> str:
        return render_template("library/translation.html", page=page, form=request.form, problems=problems)

    return _receive(arrivals.Purpose.TRANSLATION, again, slug=slug)


@bp.get("/texts/<slug>/revise")
@context.signed_in
def revision(slug: str) -> str:
    """Show the form that brings a new version of the source in."""
    page = texts.page(context.store(), slug, by=context.user())
    return render_template("library/revise.html", page=page, form={}, problems={})


@bp.post("/texts/<slug>/revise")
@context.signed_in
def revise(slug: str) -> Response | tuple[str, int]:
    """Read a new version of the source, and show what it would change."""
    page = texts.page(context.store(), slug, by=context.user())

    def again(problems: dict[str, str]) -> str:
        return render_template("library/revise.html", page=page, form=request.form, problems=problems)

    return _receive(arrivals.Purpose.REVISION, again, slug=slug)


@bp.get("/texts/<slug>/retired")
@context.signed_in
def retired(slug: str) -> str:
    """Show the passages that the source lost."""
    by = context.user()
    page = texts.page(context.store(), slug, by=by)
    return render_template("library/retired.html", page=page, segments=texts.retired(context.store(), slug, by=by))


@bp.post("/texts/<slug>/retired")
@context.signed_in
def bring_back(slug: str) -> Response:
    """Put a passage back to where it stood."""
    texts.bring_back(context.store(), slug, request.form.get("segment", ""), by=context.user())
    flash(_("The passage is back, with its translations."), "success")
    return context.see_other(url_for("library.retired", slug=slug))


@bp.get("/texts/<slug>/media/<name>")
@context.signed_in
def picture(slug: str, name: str) -> Response:
    """Show a picture of a text."""
    found = texts.picture(context.store(), slug, f"media/{name}", by=context.user())
    return send_file(BytesIO(found.data), mimetype=found.type)


def _receive(
    purpose: arrivals.Purpose, again: Callable[[dict[str, str]], str], *, slug: str = ""
) -> Response | tuple[str, int]:
    """Read what a form brought and go to the page that shows it, or show the form again with what is wrong."""
    by, form = context.user(), request.form
    file = request.files.get("file")
    try:
        if file is not None and file.filename:
            reading = documents.read(file.filename, file.stream.read())
        else:
            reading = documents.read_pasted_whole(form.get("text", ""))
        meta = {name: form.get(name, "") for name in arrivals.META}
        uid = arrivals.receive(
            context.store(), reading, purpose=purpose, by=by, slug=slug, locale=form.get("locale", ""), **meta
        )
    except NotAllowed:
        raise
    except WorkbenchError as error:
        field = "text" if error.details.get("field") == "text" else "file"
        return again({field: i18n.sentence(error)}), 422
    return context.see_other(url_for("arrivals.show", uid=uid))
