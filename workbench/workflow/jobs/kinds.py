"""What can be done in the background: the name of each kind of job, and the function that does it."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.workflow import alignments, memories, publishing, renewal
from workbench.workflow.alignments import followup
from workbench.workflow.glossary import replacing
from workbench.workflow.jobs.runner import Handler

HANDLERS: Mapping[str, Handler] = {
    alignments.JOB: alignments.align_in_background,
    followup.JOB: followup.follow_up,
    renewal.JOB: renewal.renew,
    replacing.JOB: replacing.replace_in_background,
    memories.JOB: memories.file_in_background,
    publishing.JOB: publishing.make_in_background,
}
