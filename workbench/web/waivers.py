"""The list of all that was kept in spite of a finding, with the reasons; each can be taken back."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from workbench import languages
from workbench.web import context, i18n
from workbench.workflow import waivers
from workbench.workflow.waivers import WaiverList

bp = Blueprint("waivers", __name__, url_prefix="/waivers")


@dataclass(frozen=True)
class WaiversPage:
    """What `waivers/index.html` uses as `page`."""

    list: WaiverList
    locale: str
    locales: tuple[tuple[str, str], ...]
    here: int
    last: int


@bp.get("/")
@context.signed_in
def index() -> str:
    """List the waivers in force, newest first."""
    locale = request.args.get("locale", "")
    here = max(1, request.args.get("page", 1, type=int))
    found = waivers.listed(context.store(), by=context.user(), locale=locale, skip=(here - 1) * waivers.PAGE)
    last = max(1, -(-found.total // waivers.PAGE))
    locales = tuple((tag, i18n.locale_name(tag)) for tag in languages.WORKING)
    return render_template("waivers/index.html", page=WaiversPage(found, locale, locales, min(here, last), last))


@bp.post("/<int:waiver_id>/take-back")
@context.signed_in
def revoke(waiver_id: int) -> BaseResponse:
    """Take a waiver back: what it covered is found again."""
    waivers.revoke(context.store(), waiver_id, by=context.user())
    flash(_("Taken back: the finding stands again."), "success")
    return context.see_other(context.came_from())
