"""Judge one unit beside a few others of its edition, by the same rules as the whole edition: while somebody types.

`questions` says what a unit leaves open, which is seldom anything; `check_beside` judges it beside those units that
have the answers. Which ones these are is for the caller to find. `contested` tells the other way round what findings
in other units may hang on.

It is as right as the others are well chosen: whoever gives too few gets a finding too many, or one too few.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from workbench.findings import Finding
from workbench.glossary import renderings
from workbench.glossary.concepts import Status, Term
from workbench.glossary.edition import Edition, right_terms, suspects, wants_original
from workbench.glossary.reading import Unit, read_unit

if TYPE_CHECKING:
    from workbench.glossary.termbase import Termbase

_REMEMBERED = 256


@dataclass(frozen=True)
class Question:
    """What a unit leaves open about one concept until others of its edition are read.

    Attributes:
        concept: id of the concept.
        is_first: whether no unit before this one renders it.
        strays: admitted terms that the unit has; whether another unit has them too, and what most others have.
        phrases: words that may be a rendering which nobody agreed on; whether they also stand where the source does not
            have the concept, and whether another unit has an agreed one.
    """

    concept: str
    is_first: bool
    strays: tuple[Term, ...]
    phrases: tuple[str, ...]


def questions(
    termbase: Termbase, source: str, target: str, *, source_locale: str, target_locale: str
) -> list[Question]:
    """Say what a unit leaves open; one without questions has no findings that only the edition can tell."""
    unit = _read(termbase, source, target, source_locale, target_locale)
    asked = (
        Question(
            concept,
            is_first=wants_original(termbase, unit, concept),
            strays=_strays(termbase, unit, concept),
            phrases=tuple(unit.target[slice(*span)] for span in suspects(termbase, unit, concept)),
        )
        for concept in (unit.mentions if unit else ())
        if unit and unit.renderings(concept)
    )
    return [question for question in asked if question.is_first or question.strays or question.phrases]


def check_beside(
    termbase: Termbase, units: Sequence[tuple[str, str]], at: int, *, source_locale: str, target_locale: str
) -> list[Finding]:
    """Find in one unit what `Termbase.check_edition` finds in it.

    Args:
        termbase: the terms.
        units: source and target of the unit and of those that answer its `questions`, in text order.
        at: which of them is the unit.
        source_locale: BCP 47 tag of the source.
        target_locale: BCP 47 tag of the target.
    """
    read = [_read(termbase, source, target, source_locale, target_locale) for source, target in units]
    return list(Edition(termbase, read).findings(at))


def contested(
    termbase: Termbase, source: str, target: str, *, source_locale: str, target_locale: str
) -> set[tuple[str, str]]:
    """Give concept and term of each rendering of a unit that findings in other units may hang on.

    These are the concepts with several right terms, and those whose first mention gives the original.
    """
    unit = _read(termbase, source, target, source_locale, target_locale)
    return {
        (concept, match.term.text)
        for concept in (unit.mentions if unit else ())
        if unit and (len(right_terms(termbase, unit, concept)) > 1 or wants_original(termbase, unit, concept))
        for match in unit.renderings(concept)
    }


def _strays(termbase: Termbase, unit: Unit, concept: str) -> tuple[Term, ...]:
    """The admitted terms of a unit that has none of the words of another right term."""
    here = unit.renderings(concept)
    strays = tuple(match.term for match in here if match.status is Status.ADMITTED)
    may_differ = any(
        not any(renderings.same_family(match.term.text, term.text, unit.language) for match in here)
        for term in (right_terms(termbase, unit, concept) if strays else ())
    )
    return strays if may_differ else ()


# The same few units are read again and again while somebody types beside them. A termbase that is in force no longer
# must not be kept for this.
_Reader = Callable[[str, str, str, str], Unit]
_readers: weakref.WeakKeyDictionary[Termbase, _Reader] = weakref.WeakKeyDictionary()


def _read(termbase: Termbase, source: str, target: str, source_locale: str, target_locale: str) -> Unit | None:
    if not target.strip():
        return None
    reader = _readers.get(termbase)
    if reader is None:
        reader = _readers[termbase] = _remembering(cast("Termbase", weakref.proxy(termbase)))
    return reader(source, target, source_locale, target_locale)


def _remembering(termbase: Termbase) -> _Reader:
    @lru_cache(maxsize=_REMEMBERED)
    def read(source: str, target: str, source_locale: str, target_locale: str) -> Unit:
        return read_unit(termbase, source, target, source_locale=source_locale, target_locale=target_locale)

    return read
