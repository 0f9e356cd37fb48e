"""What approved texts say about a character between its neighbours: a small memory of settled choices.

Method: counts of each form beside its left and beside its right neighbour, the bigram half of a noisy-channel
model; they only move the confidence of a choice, never the choice itself. It fails on texts with few approved
lines, where it stays silent.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# How many sightings weigh as much as what the dictionary knows.
WEIGHT = 2.0

Context = tuple[str, str, str]


@dataclass(frozen=True)
class Evidence:
    """Forms that people approved, by character and neighbour; immutable once made."""

    _seen: dict[Context, Counter[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, approved: Iterable[tuple[str, str]]) -> Evidence:
        """Learn from pairs of base text and approved variant; pairs of different length are passed over."""
        seen: dict[Context, Counter[str]] = {}
        for base, variant in approved:
            if len(base) != len(variant):
                continue
            for at, form in enumerate(variant):
                if form.isalpha():
                    for context in _contexts(base, at):
                        seen.setdefault(context, Counter())[form] += 1
        return cls(seen)

    def weigh(self, text: str, at: int, chosen: str, confidence: float) -> float:
        """Move a confidence (0 to 1) in the form `chosen` of the character at `at` by what was seen."""
        right = wrong = 0
        for context in _contexts(text, at):
            counts = self._seen.get(context)
            if counts:
                right += counts[chosen]
                wrong += counts.total() - counts[chosen]
        return (confidence * WEIGHT + right) / (WEIGHT + right + wrong)


def _contexts(text: str, at: int) -> Iterator[Context]:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    yield before, text[at], ""
    yield "", text[at], after
