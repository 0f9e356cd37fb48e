"""Our own layer: words that were cut at the wrong place, names, words in context."""

from __future__ import annotations

import pytest

from workbench.script import Converter
from workbench.script.corrections import words
from workbench.script.rules import rules

TAIWAN = Converter("zh-Hans", "zh-Hant-TW")


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("蒸汽机被发明以后", "蒸汽機被發明以後"),
        ("他不愿去干涉邻居", "他不願去干涉鄰居"),
        ("答案是只有一个", "答案是只有一個"),
        ("编译器对表达式求值", "編譯器對表達式求值"),
        ("共有三百人参加", "共有三百人參加"),
        ("手册演示了如何修水泵", "手冊演示了如何修水泵"),
        ("局面变得更复杂", "局面變得更複雜"),
        ("书店和印刷社合并", "書店和印刷社合併"),
        ("火箭垂直发射", "火箭垂直發射"),
        ("作坊参与制造农具", "作坊參與製造農具"),
    ],
)
def test_a_text_is_cut_into_the_words_that_it_has(source, target):
    """The longest phrase from the left is not always a word: 被发 is one, but not in 被发明."""
    assert TAIWAN.convert(source) == target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("国家具有主权", "國家具有主權"),
        ("机器制度化", "機器制度化"),
        ("若干草原", "若干草原"),
        ("这里希望大家安静", "這裡希望大家安靜"),
        ("十分干脆", "十分乾脆"),
        ("作者注意到", "作者注意到"),
        ("民国历史", "民國歷史"),
        ("一块面积很大的地", "一塊面積很大的地"),
        ("第七出现场", "第七出現場"),
        ("计划小船", "計劃小船"),
        ("关联系统", "關聯系統"),
        ("船员驾舰只能向北", "船員駕艦只能向北"),
    ],
)
def test_no_word_of_ours_reaches_into_its_neighbours(source, target):
    """A short word of ours can be cut out of two common ones; these were found by joining common words in pairs."""
    assert TAIWAN.convert(source) == target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("余力不足", "餘力不足"),
        ("余姚在浙江", "餘姚在浙江"),
        ("余项可以忽略", "餘項可以忽略"),
        ("余建国拒绝回答", "余建國拒絕回答"),
        ("钟鼎上的铭文", "鐘鼎上的銘文"),
        ("钟建国来了", "鍾建國來了"),
    ],
)
def test_a_word_goes_before_the_guess_at_a_surname(source, target):
    """At the start of a clause nearly anything may be a name, unless the dictionary knows it as a word."""
    assert TAIWAN.convert(source) == target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("企畫案", "企划案"),
        ("這筆帳在帳篷裡算", "这笔账在帐篷里算"),
        ("甚麼都沒有，祇有一條路", "什么都没有，只有一条路"),
        ("他揹著書包，談論著論著", "他背着书包，谈论着论著"),
        ("她編著籃子，他編著字典", "她编着篮子，他编著字典"),
        ("看著文件，夾雜著作業的聲音", "看着文件，夹杂着作业的声音"),
        ("主管的批覆與公司的覆函", "主管的批复与公司的复函"),
    ],
)
@pytest.mark.parametrize("tag", ["zh-Hant-TW", "zh-Hant-HK", "zh-Hant"])
def test_the_way_back_knows_the_spellings_of_the_mainland(tag, source, target):
    """Many people in Hong Kong write 著, too, so the way back is the same from everywhere."""
    assert Converter(tag, "zh-Hans").convert(source) == target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("于女士开了门。", "于女士開了門。"),
        ("请于老师讲话。", "請于老師講話。"),
        ("对于老师的意见", "對於老師的意見"),
        ("余女士和范师傅", "余女士和范師傅"),
        ("其余代表没有来", "其餘代表沒有來"),
        ("二十余代表到会", "二十餘代表到會"),
        ("劳动模范代表", "勞動模範代表"),
        ("钟医生迟到了五分钟", "鍾醫生遲到了五分鐘"),
        ("姜大姐切生姜", "姜大姐切生薑"),
        ("他姓范，不姓余。", "他姓范，不姓余。"),
    ],
)
def test_a_surname_keeps_its_form_before_a_title(source, target):
    """These surnames are words too, with another form."""
    assert TAIWAN.convert(source) == target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("记者钟建国到了", "記者鍾建國到了"),
        ("钟家住在村口", "鍾家住在村口"),
        ("钟响了三下", "鐘響了三下"),
        ("矿工于宝山说完了", "礦工于寶山說完了"),
        ("工人于昨天复工", "工人於昨天復工"),
        ("有一个叫余立的人", "有一個叫余立的人"),
        ("余款已经付清", "餘款已經付清"),
        ("作家范文和读者见面", "作家范文和讀者見面"),
    ],
)
def test_a_surname_keeps_its_form_after_an_occupation_and_at_the_start_of_a_clause(source, target):
    """A person is not always named with a title; the same characters begin common words."""
    assert TAIWAN.convert(source) == target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("大家一起干一杯", "大家一起乾一杯"),
        ("墙上的标语还没有干", "牆上的標語還沒有乾"),
        ("树叶干了", "樹葉乾了"),
        ("我的活还没干", "我的活還沒幹"),
        ("鸭子在河里游", "鴨子在河裡游"),
        ("他在河里游览", "他在河裡遊覽"),
        ("她点了番茄面和馄饨面", "她點了番茄麵和餛飩麵"),
        ("肌肉面积", "肌肉面積"),
        ("苹果干和芒果干", "蘋果乾和芒果乾"),
        ("如果干得好", "如果幹得好"),
        ("一只只小船", "一隻隻小船"),
        ("一只只剩下骨头的鸡", "一隻只剩下骨頭的雞"),
        ("水柱冲散了人群", "水柱沖散了人群"),
        ("皇帝和后都来了", "皇帝和后都來了"),
        ("皇帝和后来的人", "皇帝和後來的人"),
        ("一出荒诞剧", "一齣荒誕劇"),
        ("一出剧院就下雨", "一出劇院就下雨"),
    ],
)
def test_the_neighbours_tell_which_word_is_meant(source, target):
    """A character that is a word of its own has no phrase to decide for it."""
    assert TAIWAN.convert(source) == target


def test_what_the_dictionary_left_simplified_is_mended():
    """Some phrases of the package have a Simplified character in their value."""
    assert TAIWAN.convert("北马里亚纳的肥皂剧") == "北馬里亞納的肥皂劇"


@pytest.mark.parametrize(
    ("source", "target"),
    [("他抬起頭", "他抬起头"), ("慰藉", "慰藉"), ("專著與論著", "专著与论著"), ("座標", "坐标"), ("想像", "想象")],
)
def test_the_way_back_gives_the_words_of_the_mainland(source, target):
    """The dictionary keeps some forms on the way back, or takes them for others."""
    assert Converter("zh-Hant-TW", "zh-Hans").convert(source) == target


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("喂，你找谁？", "喂，你找誰？"),
        ("她每天喂鸽子。", "她每天餵鴿子。"),
        ("孩子很困了。", "孩子很睏了。"),
        ("这件事很困难。", "這件事很困難。"),
        ("院里养了五十只鸭子。", "院裡養了五十隻鴨子。"),
        ("这只能算开头。", "這只能算開頭。"),
        ("门口不准停车。", "門口不准停車。"),
        ("这钟走得不准。", "這鐘走得不準。"),
        ("走了二十里山路", "走了二十里山路"),
        ("仓库里没有人", "倉庫裡沒有人"),
        ("这出喜剧演了两周。", "這齣喜劇演了兩週。"),
        ("毛巾还没干。", "毛巾還沒乾。"),
        ("把绳子系在门上", "把繩子繫在門上"),
        ("俗语云：众人拾柴火焰高", "俗語云：眾人拾柴火焰高"),
    ],
)
def test_neighbours_tell_the_form(source, target):
    """Some characters need more than a word: what is counted, what stands before, whether the clause ends."""
    assert TAIWAN.convert(source) == target


@pytest.mark.parametrize("word", ["法律程序", "政府文件", "少数组织", "软件", "出租车"])
def test_regional_vocabulary_stays(word):
    """A word for another word is a translator's decision; a converter that guesses ruins political texts."""
    converted = TAIWAN.convert(word)

    assert Converter("zh-Hant-TW", "zh-Hans").convert(converted) == word


@pytest.mark.parametrize("table", ["s2t", "t2s"])
def test_every_correction_has_a_reason_and_holds_its_character(table):
    """A row without a reason cannot be judged later; one without its character does nothing."""
    for entry in words(table):
        assert entry.reason.strip()
        assert entry.character in entry.word
    for character, known in rules(table).items():
        assert all(rule.reason.strip() and rule.character == character for rule in known)


@pytest.mark.parametrize(
    ("source_tag", "target_tag", "source", "target"),
    [
        ("zh-Hans", "zh-Hant", "里面的群众", "裏面的羣衆"),
        ("zh-Hans-CN", "zh-Hant-HK", "她说家里没人", "她説家裏沒人"),
        ("zh-Hant", "zh-Hant-TW", "裏面的羣衆", "裡面的群眾"),
        ("zh-Hant-TW", "zh-Hant", "裡面的群眾", "裏面的羣衆"),
        ("zh-Hant-TW", "zh-Hant-HK", "心裡的線", "心裏的線"),
        ("zh-Hant-HK", "zh-Hant-TW", "心裏的線", "心裡的線"),
        ("zh-Hant", "zh-Hans", "她看著餅乾", "她看着饼干"),
        ("zh-Hant-HK", "zh-Hans", "裏面的説明", "里面的说明"),
        ("zh-Hant-TW", "zh-Hans", "乾隆年間的帳本", "乾隆年间的账本"),
    ],
)
def test_every_direction_leads_to_its_region(source_tag, target_tag, source, target):
    """Taiwan and Hong Kong print other forms than OpenCC's own standard, each its own."""
    assert Converter(source_tag, target_tag).convert(source) == target
