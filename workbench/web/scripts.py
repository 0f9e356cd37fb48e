"""The scripts page: a variant of an edition beside its base, with every place where the conversion had to choose.

Every step is a form that works without scripts and leads back to its passage; `static/js/scripts.js` sends the same
forms by itself and puts the answered passage in the place of the old one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, flash, get_template_attribute, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from workbench import text
from workbench.web import context, errors, filters, i18n
from workbench.web.scriptmarks import Stretch, marked
from workbench.workflow import variants
from workbench.workflow.errors import Conflict
from workbench.workflow.variants import Lost, Place, Row, Show, Standing

bp = Blueprint("scripts", __name__)

Answer = Response | BaseResponse | tuple[Response, int]
# How a place is marked in both texts; what is sure enough is marked in neither.
_MARKED = ("red", "amber", "settled")
# Characters that are shown on both sides of a place to put a correction.
_AROUND = 4
# Filters that are only offered where they show something.
_RARE = (Show.SHARED, Show.REDUNDANT)
# What forms carry along, so that one comes back to what one was looking at.
_CARRIED = ("beside", "show", "first")


@dataclass(frozen=True)
class ScriptsPage:
    """What `scripts/show.html` uses as `page`.

    Attributes:
        messages: what the script says, as JSON.
    """

    view: variants.Page
    messages: str

    @property
    def here(self) -> Mapping[str, str]:
        """What every address of this page names."""
        return {"slug": self.view.slug, "locale": self.view.base, "variant": self.view.tag}

    @property
    def filters(self) -> Mapping[str, str]:
        """What is shown, where it is not as by default; every form carries it along."""
        view = self.view
        shown = {"beside": view.beside if view.beside != view.base else "", "first": str(view.start)}
        shown |= {"show": view.show.value if view.show is not Show.ALL else ""}
        return {name: value for name, value in shown.items() if value and value != "1"}

    @property
    def shows(self) -> tuple[tuple[str, str, str], ...]:
        """Value, words and number of each filter; without those that would show nothing in nearly any text."""
        view = self.view
        words = {
            Show.ALL: _("All"),
            Show.WAITING: _("To settle"),
            Show.OPEN: _("To look at"),
            Show.OVERRIDDEN: _("Corrected"),
            Show.SHARED: _("From other variants"),
            Show.REDUNDANT: _("Not needed any more"),
        }
        shown = (show for show in Show if show not in _RARE or show is view.show or view.counts[show])
        return tuple((show.value, words[show], _number(view, show)) for show in shown)

    def left(self, row: Row) -> Markup:
        """The text beside the variant, with the places that are marked there."""
        if self.view.beside == self.view.base:
            places = (place for place in row.standing.places if place.mark in _MARKED)
            stretches = [Stretch(place.start, place.end, place.mark, str(place.start)) for place in places]
        else:
            stretches = list(_differing(row.standing.text, row.beside, self.view.beside, "unlike"))
        return marked(row.beside, self.view.beside, stretches)

    def right(self, row: Row) -> Markup:
        """The text of the variant, with its places, and what it has otherwise than the text beside it."""
        standing = row.standing
        # From its base a variant differs in every third character, from another variant in a few that one looks for.
        kind = "differs" if self.view.beside == self.view.base else "unlike"
        stretches = list(_differing(row.beside, standing.text, self.view.tag, kind))
        for place in standing.places:
            if place.span is not None and place.mark in _MARKED:
                stretches.append(Stretch(*place.span, place.mark, str(place.start)))
        return marked(standing.text, self.view.tag, stretches)

    def then(self, lost: Lost) -> Markup:
        """The base on which a lost correction was made, with its place."""
        return marked(lost.then, self.view.base, [Stretch(lost.start, lost.end, "settled")])

    def now(self, lost: Lost, base: str) -> Markup:
        """The present base, with every place where the words of a lost correction stand."""
        size = len(lost.words)
        return marked(base, self.view.base, [Stretch(start, start + size, "amber") for start in lost.candidates])

    def context(self, base: str, start: int, words: str) -> str:
        """A place of the base with a little of what stands around it."""
        end = start + len(words)
        before, behind = max(0, start - _AROUND), min(len(base), end + _AROUND)
        return f"{'…' if before else ''}{base[before:behind]}{'…' if behind < len(base) else ''}"

    def decided_by(self, place: Place) -> str:
        """What decided about a place, in the reader's language."""
        match place.rule:
            case "override" if place.made_in:
                return str(_("Decided in %(variant)s", variant=i18n.locale_name(place.made_in)))
            case "override":
                return str(_("Decided by a person"))
            case "dispute":
                return str(_("Two other variants decided it differently"))
            case "conflict":
                return str(_("Two words compete for it"))
            case "default":
                return str(_("No word decides: the usual form"))
            case "phrase" if place.is_open:
                return str(_("The word is written in two ways"))
            case "term":
                return str(_("From the glossary or a rule"))
            case "correction":
                return str(_("By a rule of the conversion"))
            case _:
                return str(_("Decided by its word"))

    def changes(self, standing: Standing) -> list[text.Change]:
        """What changed since the text that was approved before."""
        return text.diff(standing.approved_before or "", standing.text, locale=self.view.tag)


def _number(view: variants.Page, show: Show) -> str:
    """How many passages a filter shows, “31+” while they are still being counted."""
    more = "+" if show is Show.OPEN and not view.counted else ""
    return f"{filters.number(view.counts[show])}{more}"


def _differing(old: str, new: str, locale: str, kind: str) -> Iterator[Stretch]:
    """Where `new` says something that `old` does not."""
    at = 0
    for change in text.diff(old, new, locale=locale):
        if change.op == "insert":
            yield Stretch(at, at + len(change.new), kind)
        at += len(change.new)


# --- show -------------------------------------------------------------------------------------------------------


@bp.get("/texts/<slug>/<locale>/scripts")
@context.signed_in
def show(slug: str, locale: str) -> str:
    """Show a window of a variant."""
    return render_template("scripts/show.html", page=_page(slug, locale))


@bp.get("/texts/<slug>/<locale>/scripts/<variant>/count")
@context.signed_in
def count(slug: str, locale: str, variant: str) -> Response:
    """Go on counting the passages that somebody should look at; the page asks until all of a long text are judged."""
    view = variants.page(
        context.store(), slug, locale, by=context.user(), tag=variant, only=-1, count=variants.COUNTED_APART
    )
    return jsonify({"open": _number(view, Show.OPEN), "counted": view.counted})


def _page(slug: str, locale: str, *, tag: str = "", only: int = 0) -> ScriptsPage:
    given = request.values
    wanted = given.get("show", "")
    view = variants.page(
        context.store(),
        slug,
        locale,
        by=context.user(),
        tag=tag or given.get("variant", ""),
        beside=given.get("beside", ""),
        show=Show(wanted) if wanted in {known.value for known in Show} else Show.ALL,
        start=max(1, given.get("first", 1, type=int)),
        only=only,
    )
    return ScriptsPage(view, _messages())


# --- steps with one passage -------------------------------------------------------------------------------------


@bp.post(
    "/texts/<slug>/<locale>/scripts/<variant>/units/<int:unit_id>/<any('settle','rewrite','approve','withdraw'):action>"
)
@context.signed_in
def step(slug: str, locale: str, variant: str, unit_id: int, action: str) -> Answer:
    """Correct or approve one passage."""
    store, by, form = context.store(), context.user(), request.form
    seen = form.get("seen", "")
    try:
        match action:
            case "settle":
                start, end = form.get("start", -1, type=int), form.get("end", -1, type=int)
                chosen = form.get("chosen", "")
                standing = variants.settle(
                    store, unit_id, variant, start=start, end=end, chosen=chosen, seen=seen, by=by
                )
            case "rewrite":
                standing = variants.rewrite(store, unit_id, variant, text=form.get("text", ""), seen=seen, by=by)
            case "approve":
                standing = variants.approve(store, unit_id, variant, seen=seen, by=by)
            case _:
                standing = variants.withdraw(store, unit_id, variant, by=by)
    except Conflict as conflict:
        return _show_conflict(slug, locale, variant, unit_id, conflict)
    return _answer(slug, locale, variant, standing)


@bp.post("/texts/<slug>/<locale>/scripts/<variant>/corrections/<int:override_id>/<any('release','place'):action>")
@context.signed_in
def correction(slug: str, locale: str, variant: str, override_id: int, action: str) -> Answer:
    """Let a correction go, or put one whose place was lost at another place."""
    store, by, form = context.store(), context.user(), request.form
    if action == "release":
        return _answer(slug, locale, variant, variants.take_back(store, override_id, by=by))
    start, seen = form.get("start", -1, type=int), form.get("seen", "")
    try:
        standing = variants.place_again(store, override_id, start=start, seen=seen, by=by)
    except Conflict as conflict:
        return _show_conflict(slug, locale, variant, form.get("unit", 0, type=int), conflict)
    return _answer(slug, locale, variant, standing)


def _answer(slug: str, locale: str, variant: str, standing: Standing) -> Answer:
    """The passage as it is now, for a script; a person is led back to it."""
    if not context.wants_json():
        return context.see_other(_address(slug, locale, variant, _anchor=f"u-{standing.unit.uid}"))
    return jsonify(_pieces(slug, locale, variant, standing.unit.id))


def _pieces(slug: str, locale: str, variant: str, unit_id: int) -> dict[str, object]:
    page = _page(slug, locale, tag=variant, only=unit_id)
    return {
        "row": "".join(str(_macro("scripts/_row.html", "unit_row", page, row)) for row in page.view.rows),
        "head": str(_macro("scripts/_head.html", "head", page)),
    }


def _macro(template: str, name: str, *values: object) -> str:
    return str(get_template_attribute(template, name)(*values))


def _address(slug: str, locale: str, variant: str, **more: Any) -> str:  # noqa: ANN401 - what `url_for` takes
    kept: dict[str, Any] = {name: request.form[name] for name in _CARRIED if request.form.get(name)}
    return url_for("scripts.show", slug=slug, locale=locale, variant=variant, **kept, **more)


def _show_conflict(slug: str, locale: str, variant: str, unit_id: int, conflict: Conflict) -> Answer:
    """Say that the passage changed, with what was typed and what it says now."""
    sentence = i18n.sentence(conflict)
    if context.wants_json():
        answer = jsonify({"error": {"message": sentence}, **_pieces(slug, locale, variant, unit_id)})
        return answer, 409
    page = _page(slug, locale, tag=variant, only=unit_id)
    return Response(render_template("scripts/conflict.html", page=page, conflict=conflict), status=409)


# --- steps with a whole variant -----------------------------------------------------------------------------------


@bp.post("/texts/<slug>/<locale>/scripts/<variant>/approve-all")
@context.signed_in
def approve_all(slug: str, locale: str, variant: str) -> BaseResponse:
    """Approve everything that nobody has to look at."""
    done = variants.approve_all(context.store(), slug, locale, variant, by=context.user())
    count = done.approved
    flash(ngettext("%(count)s passage is approved now.", "%(count)s passages are approved now.", count, count=count))
    if done.waiting:
        count = done.waiting
        flash(
            ngettext(
                "%(count)s passage waits for a look first.",
                "%(count)s passages wait for a look first.",
                count,
                count=count,
            )
        )
    return context.see_other(_address(slug, locale, variant))


@bp.post("/texts/<slug>/<locale>/scripts/<variant>/approval")
@context.signed_in
def approval(slug: str, locale: str, variant: str) -> BaseResponse:
    """Say whose approval counts for what readers get."""
    whose = request.form.get("whose", "")
    variants.count_approvals_of(context.store(), slug, locale, variant, whose=whose, by=context.user())
    if whose == variants.Whose.VARIANT:
        flash(_("Readers get only what is approved here from now on."), "success")
    else:
        flash(_("Readers get what the edition approved from now on."), "success")
    return context.see_other(_address(slug, locale, variant))


@bp.post("/texts/<slug>/<locale>/scripts/<variant>/rules")
@context.signed_in
def keep_rule(slug: str, locale: str, variant: str) -> BaseResponse:
    """Keep a correction for the whole text, or for all."""
    kept_as = variants.keep_rule(
        context.store(),
        slug,
        locale,
        variant,
        words=request.form.get("words", ""),
        chosen=request.form.get("chosen", ""),
        reason=request.form.get("reason", ""),
        everywhere=request.form.get("scope") == "all",
        by=context.user(),
    )
    if kept_as == "rule":
        flash(_("The rule holds from now on; approved passages stay as they are."), "success")
    else:
        flash(_("The word is a term of the glossary; its form stands there now."), "success")
    return _back(slug, locale, variant)


@bp.post("/texts/<slug>/<locale>/scripts/<variant>/rules/<int:rule_id>/end")
@context.signed_in
def end_rule(slug: str, locale: str, variant: str, rule_id: int) -> BaseResponse:
    """Take a rule out of force."""
    variants.end_rule(context.store(), rule_id, slug=slug, by=context.user())
    flash(_("The rule holds no more."), "success")
    return _back(slug, locale, variant)


@bp.post("/texts/<slug>/<locale>/scripts/<variant>/words")
@context.signed_in
def accept_word(slug: str, locale: str, variant: str) -> BaseResponse:
    """Take a word of the region into the glossary."""
    kept_as = variants.accept_word(
        context.store(),
        slug,
        locale,
        variant,
        words=request.form.get("words", ""),
        chosen=request.form.get("chosen", ""),
        reason=_("In use there."),
        by=context.user(),
    )
    if kept_as == "proposal":
        flash(_("The word is proposed to the glossary."), "success")
    elif kept_as == "rule":
        flash(_("The rule holds from now on; approved passages stay as they are."), "success")
    else:
        flash(_("The word stands in the glossary now."), "success")
    return _back(slug, locale, variant)


def _back(slug: str, locale: str, variant: str) -> BaseResponse:
    """To the passage that the form stood at, if it stood at one."""
    uid = request.form.get("unit", "")
    return context.see_other(_address(slug, locale, variant, **({"_anchor": f"u-{uid}"} if uid else {})))


def _messages() -> str:
    """What the script of the page says, in the reader's language."""
    return errors.as_json(
        {
            "offline": _("No connection: nothing was decided. Try again in a moment."),
            "signedOut": _("You are signed out; nothing was decided."),
            "failed": _("This did not work; nothing was decided. Load the page again."),
            "settled": _("Decided."),
            "allDone": _("Nothing on this page waits for a look any more."),
            "next": _("Next place"),
            "previous": _("Previous place"),
            "choose": _("Choose a form by its number"),
            "write": _("Write the passage yourself"),
            "everywhere": _("Keep the form for the whole text or for all"),
            "approve": _("Approve the passage"),
            "leave": _("Leave the text area"),
        }
    )
