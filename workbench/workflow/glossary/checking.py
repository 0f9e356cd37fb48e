"""What a concept must be like to be kept: cleaned, complete, without anything that contradicts itself at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from workbench import languages
from workbench.findings import N_
from workbench.glossary import Concept, Relation, Term
from workbench.store import glossary as stored
from workbench.store import texts
from workbench.store.database import Transaction
from workbench.workflow.errors import Invalid
from workbench.workflow.wording import line, storable

MAX_FIELD = 4_000
MAX_TERM = 200
MAX_FORMS = 40


def checked(concept: Concept) -> Concept:
    """A concept as it is stored.

    Raises:
        Invalid: a field is empty or too long, or a term stands twice; `details["field"]` names it.
    """
    uid = concept.id.strip()
    if not uid or len(uid) > 80 or any(c.isspace() for c in uid) or not uid.isprintable():
        raise Invalid(N_("A concept needs an id of at most 80 characters without spaces."), field="id")
    return Concept(
        id=uid,
        domain=line(field(concept.domain, "domain"), field="domain"),
        definition=field(concept.definition, "definition"),
        note=field(concept.note, "note"),
        terms=tuple(_terms(concept.terms)),
        state=concept.state,
        scope=line(field(concept.scope, "scope"), field="scope"),
        relations=_relations(concept.relations, uid),
    )


def require_neighbours(tx: Transaction, concept: Concept) -> None:
    """Refuse a concept that names a text or concepts which there are not.

    Only for what is typed: files may come in any order.

    Raises:
        Invalid: there is no such text or concept.
    """
    if concept.scope and texts.source_text(tx, concept.scope) is None:
        raise Invalid(N_("There is no text at this address."), field="scope")
    missing = [r.concept for r in concept.relations if stored.concept(tx, r.concept) is None]
    if missing:
        raise Invalid(
            N_("There is no concept of the id %(concept)s; relate it to one that is there."),
            concept=missing[0][:80],
            field="relations",
        )


def field(value: str, name: str) -> str:
    """A field of several lines, cleaned.

    Raises:
        Invalid: it is too long.
    """
    if len(value) > MAX_FIELD:
        raise Invalid(N_("A field has at most %(most)s characters."), most=MAX_FIELD, field=name)
    return storable(value, field=name).strip()


def _terms(given: Iterable[Term]) -> list[Term]:
    # What was derived is made anew from what was given.
    terms = [cleaned for term in given if not term.derived and (cleaned := _term(term)).text]
    if not terms:
        raise Invalid(N_("A concept needs at least one term."), field="terms")
    if any(count > 1 for count in Counter((term.text, term.locale) for term in terms).values()):
        raise Invalid(N_("The same term stands twice in one language; keep one of them."), field="terms")
    return terms


def _term(term: Term) -> Term:
    languages.parse(term.locale)
    if len(term.forms) > MAX_FORMS:
        raise Invalid(N_("A term has at most %(most)s listed forms."), most=MAX_FORMS, field="terms")
    return replace(
        term,
        text=_words(term.text),
        part_of_speech=field(term.part_of_speech, "terms"),
        gender=field(term.gender, "terms"),
        note=field(term.note, "terms"),
        forms=tuple(dict.fromkeys(form for form in map(_words, term.forms) if form)),
    )


def _words(text: str) -> str:
    text = line(text, field="terms")
    if len(text) > MAX_TERM:
        raise Invalid(N_("A term has at most %(most)s characters."), most=MAX_TERM, field="terms")
    if text and not text.isprintable():
        raise Invalid(N_("A term has only characters that can be seen."), field="terms")
    return text


def _relations(given: Iterable[Relation], uid: str) -> tuple[Relation, ...]:
    cleaned = (replace(relation, concept=line(relation.concept, field="relations")) for relation in given)
    relations = tuple(dict.fromkeys(relation for relation in cleaned if relation.concept))
    if any(relation.concept == uid for relation in relations):
        raise Invalid(N_("A concept stands in no relation to itself."), field="relations")
    return relations
