"""Terms found in a text, and the choice among those that overlap."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from workbench.glossary.concepts import Status, Term

Span = tuple[int, int]
_word = re.compile(r"[^\W_]+")
_acronym = re.compile(r"(?<![^\W_\u2e80-\uffff])[A-Z]{2,}(?![^\W_\u2e80-\uffff])")


class Match(NamedTuple):
    """A term in a text; a tuple, since a book has a hundred thousand of them.

    Attributes:
        concept: id of the concept.
        term: the term that the text has, perhaps in another form.
        status: what the term is in the locale of the text.
        start: where it begins, in code points of the text as given.
        end: where it ends, half-open.
        text: what stands there.
        foreign: it is the form of another region, where this locale has one of its own.
    """

    concept: str
    term: Term
    status: Status
    start: int
    end: int
    text: str
    foreign: bool = False

    @property
    def right(self) -> bool:
        """Whether a translation may use it."""
        return self.status is not Status.FORBIDDEN and not self.foreign


def longest(matches: Iterable[Match]) -> list[Match]:
    """Choose the longest matches that do not overlap, in text order.

    Several concepts may claim the same words. Of one concept's right terms only one stands for them, the one
    that the text has letter for letter if there is one; so it is with its forbidden terms.
    """
    by_span: dict[tuple[int, int], list[Match]] = {}
    for match in matches:
        span = match.start, match.end
        here = by_span.get(span)
        if here is None:
            by_span[span] = [match]
            continue
        same = next((at for at, other in enumerate(here) if _is_same(match, other)), None)
        if same is None:
            here.append(match)
        elif match.term.text == match.text:
            here[same] = match
    return [match for span in _apart(by_span) for match in by_span[span]]


def _apart(spans: Iterable[Span]) -> list[Span]:
    """Choose the longest spans that do not overlap, those before others first, in text order."""
    ordered = sorted(spans)
    chosen: list[Span] = []
    reach, first = -1, 0
    # Spans that touch no later one are chosen among themselves: a book costs no more than its paragraphs.
    for at, (start, end) in enumerate(ordered):
        if start >= reach and at > first:
            chosen += _choose(ordered[first:at]) if at - first > 1 else ordered[first:at]
            first = at
        reach = max(reach, end)
    return chosen + _choose(ordered[first:])


def _choose(spans: list[Span]) -> list[Span]:
    taken: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other or after <= start for other, after in taken):
            taken.append((start, end))
    return sorted(taken)


def is_written_alike(term: Term, raw: str, *, names_by_case: bool) -> bool:
    """Whether capitals and form agree as far as the term asks for it.

    An acronym needs its capitals: “WHO” is not “who”. A term with a capital is a name, and “my life” in the
    middle of a sentence is not the book My Life. A form that an editor listed counts as it is listed.

    Args:
        term: the term whose form stands in the text.
        raw: what stands there.
        names_by_case: a term with a capital needs one in the text.
    """
    if raw == term.text:
        return True
    if term.exact or term.case_sensitive:
        one, others = _plain(raw), [_plain(text) for text in (term.text, *term.forms)]
        return one in others if term.case_sensitive else one.casefold() in [other.casefold() for other in others]
    if term.text.islower() or raw in term.forms:
        return True
    words = _word.findall(raw if raw.isascii() else unicodedata.normalize("NFKC", raw))
    for acronym in _acronym.findall(term.text):
        if not any(acronym in word for word in words):
            return False
    if names_by_case and term.text[0].isupper():
        return any(word[0].isupper() for word in words)
    return True


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("’", "'").replace("\u2010", "-").replace("\u2011", "-")


def _is_same(one: Match, other: Match) -> bool:
    return one.concept == other.concept and one.right == other.right and one.foreign == other.foreign
