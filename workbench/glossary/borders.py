"""Tell whether a Chinese match lies across the border of two words, as 学生会 does in 大学生会失望.

Method: the cheapest cut of the neighbourhood into words, by dynamic programming over a lexicon; a match is
rejected when a cut that crosses its ends is clearly cheaper than every cut that respects them. The lexicon
is what the installed dictionaries hold (the phrases of OpenCC and of pypinyin), a list of frequent words of
our own, and the terms of the termbase. It fails where the lexicon lacks the crossing word; the match then
stands, and an editor may list the longer word as a term of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources

from workbench.glossary.folding import HAN, fold_chinese, phrases

_NEIGHBOURHOOD = 7
_LONGEST_WORD = 6
# Costs of a word, of a character that often stands alone, and of one that seldom does.
_WORD, _FREE, _BOUND = 1.0, 1.25, 2.2
# Localisers follow any noun: 读书会上 is 读书会 and 上, though 会上 is a word of the dictionaries.
_LOCALISER = 1.05
_LOCALISERS = frozenset("上中里下内外前后间时")
_CLEARLY = 0.15
# Particles, pronouns, prepositions, common verbs, measure words, and the suffixes that follow any noun.
_STANDS_ALONE = frozenset(
    "的了在是我有和就不人都一上也很到说要去你会着没看好自这他她它们与及或而但被把将对从向让使由为以于等个名位"
    "些年月日市省县区国州村镇厂里中下前后内外间时所者性化家式型类级派党军队员长部院会社团再又还"
    "已曾正仅只才更最太想能可应该须得地过给用做作成两三四五六七八九十百千万几每各该此其之并且则因如若虽即跟"
)
_han = re.compile(f"[{HAN}]+")


@cache
def _lexicon() -> frozenset[str]:
    # Imported on first use: pypinyin takes a quarter of a second to load.
    from pypinyin.phrases_dict import phrases_dict

    own = resources.files(__package__).joinpath("chinese_words.txt").read_text(encoding="utf-8")
    words = (*phrases(), *phrases_dict, *own.split())
    return frozenset(word for word in words if 2 <= len(word) <= _LONGEST_WORD)


def _alone(character: str) -> float:
    if character in _LOCALISERS:
        return _LOCALISER
    return _FREE if character in _STANDS_ALONE else _BOUND


class Borders:
    """The judge of Chinese word borders for one termbase; safe between threads."""

    def __init__(self, terms: Iterable[str] = ()) -> None:
        """Take the termbase's own Chinese terms as further words."""
        self._terms = frozenset(fold_chinese(term) for term in terms if 2 <= len(term) <= 2 * _LONGEST_WORD)
        self._cheapest = lru_cache(maxsize=4096)(self._crosses)

    def crossed(self, text: str, start: int, end: int) -> bool:
        """Whether a match lies across a word border.

        Args:
            text: folded text, see `folding.fold_chinese`.
            start: where the match begins.
            end: where it ends.
        """
        left = start
        while left > max(0, start - _NEIGHBOURHOOD) and _han.match(text[left - 1]):
            left -= 1
        right = end
        while right < min(len(text), end + _NEIGHBOURHOOD) and _han.match(text[right]):
            right += 1
        if left == start and right == end:
            return False
        return self._cheapest(text[left:right], start - left, end - left)

    def _crosses(self, text: str, start: int, end: int) -> bool:
        respected = self._cost(text[:start]) + _WORD + self._cost(text[end:])
        return self._cost(text, start, end) + _CLEARLY <= respected

    def _cost(self, text: str, start: int = 0, end: int = 0) -> float:
        """Give the cost of the cheapest cut; words that hold all of a longer match prove nothing against it."""
        lexicon = _lexicon()
        best = [0.0]
        for stop in range(1, len(text) + 1):
            alone = _alone(text[stop - 1])
            cheapest = best[stop - 1] + alone
            for begin in range(max(0, stop - _LONGEST_WORD), stop - 1):
                if best[begin] + _WORD >= cheapest or (
                    end - start > 1 and begin <= start and end <= stop and (begin, stop) != (start, end)
                ):
                    continue
                word = text[begin:stop]
                if (begin, stop) == (start, end) or word in lexicon or word in self._terms:
                    cheapest = best[begin] + _WORD
            best.append(cheapest)
        return best[-1]
