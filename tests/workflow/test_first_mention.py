"""The first mention of a term in a text gives the original, where an editor wants that."""

from __future__ import annotations

import pytest

from workbench.glossary import Concept, Term
from workbench.workflow import desk, glossary, units

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
