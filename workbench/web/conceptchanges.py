"""What changed between two versions of a concept, for its history and for the preview of an import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench import text
from workbench.glossary import Concept, Relation, Term


@dataclass(frozen=True)
class TermChange:
    """A term that came, went, or is used in another way; `before` is None for a new one, `after` for one that went."""

    before: Term | None
    after: Term | None


@dataclass(frozen=True)
class ConceptChanges:
    """What changed; an empty field did not.

    Attributes:
        state: the state before and after.
    """

    definition: tuple[text.Change, ...] = ()
    note: tuple[text.Change, ...] = ()
    domain: tuple[str, str] | None = None
    state: tuple[str, str] | None = None
    terms: tuple[TermChange, ...] = ()
    scope: tuple[str, str] | None = None
    relations_gone: tuple[Relation, ...] = ()
    relations_new: tuple[Relation, ...] = ()


def between(before: Concept | None, after: Concept) -> ConceptChanges:
    """Compare two versions; before the first there was nothing."""
    before = before or Concept(after.id, state=after.state)
    return ConceptChanges(
        definition=_diff(before.definition, after.definition),
        note=_diff(before.note, after.note),
        domain=(before.domain, after.domain) if before.domain != after.domain else None,
        state=(before.state.value, after.state.value) if before.state != after.state else None,
        terms=tuple(_terms(before.terms, after.terms)),
        scope=(before.scope, after.scope) if before.scope != after.scope else None,
        relations_gone=tuple(relation for relation in before.relations if relation not in after.relations),
        relations_new=tuple(relation for relation in after.relations if relation not in before.relations),
    )


def _diff(old: str, new: str) -> tuple[text.Change, ...]:
    # Definitions and notes are written in English, by the form of the termbase.
    return tuple(text.diff(old, new, locale="en")) if old != new else ()


def _terms(before: Sequence[Term], after: Sequence[Term]) -> Iterable[TermChange]:
    had = {(term.locale, term.text): term for term in before}
    has = {(term.locale, term.text): term for term in after}
    for place, term in had.items():
        if place not in has:
            yield TermChange(term, None)
    for place, term in has.items():
        if had.get(place) != term:
            yield TermChange(had.get(place), term)
