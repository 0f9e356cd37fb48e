"""Long texts: aligned and checked in the background, stored row by row, and nothing lost on the way."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from workbench.alignment import edits
from workbench.states import State
from workbench.store.models import Alignment, AlignmentRow, AlignmentStep, MemoryEntry, Revision, Unit
from workbench.text import Document, Kind, Segment
from workbench.workflow import alignments, desk, documents, jobs, texts, units
from workbench.workflow.alignments import Busy, acceptance, arrival, followup, rows
from workbench.workflow.errors import Invalid
from workbench.workflow.jobs import Runner, queue
from workbench.workflow.jobs.kinds import HANDLERS

SOURCE = tuple(f"In 19{number} the ferry carried {number * 7} sacks across the river." for number in range(10, 34))
TARGET = tuple(f"En 19{number} la barca llevó {number * 7} sacos al otro lado del río." for number in range(10, 34))


@pytest.fixture
def book(house: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """A text that counts as long."""
    monkeypatch.setattr(arrival, "AT_ONCE", 10)
    monkeypatch.setattr(acceptance, "AT_ONCE", 10)
    return str(house.text(*SOURCE, slug="ferry"))


def bring(house: Any, slug: str, *paragraphs: str) -> int:
    document = house.document(*(paragraphs or TARGET))
    return alignments.bring_translation(house.store, slug, document, locale="es", by=house.translator, later=True)


def work_off(house: Any) -> None:
    runner = Runner(house.store, HANDLERS)
    while runner.run_next():
        pass


def page(house: Any, alignment_id: int) -> alignments.AlignmentPage:
    return alignments.page(house.store, alignment_id, by=house.translator)


def pairs(house: Any, alignment_id: int) -> list[tuple[list[str], tuple[str, ...]]]:
    return [([part.content for part in row.source], row.target) for row in page(house, alignment_id).rows]


# --- aligning ---------------------------------------------------------------------------------------------------


def test_a_long_translation_is_kept_at_once_and_aligned_behind_the_page(house: Any, book: str):
    """Nobody waits for minutes, and a server that is killed meanwhile has lost nothing."""
    alignment_id = bring(house, book)
    waiting = page(house, alignment_id)
    assert (waiting.aligned, waiting.total, waiting.job is not None) == (False, len(TARGET), True)
    assert [row.target for row in waiting.rows] == [(text,) for text in TARGET]

    work_off(house)
    done = page(house, alignment_id)
    assert (done.aligned, done.job, done.version) == (True, None, 1)
    assert pairs(house, alignment_id) == [([s], (t,)) for s, t in zip(SOURCE, TARGET, strict=True)]


def test_a_short_translation_is_aligned_at_once(house: Any):
    """It must feel as if there were no jobs."""
    house.text(*SOURCE, slug="ferry")
    alignment_id = bring(house, "ferry")

    assert page(house, alignment_id).aligned is True
    assert queue.claim(house.store) is None


def test_a_long_translation_that_is_sent_twice_has_one_page(house: Any, book: str):
    """A second click while it is being aligned, and one after."""
    first = bring(house, book)
    assert bring(house, book) == first
    work_off(house)
    assert bring(house, book) == first
    assert bring(house, book, *TARGET[1:]) != first


def test_nothing_is_changed_or_accepted_while_it_is_being_aligned(house: Any, book: str):
    """What was done meanwhile would be lost when the rows arrive; to throw it away is allowed."""
    alignment_id = bring(house, book)
    for act in (
        lambda: alignments.edit(
            house.store, alignment_id, "pin", lambda rows: edits.pin(rows, 0), version=1, by=house.translator
        ),
        lambda: alignments.align_again(house.store, alignment_id, version=1, by=house.translator),
        lambda: alignments.accept(house.store, alignment_id, by=house.translator),
    ):
        with pytest.raises(Busy):
            act()
    alignments.discard(house.store, alignment_id, version=1, by=house.translator)
    work_off(house)

    assert texts.page(house.store, book, by=house.translator).open_alignments == ()


def test_a_translation_that_could_not_be_aligned_can_be_tried_again(house: Any, book: str):
    """Its paragraphs are there; it cannot be accepted as it is."""
    alignment_id = bring(house, book)
    for _ in range(queue.MOST_ATTEMPTS):
        queue.claim(house.store)
        with house.store.begin() as tx:
            tx.execute(sa.text("UPDATE jobs SET heartbeat_at = '2001-01-01'"))
    assert queue.claim(house.store) is None
    assert page(house, alignment_id).job is None
    with pytest.raises(Invalid, match="not aligned"):
        alignments.accept(house.store, alignment_id, by=house.translator)

    alignments.align_again(house.store, alignment_id, version=1, by=house.translator, later=True)
    work_off(house)
    assert page(house, alignment_id).aligned is True


def test_a_long_page_is_aligned_again_behind_it_as_one_step(house: Any, book: str):
    """Around what is settled, and taken back with one key."""
    alignment_id = bring(house, book)
    work_off(house)
    store, by = house.store, house.translator
    alignments.edit(store, alignment_id, "join", lambda rows: edits.join_next(rows, 3), version=1, by=by)
    alignments.edit(store, alignment_id, "move", lambda rows: edits.move_target(rows, 9, "down"), version=2, by=by)
    alignments.edit(store, alignment_id, "pin", lambda rows: edits.pin(rows, 3), version=3, by=by)
    before = pairs(house, alignment_id)

    assert alignments.align_again(store, alignment_id, version=4, by=by, later=True) is None
    work_off(house)
    fresh = [([s], (t,)) for s, t in zip(SOURCE, TARGET, strict=True)]
    assert pairs(house, alignment_id) == [*fresh[:3], (list(SOURCE[3:5]), TARGET[3:5]), *fresh[5:]]

    alignments.undo(store, alignment_id, step=4, version=5, by=by)
    assert pairs(house, alignment_id) == before


# --- rows -------------------------------------------------------------------------------------------------------


def test_an_edit_writes_its_own_rows_and_counts_the_others_on(house: Any, book: str):
    """Reading order has no gaps after any edit, in the middle and at both ends."""
    alignment_id = bring(house, book)
    work_off(house)
    store, by = house.store, house.translator
    with store.read() as tx:
        expected = rows.load(tx, alignment_id)
    changes: list[alignments.Edit] = [
        lambda rows: edits.join_next(rows, 0),
        lambda rows: edits.move_source(rows, 0, "up"),
        lambda rows: edits.mark_omitted(rows, len(rows) - 1, "cut"),
        lambda rows: edits.split(rows, 7, target_at=(0, 9)),
        lambda rows: alignments.pin_until(rows, 12),
    ]
    for version, change in enumerate(changes, 1):
        expected = edits.apply(expected, change(expected))
        alignments.edit(store, alignment_id, "edit", change, version=version, by=by)
        with store.read() as tx:
            assert rows.load(tx, alignment_id) == expected
            places = tx.session.scalars(
                sa.select(AlignmentRow.position)
                .where(AlignmentRow.alignment_id == alignment_id)
                .order_by(AlignmentRow.position)
            )
            assert list(places) == list(range(len(expected)))


def test_settling_many_rows_writes_no_text_again(house: Any, book: str):
    """A step holds of a new row only what differs from the old one."""
    alignment_id = bring(house, book)
    work_off(house)
    alignments.edit(
        house.store,
        alignment_id,
        "pin-until",
        lambda rows: alignments.pin_until(rows, len(rows) - 1),
        version=1,
        by=house.translator,
    )
    with house.store.read() as tx:
        splice = tx.session.scalars(sa.select(AlignmentStep.splice)).one()
    assert all(set(row) <= {"pinned", "confidence"} for row in splice["new"])


def test_the_kinds_of_blocks_are_known_to_every_alignment(house: Any, monkeypatch: pytest.MonkeyPatch):
    """A heading translates a heading, the first time and around settled rows, also after a row was cut."""
    given: list[tuple[Any, Any]] = []
    align = arrival.align

    def watched(*texts: Any, **known: Any) -> Any:
        given.append((known["source_kinds"], known["target_kinds"]))
        assert known["terms"] is not None
        return align(*texts, **known)

    monkeypatch.setattr(arrival, "align", watched)
    source = documents.read_file("mill.md", b"# The mill\n\nIt stood below the weir.\n\n- one sack\n\nIt fell.")
    target = documents.read_file("mill.md", "# El molino\n\nEstaba bajo la presa. Solo.\n\n- un saco\n\nCayó.".encode())
    texts.bring_in(house.store, source, locale="en", by=house.translator, slug="mill")
    alignment_id = alignments.bring_translation(house.store, "mill", target, locale="es", by=house.translator)
    store, by = house.store, house.translator
    alignments.edit(store, alignment_id, "split", lambda r: edits.split(r, 1, target_at=(0, 22)), version=1, by=by)
    alignments.edit(store, alignment_id, "pin", lambda rows: edits.pin(rows, 0), version=2, by=by)
    alignments.align_again(store, alignment_id, version=3, by=by)

    blocks = ["heading", "paragraph", "list-item", "paragraph"]
    assert given == [(blocks, blocks), (blocks, ["heading", "paragraph", "paragraph", "list-item", "paragraph"])]


# --- accepting --------------------------------------------------------------------------------------------------


def test_a_long_edition_is_there_at_once_and_checked_behind_it(house: Any, book: str):
    """Texts and history are stored as one change; findings and search words follow, and a killed server loses none."""
    wrong = TARGET[5].replace("105", "501")
    alignment_id = bring(house, book, *TARGET[:5], wrong, *TARGET[6:])
    work_off(house)
    alignments.accept(house.store, alignment_id, by=house.translator, later=True)
    ids = house.ids("ferry")
    assert [house.unit(unit_id).target for unit_id in ids][5] == wrong
    assert [revision.origin for revision in house.revisions(ids[0])] == ["brought in"]
    assert desk.find_text(house.store, "la barca", by=house.translator) == []

    work_off(house)
    assert len(desk.find_text(house.store, "la barca", by=house.translator)) == len(TARGET)
    with house.store.read() as tx:
        unit = units.get(tx, ids[5])
        assert "numbers" in {finding.check for finding in units.open_findings(tx, unit)}


def test_whoever_saves_while_an_edition_is_checked_has_the_last_word(house: Any, book: str, monkeypatch: Any):
    """The checks looked at a text that is gone; what they found must not stand under the new one."""
    alignment_id = bring(house, book, *TARGET[:5], TARGET[5].replace("105", "501"), *TARGET[6:])
    work_off(house)
    alignments.accept(house.store, alignment_id, by=house.translator, later=True)
    unit_id = house.ids("ferry")[5]
    examine = followup.examine

    def slow(*given: Any) -> Any:
        found = examine(*given)
        house.write(unit_id, TARGET[5])
        return found

    monkeypatch.setattr(followup, "examine", slow)
    work_off(house)

    with house.store.read() as tx:
        assert units.open_findings(tx, units.get(tx, unit_id)) == ()
    assert house.unit(unit_id).target == TARGET[5]


def test_what_follows_done_twice_comes_to_the_same(house: Any, book: str, fingerprint: Any):
    """A worker may be killed after its work and before it has said so."""
    alignment_id = bring(house, book)
    work_off(house)
    edition_id = alignments.accept(house.store, alignment_id, by=house.editor, state=State.APPROVED)
    with house.store.read() as tx:
        assert tx.session.scalar(sa.select(sa.func.count()).select_from(MemoryEntry)) == len(TARGET)
    before = fingerprint(house.store, without=("jobs",))
    with house.store.begin() as tx:
        jobs.enqueue(tx, followup.JOB, f"edition:{edition_id}", {"edition": edition_id}, by=None)
    work_off(house)

    assert fingerprint(house.store, without=("jobs",)) == before


def test_the_note_of_a_translator_keeps_what_it_is(house: Any):
    """The history says why a passage has no source."""
    house.text(*SOURCE[:2], slug="ferry")
    alignment_id = bring(house, "ferry", *TARGET[:2])
    store, by = house.store, house.translator
    note = edits.Row((), ("[Nota.]",), 1.0, "added")
    alignments.edit(store, alignment_id, "put in", lambda _: edits.Splice(1, (), (note,)), version=1, by=by)
    alignments.edit(
        store, alignment_id, "add", lambda now: edits.mark_added(now, 1, "translator's note"), version=2, by=by
    )
    alignments.accept(store, alignment_id, by=by)

    with store.read() as tx:
        query = sa.select(Revision.reason).join(Unit, Unit.id == Revision.unit_id).where(Unit.target == "[Nota.]")
        assert tx.session.scalars(query).one() == "translator's note"


# --- what looks wrong -------------------------------------------------------------------------------------------


def prose(words: str) -> tuple[str, ...]:
    return tuple(f"{words} {number}." for number in range(8))


ENGLISH = prose("The boat was late and the people on the bank waited for it with all of their sacks, in the year")
SPANISH = prose("La barca llegaba tarde y la gente de la orilla la esperaba con todos los sacos, en el año")


@pytest.mark.parametrize(
    ("translation", "words"),
    [
        (ENGLISH, "same text"),
        (prose("她们在河边等了一个下午，渡船一直没有来，麻袋堆在岸上，谁也不说话，只看着水"), "reads like"),
        (("¿?", "!!", "—"), "no words"),
    ],
    ids=["the same file twice", "another language", "only marks"],
)
def test_what_looks_wrong_about_two_texts_is_said_on_the_page(house: Any, translation: tuple[str, ...], words: str):
    """Before anything is accepted, in a sentence that says what to do."""
    house.text(*ENGLISH, slug="bank")
    alignment_id = bring(house, "bank", *translation)

    assert any(words in note.sentence for note in page(house, alignment_id).warnings)
    assert alignments.warnings(house.store, alignment_id) == page(house, alignment_id).warnings


def test_two_texts_that_fit_raise_no_doubt(house: Any, monkeypatch: pytest.MonkeyPatch):
    """A warning that is always there is never read; a long text is looked at in the background."""
    house.text(*ENGLISH, slug="bank")
    assert page(house, bring(house, "bank", *SPANISH)).warnings == ()

    monkeypatch.setattr(arrival, "AT_ONCE", 3)
    late = bring(house, "bank", *ENGLISH)
    work_off(house)
    assert len(page(house, late).warnings) == 1


def test_rows_come_from_the_kinds_of_a_document(house: Any, book: str):
    """What a paragraph is stays with it from the file on."""
    document = Document((Segment(Kind.HEADING, "El molino", level=1), Segment(Kind.QUOTE, "Nadie.")), {})
    alignment_id = alignments.bring_translation(house.store, book, document, locale="es", by=house.translator)
    with house.store.read() as tx:
        alignment = tx.session.get(Alignment, alignment_id)
        assert alignment is not None
        stored = rows.load(tx, alignment_id)
    assert [kind for row in stored for kind in row.kinds] == ["heading", "quote"]
