"""Variants: one reviewed Chinese edition in every script and region, corrected and approved where it matters.

A variant is derived unit by unit when somebody wants it. Kept are only what people said about it: overrides, rules
and approvals, each with the text that it was said of.
"""

from __future__ import annotations

from workbench.workflow.variants.approval import (
    Whose,
    count_approvals_of,
    keep_own_approvals,
    own_approvals,
    whose_approval,
)
from workbench.workflow.variants.carrying import Shared
from workbench.workflow.variants.deciding import (
    Approved,
    approve,
    approve_all,
    place_again,
    rewrite,
    settle,
    take_back,
    withdraw,
)
from workbench.workflow.variants.page import COUNTED_APART, WINDOW, Page, Row, Show, page
from workbench.workflow.variants.reading import Progress, Variant, derived, progress, variant
from workbench.workflow.variants.rules import KeptAs, Rule, accept_word, end_rule, keep_rule
from workbench.workflow.variants.standing import Lost, Place, Standing
from workbench.workflow.variants.ways import Way, script_terms, variant_tag, variants_of, way

__all__ = [
    "COUNTED_APART",
    "WINDOW",
    "Approved",
    "KeptAs",
    "Lost",
    "Page",
    "Place",
    "Progress",
    "Row",
    "Rule",
    "Shared",
    "Show",
    "Standing",
    "Variant",
    "Way",
    "Whose",
    "accept_word",
    "approve",
    "approve_all",
    "count_approvals_of",
    "derived",
    "end_rule",
    "keep_own_approvals",
    "keep_rule",
    "own_approvals",
    "page",
    "place_again",
    "progress",
    "rewrite",
    "script_terms",
    "settle",
    "take_back",
    "variant",
    "variant_tag",
    "variants_of",
    "way",
    "whose_approval",
    "withdraw",
]
