"""Find all terms of one locale in a text, inflected forms included.

English and Spanish: a prefix tree over the keys of words (see `words`). Terms are sorted by their first key when the
index is made; the branch of a first key grows when a text first asks for it, and what a word of a text leads to is
remembered, so that 50,000 terms cost next to nothing to load and a word without a term costs one look-up.

Chinese: an automaton (Aho and Corasick 1975) over folded strings. It allows 的 between two parts of a term of two
characters or more each, 右派的毛主义者 being a form of 右派毛主义者, by searching once more without any 的.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from ahocorasick_rs import AhoCorasick, Implementation

from workbench.glossary.concepts import Status, Term
from workbench.glossary.folding import fold_chinese
from workbench.glossary.tokens import SOFT_CHINESE, WORD, cut_term, gap, squeeze
from workbench.glossary.words import term_key, word_keys

_PARTICLE = "的"
_SHORTEST_PART = 2
_REMEMBERED = 1 << 18


class Entry(NamedTuple):
    """A term as one locale sees it; a tuple, since a book asks for them by the ten thousand.

    Attributes:
        concept: id of its concept.
        term: the term.
        status: its status in this locale.
        foreign: it is the form of another region, where this locale has a form of its own.
    """

    concept: str
    term: Term
    status: Status
    foreign: bool = False

    @property
    def right(self) -> bool:
        """Whether a translation may use it."""
        return self.status is not Status.FORBIDDEN and not self.foreign


class Hit(NamedTuple):
    """A term in a text: half-open, in code points."""

    start: int
    end: int
    entry: Entry


class Index(Protocol):
    """The terms of one locale, ready to be found. Nothing that a caller can see changes after construction."""

    def hits(self, text: str) -> Iterable[Hit]:
        """Give every term in a text, also overlapping ones and those inside others."""


def spellings(term: Term) -> tuple[str, ...]:
    """Give a term and the forms that editors list of it."""
    return (term.text, *term.forms) if term.forms else (term.text,)


# --- words between spaces -----------------------------------------------------------------------------------------


class _End(NamedTuple):
    """Where a term ends in the tree: the signs that have to stand before and after it."""

    entry: Entry
    opens: str
    closes: str


@dataclass(slots=True)
class _Node:
    """A point of the tree: the terms that end here, and where the next signs and key lead; leaves lead nowhere."""

    ends: tuple[_End, ...] = ()
    next: dict[str, _Node] | None = None

    def child(self, step: str) -> _Node:
        """Give the node that a step leads to, a new one if there was none."""
        if self.next is None:
            self.next = {}
        child = self.next.get(step)
        if child is None:
            child = self.next[step] = _Node()
        return child


class _Word(NamedTuple):
    """What a word of a text leads to: the keys of its forms, and the branches of those that a term begins with."""

    keys: tuple[str, ...]
    heads: tuple[_Node, ...]


class SpacedIndex:
    """The terms of a language that puts spaces between its words."""

    def __init__(self, terms: Iterable[tuple[str, Term]], language: str) -> None:
        """Take pairs of concept id and term."""
        self._language = language
        self._waiting: dict[str, list[tuple[str, str, Term]]] = {}
        self._branches: dict[str, _Node] = {}
        self._known: dict[str, _Word] = {}
        self._signs: list[tuple[str, Entry]] = []
        waiting, search = self._waiting, WORD.search
        for concept, term in terms:
            for text in spellings(term):
                first = search(text)
                if first is None:
                    self._signs.append((text, Entry(concept, term, term.status)))
                else:
                    waiting.setdefault(term_key(first.group(), language), []).append((text, concept, term))

    def hits(self, text: str) -> list[Hit]:
        """Give every term in a text, also overlapping ones and those inside others."""
        found: list[Hit] = []
        known, spans = self._known, list(WORD.finditer(text))
        words = [known.get(span.group()) or self._learn(span.group()) for span in spans]
        for at, word in enumerate(words):
            for node in word.heads:
                self._walk(node, text, spans, words, at, at, found)
        for signs, entry in self._signs:
            found += [Hit(at.start(), at.end(), entry) for at in re.finditer(re.escape(signs), text)]
        return found

    def _learn(self, text: str) -> _Word:
        # Threads may grow the same branch at once; both grow the same, and the later one is kept.
        keys = word_keys(text, self._language)
        word = _Word(keys, tuple([self._branch(key) for key in keys if key in self._waiting]))
        if len(self._known) > _REMEMBERED:
            self._known = {}
        self._known[text] = word
        return word

    def _branch(self, key: str) -> _Node:
        branch = self._branches.get(key)
        if branch is None:
            branch = _Node()
            for text, concept, term in self._waiting[key]:
                opens, parts, closes = cut_term(text)
                node = branch
                for signs, word in parts[1:]:
                    node = node.child(signs + term_key(word, self._language))
                node.ends += (_End(Entry(concept, term, term.status), opens, closes),)
            self._branches[key] = branch
        return branch

    def _walk(
        self,
        node: _Node,
        text: str,
        spans: Sequence[re.Match[str]],
        words: Sequence[_Word],
        first: int,
        last: int,
        found: list[Hit],
    ) -> None:
        end = spans[last].end()
        for entry, opens, closes in node.ends:
            start = spans[first].start()
            if not (opens or closes):
                found.append(Hit(start, end, entry))
            elif text.startswith(closes, end) and text.endswith(opens, 0, start):
                found.append(Hit(start - len(opens), end + len(closes), entry))
        if node.next is None or last + 1 == len(words):
            return
        between = text[end : spans[last + 1].start()]
        signs = "" if between == " " else gap(between, text[end - 1])
        if signs is None:
            return
        for key in words[last + 1].keys:
            if (child := node.next.get(signs + key)) is not None:
                self._walk(child, text, spans, words, first, last + 1, found)


# --- Chinese ------------------------------------------------------------------------------------------------------


class _Squeezed:
    """A folded text without the signs that join, and the way back to the offsets of the text."""

    def __init__(self, text: str, signs: re.Pattern[str]) -> None:
        self._starts, self._shifts = [0], [0]
        pieces, last, lost = [], 0, 0
        for found in signs.finditer(text):
            kept = "\n" if "\n\n" in found.group().replace(" ", "").replace("\t", "") else ""
            pieces += [text[last : found.start()], kept]
            last = found.end()
            lost += found.end() - found.start() - len(kept)
            self._starts.append(last - lost)
            self._shifts.append(lost)
        self.text = "".join([*pieces, text[last:]]) if pieces else text

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Give the span in the text as it was."""
        if len(self._starts) == 1:
            return start, end
        return self._at(start), self._at(end - 1) + 1

    def _at(self, offset: int) -> int:
        return offset + self._shifts[bisect_right(self._starts, offset) - 1]


_particle = re.compile(_PARTICLE)


class ChineseIndex:
    """The terms of a Chinese locale."""

    def __init__(self, terms: Iterable[tuple[str, Term]], entries: Callable[[str], Sequence[Entry]]) -> None:
        """Take pairs of concept id and term, and what gives the entries of a concept in this locale."""
        self._entries = entries
        places: dict[str, tuple[str, ...]] = {}
        for concept, term in terms:
            for text in spellings(term):
                whole = squeeze(text)
                for key in (whole, _without_particle(whole)) if _PARTICLE in whole else (whole,):
                    if key:
                        places[key] = (*places[key], concept) if key in places else (concept,)
        self.words = places.keys()
        self._places = list(places.items())
        self._known: dict[int, tuple[Entry, ...]] = {}
        # Built in a third of the time that the fastest automaton takes, and fast enough for a book.
        self._automaton = (
            AhoCorasick(list(places), implementation=Implementation.ContiguousNFA, store_patterns=False)
            if places
            else None
        )

    def hits(self, text: str) -> Iterator[Hit]:
        """Yield every term in a text, also overlapping ones and those inside others."""
        if self._automaton is None:
            return
        folded = fold_chinese(text)
        plain = _Squeezed(folded, SOFT_CHINESE)
        yield from self._found(folded, plain.text, plain.original)
        if _PARTICLE in plain.text:
            bare = _Squeezed(plain.text, _particle)

            def original(start: int, end: int) -> tuple[int, int] | None:
                start, end = bare.original(start, end)
                first, _, second = plain.text[start:end].partition(_PARTICLE)
                parted = min(len(first), len(second)) >= _SHORTEST_PART and _PARTICLE not in second
                return plain.original(start, end) if parted else None

            yield from self._found(folded, bare.text, original)

    def _found(
        self, folded: str, searched: str, original: Callable[[int, int], tuple[int, int] | None]
    ) -> Iterator[Hit]:
        assert self._automaton is not None  # noqa: S101 - `hits` has looked
        for number, first, after in self._automaton.find_matches_as_indexes(searched, overlapping=True):
            span = original(first, after)
            if span is not None and _is_whole(folded, *span):
                for entry in self._known.get(number) or self._lookup(number):
                    yield Hit(*span, entry)

    def _lookup(self, number: int) -> tuple[Entry, ...]:
        key, concepts = self._places[number]
        found = tuple(
            entry
            for concept in dict.fromkeys(concepts)
            for entry in self._entries(concept)
            if any(key in (whole, _without_particle(whole)) for whole in map(squeeze, spellings(entry.term)))
        )
        self._known[number] = found
        return found


def _without_particle(whole: str) -> str:
    """Give a term without the 的 between its parts, or nothing if it has none."""
    first, _, second = whole.partition(_PARTICLE)
    return first + second if min(len(first), len(second)) >= _SHORTEST_PART else ""


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word in Latin letters is cut in two: the NGO in NGOLO is none."""
    return not (_is_latin(text[start]) and start and _is_latin(text[start - 1])) and not (
        _is_latin(text[end - 1]) and end < len(text) and _is_latin(text[end])
    )


def _is_latin(sign: str) -> bool:
    return sign.isalnum() and sign < "\u2e80"
