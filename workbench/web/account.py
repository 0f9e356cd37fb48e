"""Sign in and out, join with an invitation, and one's own account."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from workbench.web import context, i18n
from workbench.workflow import people
from workbench.workflow.errors import Invalid, NotAllowed, TooManyAttempts

bp = Blueprint("account", __name__)


@bp.get("/sign-in")
def sign_in() -> str | Response:
    """Show the form."""
    if g.user is not None:
        return redirect(context.safe_next(request.args.get("next")))
    return render_template("account/sign_in.html", next=request.args.get("next", ""), name="", problem="")


@bp.post("/sign-in")
def do_sign_in() -> str | Response | tuple[str, int]:
    """Begin a session."""
    name, target = request.form.get("name", ""), request.form.get("next", "")
    try:
        signed = people.sign_in(context.store(), name=name, password=request.form.get("password", ""))
    except (NotAllowed, TooManyAttempts) as error:
        page = render_template("account/sign_in.html", next=target, name=name, problem=i18n.sentence(error))
        return page, 429 if isinstance(error, TooManyAttempts) else 401
    context.begin_session(signed)
    return context.see_other(context.safe_next(target))


@bp.post("/sign-out")
def sign_out() -> Response:
    """End the session."""
    token = session.pop(context.TOKEN, None)
    if token:
        people.sign_out(context.store(), token)
    session.clear()
    flash(_("You have signed out."), "success")
    return context.see_other(url_for("account.sign_in"))


@bp.get("/join/<token>")
def join(token: str) -> str:
    """Show what an invitation offers, and the form that makes the account."""
    invitation = people.look_at_invitation(context.store(), token)
    return render_template("account/join.html", invitation=invitation, token=token, name="", problems={})


@bp.post("/join/<token>")
def do_join(token: str) -> str | Response | tuple[str, int]:
    """Make the account."""
    name = request.form.get("name", "")
    try:
        signed = people.join(
            context.store(),
            token,
            name=name,
            password=request.form.get("password", ""),
            locale=i18n.current(),
        )
    except Invalid as error:
        invitation = people.look_at_invitation(context.store(), token)
        problems = {str(error.details.get("field", "name")): i18n.sentence(error)}
        page = render_template("account/join.html", invitation=invitation, token=token, name=name, problems=problems)
        return page, 422
    context.begin_session(signed)
    flash(_("Welcome. Your account is ready."), "success")
    return context.see_other(url_for("library.index"))


@bp.get("/account")
@context.signed_in
def show() -> str:
    """Show one's own account."""
    return render_template("account/show.html", problems={})


@bp.post("/account/password")
@context.signed_in
def change_password() -> str | Response | tuple[str, int]:
    """Change one's password."""
    try:
        people.change_password(
            context.store(),
            by=context.user(),
            old=request.form.get("old", ""),
            new=request.form.get("new", ""),
            token=session[context.TOKEN],
        )
    except (Invalid, NotAllowed) as error:
        field = "new" if isinstance(error, Invalid) else "old"
        return render_template("account/show.html", problems={field: i18n.sentence(error)}), 422
    flash(_("Your password is changed. You are signed out everywhere else."), "success")
    return context.see_other(url_for("account.show"))


@bp.post("/account/sessions")
@context.signed_in
def end_sessions() -> Response:
    """Sign out on all other devices."""
    people.sign_out_elsewhere(context.store(), session[context.TOKEN], by=context.user())
    flash(_("You are signed out on all other devices."), "success")
    return context.see_other(url_for("account.show"))


@bp.post("/preferences/locale")
def set_locale() -> Response:
    """Choose the language of the interface."""
    locale = request.form.get("locale", "")
    if locale in i18n.CATALOGUES:
        session["locale"] = locale
        if g.user is not None:
            people.set_preferences(context.store(), by=g.user, locale=locale)
    return context.see_other(context.safe_next(request.form.get("next")))


@bp.post("/preferences/theme")
def set_theme() -> Response:
    """Choose light, dark or what the device says."""
    theme = request.form.get("theme", "")
    if theme in ("auto", "light", "dark"):
        session["theme"] = theme
        if g.user is not None:
            people.set_preferences(context.store(), by=g.user, theme=theme)
    return context.see_other(context.safe_next(request.form.get("next")))


@bp.get("/session.json")
def session_state() -> dict[str, object]:
    """Tell a page that was open for long whether somebody is signed in, with a fresh token for its forms."""
    return {"signed_in": g.user is not None, "name": g.user.name if g.user else "", "csrf": generate_csrf()}
