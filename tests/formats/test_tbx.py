"""TBX-Basic in both styles: nothing is lost, other programs understand it, and bad files are refused whole."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.tbx import TbxFileError, read_tbx, write_tbx
from workbench.glossary import Concept, Life, Relation, RelationKind, Status, Term
from workbench.glossary.concepts import LOCALES

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=12).map(str.strip)
WORDS = TEXTS.filter(bool) | st.sampled_from(
    ["<b>", "a&b", "]]>", "workbench: {}", "二〇一八", "_x0041_", "1st", "a b"]
)
TERMS = st.lists(
    st.builds(
        Term, WORDS, st.sampled_from(LOCALES), st.sampled_from(Status),
        part_of_speech=TEXTS | st.sampled_from(["noun", "verb"]), gender=TEXTS | st.just("feminine"),
        note=TEXTS | st.just("workbench: {}"), case_sensitive=st.booleans(), exact=st.booleans(),
        provisional=st.booleans(), anywhere=st.booleans(), as_written=st.booleans(), first_mention=st.booleans(),
        derived=st.booleans(), forms=st.lists(WORDS, max_size=2).map(tuple),
    ),
    min_size=1, max_size=5, unique_by=lambda term: (term.text, term.locale),
)  # fmt: skip
RELATIONS = st.lists(st.builds(Relation, st.sampled_from(RelationKind), WORDS), max_size=2)
CONCEPTS = st.lists(
    st.builds(
        Concept, WORDS, TEXTS, TEXTS, TEXTS | st.just("workbench: x"), TERMS.map(tuple), st.sampled_from(Life), TEXTS,
        RELATIONS.map(tuple),
    ),
    max_size=3,
    unique_by=lambda concept: concept.id,
)  # fmt: skip

STRIKE = Concept(
    "strike committee 1",
    domain="labour",
    definition="Elected body that leads a strike.",
    note="Never “board”.",
    terms=(
        Term("strike committee", "en", part_of_speech="noun"),
        Term("罢工委员会", "zh-Hans"),
        Term("罷工委員會", "zh-Hant-TW", derived=True),
        Term("comité de huelga", "es", gender="masculine", forms=("comités de huelga",)),
        Term("junta de huelga", "es", Status.FORBIDDEN, note="Too official."),
    ),
    state=Life.PROPOSED,
    scope="harbour-letters",
    relations=(Relation(RelationKind.DISTINCT, "union"),),
)


@pytest.mark.parametrize("style", ["dca", "dct"])
@given(CONCEPTS)
def test_what_was_written_reads_back_the_same(style, concepts):
    """Teams move their work between programs and back."""
    assert read_tbx(write_tbx(concepts, style=style)) == concepts


@pytest.mark.parametrize("style", ["dca", "dct"])
def test_the_categories_are_those_of_the_dialect(style):
    """Other programs find the status, the definition and the domain where the standard has them."""
    text = write_tbx([STRIKE], style=style).decode()

    assert 'type="TBX-Basic"' in text
    assert f'style="{style}"' in text
    if style == "dca":
        assert '<termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote>' in text
        assert '<descrip type="definition">Elected body that leads a strike.</descrip>' in text
        assert '<ref type="crossReference" target="union">distinct</ref>' in text
    else:
        assert "<min:administrativeStatus>deprecatedTerm-admn-sts</min:administrativeStatus>" in text
        assert "<basic:definition>Elected body that leads a strike.</basic:definition>" in text
        assert '<basic:crossReference target="union">distinct</basic:crossReference>' in text


def test_an_independent_reader_finds_terms_and_statuses():
    """Translate-toolkit reads TBX of 2008, whose elements have other names but the same order and categories."""
    toolkit = pytest.importorskip("translate.storage.tbx")
    older = write_tbx([STRIKE]).decode()
    for new, old in (("conceptEntry", "termEntry"), ("langSec", "langSet"), ("termSec", "tig")):
        older = re.sub(rf"(</?){new}\b", rf"\1{old}", older)
    older = re.sub(r"<tbx [^>]*>", '<martif type="TBX" xml:lang="en">', older).replace("</tbx>", "</martif>")

    (unit,) = toolkit.tbxfile.parsestring(older.encode(), sourcelanguage="en", targetlanguage="es").units

    assert [term.text for term in unit.get_source_terms()] == ["strike committee"]
    assert [(term.text, term.deprecated) for term in unit.get_target_terms()] == [
        ("comité de huelga", False),
        ("junta de huelga", True),
    ]
    assert "Elected body that leads a strike." in [note.text for note in unit.get_common_notes()]


FOREIGN = """<?xml version="1.0"?>
<?xml-model href="basic.rng"?>
<!-- from another program -->
<tbx style="dct" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
     xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
 <tbxHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader>
 <text><body><conceptEntry id="c1">
   <min:subjectField>labour</min:subjectField>
   <transacGrp><basic:transactionType>origination</basic:transactionType><date>2020-01-01</date></transacGrp>
   <langSec xml:lang="en-GB">
     <descripGrp><basic:definition>A body
       of strikers.</basic:definition><basic:source>a book</basic:source></descripGrp>
     <termSec><term>strike <hi>committee</hi></term></termSec>
     <termSec><term>strikers’ body</term></termSec>
   </langSec>
   <langSec xml:lang="zh-TW"><termSec><term>罷工委員會</term></termSec></langSec>
   <langSec xml:lang="fr"><termSec><term>comité de grève</term></termSec></langSec>
 </conceptEntry></body></text></tbx>
"""


def test_files_of_other_programs_are_read():
    """They have inline marks, groups, regions, comments, and languages that the workbench does not know."""
    (concept,) = read_tbx(FOREIGN.encode())

    assert (concept.id, concept.domain) == ("c1", "labour")
    assert concept.definition.startswith("A body")
    assert concept.terms == (
        Term("strike committee", "en"),
        Term("strikers’ body", "en", Status.ADMITTED),
        Term("罷工委員會", "zh-Hant-TW"),
    )


@pytest.mark.parametrize(
    ("wrong", "line", "words"),
    [
        (lambda text: text.replace("</langSec>", "", 1), 18, "well-formed"),
        (lambda text: "", 1, "well-formed"),
        (lambda text: text.replace("TBX-Basic", "TBX-Linguist"), 5, "dialect"),
        (lambda text: text.replace('"dct"', '"dcx"'), 5, "dialect"),
        (lambda text: text.replace("ed-2", "ed-1"), 5, "no TBX"),
        (lambda text: "<html/>", 1, "no TBX"),
        (lambda text: '<martif type="TBX"><text/></martif>', 1, "2008"),
        (lambda text: text.replace("<!--", "<!DOCTYPE tbx [<!ENTITY a 'b'>]>\n<!--")
                      .replace(">x<", ">&a;<"), 7, "entity"),
        (lambda text: text.replace("<!--", "<!DOCTYPE tbx [<!ENTITY a SYSTEM 'file:///x'>]>\n<!--"), 6, "entity"),
        (lambda text: text.replace("罷工委員會", " "), 16, "without text"),
        (lambda text: text.replace("</term></termSec>", "</term><min:administrativeStatus>so-so"
                                   "</min:administrativeStatus></termSec>", 1), 13, "status"),
        (lambda text: text.replace("</conceptEntry>", "</conceptEntry><conceptEntry id='c1'/>"), 18, "earlier concept"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_line(wrong, line, words):
    """Nothing of it is read, and the message tells what to do."""
    with pytest.raises(TbxFileError) as refused:
        read_tbx(wrong(FOREIGN).encode())

    assert words in str(refused.value)
    assert refused.value.details["line"] == line


def test_entities_in_entities_are_never_expanded():
    """A few lines of XML must not fill the memory."""
    nested = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 12))
    bomb = f"<!DOCTYPE tbx [<!ENTITY e0 'ha'>{nested}]>" + FOREIGN.partition("-->\n")[2].replace(">x<", ">&e11;<")

    with pytest.raises(TbxFileError):
        read_tbx(bomb.encode())
