"""Chinese names by their sound: 顾佳悦 against `Gu Jiayue`, 特朗普 against `Trump`.

`Pinyin` compares the readings of neighbouring characters (table of the pypinyin package, one entry a character,
without tones) with capitalised Latin words: right for names out of Chinese in Hanyu Pinyin, not for Cantonese or
Wade-Giles. `Sounds` compares the consonants of foreign names with those of characters that are used to write
foreign names, in the way of Soundex: right for names out of European languages, weak for short ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache

from workbench.alignment.keys import KeySets, no_keys
from workbench.alignment.sides import HAN, Side

_Reader = Callable[[str], set[str]]

_RUN = re.compile(f"[{HAN}]+")
_SHORTEST = 4
_MOST_SYLLABLES = 4
_LONGEST_NAME = 7
_READINGS = 2

# Characters that stand for sounds in foreign names, as in the usual tables of transcription.
_SOUNDS = re.compile(
    "["
    "阿埃艾爱安昂奥澳巴芭白柏拜班邦包保鲍贝本比彼毕宾波伯博勃卜不布查察彻茨慈达大黛戴丹当道德登邓狄迪地蒂丁顿多厄恩尔耳法凡范方菲"
    "费芬丰佛弗福夫富盖甘冈高戈哥歌格葛根贡古瓜圭哈海汉豪赫黑亨洪胡华怀惠霍基吉季加佳嘉贾简杰金津久卡凯坎康考柯科可克肯孔库夸"
    "昆拉莱赖兰朗劳老勒雷蕾里理利莉黎丽列林琳留刘龙隆卢鲁伦罗洛吕马玛迈麦曼芒毛梅门蒙米密敏明莫默姆木穆慕纳娜乃奈南瑙内嫩能尼妮"
    "涅宁纽农努诺欧帕派潘庞培佩彭蓬皮平泼普浦奇齐契恰乔切琴青琼丘屈让热仁日荣茹瑞若撒萨塞赛三桑森沙莎山尚绍舍申圣盛施什史士"
    "舒朔丝斯司思松苏索塔台泰坦汤唐陶特滕提惕廷通图土托陀瓦万旺威韦维卫魏温文沃乌吴武伍西希锡夏香肖歇谢辛兴休雪逊雅亚延扬耶叶伊"
    "依易因尹英永尤于约宰赞泽曾扎詹章珍芝治智兹朱祖佐]{2,}"
)
_CONSONANTS = {
    **dict.fromkeys("bp", "P"), **dict.fromkeys("dt", "T"), **dict.fromkeys("gkqcj", "K"), **dict.fromkeys("szx", "S"),
    **dict.fromkeys("fvw", "F"), **dict.fromkeys("mn", "N"), **dict.fromkeys("lr", "L"), "h": "H",
}  # fmt: skip
_INITIAL = {
    "zh": "K", "ch": "K", "sh": "S", "b": "P", "p": "P", "d": "T", "t": "T", "g": "K", "k": "K", "h": "H", "j": "K",
    "q": "K", "x": "S", "z": "S", "c": "S", "s": "S", "f": "F", "w": "F", "m": "N", "n": "N", "l": "L", "r": "L",
    "y": "",
}  # fmt: skip


class Pinyin:
    """Names out of Chinese."""

    name = "pinyin"
    hit = 0.6
    weight = 0.7

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the capitalised words that some Chinese paragraph may be read as."""
        return _across(source, target, self._latin, self._chinese)

    def _latin(self, small: str) -> str:
        letters = re.sub(r"[^a-z]", "", small)
        return letters if len(letters) >= _SHORTEST else ""

    def _chinese(self, known: set[str]) -> _Reader:
        starts = {word[:end] for word in known for end in range(1, len(word) + 1)}
        begins = cache(lambda character: not starts.isdisjoint(readings(character)))

        def read(text: str) -> set[str]:
            return {
                spelt
                for run in _RUN.findall(text)
                for start, character in enumerate(run)
                if begins(character)
                for spelt in _spellings(run[start : start + _MOST_SYLLABLES], starts, "", 0)
                if spelt in known
            }

        return read


class Sounds:
    """Names out of European languages, written by sound."""

    name = "sounds"
    hit = 0.5
    weight = 0.5

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the consonants of capitalised words that some Chinese paragraph may be read as."""
        return _across(source, target, self._latin, self._chinese)

    def _latin(self, small: str) -> str:
        bones = skeleton(small) if len(small) >= _SHORTEST else ""
        return bones if len(bones) >= 3 else ""

    def _chinese(self, known: set[str]) -> _Reader:
        def read(text: str) -> set[str]:
            return {bones for run in _SOUNDS.findall(text) for bones in _spoken(run) if bones in known}

        return read


def skeleton(word: str) -> str:
    """Reduce a plain Latin word to classes of consonants.

    >>> skeleton("trump"), skeleton("hamilton")
    ('TLNP', 'HNLTN')
    """
    word = re.sub("ph", "f", re.sub("sch|sh|ci(?=[ao])", "s", re.sub("[ck]h", "k", re.sub("th", "t", word))))
    word = re.sub("c(?=[eiy])", "s", re.sub("x", "ks", re.sub("(?<=[aeiou])r?(?=h)|gh|(?<=[aeiou])w", "", word)))
    bones = "".join(_CONSONANTS.get(letter, "") for letter in word)
    return bones[:1] + _squeeze(bones)[1:] if bones else ""


def _squeeze(bones: str) -> str:
    return re.sub(r"(.)\1+", r"\1", bones)


def _spoken(run: str) -> Iterator[str]:
    for start in range(len(run) - 1):
        bones = ""
        for size, character in enumerate(run[start : start + _LONGEST_NAME], 1):
            bones = _squeeze(bones + _bones(character))
            if size > 1:
                yield bones


@cache
def _bones(character: str) -> str:
    syllable = readings(character)[0] if readings(character) else ""
    if syllable == "er":
        return "L"
    found = re.match("zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw]", syllable)
    initial = _INITIAL[found.group()] if found else ""
    return initial + ("N" if syllable.endswith(("n", "ng")) else "")


def _across(
    source: Side, target: Side, latin: Callable[[str], str], chinese: Callable[[set[str]], _Reader]
) -> tuple[KeySets, KeySets]:
    if source.locale.is_chinese == target.locale.is_chinese:
        return no_keys(source, target)
    spaced, unspaced = (target, source) if source.locale.is_chinese else (source, target)
    names = {word: latin(small) for word, small in spaced.smalls.items() if word[0].isupper()}
    words_found = [{names[word] for word in tokens if names.get(word)} for tokens in spaced.words]
    reader = chinese(set().union(*words_found))
    read = [reader(text) for text in unspaced.texts]
    return (read, words_found) if source.locale.is_chinese else (words_found, read)


def _spellings(run: str, starts: set[str], before: str, count: int) -> Iterator[str]:
    if count > 1:
        yield before
    if run:
        for syllable in readings(run[0]):
            if before + syllable in starts:
                yield from _spellings(run[1:], starts, before + syllable, count + 1)


@cache
def readings(character: str) -> tuple[str, ...]:
    """Give the usual pinyin readings of a character without tones, ü as u; none for what is no character."""
    # The table takes a third of a second to load: only texts that need it should pay for it.
    from pypinyin.pinyin_dict import pinyin_dict

    marked = pinyin_dict.get(ord(character), "")
    bare = (re.sub(r"[^a-z]", "", unicodedata.normalize("NFD", reading)) for reading in marked.split(","))
    return tuple(dict.fromkeys(reading for reading in bare if reading))[:_READINGS]
