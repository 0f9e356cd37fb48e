"""Bring texts that say the same to the same characters, before the memory compares or indexes them.

Both scripts of Chinese are one language here, so that a Traditional text finds what was translated from a
Simplified one. The fold is made character by character with the table of OpenCC (TSCharacters), always
taking its first choice. That is no conversion for readers: 乾 becomes 干 everywhere. It only has to be the
same on both sides of a comparison. `script` holds the real converter; engines do not know each other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources

from workbench.languages import parse

# Quotation marks and apostrophes differ by region and by keyboard, not by what a sentence says.
_QUOTES = {"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'"}
_CORNERS = {"「": '"', "」": '"', "『": "'", "』": "'"}


@cache
def simplified() -> Mapping[int, str]:
    """Give the table for `str.translate` that turns Traditional characters into Simplified ones."""
    text = resources.files("opencc").joinpath("dictionary", "TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if "\t" in line)
    table = {ord(old): new.split()[0] for old, new in pairs if len(old) == 1 and new.split()[0] != old}
    # Taiwan and Hong Kong write 著 where Simplified text has 着; the table keeps them apart for 著名.
    return {**table, ord("著"): "着"}


@cache
def _chinese() -> dict[int, str]:
    """What one pass over a Chinese text replaces."""
    return {**str.maketrans(_QUOTES | _CORNERS), **simplified()}


def normalise(text: str, locale: str) -> str:
    """Give the text as the memory compares it.

    NFC, one space for any white space, none at the ends, straight quotation marks; Chinese in Simplified
    characters. Case and all other punctuation stay: they are differences that a translator must see.

    Raises:
        UnknownLocale: `locale` is none of the workbench's.
    """
    chinese = parse(locale).is_chinese
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if text.isascii():
        return text
    if chinese:
        return text.translate(_chinese())
    # A pass for each mark takes a tenth of the time of one pass over all characters.
    for mark, straight in _QUOTES.items():
        text = text.replace(mark, straight)
    return text
