"""What only the other units of an edition tell of one, on the desk, on save, and where they are changed."""

from __future__ import annotations

import random

import pytest
import sqlalchemy as sa

from workbench.findings import Severity
from workbench.glossary import Concept, Life, Status, Term
from workbench.glossary.edition import FIRST_MENTION, INCONSISTENT
from workbench.states import State
from workbench.workflow import desk, glossary, readiness, review, termbases, units

REED = Concept("reed", terms=(Term("reed", "en"), Term("junco", "es", first_mention=True)))
PLAIN, FULL = "Un junco se dobla.", "Un junco (reed) se dobla."


@pytest.fixture
def bank(house):
    """Three units that mention the concept, and one that does not."""
    glossary.save(house.store, REED, version=0, by=house.editor)
    return house, house.edition("A reed bends.", "Night falls.", "The reed stands.", "A reed again.")


def found(house, ids):
    shown = (desk.details(house.store, unit_id, by=house.reader).unit.findings for unit_id in ids)
    return [[finding.replacement for finding in one] for one in shown]


# --- the first mention ----------------------------------------------------------------------------------------------


def test_only_the_first_mention_is_asked_for_its_original(bank):
    """The finding offers the very words; a second mention needs none."""
    house, ids = bank
    assert [finding.replacement for finding in house.write(ids[0], PLAIN).findings] == ["junco (reed)"]
    assert house.write(ids[2], "El junco está.").findings == ()
    assert house.write(ids[0], FULL).findings == ()


def test_it_is_found_while_somebody_types(bank):
    """By the same checks as on save."""
    house, ids = bank
    live = units.check(house.store, ids[0], target=PLAIN, by=house.translator)
    assert live == house.write(ids[0], PLAIN).findings
    assert units.check(house.store, ids[0], target=FULL, by=house.translator) == ()


def test_who_is_the_first_no_longer_is_left_alone(bank):
    """Passages are not translated in their order; a finding that is out of date cries wolf."""
    house, ids = bank
    house.write(ids[2], "El junco está.")
    assert found(house, ids) == [[], [], ["junco (reed)"], []]
    house.write(ids[0], FULL)
    assert found(house, ids) == [[], [], [], []]


def test_who_becomes_the_first_is_asked_at_once(bank):
    """The passage before it was emptied; nobody may touch the other one for a long time."""
    house, ids = bank
    for unit_id in (ids[0], ids[2], ids[3]):
        house.write(unit_id, FULL if unit_id == ids[0] else PLAIN)
    house.write(ids[0], "")
    assert found(house, ids) == [[], [], ["junco (reed)"], []]


def test_the_wish_reaches_the_texts_that_are_there(bank):
    """An editor ticks it, and the first mention of each text is found, nothing else."""
    house, ids = bank
    plain = Concept("reed", terms=(Term("reed", "en"), Term("junco", "es")))
    glossary.save(house.store, plain, version=1, by=house.editor)
    for unit_id in (ids[0], ids[2], ids[3]):
        house.write(unit_id, PLAIN)
    glossary.save(house.store, REED, version=2, by=house.editor)
    assert found(house, ids) == [["junco (reed)"], [], [], []]
    glossary.save(house.store, plain, version=3, by=house.editor)
    assert found(house, ids) == [[], [], [], []]


# --- one rendering beside another -----------------------------------------------------------------------------------

BARGE = Concept("barge", terms=(Term("barge", "en"), Term("gabarra", "es"), Term("lanchón", "es", Status.ADMITTED)))
COUNCIL = Concept("council", "organisation", terms=(Term("River Council", "en"), Term("Consejo del Río", "es")))
USUAL, STRAY = "Las gabarras zarpan.", "Los lanchones zarpan."


@pytest.fixture
def quay(house):
    """Six units about barges, and one about the council."""
    for concept in (BARGE, COUNCIL):
        glossary.save(house.store, concept, version=0, by=house.editor)
    return house, house.edition(*["Barges leave."] * 6, "The River Council met. The River Council left.")


def test_a_stray_rendering_is_told_while_somebody_types_and_on_save(quay):
    """It is admitted, so it only informs; one key puts the usual one in its place, in the number that fits."""
    house, ids = quay
    for unit_id in ids[:4]:
        house.write(unit_id, USUAL)
    (finding,) = units.check(house.store, ids[4], target=STRAY, by=house.translator)
    assert house.write(ids[4], STRAY).findings == (finding,)
    assert (finding.check, finding.severity, finding.concept) == (INCONSISTENT, Severity.INFO, "barge")
    assert (finding.found, finding.expected, finding.replacement) == ("lanchones", ("gabarras",), "gabarras")


def test_a_hint_does_not_stand_in_the_way_of_an_approval(quay):
    """Editors see it in review; an edition with it is ready all the same."""
    house, ids = quay
    for unit_id in ids[:4]:
        house.write(unit_id, USUAL)
    house.hand_in(ids[4], STRAY)
    (item,) = review.waiting(house.store, by=house.editor).units
    assert [finding.check for finding in item.findings] == [INCONSISTENT]
    approved = review.approve(house.store, ids[4], version=house.unit(ids[4]).version, by=house.editor)
    assert approved.state == State.APPROVED
    with house.store.read() as tx:
        edition = units.get(tx, ids[4]).edition
        groups = readiness.readiness(tx, edition.id, source_locale="en", locale="es").groups
    assert readiness.Lack.WARNINGS not in {group.lack for group in groups}


def test_who_was_first_to_use_the_stray_is_told_when_the_others_have_settled(quay):
    """When it was written there was nothing to say; it would never be told if only the open unit was looked at."""
    house, ids = quay
    house.write(ids[0], STRAY)
    for unit_id in ids[1:4]:
        house.write(unit_id, USUAL)
    assert found(house, ids[:1]) == [[]]
    house.write(ids[4], USUAL)
    assert found(house, ids[:1]) == [["gabarras"]]


def test_two_who_use_it_are_no_strays(quay):
    """An admitted term that recurs is a choice; the finding of the first one goes."""
    house, ids = quay
    for unit_id, text in zip(ids, [USUAL] * 4 + [STRAY] * 2, strict=False):
        house.write(unit_id, text)
    assert found(house, ids[:6]) == [[]] * 6
    house.write(ids[5], USUAL)
    assert found(house, ids[:6]) == [[]] * 4 + [["gabarras"], []]


def test_other_editions_do_not_count(quay):
    """What is usual in one text need not be so in another."""
    house, ids = quay
    for unit_id in ids[:4]:
        house.write(unit_id, USUAL)
    (other,) = house.edition("Barges leave.", slug="log")
    assert house.write(other, STRAY).findings == ()


def test_a_rendering_that_nobody_agreed_on_is_told_beside_the_agreed_one(quay):
    """A warning: readers would take it for another council."""
    house, ids = quay
    text = "El Consejo del Río se reunió. La Junta del Río se fue."
    (finding,) = units.check(house.store, ids[6], target=text, by=house.translator)
    assert (finding.check, finding.severity) == ("unknown-rendering", Severity.WARNING)
    assert (finding.found, finding.replacement) == ("Junta del Río", "Consejo del Río")


def test_words_that_also_stand_where_the_source_has_no_council_are_ordinary(quay):
    """The unit that has them tells so, wherever it stands."""
    house, ids = quay
    house.write(ids[5], "Las gabarras zarpan de la Junta del Río.")
    text = "El Consejo del Río se reunió. La Junta del Río se fue."
    assert units.check(house.store, ids[6], target=text, by=house.translator) == ()


def test_a_unit_in_order_costs_no_look_at_the_others(quay):
    """Most texts leave nothing open, and the answer is awaited while somebody types."""
    house, ids = quay
    statements: list[str] = []
    sa.event.listen(house.store.engine, "before_cursor_execute", lambda *event: statements.append(event[2]))
    units.check(house.store, ids[1], target=USUAL, by=house.translator)
    assert not [statement for statement in statements if "search_index" in statement]
    units.check(house.store, ids[1], target=STRAY, by=house.translator)
    assert len([statement for statement in statements if "search_index" in statement]) == 2


def test_only_a_disputed_concept_leads_to_the_discussion(quay):
    """A hint about a settled one has nothing that is discussed."""
    house, ids = quay
    for unit_id in ids[:4]:
        house.write(unit_id, USUAL)
    assert [finding.is_disputed for finding in house.write(ids[4], STRAY).findings] == [False]
    disputed = Concept("barge", terms=BARGE.terms, state=Life.DISPUTED)
    glossary.save(house.store, disputed, version=1, by=house.editor)
    shown = desk.details(house.store, ids[4], by=house.reader).unit.findings
    assert [finding.is_disputed for finding in shown] == [True]


TEXTS = ("", USUAL, USUAL, STRAY, PLAIN, FULL, "Los lanchones y las gabarras zarpan.", "El junco y la gabarra.")


@pytest.mark.parametrize("seed", range(3))
def test_whatever_is_written_the_units_have_what_a_look_at_the_whole_edition_finds(sqlite_house, seed):
    """Each save looks at a few others only; these have to be the right ones."""
    house, chance = sqlite_house, random.Random(seed)
    for concept in (BARGE, REED):
        glossary.save(house.store, concept, version=0, by=house.editor)
    source = "Barges leave the reed."
    ids = house.edition(*[source] * 7)
    for _ in range(40):
        house.write(chance.choice(ids), chance.choice(TEXTS))
        with house.store.read() as tx:
            targets = [units.get(tx, unit_id).target for unit_id in ids]
            whole = termbases.termbase(tx).check_edition(
                [(source, target) for target in targets], source_locale="en", target_locale="es"
            )
            stored = [units.open_findings(tx, units.get(tx, unit_id)) for unit_id in ids]
        odd = [[one for one in many if one.check in (INCONSISTENT, FIRST_MENTION)] for many in stored]
        assert odd == whole, targets
