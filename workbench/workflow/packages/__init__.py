"""Work packages: take open work along as a file, work a week without a network, bring it back."""

from __future__ import annotations

from workbench.workflow.packages.bringing import BATCH, Fate, Returned, UnitReport, bring, bring_all
from workbench.workflow.packages.taking import (
    FORMS,
    OpenText,
    PackageOffer,
    Pair,
    Scope,
    WorkOffer,
    offer,
    offer_all,
    take,
    take_several,
)

__all__ = [
    "BATCH",
    "FORMS",
    "Fate",
    "OpenText",
    "PackageOffer",
    "Pair",
    "Returned",
    "Scope",
    "UnitReport",
    "WorkOffer",
    "bring",
    "bring_all",
    "offer",
    "offer_all",
    "take",
    "take_several",
]
