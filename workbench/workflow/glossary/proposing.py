"""Propose a term from what somebody marked in a text: a concept that is proposed, with the words as its terms."""

from __future__ import annotations

import re

from workbench import languages
from workbench.findings import N_
from workbench.glossary import Concept, Life, Term
from workbench.store import glossary as stored
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow.errors import Invalid
from workbench.workflow.glossary.changing import save
from workbench.workflow.glossary.checking import MAX_TERM
from workbench.workflow.wording import line

_NO_LETTERS = re.compile(r"[^\w]+")
_LONGEST_ID = 60


def propose(
    store: Store,
    *,
    source: str,
    source_locale: str,
    target: str,
    target_locale: str,
    by: User,
    reason: str = "",
    key: str | None = None,
) -> Concept:
    """Propose a concept with a term in one or both languages; an editor settles it.

    Args:
        source, target: the words; one of them may be empty.
        reason: why it is needed, for the history.
        key: made by the form: the same proposal sent twice is stored once.

    Raises:
        NotAllowed: `by` translates into no locale.
        Invalid: both are empty, one is too long, or the glossary has the words already.
    """
    words = ((source_locale, line(source, field="source")), (target_locale, line(target, field="target")))
    terms = tuple(Term(text, languages.parse(locale).tag) for locale, text in words if text)
    if not terms:
        raise Invalid(N_("Write the term in one of the two languages."), field="source")
    if any(len(term.text) > MAX_TERM for term in terms):
        raise Invalid(N_("A term has at most %(most)s characters."), most=MAX_TERM, field="source")
    with store.read() as tx:
        earlier = stored.concept_by_key(tx, key) if key else None
        uid = earlier if earlier is not None else _free_id(stored.uids(tx), terms[0].text)
        known = stored.holding_term(tx, terms[0].text, terms[0].locale)
    if earlier is None and known is not None:
        raise Invalid(
            N_("The glossary has this term already, as %(concept)s; talk about it there."),
            concept=known,
            field="source",
        )
    concept = Concept(uid, terms=terms, state=Life.PROPOSED)
    return save(store, concept, version=0, by=by, reason=reason, key=key)[0]


def _free_id(taken: set[str], text: str) -> str:
    base = _NO_LETTERS.sub("-", text.casefold()).strip("-")[:_LONGEST_ID] or "term"
    number = 1
    uid = base
    while uid in taken:
        number += 1
        uid = f"{base}-{number}"
    return uid
