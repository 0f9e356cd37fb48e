"""Remarks about a unit: everybody who reads may speak, and nothing is said twice."""

from __future__ import annotations

import pytest

from workbench.workflow import comments, desk
from workbench.workflow.errors import Invalid, NotFound


def _remarks(house, unit_id: int):
    return desk.details(house.store, unit_id, by=house.reader).comments


def test_a_remark_and_its_answers_are_one_thread(house):
    """An answer to an answer stays in the thread: deeper ones nobody can follow."""
    unit_id = house.edition()[0]
    first = comments.comment(house.store, unit_id, text=" Why “rises”? ", by=house.reader)
    answer = comments.comment(house.store, unit_id, text="It is spring.", by=house.translator, parent_id=first)
    comments.comment(house.store, unit_id, text="I see.", by=house.reader, parent_id=answer)

    remarks = _remarks(house, unit_id)
    assert [(r.text, r.parent_id, r.who, r.own) for r in remarks] == [
        ("Why “rises”?", None, house.reader.name, True),
        ("It is spring.", first, house.translator.name, False),
        ("I see.", first, house.reader.name, True),
    ]
    assert desk.details(house.store, unit_id, by=house.reader).unit.comments == 3
    assert house.log()[-3:] == ["comment"] * 3


def test_a_remark_that_is_sent_twice_is_one_remark(house, fingerprint):
    """Nobody says the same thing twice in a row on purpose."""
    unit_id = house.edition()[0]
    first = comments.comment(house.store, unit_id, text="Why?", by=house.reader)
    before = fingerprint(house.store)
    assert comments.comment(house.store, unit_id, text="Why?", by=house.reader) == first
    assert fingerprint(house.store) == before
    assert comments.comment(house.store, unit_id, text="Why?", by=house.editor) != first


def test_a_thread_is_settled_and_opened_again(house, fingerprint):
    """Settled ones are out of the way, and not gone."""
    unit_id = house.edition()[0]
    first = comments.comment(house.store, unit_id, text="Why?", by=house.reader)
    assert comments.resolve(house.store, first, by=house.translator) == unit_id
    before = fingerprint(house.store)
    comments.resolve(house.store, first, by=house.editor)
    assert fingerprint(house.store) == before
    assert _remarks(house, unit_id)[0].resolved
    assert desk.details(house.store, unit_id, by=house.reader).unit.comments == 0

    comments.resolve(house.store, first, by=house.translator, resolved=False)
    assert not _remarks(house, unit_id)[0].resolved
    assert house.log()[-2:] == ["resolve-comment", "reopen-comment"]


@pytest.mark.parametrize("text", ["", " \n ", "x" * 4_001, "a\x00b", "half \ud800"], ids=lambda t: ascii(t[:8]))
def test_a_remark_says_something(house, text: str, fingerprint):
    """And not more than somebody will read."""
    unit_id = house.edition()[0]
    before = fingerprint(house.store)
    with pytest.raises(Invalid):
        comments.comment(house.store, unit_id, text=text, by=house.reader)
    assert fingerprint(house.store) == before


def test_an_answer_belongs_to_its_unit(house, fingerprint):
    """A form from an old page must not put an answer somewhere else."""
    first, second = house.edition()
    remark = comments.comment(house.store, first, text="Why?", by=house.reader)
    before = fingerprint(house.store)
    for unit_id, parent in ((second, remark), (first, 9_999), (9_999, None)):
        with pytest.raises(NotFound):
            comments.comment(house.store, unit_id, text="So.", by=house.reader, parent_id=parent)
    with pytest.raises(NotFound):
        comments.resolve(house.store, 9_999, by=house.translator)
    assert fingerprint(house.store) == before


def test_a_remark_is_text(house):
    """Markup in it is what somebody wrote."""
    unit_id = house.edition()[0]
    comments.comment(house.store, unit_id, text="<script>alert(1)</script> =1+1", by=house.reader)
    assert _remarks(house, unit_id)[0].text == "<script>alert(1)</script> =1+1"


def test_an_empty_remark_is_named_as_what_it_is(house):
    """Nobody was asked for a reason."""
    unit_id = house.edition()[0]
    with pytest.raises(Invalid, match=r"Write something first\."):
        comments.comment(house.store, unit_id, text=" ", by=house.reader)
