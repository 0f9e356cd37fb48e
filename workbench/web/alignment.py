"""The alignment page: a finished translation beside its source, row by row, until it can be accepted.

One row is in hand at a time and has its commands; a link and forms do everything that a script does by fetching pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, Response, flash, jsonify, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from workbench.alignment import edits
from workbench.findings import N_
from workbench.states import State
from workbench.web import context, errors, i18n
from workbench.web.labels import export_labels
from workbench.workflow import alignments, units
from workbench.workflow.alignments import (
    WINDOW,
    AlignmentPage,
    AlreadyAccepted,
    Busy,
    Cut,
    Edit,
    Edited,
    PageRow,
    Stale,
)
from workbench.workflow.errors import Invalid, NotFound

bp = Blueprint("alignment", __name__, url_prefix="/alignments/<int:alignment_id>")

# Doubtful rows that are named at once; the others open below them.
FIRST_DOUBTS = 8


@dataclass(frozen=True)
class Here:
    """The row in hand, and where it may be split."""

    row: PageRow
    cuts: tuple[Cut, ...]
    likely: Cut | None

    @property
    def border(self) -> int:
        """How many source segments most likely stay in the first row."""
        return alignments.source_border(self.row, self.likely.place if self.likely else (0, 0))


@dataclass(frozen=True)
class Unsaved:
    """What somebody typed into a form that came too late."""

    row: int
    text: str


# --- pages and pieces of them -----------------------------------------------------------------------------------


@bp.get("")
@context.signed_in
def show(alignment_id: int) -> str | BaseResponse:
    """Show a window of the rows; `row` opens one, counted from 1, and `go` leads to it.

    While it is being aligned, show how far that is.
    """
    if (go := request.args.get("go", type=int)) is not None:
        return context.see_other(_address(alignment_id, go - 1))
    number = request.args.get("row", type=int)
    start = request.args.get("from", 1, type=int) - 1 if number is None else (number - 1) // WINDOW * WINDOW
    page = _page(alignment_id, start=start)
    if page.job is not None:
        return context.see_other(url_for("jobs.show", uid=page.job))
    return _show(page, here=None if number is None else number - 1)


@bp.get("/rows/<int:number>")
@context.signed_in
def row(alignment_id: int, number: int) -> Response | BaseResponse:
    """One row with its commands, as a piece of the page; a person is led to the page."""
    if not context.wants_json():
        return context.see_other(_address(alignment_id, number - 1))
    page = _page(alignment_id, start=number - 1, count=1)
    rest = render_template("alignment/_rows.html", page=page, here=None)
    return jsonify({"version": page.version, "rest": rest, "open": _open_row(page, number - 1)})


@bp.get("/export/<format>")
@context.signed_in
def export(alignment_id: int, format: str) -> BaseResponse:
    """Download the alignment as it stands."""
    page = _page(alignment_id, count=0)
    labels = export_labels(page.locale)
    exported = alignments.export(context.store(), alignment_id, format=format, labels=labels, by=context.user())
    return send_file(
        BytesIO(exported.data), mimetype=exported.mimetype, as_attachment=True, download_name=exported.filename
    )


def _show(page: AlignmentPage, *, here: int | None, problem: str = "", unsaved: Unsaved | None = None) -> str:
    return render_template(
        "alignment/show.html",
        page=page,
        here=_here(page, here),
        window=WINDOW,
        first_doubts=FIRST_DOUBTS,
        problem=problem,
        unsaved=unsaved,
        messages=_messages(),
    )


def _page(alignment_id: int, *, start: int = 0, count: int = WINDOW) -> AlignmentPage:
    return alignments.page(context.store(), alignment_id, by=context.user(), start=start, count=count)


def _here(page: AlignmentPage, index: int | None) -> Here | None:
    found = page.row(index) if page.may_edit else None
    if found is None:
        return None
    places = alignments.cuts(found, page.locale)
    return Here(found, places, alignments.likely_cut(found, places))


def _open_row(page: AlignmentPage, index: int) -> str:
    return render_template("alignment/_open_row.html", page=page, here=_here(page, index))


def _address(alignment_id: int, index: int) -> str:
    return url_for("alignment.show", alignment_id=alignment_id, row=index + 1, _anchor=f"b-{index + 1}")


# --- what changes the rows --------------------------------------------------------------------------------------


@bp.post("/edit")
@context.signed_in
def edit(alignment_id: int) -> Response | BaseResponse | tuple[Response | str, int]:
    """Apply one edit to the row in hand."""
    action = request.form.get("action", "")
    try:
        change = _change(alignment_id, action)
        edited = alignments.edit(context.store(), alignment_id, action, change, version=_version(), by=context.user())
    except Stale as error:
        return _refuse(alignment_id, error)
    except (AlreadyAccepted, Busy) as error:
        return _closed(alignment_id, error)
    last = edited.splice.start + len(edited.splice.new) - 1
    return _answer(alignment_id, edited, here=last if action == "add" else min(_row_index(), last))


@bp.post("/<any('undo','redo','again'):action>")
@context.signed_in
def step(alignment_id: int, action: str) -> Response | BaseResponse | tuple[Response | str, int]:
    """Take a step back, do it again, or align again around the rows that are settled."""
    store, by, number = context.store(), context.user(), request.form.get("step", 0, type=int)
    try:
        match action:
            case "undo":
                edited = alignments.undo(store, alignment_id, step=number, version=_version(), by=by)
            case "redo":
                edited = alignments.redo(store, alignment_id, step=number, version=_version(), by=by)
            case _:
                again = alignments.align_again(store, alignment_id, version=_version(), by=by, later=True)
                if again is None:
                    return _wait(alignment_id)
                edited = again
    except Stale as error:
        return _refuse(alignment_id, error)
    except (AlreadyAccepted, Busy) as error:
        return _closed(alignment_id, error)
    if action == "again" and not context.wants_json():
        flash(_("All rows that are not marked as right were aligned again. You can undo this."), "success")
    return _answer(alignment_id, edited, here=edited.splice.start)


def _change(alignment_id: int, action: str) -> Edit:
    """What a form asks for, as an edit of the rows."""
    form, i = request.form, _row_index()
    match action:
        case "join":
            return lambda rows: edits.join_next(rows, i)
        case "split":
            place = _place()
            stays = form.get("source_at", type=int)
            if stays is None:
                stays = _source_border(alignment_id, i, place)
            return lambda rows: edits.split(rows, i, source_at=stays, target_at=place)
        case "source-up" | "source-down":
            return lambda rows: edits.move_source(rows, i, "up" if action.endswith("up") else "down")
        case "target-up" | "target-down":
            return lambda rows: edits.move_target(rows, i, "up" if action.endswith("up") else "down")
        case "omit" | "add":
            mark, reason = edits.mark_omitted if action == "omit" else edits.mark_added, _reason()
            return lambda rows: mark(rows, i, reason)
        case "pin" | "unpin":
            return lambda rows: edits.pin(rows, i, pinned=action == "pin")
        case "pin-until":
            return lambda rows: alignments.pin_until(rows, i)
        case "mend":
            paragraph, text = form.get("paragraph", -1, type=int), form.get("text", "")
            return lambda rows: alignments.mend(rows, i, paragraph, text)
        case _:
            raise Invalid(N_("This page does not know what was asked for. Nothing was changed."), field="action")


def _version() -> int:
    return request.form.get("version", 0, type=int)


def _row_index() -> int:
    return request.form.get("row", 0, type=int) - 1


def _place() -> tuple[int, int]:
    """Paragraph and offset of a split, sent as `0:154`."""
    paragraph, _colon, offset = request.form.get("place", "").partition(":")
    if not (paragraph.isdecimal() and offset.isdecimal()):
        raise Invalid(N_("Say where the second row begins: choose a place, or put the caret there."), field="place")
    return int(paragraph), int(offset)


def _source_border(alignment_id: int, index: int, place: tuple[int, int]) -> int | None:
    found = _page(alignment_id, start=index, count=1).row(index)
    return alignments.source_border(found, place) if found else None


def _reason() -> str:
    reason = request.form.get("reason", "")
    return units.clean_reason(reason) if reason.strip() else ""


# --- what they answer -------------------------------------------------------------------------------------------


def _answer(alignment_id: int, edited: Edited, *, here: int) -> Response | BaseResponse:
    """The rows that changed and all that depends on them; without a script, the page at the row in hand."""
    if not context.wants_json():
        return context.see_other(_address(alignment_id, here))
    splice = edited.splice
    if max(len(splice.old), len(splice.new)) > WINDOW:
        return jsonify({"reload": _address(alignment_id, here)})
    page = _page(alignment_id, start=splice.start, count=len(splice.new))
    if page.version != edited.version:
        # Somebody else was quick: the page in the browser is older than both changes.
        return jsonify({"reload": _address(alignment_id, here)})
    return jsonify(
        {
            "version": page.version,
            "total": page.total,
            "doubtful": page.doubtful,
            "start": splice.start,
            "removed": len(splice.old),
            "rows": render_template("alignment/_rows.html", page=page, here=None),
            "here": here,
            "open": _open_row(page, here),
            "pieces": {
                name: render_template(f"alignment/_{name}.html", page=page, first_doubts=FIRST_DOUBTS, here=None)
                for name in ("summary", "accept", "foot")
            },
        }
    )


def _refuse(alignment_id: int, error: Stale) -> tuple[Response | str, int]:
    """Say that the page moved on, and show it as it is now, with what was typed."""
    sentence = i18n.sentence(error)
    if context.wants_json():
        return jsonify({"error": {"message": sentence, "code": "stale"}}), 409
    typed = request.form.get("text") or request.form.get("reason") or ""
    unsaved = Unsaved(_row_index() + 1, typed) if typed.strip() else None
    here = _row_index() if "row" in request.form else None
    start = max(here or 0, 0) // WINDOW * WINDOW
    return _show(_page(alignment_id, start=start), here=here, problem=sentence, unsaved=unsaved), 409


def _closed(alignment_id: int, error: AlreadyAccepted | Busy) -> BaseResponse | tuple[Response, int]:
    """Lead somebody who came too late to the page, which says that it is done, or is being done."""
    if context.wants_json():
        return jsonify({"error": {"message": i18n.sentence(error), "code": "stale"}}), 409
    return context.see_other(url_for("alignment.show", alignment_id=alignment_id))


def _wait(alignment_id: int) -> Response | BaseResponse:
    """Lead to the page, which shows how far the work in the background is."""
    address = url_for("alignment.show", alignment_id=alignment_id)
    return jsonify({"reload": address}) if context.wants_json() else context.see_other(address)


# --- the end ----------------------------------------------------------------------------------------------------


@bp.post("/accept")
@context.signed_in
def accept(alignment_id: int) -> BaseResponse | tuple[Response | str, int]:
    """Make an edition of the rows, and go to the desk."""
    state = State.APPROVED if request.form.get("state") == State.APPROVED else State.DRAFT
    try:
        alignments.accept(context.store(), alignment_id, by=context.user(), state=state, version=_version(), later=True)
    except Stale as error:
        return _refuse(alignment_id, error)
    except Busy as error:
        return _closed(alignment_id, error)
    except AlreadyAccepted:
        # The button was pressed twice, or by two people: what they wanted is done.
        pass
    else:
        flash(_("The translation is in. Its texts can be worked on from here."), "success")
    page = _page(alignment_id, count=0)
    return context.see_other(url_for("desk.show", slug=page.slug, locale=page.locale))


@bp.post("/discard")
@context.signed_in
def discard(alignment_id: int) -> BaseResponse | tuple[Response | str, int]:
    """Throw the alignment away, and go back to the text."""
    try:
        slug = alignments.discard(context.store(), alignment_id, version=_version(), by=context.user())
    except Stale as error:
        return _refuse(alignment_id, error)
    except (AlreadyAccepted, Busy) as error:
        return _closed(alignment_id, error)
    except NotFound:
        return context.see_other(url_for("library.index"))
    flash(_("The alignment is discarded. The source text is as it was."), "success")
    return context.see_other(url_for("library.text", slug=slug))


def _messages() -> str:
    """What the script of the page says, in the reader's language."""
    return errors.as_json(
        {
            "saved": _("Saved %(time)s", time="{time}"),
            "saving": _("Saving…"),
            "offline": _("No connection. This step was not done; try again in a moment."),
            "signedOut": _("You are signed out, so this step was not done. Sign in in another tab, then try again."),
            "refused": _("This step could not be done. Nothing was changed."),
            "noDoubt": _("No row is uncertain any more."),
            "keyNext": _("Next row"),
            "keyPrevious": _("Previous row"),
            "keyDoubt": _("Next uncertain row"),
            "keyJoin": _("Join with the next row"),
            "keySplit": _("Split at the caret, or choose a place"),
            "keyPin": _("This row is right"),
            "keyOmit": _("Left out in the translation"),
            "keyAdd": _("Added by the translator"),
            "keyMend": _("Mend the translation"),
            "keySplitHere": _("Split at the caret in the text area"),
            "keyUndo": _("Undo"),
            "keyRedo": _("Do it again"),
        }
    )
