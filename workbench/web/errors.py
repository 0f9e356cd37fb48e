"""Give each refusal a status and a page that says what happened, what is safe and what to do now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from http import HTTPStatus

from flask import Flask, Response, flash, g, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from workbench.errors import WorkbenchError
from workbench.states import IllegalStep
from workbench.store.database import Clash
from workbench.web import context, i18n
from workbench.workflow.errors import Blocked, Conflict, NotAllowed, NotFound, TooManyAttempts

STATUS: dict[type[WorkbenchError], HTTPStatus] = {
    NotAllowed: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    TooManyAttempts: HTTPStatus.TOO_MANY_REQUESTS,
    Conflict: HTTPStatus.CONFLICT,
    Clash: HTTPStatus.CONFLICT,
    Blocked: HTTPStatus.CONFLICT,
    IllegalStep: HTTPStatus.CONFLICT,
}


# Fields that somebody may have thought about for long.
TYPED = frozenset({"target", "text", "reason", "words", "title", "table", "definition", "note"})


def init(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(WorkbenchError, refused)
    app.register_error_handler(CSRFError, stale_form)
    app.register_error_handler(HTTPException, failed)


def status_of(error: WorkbenchError) -> HTTPStatus:
    """The HTTP status that a refusal has."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), HTTPStatus.UNPROCESSABLE_ENTITY)


def refused(error: WorkbenchError) -> tuple[str, int] | BaseResponse:
    """Show what was refused; after a form, on the page that the form came from.

    Where somebody typed a text, it is shown with the refusal, so that it can be copied.
    """
    sentence = i18n.sentence(error)
    if context.wants_json():
        return _json(sentence, status_of(error))
    back, typed = request.form.get("back"), _typed()
    if request.method == "POST" and back and not typed and not isinstance(error, NotFound):
        flash(sentence, "error")
        return context.see_other(context.safe_next(back))
    return page(status_of(error), sentence, typed=typed)


def stale_form(error: CSRFError) -> tuple[str, int] | BaseResponse:
    """Explain a form whose session has ended; what was typed is shown, so that it can be copied."""
    sentence = _("This page was open too long, or you signed out meanwhile. Nothing was changed.")
    if context.wants_json():
        return _json(sentence, HTTPStatus.BAD_REQUEST, code="stale-form")
    return page(HTTPStatus.BAD_REQUEST, sentence, typed=_typed(), signed_out=g.get("user") is None)


def _typed() -> list[str]:
    """What a person wrote into the form; the terms of a concept are `term-1-text` and so on."""
    written = ((key, value) for key, value in request.form.items(multi=True) if value.strip())
    return [value for key, value in written if key in TYPED or (key.startswith("term-") and key.endswith("-text"))]


def failed(error: HTTPException) -> tuple[str, int] | BaseResponse | HTTPException:
    """Show an HTTP error as a page in the reader's language."""
    code = error.code or 500
    if code < 400:
        return error
    if code >= 500:
        # Whatever failed may fail again: the page that says so asks the database for nothing.
        g.user = None
        g.pop("interface", None)
    sentences = {
        400: _("What was sent cannot be read. Nothing was changed."),
        401: _("You are signed out. Nothing was changed; sign in and do it again."),
        404: _("There is nothing at this address. The text may have been renamed."),
        405: _("This address does not take what was sent. Nothing was changed."),
        413: _("This is too large: a file may have at most 24 MB. Nothing was changed."),
        500: _("Something went wrong here. What you typed is kept on this device; try again in a moment."),
    }
    if context.wants_json():
        return _json(sentences.get(code, error.name), HTTPStatus(code))
    if code == HTTPStatus.UNAUTHORIZED:
        return page(HTTPStatus.UNAUTHORIZED, sentences[code], typed=_typed(), signed_out=True)
    return page(HTTPStatus(code), sentences.get(code, error.name))


def page(
    status: HTTPStatus, sentence: str, *, typed: Sequence[str] = (), signed_out: bool = False
) -> tuple[str, HTTPStatus]:
    """The page of a refusal.

    Args:
        typed: what the form held, to be copied.
        signed_out: offer to sign in and to come back to the page of the form.
    """
    sign_in = url_for("account.sign_in", next=context.came_from()) if signed_out else ""
    return render_template("error.html", sentence=sentence, typed=typed, sign_in=sign_in), status


def _json(sentence: str, status: HTTPStatus, **more: object) -> Response:
    response = jsonify({"error": {"message": sentence, **more}})
    response.status_code = status
    return response


def as_json(value: object) -> str:
    """JSON that may stand inside a script element of type application/json."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
