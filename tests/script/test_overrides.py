"""Overrides stay where a person put them, or wait for one."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.script import BadOverride, Converter, Override, apply, carry, redundant

TAIWAN = Converter("zh-Hans", "zh-Hant-TW")
BASE = "天亮以后，她把门板卸下来。里面的人说，先把灯点起来。没有人回答，只听见机器的声音。"
SENTENCES = [f"{sentence}。" for sentence in BASE.split("。") if sentence]


def put(text: str, passage: str, chosen: str = "□", *, nth: int = 0) -> Override:
    at = -1
    for _ in range(nth + 1):
        at = text.index(passage, at + 1)
    return Override.at(text, at, at + len(passage), chosen)


@pytest.mark.parametrize(
    "edited",
    [
        f"雾还没有散。{BASE}",
        BASE.replace("。里面", "。钟敲了六下。里面"),
        BASE.removeprefix(SENTENCES[0]),
        BASE.replace("里面的人", "里头的人"),
        BASE.replace("天亮以后", "天亮之后"),
        "".join([SENTENCES[1], SENTENCES[0], SENTENCES[2]]),
        "".join([SENTENCES[0], SENTENCES[2], SENTENCES[1]]),
    ],
)
def test_an_override_follows_its_characters(edited):
    """Whoever edits the base far away, next to them, or moves their sentence, has not changed them."""
    (kept,) = carry(BASE, edited, [put(BASE, "里")]).kept

    assert kept == put(edited, "里")


@pytest.mark.parametrize(
    "edited",
    [
        BASE.replace("里面", "屋内"),
        BASE.replace(SENTENCES[1], ""),
        BASE.replace(SENTENCES[1], "里外都没有人。"),
        BASE.replace(SENTENCES[1], SENTENCES[1] * 2),
    ],
)
def test_an_override_whose_characters_changed_waits(edited):
    """Rewritten, gone, rewritten around them, or doubled beside itself: only a person can tell."""
    override = put(BASE, "里")

    assert carry(BASE, edited, [override]).lost == (override,)


def test_two_sentences_that_read_alike_keep_their_own():
    """The second of two equal sentences goes: its override must not jump to the first."""
    old = "门开了。里面没人。灯亮着。里面没人。雨停了。"
    overrides = [put(old, "里"), put(old, "里", nth=1)]
    carried = carry(old, "门开了。里面没人。灯亮着。雨停了。", overrides)

    assert carried.lost == (overrides[1],)
    assert carried.kept == (overrides[0],)


def test_an_override_that_never_fitted_waits():
    """A stored anchor may belong to another text; it is not searched for."""
    override = Override(3, "后", "亮以", "，她", "后")

    assert carry("以后", "以后", [override]).lost == (override,)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from([*SENTENCES, "他说里面的人不多。", "后面的事，大家都知道。"]),
        min_size=2,
        max_size=6,
        unique=True,
    ),
    st.data(),
)
def test_no_override_is_lost_or_misplaced_silently(sentences, data):
    """Each is either where its own characters are now, or among those that wait."""
    old = "".join(sentences)
    start = data.draw(st.integers(0, len(old) - 1))
    low = data.draw(st.integers(0, len(old)))
    high = data.draw(st.integers(low, len(old)))
    typed = data.draw(st.text("甲乙丙", max_size=8))
    override = Override.at(old, start, start + 1, "□")
    new = f"{old[:low]}{typed}{old[high:]}"
    carried = carry(old, new, [override])

    assert len(carried.kept) + len(carried.lost) == 1
    if carried.kept:
        # A deletion between equal characters reads the same one place further: then either place is right.
        size = high - low
        cuts = [low] if typed else [at for at in range(len(old) - size + 1) if old[:at] + old[at + size :] == new]
        places = {start for cut in cuts if start < cut} | {
            start + len(typed) - size for cut in cuts if start >= cut + size
        }
        assert carried.kept[0].start in places


def test_an_override_wins_over_everything():
    """A term, a protected address, quotation marks, a text in the target script already: a person decided."""
    converter = Converter("zh-Hans", "zh-Hant-TW", terms=[("工会", "工人協會")])
    text = "“工会”见 https://example.org/发布 里"
    wanted = [put(text, "工会", "公會"), put(text, "“", "《"), put(text, "发布", "fabu")]

    assert apply(converter, text, wanted).text == "《公會」見 https://example.org/fabu 裡"
    assert apply(TAIWAN, "後來乾了", [put("後來乾了", "乾", "干")]).text == "後來干了"


def test_what_stands_behind_an_override_of_another_length_moves_along():
    """Choices and offsets belong to the text that the reader sees."""
    text = "里面的头发后来白了"
    conversion = apply(TAIWAN, text, [put(text, "里面", "屋子的裡面"), put(text, "头发", "髮")])

    assert conversion.text == "屋子的裡面的髮後來白了"
    for choice in conversion.choices:
        assert conversion.text[slice(*choice.target_span)] == choice.chosen
    assert [choice.rule for choice in conversion.choices[:2]] == ["override", "override"]
    assert conversion.to_target(len(text)) == len(conversion.text)


def test_an_override_that_the_conversion_gives_by_itself_is_redundant():
    """It is marked and not dropped: the next dictionary may think otherwise."""
    assert redundant(TAIWAN, "里面", put("里面", "里", "裡"))
    assert not redundant(TAIWAN, "里面", put("里面", "里", "里"))


def test_overrides_that_cannot_be_put_are_refused():
    """Putting them somewhere else would be a silent mistake."""
    with pytest.raises(BadOverride):
        apply(TAIWAN, "里面", [put("在里面", "里", "里")])
    with pytest.raises(BadOverride):
        apply(TAIWAN, "里面", [put("里面", "里面", "甲"), put("里面", "面", "乙")])
    with pytest.raises(BadOverride):
        Override.at("里面", 1, 1, "甲")
