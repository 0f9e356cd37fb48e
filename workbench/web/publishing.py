"""The reading site: which editions readers have, and the site to take along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from workbench.web import context, i18n
from workbench.web.sitelabels import vocabulary
from workbench.workflow import publishing
from workbench.workflow.errors import Invalid

bp = Blueprint("publishing", __name__)


@dataclass(frozen=True)
class SitePage:
    """What `publishing/show.html` shows: all editions, and how the site can be had."""

    marks: Sequence[publishing.Mark]
    offer: publishing.Offer

    @property
    def is_empty(self) -> bool:
        """Whether readers have nothing."""
        return not any(mark.published for mark in self.marks)


@bp.get("/site")
@context.signed_in
def show() -> str:
    """Show which editions readers have."""
    store, person = context.store(), context.user()
    page = SitePage(publishing.overview(store, by=person), publishing.offer(store, by=person))
    return render_template("publishing/show.html", page=page)


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


@bp.post("/site")
@context.signed_in
def make() -> Response:
    """Have a large site made."""
    uid = publishing.make(context.store(), vocabulary=vocabulary(), by=context.user())
    return context.see_other(url_for("jobs.show", uid=uid))


@bp.get("/site.zip")
@context.signed_in
def download() -> Response:
    """Download the reading site; a large one as it was made last."""
    pieces = publishing.archive(context.store(), vocabulary=vocabulary(), by=context.user())
    if pieces is None:
        return context.see_other(url_for("publishing.show"))
    answer = Response(pieces, mimetype="application/zip")
    answer.headers.set("Content-Disposition", "attachment", filename="site.zip")
    return answer
