"""What earlier work says of two texts."""

from __future__ import annotations

from workbench.alignment import align
from workbench.alignment.remembered import Memory, MemoryWords
from workbench.alignment.sides import prepare

PAIRS = [
    ("It is a fine zill.", "这是戚尔。"),
    ("The zill sings.", "戚尔唱歌。"),
    ("We heard a zill at night.", "夜里我们听见戚尔。"),
    ("Nobody has seen a zill.", "没有人见过戚尔。"),
    ("The morning was cold.", "早晨很冷。"),
    ("He went home.", "他回家了。"),
    ("They waited for us.", "他们等着我们。"),
    ("Bread was cheap.", "面包很便宜。"),
    ("The gate is open.", "门开着。"),
    ("She reads a letter.", "她在读信。"),
    ("It rained for days.", "下了几天雨。"),
    ("My aunt laughed.", "我姑姑笑了。"),
]


def test_a_paragraph_or_a_sentence_of_the_memory_is_found():
    """Case and blanks may differ; a sentence may stand in a longer paragraph now."""
    source = prepare(["Look. It is a  FINE zill. Really.", "Another."], "en")
    target = prepare(["看。这是戚尔。真的。", "别的。"], "zh-Hans")

    left, right = Memory(PAIRS).keys(source, target)

    assert left == [{"0"}, set()]
    assert right == [{"0"}, set()]


def test_words_that_come_together_in_the_memory_are_known():
    """No other cue knows what a zill is."""
    source, target = prepare(["Give me your zill."], "en"), prepare(["把戚尔给我。"], "zh-Hans")

    left, right = MemoryWords(PAIRS).keys(source, target)

    assert left[0] & right[0]


def test_a_memory_speaks_for_a_bead():
    """And says so in its name."""
    source = ["It is a fine plum.", "It is a fine rose.", "It is a fine zill.", "It is a fine cup."]

    beads = align(source, ["这是戚尔。"], source_locale="en", target_locale="zh-Hans", memory=PAIRS)
    found = next(bead for bead in beads if bead.target)

    assert found.source == (2,)
    assert "memory" in found.cues


def test_an_empty_memory_changes_nothing():
    """A new project has none."""
    texts = ["One.", "Two."], ["一。", "二。"]

    assert align(*texts, source_locale="en", target_locale="zh-Hans", memory=[]) == align(
        *texts, source_locale="en", target_locale="zh-Hans"
    )
