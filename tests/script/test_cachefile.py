"""What is kept between two runs: used only when it is whole and made from the same things."""

from __future__ import annotations

import pytest

from workbench.script import cachefile, compiled
from workbench.script.directions import direction
from workbench.script.matching import Stage

VALUE = {"words": "干部\n后来", "size": 2}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """Each test has a cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "translation-workbench"


def test_what_was_kept_comes_back():
    """Else every start would compile the dictionaries again."""
    cachefile.store("way", "key", VALUE)

    assert cachefile.load("way", "key") == VALUE


def test_another_edition_of_the_dictionaries_is_not_served_the_old_tables():
    """A new dictionary or a new line of our code has another key."""
    cachefile.store("way", "old", VALUE)

    assert cachefile.load("way", "new") is None


@pytest.mark.parametrize("content", [b"", b"\n", b"not ours", b"\xff\xfe\x00", b'0123\n{"words": ""}'])
def test_a_damaged_or_foreign_file_is_as_good_as_none(folder, content):
    """Whoever else writes to the folder, or a full disk, must not change a conversion."""
    folder.mkdir()
    (folder / "way.json").write_bytes(content)

    assert cachefile.load("way", "key") is None


def test_a_file_cut_short_is_as_good_as_none(folder):
    """A machine may stop while it writes."""
    cachefile.store("way", "key", VALUE)
    whole = (folder / "way.json").read_bytes()
    (folder / "way.json").write_bytes(whole[:-1])

    assert cachefile.load("way", "key") is None


def test_without_a_folder_to_write_to_nothing_is_kept_and_nothing_fails(tmp_path, monkeypatch):
    """A service may run under an account that owns no folder."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    cachefile.store("way", "key", VALUE)

    assert cachefile.load("way", "key") is None


@pytest.mark.parametrize(("source", "target"), [("Hans", "Hant-TW"), ("Hant-TW", "Hans"), ("Hant", "Hant-HK")])
def test_a_stage_comes_back_as_it_was(source, target):
    """A conversion must not depend on whether the cache was warm."""
    for stage in direction(source, target).stages:
        again = compiled.unpack(compiled.pack(stage))

        assert again.index == stage.index
        for name in Stage.__dataclass_fields__.keys() - {"prepared"}:
            assert getattr(again, name) == getattr(stage, name), name


def test_a_warm_start_converts_like_a_cold_one(folder):
    """The same, through the whole direction."""
    text = "于女士的头发干了，工会里的干部系好鞋带，参加第一出戏的排练。"
    direction.cache_clear()
    cold = direction("Hans", "Hant-TW").convert(text)
    assert (folder / "hans-hant-tw.json").exists()
    direction.cache_clear()

    assert direction("Hans", "Hant-TW").convert(text) == cold
