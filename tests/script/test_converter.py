"""What a conversion touches and what it leaves alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workbench.languages import UnknownLocale
from workbench.script import BadTerm, Converter, NoConversion, detect

TAIWAN = Converter("zh-Hans", "zh-Hant-TW")
BACK = Converter("zh-Hant-TW", "zh-Hans")

PROSE = st.text(alphabet="工会干部发头面里只后台于余范的了在是不说“”‘’，。、\n 关龙门车书学", max_size=40)
# Quotations inside of quotations, in marks of either family.
NESTED = st.recursive(
    st.just("开会"),
    lambda inner: st.builds(
        lambda pair, text: f"{pair[0]}甲{text}乙{pair[1]}", st.sampled_from(["“”", "‘’", "「」", "『』"]), inner
    ),
)
PROTECTED = st.sampled_from(
    [
        "`发 里`",
        "https://example.org/发布/后台",
        "li.fa@example.org",
        "{{发布}}",
        "{{keep}}头发{{/keep}}",
        "%(name)s",
        "{name}",
        "<https://example.org/里>",
        "⿰虫风",
        "发\ufe00",
        "\uf900",
        "𠮷",
        "12,5 km",
    ]
)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("运行 `git 发布` 命令", "運行 `git 发布` 命令"),
        ("见[发布页](https://example.org/发布)。", "見[發佈頁](https://example.org/发布)。"),
        ("见https://example.org/发布 一页", "見https://example.org/发布 一頁"),
        ("![头发](图/发.png)", "![頭髮](图/发.png)"),
        ("写给 fa发@example.org", "寫給 fa發@example.org"),
        ("{{keep}}干部{{/keep}}和干部", "{{keep}}干部{{/keep}}和幹部"),
        ("共{数量}页", "共{数量}頁"),
        ("```sh\n# 后面\n\n发布\n```\n后面", "```sh\n# 后面\n\n发布\n```\n後面"),
        ("- 发布：\n\n  ~~~\n  发布\n\n  ~~~~\n\n- 后面", "- 發佈：\n\n  ~~~\n  发布\n\n  ~~~~\n\n- 後面"),
        ("{{keep}}发布\n\n```\n发布\n\n```\n{{/keep}}后面", "{{keep}}发布\n\n```\n发布\n\n```\n{{/keep}}後面"),
        ("```\n后面\n\n没有关上", "```\n後面\n\n沒有關上"),
        ("返回<code>空</code>或<code>发</code>", "返回<code>空</code>或<code>发</code>"),
        ("⿰虫风与风", "⿰虫风與風"),
        ("剑\ufe00与剑", "剑\ufe00與劍"),
        ("第３条 12 km", "第３條 12 km"),
    ],
)
def test_what_is_no_prose_stays_as_it_is(source, target):
    """A converted link is a broken link."""
    assert TAIWAN.convert(source) == target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("头**发**", "頭**髮**"),
        ("*头*发", "*頭*髮"),
        ("理[^1]发", "理[^1]髮"),
        ("头`x`发", "頭`x`發"),
        ("头\n发", "頭\n發"),
    ],
)
def test_emphasis_does_not_cut_a_word_but_code_and_line_breaks_do(source, target):
    """Emphasis may begin inside a word; whatever stands for a thing of its own ends it."""
    assert TAIWAN.convert(source) == target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("他说：“开会。”", "他說：「開會。」"),
        ("“他说‘开会’。”", "「他說『開會』。」"),
        ("“一‘二“三”’”", "「一『二「三」』」"),
        ("“第一段\n\n“第二段”", "「第一段\n\n「第二段」"),
        ("don’t 与 “rock ’n’ roll”", "don’t 與 「rock ’n’ roll」"),
        ("“don’t 说”", "「don’t 說」"),
        ("“他说「开会」”", "「他說『開會』」"),
        ("「他说“开会”」", "「他說『開會』」"),
        ("『他说“开会”』", "『他說「開會」』"),
        ("『开会』与“开会”", "『開會』與「開會」"),
        ("「是起，“开会”", "「是起，「開會」"),
    ],
)
def test_quotation_marks_follow_the_region(source, target):
    """The mark tells the depth; an apostrophe is none, and each paragraph starts anew."""
    assert TAIWAN.convert(source) == target


def test_quotation_marks_find_their_way_back():
    """Readers of the Simplified edition of a Taiwan text want their own marks."""
    assert BACK.convert("「他說『開會』。」") == "“他说‘开会’。”"
    assert BACK.convert("「他說“開會”。」") == "“他说‘开会’。”"


@given(NESTED)
def test_a_quotation_never_stands_in_another_with_the_same_marks(inner):
    """Nobody could tell where it ends; the writers of one text use curly marks and corner brackets alike."""
    result = TAIWAN.convert(f"“说{inner}”")
    marks = [mark for mark in result if mark in "「『』」"]

    assert not set(result) & set("“‘’”")
    assert marks[: len(marks) // 2] == (["「", "『"] * len(marks))[: len(marks) // 2]


def test_terms_win_over_everything_and_the_longest_first():
    """A name in the glossary is settled; the dictionary has no say in it."""
    converter = Converter(
        "zh-Hans", "zh-Hant-TW", terms=[("云里", "云里"), ("云里镇公所", "雲里鎮公所"), ("软件", "軟體")]
    )

    assert converter.convert("云里的软件在云里镇公所") == "云里的軟體在雲里鎮公所"


def test_a_term_ends_the_words_beside_it():
    """What follows a name is no part of a word with it."""
    assert Converter("zh-Hans", "zh-Hant-TW", terms=[("头", "頭")]).convert("头发") == "頭發"


def test_wordings_to_keep_are_kept():
    """A quotation in the other script is marked by the translator."""
    assert Converter("zh-Hans", "zh-Hant-TW", keep=["党内"]).convert("党内，党外") == "党内，黨外"


def test_offsets_follow_terms_of_another_length():
    """Findings and marks move along with the text."""
    result = Converter("zh-Hans", "zh-Hant-TW", terms=[("的士", "計程車")]).convert_with_choices("叫的士发车")

    assert result.text == "叫計程車發車"
    assert [result.to_target(at) for at in range(6)] == [0, 1, 2, 4, 5, 6]
    assert result.to_source(4) == 3


def test_code_does_not_tell_the_script_of_a_text():
    """The remarks in a program are no prose: its Traditional text is to be converted all the same."""
    assert BACK.convert("執行 `为这个变量设值` 之後") == "执行 `为这个变量设值` 之后"
    assert BACK.convert_with_choices("執行 `为这个变量设值` 之後").text == "执行 `为这个变量设值` 之后"


def test_a_text_in_the_target_script_is_not_touched():
    """Converting what needs no conversion can only do harm; the result says so."""
    result = TAIWAN.convert_with_choices("後來他的頭髮乾了，“里”字沒改。")

    assert result.unchanged
    assert result.text == "後來他的頭髮乾了，“里”字沒改。"


def test_only_chinese_has_another_script():
    """Spanish has none; a wrong tag must not pass silently."""
    with pytest.raises(NoConversion):
        Converter("es", "zh-Hant")
    with pytest.raises(UnknownLocale):
        Converter("zh-Hans", "xx")


def test_an_empty_term_is_refused():
    """It would match everywhere."""
    with pytest.raises(BadTerm):
        Converter("zh-Hans", "zh-Hant", terms=[("", "甲")])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(PROSE, PROTECTED), max_size=4), PROSE)
def test_protected_stretches_come_out_as_they_went_in(parts, tail):
    """Whatever stands around them."""
    text = "".join(f"龙{prose} {kept} " for prose, kept in parts) + tail
    converted = TAIWAN.convert(text)
    at = 0
    for _, kept in parts:
        at = converted.index(kept, at) + len(kept)


@settings(max_examples=150, deadline=None)
@given(st.one_of(PROSE, st.text(max_size=30)), st.sampled_from([TAIWAN, BACK]))
def test_converting_twice_is_converting_once(text, converter):
    """A derived text may be derived again by mistake; what could be in either script, nobody can tell apart."""
    once = converter.convert(text)
    assume(detect(once).script != "either")

    assert converter.convert(once) == once


@settings(max_examples=150, deadline=None)
@given(st.one_of(PROSE, st.text(max_size=30)))
def test_offsets_never_run_backwards(text):
    """Both ends are fixed and every place in between has one."""
    converter = Converter("zh-Hans", "zh-Hant-TW", terms=[("工会", "工人協會"), ("干部", "幹")])
    result = converter.convert_with_choices(text)
    places = [result.to_target(at) for at in range(len(text) + 1)]

    assert places == sorted(places)
    assert places[0] == 0
    assert places[-1] == len(result.text)
    assert converter.convert(text) == result.text
    for choice in result.choices:
        assert result.text[slice(*choice.target_span)] == choice.chosen


def test_threads_share_a_converter():
    """The package itself changes shared state while it converts."""
    texts = [f"第{number}名干部在后台发言，头发全白了。" for number in range(200)]
    expected = [TAIWAN.convert(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(Converter("zh-Hans", "zh-Hant-TW").convert, texts)) == expected
