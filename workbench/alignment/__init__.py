"""Align a text with its translation, paragraph by paragraph or sentence by sentence.

`align` gives beads with a confidence, `align_sentences` those inside them, `align_three` those of three texts of one
content; `doubts` says what is wrong with two texts as a whole; `edits` holds what a person does to correct an
alignment. A library in its own right: plain values in and out.
"""

from workbench.alignment.beads import Bead, TermFinder
from workbench.alignment.cues import ALL as CUES
from workbench.alignment.engine import AlignmentError, align
from workbench.alignment.misfits import doubts
from workbench.alignment.pins import ImpossiblePin
from workbench.alignment.sentences import Sentence, SentenceBead, align_sentences
from workbench.alignment.triangle import Triangle, align_three

__all__ = [
    "CUES",
    "AlignmentError",
    "Bead",
    "ImpossiblePin",
    "Sentence",
    "SentenceBead",
    "TermFinder",
    "Triangle",
    "align",
    "align_sentences",
    "align_three",
    "doubts",
]
