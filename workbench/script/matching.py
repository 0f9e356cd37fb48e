"""One stage of a conversion: find the words of a dictionary in a text and put their other form there.

Every entry has as many characters as its value, so a stage keeps all offsets. Characters go through a table;
only phrases that differ from the table ("critical" ones, a fifth of all) are looked for, with an Aho-Corasick
automaton (ahocorasick_rs), and only around such a find are all overlapping phrases gathered and one of two
ways to cut them taken:

- `greedy`: the longest phrase anywhere, the leftmost of equals, then what is left on both sides. This is what
  opencc-python-reimplemented does, to the character.
- `shortest_path`: the fewest pieces, then the commonest words. Fewest pieces is the classic rule of
  maximum matching (Chen and Liu, "Word identification for Mandarin Chinese sentences", COLING 1992).

It fails where a word is right in itself and only its meaning tells the form: rules (`rules.py`) and people
decide there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Span = tuple[int, int]

# Below this many characters a look-up for each is as fast as an array and spares the import of numpy.
LONG_TEXT = 4000
# Costs are in bits: a word counts by its class (log2 of its frequency), a piece more than any word can save.
PIECE = 1000
RAREST = 30
SINGLE_CLASS = 6
UNLISTED_CLASS = 2


Cut = Callable[["Stage", str, int, int], list[Span]]


def greedy(stage: Stage, text: str, low: int, high: int) -> list[Span]:
    """Cut a group of overlapping phrases: the longest first, the leftmost of equals."""
    ranks = stage.ranks
    found = sorted(
        stage.words(text, low, high),
        key=lambda span: (ranks.get(text[span[0] : span[1]], 0) if ranks else 0, span[0] - span[1], span[0]),
    )
    taken: list[Span] = []
    for start, end in found:
        if all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end))
    return taken


def shortest_path(stage: Stage, text: str, low: int, high: int) -> list[Span]:
    """Cut a group of overlapping phrases into the fewest pieces, and of those into the commonest words."""
    size = high - low
    cost = [0] * (size + 1)
    step = [1] * size
    words: dict[int, list[int]] = {}
    for start, end in stage.words(text, low, high):
        words.setdefault(start - low, []).append(end - start)
    # From right to left, so that among equal paths the longer word on the left wins.
    for here in reversed(range(size)):
        cost[here] = cost[here + 1] + PIECE + RAREST - stage.classes.get(text[low + here], SINGLE_CLASS)
        for length in words.get(here, ()):
            rank = stage.classes.get(text[low + here : low + here + length], UNLISTED_CLASS)
            total = cost[here + length] + PIECE + RAREST - rank
            if total <= cost[here]:
                cost[here], step[here] = total, length
    taken: list[Span] = []
    here = 0
    while here < size:
        if step[here] > 1:
            taken.append((low + here, low + here + step[here]))
        here += step[here]
    return taken


@dataclass(frozen=True)
class Stage:
    """A compiled dictionary; immutable, so any number of threads may use it.

    Attributes:
        characters: the other form of single characters, by code point.
        phrases: words of two and more characters and their other form, of the same length.
        cut: how overlapping phrases are told apart.
        classes: log2 of a word's frequency in running text, where it is known.
        ranks: which dictionary a phrase is from, where there are several; the first goes before the others.
    """

    characters: Mapping[int, str]
    phrases: Mapping[str, str]
    cut: Cut = greedy
    classes: Mapping[str, int] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)

    def convert(self, text: str) -> str:
        """Give the other form of `text`, which has the same length."""
        pieces: list[str] = []
        done = 0
        plain = self._by_character(text)
        for start, end, value in self.edits(text):
            pieces += (plain[done:start], value)
            done = end
        pieces.append(plain[done:])
        return "".join(pieces)

    def convert_alone(self, word: str) -> str:
        """Give the other form of a word that may itself be no entry, cut greedily."""
        known = self.phrases.get(word)
        if known is not None:
            return known
        plain = self._one_by_one(word)
        if len(word) < 3:  # no other phrase fits inside
            return plain
        for start, end in greedy(self, word, 0, len(word)):
            plain = f"{plain[:start]}{self.phrases[word[start:end]]}{plain[end:]}"
        return plain

    def edits(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield span and value of every phrase that takes part where phrases matter, in text order."""
        if not self.phrases:
            return
        done = 0
        for _, start, end in self._critical.find_matches_as_indexes(text, overlapping=True):
            if end <= done:
                continue
            low, high = self.group(text, start, end)
            done = high
            whole = self.phrases.get(text[low:high])
            if whole is not None and not self.ranks:  # one piece is fewest, and longest
                yield low, high, whole
                continue
            for first, last in sorted(self.cut(self, text, low, high)):
                yield first, last, self.phrases[text[first:last]]

    def group(self, text: str, start: int, end: int) -> Span:
        """Widen a span until no phrase reaches over its borders."""
        low, high = start, end
        while True:
            wider = self._over(text, high) or self._over(text, low)
            if wider is None:
                return low, high
            low, high = min(low, wider[0]), max(high, wider[1])

    def _over(self, text: str, border: int) -> Span | None:
        """Find what the phrases that reach over a border cover together."""
        reach = self._neighbours.get(text[border - 1 : border + 1]) if border else None
        if reach is None:
            return None
        low = high = border
        for here in range(max(0, border - 1 - reach), border):
            for size in self._sizes.get(text[here], ()):
                if border < here + size <= len(text) and text[here : here + size] in self.phrases:
                    low, high = min(low, here), max(high, here + size)
        return (low, high) if high > border else None

    def words(self, text: str, low: int, high: int) -> Iterator[Span]:
        """Yield the span of every phrase inside a group, shorter ones first at each place."""
        for here in range(low, high):
            for size in self._sizes.get(text[here], ()):
                if here + size <= high and text[here : here + size] in self.phrases:
                    yield here, here + size

    def covering(self, text: str, at: int) -> list[Span]:
        """Give the spans of all phrases that hold the character at `at`."""
        return [
            (here, here + size)
            for here in range(max(0, at - self._longest + 1), at + 1)
            for size in self._sizes.get(text[here], ())
            if at < here + size <= len(text) and text[here : here + size] in self.phrases
        ]

    def _by_character(self, text: str) -> str:
        if len(text) < LONG_TEXT:
            return self._one_by_one(text)
        import numpy as np

        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        changed: bytes = self._array[codes].tobytes()
        return changed.decode("utf-32-le", "surrogatepass")

    @cached_property
    def _forms(self) -> dict[str, str]:
        return {chr(code): form for code, form in self.characters.items()}

    def _one_by_one(self, text: str) -> str:
        # Several times faster than `translate`, which asks for every character by its number.
        other = self._forms.get
        return "".join([other(character, character) for character in text])

    @cached_property
    def _array(self) -> NDArray[np.uint32]:
        import numpy as np

        array = np.arange(0x110000, dtype=np.uint32)
        for code, other in self.characters.items():
            array[code] = ord(other)
        return array

    @cached_property
    def _critical(self) -> AhoCorasick:
        # One pass over all keys is several times faster than one each.
        keys = list(self.phrases)
        by_table = self._one_by_one("\n".join(keys)).split("\n")
        wanted = [key for key, plain in zip(keys, by_table, strict=True) if self.phrases[key] != plain]
        return AhoCorasick(wanted, implementation=Implementation.ContiguousNFA, store_patterns=False)

    @cached_property
    def _sizes(self) -> dict[str, tuple[int, ...]]:
        sizes: dict[str, list[int]] = {}
        for first, size in sorted({(key[0], len(key)) for key in self.phrases}):
            sizes.setdefault(first, []).append(size)
        return {first: tuple(some) for first, some in sizes.items()}

    @cached_property
    def _neighbours(self) -> dict[str, int]:
        """Every two characters that stand side by side in a phrase, and how far into one at most.

        Most borders have two strangers beside them, and then no phrase has to be looked for.
        """
        found: dict[str, int] = {}
        phrases = list(self.phrases)
        depth = 0
        while phrases:
            found.update(dict.fromkeys([phrase[depth : depth + 2] for phrase in phrases], depth))
            depth += 1
            phrases = [phrase for phrase in phrases if len(phrase) > depth + 1]
        return found

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.phrases), default=1)
