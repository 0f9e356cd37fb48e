"""Which letter groups an entry is filed under and which a query asks for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.memory import batch_grams, grams, normalise, normalise_all, plan_query, rarest


def test_the_numbers_never_change():
    """They are stored: another number for the same letters would empty every memory at an update."""
    assert grams("Mill", "en") == [-8250307646550759004]
    assert grams("磨坊", "zh-Hans") == [6482587745182502379]


def test_case_and_space_do_not_matter():
    """A heading in capitals says the same as the sentence."""
    assert grams("The  MILL\nclosed", "en") == grams("the mill closed", "en")


def test_both_scripts_of_chinese_share_their_groups():
    """A Taiwanese text must find what was translated from its Simplified twin."""
    assert grams("他們關於國家的話", "zh-Hant-TW") == grams("他们关于国家的话", "zh-Hans")


def test_languages_never_meet():
    """One table holds all languages; an English word must not lead to a Spanish entry."""
    assert set(grams("normal", "en")).isdisjoint(grams("normal", "es"))


def test_the_shortest_text_has_a_group():
    """Even 'No.' may be a whole unit."""
    assert len(grams("No", "en")) == 1
    assert grams(" \n", "en") == []


def test_the_rarest_groups_are_chosen():
    """A group that stands in every text tells nothing."""
    assert rarest([1, 2, 3, 4], {1: 50, 2: 1, 3: 7}, n=3) == [4, 2, 3]


def test_a_query_leaves_out_what_nobody_has_and_what_everybody_has():
    """The first finds nothing, the second costs the most."""
    assert plan_query([1, 2, 3, 4], {1: 10, 2: 3000, 3: 2000}, cap=4000) == [1, 3]


def test_a_query_always_asks_for_something():
    """In a memory of one formula, all of its groups are common."""
    assert plan_query([1, 2], {1: 9000, 2: 8000}, cap=4000) == [2]


@given(st.text(max_size=80), st.sampled_from(["en", "es", "zh-Hans", "zh-Hant"]))
def test_groups_are_distinct_and_fit_a_database_column(text, locale):
    """BIGINT is signed and has 64 bits."""
    found = grams(text, locale)

    assert len(set(found)) == len(found)
    assert all(-(2**63) <= gram < 2**63 for gram in found)


@given(st.text(max_size=80), st.sampled_from(["en", "es", "zh-Hans", "zh-Hant"]))
def test_normalising_twice_changes_nothing(text, locale):
    """Texts come in stored and fresh; both must compare alike."""
    once = normalise(text, locale)

    assert normalise(once, locale) == once


@given(
    st.lists(st.one_of(st.text(max_size=30), st.text("a \n\r\u2000\u0301é“「'關於国", max_size=12)), max_size=6),
    st.sampled_from(["en", "es", "zh-Hans", "zh-Hant"]),
)
def test_many_texts_are_normalised_as_each_would_be(texts, locale):
    """Nothing of one text, such as a line feed or a lone accent, may reach into its neighbours."""
    assert normalise_all(texts, locale) == [normalise(text, locale) for text in texts]


def test_what_is_compared_is_one_line_in_one_script_with_one_kind_of_quotation_marks():
    """Both sides differ by keyboard, region and script, not by what they say."""
    assert normalise(" “Cafe\u0301,”\u2000she\n said ", "en") == '"Café," she said'
    assert normalise("「他們關於國家」", "zh-Hant") == '"他们关于国家"'


@given(st.lists(st.tuples(st.text(max_size=40), st.sampled_from(["en", "es", "zh-Hans", "zh-Hant"])), max_size=8))
def test_a_batch_has_the_groups_of_its_texts(texts):
    """Found together, they are the same; none runs from one text into the next."""
    batch = batch_grams(texts)
    found: dict[int, list[int]] = {}
    for owner, place in zip(batch.owners.tolist(), batch.places.tolist(), strict=True):
        found.setdefault(owner, []).append(batch.every[place])
    single = {number: grams(*one) for number, one in enumerate(texts) if grams(*one)}
    counts = dict(zip(batch.every.tolist(), batch.counts.tolist(), strict=True))
    chosen: dict[int, set[int]] = {}
    for gram, owner in zip(*(part.tolist() for part in batch.rarest(batch.counts)), strict=True):
        chosen.setdefault(owner, set()).add(gram)

    assert found == single
    assert counts == {gram: sum(gram in own for own in single.values()) for own in single.values() for gram in own}
    assert chosen == {number: set(rarest(own, counts)) for number, own in single.items()}
