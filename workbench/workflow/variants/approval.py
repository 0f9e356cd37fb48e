"""Whose approval counts when a variant is taken out of the house: that of the edition, or the variant's own.

A variant is derived from what the editors of its edition approved, and as such it can go to readers from the first
day. Once a region has people who read it, they may say that only what they approved goes out. That is said for each
variant by those who approve it, and never inferred: the first approved passage would take all others from the readers.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable

from workbench.findings import N_
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition, User
from workbench.workflow import settings
from workbench.workflow.errors import Invalid, NotAllowed
from workbench.workflow.permissions import Role, may_approve_variant
from workbench.workflow.variants.reading import edition_of
from workbench.workflow.variants.ways import variant_tag, variants_of


class Whose(enum.StrEnum):
    """Whose approval counts."""

    EDITION = "edition"
    VARIANT = "variant"


def whose_approval(tx: Transaction, edition: Edition, tag: str) -> Whose:
    """Whose approval counts for a variant, unless somebody asks for the other one."""
    return Whose(settings.get(tx, _key(edition, tag)) or Whose.EDITION)


def own_approvals(tx: Transaction, edition: Edition) -> tuple[str, ...]:
    """The variants of an edition of which only what was approved in the variant itself goes to readers."""
    return tuple(tag for tag in variants_of(edition.locale) if whose_approval(tx, edition, tag) is Whose.VARIANT)


def keep_own_approvals(tx: Transaction, edition: Edition, tags: Iterable[str]) -> None:
    """Let the own approval count for exactly these variants, inside a transaction of the caller.

    Raises:
        UnknownLocale: the workbench does not know a tag.
        Invalid: the edition has no such variant.
    """
    wanted = {_other_than_the_base(edition, tag) for tag in tags}
    for tag in variants_of(edition.locale):
        whose = Whose.VARIANT if tag in wanted else Whose.EDITION
        if whose_approval(tx, edition, tag) is not whose:
            settings.put(tx, _key(edition, tag), whose)


def count_approvals_of(store: Store, slug: str, locale: str, tag: str, *, whose: str, by: User) -> None:
    """Say whose approval counts for a variant, in files and on the reading site.

    Raises:
        NotFound: there is no such edition.
        NotAllowed: `by` may not approve this variant.
        Invalid: `whose` is neither of the two, or the edition has no such variant.
    """
    if whose not in set(Whose):
        raise Invalid(N_("What counts is the approval of the edition or of the variant."), field="whose")
    with store.begin() as tx:
        edition = edition_of(tx, slug, locale)
        known = _other_than_the_base(edition, tag)
        if not may_approve_variant(by, edition.locale, known):
            raise NotAllowed(N_("This needs the role of %(role)s."), role=Role.EDITOR.value, locale=known)
        if whose_approval(tx, edition, known) != whose:
            settings.put(tx, _key(edition, known), whose)
            tx.log("count-approvals", f"edition:{slug}/{edition.locale}", by=by, variant=known, whose=whose)


def _other_than_the_base(edition: Edition, tag: str) -> str:
    known = variant_tag(edition.locale, tag)
    if known == edition.locale:
        raise Invalid(N_("This is the edition itself; it is corrected on the desk."), field="variant")
    return known


def _key(edition: Edition, tag: str) -> str:
    return f"variant-approval:{edition.source_text.slug}/{edition.locale}/{tag}"
