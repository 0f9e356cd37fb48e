"""The desk: an edition unit by unit, the open one with its text area and the panel beside it.

Everything that a script does here by fetching pieces, a form and a link do without it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, flash, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from workbench.findings import Finding
from workbench.states import State
from workbench.web import context, errors, i18n, kept
from workbench.workflow import comments, desk, permissions, review, units, waivers
from workbench.workflow.desk import DeskWindow, Details, Filter
from workbench.workflow.errors import Conflict
from workbench.workflow.units import Saved

bp = Blueprint("desk", __name__)


@dataclass(frozen=True)
class DeskPage:
    """What `desk/show.html` uses as `page`."""

    window: DeskWindow
    open: Details | None
    messages: str
    may_take: bool

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """Value and words of each filter."""
        return (
            ("all", _("All")),
            ("to-do", _("To do")),
            ("mine", _("Mine")),
            ("returned", _("Returned")),
            ("findings", _("With findings")),
            ("comments", _("With comments")),
            ("stale", _("Source changed")),
        )


# --- pages and pieces of them -----------------------------------------------------------------------------------


@bp.get("/texts/<slug>/<locale>/desk")
@context.signed_in
def show(slug: str, locale: str) -> str:
    """Show a window of the edition, with one unit open if `open` names it."""
    window = _window(slug, locale)
    wanted = request.args.get("open", "")
    unit = next((unit for unit in window.units if unit.uid == wanted), None)
    details = desk.details(context.store(), unit.id, by=context.user()) if unit else None
    may_take = permissions.has_role(context.user(), permissions.Role.TRANSLATOR, window.locale)
    return render_template("desk/show.html", page=DeskPage(window, details, _kept_messages(), may_take))


@bp.get("/texts/<slug>/<locale>/desk/units")
@context.signed_in
def more(slug: str, locale: str) -> Response:
    """More units, as a piece of the page."""
    window = _window(slug, locale)
    shown = render_template("desk/_units.html", window=window)
    return jsonify({"html": shown, "start": window.before, "count": len(window.units), "total": window.total})


@bp.get("/texts/<slug>/<locale>/desk/map")
@context.signed_in
def overview(slug: str, locale: str) -> str:
    """The map of the whole text by state, as a picture."""
    stretches = desk.overview(context.store(), slug, locale, by=context.user())
    return render_template("desk/_map.html", stretches=stretches)


@bp.get("/units/<int:unit_id>")
@context.signed_in
def unit(unit_id: int) -> BaseResponse | Response:
    """One unit at rest or open, with the panel, as pieces of the page; a person is led to the desk."""
    details = desk.details(context.store(), unit_id, by=context.user())
    if not context.wants_json():
        uid = details.unit.uid
        return context.see_other(
            url_for("desk.show", slug=details.slug, locale=details.locale, open=uid, around=uid) + f"#u-{uid}"
        )
    return jsonify(_pieces(details, is_open=request.args.get("open") == "1"))


def _window(slug: str, locale: str) -> DeskWindow:
    chosen = request.args.get("filter", "all")
    return desk.window(
        context.store(),
        slug,
        locale,
        by=context.user(),
        around=request.args.get("open") or request.args.get("around", ""),
        start=request.args.get("start", type=int),
        filter=Filter(chosen) if chosen in {known.value for known in Filter} else Filter.ALL,
    )


def _pieces(details: Details, *, is_open: bool) -> dict[str, object]:
    return {
        "unit": render_template("desk/_unit_piece.html", details=details, is_open=is_open),
        "panel": render_template("desk/_panel.html", details=details) if is_open else "",
        "version": details.unit.version,
        "state": details.unit.state,
        "target": details.unit.target,
    }


# --- what scripts do -----------------------------------------------------------------------------------------------


@bp.post("/units/<int:unit_id>/save")
@context.signed_in
def save(unit_id: int) -> Response | BaseResponse | tuple[Response, int]:
    """Keep what was typed; `then` may hand it in at once."""
    store, by = context.store(), context.user()
    if request.form.get("as", str(by.id)) != str(by.id):
        # Somebody else signed in on this device: a text is saved by who wrote it, or waits.
        sentence = _("Somebody else is signed in here now. Your text is kept on this device until you sign in again.")
        return jsonify({"error": {"message": sentence, "code": "other-person"}}), 401
    key = request.form.get("key") or secrets.token_hex(16)
    try:
        saved = units.save(
            store,
            unit_id,
            target=request.form.get("target", ""),
            version=request.form.get("version", 0, type=int),
            key=key,
            by=by,
            origin=request.form.get("origin", "typed"),
        )
        if request.form.get("then") == "hand-in":
            saved = units.hand_in(store, unit_id, version=saved.version, by=by)
    except Conflict as conflict:
        return _show_conflict(unit_id, conflict)
    return _answer(saved)


@bp.post("/units/<int:unit_id>/<any('hand-in','take-back','return','omit','approve'):action>")
@context.signed_in
def step(unit_id: int, action: str) -> Response | BaseResponse | tuple[Response, int]:
    """Take one step with a unit."""
    store, by = context.store(), context.user()
    version = request.form.get("version", 0, type=int)
    try:
        match action:
            case "hand-in":
                saved = units.hand_in(store, unit_id, version=version, by=by)
            case "take-back":
                saved = units.take_back(store, unit_id, version=version, by=by)
            case "return":
                saved = review.send_back(store, unit_id, version=version, reason=request.form.get("reason", ""), by=by)
            case "approve":
                saved = review.approve(store, unit_id, version=version, by=by)
            case _:
                reason = request.form.get("reason")
                saved = units.omit(store, unit_id, reason=reason if reason else None, version=version, by=by)
    except Conflict as conflict:
        return _show_conflict(unit_id, conflict)
    return _answer(saved)


@bp.post("/units/<int:unit_id>/waive")
@context.signed_in
def waive(unit_id: int) -> Response | BaseResponse:
    """Keep a text in spite of a finding, with a reason."""
    saved = waivers.waive(
        context.store(),
        unit_id,
        finding_key=request.form.get("finding", ""),
        reason=request.form.get("reason", ""),
        reach=request.form.get("reach", "place"),
        by=context.user(),
    )
    return _answer(saved)


@bp.post("/waivers/<int:waiver_id>/revoke")
@context.signed_in
def revoke_waiver(waiver_id: int) -> BaseResponse:
    """Take a waiver back."""
    waivers.revoke(context.store(), waiver_id, by=context.user())
    return _back()


@bp.post("/units/<int:unit_id>/comments")
@context.signed_in
def comment(unit_id: int) -> Response | BaseResponse:
    """Leave a remark."""
    comments.comment(
        context.store(),
        unit_id,
        text=request.form.get("text", ""),
        by=context.user(),
        parent_id=request.form.get("parent", type=int),
    )
    return _pieces_or_back(unit_id)


@bp.post("/comments/<int:comment_id>/<any('resolve','reopen'):action>")
@context.signed_in
def resolve(comment_id: int, action: str) -> Response | BaseResponse:
    """Settle a thread, or open it again."""
    unit_id = comments.resolve(context.store(), comment_id, by=context.user(), resolved=action == "resolve")
    return _pieces_or_back(unit_id)


@bp.post("/conflicts/<int:revision_id>/settle")
@context.signed_in
def settle(revision_id: int) -> Response | BaseResponse:
    """Say that a text which came too late was looked at."""
    unit_id = units.settle_conflict(context.store(), revision_id, by=context.user())
    return _pieces_or_back(unit_id)


def _pieces_or_back(unit_id: int) -> Response | BaseResponse:
    if context.wants_json():
        return jsonify(_pieces(desk.details(context.store(), unit_id, by=context.user()), is_open=True))
    return _back()


@bp.post("/units/<int:unit_id>/check")
@context.signed_in
def check(unit_id: int) -> Response:
    """Say what a save of this text would find, and store nothing."""
    store, by = context.store(), context.user()
    found = units.check(store, unit_id, target=request.form.get("target", ""), by=by)
    state, locale = request.form.get("state", "draft"), request.form.get("locale", "en")
    return jsonify({"findings": _shown_findings(unit_id, found, state=state, locale=locale)})


def _shown_findings(unit_id: int, found: Sequence[Finding], *, state: str, locale: str) -> str:
    return render_template(
        "desk/_findings.html",
        found=found,
        state=state,
        unit_id=unit_id,
        locale=locale,
        back=request.form.get("back", ""),
        may_edit=permissions.has_role(context.user(), permissions.Role.EDITOR, locale),
    )


def _answer(saved: Saved) -> Response | BaseResponse:
    if not context.wants_json():
        if saved.state is State.SUBMITTED:
            flash(_("Handed in. An editor will look at it."), "success")
        return _back()
    return jsonify(
        {
            "version": saved.version,
            "state": saved.state.value,
            "state_name": i18n.state_name(saved.state.value),
            "target": saved.target,
            "findings": _shown_findings(saved.unit_id, saved.findings, state=saved.state.value, locale=saved.locale),
        }
    )


def _show_conflict(unit_id: int, conflict: Conflict) -> Response | tuple[Response, int] | BaseResponse:
    details = desk.details(context.store(), unit_id, by=context.user())
    shown = render_template("desk/_conflict.html", conflict=conflict, details=details)
    if not context.wants_json():
        page = render_template("desk/conflict.html", shown=shown, details=details, conflict=conflict)
        return Response(page, status=409)
    answer = jsonify(
        {
            "conflict": shown,
            "revision": conflict.revision_id,
            "version": conflict.version,
            "current": conflict.current,
            "yours": conflict.yours,
            "merged": conflict.merged,
        }
    )
    return answer, 409


def _back() -> BaseResponse:
    return context.see_other(context.safe_next(request.form.get("back")))


def _kept_messages() -> str:
    return kept.pieces().get(("messages", i18n.current()), _messages)


def _messages() -> str:
    """What the scripts of the desk say, in the reader's language."""
    return errors.as_json(
        {
            "saved": _("Saved %(time)s", time="{time}"),
            "saving": _("Saving…"),
            "offline": _("No connection: kept on this device"),
            "signedOut": _("You are signed out. Your text is kept on this device; sign in and it is saved."),
            "conflict": _("Changed by someone else: compare"),
            "refused": _("Not saved: {message} Your text is kept on this device."),
            "noRoom": _("This device has no room to keep a copy. Copy your text before you close this page."),
            "draftFound": _("This device has a text of {time} that was not saved."),
            "useDraft": _("Use this text"),
            "dropDraft": _("Discard it"),
            "handedIn": _("Handed in. An editor will look at it."),
            "signIn": _("Sign in"),
            "keyNext": _("Next passage"),
            "keyPrevious": _("Previous passage"),
            "keyOpen": _("Open the passage"),
            "keyHandIn": _("Hand in, and go to the next one to do"),
            "keyReplace": _("Replace what the glossary forbids by its term"),
            "keyTerm": _("Insert the next missing term"),
            "keyMatch": _("Take over an earlier translation, by its number"),
            "keyPropose": _("Propose the marked words as a term"),
            "propose": _("Propose as a term"),
            "openTerm": _("Open in the glossary"),
            "keyLeave": _("Leave the text area; the text is kept"),
        }
    )
