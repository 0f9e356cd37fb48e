"""Documents that wait: what was understood of a file is looked at before anything is kept.

A document waits for whoever brought it, through restarts, until it is kept or discarded, and for `DAYS` at most.
Nothing else in the database knows of it: discarding leaves everything as it was.
"""

from __future__ import annotations

import datetime as dt
import enum
import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from workbench import languages
from workbench.findings import N_
from workbench.formats.reading import Form, Loss, Lost, Reading, leave_out
from workbench.store import texts as stored_texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Arrival, ArrivalPicture, SourceText, User, now
from workbench.text import Document, Kind, Media, Note, Segment
from workbench.workflow import alignments, documents, texts
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.permissions import Role, translates_anything

DAYS = 14
AT_ONCE = 20  # arrivals that one person may let wait
META = ("title", "author", "origin", "rights", "date")


class Purpose(enum.StrEnum):
    """What a document was brought for."""

    TEXT = "text"
    REVISION = "revision"
    TRANSLATION = "translation"


@dataclass(frozen=True)
class Waiting:
    """A document that waits, at a glance."""

    uid: str
    purpose: Purpose
    title: str
    locale: str
    created_at: dt.datetime


@dataclass(frozen=True)
class ArrivalPage:
    """What was understood of a document, for the person who brought it.

    Attributes:
        purpose: what it was brought for.
        form: what the file was.
        locale: the locale that it is probably in, or that of the text it is a new version of.
        segments: everything that was taken, in order.
        counts: how many segments there are of each kind.
        characters: how long the text is.
        meta: title, author and the like as the file says them.
        notes: what was changed on reading.
        lost: what of the file's own text was not taken over, by kind.
        slug, text_title, text_locale: the text that it is a version or a translation of, where it is one.
        startable: the locales that a translation may be in.
        changes: what a new version would change.
    """

    uid: str
    purpose: Purpose
    form: Form
    locale: str
    segments: tuple[Segment, ...]
    counts: Mapping[str, int]
    characters: int
    meta: Mapping[str, str]
    notes: tuple[Note, ...]
    lost: Mapping[Loss, tuple[str, ...]]
    pictures: int
    slug: str = ""
    text_title: str = ""
    text_locale: str = ""
    startable: tuple[str, ...] = ()
    changes: texts.RevisionReport | None = None


@dataclass(frozen=True)
class Kept:
    """What a document became: the text's address, and an alignment or a report where there is one."""

    slug: str
    alignment_id: int | None = None
    report: texts.RevisionReport | None = None


def receive(
    store: Store, reading: Reading, *, purpose: Purpose, by: User, slug: str = "", locale: str = "", **meta: str
) -> str:
    """Let a document wait for the word of who brought it; gives its id.

    Args:
        reading: the document as it was read.
        purpose: what it was brought for.
        slug: the text that it is a version or a translation of.
        locale: its locale, if the person said it; else it is guessed.
        meta: what the person said of it; empty values leave what the file says.

    Raises:
        NotAllowed: `by` may not bring it.
        NotFound: there is no such text.
        Invalid: too many wait already, or a value is too long.
        UnknownLocale: `locale` is none of ours.
    """
    if not translates_anything(by):
        raise NotAllowed(N_("Bringing a text in needs the role of translator."), role=Role.TRANSLATOR.value)
    locale = languages.base(locale) if locale else ""
    document = documents.with_meta(reading.document, **meta)
    texts.require_segments(document)
    dumped = _dump(document)
    digest = hashlib.sha256(json.dumps(dumped, sort_keys=True).encode()).hexdigest()
    with store.begin() as tx:
        text_id = None
        if purpose is not Purpose.TEXT:
            row = _text(tx, slug)
            if purpose is Purpose.REVISION and not texts.may_revise(row, by):
                raise NotAllowed(N_("A new version is brought in by an editor or by who brought the text in."))
            text_id = row.id
        _forget_old(tx)
        mine = tx.session.execute(
            sa.select(Arrival.uid, Arrival.digest).where(
                Arrival.user_id == by.id,
                Arrival.purpose == purpose.value,
                Arrival.source_text_id.is_not_distinct_from(text_id),
            )
        ).all()
        if twice := next((one.uid for one in mine if one.digest == digest), None):
            return str(twice)
        waiting = tx.session.scalar(sa.select(sa.func.count()).select_from(Arrival).where(Arrival.user_id == by.id))
        if waiting is not None and waiting >= AT_ONCE:
            raise Invalid(
                N_("%(count)s documents of yours wait already; keep or discard some of them first."),
                count=waiting,
                field="file",
            )
        arrival = Arrival(
            uid=secrets.token_urlsafe(12),
            user_id=by.id,
            source_text_id=text_id,
            purpose=purpose.value,
            form=reading.form.value,
            locale=locale or documents.guess_locale(document),
            title=texts.title_of(document),
            digest=digest,
            document=dumped,
            lost=[[one.kind.value, one.text] for one in reading.lost],
        )
        tx.session.add(arrival)
        tx.session.flush()
        if document.media:
            tx.session.execute(
                sa.insert(ArrivalPicture),
                [{"arrival_id": arrival.id, "name": m.name, "type": m.type, "data": m.data} for m in document.media],
            )
        return arrival.uid


def waiting(store: Store, *, by: User) -> list[Waiting]:
    """The documents of one person that wait, the newest first."""
    with store.read() as tx:
        query = (
            sa.select(Arrival.uid, Arrival.purpose, Arrival.title, Arrival.locale, Arrival.created_at)
            .where(Arrival.user_id == by.id, Arrival.created_at > _oldest())
            .order_by(Arrival.id.desc())
        )
        return [
            Waiting(uid, Purpose(purpose), title, locale, created_at)
            for uid, purpose, title, locale, created_at in tx.session.execute(query)
        ]


def page(store: Store, uid: str, *, by: User) -> ArrivalPage:
    """What was understood of a document.

    Raises:
        NotFound: no such document waits.
        NotAllowed: somebody else brought it.
    """
    with store.read() as tx:
        row = _arrival(tx, uid, by)
        source = tx.session.get(SourceText, row.source_text_id) if row.source_text_id else None
        slug, title, locale = (source.slug, source.title, source.locale) if source else ("", "", "")
        pictures = tx.session.scalar(
            sa.select(sa.func.count()).select_from(ArrivalPicture).where(ArrivalPicture.arrival_id == row.id)
        )
    document, purpose = _load(row.document), Purpose(row.purpose)
    changes = (
        texts.preview(store, slug, _as_version(document, source)) if purpose is Purpose.REVISION and source else None
    )
    counts = Counter(segment.kind.value for segment in document.segments)
    return ArrivalPage(
        uid=uid,
        purpose=purpose,
        form=Form(row.form),
        locale=locale if purpose is Purpose.REVISION else row.locale,
        segments=document.segments,
        counts={kind.value: counts[kind.value] for kind in Kind if counts[kind.value]},
        characters=sum(len(segment.content) for segment in document.segments),
        meta=document.meta,
        notes=document.notes,
        lost=_by_kind(row.lost),
        pictures=pictures or 0,
        slug=slug,
        text_title=title,
        text_locale=locale,
        startable=texts.page(store, slug, by=by).startable if purpose is Purpose.TRANSLATION else (),
        changes=changes,
    )


def keep(
    store: Store,
    uid: str,
    *,
    by: User,
    locale: str = "",
    slug: str = "",
    left_out: Collection[int] = (),
    meta: Mapping[str, str] | None = None,
) -> Kept:
    """Keep a document as what it was brought for.

    Args:
        uid: the document.
        by: who brought it.
        locale: the locale that it is in.
        slug: the address of a new text, or empty for one made of its title.
        left_out: the numbers of segments that do not belong to the text, from 0.
        meta: title, author and the like; an empty value takes away what the file says.

    Raises:
        NotFound: no such document waits.
        NotAllowed: somebody else brought it.
        NotAllowed, Invalid: see `texts.bring_in`, `texts.revise`, `alignments.bring_translation`.
        EmptyText: every segment was left out.
    """
    with store.read() as tx:
        row = _arrival(tx, uid, by)
        source = tx.session.get(SourceText, row.source_text_id) if row.source_text_id else None
        query = sa.select(ArrivalPicture).where(ArrivalPicture.arrival_id == row.id)
        media = tuple(Media(one.name, one.type, one.data) for one in tx.session.scalars(query))
    document = leave_out(_load(row.document), left_out)
    texts.require_segments(document)
    document = _described(replace(document, media=media), meta or {})
    # Kept first and forgotten after: what is interrupted between is kept once, since each of these knows a document
    # that comes twice.
    match Purpose(row.purpose):
        case Purpose.TEXT:
            kept = Kept(texts.bring_in(store, document, locale=locale, by=by, slug=slug))
        case Purpose.REVISION if source:
            report = texts.revise(store, source.slug, _as_version(document, source), by=by)
            kept = Kept(source.slug, report=report)
        case _ if source:
            if not locale:
                raise Invalid(N_("Choose a language."), field="locale")
            alignment_id = alignments.bring_translation(store, source.slug, document, locale=locale, by=by, later=True)
            _keep_pictures(store, source.slug, media)
            kept = Kept(source.slug, alignment_id=alignment_id)
        case _:
            raise NotFound(N_("The text of this document is gone."))
    _forget(store, uid, by)
    return kept


def discard(store: Store, uid: str, *, by: User) -> None:
    """Forget a document; one that is gone already stays gone."""
    _forget(store, uid, by)


def picture(store: Store, uid: str, name: str, *, by: User) -> Media:
    """A picture of a document that waits.

    Raises:
        NotFound: there is none of this name.
    """
    with store.read() as tx:
        row = _arrival(tx, uid, by)
        found = tx.session.get(ArrivalPicture, (row.id, name))
        if found is None:
            raise NotFound(N_("There is no such picture."))
        return Media(found.name, found.type, found.data)


def _described(document: Document, said: Mapping[str, str]) -> Document:
    """The document with the metadata that the person left standing; the language is the text's own from here on."""
    taken_away = {name for name in META if name in said and not said[name].strip()}
    meta = {name: value for name, value in document.meta.items() if name not in (*taken_away, "language")}
    segments = document.segments
    if "title" in taken_away:
        segments = tuple(segment for segment in segments if segment.kind is not Kind.TITLE)
    given = {name: value for name, value in said.items() if name in META and value != document.meta.get(name)}
    document = documents.settled(replace(document, segments=segments, meta=meta))
    return documents.with_meta(document, **given) if any(value.strip() for value in given.values()) else document


def _as_version(document: Document, source: SourceText | None) -> Document:
    """The document with what is known of the text that it is a new version of."""
    meta = {name: value for name, value in document.meta.items() if name != "language"}
    earlier = {name: str(value) for name, value in source.meta.items()} if source else {}
    return documents.with_meta_of(replace(document, meta=meta), earlier)


def _keep_pictures(store: Store, slug: str, media: tuple[Media, ...]) -> None:
    if not media:
        return
    with store.begin() as tx:
        texts.add_pictures(tx, _text(tx, slug), media)


def _forget(store: Store, uid: str, by: User) -> None:
    with store.begin() as tx:
        tx.session.execute(sa.delete(Arrival).where(Arrival.uid == uid, Arrival.user_id == by.id))
        _forget_old(tx)


def _forget_old(tx: Transaction) -> None:
    tx.session.execute(sa.delete(Arrival).where(Arrival.created_at <= _oldest()))


def _oldest() -> dt.datetime:
    return now() - dt.timedelta(days=DAYS)


def _text(tx: Transaction, slug: str) -> SourceText:
    row = stored_texts.source_text(tx, slug)
    if row is None:
        raise NotFound(N_("There is no text at %(slug)s."), slug=slug)
    return row


def _arrival(tx: Transaction, uid: str, by: User) -> Arrival:
    row = tx.session.scalar(sa.select(Arrival).where(Arrival.uid == uid, Arrival.created_at > _oldest()))
    if row is None:
        raise NotFound(
            N_(
                "This document does not wait any more: it was kept or discarded, or waited for more than %(days)s days."
            ),
            days=DAYS,
        )
    if row.user_id != by.id:
        raise NotAllowed(N_("Only who brought a document looks at it before it is kept."))
    return row


def _dump(document: Document) -> dict[str, Any]:
    return {
        "segments": [[s.kind.value, s.content, s.level, s.prefix, s.gap] for s in document.segments],
        "meta": dict(document.meta),
        "notes": [[note.message, dict(note.values)] for note in document.notes],
    }


def _load(dumped: Mapping[str, Any]) -> Document:
    segments = tuple(
        Segment(Kind(kind), content, level, prefix, gap) for kind, content, level, prefix, gap in dumped["segments"]
    )
    return Document(segments, dumped["meta"], tuple(Note(message, values) for message, values in dumped["notes"]))


def _by_kind(dumped: list[Any]) -> dict[Loss, tuple[str, ...]]:
    lost = [Lost(Loss(kind), text) for kind, text in dumped]
    return {kind: found for kind in Loss if (found := tuple(one.text for one in lost if one.kind is kind))}
