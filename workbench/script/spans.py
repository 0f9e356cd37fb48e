"""Which stretches of a text conversion must not touch.

Two kinds. *Opaque*: code, addresses, placeholders, `{{marks}}`, a character with a variation selector, an
ideographic description sequence: they stay as they are and end the word on both sides. *Transparent*:
emphasis, link brackets, footnote references: they are taken out, the text is converted, and they are put
back, since otherwise 头**发** would lose its word.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from string import ascii_letters, digits

from workbench.script.fences import fenced
from workbench.script.marks import simple_marks
from workbench.script.scanning import replaced

Span = tuple[int, int]
# Start, end, and whether the word ends on both sides.
Stretch = tuple[int, int, bool]

# Stands for an opaque stretch while the rest is converted: no word holds it.
BREAK = "\ufffc"

_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_MAYBE = re.compile(rf"[`*_\[<~{{%$&@\\:⿰-⿿\ud800-\udfff{_SELECTORS}]")
_MARKUP = re.compile(r"[\\`*_\[<~]")
_FENCE = re.compile("```|~~~")
_PARAGRAPH = re.compile(r"(?:[^\n]+|\n(?!\s*\n))+")
# Every branch begins with a character of its own, so that Python looks all of them up at once.
_IN_TEXT = re.compile(
    r"""
      \{\{keep\}\}.*?\{\{/keep\}\} | \{\{.*?\}\}                     # the translator's own marks
    | https?://[^\s\u3000<>()（）「」『』“”，。；！？]+ | www\.[^\s\u3000<>()（）「」『』“”，。；！？]+
    | @[\w-]+(?:\.[\w-]+)+                                           # mail, behind its name
    | <code>[^<>]*</code> | </?[A-Za-z!][^<>\n]*> | &\#?\w{1,31};     # HTML
    | %\(\w+\)[a-z] | %[sd] | \$\{[^\s{}]{0,40}\} | \{[^\s{}]{0,40}\}  # placeholders
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_MAIL_NAME = frozenset(f"{ascii_letters}{digits}_.+%-")
_RARE = re.compile(rf"[⿰-⿿\ud800-\udfff{_SELECTORS}]")
_RARELY = re.compile(rf".[{_SELECTORS}]+|[⿰-⿿\ud800-\udfff]", re.DOTALL)
_OPAQUE_MARKS = frozenset({"code", "autolink", "break"})
# Characters of a paragraph that nobody wrote as one.
_LONG = 10_000
# The translator's marks may hold several paragraphs.
_ACROSS = re.compile(r"\{\{(?:(?!\}\}).){0,5000}\n\s*\n|\{\{keep\}\}(?:(?!\{\{/keep).){0,5000}\n\s*\n", re.DOTALL)
_THREE_PARTS = "⿲⿳"


@dataclass(frozen=True)
class Stripped:
    """A text without what conversion must not touch.

    Attributes:
        plain: the text to convert, with `BREAK` for each opaque stretch.
        stretches: what was taken out, in text order.
    """

    plain: str
    stretches: list[Stretch]

    @classmethod
    def of(cls, text: str) -> Stripped:
        """Take out of `text` what must not be converted."""
        stretches = protected(text)
        breaks = ((start, end, BREAK if opaque else "") for start, end, opaque in stretches)
        return cls(replaced(text, breaks), stretches)

    def place(self, at: int) -> int:
        """Give the place in the text of a character of `plain`."""
        borders, shifts = self._shifts
        return at + shifts[bisect_right(borders, at)]

    @cached_property
    def _shifts(self) -> tuple[list[int], list[int]]:
        """From which characters of `plain` on places differ, and by how much before the first and from each on."""
        borders: list[int] = []
        shifts = [0]
        for start, end, opaque in self.stretches:
            borders.append(start - shifts[-1] + opaque)
            shifts.append(shifts[-1] + end - start - opaque)
        return borders, shifts


def protected(text: str) -> list[Stretch]:
    """Give what must not be converted, in text order.

    Only the paragraphs that may hold something of that kind are looked at. Nothing reaches over a blank line but fenced
    code and the translator's marks, which may hold several paragraphs. Where there is no blank line for very long,
    every line is a paragraph.
    """
    suspects = list(_suspects(text, "\n\n"))
    blocks = fenced(text) if any(_FENCE.search(text, *suspect) for suspect in suspects) else []
    if _ACROSS.search(text) is not None:
        return _protected(text, blocks)
    if not blocks:
        return _in_paragraphs(text, suspects)
    found: list[Stretch] = []
    done = 0
    for start, end in (*blocks, (len(text), len(text))):
        between = text[done:start]
        found += _shifted(_in_paragraphs(between, _suspects(between, "\n\n")), done)
        if start < end:
            found.append((start, end, True))
        done = end
    return found


def _in_paragraphs(text: str, suspects: Iterable[Span]) -> list[Stretch]:
    found: list[Stretch] = []
    for start, end in suspects:
        paragraph = text[start:end]
        parts = [(0, len(paragraph))] if len(paragraph) < _LONG else _suspects(paragraph, "\n")
        for low, high in parts:
            found += _shifted(_protected(paragraph[low:high]), start + low)
    return found


def _shifted(stretches: list[Stretch], base: int) -> Iterator[Stretch]:
    return ((base + start, base + end, opaque) for start, end, opaque in stretches)


def _suspects(text: str, border: str) -> Iterator[Span]:
    """Yield the pieces between two borders that hold a character which may need protection."""
    end = 0
    while (maybe := _MAYBE.search(text, end)) is not None:
        start = max(text.rfind(border, end, maybe.start()), end)
        end = text.find(border, maybe.end())
        end = len(text) if end < 0 else end
        yield start, end


def _protected(text: str, blocks: Iterable[Span] = ()) -> list[Stretch]:
    transparent, opaque = _markup(text)
    opaque += (*_in_text(text), *blocks)
    # What is opaque wins over marks of emphasis inside it, and the earlier over the later.
    found: list[Stretch] = []
    done = 0
    for start, end in sorted(opaque):
        if end > done:
            found.append((max(start, done), end, True))
            done = end
    if not transparent:
        return found
    return sorted((*found, *_outside(sorted(transparent), [(start, end) for start, end, _ in found])))


def _outside(stretches: list[Span], others: list[Span]) -> Iterator[Stretch]:
    """Yield the parts of stretches that are in none of the others, each once."""
    starts, ends = [start for start, _ in others], [end for _, end in others]
    done = 0
    for start, end in stretches:
        at = max(start, done)
        for low, high in others[bisect_right(ends, at) : bisect_left(starts, end)]:
            if at < low:
                yield at, low, False
            at = max(at, high)
        if at < end:
            yield at, end, False
        done = max(done, end)


def _markup(text: str) -> tuple[list[Span], list[Span]]:
    """Give the transparent and the opaque stretches of inline Markdown, paragraph by paragraph."""
    if "\n" not in text:
        return _markup_of(text) if _MARKUP.search(text) is not None else ([], [])
    transparent: list[Span] = []
    opaque: list[Span] = []
    for paragraph in _PARAGRAPH.finditer(text):
        if _MARKUP.search(paragraph[0]) is None:
            continue
        base = paragraph.start()
        for known, found in zip((transparent, opaque), _markup_of(paragraph[0]), strict=True):
            known += ((base + start, base + end) for start, end in found)
    return transparent, opaque


def _markup_of(paragraph: str) -> tuple[list[Span], list[Span]]:
    if (simple := simple_marks(paragraph)) is not None:
        return simple
    # The Markdown parser takes longer to load than most texts take to convert, and few need it.
    from workbench.text.markup import marks

    transparent: list[Span] = []
    opaque: list[Span] = []
    for mark in marks(paragraph):
        if mark.kind == "image":  # its alternative text is read like any other
            transparent.append((mark.start, mark.start + 2))
            opaque.append((paragraph.rindex("](", mark.start, mark.end), mark.end))
        else:
            (opaque if mark.kind in _OPAQUE_MARKS else transparent).append((mark.start, mark.end))
    return transparent, opaque


def _in_text(text: str) -> list[Span]:
    found: list[Span] = []
    done = 0
    while (match := _IN_TEXT.search(text, done)) is not None:
        start, end = match.span()
        if text[start] == "@":
            while start > done and text[start - 1] in _MAIL_NAME:
                start -= 1
            if start == match.start():  # a sign without a name before it
                done = start + 1
                continue
        found.append((start, end))
        done = end
    if _RARE.search(text) is not None:
        for match in _RARELY.finditer(text):
            start, end = match.span()
            found.append((start, _description_end(text, start) if "⿰" <= match[0] <= "⿿" else end))
    return found


def _description_end(text: str, at: int) -> int:
    """Find the end of an ideographic description sequence: an operator and its two or three parts."""
    wanted = 1
    while wanted and at < len(text):
        if "⿰" <= text[at] <= "⿿":
            wanted += 2 if text[at] in _THREE_PARTS else 1
        else:
            wanted -= 1
        at += 1
    return at
