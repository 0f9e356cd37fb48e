"""Translations that are out of proportion to their source: most often a sentence is missing, or one too many.

Method: Gale and Church, "A Program for Aligning Sentences in Bilingual Corpora", Computational Linguistics
19(1), 1993: the difference of two lengths, divided by the square root of their mean, is normally
distributed. As their model knows no style (a terse translator is terse throughout a long paragraph), the
ratio must be out of bounds as well. Lengths are counted in English letters; the constants were measured on
published translations of news, documentation and interviews in the three languages. It fails on short
texts, which it leaves alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from workbench.checks.pair import Pair
from workbench.findings import N_, Finding, Severity
from workbench.text.segments import Kind

_SHORT = N_("The translation is very short for its source: %(share)s %% of the usual length.")
_LONG = N_("The translation is very long for its source: %(share)s %% of the usual length.")

# Where the blocks of Chinese characters and fullwidth marks begin (CJK Radicals Supplement).
_NARROW = re.compile(r"[^\u2e80-\U0010ffff]+")
# One Chinese character, fullwidth marks included, says as much as so many English letters (measured: 3.0 to
# 3.8).
_LETTERS_PER_CHARACTER = 3.4
# Spanish takes so many letters where English takes one.
_SPANISH = 1.13
# Variance per letter, and the ratio that published translations do not exceed: with Chinese, without Chinese.
_VARIANCE = {True: 5.3, False: 2.1}
_RATIO = {True: 1.8, False: 1.55}
_DEVIATIONS = 3.5
_SET = frozenset({Kind.CODE, Kind.RULE, Kind.TABLE_CELL})


class Length:
    """The target is much shorter or longer than its source makes one expect."""

    id = "length"
    severity = Severity.WARNING
    description = N_("Length: a translation much shorter or longer than usual.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Compare the lengths of what readers see."""
        if pair.kind in _SET or not pair.source or pair.source_locale.language == pair.target_locale.language:
            return
        wanted = _letters(pair.said.text, pair.source_locale.language)
        given = _letters(pair.seen.text, pair.target_locale.language)
        chinese = pair.source_locale.is_chinese or pair.target_locale.is_chinese
        spread = math.sqrt(_VARIANCE[chinese] * (wanted + given) / 2)
        if abs(given - wanted) <= _DEVIATIONS * spread:
            return
        if max(wanted, given) <= _RATIO[chinese] * min(wanted, given):
            return
        share = f"{100 * given / wanted:.0f}" if wanted else "∞"
        yield Finding(self.id, self.severity, _SHORT if given < wanted else _LONG, {"share": share})


def _letters(text: str, language: str) -> float:
    """Give a length in English letters."""
    wide = 0 if text.isascii() else len(_NARROW.sub("", text))
    narrow = len(text) - wide
    return wide * _LETTERS_PER_CHARACTER + (narrow / _SPANISH if language == "es" else narrow)
