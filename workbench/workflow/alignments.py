"""Bring a finished translation in: align it, let a person correct it, and make an edition of it.

Every edit is a splice of rows that is stored with the page at once, so that the work can be left at any moment and
taken up on another device, and undone step by step.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workbench import languages
from workbench.alignment import align, edits
from workbench.alignment.edits import Row, Splice
from workbench.findings import N_
from workbench.states import State
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Alignment, AlignmentStep, Revision, SourceText, Unit, User, now
from workbench.text import Document
from workbench.workflow import review, termbases, units
from workbench.workflow import texts as text_work
from workbench.workflow.errors import Invalid, NotFound
from workbench.workflow.permissions import Role, has_role, require

# Below this confidence a row is shown as doubtful; on calibrated figures one in ten of them is wrong at worst.
DOUBTFUL = 0.9


@dataclass(frozen=True)
class SourcePart:
    """A source segment on the page."""

    uid: str
    kind: str
    content: str


@dataclass(frozen=True)
class PageRow:
    """One row of the page."""

    index: int
    source: tuple[SourcePart, ...]
    target: tuple[str, ...]
    kind: str
    reason: str
    confidence: float
    pinned: bool

    @property
    def doubtful(self) -> bool:
        """Whether a person should look at it."""
        return not self.pinned and self.kind == "pair" and self.confidence < DOUBTFUL


@dataclass(frozen=True)
class AlignmentPage:
    """Everything the alignment page shows."""

    id: int
    slug: str
    title: str
    source_locale: str
    locale: str
    version: int
    rows: tuple[PageRow, ...]
    can_undo: bool
    can_redo: bool
    accepted: bool
    may_approve: bool

    @property
    def doubtful(self) -> tuple[PageRow, ...]:
        """The rows that a person should look at, least certain first."""
        return tuple(sorted((row for row in self.rows if row.doubtful), key=lambda row: row.confidence))


# --- begin ------------------------------------------------------------------------------------------------------


def bring_translation(store: Store, slug: str, document: Document, *, locale: str, by: User | None) -> int:
    """Align a finished translation with its source text; gives the id of the alignment page.

    Raises:
        NotFound: there is no such text.
        Invalid: it has an edition in this locale already.
    """
    locale = languages.base(locale)
    if by is not None:
        require(by, Role.TRANSLATOR, locale)
    with store.read() as tx:
        source = _source_text(tx, slug)
        if texts.edition(tx, slug, locale) is not None:
            raise Invalid(N_("There is an edition in %(locale)s already."), locale=locale, field="locale")
        if languages.parse(locale).language == languages.parse(source.locale).language:
            raise Invalid(N_("A translation is in another language than its source."), field="locale")
        segments = texts.segments(tx, source.id)
        termbase = termbases.termbase(tx)
    # Aligning takes seconds on a book: no transaction is held meanwhile.
    beads = align(
        [segment.content for segment in segments],
        [block.content for block in document.segments],
        source_locale=source.locale,
        target_locale=locale,
        source_kinds=[segment.kind for segment in segments],
        target_kinds=[block.kind.value for block in document.segments],
        terms=termbase,
    )
    rows = [
        Row(
            source=tuple(segments[i].uid for i in bead.source),
            target=tuple(document.segments[i].content for i in bead.target),
            confidence=bead.confidence,
            kind="pair" if bead.source and bead.target else "omitted" if bead.source else "added",
        )
        for bead in beads
    ]
    with store.begin() as tx:
        row = Alignment(
            source_text_id=source.id,
            locale=locale,
            rows=[_as_data(item) for item in rows],
            created_by=by.id if by else None,
        )
        tx.session.add(row)
        tx.session.flush()
        tx.log("bring-translation", f"alignment:{row.id}", by=by, text=slug, locale=locale)
        return row.id


# --- show -------------------------------------------------------------------------------------------------------


def page(store: Store, alignment_id: int, *, by: User) -> AlignmentPage:
    """The alignment as it is now.

    Raises:
        NotFound: there is no such alignment.
    """
    require(by, Role.READER)
    with store.read() as tx:
        row = _get(tx, alignment_id)
        contents = {
            segment.uid: SourcePart(segment.uid, segment.kind, segment.content)
            for segment in texts.segments(tx, row.source_text_id)
        }
        steps = tx.session.scalar(
            sa.select(sa.func.max(AlignmentStep.number)).where(AlignmentStep.alignment_id == row.id)
        )
        return AlignmentPage(
            id=row.id,
            slug=row.source_text.slug,
            title=row.source_text.title,
            source_locale=row.source_text.locale,
            locale=row.locale,
            version=row.version,
            rows=tuple(
                PageRow(
                    index=index,
                    source=tuple(contents[uid] for uid in item.source if uid in contents),
                    target=item.target,
                    kind=item.kind,
                    reason=item.reason,
                    confidence=item.confidence,
                    pinned=item.pinned,
                )
                for index, item in enumerate(_rows(row))
            ),
            can_undo=row.step > 0,
            can_redo=(steps or 0) > row.step,
            accepted=row.accepted_at is not None,
            may_approve=has_role(by, Role.EDITOR, row.locale),
        )


# --- edit -------------------------------------------------------------------------------------------------------

Edit = Callable[[tuple[Row, ...]], Splice]


def edit(store: Store, alignment_id: int, action: str, change: Edit, *, version: int, by: User) -> int:
    """Apply one edit of `workbench.alignment.edits`; gives the page's new version.

    Raises:
        Invalid: somebody else edited the page after `version`, or it was accepted.
        ImpossibleEdit: the edit does not fit the rows.
    """
    with store.begin() as tx:
        row = _open(tx, alignment_id, version=version, by=by)
        rows = _rows(row)
        splice = change(rows)
        row.rows = [_as_data(item) for item in edits.apply(rows, splice)]
        # What was undone before is forgotten as soon as something new is done.
        tx.session.execute(
            sa.delete(AlignmentStep).where(AlignmentStep.alignment_id == row.id, AlignmentStep.number > row.step)
        )
        row.step += 1
        tx.session.add(
            AlignmentStep(
                alignment_id=row.id, number=row.step, action=action, splice=_splice_data(splice), user_id=by.id
            )
        )
        row.version += 1
        return row.version


def undo(store: Store, alignment_id: int, *, version: int, by: User) -> int:
    """Take the last edit back; gives the page's new version."""
    return _travel(store, alignment_id, version=version, by=by, back=True)


def redo(store: Store, alignment_id: int, *, version: int, by: User) -> int:
    """Do the edit again that was taken back last."""
    return _travel(store, alignment_id, version=version, by=by, back=False)


def _travel(store: Store, alignment_id: int, *, version: int, by: User, back: bool) -> int:
    with store.begin() as tx:
        row = _open(tx, alignment_id, version=version, by=by)
        number = row.step if back else row.step + 1
        step = tx.session.scalar(
            sa.select(AlignmentStep).where(AlignmentStep.alignment_id == row.id, AlignmentStep.number == number)
        )
        if step is None:
            raise Invalid(N_("There is nothing to undo.") if back else "there is nothing to do again", field="step")
        splice = _as_splice(step.splice)
        row.rows = [_as_data(item) for item in edits.apply(_rows(row), splice.inverse() if back else splice)]
        row.step += -1 if back else 1
        row.version += 1
        return row.version


def discard(store: Store, alignment_id: int, *, by: User) -> None:
    """Throw an alignment away that was not accepted."""
    with store.begin() as tx:
        row = _get(tx, alignment_id)
        require(by, Role.TRANSLATOR, row.locale)
        if row.accepted_at is not None:
            raise Invalid(N_("This alignment was accepted already."), field="alignment")
        tx.session.execute(sa.delete(AlignmentStep).where(AlignmentStep.alignment_id == row.id))
        tx.session.delete(row)
        tx.log("discard-alignment", f"alignment:{alignment_id}", by=by)


# --- accept -----------------------------------------------------------------------------------------------------


def accept(
    store: Store, alignment_id: int, *, by: User | None, state: State = State.DRAFT, version: int | None = None
) -> int:
    """Make an edition of an alignment; gives the edition's id.

    Args:
        state: `draft`, or `approved` where an editor says that the translation was published like this.
        version: the page's version that was looked at; None on the command line.

    Raises:
        NotAllowed: approved texts are brought in by editors only.
        Invalid: the page was changed after `version`, or was accepted already.
    """
    if state not in (State.DRAFT, State.APPROVED):
        raise Invalid(N_("A translation is brought in as draft or as approved."), field="state")
    with store.begin() as tx:
        row = _get(tx, alignment_id)
        if by is not None:
            require(by, Role.EDITOR if state is State.APPROVED else Role.TRANSLATOR, row.locale)
        if row.accepted_at is not None:
            raise Invalid(N_("This alignment was accepted already."), field="alignment")
        if version is not None and version != row.version:
            raise Invalid(N_("This alignment was changed meanwhile; look at it again."), field="version")
        edition = text_work.add_edition(tx, row.source_text, row.locale, by=by)
        segment_ids = {s.uid: s.id for s in texts.segments(tx, row.source_text_id)}
        new = [unit for item in _rows(row) for unit in _new_units(item, segment_ids, state, by)]
        covered = {segment_id for unit in new for segment_id in unit.segment_ids}
        ids = text_work.add_units(tx, edition, new)
        _record(tx, edition.id, new, ids, by)
        if covered != set(segment_ids.values()):
            # The source changed while the page was open.
            units.follow_source(tx, edition, edited={})
        row.accepted_at = now()
        for unit in texts.units(tx, edition.id):
            units.refresh_findings(tx, unit)
            if unit.state == State.APPROVED:
                review.remember(tx, unit)
        tx.log("accept-alignment", f"edition:{row.source_text.slug}/{row.locale}", by=by, state=state.value)
        return edition.id


def _new_units(item: Row, segment_ids: dict[str, int], state: State, by: User | None) -> list[texts.NewUnit]:
    sources = tuple(segment_ids[uid] for uid in item.source if uid in segment_ids)
    target = "\n\n".join(item.target)
    author = by.id if by else None
    if not sources and not target.strip():
        return []
    uid = item.source[0] if sources else f"added-{secrets.token_hex(4)}"
    if not target.strip():
        # An omission that nobody explained is a passage still to be translated.
        reason = item.reason or None
        return [texts.NewUnit(sources, uid, "", state if reason else State.INITIAL, reason, author)]
    return [texts.NewUnit(sources, uid, target, state, None, author)]


def _record(
    tx: Transaction, edition_id: int, new: Sequence[texts.NewUnit], ids: dict[str, int], by: User | None
) -> None:
    """Begin the history of units that were brought in; approved ones remember which text was approved."""
    begun = [unit for unit in new if unit.state is not State.INITIAL]
    if not begun:
        return
    tx.session.execute(
        sa.insert(Revision),
        [
            {
                "unit_id": ids[unit.uid],
                "edition_id": edition_id,
                "number": 1,
                "action": "bring in",
                "origin": "brought in",
                "target": unit.target,
                "state": unit.state.value,
                "omitted": unit.omitted,
                "user_id": by.id if by else None,
                "at": now(),
            }
            for unit in begun
        ],
    )
    newest = sa.select(sa.func.max(Revision.id)).where(Revision.unit_id == Unit.id).scalar_subquery()
    tx.session.execute(
        sa.update(Unit)
        .where(Unit.edition_id == edition_id, Unit.state == State.APPROVED)
        .values(approved_revision_id=newest)
        .execution_options(synchronize_session=False)
    )


# --- pieces -----------------------------------------------------------------------------------------------------


def _source_text(tx: Transaction, slug: str) -> SourceText:
    row = texts.source_text(tx, slug)
    if row is None:
        raise NotFound(N_("There is no text at %(slug)s."), slug=slug)
    return row


def _get(tx: Transaction, alignment_id: int) -> Alignment:
    row = tx.session.get(Alignment, alignment_id)
    if row is None:
        raise NotFound(N_("There is no such alignment."))
    return row


def _open(tx: Transaction, alignment_id: int, *, version: int, by: User) -> Alignment:
    row = _get(tx, alignment_id)
    require(by, Role.TRANSLATOR, row.locale)
    if row.accepted_at is not None:
        raise Invalid(N_("This alignment was accepted already."), field="alignment")
    if row.version != version:
        raise Invalid(N_("This alignment was changed meanwhile; look at it again."), field="version")
    return row


def _rows(row: Alignment) -> tuple[Row, ...]:
    return tuple(_as_row(data) for data in row.rows)


def _as_data(item: Row) -> dict[str, Any]:
    return {
        "source": list(item.source),
        "target": list(item.target),
        "confidence": round(item.confidence, 4),
        "kind": item.kind,
        "reason": item.reason,
        "pinned": item.pinned,
    }


def _as_row(data: dict[str, Any]) -> Row:
    return Row(
        source=tuple(data["source"]),
        target=tuple(data["target"]),
        confidence=data["confidence"],
        kind=data["kind"],
        reason=data["reason"],
        pinned=data["pinned"],
    )


def _splice_data(splice: Splice) -> dict[str, Any]:
    return {
        "start": splice.start,
        "old": [_as_data(item) for item in splice.old],
        "new": [_as_data(item) for item in splice.new],
    }


def _as_splice(data: dict[str, Any]) -> Splice:
    return Splice(
        data["start"], tuple(_as_row(item) for item in data["old"]), tuple(_as_row(item) for item in data["new"])
    )
