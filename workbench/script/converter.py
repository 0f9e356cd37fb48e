"""Convert Chinese text between scripts and regions, leaving alone what is not Chinese prose.

Order of work: what must not be touched is taken out (`spans`), terms are looked up and locked, the rest goes
through the stages of its direction (`directions`), quotation marks take the form of the region (`quotes`), and
everything is put back in its place. Regional vocabulary is never converted: it belongs into the glossary.

It fails where only the meaning of a sentence tells the form, and with names that no glossary holds; such
places are among the choices that `convert_with_choices` gives.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, MatchKind

from workbench.errors import WorkbenchError
from workbench.script import quotes, regional
from workbench.script.choices import Choice, choices
from workbench.script.detection import is_written_in
from workbench.script.directions import direction, side
from workbench.script.evidence import Evidence
from workbench.script.scanning import Edit, replaced
from workbench.script.spans import BREAK, Stretch, Stripped


class BadTerm(WorkbenchError):
    """A term has an empty form."""


@dataclass(frozen=True)
class Conversion:
    """A converted text with what is known of it.

    Attributes:
        text: the converted text.
        choices: the places where more than one result was possible, in text order.
        offsets: places that stand for each other, as (source, target), at both ends of the text and of every
            stretch whose length changed; between two of them both sides run in step.
        unchanged: the text was in the target script already, so nothing was done.
    """

    text: str
    choices: tuple[Choice, ...] = ()
    offsets: tuple[tuple[int, int], ...] = ()
    unchanged: bool = False

    @property
    def doubts(self) -> tuple[Choice, ...]:
        """The choices that ask for a look, the least certain first."""
        asking = (choice for choice in self.choices if choice.mark != "grey")
        return tuple(sorted(asking, key=lambda choice: (choice.confidence, choice.source_span)))

    def to_target(self, offset: int) -> int:
        """Give the place in the result that stands for `offset` in the source text."""
        return _follow(self.offsets, offset)

    def target_span(self, start: int, end: int) -> tuple[int, int]:
        """Give the span in the result that stands for `start` to `end` in the source text."""
        return self.to_target(start), self.to_target(end)

    def to_source(self, offset: int) -> int:
        """Give the place in the source text that stands for `offset` in the result."""
        return _follow([(target, source) for source, target in self.offsets], offset)


class Converter:
    """Converts one way between two Chinese locales; immutable, so any number of threads may share one.

    Attributes:
        has_region_words: whether words of the target region are put in; no way from Traditional Chinese knows any.
    """

    def __init__(
        self,
        source_tag: str,
        target_tag: str,
        *,
        terms: Iterable[tuple[str, str]] = (),
        keep: Iterable[str] = (),
        corrections: bool = True,
        evidence: Evidence | None = None,
        region_words: bool = False,
    ) -> None:
        """Name the way; the dictionaries are read on the first conversion and shared from then on.

        Args:
            source_tag: locale of what comes in, such as `zh-Hans`.
            target_tag: locale of what goes out, such as `zh-Hant-TW`.
            terms: source form and target form of names and terms; the longest wins and no later step touches
                it. A form equal to its own target guards a wording.
            keep: wordings that stay as they are.
            corrections: with False, exactly what the dictionary package gives: none of our corrections, no
                protected spans, no quotation marks, no look at the script of the text. Terms still count.
            region_words: put the words of the target region in place of those of the Mainland (see `regional`).
                Only for who asks for it by name, such as a command line: it is a translator's decision.
            evidence: what approved texts say about choices; moves their confidence.

        Raises:
            NoConversion: one of the locales is not Chinese.
            UnknownLocale: one of the tags is unknown.
            BadTerm: a term or a wording to keep is empty.
        """
        self._source, self._target = side(source_tag), side(target_tag)
        self._corrections, self._evidence = corrections, evidence
        # Among equal source forms the first term wins, and any term wins over a wording to keep.
        self._terms: dict[str, str] = {}
        for source, target in (*terms, *((wording, wording) for wording in keep)):
            if not source or not target:
                raise BadTerm("a term for conversion has an empty form; give both forms or leave it out")
            self._terms.setdefault(source, target)
        words = regional.table(self._target) if region_words and self._source == "Hans" else ()
        for entry in words:
            self._terms.setdefault(entry.word, entry.forms[0] if entry.forms else "")
        self.has_region_words = bool(words)

    def convert(self, text: str) -> str:
        """Convert plain text or inline Markdown.

        Converting a result again changes nothing. A text in the target script is returned as it is.

        Raises:
            DictionariesMissing: the dictionary package is not installed as it should be.
        """
        stripped = self._strip(text)
        if self._is_done(stripped.plain):
            return text
        terms = self._find_terms(stripped.plain)
        converted = self._prose(_closed(stripped.plain, terms))
        return _put_back(text, stripped.stretches, converted, terms)

    def convert_with_choices(self, text: str) -> Conversion:
        """Convert like `convert`, and say where more than one result was possible.

        Raises:
            DictionariesMissing: the dictionary package is not installed as it should be.
        """
        stripped = self._strip(text)
        if self._is_done(stripped.plain):
            return Conversion(text, offsets=_ends(text, text), unchanged=self._source != self._target)
        terms = self._find_terms(stripped.plain)
        open_text = _closed(stripped.plain, terms)
        converted = self._prose(open_text)
        result = _put_back(text, stripped.stretches, converted, terms)
        into = _Into.of(stripped, terms)
        found = [*self._choices(open_text, converted, stripped, into), *self._of_terms(terms, stripped, into)]
        found.sort(key=lambda choice: choice.source_span)
        offsets = dict.fromkeys((*into.offsets, *_ends(text, result)[1:]))
        return Conversion(result, tuple(found), tuple(offsets))

    def _strip(self, text: str) -> Stripped:
        return Stripped.of(text) if self._corrections else Stripped(text, [])

    def _is_done(self, plain: str) -> bool:
        """Tell whether there is nothing to do: same locale, or prose that is in the target script already."""
        if self._source == self._target:
            return True
        script = self._target[:4]
        return self._corrections and script != self._source[:4] and is_written_in(plain, script)

    def _prose(self, text: str) -> str:
        """Convert text that holds nothing to protect; the result has the same length."""
        way = direction(self._source, self._target, corrected=self._corrections)
        result = way.convert(text)
        if self._corrections and way.crosses:
            marks = (quotes.CURLY, quotes.CORNERS)
            source, target = marks if way.source == "Hans" else marks[::-1]
            found = quotes.replacements(result, source=source, target=target)
            result = replaced(result, ((at, at + 1, mark) for at, mark in found))
        return result

    def _choices(self, plain: str, converted: str, stripped: Stripped, into: _Into) -> Iterator[Choice]:
        way = direction(self._source, self._target, corrected=self._corrections)
        for at, found in choices(way, plain, converted, evidence=self._evidence):
            source, target = stripped.place(at), into.place(at)
            yield Choice((source, source + 1), (target, target + 1), *found)

    def _of_terms(self, terms: list[Edit], stripped: Stripped, into: _Into) -> Iterator[Choice]:
        way = direction(self._source, self._target, corrected=self._corrections)
        for start, end, form in terms:
            usual = way.convert(stripped.plain[start:end])
            others = (usual,) if usual != form else ()
            target = into.place(start)
            span = (stripped.place(start), stripped.place(end - 1) + 1)
            yield Choice(span, (target, target + len(form)), form, others, "term", "grey")

    def _find_terms(self, plain: str) -> list[Edit]:
        if self._automaton is None:
            return []
        hits = self._automaton.find_matches_as_indexes(plain)
        found = ((start, end, self._terms[plain[start:end]]) for _, start, end in hits)
        return [(start, end, target) for start, end, target in found if target]

    @cached_property
    def _automaton(self) -> AhoCorasick | None:
        if not self._terms:
            return None
        return AhoCorasick(list(self._terms), matchkind=MatchKind.LeftmostLongest)


def _closed(plain: str, terms: Iterable[Edit]) -> str:
    """Put breaks in the place of terms: no word reaches into one."""
    return replaced(plain, ((start, end, BREAK * (end - start)) for start, end, _ in terms))


def _put_back(text: str, stretches: Iterable[Stretch], converted: str, terms: list[Edit]) -> str:
    """Put terms and protected stretches in their places. A mark inside a term of another length comes behind it."""
    edits: list[Edit] = []
    done = at = 0
    for start, end, opaque in stretches:
        at += start - done
        edits.append((at, at + opaque, text[start:end]))
        at += opaque
        done = end
    same = [(start, end, form) for start, end, form in terms if len(form) == end - start]
    other = [(start, end, form) for start, end, form in terms if len(form) != end - start]
    return replaced(replaced(converted, same), sorted((*edits, *other), key=itemgetter(0)))


@dataclass(frozen=True)
class _Into:
    """Where the characters of a stripped text come to stand: only terms of another length move what follows.

    Attributes:
        offsets: places that stand for each other at both ends of what changed its length, as in `Conversion`.
        borders: the ends of those terms in the stripped text.
        shifts: how far everything lies behind its place in the text, before the first of them and from each on.
    """

    stripped: Stripped
    offsets: list[tuple[int, int]]
    borders: list[int]
    shifts: list[int]

    @classmethod
    def of(cls, stripped: Stripped, terms: list[Edit]) -> _Into:
        """Follow terms in text order."""
        into = cls(stripped, [(0, 0)], [], [0])
        for start, end, form in terms:
            if len(form) != end - start:
                into._follow_term(range(start, end), len(form))
        return into

    def place(self, at: int) -> int:
        """Give the place in the result of a character of the stripped text."""
        return self.stripped.place(at) + self.shifts[bisect_right(self.borders, at)]

    def _follow_term(self, characters: range, size: int) -> None:
        """The first character of a term becomes the whole of its form, the others nothing."""
        shift = self.shifts[-1]
        for at in characters:
            source = self.stripped.place(at)
            if size != 1:
                if self.offsets[-1] == (source, source + shift) and len(self.offsets) > 1:
                    self.offsets.pop()  # the stretch goes on
                else:
                    self.offsets.append((source, source + shift))
                self.offsets.append((source + 1, source + shift + size))
            shift += size - 1
            size = 0
        self.borders.append(characters.stop)
        self.shifts.append(shift)


def _ends(text: str, result: str) -> tuple[tuple[int, int], ...]:
    return (0, 0), (len(text), len(result))


def _follow(anchors: Sequence[tuple[int, int]], offset: int) -> int:
    """Map an offset through pairs of places; inside a stretch whose length changed, no further than its end."""
    here = there = 0
    for near, far in anchors:
        if near > offset:
            return min(there + offset - here, far)
        here, there = near, far
    return there + offset - here
