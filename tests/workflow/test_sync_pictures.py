"""The pictures of source texts lie in the folder beside the Markdown that shows them, and come back from there."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from workbench.formats.reading.pictures import media
from workbench.store import texts as stored
from workbench.store.database import Store
from workbench.store.models import Picture
from workbench.text import Document, Media, read_markdown
from workbench.workflow import texts
from workbench.workflow.sync import SyncReport, sync

# A point of each colour.
RED = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
BLUE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


class Place:
    """A house with a folder."""

    def __init__(self, house, folder: Path, store: Store) -> None:
        self.house, self.store, self.folder = house, store, folder
        self.media = folder / "source_texts" / "media"

    def bring_in(self, slug: str, data: bytes) -> Media:
        """A text with a picture, as a reader of documents gives it."""
        picture = media(data)
        assert picture is not None
        read = read_markdown(f"The ferry.\n\n![A map]({picture.name})\n")
        document = Document(read.segments, {}, media=(picture,))
        texts.bring_in(self.store, document, locale="en", by=self.house.translator, slug=slug)
        return picture

    def write(self, content: str, slug: str = "tale") -> None:
        """A text that somebody put into the folder."""
        (self.folder / "source_texts").mkdir(exist_ok=True)
        (self.folder / "source_texts" / f"{slug}.en.md").write_text(content, encoding="utf-8")

    def put(self, name: str, data: bytes) -> None:
        """A picture that somebody put into the folder."""
        self.media.mkdir(parents=True, exist_ok=True)
        (self.media / name).write_bytes(data)

    def sync(self) -> SyncReport:
        """Once, and once more without anything to do."""
        report = sync(self.store, self.folder)
        assert report.problems == []
        assert not sync(self.store, self.folder).changed
        return report

    def pictures(self, slug: str = "tale") -> list[Media]:
        """What the database has."""
        with self.store.read() as tx:
            return list(texts.media(tx, stored.source_text(tx, slug).id))


@pytest.fixture
def place(house, tmp_path: Path) -> Place:
    """On each database."""
    folder = tmp_path / "texts"
    folder.mkdir()
    return Place(house, folder, house.store)


def test_a_picture_lies_where_the_markdown_file_points(place):
    """Whoever reads the file without the workbench sees it."""
    picture = place.bring_in("tale", RED)
    place.sync()

    content = (place.folder / "source_texts" / "tale.en.md").read_text(encoding="utf-8")
    assert f"![A map]({picture.name})" in content
    assert (place.folder / "source_texts" / picture.name).read_bytes() == RED


def test_pictures_come_back_on_a_fresh_machine(place, migrated_sqlite: Path, tmp_path: Path):
    """Two texts that show the same one both have it again; the folder is all that is there."""
    assert place.bring_in("tale", RED).name == place.bring_in("fable", RED).name
    place.bring_in("legend", BLUE)
    place.sync()
    (tmp_path / "fresh.db").write_bytes(migrated_sqlite.read_bytes())
    fresh = Place(place.house, place.folder, Store(f"sqlite:///{tmp_path / 'fresh.db'}"))

    assert fresh.sync().written == []
    for slug in ("tale", "fable", "legend"):
        assert fresh.pictures(slug) == place.pictures(slug)
    fresh.store.close()


def test_a_picture_that_somebody_puts_there_is_taken(place):
    """Under the name that they gave it; a new version of it, too."""
    place.write('See ![](media/map.png "The map") and the ferry.\n')
    place.put("map.png", RED)
    assert place.sync().taken["source_texts/media/map.png"] == 1
    assert place.pictures() == [Media("media/map.png", "image/png", RED)]
    place.put("map.png", BLUE)
    place.sync()
    assert place.pictures() == [Media("media/map.png", "image/png", BLUE)]


def test_a_text_that_comes_later_gets_the_picture_that_is_there(place):
    """Its file need not change for that."""
    place.write("![](media/map.png)\n")
    place.put("map.png", RED)
    place.sync()
    place.write("![](media/map.png)\n", slug="fable")
    place.sync()

    assert place.pictures("fable") == place.pictures("tale") != []


def test_a_picture_that_only_a_translation_shows_is_taken(place):
    """A map may be lettered anew in the other language."""
    [only] = place.house.edition("See the map.")
    place.house.write(only, "![Mapa](media/mapa.png)")
    place.put("mapa.png", RED)
    place.sync()

    assert [one.name for one in place.pictures()] == ["media/mapa.png"]


def test_a_deleted_picture_is_written_again(place):
    """Nothing is deleted by a file that is gone."""
    picture = place.bring_in("tale", RED)
    place.sync()
    (place.folder / "source_texts" / picture.name).unlink()

    assert place.sync().written == [f"source_texts/{picture.name}"]


def test_two_pictures_of_one_name_wait_for_a_person(place):
    """Neither is overwritten; the one that is deleted gives way."""
    place.write("![](media/map.png)\n")
    place.put("map.png", RED)
    place.sync()
    with place.store.begin() as tx:
        tx.session.query(Picture).one().data = BLUE
    place.put("map.png", RED + b"more")
    [conflict] = place.sync().conflicts

    assert "another name" in conflict.sentence
    assert (place.media / "map.png").read_bytes() == RED + b"more"
    assert place.pictures()[0].data == BLUE
    (place.media / "map.png").unlink()
    assert place.sync().conflicts == []
    assert (place.media / "map.png").read_bytes() == BLUE


def test_what_is_no_picture_is_told(place):
    """A page in disguise would be shown to readers from our own address."""
    place.write("![](media/map.png)\n")
    place.put("map.png", b"<svg onload=alert(1)>")
    [problem] = sync(place.store, place.folder).problems

    assert "no picture" in problem.sentence
    assert place.pictures() == []


def test_a_picture_that_is_nowhere_is_told(place):
    """It was forgotten when the folder was copied."""
    place.write("![](media/map.png)\n")
    [note] = place.sync().notes

    assert (note.path, "not there" in note.sentence) == ("source_texts/media/map.png", True)


@pytest.mark.parametrize("name", ["../secret.png", "a/b.png", "/etc/passwd", ".hidden.png", "%2e%2e/secret.png"])
def test_no_name_leads_out_of_the_folder(place, name):
    """Texts come from everywhere."""
    (place.folder / "secret.png").write_bytes(RED)
    place.write(f"![](media/{name})\n")
    place.sync()

    assert place.pictures() == []
    assert (place.folder / "secret.png").read_bytes() == RED


def test_other_files_beside_the_pictures_are_left_alone(place):
    """Layered drawings and notes of who made them belong to people."""
    place.put("map.xcf", b"layers")
    place.bring_in("tale", RED)
    place.sync()

    assert (place.media / "map.xcf").read_bytes() == b"layers"
