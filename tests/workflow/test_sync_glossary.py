"""The glossary lies in the folder twice, as a table and as TBX; either may be changed, and the texts follow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from workbench.formats.tbx import read_tbx
from workbench.glossary import Concept, Status, Term, read_csv, write_csv
from workbench.workflow import desk, glossary, rechecking
from workbench.workflow.sync import sync

REED = Concept("reed", terms=(Term("reed", "en"), Term("junco", "es"), Term("caña", "es", Status.ADMITTED)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty workspace."""
    path = tmp_path / "workspace"
    for name in ("source_texts", "translations", "glossary"):
        (path / name).mkdir(parents=True)
    return path


@pytest.fixture
def house(sqlite_house, folder: Path):
    """A house with one concept that both files have."""
    glossary.save(sqlite_house.store, REED, version=0, by=sqlite_house.editor)
    sync(sqlite_house.store, folder)
    return sqlite_house


def _csv(folder: Path) -> Path:
    return folder / "glossary" / "termbase.csv"


def _tbx(folder: Path) -> Path:
    return folder / "glossary" / "termbase.tbx"


def _both(folder: Path) -> list[list[Concept]]:
    return [read_csv(_csv(folder).read_text(encoding="utf-8")), read_tbx(_tbx(folder).read_bytes())]


def _edit(path: Path, old: str, new: str) -> None:
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_both_files_are_written_and_say_the_same(house, folder: Path):
    """Other programs read TBX; people read the table."""
    assert _both(folder) == [[REED], [REED]]
    assert not sync(house.store, folder).changed


@pytest.mark.parametrize("path", [_csv, _tbx], ids=["table", "TBX"])
def test_whichever_file_changed_is_read_and_the_other_follows(house, folder: Path, path):
    """Nobody must know which of the two is the right one."""
    _edit(path(folder), "junco", "carrizo")
    report = sync(house.store, folder)
    assert list(report.taken) == [f"glossary/{path(folder).name}"]
    assert glossary.concept(house.store, "reed", by=house.reader)[0].terms[1].text == "carrizo"
    assert {term.text for concepts in _both(folder) for term in concepts[0].terms} == {"reed", "carrizo", "caña"}
    assert not sync(house.store, folder).changed


def test_a_folder_with_tbx_alone_is_enough(house, folder: Path):
    """A termbase of another house is put there as it came."""
    _csv(folder).unlink()
    glossary.remove(house.store, "reed", version=1, by=house.editor, reason="To bring it in again.")
    _edit(_tbx(folder), 'id="reed"', 'id="rush"')
    sync(house.store, folder)
    assert [concept.id for concept in glossary.concepts(house.store, by=house.reader)] == ["rush"]
    assert [[concept.id for concept in concepts] for concepts in _both(folder)] == [["rush"], ["rush"]]
    assert not sync(house.store, folder).changed


def test_two_changes_of_one_concept_are_both_kept(house, folder: Path):
    """The table's is in force, that of the TBX file stands in the history."""
    _edit(_csv(folder), "junco", "carrizo")
    _edit(_tbx(folder), "junco", "totora")
    report = sync(house.store, folder)
    assert [happening.path for happening in report.conflicts] == ["glossary/termbase.tbx"]
    page = glossary.page(house.store, "reed", by=house.reader)
    assert page.concept.terms[1].text == "carrizo"
    assert [entry.concept.terms[1].text for entry in page.history if entry.conflict] == ["totora"]
    assert not sync(house.store, folder).changed


def test_a_broken_tbx_stops_nothing_and_stays(house, folder: Path):
    """It is reported, and nothing of it is overwritten."""
    _tbx(folder).write_bytes(b"<tbx")
    report = sync(house.store, folder)
    assert [happening.path for happening in report.problems] == ["glossary/termbase.tbx"]
    assert _tbx(folder).read_bytes() == b"<tbx"


def test_the_texts_are_checked_by_what_came_from_the_folder(house, folder: Path):
    """A glossary that was changed in git counts as one that was changed in the browser."""
    (unit_id,) = house.edition("A reed bends.")
    house.approve(unit_id, "Una caña se dobla.")
    strict = replace(REED, terms=(*REED.terms[:2], Term("caña", "es", Status.FORBIDDEN)))
    _csv(folder).write_text(write_csv([strict]), encoding="utf-8")

    sync(house.store, folder, dry_run=True)
    assert desk.details(house.store, unit_id, by=house.reader).unit.findings == ()
    sync(house.store, folder)
    assert [f.found for f in desk.details(house.store, unit_id, by=house.reader).unit.findings] == ["caña"]
    assert rechecking.count(house.store, by=house.editor) == 1
