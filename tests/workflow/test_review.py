"""Review: nothing is approved unseen, by its own author, or against an error; every decision can be undone."""

from __future__ import annotations

import pytest

from workbench.states import IllegalStep, State
from workbench.workflow import desk, glossary, review, units, waivers
from workbench.workflow.errors import Blocked, Conflict, Invalid, NotAllowed, NotFound

CSV = """concept_id,domain,definition_en,note,en,en_status,en_variants,zh_hans,zh_hans_status,zh_hans_variants,\
zh_hans_forbidden,zh_hant_tw,es,es_status,es_variants,es_forbidden
mutual-aid,work,,,mutual aid,preferred,,互助,preferred,,互相帮忙,,ayuda mutua,preferred,,ayuda entre nosotros
"""
SOURCE = "They called it mutual aid."
WRONG = "Lo llamaban ayuda entre nosotros."


@pytest.fixture
def blocked(house):
    """A unit that was handed in with a forbidden term."""
    glossary.import_csv(house.store, CSV, by=house.editor)
    unit_id = house.edition(SOURCE)[0]
    handed = house.hand_in(unit_id, WRONG)
    assert [finding.severity.value for finding in handed.findings] == ["error"]
    return unit_id, handed


# --- the queue --------------------------------------------------------------------------------------------------


def test_the_queue_holds_what_was_handed_in_longest_waiting_first(house):
    """Who waits longest comes first, in every text."""
    first, second = house.edition()
    house.hand_in(second, "La barca tarda.")
    house.hand_in(first, "El río crece.")
    house.write(house.edition(slug="other")[0], "Un borrador.")

    queue = review.waiting(house.store, by=house.editor)
    assert [unit.id for unit in queue.units] == [second, first]
    assert queue.total == review.count_waiting(house.store, by=house.editor) == 2


def test_the_queue_shows_the_locales_of_the_editor(house):
    """An editor of Spanish cannot judge Chinese."""
    spanish = house.user("Only Spanish", (review.Role.EDITOR, "es"))
    house.hand_in(house.edition(slug="one", locale="es")[0], "El río crece.")
    chinese = house.edition(slug="two", locale="zh-Hans")[0]
    house.hand_in(chinese, "河水上涨。")

    assert review.count_waiting(house.store, by=spanish) == 1
    assert review.count_waiting(house.store, by=house.editor) == 2
    only = review.waiting(house.store, by=house.editor, locale="zh-Hans")
    assert [unit.id for unit in only.units] == [chinese]
    assert review.waiting(house.store, by=house.editor, slug="nothing").total == 0
    assert review.waiting(house.store, by=house.editor, locale="xx", skip=10**30).units == ()


def test_the_queue_is_for_editors(house):
    """A translator has nothing to decide there."""
    for by in (house.translator, house.reader):
        with pytest.raises(NotAllowed):
            review.waiting(house.store, by=by)
        assert review.count_waiting(house.store, by=by) == 0


def test_the_queue_shows_what_changed_since_the_last_approval(house):
    """An editor should not have to read again what was approved before."""
    unit_id = house.edition()[0]
    house.approve(unit_id, "El río crece.")
    house.hand_in(unit_id, "El río sube.")

    (unit,) = review.waiting(house.store, by=house.editor).units
    assert unit.changes is not None
    assert [(c.old, c.new) for c in unit.changes if c.old != c.new] == [("crece", ""), ("", "sube")]


# --- approve ----------------------------------------------------------------------------------------------------


def test_an_approved_text_is_in_memory_history_and_log(house):
    """The memory offers it, the history names the revision, the log names the editor."""
    first, second = house.edition("The river rises.", "The river rises.")
    saved = house.approve(first, "El río crece.")

    assert saved.state is State.APPROVED
    assert house.unit(first).approved_revision_id == house.revisions(first)[-1].id
    assert house.revisions(first)[-1].user_id == house.editor.id
    assert [m.target for m in desk.details(house.store, second, by=house.reader).matches] == ["El río crece."]
    assert house.log()[-1] == "approve"


def test_approving_twice_is_approving_once(house, fingerprint):
    """A double click must not look like an error."""
    unit_id = house.edition()[0]
    handed = house.hand_in(unit_id, "El río crece.")
    review.approve(house.store, unit_id, version=handed.version, by=house.editor)
    before = fingerprint(house.store)
    assert not review.approve(house.store, unit_id, version=handed.version, by=house.editor).changed
    assert fingerprint(house.store) == before


@pytest.mark.parametrize("state", ["initial", "draft", "returned"])
def test_only_what_was_handed_in_is_approved(house, state: str):
    """A draft may be half a sentence."""
    unit_id = house.edition()[0]
    if state != "initial":
        saved = house.hand_in(unit_id, "El río crece.")
        if state == "draft":
            units.take_back(house.store, unit_id, version=saved.version, by=house.translator)
        else:
            review.send_back(house.store, unit_id, version=saved.version, reason="No.", by=house.editor)
    for decide in (
        lambda version: review.approve(house.store, unit_id, version=version, by=house.editor),
        lambda version: review.fix_and_approve(
            house.store, unit_id, target="Otro.", version=version, key="fix-key-1", by=house.editor
        ),
    ):
        with pytest.raises(IllegalStep):
            decide(house.unit(unit_id).version)
    assert house.unit(unit_id).state == state


def test_what_changed_meanwhile_is_not_approved(house):
    """One approves what one has read."""
    unit_id = house.edition()[0]
    old = house.hand_in(unit_id, "El río crece.")
    house.hand_in(unit_id, "El río sube.")
    with pytest.raises(Conflict):
        review.approve(house.store, unit_id, version=old.version, by=house.editor)
    with pytest.raises(Conflict):
        review.send_back(house.store, unit_id, version=old.version, reason="No.", by=house.editor)
    assert house.unit(unit_id).state == State.SUBMITTED


def test_nobody_approves_their_own_work_where_there_is_another_editor(house):
    """Four eyes see more than two, whichever way the text came in."""
    written, mended, omitted = house.edition("One.", "Two.", "Three.")
    own = house.hand_in(written, "Uno.", by=house.editor)
    with pytest.raises(NotAllowed):
        review.approve(house.store, written, version=own.version, by=house.editor)
    with pytest.raises(NotAllowed):
        review.fix_and_approve(
            house.store, written, target="Uno, pues.", version=own.version, key="fix-key-1", by=house.editor
        )
    with pytest.raises(IllegalStep):
        review.fix_and_approve(house.store, mended, target="Dos.", version=1, key="fix-key-2", by=house.editor)
    left = units.omit(house.store, omitted, reason="Not for readers.", version=1, by=house.editor)
    left = units.hand_in(house.store, omitted, version=left.version, by=house.editor)
    with pytest.raises(NotAllowed):
        review.approve(house.store, omitted, version=left.version, by=house.editor)

    assert {house.unit(unit_id).state for unit_id in (written, omitted)} == {State.SUBMITTED}
    (first, *_) = review.waiting(house.store, by=house.editor).units
    assert first.own
    review.approve(house.store, written, version=own.version, by=house.other_editor)


def test_the_only_editor_of_a_locale_approves_their_own_work(store):
    """Otherwise a collective of two could never finish anything."""
    from workbench.workflow import people, texts
    from workbench.workflow.documents import read_pasted

    alone = people.add_user(store, name="Alone", password="lantern over water", grants=[(review.Role.EDITOR, "es")])
    gone = people.add_user(store, name="Gone", password="lantern over water", grants=[(review.Role.EDITOR, "es")])
    keeper = people.add_user(store, name="Keeper", password="lantern over water", grants=[(review.Role.KEEPER, "")])
    texts.bring_in(store, read_pasted("One."), locale="en", by=alone, slug="tale")
    texts.start_edition(store, "tale", "es", by=alone)
    unit = desk.window(store, "tale", "es", by=alone).units[0]
    saved = units.save(store, unit.id, target="Uno.", version=1, key="only-key", by=alone)
    handed = units.hand_in(store, unit.id, version=saved.version, by=alone)
    with pytest.raises(NotAllowed):
        review.approve(store, unit.id, version=handed.version, by=alone)

    people.deactivate(store, gone.id, by=keeper)
    assert review.approve(store, unit.id, version=handed.version, by=alone).state is State.APPROVED


# --- findings ---------------------------------------------------------------------------------------------------


def test_an_error_blocks_approval(house, blocked, fingerprint):
    """The glossary was agreed on by all; one tired evening must not break it."""
    unit_id, handed = blocked
    before = fingerprint(house.store)
    with pytest.raises(Blocked) as refused:
        review.approve(house.store, unit_id, version=handed.version, by=house.editor)

    assert [finding.concept for finding in refused.value.findings] == ["mutual-aid"]
    assert fingerprint(house.store) == before


def test_a_mended_text_that_is_blocked_is_kept(house, blocked):
    """What the editor wrote waits for review like any other text, as the translator's work."""
    unit_id, handed = blocked
    mended = f"{WRONG} Sí."
    with pytest.raises(Blocked):
        review.fix_and_approve(
            house.store, unit_id, target=mended, version=handed.version, key="fix-key-1", by=house.editor
        )

    unit = house.unit(unit_id)
    assert (unit.target, unit.state, unit.author_id) == (mended, State.SUBMITTED, house.translator.id)
    assert [revision.user_id for revision in house.revisions(unit_id)[-2:]] == [house.editor.id] * 2


def test_a_waived_error_blocks_no_more_and_the_reason_can_be_read(house, blocked):
    """A quotation may need the very word that is forbidden elsewhere."""
    unit_id, handed = blocked
    key = handed.findings[0].key
    waived = waivers.waive(house.store, unit_id, finding_key=key, reason="A quotation.", by=house.editor)
    assert waived.findings == ()
    (shown,) = desk.details(house.store, unit_id, by=house.reader).waived
    assert (shown.reason, shown.who, shown.finding.key) == ("A quotation.", house.editor.name, key)

    saved = review.approve(house.store, unit_id, version=handed.version, by=house.editor)
    assert saved.state is State.APPROVED
    assert "waive" in house.log()


def test_a_waiver_survives_an_edit_of_other_words(house, blocked):
    """Nobody wants to give the same reason five times."""
    unit_id, handed = blocked
    waivers.waive(house.store, unit_id, finding_key=handed.findings[0].key, reason="A quotation.", by=house.editor)
    assert house.write(unit_id, f"Entonces: {WRONG}").findings == ()


def test_a_waiver_can_be_taken_back(house, blocked):
    """Then the error stands in the way again."""
    unit_id, handed = blocked
    waivers.waive(house.store, unit_id, finding_key=handed.findings[0].key, reason="A quotation.", by=house.editor)
    (shown,) = desk.details(house.store, unit_id, by=house.editor).waived
    waivers.revoke(house.store, shown.id, by=house.editor)
    waivers.revoke(house.store, shown.id, by=house.editor)

    with pytest.raises(Blocked):
        review.approve(house.store, unit_id, version=handed.version, by=house.editor)


def test_waiving_twice_is_waiving_once(house, blocked, fingerprint):
    """A double click makes no second reason."""
    unit_id, handed = blocked
    key = handed.findings[0].key
    waivers.waive(house.store, unit_id, finding_key=key, reason="A quotation.", by=house.editor)
    before = fingerprint(house.store)
    waivers.waive(house.store, unit_id, finding_key=key, reason="A quotation.", by=house.editor)
    assert fingerprint(house.store) == before


@pytest.mark.parametrize(
    ("key", "reason", "error"),
    [("", "Why not.", NotFound), ("numbers|x|y", "Why not.", NotFound), (None, " ", Invalid), (None, "\x00", Invalid)],
)
def test_a_waiver_needs_a_finding_and_a_reason(house, blocked, key, reason: str, error, fingerprint):
    """What nobody can read again later is no reason."""
    unit_id, handed = blocked
    before = fingerprint(house.store)
    with pytest.raises(error):
        waivers.waive(
            house.store, unit_id, finding_key=handed.findings[0].key if key is None else key, reason=reason,
            by=house.editor,
        )  # fmt: skip
    assert fingerprint(house.store) == before


def test_a_term_that_was_forbidden_later_blocks_as_well(house):
    """The text is checked against the glossary of the day on which it is approved."""
    unit_id = house.edition(SOURCE)[0]
    handed = house.hand_in(unit_id, WRONG)
    glossary.import_csv(house.store, CSV, by=house.editor)
    with pytest.raises(Blocked):
        review.approve(house.store, unit_id, version=handed.version, by=house.editor)


# --- return, mend, undo ---------------------------------------------------------------------------------------------


def test_a_unit_is_returned_with_a_reason(house, fingerprint):
    """The translator finds the reason in the history, and stays the author."""
    unit_id = house.edition()[0]
    handed = house.hand_in(unit_id, "El río crece.")
    back = review.send_back(house.store, unit_id, version=handed.version, reason="  Too literal. ", by=house.editor)

    assert back.state is State.RETURNED
    assert house.revisions(unit_id)[-1].reason == "Too literal."
    assert house.unit(unit_id).author_id == house.translator.id
    before = fingerprint(house.store)
    assert not review.send_back(
        house.store, unit_id, version=handed.version, reason="Too literal.", by=house.editor
    ).changed
    assert fingerprint(house.store) == before


@pytest.mark.parametrize("reason", ["", " \n", "x" * 4_001, "\x00", "\ud800"], ids=lambda r: ascii(r[:8]))
def test_a_return_needs_a_reason(house, reason: str, fingerprint):
    """Without one the translator can only guess."""
    unit_id = house.edition()[0]
    handed = house.hand_in(unit_id, "El río crece.")
    before = fingerprint(house.store)
    with pytest.raises(Invalid):
        review.send_back(house.store, unit_id, version=handed.version, reason=reason, by=house.editor)
    assert fingerprint(house.store) == before


def test_a_returned_text_is_returned_until_it_is_handed_in_again(house):
    """The editor's question is answered by handing in, not by the first keystroke."""
    unit_id = house.edition()[0]
    handed = house.hand_in(unit_id, "El río crece.")
    review.send_back(house.store, unit_id, version=handed.version, reason="Too literal.", by=house.editor)

    assert house.write(unit_id, "El agua sube.").state is State.RETURNED
    assert house.hand_in(unit_id, "El agua va subiendo.").state is State.SUBMITTED


def test_an_approved_text_that_is_returned_leaves_the_memory(house):
    """What has to be changed must not be offered to others as approved."""
    first, second = house.edition("The river rises.", "The river rises.")
    saved = house.approve(first, "El río crece.")
    review.send_back(house.store, first, version=saved.version, reason="A slip.", by=house.editor)
    assert desk.details(house.store, second, by=house.reader).matches == ()


def test_an_editor_mends_and_approves_in_one_step(house):
    """A missing comma is no reason to return a text; the history shows who did what."""
    unit_id = house.edition()[0]
    handed = house.hand_in(unit_id, "El rio crece.")
    saved = review.fix_and_approve(
        house.store, unit_id, target="El río crece.", version=handed.version, key="fix-key-1", by=house.editor
    )

    assert (saved.state, saved.target) == (State.APPROVED, "El río crece.")
    assert [(r.action, r.user_id) for r in house.revisions(unit_id)] == [
        ("write", house.translator.id),
        ("hand in", house.translator.id),
        ("write", house.editor.id),
        ("hand in", house.editor.id),
        ("approve", house.editor.id),
    ]
    assert house.unit(unit_id).author_id == house.translator.id


def test_mending_twice_is_mending_once(house, fingerprint):
    """A double click must not leave a conflict with oneself."""
    unit_id = house.edition()[0]
    handed = house.hand_in(unit_id, "El rio crece.")
    fix = {"target": "El río crece.", "version": handed.version, "by": house.editor}
    review.fix_and_approve(house.store, unit_id, key="fix-key-1", **fix)
    before = fingerprint(house.store)
    assert not review.fix_and_approve(house.store, unit_id, key="fix-key-2", **fix).changed
    assert fingerprint(house.store) == before


def test_mending_a_text_that_changed_meanwhile_keeps_both(house, fingerprint):
    """The editor's words are in the history under the editor's name, once."""
    unit_id = house.edition()[0]
    handed = house.hand_in(unit_id, "El rio crece.")
    house.write(unit_id, "El rio sube.")
    fix = {"target": "El río crece.", "version": handed.version, "key": "fix-key-1", "by": house.editor}
    with pytest.raises(Conflict) as late:
        review.fix_and_approve(house.store, unit_id, **fix)
    kept = house.revisions(unit_id)[-1]
    assert (kept.conflict, kept.target, kept.user_id) == (True, "El río crece.", house.editor.id)
    assert (late.value.revision_id, late.value.current) == (kept.id, "El rio sube.")

    before = fingerprint(house.store)
    with pytest.raises(Conflict):
        review.fix_and_approve(house.store, unit_id, **fix)
    assert fingerprint(house.store) == before


def test_nothing_is_approved_by_mending_it_away(house, fingerprint):
    """An approved unit without a text would be a hole in the book."""
    unit_id = house.edition()[0]
    handed = house.hand_in(unit_id, "El río crece.")
    before = fingerprint(house.store)
    with pytest.raises(Invalid):
        review.fix_and_approve(
            house.store, unit_id, target=" ", version=handed.version, key="fix-key-1", by=house.editor
        )
    assert fingerprint(house.store) == before


def test_an_approval_can_be_undone(house, fingerprint):
    """The next key was pressed one unit too early: it waits for review again and leaves the memory."""
    first, second = house.edition("The river rises.", "The river rises.")
    saved = house.approve(first, "El río crece.")
    undone = review.reopen(house.store, first, version=saved.version, by=house.editor)

    assert undone.state is State.SUBMITTED
    assert house.unit(first).approved_revision_id is None
    assert desk.details(house.store, second, by=house.reader).matches == ()
    assert review.count_waiting(house.store, by=house.editor) == 1
    before = fingerprint(house.store)
    assert not review.reopen(house.store, first, version=saved.version, by=house.editor).changed
    assert fingerprint(house.store) == before


def test_undoing_the_second_approval_remembers_the_first(house):
    """The text that was approved before is still the last approved one, and the one that the memory offers."""
    unit_id, same = house.edition("The river rises.", "The river rises.")
    house.approve(unit_id, "El río crece.")
    first = house.unit(unit_id).approved_revision_id
    saved = house.approve(unit_id, "El río sube.")
    review.reopen(house.store, unit_id, version=saved.version, by=house.editor)
    assert house.unit(unit_id).approved_revision_id == first
    assert [match.target for match in desk.details(house.store, same, by=house.reader).matches] == ["El río crece."]


def test_undoing_an_approval_says_again_that_the_source_changed(house):
    """An approval by mistake must not hide that the translation is one of an older text."""
    unit_id = house.edition()[0]
    handed = house.hand_in(unit_id, "El río crece.")
    with house.store.begin() as tx:
        unit = units.get(tx, unit_id)
        unit.stale, unit.previous_source = True, "The river rose."
    saved = review.approve(house.store, unit_id, version=handed.version, by=house.editor)
    assert not house.unit(unit_id).stale

    review.reopen(house.store, unit_id, version=saved.version, by=house.editor)

    assert (house.unit(unit_id).stale, house.unit(unit_id).previous_source) == (True, "The river rose.")


def test_nothing_is_approved_where_nothing_stands(house, fingerprint):
    """However an empty passage came into the queue."""
    unit_id = house.edition()[0]
    handed = house.hand_in(unit_id, "El río crece.")
    with house.store.begin() as tx:
        units.get(tx, unit_id).target = ""
    before = fingerprint(house.store)
    with pytest.raises(Invalid):
        review.approve(house.store, unit_id, version=handed.version, by=house.editor)
    assert fingerprint(house.store) == before


def test_a_return_can_be_undone(house):
    """The reason was meant for another unit."""
    unit_id = house.edition()[0]
    handed = house.hand_in(unit_id, "El río crece.")
    back = review.send_back(house.store, unit_id, version=handed.version, reason="Too literal.", by=house.editor)
    assert review.reopen(house.store, unit_id, version=back.version, by=house.editor).state is State.SUBMITTED


def test_only_ones_own_last_decision_is_undone(house):
    """Two editors must talk, not undo each other."""
    unit_id = house.edition()[0]
    saved = house.approve(unit_id, "El río crece.")
    with pytest.raises(NotAllowed):
        review.reopen(house.store, unit_id, version=saved.version, by=house.other_editor)
    assert house.unit(unit_id).state == State.APPROVED


def test_a_mended_text_that_is_blocked_keeps_its_place_in_the_queue(house, blocked):
    """The translator has waited since the text was handed in, not since an editor mended it."""
    unit_id, handed = blocked
    before = house.unit(unit_id).submitted_at
    with pytest.raises(Blocked) as refused:
        review.fix_and_approve(
            house.store, unit_id, target=f"Pues: {WRONG}", version=handed.version, key="fix-key-1", by=house.editor
        )
    unit = house.unit(unit_id)
    assert unit.submitted_at == before
    assert (refused.value.present.version, refused.value.present.target) == (unit.version, unit.target)


def test_a_mended_text_that_is_sent_again_meets_no_conflict_with_itself(house, blocked):
    """The answer was lost on its way: the text is the editor's own, and what blocks it still does."""
    unit_id, handed = blocked
    for _ in range(2):
        with pytest.raises(Blocked):
            review.fix_and_approve(
                house.store, unit_id, target=f"Pues: {WRONG}", version=handed.version, key="fix-key-1", by=house.editor
            )
    with pytest.raises(Invalid, match="another text"):
        review.fix_and_approve(
            house.store, unit_id, target="Otra cosa.", version=handed.version, key="fix-key-1", by=house.editor
        )


def test_undoing_a_mended_approval_restores_what_was_handed_in(house):
    """An editor who mended the wrong passage gives the translator's text back; the mended one stays in the history."""
    unit_id = house.edition()[0]
    handed = house.hand_in(unit_id, "El rio crece.")
    mended = review.fix_and_approve(
        house.store, unit_id, target="El mar crece.", version=handed.version, key="fix-key-1", by=house.editor
    )
    undone = review.reopen(house.store, unit_id, version=mended.version, by=house.editor)

    assert (undone.target, undone.state) == ("El rio crece.", State.SUBMITTED)
    last = house.revisions(unit_id)[-1]
    assert (last.origin, last.target, last.state) == ("restore", "El rio crece.", State.SUBMITTED)
    assert house.unit(unit_id).author_id == house.translator.id
    again = review.fix_and_approve(
        house.store, unit_id, target="El mar crece.", version=undone.version, key="fix-key-1", by=house.editor
    )
    assert again.state is State.APPROVED
