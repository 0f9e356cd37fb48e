"""Find the stretches of a text that say nothing about how its terms are rendered.

Code, addresses and tags are no prose. A translator's note speaks about words, so it may name forbidden ones
and proves nothing by naming right ones. What stands in brackets or quotation marks and is copied from the
other text is quoted, not translated. The words of a title are those of its author or publisher. Notes are known
by the marks that translators put at their beginning or end; a note without a mark is taken for text. Titles are
known by 《》 or by their capitals; a quoted heading with capitals is taken for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Span = tuple[int, int]

# What is no prose has one of these; to look for them costs much less than the expression.
_MARKS = ("`", "](", "<", "@", "http", "www.")
_NO_PROSE = re.compile(
    r"```.*?(?:```|\Z)|`[^`\n]+`|(?<=\])\([^()\s]*\)|<[a-zA-Z/][^<>\n]*>|(?:https?://|www\.)[^\s<>()（）。，]+|\S+@\S+\.\w+",
    re.DOTALL,
)
_NOTE = (
    r"(?:[译譯](?:者)?(?:[注註按])|編按|编者注|編者註|[Nn]\. ?(?:de (?:la|los|las) |del |d\. )?[Tt]r?\.|"
    r"[Nn]otas? (?:de (?:la|los|las) |del )[Tt]raduc\w+|"
    r"[Tt]ranslator(?:['’]s|s['’]|s)? ?[Nn]ote|[Tt]\. ?[Nn]\.|[Tt]r\. [Nn]ote)"
)
_NOTE_OPENS = re.compile(rf"[\s*_]*{_NOTE}")
_NOTE_ENDS = re.compile(rf"{_NOTE}[\s*_.。]*$")
_BRACKETS = {"(": ")", "（": "）", "[": "]", "【": "】", "〔": "〕", "［": "］"}
_QUOTES = {"“": "”", "‘": "’", "«": "»", "「": "」", "『": "』", "《": "》", "〈": "〉"}
_TITLE_MARKS = frozenset("《〈")
_STRAIGHT = re.compile(r'"([^"\n]+)"|\*+([^*\n]+)\*+|(?<!\w)_+([^_\n]+)_+(?!\w)')
_title_word = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# A title writes these small in any house style; a sentence has other small words.
_SMALL_IN_TITLES = frozenset({
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "on", "or", "over", "the",
    "to", "under", "upon", "with", "without", "against", "after", "before", "between", "through", "toward", "towards",
})  # fmt: skip
# Cannot occur in a text as stored, is no letter, and joins nothing.
_FILL = "\ufffc"


def hide(text: str, spans: list[Span]) -> str:
    """Fill spans with a sign that matches nothing; offsets stay what they were."""
    if len(spans) < 2:
        return text[: spans[0][0]] + _FILL * (spans[0][1] - spans[0][0]) + text[spans[0][1] :] if spans else text
    pieces, last = [], 0
    for start, end in sorted(spans):
        if end > last:
            pieces += [text[last:start], _FILL * (end - max(start, last))]
            last = end
    return "".join([*pieces, text[last:]])


def no_prose(text: str) -> list[Span]:
    """Find code, addresses of links, tags and mail addresses."""
    if not any(sign in text for sign in _MARKS):
        return []
    return [found.span() for found in _NO_PROSE.finditer(text)]


def notes(text: str) -> list[Span]:
    """Find translators' notes: in brackets, or a paragraph that opens with the mark."""
    if not re.search(_NOTE, text):
        return []
    found = [
        (start, end)
        for start, end in _enclosed(text, _BRACKETS)
        if _NOTE_OPENS.match(text, start + 1) or _NOTE_ENDS.search(text, start, end - 1)
    ]
    at = 0
    for paragraph in text.split("\n\n"):
        if _NOTE_OPENS.match(paragraph):
            found.append((at, at + len(paragraph)))
        at += len(paragraph) + 2
    return found


def bracketed(text: str) -> list[Span]:
    """Find what stands in brackets of any kind, without the brackets."""
    return [(start + 1, end - 1) for start, end in _enclosed(text, _BRACKETS)]


def copied(text: str, other: str) -> list[Span]:
    """Find what stands in brackets, quotation marks or emphasis and word for word in the other text too."""
    other = other.casefold()
    insides = bracketed(text) + quoted(text)
    return [(start, end) for start, end in insides if _is_copied(text[start:end].strip().casefold(), other)]


def quoted(text: str) -> list[Span]:
    """Find what stands in quotation marks or emphasis of any kind, without the marks."""
    insides = [(start + 1, end - 1) for start, end in _enclosed(text, _QUOTES)]
    return insides + [found.span(found.lastindex or 0) for found in _STRAIGHT.finditer(text)]


def titles_of_both(source: str, target: str) -> tuple[list[Span], list[Span]]:
    """Find titles by their looks: in 《》, or quoted or emphasised with a capital on all words but particles.

    Spanish titles look like any quotation. Where both texts quote as often, one is known by its counterpart.
    """
    quotations = sorted(set(quoted(source))), sorted(set(quoted(target)))
    looks = [
        [_is_title(text, span) for span in spans] for text, spans in zip((source, target), quotations, strict=True)
    ]
    if len(looks[0]) == len(looks[1]):
        looks = [[one or other for one, other in zip(*looks, strict=True)]] * 2
    both = [
        [span for span, is_title in zip(spans, found, strict=True) if is_title]
        for spans, found in zip(quotations, looks, strict=True)
    ]
    return both[0], both[1]


def _is_title(text: str, span: Span) -> bool:
    return text[span[0] - 1] in _TITLE_MARKS or _has_title_case(text[slice(*span)])


def _has_title_case(text: str) -> bool:
    words = _title_word.findall(text)
    small = [word for word in words if word[0].islower()]
    return len(words) - len(small) > 1 and words[0] not in small and _SMALL_IN_TITLES.issuperset(small)


def _is_copied(inside: str, other: str) -> bool:
    return len(inside) > 1 and any(sign.isalpha() for sign in inside) and inside in other


def _enclosed(text: str, pairs: dict[str, str]) -> Iterator[Span]:
    """Yield the spans of all pairs with what they enclose, also nested ones; a pair never closed is no pair."""
    open_pairs: list[tuple[int, str]] = []
    for at, sign in enumerate(text):
        if sign in pairs:
            open_pairs.append((at, pairs[sign]))
        elif open_pairs and sign in pairs.values():
            while open_pairs:
                start, closer = open_pairs.pop()
                if closer == sign:
                    yield start, at + 1
                    break


def inside(span: Span, spans: list[Span]) -> bool:
    """Whether a span lies in one of the others."""
    return any(start <= span[0] and span[1] <= end for start, end in spans)
