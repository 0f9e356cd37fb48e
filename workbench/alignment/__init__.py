"""Align a text with its translation, paragraph by paragraph or sentence by sentence.

`align` gives beads with a confidence; `edits` holds what a person does to correct them. A library in its own
right: plain values in and out.
"""

from workbench.alignment.beads import Bead, TermFinder
from workbench.alignment.cues import ALL as CUES
from workbench.alignment.engine import AlignmentError, align
from workbench.alignment.misfits import doubts
from workbench.alignment.pins import ImpossiblePin

__all__ = ["CUES", "AlignmentError", "Bead", "ImpossiblePin", "TermFinder", "align", "doubts"]
