"""Words for full-text search."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.memory import search_query, search_tokens


def found(text, query):
    """Ask SQLite itself, as the concordance does."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE texts USING fts5(tokens)")
    db.execute("INSERT INTO texts VALUES (?)", [search_tokens(text)])
    phrases = " AND ".join(f'"{phrase}"' for phrase in search_query(query))
    hits = db.execute("SELECT count(*) FROM texts WHERE texts MATCH ?", [phrases]).fetchone()[0]
    db.close()
    return bool(hits)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("她们办起了互助组。", "互助"),
        ("她们办起了互助组。", "互助组"),
        ("她们办起了互助组。", "组"),
        ("她們辦起了互助組。", "互助组"),
        ("她们办起了互助组。", "互助組"),
        ("深圳的劳工NGO很少。", "劳工NGO"),
        ("La Situación política", "situacion politica"),
        ("The miller’s daughter", "MILLER'S"),
        ("The miller’s daughter", "daughter"),
        ("In 1,234 mills", "1,234"),
    ],
)
def test_what_stands_in_a_text_is_found(text, query):
    """Two-character Chinese words are the usual search, and a trigram index finds none of them."""
    assert found(text, query)


@pytest.mark.parametrize(("text", "query"), [("互助的小组", "互助组"), ("the old mill", "the mill"), ("组织", "织组")])
def test_what_does_not_stand_there_is_not_found(text, query):
    """A concordance shows how a wording was translated, so the words must be neighbours."""
    assert not found(text, query)


def test_nothing_to_search_for_gives_no_phrase():
    """A lone comma is no question."""
    assert search_query(" ，。 ") == []
    assert search_tokens("…") == ""


@given(st.text(max_size=40))
def test_tokens_hold_letters_and_digits_only(text):
    """A tokenizer of the database may split at anything else, and the phrases would no longer fit."""
    assert all(token.isalnum() for token in search_tokens(text).split())


@given(st.text(alphabet="磨坊關关aé 1，。B", max_size=30))
def test_a_text_answers_to_itself(text):
    """Whatever is copied out of a text finds that text."""
    if search_query(text):
        assert found(text, text)
