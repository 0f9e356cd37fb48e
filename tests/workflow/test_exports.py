"""Taking an edition out: formats, variants, and what may be shown."""

from __future__ import annotations

import pytest

from workbench import formats
from workbench.glossary import Concept, Life, Status, Term
from workbench.states import State
from workbench.store import texts as stored_texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Unit, User
from workbench.text import read_markdown
from workbench.workflow import documents, exports, glossary, people, units
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


@pytest.mark.parametrize("format", sorted(exports.MIMETYPES))
@pytest.mark.parametrize("layout", exports.LAYOUTS)
def test_every_format_holds_the_translation(edition: Store, format: str, layout: str):
    """A file without text would only be noticed by its readers."""
    exported = exports.export(edition, "the-lamp", "zh-Hans", format=format, layout=layout, by=None)

    assert "她在软件里" in exported.data.decode()
    assert exported.filename.startswith("the-lamp.zh-Hans.")
    assert exported.filename.endswith(f".{format}")
    assert exported.mimetype == exports.MIMETYPES[format]


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

    assert list(exports.script_terms(concepts, "zh-Hans", "zh-Hant-TW")) == [("甲", "丙")]


def test_what_nobody_approved_can_be_left_out(edition: Store):
    """A reader's edition shows a gap instead."""
    assert "她在" not in _text(edition, approved_only=True)
    assert "晚上" in _text(edition, approved_only=True)
    entries = formats.read_po(_text(edition, format="po", approved_only=True)).entries
    assert [entry.target for entry in entries] == ["灯", "晚上", "", ""]


def test_source_facts_travel_with_the_edition(edition: Store):
    """Who wrote a text is said wherever the text goes."""
    assert "Marisol Tan" in _text(edition)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"format": "epub"}, "writes no epub yet"),
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
    assert "<title>The lamp burned" in _text(store, format="html", approved_only=True)
