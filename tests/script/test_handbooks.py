"""Technical handbooks: much markup, code, and words of computing beside words of one character."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.script import Converter
from workbench.script.fences import fenced

HANDBOOK = (Path(__file__).parent / "data" / "handbook.md").read_text(encoding="utf-8")
TAGS = ["zh-Hant", "zh-Hant-TW", "zh-Hant-HK"]


@pytest.mark.parametrize("tag", TAGS)
def test_a_handbook_comes_back_as_it_went(tag):
    """Help texts are corrected by readers of the derived edition, too."""
    derived = Converter("zh-Hans", tag).convert(HANDBOOK)

    assert Converter(tag, "zh-Hans").convert(derived) == HANDBOOK


@pytest.mark.parametrize("tag", TAGS)
def test_what_a_machine_reads_stays_as_it_is(tag):
    """A program with another character in it does something else."""
    derived = Converter("zh-Hans", tag).convert(HANDBOOK)

    assert len(derived) == len(HANDBOOK)
    for start, end in fenced(HANDBOOK):
        assert derived[start:end] == HANDBOOK[start:end]
    for code in ("`发布()`", "`标题:水库 | 标题:大坝`", "<code>空值</code>", "(appendix.html#复制数据)", "{{听不清}}"):
        assert code in derived


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize(
    "text",
    [
        "对于单元格",
        "位于伦敦",
        "忠于穆斯林",
        "说明覆盖率",
        "显示覆盖",
        "重叠覆盖",
        "象征声音",
        "转身分别",
        "思想像水",
        "锻炼形成",
        "饼干道路",
        "跟着作节点",
        "存在着名为",
        "意味着志愿",
        "返回复数",
        "请复制文件",
        "标签字体",
        "用户名表格",
        "他的昵称",
        "征调",
    ],
)
def test_words_are_cut_at_the_same_places_on_both_ways(tag, text):
    """The phrases of the way back are rare words and names, which many common words form together by chance."""
    assert Converter(tag, "zh-Hans").convert(Converter("zh-Hans", tag).convert(text)) == text


def test_what_a_converter_spelled_wrongly_is_understood():
    """Traditional text from elsewhere has 瞭 for every 了; who watches still does."""
    back = Converter("zh-Hant-TW", "zh-Hans")

    assert back.convert("聲明瞭變數，在瞭望塔上瞭解") == "声明了变数，在瞭望塔上了解"
