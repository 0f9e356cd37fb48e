"""Merge an edition with its PO file, unit by unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from workbench import formats, text
from workbench.findings import N_
from workbench.formats import ExportUnit
from workbench.states import State
from workbench.store import search, texts
from workbench.store.database import Transaction
from workbench.store.models import Edition, Revision, Segment, Unit, now
from workbench.store.workspace import TextFile
from workbench.text import Note
from workbench.workflow import exports, review, units
from workbench.workflow import texts as text_work
from workbench.workflow.errors import Invalid
from workbench.workflow.sync.outcome import Outcome, Side, changed, digest
from workbench.workflow.sync.placing import place

_EMPTIED = N_("translations emptied in this file, and so here too: %(count)s; their history has the earlier texts")


def merge(tx: Transaction, file: TextFile, data: bytes | None, base: dict[str, str]) -> Outcome:
    """Bring an edition and its file together; an edition that only the file knows is made.

    A unit that changed on one side since the last sync is taken from there. One that changed on both keeps the
    text of the database, and the file's as a conflicting revision. An entry that was deleted from the file comes
    back, since no unit is deleted by a file. Translations of passages that the source lost are kept as retired
    units, and come back with the passage.

    Args:
        file: its name.
        data: what the file holds, or None where there is none: then it is written.
        base: what the last sync agreed on, by unit.

    Raises:
        PoFileError: the file cannot be read.
        Invalid: there is no such text, or it can have no edition in this locale.
    """
    if data is None:
        edition = _edition(tx, file)
        content, agreed = _content(tx, edition, {})
        return Outcome(file.path, content, seen=agreed, agreed=agreed)
    po = formats.read_po(data)
    if po.target_locale != file.locale:
        raise Invalid(
            N_("The file says that it is in %(locale)s, its name says something else."), locale=po.target_locale
        )
    edition = texts.edition(tx, file.slug, file.locale) or _start(tx, file)
    matched = _match(tx, edition, po.entries)
    taken, emptied, conflicts = 0, 0, []
    for unit, entry in matched:
        match changed(base.get(unit.uid, _EMPTY), _digest(entry), _digest_of(unit)):
            case Side.FILE:
                taken += 1
                emptied += bool(unit.target) and not _says_something(entry)
                _take(tx, unit, entry)
            case Side.BOTH if entry.target != unit.target.strip("\n"):
                conflicts.append(f"unit {unit.uid} was changed here and in the workbench; both texts are kept")
                version = _version_of(tx, unit, base.get(unit.uid, _EMPTY))
                units.keep_conflict(tx, unit, units.clean(entry.target), base_version=version, origin="sync")
    if taken:
        tx.log("sync", f"edition:{file.slug}/{file.locale}", by=None, units=taken)
    content, agreed = _content(tx, edition, {unit.uid: entry.notes for unit, entry in matched})
    seen = {unit.uid: _digest(entry) for unit, entry in matched}
    notes = (Note(_EMPTIED, {"count": str(emptied)}),) if emptied else ()
    return Outcome(file.path, content, seen, agreed, taken, tuple(conflicts), notes)


# --- what is compared -------------------------------------------------------------------------------------------


def _digest(unit: ExportUnit) -> str:
    """What both sides can say of a unit; whether it is stale follows from the source on each side."""
    return _digest_values(unit.target, unit.state, unit.omitted)


def _digest_of(unit: Unit | Revision) -> str:
    return _digest_values(unit.target, unit.state, unit.omitted)


def _digest_values(target: str, state: str, omitted: str | None) -> str:
    # A file keeps no line feeds at the ends, and a reason in one line.
    return digest(target.strip("\n"), str(state), None if omitted is None else " ".join(omitted.split()))


_EMPTY = _digest_values("", State.INITIAL, None)


def _version_of(tx: Transaction, unit: Unit, base: str) -> int:
    """The version that a file's text was based on, for the merge that is offered to the person who settles it."""
    revisions = tx.session.scalars(
        sa.select(Revision)
        .where(Revision.unit_id == unit.id, Revision.conflict.is_(False))
        .order_by(Revision.id.desc())
    )
    return next((revision.number for revision in revisions if _digest_of(revision) == base), 0)


def _content(tx: Transaction, row: Edition, notes: Mapping[str, tuple[str, ...]]) -> tuple[bytes, dict[str, str]]:
    """The file as it should be, with the notes that it had, and the digests of its units."""
    edition = exports.as_edition(tx, row)
    noted = tuple(replace(unit, notes=notes.get(unit.uid, ())) for unit in edition.units)
    return formats.write_po(replace(edition, units=noted)).encode(), {unit.uid: _digest(unit) for unit in noted}


# --- which unit an entry means ----------------------------------------------------------------------------------


def _edition(tx: Transaction, file: TextFile) -> Edition:
    row = texts.edition(tx, file.slug, file.locale)
    if row is None:
        raise Invalid(N_("There is no such edition."))
    return row


def _start(tx: Transaction, file: TextFile) -> Edition:
    source = texts.source_text(tx, file.slug)
    if source is None:
        raise Invalid(N_("There is no text at %(slug)s; bring it in first."), slug=file.slug)
    edition = text_work.add_edition(tx, source, file.locale, by=None)
    tx.log("start-edition", f"edition:{file.slug}/{file.locale}", by=None)
    return edition


def _match(tx: Transaction, edition: Edition, entries: Sequence[ExportUnit]) -> list[tuple[Unit, ExportUnit]]:
    """Find the unit of each entry, by its id or else by its source; where there is none, make the unit it means."""
    known = _units_by_uid(tx, edition)
    uids = [entry.uid for entry in entries]
    unnamed = {units.source_of(unit): unit.uid for unit in known.values() if unit.links and unit.uid not in uids}
    fresh: list[int] = []
    for index, entry in enumerate(entries):
        if entry.uid in known:
            continue
        same = unnamed.pop("\n\n".join(entry.source), None)
        if same is not None:
            uids[index] = same
        elif not known or _says_something(entry):
            fresh.append(index)
    if fresh or not known:
        made = _make_units(tx, edition, [entries[index] for index in fresh], known.values())
        for index, uid in zip(fresh, made, strict=True):
            uids[index] = uid
        if known:
            _put_behind(tx, edition, uids, set(made))
        known = _units_by_uid(tx, edition)
    return [(known[uid], entry) for uid, entry in zip(uids, entries, strict=True) if uid in known]


def _units_by_uid(tx: Transaction, edition: Edition) -> dict[str, Unit]:
    query = sa.select(Unit).where(Unit.edition_id == edition.id).order_by(Unit.position)
    return {unit.uid: unit for unit in tx.session.scalars(query.options(selectinload(Unit.links)))}


def _says_something(entry: ExportUnit) -> bool:
    return bool(entry.target) or entry.omitted is not None


def _make_units(tx: Transaction, edition: Edition, entries: Sequence[ExportUnit], known: Iterable[Unit]) -> list[str]:
    """Make empty units for entries that have none, and for segments that no entry has; gives the entries' ids."""
    covered = {link.segment_id for unit in known for link in unit.links}
    segments = [segment for segment in texts.segments(tx, edition.source_text_id) if segment.id not in covered]
    uids = {segment.id: segment.uid for segment in segments}
    new: list[texts.NewUnit] = []
    for entry, placed in zip(entries, place(entries, segments), strict=True):
        ids = placed
        if entry.source and not placed:
            ids = (_retired_segment(tx, edition, entry),)
        uid = entry.uid or (uids[placed[0]] if placed else f"added-{_digest(entry)[:12]}")
        new.append(texts.NewUnit(ids, uid))
    _add(tx, edition, new)
    units.follow_source(tx, edition, edited={})
    return [unit.uid for unit in new]


def _add(tx: Transaction, edition: Edition, new: Sequence[texts.NewUnit]) -> None:
    ids = texts.add_units(tx, edition, new)
    linked = {segment_id for unit in new for segment_id in unit.segment_ids}
    query = sa.select(Segment.id, Segment.content).where(Segment.source_text_id == edition.source_text_id)
    contents = {segment_id: content for segment_id, content in tx.session.execute(query) if segment_id in linked}
    search.add(tx, ((ids[unit.uid], "\n\n".join(contents[i] for i in unit.segment_ids), "") for unit in new))


def _retired_segment(tx: Transaction, edition: Edition, entry: ExportUnit) -> int:
    """A passage that the source has lost, so that its translation has something to belong to."""
    taken = set(tx.session.scalars(sa.select(Segment.uid).where(Segment.source_text_id == edition.source_text_id)))
    content = "\n\n".join(entry.source)
    uid = entry.uid or text.digest(content)
    segment = Segment(
        source_text_id=edition.source_text_id,
        uid=uid if uid not in taken else f"{uid}-{len(taken)}",
        position=0,
        kind=entry.kind.value,
        level=entry.level,
        content=content,
        digest=text.digest(content),
        retired_at=now(),
    )
    tx.session.add(segment)
    tx.session.flush()
    return segment.id


def _put_behind(tx: Transaction, edition: Edition, order: Sequence[str], new: set[str]) -> None:
    """Put each new unit behind the one that it follows in the file."""
    present = _units_by_uid(tx, edition)
    placed = [uid for uid in present if uid not in new]
    for before, uid in pairwise(("", *order)):
        if uid in new:
            placed.insert(placed.index(before) + 1 if before in placed else 0, uid)
    texts.renumber(tx, {present[uid].id: position for position, uid in enumerate(placed)})
    tx.session.expire_all()


# --- take from the file -----------------------------------------------------------------------------------------


def _take(tx: Transaction, unit: Unit, entry: ExportUnit) -> None:
    """Put what the file says into a unit, with its revision, findings, search words and memory."""
    unit.target = units.clean(entry.target)
    unit.state = entry.state.value
    unit.omitted = entry.omitted
    unit.submitted_at = now() if entry.state is State.SUBMITTED else None
    unit.version += 1
    unit.previous_source = _previous_source(unit, entry)
    unit.stale = bool(unit.previous_source) or (entry.stale and _says_something(entry))
    revision = Revision(
        unit_id=unit.id,
        edition_id=unit.edition_id,
        number=unit.version,
        action="sync",
        origin="sync",
        target=unit.target,
        state=unit.state,
        omitted=unit.omitted,
    )
    tx.session.add(revision)
    tx.session.flush()
    if entry.state is State.APPROVED:
        unit.approved_revision_id = revision.id
        review.remember(tx, unit)
    search.update_target(tx, unit.id, unit.target)
    units.refresh_findings(tx, unit)


def _previous_source(unit: Unit, entry: ExportUnit) -> str:
    """What the source said when the file's text was made, if that is not what it says now."""
    if not _says_something(entry) or not unit.links:
        return ""
    if entry.stale:
        return entry.previous_source
    present = [link.segment.content.strip("\n") for link in unit.links]
    return "" if present == [part.strip("\n") for part in entry.source] else "\n\n".join(entry.source)
