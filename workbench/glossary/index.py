"""Find all terms of one locale in a text, inflected forms included.

English and Spanish: terms are sorted by the keys of their first two words (see `words`) when the index is made; only
where a text has both side by side a prefix tree of what begins so is grown. What is known of a word of a text is
remembered, so that 50,000 terms cost little to load and a word without a term costs one look-up.

Chinese: an automaton (Aho and Corasick 1975) over folded strings. It allows 的 between two parts of a term of two
characters or more each, 右派的毛主义者 being a form of 右派毛主义者, by searching once more without any 的.
"""

from __future__ import annotations

import itertools
import re
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from ahocorasick_rs import AhoCorasick, Implementation

from workbench.glossary.concepts import Status, Term
from workbench.glossary.folding import fold_chinese
from workbench.glossary.tokens import SOFT_CHINESE, WORD, Cut, cut_term, gap, squeeze
from workbench.glossary.words import term_key, word_keys

_PARTICLE = "的"
_SHORTEST_PART = 2
_REMEMBERED = 1 << 18
_CUT = re.compile(f"({WORD.pattern})")


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


# A term in a text: where it begins and ends, half-open, in code points. A plain tuple takes a third of the time.
Hit = tuple[int, int, Entry]
Entries = Callable[[str], Sequence[Entry]]


class Index(Protocol):
    """The terms of one locale, ready to be found. Nothing that a caller can see changes after construction."""

    def hits(self, text: str) -> Iterable[Hit]:
        """Give every term in a text, also overlapping ones and those inside others."""


def spellings(term: Term) -> tuple[str, ...]:
    """Give a term and the forms that editors list of it."""
    return (term.text, *term.forms) if term.forms else (term.text,)


# --- words between spaces -----------------------------------------------------------------------------------------


# A spelling of a term: the id of its concept, and what is written.
Spelled = tuple[str, str]
# An entry with the signs that have to stand before and after its words.
_End = tuple[Entry, str, str]


class _Branch:
    """The terms that share their first words: those that end here, and the others by the key of their next word.

    Where a next word leads is found out when a text goes there: it depends on the signs that stand before the word.
    """

    __slots__ = ("depth", "ends", "forks", "onward")

    def __init__(self, depth: int, ends: Sequence[_End], onward: Mapping[str, Sequence[Spelled]]) -> None:
        self.depth, self.ends, self.onward = depth, ends, onward
        self.forks: dict[str, _Forks] = {}


# Where terms go on with one word: by the signs before it.
_Forks = dict[str, _Branch]
# What is known of a word of a text: the keys of the words that it may be a form of, those of them that are a term, and
# those that longer terms begin with. A plain tuple of strings, which the collector of cycles soon leaves alone.
_Word = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]


class _Cut:
    """A text cut into its words and what stands between them."""

    def __init__(self, text: str) -> None:
        pieces = _CUT.split(text)
        self.text = text
        self.words = pieces[1::2]
        self._between = pieces[::2]
        self._offsets = list(itertools.accumulate(map(len, pieces)))

    def signs(self, at: int) -> str | None:
        """Give the signs between a word and the one before it, None where no term reaches over them."""
        between = self._between[at]
        return "" if between == " " else gap(between, self.words[at - 1][-1])

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Give the span from one word to another."""
        return self._offsets[2 * first], self._offsets[2 * last + 1]


class SpacedIndex:
    """The terms of a language that puts spaces between its words."""

    def __init__(self, terms: Iterable[Spelled], entries: Entries, language: str) -> None:
        """Take the spellings of all terms, and what gives the entries of a concept in this locale."""
        self._language = language
        self._entries = entries
        self._known: dict[str, _Word] = {}
        self._ends: dict[str, Sequence[_End]] = {}
        self._forks: dict[str, _Forks] = {}
        self._signs: list[_End] = []
        # The last term of one word by its key, and the last longer one by the keys of its first two words; each term
        # has the number of the one before it with the same beginning. Strings in tuples, and numbers, are nothing that
        # the collector of cycles has to visit again.
        self._alone: dict[str, int] = {}
        self._longer: dict[str, dict[str, int]] = defaultdict(dict)
        self._before = array("l")
        spelt: list[Spelled] = []
        # Terms share their words, so what it costs to find their keys is paid once for each.
        known: dict[str, tuple[str, ...]] = {}
        for spelled in terms:
            keys: tuple[str, ...] = ()
            for piece in spelled[1].split(" "):
                keys += known.get(piece) or known.setdefault(piece, self._keys(piece))
                if len(keys) > 1:
                    last, key = self._longer[keys[0]], keys[1]
                    break
            else:
                if not keys:
                    self._signs += self._end(spelled)
                    continue
                last, key = self._alone, keys[0]
            self._before.append(last.get(key, -1))
            last[key] = len(spelt)
            spelt.append(spelled)
        self._spelled = tuple(spelt)

    def _keys(self, piece: str) -> tuple[str, ...]:
        return tuple([term_key(word, self._language) for word in WORD.findall(piece)])

    def hits(self, text: str) -> list[Hit]:
        """Give every term in a text, also overlapping ones and those inside others."""
        found: list[Hit] = []
        cut, known, longer = _Cut(text), self._known, self._longer
        before: tuple[str, ...] = ()
        for at, word in enumerate(cut.words):
            keys, alone, heads = known.get(word) or self._learn(word)
            for head in before:
                onward = longer[head]
                for key in keys:
                    if key in onward:
                        forks = self._forks.get(f"{head} {key}") or self._begin(head, key)
                        self._follow(forks, cut, at - 1, at, found)
            if alone:
                for key in alone:
                    self._add(self._ends.get(key) or self._ends_of(key), cut, at, at, found)
            before = heads
        for entry, signs, _ in self._signs:
            found += [(at.start(), at.end(), entry) for at in re.finditer(re.escape(signs), text)]
        return found

    # Threads may find out the same thing at once, here and below; both find the same, and the later one is kept.

    def _learn(self, text: str) -> _Word:
        keys = word_keys(text, self._language)
        word = keys, tuple(filter(self._alone.__contains__, keys)), tuple(filter(self._longer.__contains__, keys))
        if len(self._known) > _REMEMBERED:
            self._known = {}
        self._known[text] = word
        return word

    def _chained(self, last: int) -> list[Spelled]:
        """Give the different spellings with one beginning, in the order in which they came."""
        found = []
        while last >= 0:
            found.append(self._spelled[last])
            last = self._before[last]
        return list(dict.fromkeys(reversed(found)))

    def _ends_of(self, key: str) -> Sequence[_End]:
        ends = self._ends[key] = [end for spelled in self._chained(self._alone[key]) for end in self._end(spelled)]
        return ends

    def _begin(self, head: str, key: str) -> _Forks:
        forks = self._forks[f"{head} {key}"] = self._fork(self._chained(self._longer[head][key]), 1)
        return forks

    def _follow(self, forks: _Forks, cut: _Cut, first: int, at: int, found: list[Hit]) -> None:
        """Add the terms that go on with the word at a place, and those that follow from there."""
        signs = cut.signs(at)
        branch = None if signs is None else forks.get(signs)
        if branch is None:
            return
        self._add(branch.ends, cut, first, at, found)
        if branch.onward and at + 1 < len(cut.words):
            word = cut.words[at + 1]
            for key in (self._known.get(word) or self._learn(word))[0]:
                if key in branch.onward:
                    further = branch.forks.get(key)
                    if further is None:
                        further = branch.forks[key] = self._fork(branch.onward[key], branch.depth)
                    self._follow(further, cut, first, at + 1, found)

    def _fork(self, terms: Iterable[Spelled], depth: int) -> _Forks:
        """Tell terms that share some words and the key of the next one apart by the signs before that one."""
        by_signs: dict[str, list[tuple[Spelled, Cut]]] = defaultdict(list)
        for spelled in terms:
            cut = cut_term(spelled[1])
            by_signs[cut.signs[depth]].append((spelled, cut))
        return {signs: self._grow(cuts, depth + 1) for signs, cuts in by_signs.items()}

    def _grow(self, terms: Iterable[tuple[Spelled, Cut]], depth: int) -> _Branch:
        ends: list[_End] = []
        onward: dict[str, list[Spelled]] = {}
        for spelled, cut in terms:
            if len(cut.words) == depth:
                ends += self._end(spelled, cut)
            else:
                onward.setdefault(term_key(cut.words[depth], self._language), []).append(spelled)
        return _Branch(depth, ends, onward)

    def _add(self, ends: Sequence[_End], cut: _Cut, first: int, last: int, found: list[Hit]) -> None:
        """Add the terms that end with a word, if the signs that they need stand around them."""
        if not ends:
            return
        start, end = cut.span(first, last)
        for entry, opens, closes in ends:
            if not (opens or closes):
                found.append((start, end, entry))
            elif cut.text.startswith(closes, end) and cut.text.endswith(opens, 0, start):
                found.append((start - len(opens), end + len(closes), entry))

    def _end(self, spelled: Spelled, cut: Cut | None = None) -> list[_End]:
        """Give the entries of a spelling, each with the signs that have to stand around it."""
        concept, text = spelled
        opens, _, _, closes = cut or cut_term(text)
        return [(entry, opens, closes) for entry in self._entries(concept) if text in spellings(entry.term)]


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

    def __init__(self, terms: Iterable[Spelled], entries: Entries) -> None:
        """Take the spellings of all terms, and what gives the entries of a concept in this locale."""
        self._entries = entries
        places: dict[str, tuple[str, ...]] = {}
        for concept, text in terms:
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
                    yield (*span, entry)

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
