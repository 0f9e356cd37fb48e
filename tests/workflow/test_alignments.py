"""Bringing a finished translation in: every step is kept, can be undone, and is done once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.alignment import edits
from workbench.alignment.edits import ImpossibleEdit, Row, Splice
from workbench.states import State
from workbench.store.models import AlignmentStep, Unit, User
from workbench.workflow import alignments, documents, texts
from workbench.workflow.alignments import AlignmentPage, AlreadyAccepted, PageRow, SourcePart, Stale
from workbench.workflow.errors import Invalid, NotAllowed, NotFound

SOURCE = (
    "The mill stood below the weir.",
    "In 1931 it ground flour for forty villages.",
    "Nobody had counted the sacks. Nobody had to.",
    "Then the river moved.",
)
TARGET = (
    "El molino estaba debajo de la presa.",
    "En 1931 molía harina para cuarenta aldeas.",
    "Nadie había contado los sacos. No hacía falta.",
    "Después el río cambió de lugar.",
)
Shape = list[tuple[int, tuple[str, ...]]]
ONE_BY_ONE: Shape = [(1, (text,)) for text in TARGET]


class Desk:
    """An alignment of the mill, and the steps on it."""

    def __init__(self, house: Any) -> None:
        self.house, self.store, self.by = house, house.store, house.translator
        self.slug = house.text(*SOURCE, slug="mill")
        self.id = alignments.bring_translation(
            self.store, self.slug, house.document(*TARGET), locale="es", by=house.translator
        )

    def page(self, **window: int) -> AlignmentPage:
        return alignments.page(self.store, self.id, by=self.by, **window)

    def shape(self) -> list[tuple[int, int]]:
        return [(len(row.source), len(row.target)) for row in self.page().rows]

    def edit(self, change: alignments.Edit, *, version: int | None = None, by: User | None = None) -> int:
        now = self.page().version if version is None else version
        edited = alignments.edit(self.store, self.id, "edit", change, version=now, by=by or self.by)
        return edited.version

    def arrange(self, shape: Shape, *, confidence: float = 1.0) -> None:
        """Set the rows as a test needs them, as one step."""
        uids = iter([part.uid for row in self.page().rows for part in row.source])
        rows = []
        for count, target in shape:
            source = tuple(next(uids) for _ in range(count))
            kind = "pair" if source and target else "omitted" if source else "added"
            rows.append(Row(source, target, confidence, kind))
        self.edit(lambda now: Splice(0, tuple(now), tuple(rows)))

    def undo(self, *, version: int | None = None, step: int | None = None) -> int:
        page = self.page()
        return alignments.undo(
            self.store, self.id, step=step or page.step, version=version or page.version, by=self.by
        ).version

    def redo(self) -> int:
        page = self.page()
        return alignments.redo(self.store, self.id, step=page.step + 1, version=page.version, by=self.by).version

    def steps(self) -> int:
        with self.store.read() as tx:
            count = sa.select(sa.func.count()).select_from(AlignmentStep)
            return tx.session.scalar(count.where(AlignmentStep.alignment_id == self.id)) or 0


@pytest.fixture
def desk(house: Any) -> Desk:
    """The mill and its translation, aligned."""
    return Desk(house)


# --- bringing it in ---------------------------------------------------------------------------------------------


def test_a_translation_comes_in_as_rows_in_reading_order(desk: Desk):
    """Every paragraph of both sides is on the page once, in its order, and no edition exists yet."""
    page = desk.page()

    assert [part.content for row in page.rows for part in row.source] == list(SOURCE)
    assert [text for row in page.rows for text in row.target] == list(TARGET)
    assert (page.version, page.can_undo, page.can_redo, page.accepted) == (1, False, False, False)
    assert [one[:2] for one in texts.page(desk.store, "mill", by=desk.by).open_alignments] == [(desk.id, "es")]


def test_only_translators_of_the_locale_bring_in_and_edit(desk: Desk):
    """Readers may look, and change nothing."""
    reader = desk.house.reader
    with pytest.raises(NotAllowed):
        alignments.bring_translation(desk.store, "mill", desk.house.document("Uno."), locale="es", by=reader)
    with pytest.raises(NotAllowed):
        desk.edit(lambda rows: edits.join_next(rows, 0), by=reader)
    with pytest.raises(NotAllowed):
        alignments.discard(desk.store, desk.id, version=1, by=reader)

    assert alignments.page(desk.store, desk.id, by=reader).may_edit is False


@pytest.mark.parametrize(("slug", "locale", "error"), [("mill", "en", Invalid), ("nowhere", "es", NotFound)])
def test_a_translation_needs_a_text_in_another_language(desk: Desk, slug: str, locale: str, error: type[Exception]):
    """The source's own language and an unknown text are refused before anything is aligned."""
    with pytest.raises(error):
        alignments.bring_translation(desk.store, slug, desk.house.document("Uno."), locale=locale, by=None)


# --- steps ------------------------------------------------------------------------------------------------------


def test_each_step_is_stored_with_its_version(desk: Desk):
    """The page can be left after any step and taken up on another device."""
    desk.arrange(ONE_BY_ONE)

    assert desk.edit(lambda rows: edits.join_next(rows, 1)) == 3
    assert desk.shape() == [(1, 1), (2, 2), (1, 1)]


def test_undo_goes_back_to_the_first_row_and_redo_forward_again(desk: Desk):
    """There is no limit, and every state on the way is exactly what it was."""
    desk.arrange(ONE_BY_ONE)
    seen = [desk.page().rows]
    for change in (
        lambda rows: edits.join_next(rows, 0),
        lambda rows: edits.mark_omitted(rows, 1, "cut"),
        lambda rows: edits.pin(rows, 0),
        lambda rows: edits.split(rows, 0, source_at=1, target_at=(0, 9)),
    ):
        desk.edit(change)
        seen.append(desk.page().rows)

    for expected in reversed(seen[:-1]):
        desk.undo()
        assert desk.page().rows == expected
    for expected in seen[1:]:
        desk.redo()
        assert desk.page().rows == expected
    assert desk.page().can_redo is False


def test_a_new_step_forgets_what_was_taken_back(desk: Desk):
    """Else doing again would put rows into a page that they were never made for."""
    desk.arrange(ONE_BY_ONE)
    desk.edit(lambda rows: edits.join_next(rows, 0))
    desk.undo()
    desk.edit(lambda rows: edits.pin(rows, 3))

    assert desk.page().can_redo is False
    assert desk.steps() == 2
    with pytest.raises(Invalid):
        desk.redo()


def test_a_step_on_an_older_page_is_refused_and_changes_nothing(desk: Desk):
    """Two people on one page: the second is told, and the first one's work stays."""
    desk.arrange(ONE_BY_ONE)
    version = desk.page().version
    desk.edit(lambda rows: edits.join_next(rows, 0), version=version)
    rows = desk.page().rows

    with pytest.raises(Stale):
        desk.edit(lambda rows: edits.join_next(rows, 1), version=version, by=desk.house.editor)
    with pytest.raises(Stale):
        desk.undo(version=version)
    with pytest.raises(Stale):
        alignments.discard(desk.store, desk.id, version=version, by=desk.by)
    with pytest.raises(Stale):
        alignments.accept(desk.store, desk.id, version=version, by=desk.by)
    assert desk.page().rows == rows


def test_the_same_step_sent_twice_is_done_once_and_answered_twice(desk: Desk):
    """A double click, or a request sent again after its answer was lost."""
    desk.arrange(ONE_BY_ONE)
    version = desk.page().version

    def join(rows: edits.Rows) -> Splice:
        return edits.join_next(rows, 0)

    assert desk.edit(join, version=version) == desk.edit(join, version=version) == version + 1
    assert desk.shape() == [(2, 2), (1, 1), (1, 1)]
    with pytest.raises(Stale):  # another person who wants the same has not seen what came of it
        desk.edit(join, version=version, by=desk.house.editor)


def test_undo_pressed_twice_takes_one_step_back(desk: Desk):
    """The request names the step, so that its second copy finds it taken back."""
    desk.arrange(ONE_BY_ONE)
    desk.edit(lambda rows: edits.join_next(rows, 0))
    page = desk.page()

    again = [desk.undo(step=page.step, version=page.version) for _ in range(2)]

    assert again == [page.version + 1] * 2
    assert desk.page().step == page.step - 1


def test_an_edit_that_does_not_fit_leaves_the_page_as_it_is(desk: Desk):
    """No version is used up, and nothing is remembered that could not be undone."""
    desk.arrange(ONE_BY_ONE)
    before = desk.page()

    with pytest.raises(ImpossibleEdit):
        desk.edit(lambda rows: edits.join_next(rows, 3))
    with pytest.raises(ImpossibleEdit):
        desk.edit(lambda rows: alignments.pin_until(rows, 9))

    assert desk.page() == before


def test_a_mended_paragraph_stays_one_paragraph(desk: Desk):
    """Blank lines typed into it would make two of it when the edition is written."""
    desk.arrange(ONE_BY_ONE)
    desk.edit(lambda rows: alignments.mend(rows, 1, 0, "En 1931 molía\r\n\r\n  \nharina. "))

    assert desk.page().rows[1].target == ("En 1931 molía\nharina.",)


def test_all_rows_up_to_one_can_be_settled_at_once(desk: Desk):
    """Whoever read the first half says so with one key, and takes it back with one."""
    desk.arrange(ONE_BY_ONE, confidence=0.4)
    desk.edit(lambda rows: alignments.pin_until(rows, 1))
    assert desk.page().doubtful == (2, 3)
    assert desk.page().settled == 2

    desk.undo()
    assert desk.page().doubtful == (0, 1, 2, 3)


# --- align again ------------------------------------------------------------------------------------------------


def align_again(desk: Desk) -> alignments.Edited:
    return alignments.align_again(desk.store, desk.id, version=desk.page().version, by=desk.by)


def test_aligning_again_keeps_settled_rows_and_mends_the_rest(desk: Desk):
    """A wrong beginning is put right around one row that a person is sure of, as one step."""
    wrong: Shape = [(1, ()), (1, TARGET[:2]), (1, (TARGET[2],)), (1, (TARGET[3],))]
    desk.arrange(wrong)
    before = desk.page().rows
    desk.edit(lambda rows: edits.pin(rows, 2))
    align_again(desk)

    rows = desk.page().rows
    assert [(len(row.source), row.target) for row in rows] == [(1, (text,)) for text in TARGET]
    assert [row.pinned for row in rows] == [False, False, True, False]

    desk.undo()
    desk.undo()
    assert desk.page().rows == before


def test_aligning_again_keeps_reasons_with_their_paragraphs(desk: Desk):
    """What a person said about an omission is not lost with the row that it was said in."""
    desk.arrange([(1, ()), (1, (TARGET[1],)), (1, (TARGET[2],)), (1, (TARGET[3],))])
    desk.edit(lambda rows: edits.mark_omitted(rows, 0, "cut by the magazine"))
    desk.edit(lambda rows: edits.pin(rows, 0))
    align_again(desk)

    assert desk.page().rows[0].reason == "cut by the magazine"


def test_aligning_again_needs_a_settled_row(desk: Desk):
    """Without one the outcome would be the old one, and every correction gone."""
    with pytest.raises(Invalid, match="Mark a row as right first"):
        align_again(desk)


# --- what the page shows ----------------------------------------------------------------------------------------


def test_doubtful_rows_come_least_certain_first(desk: Desk):
    """The first look goes where it is needed most; settled rows and sure ones are not named."""
    desk.arrange(ONE_BY_ONE)
    confidences = (0.95, 0.3, 0.7, 0.89)
    desk.edit(
        lambda rows: Splice(
            0,
            tuple(rows),
            tuple(
                Row(row.source, row.target, sure, "pair", pinned=sure == 0.89)
                for row, sure in zip(rows, confidences, strict=True)
            ),
        )
    )
    page = desk.page()

    assert page.doubtful == (1, 2)
    assert [(doubt.number, doubt.opening) for doubt in page.doubts] == [(2, SOURCE[1]), (3, SOURCE[2])]


def test_a_long_page_comes_in_windows(desk: Desk):
    """A window holds its rows and knows where it stands; beyond the end it shows the last row."""
    desk.arrange(ONE_BY_ONE)

    assert [row.number for row in desk.page(start=1, count=2).rows] == [2, 3]
    assert [row.number for row in desk.page(start=99, count=2).rows] == [4]
    assert desk.page(start=1, count=2).total == 4
    assert desk.page(start=1, count=2).row(0) is None


def page_row(source: tuple[str, ...], target: tuple[str, ...]) -> PageRow:
    parts = tuple(SourcePart(str(number), "paragraph", text) for number, text in enumerate(source))
    return PageRow(0, parts, target, "pair", "", 1.0, False)


def test_a_row_may_be_split_between_paragraphs_and_sentences():
    """Without a script there is no caret: the borders are offered, the likeliest is chosen."""
    row = page_row(("One is short.", "Two is as long as this."), ("Uno. Dos es así de largo.", "Y sigue."))
    cuts = alignments.cuts(row, "es")

    assert [cut.place for cut in cuts] == [(0, 5), (1, 0)]
    assert (cuts[0].before, cuts[0].after) == ("Uno.", "Dos es así de largo.")
    assert alignments.likely_cut(row, cuts) == cuts[0]
    assert alignments.cuts(page_row(("One.",), ()), "es") == ()
    assert alignments.likely_cut(row, ()) is None


def test_the_source_is_split_where_its_lengths_fit_the_place_in_the_target():
    """Whoever puts the caret into the translation need not say the border in the source, too."""
    row = page_row(("x" * 10, "x" * 50, "x" * 40), ("y" * 100,))

    assert [alignments.source_border(row, (0, at)) for at in (0, 12, 55, 99)] == [1, 1, 2, 2]
    assert alignments.source_border(page_row(("One.",), ("Uno. Dos.",)), (0, 5)) == 1
    assert alignments.source_border(page_row((), ("Uno.", "Dos.")), (1, 0)) == 0


@settings(max_examples=60, deadline=None)
@given(
    source=st.lists(st.text(min_size=1, max_size=20), max_size=4),
    target=st.lists(st.text("ab. 。«", min_size=1, max_size=40), min_size=1, max_size=3),
)
def test_every_offered_place_can_be_split_at(source: list[str], target: list[str]):
    """What the page offers, the engine does, or says why it cannot; it never fails otherwise."""
    shown = page_row(tuple(source), tuple(target))
    row = Row(tuple(part.uid for part in shown.source), shown.target, 1.0, "pair" if source else "added")
    for cut in alignments.cuts(shown, "es"):
        border = alignments.source_border(shown, cut.place)
        try:
            new = edits.apply([row], edits.split([row], 0, source_at=border, target_at=cut.place))
        except ImpossibleEdit:
            continue
        assert sum((half.source for half in new), ()) == row.source
        assert "".join("".join(half.target) for half in new) == "".join(target)


# --- the end ----------------------------------------------------------------------------------------------------


def test_accepting_makes_an_edition_of_drafts(desk: Desk):
    """Each row becomes a unit with its text; joined paragraphs stay paragraphs."""
    desk.arrange([(2, TARGET[:2]), (1, (TARGET[2],)), (1, ())])
    alignments.accept(desk.store, desk.id, by=desk.by, version=desk.page().version)

    found = [desk.house.unit(unit_id) for unit_id in desk.house.ids("mill")]
    assert [unit.target for unit in found] == ["\n\n".join(TARGET[:2]), TARGET[2], ""]
    assert [unit.state for unit in found] == [State.DRAFT, State.DRAFT, State.INITIAL]
    assert [entry.origin for entry in desk.house.revisions(found[0].id)] == ["brought in"]
    assert "accept-alignment" in desk.house.log()


def test_an_explained_omission_is_done_and_an_addition_has_no_source(desk: Desk):
    """With a reason there is nothing left to translate; a translator's note stands alone."""
    desk.arrange([(1, (TARGET[0],)), (1, ()), (0, ("[Nota de la traductora.]",)), (2, TARGET[2:])])
    desk.edit(lambda rows: edits.mark_omitted(rows, 1, "not in the second printing"))
    assert desk.page().unexplained == ()
    alignments.accept(desk.store, desk.id, by=desk.by)

    found = [desk.house.unit(unit_id) for unit_id in desk.house.ids("mill")]
    assert [(unit.omitted, unit.state) for unit in found[1:3]] == [
        ("not in the second printing", State.DRAFT),
        (None, State.DRAFT),
    ]
    with desk.store.read() as tx:
        note = tx.session.get(Unit, found[2].id)
        assert note is not None
        assert note.links == []


def test_only_editors_accept_as_approved(desk: Desk):
    """A translation that was published like this needs no review; that an editor says."""
    with pytest.raises(NotAllowed):
        alignments.accept(desk.store, desk.id, by=desk.by, state=State.APPROVED)
    alignments.accept(desk.store, desk.id, by=desk.house.editor, state=State.APPROVED)

    found = [desk.house.unit(unit_id) for unit_id in desk.house.ids("mill")]
    assert {unit.state for unit in found} == {State.APPROVED}
    assert all(unit.approved_revision_id for unit in found)


@pytest.mark.parametrize(
    "act",
    [
        lambda desk: desk.edit(lambda rows: edits.pin(rows, 0)),
        lambda desk: desk.undo(step=1),
        lambda desk: alignments.align_again(desk.store, desk.id, version=1, by=desk.by),
        lambda desk: alignments.accept(desk.store, desk.id, by=desk.by),
        lambda desk: alignments.discard(desk.store, desk.id, version=1, by=desk.by),
    ],
    ids=["edit", "undo", "align again", "accept", "discard"],
)
def test_an_accepted_alignment_stays_as_it_was(desk: Desk, act: Callable[[Desk], object]):
    """From then on the desk is the place; the page only shows what was accepted."""
    alignments.accept(desk.store, desk.id, by=desk.by)

    with pytest.raises(AlreadyAccepted):
        act(desk)
    assert desk.page().accepted is True
    assert desk.page().may_edit is False


def test_a_source_that_changed_meanwhile_is_followed(desk: Desk):
    """A new paragraph waits to be translated; one that is gone takes no translation with it."""
    desk.arrange(ONE_BY_ONE)
    changed = "\n\n".join((*SOURCE[:3], "A new bridge was built."))
    texts.revise(desk.store, "mill", documents.read_pasted(changed), by=desk.house.keeper)
    alignments.accept(desk.store, desk.id, by=desk.by)

    found = [desk.house.unit(unit_id) for unit_id in desk.house.ids("mill")]
    assert {unit.target for unit in found} >= set(TARGET)
    assert [unit.target for unit in found if unit.state == State.INITIAL] == [""]


def test_discarding_leaves_nothing_but_the_source(desk: Desk):
    """The steps hold the whole translation, so that they go, too."""
    desk.arrange(ONE_BY_ONE)

    assert alignments.discard(desk.store, desk.id, version=desk.page().version, by=desk.by) == "mill"
    assert desk.steps() == 0
    with pytest.raises(NotFound):
        desk.page()
    assert texts.page(desk.store, "mill", by=desk.by).open_alignments == ()
