"""Memories come in once and whole, and what was taken out can be brought in elsewhere."""

from __future__ import annotations

import datetime as dt
from io import BytesIO

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.formats import TmxFileError, TranslationUnit, read_tmx, write_tmx
from workbench.memory import grams, rarest, search
from workbench.store.database import Store
from workbench.store.memory import MemoryIndex, forget
from workbench.store.models import KeptPiece, MemoryEntry, MemoryGram, MemoryGramCount
from workbench.workflow import jobs, memories, texts
from workbench.workflow.errors import NotAllowed, NotFound
from workbench.workflow.jobs.kinds import HANDLERS

WHEN = dt.datetime(2021, 3, 4, 5, 6, 7, tzinfo=dt.UTC)
UNITS = [
    TranslationUnit("The paper mill closed.", "La fábrica de papel cerró.", "en", "es", "1", None, True, "mill", WHEN),
    TranslationUnit("The paper mill closed.", "造纸厂关门了。", "en", "zh-Hans", "1", None, False, "mill", WHEN),
    TranslationUnit("Nobody was ashamed.", "Nadie tuvo vergüenza.", "en", "es", "2", None, True, "", WHEN),
]


def bring(store: Store, units: list[TranslationUnit], name: str = "old.tmx") -> memories.MemoryReport:
    """Bring units in on the command line."""
    return memories.bring_in(store, BytesIO(write_tmx(units)), name=name, by=None)


def out(store: Store, slug: str = "") -> list[TranslationUnit]:
    """What is taken out, read again."""
    return list(read_tmx(b"".join(memories.take_out(store, slug=slug, by=None))))


def test_pairs_are_found_with_their_origin_and_date(store: Store):
    """An old memory is worth as much as what is known of it."""
    assert bring(store, UNITS) == memories.MemoryReport(added=3, known=0, too_long=0)
    with store.read() as tx:
        entries = list(tx.session.scalars(sa.select(MemoryEntry).order_by(MemoryEntry.id)))
        [match] = search(MemoryIndex(tx, target_locale="es"), "The paper mill has closed.", locale="en")

    assert [(e.origin, e.at, e.approved) for e in entries] == [
        ("mill", WHEN, True), ("mill", WHEN, False), ("old.tmx", WHEN, True),
    ]  # fmt: skip
    assert match.candidate.target == "La fábrica de papel cerró."


def test_what_is_there_is_not_filed_twice(store: Store):
    """People bring the same export every month."""
    bring(store, UNITS)

    assert bring(store, [*UNITS, *UNITS]).added == 0
    fresh = TranslationUnit("The paper mill closed.", "Cerró la fábrica.", "en", "es")
    assert bring(store, [UNITS[0], fresh, fresh]) == memories.MemoryReport(added=1, known=2, too_long=0)


def test_a_memory_goes_from_house_to_house(store: Store):
    """What was taken out says the same after it was brought in."""
    bring(store, UNITS)
    known = {(u.source, u.target, u.origin or "old.tmx", u.changed, u.approved) for u in UNITS}

    assert {(u.source, u.target, u.origin, u.changed, u.approved) for u in out(store)} == known


@given(
    st.lists(
        st.text("abc de中文", min_size=1, max_size=30).map(str.strip).filter(bool), min_size=1, max_size=12, unique=True
    )
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_batch_is_filed_as_single_entries_are(sqlite_store: Store, sources):
    """Two ways of filing with one index: a look-up must not depend on how an entry came."""
    with sqlite_store.begin() as tx:
        for table in (MemoryGram, MemoryGramCount, MemoryEntry):
            tx.session.execute(sa.delete(table))
    bring(sqlite_store, [TranslationUnit(source, "x", "en", "es") for source in sources])
    with sqlite_store.read() as tx:
        counts = dict(tx.session.execute(sa.select(MemoryGramCount.gram, MemoryGramCount.count)).all())
        filed: dict[str, set[int]] = {}
        query = sa.select(MemoryEntry.source, MemoryGram.gram).join(MemoryGram, MemoryGram.entry_id == MemoryEntry.id)
        for source, gram in tx.session.execute(query):
            filed.setdefault(source, set()).add(gram)

    own = {source: grams(source, "en") for source in filed}
    assert counts == {gram: sum(gram in some for some in own.values()) for some in own.values() for gram in some}
    assert filed == {source: set(rarest(some, counts)) for source, some in own.items()}


def test_a_text_goes_out_with_all_its_languages(house):
    """One file serves every translator of a text; what nobody approved stays in the house."""
    ids = house.edition("The river rises.", "The boat is late.")
    texts.start_edition(house.store, "tale", "zh-Hans", by=house.translator)
    house.approve(ids[0], "El río sube.")
    house.approve(house.ids("tale", "zh-Hans")[0], "河水上涨。")
    house.write(ids[1], "La barca tarda.")
    data = b"".join(memories.take_out(house.store, slug="tale", by=house.editor))

    assert (data.count(b"<tu "), data.count(b"<tuv ")) == (1, 3)
    assert {(u.target_locale, u.target) for u in read_tmx(data)} == {
        ("es", "El río sube."), ("zh-Hans", "河水上涨。"),
    }  # fmt: skip


def test_a_broken_file_changes_nothing(store: Store, fingerprint):
    """Also when it breaks behind its first thousands of units."""
    data = write_tmx([TranslationUnit(f"Number {n}.", f"Número {n}.", "en", "es") for n in range(3000)])
    before = fingerprint(store)
    for broken in (data[:-40], data.replace(b"N\xc3\xbamero 2999", b"\xff"), b"<xliff/>", b""):
        with pytest.raises(TmxFileError):
            memories.bring_in(store, BytesIO(broken), name="a.tmx", by=None)

    assert fingerprint(store) == before


def test_unknown_languages_are_said_and_long_texts_left_out(store: Store):
    """Nobody should look for what never came in."""
    long = TranslationUnit("x" * 100_001, "y", "en", "es")
    data = write_tmx([UNITS[0], long]).replace(b'"es"', b'"fr"', 1)
    report = memories.bring_in(store, BytesIO(data), name="a.tmx", by=None)

    assert (report.added, report.too_long, report.unknown) == (0, 1, {"fr": 1})


def test_only_editors_exchange_memories(house):
    """A bad memory spoils the work of all."""
    for person in (house.translator, house.reader):
        with pytest.raises(NotAllowed):
            memories.bring_in(house.store, BytesIO(), name="a.tmx", by=person)
        with pytest.raises(NotAllowed):
            memories.take_out(house.store, by=person)
        with pytest.raises(NotAllowed):
            memories.page(house.store, by=person)
    with pytest.raises(NotFound):
        memories.take_out(house.store, slug="nowhere", by=house.editor)


def long_file(count: int = 40) -> bytes:
    return write_tmx([TranslationUnit(f"Number {n}.", f"Número {n}.", "en", "es") for n in range(count)])


def receive_long(house, monkeypatch, data: bytes) -> str:
    """The job of a file that is too long to be filed at once."""
    monkeypatch.setattr(memories.arriving, "AT_ONCE", 10)
    uid = memories.receive(house.store, BytesIO(data), name="old.tmx", by=house.editor)
    assert isinstance(uid, str)
    return uid


def test_a_long_file_is_filed_in_the_background(house, monkeypatch):
    """Nobody waits a minute for a page; what became of the file is told when it is done."""
    uid = receive_long(house, monkeypatch, long_file())
    assert memories.brought(house.store, uid, by=house.editor) is None

    jobs.Runner(house.store, HANDLERS).run_next()

    assert jobs.find(house.store, uid, by=house.editor).state is jobs.JobState.DONE
    assert memories.brought(house.store, uid, by=house.editor) == memories.MemoryReport(40, 0, 0)
    assert len(out(house.store)) == 40
    with house.store.read() as tx:
        assert tx.session.scalar(sa.select(sa.func.count()).select_from(KeptPiece)) == 0, "nobody needs it any more"


def test_a_short_file_is_filed_at_once(house):
    """Who brings a hundred pairs sees at once how many were new."""
    data = write_tmx(UNITS)

    assert memories.receive(house.store, BytesIO(data), name="a.tmx", by=house.editor) == memories.MemoryReport(3, 0, 0)


def test_a_broken_long_file_changes_nothing_and_can_be_tried_again(house, monkeypatch, fingerprint):
    """The sentence says where it is broken, so that it can be mended and brought again."""
    uid = receive_long(house, monkeypatch, long_file()[:-30])
    before = fingerprint(house.store, without=("jobs",))
    jobs.Runner(house.store, HANDLERS).run_next()
    job = jobs.find(house.store, uid, by=house.editor)

    assert fingerprint(house.store, without=("jobs",)) == before
    assert (job.state, job.may_retry) == (jobs.JobState.FAILED, True)
    assert job.problem is not None
    assert "no well-formed XML" in job.problem.sentence


def test_what_was_interrupted_is_gone_on_with(house, monkeypatch):
    """Each batch is stored whole; the next worker files the others, and the report counts both."""
    monkeypatch.setattr(memories.bringing, "BATCH", 10)
    uid = receive_long(house, monkeypatch, long_file())
    first = jobs.queue.claim(house.store)
    calls = []

    def lose(tx) -> None:
        calls.append(tx)
        if len(calls) == 3:
            raise jobs.Lost("killed")

    monkeypatch.setattr(first, "require_own", lose)
    with pytest.raises(jobs.Lost):
        memories.file_in_background(first)
    assert len(out(house.store)) == 20
    first.release()
    jobs.Runner(house.store, HANDLERS).run_next()

    assert memories.brought(house.store, uid, by=house.editor) == memories.MemoryReport(40, 0, 0)
    assert len(out(house.store)) == 40


def test_what_is_taken_out_of_the_memory_leaves_no_postings(house):
    """The table of postings has no foreign key that would do it."""
    [unit_id, *_] = house.edition("The river rises.", "The boat is late.")
    house.approve(unit_id, "El río sube.")
    with house.store.begin() as tx:
        assert tx.session.scalar(sa.select(sa.func.count()).select_from(MemoryGram)) > 0
        forget(tx, unit_id)
        assert tx.session.scalar(sa.select(sa.func.count()).select_from(MemoryGram)) == 0


def test_what_was_brought_is_told_to_editors_only(house, monkeypatch):
    """And what nobody keeps any more is said in a sentence."""
    uid = receive_long(house, monkeypatch, long_file())
    with pytest.raises(NotAllowed):
        memories.receive(house.store, BytesIO(long_file()), name="a.tmx", by=house.translator)
    with pytest.raises(NotAllowed):
        memories.brought(house.store, uid, by=house.reader)
    with pytest.raises(NotFound):
        memories.brought(house.store, "elsewhere", by=house.editor)
