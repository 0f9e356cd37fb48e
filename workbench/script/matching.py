"""One stage of a conversion: find the words of a dictionary in a text and put their other form there.

Characters go through a table. A phrase matters only where it gives something else than the table (a fifth of all do),
which two neighbouring characters tell in nearly all cases; only there all phrases that overlap are gathered to a
group, and one of two ways to cut it is taken:

- `greedy`: the longest phrase anywhere, the leftmost of equals, then what is left on both sides. This is what
  opencc-python-reimplemented does, to the character.
- `shortest_path`: the fewest pieces, then the commonest words. Fewest pieces is the classic rule of
  maximum matching (Chen and Liu, "Word identification for Mandarin Chinese sentences", COLING 1992).

It fails where a word is right in itself and only its meaning tells the form: rules (`rules.py`) and people
decide there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from workbench.script import index
from workbench.script.index import Index, Reach
from workbench.script.scanning import Edit, Table, replaced

Span = tuple[int, int]

# Costs are in bits: a word counts by its class (log2 of its frequency), a piece more than any word can save.
PIECE = 1000
RAREST = 30
SINGLE_CLASS = 6
# Of cuts into as many pieces the more even one is likelier: 机器|制度, not 机器制|度 (rule 3 of Tsai, "MMSEG", 1996).
EVEN = 2
# How many passages with overlapping phrases a stage remembers, and how long they may be.
REMEMBERED = 50_000
LONG_PASSAGE = 30
UNLISTED_CLASS = 2

Cut = Callable[["Stage", str, int, int], list[Span]]


def greedy(stage: Stage, text: str, low: int, high: int) -> list[Span]:
    """Cut a group of overlapping phrases: the longest first, the leftmost of equals."""
    ranks = stage.ranks
    found = sorted(
        stage.words(text, low, high),
        key=lambda span: (ranks.get(text[span[0] : span[1]], 0) if ranks else 0, span[0] - span[1], span[0]),
    )
    return _apart(found)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Take one span after the other, less those that overlap with one that was taken."""
    taken: list[Span] = []
    for start, end in spans:
        if all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end))
    return taken


def shortest_path(stage: Stage, text: str, low: int, high: int) -> list[Span]:
    """Cut a group of overlapping phrases into the fewest pieces, and of those into even ones and common words."""
    size = high - low
    cost = [0] * (size + 1)
    step = [1] * size
    words: dict[int, list[int]] = {}
    for start, end in stage.words(text, low, high):
        words.setdefault(start - low, []).append(end - start)
    # From right to left, so that among equal paths the longer word on the left wins.
    for here in reversed(range(size)):
        cost[here] = cost[here + 1] + PIECE + RAREST - stage.classes.get(text[low + here], SINGLE_CLASS) + EVEN
        for length in words.get(here, ()):
            rank = stage.classes.get(text[low + here : low + here + length], UNLISTED_CLASS)
            total = cost[here + length] + PIECE + RAREST - rank + EVEN * length * length
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
        """Give the other form of `text`, of the same length unless a phrase has a value of another."""
        return replaced(self.table.convert(text), self.edits(text))

    def convert_alone(self, word: str) -> str:
        """Give the other form of a word that may itself be no entry, cut greedily; needs no look-up tables."""
        known = self.phrases.get(word)
        if known is not None:
            return known
        plain = self.table.convert(word)
        if len(word) < 3:  # no other phrase fits inside
            return plain
        ends = range(1, len(word) + 1)
        inside = [(start, end) for end in ends for start in range(end) if word[start:end] in self.phrases]
        taken = _apart(sorted(inside, key=lambda span: (span[0] - span[1], span[0])))
        return replaced(plain, ((start, end, self.phrases[word[start:end]]) for start, end in sorted(taken)))

    def convert_all(self, words: list[str]) -> dict[str, str]:
        """Do the same for many words, in one go for those that are too short to hold a phrase."""
        plain = zip(words, self.table.convert_words(words), strict=True)
        return {word: self.convert_alone(word) if len(word) > 2 else value for word, value in plain}

    def edits(self, text: str) -> Iterator[Edit]:
        """Yield span and value of every phrase that gives something else than the table, in text order."""
        done = 0
        known = self._known
        for at in self.index.matters.find(text):
            if at < done:
                continue
            # What lies between such borders is cut without a look at what lies outside.
            low, high = self.passage(text, at)
            done = high
            passage = text[low:high]
            pieces = known.get(passage)
            if pieces is None:
                pieces = tuple(self._pieces(passage))
                if len(known) < REMEMBERED and len(passage) < LONG_PASSAGE:
                    known[passage] = pieces
            for start, end, value in pieces:
                yield low + start, low + end, value

    def _pieces(self, passage: str) -> Iterator[Edit]:
        """Cut the groups of a passage, and give the pieces that matter, in text order."""
        high = 0
        while high < len(passage):
            low, high = self.group(passage, high)
            for start, end in self._cut_up(passage[low:high]):
                value = self._value(passage[low + start : low + end])
                if value is not None:
                    yield low + start, low + end, value

    def _cut_up(self, group: str) -> list[Span]:
        if group in self.index.starting[group[0]][1] and not self.ranks:  # one piece is fewest, and longest
            return [(0, len(group))]
        return sorted(self.cut(self, group, 0, len(group)))

    def _value(self, phrase: str) -> str | None:
        """Give the value of a phrase; None where the table gives the same."""
        return self.index.starting[phrase[0]][1][phrase]

    @cached_property
    def _known(self) -> dict[str, tuple[Edit, ...]]:
        """The passages that were cut before: a text repeats its words. Writing the same answer twice does no harm."""
        return {}

    def group(self, text: str, at: int) -> Span:
        """Widen the place of a character until no phrase reaches over its borders."""
        over = self.index.over
        low, high = at, at + 1
        # What reaches over the upper border may begin before the lower one. Once nothing does, nothing that reaches
        # over the lower border ends behind the upper one. Most borders have two strangers beside them.
        while high < len(text) and (reaches := over[text[high - 1]].get(text[high])):
            start, end = self._covered(text, high, reaches)
            if end == high:
                break
            low, high = min(low, start), end
        while low and (reaches := over[text[low - 1]].get(text[low])):
            start, _ = self._covered(text, low, reaches)
            if start == low:
                break
            low = start
        return low, high

    def _covered(self, text: str, border: int, reaches: tuple[Reach, ...]) -> Span:
        """Find what the phrases that reach over a border cover together; nothing is an empty span."""
        starting = self.index.starting
        low = high = border
        for before, size in reaches:
            here = border - before
            if here >= 0 and (phrase := text[here : here + size]) in starting[phrase[0]][1]:
                low, high = min(low, here), max(high, here + len(phrase))
        return low, high

    def words(self, text: str, low: int, high: int) -> Iterator[Span]:
        """Yield the span of every phrase inside a group, shorter ones first at each place."""
        return index.spans(self.index.starting, text, low, high)

    def covering(self, text: str, at: int) -> list[Span]:
        """Give the spans of all phrases that hold the character at `at`, those that begin first before the others."""
        low, high = self.passage(text, at)
        starting = self.index.starting
        return [
            (here, here + size)
            for here in range(low, at + 1)
            for size in starting[text[here]][0]
            if at < here + size <= high and text[here : here + size] in starting[text[here]][1]
        ]

    def passage(self, text: str, at: int) -> Span:
        """Widen the place of a character to borders that no phrase reaches over, by their neighbours alone."""
        over = self.index.over
        low, high = at, at + 1
        while low and text[low] in over[text[low - 1]]:
            low -= 1
        while high < len(text) and text[high] in over[text[high - 1]]:
            high += 1
        return low, high

    @cached_property
    def table(self) -> Table:
        """The other form of single characters."""
        return Table(self.characters)

    @cached_property
    def index(self) -> Index:
        """The look-up tables."""
        return self.prepared or index.build(self.phrases, self.table)
