"""Edits of an alignment page: each can be undone, and none loses a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.alignment import edits
from workbench.alignment.edits import ImpossibleEdit, Row, Rows, Splice

PAGE: Rows = (
    Row(("s1",), ("Primero.",), 0.9, "pair"),
    Row(("s2", "s3"), ("Segundo. Tercero.",), 0.4, "pair"),
    Row(("s4",), (), 0.7, "omitted"),
    Row((), ("Nota.",), 0.8, "added"),
)


def contents(rows: Rows) -> tuple[list[str], str]:
    return [segment for row in rows for segment in row.source], "".join(text for row in rows for text in row.target)


@st.composite
def pages(draw: st.DrawFn) -> Rows:
    shapes = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)).filter(any), min_size=1, max_size=6))
    texts = st.text(alphabet="ab 。字\n", min_size=1, max_size=8).filter(lambda text: bool(text.strip()))
    rows = []
    number = 0
    for sources, targets in shapes:
        ids = tuple(f"s{number + n}" for n in range(sources))
        number += sources
        target = tuple(draw(texts) for _ in range(targets))
        kind = "pair" if ids and target else "omitted" if ids else "added"
        rows.append(
            Row(ids, target, draw(st.floats(0, 1)), kind, draw(st.sampled_from(["", "lost"])), draw(st.booleans()))
        )
    return tuple(rows)


def any_edit(draw: st.DataObject, rows: Rows) -> Splice | None:
    i = draw.draw(st.integers(-1, len(rows)))
    direction = draw.draw(st.sampled_from(["up", "down"]))
    place = draw.draw(st.tuples(st.integers(-1, 3), st.integers(-1, 9)))
    name = draw.draw(st.sampled_from(["join", "split", "source", "target", "omitted", "added", "pin"]))
    try:
        match name:
            case "join":
                return edits.join_next(rows, i)
            case "split":
                return edits.split(rows, i, source_at=draw.draw(st.none() | st.integers(-1, 4)), target_at=place)
            case "source":
                return edits.move_source(rows, i, direction)
            case "target":
                return edits.move_target(rows, i, direction)
            case "omitted":
                return edits.mark_omitted(rows, i, "not needed")
            case "added":
                return edits.mark_added(rows, i, "a note")
            case _:
                return edits.pin(rows, i)
    except ImpossibleEdit:
        return None


@given(pages(), st.data())
def test_every_edit_can_be_undone_and_loses_nothing(rows: Rows, data: st.DataObject):
    """People try things out; a page must come back exactly, and no text may vanish on the way."""
    page = rows
    done: list[Splice] = []
    for _ in range(data.draw(st.integers(1, 5))):
        splice = any_edit(data, page)
        if splice is None:
            continue
        page = edits.apply(page, splice)
        done.append(splice)
        assert contents(page) == contents(rows)
        for row in page:
            assert row.kind == ("pair" if row.source and row.target else "omitted" if row.source else "added")
            assert row.source or row.target
            assert all(text.strip() for text in row.target)
    for splice in reversed(done):
        page = edits.apply(page, splice.inverse())
    assert page == rows


def test_a_row_splits_at_the_caret():
    """A translator who joined two paragraphs is undone by a click between two sentences."""
    page = edits.apply(PAGE, edits.split(PAGE, 1, source_at=1, target_at=(0, 8)))

    assert [(row.source, row.target) for row in page[1:3]] == [(("s2",), ("Segundo. ",)), (("s3",), ("Tercero.",))]


def test_a_row_may_split_on_one_side_only():
    """The other half is then an omission or an addition."""
    page = edits.apply(PAGE, edits.split(PAGE, 1, source_at=1, target_at=(1, 0)))

    assert [row.kind for row in page[1:3]] == ["pair", "omitted"]
    assert page[1].target == ("Segundo. Tercero.",)


def test_a_move_takes_an_emptied_row_away():
    """A row with nothing on either side means nothing."""
    page = edits.apply(PAGE, edits.move_source(PAGE, 2, "up"))

    assert [row.source for row in page] == [("s1",), ("s2", "s3", "s4"), ()]


def test_a_move_beyond_the_edge_makes_a_row():
    """The first paragraph may belong to nothing that stands above."""
    page = edits.apply(PAGE, edits.move_target(PAGE, 0, "up"))

    assert [row.kind for row in page[:2]] == ["added", "omitted"]


def test_an_omission_leaves_the_target_as_an_addition():
    """Marking the source must not throw the translation away."""
    page = edits.apply(PAGE, edits.mark_omitted(PAGE, 0, "repeats the title"))

    assert [(row.kind, row.reason) for row in page[:2]] == [("omitted", "repeats the title"), ("added", "")]


def test_a_rewritten_paragraph_keeps_its_row():
    """The caret may stand in a paragraph with a typing mistake."""
    page = edits.apply(PAGE, edits.set_text(PAGE, 0, 0, "Primera."))

    assert page[0] == Row(("s1",), ("Primera.",), 0.9, "pair")


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(lambda rows: edits.join_next(rows, 3), id="join the last row"),
        pytest.param(lambda rows: edits.join_next(rows, 9), id="no such row"),
        pytest.param(lambda rows: edits.split(rows, 0, source_at=0, target_at=(0, 0)), id="an empty half"),
        pytest.param(
            lambda rows: edits.split(rows, 0, source_at=2, target_at=(0, 3)), id="more segments than there are"
        ),
        pytest.param(lambda rows: edits.split(rows, 0, target_at=(0, 99)), id="a caret outside the text"),
        pytest.param(lambda rows: edits.move_source(rows, 3, "up"), id="no segment to move"),
        pytest.param(lambda rows: edits.move_target(rows, 2, "up"), id="no paragraph to move"),
        pytest.param(lambda rows: edits.move_target(rows, 3, "down"), id="nothing would move"),
        pytest.param(lambda rows: edits.mark_omitted(rows, 3, ""), id="an addition is no omission"),
        pytest.param(lambda rows: edits.mark_added(rows, 2, ""), id="an omission is no addition"),
        pytest.param(lambda rows: edits.set_text(rows, 0, 1, "x"), id="no such paragraph"),
        pytest.param(lambda rows: edits.set_text(rows, 0, 0, " "), id="an empty paragraph"),
    ],
)
def test_an_impossible_edit_says_why(edit):
    """The page shows the sentence; it names a row and never a text."""
    with pytest.raises(ImpossibleEdit) as caught:
        edit(PAGE)

    assert "row" in str(caught.value).lower()
    assert "Segundo" not in str(caught.value)


def test_an_edit_made_for_another_page_is_refused():
    """Two people may work on one page."""
    splice = edits.join_next(PAGE, 0)

    with pytest.raises(ImpossibleEdit, match="changed"):
        edits.apply(edits.apply(PAGE, splice), splice)
