"""A document that waits: what was understood of it, what to leave out, and whether it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, flash, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from workbench import languages
from workbench.errors import WorkbenchError
from workbench.text import Segment
from workbench.web import context, i18n
from workbench.workflow import arrivals
from workbench.workflow.errors import NotAllowed, NotFound

bp = Blueprint("arrivals", __name__, url_prefix="/arrivals")

# A page with more passages is too heavy for a phone. What does not belong to a text stands at its beginning and end.
SHOWN = 1_500
SHOWN_AT_END = 500


@dataclass(frozen=True)
class ShownArrival:
    """What the page shows.

    Attributes:
        arrival: what was understood.
        head, tail: passages with their numbers; between them `hidden` are not shown.
        locales: the locales that can be chosen.
        left_out: the numbers of passages that are ticked.
    """

    arrival: arrivals.ArrivalPage
    head: Sequence[tuple[int, Segment]]
    tail: Sequence[tuple[int, Segment]]
    locales: tuple[str, ...]
    left_out: frozenset[int]

    @property
    def hidden(self) -> int:
        """How many passages in the middle are not shown."""
        return len(self.arrival.segments) - len(self.head) - len(self.tail)


@bp.get("/<uid>")
@context.signed_in
def show(uid: str) -> str | Response:
    """Show what was understood of a document; one that was kept leads to what it became."""
    kept = arrivals.became(context.store(), uid, by=context.user())
    return context.see_other(_address(kept)) if kept is not None else _page(uid, problems={})


@bp.post("/<uid>/keep")
@context.signed_in
def keep(uid: str) -> Response | tuple[str, int]:
    """Keep a document, without the passages that were ticked."""
    form = request.form
    try:
        kept = arrivals.keep(
            context.store(),
            uid,
            by=context.user(),
            locale=form.get("locale", ""),
            slug=form.get("slug", "").strip(),
            left_out=_ticked(),
            meta={name: form[name] for name in arrivals.META if name in form},
            text_version=form.get("version", 0, type=int),
        )
    except (NotAllowed, NotFound):
        raise
    except WorkbenchError as error:
        status = 409 if isinstance(error, arrivals.TextChanged) else 422
        return _page(uid, problems={str(error.details.get("field", "locale")): i18n.sentence(error)}), status
    if kept.report is not None:
        flash(
            _(
                "The new version is in: %(kept)s passages are the same, "
                "%(edited)s changed, %(added)s new, %(retired)s gone.",
                kept=kept.report.kept,
                edited=kept.report.edited,
                added=kept.report.added,
                retired=kept.report.retired,
            ),
            "success",
        )
    return context.see_other(_address(kept))


def _address(kept: arrivals.Kept) -> str:
    """The page of what a document became."""
    if kept.alignment_id is not None:
        return url_for("alignment.show", alignment_id=kept.alignment_id)
    return url_for("library.text", slug=kept.slug)


@bp.post("/<uid>/discard")
@context.signed_in
def discard(uid: str) -> Response:
    """Forget a document."""
    arrivals.discard(context.store(), uid, by=context.user())
    flash(_("The document was discarded; nothing was kept."), "success")
    return context.see_other(url_for("library.index"))


@bp.get("/<uid>/media/<name>")
@context.signed_in
def picture(uid: str, name: str) -> Response:
    """Show a picture of a document that waits."""
    found = arrivals.picture(context.store(), uid, f"media/{name}", by=context.user())
    return send_file(BytesIO(found.data), mimetype=found.type)


def _ticked() -> frozenset[int]:
    return frozenset(int(number) for number in request.form.getlist("out") if number.isdecimal() and len(number) < 7)


def _page(uid: str, *, problems: dict[str, str]) -> str:
    arrival = arrivals.page(context.store(), uid, by=context.user())
    numbered = list(enumerate(arrival.segments))
    is_long = len(numbered) > SHOWN + SHOWN_AT_END
    match arrival.purpose:
        case arrivals.Purpose.TEXT:
            locales = languages.WORKING
        case arrivals.Purpose.REVISION:
            locales = ()
        case _:
            locales = arrival.startable
    page = ShownArrival(
        arrival=arrival,
        head=numbered[:SHOWN] if is_long else numbered,
        tail=numbered[-SHOWN_AT_END:] if is_long else (),
        locales=locales,
        left_out=_ticked(),
    )
    return render_template("arrivals/show.html", page=page, form=request.form, problems=problems)
