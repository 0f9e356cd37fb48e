"""Bring a source text in, and give it back as a document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from workbench import languages, text
from workbench.findings import N_
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Segment, SourceText, User
from workbench.text import Document, Kind
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.permissions import Role, translates_anything
from workbench.workflow.texts import pictures

MAX_TITLE = 500

MAX_SLUG = 80

# These addresses are pages of their own.
RESERVED = frozenset({"new"})


def bring_in(store: Store, document: Document, *, locale: str, by: User | None, slug: str = "") -> str:
    """Take a new source text in; gives its slug. `by` is None on the command line.

    Raises:
        NotAllowed: `by` translates into no locale.
        Invalid: the text is empty, no language is chosen, or the slug is taken.
    """
    with store.begin() as tx:
        return take_in(tx, document, locale=locale, by=by, slug=slug)


def take_in(tx: Transaction, document: Document, *, locale: str, by: User | None, slug: str = "") -> str:
    """What `bring_in` does, inside a transaction of the caller."""
    if by is not None and not translates_anything(by):
        raise NotAllowed(N_("Bringing a text in needs the role of translator."), role=Role.TRANSLATOR.value)
    if not locale:
        raise Invalid(N_("Choose a language."), field="locale")
    tag = languages.base(locale)
    if by is not None and (twice := _brought_already(tx, document, tag, slug, by)):
        return twice
    row = add_source_text(tx, document, locale=tag, slug=slug, by=by)
    tx.log("bring-in", f"text:{row.slug}", by=by, segments=len(document.segments))
    return row.slug


def _brought_already(tx: Transaction, document: Document, locale: str, slug: str, by: User) -> str | None:
    """The address of the newest text if `by` brought in this same one: a form that was sent twice makes one text."""
    newest = tx.session.scalar(sa.select(SourceText).order_by(SourceText.id.desc()).limit(1))
    if newest is None or newest.created_by != by.id or newest.locale != locale or slug not in ("", newest.slug):
        return None
    return newest.slug if is_same(tx, newest, document) else None


def is_same(tx: Transaction, row: SourceText, document: Document) -> bool:
    """Whether a document says what a source text says already."""
    stored = as_document(tx, row)
    return stored.segments == document.segments and dict(stored.meta) == dict(document.meta)


def add_source_text(tx: Transaction, document: Document, *, locale: str, by: User | None, slug: str = "") -> SourceText:
    """Store a document as a source text, inside a transaction of the caller."""
    require_segments(document)
    title = title_of(document)
    slug = slug or free_slug(tx, title)
    if len(slug) > MAX_SLUG or not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug):
        raise Invalid(
            N_("An address has small letters a–z, digits and single hyphens, %(most)s at most."),
            most=MAX_SLUG,
            field="slug",
        )
    if slug in RESERVED:
        raise Invalid(N_("%(slug)s is the address of another page; choose another one."), slug=slug, field="slug")
    if texts.source_text(tx, slug) is not None:
        raise Invalid(N_("There is a text at %(slug)s already; choose another address."), slug=slug, field="slug")
    row = SourceText(slug=slug, locale=locale, title=title, meta=dict(document.meta), created_by=by.id if by else None)
    tx.session.add(row)
    tx.session.flush()
    insert_segments(tx, row, with_uids(document.segments, taken=()))
    pictures.add(tx, row, document.media)
    return row


def require_segments(document: Document) -> None:
    """Refuse a document without a text.

    Raises:
        Invalid: it has no paragraphs.
    """
    if not document.segments:
        raise Invalid(N_("This text has no paragraphs."), field="text")


def title_of(document: Document) -> str:
    """The title: from the metadata, else the first heading, else the beginning of the text."""
    title = document.meta.get("title", "").strip()
    if not title:
        headings = [s for s in document.segments if s.kind in (Kind.TITLE, Kind.HEADING)]
        title = text.markup.plain((headings or document.segments)[0].content)
        title = title.splitlines()[0] if title else ""
    return title[:MAX_TITLE] or "…"


def free_slug(tx: Transaction, title: str) -> str:
    """An address made of the title that no other text has; `text` where the title has no Latin letters."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    stem = "-".join(words)[:60].rstrip("-") or "text"
    taken = set(tx.session.scalars(sa.select(SourceText.slug).where(SourceText.slug.startswith(stem, autoescape=True))))
    taken |= RESERVED
    return next(slug for slug in _numbered(stem) if slug not in taken)


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def with_uids(segments: Sequence[text.Segment], taken: Iterable[str]) -> list[tuple[str, text.Segment]]:
    """Give each segment an id made of its content, so that the same file gets the same ids everywhere."""
    used = set(taken)
    names: dict[str, Iterator[str]] = {}
    result = []
    for segment in segments:
        stem = text.digest(segment.content)
        uid = next(uid for uid in names.setdefault(stem, _numbered(stem)) if uid not in used)
        used.add(uid)
        result.append((uid, segment))
    return result


def insert_segments(
    tx: Transaction, source: SourceText, numbered: Sequence[tuple[str, text.Segment]], positions: Sequence[int] = ()
) -> None:
    """Store segments with their ids, at these places or in order from the beginning."""
    tx.session.execute(
        sa.insert(Segment),
        [
            {"source_text_id": source.id, "uid": uid, "position": position, **columns(segment)}
            for position, (uid, segment) in zip(positions or range(len(numbered)), numbered, strict=True)
        ],
    )


def columns(segment: text.Segment) -> dict[str, object]:
    """A segment as its table has it."""
    return {
        "kind": segment.kind.value,
        "level": segment.level,
        "prefix": segment.prefix,
        "gap": segment.gap,
        "content": segment.content,
        "digest": text.digest(segment.content),
    }


def document(store: Store, slug: str) -> Document:
    """A source text as a document, as it would be written to a file.

    Raises:
        NotFound: there is no such text.
    """
    with store.read() as tx:
        row = source_text(tx, slug)
        return as_document(tx, row)


def as_document(tx: Transaction, row: SourceText) -> Document:
    """A stored source text as a document."""
    blocks = tuple(
        text.Segment(Kind(s.kind), s.content, level=s.level, prefix=s.prefix, gap=s.gap)
        for s in texts.segments(tx, row.id)
    )
    return Document(blocks, dict(row.meta))


def source_text(tx: Transaction, slug: str) -> SourceText:
    """The source text at this address.

    Raises:
        NotFound: there is none.
    """
    row = texts.source_text(tx, slug)
    if row is None:
        raise NotFound(N_("There is no text at %(slug)s."), slug=slug)
    return row
