"""Bad input through the use cases: refused in plain words that say what to do, with the database as it was."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from workbench.errors import WorkbenchError
from workbench.formats.reading import UnknownForm
from workbench.glossary import Concept, Life, Status, Term
from workbench.store.models import Unit
from workbench.text import UnreadableText
from workbench.workflow import alignments, desk, documents, exports, glossary, texts
from workbench.workflow.errors import Invalid
from workbench.workflow.permissions import Role
from workbench.workflow.sync import sync

CHINESE = "河水在夜里上涨。\n\n船今年又来晚了，码头上没有人等。\n\n楼上的窗里点着一盏灯。\n"
TRADITIONAL = "河水在夜裡上漲。\n\n船今年又來晚了，碼頭上沒有人等。\n\n樓上的窗裡點著一盞燈。\n"
HEADER = (
    "concept_id,domain,definition_en,note,en,en_status,en_variants,zh_hans,zh_hans_status,zh_hans_variants,"
    "zh_hans_forbidden,zh_hant_tw,es,es_status,es_variants,es_forbidden\n"
)
REED = "reed,plants,,,reed,preferred,,芦苇,preferred,,,蘆葦,junco,preferred,,\n"


def _bring_in(house, data: bytes, name: str = "text.md", locale: str = "zh-Hans"):
    document = documents.read_file(name, data)
    return document, texts.bring_in(house.store, document, locale=locale, by=house.translator)


# --- encodings --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codec", "said"), [("gb18030", "GB18030"), ("big5", "Big5"), ("utf-16", "UTF-16"), ("utf-16-be", "UTF-16")]
)
@pytest.mark.parametrize("name", ["text.md", "text.txt"])
def test_a_known_encoding_is_converted_and_said(house, codec: str, said: str, name: str):
    """Half the Chinese texts on old disks are in none that a browser would guess."""
    text = (
        CHINESE
        if codec != "big5"
        else "河水在夜裡上漲。\n\n船今年又來晚了，碼頭上沒有人等。\n\n樓上的窗裡點著一盞燈。\n"
    )
    document, slug = _bring_in(house, text.encode(codec), name)

    assert any(said in note.sentence for note in document.notes)
    stored = texts.document(house.store, slug)
    assert "\n\n".join(segment.content for segment in stored.segments) == text.strip()


def test_utf_8_is_not_talked_about(house):
    """Nobody needs to be told that all is well."""
    assert _bring_in(house, CHINESE.encode())[0].notes == ()


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (b"It rises.\n\n\xff\xfe\xfd\n", 11),
        (b"It rises.\n\n" + b"\x81\xff" * 3, 11),
        (b"It rises.\x00\n", 9),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", None),
    ],
    ids=["broken UTF-8", "no encoding at all", "NUL", "a picture"],
)
def test_an_unknown_encoding_is_refused_with_the_place(house, data: bytes, offset: int | None, fingerprint):
    """A text of question marks would be translated for weeks before anybody asked."""
    before = fingerprint(house.store)
    with pytest.raises(UnreadableText) as refused:
        _bring_in(house, data, locale="en")
    if offset is not None:
        assert refused.value.details["offset"] == offset
    assert "UTF-8" in str(refused.value)
    assert fingerprint(house.store) == before


def test_bidirectional_controls_are_taken_out_and_said(house):
    """They make a text look other than it is."""
    document, slug = _bring_in(house, "It \u202erises\u2066.\n".encode(), locale="en")
    assert any("2" in note.sentence for note in document.notes)
    assert texts.document(house.store, slug).segments[0].content == "It rises."


@pytest.mark.parametrize("front", ['title: "A\\0B"', 'author: "A\\0B"', f"title: {'x' * 1_001}", f"odd: {'x' * 9_999}"])
def test_front_matter_brings_in_nothing_that_a_text_may_not_hold(house, front: str, fingerprint):
    """YAML can spell characters that the file itself does not hold."""
    before = fingerprint(house.store)
    with pytest.raises(Invalid, match=r"NUL|1000"):
        _bring_in(house, f"---\n{front}\n---\n\nIt rises.\n".encode(), locale="en")
    assert fingerprint(house.store) == before


def test_front_matter_cannot_spell_what_turns_the_reading_order(house):
    """It is taken out there as well."""
    _, slug = _bring_in(house, b'---\ntitle: "A\\u202eB"\n---\n\nIt rises.\n', locale="en")
    page = texts.page(house.store, slug, by=house.reader)
    assert page.card.title == page.meta["title"] == "AB"
    assert texts.document(house.store, slug).segments[0].content == "AB"


# --- sizes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [b"", b" \n\n \t\n", b"\xef\xbb\xbf", b"\x0c\n"],
    ids=lambda data: repr(data)[:20],
)
def test_an_empty_file_is_refused(house, data: bytes, fingerprint):
    """It was probably another one that was meant."""
    before = fingerprint(house.store)
    with pytest.raises(WorkbenchError, match=r"empty|no paragraphs"):
        _bring_in(house, data, locale="en")
    assert fingerprint(house.store) == before


@pytest.mark.parametrize(
    ("lead", "name"), [("", "a.md"), ("", "a.txt"), ("# ", "a.md"), ("---\nauthor: A\n---\n\n> ", "a.md")]
)
def test_a_paragraph_of_ten_megabytes_is_refused(lead: str, name: str):
    """It is a file whose paragraphs were not recognised; the message says how to part them."""
    with pytest.raises(WorkbenchError, match=r"blank lines"):
        documents.read_file(name, (lead + "word " * 2_000_000).encode())
    with pytest.raises(WorkbenchError, match=r"blank lines"):
        documents.read_pasted(lead + "字" * 3_500_000)


def test_a_text_of_twenty_thousand_paragraphs_works(sqlite_house):
    """A long novel with dialogue has as many; the desk shows its beginning, its end and any place in it."""
    house = sqlite_house
    source = "\n\n".join(f"Paragraph {number} of a very long book." for number in range(20_000))
    document, slug = _bring_in(house, source.encode(), locale="en")
    texts.start_edition(house.store, slug, "es", by=house.translator)

    window = desk.window(house.store, slug, "es", by=house.reader)
    assert (len(window.units), window.total, len(document.segments)) == (desk.WINDOW, 20_000, 20_000)
    end = desk.window(house.store, slug, "es", by=house.reader, start=10**9)
    assert end.units[-1].source[0].content == "Paragraph 19999 of a very long book."
    assert len(desk.overview(house.store, slug, "es", by=house.reader)) == 200
    assert len(exports.export(house.store, slug, "es", format="po", by=house.reader).data) > 1_000_000


def test_more_paragraphs_than_any_book_has_are_refused(house, fingerprint):
    """Somebody put blank lines between all lines of a database."""
    before = fingerprint(house.store)
    with pytest.raises(WorkbenchError, match=r"50000|50,000"):
        _bring_in(house, b"x\n\n" * 50_001, locale="en")
    assert fingerprint(house.store) == before


@pytest.mark.parametrize("name", ["book.pdf", "book.md.exe", "book.\x00", "x" * 5_000 + ".rtf"])
def test_a_kind_of_file_that_is_not_read_is_named(name: str):
    """The message says which kinds are."""
    with pytest.raises(UnknownForm, match=r"\.md") as refused:
        documents.read_file(name, b"It rises.")
    assert refused.value.details["field"] == "file"


@pytest.mark.parametrize("field", ["title", "author", "origin", "rights", "date"])
def test_a_field_of_the_form_has_an_end(house, field: str):
    """A whole text in the field of the title was pasted into the wrong field."""
    document = house.document("It rises.")
    for value in ("x" * 1_001, "NUL \x00", "half \ud800"):
        with pytest.raises(Invalid) as refused:
            documents.with_meta(document, **{field: value})
        assert refused.value.details["field"] == field


# --- glossary ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("", "empty"),
        ("concept_id,en\nreed,reed\n", "columns"),
        (HEADER.replace("note,", ""), "may be empty: note"),
        (HEADER.replace("note,", "remark,") + REED, "note"),
        (HEADER + REED + REED, "line 3 has the same concept_id as line 2"),
        (HEADER + ",,,,reed,,,,,,,,,,,\n", "line 2 has no concept_id"),
        (HEADER + "reed,plants\n", "line 2 has 2 cells"),
        (HEADER + 'reed,"plants\n', "line 2"),
        (HEADER + REED.replace("reed,plants", "re\x00ed,plants"), "NUL"),
        (HEADER + REED.replace(",reed,preferred", ",reed,perhaps"), "unknown status"),
        (HEADER.replace(",", ";") + REED.replace(",", ";"), "commas"),
        (HEADER + REED.replace("junco", "j" * 201), "200"),
        (HEADER + REED.replace("plants", "p" * 4_001), "4000"),
        (HEADER + REED.replace("reed,plants", "r" * 81 + ",plants"), "id"),
        (HEADER + REED.replace("reed,plants", "reed bank,plants"), "id"),
        (HEADER + REED.replace(",junco,", ",junco|junco,"), "twice"),
        (HEADER + "reed,plants,,,,,,,,,,,,,,\n", "term"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) and len(value) < 60 else "",
)
def test_a_table_that_is_none_changes_nothing(house, table: str, said: str, fingerprint):
    """The whole table comes in, or nothing of it, and the message names the place."""
    good = HEADER + REED.replace("reed,plants", "rush,plants")
    before = fingerprint(house.store)
    broken = table if table.count("\n") < 2 else table + REED.replace("reed,plants", "rush,plants")
    for bring in (glossary.import_csv, glossary.preview_import):
        with pytest.raises(WorkbenchError) as refused:
            bring(house.store, broken, by=house.editor)
        assert said in str(refused.value).replace("Line", "line")
    assert fingerprint(house.store) == before
    assert len(glossary.import_csv(house.store, good, by=house.editor).added) == 1


def test_a_formula_in_a_term_stays_a_term(house):
    """In the table it is defused, so that no spreadsheet runs it; here it is what it was."""
    formula = '=HYPERLINK("https://example.org")'
    concept = Concept("formula", "+1", "@note", "-1", (Term(formula, "en", Status.PREFERRED),), Life.AGREED)
    glossary.save(house.store, concept, version=0, by=house.editor)
    table = glossary.export_csv(house.store, by=house.reader)

    assert f'"\'{formula.replace(chr(34), chr(34) * 2)}"' in table
    assert not any(cell[:1] in "=+-@" for cell in table.splitlines()[1].split(",") if cell)
    assert glossary.preview_import(house.store, table, by=house.reader).unchanged == 1


@pytest.mark.parametrize(
    "concept",
    [
        Concept("", "", "", "", (Term("reed", "en"),)),
        Concept("a b", "", "", "", (Term("reed", "en"),)),
        Concept("x" * 81, "", "", "", (Term("reed", "en"),)),
        Concept("a\x00", "", "", "", (Term("reed", "en"),)),
        Concept("a\ud800", "", "", "", (Term("reed", "en"),)),
        Concept("a", "", "", "", ()),
        Concept("a", "", "", "", (Term(" ", "en"),)),
        Concept("a", "", "", "", (Term("x" * 201, "en"),)),
        Concept("a", "", "", "", (Term("a\x00b", "en"),)),
        Concept("a", "", "", "", (Term("half \ud800", "en"),)),
        Concept("a", "", "", "", (Term("reed", "eo"),)),
        Concept("a", "", "", "", (Term("reed", "en"), Term("reed", "en"))),
        Concept("a", "", "x" * 4_001, "", (Term("reed", "en"),)),
        Concept("a", "\x00", "", "", (Term("reed", "en"),)),
        Concept("a", "", "\x00", "", (Term("reed", "en"),)),
        Concept("a", "", "", "half \ud800", (Term("reed", "en"),)),
        Concept("a", "", "", "", (Term("reed", "en", note="\x00"),)),
        Concept("a", "", "", "", (Term("reed", "en", note="x" * 4_001),)),
    ],
    ids=lambda concept: ascii(concept)[8:60],
)
def test_a_concept_that_is_none_is_refused(house, concept: Concept, fingerprint):
    """It would stand beside every text that mentions it."""
    before = fingerprint(house.store)
    with pytest.raises(WorkbenchError):
        glossary.save(house.store, concept, version=0, by=house.editor)
    assert fingerprint(house.store) == before


def test_a_term_loses_what_turns_the_reading_order(house):
    """It would never match, and nobody could see why."""
    concept = Concept("reed", "", "a\u202eb", "", (Term("re\u200fed", "en", Status.PREFERRED),))
    saved, _ = glossary.save(house.store, concept, version=0, by=house.editor)
    assert (saved.terms[0].text, saved.definition) == ("reed", "ab")


# --- translations -----------------------------------------------------------------------------------------------


def test_a_translation_into_the_same_language_is_refused(house, fingerprint):
    """The wrong text was chosen, or the wrong language."""
    house.text("It rises.", locale="es")
    before = fingerprint(house.store)
    with pytest.raises(Invalid):
        alignments.bring_translation(house.store, "tale", house.document("Crece."), locale="es", by=house.translator)
    assert fingerprint(house.store) == before


@pytest.mark.parametrize("locale", ["", "xx", "zh-Xxxx", "en_", "\x00", "x" * 10_000, "<script>", "zh-Hant-TW-x"])
def test_an_unknown_locale_is_named(house, locale: str, fingerprint):
    """With those that the workbench knows."""
    house.text("It rises.")
    keen = house.user("Keen", (Role.TRANSLATOR, ""))
    before = fingerprint(house.store)
    for use in (
        lambda: texts.start_edition(house.store, "tale", locale, by=keen),
        lambda: alignments.bring_translation(house.store, "tale", house.document("Sí."), locale=locale, by=keen),
        lambda: exports.export(house.store, "tale", locale, format="md", by=keen),
    ):
        if locale == "zh-Hant-TW-x":
            continue
        with pytest.raises(WorkbenchError):
            use()
    assert fingerprint(house.store) == before


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"format": "exe"}, "format"),
        ({"format": "csv"}, "format"),
        ({"format": "../x"}, "format"),
        ({"format": "md", "layout": "sideways"}, "layout"),
        ({"format": "md", "variant": "zh-Hant"}, "variant"),
    ],
)
def test_an_export_that_there_is_not_is_named(house, given: dict[str, str], field: str):
    """With those that there are."""
    house.edition()
    with pytest.raises(Invalid) as refused:
        exports.export(house.store, "tale", "es", by=house.reader, **given)
    assert refused.value.details["field"] == field


# --- a workspace ------------------------------------------------------------------------------------------------


def test_a_po_file_with_unknown_contexts_loses_and_spoils_nothing(house, tmp_path, fingerprint):
    """Another tool, or another version of the text: what is translated is kept aside, what is empty is nothing."""
    ids = house.edition("The river rises.", "The boat is late.")
    house.write(ids[0], "El río crece.")
    sync(house.store, tmp_path)
    path = tmp_path / "translations/tale/es.po"
    entry = '\nmsgctxt "{}"\nmsgid "Nobody knows this passage{}."\nmsgstr "{}"\n'
    before = fingerprint(house.store, without=("sync_bases",))
    path.write_text(path.read_text() + entry.format("nowhere-1", "", ""))
    assert sync(house.store, tmp_path).problems == []
    assert fingerprint(house.store, without=("sync_bases",)) == before

    path.write_text(path.read_text() + entry.format("nowhere-2", " either", "Esto no lo sabe nadie."))
    assert sync(house.store, tmp_path).problems == []
    assert [house.unit(unit_id).target for unit_id in house.ids()] == ["El río crece.", ""]
    with house.store.read() as tx:
        kept = tx.session.scalars(sa.select(Unit).where(Unit.uid == "nowhere-2")).one()
    assert (kept.target, kept.retired_at is not None) == ("Esto no lo sabe nadie.", True)
    assert not sync(house.store, tmp_path).changed


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe\x00", b'msgid "a"\nmsgstr "b', b"<html>", "msgid \"\"\n字".encode("gb18030")], ids=repr
)  # fmt: skip
def test_a_po_file_that_is_none_is_named_and_left_alone(house, tmp_path, data: bytes, fingerprint):
    """A broken file stops no other and changes nothing."""
    house.edition("The river rises.")
    sync(house.store, tmp_path)
    path = tmp_path / "translations/tale/es.po"
    path.write_bytes(data)
    before = fingerprint(house.store)
    report = sync(house.store, tmp_path)
    assert [problem.path for problem in report.problems] == ["translations/tale/es.po"]
    assert path.read_bytes() == data
    assert fingerprint(house.store) == before
