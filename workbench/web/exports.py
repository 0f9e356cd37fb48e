"""Take an edition out: what it still lacks, what stands on its title page, and the file."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, flash, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from workbench.errors import WorkbenchError
from workbench.formats import Imprint, NoFont, NotTypeset
from workbench.web import context, i18n
from workbench.web.labels import export_labels
from workbench.workflow import exports
from workbench.workflow.errors import Invalid

bp = Blueprint("exports", __name__)


@bp.get("/texts/<slug>/<locale>/export")
@context.signed_in
def show(slug: str, locale: str) -> str:
    """Show how far an edition is, and what it can be exported as."""
    offer = exports.offer(context.store(), slug, locale, by=context.user())
    return render_template("exports/show.html", offer=offer, imprint=offer.imprint, problems={})


@bp.post("/texts/<slug>/<locale>/export/imprint")
@context.signed_in
def imprint(slug: str, locale: str) -> Response | tuple[str, int]:
    """Keep what is to stand on the title page."""
    given = {name: request.form.get(name, "") for name in exports.FIELDS}
    try:
        exports.save_imprint(context.store(), slug, locale, given, by=context.user())
    except Invalid as error:
        return _refused(slug, locale, error, Imprint(**given))
    flash(_("The title page is kept; it stands in every file from now on."), "success")
    return context.see_other(url_for("exports.show", slug=slug, locale=locale))


@bp.get("/texts/<slug>/<locale>/export/download")
@context.signed_in
def download(slug: str, locale: str) -> Response | tuple[str, int]:
    """Download an edition."""
    asked = request.args
    beside = asked.getlist("beside")
    try:
        exported = exports.export(
            context.store(),
            slug,
            locale,
            format=asked.get("format", "epub"),
            variant=asked.get("variant", ""),
            layout="parallel" if beside else asked.get("layout", "plain"),
            beside=beside,
            unapproved=asked.get("unapproved", ""),
            approval=asked.get("approval", ""),
            labels=export_labels(asked.get("variant") or locale),
            by=context.user(),
        )
    except (Invalid, NoFont, NotTypeset) as error:
        return _refused(slug, locale, error)
    return send_file(
        BytesIO(exported.data), mimetype=exported.mimetype, as_attachment=True, download_name=exported.filename
    )


def _refused(slug: str, locale: str, error: WorkbenchError, given: Imprint | None = None) -> tuple[str, int]:
    """The page again, with what was wrong at its place."""
    offer = exports.offer(context.store(), slug, locale, by=context.user())
    problems = {str(error.details.get("field", "format")): i18n.sentence(error)}
    page = render_template("exports/show.html", offer=offer, imprint=given or offer.imprint, problems=problems)
    return page, 422
