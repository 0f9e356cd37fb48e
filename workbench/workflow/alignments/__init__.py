"""Bring a finished translation in: align it, let a person correct it, and make an edition of it.

Every edit is a splice of rows that is stored with the page at once, so that the work can be left at any moment and
taken up on another device, and undone step by step. An edit that was sent twice is done once.
"""

from workbench.workflow.alignments.acceptance import accept, discard
from workbench.workflow.alignments.arrival import JOB, align_again, align_in_background, bring_translation
from workbench.workflow.alignments.cuts import Cut, cuts, likely_cut, source_border
from workbench.workflow.alignments.export import export
from workbench.workflow.alignments.rows import AlreadyAccepted, Busy, Stale
from workbench.workflow.alignments.steps import Edit, Edited, edit, mend, pin_until, redo, undo
from workbench.workflow.alignments.view import WINDOW, AlignmentPage, Doubt, PageRow, SourcePart, page, warnings

__all__ = [
    "JOB",
    "WINDOW",
    "AlignmentPage",
    "AlreadyAccepted",
    "Busy",
    "Cut",
    "Doubt",
    "Edit",
    "Edited",
    "PageRow",
    "SourcePart",
    "Stale",
    "accept",
    "align_again",
    "align_in_background",
    "bring_translation",
    "cuts",
    "discard",
    "edit",
    "export",
    "likely_cut",
    "mend",
    "page",
    "pin_until",
    "redo",
    "source_border",
    "undo",
    "warnings",
]
