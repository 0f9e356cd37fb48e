"""Where the sentences of a paragraph begin and end.

Method: sentencex (rules and abbreviations by language, from Wikimedia's work on content translation) reads
the text without its markup; a second pass joins what it wrongly parts (`vol. | 3`, `ed. | Lenin`, `5. | º`,
`「你好嗎？」 | 他問。`), parts what it leaves together behind a bracket, and keeps whole inline elements whole.
It fails where only the meaning tells: whether "the first ed." ends a sentence or awaits a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

import sentencex

from workbench.languages import parse as parse_locale
from workbench.text.markup import Mark, elements, marks

# Abbreviations of books and footnotes; the first set always awaits more, the second only a number.
_AWAITS_MORE = re.compile(
    r"(?<![^\W\d_])(?:vols?|eds?|cf|trad|comp|coord|viz|i\.e|e\.g|p\.\s?ej|Sr|Sra|Srta|Dr|Dra|Prof|Mr|Mrs|Ms|St|Gral)\.\s*$",
    re.IGNORECASE,
)
_AWAITS_NUMBER = re.compile(
    r"(?<![^\W\d_])(?:t|tt|pp?|págs?|caps?|chap|ch|art|arts|no|nos|núm|núms|nº|n|fig|figs|sec|secc|par|párr|"
    r"lib|bk|ser|col|cols|fol|lám|v|vv)\.\s*$",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*(?:\d|[IVXLCDM]+\b|[ivxlcdm]+\b)")
_INITIALS = re.compile(r"[A-Z]\.\s?[A-Z]\.")
_CLOSERS = "\"'”’»›」』】）)\\]〉》"
_BRACKETED = re.compile(r"(?<=[.!?…。！？])[)）\]】](?:\s+(?=[^\W\d_a-záéíóúñ]|[¿¡“«\"(])|(?=[\u4e00-\u9fff“「《（]))")
_QUOTE_END = re.compile(rf"[。！？…!?—][{_CLOSERS}]+\s*$")
# Who says it and how, in the few characters that may stand between a Chinese quotation and its verb.
_SPEECH = re.compile(
    r"[^，。！？；：“”「」]{0,10}?(?:說|说|問|问|答|道|喊|叫|嚷|罵|骂|笑|哭|想|寫|写|講|讲)"
    r"(?:道|着|著|了)?[^“「：:，]{0,12}?[。，！？：:]"
)
_LEFT_OVER = re.compile(rf"[{_CLOSERS}ºª.,;:!?…。，！？；：、]")


def sentences(text: str, locale: str) -> list[tuple[int, int]]:
    """Part a paragraph into sentences.

    Args:
        text: one paragraph with inline Markdown.
        locale: its BCP 47 tag.

    Returns:
        Half-open spans in text order that cover the text without gaps; blanks belong to the sentence before
        them. Emphasis, links and other inline elements are never cut. Empty for an empty text.
    """
    if not text:
        return []
    found = marks(text)
    plain, places = _without_marks(text, found)
    ends = _ends(plain, parse_locale(locale).language)
    cuts = {_place(places, end, found) for end in ends if 0 < end < len(plain)}
    cuts -= {cut for start, end in _outermost(elements(text)) for cut in range(start + 1, end) if cut in cuts}
    return list(pairwise([0, *sorted(cuts - {0, len(text)}), len(text)]))


def _without_marks(text: str, found: Iterable[Mark]) -> tuple[str, list[int]]:
    """Give the text without its markup, and for each character where it stands.

    Code, images and addresses become a neutral letter each, so that no full stop in them ends a sentence.
    """
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for mark in found:
        pieces.append(text[at : mark.start])
        places += range(at, mark.start)
        if mark.kind in {"code", "image", "autolink"}:
            pieces.append("x")
            places.append(mark.start)
        elif mark.kind == "break":
            pieces.append("\n")
            places.append(mark.start)
        at = mark.end
    return "".join([*pieces, text[at:]]), [*places, *range(at, len(text))]


def _place(places: list[int], end: int, found: Iterable[Mark]) -> int:
    """Find where a sentence ends in the text: behind marks that close, before marks that open."""
    at = places[end - 1] + 1
    limit = places[end]
    for mark in found:
        follows = mark.start == at and mark.end <= limit
        inside = mark.start < at < mark.end  # the sentence ends with code or a break
        if inside or (follows and (mark.side == "close" or mark.kind in {"footnote", "break"})):
            at = mark.end
    return at


def _outermost(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start, end in spans:
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
        elif end > kept[-1][1]:
            kept[-1] = (kept[-1][0], end)
    return kept


def _ends(plain: str, language: str) -> list[int]:
    """Give the ends of the sentences of a text without markup."""
    # A hard-wrapped line ends no sentence, and sentencex takes a line feed for a strong sign of one.
    pieces: list[str] = sentencex.segment(language, plain.replace("\n", " "))
    ends: set[int] = set()
    at = 0
    for piece in pieces:
        at += len(piece)
        ends.add(at)
    ends = {end for end in ends if end >= len(plain) or not _belongs(plain[:end], plain[end:], language)}
    for found in _BRACKETED.finditer(plain):
        opening = max(plain.rfind(bracket, 0, found.start()) for bracket in "(（[【")
        if opening in ends or not plain[: max(opening, 0)].strip():
            ends.add(found.end())
    return sorted(ends)


def _belongs(before: str, after: str, language: str) -> bool:
    """Tell whether what follows a supposed end still belongs to the sentence."""
    head, tail = before[-40:], after[:40]
    if not head.strip() or _LEFT_OVER.match(tail.lstrip()):
        return True
    if language == "zh":
        if head[-1] == "." and _INITIALS.match(head[-2:] + tail):
            return True
        return bool(_QUOTE_END.search(head) and _SPEECH.match(tail))
    if tail.lstrip(" —–")[:1].islower():  # in Spanish a dash parts speech from who speaks
        return True
    if _AWAITS_NUMBER.search(head):
        return bool(_NUMBER.match(tail))
    return _AWAITS_MORE.search(head) is not None
