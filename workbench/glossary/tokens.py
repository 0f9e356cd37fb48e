"""Cut a text into the tokens that terms are made of: words in letters, single Chinese characters, punctuation.

Spaces, hyphens and marks of emphasis are no tokens, so that `far-left`, `far left` and `far *left*` are one;
all other punctuation is, so that no term reaches across a comma. In English and Spanish a gloss in Chinese
characters in brackets is no token either: “Pingshan(坪山) District” is “Pingshan District”.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from workbench.glossary.folding import HAN, fold_chinese
from workbench.glossary.words import term_key, word_keys

_WORD = rf"[^\W_{HAN}]+(?:['’][^\W_{HAN}]+)*"
_SOFT = r"[\s\-\u2010\u2011\u00ad*_~\u200b]+"
_JOINED_DASH = r"(?<=\w)–(?=\w)"
_GLOSS = rf"\s?[(（]\s*[{HAN}·\s]+[)）]"
# An apostrophe after s and before another word closes no quotation: “workers’ struggle”.
_PLURAL_POSSESSIVE = r"(?<=[sS])['’](?=\s\w)"
_BREAK = r"\n[ \t]*\n\s*"

_SPACED = re.compile(
    rf"(?P<break>{_BREAK})|(?P<skip>{_SOFT}|{_JOINED_DASH}|{_GLOSS}|{_PLURAL_POSSESSIVE})|(?P<word>{_WORD})|(?P<sign>.)"
)
_CHINESE = re.compile(rf"(?P<break>{_BREAK})|(?P<skip>{_SOFT})|(?P<word>{_WORD})|(?P<sign>.)")


class Token(NamedTuple):
    """One token: its span in the text and the keys under which its forms meet."""

    start: int
    end: int
    keys: tuple[str, ...]


def tokenise(text: str, language: str) -> list[Token]:
    """Cut a text; tokens come in order, and what lies between two of them joins words."""
    if language == "zh":
        return [
            Token(found.start(), found.end(), _sign_keys(found) or (found.group().casefold(),))
            for found in _CHINESE.finditer(fold_chinese(text))
            if found.lastgroup != "skip"
        ]
    return [
        Token(found.start(), found.end(), _sign_keys(found) or word_keys(found.group(), language))
        for found in _SPACED.finditer(text)
        if found.lastgroup != "skip"
    ]


def _sign_keys(found: re.Match[str]) -> tuple[str, ...] | None:
    if found.lastgroup == "sign":
        return (found.group(),)
    return ("\n\n",) if found.lastgroup == "break" else None


def term_path(text: str, language: str) -> tuple[str, ...]:
    """Give the keys of a term, one for each of its tokens."""
    if language == "zh":
        return tuple(token.keys[0] for token in tokenise(text, language))
    return tuple(
        term_key(found.group(), language) if found.lastgroup == "word" else found.group()
        for found in _SPACED.finditer(text)
        if found.lastgroup not in ("skip", "break")
    )


def first_key(text: str, language: str) -> str:
    """Give the first key of `term_path` without cutting the rest."""
    if language == "zh":
        text, pattern = fold_chinese(text), _CHINESE
    else:
        pattern = _SPACED
    for found in pattern.finditer(text):
        if found.lastgroup == "word":
            return term_key(found.group(), language)
        if found.lastgroup == "sign":
            return found.group()
    return ""
