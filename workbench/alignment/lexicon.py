"""A lexicon learned from the text itself: words that stand in the same beads again and again.

Method: Dunning's log-likelihood ratio ("Accurate Methods for the Statistics of Surprise and Coincidence",
Computational Linguistics 19(1), 1993) over the beads of an earlier pass that are likely right. A pair of words
must have met in two beads at least, so that no bead is its only witness. It learns nothing from a text of twenty
paragraphs. Chinese words are guessed as single characters and pairs of neighbours.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Sequence, Set
from itertools import chain, groupby

import numpy as np

from workbench.alignment.cues.vocabulary import side_stems
from workbench.alignment.dp import Step
from workbench.alignment.keys import Floats, Ints, KeySets, distinct
from workbench.alignment.sides import HAN_RUN, Side

Partners = tuple[dict[str, list[str]], dict[str, list[str]]]
HIT = 0.5
WEIGHT = 0.35
_LEAST_RATIO = 9.0
_LEAST_TOGETHER = 3
_PARTNERS = 2
_MOST_PAIRS = 400_000  # a sample of the beads of a long text is enough; this bounds time and memory


def candidates(side: Side) -> list[set[str]]:
    """List what may be a word in each paragraph."""
    if side.locale.is_chinese:
        return [
            set().union(*(chain(run, map(operator.concat, run, run[1:])) for run in HAN_RUN.findall(text)))
            for text in side.texts
        ]
    return [{word for word in tokens if len(word) > 1} for tokens in side_stems(side)]


def learn(source: Sequence[Set[str]], target: Sequence[Set[str]], beads: Sequence[Step]) -> tuple[KeySets, KeySets]:
    """Give the pairs of words that are learned from two texts as keys of their paragraphs.

    Args:
        source: candidates for words in each source paragraph.
        target: the same for the target.
        beads: the beads to learn from, all with both sides.
    """
    return keys_by(associated(source, target, beads), source, target)


def associated(source: Sequence[Set[str]], target: Sequence[Set[str]], beads: Sequence[Step]) -> Partners:
    """Learn pairs of words: for each word of either side, the numbers of its pairs."""
    left_words, left = _number([set().union(*source[i0:i1]) for i0, i1, _, _ in beads])
    right_words, right = _number([set().union(*target[j0:j1]) for _, _, j0, j1 in beads])
    partners: Partners = {}, {}
    for number, (s, t) in enumerate(_associations(left, right, len(left_words), len(right_words))):
        partners[0].setdefault(left_words[s], []).append(str(number))
        partners[1].setdefault(right_words[t], []).append(str(number))
    return partners


def keys_by(partners: Partners, source: Sequence[Set[str]], target: Sequence[Set[str]]) -> tuple[KeySets, KeySets]:
    """Give the pairs of words that each paragraph has one side of."""
    return _keys(source, partners[0]), _keys(target, partners[1])


def _keys(texts: Sequence[Set[str]], partners: dict[str, list[str]]) -> KeySets:
    return [{key for word in words & partners.keys() for key in partners[word]} for words in texts]


def _number(sets: Sequence[set[str]]) -> tuple[list[str], list[Ints]]:
    """Number the words that at least two and at most half of the beads have; give each bead's numbers."""
    count = Counter(chain.from_iterable(sets))
    known = sorted(word for word, times in count.items() if _LEAST_TOGETHER <= times <= max(len(sets) / 2, 3))
    numbers = {word: number for number, word in enumerate(known)}
    return known, [np.array([numbers[word] for word in words if word in numbers], dtype=np.int64) for words in sets]


def _associations(left: Sequence[Ints], right: Sequence[Ints], lefts: int, rights: int) -> list[tuple[int, int]]:
    pairs = sum(len(s) * len(t) for s, t in zip(left, right, strict=True))
    every = pairs // _MOST_PAIRS + 1
    left, right = left[::every], right[::every]
    if not lefts or not rights or not left:
        return []
    codes, together = distinct(
        np.concatenate([(s[:, None] * rights + t).ravel() for s, t in zip(left, right, strict=True)])
    )
    tested = len(codes)
    codes, together = codes[together >= _LEAST_TOGETHER], together[together >= _LEAST_TOGETHER]
    s, t = np.divmod(codes, rights)
    of_s = np.bincount(np.concatenate(left), minlength=lefts)[s]
    of_t = np.bincount(np.concatenate(right), minlength=rights)[t]
    # One bead fewer on all counts: each bead must find enough witnesses beside itself. Of so many pairs that were
    # looked at, chance alone should bring about one beyond this bound.
    ratio = _log_likelihood(together - 1, of_s - 1, of_t - 1, len(left) - 1)
    keep = (ratio > max(_LEAST_RATIO, 2.0 * np.log(max(tested, 1)))) & (together * len(left) > of_s * of_t)
    ranked = sorted(
        zip(s[keep].tolist(), t[keep].tolist(), ratio[keep].tolist(), strict=True),
        key=lambda row: (row[0], -row[2], row[1]),
    )
    best = [row for _, rows in groupby(ranked, key=lambda row: row[0]) for row in list(rows)[:_PARTNERS]]
    best.sort(key=lambda row: (row[1], -row[2], row[0]))
    return [row[:2] for _, rows in groupby(best, key=lambda row: row[1]) for row in list(rows)[:_PARTNERS]]


def _log_likelihood(both: Ints, left: Ints, right: Ints, total: int) -> Floats:
    """Give Dunning's ratio for a table of two by two; counts are of beads."""
    table = np.stack([both, left - both, right - both, total - left - right + both]).astype(np.float64)
    sums = (
        np.stack([left * right, left * (total - right), (total - left) * right, (total - left) * (total - right)])
        / total
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(table > 0, table * np.log(table / sums), 0.0)
    return np.asarray(2.0 * parts.sum(axis=0))
