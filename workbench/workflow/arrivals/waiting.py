"""Let documents wait, show them to whoever brought them, and forget them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from workbench import languages
from workbench.findings import N_
from workbench.formats.reading import Form, Loss, Lost, Reading
from workbench.store import texts as stored_texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Arrival, ArrivalPicture, SourceText, User, now
from workbench.text import Document, Kind, Media, Note, Segment
from workbench.workflow import documents, texts
from workbench.workflow.arrivals.values import ArrivalPage, Purpose, Waiting
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.permissions import Role, translates_anything

DAYS = 14
AT_ONCE = 20  # arrivals that one person may let wait


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
            row = text_row(tx, slug)
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
            .where(Arrival.user_id == by.id, Arrival.created_at > oldest())
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
        row = arrival(tx, uid, by)
        source = tx.session.get(SourceText, row.source_text_id) if row.source_text_id else None
        slug, title, locale = (source.slug, source.title, source.locale) if source else ("", "", "")
        pictures = tx.session.scalar(
            sa.select(sa.func.count()).select_from(ArrivalPicture).where(ArrivalPicture.arrival_id == row.id)
        )
    document, purpose = load(row.document), Purpose(row.purpose)
    changes = (
        texts.preview(store, slug, as_version(document, source)) if purpose is Purpose.REVISION and source else None
    )
    counts = Counter(segment.kind.value for segment in document.segments if not _goes_on(segment))
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
        # As it was before the comparison: what is kept on the word of this page must be what it compared, or older.
        text_version=source.version if source else 0,
    )


def discard(store: Store, uid: str, *, by: User) -> None:
    """Forget a document; one that is gone already stays gone."""
    with store.begin() as tx:
        forget(tx, uid, by)


def picture(store: Store, uid: str, name: str, *, by: User) -> Media:
    """A picture of a document that waits.

    Raises:
        NotFound: there is none of this name.
    """
    with store.read() as tx:
        row = arrival(tx, uid, by)
        found = tx.session.get(ArrivalPicture, (row.id, name))
        if found is None:
            raise NotFound(N_("There is no such picture."))
        return Media(found.name, found.type, found.data)


def _goes_on(segment: Segment) -> bool:
    """Whether it is a further paragraph of a footnote or of an item, which has blanks in place of their mark."""
    return segment.kind in (Kind.NOTE, Kind.LIST_ITEM) and not segment.prefix.strip()


def as_version(document: Document, source: SourceText | None) -> Document:
    """The document with what is known of the text that it is a new version of."""
    meta = {name: value for name, value in document.meta.items() if name != "language"}
    earlier = {name: str(value) for name, value in source.meta.items()} if source else {}
    return documents.with_meta_of(replace(document, meta=meta), earlier)


def forget(tx: Transaction, uid: str, by: User) -> None:
    """Take a document away, with its pictures."""
    tx.session.execute(sa.delete(Arrival).where(Arrival.uid == uid, Arrival.user_id == by.id))
    _forget_old(tx)


def _forget_old(tx: Transaction) -> None:
    tx.session.execute(sa.delete(Arrival).where(Arrival.created_at <= oldest()))


def oldest() -> dt.datetime:
    """What came before this waits no more."""
    return now() - dt.timedelta(days=DAYS)


def text_row(tx: Transaction, slug: str) -> SourceText:
    """The text that a document belongs to.

    Raises:
        NotFound: there is none at this address.
    """
    row = stored_texts.source_text(tx, slug)
    if row is None:
        raise NotFound(N_("There is no text at %(slug)s."), slug=slug)
    return row


def arrival(tx: Transaction, uid: str, by: User) -> Arrival:
    """The row of a document.

    Raises:
        NotFound: no such document waits.
        NotAllowed: somebody else brought it.
    """
    row = tx.session.scalar(sa.select(Arrival).where(Arrival.uid == uid, Arrival.created_at > oldest()))
    if row is None:
        raise gone()
    if row.user_id != by.id:
        raise NotAllowed(N_("Only who brought a document looks at it before it is kept."))
    return row


def gone() -> NotFound:
    """What is said of a document that is not there."""
    return NotFound(
        N_("This document does not wait any more: it was kept or discarded, or waited for more than %(days)s days."),
        days=DAYS,
    )


def _dump(document: Document) -> dict[str, Any]:
    return {
        "segments": [[s.kind.value, s.content, s.level, s.prefix, s.gap] for s in document.segments],
        "meta": dict(document.meta),
        "notes": [[note.message, dict(note.values)] for note in document.notes],
    }


def load(dumped: Mapping[str, Any]) -> Document:
    """A document as it was dumped."""
    segments = tuple(
        Segment(Kind(kind), content, level, prefix, gap) for kind, content, level, prefix, gap in dumped["segments"]
    )
    return Document(segments, dumped["meta"], tuple(Note(message, values) for message, values in dumped["notes"]))


def _by_kind(dumped: list[Any]) -> dict[Loss, tuple[str, ...]]:
    lost = [Lost(Loss(kind), text) for kind, text in dumped]
    return {kind: found for kind in Loss if (found := tuple(one.text for one in lost if one.kind is kind))}
