"""The index in the working memory, and the search that any index serves."""

from __future__ import annotations

import random

from workbench.memory import Candidate, InMemoryIndex, rank, search

WORDS = "mill sack flour yard river stone wheel night miller road bread field winter letter door bell fire".split()  # noqa: SIM905


def paragraphs(count):
    rng = random.Random(7)
    return [" ".join(rng.choices(WORDS, k=14)) + f" {rng.randrange(10**6)}." for _ in range(count)]


def edited(text):
    words = text.split()
    words[3] = "moon"
    return " ".join(words)


def test_what_was_edited_is_found_again():
    """The whole use of a memory: the same paragraph, a few words changed."""
    texts = paragraphs(400)
    index = InMemoryIndex((Candidate(number, text, "") for number, text in enumerate(texts)), locale="en")

    for number in range(0, 400, 13):
        assert search(index, edited(texts[number]), locale="en")[0].candidate.id == number


def test_the_index_gives_what_comparing_with_everything_gives():
    """An index may only save time."""
    entries = [Candidate(number, text, "") for number, text in enumerate(paragraphs(200))]
    index = InMemoryIndex(entries, locale="en")

    for entry in entries[::17]:
        query = edited(entry.source)
        assert search(index, query, locale="en")[:1] == rank(query, entries, locale="en")[:1]


def test_entries_added_one_by_one_are_found():
    """A memory grows with every approved unit, from nothing."""
    index = InMemoryIndex(locale="zh-Hans")
    index.add(Candidate("a", "磨坊中午关了门，没有人知道为什么。", "The mill closed at noon; nobody knew why."))

    assert len(index) == 1
    assert search(index, "磨坊中午關了門，沒有人知道。", locale="zh-Hant")[0].candidate.id == "a"


def test_an_empty_memory_answers_nothing():
    """The first text of a collective has no earlier ones."""
    assert search(InMemoryIndex(locale="en"), "The mill closed.", locale="en") == []


def test_an_empty_query_answers_nothing():
    """An empty unit is open before anybody writes."""
    index = InMemoryIndex([Candidate(1, "The mill.", "El molino.")], locale="en")

    assert search(index, "  ", locale="en") == []
