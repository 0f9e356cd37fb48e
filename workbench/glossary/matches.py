"""Terms found in a text, and the choice among those that overlap."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from workbench.glossary.concepts import Status, Term


@dataclass(frozen=True, slots=True)
class Match:
    """A term in a text.

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
    by_span: dict[tuple[int, int], list[Match]] = defaultdict(list)
    for match in matches:
        here = by_span[match.start, match.end]
        same = next((at for at, other in enumerate(here) if _is_same(match, other)), None)
        if same is None:
            here.append(match)
        elif match.term.text == match.text:
            here[same] = match
    taken: list[tuple[int, int]] = []
    for start, end in sorted(by_span, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other or after <= start for other, after in taken):
            taken.append((start, end))
    return [match for span in sorted(taken) for match in by_span[span]]


def _is_same(one: Match, other: Match) -> bool:
    return one.concept == other.concept and one.right == other.right and one.foreign == other.foreign
