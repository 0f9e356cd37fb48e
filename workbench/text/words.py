"""Words, differences by words, and three-way merges by words.

A word is a run of letters and digits; every Chinese character stands for itself, since no space tells where
a word ends. Differences follow the longest common subsequence (Hyyrö, "Bit-Parallel LCS-length Computation
Revisited", 2004, in rapidfuzz; difflib needs seconds where a text repeats itself), then small agreements
between two changes are given up (after Fraser, "Diff Strategies", 2006), because three replaced words read
better than crumbs. A merge takes what only one side changed (Khanna, Kunal and
Pierce, "A Formal Investigation of Diff3", 2007) and gives up where the changes touch.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Literal

from rapidfuzz.distance import Indel

from workbench.languages import parse as parse_locale
from workbench.text.characters import WIDE

_Block = tuple[int, int, int]  # where in the old pieces, where in the new, how many
_Stretch = tuple[int, int, int, int, bool]  # bounds in the old pieces, in the new, whether they are equal

# A comparison fills one bit for each pair of pieces: 50 MB. Beyond, the whole stretch counts as replaced.
MAX_CELLS = 400_000_000

_LETTERS = rf"(?:(?![{WIDE}])[\w\u0300-\u036f])+"


@dataclass(frozen=True)
class Change:
    """One stretch of a difference; `old` is empty in an insertion, `new` in a deletion."""

    op: Literal["equal", "insert", "delete"]
    old: str
    new: str


@dataclass(frozen=True)
class _Edit:
    """A replacement of the pieces `start` to `end` of a base by `new`."""

    start: int
    end: int
    new: str


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give the patterns of a word and of a piece: a word, a run of blanks, or one other character."""
    # English joins with apostrophes (don't); elsewhere they quote. A hyphen joins everywhere.
    joiners = r"['’\-‑]" if language == "en" else r"[\-‑]"
    word = rf"[{WIDE}]|{_LETTERS}(?:{joiners}{_LETTERS})*"
    letters = rf"(?=[^\W_])[{WIDE}]|{_LETTERS}(?:{joiners}{_LETTERS})*"
    return re.compile(letters), re.compile(rf"{word}|\s+|.", re.DOTALL)


def tokens(text: str, locale: str) -> list[tuple[int, int]]:
    """Find the words of a text: half-open spans in text order; blanks and punctuation are left out."""
    word, _ = _patterns(parse_locale(locale).language)
    return [found.span() for found in word.finditer(text)]


def _pieces(text: str, locale: str) -> list[str]:
    """Cut a text into words, blanks and single other characters; joined they are the text."""
    _, piece = _patterns(parse_locale(locale).language)
    return piece.findall(text)


def diff(old: str, new: str, *, locale: str) -> list[Change]:
    """Compare two texts by words, in Chinese by characters.

    Returns:
        Changes in text order, a deletion before the insertion that replaces it; the `old` texts joined are
        `old`, the `new` texts joined are `new`.
    """
    old_pieces, new_pieces = _pieces(old, locale), _pieces(new, locale)
    changes: list[Change] = []
    for old_start, old_end, new_start, new_end, equal in _stretches(old_pieces, new_pieces):
        before, after = "".join(old_pieces[old_start:old_end]), "".join(new_pieces[new_start:new_end])
        if equal:
            changes.append(Change("equal", before, after))
            continue
        if before:
            changes.append(Change("delete", before, ""))
        if after:
            changes.append(Change("insert", "", after))
    return changes


def _stretches(old: list[str], new: list[str]) -> list[_Stretch]:
    """Align two lists of pieces: bounds in both and whether they are equal, alternating, without crumbs."""
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    shorter -= head
    tail = next((at for at in range(shorter) if old[-1 - at] != new[-1 - at]), shorter)
    blocks = [(0, 0, head)]
    blocks += [(a + head, b + head, size) for a, b, size in _common(old, new, head, tail)]
    blocks.append((len(old) - tail, len(new) - tail, tail))
    return _joined(_without_crumbs([block for block in blocks if block[2]], old, new), len(old), len(new))


def _common(old: list[str], new: list[str], head: int, tail: int) -> list[_Block]:
    """Find what two lists have in common between an equal head and an equal tail, as blocks from `head` on."""
    old_middle, new_middle = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(old_middle) * len(new_middle) > MAX_CELLS:
        return []
    return [
        (step.src_start, step.dest_start, step.src_end - step.src_start)
        for step in Indel.opcodes(old_middle, new_middle)
        if step.tag == "equal"
    ]


def _without_crumbs(blocks: list[_Block], old: list[str], new: list[str]) -> list[_Block]:
    """Give up agreements that are blank or less than half as long as the changes on both their sides."""
    old_at = list(accumulate(map(len, old), initial=0))
    new_at = list(accumulate(map(len, new), initial=0))

    def distance(left: _Block, right: _Block) -> int:
        old_end, new_end = left[0] + left[2], left[1] + left[2]
        return max(old_at[right[0]] - old_at[old_end], new_at[right[1]] - new_at[new_end])

    def is_crumb(left: _Block, block: _Block, right: _Block) -> bool:
        least = min(distance(left, block), distance(block, right))
        length = old_at[block[0] + block[2]] - old_at[block[0]]
        return least > 0 and (2 * length <= least or not "".join(old[block[0] : block[0] + block[2]]).strip())

    kept: list[_Block] = [(0, 0, 0)]
    for block in [*blocks, (len(old), len(new), 0)]:
        while len(kept) > 1 and is_crumb(kept[-2], kept[-1], block):
            kept.pop()
        kept.append(block)
    return kept[1:-1]


def _joined(blocks: list[_Block], old_length: int, new_length: int) -> list[_Stretch]:
    """Turn equal blocks into stretches that cover both sides."""
    stretches: list[_Stretch] = []
    at_old = at_new = 0
    for a, b, size in [*blocks, (old_length, new_length, 0)]:
        if a > at_old or b > at_new:
            stretches.append((at_old, a, at_new, b, False))
        if size:
            stretches.append((a, a + size, b, b + size, True))
        at_old, at_new = a + size, b + size
    return stretches


def merge(base: str, ours: str, theirs: str, *, locale: str) -> str | None:
    """Merge two texts that were made from one base.

    Returns:
        The text with the changes of both, or None where they overlap or touch without being the same.
    """
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    pieces = _pieces(base, locale)
    edits = sorted(
        {*_edits(pieces, _pieces(ours, locale)), *_edits(pieces, _pieces(theirs, locale))},
        key=lambda edit: (edit.start, edit.end),
    )
    merged: list[str] = []
    at = 0
    for number, edit in enumerate(edits):
        if number and edit.start <= edits[number - 1].end:
            return None
        merged += [*pieces[at : edit.start], edit.new]
        at = edit.end
    return "".join([*merged, *pieces[at:]])


def _edits(base: list[str], changed: list[str]) -> list[_Edit]:
    return [
        _Edit(base_start, base_end, "".join(changed[start:end]))
        for base_start, base_end, start, end, equal in _stretches(base, changed)
        if not equal
    ]
