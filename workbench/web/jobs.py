"""Work in the background: how far it is, and the way to what came of it.

The page asks again by itself, with a script or without; whoever leaves it loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, jsonify, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from workbench.findings import N_
from workbench.web import context, filters
from workbench.workflow import alignments, jobs, memories, publishing, renewal
from workbench.workflow.alignments import followup
from workbench.workflow.glossary import replacing
from workbench.workflow.jobs import JobState, JobView

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


@dataclass(frozen=True)
class Kind:
    """What people read of a kind of job.

    Attributes:
        title: what is being done.
        about: what that means for who waits.
        goal: the address of what comes of it.
    """

    title: str
    about: str
    goal: Callable[[JobView], str]


def _alignment(job: JobView) -> str:
    return url_for("alignment.show", alignment_id=job.arguments["alignment"])


def _concept(job: JobView) -> str:
    return url_for("glossary.changed", revision=job.arguments["last"])


def _memory(job: JobView) -> str:
    return url_for("memories.brought", uid=job.uid)


def _site(job: JobView) -> str:
    return url_for("publishing.show")


KINDS: Mapping[str, Kind] = {
    alignments.JOB: Kind(
        title=N_("The translation is being aligned"),
        about=N_("Its paragraphs are kept already. A book takes some minutes; then the alignment opens here."),
        goal=_alignment,
    ),
    followup.JOB: Kind(
        title=N_("The translation is being checked"),
        about=N_("Its texts are at the desk already and can be worked on; what the checks find appears there."),
        goal=_alignment,
    ),
    renewal.JOB: Kind(
        title=N_("Passages are being checked again"),
        about=N_(
            "The change of the glossary is kept already. What the checks find appears at the desk, passage by passage."
        ),
        goal=_concept,
    ),
    replacing.JOB: Kind(
        title=N_("Words are being replaced"),
        about=N_("Each passage gets a line in its history with your name. What somebody changes meanwhile is skipped."),
        goal=_concept,
    ),
    memories.JOB: Kind(
        title=N_("The translation memory is being filed"),
        about=N_(
            "The file is kept already. A hundred thousand pairs take about a minute; then you see how many are new."
        ),
        goal=_memory,
    ),
    publishing.JOB: Kind(
        title=N_("The reading site is being made"),
        about=N_("When it is ready, you find it for some days on the page of the reading site."),
        goal=_site,
    ),
}


@dataclass(frozen=True)
class JobPage:
    """What `jobs/show.html` shows."""

    job: JobView
    title: str
    about: str
    line: str
    goal: str


@bp.get("/<uid>")
@context.signed_in
def show(uid: str) -> str | Response | BaseResponse:
    """Show how far a job is; when it is done, go to what came of it."""
    job = jobs.find(context.store(), uid, by=context.user())
    kind = KINDS[job.kind]
    goal = kind.goal(job)
    if context.wants_json():
        answer = {"state": job.state.value, "done": job.done, "total": job.total, "line": _line(job), "goal": goal}
        return jsonify(answer)
    if job.state is JobState.DONE:
        return context.see_other(goal)
    return render_template("jobs/show.html", page=JobPage(job, _(kind.title), _(kind.about), _line(job), goal))


@bp.post("/<uid>/again")
@context.signed_in
def again(uid: str) -> BaseResponse:
    """Try a job again that failed."""
    jobs.again(context.store(), uid, by=context.user())
    return context.see_other(url_for("jobs.show", uid=uid))


def _line(job: JobView) -> str:
    """Where it is, in a sentence."""
    match job.state:
        case JobState.WAITING:
            sentence = _("It waits for its turn.") if job.before else _("It begins in a moment.")
        case JobState.FAILED:
            sentence = _("It did not come to its end.")
        case _ if job.total:
            done, total = filters.number(job.done), filters.number(job.total)
            sentence = _("%(done)s of %(total)s done.", done=done, total=total)
        case _:
            sentence = _("It is being done.")
    return str(sentence)
