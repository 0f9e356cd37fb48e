"""Bring source texts in, revise them, and show what is there."""

from __future__ import annotations

import datetime as dt
import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from rapidfuzz.distance import Levenshtein

from workbench import languages, text
from workbench.findings import N_
from workbench.store import search, texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Alignment, Edition, Segment, SourceText, User, now
from workbench.text import Document, Kind
from workbench.workflow import units as unit_work
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.permissions import Role, edits_anything, has_role, require, translates_anything

# Two versions of a segment are the same segment when at least this share of the longer one is unchanged.
SAME_SEGMENT = 0.5
# An edited segment is looked for among so many neighbours of its place: a book written anew takes seconds, not hours.
NEIGHBOURS = 40
MAX_TITLE = 500
MAX_SLUG = 80
# These addresses are pages of their own.
RESERVED = frozenset({"new"})


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
    open_alignments: tuple[tuple[int, str], ...]
    startable: tuple[str, ...]
    may_revise: bool
    findings: Mapping[str, int] = field(default_factory=dict)
    opening: tuple[str, ...] = ()


# --- bring in ---------------------------------------------------------------------------------------------------


def bring_in(store: Store, document: Document, *, locale: str, by: User | None, slug: str = "") -> str:
    """Take a new source text in; gives its slug. `by` is None on the command line.

    Raises:
        NotAllowed: `by` translates into no locale.
        Invalid: the text is empty, no language is chosen, or the slug is taken.
    """
    if by is not None and not translates_anything(by):
        raise NotAllowed(N_("Bringing a text in needs the role of translator."), role=Role.TRANSLATOR.value)
    if not locale:
        raise Invalid(N_("Choose a language."), field="locale")
    tag = languages.base(locale)
    with store.begin() as tx:
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
    return newest.slug if _is_same(tx, newest, document) else None


def _is_same(tx: Transaction, row: SourceText, document: Document) -> bool:
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
    _insert_segments(tx, row, _with_uids(document.segments, taken=()))
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


def _with_uids(segments: Sequence[text.Segment], taken: Iterable[str]) -> list[tuple[str, text.Segment]]:
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


def _insert_segments(
    tx: Transaction, source: SourceText, numbered: Sequence[tuple[str, text.Segment]], positions: Sequence[int] = ()
) -> None:
    tx.session.execute(
        sa.insert(Segment),
        [
            {"source_text_id": source.id, "uid": uid, "position": position, **_columns(segment)}
            for position, (uid, segment) in zip(positions or range(len(numbered)), numbered, strict=True)
        ],
    )


def _columns(segment: text.Segment) -> dict[str, object]:
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
        row = _get(tx, slug)
        return as_document(tx, row)


def as_document(tx: Transaction, row: SourceText) -> Document:
    """A stored source text as a document."""
    blocks = tuple(
        text.Segment(Kind(s.kind), s.content, level=s.level, prefix=s.prefix, gap=s.gap)
        for s in texts.segments(tx, row.id)
    )
    return Document(blocks, dict(row.meta))


# --- revise -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RevisionReport:
    """What a new version of a source text changed: numbers of segments."""

    kept: int
    edited: int
    added: int
    retired: int


def revise(store: Store, slug: str, document: Document, *, by: User | None) -> RevisionReport:
    """Replace a source text by a new version of itself; no translation is lost.

    Segments that did not change keep their ids and their units; edited ones keep them too and make the units
    stale; removed ones are retired with their units, and come back when a later version has them again.

    Raises:
        NotFound: there is no such text.
        NotAllowed: `by` is neither its bringer nor an editor.
        Invalid: the new version has no paragraphs.
    """
    require_segments(document)
    with store.begin() as tx:
        row = _get(tx, slug)
        if by is not None and not _may_revise(row, by):
            raise NotAllowed(N_("A new version is brought in by an editor or by who brought the text in."))
        report = apply_revision(tx, row, document)
        tx.log("revise", f"text:{slug}", by=by, **vars(report))
        return report


def apply_revision(tx: Transaction, row: SourceText, document: Document) -> RevisionReport:
    """Do what `revise` promises, inside a transaction of the caller."""
    if _is_same(tx, row, document):
        return RevisionReport(kept=len(document.segments), edited=0, added=0, retired=0)
    every = list(tx.session.scalars(sa.select(Segment).where(Segment.source_text_id == row.id)))
    old = sorted((s for s in every if s.retired_at is None), key=lambda s: s.position)
    matched = _match(old, [s for s in every if s.retired_at is not None], document.segments)
    # What segments said before that changed, came or went; None for those that were not there.
    before: dict[int, str | None] = {}
    back: list[Segment] = []
    fresh: list[int] = []
    for position, segment in enumerate(document.segments):
        known = matched.get(position)
        if known is None:
            fresh.append(position)
            continue
        if known.content != segment.content:
            before[known.id] = known.content
        if known.retired_at is not None:
            known.retired_at = None
            before[known.id] = None
            back.append(known)
        known.position = position
        for name, value in _columns(segment).items():
            setattr(known, name, value)
    kept_ids = {s.id for s in matched.values()}
    gone = [s for s in old if s.id not in kept_ids]
    edited = len(before) - len(back)
    for segment_row in gone:
        segment_row.retired_at = now()
        before[segment_row.id] = segment_row.content
    tx.session.flush()
    if fresh:
        numbered = _with_uids([document.segments[p] for p in fresh], taken=[s.uid for s in every])
        _insert_segments(tx, row, numbered, fresh)
    row.meta, row.title = dict(document.meta), title_of(document)
    row.version += 1
    tx.session.flush()
    for edition in row.editions:
        unit_work.follow_source(tx, edition, edited=before)
    return RevisionReport(
        kept=len(matched) - edited - len(back), edited=edited, added=len(fresh) + len(back), retired=len(gone)
    )


def _match(old: Sequence[Segment], retired: Sequence[Segment], new: Sequence[text.Segment]) -> dict[int, Segment]:
    """Find the old segment of each new position: unchanged in place, unchanged elsewhere, or edited in place."""
    matched: dict[int, Segment] = {}
    used: set[int] = set()
    # What stands again and again, such as a line of asterisks, is no landmark: taken for one, it costs hours.
    blocks = difflib.SequenceMatcher(None, [s.digest for s in old], [text.digest(s.content) for s in new]).get_opcodes()
    for tag, i1, i2, j1, _j2 in blocks:
        if tag == "equal":
            for offset in range(i2 - i1):
                matched[j1 + offset] = old[i1 + offset]
                used.add(old[i1 + offset].id)
    by_content: dict[str, list[Segment]] = {}
    for segment in [*old, *retired]:
        if segment.id not in used:
            by_content.setdefault(segment.content, []).append(segment)
    for position, block in enumerate(new):
        if position not in matched and by_content.get(block.content):
            moved = by_content[block.content].pop(0)
            matched[position] = moved
            used.add(moved.id)
    for _tag, i1, i2, j1, j2 in blocks:
        candidates = [s for s in old[i1:i2] if s.id not in used]
        positions = [p for p in range(j1, j2) if p not in matched]
        first = 0
        for number, position in enumerate(positions):
            near = max(first, number * len(candidates) // len(positions) - NEIGHBOURS)
            some = candidates[near : near + 2 * NEIGHBOURS]
            found = _most_like(new[position].content, [segment.content for segment in some])
            if found is not None:
                matched[position] = some[found]
                used.add(some[found].id)
                # Later positions look only behind this one: edited segments do not cross.
                first = near + found + 1
    return matched


def _most_like(content: str, others: Sequence[str]) -> int | None:
    """Which of the others is an earlier version of a content, if any is."""
    likeness = [Levenshtein.normalized_similarity(content, other, score_cutoff=SAME_SEGMENT) for other in others]
    best = max(likeness, default=0.0)
    return likeness.index(best) if best else None


def _may_revise(row: SourceText, user: User) -> bool:
    return edits_anything(user) or (row.created_by == user.id and translates_anything(user))


# --- editions ---------------------------------------------------------------------------------------------------


def start_edition(store: Store, slug: str, locale: str, *, by: User | None) -> int:
    """Begin to translate a text into a locale: one unit for each segment; gives the edition's id.

    Raises:
        NotAllowed: `by` does not translate into this locale.
        Invalid: the edition exists, or the locale is the text's own language.
    """
    locale = languages.base(locale)
    if by is not None:
        require(by, Role.TRANSLATOR, locale)
    with store.begin() as tx:
        row = _get(tx, slug)
        begun = texts.edition(tx, slug, locale)
        if begun is not None and by is not None and begun.created_by == by.id:
            # The button was pressed twice.
            return begun.id
        edition = add_edition(tx, row, locale, by=by)
        segments = texts.segments(tx, row.id)
        add_units(tx, edition, [texts.NewUnit((s.id,), s.uid) for s in segments])
        tx.log("start-edition", f"edition:{slug}/{locale}", by=by)
        return edition.id


def add_edition(tx: Transaction, row: SourceText, locale: str, *, by: User | None) -> Edition:
    """Make an edition without units, inside a transaction of the caller."""
    if languages.parse(locale).language == languages.parse(row.locale).language:
        raise Invalid(
            N_("This text is in %(locale)s already; its other script is a variant."), locale=row.locale, field="locale"
        )
    if texts.edition(tx, row.slug, locale) is not None:
        raise Invalid(N_("There is an edition in %(locale)s already."), locale=locale, field="locale")
    chinese = [e for e in row.editions if languages.parse(e.locale).is_chinese]
    if chinese and languages.parse(locale).is_chinese:
        raise Invalid(N_("There is a Chinese edition already; the other script is derived from it."), field="locale")
    edition = Edition(source_text_id=row.id, locale=locale, created_by=by.id if by else None)
    tx.session.add(edition)
    tx.session.flush()
    return edition


def add_units(tx: Transaction, edition: Edition, new: Sequence[texts.NewUnit]) -> dict[str, int]:
    """Give a new edition its units, and index them; gives the ids by uid."""
    ids = texts.add_units(tx, edition, new, at=now())
    contents = {s.id: s.content for s in texts.segments(tx, edition.source_text_id)}
    search.add(
        tx,
        ((ids[unit.uid], "\n\n".join(contents[i] for i in unit.segment_ids), unit.target) for unit in new),
    )
    return ids


# --- show -------------------------------------------------------------------------------------------------------


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
        row = _get(tx, slug)
        card = _cards(tx, [row], by)[0]
        waiting = tx.session.execute(
            sa.select(Alignment.id, Alignment.locale)
            .where(Alignment.source_text_id == row.id, Alignment.accepted_at.is_(None))
            .order_by(Alignment.id)
        ).all()
        first = [s.content for s in texts.segments(tx, row.id)[:4]]
        return TextPage(
            card=card,
            meta={key: str(value) for key, value in row.meta.items()},
            version=row.version,
            created_at=row.created_at,
            open_alignments=tuple(waiting),
            startable=_startable(row, by),
            may_revise=_may_revise(row, by),
            findings=_error_counts(tx, row),
            opening=tuple(first),
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


def _get(tx: Transaction, slug: str) -> SourceText:
    row = texts.source_text(tx, slug)
    if row is None:
        raise NotFound(N_("There is no text at %(slug)s."), slug=slug)
    return row
