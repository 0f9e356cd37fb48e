"""Words for a full-text index that knows nothing of Chinese (SQLite FTS5, PostgreSQL's 'simple').

Latin words are lower-cased and lose their accents, so that `situacion` finds `Situación`. Chinese has no
spaces between words; its stretches become overlapping pairs of characters, in Simplified script, so that
both scripts find each other. After the last word stand the distinct single characters, so that a search for
one character finds something too and the pairs before them stay neighbours. Every token consists of letters
and digits only: a tokenizer that splits at anything else keeps it.
"""

from __future__ import annotations

import re
import unicodedata

from workbench.memory.fold import simplified

_HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# Code points without a character are left out: \w knows them.
_RUN = re.compile(rf"(?P<han>(?:(?=\w)[{_HAN}])+)|[^\W_{_HAN}]+")


def _fold(text: str) -> str:
    folded = text.casefold() if text.isascii() else _without_accents(text).casefold()
    return folded.translate(simplified()) if not folded.isascii() else folded


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(char for char in apart if not unicodedata.combining(char)))


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]


def search_tokens(text: str) -> str:
    """Give the tokens of a text to be indexed, separated by spaces, in reading order.

    Empty when the text holds neither letters nor digits.
    """
    tokens: list[str] = []
    singles: dict[str, None] = {}
    for run in _RUN.finditer(_fold(text)):
        if run["han"]:
            tokens += _pairs(run.group())
            singles.update(dict.fromkeys(run.group()))
        else:
            tokens.append(run.group())
    return " ".join([*tokens, *singles])


def search_query(text: str) -> list[str]:
    """Give the phrases that a text must contain to answer a search.

    All of them must occur. The tokens of one phrase, separated by spaces, must follow each other directly:
    the pairs of a Chinese stretch, or the Latin words between two such stretches. Empty when there is
    nothing to search for. What an index finds by them contains the searched text, up to case, accents,
    punctuation and script, except where a Chinese stretch and a Latin one need not be neighbours.
    """
    phrases: list[str] = []
    words: list[str] = []
    for run in _RUN.finditer(_fold(text)):
        if not run["han"]:
            words.append(run.group())
            continue
        phrases += [" ".join(words)] * bool(words)
        words = []
        phrases.append(" ".join(_pairs(run.group())))
    return phrases + [" ".join(words)] * bool(words)
