"""Words of every text: no term begins or ends with one, and most terms hold none.

Pronouns, articles, prepositions, conjunctions, auxiliary and other common verbs, numerals, adverbs of time and degree;
`stop_words.en.txt` and `stop_words.es.txt` hold them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

_PREPOSITIONS = frozenset(["of", "for", "de", "del", "para"])
_ARTICLES = frozenset(["the", "el", "la", "los", "las"])
# Characters with which no Chinese term begins or ends.
CHINESE_EDGES = frozenset(
    "一七三上下不与且两个中为么之九也了二于五些仅从他以们会但你使做八六其再几则到前十即去又及只可各后向吗吧呀呢和啊嘛四因在地多太她如它对将少就已"
    "并应很得想我或所才把时是更曾最有正此每没用的看着等给而能自若虽被要让该说跟过还这那都里须"
)


@cache
def stop_words(language: str) -> frozenset[str]:
    """Give the stop words of English or Spanish, in small letters."""
    text = resources.files(__package__).joinpath(f"stop_words.{language}.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def joins(words: Sequence[str], at: int) -> bool:
    """Whether a stop word may stand inside a term: “right of assembly”, “trabajo de los cuidados”."""
    return words[at] in _PREPOSITIONS or (words[at] in _ARTICLES and words[at - 1] in _PREPOSITIONS)
