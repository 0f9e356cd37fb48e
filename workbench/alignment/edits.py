"""What a person does on an alignment page, as pure functions: join, split, move, mark, pin, rewrite.

A page is a sequence of rows, of which an edit asks for its length and for the few rows that it changes. Every function
looks at a page and gives a `Splice`, the rows before and after; `apply` makes a new page of it, and `Splice.inverse`
undoes it. No edit loses or reorders a source segment or a target paragraph, and only `set_text` changes what a
paragraph says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from workbench.errors import N_, WorkbenchError

Kind = Literal["pair", "omitted", "added"]
Direction = Literal["up", "down"]


class ImpossibleEdit(WorkbenchError):
    """The page does not allow this edit; the message says why, counting rows from 1."""


@dataclass(frozen=True)
class Row:
    """One bead on the page.

    Attributes:
        source: ids of its source segments, in text order.
        target: texts of its target paragraphs, in text order.
        confidence: 0 to 1; 1 for what a person has made.
        kind: `pair` with both sides, `omitted` with a source only, `added` with a target only.
        reason: why it was omitted or added, as the person said.
        pinned: a new alignment must keep this row.
        kinds: what each target paragraph is (`heading`, `list-item` …), as its file said; empty where that is not
            known, and an empty text for a single paragraph of which it is not.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    confidence: float
    kind: Kind
    reason: str = ""
    pinned: bool = False
    kinds: tuple[str, ...] = ()

    @property
    def texts(self) -> Texts:
        """What the row holds on both sides."""
        return Texts(self.source, self.target, self.kinds or ("",) * len(self.target))


@dataclass(frozen=True)
class Texts:
    """Source segments and target paragraphs, with the kind of each paragraph."""

    source: tuple[str, ...] = ()
    target: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def __add__(self, after: Texts) -> Texts:
        """Give both, one after the other."""
        return Texts(self.source + after.source, self.target + after.target, self.kinds + after.kinds)

    def __bool__(self) -> bool:
        """Say whether there is anything on either side."""
        return bool(self.source or self.target)

    def targets(self, start: int, stop: int | None = None) -> Texts:
        """Give some of the target paragraphs alone."""
        return Texts((), self.target[start:stop], self.kinds[start:stop])

    def sources(self, start: int, stop: int | None = None) -> Texts:
        """Give some of the source segments alone."""
        return Texts(self.source[start:stop])


Rows = tuple[Row, ...]


@dataclass(frozen=True)
class Splice:
    """An edit: from the row `start` on, the rows `old` give way to the rows `new`."""

    start: int
    old: Rows
    new: Rows

    def inverse(self) -> Splice:
        """Give the edit that undoes this one."""
        return Splice(self.start, self.new, self.old)


def apply(rows: Sequence[Row], splice: Splice) -> Rows:
    """Give the page after an edit.

    Raises:
        ImpossibleEdit: the page no longer has the rows that the edit was made for.
    """
    end = splice.start + len(splice.old)
    if not 0 <= splice.start <= len(rows) or tuple(rows[splice.start : end]) != splice.old:
        raise ImpossibleEdit(
            N_("The page has changed around row %(row)s since this edit was made; load it again."),
            row=splice.start + 1,
        )
    return (*rows[: splice.start], *splice.new, *rows[end:])


def trimmed(splice: Splice) -> Splice:
    """Leave out of an edit what is the same before and after it, at its beginning and at its end."""
    shorter = min(len(splice.old), len(splice.new))
    head = next((n for n in range(shorter) if splice.old[n] != splice.new[n]), shorter)
    tail = next((n for n in range(shorter - head) if splice.old[-1 - n] != splice.new[-1 - n]), shorter - head)
    old, new = (rows[head : len(rows) - tail] for rows in (splice.old, splice.new))
    return Splice(splice.start + head, old, new)


def join_next(rows: Sequence[Row], i: int) -> Splice:
    """Make one row of the row `i` and the next; paragraphs stay paragraphs."""
    row = _row(rows, i)
    if i + 1 >= len(rows):
        raise ImpossibleEdit(N_("Row %(row)s is the last one; there is no next row to join."), row=i + 1)
    after = rows[i + 1]
    reason = "; ".join(dict.fromkeys(filter(None, (row.reason, after.reason))))
    joined = _made(row.texts + after.texts, reason=reason, pinned=row.pinned or after.pinned)
    return Splice(i, (row, after), joined)


def split(rows: Sequence[Row], i: int, *, source_at: int | None = None, target_at: tuple[int, int]) -> Splice:
    """Make two rows of the row `i`.

    Args:
        rows: the page.
        i: index of the row.
        source_at: how many source segments stay in the first row; None leaves all of them there.
        target_at: index of a target paragraph and an offset in it, in code points, where the second row begins.
            Inside a paragraph this cuts it in two; spaces at the cut stay with the first part. The index may be
            one past the last paragraph, with the offset 0: then the whole target stays in the first row.
    """
    row = _row(rows, i)
    stays = len(row.source) if source_at is None else source_at
    if not 0 <= stays <= len(row.source):
        raise ImpossibleEdit(
            N_("Row %(row)s has %(count)s source segments; %(stays)s of them cannot stay."),
            row=i + 1,
            count=len(row.source),
            stays=stays,
        )
    before, after = _cut(row.texts.targets(0), *target_at, row_number=i + 1)
    halves = row.texts.sources(0, stays) + before, row.texts.sources(stays) + after
    if not all(halves):
        raise ImpossibleEdit(
            N_("Splitting row %(row)s here leaves one of the two rows empty; choose another place."), row=i + 1
        )
    new = [made for half in halves for made in _made(half, reason=row.reason, pinned=row.pinned)]
    return Splice(i, (row,), tuple(new))


def move_source(rows: Sequence[Row], i: int, direction: Direction) -> Splice:
    """Give the first source segment of the row `i` to the row above, or the last one to the row below.

    A row that is left empty goes; beyond the first or the last row, a new one is made.
    """
    row = _row(rows, i)
    if not row.source:
        raise ImpossibleEdit(N_("Row %(row)s has no source segment to move."), row=i + 1)
    stays = row.texts.targets(0)
    if direction == "up":
        return _moved(rows, i, direction, given=row.texts.sources(0, 1), kept=row.texts.sources(1) + stays)
    return _moved(rows, i, direction, given=row.texts.sources(-1), kept=row.texts.sources(0, -1) + stays)


def move_target(rows: Sequence[Row], i: int, direction: Direction) -> Splice:
    """Give the first target paragraph of the row `i` to the row above, or the last one to the row below."""
    row = _row(rows, i)
    if not row.target:
        raise ImpossibleEdit(N_("Row %(row)s has no target paragraph to move."), row=i + 1)
    stays = row.texts.sources(0)
    if direction == "up":
        return _moved(rows, i, direction, given=row.texts.targets(0, 1), kept=stays + row.texts.targets(1))
    return _moved(rows, i, direction, given=row.texts.targets(-1), kept=stays + row.texts.targets(0, -1))


def mark_omitted(rows: Sequence[Row], i: int, reason: str = "") -> Splice:
    """Say that the source of the row `i` has no translation; its target, if any, becomes an added row below."""
    row = _row(rows, i)
    if not row.source:
        raise ImpossibleEdit(
            N_("Row %(row)s has no source segment that could be omitted; mark it as added."), row=i + 1
        )
    left_over = _made(row.texts.targets(0), reason="", pinned=False)
    return Splice(i, (row,), (*_made(row.texts.sources(0), reason=reason, pinned=row.pinned), *left_over))


def mark_added(rows: Sequence[Row], i: int, reason: str = "") -> Splice:
    """Say that the target of the row `i` translates nothing; its source, if any, becomes an omitted row above."""
    row = _row(rows, i)
    if not row.target:
        raise ImpossibleEdit(
            N_("Row %(row)s has no target paragraph that could be added; mark it as omitted."), row=i + 1
        )
    left_over = _made(row.texts.sources(0), reason="", pinned=False)
    return Splice(i, (row,), (*left_over, *_made(row.texts.targets(0), reason=reason, pinned=row.pinned)))


def pin(rows: Sequence[Row], i: int, *, pinned: bool = True) -> Splice:
    """Settle the row `i`, so that a new alignment keeps it; or let go of it again."""
    row = _row(rows, i)
    return Splice(i, (row,), (replace(row, pinned=pinned, confidence=1.0 if pinned else row.confidence),))


def set_text(rows: Sequence[Row], i: int, paragraph: int, text: str) -> Splice:
    """Put another text in the place of one target paragraph of the row `i`."""
    row = _row(rows, i)
    if not 0 <= paragraph < len(row.target):
        raise ImpossibleEdit(
            N_("Row %(row)s has no target paragraph %(paragraph)s."), row=i + 1, paragraph=paragraph + 1
        )
    if not text.strip():
        raise ImpossibleEdit(
            N_("Paragraph %(paragraph)s of row %(row)s would be empty; move or join it instead."),
            row=i + 1,
            paragraph=paragraph + 1,
        )
    target = (*row.target[:paragraph], text, *row.target[paragraph + 1 :])
    return Splice(i, (row,), (replace(row, target=target),))


def _row(rows: Sequence[Row], i: int) -> Row:
    if not 0 <= i < len(rows):
        raise ImpossibleEdit(N_("There is no row %(row)s on this page; load it again."), row=i + 1)
    return rows[i]


def _made(texts: Texts, *, reason: str, pinned: bool) -> Rows:
    """Make a row as a person's work, or none when both sides are empty; a pair needs no reason."""
    if not texts:
        return ()
    kind: Kind = "pair" if texts.source and texts.target else "omitted" if texts.source else "added"
    kinds = texts.kinds if any(texts.kinds) else ()
    return (Row(texts.source, texts.target, 1.0, kind, "" if kind == "pair" else reason, pinned, kinds),)


def _moved(rows: Sequence[Row], i: int, direction: Direction, *, given: Texts, kept: Texts) -> Splice:
    row = rows[i]
    near = i - 1 if direction == "up" else i + 1
    neighbour = rows[near] if 0 <= near < len(rows) else None
    if neighbour is None and not kept:
        raise ImpossibleEdit(
            N_("Row %(row)s stands at the edge of the page and holds nothing else; nothing would move."), row=i + 1
        )
    rest = _made(kept, reason=row.reason, pinned=row.pinned)
    if neighbour is None:
        grown = _made(given, reason="", pinned=False)
    else:
        both = neighbour.texts + given if direction == "up" else given + neighbour.texts
        grown = _made(both, reason=neighbour.reason, pinned=neighbour.pinned)
    if direction == "up":
        return Splice(i if neighbour is None else near, (row,) if neighbour is None else (neighbour, row), grown + rest)
    return Splice(i, (row,) if neighbour is None else (row, neighbour), rest + grown)


def _cut(side: Texts, paragraph: int, offset: int, *, row_number: int) -> tuple[Texts, Texts]:
    if paragraph == len(side.target) and offset == 0:
        return side, Texts()
    if not 0 <= paragraph < len(side.target) or not 0 <= offset <= len(side.target[paragraph]):
        raise ImpossibleEdit(
            N_("Row %(row)s has no such place in its target; put the caret into a paragraph."), row=row_number
        )
    text = side.target[paragraph]
    # A paragraph of spaces alone would be no paragraph: a cut in the margin is a cut between paragraphs.
    if not text[:offset].strip():
        return side.targets(0, paragraph), side.targets(paragraph)
    offset = len(text) - len(text[offset:].lstrip())
    if offset == len(text):
        return side.targets(0, paragraph + 1), side.targets(paragraph + 1)
    kind = side.kinds[paragraph]
    first, second = Texts((), (text[:offset],), (kind,)), Texts((), (text[offset:],), (kind,))
    return side.targets(0, paragraph) + first, second + side.targets(paragraph + 1)
