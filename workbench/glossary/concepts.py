"""The values of a termbase: concepts and the terms that express them.

The model follows TBX (ISO 30042): a concept is a meaning, a term is its expression in one locale. A concept
keeps its terms in a fixed order (locale, then status), so that two concepts with the same terms are equal.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterator
from dataclasses import dataclass

LOCALES: tuple[str, ...] = ("en", "zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "es")


class Status(enum.StrEnum):
    """What a translator may do with a term."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    FORBIDDEN = "forbidden"


class Life(enum.StrEnum):
    """How far the collective has settled a concept; only an agreed one blocks an approval."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DISPUTED = "disputed"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Term:
    """The expression of a concept in one locale.

    Attributes:
        text: the term as a dictionary would print it, without white space at its ends.
        locale: one of `LOCALES`.
        status: preferred, admitted or forbidden.
        part_of_speech: `noun`, `adjective`, … where it matters.
        gender: grammatical gender where it matters.
        note: how the term is used.
        case_sensitive: capitals count; without it only acronyms and names do.
        exact: no inflected form counts.
        provisional: in use, but not settled; what follows from it is a warning at most.
        anywhere: forbidden wherever it stands, also where the source does not mention the concept.
    """

    text: str
    locale: str
    status: Status = Status.PREFERRED
    part_of_speech: str = ""
    gender: str = ""
    note: str = ""
    case_sensitive: bool = False
    exact: bool = False
    provisional: bool = False
    anywhere: bool = False


_RANKS = {(locale, status): rank for rank, (locale, status) in enumerate(itertools.product(LOCALES, Status))}


def _rank(term: Term) -> int:
    return _RANKS.get((term.locale, term.status), len(_RANKS))


@dataclass(frozen=True, slots=True)
class Concept:
    """One meaning with its terms.

    Attributes:
        id: stable and unique in a termbase.
        domain: subject field; `person`, `place`, `organisation`, `work` and the like make it a name.
        definition: what it means, in English.
        note: advice for translators.
        terms: its terms in all locales, kept in the order of locales and statuses.
        state: where it is in its life.
    """

    id: str
    domain: str = ""
    definition: str = ""
    note: str = ""
    terms: tuple[Term, ...] = ()
    state: Life = Life.AGREED

    def __post_init__(self) -> None:
        object.__setattr__(self, "terms", tuple(sorted(self.terms, key=_rank)))

    def of(self, locale: str) -> Iterator[Term]:
        """Yield the terms of one locale, preferred ones first."""
        return (term for term in self.terms if term.locale == locale)
