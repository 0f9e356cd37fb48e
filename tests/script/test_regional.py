"""Words of a region are offered and not put in."""

from __future__ import annotations

import pytest

from workbench.script import Converter, NoConversion, region_words
from workbench.script.regional import table


def found(text: str, to_tag: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(word.word, word.forms) for word in region_words(text, to_tag)]


def test_each_region_has_its_own_word():
    """A Taiwan reader rides a 計程車 and a Hong Kong reader a 的士."""
    assert found("出租车", "zh-Hant-TW") == [("出租车", ("計程車",))]
    assert found("出租车", "zh-Hant-HK") == [("出租车", ("的士",))]
    assert found("出租车", "zh-Hant") == []


def test_a_word_inside_another_word_is_left_alone():
    """打的 is a ride in 打的去 and none in 打的电话; a nerve network is no internet."""
    assert found("她打的电话", "zh-Hant-TW") == []
    assert [word for word, _ in found("神经网络和网络", "zh-Hant-TW")] == ["网络"]


@pytest.mark.parametrize("text", ["法律程序", "政府文件", "少数组织", "勇敢的士兵", "历史进程"])
def test_words_with_another_meaning_in_most_texts_are_not_in_the_table(text):
    """OpenCC's own vocabulary makes nonsense of each of these."""
    assert found(text, "zh-Hant-TW") == []


def test_words_are_put_in_only_by_who_asks():
    """A term of the glossary still wins."""
    asked = Converter("zh-Hans", "zh-Hant-TW", region_words=True, terms=[("软件", "軟件")])

    assert Converter("zh-Hans", "zh-Hant-TW").convert("出租车软件") == "出租車軟件"
    assert asked.convert("出租车软件") == "計程車軟件"


def test_only_chinese_has_regions():
    """A wrong tag must not pass silently."""
    with pytest.raises(NoConversion):
        region_words("出租车", "es")


@pytest.mark.parametrize("target", ["Hant-TW", "Hant-HK"])
def test_every_word_is_in_the_table_once(target):
    """Of two rows one would never be used."""
    words = [entry.word for entry in table(target)]

    assert len(words) == len(set(words))
