"""Which places a reviewer is shown."""

from __future__ import annotations

from workbench.script import Converter

TAIWAN = Converter("zh-Hans", "zh-Hant-TW")


def marks(text: str) -> dict[str, tuple[str, str, str]]:
    found = TAIWAN.convert_with_choices(text).choices
    return {text[slice(*choice.source_span)]: (choice.chosen, choice.rule, choice.mark) for choice in found}


def test_a_default_without_a_phrase_is_amber():
    """Nothing spoke for the usual form but its being usual."""
    assert marks("她里")["里"] == ("裡", "default", "amber")


def test_a_phrase_that_decided_is_grey():
    """A phrase is right nearly always, so it is shown on demand only."""
    assert marks("头发")["发"] == ("髮", "phrase", "grey")


def test_phrases_that_disagree_are_red():
    """Wherever a text can be cut in two ways, one of them is wrong."""
    choice = next(choice for choice in TAIWAN.convert_with_choices("展示了如何").choices if choice.chosen == "了")

    assert (choice.rule, choice.mark) == ("conflict", "red")
    assert "瞭" in choice.alternatives


def test_a_correction_gives_its_reason():
    """A reviewer wants to know why."""
    choice = TAIWAN.convert_with_choices("范师傅").choices[0]

    assert (choice.chosen, choice.rule) == ("范", "correction")
    assert choice.reason


def test_a_term_is_a_choice_of_its_own():
    """It shows what the dictionary would have put there."""
    result = Converter("zh-Hans", "zh-Hant-TW", terms=[("云里", "云里")]).convert_with_choices("在云里镇")
    choice = next(choice for choice in result.choices if choice.rule == "term")

    assert (choice.source_span, choice.chosen, choice.mark) == ((1, 3), "云里", "grey")
    assert choice.alternatives == ("雲裡",)


def test_choices_stand_where_they_are_in_the_marked_up_text():
    """Spans count in the text as stored, markup and all."""
    text = "**头**发和`发`"
    result = TAIWAN.convert_with_choices(text)

    assert [text[slice(*choice.source_span)] for choice in result.choices if choice.chosen == "髮"] == ["发"]
    assert result.text == "**頭**髮和`发`"
