"""The CSV table: nothing is lost on the way out and back, nothing is imported by halves."""

import csv
import gc
import io
import pickle
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.glossary import (
    Concept,
    GlossaryFileError,
    Life,
    Relation,
    RelationKind,
    Status,
    Term,
    Termbase,
    read_csv,
    write_csv,
)
from workbench.glossary.concepts import LOCALES
from workbench.glossary.table import COLUMNS

TEXTS = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=12).map(str.strip)
WORDS = TEXTS.filter(bool) | st.sampled_from(
    ["=1+1", "'=1", "''-x", "a|b", "a\\|b", "\\", "\\|", "@home", "+1", "-x|-y", '"', "a,b"]
)
TERMS = st.lists(
    st.builds(
        Term, WORDS, st.sampled_from(LOCALES), st.sampled_from(Status), TEXTS, TEXTS, TEXTS,
        case_sensitive=st.booleans(), exact=st.booleans(), provisional=st.booleans(), anywhere=st.booleans(),
        as_written=st.booleans(), first_mention=st.booleans(), derived=st.booleans(),
        forms=st.lists(WORDS, max_size=2).map(tuple),
    ),
    max_size=6,
    unique_by=lambda term: (term.text, term.locale),
)  # fmt: skip
RELATIONS = st.lists(st.builds(Relation, st.sampled_from(RelationKind), WORDS), max_size=2)
CONCEPTS = st.lists(
    st.builds(
        Concept, WORDS, TEXTS, TEXTS, TEXTS, TERMS.map(tuple), st.sampled_from(Life), TEXTS, RELATIONS.map(tuple)
    ),
    max_size=4,
    unique_by=lambda concept: concept.id,
)


@given(CONCEPTS)
def test_what_was_written_reads_back_the_same(concepts):
    """The table is how teams keep and exchange their work."""
    assert read_csv(write_csv(concepts)) == concepts


@given(CONCEPTS)
def test_texts_are_those_of_the_terms_whether_or_not_they_are_made(concepts):
    """The index reads the texts of 50,000 concepts, and makes the terms only of those that a text mentions."""
    for read, made in zip(read_csv(write_csv(concepts)), concepts, strict=True):
        for locale in LOCALES:
            wanted = [text for term in made.of(locale) for text in (term.text, *term.forms)]
            assert list(read.texts((locale,))) == wanted == list(made.texts((locale,)))
            assert read.terms_in((locale,)) == made.terms_in((locale,)) == tuple(made.of(locale))


def test_a_concept_whose_terms_nobody_asked_for_can_be_changed_copied_and_told():
    """Nobody has to know when its terms are made."""
    (known,) = read_csv(f"{HEADER}\n{ROW}")
    (other,) = read_csv(f"{HEADER}\n{ROW}")

    assert replace(known, note="new").terms == pickle.loads(pickle.dumps(other)).terms
    assert (known, hash(known), repr(known)) == (other, hash(other), repr(other))
    with pytest.raises(AttributeError):
        _ = known.colour


def test_each_concept_of_a_table_is_one_object_to_the_collector_of_cycles():
    """The collector visits objects again and again; with five for each concept that took half the time of a book."""
    rows = [f"c{number},d,m,n,one two{number},preferred" + "," * 10 for number in range(2000)]
    table = "\n".join([",".join(COLUMNS), *rows])
    gc.collect()
    before = len(gc.get_objects())
    termbase = Termbase(read_csv(table))
    assert not termbase.find("nothing", "en")
    gc.collect()

    assert len(gc.get_objects()) - before < 1.5 * len(rows)


@given(CONCEPTS)
def test_writing_twice_gives_the_same_table(concepts):
    """Otherwise every sync would make a difference in the history."""
    table = write_csv(concepts)

    assert write_csv(read_csv(table)) == table


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"])
def test_formulas_are_defused(text):
    """A spreadsheet must never run what somebody typed as a term."""
    table = write_csv([Concept("c", terms=(Term(text, "es"),))])

    assert all(cell[:1] not in "=+-@" or not cell for row in csv.reader(io.StringIO(table)) for cell in row)


def test_optional_columns_are_written_only_when_used():
    """People see the columns that they need."""
    plain = write_csv([Concept("c", terms=(Term("mill", "en"),))])
    more = write_csv([Concept("c", terms=(Term("factory", "en", Status.FORBIDDEN),), state=Life.PROPOSED)])

    assert plain.splitlines()[0] == ",".join(COLUMNS)
    assert more.splitlines()[0] == ",".join([*COLUMNS, "en_forbidden", "state"])


HEADER = ",".join(COLUMNS)
ROW = "c1,,,,mill,preferred,,,,,,,molino,preferred,,"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "is empty"),
        ("word,rendering\n", 1, "names none of the columns"),
        (HEADER.replace("es_variants,", ""), 1, "es_variants"),
        (f"{HEADER},colour", 1, "colour"),
        (f"{HEADER},en", 1, "twice"),
        (HEADER.replace(",", ";"), 1, "“;”"),
        (HEADER.replace(",", "\t"), 1, "Tab"),
        (f"{HEADER}\n{ROW}\n{ROW}", 3, "line 2"),
        (f"{HEADER}\n{ROW[2:]}", 2, "no concept_id"),
        (f"{HEADER}\n{ROW.replace('preferred', 'nice', 1)}", 2, "preferred or provisional"),
        (f"{HEADER},state\n{ROW},dead", 2, "proposed, agreed"),
        (f"{HEADER}\n{ROW}\n{ROW},,", 3, "18 cells"),
        (f'{HEADER}\nc1,"open', 2, "quotation marks"),
        (f'{HEADER}\nc1,"a"b', 2, "quotation marks"),
        (f"{HEADER}\n{ROW}\nc\0", 3, "NUL"),
        (f"{HEADER},term_details\n{ROW},[1]", 2, "term_details"),
        (f"{HEADER},term_details\n{ROW},{{", 2, "term_details"),
        (f"{HEADER},relations\n{ROW},cousin:c2", 2, "broader, related, distinct"),
        (f"{HEADER},relations\n{ROW},broader:", 2, "concept_id"),
    ],
)
def test_a_broken_table_is_refused_with_its_line(text, line, words):
    """The message tells the line and what to do; nothing of the table is used."""
    with pytest.raises(GlossaryFileError) as wrong:
        read_csv(text)

    assert wrong.value.details["line"] == line
    assert words in str(wrong.value)


def test_a_byte_order_mark_and_windows_line_ends_are_accepted():
    """Spreadsheets write both."""
    assert read_csv(f"\ufeff{HEADER}\r\n{ROW}\r\n\r\n") == read_csv(f"{HEADER}\n{ROW}")


def test_a_file_in_another_encoding_is_refused(tmp_path):
    """Guessing would turn accents and characters into others."""
    from workbench.glossary import Termbase

    path = tmp_path / "termbase.csv"
    path.write_bytes(f"{HEADER}\nñ".encode("latin-1"))

    with pytest.raises(GlossaryFileError, match="Line 2 is not UTF-8"):
        Termbase.from_csv(path)
