"""Turn a variant's text that somebody rewrote into overrides of the places that differ.

One override over a whole paragraph would be lost with the next edit anywhere in its base; overrides of the changed
words alone are carried over it. Where the places cannot be told with certainty, the whole text becomes one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from workbench import text
from workbench.script import Conversion
from workbench.script.overrides import Override, apply
from workbench.workflow.variants.ways import Way


@dataclass
class _Hunk:
    """A stretch of the present text and what was typed in its place: half-open, in code points of each."""

    start: int
    end: int
    typed_start: int
    typed_end: int

    def widen(self, start: int, end: int) -> None:
        """Take in equal text on both sides, so that the stretch reaches from `start` to `end` at least."""
        left, right = max(0, self.start - start), max(0, end - self.end)
        self.start, self.typed_start = self.start - left, self.typed_start - left
        self.end, self.typed_end = self.end + right, self.typed_end + right


def split(way: Way, base: str, kept: Sequence[Override], typed: str) -> list[Override]:
    """Find overrides that make `typed` of `base`: the kept ones as far as they still hold, and new ones.

    Args:
        base: the text to be converted.
        kept: the overrides in force, anchored on it.
        typed: what the variant shall read; not what it reads now.
    """
    present = apply(way, base, kept)
    hunks = _hunks(present, typed, way)
    found = [_override(base, kept, present, hunk, typed) for hunk in hunks]
    fresh = [override for override in found if override is not None]
    untouched = [old for old in kept if all(old.end <= new.start or new.end <= old.start for new in fresh)]
    wanted = sorted((*untouched, *fresh), key=lambda override: override.start)
    apart = all(one.end <= two.start for one, two in pairwise(wanted))
    if None not in found and apart and apply(way, base, wanted).text == typed:
        return wanted
    return [Override.at(base, 0, len(base), typed)]


def _hunks(present: Conversion, typed: str, way: Way) -> list[_Hunk]:
    hunks: list[_Hunk] = []
    at = typed_at = 0
    is_new = True
    for change in text.diff(present.text, typed, locale=way.variant_tag):
        if change.op == "equal":
            at, typed_at, is_new = at + len(change.old), typed_at + len(change.new), True
            continue
        if is_new:
            hunks.append(_Hunk(at, at, typed_at, typed_at))
        at, typed_at, is_new = at + len(change.old), typed_at + len(change.new), False
        hunks[-1].end, hunks[-1].typed_end = at, typed_at
    for hunk in hunks:
        # An override stands for characters of the base and puts something in their place.
        if hunk.start == hunk.end or hunk.typed_start == hunk.typed_end:
            if hunk.end < len(present.text):
                hunk.widen(hunk.start, hunk.end + 1)
            else:
                hunk.widen(hunk.start - 1, hunk.end)
    return hunks


def _override(base: str, kept: Sequence[Override], present: Conversion, hunk: _Hunk, typed: str) -> Override | None:
    """The override that a hunk asks for; it takes in those which it touches. None where there is no such place."""
    start, end = present.to_source(hunk.start), present.to_source(hunk.end)
    for old in kept:
        if old.start < end and start < old.end:
            start, end = min(start, old.start), max(end, old.end)
    hunk.widen(*present.target_span(start, end))
    if not 0 <= start < end <= len(base) or not 0 <= hunk.typed_start < hunk.typed_end <= len(typed):
        return None
    return Override.at(base, start, end, typed[hunk.typed_start : hunk.typed_end])
