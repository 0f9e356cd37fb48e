"""Latin words that stay as they are in Chinese text, and words that English and Spanish have in common.

`React`, `NGO` or a name in brackets stand in a Chinese text as in its source. Between English and Spanish, names
and words with figures stay the same, and words of Latin and Greek stock share their beginning once the usual
changes of spelling are undone (`philosophy`, `filosofía`). Fails for false friends, which chance absorbs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.alignment.keys import KeySets, keys_of, no_keys
from workbench.alignment.sides import Side, plain, words

_LETTER = "A-Za-z\u00c0-\u024f"
_TOKEN = re.compile(rf"[0-9{_LETTER}]*[{_LETTER}][0-9{_LETTER}]*")
_HAN = re.compile(r"[\u3400-\u9fff]+")
ROOT = 5  # letters of a root; shorter words have none

_SPELLING = [
    (re.compile(pattern), new)
    for pattern, new in [
        ("ph", "f"), ("th", "t"), ("ch", "c"), ("rh", "r"), ("qu", "c"), ("k", "c"), ("y", "i"), ("w", "v"),
        ("^es(?=[ptcmlnq])", "s"), ("^ps", "s"), ("^h", ""), ("x", "s"), ("z", "c"), (r"([b-df-hj-np-tv-z])\1", r"\1"),
        ("ou", "u"), ("ae|oe", "e"), ("mm|nm", "m"), ("^im", "im"), ("ct", "t"), ("pt", "t"),
    ]
]  # fmt: skip


class Latin:
    """Words in Latin letters that are the same on both sides."""

    name = "latin"
    hit = 0.85
    weight = 0.8

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the Latin words of each paragraph; between two spaced scripts only names and codes."""
        spaced = source.locale.spaced and target.locale.spaced
        return _tokens(source.texts, names=spaced), _tokens(target.texts, names=spaced)


class Cognates:
    """Roots that English and Spanish share."""

    name = "cognates"
    hit = 0.6
    weight = 0.6

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the roots of the longer words; nothing when a side is Chinese."""
        if not (source.locale.spaced and target.locale.spaced):
            return no_keys(source, target)
        return keys_of(_roots, source.texts, target.texts)


class Characters:
    """Pairs of neighbouring characters, between two Chinese texts in whichever script."""

    name = "characters"
    hit = 0.7
    weight = 0.3

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the pairs of characters of each paragraph; nothing unless both sides are Chinese."""
        if not (source.locale.is_chinese and target.locale.is_chinese):
            return no_keys(source, target)
        return keys_of(_bigrams, source.texts, target.texts)


def root(word: str) -> str:
    """Reduce a plain word to the beginning that English and Spanish share.

    >>> root("philosophy"), root("filosofia"), root("estudiante"), root("student")
    ('filos', 'filos', 'studi', 'stude')
    """
    for pattern, new in _SPELLING:
        word = pattern.sub(new, word)
    return word[:ROOT]


def _tokens(texts: Sequence[str], *, names: bool) -> KeySets:
    found = [set(_TOKEN.findall(text)) for text in texts]
    # Most words come again and again: each is looked at once.
    smalls = {
        token: plain(token) for token in set().union(*found) if len(token) > 1 and not (names and token.islower())
    }
    return [{smalls[token] for token in tokens if token in smalls} for tokens in found]


def _roots(text: str) -> set[str]:
    return {root(small) for word in words(text) if len(small := plain(word)) >= ROOT}


def _bigrams(text: str) -> set[str]:
    return {run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)}
