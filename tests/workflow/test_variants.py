"""One reviewed Chinese edition, and what people correct and approve in the scripts and regions derived from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.glossary import Concept, Life, Term
from workbench.store import texts as stored_texts
from workbench.store.models import Unit, User
from workbench.workflow import exports, glossary, review, texts, units, variants
from workbench.workflow.errors import Conflict, Invalid, NotAllowed, NotFound
from workbench.workflow.permissions import Role
from workbench.workflow.variants import Standing, learning

TW, HK = "zh-Hant-TW", "zh-Hant-HK"
# 干 and 里 have several forms; the conversion knows them in these words, and a person may know better.
BASE = "夜里没有人说话。他把头发盘了起来，又去河边干活。"
TAIWAN = "夜裡沒有人說話。他把頭髮盤了起來，又去河邊幹活。"
HONG_KONG = "夜裏沒有人説話。他把頭髮盤了起來，又去河邊幹活。"


class Island:
    """A Chinese edition with two passages, and people in Taiwan."""

    def __init__(self, house) -> None:
        self.house, self.store = house, house.store
        self.editor = house.user("Terracing", (Role.EDITOR, TW))
        self.translator = house.user("Drying", (Role.TRANSLATOR, TW))
        self.ids = house.edition("At night.", "In the morning.", locale="zh-Hans")
        house.write(self.ids[0], BASE)
        house.write(self.ids[1], "早上，他们去河边。")

    def page(self, *, tag: str = TW, by: User | None = None, **more) -> variants.Page:
        return variants.page(self.store, "tale", "zh-Hans", tag=tag, by=by or self.editor, **more)

    def standing(self, number: int = 0, tag: str = TW) -> Standing:
        return self.page(tag=tag).rows[number].standing

    def settle(self, words: str, chosen: str, *, by: User | None = None, number: int = 0, tag: str = TW) -> Standing:
        """Decide what stands for some words of the base."""
        present = self.standing(number, tag)
        start = present.base.index(words)
        return variants.settle(
            self.store,
            self.ids[number],
            tag,
            start=start,
            end=start + len(words),
            chosen=chosen,
            seen=present.token,
            by=by or self.translator,
        )

    def approve(self, number: int = 0, *, by: User | None = None) -> Standing:
        seen = self.standing(number).token
        return variants.approve(self.store, self.ids[number], TW, seen=seen, by=by or self.editor)

    def derived(self, tag: str = TW) -> list[str]:
        with self.store.read() as tx:
            edition = stored_texts.edition(tx, "tale", "zh-Hans")
            return list(variants.derived(tx, edition, tag).values())


@pytest.fixture
def island(house) -> Island:
    """On each database."""
    return Island(house)


@pytest.fixture
def quick(sqlite_house) -> Island:
    """On SQLite alone."""
    return Island(sqlite_house)


# --- derived, never stored -------------------------------------------------------------------------------------


def test_a_variant_follows_its_base_at_once(island: Island):
    """A copy would have to be brought up to date, and somebody would forget to."""
    assert island.derived()[0] == TAIWAN

    island.house.write(island.ids[0], "天亮了。")

    assert island.derived()[0] == "天亮了。"
    assert island.derived("zh-Hans") == ["天亮了。", "早上，他们去河边。"]


def test_the_mainland_has_the_text_of_simplified_script(quick: Island):
    """It is where that script is at home: nothing of its own is to be approved there."""
    assert quick.derived("zh-Hans-CN") == quick.derived("zh-Hans")


def test_only_a_chinese_edition_has_variants(quick: Island):
    """Another script of Spanish is nothing that could be asked for."""
    quick.house.edition(slug="other", locale="es")

    with pytest.raises(NotFound):
        variants.page(quick.store, "other", "es", by=quick.editor)
    with pytest.raises(Invalid):
        quick.page(tag="en")


# --- correct -------------------------------------------------------------------------------------------------------


def test_a_corrected_place_is_what_the_variant_says(island: Island):
    """It is the point of the whole room."""
    after = island.settle("干", "干")

    assert after.text == TAIWAN.replace("幹", "干")
    assert island.derived()[0] == after.text
    assert island.derived(HK)[0] != after.text
    assert [place.override_id is not None for place in after.places if place.mark == "settled"] == [True]
    assert "correct-variant" in island.house.log()


def test_a_correction_outlives_an_edit_elsewhere_in_its_passage(island: Island):
    """Nobody should decide the same word twice because a comma was moved."""
    island.settle("干", "干")

    island.house.write(island.ids[0], "那天" + BASE.replace("没有人", "谁也不"))

    assert island.derived()[0].endswith("又去河邊干活。")
    assert not island.standing().waits


def test_a_correction_whose_place_is_gone_waits_with_both_texts(island: Island):
    """It is neither dropped nor put somewhere else in silence."""
    island.settle("干活", "做工")
    island.house.write(island.ids[0], "夜里没有人说话。")

    standing = island.standing()

    assert [(lost.then, lost.words, lost.chosen) for lost in standing.lost] == [(BASE, "干活", "做工")]
    assert standing.text == "夜裡沒有人說話。"
    assert [row.standing.unit.uid for row in island.page(show=variants.Show.WAITING).rows] == [standing.unit.uid]


def test_a_text_that_comes_back_brings_its_corrections_back(quick: Island):
    """Whoever deletes a sentence and undoes it has changed nothing."""
    quick.settle("干活", "做工")
    quick.house.write(quick.ids[0], "夜里没有人说话。")
    quick.house.write(quick.ids[0], BASE)

    assert quick.derived()[0] == TAIWAN.replace("幹活", "做工")


def test_every_way_of_changing_a_text_keeps_corrections(quick: Island):
    """Undoing an editor's mended text writes without a translator's save."""
    quick.settle("头发", "長髮")
    unit_id = quick.ids[0]
    handed = quick.house.hand_in(unit_id, BASE + "天亮了。")
    mended = review.fix_and_approve(
        quick.store, unit_id, target="起初，" + BASE, version=handed.version, key="mend-key-1", by=quick.house.editor
    )
    assert "長髮" in quick.derived()[0]

    review.reopen(quick.store, unit_id, version=mended.version, by=quick.house.editor)

    assert "長髮" in quick.derived()[0]
    assert quick.derived()[0].endswith("天亮了。")


def test_a_lost_correction_is_put_where_its_words_stand_now(island: Island):
    """One press, where the words are still there."""
    island.settle("干活", "做工")
    island.house.write(island.ids[0], "清早干活。中午干活。")
    (lost,) = island.standing().lost
    assert lost.candidates == (2, 7)

    after = variants.place_again(island.store, lost.id, start=7, seen=island.standing().token, by=island.translator)

    assert after.text == "清早幹活。中午做工。"
    assert not after.waits


def test_a_lost_correction_can_be_let_go(quick: Island):
    """The conversion is right by now, or the words are gone for good."""
    quick.settle("干活", "做工")
    quick.house.write(quick.ids[0], "夜里没有人说话。")
    (lost,) = quick.standing().lost

    assert not variants.take_back(quick.store, lost.id, by=quick.translator).waits
    assert quick.derived()[0] == "夜裡沒有人說話。"


def test_what_a_place_reads_already_can_be_confirmed(quick: Island):
    """A place that somebody found right is not shown to the next one; it is no superfluous correction either."""
    after = quick.settle("里", "裡")

    assert after.text == TAIWAN
    (place,) = [place for place in after.places if place.words == "里"]
    assert place.mark == "settled"
    assert not place.redundant


def test_a_correction_that_the_conversion_has_learned_is_marked(quick: Island):
    """It is kept: what was learned today may be unlearned tomorrow."""
    quick.settle("河边", "河畔")
    keep(quick, "河边", "河畔")

    (place,) = [place for place in quick.standing().places if place.words == "河边"]

    assert place.redundant
    assert [row.number for row in quick.page(show=variants.Show.REDUNDANT).rows] == [1]


def test_a_rewritten_text_becomes_corrections_of_its_places(quick: Island):
    """One correction of the whole would be lost with the next edit anywhere in the passage."""
    present = quick.standing()
    wanted = TAIWAN.replace("頭髮", "長髮").replace("幹活", "工作").replace("他把", "他就把")

    after = variants.rewrite(quick.store, quick.ids[0], TW, text=wanted, seen=present.token, by=quick.translator)

    assert after.text == wanted
    settled = [place for place in after.places if place.mark == "settled"]
    assert len(settled) == 3
    assert max(place.end - place.start for place in settled) <= 2
    quick.house.write(quick.ids[0], "那天，" + BASE)
    assert quick.derived()[0] == "那天，" + wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        TAIWAN + "完",
        "起初" + TAIWAN,
        "一句別的話。",
        TAIWAN[:-1],
        TAIWAN[1:],
        TAIWAN.replace("，", ""),
        "夜夜" + TAIWAN,
    ],
    ids=len,
)
def test_a_rewritten_text_reads_as_it_was_written(quick: Island, wanted: str):
    """Whatever was done to it; only nothing at all is refused."""
    seen = quick.standing().token
    if not wanted:
        with pytest.raises(Invalid):
            variants.rewrite(quick.store, quick.ids[0], TW, text=wanted, seen=seen, by=quick.translator)
        return

    assert variants.rewrite(quick.store, quick.ids[0], TW, text=wanted, seen=seen, by=quick.translator).text == wanted
    assert quick.derived()[0] == wanted


def test_who_saw_another_text_gets_the_present_one_back(island: Island):
    """Two people at one passage: the second one decides about what they have not seen."""
    seen = island.standing().token
    island.settle("里", "里")

    with pytest.raises(Conflict) as refused:
        variants.settle(island.store, island.ids[0], TW, start=3, end=4, chosen="無", seen=seen, by=island.translator)

    assert refused.value.current == TAIWAN.replace("裡", "里")
    assert refused.value.yours == "無"


def test_a_step_that_is_sent_twice_is_done_once(quick: Island):
    """A double click, or an answer that was lost."""
    seen = quick.standing().token
    start = BASE.index("干")
    for _ in range(2):
        variants.settle(
            quick.store, quick.ids[0], TW, start=start, end=start + 1, chosen="干", seen=seen, by=quick.translator
        )

    assert quick.house.log().count("correct-variant") == 1


def test_a_place_that_is_decided_again_has_the_later_choice(quick: Island):
    """The earlier one stays in the history, out of force."""
    quick.settle("头发", "長髮")
    after = quick.settle("发", "發")

    assert after.text == TAIWAN.replace("髮", "發")
    assert len([place for place in after.places if place.mark == "settled"]) == 1


# --- approve ---------------------------------------------------------------------------------------------------


def test_an_approved_text_is_frozen_until_its_base_changes(island: Island):
    """What a Taiwan editor read is what is published, whatever the glossary says tomorrow."""
    assert island.approve().approved
    keep(island, "头发", "秀髮")
    assert island.derived()[0] == TAIWAN

    island.house.write(island.ids[0], BASE + "天亮了。")

    standing = island.standing()
    assert standing.text == TAIWAN.replace("頭髮", "秀髮") + "天亮了。"
    assert standing.approved_before == TAIWAN
    assert standing.waits
    assert island.page(show=variants.Show.WAITING).rows


def test_a_correction_takes_an_approval_back(quick: Island):
    """Nothing counts as approved that nobody approved."""
    quick.approve()
    quick.settle("干", "干")

    assert not quick.standing().approved


def test_a_confirmation_leaves_an_approval_alone(quick: Island):
    """The text is the same."""
    quick.approve()
    quick.settle("干", "幹")

    assert quick.standing().approved


def test_an_approval_can_be_withdrawn(quick: Island):
    """And the one before it does not come back instead."""
    quick.approve()
    quick.house.write(quick.ids[0], BASE + "完。")
    quick.approve()
    variants.withdraw(quick.store, quick.ids[0], TW, by=quick.editor)
    quick.house.write(quick.ids[0], BASE)

    assert not quick.standing().approved


def test_a_lost_correction_stands_in_the_way_of_an_approval(quick: Island):
    """Somebody wanted something else there; nobody has looked."""
    quick.settle("干活", "做工")
    quick.house.write(quick.ids[0], "夜里没有人说话。")

    with pytest.raises(Invalid):
        quick.approve()


def test_all_clean_passages_are_approved_at_once(island: Island):
    """A person looks at the doubtful ones; the rest is one press."""
    open_before = [row.standing.open_places for row in island.page().rows]

    done = variants.approve_all(island.store, "tale", "zh-Hans", TW, by=island.editor)

    assert done.approved == open_before.count(0)
    assert done.waiting == len(open_before) - done.approved
    for place in [place for row in island.page().rows for place in row.standing.places if place.is_open]:
        island.settle(place.words, place.chosen, number=0 if place.words in BASE else 1)
    assert variants.approve_all(island.store, "tale", "zh-Hans", TW, by=island.editor).waiting == 0
    assert island.page().progress.approved == 2


def test_what_was_approved_makes_the_same_choice_surer(quick: Island, monkeypatch: pytest.MonkeyPatch):
    """Whoever has approved a form beside the same neighbours forty times need not look at it again."""
    monkeypatch.setattr(learning, "EVERY", 1)
    quick.house.write(quick.ids[1], BASE)
    before = {place.start: place.confidence for place in quick.standing().places}

    quick.approve(1)

    after = {place.start: place.confidence for place in quick.standing().places}
    assert after.keys() == before.keys()
    assert all(after[start] >= before[start] for start in before)
    assert any(after[start] > before[start] for start in before)


# --- rules -----------------------------------------------------------------------------------------------------


def keep(island: Island, words: str, chosen: str, *, everywhere: bool = False, by: User | None = None) -> str:
    return variants.keep_rule(
        island.store,
        "tale",
        "zh-Hans",
        TW,
        words=words,
        chosen=chosen,
        reason="The people of the valley say it so.",
        everywhere=everywhere,
        by=by or island.house.editor,
    )


def test_a_rule_holds_in_its_text_alone_or_in_all(island: Island):
    """“Right here” is not “right everywhere”."""
    ids = island.house.edition("Again.", slug="second", locale="zh-Hans")
    island.house.write(ids[0], "河边的头发。")

    assert keep(island, "河边", "河畔") == "rule"
    assert keep(island, "头发", "長髮", everywhere=True) == "rule"

    assert "河畔" in island.derived()[1]
    page = variants.page(island.store, "second", "zh-Hans", tag=TW, by=island.editor)
    assert page.rows[0].standing.text == "河邊的長髮。"
    assert [(rule.words, rule.everywhere) for rule in page.rules] == [("头发", True)]
    assert [rule.words for rule in island.page().rules] == ["河边", "头发"]


def test_a_rule_that_ended_holds_no_more(quick: Island):
    """A rule may have been a mistake."""
    keep(quick, "河边", "河畔")
    (rule,) = quick.page().rules

    variants.end_rule(quick.store, rule.id, slug="tale", by=quick.editor)

    assert quick.page().rules == ()
    assert quick.derived()[0] == TAIWAN


def test_a_rule_is_replaced_by_a_later_one(quick: Island):
    """There is one answer to one question."""
    keep(quick, "河边", "河畔")
    keep(quick, "河边", "河岸")

    assert [rule.chosen for rule in quick.page().rules] == ["河岸"]


@pytest.mark.parametrize(
    ("words", "chosen"), [("干", "干"), ("。，", "、"), ("", "河"), ("河边", ""), ("河边" * 40, "河")]
)
def test_a_rule_needs_a_whole_word(quick: Island, words: str, chosen: str):
    """干 alone is 乾, 幹, 干 and 榦: a rule for it would mend one place and spoil ten."""
    with pytest.raises(Invalid):
        keep(quick, words, chosen)


def test_a_rule_needs_a_reason(quick: Island):
    """Who meets it in ten years has nobody to ask."""
    with pytest.raises(Invalid):
        variants.keep_rule(
            quick.store,
            "tale",
            "zh-Hans",
            TW,
            words="河边",
            chosen="河畔",
            reason=" ",
            everywhere=False,
            by=quick.editor,
        )


def test_a_word_of_the_region_is_offered_and_taken_into_the_glossary(island: Island):
    """A dictionary that replaces words by itself makes nonsense of every tenth one."""
    island.house.write(island.ids[0], "他们坐出租车去河边。")
    (word,) = island.standing().words
    assert (word.word, word.forms[0]) == ("出租车", "計程車")
    assert island.derived()[0] == "他們坐出租車去河邊。"

    given = {"words": word.word, "chosen": word.forms[0], "reason": "In use there."}
    assert variants.accept_word(island.store, "tale", "zh-Hans", TW, by=island.editor, **given) == "proposal"
    assert island.derived()[0] == "他們坐出租車去河邊。"
    glossary_editor = island.house.editor
    (proposal,) = glossary.concepts(island.store, by=glossary_editor)
    settled = replace(proposal, state=Life.AGREED)
    glossary.save(island.store, settled, version=1, by=glossary_editor)

    assert island.derived()[0] == "他們坐計程車去河邊。"
    assert island.standing().words == ()


def test_a_word_that_an_editor_takes_is_agreed(quick: Island):
    """And one that is a term already gets the form of the region."""
    concept = Concept("taxi", terms=(Term("taxi", "en"), Term("出租车", "zh-Hans")))
    glossary.save(quick.store, concept, version=0, by=quick.house.editor)
    quick.house.write(quick.ids[0], "出租车来了。")
    given = {"words": "出租车", "chosen": "計程車", "reason": "In use there."}

    assert variants.accept_word(quick.store, "tale", "zh-Hans", TW, by=quick.editor, **given) == "rule"
    assert variants.accept_word(quick.store, "tale", "zh-Hans", TW, by=quick.house.editor, **given) == "term"

    assert quick.derived()[0] == "計程車來了。"
    (concept,) = glossary.concepts(quick.store, by=quick.editor)
    assert [term.text for term in concept.of(TW)] == ["計程車"]


def test_a_rule_for_a_term_becomes_its_form(quick: Island):
    """The glossary is where people look for it."""
    concept = Concept("river-bank", terms=(Term("river bank", "en"), Term("河边", "zh-Hans")))
    glossary.save(quick.store, concept, version=0, by=quick.house.editor)

    assert keep(quick, "河边", "河畔", everywhere=True) == "term"

    assert "河畔" in quick.derived()[0]
    assert quick.page().rules == ()


# --- who may -----------------------------------------------------------------------------------------------------


def test_who_may_do_what_in_a_variant(quick: Island):
    """A region has people of its own; the editors of the base answer for all of it."""
    with pytest.raises(NotAllowed):
        quick.settle("干", "干", by=quick.house.translator)
    with pytest.raises(NotAllowed):
        quick.settle("干", "干", tag=HK)
    with pytest.raises(NotAllowed):
        quick.approve(by=quick.translator)
    with pytest.raises(NotAllowed):
        keep(quick, "河边", "河畔", everywhere=True, by=quick.translator)
    with pytest.raises(NotAllowed):
        units.save(quick.store, quick.ids[0], target="别的。", version=2, key="key-of-taiwan", by=quick.editor)

    assert quick.settle("干", "干", by=quick.house.editor)
    assert quick.approve(by=quick.house.editor)
    script = quick.house.user("Fording", (Role.EDITOR, "zh-Hant"))
    assert quick.approve(1, by=script)
    assert not quick.page(by=quick.house.reader).may_correct


# --- what another variant decided ---------------------------------------------------------------------------------


def test_a_word_that_one_region_corrected_is_right_in_the_others(island: Island):
    """干 is 乾 here, whoever prints it; each region keeps its own glyphs (裡, 裏)."""
    island.settle("里没有人说话。他把头发盘了起来，又去河边干", "裡沒有人說話。他把頭髮盤了起來，又去河邊乾")

    assert island.derived()[0] == TAIWAN.replace("幹", "乾")
    assert island.derived(HK)[0] == HONG_KONG.replace("幹", "乾")
    assert "河邊乾活" in island.derived("zh-Hant")[0]
    (place,) = [place for place in island.standing(tag=HK).places if place.mark == "settled"]
    assert (place.made_in, place.override_id) == (TW, None)
    assert [row.number for row in island.page(tag=HK, show=variants.Show.SHARED).rows] == [1]


def test_a_place_that_one_region_found_right_need_not_be_looked_at_in_the_next(quick: Island):
    """The same forty places, three times, is how people stop looking."""
    quick.settle("里", "裡")

    (place,) = [place for place in quick.standing(tag=HK).places if place.words == "里"]

    assert (place.mark, place.chosen) == ("settled", "裏")


def test_a_glyph_that_one_region_prefers_is_its_own(quick: Island):
    """台灣 is what Taiwan prints for 臺灣; that says nothing about the others."""
    quick.house.write(quick.ids[0], "台上有人。")
    before = quick.derived("zh-Hant")[0]

    quick.settle("台", "台")

    assert quick.derived()[0].startswith("台上")
    assert quick.derived("zh-Hant")[0] == before


def test_another_wording_is_offered_and_not_put_in(quick: Island):
    """長髮 for 頭髮 may be the taste of a region."""
    before = quick.derived(HK)[0]
    quick.settle("头发", "長髮")

    (offered,) = quick.standing(tag=HK).offered

    assert (offered.value.base, offered.value.chosen, offered.made_in) == ("头发", "長髮", TW)
    assert quick.derived(HK)[0] == before
    after = quick.settle("头发", "長髮", tag=HK, by=quick.house.editor)
    assert after.offered == ()


def test_what_another_region_decided_can_be_refused(island: Island):
    """The last word about an edition is its own editor's."""
    editor = island.house.editor
    island.settle("干", "乾")
    assert "乾活" in island.derived(HK)[0]

    after = island.settle("干", "幹", tag=HK, by=editor)

    assert "幹活" in after.text
    assert [place.made_in for place in after.places if place.words == "干"] == [""]
    assert "乾活" in island.derived()[0]


def test_what_another_region_decided_can_be_made_ones_own(quick: Island):
    """It stays then, whatever the other region does."""
    quick.settle("干", "乾")
    quick.settle("干", "乾", tag=HK, by=quick.house.editor)
    (place,) = [place for place in quick.standing().places if place.override_id]

    after = variants.take_back(quick.store, place.override_id, by=quick.editor)

    assert "乾活" in quick.derived(HK)[0]
    assert [place.made_in for place in after.places if place.words == "干"] == [HK]


def test_a_decision_that_is_taken_back_is_taken_back_everywhere(quick: Island):
    """Nothing was copied that could stay behind."""
    after = quick.settle("干", "乾")
    (place,) = [place for place in after.places if place.override_id]

    variants.take_back(quick.store, place.override_id, by=quick.editor)

    assert "幹活" in quick.derived(HK)[0]


def test_where_two_regions_disagree_the_third_is_asked(quick: Island):
    """Neither of them knows better; the place is shown first of all."""
    quick.settle("干", "乾")
    quick.settle("干", "干", tag="zh-Hant", by=quick.house.editor)

    standing = quick.standing(tag=HK)

    assert "幹活" in standing.text
    assert (standing.places[0].words, standing.places[0].mark, standing.places[0].rule) == ("干", "red", "dispute")
    assert standing.places[0].options == ("幹", "干", "乾")
    assert quick.settle("干", "乾", tag=HK, by=quick.house.editor).places[0].rule != "dispute"


def test_an_approved_text_stays_whatever_other_regions_decide(quick: Island):
    """Frozen is frozen."""
    quick.settle("干", "干", tag=HK, by=quick.house.editor)
    variants.approve(quick.store, quick.ids[0], HK, seen=quick.standing(tag=HK).token, by=quick.house.editor)
    quick.approve()

    quick.settle("发", "發", tag=HK, by=quick.house.editor)

    assert quick.derived()[0] == TAIWAN.replace("幹", "干")


def test_a_rewritten_text_leaves_the_decisions_of_others_to_them(quick: Island):
    """Whoever changes a comma has not decided about 乾."""
    quick.settle("干", "乾")
    present = quick.standing(tag=HK)
    wanted = present.text.replace("夜裏", "深夜裏")

    after = variants.rewrite(quick.store, quick.ids[0], HK, text=wanted, seen=present.token, by=quick.house.editor)

    assert after.text == wanted
    assert [place.words for place in after.places if place.made_in] == ["干"]


def test_a_rule_about_a_word_holds_in_every_region(island: Island):
    """As with places: the word is the same, its glyphs and its wording are not."""
    keep(island, "干活", "乾活")
    keep(island, "夜里", "夜裏")
    keep(island, "河边", "河畔")

    assert "河邊乾活" in island.derived(HK)[0]
    assert island.derived("zh-Hant")[0].startswith("夜裏")
    rules = island.page(tag=HK).rules
    assert [(rule.words, rule.chosen, rule.made_in) for rule in rules] == [("干活", "乾活", TW), ("夜里", "夜裏", TW)]
    given = {"words": "干活", "chosen": "幹活", "reason": "So.", "everywhere": False, "by": island.house.editor}
    variants.keep_rule(island.store, "tale", "zh-Hans", HK, **given)
    assert "河邊幹活" in island.derived(HK)[0]
    assert "河畔乾活" in island.derived()[0]


def test_regions_of_a_traditional_edition_share_their_words_too(quick: Island):
    """A base in Traditional script has the two regions as variants."""
    quick.house.text("Noodles.", slug="soup")
    texts.start_edition(quick.store, "soup", "zh-Hant", by=quick.house.keeper)
    ids = quick.house.ids("soup", "zh-Hant")
    quick.house.write(ids[0], "他吃了一碗面。", by=quick.house.keeper)
    page = variants.page(quick.store, "soup", "zh-Hant", tag=TW, by=quick.editor)
    seen = page.rows[0].standing.token
    variants.settle(quick.store, ids[0], TW, start=5, end=6, chosen="麵", seen=seen, by=quick.editor)

    page = variants.page(quick.store, "soup", "zh-Hant", tag=HK, by=quick.editor)

    assert page.rows[0].standing.text in ("他吃了一碗麪。", "他吃了一碗麵。")
    page = variants.page(quick.store, "soup", "zh-Hant", tag="zh-Hans", by=quick.editor)
    assert not page.rows[0].standing.shared


# --- windows and exports ---------------------------------------------------------------------------------------


def test_a_long_text_is_shown_in_windows(quick: Island):
    """A book of thousands of passages opens as fast as a letter."""
    quick.house.edition(*(f"Line {number}." for number in range(90)), slug="long", locale="zh-Hans")

    first = variants.page(quick.store, "long", "zh-Hans", tag=TW, by=quick.editor)
    last = variants.page(quick.store, "long", "zh-Hans", tag=TW, by=quick.editor, start=81)

    assert (len(first.rows), first.before, first.following) == (variants.WINDOW, None, variants.WINDOW + 1)
    assert (last.rows[0].number, last.before, last.following) == (81, 41, None)


def test_a_long_text_is_counted_in_steps(quick: Island):
    """To judge a whole book takes seconds; nobody waits for that, and in the end the number is the true one."""
    ids = quick.house.edition(*(f"Line {number}." for number in range(60)), slug="long", locale="zh-Hans")
    with quick.store.begin() as tx:
        for number, unit_id in enumerate(ids):
            doubtful = f"第{number}次借来一斗面。" if number % 3 == 0 else f"第{number}次天黑。"
            tx.session.get_one(Unit, unit_id).target = doubtful

    def page(**more) -> variants.Page:
        return variants.page(quick.store, "long", "zh-Hans", tag=TW, by=quick.editor, **more)

    first = page(count=10)
    assert (first.counts[variants.Show.OPEN], first.counted) == (4, False)
    while not (counted := page(only=-1, count=25)).counted:
        assert counted.rows == ()
    assert counted.counts[variants.Show.OPEN] == 20
    assert page(count=0).counted, "what is known is not worked out again"
    assert len(page(show=variants.Show.OPEN).rows) == 20


def test_two_variants_can_be_read_side_by_side(quick: Island):
    """Taiwan and Hong Kong differ in few places; it is those that one wants to see."""
    quick.settle("头发", "秀髮")

    (row, _) = quick.page(tag=HK, beside=TW).rows

    assert "秀髮" in row.beside
    assert "頭髮" in row.standing.text


def test_an_export_has_what_was_settled(island: Island):
    """What nobody reads in the workbench, somebody reads in the book."""
    island.settle("头发", "秀髮")
    keep(island, "河边", "河畔")

    exported = exports.export(island.store, "tale", "zh-Hans", format="txt", variant=TW, by=island.editor).data.decode()

    assert "秀髮" in exported
    assert "早上，他們去河畔。" in exported


def exported(island: Island, *, by: User | None = None, **more) -> str:
    given = {"format": "txt", "variant": TW, "unapproved": "left-out", "by": by or island.house.editor} | more
    return exports.export(island.store, "tale", "zh-Hans", **given).data.decode()


def test_a_variant_goes_out_as_its_edition_was_approved(island: Island):
    """Readers in Taiwan need not wait until somebody there has read everything."""
    island.house.approve(island.ids[0], BASE)
    island.approve(1)

    out = exported(island)

    assert TAIWAN in out
    assert "他們去河邊。" not in out, "its base waits for review"


def test_a_region_may_count_its_own_approvals_alone(island: Island):
    """What a Taiwan editor has not read does not go out under the name of Taiwan, if Taiwan's editors say so."""
    island.house.approve(island.ids[0], BASE)
    island.approve(1)
    variants.count_approvals_of(island.store, "tale", "zh-Hans", TW, whose="variant", by=island.editor)

    out = exported(island)

    assert "他們去河邊。" in out
    assert TAIWAN not in out
    assert HONG_KONG in exported(island, variant=HK), "another region has its own say"
    for format in ("html", "md", "po"):
        out = exported(island, format=format)
        assert ("他們去河邊" in out, "他把頭髮盤" in out) == (True, False)
    marked = exported(island, unapproved="marked")
    assert TAIWAN in marked
    assert "count-approvals" in island.house.log()
    assert "夜裡" in exported(island, approval="edition"), "for one file it may be otherwise"


def test_an_approval_of_the_region_counts_until_the_base_changes(quick: Island):
    """Then the passage waits there, as on the page."""
    variants.count_approvals_of(quick.store, "tale", "zh-Hans", TW, whose="variant", by=quick.editor)
    quick.approve()
    assert TAIWAN in exported(quick)

    quick.house.write(quick.ids[0], BASE + "天亮了。")

    assert "頭髮" not in exported(quick)


def test_only_those_who_approve_a_variant_say_whose_approval_counts(quick: Island):
    """A reader may not take out what the region holds back, nor a translator let it out."""
    for by in (quick.translator, quick.house.reader):
        with pytest.raises(NotAllowed):
            variants.count_approvals_of(quick.store, "tale", "zh-Hans", TW, whose="variant", by=by)
    with pytest.raises(NotAllowed):
        exported(quick, by=quick.house.reader, unapproved="left-out", approval="edition")
    for whose in ("", "nobody"):
        with pytest.raises(Invalid):
            variants.count_approvals_of(quick.store, "tale", "zh-Hans", TW, whose=whose, by=quick.editor)
    with pytest.raises(Invalid):
        exported(quick, approval="nobody")


def test_the_page_before_an_export_tells_what_the_region_approved(quick: Island):
    """Whoever exports should know whether anybody there has read it."""
    quick.approve(1)
    variants.count_approvals_of(quick.store, "tale", "zh-Hans", TW, whose="variant", by=quick.editor)

    offer = exports.offer(quick.store, "tale", "zh-Hans", by=quick.editor)

    assert {one.tag: (one.progress.approved, one.whose) for one in offer.variants} == {
        "zh-Hant": (0, "edition"),
        TW: (1, "variant"),
        HK: (0, "edition"),
    }


def test_every_room_counts_the_same_passages(quick: Island):
    """Two numbers for one thing make people look for a passage that is not missing."""
    written, left_out, _ = quick.house.edition("At noon.", "Never.", "Not begun.", slug="day", locale="zh-Hans")
    quick.house.write(written, "中午。")
    units.omit(quick.store, left_out, reason="Said above.", version=1, by=quick.house.translator)
    seen = variants.page(quick.store, "day", "zh-Hans", tag=TW, by=quick.editor).rows[0].standing.token
    variants.approve(quick.store, written, TW, seen=seen, by=quick.editor)

    page = variants.page(quick.store, "day", "zh-Hans", tag=TW, by=quick.editor)
    offer = exports.offer(quick.store, "day", "zh-Hans", by=quick.editor)

    assert page.progress == variants.Progress(approved=1, written=1, total=2)
    assert [one.progress for one in offer.variants if one.tag == TW] == [page.progress]
    assert page.counts[variants.Show.ALL] == len(page.rows) == 2
    assert [row.number for row in page.rows] == [1, 3]
