"""Names and files of a workspace."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from workbench.errors import WorkbenchError
from workbench.store.database import Store
from workbench.store.workspace import (
    ChangedMeanwhile,
    TextFile,
    Workspace,
    agree,
    agreed,
    edition_file,
    edition_path,
    source_file,
    source_path,
)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("source_texts/night-ferry.zh-Hans.md", ("night-ferry", "zh-Hans")),
        ("source_texts/night-ferry.zh_CN.md", ("night-ferry", "zh-Hans")),
        ("source_texts/b2.en.txt", ("b2", "en")),
        ("source_texts/night-ferry.md", None),
        ("source_texts/Night.en.md", None),
        ("source_texts/night--ferry.en.md", None),
        ("source_texts/night.tlh.md", None),
    ],
)
def test_the_name_of_a_source_tells_its_address_and_locale(path: str, expected: tuple[str, str] | None):
    """The address is part of a link: only what needs no escaping will do."""
    if expected is None:
        with pytest.raises(WorkbenchError):
            source_file(path)
    else:
        assert source_file(path) == TextFile(path, *expected)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("translations/night-ferry/es.po", ("night-ferry", "es")),
        ("translations/night-ferry/zh-TW.po", ("night-ferry", "zh-Hant")),
        ("translations/Night/es.po", None),
        ("translations/night/es.old.po", None),
    ],
)
def test_the_place_of_an_edition_tells_its_text_and_locale(path: str, expected: tuple[str, str] | None):
    """Copies that somebody put beside it are no editions."""
    if expected is None:
        with pytest.raises(WorkbenchError):
            edition_file(path)
    else:
        assert edition_file(path) == TextFile(path, *expected)


def test_what_is_written_is_found_again():
    """The names that the workbench gives are names that it understands."""
    assert source_file(source_path("a-b", "es")).slug == "a-b"
    assert edition_file(edition_path("a-b", "zh-Hans")).locale == "zh-Hans"


def test_files_are_listed_in_order_and_hidden_ones_are_not(tmp_path: Path):
    """An editor's swap files lie beside the texts."""
    for name in ("b.en.md", "a.en.md", "a.en.txt", "c.en.txt", ".b.en.md", "notes.pdf"):
        (tmp_path / "source_texts" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "source_texts" / name).write_text("x")

    names = [path.rpartition("/")[2] for path in Workspace(tmp_path).sources()]

    assert names == ["a.en.md", "b.en.md", "c.en.txt"]
    assert Workspace(tmp_path).editions() == []


def test_a_file_is_written_only_when_it_changes(tmp_path: Path):
    """A second sync leaves no trace, and others can read what was written."""
    workspace = Workspace(tmp_path)

    assert workspace.write("translations/a/es.po", b"one", before=None)
    written = (tmp_path / "translations/a/es.po").stat()
    assert not workspace.write("translations/a/es.po", b"one", before=b"one")

    assert (tmp_path / "translations/a/es.po").stat().st_mtime_ns == written.st_mtime_ns
    assert stat.S_IMODE(written.st_mode) == 0o644
    assert [path.name for path in (tmp_path / "translations/a").iterdir()] == ["es.po"]


@pytest.mark.parametrize("meanwhile", [b"three", None])
def test_a_file_that_somebody_changed_is_not_replaced(tmp_path: Path, meanwhile: bytes | None):
    """Between reading and writing lies a merge, and an editor may save in it."""
    if meanwhile is not None:
        (tmp_path / "a.po").write_bytes(meanwhile)

    with pytest.raises(ChangedMeanwhile, match=r"a\.po"):
        Workspace(tmp_path).write("a.po", b"two", before=b"one")

    assert Workspace(tmp_path).read("a.po") == meanwhile
    assert len(list(tmp_path.iterdir())) == (meanwhile is not None)


def test_digests_are_kept_by_file(store: Store):
    """What two files agreed on does not mix, and what is gone is forgotten."""
    with store.begin() as tx:
        agree(tx, "a", {"1": "x", "2": "y"})
        agree(tx, "b", {"1": "z"})
        agree(tx, "a", {"2": "w", "3": "v"})

    with store.read() as tx:
        assert agreed(tx, "a") == {"2": "w", "3": "v"}
        assert agreed(tx, "b") == {"1": "z"}
        assert agreed(tx, "c") == {}
