"""Who asks, and what every page needs to know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import ParamSpec, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from workbench import languages
from workbench.store.database import Store
from workbench.store.models import User
from workbench.web import i18n
from workbench.workflow import glossary, people, permissions, review

P = ParamSpec("P")
R = TypeVar("R")
TOKEN = "token"  # noqa: S105 - the name of the session's field


@dataclass(frozen=True)
class Interface:
    """What `layout.html` uses as `ui`."""

    locale: str
    locales: tuple[languages.Locale, ...]
    user: User | None
    is_keeper: bool
    can_review: bool
    theme: str
    path: str

    @cached_property
    def review_count(self) -> int:
        """How many units wait for the reader; counted only where it is shown."""
        return review.count_waiting(store(), by=self.user) if self.user is not None and self.can_review else 0

    @cached_property
    def notices(self) -> list[glossary.Notice]:
        """What became of the reader's proposals; asked for only where it is shown."""
        return glossary.notices(store(), by=self.user) if self.user is not None else []


def init(app: Flask) -> None:
    """Find out who asks before each request, and tell the templates."""
    app.before_request(_identify)
    app.context_processor(lambda: {"ui": interface()})


def store() -> Store:
    """The application's store."""
    return cast(Store, current_app.extensions["store"])


def user() -> User:
    """The person who asks; only for pages behind `signed_in`."""
    return cast(User, g.user)


def _identify() -> None:
    g.user = None
    token = session.get(TOKEN)
    if token and request.endpoint != "static":
        g.user = people.who(store(), token)
        if g.user is None:
            # The session ended elsewhere; the cookie's preferences stay.
            session.pop(TOKEN)


def interface() -> Interface:
    """Gather what the layout shows."""
    if "interface" not in g:
        who: User | None = g.get("user")
        g.interface = Interface(
            locale=i18n.current(),
            locales=tuple(languages.LOCALES[tag] for tag in i18n.CATALOGUES),
            user=who,
            is_keeper=permissions.is_keeper(who),
            can_review=permissions.edits_anything(who),
            theme=who.theme if who is not None else session.get("theme", "auto"),
            path=request.full_path.rstrip("?"),
        )
    return cast(Interface, g.interface)


def signed_in(view: Callable[P, R]) -> Callable[P, R | BaseResponse]:
    """Let only people with an account in; others sign in first and come back to where they were.

    A form is not led away from: what was typed into it is shown with the refusal (`errors.failed`).
    """

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | BaseResponse:
        if g.user is None:
            if wants_json() or request.method == "POST":
                abort(401)
            return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")))
        return view(*args, **kwargs)

    return guarded


def begin_session(signed: people.SignedIn) -> None:
    """Put a fresh session into the cookie; nothing of the one before is kept but its preferences."""
    kept = {name: session[name] for name in ("theme",) if name in session}
    session.clear()
    session.update(kept)
    session[TOKEN] = signed.token
    session.permanent = True
    g.user = signed.user
    g.pop("interface_locale", None)


def safe_next(target: str | None) -> str:
    """An address of our own to go to; anything else becomes the library.

    Browsers take a backslash for a slash and leave out tabs and line ends: `/<tab>/example.org` leads away.
    """
    is_ours = target and target.startswith("/") and not target.startswith("//")
    if target and is_ours and target.isprintable() and "\\" not in target:
        return target
    return url_for("library.index")


def came_from() -> str:
    """The page of ours that a form was sent from: as the form names it, else as the browser does."""
    if back := request.form.get("back"):
        return safe_next(back)
    return referred_from()


def referred_from() -> str:
    """The page of ours that the browser says that the request was sent from."""
    referrer = urlsplit(request.referrer or "")
    return safe_next(f"{referrer.path}?{referrer.query}".rstrip("?"))


def see_other(target: str) -> Response:
    """Answer a form with a redirect that is fetched by GET."""
    return cast(Response, redirect(target, code=303))


def wants_json() -> bool:
    """Whether a script asks rather than a person."""
    return request.headers.get("Accept", "").startswith("application/json")
