"""Take work along as a file, and bring it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Blueprint, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from workbench.errors import WorkbenchError
from workbench.formats.packages import TableLabels
from workbench.web import context, i18n
from workbench.workflow import packages
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.exports import Exported
from workbench.workflow.packages import Fate, Pair, Returned, Scope, WorkOffer

bp = Blueprint("packages", __name__)


@dataclass(frozen=True)
class ReportPage:
    """What became of a file that was brought back.

    Attributes:
        texts: what became of each text in it.
        counts: how many passages of each fate there are in all.
        here: where the next file can be brought back.
    """

    texts: tuple[Returned, ...]
    counts: Counter[Fate]
    here: str


@dataclass(frozen=True)
class WorkPage:
    """What can be taken along of all texts.

    Attributes:
        offer: what there is.
        ticked: the texts that are chosen.
        form, scope: the format and the passages that are chosen.
    """

    offer: WorkOffer
    ticked: frozenset[str]
    form: str
    scope: Scope


# --- one text -----------------------------------------------------------------------------------------------------


@bp.get("/texts/<slug>/<locale>/package")
@context.signed_in
def show(slug: str, locale: str) -> str:
    """Show what can be taken along of a text, and the form that brings it back."""
    return _page(slug, locale, {})


@bp.get("/texts/<slug>/<locale>/package/file")
@context.signed_in
def take(slug: str, locale: str) -> Response | tuple[str, int]:
    """Download a work package of one text."""
    try:
        taken = packages.take(
            context.store(), slug, locale, **_wanted(request.args), labels=_labels(), by=context.user()
        )
    except Invalid as error:
        return _page(slug, locale, _problem(error, "scope")), 422
    return _download(taken)


@bp.post("/texts/<slug>/<locale>/package")
@context.signed_in
def bring(slug: str, locale: str) -> str | tuple[str, int]:
    """Take over what a file says, and tell what became of each passage."""

    def bring_file(name: str, data: bytes) -> tuple[Returned, ...]:
        return packages.bring(context.store(), slug, locale, name=name, data=data, by=context.user())

    here = url_for("packages.show", slug=slug, locale=locale)
    return _bring(bring_file, lambda problems: _page(slug, locale, problems), here)


def _page(slug: str, locale: str, problems: dict[str, str]) -> str:
    offer = packages.offer(context.store(), slug, locale, by=context.user())
    return render_template("packages/show.html", offer=offer, problems=problems)


# --- several texts ------------------------------------------------------------------------------------------------


@bp.get("/packages")
@context.signed_in
def work() -> str:
    """Show what can be taken along of all texts, and the form that brings it back."""
    return _work_page(request.args, {})


@bp.post("/packages/file")
@context.signed_in
def take_several() -> Response | tuple[str, int]:
    """Download a work package of the texts that were ticked; their names would be too long for an address."""
    form = request.form
    try:
        taken = packages.take_several(
            context.store(),
            form.getlist("text"),
            Pair(form.get("from", ""), form.get("into", "")),
            **_wanted(form),
            labels=_labels(),
            by=context.user(),
        )
    except Invalid as error:
        return _work_page(form, _problem(error, "scope"), frozenset(form.getlist("text"))), 422
    return _download(taken)


@bp.post("/packages")
@context.signed_in
def bring_several() -> str | tuple[str, int]:
    """Take over what a file says of any texts."""

    def bring_file(name: str, data: bytes) -> tuple[Returned, ...]:
        return packages.bring_all(context.store(), name=name, data=data, by=context.user())

    return _bring(bring_file, lambda problems: _work_page({}, problems), url_for("packages.work"))


def _work_page(asked: Mapping[str, str], problems: dict[str, str], ticked: frozenset[str] | None = None) -> str:
    pair = {"source_locale": asked.get("from", ""), "locale": asked.get("into", "")}
    offer = packages.offer_all(context.store(), by=context.user(), **pair)
    if ticked is None:
        ticked = frozenset(text.slug for text in offer.texts if text.is_own or len(offer.texts) == 1)
    page = WorkPage(offer, ticked, **_wanted(asked))
    return render_template("packages/work.html", page=page, problems=problems)


# --- what both share ----------------------------------------------------------------------------------------------


def _wanted(asked: Mapping[str, str]) -> dict[str, Any]:
    """Format and passages as they were chosen."""
    scope = asked.get("scope", "")
    return {"form": asked.get("form", "docx"), "scope": Scope(scope) if scope in set(Scope) else Scope.TO_DO}


def _problem(error: Invalid, field: str) -> dict[str, str]:
    return {str(error.details.get("field", field)): i18n.sentence(error)}


def _download(taken: Exported) -> Response:
    return send_file(BytesIO(taken.data), mimetype=taken.mimetype, as_attachment=True, download_name=taken.filename)


def _bring(
    bring_file: Callable[[str, bytes], tuple[Returned, ...]], again: Callable[[dict[str, str]], str], here: str
) -> str | tuple[str, int]:
    """Bring the file of a form back, or show the form again with what is wrong."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return again({"file": _("Choose a file first.")}), 422
    try:
        returned = bring_file(file.filename, file.stream.read())
    except (NotAllowed, NotFound):
        raise
    except WorkbenchError as error:
        return again({"file": i18n.sentence(error)}), 422
    counts = sum((one.counts for one in returned), Counter[Fate]())
    return render_template("packages/report.html", page=ReportPage(returned, counts, here))


def _labels() -> TableLabels:
    """What a Word file says of itself, in the reader's language."""
    return TableLabels(
        locale=i18n.current(),
        how=(
            _("Write into the middle column. A row may stay empty; come back to it in the workbench."),
            _("Leave the first and the last column as they are: the last one tells where each row belongs."),
            _("Signs such as ** or _ around words make them bold or italic; put them around the same words."),
            _("When you are back, bring this file to the page where you took it. What others wrote meanwhile is kept."),
        ),
        source=_("Source text"),
        translation=_("Translation"),
        mark=_("Do not change"),
    )
