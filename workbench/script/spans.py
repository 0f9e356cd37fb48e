"""Which stretches of a text conversion must not touch.

Two kinds. *Opaque*: code, addresses, placeholders, `{{marks}}`, a character with a variation selector, an
ideographic description sequence: they stay as they are and end the word on both sides. *Transparent*:
emphasis, link brackets, footnote references: they are taken out, the text is converted, and they are put
back, since otherwise 头**发** would lose its word.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

Span = tuple[int, int]
# Start, end, and whether the word ends on both sides.
Stretch = tuple[int, int, bool]

# Stands for an opaque stretch while the rest is converted: no word holds it.
BREAK = "\ufffc"

_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_MAYBE = re.compile(rf"[`*_\[\]<~{{%$&@\\:⿰-⿿\ud800-\udfff{_SELECTORS}]")
_MARKUP = re.compile(r"[\\`*_\[<~]")
_PARAGRAPH = re.compile(r"(?:[^\n]|\n(?!\s*\n))+")
_IN_TEXT = re.compile(
    rf"""
      \{{\{{keep\}}\}}.*?\{{\{{/keep\}}\}} | \{{\{{.*?\}}\}}         # the translator's own marks
    | https?://[^\s\u3000<>()（）「」『』“”，。；！？]+ | www\.[^\s\u3000<>()（）「」『』“”，。；！？]+
    | [\w.+%-]+@[\w-]+(?:\.[\w-]+)+                                  # mail
    | </?[A-Za-z!][^<>\n]*> | &\#?\w{{1,31}};                        # HTML
    | %\(\w+\)[a-z] | %[sd] | \$?\{{[^\s{{}}]{{0,40}}\}}                      # placeholders
    | .[{_SELECTORS}]+ | [\ud800-\udfff]
    | [⿰-⿿]
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_OPAQUE_MARKS = frozenset({"code", "autolink", "break"})
# The translator's marks may hold several paragraphs.
_ACROSS = re.compile(r"\{\{(?:(?!\}\}).){0,5000}\n\s*\n|\{\{keep\}\}(?:(?!\{\{/keep).){0,5000}\n\s*\n", re.DOTALL)
_THREE_PARTS = "⿲⿳"


@dataclass(frozen=True)
class Stripped:
    """A text without what conversion must not touch.

    Attributes:
        plain: the text to convert, with `BREAK` for each opaque stretch.
        places: for each character of `plain` the span in the text that it stands for.
    """

    plain: str
    places: tuple[Span, ...]


def paragraphs(text: str) -> list[str]:
    """Cut a text after its blank lines; joined, the pieces are the text. Nothing to protect reaches over a cut."""
    if _MAYBE.search(text) is None or _ACROSS.search(text) is not None:
        return [text]
    return re.findall(r"(?:.|\n(?!\s*\n))+(?:\n\s*\n)?|\s+", text)


def strip(text: str) -> Stripped | None:
    """Take out of `text` what must not be converted; None when there is nothing of that kind."""
    stretches = protected(text)
    if stretches is None:
        return None
    plain: list[str] = []
    places: list[Span] = []
    done = 0
    for start, end, opaque in (*stretches, (len(text), len(text), False)):
        plain.append(text[done:start])
        places += ((at, at + 1) for at in range(done, start))
        if opaque:
            plain.append(BREAK)
            places.append((start, end))
        done = end
    return Stripped("".join(plain), tuple(places))


def protected(text: str) -> list[Stretch] | None:
    """Give what must not be converted, in text order; None when there is nothing of that kind."""
    if _MAYBE.search(text) is None:
        return None
    transparent, opaque = _markup(text)
    opaque += _in_text(text)
    if not transparent and not opaque:
        return None
    # What is opaque wins over marks of emphasis inside it, and the earlier over the later.
    found: list[Stretch] = []
    done = 0
    for start, end in sorted(opaque):
        if end > done:
            found.append((max(start, done), end, True))
            done = end
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
    transparent: list[Span] = []
    opaque: list[Span] = []
    for paragraph in _PARAGRAPH.finditer(text):
        if _MARKUP.search(paragraph[0]) is None:
            continue
        # The Markdown parser takes longer to load than most texts take to convert, and few need it.
        from workbench.text.markup import marks

        base = paragraph.start()
        for mark in marks(paragraph[0]):
            start, end = base + mark.start, base + mark.end
            if mark.kind == "image":  # its alternative text is read like any other
                transparent.append((start, start + 2))
                opaque.append((text.rindex("](", start, end), end))
            else:
                (opaque if mark.kind in _OPAQUE_MARKS else transparent).append((start, end))
    return transparent, opaque


def _in_text(text: str) -> list[Span]:
    return [
        (found.start(), _description_end(text, found.start()) if "⿰" <= found[0] <= "⿿" else found.end())
        for found in _IN_TEXT.finditer(text)
    ]


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
