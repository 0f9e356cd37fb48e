"""A table comes back as Word saved it, with what people do to tables; other forms are known by their content."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.containers import Container, Damaged, Unsafe
from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.packages import ENDINGS, TableLabels, UnknownPackage, read_package, write_package
from workbench.formats.packages.table import TableFileError

UNITS = (
    ExportUnit("p-1", ("One <b>&amp;</b>.", "Two\nlines."), "Uno.\n\nDos\tlíneas\n«y»", version=3),
    ExportUnit("p-2", ("Three.",), "", version=1, notes=("See #12\nand below.",), terms=(("mill", "fábrica"),)),
    ExportUnit("a note [^1]", ("Four.",), "**Cuatro.**", version=20),
)
EDITION = Edition("tale", "Un cuento", "en", "zh-Hant-TW", UNITS)


def table() -> bytes:
    """The edition as a Word file."""
    return write_package(EDITION, "docx")


def edited(before: str, after: str) -> list[tuple[str, str, int]]:
    """The units of a table in which somebody changed something."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(table())) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if name == "word/document.xml":
                assert before in content
                content = content.replace(before, after, 1)
            new.writestr(name, content)
    return [(unit.uid, unit.target, unit.version) for unit in read_package("a.docx", packed.getvalue()).entries]


@pytest.mark.parametrize("form", ENDINGS)
def test_ids_texts_and_versions_come_back_from_every_form(form):
    """They are what the three texts of a merge are found by."""
    back = read_package(f"a{ENDINGS[form]}", write_package(EDITION, form))

    assert (back.slug, back.source_locale) == ("tale", "en")
    assert back.target_locale == "zh-Hant-TW"
    assert [(u.uid, "\n\n".join(u.source), u.target, u.version) for u in back.entries] == [
        (u.uid, "\n\n".join(u.source), u.target, u.version) for u in UNITS
    ]


@pytest.mark.parametrize("form", ENDINGS)
def test_a_file_without_a_telling_name_is_known_by_its_content(form):
    """Mail programs rename what they send."""
    data = write_package(EDITION, form)

    assert read_package("attachment", data) == read_package(f"a{ENDINGS[form]}", data)


@given(st.text("ab<>&\"' 中𠮷\t*_[]", max_size=20), st.lists(st.text("x<é\u3000", min_size=1, max_size=8), max_size=4))
def test_any_text_survives_a_table(line, lines):
    """But for blank lines beyond one, which a word processor has no place for."""
    target = "\n".join(lines)
    unit = ExportUnit("p", (f"a{line}z",), target)
    [back] = read_package("a.docx", write_package(Edition("t", "", "en", "es", (unit,)), "docx")).entries

    assert back.source == (f"a{line}z",)
    assert back.target == (target if target.strip() else "")


def test_the_same_package_has_the_same_bytes():
    """Nothing of the moment, the machine or the person is in it."""
    assert table() == table()
    assert "docProps/core.xml" not in Container(table()).names


def test_tracked_changes_count_as_accepted():
    """An editor who reads over a shoulder turns them on."""
    deleted = '<w:del w:id="1"><w:r><w:delText>Cuatro.</w:delText></w:r></w:del>'
    moved = "<w:moveFrom><w:r><w:t>Weg.</w:t></w:r></w:moveFrom>"
    added = '<w:ins w:id="2"><w:r><w:t>Cinco.</w:t></w:r></w:ins>'
    text = '<w:t xml:space="preserve">**Cuatro.**</w:t></w:r>'

    assert edited(text, f"</w:r>{deleted}{moved}{added}")[2] == ("a note [^1]", "Cinco.", 20)


def test_what_word_puts_between_words_does_not_cut_them():
    """Spelling marks, bookmarks and runs of their own are everywhere in its files."""
    split = '<w:t>**Cua</w:t></w:r><w:proofErr w:type="spellStart"/><w:r><w:rPr><w:b/></w:rPr><w:t>tro.**</w:t>'

    assert edited('<w:t xml:space="preserve">**Cuatro.**</w:t>', split)[2][1] == "**Cuatro.**"


def formatted(*runs: tuple[str, str]) -> str:
    """The text of a cell whose runs have these properties."""
    text = '<w:t xml:space="preserve">**Cuatro.**</w:t></w:r>'
    made = "".join(f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>' for words, look in runs)
    return edited(text, f"</w:r>{made}")[2][1]


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([("Una ", ""), ("rueda ", "<w:b/>"), ("gira.", "")], "Una **rueda** gira."),
        ([("前", ""), ("商品。", '<w:b w:val="1"/>'), ("因此", '<w:b w:val="0"/>')], "前**商品。**因此"),
        ([("a ", "<w:b/>"), ("b", "<w:b/><w:i/>"), (" c", "<w:b/>")], "**a *b* c**"),
        ([("m", ""), ("2", '<w:vertAlign w:val="superscript"/>'), (" x", "<w:strike/>")], "m<sup>2</sup> ~~x~~"),
        ([("quizá", '<w:rStyle w:val="Emphasis"/>'), ("!", '<w:u w:val="single"/>')], "*quizá*!"),
        # What stands in marks already is not marked again.
        ([("**Una ", ""), ("rueda", "<w:b/>"), ("**", "")], "**Una rueda**"),
        ([("[x](https://", ""), ("example.org", "<w:i/>"), (")", "")], "[x](https://example.org)"),
    ],
)
def test_bold_and_italics_of_a_word_processor_are_read(runs: list[tuple[str, str]], expected: str):
    """That is what its buttons are for; a colour or an underline is a remark of the person to herself."""
    assert formatted(*runs) == expected


def test_links_of_a_word_processor_are_read_but_not_those_that_it_made_itself():
    """Word makes a link of every address that is typed, in the middle of our marks as well."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        'Type="x" Target="https://example.org/a" TargetMode="External"/><Relationship Id="b" Type="x" '
        'Target="javascript:alert(1)"/></Relationships>'
    )
    name = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

    def link(where: str, words: str) -> str:
        return f'<w:hyperlink {name} r:id="{where}"><w:r><w:t>{words}</w:t></w:r></w:hyperlink>'

    own, bad, typed = link("a", "rueda"), link("b", "mala"), link("a", "https://example.org/a")
    cell = f"<w:r><w:t>La </w:t></w:r>{own}{bad}<w:r><w:t> [y](</w:t></w:r>{typed}<w:r><w:t>)</w:t></w:r>"
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(table())) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.namelist():
            content = (
                old.read(part).decode().replace('<w:t xml:space="preserve">**Cuatro.**</w:t></w:r>', f"</w:r>{cell}")
            )
            new.writestr(part, relations if part == "word/_rels/document.xml.rels" else content)
    targets = [unit.target for unit in read_package("a.docx", packed.getvalue()).entries]

    assert targets[2] == "La [rueda](https://example.org/a)mala [y](https://example.org/a)"


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
PARTS = {
    "word/footnotes.xml": (
        f'<w:footnotes {W} {R}><w:footnote w:id="0" w:type="separator"><w:p/></w:footnote><w:footnote w:id="2"><w:p>'
        "<w:r><w:footnoteRef/></w:r><w:r><w:t> Nota </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>uno</w:t></w:r>"
        '<w:del w:id="9"><w:r><w:delText>viejo</w:delText></w:r></w:del></w:p><w:p><w:hyperlink r:id="a"><w:r>'
        "<w:t>Sigue</w:t></w:r></w:hyperlink></w:p></w:footnote></w:footnotes>"
    ),
    "word/_rels/footnotes.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="x" Target="https://example.org/note" TargetMode="External"/></Relationships>'
    ),
    "word/endnotes.xml": f'<w:endnotes {W}><w:endnote w:id="2"><w:p><w:r><w:t>Al fin.</w:t></w:r></w:p></w:endnote>'
    "</w:endnotes>",
    "word/comments.xml": (
        f'<w:comments {W}><w:comment w:id="2" w:author="Ana"><w:p><w:r><w:t>¿Así?</w:t></w:r></w:p></w:comment>'
        "</w:comments>"
    ),
}


def test_footnotes_and_comments_are_given_apart():
    """Somebody thought about them; they count as the text does, with what was marked as deleted gone."""
    text = '<w:t xml:space="preserve">**Cuatro.**</w:t></w:r>'
    gone = '<w:del w:id="1"><w:r><w:commentReference w:id="2"/></w:r></w:del>'
    named = ("footnote", "endnote", "comment")
    hung = "".join(f'<w:r><w:{name}Reference w:id="2"/></w:r><w:r><w:t>{name[0]}</w:t></w:r>' for name in named)
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(table())) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            new.writestr(name, content.replace(text, f"</w:r>{gone}{hung}").replace("Uno.", f"Uno.</w:t>{gone}<w:t>"))
        for name, content in PARTS.items():
            new.writestr(name, content)
    found = read_package("a.docx", packed.getvalue()).entries

    assert found[2].target == "fec"
    assert found[2].apart == ("Nota **uno**\n\n[Sigue](https://example.org/note)", "Al fin.", "¿Así?")
    assert found[0].apart == ()
    assert read_package("a.docx", table()).entries[2].apart == ()


def test_a_row_without_its_mark_is_given_without_an_id():
    """The person has to hear of it, since nobody knows where it belongs."""
    assert edited("p-1 #3", "")[0][0] == ""
    assert [unit[0] for unit in edited("p-2 #1", "")] == ["p-1", "a note [^1]"]


def test_words_in_the_last_column_are_no_marks():
    """The note of the second unit ends like one."""
    assert edited("Three.", "Drei.")[1] == ("p-2", "", 1)


def test_the_head_is_in_the_language_of_whoever_takes_it():
    """Away from home there is nobody to ask."""
    labels = TableLabels(locale="es", how=("Escribe en el centro.",), source="Original")
    document = Container(write_package(EDITION, "docx", labels=labels)).read("word/document.xml").decode()

    assert "Escribe en el centro." in document
    assert 'w:lang w:val="es"' in document


def test_a_table_of_somebody_else_is_refused():
    """There is no telling what its columns mean."""
    with pytest.raises(TableFileError):
        edited("tale: en → zh-Hant-TW", "Our prices")


@pytest.mark.parametrize(
    ("data", "error"),
    [(b"", Damaged), (b"PK\3\4 cut", Damaged), (b"%PDF-1.7", UnknownPackage), (b"a,b\n", UnknownPackage)],
)
def test_what_is_no_package_is_refused(data, error):
    """With a sentence that says what to choose."""
    with pytest.raises(error):
        read_package("work", data)


def test_a_table_that_declares_entities_is_refused():
    """Some kilobytes of them make gigabytes."""
    with pytest.raises(Unsafe):
        edited("<w:document", '<!DOCTYPE a [<!ENTITY b "c">]><w:document')


def test_an_unknown_form_is_a_mistake_of_the_caller():
    """The use case has looked before."""
    with pytest.raises(ValueError, match="csv"):
        write_package(EDITION, "csv")
