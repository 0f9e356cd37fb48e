"""Taking an edition out: formats, variants, and what may be shown."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from workbench import formats
from workbench.glossary import Concept, Life, Status, Term
from workbench.states import State
from workbench.store import texts as stored_texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Unit, User
from workbench.text import read_markdown
from workbench.workflow import documents, exports, glossary, people, units, variants
from workbench.workflow import texts as text_work
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.permissions import Role

SOURCE = read_markdown("---\ntitle: The Lamp\nauthor: Marisol Tan\n---\n\n## Evening\n\nShe read *aloud*.\n\nLater.\n")
TARGETS = ("灯", "晚上", "她在软件里*朗读*。", "")


def units_of(tx: Transaction, slug: str, locale: str) -> list[Unit]:
    """An edition's units in text order."""
    edition = stored_texts.edition(tx, slug, locale)
    assert edition is not None
    return stored_texts.units(tx, edition.id)


@pytest.fixture
def edition(store: Store) -> Store:
    """A text with an edition in Chinese: two units approved, one draft, one not begun."""
    return _filled(store)


@pytest.fixture
def sqlite_edition(sqlite_store: Store) -> Store:
    """The same on SQLite alone, for rules that no database has a say in."""
    return _filled(sqlite_store)


def _filled(store: Store) -> Store:
    text_work.bring_in(store, SOURCE, locale="en", by=None, slug="the-lamp")
    text_work.start_edition(store, "the-lamp", "zh-Hans", by=None)
    with store.begin() as tx:
        for unit, target in zip(units_of(tx, "the-lamp", "zh-Hans"), TARGETS, strict=True):
            units.write(tx, unit, target, by=None, origin="typed")
            if unit.position < 2:
                unit.state = State.APPROVED
    return store


def _text(store: Store, **options: object) -> str:
    options = {"format": "md", "by": None} | options
    return exports.export(store, "the-lamp", "zh-Hans", **options).data.decode()


@pytest.mark.parametrize("format", exports.FORMATS)
@pytest.mark.parametrize("layout", exports.LAYOUTS)
def test_every_format_holds_the_translation(sqlite_edition: Store, format: str, layout: str):
    """A file without text would only be noticed by its readers."""
    exported = exports.export(sqlite_edition, "the-lamp", "zh-Hans", format=format, layout=layout, by=None)

    if format in ("epub", "docx", "odt"):
        with zipfile.ZipFile(BytesIO(exported.data)) as archive:
            said = b"".join(archive.read(name) for name in archive.namelist()).decode()
        assert "她在软件里" in said
    elif format == "pdf":
        assert exported.data.startswith(b"%PDF-")
    else:
        assert "她在软件里" in exported.data.decode()
    assert exported.filename.startswith("the-lamp.zh-Hans.")
    assert exported.filename.endswith(f".{format.partition('-')[0]}")
    assert exported.mimetype == exports.MIMETYPES[format]


def test_readers_get_what_is_approved(sqlite_edition: Store):
    """Drafts leave the house only with those who work on them; nobody else has to know the word for it."""
    reader = people.add_user(
        sqlite_edition, name="Listening", password="lantern over water", grants=[(Role.READER, "")]
    )

    assert "她在" not in _text(sqlite_edition, by=reader)
    assert "她在" in _text(sqlite_edition)
    with pytest.raises(NotAllowed):
        _text(sqlite_edition, by=reader, unapproved="marked")


def test_other_languages_stand_beside_it(sqlite_edition: Store):
    """The source, another edition, or the same one in its other script."""
    with pytest.raises(Invalid, match="no edition"):
        _text(sqlite_edition, layout="parallel", beside=["es"])
    text_work.start_edition(sqlite_edition, "the-lamp", "es", by=None)

    text = _text(sqlite_edition, layout="parallel", beside=["en", "zh-Hant"])
    assert text.index("> She read") < text.index("> 她在軟件裏") < text.index("\n她在软件里")
    with pytest.raises(Invalid, match="once"):
        _text(sqlite_edition, layout="parallel", beside=["en", "en"])
    with pytest.raises(Invalid, match="three"):
        _text(sqlite_edition, layout="parallel", beside=["en", "es", "zh-Hant"])


def test_the_title_page_is_remembered(edition: Store):
    """It is decided once by the people of an edition, not at every download."""
    people.add_user(edition, name="Ferrying", password="lantern over water", grants=[(Role.TRANSLATOR, "zh-Hans")])
    exports.save_imprint(
        edition, "the-lamp", "zh-Hans", {"translators": " 河边\n小组 ", "note": "一。\r\n\r\n二。"}, by=None
    )

    text = _text(edition, format="html")
    assert "河边 小组" in text
    assert "<p>一。</p>\n<p>二。</p>" in text
    assert "Ferrying" not in text
    exports.save_imprint(edition, "the-lamp", "zh-Hans", {}, by=None)
    assert "河边" not in _text(edition, format="html")


@pytest.mark.parametrize(
    ("given", "field"), [({"address": "javascript:x"}, "address"), ({"author": "x" * 1001}, "author")]
)
def test_a_title_page_takes_no_nonsense(sqlite_edition: Store, given: dict[str, str], field: str):
    """It is printed in every file."""
    with pytest.raises(Invalid) as refused:
        exports.save_imprint(sqlite_edition, "the-lamp", "zh-Hans", given, by=None)
    assert refused.value.details["field"] == field


def test_readiness_names_what_is_lacking(edition: Store):
    """People decide to publish; they should see what they decide about."""
    reader = people.add_user(edition, name="Listening", password="lantern over water", grants=[(Role.READER, "")])

    offer = exports.offer(edition, "the-lamp", "zh-Hans", by=reader)
    groups = {
        group.lack.value: (group.count, [passage.excerpt for passage in group.first])
        for group in offer.readiness.groups
    }
    assert (offer.readiness.total, offer.readiness.approved, offer.readiness.is_ready) == (4, 2, False)
    assert groups["untranslated"] == (1, ["Later."])
    assert groups["unapproved"] == (1, ["She read aloud."])
    assert offer.beside == ("en", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK")
    assert (offer.may_edit, offer.may_take_drafts) == (False, False)


def test_the_name_of_a_file_tells_what_is_in_it(edition: Store):
    """Three downloads of one edition must not become `edition (2).html`."""
    exported = exports.export(
        edition, "the-lamp", "zh-Hans", format="html", variant="zh-Hant-TW", layout="parallel", by=None
    )

    assert exported.filename == "the-lamp.zh-Hant-TW.parallel.html"


def test_a_variant_follows_the_terms_of_the_glossary(edition: Store):
    """軟體 is a word of Taiwan that no table of characters gives; the glossary has it."""
    terms = (Term("软件", "zh-Hans"), Term("軟體", "zh-Hant-TW"), Term("softveer", "zh-Hant-TW", Status.FORBIDDEN))
    with edition.begin() as tx:
        glossary.store_concept(tx, Concept("software", terms=terms), action="add", origin="typed", by=None)

    assert "軟體" in _text(edition, variant="zh-Hant-TW")
    assert "軟件" in _text(edition, variant="zh-Hant-HK")
    assert "她在软件里" in _text(edition, variant="zh-Hans")


def test_terms_for_a_conversion_are_those_in_force():
    """A retired concept has no say, and synonyms go in pairs."""
    concepts = [
        Concept("a", terms=(Term("甲", "zh-Hans"), Term("乙", "zh-Hans"), Term("丙", "zh-Hant-TW"))),
        Concept("b", terms=(Term("丁", "zh-Hans"), Term("戊", "zh-Hant-TW")), state=Life.RETIRED),
        Concept("c", terms=(Term("己", "zh-Hans"),)),
    ]

    assert list(variants.script_terms(concepts, "zh-Hans", "zh-Hant-TW")) == [("甲", "丙")]


def test_what_nobody_approved_can_be_left_out(edition: Store):
    """A reader's edition shows a gap instead."""
    assert "她在" not in _text(edition, unapproved="noted")
    assert "晚上" in _text(edition, unapproved="noted")
    entries = formats.read_po(_text(edition, format="po", unapproved="noted")).entries
    assert [entry.target for entry in entries] == ["灯", "晚上", "", ""]


def test_source_facts_travel_with_the_edition(edition: Store):
    """Who wrote a text is said wherever the text goes."""
    assert "Marisol Tan" in _text(edition)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"format": "exe"}, "no format exe"),
        ({"layout": "diagonal"}, "layout"),
        ({"variant": "es"}, "no variant"),
    ],
)
def test_what_cannot_be_written_is_said(edition: Store, options: dict[str, str], said: str):
    """Each refusal tells what can be had instead."""
    with pytest.raises(Invalid, match=said):
        _text(edition, **options)


def test_an_edition_that_is_not_there(edition: Store):
    """A wrong locale is no empty file."""
    with pytest.raises(NotFound):
        exports.export(edition, "the-lamp", "es", format="md", by=None)


def test_readers_may_export_and_strangers_may_not(edition: Store, store: Store, translator: User):
    """Unpublished texts are for people with an account; the command line is the keeper's."""
    reader = people.add_user(edition, name="Listening", password="lantern over water", grants=[(Role.READER, "")])

    assert _text(edition, by=reader)
    reader.roles = []
    with pytest.raises(NotAllowed):
        _text(edition, by=reader)


def test_a_text_without_a_title_is_called_by_its_translated_beginning(store: Store):
    """A source of plain paragraphs has no title; its Chinese edition must not carry an English one that is cut off."""
    start = "The lamp burned on the sill, " * 5 + "all night."
    text_work.bring_in(store, documents.read_pasted(start + "\n\nLater."), locale="en", by=None, slug="the-lamp")
    text_work.start_edition(store, "the-lamp", "zh-Hans", by=None)
    with store.begin() as tx:
        units.write(tx, units_of(tx, "the-lamp", "zh-Hans")[0], "灯在窗台上亮了一夜。", by=None, origin="typed")
        edition = stored_texts.edition(tx, "the-lamp", "zh-Hans")
        assert edition is not None
        assert edition.source_text.title == start

    assert "<title>灯在窗台上亮了一夜。</title>" in _text(store, format="html")
    assert "<title>The lamp burned" in _text(store, format="html", unapproved="noted")


def test_a_file_of_markdown_is_placed_with_its_pictures_beside_it(tmp_path: Path):
    """The command line writes one file of a given name; what it shows has to be where it says."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("the-lamp.es.md", "![](media/a.png)\n")
        archive.writestr("media/a.png", b"picture")
    exported = exports.Exported("the-lamp.es.md.zip", "application/zip", packed.getvalue())

    exported.place(tmp_path / "lamp.md")
    assert (tmp_path / "lamp.md").read_text() == "![](media/a.png)\n"
    assert (tmp_path / "media" / "a.png").read_bytes() == b"picture"
    exported.place(tmp_path / "lamp.zip")
    assert (tmp_path / "lamp.zip").read_bytes() == packed.getvalue()
