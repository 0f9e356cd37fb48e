"""People who save the same unit at the same moment: one wins, and nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from workbench.store.database import Store
from workbench.store.models import Revision, User
from workbench.text import Document, Kind, Segment
from workbench.workflow import desk, texts, units
from workbench.workflow.errors import Conflict
from workbench.workflow.units import Saved

ROUNDS = 400


def unit_of_two(store: Store, by: User) -> int:
    document = Document((Segment(Kind.PARAGRAPH, "Two hands on one rope."),), {})
    slug = texts.bring_in(store, document, locale="en", by=by, slug="rope")
    texts.start_edition(store, slug, "es", by=by)
    return desk.window(store, slug, "es", by=by).units[0].id


def together(pool: ThreadPoolExecutor, calls: Sequence[Callable[[], Saved]]) -> list[Saved | Conflict]:
    """Make the calls at the same moment; a conflict is an answer too."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], Saved]) -> Saved | Conflict:
        barrier.wait()
        try:
            return call()
        except Conflict as conflict:
            return conflict

    return list(pool.map(run, calls))


def test_of_two_saves_of_one_version_one_wins_and_the_other_is_told(store: Store, translator: User, editor: User):
    """A save that silently overwrites another is the worst that can happen here."""
    unit_id = unit_of_two(store, translator)
    version = 1
    with ThreadPoolExecutor(2) as pool:
        for turn in range(ROUNDS):
            answers = together(
                pool,
                [
                    lambda by=by, who=who, version=version, turn=turn: units.save(
                        store, unit_id, target=f"{who} {turn}", version=version, key=f"{who}-{turn}-key", by=by
                    )
                    for who, by in (("uno", translator), ("dos", editor))
                ],
            )
            (won,) = (answer for answer in answers if isinstance(answer, Saved))
            (late,) = (answer for answer in answers if isinstance(answer, Conflict))
            assert (won.version, late.version, late.current) == (version + 1, version + 1, won.target)
            assert {won.target, late.yours} == {f"uno {turn}", f"dos {turn}"}
            version = won.version

    with store.read() as tx:
        kept = dict(tx.session.execute(sa.select(Revision.conflict, sa.func.count()).group_by(Revision.conflict)).all())
    assert kept == {False: ROUNDS, True: ROUNDS}


def test_one_save_sent_several_times_at_once_is_stored_once(store: Store, translator: User):
    """A device that hears no answer sends again, maybe while the first one is still on its way."""
    unit_id = unit_of_two(store, translator)
    with ThreadPoolExecutor(4) as pool:
        for turn in range(25):
            answers = together(
                pool,
                [
                    lambda turn=turn: units.save(
                        store, unit_id, target=f"Vez {turn}", version=turn + 1, key=f"sent-again-{turn}", by=translator
                    )
                ]
                * 4,
            )
            assert {(answer.version, answer.target) for answer in answers} == {(turn + 2, f"Vez {turn}")}

    with store.read() as tx:
        assert tx.session.scalar(sa.select(sa.func.count()).select_from(Revision)) == 25
