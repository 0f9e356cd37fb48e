"""Find first mentions that lack the original in brackets, where an editor wants it there.

Only the whole edition tells what a first mention is: the index names the earlier units of the edition that mention the
same concept, and the engine reads these beside the unit. A glossary without such a term costs nothing. When a unit
changes, a later one may be the first no longer: those that were found to be one are looked at again.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

import sqlalchemy as sa

from workbench.findings import Finding
from workbench.glossary import Life, Termbase
from workbench.glossary.edition import FIRST_MENTION
from workbench.store import texts
from workbench.store.database import Transaction
from workbench.store.models import Finding as FindingRow
from workbench.store.models import Unit
from workbench.workflow import mentions

# Whoever is not the first has one of the first ones before it.
_EARLIER = 20


def findings(tx: Transaction, unit: Unit, source: str, target: str, termbase: Termbase) -> list[Finding]:
    """What a unit lacks as the first one of its edition that uses a term."""
    found: list[Finding] = []
    for uid in sorted(_mentioned(unit, source, termbase)) if target.strip() else ():
        earlier = [(text, other.target) for other, text in _earlier(tx, unit, uid, termbase)]
        last = termbase.check_edition(
            [*earlier, (source, target)],
            source_locale=unit.edition.source_text.locale,
            target_locale=unit.edition.locale,
        )[-1]
        found += (finding for finding in last if finding.check == FIRST_MENTION and finding.concept == uid)
    return found


def others(tx: Transaction, unit: Unit, source: str, termbase: Termbase) -> list[int]:
    """The other units of the edition that were found to be the first to use a term of this one's."""
    uids = _mentioned(unit, source, termbase)
    if not uids:
        return []
    query = sa.select(FindingRow.unit_id).join(Unit, Unit.id == FindingRow.unit_id)
    return list(
        tx.session.scalars(
            query.where(
                FindingRow.check == FIRST_MENTION,
                FindingRow.concept.in_(uids),
                Unit.edition_id == unit.edition_id,
                Unit.id != unit.id,
            ).distinct()
        )
    )


def _mentioned(unit: Unit, source: str, termbase: Termbase) -> frozenset[str]:
    wanted = _wanted(termbase)
    if not wanted:
        return frozenset()
    return wanted & {match.concept for match in termbase.find(source, unit.edition.source_text.locale)}


# A termbase never changes; one that is in force no longer must not be kept for this.
_known: WeakKeyDictionary[Termbase, frozenset[str]] = WeakKeyDictionary()


def _wanted(termbase: Termbase) -> frozenset[str]:
    """The concepts with a term whose first mention gives the original."""
    known = _known.get(termbase)
    if known is None:
        known = _known[termbase] = frozenset(
            concept.id
            for concept in termbase.concepts.values()
            if concept.state is not Life.RETIRED and any(term.first_mention for term in concept.terms)
        )
    return known


def _earlier(tx: Transaction, unit: Unit, uid: str, termbase: Termbase) -> list[tuple[Unit, str]]:
    query = mentions.in_source(tx, termbase.concepts[uid]).where(
        Unit.edition_id == unit.edition_id, Unit.target != "", Unit.position < unit.position
    )
    ids = list(tx.session.scalars(query.order_by(Unit.position).limit(_EARLIER)))
    return sorted(texts.with_sources(tx, ids), key=lambda pair: pair[0].position)
