"""What a variant says: all of it for an export, one unit of it for a page or a step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from workbench.findings import N_
from workbench.store import texts
from workbench.store import variants as stored
from workbench.store.database import Transaction
from workbench.store.models import Edition, Override, VariantApproval
from workbench.store.variants import BaseUnit
from workbench.text import Kind
from workbench.workflow.errors import NotFound
from workbench.workflow.variants.carrying import Settled
from workbench.workflow.variants.standing import Standing, final_text, standing
from workbench.workflow.variants.ways import Way, siblings_of, variant_tag, way


@dataclass(frozen=True)
class Progress:
    """How far a variant is, in passages.

    Attributes:
        approved: those whose text in the variant is approved.
        written: those that have a text, and could be.
        total: all that it has, or will have.
    """

    approved: int
    written: int
    total: int


@dataclass(frozen=True)
class Variant:
    """An edition in one variant, with everything that was settled in it.

    Attributes:
        edition: the edition that it is derived from.
        tag: locale of the variant; that of the edition itself where nothing is to be derived.
        way: the conversion, with the terms and rules of the moment.
        overrides: what people settled, by unit id.
        approvals: the newest approval of each unit, by unit id.
        elsewhere: what people settled in the other variants of the script, by their tags and by unit id.
    """

    edition: Edition
    tag: str
    way: Way
    overrides: Mapping[int, list[Override]]
    approvals: Mapping[int, VariantApproval]
    elsewhere: Mapping[str, Mapping[int, list[Override]]]

    def settled(self, unit: BaseUnit) -> Settled:
        """What people settled about the unit."""
        elsewhere = {tag: rows[unit.id] for tag, rows in self.elsewhere.items() if unit.id in rows}
        return Settled(self.overrides.get(unit.id, ()), self.approvals.get(unit.id), elsewhere)

    def text(self, unit: BaseUnit) -> str:
        """What the unit says in the variant."""
        if self.tag == self.edition.locale:
            return unit.target
        return final_text(self.way, unit, self.settled(unit))

    def standing(self, unit: BaseUnit) -> Standing:
        """Everything about the unit in the variant."""
        return standing(self.way, unit, self.settled(unit))

    def is_approved(self, unit: BaseUnit) -> bool:
        """Whether an editor approved what the unit says in the variant, on its present base."""
        approval = self.approvals.get(unit.id)
        return approval is not None and approval.base == unit.target

    def is_clean(self, unit: BaseUnit) -> bool:
        """Whether the unit can be approved without looking at anything."""
        if unit.id in self.overrides:
            return self.standing(unit).is_clean
        return bool(unit.target.strip()) and not self.is_open(unit)

    def is_settled_elsewhere(self, unit: BaseUnit) -> bool:
        """Whether people settled anything about the unit in another variant of the script."""
        return any(unit.id in rows for rows in self.elsewhere.values())

    def is_open(self, unit: BaseUnit) -> bool:
        """Whether somebody should look at a unit that is not approved; far cheaper than all that `standing` tells."""
        if unit.id in self.overrides or self.is_settled_elsewhere(unit):
            return bool(self.standing(unit).open_places)
        return unit.kind != Kind.CODE and self.way.is_doubtful(unit.target)

    def has_judged(self, unit: BaseUnit) -> bool:
        """Whether `is_open` can say without working anything out; what people settled costs little."""
        is_settled = unit.id in self.overrides or self.is_settled_elsewhere(unit)
        return is_settled or unit.kind == Kind.CODE or self.way.has_judged(unit.target)


def variant(tx: Transaction, edition: Edition, tag: str, *, unit_id: int | None = None) -> Variant:
    """Read a variant of an edition, or as much of it as concerns one unit.

    Raises:
        Invalid: the edition has no such variant.
        UnknownLocale: the tag is unknown.
    """
    known = variant_tag(edition.locale, tag)
    siblings = siblings_of(edition.locale, known)
    every = stored.overrides_in(tx, edition_id=edition.id, variants=(known, *siblings), unit_id=unit_id)
    approvals = stored.approvals(tx, edition_id=edition.id, variant=known, unit_id=unit_id)
    elsewhere = {tag: every[tag] for tag in siblings if every[tag]}
    return Variant(edition, known, way(tx, edition, known), every[known], approvals, elsewhere)


def derived(tx: Transaction, edition: Edition, tag: str) -> dict[str, str]:
    """The final text of every unit of an edition in a variant, by the unit's uid, in text order.

    What was approved on the present base is given as it was approved; everything else is converted with the rules
    and the overrides that hold. An override that waits for a person counts for nothing.

    Raises:
        Invalid: the edition has no such variant.
        UnknownLocale: the tag is unknown.
    """
    found = variant(tx, edition, tag)
    return {unit.uid: found.text(unit) for unit in stored.units(tx, edition.id)}


def is_passage(unit: BaseUnit) -> bool:
    """Whether a variant has a text to approve here, now or later: not where the edition leaves something out."""
    return unit.omitted is None and (unit.kind != Kind.RULE or bool(unit.target.strip()))


def progress_in(found: Variant, every: Iterable[BaseUnit]) -> Progress:
    """How far a variant is that was read already, with the units of its edition."""
    own = [unit for unit in every if is_passage(unit)]
    return Progress(sum(map(found.is_approved, own)), sum(bool(unit.target.strip()) for unit in own), len(own))


def progress(tx: Transaction, edition: Edition, tag: str) -> Progress:
    """How far a variant of an edition is.

    Raises:
        Invalid: the edition has no such variant.
        UnknownLocale: the tag is unknown.
    """
    return progress_in(variant(tx, edition, tag), stored.units(tx, edition.id))


def edition_of(tx: Transaction, slug: str, locale: str) -> Edition:
    """The edition at this address.

    Raises:
        NotFound: there is none.
    """
    row = texts.edition(tx, slug, locale)
    if row is None:
        raise NotFound(N_("There is no edition of %(slug)s in %(locale)s."), slug=slug, locale=locale)
    return row
