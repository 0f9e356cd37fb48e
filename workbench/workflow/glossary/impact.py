"""Show what a change of the glossary would do to the texts, before it is kept.

The full-text index names the units that hold the words, and they are counted by text and state. The engine then looks
at them with the glossary as it would be. Of a word that stands in thousands of units the first ones are looked at, and
the next ones when somebody turns the page: all are checked when the change is kept.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import sqlalchemy as sa

from workbench.findings import Finding, Severity
from workbench.glossary import Concept, Termbase
from workbench.states import State
from workbench.store import findings as stored_findings
from workbench.store import glossary as stored
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition, SourceText, Unit, User
from workbench.workflow import mentions, rechecking, termbases
from workbench.workflow.glossary.checking import checked
from workbench.workflow.glossary.values import Impact, TextCount, Touched
from workbench.workflow.mentions import Change, Whereabouts
from workbench.workflow.permissions import Role, require

# What two seconds suffice for, with room to spare: where the words stand in so many units, all of them are looked at.
WHOLE = 2_500
# To name units by the hundred thousand takes its time as well.
MOST = 1_200
PAGE = 50
_AT_ONCE = 100
_CHECK = "glossary"


def preview(store: Store, concept: Concept, *, by: User, after: int = 0) -> Impact:
    """Show which units the findings of would change if a concept was kept like this; nothing is stored.

    Args:
        after: go on behind this unit; 0 for the first page, which counts what the following ones only list.

    Raises:
        NotAllowed: `by` may read nothing here.
        Invalid: the concept could not be kept.
    """
    changed = checked(concept)
    return _of_one(store, changed.id, changed, by=by, after=after)


def of_removal(store: Store, uid: str, *, by: User, after: int = 0) -> Impact:
    """The same for taking a concept out."""
    return _of_one(store, uid, None, by=by, after=after)


def _of_one(store: Store, uid: str, concept: Concept | None, *, by: User, after: int) -> Impact:
    require(by, Role.READER)
    with store.read() as tx:
        row = stored.concept(tx, uid)
        return of_changes(tx, [(stored.value(row) if row is not None else None, concept)], after=after)


def of_changes(tx: Transaction, changes: Sequence[Change], *, after: int = 0) -> Impact:
    """The same for several changes at once, as a file brings them; inside a transaction of the caller."""
    real = [change for change in changes if change[0] != change[1]]
    if not real:
        return Impact()
    places = mentions.located(tx, real)
    every = sorted(places)
    waiting = every[bisect_right(every, after) :]
    concepts = {concept.id: new for old, new in real if (concept := new or old) is not None}
    touched, examined = _looked_through(tx, waiting, concepts, pages_on=after > 0)
    return Impact(
        touched=tuple(touched[:PAGE]),
        found=len(touched),
        to_recheck=sum(unit.to_recheck for unit in touched),
        texts=tuple(_counted(tx, places, touched)) if after == 0 else (),
        concerned=len(every),
        examined=examined,
        following=_following(touched, waiting[examined - 1] if examined < len(waiting) else 0),
    )


def _following(touched: Sequence[Touched], behind: int) -> int:
    """Where the next page begins: behind the last one that is shown, or behind the last one that was looked at."""
    return touched[PAGE - 1].id if len(touched) > PAGE else behind


def _looked_through(
    tx: Transaction, unit_ids: Sequence[int], concepts: Mapping[str, Concept | None], *, pages_on: bool
) -> tuple[list[Touched], int]:
    """What becomes of the first ones of these units, and how many were looked at.

    Args:
        pages_on: one more page is wanted, and no figures.
    """
    termbase = termbases.with_concepts(tx, concepts)
    touched: list[Touched] = []
    examined = 0
    most = len(unit_ids) if len(unit_ids) <= WHOLE else MOST
    while examined < most and not (pages_on and len(touched) > PAGE):
        some = unit_ids[examined : examined + _AT_ONCE]
        touched += _touched(tx, some, termbase, set(concepts))
        examined += len(some)
    return touched, examined


def _touched(tx: Transaction, unit_ids: Sequence[int], termbase: Termbase, uids: set[str]) -> Iterator[Touched]:
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
            worse = rechecking.worse({(f.key, f.severity) for f in before}, new, uids)
            text, locale = unit.edition.source_text, unit.edition.locale
            yield Touched(
                unit.id,
                unit.uid,
                unit.edition_id,
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


def _counted(tx: Transaction, places: Mapping[int, Whereabouts], touched: Sequence[Touched]) -> Iterator[TextCount]:
    holding: dict[int, Counter[str]] = defaultdict(Counter)
    for place, count in Counter(places.values()).items():
        holding[place.edition_id][place.state] += count
    changing: dict[int, Counter[str]] = defaultdict(Counter)
    for unit in touched:
        changing[unit.edition_id][unit.state] += 1
    query = sa.select(Edition.id, SourceText.slug, SourceText.title, Edition.locale).join(SourceText)
    for edition_id, slug, title, locale in tx.session.execute(query.order_by(SourceText.id, Edition.id)):
        if edition_id in holding:
            yield TextCount(slug, title, locale, _by_state(changing[edition_id]), _by_state(holding[edition_id]))


def _by_state(counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple((state.value, counts[state.value]) for state in State if counts.get(state.value))
