"""What a change of the glossary leaves to check: put in beside it, done at once or behind the pages, never lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from workbench.glossary import Concept, Status, Term
from workbench.store.models import Job, now
from workbench.workflow import desk, glossary, jobs, rechecking, renewal
from workbench.workflow.jobs import Runner, queue
from workbench.workflow.jobs.kinds import HANDLERS

REED = Concept("reed", terms=(Term("reed", "en"), Term("junco", "es"), Term("caña", "es", Status.ADMITTED)))
STRICT = replace(REED, terms=(*REED.terms[:2], Term("caña", "es", Status.FORBIDDEN)))
COUNT = 5


@pytest.fixture
def bank(sqlite_house, monkeypatch):
    """Five approved units with a word that will be forbidden; more than two of them are too many to wait for."""
    house = sqlite_house
    monkeypatch.setattr(renewal, "AT_ONCE", 2)
    monkeypatch.setattr(renewal, "BATCH", 2)
    glossary.save(house.store, REED, version=0, by=house.editor)
    ids = house.edition(*(f"Reed {number} bends." for number in "ABCDE"))
    for unit_id in ids:
        house.approve(unit_id, "Una caña se dobla.")
    return house, ids


def forbid(house, *, later=True):
    return glossary.save(house.store, STRICT, version=1, by=house.editor, reason="Two plants.", later=later)


def found(house, ids):
    """How many of the units have a finding."""
    return sum(bool(desk.details(house.store, unit_id, by=house.reader).unit.findings) for unit_id in ids)


def waiting(house):
    return rechecking.waiting(house.store, by=house.editor).total


def work(house):
    return Runner(house.store, HANDLERS).run_next()


def kill(house):
    """The process that began the job was killed a while ago."""
    with house.store.begin() as tx:
        tx.execute(sa.update(Job).where(Job.state == "running").values(heartbeat_at=now() - 2 * queue.LOST_AFTER))


def test_many_units_are_checked_behind_the_pages(bank):
    """Whoever forbids a common word need not look at a white page for a minute."""
    house, ids = bank
    forbid(house)
    job = glossary.checking(house.store, "reed", by=house.editor)
    assert job is not None
    assert (found(house, ids), waiting(house)) == (0, 0)
    assert glossary.page(house.store, "reed", by=house.reader).checking == job
    assert work(house)

    assert (found(house, ids), waiting(house)) == (COUNT, COUNT)
    view = jobs.find(house.store, job, by=house.reader)
    assert (view.is_open, view.done, view.total) == (False, COUNT, COUNT)
    assert glossary.checking(house.store, "reed", by=house.editor) is None
    assert glossary.changed(house.store, view.arguments["last"], by=house.reader) == "reed"
    (item, *_) = rechecking.waiting(house.store, by=house.editor).items
    assert (item.reason, item.who) == ("Two plants.", house.editor.name)


def test_a_program_that_waits_has_it_done_at_once(bank):
    """The command line says at its end that all is done."""
    house, ids = bank
    forbid(house, later=False)
    assert (found(house, ids), waiting(house)) == (COUNT, COUNT)
    assert not work(house)


def test_nothing_is_lost_when_the_process_is_killed_behind_the_change(bank, monkeypatch):
    """The change and what follows from it are in the database together, or not at all."""
    house, ids = bank
    monkeypatch.setattr(renewal, "follow", lambda *_, **__: None)
    forbid(house)
    assert found(house, ids) == 0
    kill(house)
    assert work(house)
    assert (found(house, ids), waiting(house)) == (COUNT, COUNT)


def test_nothing_is_lost_when_it_is_killed_on_the_way(bank, monkeypatch):
    """What was checked before is checked again and comes to the same; nothing stands on the list twice."""
    house, ids = bank
    forbid(house)
    running = queue.claim(house.store)

    class Killed(BaseException):
        pass

    def die(*_):
        raise Killed

    monkeypatch.setattr(running, "progress", die)
    with pytest.raises(Killed):
        renewal.renew(running)
    assert (found(house, ids), waiting(house)) == (2, 2)
    kill(house)
    assert work(house)
    assert (found(house, ids), waiting(house)) == (COUNT, COUNT)


def test_a_text_that_was_saved_meanwhile_is_left_as_it_is(bank, monkeypatch):
    """It was checked with its new words, and by the new glossary."""
    house, ids = bank
    forbid(house)
    look = renewal._examined

    def look_and_save(store, unit_ids):
        result = look(store, unit_ids)
        if ids[0] in unit_ids:
            house.write(ids[0], "Un junco se dobla.")
        return result

    monkeypatch.setattr(renewal, "_examined", look_and_save)
    work(house)
    assert (found(house, ids), waiting(house)) == (COUNT - 1, COUNT - 1)


def test_two_changes_are_two_jobs(bank):
    """An editor who forbids a word and thinks again leaves nothing behind."""
    house, ids = bank
    forbid(house)
    glossary.save(house.store, REED, version=2, by=house.editor, later=True)
    while work(house):
        pass
    assert found(house, ids) == 0


def test_what_a_removal_and_a_file_touch_is_checked_like_a_change_by_hand(bank):
    """There is one way for all of them."""
    house, ids = bank
    plan = glossary.import_concepts(house.store, [STRICT], by=house.editor, later=True)
    assert plan.renewed.job
    work(house)
    assert (found(house, ids), waiting(house)) == (COUNT, COUNT)
    renewed = glossary.remove(house.store, "reed", version=2, by=house.editor, reason="No.", later=True)
    assert renewed.job
    work(house)
    assert found(house, ids) == 0
    last = jobs.find(house.store, renewed.job, by=house.reader).arguments["last"]
    assert glossary.changed(house.store, last, by=house.reader) == ""


def test_checking_again_waits_for_the_job_that_is_at_it(bank):
    """Two clicks are one job, and where there is nothing to do there is none."""
    house, ids = bank
    first = glossary.recheck(house.store, "reed", by=house.translator, later=True)
    second = glossary.recheck(house.store, "reed", by=house.editor, later=True)
    assert first.job == second.job != ""
    work(house)
    assert glossary.recheck(house.store, "reed", by=house.editor) == renewal.Renewed(checked=COUNT)
    glossary.save(house.store, Concept("rush", terms=(Term("rush", "en"),)), version=0, by=house.editor, later=True)
    assert not work(house)
    assert found(house, ids) == 0
