"""The alignment as a whole, on a short invented article in three languages and on texts of any kind."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.alignment import CUES, AlignmentError, Bead, ImpossiblePin, align

EN = [
    "The bakery on Linden Street",
    "Mei:",
    "In March 2011 twelve workers of the old bakery heard that the owner wanted to sell the house.",
    "They had no money, but they had the keys. On the first night they met in the kitchen and decided to stay.",
    "Was it legal?",
    "Nobody knew. A lawyer told us that the law says nothing about people who go on working.",
    "In the first year we sold 14,500 loaves of bread; in the third year, almost 60,000.",
    "The newspaper wrote that we were dreamers. My mother laughed and bought a loaf.",
    "Today there are 31 members. Every member has one vote, and the wages are equal.",
    "The photo shows the kitchen in 2012.",
    "Would you do it again?",
    "Tomorrow morning, if somebody gives me the keys.",
]
ES = [
    "La panadería de la calle Linden",
    "[N. de la T.: La entrevista se hizo en inglés.]",
    "Mei: En marzo de 2011, doce obreros de la vieja panadería oyeron que el dueño quería vender la casa.",
    "No tenían dinero, pero tenían las llaves.",
    "La primera noche se reunieron en la cocina y decidieron quedarse.",
    "¿Era legal?",
    "Nadie lo sabía. Un abogado nos dijo que la ley no dice nada de la gente que sigue trabajando.",
    "El primer año vendimos 14.500 panes; el tercero, casi 60.000.",
    "El periódico escribió que éramos unos soñadores. Mi madre se rio y compró un pan.",
    "Hoy somos 31 socios. Cada socio tiene un voto y los salarios son iguales.",
    "¿Lo haría otra vez? Mañana por la mañana, si alguien me da las llaves.",
]
ZH = [
    "林登街的面包店",
    "梅：2011年3月，老面包店的十二名工人听说老板要卖掉房子。",
    "他们没有钱，但他们有钥匙。第一天夜里，他们在厨房开会，决定留下来。",
    "这合法吗？",
    "没有人知道。一位律师告诉我们，法律没有说人们不能继续工作。",
    "第一年我们卖了1万4500个面包，第三年差不多6万个。",
    "报纸写道，我们是做梦的人。",
    "我母亲笑了，买了一个面包。",
    "今天我们有31名成员。每个成员有一票，工资平等。",
    "照片上是2012年的厨房。",
    "您还会再做一次吗？",
    "明天早晨就做，如果有人给我钥匙。",
]
HANT = [
    "林登街的麵包店",
    "梅：2011年3月，老麵包店的十二名工人聽說老闆要賣掉房子。"
    "他們沒有錢，但他們有鑰匙。第一天夜裡，他們在廚房開會，決定留下來。",
    "這合法嗎？",
    "沒有人知道。一位律師告訴我們，法律沒有說人們不能繼續工作。",
    "第一年我們賣了1萬4500個麵包，第三年差不多6萬個。",
    "報紙寫道，我們是做夢的人。",
    "我母親笑了，買了一個麵包。",
    "今天我們有31名成員。每個成員有一票，工資平等。",
    "您還會再做一次嗎？",
    "明天早晨就做，如果有人給我鑰匙。",
]
Pairs = list[tuple[tuple[int, ...], tuple[int, ...]]]
EN_ES: Pairs = [
    ((0,), (0,)), ((), (1,)), ((1, 2), (2,)), ((3,), (3, 4)), ((4,), (5,)), ((5,), (6,)), ((6,), (7,)), ((7,), (8,)),
    ((8,), (9,)), ((9,), ()), ((10, 11), (10,)),
]  # fmt: skip
EN_ZH: Pairs = [
    ((0,), (0,)), ((1, 2), (1,)), ((3,), (2,)), ((4,), (3,)), ((5,), (4,)), ((6,), (5,)), ((7,), (6, 7)), ((8,), (8,)),
    ((9,), (9,)), ((10,), (10,)), ((11,), (11,)),
]  # fmt: skip
ZH_HANT: Pairs = [
    ((0,), (0,)), ((1, 2), (1,)), ((3,), (2,)), ((4,), (3,)), ((5,), (4,)), ((6,), (5,)), ((7,), (6,)), ((8,), (7,)),
    ((9,), ()), ((10,), (8,)), ((11,), (9,)),
]  # fmt: skip


def pairs(beads: list[Bead]) -> Pairs:
    return [(bead.source, bead.target) for bead in beads]


def f1(beads: list[Bead], gold: Pairs) -> float:
    return 2 * len(set(pairs(beads)) & set(gold)) / (len(beads) + len(gold))


def covers(beads: list[Bead], source: int, target: int) -> bool:
    """Whether every paragraph of both sides is in one bead, in order."""
    left = [i for bead in beads for i in bead.source]
    right = [j for bead in beads for j in bead.target]
    return left == list(range(source)) and right == list(range(target))


@pytest.mark.parametrize(
    ("source", "target", "locales", "gold"),
    [
        pytest.param(EN, ES, ("en", "es"), EN_ES, id="en-es"),
        pytest.param(EN, ZH, ("en", "zh-Hans"), EN_ZH, id="en-zh"),
        pytest.param(ZH, HANT, ("zh-Hans", "zh-Hant"), ZH_HANT, id="across scripts"),
        pytest.param(
            EN, EN[:4] + EN[5:], ("en", "en"), [((i,), (i - (i > 4),) if i != 4 else ()) for i in range(12)], id="en-en"
        ),
    ],
)
def test_joined_split_added_and_omitted_paragraphs_are_found(source, target, locales, gold):
    """Translators do all of it, and an archivist brings the result."""
    there = align(source, target, source_locale=locales[0], target_locale=locales[1])
    back = align(target, source, source_locale=locales[1], target_locale=locales[0])

    assert covers(there, len(source), len(target))
    assert f1(there, gold) >= 0.8
    assert f1(back, [(right, left) for left, right in gold]) >= 0.8


@pytest.mark.parametrize("locales", [("zh-Hans", "es"), ("zh-Hans-CN", "es"), ("zh-Hant-TW", "es")])
def test_any_two_languages_can_be_aligned(locales):
    """A Spanish edition may have been made from the Chinese one, in either script and of any region."""
    beads = align(HANT if "Hant" in locales[0] else ZH, ES, source_locale=locales[0], target_locale=locales[1])

    assert covers(beads, len(HANT if "Hant" in locales[0] else ZH), len(ES))
    assert sum(bool(bead.source) and bool(bead.target) for bead in beads) >= 8


def test_the_same_texts_give_the_same_beads():
    """Nothing is learned from one call for the next, and no order of a set shows."""
    first = align(EN, ZH, source_locale="en", target_locale="zh-Hans")
    align(EN, ES, source_locale="en", target_locale="es")

    assert align(EN, ZH, source_locale="en", target_locale="zh-Hans") == first


def test_beads_say_what_spoke_for_them():
    """A person who doubts a bead sees why it was made."""
    beads = align(EN, ES, source_locale="en", target_locale="es")
    figures = next(bead for bead in beads if bead.source == (6,))

    assert "numbers" in figures.cues
    assert 0.5 < figures.confidence <= 1.0


paragraph = st.text(alphabet="aZ 12.?“”（国工人é\n`[]", max_size=12)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(paragraph, max_size=9),
    st.lists(paragraph, max_size=9),
    st.sampled_from(["en", "es", "zh-Hans", "zh-Hant"]),
)
def test_every_paragraph_is_in_one_bead_in_order(source, target, locale):
    """Whatever comes in, nothing is lost: empty sides, empty paragraphs, marks alone."""
    beads = align(source, target, source_locale=locale, target_locale="es")

    assert covers(beads, len(source), len(target))
    assert all(0.0 <= bead.confidence <= 1.0 for bead in beads)
    assert all(len(bead.source) <= 4 and len(bead.target) <= 4 for bead in beads)


def test_a_side_without_paragraphs_is_all_omission_or_addition():
    """An empty file is no error."""
    assert align([], [], source_locale="en", target_locale="es") == []
    assert pairs(align(["One."], [], source_locale="en", target_locale="es")) == [((0,), ())]
    assert pairs(align([], ["Uno.", "Dos."], source_locale="en", target_locale="es")) == [((), (0,)), ((), (1,))]


def test_a_pin_is_kept_and_cuts_the_texts():
    """What a person has settled is not touched again, right or wrong."""
    beads = align(EN, ES, source_locale="en", target_locale="es", pins=[([7], [7, 8])])

    assert Bead((7,), (7, 8), 1.0, ("pin",)) in beads
    assert covers(beads, len(EN), len(ES))


def test_a_pinned_omission_stays_alone():
    """Its paragraphs are in no other bead, and no bead goes across it."""
    beads = align(EN, ES, source_locale="en", target_locale="es", pins=[([4, 5], []), ([], [8])])

    assert Bead((4, 5), (), 1.0, ("pin",)) in beads
    assert Bead((), (8,), 1.0, ("pin",)) in beads
    assert covers(beads, len(EN), len(ES))


@st.composite
def some_pins(draw: st.DrawFn) -> list[tuple[list[int], list[int]]]:
    found = []
    i = j = 0
    while i < len(EN) and j < len(ES):
        i, j = i + draw(st.integers(0, 4)), j + draw(st.integers(0, 4))
        a, b = draw(st.tuples(st.integers(0, 5), st.integers(0, 5)).filter(any))
        if i + a <= len(EN) and j + b <= len(ES):
            found.append((list(range(i, i + a)), list(range(j, j + b))))
        i, j = i + a, j + b
    return found


@settings(deadline=None, max_examples=30)
@given(some_pins())
def test_any_pins_in_order_are_kept(pins):
    """Also beads larger than the search would make."""
    beads = align(EN, ES, source_locale="en", target_locale="es", pins=pins)

    assert covers(beads, len(EN), len(ES))
    assert {(tuple(left), tuple(right)) for left, right in pins} <= set(pairs(beads))


@pytest.mark.parametrize(
    "pins",
    [
        pytest.param([([2], [3]), ([4], [1])], id="crossing"),
        pytest.param([([2], [3]), ([2], [4])], id="overlapping"),
        pytest.param([([2, 4], [3])], id="with a gap"),
        pytest.param([([40], [3])], id="outside"),
        pytest.param([([], [])], id="empty"),
    ],
)
def test_impossible_pins_are_refused(pins):
    """A message that names the pin is better than a strange alignment."""
    with pytest.raises(ImpossiblePin, match="pin"):
        align(EN, ES, source_locale="en", target_locale="es", pins=pins)


def test_kinds_tell_a_heading_from_a_paragraph():
    """Short texts without a common word have nothing else to go by."""
    source, target = ["Bread", "Soup", "We ate it."], ["Nos lo comimos."]
    beads = align(
        source, target, source_locale="en", target_locale="es",
        source_kinds=["heading", "heading", "paragraph"], target_kinds=["paragraph"],
    )  # fmt: skip

    assert ((2,), (0,)) in pairs(beads) or ((1, 2), (0,)) in pairs(beads)


def test_kinds_and_pins_go_together():
    """Aligning again around pins on the page, where headings, lists, quotations and notes are known."""
    source = ["Bread", "Soup", "Fish", "We ate it."]
    target = ["Pan", "Sopa", "Pescado", "(Nota)", "Nos lo comimos."]
    kinds = ["heading", "list-item", "quotation", "paragraph"]
    beads = align(
        source, target, source_locale="en", target_locale="es", source_kinds=kinds,
        target_kinds=[*kinds[:3], "note", "paragraph"], pins=[([1], [1]), ([], [3])],
    )  # fmt: skip

    assert pairs(beads) == [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((), (3,)), ((3,), (4,))]
    assert [bead.cues for bead in beads if bead.confidence == 1.0] == [("pin",), ("pin",)]


def test_a_speaker_on_a_line_of_their_own_goes_with_the_answer():
    """Neither left alone nor joined to what was said before."""
    source = [*EN[2:4], "Mei:", EN[4], "Anna:", EN[5]]
    target = [*ZH[1:3], f"梅：{ZH[3]}", f"安娜：{ZH[4]}"]
    beads = align(source, target, source_locale="en", target_locale="zh-Hans")

    assert pairs(beads) == [((0,), (0,)), ((1,), (1,)), ((2, 3), (2,)), ((4, 5), (3,))]


def test_one_paragraph_against_thousands_is_no_trouble():
    """A text whose paragraphs were lost, beside one that has them."""
    many = [f"Párrafo {number} de la larga historia del molino." for number in range(5000)]
    beads = align([" ".join(many[:40])], many, source_locale="en", target_locale="es")

    assert covers(beads, 1, 5000)
    assert len(beads) >= 4996


def test_kinds_must_match_the_paragraphs():
    """A list that is too short is a mistake of the caller's."""
    with pytest.raises(AlignmentError, match="kinds"):
        align(EN, ES, source_locale="en", target_locale="es", source_kinds=["paragraph"])


def test_cues_can_be_switched_off():
    """So that the worth of each can be measured."""
    for cue in CUES:
        assert covers(align(EN, ZH, source_locale="en", target_locale="zh-Hans", cues=[cue]), len(EN), len(ZH))
    with pytest.raises(AlignmentError, match="no cue called horoscope"):
        align(EN, ES, source_locale="en", target_locale="es", cues=["horoscope"])


@dataclass(frozen=True)
class Match:
    """What a glossary finds."""

    concept: str


class Finder:
    """A glossary of one concept that no other cue knows."""

    def find(self, text: str, locale: str) -> list[Match]:
        return [Match("zill")] if ("zill" if locale == "en" else "戚尔") in text else []


def test_a_glossary_speaks_for_a_bead():
    """The terms of a project are known before its texts are."""
    source = ["It is a fine zill.", "It is a fine plum.", "It is a fine rose.", "It is a fine cup."]
    target = ["这是戚尔。"]

    beads = align(source, target, source_locale="en", target_locale="zh-Hans", terms=Finder())

    assert ((0,), (0,)) in pairs(beads)
