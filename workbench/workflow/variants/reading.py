"""What a variant says: all of it for an export, one unit of it for a page or a step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbench.findings import N_
from workbench.store import texts
from workbench.store import variants as stored
from workbench.store.database import Transaction
from workbench.store.models import Edition, Override, VariantApproval
from workbench.store.variants import BaseUnit
from workbench.workflow.errors import NotFound
from workbench.workflow.variants.standing import Standing, final_text, standing
from workbench.workflow.variants.ways import Way, variant_tag, way


@dataclass(frozen=True)
class Variant:
    """An edition in one variant, with everything that was settled in it.

    Attributes:
        edition: the edition that it is derived from.
        tag: locale of the variant; that of the edition itself where nothing is to be derived.
        way: the conversion, with the terms and rules of the moment.
        overrides: what people settled, by unit id.
        approvals: the newest approval of each unit, by unit id.
    """

    edition: Edition
    tag: str
    way: Way
    overrides: Mapping[int, list[Override]]
    approvals: Mapping[int, VariantApproval]

    def text(self, unit: BaseUnit) -> str:
        """What the unit says in the variant."""
        if self.tag == self.edition.locale:
            return unit.target
        return final_text(self.way, unit, self.overrides.get(unit.id, ()), self.approvals.get(unit.id))

    def standing(self, unit: BaseUnit) -> Standing:
        """Everything about the unit in the variant."""
        return standing(self.way, unit, self.overrides.get(unit.id, ()), self.approvals.get(unit.id))


def variant(tx: Transaction, edition: Edition, tag: str, *, unit_id: int | None = None) -> Variant:
    """Read a variant of an edition, or as much of it as concerns one unit.

    Raises:
        Invalid: the edition has no such variant.
        UnknownLocale: the tag is unknown.
    """
    known = variant_tag(edition.locale, tag)
    overrides = stored.overrides(tx, edition_id=edition.id, variant=known, unit_id=unit_id)
    approvals = stored.approvals(tx, edition_id=edition.id, variant=known, unit_id=unit_id)
    return Variant(edition, known, way(tx, edition, known), overrides, approvals)


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


def approved_units(tx: Transaction, edition: Edition, tag: str) -> set[str]:
    """The uids of the units whose text in the variant an editor approved, as it is now."""
    found = variant(tx, edition, tag)
    return {
        unit.uid
        for unit in stored.units(tx, edition.id)
        if unit.id in found.approvals and found.approvals[unit.id].base == unit.target
    }


def standings(tx: Transaction, found: Variant) -> Iterator[Standing]:
    """How the units of a variant stand, in text order; each is worked out when it is asked for."""
    return (found.standing(unit) for unit in stored.units(tx, found.edition.id))


def edition_of(tx: Transaction, slug: str, locale: str) -> Edition:
    """The edition at this address.

    Raises:
        NotFound: there is none.
    """
    row = texts.edition(tx, slug, locale)
    if row is None:
        raise NotFound(N_("There is no edition of %(slug)s in %(locale)s."), slug=slug, locale=locale)
    return row
