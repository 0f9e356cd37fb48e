"""Translating: nothing that somebody typed is lost, and nothing is stored twice."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.states import IllegalStep, State
from workbench.store.models import Unit
from workbench.workflow import units
from workbench.workflow.errors import Conflict, Invalid, NotAllowed, NotFound


def _save(house, unit_id: int, target: str, *, version: int, key: str, by=None):
    return units.save(house.store, unit_id, target=target, version=version, key=key, by=by or house.translator)


# --- save -------------------------------------------------------------------------------------------------------


def test_a_save_stores_text_revision_and_log(house):
    """The text for the readers, the revision for the history, the line for those who ask who did it."""
    unit_id = house.edition()[0]
    saved = house.write(unit_id, "El río crece.")

    assert (saved.version, saved.state, saved.target, saved.changed) == (2, State.DRAFT, "El río crece.", True)
    assert house.unit(unit_id).author_id == house.translator.id
    (revision,) = house.revisions(unit_id)
    assert (revision.number, revision.action, revision.origin, revision.target) == (
        2,
        "write",
        "typed",
        "El río crece.",
    )
    assert revision.user_id == house.translator.id
    assert house.log()[-1] == "write"


def test_a_save_that_is_sent_twice_is_stored_once_and_answered_alike(house, fingerprint):
    """The answer to the first may have been lost on the way."""
    unit_id = house.edition()[0]
    first = _save(house, unit_id, "El río crece.", version=1, key="sent-twice")
    before = fingerprint(house.store)
    second = _save(house, unit_id, "El río crece.", version=1, key="sent-twice")

    assert (second.version, second.state, second.target) == (first.version, first.state, first.target)
    assert not second.changed
    assert fingerprint(house.store) == before


def test_a_late_copy_of_a_save_does_not_hide_what_came_between(house):
    """Its answer names the version of then: who writes on from there meets the other text as a conflict."""
    unit_id = house.edition()[0]
    first = _save(house, unit_id, "El río crece.", version=1, key="sent-twice")
    _save(house, unit_id, "El río sube.", version=2, key="in-between", by=house.editor)
    again = _save(house, unit_id, "El río crece.", version=1, key="sent-twice")

    assert (again.version, again.target) == (first.version, "El río crece.")
    with pytest.raises(Conflict):
        _save(house, unit_id, "El río crece hoy.", version=again.version, key="goes-on-")
    assert house.unit(unit_id).target == "El río sube."


def test_a_key_belongs_to_one_text(house, fingerprint):
    """A device that used a key again for another text would lose that text without a word."""
    first, second = house.edition()
    _save(house, first, "El río crece.", version=1, key="sent-once")
    before = fingerprint(house.store)

    with pytest.raises(Invalid):
        _save(house, first, "Otro texto.", version=2, key="sent-once")
    with pytest.raises(NotAllowed):
        _save(house, second, "El río crece.", version=1, key="sent-once")
    assert fingerprint(house.store) == before


@pytest.mark.parametrize("key", ["", "short", "x" * 81, "schlüssel"])
def test_a_save_needs_a_key(house, key: str, fingerprint):
    """Without one, a save that is sent twice would be its own conflict."""
    unit_id = house.edition()[0]
    before = fingerprint(house.store)
    with pytest.raises(Invalid):
        _save(house, unit_id, "El río crece.", version=1, key=key)
    assert fingerprint(house.store) == before


def test_an_unchanged_text_leaves_no_trace(house, fingerprint):
    """A history of saves that changed nothing hides those that did."""
    unit_id = house.edition()[0]
    house.write(unit_id, "El río crece.")
    before = fingerprint(house.store)

    assert not _save(house, unit_id, "El río crece.", version=1, key="another-key").changed
    assert fingerprint(house.store) == before


def test_a_conflict_keeps_both_texts(house):
    """Never the last one wins: the text in force stays, the late one lies beside it."""
    unit_id = house.edition()[0]
    _save(house, unit_id, "El río crece.", version=1, key="first-save")
    with pytest.raises(Conflict) as late:
        _save(house, unit_id, "Sube el agua.", version=1, key="second-save", by=house.editor)

    assert (late.value.current, late.value.yours, late.value.version) == ("El río crece.", "Sube el agua.", 2)
    assert house.unit(unit_id).target == "El río crece."
    kept = house.revisions(unit_id)[-1]
    assert (kept.conflict, kept.settled, kept.target, kept.user_id) == (True, False, "Sube el agua.", house.editor.id)
    assert house.log()[-1] == "conflict"


def test_a_conflict_that_is_sent_twice_is_kept_once(house, fingerprint):
    """The second answer tells the same as the first."""
    unit_id = house.edition()[0]
    _save(house, unit_id, "El río crece.", version=1, key="first-save")
    with pytest.raises(Conflict) as first:
        _save(house, unit_id, "Sube el agua.", version=1, key="second-save")
    before = fingerprint(house.store)
    with pytest.raises(Conflict) as second:
        _save(house, unit_id, "Sube el agua.", version=1, key="second-save")

    assert vars(second.value) == vars(first.value)
    assert fingerprint(house.store) == before


def test_changes_in_different_places_are_offered_as_one_text(house):
    """Two people who mend different words need not choose between each other."""
    unit_id = house.edition()[0]
    _save(house, unit_id, "El río crece y la barca tarda.", version=1, key="the-base-")
    _save(house, unit_id, "El río sube y la barca tarda.", version=2, key="first-save")
    with pytest.raises(Conflict) as late:
        _save(house, unit_id, "El río crece y la barca espera.", version=2, key="second-save")

    assert late.value.merged == "El río sube y la barca espera."


def test_a_version_from_the_future_is_a_conflict(house):
    """After a restore, a device may know a later version than the database: its text is kept all the same."""
    unit_id = house.edition()[0]
    _save(house, unit_id, "El río crece.", version=1, key="first-save")
    for number, version in enumerate((7, 10**30, -5)):
        with pytest.raises(Conflict):
            _save(house, unit_id, f"Sube el agua {number}.", version=version, key=f"from-afar-{number}")

    assert [r.number for r in house.revisions(unit_id) if r.conflict] == [2, 2, 0]


def test_a_settled_conflict_stays_in_the_history(house, fingerprint):
    """To settle it says that somebody looked; it deletes nothing."""
    unit_id = house.edition()[0]
    _save(house, unit_id, "El río crece.", version=1, key="first-save")
    with pytest.raises(Conflict) as late:
        _save(house, unit_id, "Sube el agua.", version=1, key="second-save")
    assert late.value.revision_id is not None
    assert units.settle_conflict(house.store, late.value.revision_id, by=house.translator) == unit_id

    assert house.revisions(unit_id)[-1].settled
    assert house.revisions(unit_id)[-1].target == "Sube el agua."
    before = fingerprint(house.store)
    units.settle_conflict(house.store, late.value.revision_id, by=house.translator)
    assert fingerprint(house.store) == before


def test_what_is_no_conflict_cannot_be_settled(house):
    """An id from an old page may mean anything by now."""
    unit_id = house.edition()[0]
    house.write(unit_id, "El río crece.")
    for revision_id in (house.revisions(unit_id)[0].id, 999, 10**30):
        with pytest.raises((NotFound, Exception), match=r"no such conflict|too large"):
            units.settle_conflict(house.store, revision_id, by=house.translator)


def test_two_saves_at_the_same_moment_never_overwrite_each_other(house):
    """PostgreSQL lets two transactions read the same version; only one of them may write on it."""
    unit_id = house.edition()[0]
    barrier = threading.Barrier(6)
    outcomes: list[str] = []

    def save(number: int) -> None:
        barrier.wait()
        try:
            _save(house, unit_id, f"Texto {number}.", version=1, key=f"at-once-{number}")
            outcomes.append("saved")
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=save, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["conflict"] * 5 + ["saved"]
    assert {r.target for r in house.revisions(unit_id)} == {f"Texto {number}." for number in range(6)}
    assert house.unit(unit_id).version == 2


def test_one_save_sent_six_times_at_once_is_stored_once(house):
    """Impatient fingers and a slow network send the same request side by side."""
    unit_id = house.edition()[0]
    barrier = threading.Barrier(6)
    versions: list[int] = []

    def save() -> None:
        barrier.wait()
        versions.append(_save(house, unit_id, "El río crece.", version=1, key="the-same-key").version)

    threads = [threading.Thread(target=save) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert versions == [2] * 6
    assert len(house.revisions(unit_id)) == 1


@pytest.mark.parametrize(
    "target",
    ["with a \x00 in it", "x" * 100_001, "x" * 10_000_000, "half \ud800 a character"],
    ids=lambda t: ascii(t[:12]),
)
def test_a_text_that_cannot_be_kept_is_refused_with_a_reason(house, target: str, fingerprint):
    """What is refused stays on the device; nothing of it may be half stored."""
    unit_id = house.edition()[0]
    before = fingerprint(house.store)
    with pytest.raises(Invalid) as refused:
        house.write(unit_id, target)
    assert refused.value.details["field"] == "target"
    assert "%(" not in str(refused.value)
    assert fingerprint(house.store) == before


def test_a_text_loses_what_turns_the_reading_order(house):
    """A bidirectional control can make a text look other than it is (Boucher and Anderson, 2021)."""
    unit_id = house.edition()[0]
    saved = house.write(unit_id, "uno\u202e dos\u200f\r\ntres\x07")

    assert saved.target == "uno dos\ntres"


def test_markup_and_formulas_are_text(house):
    """What looks like HTML or a formula may be what the source says."""
    unit_id = house.edition()[0]
    for target in ("<script>alert(1)</script>", '=HYPERLINK("x")', "'; DROP TABLE units; --", "{{ 7 * 7 }} %(x)s"):
        assert house.write(unit_id, target).target == target


def test_an_unknown_unit_is_named_as_such(house):
    """The text may have been brought in anew while the page was open."""
    house.edition()
    with pytest.raises(NotFound):
        _save(house, 9_999, "El río crece.", version=1, key="no-such-unit")


def test_an_unknown_origin_is_refused(house, fingerprint):
    """The history tells where texts come from; it must not tell stories."""
    unit_id = house.edition()[0]
    before = fingerprint(house.store)
    with pytest.raises(Invalid):
        units.save(house.store, unit_id, target="x", version=1, key="any-key-", by=house.translator, origin="heaven")
    assert fingerprint(house.store) == before


# --- steps ------------------------------------------------------------------------------------------------------


def test_an_empty_unit_is_not_handed_in(house, fingerprint):
    """An editor can do nothing with it."""
    unit_id = house.edition()[0]
    saved = house.write(unit_id, "x")
    saved = house.write(unit_id, " \n ")
    before = fingerprint(house.store)
    with pytest.raises(Invalid):
        units.hand_in(house.store, unit_id, version=saved.version, by=house.translator)
    assert fingerprint(house.store) == before


def test_handing_in_twice_is_handing_in_once(house, fingerprint):
    """A double click must not look like an error."""
    unit_id = house.edition()[0]
    saved = house.write(unit_id, "El río crece.")
    first = units.hand_in(house.store, unit_id, version=saved.version, by=house.translator)
    before = fingerprint(house.store)
    second = units.hand_in(house.store, unit_id, version=saved.version, by=house.translator)

    assert (second.state, second.version) == (State.SUBMITTED, first.version)
    assert fingerprint(house.store) == before


def test_what_changed_meanwhile_is_not_handed_in(house):
    """One hands in what one has seen."""
    unit_id = house.edition()[0]
    saved = house.write(unit_id, "El río crece.")
    house.write(unit_id, "El río sube.", by=house.editor)
    with pytest.raises(Conflict):
        units.hand_in(house.store, unit_id, version=saved.version, by=house.translator)
    assert house.unit(unit_id).state == State.DRAFT


def test_a_unit_can_be_taken_back_before_review(house, fingerprint):
    """The better word often comes right after handing in."""
    unit_id = house.edition()[0]
    handed = house.hand_in(unit_id, "El río crece.")
    back = units.take_back(house.store, unit_id, version=handed.version, by=house.translator)
    assert (back.state, house.unit(unit_id).submitted_at) == (State.DRAFT, None)

    before = fingerprint(house.store)
    assert not units.take_back(house.store, unit_id, version=handed.version, by=house.translator).changed
    assert fingerprint(house.store) == before
    with pytest.raises(IllegalStep):
        units.take_back(house.store, unit_id, version=back.version, by=house.translator)


def test_writing_in_a_submitted_unit_takes_it_out_of_the_queue(house):
    """Nothing is approved that the editor has not seen."""
    unit_id = house.edition()[0]
    house.hand_in(unit_id, "El río crece.")
    assert house.write(unit_id, "El río sube.").state is State.DRAFT
    assert house.unit(unit_id).submitted_at is None


def test_editing_an_approved_unit_makes_it_a_draft_and_keeps_the_approved_text(house):
    """What was approved stays in the history, and the unit remembers which revision it was."""
    unit_id = house.edition()[0]
    house.approve(unit_id, "El río crece.")
    approved = house.unit(unit_id).approved_revision_id
    saved = house.write(unit_id, "El río sube.")

    assert saved.state is State.DRAFT
    assert house.unit(unit_id).approved_revision_id == approved
    kept = next(revision for revision in house.revisions(unit_id) if revision.id == approved)
    assert (kept.action, kept.target) == ("approve", "El río crece.")


# --- omissions --------------------------------------------------------------------------------------------------


def test_a_passage_can_be_left_out_with_a_reason(house):
    """Leaving out is a decision that an editor should be able to read."""
    unit_id = house.edition()[0]
    saved = units.omit(house.store, unit_id, reason="A note for the printer.", version=1, by=house.translator)
    assert (house.unit(unit_id).omitted, saved.state) == ("A note for the printer.", State.DRAFT)

    handed = units.hand_in(house.store, unit_id, version=saved.version, by=house.translator)
    assert handed.state is State.SUBMITTED
    assert house.revisions(unit_id)[0].reason == "A note for the printer."
    assert house.log()[-2:] == ["omit", "hand in"]


def test_leaving_out_twice_is_leaving_out_once(house, fingerprint):
    """A double click must not look like a conflict with oneself."""
    unit_id = house.edition()[0]
    units.omit(house.store, unit_id, reason="A note.", version=1, by=house.translator)
    before = fingerprint(house.store)
    assert not units.omit(house.store, unit_id, reason="A note.", version=1, by=house.translator).changed
    assert fingerprint(house.store) == before


def test_the_mark_can_be_taken_away(house):
    """Somebody may find the words after all."""
    unit_id = house.edition()[0]
    saved = units.omit(house.store, unit_id, reason="A note.", version=1, by=house.translator)
    units.omit(house.store, unit_id, reason=None, version=saved.version, by=house.translator)
    assert house.unit(unit_id).omitted is None


def test_a_text_takes_the_mark_away(house):
    """What is translated is not left out."""
    unit_id = house.edition()[0]
    units.omit(house.store, unit_id, reason="A note.", version=1, by=house.translator)
    house.write(unit_id, "Una nota.")
    assert house.unit(unit_id).omitted is None


@pytest.mark.parametrize("reason", ["", "  ", "x" * 4_001, "\x00"])
def test_leaving_out_needs_a_reason(house, reason: str, fingerprint):
    """Otherwise it looks like something forgotten."""
    unit_id = house.edition()[0]
    before = fingerprint(house.store)
    with pytest.raises(Invalid) as refused:
        units.omit(house.store, unit_id, reason=reason, version=1, by=house.translator)
    assert refused.value.details["field"] == "reason"
    assert fingerprint(house.store) == before


def test_a_passage_with_a_translation_is_not_left_out(house):
    """The text would be lost in the export without anybody noticing."""
    unit_id = house.edition()[0]
    saved = house.write(unit_id, "El río crece.")
    with pytest.raises(Invalid):
        units.omit(house.store, unit_id, reason="A note.", version=saved.version, by=house.translator)
    assert house.unit(unit_id).target == "El río crece."


# --- the whole --------------------------------------------------------------------------------------------------


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 2), st.text("aá字 \n", min_size=1, max_size=8), st.booleans()), max_size=12))
def test_revisions_are_only_ever_added(house, steps: list[tuple[int, str, bool]]):
    """Whatever people do, everything that they typed can be read afterwards."""
    with house.store.read() as tx:
        number = tx.session.scalar(sa.select(sa.func.count()).select_from(Unit)) or 0
    unit_id = house.edition(slug=f"tale-{number}")[0]
    seen: list[tuple[int, str]] = []
    typed: set[str] = {""}
    for count, (late, target, hands_in) in enumerate(steps):
        unit = house.unit(unit_id)
        try:
            saved = _save(house, unit_id, target, version=unit.version - late, key=f"step-{number}-{count}")
            if hands_in and target.strip():
                units.hand_in(house.store, unit_id, version=saved.version, by=house.translator)
        except (Conflict, IllegalStep):
            pass
        typed.add(target)
        history = [(revision.id, revision.target) for revision in house.revisions(unit_id)]
        assert history[: len(seen)] == seen
        seen = history
    assert typed <= {text for _, text in seen} | {""}
