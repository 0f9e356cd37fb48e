"""What a check looks at: a source and its target, and both as readers see them, without the markup."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from workbench.findings import Finding, Severity
from workbench.languages import Locale
from workbench.text import markup
from workbench.text.markup import Mark
from workbench.text.segments import Kind

# Stands for a piece of code in the visible text: neither letter, space nor punctuation.
CODE_SIGN = "\ufffc"
_SIGNED = frozenset({"code", "image", "autolink"})


class Termbase(Protocol):
    """What the glossary check needs to know of a termbase; `workbench.glossary.Termbase` offers it."""

    def check(self, source: str, target: str, *, source_locale: str, target_locale: str) -> list[Finding]:
        """Compare the terms of a source with those of its target."""


@dataclass(frozen=True)
class View:
    """A text without its markup, and the way back to the text as stored.

    Code, images and bare addresses each become one sign that no check takes for text.

    Attributes:
        text: what readers see.
        starts: where each unbroken piece begins in `text`; empty when there is no markup at all.
        offsets: where the same pieces begin in the stored text.
    """

    text: str
    starts: tuple[int, ...] = ()
    offsets: tuple[int, ...] = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the half-open span in the stored text for one in `text`; markup inside is included."""
        if not self.starts:
            return start, end
        return self._stored(start), self._stored(max(start, end - 1)) + (end > start)

    def _stored(self, at: int) -> int:
        piece = bisect_right(self.starts, at) - 1
        return self.offsets[piece] + at - self.starts[piece]


def view(content: str, marks: list[Mark]) -> View:
    """Take the markup out of a content."""
    if not marks:
        return View(content)
    pieces: list[str] = []
    starts: list[int] = []
    offsets: list[int] = []
    length = at = 0
    for mark in marks:
        shown = CODE_SIGN if mark.kind in _SIGNED else mark.text
        for piece, offset in ((content[at : mark.start], at), (shown, mark.start)):
            if piece:
                pieces.append(piece)
                starts.append(length)
                offsets.append(offset)
                length += len(piece)
        at = mark.end
    pieces.append(content[at:])
    return View("".join(pieces), (*starts, length), (*offsets, at))


@dataclass(frozen=True)
class Pair:
    """A unit as the checks see it; what several of them need is made once, when the first one asks.

    Attributes:
        source: the source text with inline Markdown, empty for an insertion.
        target: its translation.
        source_locale: the locale of `source`.
        target_locale: the locale of `target`.
        kind: what the unit is in its text.
        termbase: the terms to be kept to, if any.
    """

    source: str
    target: str
    source_locale: Locale
    target_locale: Locale
    kind: Kind = Kind.PARAGRAPH
    termbase: Termbase | None = None

    @cached_property
    def source_marks(self) -> list[Mark]:
        """The markup of the source."""
        return markup.marks(self.source)

    @cached_property
    def target_marks(self) -> list[Mark]:
        """The markup of the target."""
        return markup.marks(self.target)

    @cached_property
    def said(self) -> View:
        """The source as readers see it."""
        return view(self.source, self.source_marks)

    @cached_property
    def seen(self) -> View:
        """The target as readers see it."""
        return view(self.target, self.target_marks)


class Check(Protocol):
    """One rule; the registry holds one instance of each, without state."""

    @property
    def id(self) -> str:
        """Stable name, as in settings, waivers and the documentation."""

    @property
    def severity(self) -> Severity:
        """How much a finding weighs, unless the check says otherwise for one of them."""

    @property
    def description(self) -> str:
        """What the check looks for, as a sentence marked for the catalogues."""

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Yield what is wrong with the target, in any order."""
