"""Check units again after the glossary changed, a few at a time, so that nobody who saves has to wait for long."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.glossary import Concept
from workbench.store import search, texts
from workbench.store.database import Store
from workbench.workflow import units

BATCH = 100
# More units than any text has; the search asks for a limit.
_ALL = 1_000_000


def recheck(store: Store, concepts: Iterable[Concept]) -> int:
    """Check all translated units again whose source or target holds a term of these concepts; gives their number."""
    terms = {term.text for concept in concepts for term in concept.terms}
    with store.read() as tx:
        found = sorted({unit_id for term in terms for unit_id in search.find(tx, term, limit=_ALL)})
    checked = 0
    for start in range(0, len(found), BATCH):
        with store.begin() as tx:
            for unit_id in found[start : start + BATCH]:
                unit = texts.unit(tx, unit_id)
                if unit is not None and unit.retired_at is None and unit.target.strip():
                    units.refresh_findings(tx, unit)
                    checked += 1
    return checked
