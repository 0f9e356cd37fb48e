"""One side of an alignment, made ready for the cues.

Texts are compared in Unicode's compatibility form (NFKC: full-width digits and punctuation become plain
ones), and Chinese in Simplified characters, one for one, by the character table of OpenCC. A character that
has several simplified forms gets the first: enough to compare texts, not to publish them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

from workbench.languages import Locale, parse

HAN = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
HAN_RUN = re.compile(r"[\u3400-\u9fff]+")  # the rarer characters beyond are in no list of words
_WORD = re.compile(r"[^\W\d_]+(?:['’·-][^\W\d_]+)*|\w+")
_ACCENTS = re.compile(r"[\u0300-\u036f]")


@dataclass(frozen=True)
class Side:
    """The paragraphs of one text.

    Attributes:
        locale: what they are written in.
        raw: the paragraphs as given.
        texts: the same in NFKC, Chinese in Simplified characters.
        kinds: what an importer knows of each (`heading`, `list-item` …), or None.
    """

    locale: Locale
    raw: tuple[str, ...]
    texts: tuple[str, ...]
    kinds: tuple[str, ...] | None = None

    @cached_property
    def words(self) -> list[list[str]]:
        """The words of each paragraph of a text in a spaced script."""
        return [words(text) for text in self.texts]

    @cached_property
    def smalls(self) -> dict[str, str]:
        """Every word of a text in a spaced script, in small letters and without accents."""
        return {word: plain(word) for word in set().union(*self.words)}

    @cached_property
    def stretches(self) -> list[set[str]]:
        """All stretches of two to four Chinese characters in each paragraph: whatever may be a word."""
        return [set().union(*map(_stretches, HAN_RUN.findall(text))) for text in self.texts]

    def __len__(self) -> int:
        return len(self.raw)


def _stretches(run: str) -> set[str]:
    found: set[str] = set()
    longer: Sequence[str] = run
    for size in (1, 2, 3):
        longer = list(map(str.__add__, longer, run[size:]))
        found.update(longer)
    return found


def prepare(texts: Sequence[str], tag: str, kinds: Sequence[str] | None = None) -> Side:
    """Make one side ready; `tag` is its BCP 47 tag.

    Raises:
        UnknownLocale: the workbench does not work in this locale.
    """
    locale = parse(tag)
    normal = tuple(unicodedata.normalize("NFKC", text) for text in texts)
    if locale.is_chinese:
        normal = tuple(text.translate(_simplified()) for text in normal)
    return Side(locale, tuple(texts), normal, None if kinds is None else tuple(map(str, kinds)))


def words(text: str) -> list[str]:
    """List the words of a text in a spaced script, as written."""
    return _WORD.findall(text)


def plain(word: str) -> str:
    """Give a word in small letters and without accents."""
    if word.isascii():
        return word.lower()
    return _ACCENTS.sub("", unicodedata.normalize("NFD", word.casefold()))


@cache
def _simplified() -> dict[int, int]:
    table = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text("utf-8")
    pairs = (line.split("\t") for line in table.splitlines() if "\t" in line)
    return {ord(old): ord(new.split()[0]) for old, new in pairs if len(old) == 1}
