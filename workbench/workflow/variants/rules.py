"""Keep a correction for more than its place: for the whole text, or for all texts.

Where the words are a term of the glossary, the form of the variant belongs there, with the concept; everywhere else
it becomes a rule with a reason. Both count as terms of the conversion, which no later step touches.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from typing import Literal

from workbench import text
from workbench.findings import N_
from workbench.glossary import Concept, Life, Status, Term
from workbench.store import glossary as stored_glossary
from workbench.store import variants as stored
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition, ScriptRule, User, now
from workbench.workflow import glossary, termbases, units
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.permissions import Role, edits_anything, may_approve_variant, may_correct_variant
from workbench.workflow.variants.reading import edition_of
from workbench.workflow.variants.ways import rules_in_force, variant_tag
from workbench.workflow.wording import line

MAX_WORDS = 60
KeptAs = Literal["rule", "term", "proposal"]


@dataclass(frozen=True)
class Rule:
    """Words of the base and what the variant has for them; `everywhere` or in this text alone.

    `made_in` is the variant in which it was made: this one, or another one of the script, whose word holds here too.
    """

    id: int
    words: str
    chosen: str
    reason: str
    everywhere: bool
    made_in: str


def rules_of(tx: Transaction, edition: Edition, tag: str) -> tuple[Rule, ...]:
    """The rules that hold in an edition's variant: its own, those of its text first, then those of other variants."""
    return tuple(
        Rule(row.id, row.words, form, row.reason, row.source_text_id is None, row.variant)
        for row, form in rules_in_force(tx, edition, tag)
    )


def keep_rule(
    store: Store,
    slug: str,
    locale: str,
    tag: str,
    *,
    words: str,
    chosen: str,
    reason: str,
    everywhere: bool,
    by: User,
) -> KeptAs:
    """Say that some words are always written so in a variant, in this text or in all.

    Args:
        words: the words of the base; two characters at least, since a single one has too many meanings.
        chosen: what the variant has for them.
        reason: why, for those who meet the rule later.
        everywhere: for all texts; else for this one.

    Returns:
        `term` where the words are a term of the glossary and its form in the variant was noted there, else `rule`.

    Raises:
        NotFound: there is no such edition.
        NotAllowed: for a text, `by` may not correct this variant; for all texts, `by` may not approve it.
        Invalid: words or form are missing, too short or too long, or there is no reason.
    """
    words, chosen = _words(words, "words"), _words(chosen, "chosen")
    reason = units.clean_reason(reason)
    with store.read() as tx:
        edition = edition_of(tx, slug, locale)
        variant = variant_tag(edition.locale, tag)
        _require(by, edition, variant, everywhere=everywhere)
        concept = _concept_of(tx, words, edition.locale) if everywhere and edits_anything(by) else None
    if concept is not None:
        _note_form(store, *concept, variant=variant, chosen=chosen, reason=reason, by=by)
        return "term"
    with store.begin() as tx:
        edition = edition_of(tx, slug, locale)
        scope = None if everywhere else edition.source_text_id
        for row in stored.rules(tx, base_locale=locale, variants=(variant,), source_text_id=edition.source_text_id):
            if row.words == words and row.source_text_id == scope:
                if row.chosen == chosen:
                    return "rule"
                row.ended_at = now()
        rule = ScriptRule(
            base_locale=edition.locale, variant=variant, source_text_id=scope,
            words=words, chosen=chosen, reason=reason, user_id=by.id,
        )  # fmt: skip
        tx.session.add(rule)
        tx.session.flush()
        tx.log("add-script-rule", f"rule:{rule.id}", by=by, variant=variant)
    return "rule"


def end_rule(store: Store, rule_id: int, *, slug: str, by: User) -> None:
    """Take a rule out of force; it stays in the history.

    Args:
        slug: the text on whose page it was ended.

    Raises:
        NotFound: there is no such rule.
        NotAllowed: `by` could not have made it.
    """
    with store.begin() as tx:
        row = tx.session.get(ScriptRule, rule_id)
        if row is None:
            raise NotFound(N_("There is no such rule."))
        edition = edition_of(tx, slug, row.base_locale)
        _require(by, edition, row.variant, everywhere=row.source_text_id is None)
        if row.source_text_id not in (None, edition.source_text_id):
            raise NotFound(N_("There is no such rule."))
        if row.ended_at is None:
            row.ended_at = now()
            tx.log("end-script-rule", f"rule:{row.id}", by=by, variant=row.variant)


def accept_word(
    store: Store, slug: str, locale: str, tag: str, *, words: str, chosen: str, reason: str, by: User
) -> KeptAs:
    """Take a regional word into the glossary, so that conversion uses it from then on.

    An editor's word is agreed at once; anybody else proposes it. Where the words are a term of the glossary already,
    which only an editor of editions changes, an editor of the region makes a rule instead.

    Raises:
        NotFound: there is no such edition.
        NotAllowed: `by` may not correct this variant.
        Invalid: words or form are missing or too long.
    """
    words, chosen = _words(words, "words"), _words(chosen, "chosen")
    with store.read() as tx:
        edition = edition_of(tx, slug, locale)
        variant = variant_tag(edition.locale, tag)
        _require(by, edition, variant, everywhere=False)
        known = _concept_of(tx, words, edition.locale)
        if known is None:
            uid = f"zh-{text.digest(f'{locale} {words}')[:10]}"
            row = stored_glossary.concept(tx, uid)
            known = None if row is None else (stored_glossary.value(row), row.version)
    if known is not None and known[0].state is not Life.PROPOSED and not edits_anything(by):
        everywhere = may_approve_variant(by, locale, variant)
        return keep_rule(
            store, slug, locale, tag, words=words, chosen=chosen, reason=reason, everywhere=everywhere, by=by
        )
    if known is None:
        state = Life.AGREED if edits_anything(by) else Life.PROPOSED
        known = (Concept(uid, terms=(Term(words, edition.locale),), state=state), 0)
    _note_form(store, *known, variant=variant, chosen=chosen, reason=reason, by=by)
    return "term" if known[0].state is Life.AGREED else "proposal"


def _require(by: User, edition: Edition, variant: str, *, everywhere: bool) -> None:
    if variant == edition.locale:
        raise Invalid(N_("This is the edition itself; it is corrected on the desk."), field="variant")
    if everywhere and not may_approve_variant(by, edition.locale, variant):
        raise NotAllowed(N_("This needs the role of %(role)s."), role=Role.EDITOR.value, locale=variant)
    if not may_correct_variant(by, edition.locale, variant):
        raise NotAllowed(N_("This needs the role of %(role)s."), role=Role.TRANSLATOR.value, locale=variant)


def _words(typed: str, field: str) -> str:
    typed = line(typed, field=field)
    if field == "words" and sum(unicodedata.category(character)[0] == "L" for character in typed) < 2:
        raise Invalid(
            N_("Give the whole word, two characters at least: a single one is right here and wrong there."),
            field=field,
        )
    if not typed or len(typed) > MAX_WORDS:
        raise Invalid(N_("A rule has 1 to %(most)s characters."), most=MAX_WORDS, field=field)
    return typed


def _concept_of(tx: Transaction, words: str, locale: str) -> tuple[Concept, int] | None:
    """The concept whose one preferred term these words are, with its version."""
    for concept in termbases.termbase(tx).concepts.values():
        if concept.state is Life.RETIRED:
            continue
        preferred = (term for term in concept.of(locale) if term.status is Status.PREFERRED and not term.derived)
        if [term.text for term in preferred] == [words]:
            row = stored_glossary.concept(tx, concept.id)
            return (stored_glossary.value(row), row.version) if row is not None else None
    return None


def _note_form(
    store: Store,
    concept: Concept,
    version: int,
    *,
    variant: str,
    chosen: str,
    reason: str,
    by: User,
) -> None:
    """Put the form of the variant into a concept; a form that stood there before is still admitted."""
    if version and any(term.text == chosen and term.status is Status.PREFERRED for term in concept.of(variant)):
        return
    terms = [
        replace(term, status=Status.ADMITTED) if term.locale == variant and term.status is Status.PREFERRED else term
        for term in concept.terms
        if (term.locale, term.text) != (variant, chosen)
    ]
    changed = replace(concept, terms=(*terms, Term(chosen, variant)))
    glossary.save(store, changed, version=version, by=by, reason=reason)
