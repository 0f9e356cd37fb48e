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
from workbench.web.typed import Typed, in_this_form
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

    Where somebody typed a text, it is shown with the refusal, so that it can be copied. Where the refusal speaks of a
    concept that there is, a link leads to it.
    """
    sentence, concept = i18n.sentence(error), _concept_of(error)
    if context.wants_json():
        return _json(sentence, status_of(error), **({"concept": concept} if concept else {}))
    back, typed = request.form.get("back"), in_this_form()
    if request.method == "POST" and back and not typed and not isinstance(error, NotFound):
        flash(sentence, "error")
        return context.see_other(context.safe_next(back))
    return page(status_of(error), sentence, typed=typed, concept=concept)


def _concept_of(error: WorkbenchError) -> str:
    """The address of the concept that a refusal names; none for one that is not there."""
    uid = error.details.get("concept")
    return url_for("glossary.concept", uid=uid) if uid and not isinstance(error, NotFound) else ""


def stale_form(error: CSRFError) -> tuple[str, int] | BaseResponse:
    """Explain a form whose session has ended; what was typed is shown, so that it can be copied."""
    sentence = _("This page was open too long, or you signed out meanwhile. Nothing was changed.")
    if context.wants_json():
        return _json(sentence, HTTPStatus.BAD_REQUEST, code="stale-form")
    return page(HTTPStatus.BAD_REQUEST, sentence, typed=in_this_form(), signed_out=g.get("user") is None)


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
        return page(HTTPStatus.UNAUTHORIZED, sentences[code], typed=in_this_form(), signed_out=True)
    if code in (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE):
        # Then there is no form that could be read.
        return page(HTTPStatus(code), sentences[code], back=context.referred_from())
    return page(HTTPStatus(code), sentences.get(code, error.name), typed=in_this_form())


def page(
    status: HTTPStatus,
    sentence: str,
    *,
    typed: Sequence[Typed] = (),
    signed_out: bool = False,
    concept: str = "",
    back: str | None = None,
) -> tuple[str, HTTPStatus]:
    """The page of a refusal, with a way back to the form that was refused.

    Args:
        typed: what the form held, to be copied.
        signed_out: offer to sign in and to come back to the page of the form.
        concept: the address of the concept that the sentence speaks of.
        back: the address of the page with the form, if the form cannot be asked for it.
    """
    if back is None:
        back = context.came_from() if request.method == "POST" else ""
    answer = render_template(
        "error.html",
        sentence=sentence,
        typed=typed,
        concept=concept,
        back="" if back == url_for("library.index") else back,
        sign_in=url_for("account.sign_in", next=back) if signed_out else "",
    )
    return answer, status


def _json(sentence: str, status: HTTPStatus, **more: object) -> Response:
    response = jsonify({"error": {"message": sentence, **more}})
    response.status_code = status
    return response


def as_json(value: object) -> str:
    """JSON that may stand inside a script element of type application/json."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
