"""What the pages of the glossary show, as plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from workbench import text
from workbench.findings import Finding
from workbench.glossary import Concept, Life, Term
from workbench.workflow.renewal import Renewed


@dataclass(frozen=True)
class ConceptRevisionView:
    """One entry of a concept's history."""

    number: int
    at: dt.datetime
    who: str
    action: str
    origin: str
    reason: str
    conflict: bool
    concept: Concept


@dataclass(frozen=True)
class Stage:
    """One stage of a concept's life.

    Attributes:
        at: since when, the last time that it came there; None if it never was there.
        who: who brought it there, or an empty string.
        here: it is there now.
    """

    life: Life
    at: dt.datetime | None
    who: str
    here: bool


@dataclass(frozen=True)
class Remark:
    """One remark in the discussion of a concept."""

    id: int
    who: str
    at: dt.datetime
    text: str


@dataclass(frozen=True)
class RelatedConcept:
    """A concept that another one stands in a relation to.

    Attributes:
        kind: a `workbench.glossary.RelationKind`; `narrower` is the other side of `broader`.
        name: its first term, or its id.
        locale: the locale of that term, or an empty string.
    """

    kind: str
    uid: str
    name: str
    locale: str


@dataclass(frozen=True)
class Card:
    """A concept at a glance.

    Attributes:
        terms: those of one locale, with what is derived for it.
        others: the concepts that it is not to be confused with.
    """

    concept: Concept
    terms: tuple[Term, ...]
    others: tuple[RelatedConcept, ...]


@dataclass(frozen=True)
class Place:
    """A unit whose source mentions a concept."""

    id: int
    uid: str
    slug: str
    title: str
    source_locale: str
    locale: str
    source: str
    target: str
    state: str
    right: bool


@dataclass(frozen=True)
class Places:
    """Some of the units whose sources mention a concept.

    Attributes:
        about: how many units hold its words; some of them may mean something else.
        following: id of the unit to go on behind, or 0 at the end.
    """

    places: tuple[Place, ...]
    about: int
    following: int


@dataclass(frozen=True)
class ConceptPage:
    """Everything the page of one concept shows.

    Attributes:
        places: some of the units whose sources mention it.
        places_about: how many units hold its words; some of them may mean something else.
        derived: Chinese forms that nobody gave, made from the other script.
        scope_title: title of the one text that it holds for, or an empty string.
        checking: uid of the job that checks its units again, while it does.
        to_recheck: approved units that wait for a look because of it.
        to_replace: units in which one of its findings offers a replacement.
    """

    concept: Concept
    version: int
    stages: tuple[Stage, ...]
    history: tuple[ConceptRevisionView, ...]
    remarks: tuple[Remark, ...]
    related: tuple[RelatedConcept, ...]
    derived: tuple[Term, ...]
    scope_title: str
    places: tuple[Place, ...]
    places_about: int
    checking: str | None
    to_recheck: int
    to_replace: int
    may_edit: bool
    may_propose: bool


@dataclass(frozen=True)
class Notice:
    """Tells a proposer what became of a proposal; `state` is empty where it was removed."""

    id: int
    concept: str
    name: str
    locale: str
    state: str
    reason: str
    at: dt.datetime


@dataclass(frozen=True)
class Touched:
    """A unit whose findings would be others.

    Attributes:
        gone, new: what would be found no more, and what would be found.
        to_recheck: it is approved, and would come onto the recheck list.
    """

    id: int
    uid: str
    edition_id: int
    slug: str
    title: str
    source_locale: str
    locale: str
    state: str
    source: str
    target: str
    gone: tuple[Finding, ...]
    new: tuple[Finding, ...]
    to_recheck: bool


@dataclass(frozen=True)
class TextCount:
    """How many units of one edition a change touches, by state.

    Attributes:
        states: of which the findings would be others, among those that were looked at.
        holding: that hold the words at all.
    """

    slug: str
    title: str
    locale: str
    states: tuple[tuple[str, int], ...]
    holding: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Impact:
    """What a change of the glossary would do, a page at a time; the first page has the figures.

    Attributes:
        touched: units whose findings would be others.
        found: how many such units there are among those that were looked at.
        to_recheck: how many of these are approved, and would come onto the recheck list.
        texts: the editions whose units hold the words; empty from the second page on.
        concerned: how many translated units hold the words; all are checked again when the change is kept.
        examined: how many of them were looked at for this page.
        following: id of the unit to go on behind, or 0 at the end.
    """

    touched: tuple[Touched, ...] = ()
    found: int = 0
    to_recheck: int = 0
    texts: tuple[TextCount, ...] = ()
    concerned: int = 0
    examined: int = 0
    following: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every unit was looked at that holds the words, so that the figures are exact."""
        return self.examined == self.concerned


@dataclass(frozen=True)
class Import:
    """What a file would do to the glossary, or has done.

    Attributes:
        added, changed: concepts, in the order of the file.
        unchanged: how many would stay as they are.
        warnings: what `lint` says of the glossary as it would be.
        impact: what that would do to the texts.
        renewed: what it did to them.
    """

    added: tuple[Concept, ...]
    changed: tuple[tuple[Concept, Concept], ...]
    unchanged: int
    warnings: tuple[Finding, ...] = ()
    impact: Impact = field(default=Impact(), compare=False)
    renewed: Renewed = field(default=Renewed(), compare=False)

    @property
    def changes(self) -> tuple[tuple[Concept | None, Concept], ...]:
        """Each concept that is new or other, as it was and as it would be."""
        return (*((None, concept) for concept in self.added), *self.changed)


@dataclass(frozen=True)
class Difference:
    """A unit as it is, and with the replacements that its findings about one concept offer.

    Attributes:
        changes: from the present text to the proposed one.
    """

    unit_id: int
    uid: str
    version: int
    slug: str
    title: str
    source_locale: str
    locale: str
    state: str
    source: str
    proposed: str
    changes: tuple[text.Change, ...]


@dataclass(frozen=True)
class Differences:
    """A page of what replacing would change.

    Attributes:
        total: in how many units there is something to replace.
        following: id of the unit to go on behind, or 0 at the end.
    """

    items: tuple[Difference, ...]
    total: int
    following: int


@dataclass(frozen=True)
class Replaced:
    """What came of a batch: how many were replaced, and which were skipped because they had changed meanwhile."""

    done: int
    skipped: tuple[str, ...]
