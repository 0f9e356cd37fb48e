"""What the scripts page shows: a window of a variant beside its base, or beside another variant."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass

from workbench.findings import N_
from workbench.store import variants as stored
from workbench.store.database import Store
from workbench.store.models import User
from workbench.store.variants import BaseUnit
from workbench.workflow.errors import NotFound
from workbench.workflow.permissions import Role, may_approve_variant, may_correct_variant, require
from workbench.workflow.variants.approval import Whose, whose_approval
from workbench.workflow.variants.reading import Progress, Variant, edition_of, is_passage, progress_in, variant
from workbench.workflow.variants.rules import Rule, rules_of
from workbench.workflow.variants.standing import Standing
from workbench.workflow.variants.ways import variant_tag, variants_of

# Units on a page: as many as a person looks through before the next cup of tea.
WINDOW = 40
# To judge a passage for the first time takes half a millisecond: so many are judged for a page, and so many whenever
# the page asks for the rest of the count.
COUNTED, COUNTED_APART = 150, 600


class Show(enum.StrEnum):
    """Which units are shown."""

    ALL = "all"
    WAITING = "waiting"
    OPEN = "open"
    OVERRIDDEN = "overridden"
    SHARED = "shared"
    REDUNDANT = "redundant"


_SHOWS: dict[Show, Callable[[Standing], bool]] = {
    Show.ALL: lambda one: True,
    Show.WAITING: lambda one: one.waits,
    Show.OPEN: lambda one: bool(one.open_places),
    Show.OVERRIDDEN: lambda one: one.overridden or bool(one.lost),
    Show.SHARED: lambda one: one.shared or bool(one.offered),
    Show.REDUNDANT: lambda one: one.redundant,
}


@dataclass(frozen=True)
class Row:
    """One unit: what stands beside the variant, and the variant. `number` counts from 1 through the whole text."""

    number: int
    beside: str
    standing: Standing


@dataclass(frozen=True)
class Page:
    """Everything the scripts page shows.

    Attributes:
        base: locale of the edition.
        tag: locale of the variant.
        beside: locale of what stands beside it: that of the edition, or another variant.
        counts: units by what can be shown.
        counted: whether `open` is the whole number; else there are so many at least, and more when asked again.
        progress: how many passages are approved, of how many.
        whose: whose approval counts for what readers get.
        start: number of the first unit on the page, from 1; `before` and `following` are those of its neighbours.
    """

    slug: str
    title: str
    title_locale: str
    base: str
    tag: str
    beside: str
    variants: tuple[str, ...]
    show: Show
    rows: tuple[Row, ...]
    counts: dict[Show, int]
    counted: bool
    progress: Progress
    whose: Whose
    start: int
    before: int | None
    following: int | None
    rules: tuple[Rule, ...]
    may_correct: bool
    may_approve: bool


def page(
    store: Store,
    slug: str,
    locale: str,
    *,
    by: User,
    tag: str = "",
    beside: str = "",
    show: Show = Show.ALL,
    start: int = 1,
    only: int = 0,
    count: int = COUNTED,
) -> Page:
    """A window of a variant.

    Args:
        tag: the variant; by default the first that `by` may correct, else the first of all.
        beside: what stands beside it; by default the edition itself.
        show: which units; the others are passed over.
        start: number of the unit to begin with, from 1.
        only: id of the one unit to show, whatever else is asked for; -1 for none.
        count: how many passages may be judged anew to count those that somebody should look at.

    Raises:
        NotFound: there is no such edition, or it has no variants.
        Invalid: the edition has no such variant.
    """
    require(by, Role.READER)
    with store.read() as tx:
        edition = edition_of(tx, slug, locale)
        tags = variants_of(edition.locale)
        if not tags:
            raise NotFound(N_("Only a Chinese edition has other scripts."))
        mine = (one for one in tags if may_correct_variant(by, edition.locale, one))
        found = variant(tx, edition, variant_tag(edition.locale, tag or next(mine, tags[0])))
        other = variant(tx, edition, variant_tag(edition.locale, beside or edition.locale))
        every = stored.units(tx, edition.id)
        rows, following = _window(found, other, every, show, start, only)
        opened, counted = _count_open(found, every, count)
        return Page(
            slug=slug,
            title=edition.source_text.title,
            title_locale=edition.source_text.locale,
            base=edition.locale,
            tag=found.tag,
            beside=other.tag,
            variants=tags,
            show=show,
            rows=rows,
            counts=_counts(found, every) | {Show.OPEN: opened},
            counted=counted,
            progress=progress_in(found, every),
            whose=whose_approval(tx, edition, found.tag),
            start=start,
            before=max(1, start - WINDOW) if start > 1 else None,
            following=following,
            rules=rules_of(tx, edition, found.tag),
            may_correct=may_correct_variant(by, edition.locale, found.tag),
            may_approve=may_approve_variant(by, edition.locale, found.tag),
        )


def _window(
    found: Variant, other: Variant, every: list[BaseUnit], show: Show, start: int, only: int
) -> tuple[tuple[Row, ...], int | None]:
    """The units to be shown from a place on, and where the next window begins."""
    rows: list[Row] = []
    for number, unit in enumerate(every, 1):
        if number < start or (only and unit.id != only) or not (only or _may_show(found, unit, show)):
            continue
        if len(rows) == WINDOW:
            return tuple(rows), number
        standing = found.standing(unit)
        if only or _SHOWS[show](standing):
            rows.append(Row(number, other.text(unit), standing))
    return tuple(rows), None


def _may_show(found: Variant, unit: BaseUnit, show: Show) -> bool:
    """Whether it is worth while to work out how a unit stands: most have nothing that was settled."""
    if show is Show.ALL:
        return is_passage(unit)
    if show is Show.OPEN:
        return bool(unit.target.strip()) and not found.is_approved(unit)
    if show is Show.SHARED:
        return found.is_settled_elsewhere(unit)
    return unit.id in found.overrides or unit.id in found.approvals


def _counts(found: Variant, every: list[BaseUnit]) -> dict[Show, int]:
    """Units by what can be shown, but for those that somebody should look at."""
    counts = dict.fromkeys(Show, 0)
    for unit in every:
        wanted = [show for show in Show if show not in (Show.ALL, Show.OPEN) and _may_show(found, unit, show)]
        standing = found.standing(unit) if wanted else None
        for show in wanted:
            counts[show] += standing is not None and _SHOWS[show](standing)
    counts[Show.ALL] = sum(map(is_passage, every))
    return counts


def _count_open(found: Variant, every: list[BaseUnit], most: int) -> tuple[int, bool]:
    """How many units somebody should look at, as far as that is known; no more than `most` are judged anew."""
    number = 0
    is_whole = True
    for unit in every:
        if not _may_show(found, unit, Show.OPEN):
            continue
        if not found.has_judged(unit):
            if not most:
                is_whole = False
                continue
            most -= 1
        number += found.is_open(unit)
    return number, is_whole
