"""The reading site: who puts an edition before readers, what they find, and how it gets into a folder."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from workbench.formats import Labels
from workbench.formats.site import SiteFile, SiteWords
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow import exports, jobs, publishing, review, variants
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.jobs.kinds import HANDLERS
from workbench.workflow.publishing.contents import files, last_change
from workbench.workflow.publishing.folder import MARKER, ForeignFolder, place

WORDS = {tag: SiteWords(Labels(locale=tag)) for tag in ("en", "es", "zh-Hans", "zh-Hant")}


def published_files(store: Store, *, with_ready: bool = False) -> dict[str, str]:
    """The site's pages by path."""
    return {file.path: file.data.decode() for file in files(store, WORDS, with_ready=with_ready)}


def has_text(found: dict[str, str]) -> bool:
    return any(path.startswith("texts/") for path in found)


# --- which editions -------------------------------------------------------------------------------------------------


def test_readers_have_what_an_editor_published(house):
    """Neither a finished translation nor a script decides what stands before readers."""
    first, second = house.edition()
    house.approve(first, "El río crece.")
    house.write(second, "BORRADOR")
    assert not has_text(published_files(house.store))

    publishing.publish_edition(house.store, "tale", "es", by=house.editor)

    page = published_files(house.store)["texts/tale/es.html"]
    assert "El río crece." in page
    assert "BORRADOR" not in page
    assert "A passage here is not yet reviewed." in page


def test_what_is_taken_back_is_gone(house):
    """An editor may have been wrong, and an author may change their mind."""
    for unit_id in house.edition():
        house.approve(unit_id, "Algo.")
    publishing.publish_edition(house.store, "tale", "es", by=house.editor)
    publishing.withdraw_edition(house.store, "tale", "es", by=house.editor)

    assert not has_text(published_files(house.store))
    assert house.log()[-2:] == ["publish-edition", "withdraw-edition"]


def test_publishing_twice_keeps_the_first_date(house):
    """A double click is no news for those who read the feed."""
    house.approve(house.edition()[0], "Algo.")
    publishing.publish_edition(house.store, "tale", "es", by=house.editor)
    before = publishing.overview(house.store, by=house.editor)
    publishing.publish_edition(house.store, "tale", "es", by=house.keeper)

    assert publishing.overview(house.store, by=house.editor) == before
    assert house.log().count("publish-edition") == 1


def test_an_edition_without_an_approved_passage_is_not_for_readers(house):
    """They would find an empty page; nor do they when the only passage is opened again."""
    first, _ = house.edition()
    with pytest.raises(Invalid, match="Nothing of this edition is approved yet"):
        publishing.publish_edition(house.store, "tale", "es", by=house.editor)
    approved = house.approve(first, "Algo.")
    publishing.publish_edition(house.store, "tale", "es", by=house.editor)

    review.reopen(house.store, first, version=approved.version, by=house.editor)

    assert not has_text(published_files(house.store))


def test_ready_editions_come_along_where_that_is_asked_for(house):
    """A workspace that is kept in git has no marks; there, what is approved as a whole is published."""
    first, second = house.edition()
    house.approve(first, "El río crece.")
    assert not has_text(published_files(house.store, with_ready=True))

    house.approve(second, "La barca tarda.")

    assert "texts/tale/es.html" in published_files(house.store, with_ready=True)
    assert not has_text(published_files(house.store))


def test_all_scripts_come_from_the_one_chinese_edition(house):
    """Nobody translates twice, and what people corrected in a variant is in it."""
    for unit_id in house.edition(locale="zh-Hans"):
        house.approve(unit_id, "河水涨了，她在看软件。")
    publishing.publish_edition(house.store, "tale", "zh-Hans", by=house.editor)

    found = published_files(house.store)

    tags = ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")
    assert {f"texts/tale/{tag}.html" for tag in tags} <= found.keys()
    assert "河水漲了" in found["texts/tale/zh-Hant-TW.html"]
    assert "Derived from the edition in 简体中文" in found["texts/tale/zh-Hant.html"]
    assert "Derived" not in found["texts/tale/zh-Hans.html"]
    assert "The river rises." in found["texts/tale/en.html"]


def test_the_title_page_of_a_variant_is_in_its_script(house):
    """Readers of Traditional Chinese would have two scripts before them."""
    house.approve(house.edition(locale="zh-Hans")[0], "河水涨了。")
    said = {"author": "陈丽", "translators": "译者小组", "note": "这里的**地名**从旧图。"}
    exports.save_imprint(house.store, "tale", "zh-Hans", said, by=house.translator)
    publishing.publish_edition(house.store, "tale", "zh-Hans", by=house.editor)

    page = published_files(house.store)["texts/tale/zh-Hant.html"]

    assert "陳麗" in page
    assert "譯者小組" in page
    assert "這裏的<strong>地名</strong>從舊圖。" in page


def test_a_region_that_counts_its_own_approvals_is_there_when_it_has_some(house):
    """Until then readers of the region find the other scripts, and no page without a text."""
    (unit_id, *_) = house.edition(locale="zh-Hans")
    house.approve(unit_id, "河水涨了。")
    publishing.publish_edition(house.store, "tale", "zh-Hans", by=house.editor)
    given = {"whose": "variant", "by": house.editor}
    variants.count_approvals_of(house.store, "tale", "zh-Hans", "zh-Hant-TW", **given)
    assert "texts/tale/zh-Hant-TW.html" not in published_files(house.store)

    variants.approve_all(house.store, "tale", "zh-Hans", "zh-Hant-TW", by=house.editor)

    assert "河水漲了" in published_files(house.store)["texts/tale/zh-Hant-TW.html"]


def test_nobody_is_named_who_did_not_ask(house):
    """Names of accounts never reach readers; what the title page says does."""
    house.approve(house.edition()[0], "Algo.")
    publishing.publish_edition(house.store, "tale", "es", by=house.editor)
    accounts = (house.translator, house.editor, house.keeper)
    assert not [user.name for user in accounts for page in published_files(house.store).values() if user.name in page]

    exports.save_imprint(house.store, "tale", "es", {"translators": "El taller"}, by=house.translator)

    assert "El taller" in published_files(house.store)["texts/tale/es.html"]


def test_a_draft_is_no_news(house):
    """A feed that names every day on which somebody typed is soon read by nobody."""
    first, second = house.edition()
    house.approve(first, "El río crece.")
    edition_id = house.unit(first).edition_id

    def changed() -> dt.datetime | None:
        with house.store.read() as tx:
            return last_change(tx, edition_id)

    approved = changed()
    house.write(second, "BORRADOR")
    assert changed() == approved

    house.approve(second, "La barca tarda.")
    assert changed() != approved


# --- who ------------------------------------------------------------------------------------------------------------


def test_only_editors_of_the_language_publish(house):
    """Who answers for a text decides when others read it."""
    house.approve(house.edition()[0], "Algo.")
    for user in (house.reader, house.translator):
        with pytest.raises(NotAllowed):
            publishing.publish_edition(house.store, "tale", "es", by=user)
        with pytest.raises(NotAllowed):
            publishing.withdraw_edition(house.store, "tale", "es", by=user)
        with pytest.raises(NotAllowed):
            publishing.overview(house.store, by=user)
        with pytest.raises(NotAllowed):
            publishing.archive(house.store, vocabulary=WORDS, by=user)
    with pytest.raises(NotFound):
        publishing.publish_edition(house.store, "tale", "zh-Hans", by=house.editor)


def test_the_archive_is_the_same_bytes_while_nothing_changes(sqlite_house):
    """Whoever keeps it knows by its digest whether there is anything new."""
    house = sqlite_house
    house.approve(house.edition()[0], "Algo.")
    publishing.publish_edition(house.store, "tale", "es", by=house.editor)

    data = fetched(house.store, house.editor)

    assert data == fetched(house.store, house.keeper)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        assert "site/texts/tale/es.html" in archive.namelist()


def fetched(store: Store, by: User) -> bytes:
    """The archive that somebody downloads; empty if it has to be made first."""
    return b"".join(publishing.archive(store, vocabulary=WORDS, by=by) or ())


@pytest.fixture
def large(sqlite_house, monkeypatch):
    """A house whose site is too large to be made while somebody waits."""
    monkeypatch.setattr(publishing.making, "AT_ONCE", 0)
    sqlite_house.approve(sqlite_house.edition()[0], "Algo.")
    publishing.publish_edition(sqlite_house.store, "tale", "es", by=sqlite_house.editor)
    return sqlite_house


def test_a_large_site_is_made_in_the_background_and_kept(large, monkeypatch):
    """It is what everybody would have got at once; who asks twice waits for the same one."""
    assert publishing.offer(large.store, by=large.editor) == publishing.Offer(is_large=True, made=None)
    assert fetched(large.store, large.editor) == b""

    uid = publishing.make(large.store, vocabulary=WORDS, by=large.editor)
    assert publishing.make(large.store, vocabulary=WORDS, by=large.keeper) == uid
    jobs.Runner(large.store, HANDLERS).run_next()

    data = fetched(large.store, large.editor)
    made = publishing.offer(large.store, by=large.editor).made
    assert made is not None
    assert made.size == len(data)
    monkeypatch.setattr(publishing.making, "AT_ONCE", 500)
    assert data == fetched(large.store, large.editor), "in the words of who asked for it"


def test_a_site_that_was_made_is_forgotten_when_an_edition_is_taken_back(large):
    """What an author took back must not go out with a file of yesterday."""
    publishing.make(large.store, vocabulary=WORDS, by=large.editor)
    jobs.Runner(large.store, HANDLERS).run_next()
    publishing.withdraw_edition(large.store, "tale", "es", by=large.editor)

    assert publishing.offer(large.store, by=large.editor).made is None


def test_a_site_is_not_finished_with_what_was_taken_back_meanwhile(large):
    """Whoever waits for it is told, and makes it again."""
    uid = publishing.make(large.store, vocabulary=WORDS, by=large.editor)
    publishing.withdraw_edition(large.store, "tale", "es", by=large.editor)
    jobs.Runner(large.store, HANDLERS).run_next()

    assert jobs.find(large.store, uid, by=large.editor).state is jobs.JobState.FAILED


def test_only_editors_have_a_site_made(large):
    """It holds whole editions."""
    for ask in (publishing.offer, lambda store, by: publishing.make(store, vocabulary=WORDS, by=by)):
        with pytest.raises(NotAllowed):
            ask(large.store, by=large.translator)


# --- into a folder --------------------------------------------------------------------------------------------------


def site(**pages: str) -> list[SiteFile]:
    return [SiteFile(f"{name.replace('_', '/')}.html", text.encode()) for name, text in pages.items()]


def held(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.is_file() and path.name != MARKER
    }


def written(path: Path) -> tuple[int, int]:
    """Which file it is and when it was written; that it was read may show as well, and does not count."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns


def test_a_site_replaces_the_one_before(tmp_path: Path):
    """What was taken back may not go on standing there."""
    folder = tmp_path / "deep" / "site"
    assert place(site(index="1", texts_a="A", texts_b="B"), folder) == publishing.Placed(3, 3, 0)

    assert place(site(index="2", texts_a="A"), folder) == publishing.Placed(2, 1, 1)

    assert held(folder) == {"index.html": "2", "texts/a.html": "A"}
    assert [path.name for path in folder.parent.iterdir()] == ["site"], "nothing is left beside it"


def test_nothing_is_touched_when_nothing_changed(tmp_path: Path):
    """Whoever copies what is new to a host copies nothing; a page that stays keeps its date when others change."""
    folder = tmp_path / "site"
    place(site(index="1", other="x"), folder)
    before = {path: written(path) for path in (folder, folder / "index.html")}

    assert place(site(index="1", other="x"), folder) == publishing.Placed(2, 0, 0)
    assert {path: written(path) for path in before} == before

    place(site(index="1", other="y"), folder)
    assert written(folder / "index.html") == before[folder / "index.html"]


@pytest.mark.parametrize("name", ["notes.txt", ".git/config", "texts/mine.html"])
@pytest.mark.parametrize("has_site", [True, False])
def test_a_folder_with_anything_else_is_refused(tmp_path: Path, name: str, has_site: bool):
    """A wrong path on the command line may not cost anybody their work."""
    folder = tmp_path / "site"
    if has_site:
        place(site(index="1", texts_a="A"), folder)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("mine", encoding="utf-8")
    before = held(folder)

    with pytest.raises(ForeignFolder, match=r"choose"):
        place(site(index="2"), folder)

    assert held(folder) == before


@pytest.mark.parametrize("name", [".git", "mine/empty", "texts/mine"])
@pytest.mark.parametrize("has_site", [True, False])
def test_an_empty_folder_of_somebody_else_is_refused_too(tmp_path: Path, name: str, has_site: bool):
    """It is there for a reason, and would be gone without a word; a file manager may have looked into it."""
    folder = tmp_path / "site"
    if has_site:
        place(site(index="1", texts_a="A"), folder)
    (folder / name).mkdir(parents=True)
    (folder / name / ".DS_Store").touch()

    with pytest.raises(ForeignFolder, match=r"choose"):
        place(site(index="2"), folder)

    assert (folder / name).is_dir()


def test_a_folder_that_somebody_emptied_is_still_ours(tmp_path: Path):
    """Whoever takes away pages by hand should not have to take away their folders."""
    place(site(index="1", texts_a="A"), tmp_path / "site")
    (tmp_path / "site" / "texts" / "a.html").unlink()

    place(site(index="2"), tmp_path / "site")

    assert held(tmp_path / "site") == {"index.html": "2"}


def test_a_marker_of_somebody_else_is_no_marker(tmp_path: Path):
    """A file of that name alone does not make a folder ours."""
    (tmp_path / MARKER).write_text("index.html\n", encoding="utf-8")
    (tmp_path / "index.html").write_text("mine", encoding="utf-8")

    with pytest.raises(ForeignFolder):
        place(site(index="2"), tmp_path)


def test_a_file_is_no_folder(tmp_path: Path):
    """It would be in the way."""
    (tmp_path / "site").write_text("mine", encoding="utf-8")

    with pytest.raises(ForeignFolder, match="is a file"):
        place(site(index="2"), tmp_path / "site")


def test_an_empty_folder_and_what_file_managers_leave_are_taken(tmp_path: Path):
    """Somebody looked into the folder; that is no reason to refuse it."""
    (tmp_path / "site").mkdir()
    place(site(index="1"), tmp_path / "site")
    (tmp_path / "site" / ".DS_Store").write_text("", encoding="utf-8")

    place(site(index="2"), tmp_path / "site")

    assert held(tmp_path / "site") == {"index.html": "2"}


def test_a_site_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path):
    """Readers never meet half a site."""
    folder = tmp_path / "site"
    place(site(index="1"), folder)

    def broken() -> Iterator[SiteFile]:
        yield from site(index="2")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        place(broken(), folder)

    assert held(folder) == {"index.html": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_place_that_cannot_be_taken_gives_the_old_site_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The last step may fail too."""
    folder = tmp_path / "site"
    place(site(index="1"), folder)
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if target == folder and self.name != folder.name:
            raise OSError(16, "Device or resource busy")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OSError, match="busy"):
        place(site(index="2"), folder)

    assert held(folder) == {"index.html": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_link_to_a_folder_is_followed(tmp_path: Path):
    """Hosts often serve what a link points to; the link stays."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")

    place(site(index="1"), tmp_path / "link")

    assert (tmp_path / "link").is_symlink()
    assert held(tmp_path / "real") == {"index.html": "1"}
