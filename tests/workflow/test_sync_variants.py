"""Corrections, approvals and rules of variants travel with the folder, in files that can be read in a review."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.store import texts
from workbench.store.database import Store
from workbench.store.workspace import SCRIPT_RULES
from workbench.workflow import people, variants
from workbench.workflow.permissions import Role
from workbench.workflow.sync import SyncReport, sync

TW, HK = "zh-Hant-TW", "zh-Hant-HK"
BASE = "夜里没有人说话。他把头发盘了起来，又去河边干活。"
FILE = "translations/tale/zh-Hans.zh-Hant-TW.csv"
TITLE_PAGE = "translations/tale/zh-Hans.title-page.md"


class Place:
    """A database with its folder."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder
        self.editor = people.add_user(
            store, name="Terracing", password="lantern over water", grants=[(Role.EDITOR, "zh-Hans")]
        )

    def sync(self) -> SyncReport:
        report = sync(self.store, self.folder)
        assert report.problems == []
        return report

    def row(self) -> variants.Row:
        return variants.page(self.store, "tale", "zh-Hans", tag=TW, by=self.editor).rows[0]

    def settle(self, words: str, chosen: str) -> None:
        standing = self.row().standing
        start = standing.base.index(words)
        variants.settle(
            self.store, standing.unit.id, TW, start=start, end=start + len(words), chosen=chosen,
            seen=standing.token, by=self.editor,
        )  # fmt: skip

    def approve(self) -> None:
        standing = self.row().standing
        variants.approve(self.store, standing.unit.id, TW, seen=standing.token, by=self.editor)

    def count(self, whose: str, tag: str = TW) -> None:
        variants.count_approvals_of(self.store, "tale", "zh-Hans", tag, whose=whose, by=self.editor)

    def own(self) -> tuple[str, ...]:
        """The variants of which readers get only what was approved there."""
        with self.store.read() as tx:
            edition = texts.edition(tx, "tale", "zh-Hans")
            assert edition is not None
            return variants.own_approvals(tx, edition)

    def lines(self) -> list[dict[str, str]]:
        with (self.folder / FILE).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def edit(self, old: str, new: str, name: str = FILE) -> None:
        path = self.folder / name
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with one text and its Chinese edition."""
    folder = tmp_path / "texts"
    for name, content in {
        "source_texts/tale.en.md": "At night.\n",
        "translations/tale/zh-Hans.po": (
            'msgid ""\nmsgstr ""\n"Language: zh-Hans\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
            f'msgid "At night."\nmsgstr "{BASE}"\n'
        ),
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


@pytest.fixture
def here(store: Store, folder: Path) -> Place:
    """The workspace, synced once, with a correction, a confirmed place and a rule."""
    place = Place(store, folder)
    place.sync()
    place.settle("头发", "長髮")
    place.settle("里", "裡")
    variants.keep_rule(
        store, "tale", "zh-Hans", TW, words="河边", chosen="河畔", reason="As the valley says.", everywhere=False,
        by=place.editor,
    )  # fmt: skip
    return place


@pytest.fixture
def there(migrated_sqlite: Path, tmp_path: Path, folder: Path) -> Iterator[Place]:
    """Another machine with the same folder and an empty database."""
    shutil.copyfile(migrated_sqlite, tmp_path / "there.db")
    store = Store(f"sqlite:///{tmp_path / 'there.db'}")
    yield Place(store, folder)
    store.close()


def test_what_was_settled_is_written_beside_the_edition(here: Place):
    """One line for each, in words that a reviewer understands."""
    here.approve()
    here.sync()

    assert [(line["kind"], line["words"], line["chosen"]) for line in here.lines()] == [
        ("approved", "", here.row().standing.text),
        ("choice", "头发", "長髮"),
        ("confirmed", "里", "裡"),
    ]
    assert "zh-Hans,zh-Hant-TW,tale,河边,河畔,As the valley says." in (here.folder / SCRIPT_RULES).read_text("utf-8")


def test_a_second_sync_changes_nothing(here: Place):
    """Git shows what people did, not that somebody pressed a button."""
    here.sync()

    assert not here.sync().changed


def test_another_machine_has_the_same_variant(here: Place, there: Place):
    """The folder is the collective's memory; a database can be made anew."""
    here.approve()
    here.sync()
    there.sync()

    assert there.row().standing.text == here.row().standing.text
    assert there.row().standing.approved
    assert [place.mark for place in there.row().standing.places] == [place.mark for place in here.row().standing.places]
    assert not there.sync().changed


def test_what_the_file_changed_is_taken(here: Place, folder: Path):
    """A reviewer may mend a form in the file, or take a line out."""
    here.sync()
    here.edit("長髮", "秀髮")
    here.edit("河畔", "河岸", SCRIPT_RULES)

    report = here.sync()

    assert report.taken == {FILE: 1, SCRIPT_RULES: 1}
    assert here.row().standing.text == "夜裡沒有人說話。他把秀髮盤了起來，又去河岸幹活。"
    lines = (folder / FILE).read_text("utf-8").splitlines(keepends=True)
    (folder / FILE).write_text("".join(line for line in lines if "秀髮" not in line), encoding="utf-8")
    here.sync()
    assert "頭髮" in here.row().standing.text


def test_what_both_sides_changed_is_kept_twice(here: Place):
    """The workbench's is in force; nothing that anybody typed is lost."""
    here.sync()
    here.edit("長髮", "秀髮")
    here.settle("头发", "烏髮")

    report = here.sync()

    assert [happening.path for happening in report.conflicts] == [FILE]
    assert "烏髮" in here.row().standing.text
    assert [line["chosen"] for line in here.lines() if line["kind"] == "choice"] == ["烏髮"]
    assert not here.sync().changed


def test_a_file_that_is_gone_is_written_again(here: Place):
    """Whoever cleans up a folder takes nobody's decisions away."""
    here.sync()
    (here.folder / FILE).unlink()

    assert here.sync().written == [FILE]
    assert "長髮" in here.row().standing.text


def test_lines_of_a_passage_that_is_not_here_stay_in_the_file(here: Place):
    """It may come with somebody else's branch."""
    here.sync()
    with (here.folder / FILE).open("a", encoding="utf-8") as file:
        file.write("elsewhere,choice,0,发,,,髮,发\n")

    here.sync()

    assert here.lines()[-1]["unit"] == "elsewhere"
    assert not here.sync().changed


@pytest.mark.parametrize(
    "line",
    [
        "u,choice,9,发,,,髮,发",
        "u,choice,x,发,,,髮,发",
        "u,choice,0,,,,髮,发",
        "u,choice,0,发,,,,发",
        "u,other,0,发,,,髮,发",
        "u",
    ],
)
def test_a_file_that_cannot_be_used_is_left_alone(here: Place, line: str):
    """Half of it would be worse than nothing."""
    here.sync()
    with (here.folder / FILE).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")
    before = (here.folder / FILE).read_bytes()

    report = sync(here.store, here.folder)

    assert [happening.path for happening in report.problems] == [FILE]
    assert (here.folder / FILE).read_bytes() == before


def test_nothing_is_written_where_nothing_was_settled(store: Store, folder: Path):
    """A folder without Chinese corrections has no files for them."""
    Place(store, folder).sync()

    assert not (folder / FILE).exists()
    assert not (folder / SCRIPT_RULES).exists()


def test_whose_approval_counts_travels_with_the_title_page(here: Place, there: Place):
    """Else a house that is built anew would put before readers what a region has not read."""
    here.count("variant")
    here.count("variant", HK)
    here.sync()
    there.sync()

    assert "own-approval: zh-Hant-HK, zh-Hant-TW\n" in (here.folder / TITLE_PAGE).read_text("utf-8")
    assert set(there.own()) == {TW, HK}
    assert not there.sync().changed
    there.count("edition", HK)
    there.sync()
    here.sync()
    assert here.own() == (TW,)
    here.edit("own-approval: zh-Hant-TW\n", "", TITLE_PAGE)
    here.sync()
    assert here.own() == ()


def test_whose_approval_counts_is_never_guessed(here: Place, there: Place):
    """Where both sides changed it, both stay until people have made them alike; the other lines go on."""
    here.count("variant")
    here.sync()
    there.sync()
    here.edit("own-approval: zh-Hant-TW", "own-approval: zh-Hant-HK", TITLE_PAGE)
    here.edit("translators:", "translators: Reed", TITLE_PAGE)
    here.count("edition")

    report = here.sync()

    assert [happening.path for happening in report.conflicts] == [TITLE_PAGE]
    assert here.own() == ()
    assert "own-approval: zh-Hant-HK\n" in (here.folder / TITLE_PAGE).read_text("utf-8")
    here.count("variant", HK)
    assert here.sync().conflicts == []


@pytest.mark.parametrize("value", ["zh-Hans", "es", "nowhere at all"])
def test_only_variants_of_the_edition_have_an_approval_of_their_own(here: Place, value: str):
    """A slip of the pen is told, and nothing of the file is taken."""
    here.count("variant")
    here.sync()
    here.edit("own-approval: zh-Hant-TW", f"own-approval: {value}", TITLE_PAGE)

    assert [problem.path for problem in sync(here.store, here.folder).problems] == [TITLE_PAGE]
    assert here.own() == (TW,)
