"""Decide what a reader's edition shows, the same for HTML, Markdown and plain text.

A unit is shown if it has a target and, where only approved text is wanted, was approved. What is not shown
leaves a visible gap, for a reader must be able to trust that nothing is missing without a sign: a passage not
yet translated, held back, or left out on purpose. In the plain layout neighbouring gaps of one kind are one
gap; in the parallel layout each stands beside its source.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from workbench.formats.edition import Edition, ExportUnit
from workbench.states import State
from workbench.text import markup
from workbench.text.plain import paragraphs
from workbench.text.segments import Kind

Layout = Literal["plain", "parallel"]

# Texts that are one thing from beginning to end: blank lines inside them make no paragraphs.
_WHOLE = frozenset({Kind.CODE, Kind.RULE, Kind.TABLE_CELL})
_BLANK_LINE = "\n\n"
_LINE_END = re.compile(r"[ \\]*\n")
_NOTE = re.compile(r"\[\^[^\]\s]+\]:")
# A first paragraph may be long; so much of it serves as a title.
_LONGEST_BORROWED = 80
_FACTS = ("author", "translators", "date", "origin", "rights")


class Presence(enum.StrEnum):
    """Whether a block's translation is shown, and if not, why."""

    SHOWN = "shown"
    DRAFT = "draft"
    HELD_BACK = "held-back"
    MISSING = "missing"
    OMITTED = "omitted"

    @property
    def is_gap(self) -> bool:
        """Whether a sign stands in the place of the text."""
        return self not in (Presence.SHOWN, Presence.DRAFT)


@dataclass(frozen=True)
class Labels:
    """The words that an exported edition adds of its own, in the reader's language.

    `locale` is the BCP 47 tag of these words. `colon` stands between a label and its value, `unreviewed` at the head of
    an edition with drafts.
    """

    locale: str = "en"
    author: str = "Author"
    translators: str = "Translators"
    date: str = "Date"
    origin: str = "Source"
    rights: str = "Rights"
    colon: str = ": "
    original_title: str = "Original title"
    notes: str = "Notes"
    added: str = "Added in the translation"
    draft: str = "not yet reviewed"
    held_back: str = "A passage here is not yet reviewed."
    missing: str = "A passage here is not yet translated."
    omitted: str = "A passage here was left out on purpose."
    unreviewed: str = "Parts of this translation are not yet reviewed."

    def gap(self, presence: Presence) -> str:
        """Give the line that stands in the place of a text that is not shown."""
        sentences = {
            Presence.HELD_BACK: self.held_back,
            Presence.MISSING: self.missing,
            Presence.OMITTED: self.omitted,
        }
        return f"[…] {sentences[presence]}"


@dataclass(frozen=True)
class Block:
    """One unit as it is shown.

    Attributes:
        kind: what it is in the text.
        level: 1 to 6 for headings, depth from 1 for list items and quotations, else 0.
        prefix: the block mark of the source, such as `## `, or the usual one of its kind and level.
        gap: what separates it from the block before it.
        source: its source paragraphs; empty for an insertion.
        target: its translated paragraphs; empty for a gap.
        presence: whether and why the translation is shown.
    """

    kind: Kind
    level: int
    prefix: str
    gap: str
    source: tuple[str, ...]
    target: tuple[str, ...]
    presence: Presence

    @property
    def container(self) -> str:
        """The prefix without the mark of a heading: what contains the block, such as `> ` or `1. `."""
        return re.sub(r"#+ *$", "", self.prefix)

    @property
    def is_heading(self) -> bool:
        """Whether its first paragraph is a heading."""
        return self.kind in (Kind.TITLE, Kind.HEADING)


@dataclass(frozen=True)
class Page:
    """An edition as it is shown.

    Attributes:
        title: the title, translated where that may be shown.
        title_locale: the locale that the title is in.
        original_title: the source's title if it is another, else an empty string.
        facts: what is known of the text, by its name in `Labels`, in the order of a title page.
        blocks: everything below the title.
        has_drafts: some text is shown that nobody has approved.
    """

    title: str
    title_locale: str
    original_title: str
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    has_drafts: bool


def compose(edition: Edition, *, layout: Layout, approved_only: bool) -> Page:
    """Decide what is shown of an edition, and where something is missing."""
    units = [unit for unit in edition.units if unit.source or unit.target.strip()]
    blocks = [
        _block(unit, before, approved_only=approved_only) for before, unit in zip([None, *units], units, strict=False)
    ]
    head = blocks.pop(0) if blocks and blocks[0].kind is Kind.TITLE else None
    title, locale, original = _title(edition, head, blocks)
    has_drafts = any(block.presence is Presence.DRAFT for block in [*([head] if head else []), *blocks])
    if layout == "plain":
        blocks = list(_merge_gaps(blocks))
    facts = tuple((name, _one_line(edition.meta[name])) for name in _FACTS if edition.meta.get(name, "").strip())
    return Page(title, locale, original, facts, tuple(blocks), has_drafts)


def split_notes(blocks: Iterable[Block]) -> tuple[list[Block], list[Block]]:
    """Part the text from its footnotes, each with the indented blocks that go on in it."""
    text: list[Block] = []
    notes: list[Block] = []
    in_note = False
    for block in blocks:
        in_note = bool(_NOTE.match(block.prefix)) or (in_note and block.prefix.startswith("    "))
        (notes if in_note else text).append(block)
    return text, notes


def _block(unit: ExportUnit, before: ExportUnit | None, *, approved_only: bool) -> Block:
    presence = _presence(unit, approved_only=approved_only)
    # A translator's addition is a paragraph of the text; only the source can have notes.
    kind = Kind.PARAGRAPH if unit.kind is Kind.NOTE and not unit.source else unit.kind
    # A single line feed is enough between two items, but not behind an addition.
    gap = unit.gap if unit.source and before and before.source else _BLANK_LINE
    prefix = unit.prefix or _usual_prefix(kind, unit.level)
    target = () if presence.is_gap else _paragraphs(unit.target, kind)
    return Block(kind, unit.level, prefix, gap, unit.source, target, presence)


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


def _title(edition: Edition, head: Block | None, blocks: Sequence[Block]) -> tuple[str, str, str]:
    """The title with its locale, and the original title where that is another.

    A text without a title is called by its first heading, or by how it begins.
    """
    if head is None and not edition.meta.get("title", "").strip():
        return _borrowed_title(edition, blocks)
    original = _one_line(" ".join(head.source) if head else edition.meta.get("title", ""))
    if head and head.presence.is_gap:
        return original, edition.source_locale, ""
    title = _one_line(" ".join(head.target) if head else edition.title)
    locale = edition.source_locale if title == original and not head else edition.target_locale
    return title, locale, original if original != title else ""


def _borrowed_title(edition: Edition, blocks: Sequence[Block]) -> tuple[str, str, str]:
    original = _shortened(edition.title)
    sources = [block for block in blocks if block.source]
    first = next((block for block in sources if block.kind is Kind.HEADING), next(iter(sources), None))
    if first is None or not first.target:
        return original, edition.source_locale, ""
    return _shortened(first.target[0]), edition.target_locale, original


def _shortened(words: str) -> str:
    line = markup.plain(words).partition("\n")[0].strip()
    return line if len(line) <= _LONGEST_BORROWED else line[: _LONGEST_BORROWED - 1].rstrip() + "…"


def _merge_gaps(blocks: list[Block]) -> Iterator[Block]:
    """Leave out additions held back, and all but the first of neighbouring gaps of one kind.

    Each footnote keeps its own, so that no reference leads nowhere.
    """
    before: Presence | None = None
    dropped = False
    for block in blocks:
        again = block.presence is before and not _NOTE.match(block.prefix)
        if block.presence.is_gap and (again or not block.source):
            dropped = True
            continue
        yield replace(block, gap=_BLANK_LINE) if dropped else block
        before, dropped = block.presence, False


def _one_line(text: str) -> str:
    return " ".join(text.split())
