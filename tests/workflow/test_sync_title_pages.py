"""Title pages and publishing marks travel with the folder, in files that people can read and fill in."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.formats import Imprint
from workbench.store.database import Store
from workbench.workflow import exports, publishing
from workbench.workflow.sync import SyncReport, sync

FILE = "translations/tale/es.title-page.md"


class Place:
    """A house with an edition, and its folder."""

    def __init__(self, house, folder: Path) -> None:
        self.house, self.folder = house, folder
        self.path = folder / FILE
        [self.unit, _] = house.edition()
        house.approve(self.unit, "El río sube.")

    def sync(self) -> SyncReport:
        """Once, and once more without anything to do."""
        report = sync(self.house.store, self.folder)
        assert report.problems == []
        again = sync(self.house.store, self.folder)
        assert not again.changed
        assert again.conflicts == report.conflicts
        return report

    def say(self, **values: str) -> None:
        """Fill in the form of the browser."""
        now = {name: getattr(self.imprint(), name) for name in exports.FIELDS}
        exports.save_imprint(self.house.store, "tale", "es", now | values, by=self.house.translator)

    def imprint(self) -> Imprint:
        """What the database has."""
        with self.house.store.read() as tx:
            return exports.imprint(tx, "tale", "es")

    def date(self) -> dt.datetime | None:
        """Since when readers have it."""
        with self.house.store.read() as tx:
            return publishing.published(tx).get(("tale", "es"))

    def content(self) -> str:
        """What the file holds."""
        return self.path.read_text(encoding="utf-8")

    def edit(self, line: str) -> None:
        """Change a line of the file."""
        name = line.partition(":")[0]
        content, count = re.subn(rf"(?m)^{name}:.*$", line, self.content())
        assert count == 1
        self.path.write_text(content, encoding="utf-8")


@pytest.fixture
def place(house, tmp_path: Path) -> Place:
    """An edition of which something is approved, on each database."""
    folder = tmp_path / "texts"
    folder.mkdir()
    return Place(house, folder)


def test_nothing_is_written_where_nobody_said_anything(place):
    """A folder full of empty forms helps nobody."""
    place.sync()
    assert not place.path.exists()


def test_the_file_has_a_line_for_everything_that_may_be_filled_in(place):
    """Whoever opens it needs no manual, and a difference shows one line for one change."""
    place.say(translators="Reed, Heron", note="We kept the names.\n\n*All* of them.")
    place.sync()

    assert place.content() == (
        "---\nauthor:\ntranslators: Reed, Heron\neditors:\nrights:\naddress:\npublished:\n---\n\n"
        "We kept the names.\n\n*All* of them.\n"
    )


def test_what_is_filled_in_comes_into_the_workbench(place):
    """Lines that the workbench does not know stay, and the file stays as it was written."""
    place.sync()
    content = "---\ntranslators: Reed\ncover: blue\npublished: 2026-03-01\n---\nA note.\n"
    place.path.write_text(content, encoding="utf-8")
    assert place.sync().taken == {FILE: 3}

    assert (place.imprint().translators, place.imprint().note) == ("Reed", "A note.")
    assert place.date() == dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    assert place.content() == content
    place.say(translators="Reed", rights="CC BY 4.0", note="")
    place.sync()
    assert "cover: blue" in place.content()
    assert "rights: CC BY 4.0" in place.content()


def test_a_publishing_mark_goes_out_and_comes_back(place):
    """It is given on both sides, and taken back on both."""
    publishing.publish_edition(place.house.store, "tale", "es", by=place.house.editor)
    place.sync()
    assert re.search(r"(?m)^published: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$", place.content())
    place.edit("published:")
    place.sync()
    assert place.date() is None
    place.edit("published: 2025-12-31T23:00:00-02:00")
    place.sync()
    assert place.date() == dt.datetime(2026, 1, 1, 1, tzinfo=dt.UTC)
    publishing.withdraw_edition(place.house.store, "tale", "es", by=place.house.editor)
    place.sync()
    assert "\npublished:\n" in place.content()


def test_different_lines_of_both_sides_come_together(place):
    """Two people who fill in two lines do not disturb each other."""
    place.say(translators="Reed")
    place.sync()
    place.edit("editors: Heron")
    place.say(rights="CC BY 4.0")
    report = place.sync()

    assert (report.conflicts, report.taken) == ([], {FILE: 1})
    assert (place.imprint().editors, place.imprint().rights) == ("Heron", "CC BY 4.0")
    assert "rights: CC BY 4.0" in place.content()


def test_one_line_of_both_sides_waits_for_a_person(place):
    """Neither is overwritten; the others come together meanwhile."""
    place.say(translators="Reed")
    place.sync()
    place.edit("translators: Reed and Heron")
    place.edit("editors: Wren")
    place.say(translators="Reed, Sedge")
    [conflict] = place.sync().conflicts

    assert "“translators”" in conflict.sentence
    assert (place.imprint().translators, place.imprint().editors) == ("Reed, Sedge", "Wren")
    assert "translators: Reed and Heron" in place.content()
    place.say(translators="Reed and Heron")
    assert place.sync().conflicts == []


def test_a_deleted_file_is_written_again(place):
    """That settles what was changed on both sides, too."""
    place.say(translators="Reed")
    place.sync()
    place.edit("translators: Heron")
    place.say(translators="Sedge")
    place.sync()
    place.path.unlink()

    assert place.sync().conflicts == []
    assert "translators: Sedge" in place.content()
    assert place.imprint().translators == "Sedge"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("---\npublished: soon\n---\n", "2026-03-01"),
        ("---\npublished: 0001-01-01T00:00:00+05:00\n---\n", "2026-03-01"),
        ("---\naddress: javascript:alert(1)\n---\n", "https://"),
        ("---\ntranslators: {a: Reed}\n---\n", "front matter"),
        ("---\ntranslators: " + "x" * 1001 + "\n---\n", "too long"),
    ],
)
def test_what_cannot_be_kept_is_told_and_changes_nothing(place, content, said):
    """The file stays as it is until somebody mends it."""
    place.say(translators="Reed")
    place.sync()
    place.path.write_text(content, encoding="utf-8")
    [problem] = sync(place.house.store, place.folder).problems

    assert problem.path == FILE
    assert said in problem.sentence
    assert place.imprint().translators == "Reed"
    assert place.content() == content


def test_a_title_page_without_its_edition_is_told(place):
    """A file that is named wrongly would be lost without a word."""
    place.sync()
    for name in ("zh-Hans.title-page.md", "xx.title-page.md"):
        (place.path.parent / name).write_text("---\ntranslators: Reed\n---\n", encoding="utf-8")

    problems = sync(place.house.store, place.folder).problems
    assert [one.path.rpartition("/")[2] for one in problems] == ["xx.title-page.md", "zh-Hans.title-page.md"]


def test_it_comes_back_on_a_fresh_machine(place, migrated_sqlite: Path, tmp_path: Path):
    """The folder is all that another machine has."""
    address = "https://books.example.org/tale"
    place.say(author="Wren", translators="Reed", address=address, note="---\na: b\n---\n\nSo.")
    publishing.publish_edition(place.house.store, "tale", "es", by=place.house.editor)
    place.sync()
    (tmp_path / "fresh.db").write_bytes(migrated_sqlite.read_bytes())
    fresh = Store(f"sqlite:///{tmp_path / 'fresh.db'}")
    report = sync(fresh, place.folder)
    with fresh.read() as tx:
        imprint, date = exports.imprint(tx, "tale", "es"), publishing.published(tx)["tale", "es"]
    fresh.close()

    assert (report.problems, report.written) == ([], [])
    assert imprint == place.imprint()
    assert date == place.date().replace(microsecond=0)


LINES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12) | st.sampled_from(
    ["", "no", "a: b", "'", "# x", "- y", "2026-01-01", "null", "---", "[x]", "{", "\u2028"]
)


@given(st.fixed_dictionaries({"author": LINES, "rights": LINES, "note": st.lists(LINES, max_size=4).map("\n".join)}))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_written_is_read_back(sqlite_house, tmp_path, given):
    """Names and notes hold what marks something in YAML."""
    house, path = sqlite_house, tmp_path / FILE
    if not house.count:
        house.edition()
        house.count = 1
    path.unlink(missing_ok=True)
    exports.save_imprint(house.store, "tale", "es", given, by=house.translator)
    with house.store.read() as tx:
        kept = exports.imprint(tx, "tale", "es")
    assert sync(house.store, tmp_path).problems == []
    assert sync(house.store, tmp_path) == SyncReport()
    if kept == Imprint():
        return
    content = path.read_bytes()
    exports.save_imprint(house.store, "tale", "es", {}, by=house.translator)
    sync(house.store, tmp_path)
    path.write_bytes(content)
    sync(house.store, tmp_path)

    with house.store.read() as tx:
        assert exports.imprint(tx, "tale", "es") == kept
