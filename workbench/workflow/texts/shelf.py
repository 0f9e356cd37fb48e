"""Show the library and the page of one text."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from workbench import languages
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Alignment, Edition, Segment, SourceText, User
from workbench.text import Kind
from workbench.workflow import units as unit_work
from workbench.workflow.permissions import Role, has_role, require
from workbench.workflow.texts.arrival import source_text
from workbench.workflow.texts.revision import may_revise

# What a text begins with, behind its title and headings.
_RUNNING = frozenset({Kind.PARAGRAPH, Kind.QUOTE, Kind.VERSE, Kind.LIST_ITEM})


@dataclass(frozen=True)
class EditionCard:
    """An edition at a glance.

    Attributes:
        counts: number of units by state, in the order of progress.
        continue_at: the unit that the reader wrote in last, or None.
    """

    id: int
    locale: str
    counts: Mapping[str, int]
    continue_at: str | None = None

    @property
    def total(self) -> int:
        """Number of units."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class TextCard:
    """A source text at a glance."""

    slug: str
    locale: str
    title: str
    author: str
    segments: int
    editions: tuple[EditionCard, ...]


@dataclass(frozen=True)
class TextPage:
    """Everything the page of one text shows."""

    card: TextCard
    meta: Mapping[str, str]
    version: int
    created_at: dt.datetime
    open_alignments: tuple[tuple[int, str, dt.datetime], ...]
    startable: tuple[str, ...]
    may_revise: bool
    findings: Mapping[str, int] = field(default_factory=dict)
    opening: tuple[str, ...] = ()
    has_retired: bool = False
    translates: frozenset[str] = frozenset()


def library(store: Store, *, by: User) -> list[TextCard]:
    """All texts, the newest first, with the progress of their editions."""
    require(by, Role.READER)
    with store.read() as tx:
        rows = list(tx.session.scalars(sa.select(SourceText).order_by(SourceText.id.desc())))
        return _cards(tx, rows, by)


def page(store: Store, slug: str, *, by: User) -> TextPage:
    """What the page of one text shows.

    Raises:
        NotFound: there is no such text.
    """
    require(by, Role.READER)
    with store.read() as tx:
        row = source_text(tx, slug)
        card = _cards(tx, [row], by)[0]
        waiting = tx.session.execute(
            sa.select(Alignment.id, Alignment.locale, Alignment.created_at)
            .where(Alignment.source_text_id == row.id, Alignment.accepted_at.is_(None))
            .order_by(Alignment.id)
        ).all()
        running = [s.content for s in texts.segments(tx, row.id) if s.kind in _RUNNING]
        return TextPage(
            card=card,
            meta={key: str(value) for key, value in row.meta.items()},
            version=row.version,
            created_at=row.created_at,
            open_alignments=tuple(waiting),
            startable=_startable(row, by),
            may_revise=may_revise(row, by),
            findings=_error_counts(tx, row),
            opening=tuple(running[:3]),
            translates=frozenset(e.locale for e in row.editions if has_role(by, Role.TRANSLATOR, e.locale)),
            has_retired=bool(
                tx.session.scalar(
                    sa.select(Segment.id)
                    .where(Segment.source_text_id == row.id, Segment.retired_at.is_not(None))
                    .limit(1)
                )
            ),
        )


def _startable(row: SourceText, by: User) -> tuple[str, ...]:
    languages_used = {languages.parse(tag).language for tag in (row.locale, *(e.locale for e in row.editions))}
    return tuple(
        tag
        for tag in languages.WORKING
        if languages.parse(tag).language not in languages_used and has_role(by, Role.TRANSLATOR, tag)
    )


def _error_counts(tx: Transaction, row: SourceText) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for edition in row.editions:
        counts[edition.locale] = unit_work.count_open_errors(tx, edition.id)
    return dict(counts)


def _cards(tx: Transaction, rows: Sequence[SourceText], by: User) -> list[TextCard]:
    ids = [row.id for row in rows]
    editions: dict[int, list[Edition]] = {}
    for edition in tx.session.scalars(
        sa.select(Edition).where(Edition.source_text_id.in_(ids)).order_by(Edition.locale)
    ):
        editions.setdefault(edition.source_text_id, []).append(edition)
    edition_ids = [edition.id for some in editions.values() for edition in some]
    counts = texts.counts_by_state(tx, edition_ids)
    here = unit_work.last_written(tx, edition_ids, by)
    sizes = dict(
        tx.session.execute(
            sa.select(Segment.source_text_id, sa.func.count())
            .where(Segment.source_text_id.in_(ids), Segment.retired_at.is_(None))
            .group_by(Segment.source_text_id)
        ).all()
    )
    return [
        TextCard(
            slug=row.slug,
            locale=row.locale,
            title=row.title,
            author=str(row.meta.get("author", "")),
            segments=sizes.get(row.id, 0),
            editions=tuple(
                EditionCard(edition.id, edition.locale, counts[edition.id], here.get(edition.id))
                for edition in editions.get(row.id, [])
            ),
        )
        for row in rows
    ]
