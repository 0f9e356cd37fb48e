"""A text and two translations of it."""

from __future__ import annotations

from workbench.alignment import align, align_three

EN = [
    "The ferry left the island at 6 in the morning.",
    "Nobody slept.",
    "My uncle had packed bread, eggs and two oranges.",
    "The sea was calm until noon.",
    "Then the engine stopped.",
    "We waited for nine hours. A fishing boat from Marino towed us home.",
    "The captain gave the money back.",
    "In 1987 the line was closed.",
]
ZH = [
    "渡轮早上6点离开了岛。",
    "没有人睡觉。",
    "我叔叔带了面包、鸡蛋和两个橙子。",
    "大海一直很平静，直到中午。后来发动机停了。",
    "我们等了九个小时。",
    "一艘马里诺（Marino）的渔船把我们拖回了家。",
    "船长把钱退给了我们。",
    "1987年，这条航线关闭了。",
]
ES = [
    "El ferri salió de la isla a las 6 de la mañana.",
    "Nadie durmió.",
    "Mi tío había preparado pan, huevos y dos naranjas.",
    "El mar estuvo en calma hasta el mediodía.",
    "Después se paró el motor.",
    "Esperamos nueve horas. Un pesquero de Marino nos remolcó a casa.",
    "En 1987 se cerró la línea.",
]
LOCALES = {"pivot_locale": "en", "left_locale": "zh-Hans", "right_locale": "es"}

ZH_ES = {((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((3,), (3, 4)), ((4, 5), (5,)), ((6,), ()), ((7,), (6,))}


def right(beads):
    return len({(bead.source, bead.target) for bead in beads} & ZH_ES)


def covers(beads, source, target):
    return [i for bead in beads for i in bead.source] == list(range(len(source))) and [
        j for bead in beads for j in bead.target
    ] == list(range(len(target)))


def test_two_translations_are_aligned_with_the_help_of_their_source():
    """Between Chinese and Spanish there is less in common than between each of them and English."""
    found = align_three(EN, ZH, ES, **LOCALES)
    direct = align(ZH, ES, source_locale="zh-Hans", target_locale="es")

    assert right(found.left_right) >= max(right(direct), 5)
    assert any("third" in bead.cues for bead in found.left_right)


def test_all_three_pairs_are_whole():
    """Each of the three can become an edition."""
    found = align_three(EN, ZH, ES, **LOCALES)

    assert covers(found.pivot_left, EN, ZH)
    assert covers(found.pivot_right, EN, ES)
    assert covers(found.left_right, ZH, ES)


def test_a_triangle_that_closes_raises_no_doubt():
    """Three copies in one order have nothing to hide."""
    found = align_three(EN, EN, EN, pivot_locale="en", left_locale="en", right_locale="en")

    assert found.doubtful == (frozenset(), frozenset(), frozenset())


def test_a_triangle_that_does_not_close_is_marked():
    """The paragraph that Spanish leaves out is nothing that English or Chinese disagree about."""
    found = align_three(EN, ZH, ES, **LOCALES)

    for beads, doubtful in zip((found.pivot_left, found.pivot_right, found.left_right), found.doubtful, strict=True):
        assert all(0 <= number < len(beads) for number in doubtful)
    omitted = [bead.source for bead in found.left_right].index((6,))
    assert omitted not in found.doubtful[2]


def test_an_empty_text_leaves_the_two_others_alone():
    """A translation that has not been begun says nothing of the other."""
    found = align_three(EN, [], ES, **LOCALES)

    assert covers(found.pivot_right, EN, ES)
    assert found.left_right == [bead for bead in found.left_right if not bead.source]
