"""Propose, talk, settle: how a word becomes a term, and how its proposer learns of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.glossary import Concept, Life, Relation, RelationKind, Status, Term
from workbench.workflow import glossary, termbases
from workbench.workflow.errors import Invalid, NotAllowed, NotFound


def _propose(house, source: str = "lantern", target: str = "farol", **more):
    languages = {"source_locale": "en", "target_locale": "es"}
    return glossary.propose(
        house.store, source=source, target=target, **languages, by=more.pop("by", house.translator), **more
    )


def test_a_proposal_is_made_in_one_step(sqlite_house):
    """What was marked on the desk is all that is needed."""
    concept = _propose(sqlite_house, reason="It comes in every chapter.")
    assert concept == Concept("lantern", terms=(Term("lantern", "en"), Term("farol", "es")), state=Life.PROPOSED)
    page = glossary.page(sqlite_house.store, "lantern", by=sqlite_house.reader)
    assert page.history[0].reason == "It comes in every chapter."
    assert [(stage.life.value, bool(stage.at), stage.here) for stage in page.stages] == [
        ("proposed", True, True), ("agreed", False, False), ("disputed", False, False), ("retired", False, False),
    ]  # fmt: skip


def test_a_proposal_sent_twice_is_one(sqlite_house):
    """The way to the server may break behind the answer."""
    first = _propose(sqlite_house, key="form-key-1")
    assert _propose(sqlite_house, key="form-key-1") == first
    assert len(glossary.concepts(sqlite_house.store, by=sqlite_house.reader)) == 1


def test_an_id_is_never_taken_from_another_meaning(sqlite_house):
    """Links and files name concepts by their ids, also those that went."""
    house = sqlite_house
    _propose(house)
    glossary.remove(house.store, "lantern", version=1, by=house.editor, reason="No.")
    assert _propose(house, "Lantern", "").id == "lantern-2"
    assert _propose(house, "红灯 笼", "").id == "红灯-笼"


@pytest.mark.parametrize(("source", "target"), [("", ""), (" ", "\t"), ("x" * 201, ""), ("\x00", "")])
def test_a_proposal_needs_words(sqlite_house, source: str, target: str):
    """An empty line is no term."""
    with pytest.raises(Invalid):
        _propose(sqlite_house, source, target)


def test_what_the_glossary_has_is_not_proposed_again(sqlite_house):
    """The refusal names the concept, where one can talk about it."""
    _propose(sqlite_house)
    with pytest.raises(Invalid) as refused:
        _propose(sqlite_house, "lantern", "linterna")
    assert refused.value.details["concept"] == "lantern"
    with pytest.raises(NotAllowed):
        _propose(sqlite_house, "gate", "", by=sqlite_house.reader)


def test_the_proposer_is_told_once_what_became_of_it(sqlite_house):
    """Whoever proposes and hears nothing proposes no more."""
    house, by = sqlite_house, sqlite_house.translator
    _propose(house)
    assert glossary.notices(house.store, by=by) == []
    glossary.settle(house.store, "lantern", state="agreed", version=1, by=house.editor, reason="Yes.")
    (notice,) = glossary.notices(house.store, by=by)
    assert (notice.concept, notice.name, notice.state, notice.reason) == ("lantern", "lantern", "agreed", "Yes.")
    assert glossary.notices(house.store, by=house.editor) == []
    glossary.notices_seen(house.store, by=by)
    assert glossary.notices(house.store, by=by) == []
    glossary.remove(house.store, "lantern", version=2, by=house.editor, reason="No.")
    assert [notice.state for notice in glossary.notices(house.store, by=by)] == [""]


def test_who_settles_their_own_proposal_needs_no_notice(sqlite_house):
    """They were there."""
    house = sqlite_house
    _propose(house, by=house.editor)
    glossary.settle(house.store, "lantern", state="agreed", version=1, by=house.editor)
    assert glossary.notices(house.store, by=house.editor) == []


def test_everybody_may_talk_about_a_concept(sqlite_house, fingerprint):
    """Said twice in a row, it is said once."""
    house = sqlite_house
    _propose(house)
    first = glossary.comment(house.store, "lantern", text="Why not linterna?", by=house.reader)
    before = fingerprint(house.store)
    assert glossary.comment(house.store, "lantern", text="Why not linterna?", by=house.reader) == first
    assert fingerprint(house.store) == before
    glossary.comment(house.store, "lantern", text="It is carried.", by=house.translator)
    page = glossary.page(house.store, "lantern", by=house.reader)
    assert [(remark.who, remark.text) for remark in page.remarks] == [
        (house.reader.name, "Why not linterna?"),
        (house.translator.name, "It is carried."),
    ]
    for uid, text, refusal in (("lantern", " ", Invalid), ("gate", "Hm.", NotFound)):
        with pytest.raises(refusal):
            glossary.comment(house.store, uid, text=text, by=house.reader)


def test_relations_are_seen_from_both_sides(sqlite_house):
    """Whoever looks at the wider concept finds the narrower one."""
    house = sqlite_house
    light = Concept("light", terms=(Term("light", "en"),))
    lamp = Concept("lamp", terms=(Term("lamp", "en"),), relations=(Relation(RelationKind.BROADER, "light"),))
    with pytest.raises(Invalid, match="no concept of the id light"):
        glossary.save(house.store, lamp, version=0, by=house.editor)
    for concept in (light, lamp):
        glossary.save(house.store, concept, version=0, by=house.editor)
    related = {uid: glossary.page(house.store, uid, by=house.reader).related for uid in ("light", "lamp")}
    assert {uid: [(other.kind, other.uid) for other in found] for uid, found in related.items()} == {
        "light": [("narrower", "lamp")],
        "lamp": [("broader", "light")],
    }
    itself = replace(lamp, relations=(Relation(RelationKind.RELATED, "lamp"),))
    with pytest.raises(Invalid):
        glossary.save(house.store, itself, version=1, by=house.editor)


def test_a_concept_of_one_text_counts_there_alone(sqlite_house):
    """The same word means another thing in another book."""
    house = sqlite_house
    here = house.edition("The gate opened.", slug="here")[0]
    there = house.edition("The gate opened.", slug="there")[0]
    gate = Concept("gate", terms=(Term("gate", "en"), Term("compuerta", "es")), scope="here")
    with pytest.raises(Invalid):
        glossary.save(house.store, replace(gate, scope="nowhere"), version=0, by=house.editor)
    glossary.save(house.store, gate, version=0, by=house.editor)
    assert house.write(here, "La puerta se abrió.").findings != ()
    assert house.write(there, "La puerta se abrió.").findings == ()


def test_the_other_script_is_derived_and_never_stored(sqlite_house):
    """A stored copy would contradict what it was made of as soon as that changes."""
    house = sqlite_house
    book = Concept("book", terms=(Term("red book", "en"), Term("红宝书", "zh-Hans")))
    glossary.save(
        house.store, replace(book, terms=(*book.terms, Term("X", "zh-Hant", derived=True))), version=0, by=house.editor
    )
    page = glossary.page(house.store, "book", by=house.reader)
    assert page.concept == book
    assert [(term.locale, term.text, term.derived) for term in page.derived] == [("zh-Hant", "紅寶書", True)]
    with house.store.read() as tx:
        found = termbases.termbase(tx).check("A red book.", "一本小書。", source_locale="en", target_locale="zh-Hant")
    assert [finding.expected for finding in found] == [("紅寶書",)]


def test_a_given_form_is_not_derived_over(sqlite_house):
    """Somebody thought about it."""
    given = Concept("house", terms=(Term("裡", "zh-Hant"), Term("里", "zh-Hans"), Term("no", "en", Status.FORBIDDEN)))
    assert list(termbases.derived(given)) == []
