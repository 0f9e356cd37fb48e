"""Show what a change of a concept would do to the texts, before it is kept.

The full-text index names the units that hold the words; the engine looks at these alone, with the glossary as it would
be. Of a word that stands in thousands of units, the first ones are looked at and the others counted: all are checked
when the change is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from workbench.findings import Finding, Severity
from workbench.glossary import Concept, Termbase
from workbench.states import State
from workbench.store import findings as stored_findings
from workbench.store import glossary as stored
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Unit, User
from workbench.workflow import mentions, rechecking, termbases
from workbench.workflow.glossary.checking import checked
from workbench.workflow.glossary.values import Impact, TextCount, Touched
from workbench.workflow.permissions import Role, require

# What two seconds suffice for, with room to spare.
MOST = 1_200
_CHECK = "glossary"


def preview(store: Store, concept: Concept, *, by: User) -> Impact:
    """Show which units the findings of would change if a concept was kept like this; nothing is stored.

    Raises:
        NotAllowed: `by` may read nothing here.
        Invalid: the concept could not be kept.
    """
    return _of(store, checked(concept).id, checked(concept), by=by)


def of_removal(store: Store, uid: str, *, by: User) -> Impact:
    """The same for taking a concept out."""
    return _of(store, uid, None, by=by)


def _of(store: Store, uid: str, after: Concept | None, *, by: User) -> Impact:
    require(by, Role.READER)
    with store.read() as tx:
        row = stored.concept(tx, uid)
        before = stored.value(row) if row is not None else None
        if before == after:
            return Impact((), (), 0, 0)
        concerned = mentions.concerned(tx, [(before, after)])
        changed = termbases.with_concept(tx, uid, after)
        examined = concerned[:MOST]
        touched = tuple(_touched(tx, examined, changed, uid))
    return Impact(touched, tuple(_counted(touched)), len(concerned), len(examined))


def _touched(tx: Transaction, unit_ids: list[int], termbase: Termbase, uid: str) -> Iterator[Touched]:
    stands = stored_findings.of_units(tx, unit_ids)
    may_be_waived = stored_findings.has_waivers(tx)
    for unit, source in texts.with_sources(tx, unit_ids):
        before = [finding for finding in stands.get(unit.id, []) if finding.check == _CHECK]
        after = _check(unit, source, termbase)
        had, has = {_weight(finding) for finding in before}, {_weight(finding) for finding in after}
        if had == has:
            continue
        waived = stored_findings.waived_keys(tx, unit.id) if may_be_waived else set()
        new = tuple(f for f in after if _weight(f) not in had and f.key not in waived)
        gone = tuple(finding for finding in before if _weight(finding) not in has)
        if new or gone:
            worse = rechecking.worse({(f.key, f.severity) for f in before}, new, {uid})
            text, locale = unit.edition.source_text, unit.edition.locale
            yield Touched(
                unit.id,
                unit.uid,
                text.slug,
                text.title,
                text.locale,
                locale,
                unit.state,
                source,
                unit.target,
                gone,
                new,
                to_recheck=unit.state == State.APPROVED and bool(worse),
            )


def _check(unit: Unit, source: str, termbase: Termbase) -> list[Finding]:
    text = unit.edition.source_text
    found = termbase.for_text(text.slug).check(
        source, unit.target, source_locale=text.locale, target_locale=unit.edition.locale
    )
    return [replace(finding, check=_CHECK) for finding in found]


def _weight(finding: Finding) -> tuple[str, Severity]:
    return finding.key, finding.severity


def _counted(touched: tuple[Touched, ...]) -> Iterator[TextCount]:
    counts: dict[tuple[str, str, str], Counter[str]] = {}
    for unit in touched:
        counts.setdefault((unit.slug, unit.title, unit.locale), Counter())[unit.state] += 1
    for (slug, title, locale), states in counts.items():
        yield TextCount(slug, title, locale, tuple((s.value, states[s.value]) for s in State if states[s.value]))
