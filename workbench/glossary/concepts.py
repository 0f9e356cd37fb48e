"""The values of a termbase: concepts and the terms that express them.

The model follows TBX (ISO 30042): a concept is a meaning, a term is its expression in one locale. A concept
keeps its terms in a fixed order (locale, then status), so that two concepts with the same terms are equal.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

# What sets a field of a frozen value.
_put = object.__setattr__
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


class RelationKind(enum.StrEnum):
    """How one concept stands to another; `distinct` reads “not to be confused with”."""

    BROADER = "broader"
    RELATED = "related"
    DISTINCT = "distinct"


@dataclass(frozen=True, slots=True)
class Relation:
    """A concept's relation to another one: `broader` tells that the other one is the wider meaning.

    Attributes:
        kind: what relation it is.
        concept: id of the other concept.
    """

    kind: RelationKind
    concept: str


@dataclass(frozen=True)
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
        as_written: never translated; what stands in the source stands in the target, letter for letter.
        first_mention: the first use in a text gives the original in brackets.
        derived: made from the term of another script by conversion, not given by hand.
        forms: inflected forms listed by editors, where no rule finds them.
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
    as_written: bool = False
    first_mention: bool = False
    derived: bool = False
    forms: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # JSON knows no tuples, and a term read from it has to equal the one that was written.
        if type(self.forms) is not tuple:
            _put(self, "forms", tuple(self.forms))

    @classmethod
    def plain(cls, text: str, locale: str, status: Status) -> Term:
        """Make a term that has nothing but these, in a fifth of the time: tables hold them by the hundred thousand.

        A frozen dataclass sets each field by a call; here the defaults of the class serve for all others.
        """
        term = object.__new__(cls)
        _put(term, "text", text)
        _put(term, "locale", locale)
        if status is not Status.PREFERRED:
            _put(term, "status", status)
        return term


_RANKS = {place: rank for rank, place in enumerate(itertools.product(LOCALES, Status))}


def _rank(term: Term) -> int:
    return _RANKS.get((term.locale, term.status), len(_RANKS))


class Unread(Protocol):
    """A table that reads what its rows tell of concepts when somebody asks for it; its terms have no further forms."""

    def read(self, row: tuple[str, ...], field: str) -> object:
        """Give `domain`, `definition`, `note`, or the `terms` in the order of locales and statuses."""

    def terms(self, row: tuple[str, ...], locales: tuple[str, ...]) -> tuple[Term, ...]:
        """Make the terms in some locales."""

    def texts(self, row: tuple[str, ...], locales: tuple[str, ...]) -> Iterable[str]:
        """Give the texts of the terms in some locales."""


_READ_LATER = ("domain", "definition", "note", "terms")


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
        scope: slug of the one source text that it holds for; empty for the whole site.
        relations: how it stands to other concepts.
    """

    id: str
    domain: str = ""
    definition: str = ""
    note: str = ""
    terms: tuple[Term, ...] = ()
    state: Life = Life.AGREED
    scope: str = ""
    relations: tuple[Relation, ...] = ()
    # Where the rest is that nobody has asked for yet. Slots, and one tuple of strings: whatever else each of 50,000
    # concepts held, the interpreter's collector of cycles would visit again and again.
    _table: Unread | None = field(default=None, init=False, repr=False, compare=False)
    _row: tuple[str, ...] = field(default=(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Most come in order, from tables and from the store; to see that costs less than to sort them.
        terms = self.terms
        ranks = list(map(_rank, terms))
        if type(terms) is not tuple or ranks != sorted(ranks):
            _put(self, "terms", tuple(sorted(terms, key=_rank)))

    @classmethod
    def unread(
        cls, table: Unread, row: tuple[str, ...], uid: str, state: Life, scope: str, relations: tuple[Relation, ...]
    ) -> Concept:
        """Make a concept whose texts and terms are read when somebody asks for them.

        Of 50,000 concepts a text mentions some hundred; to make all their terms would take most of the time of loading.
        """
        concept = object.__new__(cls)
        _put(concept, "id", uid)
        _put(concept, "state", state)
        _put(concept, "scope", scope)
        _put(concept, "relations", relations)
        _put(concept, "_table", table)
        _put(concept, "_row", row)
        return concept

    def __getattr__(self, name: str) -> object:
        # Called for what the instance lacks. Two threads may read the terms at once; both read the same.
        if name not in _READ_LATER or self._table is None:
            raise AttributeError(name, name=name, obj=self)
        value = self._table.read(self._row, name)
        _put(self, name, value)
        return value

    def terms_in(self, locales: tuple[str, ...]) -> tuple[Term, ...]:
        """Give the terms in some locales, without making those in others for it."""
        if self._table is not None:
            return self._table.terms(self._row, locales)
        return tuple([term for term in self.terms if term.locale in locales])

    def texts(self, locales: tuple[str, ...]) -> Iterable[str]:
        """Give the texts of the terms in some locales and their listed forms, without making terms for it."""
        if self._table is not None:
            return self._table.texts(self._row, locales)
        return [text for term in self.terms if term.locale in locales for text in (term.text, *term.forms)]

    def of(self, locale: str) -> Iterator[Term]:
        """Yield the terms of one locale, preferred ones first."""
        return (term for term in self.terms if term.locale == locale)
