"""The glossary: find concepts, look at one, propose and change them, bring a table in and take it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from io import BytesIO

from flask import Blueprint, Response, flash, g, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as BaseResponse

from workbench import languages, text
from workbench.errors import WorkbenchError
from workbench.findings import N_
from workbench.glossary import Concept, Life, Status
from workbench.glossary.concepts import LOCALES
from workbench.web import conceptchanges, conceptform, context, errors, i18n
from workbench.web.conceptchanges import ConceptChanges
from workbench.web.conceptform import ConceptForm
from workbench.workflow import glossary, permissions, texts
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.glossary import ConceptPage, ConceptRevisionView, Import

bp = Blueprint("glossary", __name__, url_prefix="/glossary")

PAGE = 200
LIFE_NAMES: Mapping[str, str] = {
    Life.PROPOSED.value: N_("proposed"),
    Life.AGREED.value: N_("agreed"),
    Life.DISPUTED.value: N_("disputed"),
    Life.RETIRED.value: N_("retired"),
}
STATUS_NAMES: Mapping[str, str] = {
    Status.PREFERRED.value: N_("preferred"),
    Status.ADMITTED.value: N_("admitted"),
    Status.FORBIDDEN.value: N_("forbidden"),
}
ACTION_NAMES: Mapping[str, str] = {
    "add": N_("added"),
    "change": N_("changed"),
    "remove": N_("removed"),
    "conflict": N_("changed in two places at once"),
}
ORIGIN_NAMES: Mapping[str, str] = {
    "typed": N_("typed"),
    "import": N_("from a table"),
    "sync": N_("from the folder"),
}

Page = str | tuple[str, int] | BaseResponse


@bp.app_template_filter("life_name")
def life_name(state: str) -> str:
    """How far a concept is settled, in the reader's language."""
    return str(_(LIFE_NAMES[state]))


@bp.app_template_filter("status_name")
def status_name(status: str) -> str:
    """What one may do with a term, in the reader's language."""
    return str(_(STATUS_NAMES[status]))


@bp.app_template_filter("concept_action")
def concept_action(action: str) -> str:
    """What was done with a concept, in the reader's language."""
    return str(_(ACTION_NAMES.get(action, ACTION_NAMES["change"])))


@bp.app_template_filter("concept_origin")
def concept_origin(origin: str) -> str:
    """Where a change of a concept came from, in the reader's language."""
    return str(_(ORIGIN_NAMES.get(origin, ORIGIN_NAMES["typed"])))


@dataclass(frozen=True)
class Entry:
    """One line of a concept's history with what changed in it."""

    revision: ConceptRevisionView
    changes: ConceptChanges


# --- show -------------------------------------------------------------------------------------------------------


@bp.get("/")
@context.signed_in
def index() -> str:
    """List the concepts."""
    by = context.user()
    chosen = {name: request.args.get(name, "").strip()[:200] for name in ("q", "domain", "state")}
    found = glossary.concepts(context.store(), by=by, query=chosen["q"], domain=chosen["domain"], state=chosen["state"])
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
        may_edit=permissions.edits_anything(by),
        may_propose=permissions.translates_anything(by),
    )


@bp.get("/concepts/<path:uid>")
@context.signed_in
def concept(uid: str) -> str:
    """Show one concept."""
    page = glossary.page(context.store(), uid, by=context.user())
    cards = texts.library(context.store(), by=context.user()) if page.places else []
    return render_template(
        "glossary/concept.html",
        page=page,
        history=_history(page),
        life=Life,
        source_locales={card.slug: card.locale for card in cards},
    )


def _history(page: ConceptPage) -> list[Entry]:
    """The history, newest first, each entry compared with the one before it."""
    earlier = [revision.concept for revision in page.history[1:]]
    return [
        Entry(revision, conceptchanges.between(before, revision.concept))
        for revision, before in zip(page.history, [*earlier, None], strict=True)
    ]


@bp.get("/concepts/<path:uid>/card")
@context.signed_in
def card(uid: str) -> str:
    """A small piece for a popover: the concept and its terms in one locale."""
    locale = languages.parse(request.args.get("locale", "en")).tag
    page = glossary.page(context.store(), uid, by=context.user())
    language = languages.base(locale)
    terms = [term for term in page.concept.terms if languages.base(term.locale) == language]
    return render_template("glossary/_card.html", concept=page.concept, terms=terms, locale=locale, statuses=Status)


@bp.get("/problems")
@context.signed_in
def problems() -> str:
    """Show where the glossary contradicts itself."""
    return render_template("glossary/problems.html", problems=glossary.problems(context.store(), by=context.user()))


# --- change -----------------------------------------------------------------------------------------------------


@bp.get("/new")
@context.signed_in
def new() -> str:
    """Show the form that adds a concept, or proposes one."""
    may_edit = permissions.edits_anything(context.user())
    return _form(conceptform.empty(state=Life.AGREED if may_edit else Life.PROPOSED))


@bp.post("/new")
@context.signed_in
def add() -> Page:
    """Add a concept, or propose it."""
    return _save(conceptform.typed(request.form))


@bp.get("/concepts/<path:uid>/edit")
@context.signed_in
def edit_form(uid: str) -> str:
    """Show the form that changes a concept."""
    page = glossary.page(context.store(), uid, by=context.user())
    return _form(conceptform.filled(page.concept, page.version))


@bp.post("/concepts/<path:uid>/edit")
@context.signed_in
def edit(uid: str) -> Page:
    """Change a concept."""
    return _save(conceptform.typed(request.form, uid=uid))


def _save(form: ConceptForm) -> Page:
    if "more" in request.form:
        return _form(form.with_more_rows())
    try:
        saved, _version = glossary.save(
            context.store(),
            form.concept(),
            version=form.version,
            by=context.user(),
            reason=form.reason,
            key=form.key,
        )
    except NotAllowed:
        raise
    except WorkbenchError as error:
        return _refused(form, error)
    flash(_("The concept is kept."), "success")
    return context.see_other(url_for("glossary.concept", uid=saved.id))


def _refused(form: ConceptForm, error: WorkbenchError) -> tuple[str, int]:
    """Show the form again as it was typed; if the concept was changed meanwhile, beside what it says now."""
    field = str(error.details.get("field", "terms"))
    if field != "version":
        return _form(form, problems={field: i18n.sentence(error)}), 422
    try:
        present = glossary.page(context.store(), form.id, by=context.user())
    except NotFound:
        gone = _("Somebody removed this concept meanwhile. If you keep it now, it comes back.")
        return _form(replace(form, version=0), problems={"version": gone}), 409
    # Whoever has seen both may decide: the form now stands on the present version.
    form = replace(form, version=present.version)
    return _form(form, problems={"version": i18n.sentence(error)}, present=present.concept), 409


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
    )


@bp.errorhandler(CSRFError)
def stale_form(error: CSRFError) -> Page:
    """Show a concept's form again as it was typed, with a fresh token; whoever is signed out can copy the words."""
    if request.endpoint not in ("glossary.add", "glossary.edit"):
        return errors.stale_form(error)
    form = conceptform.typed(request.form, uid=(request.view_args or {}).get("uid", ""))
    sentence = _("This page was open too long, or you signed out meanwhile. Nothing was changed.")
    if g.get("user") is None:
        return errors.page(HTTPStatus.BAD_REQUEST, sentence, typed=form.words(), signed_out=True)
    return _form(form, problems={"version": sentence}), 400


@bp.post("/concepts/<path:uid>/settle")
@context.signed_in
def settle(uid: str) -> BaseResponse:
    """Agree on a proposal, or say that it is disputed."""
    page = glossary.page(context.store(), uid, by=context.user())
    state = request.form.get("state", "")
    if state not in LIFE_NAMES:
        raise Invalid(N_("Choose one of the states."), field="state")
    version = request.form.get("version", 0, type=int)
    if page.concept.state.value != state:
        settled = replace(page.concept, state=Life(state))
        glossary.save(context.store(), settled, version=version, by=context.user())
    flash(_("The concept is now: %(state)s.", state=life_name(state)), "success")
    return context.see_other(url_for("glossary.concept", uid=uid))


@bp.post("/concepts/<path:uid>/remove")
@context.signed_in
def remove(uid: str) -> BaseResponse:
    """Take a concept out of the glossary."""
    try:
        glossary.remove(
            context.store(),
            uid,
            version=request.form.get("version", 0, type=int),
            by=context.user(),
            reason=request.form.get("reason", ""),
        )
    except NotFound:
        # Sent twice, or removed by somebody else: it is gone, as wanted.
        flash(_("This concept is not in the glossary any more."), "info")
    else:
        flash(_("The concept is removed. Adding its id again brings it back with its history."), "success")
    return context.see_other(url_for("glossary.index"))


@bp.post("/concepts/<path:uid>/recheck")
@context.signed_in
def recheck(uid: str) -> BaseResponse:
    """Check the passages again that mention a concept."""
    count = glossary.recheck(context.store(), uid, by=context.user())
    flash(
        ngettext("%(count)s passage was checked again.", "%(count)s passages were checked again.", count, count=count),
        "success",
    )
    return context.see_other(url_for("glossary.concept", uid=uid, _anchor="places"))


# --- files ------------------------------------------------------------------------------------------------------


@bp.get("/termbase.csv")
@context.signed_in
def export() -> Response:
    """Download the whole glossary as a table."""
    table = glossary.export_csv(context.store(), by=context.user())
    # The byte order mark tells spreadsheets that this is UTF-8.
    data = BytesIO(table.encode("utf-8-sig"))
    return send_file(data, mimetype="text/csv", as_attachment=True, download_name="termbase.csv")


@bp.get("/import")
@context.signed_in
def import_form() -> str:
    """Show the form that brings a table in."""
    return _import_page()


@bp.post("/import")
@context.signed_in
def import_table() -> Page:
    """Show what a table would change; with `confirm`, change it."""
    by = context.user()
    try:
        table = _brought_table()
        if "confirm" in request.form:
            plan = glossary.import_csv(context.store(), table, by=by)
        else:
            plan = glossary.preview_import(context.store(), table, by=by)
            return _import_page(table=table, plan=plan)
    except NotAllowed:
        raise
    except WorkbenchError as error:
        return _import_page(problem=i18n.sentence(error)), 422
    flash(
        _(
            "The table is in: %(added)s concepts are new, %(changed)s changed.",
            added=len(plan.added),
            changed=len(plan.changed),
        ),
        "success",
    )
    return context.see_other(url_for("glossary.index"))


def _brought_table() -> str:
    file = request.files.get("file")
    if file is not None and file.filename:
        return text.decode(file.stream.read()).text
    # A form sends line ends as CR LF; a table may have line ends inside its cells.
    table = request.form.get("table", "").replace("\r\n", "\n")
    if not table.strip():
        raise Invalid(N_("Choose a file, or paste a table."), field="table")
    return table


def _import_page(*, table: str = "", plan: Import | None = None, problem: str = "") -> str:
    changed = [(after, conceptchanges.between(before, after)) for before, after in plan.changed] if plan else []
    return render_template(
        "glossary/import.html",
        table=table,
        plan=plan,
        changed=changed,
        problem=problem,
        may_edit=permissions.edits_anything(context.user()),
    )
