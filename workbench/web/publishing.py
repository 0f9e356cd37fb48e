"""The reading site: which editions readers have, and the site to take along."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, flash, render_template, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from workbench.web import context, i18n
from workbench.web.sitelabels import vocabulary
from workbench.workflow import publishing
from workbench.workflow.errors import Invalid

bp = Blueprint("publishing", __name__)


@bp.get("/site")
@context.signed_in
def show() -> str:
    """Show which editions readers have."""
    return render_template("publishing/show.html", marks=publishing.overview(context.store(), by=context.user()))


@bp.post("/texts/<slug>/<locale>/publish")
@context.signed_in
def publish(slug: str, locale: str) -> Response:
    """Put an edition before readers."""
    try:
        publishing.publish_edition(context.store(), slug, locale, by=context.user())
    except Invalid as error:
        flash(i18n.sentence(error), "error")
    else:
        flash(_("The next reading site has this edition."), "success")
    return context.see_other(url_for("publishing.show"))


@bp.post("/texts/<slug>/<locale>/withdraw")
@context.signed_in
def withdraw(slug: str, locale: str) -> Response:
    """Take an edition back from readers."""
    publishing.withdraw_edition(context.store(), slug, locale, by=context.user())
    flash(_("The next reading site has this edition no more."), "success")
    return context.see_other(url_for("publishing.show"))


@bp.get("/site.zip")
@context.signed_in
def download() -> Response:
    """Download the reading site."""
    data = publishing.archive(context.store(), vocabulary=vocabulary(), by=context.user())
    return send_file(BytesIO(data), mimetype="application/zip", as_attachment=True, download_name="site.zip")
