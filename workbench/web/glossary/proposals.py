"""Propose a term from the desk, with what was marked there filled in."""

from __future__ import annotations

from flask import Response, flash, jsonify, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from workbench.web import context
from workbench.web.glossary.blueprint import bp
from workbench.workflow import glossary


@bp.post("/propose")
@context.signed_in
def propose() -> Response | BaseResponse:
    """Propose a concept with a term in one or both languages of an edition."""
    concept = glossary.propose(
        context.store(),
        source=request.form.get("source", ""),
        source_locale=request.form.get("source_locale", "en"),
        target=request.form.get("target", ""),
        target_locale=request.form.get("target_locale", "en"),
        reason=request.form.get("reason", ""),
        key=request.form.get("key", "")[:80] or None,
        by=context.user(),
    )
    sentence = _("“%(term)s” is proposed. Editors see it, and everybody can talk about it.", term=concept.terms[0].text)
    if context.wants_json():
        return jsonify({"said": sentence, "url": url_for("glossary.concept", uid=concept.id)})
    flash(sentence, "success")
    return context.see_other(context.came_from())
