"""The translation memory as a whole: bring a TMX file in, take one out."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from workbench.errors import WorkbenchError
from workbench.web import context, i18n
from workbench.workflow import memories
from workbench.workflow.errors import NotAllowed, NotFound
from workbench.workflow.memories import MemoryReport

bp = Blueprint("memories", __name__, url_prefix="/memory")

# A memory of some six hundred thousand sentences.
MAX_UPLOAD = 256 * 1024 * 1024


def allow_long_files() -> None:
    """Let people who are signed in send a file here that is longer than any document; it is not held in memory."""
    if request.endpoint == "memories.bring_in" and g.user is not None:
        request.max_content_length = MAX_UPLOAD


@bp.get("/")
@context.signed_in
def index() -> str:
    """Show what the memory holds."""
    return _page()


@bp.post("/")
@context.signed_in
def bring_in() -> str | tuple[str, int] | Response:
    """File a TMX file in the memory, and tell what became of it."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(problem=_("Choose a file first.")), 422
    try:
        done = memories.receive(context.store(), file.stream, name=file.filename, by=context.user())
    except (NotAllowed, NotFound):
        raise
    except WorkbenchError as error:
        return _page(problem=i18n.sentence(error)), 422
    return context.see_other(url_for("jobs.show", uid=done)) if isinstance(done, str) else _page(report=done)


@bp.get("/brought/<uid>")
@context.signed_in
def brought(uid: str) -> str:
    """Tell what became of a long file, by the job that filed it."""
    return _page(report=memories.brought(context.store(), uid, by=context.user()))


@bp.get("/file")
@context.signed_in
def take_out() -> Response:
    """Download the memory, or a text in all its languages."""
    slug = request.args.get("text", "")
    pieces = memories.take_out(context.store(), slug=slug, by=context.user())
    answer = Response(pieces, mimetype="application/x-tmx+xml")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{slug or 'memory'}.tmx")
    return answer


def _page(*, report: MemoryReport | None = None, problem: str | None = None) -> str:
    page = memories.page(context.store(), by=context.user())
    return render_template("memories/index.html", page=page, report=report, problem=problem)
