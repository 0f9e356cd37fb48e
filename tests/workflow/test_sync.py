"""The three-way merge between the folders of a workspace and the database."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from workbench import formats
from workbench.formats import ExportUnit
from workbench.states import State
from workbench.store import glossary as stored_glossary
from workbench.store import search, texts
from workbench.store import texts as stored_texts
from workbench.store.database import Store, Transaction
from workbench.store.models import ConceptRevision, MemoryEntry, Revision, Segment, Unit, User
from workbench.store.workspace import Workspace
from workbench.text import read_markdown, write_markdown
from workbench.workflow import exports, glossary, people, review, units
from workbench.workflow import texts as text_work
from workbench.workflow.permissions import Role
from workbench.workflow.sync import SyncReport, sync

SOURCE = """---
title: The Ledger
---

The lamp was lit at seven.

Nobody was ashamed of *anything*.

On Thursdays we bailed out the boat.
"""
TERMBASE = (
    "concept_id,domain,definition_en,note,en,en_status,en_variants,zh_hans,zh_hans_status,zh_hans_variants,"
    "zh_hans_forbidden,zh_hant_tw,es,es_status,es_variants,es_forbidden\n"
    "obj-boat,object,Floats.,,boat,preferred,,船,preferred,,,船,barca,preferred,,bote\n"
    "obj-lamp,object,Gives light.,,lamp,preferred,,灯,preferred,,,燈,lámpara,preferred,,\n"
)


def units_of(tx: Transaction, slug: str, locale: str) -> list[Unit]:
    """An edition's units in text order."""
    edition = stored_texts.edition(tx, slug, locale)
    assert edition is not None
    return stored_texts.units(tx, edition.id)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with a text and a glossary."""
    (tmp_path / "ws" / "source_texts").mkdir(parents=True)
    (tmp_path / "ws" / "glossary").mkdir()
    (tmp_path / "ws" / "source_texts" / "ledger.en.md").write_text(SOURCE, encoding="utf-8")
    (tmp_path / "ws" / "glossary" / "termbase.csv").write_text(TERMBASE, encoding="utf-8")
    return tmp_path / "ws"


@pytest.fixture
def edition(store: Store, folder: Path) -> Store:
    """The database after the first sync, with an edition in Spanish whose first paragraph is a draft."""
    sync(store, folder)
    text_work.start_edition(store, "ledger", "es", by=None)
    _write(store, 1, "La lámpara se encendía a las siete.")
    assert _clean(sync(store, folder))
    return store


def _clean(report: SyncReport) -> bool:
    return not (report.conflicts or report.problems)


def _units(store: Store) -> list[Unit]:
    with store.read() as tx:
        return units_of(tx, "ledger", "es")


def _write(store: Store, index: int, target: str) -> None:
    with store.begin() as tx:
        unit = units_of(tx, "ledger", "es")[index]
        units.write(tx, unit, target, by=None, origin="typed")


def _po(folder: Path) -> Path:
    return folder / "translations" / "ledger" / "es.po"


def _entries(folder: Path) -> tuple[ExportUnit, ...]:
    return formats.read_po(_po(folder).read_bytes()).entries


def _edit(folder: Path, index: int, **changes: object) -> None:
    """Change one entry of the file, as somebody with another tool does."""
    po = formats.read_po(_po(folder).read_bytes())
    entries = list(po.entries)
    entries[index] = replace(entries[index], **changes)
    _put(folder, entries)


def _put(folder: Path, entries: list[ExportUnit]) -> None:
    _po(folder).parent.mkdir(parents=True, exist_ok=True)
    edition = formats.Edition("ledger", "", "en", "es", tuple(entries))
    _po(folder).write_text(formats.write_po(edition), encoding="utf-8")


def _everything(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in sorted(folder.rglob("*")) if path.is_file()
    }


# --- units ------------------------------------------------------------------------------------------------------

FILE, STORE = "Texto del archivo.", "Texto de la base."


@pytest.mark.parametrize(
    ("in_file", "in_store", "expected", "conflicts"),
    [
        pytest.param(None, None, "La lámpara se encendía a las siete.", 0, id="nowhere"),
        pytest.param(FILE, None, FILE, 0, id="in the file"),
        pytest.param(None, STORE, STORE, 0, id="in the database"),
        pytest.param(FILE, FILE, FILE, 0, id="the same on both sides"),
        pytest.param(FILE, STORE, STORE, 1, id="differently on both sides"),
        pytest.param("", None, "", 0, id="emptied in the file"),
        pytest.param(None, "", "", 0, id="emptied in the database"),
        pytest.param("", STORE, STORE, 1, id="emptied in the file, changed in the database"),
        pytest.param(FILE, "", "", 1, id="changed in the file, emptied in the database"),
    ],
)
def test_a_unit_that_changed(
    edition: Store, folder: Path, in_file: str | None, in_store: str | None, expected: str, conflicts: int
):
    """What changed on one side wins; what changed on both is kept twice; a second run changes nothing."""
    if in_file is not None:
        _edit(folder, 1, target=in_file, state=State.DRAFT)
    if in_store is not None:
        _write(edition, 1, in_store)

    report = sync(edition, folder)

    assert _units(edition)[1].target == _entries(folder)[1].target == expected
    assert len(report.conflicts) == conflicts
    with edition.read() as tx:
        kept = tx.session.scalars(sa.select(Revision).where(Revision.conflict.is_(True))).all()
    assert [(revision.target, revision.origin) for revision in kept] == [(in_file, "sync")] * conflicts
    before = _everything(folder)
    assert not sync(edition, folder).changed
    assert _everything(folder) == before


def test_a_conflict_can_be_merged_with_the_text_it_was_based_on(edition: Store, folder: Path, editor: User):
    """The person who settles it is offered both changes in one text."""
    _edit(folder, 1, target="La lámpara azul se encendía a las siete.")
    _write(edition, 1, "La lámpara se encendía a las ocho.")
    sync(edition, folder)

    with edition.read() as tx:
        late = tx.session.scalars(sa.select(Revision).where(Revision.conflict.is_(True))).one()
        conflict = units.conflict_of(tx, tx.session.get(Unit, late.unit_id), late)

    assert conflict.merged == "La lámpara azul se encendía a las ocho."


@pytest.mark.parametrize("state", list(State))
def test_every_state_survives_the_trip(edition: Store, folder: Path, store: Store, tmp_path: Path, state: State):
    """The folder is the durable form: a new database made of it is like the old one."""
    target = "" if state is State.INITIAL else "Nadie se avergonzaba de *nada*."
    _edit(folder, 2, target=target, state=state)

    assert _clean(sync(edition, folder))

    unit = _units(edition)[2]
    assert (unit.target, unit.state) == (target, state)
    assert (unit.submitted_at is not None) == (state is State.SUBMITTED)
    assert (unit.approved_revision_id is not None) == (state is State.APPROVED)
    assert _entries(folder)[2].state is state


@pytest.mark.parametrize("state", [State.SUBMITTED, State.APPROVED])
def test_what_is_emptied_in_the_file_waits_for_nobody(edition: Store, folder: Path, state: State):
    """An editor should not find an empty passage in the queue; whose hand slipped is told."""
    _edit(folder, 1, target="La lámpara.", state=state)
    sync(edition, folder)
    kept = _po(folder).read_text(encoding="utf-8")
    _po(folder).write_text(kept.replace('msgstr "La lámpara."', 'msgstr ""'), encoding="utf-8")

    report = sync(edition, folder)

    assert [note.sentence for note in report.notes] == [
        "translations emptied in this file, and so here too: 1; their history has the earlier texts"
    ]
    unit = _units(edition)[1]
    assert (unit.target, unit.state) == ("", State.INITIAL)
    assert _clean(sync(edition, folder))


def test_an_approved_entry_goes_into_the_memory(edition: Store, folder: Path):
    """What was approved elsewhere helps here as well."""
    _edit(folder, 2, target="Nadie se avergonzaba de *nada*.", state=State.APPROVED)

    sync(edition, folder)

    with edition.read() as tx:
        assert [entry.target for entry in tx.session.scalars(sa.select(MemoryEntry))] == [
            "Nadie se avergonzaba de *nada*."
        ]


def test_two_states_of_one_text_are_no_conflict(edition: Store, folder: Path, translator: User):
    """There is nothing to merge; the database, where the person is, decides."""
    _edit(folder, 1, state=State.APPROVED)
    unit = _units(edition)[1]
    units.hand_in(edition, unit.id, version=unit.version, by=translator)

    assert _clean(sync(edition, folder))

    assert _units(edition)[1].state == _entries(folder)[1].state == State.SUBMITTED


def test_additions_and_omissions_are_made_in_their_place(edition: Store, folder: Path):
    """A translator with another tool may add a note and leave a passage out."""
    entries = list(_entries(folder))
    entries[2] = replace(entries[2], omitted="said twice in the source", state=State.APPROVED)
    entries.insert(2, ExportUnit("added-1", (), "(Nota de la traductora.)", state=State.DRAFT))
    _put(folder, entries)

    assert _clean(sync(edition, folder))

    found = _units(edition)
    assert [unit.uid for unit in found] == [entry.uid for entry in _entries(folder)] == [e.uid for e in entries]
    assert found[2].target == "(Nota de la traductora.)"
    assert not found[2].links
    assert found[3].omitted == "said twice in the source"
    assert not sync(edition, folder).changed


def test_a_deleted_entry_comes_back(edition: Store, folder: Path):
    """A file that lost its end in a merge must not take translations with it."""
    whole = _po(folder).read_bytes()
    _put(folder, list(_entries(folder)[:1]))

    sync(edition, folder)

    assert _po(folder).read_bytes() == whole


def test_deleted_files_come_back(edition: Store, folder: Path):
    """The database is the working copy; who wants to be rid of a text says so there."""
    before = {path: data for path, (data, _) in _everything(folder).items()}
    for path in before:
        Path(path).unlink()

    report = sync(edition, folder)

    assert {path: data for path, (data, _) in _everything(folder).items()} == before
    assert len(report.written) == len(before)


def test_notes_of_other_tools_stay_in_the_file(edition: Store, folder: Path):
    """Translator comments have no place in the database yet; they are not ours to delete."""
    _edit(folder, 1, target=FILE, notes=("ask about the lamp",))

    sync(edition, folder)

    assert _entries(folder)[1].notes == ("ask about the lamp",)


# --- new editions -----------------------------------------------------------------------------------------------


def test_an_edition_is_made_of_its_file(edition: Store, folder: Path, store: Store, tmp_path: Path):
    """The first sync of a clone finds texts, translations and glossary, and no database."""
    entries = list(_entries(folder))
    merged = replace(
        entries[1],
        source=(*entries[1].source, *entries[2].source),
        target="Todo en una frase.",
        state=State.SUBMITTED,
    )
    _put(folder, [entries[0], merged, ExportUnit("added-1", (), "Añadido.", state=State.APPROVED), entries[3]])
    with edition.begin() as tx:
        tx.session.delete(texts.source_text(tx, "ledger").editions[0])
        tx.session.execute(sa.text("DELETE FROM sync_bases"))
        search.rebuild(tx, [])

    assert _clean(sync(edition, folder))

    found = _units(edition)
    assert [len(unit.links) for unit in found] == [1, 2, 0, 1]
    assert [unit.target for unit in found] == ["", "Todo en una frase.", "Añadido.", ""]
    assert not sync(edition, folder).changed


def test_entries_of_another_tool_find_their_segments_by_content(store: Store, folder: Path):
    """A PO file made elsewhere has neither our ids nor our order of states."""
    _po(folder).parent.mkdir(parents=True)
    _po(folder).write_text(
        'msgid ""\nmsgstr "Language: es\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgid "On Thursdays we bailed out the boat."\nmsgstr "Los jueves achicábamos la barca."\n\n'
        'msgid "The lamp was lit at seven."\nmsgstr "La lámpara se encendía a las siete."\n',
        encoding="utf-8",
    )

    assert _clean(sync(store, folder))

    found = _units(store)
    assert [unit.target for unit in found] == [
        "", "La lámpara se encendía a las siete.", "", "Los jueves achicábamos la barca.",
    ]  # fmt: skip
    assert [unit.state for unit in found] == ["initial", "approved", "initial", "approved"]
    assert not sync(store, folder).changed


def test_a_translation_whose_source_changed_is_stale(edition: Store, folder: Path):
    """The file tells what its text was a translation of."""
    path = folder / "source_texts" / "ledger.en.md"
    path.write_text(SOURCE.replace("at seven", "at half past seven"), encoding="utf-8")

    sync(edition, folder)

    unit, entry = _units(edition)[1], _entries(folder)[1]
    assert unit.stale
    assert entry.stale
    assert unit.previous_source == entry.previous_source == "The lamp was lit at seven."
    assert entry.source == ("The lamp was lit at half past seven.",)


def test_a_changed_source_and_a_changed_translation_meet(edition: Store, folder: Path):
    """Both come with one pull; that the unit is stale is no change that could conflict."""
    path = folder / "source_texts" / "ledger.en.md"
    path.write_text(SOURCE.replace("at seven", "at eight"), encoding="utf-8")
    _edit(folder, 1, target="La lámpara se encendía a las ocho.", source=("The lamp was lit at eight.",))

    assert _clean(sync(edition, folder))

    unit = _units(edition)[1]
    assert (unit.target, unit.stale) == ("La lámpara se encendía a las ocho.", False)


def test_a_translation_of_a_passage_that_is_gone_comes_back_with_it(store: Store, folder: Path):
    """Nothing is lost when a clone has an older translation than its source."""
    first = read_markdown(SOURCE).segments[1].content
    _put(folder, [ExportUnit("old-1", ("A passage from the first print.",), "Un pasaje.", state=State.APPROVED)])
    sync(store, folder)
    assert "Un pasaje." not in [unit.target for unit in _units(store)]

    path = folder / "source_texts" / "ledger.en.md"
    path.write_text(SOURCE.replace(first, f"{first}\n\nA passage from the first print."), encoding="utf-8")
    sync(store, folder)

    assert [unit.target for unit in _units(store)] == ["", "", "Un pasaje.", "", ""]


# --- source texts -----------------------------------------------------------------------------------------------


def test_a_new_version_of_a_source_keeps_translations(edition: Store, folder: Path):
    """A paragraph was put before the others; the ids of the others stay."""
    before = [unit.uid for unit in _units(edition)]
    path = folder / "source_texts" / "ledger.en.md"
    path.write_text(SOURCE.replace("The lamp was", "A new beginning.\n\nThe lamp was"), encoding="utf-8")

    report = sync(edition, folder)

    assert report.taken == {"source_texts/ledger.en.md": 1}
    found = _units(edition)
    assert [unit.uid for unit in found if unit.uid in before] == before
    assert len(found) == len(before) + 1
    assert not sync(edition, folder).changed


def test_a_source_that_was_revised_in_the_browser_is_written(edition: Store, folder: Path):
    """The folder follows."""
    path = folder / "source_texts" / "ledger.en.md"
    text_work.revise(edition, "ledger", read_markdown(SOURCE.replace("seven", "nine")), by=None)

    report = sync(edition, folder)

    assert report.written == ["source_texts/ledger.en.md", "translations/ledger/es.po"]
    assert path.read_text(encoding="utf-8") == SOURCE.replace("seven", "nine")


def _source(folder: Path) -> Path:
    return folder / "source_texts" / "ledger.en.md"


def _aside(folder: Path, number: str = "") -> Path:
    return folder / "source_texts" / f"ledger.en.theirs{number}.md"


def _revise(store: Store, old: str, new: str) -> None:
    """Change the text in the browser."""
    content = write_markdown(text_work.document(store, "ledger")).replace(old, new)
    text_work.revise(store, "ledger", read_markdown(content), by=None)


def _rewrite_source(folder: Path, old: str, new: str) -> None:
    path = _source(folder)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_a_source_that_changed_in_different_places_is_merged(edition: Store, folder: Path):
    """A checkout edited by hand and a database edited in the browser come together without loss."""
    _rewrite_source(folder, "at seven", "at half past seven")
    _rewrite_source(folder, "the boat.\n", "the boat.\n\nThen it froze.\n")
    _rewrite_source(folder, "title:", "author: Ida Reed\ntitle:")
    _revise(edition, "ashamed of", "proud of")

    report = sync(edition, folder)

    merged = (
        SOURCE.replace("at seven", "at half past seven")
        .replace("ashamed of", "proud of")
        .replace("the boat.\n", "the boat.\n\nThen it froze.\n")
    )
    assert _clean(report)
    found = read_markdown(_source(folder).read_text(encoding="utf-8"))
    assert found.segments == read_markdown(merged).segments
    assert found.meta == {"title": "The Ledger", "author": "Ida Reed"}
    assert [(unit.target, unit.stale) for unit in _units(edition)][1] == ("La lámpara se encendía a las siete.", True)
    assert sync(edition, folder) == SyncReport()


def test_of_two_wordings_of_a_paragraph_the_other_is_put_beside_the_text(edition: Store, folder: Path):
    """The workbench's stands, since translations hang on it; bringing the other in changes that paragraph alone."""
    _rewrite_source(folder, "at seven", "at ten")
    _rewrite_source(folder, "the boat", "the old boat")
    _revise(edition, "at seven", "at nine")

    report = sync(edition, folder)

    merged = SOURCE.replace("the boat", "the old boat").replace("seven", "nine")
    assert _source(folder).read_text(encoding="utf-8") == merged
    assert _aside(folder).read_text(encoding="utf-8") == merged.replace("nine", "ten")
    [said] = report.conflicts
    assert said.path == "source_texts/ledger.en.md"
    assert "in one place" in said.sentence
    assert "source_texts/ledger.en.theirs.md" in said.sentence
    assert "source_texts/ledger.en.theirs.md" in report.written
    assert sync(edition, folder) == SyncReport()


def test_a_version_beside_the_text_is_not_overwritten(edition: Store, folder: Path):
    """Whoever has not looked at it yet finds both."""
    for hour in ("nine", "eight"):
        _rewrite_source(folder, "lamp was lit", f"lamp was, as at {hour}, lit")
        _revise(edition, "lamp was lit", f"{hour} lamp was lit")
        assert sync(edition, folder).conflicts

    assert "as at nine" in _aside(folder).read_text(encoding="utf-8")
    assert "as at eight" in _aside(folder, "-2").read_text(encoding="utf-8")


def test_footnotes_that_both_sides_gave_one_number_are_both_kept(edition: Store, folder: Path):
    """The next free number is the same for both."""
    _rewrite_source(folder, "the boat.\n", "the boat.[^1]\n\n[^1]: The mill paid for it.\n")
    _revise(edition, "at seven.", "at seven.[^1]")
    _revise(edition, "the boat.\n", "the boat.\n\n[^1]: By whom is not known.\n")

    report = sync(edition, folder)

    assert _clean(report)
    merged = SOURCE.replace("seven.", "seven.[^1]").replace("the boat.", "the boat.[^2]")
    notes = "\n[^1]: By whom is not known.\n\n[^2]: The mill paid for it.\n"
    assert _source(folder).read_text(encoding="utf-8") == merged + notes
    assert not sync(edition, folder).changed


def test_versions_without_a_common_one_are_both_kept(edition: Store, folder: Path):
    """The database of an older workbench remembers only that both sides agreed, not on what."""
    with edition.begin() as tx:
        tx.session.execute(sa.text("DELETE FROM sync_bases WHERE key = 'text'"))
    _rewrite_source(folder, "at seven", "at ten")
    held = _source(folder).read_bytes()
    _revise(edition, "the boat", "the old boat")

    report = sync(edition, folder)

    assert _source(folder).read_text(encoding="utf-8") == SOURCE.replace("the boat", "the old boat")
    assert _aside(folder).read_bytes() == held
    assert "do not go together" in report.conflicts[0].sentence
    assert sync(edition, folder) == SyncReport()


def test_what_was_agreed_by_an_older_workbench_is_merged_after_one_quiet_sync(edition: Store, folder: Path):
    """Only a change that waited through the upgrade has no common version."""
    with edition.begin() as tx:
        tx.session.execute(sa.text("DELETE FROM sync_bases WHERE key = 'text'"))
    assert sync(edition, folder) == SyncReport()
    _rewrite_source(folder, "at seven", "at ten")
    _revise(edition, "the boat", "the old boat")

    assert _clean(sync(edition, folder))


def test_a_paragraph_taken_out_here_and_changed_there_stays_and_that_is_said(edition: Store, folder: Path):
    """It comes back into the file of somebody who took it out."""
    _rewrite_source(folder, "The lamp was lit at seven.\n\n", "")
    _revise(edition, "at seven", "at nine")

    report = sync(edition, folder)

    assert _clean(report)
    assert "still in the text: 1" in report.notes[0].sentence
    assert _source(folder).read_text(encoding="utf-8") == SOURCE.replace("seven", "nine")


def test_nothing_is_taken_where_the_other_wording_cannot_be_kept(
    edition: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """A full disk stops the merge before the database knows of it."""
    _rewrite_source(folder, "at seven", "at ten")
    _revise(edition, "at seven", "at nine")
    held, write = _source(folder).read_bytes(), Workspace.write

    def fail(self: Workspace, path: str, data: bytes, *, before: bytes | None) -> bool:
        if "theirs" in path:
            raise OSError(28, "No space left on device")
        return write(self, path, data, before=before)

    monkeypatch.setattr(Workspace, "write", fail)
    report = sync(edition, folder)

    assert [happening.path for happening in report.problems] == ["source_texts/ledger.en.md"]
    assert _source(folder).read_bytes() == held
    monkeypatch.undo()
    assert sync(edition, folder).conflicts
    assert "at ten" in _aside(folder).read_text(encoding="utf-8")


def test_a_merge_goes_on_where_the_file_could_not_be_written(
    edition: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """The database has both changes by then; what is typed into the old file meanwhile is a change of that one."""
    _rewrite_source(folder, "at seven", "at ten")
    _rewrite_source(folder, "the boat", "the old boat")
    _revise(edition, "at seven", "at nine")
    write = Workspace.write

    def fail(self: Workspace, path: str, data: bytes, *, before: bytes | None) -> bool:
        if path.endswith("ledger.en.md"):
            raise OSError(28, "No space left on device")
        return write(self, path, data, before=before)

    monkeypatch.setattr(Workspace, "write", fail)
    assert sync(edition, folder).problems
    monkeypatch.undo()
    _rewrite_source(folder, "Nobody", "No one")

    assert _clean(sync(edition, folder))
    merged = SOURCE.replace("seven", "nine").replace("the boat", "the old boat").replace("Nobody", "No one")
    assert _source(folder).read_text(encoding="utf-8") == merged
    assert "at ten" in _aside(folder).read_text(encoding="utf-8")


def test_a_file_that_could_not_be_written_does_not_take_the_text_back(
    edition: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """What lies in the folder after a full disk is the older text, not a newer one."""
    _revise(edition, "at seven", "at nine")

    def fail(*_: object, **__: object) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Workspace, "write", fail)
    assert sync(edition, folder).problems
    monkeypatch.undo()
    sync(edition, folder)

    assert _source(folder).read_text(encoding="utf-8") == SOURCE.replace("seven", "nine")


def test_a_dry_run_puts_nothing_beside_the_text(edition: Store, folder: Path):
    """It says what would be written."""
    _rewrite_source(folder, "at seven", "at ten")
    _revise(edition, "at seven", "at nine")

    report = sync(edition, folder, dry_run=True)

    assert "source_texts/ledger.en.theirs.md" in report.written
    assert not _aside(folder).exists()


def test_another_order_of_the_front_matter_is_no_change(edition: Store, folder: Path):
    """Nothing says that the title stands first."""
    _rewrite_source(folder, "title: The Ledger", "title: The Ledger\nauthor: Ida Reed")
    sync(edition, folder)
    _rewrite_source(folder, "title: The Ledger\nauthor: Ida Reed", "author: Ida Reed\ntitle: The Ledger")

    for _ in range(2):
        assert sync(edition, folder) == SyncReport()


def test_plain_text_becomes_markdown_once(store: Store, folder: Path):
    """A .txt is accepted to begin with; from then on the .md beside it is the text."""
    (folder / "source_texts" / "plain.es.txt").write_text("Primero.\n\n# no es un título\n", encoding="utf-8")

    report = sync(store, folder)

    assert "source_texts/plain.es.md" in report.written
    with store.read() as tx:
        kinds = [s.kind for s in texts.segments(tx, texts.source_text(tx, "plain").id)]
    assert kinds == ["paragraph", "paragraph"]
    assert not sync(store, folder).changed


def test_another_encoding_is_said(store: Store, folder: Path):
    """A wrong guess would show on every line; who knows better should be told what was guessed."""
    path = folder / "source_texts" / "night.zh-Hans.md"
    path.write_bytes(("夜里的渡船，江面上没有一盏灯。老人说，江不挑人，谁都可以上船。" * 6).encode("gb18030"))

    report = sync(store, folder)

    assert [happening.path for happening in report.notes] == ["source_texts/night.zh-Hans.md"]
    assert "GB18030" in report.notes[0].sentence


# --- the glossary -----------------------------------------------------------------------------------------------


def _rewrite(folder: Path, old: str, new: str) -> None:
    path = folder / "glossary" / "termbase.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def _boat(store: Store, **changes: object) -> None:
    with store.begin() as tx:
        concept = next(c for c in stored_glossary.concepts(tx) if c.id == "obj-boat")
        glossary.store_concept(tx, replace(concept, **changes), action="change", origin="typed", by=None)


def _remove_boat(store: Store) -> None:
    with store.begin() as tx:
        glossary.remove_concept(tx, stored_glossary.concept(tx, "obj-boat"), origin="typed", by=None)


@pytest.mark.parametrize(
    ("in_file", "in_store", "note", "conflicts"),
    [
        pytest.param("file", None, "file", 0, id="in the file"),
        pytest.param(None, "store", "store", 0, id="in the database"),
        pytest.param("same", "same", "same", 0, id="the same on both sides"),
        pytest.param("file", "store", "store", 1, id="differently on both sides"),
        pytest.param("gone", None, None, 0, id="removed in the file"),
        pytest.param(None, "gone", None, 0, id="removed in the database"),
        pytest.param("gone", "store", "store", 0, id="removed in the file, changed in the database"),
        pytest.param("file", "gone", "file", 0, id="changed in the file, removed in the database"),
    ],
)
def test_a_concept_that_changed(
    store: Store, folder: Path, in_file: str | None, in_store: str | None, note: str | None, conflicts: int
):
    """The same rule by concept; a change outlives a removal, for it is work."""
    sync(store, folder)
    row = next(line for line in TERMBASE.splitlines(keepends=True) if line.startswith("obj-boat"))
    if in_file:
        _rewrite(folder, row, "" if in_file == "gone" else row.replace("Floats.,", f"Floats.,{in_file}"))
    if in_store:
        _remove_boat(store) if in_store == "gone" else _boat(store, note=in_store)

    report = sync(store, folder)

    with store.read() as tx:
        found = {concept.id: concept.note for concept in stored_glossary.concepts(tx)}
        kept = tx.session.scalars(sa.select(ConceptRevision).where(ConceptRevision.conflict.is_(True))).all()
    assert found.get("obj-boat") == note
    assert found["obj-lamp"] == ""
    assert [revision.data["note"] for revision in kept] == [in_file] * conflicts
    assert len(report.conflicts) == conflicts
    before = _everything(folder)
    assert not sync(store, folder).changed
    assert _everything(folder) == before


def test_the_rows_of_the_termbase_keep_their_order(store: Store, folder: Path):
    """Who sorted the table by theme finds it so again; new concepts come behind."""
    sync(store, folder)
    _boat(store, id="obj-anchor")
    _boat(store, note="seen")

    sync(store, folder)

    rows = (folder / "glossary" / "termbase.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["obj-boat", "obj-lamp", "obj-anchor"]


# --- what goes wrong --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        ("glossary/termbase.csv", b"concept_id,domain\n", "lacks"),
        ("glossary/termbase.csv", b"\xff\xfe\x00", "UTF-8"),
        ("source_texts/ledger.en.md", b"\x00\x01\x02", "encoding"),
        ("source_texts/ledger.en.md", b"", "empty"),
        ("source_texts/Ledger v2.en.md", b"text", "named"),
        ("source_texts/other.tlh.md", b"text", "no locale"),
        ("source_texts/ledger.es.md", b"text", "same address"),
        ("translations/ledger/es.po", b'msgid "unclosed\n', "ine 1"),
        ("translations/ledger/en.po", b'msgid ""\nmsgstr "Language: en\\n"\n', "variant"),
        ("translations/ledger/zh.po", b'msgid ""\nmsgstr "Language: es\\n"\n', "its name says"),
        ("translations/nothing/es.po", b'msgid ""\nmsgstr "Language: es\\n"\n', "no text at nothing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_file_is_reported_and_left_alone(edition: Store, folder: Path, path: str, content: bytes, said: str):
    """The others go on: one bad merge must not stop an evening's work."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    _write(edition, 3, "Los jueves achicábamos la barca.")

    report = sync(edition, folder)

    assert [happening.path for happening in report.problems] == [path]
    assert said in report.problems[0].sentence
    assert file.read_bytes() == content
    if not path.endswith("es.po"):
        assert _entries(folder)[3].target == "Los jueves achicábamos la barca."


def test_a_dry_run_changes_nothing_and_says_everything(edition: Store, folder: Path):
    """A new text and its translation are rehearsed together, although the one needs the other."""
    (folder / "source_texts" / "second.en.md").write_text("One.\n\nTwo.\n", encoding="utf-8")
    (folder / "translations" / "second").mkdir()
    content = _po(folder).read_text(encoding="utf-8").replace("ledger", "second")
    (folder / "translations" / "second" / "es.po").write_text(content, encoding="utf-8")
    _write(edition, 3, "Los jueves achicábamos la barca.")
    before = _everything(folder)

    rehearsed = sync(edition, folder, dry_run=True)

    assert _everything(folder) == before
    with edition.read() as tx:
        assert texts.source_text(tx, "second") is None
    real = sync(edition, folder)
    assert rehearsed == real
    assert "source_texts/second.en.md" in real.taken


def test_a_crash_before_the_file_is_written_loses_nothing(
    edition: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """The power may fail between database and file; the next run must not take the old file for news."""
    _edit(folder, 1, target=FILE)
    _write(edition, 3, "Los jueves achicábamos la barca.")

    def fail(*_: object, **__: object) -> bool:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "write", fail)
        assert sync(edition, folder).problems
    _write(edition, 1, "Otra frase.")

    assert _clean(sync(edition, folder))
    assert [_entries(folder)[i].target for i in (1, 3)] == ["Otra frase.", "Los jueves achicábamos la barca."]


def test_a_file_that_is_written_meanwhile_is_not_replaced(
    edition: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    """An editor that saves during the sync would lose what was saved."""
    _write(edition, 3, "Los jueves achicábamos la barca.")
    before = _po(folder).read_bytes()
    original = exports.as_edition

    def with_a_save(*arguments: object) -> formats.Edition:
        _po(folder).write_bytes(before + b"\n# saved just now\n")
        return original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(exports, "as_edition", with_a_save)
        report = sync(edition, folder)

    assert "changed during the sync" in report.problems[0].sentence
    assert _po(folder).read_bytes().endswith(b"# saved just now\n")
    assert _clean(sync(edition, folder))


def test_what_was_approved_in_the_browser_is_written(edition: Store, folder: Path):
    """The way of a text through hands: draft, handed in, approved, written."""
    grants = [(Role.EDITOR, "es")]
    editor = people.add_user(edition, name="Weighing", password="lantern over water", grants=grants)
    unit = _units(edition)[1]
    version = units.hand_in(edition, unit.id, version=unit.version, by=editor).version
    review.approve(edition, unit.id, version=version, by=editor)

    sync(edition, folder)

    assert _entries(folder)[1].state is State.APPROVED
    assert "fuzzy" not in _po(folder).read_text(encoding="utf-8")


def test_a_clone_has_what_the_original_has(edition: Store, folder: Path, tmp_path: Path, migrated_sqlite: Path):
    """Folder to database to folder, on another machine: the files are the same to the byte."""
    _edit(folder, 1, state=State.RETURNED)
    _edit(folder, 2, omitted="not in this edition", state=State.SUBMITTED)
    sync(edition, folder)
    clone = tmp_path / "clone"
    shutil.copytree(folder, clone)
    shutil.copyfile(migrated_sqlite, tmp_path / "clone.db")
    other = Store(f"sqlite:///{tmp_path / 'clone.db'}")

    assert sync(other, clone).written == []

    with edition.read() as here, other.read() as there:
        query = sa.select(Segment.uid, Segment.content).order_by(Segment.position)
        assert here.session.execute(query).all() == there.session.execute(query).all()
    other.close()
