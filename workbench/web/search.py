"""Search inside sources and translations."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from workbench.web import context
from workbench.workflow import desk

bp = Blueprint("search", __name__, url_prefix="/search")


@bp.get("/")
@context.signed_in
def index() -> str:
    """Show the passages that hold the words."""
    query = request.args.get("q", "").strip()[:200]
    found = desk.find_text(context.store(), query, by=context.user()) if query else []
    return render_template("search/index.html", query=query, found=found)
