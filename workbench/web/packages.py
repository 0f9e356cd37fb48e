"""Take work along as a file, and bring it back."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, render_template, request, send_file
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from workbench.errors import WorkbenchError
from workbench.formats.packages import TableLabels
from workbench.web import context, i18n
from workbench.workflow import packages
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.packages import Scope

bp = Blueprint("packages", __name__, url_prefix="/texts/<slug>/<locale>/package")


@bp.get("")
@context.signed_in
def show(slug: str, locale: str) -> str:
    """Show what can be taken along, and the form that brings it back."""
    return _page(slug, locale, {})


@bp.get("/file")
@context.signed_in
def take(slug: str, locale: str) -> Response | tuple[str, int]:
    """Download a work package."""
    scope = request.args.get("scope", Scope.TO_DO.value)
    try:
        taken = packages.take(
            context.store(),
            slug,
            locale,
            form=request.args.get("form", "xliff"),
            scope=Scope(scope) if scope in set(Scope) else Scope.TO_DO,
            labels=_labels(),
            by=context.user(),
        )
    except Invalid as error:
        return _page(slug, locale, {str(error.details.get("field", "scope")): i18n.sentence(error)}), 422
    return send_file(BytesIO(taken.data), mimetype=taken.mimetype, as_attachment=True, download_name=taken.filename)


@bp.post("")
@context.signed_in
def bring(slug: str, locale: str) -> str | tuple[str, int]:
    """Take over what a file says, and tell what became of each passage."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(slug, locale, {"file": _("Choose a file first.")}), 422
    try:
        returned = packages.bring(
            context.store(), slug, locale, name=file.filename, data=file.stream.read(), by=context.user()
        )
    except (NotAllowed, NotFound):
        raise
    except WorkbenchError as error:
        return _page(slug, locale, {"file": i18n.sentence(error)}), 422
    return render_template("packages/report.html", page=returned)


def _page(slug: str, locale: str, problems: dict[str, str]) -> str:
    offer = packages.offer(context.store(), slug, locale, by=context.user())
    return render_template("packages/show.html", offer=offer, problems=problems)


def _labels() -> TableLabels:
    """What a Word file says of itself, in the reader's language."""
    return TableLabels(
        locale=i18n.current(),
        how=(
            _("Write into the middle column. A row may stay empty; come back to it in the workbench."),
            _("Leave the first and the last column as they are: the last one tells where each row belongs."),
            _("Signs such as ** or _ around words make them bold or italic; put them around the same words."),
            _("When you are back, bring this file to the page where you took it. What others wrote meanwhile is kept."),
        ),
        source=_("Source text"),
        translation=_("Translation"),
        mark=_("Do not change"),
    )
