"""Fold characters so that spellings of one word compare as equal; the length of a text never changes.

Chinese is folded to Simplified characters by the tables of OpenCC. Many Traditional characters share one
Simplified form, so the fold is safe for comparing and useless for converting: 后 stands for 後 and 后.
Width is folded as in NFKC, middle dots of all kinds to one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import resources

HAN = r"\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
MIDDLE_DOTS = "·•‧∙⋅・･●᛫"
_ACUTE = str.maketrans("áéíóúü", "aeiouu")
_is_han = re.compile(f"[{HAN}]")


@cache
def phrases() -> tuple[str, ...]:
    """Simplified words and phrases of OpenCC's dictionary, longest 14 characters; about 49,000."""
    return tuple(_column("STPhrases.txt"))


def _column(name: str) -> list[str]:
    return [key for key, _ in _pairs(name)]


def _pairs(name: str) -> list[tuple[str, str]]:
    """Read a table of OpenCC: a key, a tab, and its renderings, the usual one first."""
    text = resources.files("opencc").joinpath("dictionary", name).read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if "\t" in line)
    return [(pair[0], pair[1].split(" ")[0]) for pair in pairs]


@cache
def chinese_table() -> dict[int, str]:
    """Map Traditional and regional characters to Simplified ones, dots to one, Latin letters to small plain ones."""
    table = {ord(traditional): simplified for traditional, simplified in _pairs("TSCharacters.txt")}
    for name in ("TWVariants.txt", "HKVariants.txt"):
        for standard, regional in _pairs(name):
            table.setdefault(ord(regional), table.get(ord(standard), standard))
    # 著 is written for 着 in Taiwan, and 臺 and 裏 have two Traditional spellings each: all of them fold alike.
    table |= {ord("著"): "着", ord("妳"): "你", ord("祂"): "他"}
    table |= {ord(dot): "·" for dot in MIDDLE_DOTS}
    table |= {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
    table |= {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    return {code: folded for code, folded in table.items() if len(folded) == 1}


def fold_chinese(text: str) -> str:
    """Fold script, width, dots and the case of Latin letters; offsets stay what they were."""
    return text.translate(chinese_table())


def fold_word(word: str) -> str:
    """Fold width and case of a word written in letters, and drop the apostrophe of a possessive."""
    if not word.isascii():
        word = unicodedata.normalize("NFKC", word).replace("’", "'")
    folded = word.casefold()
    return folded[:-2] if folded.endswith("'s") else folded


def without_accents(word: str) -> str:
    """Take the acute accents of Spanish off, and the diaeresis; ñ is a letter of its own and stays."""
    return word.translate(_ACUTE)


def has_han(text: str) -> bool:
    """Whether a Chinese character stands in the text."""
    return _is_han.search(text) is not None
