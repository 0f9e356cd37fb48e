"""Decide what a reader's edition shows, the same for every format.

A unit is shown if it has a target and, where only approved text is wanted, was approved. What is not shown
leaves a sign, for a reader must be able to trust that nothing is missing without a word: in its place, or once
at the head of the edition. With one column, neighbouring gaps of one kind are one gap; with several, each
stands beside its source.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from workbench.formats.columns import beside as rows_beside
from workbench.formats.edition import Edition, ExportUnit, Sibling
from workbench.formats.labels import Labels, Presence
from workbench.states import State
from workbench.text import markup
from workbench.text.plain import paragraphs
from workbench.text.segments import Kind, Media

# Texts that are one thing from beginning to end: blank lines inside them make no paragraphs.
_WHOLE = frozenset({Kind.CODE, Kind.RULE, Kind.TABLE_CELL, Kind.IMAGE})
_BLANK_LINE = "\n\n"
_LINE_END = re.compile(r"[ \\]*\n")
_NOTE = re.compile(r"\[\^[^\]\s]+\]:")
# A first paragraph may be long; so much of it serves as a title.
_LONGEST_BORROWED = 80


class Unapproved(enum.StrEnum):
    """What becomes of a text that no editor has approved."""

    MARKED = "marked"
    NOTED = "noted"
    LEFT_OUT = "left-out"


@dataclass(frozen=True)
class Block:
    """One unit in one language, as it is shown.

    Attributes:
        kind: what it is in the text.
        level: 1 to 6 for headings, depth from 1 for list items and quotations, else 0.
        prefix: the block mark of the source, such as `## `, or the usual one of its kind and level.
        gap: what separates it from the block before it.
        texts: its paragraphs; empty for a gap.
        presence: whether and why it is shown.
        anchors: the ids that links inside the text have for this place.
        is_addition: the source has nothing here.
    """

    kind: Kind
    level: int
    prefix: str
    gap: str
    texts: tuple[str, ...]
    presence: Presence
    anchors: tuple[str, ...] = ()
    is_addition: bool = False

    @property
    def container(self) -> str:
        """The prefix without the mark of a heading: what contains the block, such as `> ` or `1. `."""
        return re.sub(r"#+ *$", "", self.prefix)

    @property
    def is_heading(self) -> bool:
        """Whether its first paragraph is a heading."""
        return self.kind in (Kind.TITLE, Kind.HEADING)


Row = tuple[tuple[Block, ...], ...]


@dataclass(frozen=True)
class Column:
    """One language of a page: its locale, and whether it is the text that was translated."""

    locale: str
    is_source: bool = False


@dataclass(frozen=True)
class Fact:
    """A line of the title page: what it is by its name in `Labels`, what it says, and in which language."""

    name: str
    value: str
    locale: str


@dataclass(frozen=True)
class Page:
    """An edition as it is shown.

    Attributes:
        slug: the text's address.
        title: the title, translated where that may be shown.
        title_locale: the locale that the title is in.
        source_locale: the locale of the text that was translated.
        original_title: the source's title if it is another, else an empty string.
        facts: what is known of the text, in the order of a title page.
        siblings: the text in its other languages.
        remark: the translators' note, paragraphs of inline Markdown.
        meta: what the source text says of itself.
        columns: the languages, the edition's own last.
        rows: everything below the title: for each row, for each column, its blocks.
        has_drafts: some text is shown that nobody has approved.
        has_holes: some text is missing without a sign in its place.
        media: the pictures by the names that contents have for them.
        changed: when the edition last changed.
        labels: the words that the edition adds of its own.
    """

    slug: str
    title: str
    title_locale: str
    source_locale: str
    original_title: str
    facts: tuple[Fact, ...]
    siblings: tuple[Sibling, ...]
    remark: tuple[str, ...]
    meta: Mapping[str, str]
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    has_drafts: bool
    has_holes: bool
    media: Mapping[str, Media]
    changed: dt.datetime | None
    labels: Labels

    @property
    def locale(self) -> str:
        """The locale of the edition."""
        return self.columns[-1].locale

    @property
    def is_parallel(self) -> bool:
        """Whether several languages stand beside each other."""
        return len(self.columns) > 1

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of a page with one column."""
        return tuple(block for row in self.rows for block in row[-1])


def compose(
    edition: Edition,
    *,
    beside: Sequence[Edition] = (),
    unapproved: Unapproved = Unapproved.MARKED,
    labels: Labels | None = None,
) -> Page:
    """Decide what is shown of an edition, and where something is missing.

    Args:
        edition: what is exported.
        beside: other editions of the same text that stand to its left; `source_column` gives the original.
        unapproved: what becomes of texts that nobody has approved.
        labels: the words around the text; English by default.
    """
    labels = labels or Labels()
    columns = [replace(column, units=_worth(column)) for column in (*beside, edition)]
    rows = [_row(units, columns, unapproved) for units in rows_beside(columns)]
    head, rows = _behead(rows)
    own = [block for row in rows for block in row[-1]]
    title, locale, original = _title(edition, head, own)
    has_holes = unapproved is Unapproved.LEFT_OUT and any(block.presence in _HOLES for block in own)
    if has_holes:
        rows = [row for row in rows if not _is_hole(row[-1])]
    if not beside:
        rows = [((block,),) for block in _merge_gaps(block for row in rows for block in row[0])]
    shown = [*([head] if head else []), *(block for row in rows for side in row for block in side)]
    return Page(
        slug=edition.slug,
        title=title,
        title_locale=locale,
        source_locale=edition.source_locale,
        original_title=original,
        facts=tuple(_facts(edition)),
        siblings=edition.siblings,
        remark=tuple(paragraphs(edition.imprint.note)),
        meta=edition.meta,
        columns=tuple(Column(column.target_locale, column.is_source) for column in columns),
        rows=tuple(rows),
        has_drafts=any(block.presence is Presence.DRAFT for block in shown),
        has_holes=has_holes,
        media=edition.media,
        changed=edition.changed,
        labels=labels,
    )


_HOLES = (Presence.HELD_BACK, Presence.MISSING)


def split_notes(blocks: Iterable[Block]) -> tuple[list[Block], list[Block]]:
    """Part the text from its footnotes, each with the indented blocks that go on in it."""
    text: list[Block] = []
    notes: list[Block] = []
    in_note = False
    for block in blocks:
        in_note = bool(_NOTE.match(block.prefix)) or (in_note and block.prefix.startswith("    "))
        (notes if in_note else text).append(block)
    return text, notes


def grouped(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Give each row alone, but the rows of one table together, and an item of a list with what stands in it."""
    group: list[Row] = []
    for row in rows:
        if group and not _belongs(row[-1], group[-1][-1]):
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def _belongs(blocks: Sequence[Block], before: Sequence[Block]) -> bool:
    """Whether blocks go on in the table or the item before them."""
    if not (blocks and before) or before[-1].kind not in (Kind.TABLE_CELL, Kind.LIST_ITEM):
        return False
    if any(block.kind is not before[-1].kind for block in blocks):
        return False
    return before[-1].kind is Kind.TABLE_CELL or all(block.prefix.startswith("  ") for block in blocks)


def _worth(edition: Edition) -> tuple[ExportUnit, ...]:
    return tuple(unit for unit in edition.units if unit.source or unit.target.strip())


def _behead(rows: list[Row]) -> tuple[Block | None, list[Row]]:
    """Take the edition's title off; those of other columns go with it where they stand alone."""
    if not rows or not rows[0][-1] or rows[0][-1][0].kind is not Kind.TITLE:
        return None, rows
    first = rows[0]
    alone = all(len(side) <= 1 for side in first)
    rest = tuple(side[1:] if alone or side is first[-1] else side for side in first)
    return first[-1][0], ([rest] if any(rest) else []) + rows[1:]


def _row(row: Sequence[Sequence[ExportUnit]], columns: Sequence[Edition], unapproved: Unapproved) -> Row:
    shown = [tuple(_block(unit, unapproved) for unit in units) for units in row]
    added = any(units and not any(unit.source for unit in units) for units in row)
    return tuple(
        (_ADDED,) if added and not blocks and column.is_source else blocks
        for blocks, column in zip(shown, columns, strict=True)
    )


@lru_cache(maxsize=8_000)
def _block(unit: ExportUnit, unapproved: Unapproved) -> Block:
    # Remembered: a reading site shows a unit alone and beside each other language.
    presence = _presence(unit, approved_only=unapproved is not Unapproved.MARKED)
    # A translator's addition is a paragraph of the text; only the source can have notes.
    kind = Kind.PARAGRAPH if unit.kind is Kind.NOTE and not unit.source else unit.kind
    prefix = unit.prefix or _usual_prefix(kind, unit.level)
    texts = () if presence.is_gap else _paragraphs(unit.target, kind)
    gap = unit.gap if unit.source else _BLANK_LINE
    return Block(kind, unit.level, prefix, gap, texts, presence, unit.segments, not unit.source)


_ADDED = Block(Kind.PARAGRAPH, 0, "", _BLANK_LINE, (), Presence.ADDED, (), True)


def _usual_prefix(kind: Kind, level: int) -> str:
    """The mark for a block that comes from a source without marks."""
    level = max(level, 1)
    marks = {Kind.TITLE: "# ", Kind.HEADING: "#" * level + " ", Kind.QUOTE: "> " * level}
    return "  " * (level - 1) + "- " if kind is Kind.LIST_ITEM else marks.get(kind, "")


def _paragraphs(text: str, kind: Kind) -> tuple[str, ...]:
    """Split a target at blank lines, unless it is of a kind that blank lines do not divide."""
    if kind in _WHOLE:
        return (text.strip("\n"),) if text.strip() else ()
    if kind is Kind.VERSE:
        # Translators type line ends; only with a backslash do they stay in Markdown.
        return tuple(_LINE_END.sub(r"\\\n", paragraph) for paragraph in paragraphs(text))
    return tuple(paragraphs(text))


def _presence(unit: ExportUnit, *, approved_only: bool) -> Presence:
    approved = unit.state is State.APPROVED
    if unit.kind is Kind.RULE:
        return Presence.SHOWN
    if unit.target.strip():
        if approved:
            return Presence.SHOWN
        return Presence.HELD_BACK if approved_only else Presence.DRAFT
    if unit.omitted is not None and (approved or not approved_only):
        return Presence.OMITTED
    return Presence.MISSING


def _is_hole(side: Sequence[Block]) -> bool:
    """Whether nothing here can be shown; a note keeps its sign, since the text refers to it, and a table its cells."""
    return all(
        block.presence in _HOLES and block.kind is not Kind.TABLE_CELL and not _NOTE.match(block.prefix)
        for block in side
    )


def _facts(edition: Edition) -> Iterator[Fact]:
    """The lines of the title page; what the people of the edition say goes before what the source says."""
    own, imprint = edition.target_locale, edition.imprint
    said = {
        "author": imprint.author,
        "translators": imprint.translators,
        "editors": imprint.editors,
        "translation_rights": imprint.rights,
        "address": imprint.address,
    }
    for name in ("author", "translators", "editors", "date", "origin", "rights", "translation_rights", "address"):
        value = _one_line(said.get(name, "")) or _one_line(edition.meta.get(name, ""))
        if value:
            yield Fact(name, value, own if said.get(name, "").strip() else edition.source_locale)


def _title(edition: Edition, head: Block | None, blocks: Sequence[Block]) -> tuple[str, str, str]:
    """The title with its locale, and the original title where that is another.

    A text without a title is called by its first heading, or by how it begins.
    """
    # Where something was added before it, the title stands further below, and says whether it may be shown.
    head = head or next((block for block in blocks if block.kind is Kind.TITLE), None)
    if head is None and not edition.meta.get("title", "").strip():
        return _borrowed_title(edition, blocks)
    source = next((unit.source for unit in edition.units if unit.kind is Kind.TITLE), ())
    original = _one_line(" ".join(source) if head else edition.meta.get("title", ""))
    if head and head.presence.is_gap:
        return original, edition.source_locale, ""
    title = _one_line(" ".join(head.texts) if head else edition.title)
    locale = edition.source_locale if title == original and not head else edition.target_locale
    return title, locale, original if original != title else ""


def _borrowed_title(edition: Edition, blocks: Sequence[Block]) -> tuple[str, str, str]:
    original = _shortened(edition.title)
    sources = [block for block in blocks if not block.is_addition]
    first = next((block for block in sources if block.kind is Kind.HEADING), next(iter(sources), None))
    if first is None or not first.texts:
        return original, edition.source_locale, ""
    return _shortened(first.texts[0]), edition.target_locale, original


def _shortened(words: str) -> str:
    line = markup.plain(words).partition("\n")[0].strip()
    return line if len(line) <= _LONGEST_BORROWED else line[: _LONGEST_BORROWED - 1].rstrip() + "…"


def _merge_gaps(blocks: Iterable[Block]) -> Iterator[Block]:
    """Leave out additions held back, and all but the first of neighbouring gaps of one kind.

    Each footnote keeps its own, so that no reference leads nowhere, and each table its cells.
    """
    before: Block | None = None
    dropped = False
    for block in blocks:
        again = before is not None and block.presence is before.presence and not _NOTE.match(block.prefix)
        if block.presence.is_gap and block.kind is not Kind.TABLE_CELL and (again or block.is_addition):
            dropped = True
            continue
        # A single line feed is enough between two items, but not behind an addition.
        apart = dropped or before is None or before.is_addition
        # What a table's first gap holds behind its blank line belongs to the table.
        yield replace(block, gap=_BLANK_LINE + block.gap.lstrip("\n")) if apart else block
        before, dropped = block, False


def _one_line(text: str) -> str:
    return " ".join(text.split())
