"""What the desk is told, as plain values."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass

from workbench import text
from workbench.findings import Finding
from workbench.glossary import Termbase


class Filter(enum.StrEnum):
    """Which units of an edition are shown."""

    ALL = "all"
    TO_DO = "to-do"
    MINE = "mine"
    RETURNED = "returned"
    FINDINGS = "findings"
    COMMENTS = "comments"
    STALE = "stale"


@dataclass(frozen=True)
class SourcePart:
    """One source segment of a unit."""

    uid: str
    kind: str
    level: int
    content: str


@dataclass(frozen=True)
class DeskUnit:
    """One unit as it rests on the desk.

    Attributes:
        finding_count, comments, conflicts: how many of them are open.
        findings: what they say, of the open unit alone.
    """

    id: int
    uid: str
    position: int
    version: int
    state: str
    stale: bool
    target: str
    omitted: str | None
    finding_count: int
    comments: int
    conflicts: int
    source: tuple[SourcePart, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class DeskWindow:
    """A window of an edition.

    Attributes:
        units: consecutive units that the filter lets through.
        before, after: how many such units stand before and behind the window.
        counts: units of the whole edition by state.
        glossary_version: changes when any term changed, so that marks may be kept until then.
    """

    edition_id: int
    slug: str
    title: str
    source_locale: str
    locale: str
    units: tuple[DeskUnit, ...]
    before: int
    after: int
    total: int
    counts: Mapping[str, int]
    filter: Filter
    may_translate: bool
    may_edit: bool
    glossary_version: str
    termbase: Termbase


@dataclass(frozen=True)
class Found:
    """A unit that a search found, with where it stands."""

    unit: DeskUnit
    slug: str
    title: str
    source_locale: str
    locale: str


@dataclass(frozen=True)
class MemoryMatch:
    """An earlier translation that is like the unit's source.

    Attributes:
        changes: from the earlier source to the present one.
    """

    score: int
    in_context: bool
    source: str
    target: str
    origin: str
    approved: bool
    changes: tuple[text.Change, ...]


@dataclass(frozen=True)
class TermHint:
    """A concept that the source mentions, with what the glossary says of it in the target locale.

    Attributes:
        state: how far it is settled.
        derived: its first term was made by script conversion.
        not_confused: id, source words and target words of the concepts that it is not to be confused with.
    """

    concept: str
    source: str
    terms: tuple[str, ...]
    forbidden: tuple[str, ...]
    definition: str
    note: str
    start: int
    end: int
    used: bool
    state: str = "agreed"
    derived: bool = False
    not_confused: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class HistoryEntry:
    """One step of a unit's history; texts typed in one go are one entry.

    Attributes:
        changes: from the entry before it.
    """

    id: int
    number: int
    at: dt.datetime
    who: str
    action: str
    origin: str
    state: str
    reason: str
    conflict: bool
    settled: bool
    target: str
    changes: tuple[text.Change, ...]


@dataclass(frozen=True)
class Remark:
    """One comment."""

    id: int
    parent_id: int | None
    who: str
    at: dt.datetime
    text: str
    resolved: bool
    own: bool


@dataclass(frozen=True)
class Waived:
    """A finding that an editor accepted; `reach` is how far that holds, a `workflow.waivers.Reach`."""

    id: int
    finding: Finding
    reason: str
    who: str
    reach: str = "place"


@dataclass(frozen=True)
class Details:
    """Everything about the open unit, for the panel beside it."""

    unit: DeskUnit
    slug: str
    locale: str
    source_locale: str
    previous_source: str
    source_changes: tuple[text.Change, ...]
    terms: tuple[TermHint, ...]
    matches: tuple[MemoryMatch, ...]
    waived: tuple[Waived, ...]
    history: tuple[HistoryEntry, ...]
    comments: tuple[Remark, ...]
    may_translate: bool
    may_edit: bool
    glossary_version: str
    termbase: Termbase
