"""The cues: each a small class that knows one thing that a text and its translation have in common.

Sorts of them: a `KeyCue` gives each paragraph a set of keys, a `ClassCue` gives it one class out of a few,
a `LoneCue` marks single paragraphs, and `length` has a form of its own. A new cue is a class and a line in the list
of its sort.
"""

from __future__ import annotations

from typing import Protocol

from workbench.alignment.beads import TermFinder
from workbench.alignment.cues.dictionary import Dictionary
from workbench.alignment.cues.latin import Characters, Cognates, Latin
from workbench.alignment.cues.lone import Notes, Openings
from workbench.alignment.cues.names import Names
from workbench.alignment.cues.numbers import Numbers
from workbench.alignment.cues.pinyin import Pinyin, Sounds
from workbench.alignment.cues.punctuation import EndMark, Labels, Marks, StartMark
from workbench.alignment.cues.structure import Kinds, Markup
from workbench.alignment.cues.vocabulary import Glossary, Vocabulary
from workbench.alignment.keys import KeySets
from workbench.alignment.sides import Side


class KeyCue(Protocol):
    """A cue that finds keys.

    Attributes:
        name: what the cue is called in `Bead.cues` and in the option `cues`.
        hit: how often a key of one side is met on the other in a right bead, before the texts are known.
        weight: how much its evidence counts; below 1 for keys that come together.
    """

    name: str
    hit: float
    weight: float

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the keys of each paragraph of the source and of the target."""


class ClassCue(Protocol):
    """A cue that puts every paragraph into one of a few classes.

    Attributes:
        name: what the cue is called.
        agreement: how often both sides of a right bead are in the same class for this reason.
        weight: how much its evidence counts.
        at_end: whether the last paragraph of a block stands for the block, or the first.
    """

    name: str
    agreement: float
    weight: float
    at_end: bool

    def classes(self, side: Side) -> list[str]:
        """Give the class of each paragraph."""


class LoneCue(Protocol):
    """A cue that tells by a paragraph alone where it stands.

    Attributes:
        name: what the cue is called.
        alone: log odds for having no partner, of the paragraphs that it marks.
        last: log odds for being the last of several paragraphs in a bead.
    """

    name: str
    alone: float
    last: float

    def marked(self, side: Side) -> list[bool]:
        """Say of each paragraph whether it is such a one."""


LENGTH, LEARNED = "length", "learned"
# Cues of form: what they see in one paragraph is seen in many others.
FORMAL = frozenset({LENGTH, Notes.name, Marks.name, EndMark.name, StartMark.name, Kinds.name})


def key_cues(terms: TermFinder | None = None) -> tuple[KeyCue, ...]:
    """List the cues that find keys."""
    return (
        Numbers(), Latin(), Cognates(), Characters(), Pinyin(), Sounds(), Names(), Marks(), Labels(), Markup(),
        Vocabulary(), Dictionary(), Glossary(terms),
    )  # fmt: skip


def class_cues() -> tuple[ClassCue, ...]:
    """List the cues that find classes."""
    return (EndMark(), StartMark(), Kinds())


def lone_cues() -> tuple[LoneCue, ...]:
    """List the cues that tell by a paragraph alone where it stands."""
    return (Notes(), Openings())


ALL: tuple[str, ...] = (
    LENGTH,
    *(cue.name for cue in key_cues()),
    *(cue.name for cue in class_cues()),
    LEARNED,
    *(cue.name for cue in lone_cues()),
)
