"""Work packages: take open work along as a file, work a week without a network, bring it back."""

from __future__ import annotations

from workbench.workflow.packages.bringing import BATCH, Fate, Returned, UnitReport, bring
from workbench.workflow.packages.taking import FORMS, PackageOffer, Scope, offer, take

__all__ = [
    "BATCH",
    "FORMS",
    "Fate",
    "PackageOffer",
    "Returned",
    "Scope",
    "UnitReport",
    "bring",
    "offer",
    "take",
]
