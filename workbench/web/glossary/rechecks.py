"""What a changed glossary leaves to do: approved passages to look at again, and words to replace, one by one or all."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from workbench import languages
from workbench.glossary import Concept
from workbench.web import context, i18n
from workbench.web.glossary.blueprint import bp
from workbench.workflow import glossary, permissions, rechecking
from workbench.workflow.errors import Conflict
from workbench.workflow.glossary import Differences
from workbench.workflow.rechecking import RecheckList


@dataclass(frozen=True)
class RechecksPage:
    """What `glossary/rechecks.html` uses as `page`."""

    list: RecheckList
    concept: str
    locale: str
    locales: tuple[tuple[str, str], ...]
    here: int
    last: int


@dataclass(frozen=True)
class ReplacePage:
    """What `glossary/replace.html` uses as `page`."""

    concept: Concept
    found: Differences


@bp.get("/rechecks")
@context.signed_in
def rechecks() -> str:
    """Show the approved passages that a change of the glossary concerns."""
    by = context.user()
    concept, locale = request.args.get("concept", "")[:200], request.args.get("locale", "")
    here = max(1, request.args.get("page", 1, type=int))
    found = rechecking.waiting(
        context.store(), by=by, concept=concept, locale=locale, skip=(here - 1) * rechecking.PAGE
    )
    locales = tuple((tag, i18n.locale_name(tag)) for tag in languages.WORKING)
    last = max(1, -(-found.total // rechecking.PAGE))
    return render_template(
        "glossary/rechecks.html", page=RechecksPage(found, concept, locale, locales, min(here, last), last)
    )


@bp.post("/rechecks/<int:recheck_id>/leave")
@context.signed_in
def leave(recheck_id: int) -> BaseResponse:
    """Leave an approved text as it is, and say why."""
    rechecking.leave(context.store(), recheck_id, reason=request.form.get("reason", ""), by=context.user())
    flash(_("The text stays as it is; the reason stands with it."), "success")
    return context.see_other(context.came_from())


@bp.post("/rechecks/<int:recheck_id>/return")
@context.signed_in
def send_back(recheck_id: int) -> BaseResponse:
    """Return an approved text to its translator, and say why."""
    try:
        rechecking.send_back(
            context.store(),
            recheck_id,
            version=request.form.get("version", 0, type=int),
            reason=request.form.get("reason", ""),
            by=context.user(),
        )
    except Conflict as conflict:
        flash(i18n.sentence(conflict), "error")
    else:
        flash(_("Returned: its translator reads your reason."), "success")
    return context.see_other(context.came_from())


@bp.get("/concepts/<path:uid>/replace")
@context.signed_in
def replacements(uid: str) -> str:
    """Show what replacing the words of a concept would change."""
    by = context.user()
    concept, _version = glossary.concept(context.store(), uid, by=by)
    after = max(0, request.args.get("after", 0, type=int))
    found = glossary.differences(context.store(), uid, by=by, after=after)
    return render_template("glossary/replace.html", page=ReplacePage(concept, found))


@bp.post("/concepts/<path:uid>/replace")
@context.signed_in
def replace(uid: str) -> BaseResponse:
    """Store the accepted differences: one that was pressed, all that are ticked, or all that there are."""
    if not permissions.translates_anything(context.user()):
        permissions.require(context.user(), permissions.Role.TRANSLATOR)
    if "all" in request.form:
        job = glossary.replace_all(context.store(), uid, by=context.user())
        return context.see_other(url_for("jobs.show", uid=job))
    only = request.form.get("only", "")
    chosen = [only] if only else request.form.getlist("unit")
    accepted = {
        int(unit): request.form.get(f"version-{unit}", 0, type=int)
        for unit in chosen
        if unit.isascii() and unit.isdigit() and len(unit) < 10
    }
    outcome = glossary.replace(context.store(), uid, accepted, by=context.user())
    flash(
        ngettext(
            "%(count)s passage was changed.", "%(count)s passages were changed.", outcome.done, count=outcome.done
        ),
        "success",
    )
    if outcome.skipped:
        count = len(outcome.skipped)
        flash(
            ngettext(
                "%(count)s passage was skipped: somebody changed it meanwhile.",
                "%(count)s passages were skipped: somebody changed them meanwhile.",
                count,
                count=count,
            ),
            "warning",
        )
    return context.see_other(url_for("glossary.replacements", uid=uid))
