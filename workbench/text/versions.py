"""Find the paragraphs of a text again in another version of it.

Method: the longest runs that both versions have (Ratcliff and Obershelp, as difflib has it), then what stands
elsewhere unchanged, then, between two such runs, what is most like it by the edit distance (Levenshtein 1966). It fails
where a paragraph was moved and edited at once: that is one which is gone, and another which is new.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

# Two versions of a paragraph are the same paragraph when at least this share of the longer one is unchanged.
SAME_SEGMENT = 0.5

# An edited paragraph is looked for among so many neighbours of its place: a book written anew takes seconds, not hours.
NEIGHBOURS = 40


def match_versions(old: Sequence[str], new: Sequence[str], *, lost: Sequence[str] = ()) -> dict[int, int]:
    """Find the old paragraph of each new one: unchanged in place, unchanged elsewhere, or edited in place.

    Args:
        old: the contents of the earlier version.
        new: the contents of the later one.
        lost: contents that the text had before; they come back only unchanged.

    Returns:
        The index in `old` by the index in `new`; what is in `lost` counts on from the end of `old`. None
        is there twice.
    """
    matched: dict[int, int] = {}
    used: set[int] = set()
    # What stands again and again, such as a line of asterisks, is no landmark: taken for one, it costs hours.
    blocks = difflib.SequenceMatcher(None, old, new).get_opcodes()
    for tag, i1, i2, j1, j2 in blocks:
        if tag == "equal":
            matched.update(zip(range(j1, j2), range(i1, i2), strict=True))
            used.update(range(i1, i2))
    elsewhere: dict[str, list[int]] = {}
    for index, content in enumerate((*old, *lost)):
        if index not in used:
            elsewhere.setdefault(content, []).append(index)
    for position, content in enumerate(new):
        if position not in matched and elsewhere.get(content):
            matched[position] = elsewhere[content].pop(0)
            used.add(matched[position])
    for _tag, i1, i2, j1, j2 in blocks:
        candidates = [index for index in range(i1, i2) if index not in used]
        positions = [position for position in range(j1, j2) if position not in matched]
        matched.update(_edited(old, candidates, new, positions))
    return matched


def _edited(old: Sequence[str], candidates: list[int], new: Sequence[str], positions: list[int]) -> dict[int, int]:
    """The candidates that were edited into what stands at some positions; they do not cross."""
    found: dict[int, int] = {}
    first = 0
    for number, position in enumerate(positions):
        near = max(first, number * len(candidates) // len(positions) - NEIGHBOURS)
        some = candidates[near : near + 2 * NEIGHBOURS]
        best = _most_like(new[position], [old[index] for index in some])
        if best is not None:
            found[position] = some[best]
            first = near + best + 1
    return found


def _most_like(content: str, others: Sequence[str]) -> int | None:
    """Which of the others is an earlier version of a content, if any is."""
    likeness = [Levenshtein.normalized_similarity(content, other, score_cutoff=SAME_SEGMENT) for other in others]
    best = max(likeness, default=0.0)
    return likeness.index(best) if best else None
