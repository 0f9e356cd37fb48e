"""The keeper's page: accounts, roles, invitations and the audit log."""

from __future__ import annotations

import secrets

from flask import Blueprint, flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from workbench import languages
from workbench.web import context
from workbench.workflow import people
from workbench.workflow.people import Grant
from workbench.workflow.permissions import Role

bp = Blueprint("people", __name__, url_prefix="/people")


def _page(invitation_link: str = "") -> str:
    store, by = context.store(), context.user()
    return render_template(
        "people/index.html",
        people=people.people(store, by=by),
        invitations=people.open_invitations(store, by=by),
        invitation_link=invitation_link,
        working=(*languages.WORKING, *languages.REGIONAL),
        roles=[role.value for role in Role],
        key=secrets.token_hex(16),
    )


@bp.get("/")
@context.signed_in
def index() -> str:
    """List accounts and open invitations."""
    return _page()


@bp.post("/invitations")
@context.signed_in
def invite() -> str:
    """Make an invitation; its link is shown once, on the page that answers."""
    token = people.invite(
        context.store(),
        _grants(),
        by=context.user(),
        note=request.form.get("note", ""),
        key=request.form.get("key", "")[:80],
    )
    return _page(url_for("account.join", token=token, _external=True))


@bp.post("/invitations/<int:invitation_id>/revoke")
@context.signed_in
def revoke(invitation_id: int) -> Response:
    """Withdraw an invitation."""
    people.revoke_invitation(context.store(), invitation_id, by=context.user())
    flash(_("The invitation is withdrawn."), "success")
    return context.see_other(url_for("people.index"))


@bp.post("/<int:user_id>/roles")
@context.signed_in
def set_roles(user_id: int) -> Response:
    """Change what somebody may do."""
    people.set_roles(context.store(), user_id, _grants(), by=context.user())
    flash(_("The roles are changed."), "success")
    return context.see_other(url_for("people.index"))


@bp.post("/<int:user_id>/deactivate")
@context.signed_in
def deactivate(user_id: int) -> Response:
    """Close an account."""
    people.deactivate(context.store(), user_id, by=context.user())
    flash(_("The account is closed. What was written with it stays."), "success")
    return context.see_other(url_for("people.index"))


@bp.get("/log")
@context.signed_in
def log() -> str:
    """Show the audit log."""
    return render_template("people/log.html", lines=people.audit_log(context.store(), by=context.user(), limit=200))


def _grants() -> list[Grant]:
    """The roles of the form: one field for each locale, and one for the whole site."""
    grants: list[Grant] = []
    for locale in ("", *languages.WORKING, *languages.REGIONAL):
        role = request.form.get(f"role-{locale or 'site'}", "")
        if role in {known.value for known in Role}:
            grants.append((Role(role), locale))
    return grants
