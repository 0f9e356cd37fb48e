"""Wire the application: configuration, session, language, safety headers, errors and blueprints.

Nothing happens on import; `create_app` is handed the store and decides nothing itself.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.routing import IntegerConverter, Map

from workbench.store.database import Store
from workbench.web import (
    account,
    alignment,
    arrivals,
    context,
    desk,
    errors,
    exports,
    filters,
    glossary,
    i18n,
    jobs,
    library,
    memories,
    packages,
    people,
    publishing,
    review,
    scripts,
    search,
    waivers,
)
from workbench.workflow import settings

# The largest upload: a long book in plain text has about 2 MB.
MAX_UPLOAD = 24 * 1024 * 1024

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)


class Id(IntegerConverter):
    """An id in an address; what no database can hold is no address."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=2**31 - 1)


def create_app(store: Store, *, workspace: Path | None = None) -> Flask:
    """Make the application.

    Args:
        store: the migrated database.
        workspace: the folder that is synced, where there is one.
    """
    app = Flask(__name__)
    app.url_map.converters["int"] = Id
    app.config.update(
        SECRET_KEY=settings.secret_key(store),
        MAX_CONTENT_LENGTH=MAX_UPLOAD,
        MAX_FORM_MEMORY_SIZE=MAX_UPLOAD,
        SESSION_COOKIE_NAME="workbench",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=dt.timedelta(days=60),
        SESSION_REFRESH_EACH_REQUEST=False,
        # The token lives as long as the session that it is bound to: a page may stay open for days.
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        SEND_FILE_MAX_AGE_DEFAULT=dt.timedelta(days=365),
    )
    app.extensions["store"] = store
    app.extensions["workspace"] = workspace
    # In this order: a form that is refused for its token is answered in the reader's language, as who they are.
    i18n.init(app)
    context.init(app)
    app.before_request(memories.allow_long_files)
    CSRFProtect(app)
    filters.init(app)
    errors.init(app)
    texts = (library, arrivals, packages, exports, publishing, desk, alignment, scripts)
    for room in (account, *texts, review, glossary, jobs, search, memories, people, waivers):
        app.register_blueprint(room.bp)
    app.after_request(_headers)
    return app


def _headers(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
    if request.endpoint != "static":
        # Pages and files hold unpublished texts: no proxy and no shared computer keeps them. `send_file` would let
        # them be kept as long as our own files.
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("Expires", None)
    elif "v" not in request.args:
        # A module that another module imports has no version in its address.
        response.headers["Cache-Control"] = "no-cache"
    return response
