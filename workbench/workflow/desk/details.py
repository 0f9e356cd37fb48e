"""Everything about the open unit: terms, earlier translations, findings, history and comments."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import sqlalchemy as sa

from workbench import languages, memory, text
from workbench.glossary import Match as TermMatch
from workbench.glossary import Status, Termbase
from workbench.script import Converter
from workbench.store import findings as stored_findings
from workbench.store import memory as stored_memory
from workbench.store.database import Store, Transaction
from workbench.store.models import (
    Comment,
    Revision,
    Segment,
    Unit,
    User,
)
from workbench.workflow import termbases, units, waivers
from workbench.workflow.desk.values import Details, HistoryEntry, MemoryMatch, Remark, TermHint, Waived
from workbench.workflow.desk.window import desk_units
from workbench.workflow.permissions import Role, has_role, require

HISTORY = 60


def details(store: Store, unit_id: int, *, by: User) -> Details:
    """Everything about one unit.

    Raises:
        NotFound: there is no such unit.
    """
    require(by, Role.READER)
    with store.read() as tx:
        unit = units.get(tx, unit_id)
        source = units.source_of(unit)
        locale, source_locale = unit.edition.locale, unit.edition.source_text.locale
        termbase, stamp = termbases.stamped(tx, unit.edition.source_text.slug)
        return Details(
            unit=replace(desk_units(tx, [unit_id])[0], findings=units.open_findings(tx, unit)),
            slug=unit.edition.source_text.slug,
            locale=locale,
            source_locale=source_locale,
            previous_source=unit.previous_source,
            source_changes=tuple(text.diff(unit.previous_source, source, locale=source_locale)) if unit.stale else (),
            terms=tuple(_terms(termbase, source, unit.target, source_locale, locale)),
            matches=tuple(_matches(tx, unit, source)),
            waived=tuple(_waived(tx, unit)),
            history=tuple(_history(tx, unit)),
            comments=tuple(_comments(tx, unit, by)),
            may_translate=has_role(by, Role.TRANSLATOR, locale),
            may_edit=has_role(by, Role.EDITOR, locale),
            glossary_version=stamp,
            termbase=termbase,
        )


def _terms(termbase: Termbase, source: str, target: str, source_locale: str, target_locale: str) -> list[TermHint]:
    used = {match.concept for match in termbase.find(target, target_locale) if match.right} if target else set()
    hints: dict[str, TermHint] = {}
    for match in termbase.find(source, source_locale):
        if match.concept not in hints:
            hints[match.concept] = _hint(termbase, match, source_locale, target_locale, match.concept in used)
    return list(hints.values())


def _hint(termbase: Termbase, match: TermMatch, source_locale: str, target_locale: str, used: bool) -> TermHint:
    concept = termbase.concepts[match.concept]
    wanted = [entry for entry in termbase.entries(match.concept, target_locale) if not entry.foreign]
    others = termbases.confusable(termbase, match.concept)
    return TermHint(
        concept=match.concept,
        source=match.text,
        terms=tuple(entry.term.text for entry in wanted if entry.status is not Status.FORBIDDEN),
        forbidden=tuple(entry.term.text for entry in wanted if entry.status is Status.FORBIDDEN),
        definition=concept.definition,
        note=concept.note,
        start=match.start,
        end=match.end,
        used=used,
        state=concept.state.value,
        derived=bool(wanted) and wanted[0].term.derived,
        not_confused=tuple(
            (uid, _first(termbase, uid, source_locale), _first(termbase, uid, target_locale)) for uid in others
        ),
    )


def _first(termbase: Termbase, uid: str, locale: str) -> str:
    """The first term of a concept that may be used in a locale, or an empty string."""
    return next((entry.term.text for entry in termbase.entries(uid, locale) if entry.right), "")


def _matches(tx: Transaction, unit: Unit, source: str) -> list[MemoryMatch]:
    if not unit.links:
        return []
    edition, segments = unit.edition, units.segments_of(unit)
    before, behind = segments[0].position - 1, segments[-1].position + 1
    around = dict(
        tx.session.execute(
            sa.select(Segment.position, Segment.content).where(
                Segment.source_text_id == edition.source_text_id,
                Segment.retired_at.is_(None),
                Segment.position.in_([before, behind]),
            )
        ).all()
    )
    source_locale = edition.source_text.locale
    found = memory.search(
        stored_memory.MemoryIndex(tx, target_locale=edition.locale, except_unit=unit.id),
        source,
        locale=source_locale,
        previous=around.get(before, ""),
        following=around.get(behind, ""),
    )
    origins = stored_memory.origins(tx, [int(match.candidate.id) for match in found])
    matches = []
    for match in found:
        origin, locale = origins.get(int(match.candidate.id), ("", edition.locale))
        matches.append(
            MemoryMatch(
                score=match.score,
                in_context=match.in_context,
                source=match.candidate.source,
                target=_in_script(match.candidate.target, locale, edition.locale),
                origin=origin,
                approved=match.candidate.approved,
                changes=tuple(text.diff(match.candidate.source, source, locale=source_locale)),
            )
        )
    return matches


def _in_script(target: str, locale: str, wanted: str) -> str:
    """An earlier translation in the script of the edition: both scripts of Chinese are one language."""
    return target if languages.base(locale) == wanted else _converter(languages.base(locale), wanted).convert(target)


_converter = cache(Converter)


def _waived(tx: Transaction, unit: Unit) -> list[Waived]:
    present = {finding.key: finding for finding in stored_findings.of_unit(tx, unit.id)}
    return [
        Waived(waiver.id, present[waiver.finding_key], waiver.reason, name, waiver.reach)
        for waiver, name in waivers.of_unit(tx, unit, list(present))
    ]


def _history(tx: Transaction, unit: Unit) -> list[HistoryEntry]:
    rows = list(
        tx.session.execute(
            sa.select(Revision, User.name)
            .outerjoin(User, User.id == Revision.user_id)
            .where(Revision.unit_id == unit.id)
            .order_by(Revision.id.desc())
            .limit(HISTORY * 5)
        ).all()
    )
    rows.reverse()
    grouped: list[tuple[Revision, str]] = []
    for revision, name in rows:
        if grouped and _same_sitting(grouped[-1][0], revision):
            grouped[-1] = (revision, name or "")
        else:
            grouped.append((revision, name or ""))
    entries = []
    before = ""
    for revision, name in grouped:
        entries.append(_entry(revision, name, before, unit.edition.locale))
        if not revision.conflict:
            before = revision.target
    return entries[-HISTORY:][::-1]


def _same_sitting(earlier: Revision, later: Revision) -> bool:
    """Whether two saves were typed in one go, so that the history shows them as one."""
    return (
        earlier.action == later.action == "write"
        and earlier.origin == later.origin == "typed"
        and earlier.user_id == later.user_id
        and later.at - earlier.at < dt.timedelta(minutes=15)
    )


def _entry(revision: Revision, name: str, before: str, locale: str) -> HistoryEntry:
    changes = text.diff(before, revision.target, locale=locale) if revision.target != before else []
    return HistoryEntry(
        id=revision.id,
        number=revision.number,
        at=revision.at,
        who=name,
        action=revision.action,
        origin=revision.origin,
        state=revision.state,
        reason=revision.reason,
        conflict=revision.conflict,
        settled=revision.settled,
        target=revision.target,
        changes=tuple(changes),
    )


def _comments(tx: Transaction, unit: Unit, by: User) -> list[Remark]:
    rows = tx.session.execute(
        sa.select(Comment, User.name)
        .outerjoin(User, User.id == Comment.user_id)
        .where(Comment.unit_id == unit.id)
        .order_by(Comment.id)
    ).all()
    return [
        Remark(c.id, c.parent_id, name or "", c.at, c.text, c.resolved_at is not None, c.user_id == by.id)
        for c, name in rows
    ]
