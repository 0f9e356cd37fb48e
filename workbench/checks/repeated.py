"""Words that stand twice in a row by mistake: the the, que que, 我们我们, 的的.

Chinese doubles verbs, adjectives and measure words on purpose (看看, 讨论讨论, 人人, 一个一个), and one
word may end with the character that the next begins with (目的的, 为了了解). So only words that are never
doubled count, and among single characters only those around which no such word is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.checks.pair import Pair
from workbench.findings import N_, Finding, Severity
from workbench.text.characters import HAN

_TWICE = N_("%(word)s stands here twice.")

_LATIN = re.compile(r"\b([^\W\d_]++)[ \u00a0\n]++\1\b", re.IGNORECASE)
# What English and Spanish double on purpose, or where two words of one spelling meet.
_LATIN_DOUBLES = {
    "en": "had that very so many no ha bye now there is really long far big bla blah hear chop tut",
    "es": "muy casi luego poco nada no sí ya ja tan bla así todo mucho sobre para nos",
}
_ALLOWED = {language: frozenset(words.split()) for language, words in _LATIN_DOUBLES.items()}

_CHINESE_WORDS = (
    "我们|你们|他们|她们|它们|咱们|自己|因为|所以|但是|而且|如果|虽然|然而"
    "|因此|以及|或者|并且|不过|关于|对于|由于|为了|通过|根据|按照|随着"
    "|我們|你們|他們|她們|它們|咱們|因爲|因為|雖然|並且|不過|關於|對於|由於|爲了|為了|通過|根據|隨著"
)
# Characters that are not doubled within a word, with those before and behind them that make two words meet.
_CHINESE_SINGLES = {
    "的": ("目标標端有靶的", "确確士当當"),
    "在": ("存现現正实實自所潜潛内內好旨", "于於乎在校场場座线線"),
    "和": ("共温溫饱飽总總平缓緩调調柔祥谐諧中议議", "平谐諧睦解好气氣约約服"),
    "被": ("棉", "动動告迫子害"),
    "把": ("一两兩几幾大火", "握关關手柄戏戲"),
    "与": ("参给赋付", "会其否"),
    "與": ("參給賦付", "會其否"),
    "从": ("服听顺随跟无", "而来事前此容未"),
    "從": ("服聽順隨跟無", "而來事前此容未"),
    "而": ("然从從因反进進继繼幸时時俄", "且已后後立"),
    "我": ("自", "国國们們方军軍家"),
    "他": ("其吉", "们們人乡鄉国國"),
    "这": ("", ""),
    "這": ("", ""),
}
_SINGLE = re.compile(f"([{''.join(_CHINESE_SINGLES)}])\\1")
_DOUBLE_WORD = re.compile(f"({_CHINESE_WORDS})\\1")
# Four characters and more are a phrase; no reduplication is that long.
_PHRASE = re.compile(rf"([{HAN}]{{4,20}})\1")


class RepeatedWords:
    """A word or phrase was written twice."""

    id = "repeated-words"
    severity = Severity.WARNING
    description = N_("Words that were written twice in a row.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Leave alone what the source repeats as well."""
        text = pair.seen.text
        if pair.target_locale.is_chinese:
            for pattern in (_SINGLE, _DOUBLE_WORD, _PHRASE):
                for found in pattern.finditer(text):
                    if not _is_meeting(text, found) and found.group() not in pair.said.text:
                        yield self._finding(pair, found)
            return
        doubles = _ALLOWED.get(pair.target_locale.language, frozenset())
        for found in _LATIN.finditer(text):
            word = found[1]
            is_name = found.group() in pair.said.text
            if word.casefold() not in doubles and not is_name and not _LATIN.search(pair.said.text):
                yield self._finding(pair, found)

    def _finding(self, pair: Pair, found: re.Match[str]) -> Finding:
        start, end = pair.seen.span(*found.span())
        whole = pair.target[start:end] == found.group()
        return Finding(
            self.id,
            self.severity,
            _TWICE,
            {"word": found[1]},
            span=(start, end),
            found=found.group(),
            replacement=found[1] if whole else None,
        )


def _is_meeting(text: str, found: re.Match[str]) -> bool:
    """Tell whether the doubled character ends one word and begins the next."""
    before, behind = _CHINESE_SINGLES.get(found[1], ("", ""))
    start, end = found.span()
    return (start > 0 and text[start - 1] in before) or (end < len(text) and text[end] in behind)
