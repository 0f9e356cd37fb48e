"""Publishing again: only what became another is made, and the result is that of a site made anew, byte by byte."""

from __future__ import annotations

import copy
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.formats import Labels
from workbench.formats.site import SiteWords
from workbench.glossary import Concept, Status, Term
from workbench.states import State
from workbench.store import texts as stored
from workbench.store.database import Store
from workbench.store.models import Picture, Segment, SourceText, Unit
from workbench.text import Media, read_markdown
from workbench.workflow import exports, glossary, publishing, review, texts, units, variants
from workbench.workflow.errors import Invalid
from workbench.workflow.publishing import inputs, manifest
from workbench.workflow.texts import pictures

WORDS = {tag: SiteWords(Labels(locale=tag)) for tag in ("en", "es", "zh-Hans", "zh-Hant")}
SOURCE = """---
title: The ferry
author: Ana Ruiz
---

She came *late*.[^1]

![A weir](media/weir.png)

[^1]: At noon.
"""
TARGETS = {
    "es": ("El transbordador", "Llegó *tarde*.[^1]", "![Una presa](media/weir.png)", "A mediodía."),
    "zh-Hans": ("渡船", "她来得*很晚*，头发干了。[^1]", "![水坝](media/weir.png)", "中午。"),
}
PIXEL = b"\x89PNG\r\n\x1a\n"
SLUGS = ("ferry", "weir")
House = Any


def fill(house: House) -> None:
    """Two texts with a picture of the same name, published in two languages, and one that is not."""
    for slug in (*SLUGS, "reed"):
        texts.bring_in(house.store, read_markdown(SOURCE), locale="en", by=None, slug=slug)
        for locale, targets in TARGETS.items():
            texts.start_edition(house.store, slug, locale, by=None)
            with house.store.begin() as tx:
                row = stored.edition(tx, slug, locale)
                assert row is not None
                for unit, target in zip(stored.units(tx, row.id), targets, strict=True):
                    unit.target, unit.state = target, State.APPROVED
            if slug in SLUGS:
                publishing.publish_edition(house.store, slug, locale, by=None)
        with house.store.begin() as tx:
            row = tx.session.scalars(sa.select(SourceText).where(SourceText.slug == slug)).one()
            pictures.add(tx, row, [Media("media/weir.png", "image/png", PIXEL + slug.encode())])


class Desk:
    """A house whose site is published again and again, the site, and its words."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self.store, self.folder = house, house.store, folder
        self.site = folder / "site"
        self.words = dict(WORDS)
        self.count = 0

    def copied(self, folder: Path) -> Desk:
        """The same with a database and a site of its own."""
        with closing(sqlite3.connect(self.store.path)) as old, closing(sqlite3.connect(folder / "store.db")) as new:
            old.backup(new)
        shutil.copytree(self.site, folder / "site")
        house = copy.copy(self.house)
        house.store = Store(f"sqlite:///{folder / 'store.db'}")
        return Desk(house, folder)

    def publish(self) -> publishing.Placed:
        return publishing.publish(self.store, self.site, vocabulary=self.words)

    def assert_as_anew(self) -> None:
        """The site is what a publication into an empty folder gives."""
        with tempfile.TemporaryDirectory(dir=self.folder) as beside:
            publishing.publish(self.store, Path(beside) / "new", vocabulary=self.words)
            assert held(self.site) == held(Path(beside) / "new")


def held(folder: Path) -> dict[str, bytes]:
    """All files of a folder with their bytes, the list of them among them."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def written(path: Path) -> tuple[int, int]:
    """Which file it is and when it was written; that it was read may show as well, and does not count."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns


@pytest.fixture
def desk(sqlite_house: House, tmp_path: Path) -> Desk:
    """A desk whose site is published."""
    fill(sqlite_house)
    (tmp_path / "desk").mkdir()
    made = Desk(sqlite_house, tmp_path / "desk")
    made.publish()
    return made


# --- what people do -------------------------------------------------------------------------------------------------


def approve(desk: Desk, slug: str) -> None:
    desk.count += 1
    desk.house.approve(desk.house.ids(slug, "es")[1], f"Llegó {'muy ' * desk.count}pronto.[^1]")


def draft(desk: Desk, slug: str) -> None:
    desk.count += 1
    desk.house.write(desk.house.ids(slug, "es")[1], f"BORRADOR {desk.count}[^1]")


def send_back(desk: Desk, slug: str) -> None:
    unit_id = desk.house.ids(slug, "zh-Hans")[3]
    unit = desk.house.unit(unit_id)
    if unit.state == State.APPROVED:
        review.send_back(desk.store, unit_id, version=unit.version, reason="Too short.", by=desk.house.editor)


def leave_out(desk: Desk, slug: str) -> None:
    unit_id = desk.house.ids(slug, "es")[3]
    version = desk.house.write(unit_id, "").version
    units.omit(desk.store, unit_id, reason="Said before.", version=version, by=desk.house.translator)


def withdraw(desk: Desk, slug: str) -> None:
    for locale in TARGETS if slug == "ferry" else ("es",):
        publishing.withdraw_edition(desk.store, slug, locale, by=None)


def publish(desk: Desk, slug: str) -> None:
    for locale in TARGETS:
        publishing.publish_edition(desk.store, slug, locale, by=None)
        publishing.publish_edition(desk.store, "ferry", locale, by=None)
    publishing.publish_edition(desk.store, "reed", "es", by=None)


def sign(desk: Desk, slug: str) -> None:
    exports.save_imprint(desk.store, slug, "es", {"translators": "El taller", "note": "Una *nota*."}, by=None)


def agree(desk: Desk, slug: str) -> None:
    desk.count += 1
    terms = (Term("渡船", "zh-Hans", Status.PREFERRED), Term(f"渡輪{desk.count}", "zh-Hant", Status.PREFERRED))
    scope = slug if slug == "weir" else ""
    concept = Concept(f"boat-{desk.count}", definition="A boat.", terms=terms, scope=scope)
    glossary.save(desk.store, concept, version=0, by=desk.house.editor)


def keep_rule(desk: Desk, slug: str) -> None:
    desk.count += 1
    given = {
        "words": "很晚",
        "chosen": f"甚晚{desk.count}",
        "reason": "As the author says.",
        "everywhere": slug == "weir",
    }
    variants.keep_rule(desk.store, slug, "zh-Hans", "zh-Hant", by=desk.house.editor, **given)


def settle(desk: Desk, slug: str) -> None:
    desk.count += 1
    page = variants.page(desk.store, slug, "zh-Hans", tag="zh-Hant-TW", by=desk.house.editor, show=variants.Show.ALL)
    unit_id = desk.house.ids(slug, "zh-Hans")[1]
    present = next(row.standing for row in page.rows if row.standing.unit.id == unit_id)
    start = present.base.index("干了")
    given = {"chosen": "乾了" * desk.count, "seen": present.token, "by": desk.house.editor}
    variants.settle(desk.store, unit_id, "zh-Hant-TW", start=start, end=start + 2, **given)


def count_apart(desk: Desk, slug: str) -> None:
    given = {"whose": "variant", "by": desk.house.editor}
    for one in SLUGS:
        variants.count_approvals_of(desk.store, one, "zh-Hans", "zh-Hant-TW", **given)


def approve_variant(desk: Desk, slug: str) -> None:
    variants.approve_all(desk.store, slug, "zh-Hans", "zh-Hant-TW", by=desk.house.editor)


def revise(desk: Desk, slug: str) -> None:
    desk.count += 1
    document = read_markdown(SOURCE.replace("[^1]: At", f"She left {desk.count} times.\n\n[^1]: At"))
    texts.revise(desk.store, slug, document, by=None)


def replace_picture(desk: Desk, slug: str) -> None:
    desk.count += 1
    with desk.store.begin() as tx:
        row = tx.session.scalars(sa.select(Picture).join(SourceText).where(SourceText.slug == slug)).one()
        row.data = PIXEL + b"%d" % desk.count


def store_quietly(desk: Desk, slug: str, locale: str, **values: object) -> None:
    """Change a unit as no step does it, without a trace in its history: what is stored decides, not what was done."""
    with desk.store.begin() as tx:
        unit = tx.session.get_one(Unit, desk.house.ids(slug, locale)[1])
        for name, value in values.items():
            setattr(unit, name, value)


def change_quietly(desk: Desk, slug: str) -> None:
    desk.count += 1
    store_quietly(desk, slug, "es", state=State.APPROVED, target=f"Llegó {desk.count} veces.[^1]")


def return_quietly(desk: Desk, slug: str) -> None:
    store_quietly(desk, slug, "es", state=State.RETURNED)


def empty_quietly(desk: Desk, slug: str) -> None:
    for one in SLUGS:
        store_quietly(desk, one, "zh-Hans", state=State.APPROVED, target="")


def omit_quietly(desk: Desk, slug: str) -> None:
    store_quietly(desk, slug, "zh-Hans", omitted="Said before.")


def respell_quietly(desk: Desk, slug: str) -> None:
    desk.count += 1
    with desk.store.begin() as tx:
        query = sa.select(Segment).join(SourceText).where(SourceText.slug == slug, Segment.position == 1)
        tx.session.scalars(query).one().content = f"She came {desk.count} times.[^1]"


def rename_site(desk: Desk, slug: str) -> None:
    desk.words = {tag: replace(words, name=f"House of the {slug}") for tag, words in WORDS.items()}


def remove_page(desk: Desk, slug: str) -> None:
    (desk.site / "texts" / slug / "en.html").unlink(missing_ok=True)


def edit_page(desk: Desk, slug: str) -> None:
    for path in (desk.site / "texts" / slug).glob("zh-*.html"):
        path.write_text("mine", encoding="utf-8")


def edit_list(desk: Desk, slug: str) -> None:
    (desk.site / slug.replace("ferry", "en").replace("weir", "es") / "index.html").write_text("mine", encoding="utf-8")


EDITS = (approve, draft, send_back, leave_out, withdraw, publish, sign, agree, keep_rule, settle, count_apart,
         approve_variant, revise, replace_picture, rename_site, remove_page, edit_page, edit_list, change_quietly,
         return_quietly, respell_quietly, empty_quietly, omit_quietly)  # fmt: skip


# --- what becomes of it ---------------------------------------------------------------------------------------------


def test_whatever_is_done_the_site_is_as_if_made_anew(desk: Desk):
    """Nobody should have to know what a change touches, or to make everything anew to be sure."""
    for edit, slug in zip(EDITS, cycle(SLUGS)):
        edit(desk, slug)
        desk.publish()
        desk.assert_as_anew()


def test_each_database_tells_what_changed(house: House, tmp_path: Path):
    """Both answer the same questions."""
    fill(house)
    desk = Desk(house, tmp_path)

    assert [desk.publish().made, desk.publish().made] == [2, 0]
    settle(desk, "weir")
    assert desk.publish().made == 1
    desk.assert_as_anew()


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.sampled_from(EDITS), st.sampled_from(SLUGS), st.booleans()), min_size=2, max_size=8))
def test_in_whatever_order_it_is_done(desk: Desk, edits: list[tuple[Callable[[Desk, str], None], str, bool]]):
    """Edits come in heaps between two publications, and undo each other."""
    with tempfile.TemporaryDirectory() as folder:
        copied = desk.copied(Path(folder))
        for edit, slug, is_published in edits:
            with suppress(Invalid):
                edit(copied, slug)
            if is_published:
                copied.publish()
        copied.publish()
        copied.assert_as_anew()
        copied.store.close()


@pytest.mark.parametrize(
    ("edit", "made"),
    [
        pytest.param(lambda desk, slug: None, 0, id="nothing"),
        pytest.param(approve, 1, id="a passage of one text"),
        pytest.param(revise, 1, id="the original"),
        pytest.param(settle, 1, id="a correction in a variant"),
        pytest.param(keep_rule, 1, id="a rule for one text"),
        pytest.param(agree, 2, id="a Chinese term for all texts"),
        pytest.param(rename_site, 2, id="the words of the site"),
        pytest.param(remove_page, 1, id="a page that somebody removed"),
        pytest.param(edit_list, 0, id="a list that somebody changed"),
    ],
)
def test_only_what_became_another_is_made(desk: Desk, edit: Callable[[Desk, str], None], made: int):
    """A large site takes minutes, and one more correct comma should not."""
    edit(desk, "ferry")

    placed = desk.publish()

    assert (placed.texts, placed.made) == (2, made)


def test_what_readers_do_not_see_touches_nothing(desk: Desk):
    """People go on working on an edition that is out; whoever copies the site has nothing to copy, feeds no news."""
    draft(desk, "ferry")
    desk.publish()
    before = held(desk.site), written(desk.site), written(desk.site / publishing.MARKER)

    desk.house.write(desk.house.ids("ferry", "es")[1], "OTRO BORRADOR[^1]")

    assert desk.publish() == publishing.Placed(total=len(before[0]) - 1, changed=0, gone=0, texts=2, made=0)
    assert (held(desk.site), written(desk.site), written(desk.site / publishing.MARKER)) == before


def test_a_change_of_the_program_makes_everything_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """A new version may write the same text as another page."""
    monkeypatch.setattr(inputs, "program", lambda: "another one")

    placed = desk.publish()

    assert (placed.made, placed.changed) == (2, 0)
    assert desk.publish().made == 0, "and only once"


def test_a_list_of_files_that_somebody_changed_is_not_believed(desk: Desk):
    """It would put what it says onto the pages that list the texts."""
    path = desk.site / publishing.MARKER
    path.write_text(path.read_text(encoding="utf-8").replace("The ferry", "The fairy"), encoding="utf-8")

    assert desk.publish().made == 2
    desk.assert_as_anew()


def test_a_site_of_an_earlier_version_is_still_ours(desk: Desk):
    """Its list held the paths alone."""
    path = desk.site / publishing.MARKER
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    paths = sorted(held(desk.site).keys() - {publishing.MARKER})
    path.write_text("\n".join([first, *paths, ""]), encoding="utf-8")

    placed = desk.publish()

    assert (placed.made, placed.changed, placed.gone) == (2, 0, 0)
    desk.assert_as_anew()


def test_a_disk_without_links_gets_copies(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    """Memory sticks and some network folders know none; pages keep their dates there too."""

    def refuse(self: Path, target: Path) -> None:
        raise OSError(1, "Operation not permitted")

    page = desk.site / "texts" / "weir" / "es.html"
    before = page.stat().st_mtime_ns
    monkeypatch.setattr(Path, "hardlink_to", refuse)
    approve(desk, "ferry")
    desk.publish()

    assert page.stat().st_mtime_ns == before
    desk.assert_as_anew()


def test_a_manifest_comes_back_as_it_was_written(desk: Desk):
    """What it says of a text is shown on the lists, exactly as when the text was made."""
    data = (desk.site / publishing.MARKER).read_bytes()
    found = manifest.read(data)

    assert found is not None
    assert bytes(found) == data
    assert found.texts.keys() == set(SLUGS)


def test_what_a_manifest_says_never_leads_out_of_the_folder(desk: Desk):
    """Whoever can write into a folder of the web may not read with it what else the keeper can read."""
    (desk.folder / "secret").write_text("mine", encoding="utf-8")
    path = desk.site / publishing.MARKER
    found = manifest.read(path.read_bytes())
    assert found is not None
    stolen = "../secret"
    text = replace(found.texts["weir"], files=(*found.texts["weir"].files, stolen))
    files = {**found.files, stolen: manifest.digest([b"mine"])}
    path.write_bytes(bytes(manifest.Manifest(files, {**found.texts, "weir": text})))

    desk.publish()

    desk.assert_as_anew()
    assert (desk.folder / "secret").read_text(encoding="utf-8") == "mine"
