"""Change the glossary: the form of a concept, the page that first shows what a change does, and the small steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from flask import flash, g, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as BaseResponse

from workbench.errors import WorkbenchError
from workbench.glossary import Concept, Life
from workbench.glossary.concepts import LOCALES
from workbench.web import conceptform, context, errors, i18n
from workbench.web.conceptform import ConceptForm
from workbench.web.glossary.blueprint import LIFE_NAMES, STATUS_NAMES, bp, life_name
from workbench.workflow import glossary, permissions, texts
from workbench.workflow.errors import NotAllowed, NotFound
from workbench.workflow.glossary import Impact

Page = str | tuple[str, int] | BaseResponse


@dataclass(frozen=True)
class ImpactPage:
    """What `glossary/impact.html` uses as `page`.

    Attributes:
        fields: the form that is confirmed, as it was sent.
        action: where it goes.
        is_form: a form was filled in, to which a button leads back; else a link leads back to the concept.
        is_first: the page with the figures; the following ones list further units.
    """

    concept: Concept
    impact: Impact
    fields: tuple[tuple[str, str], ...]
    action: str
    is_form: bool
    is_first: bool


# --- the form -----------------------------------------------------------------------------------------------------


@bp.get("/new")
@context.signed_in
def new() -> str:
    """Show the form that adds a concept, or proposes one; words may come along in the address."""
    may_edit = permissions.edits_anything(context.user())
    words = {tag: request.args.get(tag, "")[:200] for tag in LOCALES}
    return _form(conceptform.empty(state=Life.AGREED if may_edit else Life.PROPOSED, words=words))


@bp.post("/new")
@context.signed_in
def add() -> Page:
    """Add a concept, or propose it."""
    return _save(conceptform.typed(request.form))


@bp.get("/concepts/<path:uid>/edit")
@context.signed_in
def edit_form(uid: str) -> str:
    """Show the form that changes a concept."""
    found, version = glossary.concept(context.store(), uid, by=context.user())
    return _form(conceptform.filled(found, version))


@bp.post("/concepts/<path:uid>/edit")
@context.signed_in
def edit(uid: str) -> Page:
    """Change a concept."""
    return _save(conceptform.typed(request.form, uid=uid))


def _save(form: ConceptForm) -> Page:
    if "more" in request.form:
        return _form(form.with_more_rows())
    if "again" in request.form:
        return _form(form)
    try:
        concept = form.concept()
        if first := _impact_first(concept, partial(_preview, concept), is_form=True):
            return first
        saved, _version = glossary.save(
            context.store(),
            concept,
            version=form.version,
            by=context.user(),
            reason=form.reason,
            key=form.key,
            later=True,
        )
    except NotAllowed:
        raise
    except WorkbenchError as error:
        return _refused(form, error)
    flash(_("The concept is kept."), "success")
    return _to_concept(saved.id)


def _to_concept(uid: str) -> BaseResponse:
    """To the page of a concept, or first to the job that checks its many units again."""
    job = glossary.checking(context.store(), uid, by=context.user())
    return context.see_other(to_job(job) if job else url_for("glossary.concept", uid=uid))


def to_job(uid: str) -> str:
    """The address of a job."""
    return url_for("jobs.show", uid=uid)


def _preview(concept: Concept, *, after: int) -> Impact:
    return glossary.preview(context.store(), concept, by=context.user(), after=after)


class _Look(Protocol):
    def __call__(self, *, after: int) -> Impact: ...


def _impact_first(concept: Concept, look: _Look, *, is_form: bool) -> str | None:
    """The page that shows what an editor's change does to the texts, where it does anything and was not seen yet."""
    if "confirm" in request.form or not permissions.edits_anything(context.user()):
        return None
    after = max(0, request.form.get("after", 0, type=int))
    impact = look(after=after)
    if not after and not impact.found and impact.is_whole:
        return None
    page = ImpactPage(concept, impact, sent(), request.path, is_form, is_first=not after)
    return render_template("glossary/impact.html", page=page)


def sent() -> tuple[tuple[str, str], ...]:
    """The fields of the form that was sent, to be sent again with it."""
    return tuple((name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "after"))


def _refused(form: ConceptForm, error: WorkbenchError) -> tuple[str, int]:
    """Show the form again as it was typed; if the concept was changed meanwhile, beside what it says now."""
    field = str(error.details.get("field", "terms"))
    if field != "version":
        return _form(form, problems={field: i18n.sentence(error)}), 422
    try:
        present, version = glossary.concept(context.store(), form.id, by=context.user())
    except NotFound:
        gone = _("Somebody removed this concept meanwhile. If you keep it now, it comes back.")
        return _form(replace(form, version=0), problems={"version": gone}), 409
    # Whoever has seen both may decide: the form now stands on the present version.
    form = replace(form, version=version)
    return _form(form, problems={"version": i18n.sentence(error)}, present=present), 409


def _form(form: ConceptForm, *, problems: Mapping[str, str] | None = None, present: Concept | None = None) -> str:
    by = context.user()
    return render_template(
        "glossary/edit.html",
        form=form,
        problems=problems or {},
        present=present,
        is_new="uid" not in (request.view_args or {}),
        may_edit=permissions.edits_anything(by),
        domains=glossary.domains(context.store(), by=by),
        locales=LOCALES,
        states=list(LIFE_NAMES),
        statuses=list(STATUS_NAMES),
        texts=[(card.slug, card.title) for card in texts.library(context.store(), by=by)],
    )


@bp.errorhandler(CSRFError)
def stale_form(error: CSRFError) -> Page:
    """Show a concept's form again as it was typed, with a fresh token; whoever is signed out can copy the words."""
    if request.endpoint not in ("glossary.add", "glossary.edit") or g.get("user") is None:
        return errors.stale_form(error)
    form = conceptform.typed(request.form, uid=(request.view_args or {}).get("uid", ""))
    sentence = _("This page was open too long, or you signed out meanwhile. Nothing was changed.")
    return _form(form, problems={"version": sentence}), 400


# --- small steps --------------------------------------------------------------------------------------------------


@bp.post("/concepts/<path:uid>/settle")
@context.signed_in
def settle(uid: str) -> Page:
    """Agree on a proposal, say that it is disputed, or retire it."""
    present, _present_version = glossary.concept(context.store(), uid, by=context.user())
    state = request.form.get("state", "")
    if state in LIFE_NAMES:
        settled = replace(present, state=Life(state))
        if first := _impact_first(settled, partial(_preview, settled), is_form=False):
            return first
    version = request.form.get("version", 0, type=int)
    reason = request.form.get("reason", "")
    glossary.settle(context.store(), uid, state=state, version=version, by=context.user(), reason=reason, later=True)
    flash(_("The concept is now: %(state)s.", state=life_name(state)), "success")
    return _to_concept(uid)


@bp.post("/concepts/<path:uid>/remove")
@context.signed_in
def remove(uid: str) -> Page:
    """Take a concept out of the glossary."""
    try:
        present, _present_version = glossary.concept(context.store(), uid, by=context.user())
        look = partial(glossary.of_removal, context.store(), uid, by=context.user())
        if first := _impact_first(present, look, is_form=False):
            return first
        renewed = glossary.remove(
            context.store(),
            uid,
            version=request.form.get("version", 0, type=int),
            by=context.user(),
            reason=request.form.get("reason", ""),
            later=True,
        )
    except NotFound:
        # Sent twice, or removed by somebody else: it is gone, as wanted.
        flash(_("This concept is not in the glossary any more."), "info")
        return context.see_other(url_for("glossary.index"))
    flash(_("The concept is removed. Adding its id again brings it back with its history."), "success")
    return context.see_other(to_job(renewed.job) if renewed.job else url_for("glossary.index"))


@bp.post("/concepts/<path:uid>/recheck")
@context.signed_in
def recheck(uid: str) -> BaseResponse:
    """Check the passages again that mention a concept."""
    renewed = glossary.recheck(context.store(), uid, by=context.user(), later=True)
    if renewed.job:
        return context.see_other(to_job(renewed.job))
    count = renewed.checked
    flash(
        ngettext("%(count)s passage was checked again.", "%(count)s passages were checked again.", count, count=count),
        "success",
    )
    return context.see_other(url_for("glossary.concept", uid=uid, _anchor="places"))
