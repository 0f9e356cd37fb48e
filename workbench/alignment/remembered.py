"""What earlier work knows: pairs of texts that a person has found to translate each other.

Two cues. A paragraph that stands in the memory, as a whole or with one of its sentences, has that pair for a key; and
words that come together in pair after pair are a lexicon, learned as `lexicon.py` learns it from the two texts. The
pairs are of the languages of the two texts, in their order. Time grows with the memory: give it what is of use.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.alignment import lexicon
from workbench.alignment.cues import KeyCue
from workbench.alignment.keys import KeySets
from workbench.alignment.sides import Side, prepare
from workbench.text.sentences import sentences

Pairs = Sequence[tuple[str, str]]
_SHORTEST = 4  # characters; of less than that, texts are equal by chance


class Memory:
    """Paragraphs and sentences that were translated before."""

    name = "memory"
    hit = 0.85
    weight = 0.9

    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the pairs that each paragraph has one side of."""
        known: tuple[dict[str, set[str]], dict[str, set[str]]] = {}, {}
        for number, pair in enumerate(self._pairs):
            for side, text in zip(known, pair, strict=True):
                side.setdefault(_same(text), set()).add(str(number))
        ours, theirs = ([_found(text, side, known[n]) for text in side.raw] for n, side in enumerate((source, target)))
        return ours, theirs


class MemoryWords:
    """Words that stand together in many pairs."""

    name = "memory words"
    hit = lexicon.HIT
    weight = lexicon.WEIGHT

    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the learned pairs of words that each paragraph has one side of."""
        ours, theirs = (
            lexicon.candidates(prepare([pair[n] for pair in self._pairs], side.locale.tag))
            for n, side in enumerate((source, target))
        )
        beads = [(i, i + 1, i, i + 1) for i in range(len(self._pairs))]
        partners = lexicon.associated(ours, theirs, beads)
        return lexicon.keys_by(partners, lexicon.candidates(source), lexicon.candidates(target))


def cues(pairs: Pairs) -> tuple[KeyCue, ...]:
    """List the cues of a memory; none of an empty one."""
    return (Memory(pairs), MemoryWords(pairs)) if pairs else ()


def _same(text: str) -> str:
    """Give a text as it is compared: without differences of case and of blanks."""
    return " ".join(text.casefold().split())


def _found(text: str, side: Side, known: dict[str, set[str]]) -> set[str]:
    parts = {_same(text), *(_same(text[start:end]) for start, end in sentences(text, side.locale.tag))}
    return {key for part in parts if len(part) >= _SHORTEST for key in known.get(part, ())}
