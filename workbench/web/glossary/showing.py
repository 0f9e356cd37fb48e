"""Look at the glossary: the list, one concept with its life and discussion, the places where it is used."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from workbench import languages
from workbench.glossary import Life, Status
from workbench.glossary.concepts import LOCALES
from workbench.web import conceptchanges, context
from workbench.web.conceptchanges import ConceptChanges
from workbench.web.glossary.blueprint import LIFE_NAMES, bp
from workbench.workflow import glossary, permissions, rechecking
from workbench.workflow.glossary import ConceptPage, ConceptRevisionView

PAGE = 200


@dataclass(frozen=True)
class Entry:
    """One line of a concept's history with what changed in it."""

    revision: ConceptRevisionView
    changes: ConceptChanges


@bp.get("/")
@context.signed_in
def index() -> str:
    """List the concepts."""
    by = context.user()
    chosen = {name: request.args.get(name, "").strip()[:200] for name in ("q", "domain", "state", "scope")}
    found = glossary.concepts(
        context.store(),
        by=by,
        query=chosen["q"],
        domain=chosen["domain"],
        state=chosen["state"],
        scope=chosen["scope"],
    )
    last = max(1, -(-len(found) // PAGE))
    here = min(max(1, request.args.get("page", 1, type=int)), last)
    shown = found[(here - 1) * PAGE : here * PAGE]
    return render_template(
        "glossary/index.html",
        concepts=shown,
        total=len(found),
        columns=[tag for tag in LOCALES if any(term.locale == tag for concept in found for term in concept.terms)],
        chosen=chosen,
        domains=glossary.domains(context.store(), by=by),
        states=list(LIFE_NAMES),
        here=here,
        last=last,
        to_recheck=rechecking.count(context.store(), by=by),
        may_edit=permissions.edits_anything(by),
        may_propose=permissions.translates_anything(by),
    )


@bp.get("/concepts/<path:uid>")
@context.signed_in
def concept(uid: str) -> str:
    """Show one concept; whoever proposed it has now seen what became of it."""
    page = glossary.page(context.store(), uid, by=context.user())
    glossary.notices_seen(context.store(), by=context.user(), uid=uid)
    return render_template("glossary/concept.html", page=page, history=_history(page), life=Life)


def _history(page: ConceptPage) -> list[Entry]:
    """The history, newest first, each entry compared with the one before it."""
    earlier = [revision.concept for revision in page.history[1:]]
    return [
        Entry(revision, conceptchanges.between(before, revision.concept))
        for revision, before in zip(page.history, [*earlier, None], strict=True)
    ]


@bp.get("/changes/<int:revision>")
@context.signed_in
def changed(revision: int) -> BaseResponse:
    """Lead to the concept that a line of the history is about; what is gone leads to the list."""
    uid = glossary.changed(context.store(), revision, by=context.user())
    return context.see_other(url_for("glossary.concept", uid=uid) if uid else url_for("glossary.index"))


@bp.get("/concepts/<path:uid>/card")
@context.signed_in
def card(uid: str) -> str:
    """A small piece for a popover: the concept and its terms in one locale."""
    locale = languages.parse(request.args.get("locale", "en")).tag
    found = glossary.card(context.store(), uid, locale, by=context.user())
    return render_template(
        "glossary/_card.html", concept=found.concept, terms=found.terms, others=found.others, statuses=Status
    )


@bp.get("/concepts/<path:uid>/places")
@context.signed_in
def places(uid: str) -> str:
    """Show all passages whose sources mention a concept, a page at a time."""
    after = request.args.get("after", 0, type=int)
    found, used = glossary.places(context.store(), uid, by=context.user(), after=max(0, after))
    return render_template("glossary/places.html", concept=found, used=used, is_first=after <= 0)


@bp.post("/concepts/<path:uid>/comments")
@context.signed_in
def comment(uid: str) -> BaseResponse:
    """Leave a remark about a concept."""
    glossary.comment(context.store(), uid, text=request.form.get("text", ""), by=context.user())
    return context.see_other(url_for("glossary.concept", uid=uid, _anchor="discussion"))


@bp.post("/notices/seen")
@context.signed_in
def notices_seen() -> BaseResponse:
    """Take the notices about one's proposals off the page."""
    glossary.notices_seen(context.store(), by=context.user())
    flash(_("Noted."), "success")
    return context.see_other(context.came_from())


@bp.get("/problems")
@context.signed_in
def problems() -> str:
    """Show where the glossary contradicts itself."""
    return render_template("glossary/problems.html", problems=glossary.problems(context.store(), by=context.user()))
