"""Tell whether a Chinese match lies across the border of two words, as 学生会 does in 大学生会失望.

Method: the cheapest cut of the neighbourhood into words, by dynamic programming over a lexicon; a match is
rejected when a cut that crosses its ends is clearly cheaper than every cut that respects them. The lexicon
is what the installed dictionaries hold (the phrases of OpenCC and of pypinyin), a list of frequent words of
our own, and the terms of the termbase. It fails where the lexicon lacks the crossing word; the match then
stands, and an editor may list the longer word as a term of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache, lru_cache
from importlib import resources

from workbench.glossary.folding import phrases

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
Span = tuple[int, int]


@cache
def _lexicon() -> frozenset[str]:
    # Imported on first use: pypinyin takes a quarter of a second to load.
    from pypinyin.phrases_dict import phrases_dict

    own = resources.files(__package__).joinpath("chinese_words.txt").read_text(encoding="utf-8")
    words = (*phrases(), *phrases_dict, *own.split())
    return frozenset(word for word in words if 2 <= len(word) <= _LONGEST_WORD)


@cache
def _pairs() -> frozenset[str]:
    """Give the characters that stand side by side in some word."""
    return frozenset(word[at : at + 2] for word in _lexicon() for at in range(len(word) - 1))


def is_common_word(word: str) -> bool:
    """Whether a dictionary of the general language has a word, folded as `folding.fold_chinese` does."""
    return word in _lexicon()


def _alone(character: str) -> float:
    if character in _LOCALISERS:
        return _LOCALISER
    return _FREE if character in _STANDS_ALONE else _BOUND


class Borders:
    """The judge of Chinese word borders for one termbase; safe between threads."""

    def __init__(self, terms: Collection[str] = ()) -> None:
        """Take the termbase's own Chinese terms, folded, as further words; what can be asked fast is best."""
        self._terms = terms
        self._judged = lru_cache(maxsize=1 << 14)(self._crosses)

    def crossed(self, text: str, start: int, end: int) -> bool:
        """Whether a match lies across a word border.

        Args:
            text: folded text, see `folding.fold_chinese`.
            start: where the match begins.
            end: where it ends.
        """
        # Most matches stop here: no word of the dictionaries has both characters at the border side by side.
        pairs = _pairs()
        if text[start - 1 : start + 1] not in pairs and text[end - 1 : end + 1] not in pairs:
            return False
        left, right = start, end
        while left > 0 and start - left < _NEIGHBOURHOOD and text[left - 1].isalpha():
            left -= 1
        while right < len(text) and right - end < _NEIGHBOURHOOD and text[right].isalpha():
            right += 1
        return self._judged(text[left:right], start - left, end - left)

    def _crosses(self, text: str, start: int, end: int) -> bool:
        words = self._words(text, start, end)
        respected = [word for word in words if not _cuts(word, start) and not _cuts(word, end)]
        return len(respected) < len(words) and _cost(text, words) + _CLEARLY <= _cost(text, respected)

    def _words(self, text: str, start: int, end: int) -> list[Span]:
        """Give the words of a neighbourhood; one that holds all of a longer match proves nothing against it."""
        lexicon, terms = _lexicon(), self._terms
        found = [(start, end)]
        for begin in range(len(text)):
            for stop in range(begin + 2, min(len(text), begin + _LONGEST_WORD) + 1):
                word = text[begin:stop]
                if (word in lexicon or word in terms) and not _holds((begin, stop), start, end):
                    found.append((begin, stop))
        return found


def _holds(word: Span, start: int, end: int) -> bool:
    return end - start > 1 and word[0] <= start and end <= word[1]


def _cuts(word: Span, border: int) -> bool:
    return word[0] < border < word[1]


def _cost(text: str, words: Iterable[Span]) -> float:
    """Give the cost of the cheapest cut into these words and single characters."""
    ending: dict[int, list[int]] = defaultdict(list)
    for begin, stop in words:
        ending[stop].append(begin)
    best = [0.0]
    for stop in range(1, len(text) + 1):
        cheapest = best[-1] + _alone(text[stop - 1])
        for begin in ending.get(stop, ()):
            cheapest = min(cheapest, best[begin] + _WORD)
        best.append(cheapest)
    return best[-1]
