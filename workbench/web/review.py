"""Review: one queue across all texts, and what an editor decides about each unit in it.

Every decision is a form that works without scripts and leads back to the queue; `static/js/review.js` sends the same
forms by itself, so that forty decisions are forty presses of a key.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, get_template_attribute, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from workbench import languages
from workbench.findings import Finding
from workbench.web import context, errors, i18n
from workbench.web.filters import inline
from workbench.workflow import permissions, rechecking, review, texts, units, waivers
from workbench.workflow.errors import Blocked, Conflict
from workbench.workflow.permissions import Role
from workbench.workflow.review import Queue
from workbench.workflow.units import Saved

bp = Blueprint("review", __name__, url_prefix="/review")

Answer = Response | BaseResponse | tuple[Response, int]


@dataclass(frozen=True)
class Decision:
    """What was decided last, so that it can be undone."""

    what: str
    unit_id: int
    version: int


@dataclass(frozen=True)
class QueuePage:
    """What `review/queue.html` uses as `page`.

    Attributes:
        filters: text, locale and page as they stand in the address, for all links and forms.
        texts, locales: what the queue can be narrowed to: pairs of value and words.
        here, last: number of this page and of the last one, from 1.
        to_recheck: approved units that wait to be looked at again, since the glossary changed.
        open: the unit that is shown whole; the others are one line each.
        key: made for this rendering; with a unit's id, the key of the form that mends it.
    """

    queue: Queue
    lead: str
    filters: Mapping[str, str]
    texts: tuple[tuple[str, str], ...]
    locales: tuple[tuple[str, str], ...]
    here: int
    last: int
    open: int
    key: str
    done: Decision | None
    reasons: tuple[str, ...]
    messages: str
    to_recheck: int


# --- show -------------------------------------------------------------------------------------------------------


@bp.get("/")
@context.signed_in
def queue() -> str:
    """Show what waits for review, longest waiting first."""
    by, filters = context.user(), _filters()
    here = max(1, request.args.get("page", 1, type=int))
    found = review.waiting(
        context.store(),
        by=by,
        slug=filters.get("text", ""),
        locale=filters.get("locale", ""),
        skip=(here - 1) * review.QUEUE_PAGE,
    )
    ids = [unit.id for unit in found.units]
    wanted = request.args.get("open", 0, type=int)
    page = QueuePage(
        queue=found,
        lead=_lead(found.total),
        filters=filters,
        texts=_texts(),
        locales=tuple((tag, i18n.locale_name(tag)) for tag in _locales()),
        here=here,
        last=-(-found.total // review.QUEUE_PAGE),
        open=wanted if wanted in ids else next(iter(ids), 0),
        key=secrets.token_hex(16),
        done=_done(),
        reasons=_reasons(),
        messages=_messages(),
        to_recheck=rechecking.count(context.store(), by=by),
    )
    return render_template("review/queue.html", page=page)


def _filters() -> dict[str, str]:
    return {name: request.args[name] for name in ("text", "locale", "page") if request.args.get(name)}


def _locales() -> list[str]:
    return [tag for tag in languages.WORKING if permissions.has_role(context.user(), Role.EDITOR, tag)]


def _texts() -> tuple[tuple[str, str], ...]:
    """The texts in which something waits for this editor."""
    mine = _locales()
    return tuple(
        (card.slug, card.title)
        for card in texts.library(context.store(), by=context.user())
        if any(edition.counts.get("submitted") and edition.locale in mine for edition in card.editions)
    )


def _done() -> Decision | None:
    """The decision that led here; a decision of another page is refused when it is undone."""
    what, unit_id = request.args.get("done", ""), request.args.get("unit", 0, type=int)
    if what not in ("approved", "mended", "returned") or not unit_id:
        return None
    return Decision(what, unit_id, request.args.get("version", 0, type=int))


def _lead(total: int) -> str:
    if not total:
        return ""
    return str(ngettext("%(count)s passage waits for you.", "%(count)s passages wait for you.", total, count=total))


def _reasons() -> tuple[str, ...]:
    """What most returns are about."""
    return (
        _("The meaning differs from the source."),
        _("A term is not as agreed."),
        _("It does not read well."),
        _("Something is missing."),
    )


def _messages() -> str:
    """What the script of the queue says, in the reader's language."""
    return errors.as_json(
        {
            "offline": _("No connection: nothing was decided. Try again in a moment."),
            "signedOut": _("You are signed out; nothing was decided."),
            "signIn": _("Sign in"),
            "failed": _("This did not work; nothing was decided. Load the page again."),
            "undone": _("Undone: the passage waits for review again."),
            "allDone": _("Everything on this page is decided."),
            "approve": _("Approve"),
            "fix": _("Fix and approve"),
            "return": _("Return"),
            "reason": _("Return with a ready reason"),
            "next": _("Next passage"),
            "previous": _("Previous passage"),
            "undo": _("Undo the last decision"),
            "sendFix": _("Approve the mended text"),
            "leave": _("Leave the text area"),
        }
    )


# --- decide -----------------------------------------------------------------------------------------------------


@bp.post("/units/<int:unit_id>/approve")
@context.signed_in
def approve(unit_id: int) -> Answer:
    """Accept a unit."""
    try:
        saved = review.approve(context.store(), unit_id, version=_version(), by=context.user())
    except Blocked as blocked:
        return _name_blocks(unit_id, blocked)
    except Conflict as conflict:
        return _show_conflict(unit_id, conflict)
    return _decided(saved, "approved")


@bp.post("/units/<int:unit_id>/fix")
@context.signed_in
def fix(unit_id: int) -> Answer:
    """Mend a unit and accept it."""
    try:
        saved = review.fix_and_approve(
            context.store(),
            unit_id,
            target=request.form.get("target", ""),
            version=_version(),
            key=request.form.get("key") or secrets.token_hex(16),
            by=context.user(),
        )
    except Blocked as blocked:
        return _name_blocks(unit_id, blocked)
    except Conflict as conflict:
        return _show_conflict(unit_id, conflict)
    return _decided(saved, "mended")


@bp.post("/units/<int:unit_id>/return")
@context.signed_in
def send_back(unit_id: int) -> Answer:
    """Return a unit with a reason: a ready one, the editor's own words, or both."""
    reason = " ".join(request.form.get(name, "").strip() for name in ("reason", "words"))
    try:
        saved = review.send_back(context.store(), unit_id, version=_version(), reason=reason, by=context.user())
    except Conflict as conflict:
        return _show_conflict(unit_id, conflict)
    return _decided(saved, "returned")


@bp.post("/units/<int:unit_id>/reopen")
@context.signed_in
def reopen(unit_id: int) -> Answer:
    """Undo one's last decision."""
    try:
        saved = review.reopen(context.store(), unit_id, version=_version(), by=context.user())
    except Conflict as conflict:
        return _show_conflict(unit_id, conflict)
    if context.wants_json():
        return jsonify(_as_json(saved) | _waiting_now())
    return context.see_other(_address(unit_id))


@bp.post("/units/<int:unit_id>/waive")
@context.signed_in
def waive(unit_id: int) -> Answer:
    """Keep a text in spite of a finding, with a reason."""
    saved = waivers.waive(
        context.store(),
        unit_id,
        finding_key=request.form.get("finding", ""),
        reason=request.form.get("reason", ""),
        reach=request.form.get("reach", "place"),
        by=context.user(),
    )
    if context.wants_json():
        return jsonify(_as_json(saved))
    return context.see_other(_address(unit_id))


def _version() -> int:
    return request.form.get("version", 0, type=int)


def _address(unit_id: int, **more: str | int) -> str:
    """The queue as it is filtered now, with one unit open."""
    where: dict[str, Any] = {**_filters(), **more}
    if unit_id:
        where |= {"open": unit_id, "_anchor": f"r-{unit_id}"}
    return url_for("review.queue", **where)


def _locale() -> str:
    """The locale of the unit that a form is about."""
    return languages.parse(request.form.get("locale", "en")).tag


def _decided(saved: Saved, what: str) -> Answer:
    decision = Decision(what, saved.unit_id, saved.version)
    if context.wants_json():
        line = get_template_attribute("review/_done.html", "done")(decision, _filters())
        return jsonify({"done": line} | _waiting_now())
    # The next unit of the page is opened, so that one goes on where one was.
    following = request.form.get("next", 0, type=int)
    return context.see_other(_address(following, done=what, unit=saved.unit_id, version=saved.version))


def _waiting_now() -> dict[str, object]:
    count = review.count_waiting(context.store(), by=context.user())
    return {"count": count, "lead": _lead(count)}


def _as_json(saved: Saved) -> dict[str, object]:
    """A unit as it is now: what its item in the queue shows of it."""
    return {
        "version": saved.version,
        "target": saved.target,
        "text": inline(saved.target, _locale(), paragraphs=True),
        "findings": _findings(saved.unit_id, saved.findings),
        "blocked": any(units.blocks(finding) for finding in saved.findings),
    }


def _findings(unit_id: int, findings: Sequence[Finding]) -> str:
    macro = get_template_attribute("review/_findings.html", "findings")
    return str(macro(unit_id, findings, _locale(), _filters()))


def _name_blocks(unit_id: int, blocked: Blocked) -> Answer:
    """Say which findings stand in the way; a mended text is kept, and the next decision is based on it."""
    if context.wants_json():
        return jsonify({"error": {"message": i18n.sentence(blocked)}, **_as_json(blocked.present)}), 409
    flash(i18n.sentence(blocked), "error")
    for finding in blocked.findings:
        flash(i18n.finding_sentence(finding), "error")
    return context.see_other(_address(unit_id))


def _show_conflict(unit_id: int, conflict: Conflict) -> Answer:
    """Show both texts, and how to go on."""
    where = {
        "unit_id": unit_id,
        "conflict": conflict,
        "filters": _filters(),
        "locale": _locale(),
        "key": secrets.token_hex(16),
    }
    if context.wants_json():
        shown = render_template("review/_conflict.html", **where)
        return jsonify({"error": {"message": i18n.sentence(conflict)}, "conflict": shown}), 409
    return Response(render_template("review/conflict.html", **where), status=409)
