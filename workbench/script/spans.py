"""Which stretches of a text conversion must not touch.

Two kinds. *Opaque*: code, addresses, placeholders, `{{marks}}`, a character with a variation selector, an
ideographic description sequence: they stay as they are and end the word on both sides. *Transparent*:
emphasis, link brackets, footnote references: they are taken out, the text is converted, and they are put
back, since otherwise 头**发** would lose its word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Span = tuple[int, int]

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
    if _MAYBE.search(text) is None:
        return None
    transparent, opaque = _markup(text)
    opaque += _in_text(text)
    if not transparent and not opaque:
        return None
    hidden = {at for start, end in transparent for at in range(start, end)}
    breaks: dict[int, int] = {}
    done = 0
    for start, end in sorted(opaque):
        if end > done:
            breaks[max(start, done)] = end
            done = end
    plain: list[str] = []
    places: list[Span] = []
    at = 0
    while at < len(text):
        end = breaks.get(at, at + 1)
        if at in breaks or at not in hidden:
            plain.append(BREAK if at in breaks else text[at])
            places.append((at, end))
        at = end
    return Stripped("".join(plain), tuple(places))


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
