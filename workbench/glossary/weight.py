"""What a finding of the glossary is called and what it weighs, whether one unit is judged or a whole edition."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.findings import N_, Severity
from workbench.glossary.concepts import Concept, Life

FORBIDDEN_TERM, TERM_MISSING, NAME_MISSING = "forbidden-term", "term-missing", "name-missing"
UNKNOWN_RENDERING, TERM_COUNT = "unknown-rendering", "term-count"
NOT_KNOWN = N_("The glossary has %(expected)s for “%(source)s”; it does not know %(found)s.")

PERSON = frozenset({"person", "people"})
NAMES = PERSON | {
    "place", "organisation", "organization", "institution", "work", "publication", "book", "newspaper", "brand",
}  # fmt: skip


def weigh(concept: Concept, severity: Severity, *, provisional: bool = False) -> Severity:
    """Take weight off a finding about a concept or term that is not settled."""
    if concept.state is Life.DISPUTED:
        return Severity.INFO
    unsettled = concept.state is Life.PROPOSED or provisional
    return Severity.WARNING if unsettled and severity is Severity.ERROR else severity


def standing(concept: Concept) -> Mapping[str, str]:
    """What a finding has to tell of a concept besides: that it is disputed, so that it leads to the discussion."""
    return {"state": concept.state.value} if concept.state is Life.DISPUTED else {}
