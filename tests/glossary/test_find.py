"""Finding terms in texts: the longest match, inflection, both Chinese scripts, word borders, exact offsets."""

import itertools
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.glossary import Concept, Status, Term, Termbase


def base(*texts, locale="en", status=Status.PREFERRED, **flags):
    return Termbase(Concept(text, terms=(Term(text, locale, status, **flags),)) for text in texts)


def found(termbase, text, locale):
    return [(match.concept, match.text) for match in termbase.find(text, locale)]


def test_the_longest_match_wins_over_the_whole_termbase():
    """A left communist is not counted as a communist too."""
    termbase = base("communist", "left communist", "left communist group")

    assert found(termbase, "The left communist left; the communist stayed.", "en") == [
        ("left communist", "left communist"),
        ("communist", "communist"),
    ]


def test_a_longer_match_wins_across_an_overlap():
    """Greedy reading from the left would cut the longer term in two."""
    assert found(base("east wind", "wind mill house"), "east wind mill house", "en") == [
        ("wind mill house", "wind mill house")
    ]


def test_terms_that_begin_alike_are_told_apart_by_what_stands_between_their_words():
    """The index keeps them in one place until a text asks for one of them."""
    termbase = base("Bread, Peace", "bread peace", "bread", "bread-peace rally", "bread peace rallies of spring")

    assert found(termbase, "Bread, Peace and a bread-peace rally, bread–peace, bread; peace.", "en") == [
        ("Bread, Peace", "Bread, Peace"),
        ("bread-peace rally", "bread-peace rally"),
        ("bread peace", "bread–peace"),
        ("bread", "bread"),
    ]


def test_concepts_that_claim_the_same_words_come_in_the_order_of_the_termbase():
    """Otherwise the findings of a unit would change places from one version of the glossary to the next."""
    names = ["river", "river press", "river press house"]
    termbase = Termbase(Concept(f"{name} {at}", terms=(Term(name, "en"),)) for at in range(3) for name in names)

    for name in names:
        assert [concept for concept, _ in found(termbase, f"A {name}.", "en")] == [f"{name} {at}" for at in range(3)]


def test_a_forbidden_term_protects_its_inside():
    """What an editor listed as one expression is one, whatever its status."""
    termbase = Termbase(
        [
            Concept("a", terms=(Term("毛派分子", "zh-Hans", Status.FORBIDDEN),)),
            Concept("b", terms=(Term("毛派", "zh-Hans"),)),
        ]
    )

    assert found(termbase, "毛派分子", "zh-Hans") == [("a", "毛派分子")]


def test_two_concepts_may_claim_the_same_words():
    """The same word may be right for one concept and wrong for another; both are told."""
    termbase = Termbase(
        [
            Concept("a", terms=(Term("revuelta", "es"),)),
            Concept("b", terms=(Term("revuelta", "es", Status.FORBIDDEN),)),
        ]
    )

    assert [match.status for match in termbase.find("una revuelta", "es")] == [Status.PREFERRED, Status.FORBIDDEN]


@pytest.mark.parametrize(
    ("term", "locale", "text"),
    [
        ("tenant union", "en", "tenant unions"),
        ("tenant union", "en", "tenant-union"),
        ("tenant union", "en", "Tenant\u00a0Union’s"),
        ("tenants’ union", "en", "tenants union"),
        ("party", "en", "parties"),
        ("woman worker", "en", "woman workers"),
        ("far-left", "en", "far left"),
        ("Pingyao District", "en", "Pingyao(平遥) District"),
        ("wolf", "en", "wolves"),
        ("voz", "es", "voces"),
        ("organización", "es", "organizaciones"),
        ("joven", "es", "jóvenes"),
        ("clase", "es", "clases"),
        ("francés", "es", "franceses"),
        ("marxista revolucionario", "es", "marxistas revolucionarias"),
        ("período", "es", "periodos"),
        ("secretario del comité", "es", "secretarios del comité"),
        ("El Faro", "es", "del Faro"),
        ("左派共产党人", "zh-Hans", "左派的共产党人们"),
        ("起义的历史", "zh-Hans", "起义历史"),
        ("工会", "zh-Hans", "工會"),
        ("工會", "zh-Hant-TW", "工会"),
        ("罗莎·卢森堡", "zh-Hans", "罗莎・卢森堡"),
        ("劳工NGO", "zh-Hans", "劳工ＮＧＯ"),
        ("ONG", "es", "ONG"),
        ("NGO", "en", "NGOs"),
    ],
)
def test_a_form_of_a_term_is_found_whole(term, locale, text):
    """Editors list a term once; its forms follow from the language."""
    assert found(base(term, locale=locale), text, locale) == [(term, text)]


@pytest.mark.parametrize(
    ("term", "locale", "text"),
    [
        ("PCC", "es", "El PCCh decide."),
        ("Trotski", "es", "el trotskismo"),
        ("CIA", "es", "una cía nueva"),
        ("WHO", "en", "those who came"),
        ("My Life", "en", "all my life"),
        ("union", "en", "reunion"),
        ("left union", "en", "left, union"),
        ("left union", "en", "the union of the left"),
        ("union", "en", "run `union --all` or see https://example.org/union/"),
        ("publico", "es", "el público"),
        ("strike", "en", "a striking result"),
        ("学生会", "zh-Hans", "大学生会失望"),
        ("市长", "zh-Hans", "南京市长江大桥"),
        ("人大", "zh-Hans", "工人大多数"),
        ("工会", "zh-Hans", "化工会议"),
        ("团体", "zh-Hans", "社团体育"),
        ("民族自治权", "zh-Hans", "民族自治权利"),
        ("NGO", "zh-Hans", "NGOLO"),
    ],
)
def test_what_only_looks_like_a_term_is_not_found(term, locale, text):
    """Each of these is a false alarm that made people switch off a check elsewhere."""
    assert found(base(term, locale=locale), text, locale) == []


def test_flags_ask_for_more():
    """Some terms count only as they are written."""
    assert found(base("Spark", case_sensitive=True), "SPARK spark Spark Sparks", "en") == [("Spark", "Spark")]
    assert found(base("data", exact=True), "Data datas", "en") == [("data", "Data")]


def test_the_form_of_another_region_is_foreign():
    """Taiwan writes some names in other characters; in a mainland text they are not right."""
    termbase = Termbase([Concept("t", terms=(Term("托洛茨基", "zh-Hans"), Term("托洛斯基", "zh-Hant-TW")))])

    assert [match.foreign for match in termbase.find("托洛茨基和托洛斯基", "zh-Hans")] == [False, True]
    assert [match.foreign for match in termbase.find("托洛茨基和托洛斯基", "zh-Hant-TW")] == [True, False]


SIGNS = st.sampled_from("abs ñé-’'’\u00a0()*`。，的们工会學生会市长江大桥ＮＧＯ𠮷😀\n")


@given(st.text(SIGNS, max_size=60), st.lists(st.text(SIGNS, min_size=1, max_size=6), max_size=5))
@pytest.mark.parametrize("locale", ["en", "es", "zh-Hans", "zh-Hant-HK"])
def test_matches_are_apart_and_give_the_very_text(locale, text, terms):
    """The browser marks what stands between the offsets, so they must be true for any text."""
    termbase = base(*terms, locale=locale)

    matches = termbase.find(text, locale)

    assert all(text[match.start : match.end] == match.text != "" for match in matches)
    spans = sorted({(match.start, match.end) for match in matches})
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


@pytest.mark.parametrize("locale", ["en", "es", "zh-Hans"])
@given(st.text(max_size=80))
def test_any_text_can_be_searched(termbase, locale, text):
    """What people paste holds everything that Unicode has."""
    for match in termbase.find(text, locale):
        assert text[match.start : match.end] == match.text


def test_threads_may_share_a_termbase():
    """One termbase serves all requests of a process; its indexes grow on first use."""
    termbase = base(*(f"word{number} thing" for number in range(300)))
    text = " ".join(f"word{number} things" for number in range(300))
    results = []
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=lambda: results.append(len(termbase.find(text, "en")))) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(switch)

    assert results == [300] * 8
