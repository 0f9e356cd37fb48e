"""Keep a document that waited as what it was brought for, once, however often it is asked for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import sqlalchemy as sa

from workbench.findings import N_
from workbench.formats.reading import leave_out
from workbench.store.database import Store, Transaction
from workbench.store.models import Arrival, ArrivalPicture, AuditEntry, SourceText, User
from workbench.text import Document, Kind, Media
from workbench.workflow import alignments, documents, texts
from workbench.workflow.arrivals.values import Kept, Purpose, TextChanged
from workbench.workflow.arrivals.waiting import arrival, as_version, forget, gone, load, oldest, text_row
from workbench.workflow.errors import Invalid, NotFound

META = ("title", "author", "origin", "rights", "date")
_KEPT = "keep-document"


def keep(
    store: Store,
    uid: str,
    *,
    by: User,
    locale: str = "",
    slug: str = "",
    left_out: Collection[int] = (),
    meta: Mapping[str, str] | None = None,
    text_version: int | None = None,
) -> Kept:
    """Keep a document as what it was brought for.

    Args:
        uid: the document.
        by: who brought it.
        locale: the locale that it is in.
        slug: the address of a new text, or empty for one made of its title.
        left_out: the numbers of segments that do not belong to the text, from 0.
        meta: title, author and the like; an empty value takes away what the file says.
        text_version: the version of the text with which `by` compared a new version; None if nobody compared them.

    Raises:
        NotFound: no such document waits.
        NotAllowed: somebody else brought it.
        NotAllowed, Invalid: see `texts.bring_in`, `texts.revise`, `alignments.bring_translation`.
        EmptyText: every segment was left out.
        TextChanged: the text is no more as it was when `by` looked at what a new version changes.
    """
    with store.read() as tx:
        if (kept := _found(tx, uid, by)) is not None:
            return kept
        row = arrival(tx, uid, by)
        source = tx.session.get(SourceText, row.source_text_id) if row.source_text_id else None
        query = sa.select(ArrivalPicture).where(ArrivalPicture.arrival_id == row.id)
        media = tuple(Media(one.name, one.type, one.data) for one in tx.session.scalars(query))
    document = leave_out(load(row.document), left_out)
    texts.require_segments(document)
    document = _described(replace(document, media=media), meta or {})
    alignment_id = None
    if row.purpose == Purpose.TRANSLATION and source:
        if not locale:
            raise Invalid(N_("Choose a language."), field="locale")
        # Aligned outside of the transaction, since that takes its time; what comes twice has one page.
        alignment_id = alignments.bring_translation(store, source.slug, document, locale=locale, by=by, later=True)
    with store.begin() as tx:
        # Whoever keeps the same at the same moment waits here, and finds what became of it.
        if not _lock(tx, uid):
            if (kept := _found(tx, uid, by)) is not None:
                return kept
            raise gone()
        if row.purpose == Purpose.TEXT:
            kept = Kept(texts.take_in(tx, document, locale=locale, by=by, slug=slug))
        elif source is None:
            raise NotFound(N_("The text of this document is gone."))
        elif row.purpose == Purpose.REVISION:
            _require_version(text_row(tx, source.slug), text_version)
            report = texts.take_revision(tx, source.slug, as_version(document, source), by=by)
            kept = Kept(source.slug, report=report)
        else:
            texts.add_pictures(tx, text_row(tx, source.slug), media)
            kept = Kept(source.slug, alignment_id=alignment_id)
        tx.log(_KEPT, _subject(uid), by=by, text=kept.slug, alignment=kept.alignment_id)
        forget(tx, uid, by)
        return kept


def _require_version(row: SourceText, seen: int | None) -> None:
    if seen not in (None, row.version):
        raise TextChanged(
            N_("The text was changed since you looked. Below is what yours changes now; keep it if that is right."),
            field="version",
        )


def became(store: Store, uid: str, *, by: User) -> Kept | None:
    """What a document became that `by` kept; None if it waits, was discarded, or was never there."""
    with store.read() as tx:
        return _found(tx, uid, by)


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


def _lock(tx: Transaction, uid: str) -> bool:
    """Let nobody else keep a document until this transaction ends; False if it is gone."""
    return tx.session.scalar(sa.select(Arrival.id).where(Arrival.uid == uid).with_for_update()) is not None


def _found(tx: Transaction, uid: str, by: User) -> Kept | None:
    """The log knows it for as long as the document would have waited."""
    query = sa.select(AuditEntry.details).where(
        AuditEntry.at > oldest(),
        AuditEntry.action == _KEPT,
        AuditEntry.object == _subject(uid),
        AuditEntry.user_id == by.id,
    )
    details = tx.session.scalar(query.limit(1))
    return Kept(details["text"], alignment_id=details["alignment"]) if details else None


def _subject(uid: str) -> str:
    return f"document:{uid}"
