"""Which places a reviewer is shown."""

from __future__ import annotations

from workbench.script import Converter, Evidence

TAIWAN = Converter("zh-Hans", "zh-Hant-TW")


def marks(text: str) -> dict[str, tuple[str, str, str]]:
    found = TAIWAN.convert_with_choices(text).choices
    return {text[slice(*choice.source_span)]: (choice.chosen, choice.rule, choice.mark) for choice in found}


def test_a_default_without_a_phrase_asks_for_a_look():
    """Nothing spoke for the usual form but its being usual, and both 桿 and 杆 are in use."""
    choice = TAIWAN.convert_with_choices("她杆").choices[0]

    assert (choice.rule, choice.mark) == ("default", "red")
    assert choice.confidence < 0.75


def test_what_was_right_in_running_text_speaks_for_a_default():
    """Of 里 the dictionary has as many phrases with 里 as with 裡, but after a noun it nearly always is 裡."""
    choice = TAIWAN.convert_with_choices("她里").choices[0]

    assert (choice.chosen, choice.rule, choice.mark) == ("裡", "default", "amber")


def test_a_correction_that_overrules_the_dictionary_asks_for_a_look():
    """Where we know better than the dictionary we are wrong more often than where both agree."""
    assert marks("余秋雨说")["余"] == ("余", "correction", "amber")
    assert marks("其余的人")["余"] == ("餘", "phrase", "grey")


def test_a_default_that_is_nearly_always_right_does_not():
    """了 is 瞭 in a handful of words; asking about each would bury the rest."""
    choice = TAIWAN.convert_with_choices("了").choices[0]

    assert (choice.chosen, choice.rule, choice.mark) == ("了", "default", "grey")


def test_a_phrase_that_decided_is_grey():
    """A phrase is right nearly always, so it is shown on demand only."""
    assert marks("头发")["发"] == ("髮", "phrase", "grey")


def test_phrases_that_disagree_are_red():
    """Wherever a text can be cut in two ways, one of them is wrong."""
    choice = TAIWAN.convert_with_choices("书记念完名单").doubts[0]

    assert (choice.rule, choice.mark) == ("conflict", "red")
    assert {choice.chosen, *choice.alternatives} == {"念", "唸"}


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


def test_doubts_come_the_least_certain_first():
    """Whoever has time for ten places should see the right ten."""
    doubts = TAIWAN.convert_with_choices("她里，面已经好了，后在宫中，干部和头发。").doubts

    assert [choice.confidence for choice in doubts] == sorted(choice.confidence for choice in doubts)
    assert {choice.mark for choice in doubts} <= {"red", "amber"}


def test_approved_texts_move_the_confidence_and_not_the_choice():
    """What three approved lines had is no longer in doubt; what they had otherwise is more so."""
    seen = Evidence.of([("她里说", "她裡說")] * 3)
    against = Evidence.of([("她里说", "她里說")] * 3)
    plain, sure, unsure = (
        Converter("zh-Hans", "zh-Hant-TW", evidence=evidence).convert_with_choices("她里说").choices[0]
        for evidence in (None, seen, against)
    )

    assert plain.chosen == sure.chosen == unsure.chosen == "裡"
    assert unsure.confidence < plain.confidence < sure.confidence


def test_approved_pairs_of_another_length_teach_nothing():
    """Their characters do not stand beside each other."""
    assert Evidence.of([("的士", "計程車")]) == Evidence()
