"""Align a text and two of its translations with each other, all three pairs at once.

Each pair is aligned on its own; then what the two others say of it becomes one more cue, and each is aligned again. A
pair that is put together from the two others alone would be worse than a direct one: a merge in the pivot glues
neighbours together, and what the pivot leaves out has no way across. So the way through the third text is a cue among
others, and where it leads elsewhere the bead is marked as doubtful. It fails where two texts share a mistake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workbench.alignment.beads import Bead, TermFinder
from workbench.alignment.engine import align
from workbench.alignment.keys import KeySets
from workbench.alignment.sides import Side

_SURE = 0.5
Links = Mapping[int, frozenset[int]]


class Third:
    """Paragraphs of a third text that both sides were aligned with."""

    name = "third"
    hit = 0.9
    weight = 0.5

    def __init__(self, source: Links, target: Links) -> None:
        self._links = source, target

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the paragraphs of the third text that each paragraph belongs to."""
        ours, theirs = self._links
        return [set(map(str, ours.get(i, ()))) for i in range(len(source))], [
            set(map(str, theirs.get(j, ()))) for j in range(len(target))
        ]


@dataclass(frozen=True)
class Triangle:
    """Three texts aligned with each other.

    Attributes:
        pivot_left: beads of the pivot (source) and the left text (target).
        pivot_right: beads of the pivot (source) and the right text (target).
        left_right: beads of the left text (source) and the right text (target).
        doubtful: for these three in this order, the indices of the beads where the way through the third text leads
            elsewhere.
    """

    pivot_left: list[Bead]
    pivot_right: list[Bead]
    left_right: list[Bead]
    doubtful: tuple[frozenset[int], frozenset[int], frozenset[int]]


def align_three(
    pivot: Sequence[str],
    left: Sequence[str],
    right: Sequence[str],
    *,
    pivot_locale: str,
    left_locale: str,
    right_locale: str,
    pivot_kinds: Sequence[str] | None = None,
    left_kinds: Sequence[str] | None = None,
    right_kinds: Sequence[str] | None = None,
    terms: TermFinder | None = None,
) -> Triangle:
    """Align three texts of one content.

    Args:
        pivot: paragraphs of the text that the two others were translated from, or of any of the three.
        left: paragraphs of the second text.
        right: paragraphs of the third text.
        pivot_locale: BCP 47 tag of the pivot.
        left_locale: the same for the second text.
        right_locale: the same for the third text.
        pivot_kinds: what each paragraph of the pivot is, as for `align`.
        left_kinds: the same for the second text.
        right_kinds: the same for the third text.
        terms: a glossary, as for `align`.

    Raises:
        AlignmentError: kinds and paragraphs differ in number.
        UnknownLocale: the workbench does not work in one of the locales.
    """
    texts = (pivot, left, right)
    locales = (pivot_locale, left_locale, right_locale)
    kinds = (pivot_kinds, left_kinds, right_kinds)

    def pair(a: int, b: int, more: Sequence[Third] = ()) -> list[Bead]:
        return align(
            texts[a],
            texts[b],
            source_locale=locales[a],
            target_locale=locales[b],
            source_kinds=kinds[a],
            target_kinds=kinds[b],
            terms=terms,
            more=more,
        )

    sides = ((0, 1, 2), (0, 2, 1), (1, 2, 0))
    direct = {(a, b): pair(a, b) for a, b, _ in sides}
    sure = _all_links(direct, least=_SURE)
    again = {(a, b): pair(a, b, [Third(sure[a, c], sure[b, c])]) for a, b, c in sides}
    links = _all_links(again, least=0.0)
    doubtful = [
        frozenset(
            number
            for number, bead in enumerate(again[a, b])
            if not _closes(bead, links[a, c], links[b, c], links[c, a], links[c, b])
        )
        for a, b, c in sides
    ]
    return Triangle(again[0, 1], again[0, 2], again[1, 2], (doubtful[0], doubtful[1], doubtful[2]))


def _all_links(pairs: Mapping[tuple[int, int], list[Bead]], *, least: float) -> dict[tuple[int, int], Links]:
    """Give for each text and each other one what every paragraph belongs to there, in both directions."""
    links: dict[tuple[int, int], Links] = {}
    for (a, b), beads in pairs.items():
        linked = [bead for bead in beads if bead.source and bead.target and bead.confidence >= least]
        links[a, b] = {i: frozenset(bead.target) for bead in linked for i in bead.source}
        links[b, a] = {j: frozenset(bead.source) for bead in linked for j in bead.target}
    return links


def _closes(bead: Bead, out: Links, back: Links, to_source: Links, to_target: Links) -> bool:
    """Say whether both ways from one side of a bead to the other, directly and through the third text, agree.

    Args:
        bead: a bead of the pair.
        out: from its source to the third text.
        back: from its target to the third text.
        to_source: from the third text to its source.
        to_target: from the third text to its target.
    """
    there, here = _through(bead.source, out), _through(bead.target, back)
    if bead.source and bead.target:
        return there == here
    return not (_through(there, to_target) or _through(here, to_source))


def _through(paragraphs: Sequence[int] | frozenset[int], links: Links) -> frozenset[int]:
    return frozenset().union(*(links.get(at, frozenset()) for at in paragraphs))
