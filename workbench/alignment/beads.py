"""The values that the alignment of two texts is made of.

A bead (Gale and Church, "A Program for Aligning Sentences in Bilingual Corpora", Computational Linguistics
19(1), 1993) holds the source paragraphs and the target paragraphs that translate each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol


@dataclass(frozen=True)
class Bead:
    """Source and target paragraphs that belong together.

    Attributes:
        source: indices of the source paragraphs, counted from 0, without gaps; empty for an addition.
        target: the same for the translation; empty for an omission.
        confidence: 0 to 1, the share of such beads that are exactly right; 1 for a pinned bead.
        cues: names of what spoke for the bead, the strongest first; `pin` for a pinned bead.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float
    cues: tuple[str, ...] = ()


class TermMatch(Protocol):
    """One place where a glossary found a term."""

    @property
    def concept(self) -> object:
        """The concept that the term expresses; its text form identifies it."""


class TermFinder(Protocol):
    """Anything that finds the terms of a glossary in a text."""

    def find(self, text: str, locale: str, /) -> Iterable[TermMatch]:
        """Yield the terms of `locale` (a BCP 47 tag) in `text`."""


Shape = tuple[int, int]

# Shapes with both sides, then the two without one; how often each is seen before anything is known of the
# texts. Joining more than four paragraphs is rare enough to be left to the alignment page.
PRIORS: Mapping[Shape, float] = MappingProxyType(
    {
        (1, 1): 0.86, (1, 2): 0.03, (2, 1): 0.03, (2, 2): 0.006, (1, 3): 0.008, (3, 1): 0.008, (2, 3): 0.002,
        (3, 2): 0.002, (1, 4): 0.003, (4, 1): 0.003, (3, 3): 0.001, (1, 0): 0.022, (0, 1): 0.022,
    }
)  # fmt: skip
PAIRED: tuple[Shape, ...] = tuple(shape for shape in PRIORS if all(shape))
LONGEST = 4
