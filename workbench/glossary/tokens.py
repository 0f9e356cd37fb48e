"""Cut a text into the words that terms are made of, and judge what stands between two of them.

Spaces, hyphens and marks of emphasis join words, so that `far-left`, `far left` and `far *left*` are one; all other
punctuation has to stand in the term too, so that no term reaches across a comma, and nothing reaches across a blank
line. In English and Spanish a gloss in Chinese characters in brackets joins as well: “Pingshan(坪山) District” is
“Pingshan District”.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from workbench.glossary.folding import HAN, fold_chinese
from workbench.glossary.words import term_key

WORD = re.compile(rf"[^\W_{HAN}]+(?:['’][^\W_{HAN}]+)*")
_han = re.compile(f"[{HAN}]")
_APOSTROPHES = "'’‘"
_SOFT = re.compile(r"[\s\-\u2010\u2011\u00ad*_~\u200b]+")
_GLOSS = re.compile(rf"\s?[(（]\s*[{HAN}·\s]+[)）]")
_BREAK = re.compile(r"\n[ \t]*\n")
# In Chinese, where there is no space to judge by, only what is never written on purpose joins.
SOFT_CHINESE = re.compile(r"\n[ \t]*\n\s*|[\s\-\u2010\u2011\u00ad*_~\u200b]+")


# The pieces of a term; a string is the sequence of its characters.
Path = tuple[str, ...] | str


class Token(NamedTuple):
    """One word: its span in the text."""

    start: int
    end: int


def words(text: str) -> list[Token]:
    """Give the words of a text, numbers included, in order; Chinese characters are no words."""
    return [Token(*found.span()) for found in WORD.finditer(text)]


@lru_cache(maxsize=1 << 12)
def gap(between: str, before: str) -> str | None:
    """Give the punctuation that stands between two words, empty where they are joined.

    Args:
        between: what stands there.
        before: the last letter of the first word; an apostrophe after s closes no quotation: “workers’ struggle”.

    Returns:
        The signs without spaces, or None where a paragraph ends: nothing reaches across.
    """
    if between in (" ", "-"):
        return ""
    if _BREAK.search(between):
        return None
    if before in "sS" and between[:1] in _APOSTROPHES:
        between = between[1:]
    # En dashes between letters, as in “worker–student”, join like hyphens.
    return "" if between == "–" else _SOFT.sub("", _GLOSS.sub("", between))


class Cut(NamedTuple):
    """A term cut into pieces: what it opens with, its words, the signs before each of them, and what it closes with."""

    opens: str
    words: Sequence[str]
    signs: Sequence[str]
    closes: str


def _plain_words(text: str) -> list[str]:
    """Give the words of a term that has nothing but words and what joins them; else none."""
    plain = text.replace("-", " ").split()
    return plain if "".join(plain).isalpha() and (text.isascii() or not _han.search(text)) else []


def cut_term(text: str) -> Cut:
    """Cut a term; one without words opens with all that it has."""
    if plain := _plain_words(text):
        return Cut("", plain, [""] * len(plain), "")
    found = list(WORD.finditer(text))
    if not found:
        return Cut(text, (), (), "")
    between = [
        gap(text[one.end() : other.start()], text[one.end() - 1]) or "" for one, other in itertools.pairwise(found)
    ]
    opens, closes = _signs(text[: found[0].start()]), _signs(text[found[-1].end() :])
    return Cut(opens, [word.group() for word in found], ["", *between], closes)


def _signs(text: str) -> str:
    return _SOFT.sub("", text).strip(_APOSTROPHES)


def squeeze(text: str) -> str:
    """Fold a Chinese term and take out what only joins its parts."""
    folded = fold_chinese(text)
    return folded if folded.isalpha() else SOFT_CHINESE.sub("", folded)


def term_path(text: str, language: str) -> Path:
    """Give what two forms of one term have in common, piece by piece: keys of words, or Chinese characters."""
    if language == "zh":
        return squeeze(text)
    cut = cut_term(text)
    steps = [signs + term_key(word, language) for signs, word in zip(cut.signs, cut.words, strict=True)]
    return tuple(filter(None, (cut.opens, *steps, cut.closes)))
