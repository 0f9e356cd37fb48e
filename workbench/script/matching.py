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

from workbench.script import index
from workbench.script.index import Index

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
# How many groups of overlapping phrases a stage remembers.
REMEMBERED = 50_000
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
        prepared: the look-up tables, when they are known already.
    """

    characters: Mapping[int, str]
    phrases: Mapping[str, str]
    cut: Cut = greedy
    classes: Mapping[str, int] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)
    prepared: Index | None = None

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

    def convert_all(self, words: list[str]) -> dict[str, str]:
        """Do the same for many words, in one go for those that are too short to hold a phrase."""
        if not words:
            return {}
        plain = self._one_by_one("\n".join(words)).split("\n")
        return {
            word: self.convert_alone(word) if len(word) > 2 else value for word, value in zip(words, plain, strict=True)
        }

    def edits(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield span and value of every phrase that takes part where phrases matter, in text order."""
        if not self.phrases:
            return
        done = 0
        neighbours, known = self.index.neighbours, self._known
        for _, start, end in self._critical.find_matches_as_indexes(text, overlapping=True):
            if end <= done:
                continue
            # Most finds have strangers on both sides; asking that here spares most calls.
            if text[end - 1 : end + 1] in neighbours or text[start - 1 : start + 1] in neighbours:
                start, end = self.group(text, start, end)
            done = end
            group = text[start:end]
            pieces = known.get(group)
            if pieces is None:
                pieces = self._pieces(group)
                if len(known) < REMEMBERED:
                    known[group] = pieces
            for first, last, value in pieces:
                yield start + first, start + last, value

    def _pieces(self, group: str) -> tuple[tuple[int, int, str], ...]:
        """Cut a group, and give span and value of each piece that is a phrase, in text order."""
        whole = self.phrases.get(group)
        if whole is not None and not self.ranks:  # one piece is fewest, and longest
            return ((0, len(group), whole),)
        spans = sorted(self.cut(self, group, 0, len(group)))
        return tuple((first, last, self.phrases[group[first:last]]) for first, last in spans)

    @cached_property
    def _known(self) -> dict[str, tuple[tuple[int, int, str], ...]]:
        """The groups that were cut before: a text repeats its words. Writing the same answer twice does no harm."""
        return {}

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
        low = high = border
        for before, size in self.index.neighbours.get(text[border - 1 : border + 1], ()) if border else ():
            here = border - before
            if here >= 0 and (word := text[here : here + size]) in self.phrases:
                low, high = min(low, here), max(high, here + len(word))
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
        return "".join(map(self._forms.get, text, text))

    @cached_property
    def _array(self) -> NDArray[np.uint32]:
        import numpy as np

        array = np.arange(0x110000, dtype=np.uint32)
        for code, other in self.characters.items():
            array[code] = ord(other)
        return array

    @cached_property
    def index(self) -> Index:
        """The look-up tables."""
        return self.prepared or Index(self._wanted(), index.sizes(self.phrases), index.neighbours(self.phrases))

    def _wanted(self) -> tuple[str, ...]:
        if not self.phrases:
            return ()
        # One pass over all keys is several times faster than one each.
        by_table = self._one_by_one("\n".join(self.phrases)).split("\n")
        return tuple(key for key, plain in zip(self.phrases, by_table, strict=True) if self.phrases[key] != plain)

    @cached_property
    def _critical(self) -> AhoCorasick:
        return AhoCorasick(self.index.critical, implementation=Implementation.ContiguousNFA, store_patterns=False)

    @cached_property
    def _sizes(self) -> Mapping[str, tuple[int, ...]]:
        return self.prepared.sizes if self.prepared else index.sizes(self.phrases)

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.phrases), default=1)
