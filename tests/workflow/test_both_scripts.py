"""Memory, glossary, checks, search and concordance see both scripts of Chinese as one language."""

from __future__ import annotations

import pytest

from workbench.glossary import Concept, Status, Term
from workbench.memory import search as look_up
from workbench.store import memory, search
from workbench.workflow import desk, glossary, termbases, texts

SIMPLIFIED, TRADITIONAL = "她在后院里发现了面包。", "她在後院裡發現了麵包。"
BREAD = ("面包", "麵包")
# 里 and 后 fall together in one script, 麵 and 面 in the other; 裏 and 裡 are one word in two regions.
WORDS = [("后院", "後院"), ("里发现", "裡發現"), ("里发现", "裏發現"), ("面包", "麵包")]


@pytest.mark.parametrize(("simplified", "traditional"), WORDS)
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
def test_a_search_in_either_script_finds_both(house, text: str, simplified: str, traditional: str):
    """Who reads one script looks for a word as it is written there."""
    (unit_id, *_) = house.edition("She found bread.", locale="zh-Hans")
    house.write(unit_id, text)

    with house.store.read() as tx:
        assert search.find(tx, simplified) == search.find(tx, traditional) == [unit_id]


@pytest.mark.parametrize("asked", BREAD)
@pytest.mark.parametrize("locale", ["zh-Hans", "zh-Hant"])
def test_the_glossary_finds_a_term_asked_for_in_either_script(sqlite_house, locale: str, asked: str):
    """Whoever looks a word up does not know how somebody else wrote it."""
    term = {"zh-Hans": "面包", "zh-Hant": "麵包"}[locale]
    concept = Concept("bread", terms=(Term("bread", "en"), Term(term, locale)))
    glossary.save(sqlite_house.store, concept, version=0, by=sqlite_house.editor)

    found = glossary.concepts(sqlite_house.store, by=sqlite_house.reader, query=asked)

    assert [concept.id for concept in found] == ["bread"]


def test_the_search_page_shows_what_is_found_in_either_script(sqlite_house):
    """The page asks the same index for both, and shows the passage as it is written."""
    (unit_id, *_) = sqlite_house.edition("She found bread.", locale="zh-Hans")
    sqlite_house.write(unit_id, SIMPLIFIED)

    for asked in BREAD:
        (found,) = desk.find_text(sqlite_house.store, asked, by=sqlite_house.reader)
        assert (found.unit.id, found.unit.target) == (unit_id, SIMPLIFIED)


@pytest.mark.parametrize("locale", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
def test_a_term_is_found_in_either_script(sqlite_house, locale: str, text: str):
    """A concept has its Chinese term in one script, and its texts are in both."""
    term = {"zh-Hans": "面包", "zh-Hant": "麵包"}[locale]
    concept = Concept("bread", terms=(Term("bread", "en"), Term(term, locale)))
    glossary.save(sqlite_house.store, concept, version=0, by=sqlite_house.editor)

    with sqlite_house.store.read() as tx:
        termbase = termbases.termbase(tx)

    for asked in ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK"):
        (match,) = termbase.find(text, asked)
        assert (match.concept, match.text in BREAD) == ("bread", True)


@pytest.mark.parametrize(("edition", "target"), [("zh-Hans", SIMPLIFIED), ("zh-Hant", TRADITIONAL)])
def test_checks_know_terms_of_the_other_script(sqlite_house, edition: str, target: str):
    """A forbidden word is forbidden, however it is written; an agreed one is there, however the glossary has it."""
    house = sqlite_house
    other = {"zh-Hans": "zh-Hant", "zh-Hant": "zh-Hans"}[edition]
    bread, yard = {"zh-Hans": ("面包", "后院"), "zh-Hant": ("麵包", "後院")}[other]
    for concept in (
        Concept("bread", terms=(Term("bread", "en"), Term(bread, other))),
        Concept("yard", terms=(Term("yard", "en"), Term("院子", other), Term(yard, other, Status.FORBIDDEN))),
    ):
        glossary.save(house.store, concept, version=0, by=house.editor)
    house.text("She found bread in the yard.", slug="bakery")
    texts.start_edition(house.store, "bakery", edition, by=house.keeper)
    (unit_id,) = house.ids("bakery", edition)

    saved = house.write(unit_id, target, by=house.keeper)

    assert [finding.concept for finding in saved.findings if finding.check == "glossary"] == ["yard"]


@pytest.mark.parametrize("wanted", ["zh-Hans", "zh-Hant", "zh-Hant-TW"])
def test_the_memory_offers_translations_of_either_script(house, wanted: str):
    """Whoever translates into one script need not translate again what is there in the other."""
    (unit_id, *_) = house.edition("She found bread in the yard.", locale="zh-Hans")
    house.approve(unit_id, SIMPLIFIED)

    with house.store.read() as tx:
        index = memory.MemoryIndex(tx, target_locale=wanted)
        (match,) = look_up(index, "She found bread in the yard.", locale="en")

    assert match.candidate.target == SIMPLIFIED


@pytest.mark.parametrize("asked", [SIMPLIFIED, TRADITIONAL])
def test_the_memory_finds_chinese_sources_in_either_script(house, asked: str):
    """The same passage may come in from the mainland or from Taiwan."""
    (unit_id, *_) = house.edition(SIMPLIFIED, source="zh-Hans", locale="es", slug="pan")
    house.approve(unit_id, "Encontró pan en el patio.")

    with house.store.read() as tx:
        index = memory.MemoryIndex(tx, target_locale="es")
        (match,) = look_up(index, asked, locale="zh-Hant")

    assert match.candidate.target == "Encontró pan en el patio."
