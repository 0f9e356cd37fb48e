"""What a change of the glossary does to the texts: shown first, then found, listed, replaced by choice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workbench.glossary import Concept, Life, Status, Term
from workbench.states import State
from workbench.store import rechecks
from workbench.workflow import desk, glossary, rechecking, units, waivers
from workbench.workflow.errors import Blocked, Conflict, Invalid, NotAllowed, NotFound
from workbench.workflow.jobs import Runner
from workbench.workflow.jobs.kinds import HANDLERS

REED = Concept("reed", terms=(Term("reed", "en"), Term("junco", "es"), Term("caña", "es", Status.ADMITTED)))
STRICT = replace(REED, terms=(*REED.terms[:2], Term("caña", "es", Status.FORBIDDEN)))
CANE = "Una caña se dobla."


@pytest.fixture
def bank(sqlite_house):
    """Three units: approved, handed in, and without the word; the glossary admits what will be forbidden."""
    house = sqlite_house
    glossary.save(house.store, REED, version=0, by=house.editor)
    ids = house.edition("A reed bends.", "The reeds are high.", "Night falls.")
    house.approve(ids[0], CANE)
    house.hand_in(ids[1], "Las cañas son altas.")
    house.write(ids[2], "Cae la noche.")
    return house, ids


def _forbid(house, **more):
    return glossary.save(house.store, STRICT, version=1, by=house.editor, **more)


def _items(house, **more):
    return rechecking.waiting(house.store, by=house.editor, **more).items


# --- shown first --------------------------------------------------------------------------------------------------


def test_the_impact_is_shown_and_nothing_is_stored(bank, fingerprint):
    """An editor who sees forty approved passages may think again."""
    house, ids = bank
    before = fingerprint(house.store)
    impact = glossary.preview(house.store, STRICT, by=house.editor)
    assert fingerprint(house.store) == before
    assert [(unit.id, unit.state, unit.to_recheck) for unit in impact.touched] == [
        (ids[0], "approved", True),
        (ids[1], "submitted", False),
    ]
    assert [finding.found for unit in impact.touched for finding in unit.new] == ["caña", "cañas"]
    assert [text.states for text in impact.texts] == [(("submitted", 1), ("approved", 1))]
    assert (impact.concerned, impact.examined, impact.to_recheck) == (2, 2, 1)


def test_what_the_impact_shows_is_what_comes_of_it(bank):
    """A preview that errs is worse than none."""
    house, ids = bank
    shown = {unit.id: unit.new for unit in glossary.preview(house.store, STRICT, by=house.editor).touched}
    _forbid(house)
    stands = {id_: desk.details(house.store, id_, by=house.reader).unit.findings for id_ in ids}
    assert {id_: found for id_, found in stands.items() if found} == shown


def test_a_change_that_changes_nothing_touches_nothing(bank):
    """Nobody is asked about a corrected definition."""
    house, _ = bank
    for same in (REED, replace(REED, definition="A plant."), replace(REED, note="See the bank.")):
        assert glossary.preview(house.store, same, by=house.editor).touched == ()


def test_a_word_that_goes_takes_its_findings_with_it(bank):
    """What was forbidden by mistake must not haunt the texts."""
    house, ids = bank
    _forbid(house)
    impact = glossary.preview(house.store, REED, by=house.editor)
    assert [[finding.found for finding in unit.gone] for unit in impact.touched] == [["caña"], ["cañas"]]
    assert glossary.of_removal(house.store, "reed", by=house.editor).to_recheck == 0
    glossary.save(house.store, REED, version=2, by=house.editor)
    assert desk.details(house.store, ids[0], by=house.reader).unit.findings == ()


@pytest.mark.parametrize(
    ("term", "source", "target"),
    [
        (Term("company", "en"), "The companies met.", "Se reunieron."),
        (Term("trade union", "en"), "Two trade-unions met.", "Se reunieron."),
        (Term("voz", "es"), "She raised both.", "Alzó las voces."),
    ],
    ids=["plural in y", "hyphen and plural", "plural in z"],
)
def test_inflected_forms_are_looked_up_too(sqlite_house, term: Term, source: str, target: str):
    """The index knows words, the glossary knows forms."""
    house = sqlite_house
    (unit_id,) = house.edition(source)
    house.write(unit_id, target)
    if term.locale == "es":
        concept = Concept("new", terms=(Term("x", "en"), replace(term, status=Status.FORBIDDEN, anywhere=True)))
    else:
        concept = Concept("new", terms=(term, Term("gremio", "es")))
    impact = glossary.preview(house.store, concept, by=house.editor)
    assert [unit.id for unit in impact.touched] == [unit_id]


# --- after it was kept ----------------------------------------------------------------------------------------------


def test_what_was_approved_stays_approved_and_is_listed_with_the_reason(bank):
    """Nothing is reopened behind anybody's back."""
    house, ids = bank
    _forbid(house, reason="Two plants are two words.")
    assert house.unit(ids[0]).state == State.APPROVED
    (item,) = _items(house)
    assert (item.unit_id, item.concept, item.reason, item.who) == (
        ids[0], "reed", "Two plants are two words.", house.editor.name,
    )  # fmt: skip
    assert [finding.found for finding in item.findings] == ["caña"]
    assert rechecking.count(house.store, by=house.editor) == 1
    assert rechecking.count(house.store, by=house.reader) == 0
    # The same once more is no second line.
    glossary.recheck(house.store, "reed", by=house.editor)
    assert len(_items(house)) == 1


def test_a_line_of_the_list_names_the_newest_change(bank):
    """Whoever returns a text tells the translator that reason, not an older one."""
    house, ids = bank
    _forbid(house, reason="Two plants are two words.")
    relaxed = replace(STRICT, state=Life.PROPOSED)
    glossary.save(house.store, relaxed, version=2, by=house.editor, reason="Not settled.")
    glossary.save(house.store, STRICT, version=3, by=house.other_editor, reason="It is settled now.")
    (item,) = _items(house)
    assert (item.unit_id, item.reason, item.who) == (ids[0], "It is settled now.", house.other_editor.name)


def test_a_change_that_only_warns_less_lists_nothing(bank):
    """A disputed term is no reason to look at an approved text."""
    house, _ = bank
    glossary.settle(house.store, "reed", state="disputed", version=1, by=house.editor)
    glossary.save(house.store, replace(STRICT, state=Life.DISPUTED), version=2, by=house.editor)
    assert _items(house) == ()


def test_leaving_it_needs_a_reason_and_waives_the_finding(bank):
    """Whoever wonders later finds the reason where the word stands."""
    house, ids = bank
    _forbid(house)
    (item,) = _items(house)
    with pytest.raises(Invalid):
        rechecking.leave(house.store, item.id, reason=" ", by=house.editor)
    with pytest.raises(NotAllowed):
        rechecking.leave(house.store, item.id, reason="So.", by=house.translator)
    for _ in range(2):
        rechecking.leave(house.store, item.id, reason="A quotation.", by=house.editor)
    assert _items(house) == ()
    details = desk.details(house.store, ids[0], by=house.reader)
    assert (details.unit.findings, [waived.reason for waived in details.waived]) == ((), ["A quotation."])
    assert house.unit(ids[0]).state == State.APPROVED


def test_returning_it_tells_the_translator_why(bank):
    """The reason stands on the desk, as with any return."""
    house, ids = bank
    _forbid(house)
    (item,) = _items(house)
    with pytest.raises(Conflict):
        rechecking.send_back(house.store, item.id, version=item.version - 1, reason="Junco.", by=house.editor)
    for _ in range(2):
        rechecking.send_back(house.store, item.id, version=item.version, reason="Junco.", by=house.editor)
    assert _items(house) == ()
    assert house.unit(ids[0]).state == State.RETURNED
    assert house.revisions(ids[0])[-1].reason == "Junco."
    with pytest.raises(NotFound):
        rechecking.leave(house.store, 9_999, reason="So.", by=house.editor)


def test_what_is_approved_anew_is_off_the_list(bank):
    """An editor who approved it has looked at it with the glossary of today."""
    house, ids = bank
    _forbid(house)
    house.approve(ids[0], "Un junco se dobla.")
    assert _items(house) == ()


# --- replaced by choice ---------------------------------------------------------------------------------------------


def test_a_batch_is_a_proposal_and_each_accepted_line_is_a_revision(bank):
    """Nothing ever rewrites a text by itself."""
    house, ids = bank
    _forbid(house)
    page = glossary.differences(house.store, "reed", by=house.translator)
    found, total = list(page.items), page.total
    assert ([item.unit_id for item in found], total) == (ids[:2], 2)
    assert found[0].proposed == "Una junco se dobla."
    assert house.unit(ids[0]).target == CANE

    accepted = {item.unit_id: item.version for item in found}
    outcome = glossary.replace(house.store, "reed", accepted, by=house.translator)
    assert (outcome.done, outcome.skipped) == (2, ())
    writing = [revision for revision in house.revisions(ids[0]) if revision.origin == "glossary"]
    assert [revision.user_id for revision in writing] == [house.translator.id]
    # What was approved or in review waits for an editor again.
    assert {house.unit(id_).state for id_ in ids[:2]} == {State.SUBMITTED.value}
    assert _items(house) == ()
    assert glossary.differences(house.store, "reed", by=house.translator).total == 0


def test_a_unit_that_changed_meanwhile_is_skipped_and_named(bank):
    """Somebody's new sentence is worth more than a batch."""
    house, ids = bank
    _forbid(house)
    accepted = {item.unit_id: item.version for item in glossary.differences(house.store, "reed", by=house.editor).items}
    house.write(ids[1], "Las cañas, altas.")
    outcome = glossary.replace(house.store, "reed", accepted, by=house.editor)
    assert (outcome.done, outcome.skipped) == (1, (house.unit(ids[1]).uid,))
    assert house.unit(ids[1]).target == "Las cañas, altas."
    assert not any(revision.conflict for revision in house.revisions(ids[1]))


def test_only_what_one_translates_is_offered_and_replaced(bank):
    """A reader sees the page and has nothing to press."""
    house, ids = bank
    _forbid(house)
    assert glossary.differences(house.store, "reed", by=house.reader).items == ()
    with pytest.raises(NotAllowed):
        glossary.replace(house.store, "reed", {ids[0]: house.unit(ids[0]).version}, by=house.reader)


# --- how far a concept is settled -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "severity"), [("agreed", "error"), ("proposed", "warning"), ("disputed", "info"), ("retired", None)]
)
def test_only_agreed_concepts_block(sqlite_house, state: str, severity: str | None):
    """A proposal is no law, and a dispute is no proposal."""
    house = sqlite_house
    (unit_id,) = house.edition("A reed bends.")
    house.hand_in(unit_id, CANE)
    glossary.save(house.store, replace(STRICT, state=Life(state)), version=0, by=house.editor)
    found = desk.details(house.store, unit_id, by=house.reader).unit.findings
    assert [finding.severity for finding in found] == ([severity] if severity else [])
    assert any(units.blocks(finding) for finding in found) is (state == "agreed")


# --- waivers --------------------------------------------------------------------------------------------------------


def test_a_waiver_reaches_as_far_as_it_says(bank):
    """A quotation is one place; a title is a whole text; a spelling is always."""
    house, ids = bank
    other = house.edition("A reed breaks.", slug="second")[0]
    house.write(other, "La caña se rompe.")
    house.write(ids[1], "La caña es alta.")
    _forbid(house)

    def open_in() -> list[bool]:
        here = (ids[0], ids[1], other)
        return [bool(desk.details(house.store, id_, by=house.reader).unit.findings) for id_ in here]

    key = desk.details(house.store, ids[0], by=house.reader).unit.findings[0].key
    expected = {"place": [False, True, True], "text": [False, False, True], "always": [False, False, False]}
    for reach, still_open in expected.items():
        waivers.waive(house.store, ids[0], finding_key=key, reason="So.", by=house.editor, reach=reach)
        assert open_in() == still_open, reach
        # A text that is saved later is covered alike.
        for number, id_ in enumerate((ids[1], other)):
            target = "La caña, alta." if reach == "place" else f"La caña {reach}."
            assert bool(house.write(id_, target).findings) is still_open[number + 1]
        (waiver,) = waivers.listed(house.store, by=house.reader).waivers
        assert (waiver.reach, waiver.reason, waiver.covers) == (reach, "So.", still_open.count(False))
        waivers.revoke(house.store, waiver.id, by=house.editor)
        assert open_in() == [True, True, True]
    assert waivers.listed(house.store, by=house.reader).total == 0
    with pytest.raises(Invalid):
        waivers.waive(house.store, ids[0], finding_key=key, reason="So.", by=house.editor, reach="far")


def test_an_edited_unit_keeps_its_waiver_as_long_as_the_words_stand(bank):
    """Who mends a comma must not have to explain the quotation again."""
    house, ids = bank
    _forbid(house)
    key = desk.details(house.store, ids[0], by=house.reader).unit.findings[0].key
    waivers.waive(house.store, ids[0], finding_key=key, reason="So.", by=house.editor)
    assert house.write(ids[0], "Una caña, se dobla.").findings == ()
    assert [finding.found for finding in house.write(ids[0], "Unas cañas se doblan.").findings] == ["cañas"]


def test_a_text_is_checked_while_it_is_typed_as_it_would_be_on_save(bank, fingerprint):
    """Two engines would say two things."""
    house, ids = bank
    _forbid(house)
    before = fingerprint(house.store)
    live = units.check(house.store, ids[1], target=CANE, by=house.translator)
    assert fingerprint(house.store) == before
    assert live == house.write(ids[1], CANE).findings
    assert live
    assert units.check(house.store, ids[1], target="  ", by=house.translator) == ()
    with pytest.raises(NotAllowed):
        units.check(house.store, ids[1], target=CANE, by=house.reader)


def test_a_blocked_approval_names_what_the_changed_glossary_says(bank):
    """The list is for what was approved; what waits is checked when it is approved."""
    house, ids = bank
    _forbid(house)
    with pytest.raises(Blocked):
        house.approve(ids[1], "Las cañas.")


def test_a_line_of_the_list_comes_once(bank):
    """Two changes of one concept are one look at its passages."""
    house, ids = bank
    with house.store.begin() as tx:
        assert rechecks.add(tx, ids[0], "reed", reason="One.", by=house.editor)
        assert not rechecks.add(tx, ids[0], "reed", reason="Two.", by=house.editor)
        assert rechecks.add(tx, ids[0], "rush", reason="Three.", by=None)


# --- of many ------------------------------------------------------------------------------------------------------


@pytest.fixture
def shore(sqlite_house, monkeypatch):
    """Seven units with the word in two editions; three are looked at for a page, and two stand on it."""
    house = sqlite_house
    monkeypatch.setattr("workbench.workflow.glossary.impact.WHOLE", 3)
    monkeypatch.setattr("workbench.workflow.glossary.impact.MOST", 3)
    monkeypatch.setattr("workbench.workflow.glossary.impact.PAGE", 2)
    monkeypatch.setattr("workbench.workflow.glossary.impact._AT_ONCE", 1)
    glossary.save(house.store, REED, version=0, by=house.editor)
    ids = house.edition(*(f"Reed {number} bends." for number in "ABCDE"))
    more = house.edition("A reed.", "Reeds.", slug="song")
    for unit_id in (*ids, *more):
        house.write(unit_id, CANE)
    house.write(ids[1], "Un junco se dobla.")
    return house, ids, more


def test_all_units_are_counted_by_text_and_state_and_the_first_ones_looked_at(shore):
    """A word that stands in half of all texts: the editor sees how many and where, and does not wait."""
    house, ids, _ = shore
    impact = glossary.preview(house.store, STRICT, by=house.editor)
    assert (impact.concerned, impact.examined, impact.found, impact.is_whole) == (6, 3, 3, False)
    assert [(text.slug, text.holding, text.states) for text in impact.texts] == [
        ("tale", (("draft", 4),), (("draft", 3),)),
        ("song", (("draft", 2),), ()),
    ]
    assert [unit.id for unit in impact.touched] == [ids[0], ids[2]]


def test_page_after_page_shows_every_unit_once(shore):
    """Nobody has to trust a figure: what it counts can be looked at."""
    house, ids, more = shore
    impact = glossary.preview(house.store, STRICT, by=house.editor)
    seen = [unit.id for unit in impact.touched]
    while impact.following:
        impact = glossary.preview(house.store, STRICT, by=house.editor, after=impact.following)
        assert impact.texts == ()
        seen += [unit.id for unit in impact.touched]
    assert seen == [id_ for id_ in (*ids, *more) if id_ != ids[1]]


def test_a_file_shows_its_impact_like_a_change_by_hand(bank, fingerprint):
    """Two concepts of one file are looked at together: the longer term protects the shorter one inside it."""
    house, ids = bank
    before = fingerprint(house.store)
    bed = Concept("bed", terms=(Term("reed bends", "en"), Term("juncal", "es")))
    plan = glossary.preview_concepts(house.store, [STRICT, bed], by=house.editor)
    assert fingerprint(house.store) == before
    assert [(unit.id, [finding.concept for finding in unit.new]) for unit in plan.impact.touched] == [
        (ids[0], ["bed"]), (ids[1], ["reed"]),
    ]  # fmt: skip
    done = glossary.import_concepts(house.store, [STRICT, bed], by=house.editor)
    assert (done.renewed.checked, done.renewed.listed) == (2, 1)
    assert [item.concept for item in _items(house)] == ["bed"]
    assert glossary.preview_concepts(house.store, [STRICT, bed], by=house.editor).impact.concerned == 0


def test_all_differences_are_accepted_at_once_behind_the_pages(shore, monkeypatch):
    """Nobody ticks five thousand boxes; whatever somebody changed meanwhile stays theirs."""
    house, ids, more = shore
    monkeypatch.setattr("workbench.workflow.glossary.replacing.PAGE", 2)
    _forbid(house)
    page = glossary.differences(house.store, "reed", by=house.translator)
    assert (len(page.items), page.total, page.following) == (2, 6, ids[2])
    following = glossary.differences(house.store, "reed", by=house.translator, after=page.following)
    assert [item.unit_id for item in following.items] == [ids[3], ids[4]]
    job = glossary.replace_all(house.store, "reed", by=house.translator)
    assert glossary.replace_all(house.store, "reed", by=house.translator) == job
    with pytest.raises(NotAllowed):
        glossary.replace_all(house.store, "reed", by=house.reader)
    assert Runner(house.store, HANDLERS).run_next()
    assert [house.unit(id_).target for id_ in (*ids, *more)].count("Una junco se dobla.") == 6
    assert house.revisions(ids[0])[-1].user_id == house.translator.id
    assert glossary.differences(house.store, "reed", by=house.translator).total == 0
