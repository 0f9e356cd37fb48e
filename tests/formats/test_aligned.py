"""An alignment leaves the program in each of the four formats that its command promises."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest

from workbench.formats.aligned import write_alignment
from workbench.formats.po import read_po
from workbench.formats.tmx import read_tmx
from workbench.states import State


class Link(NamedTuple):
    """A bead of our own: the room asks for three attributes, not for a class."""

    source: tuple[int, ...]
    target: tuple[int, ...]
    confidence: float


SOURCE = ["The mill closed.", "Nobody <b>asked</b>.", "See page 4."]
TARGET = ["La fábrica cerró.", "Nadie preguntó.", "Nota."]
BEADS = [Link((0, 1), (0, 1), 0.98765432), Link((2,), (), 0.4), Link((), (2,), 1)]


def write(format: str, **options) -> str | bytes:
    return write_alignment(format, SOURCE, TARGET, BEADS, "en", "es", **options)


def test_json_is_the_contract_of_the_command_line():
    """Other programs read it by these names."""
    assert json.loads(write("json")) == {
        "beads": [
            {"source": [0, 1], "target": [0, 1], "confidence": 0.9877},
            {"source": [2], "target": [], "confidence": 0.4},
            {"source": [], "target": [2], "confidence": 1.0},
        ],
        "source": SOURCE,
        "target": TARGET,
    }


def test_po_holds_every_bead_as_a_draft_with_its_confidence():
    """A proposal is not approved; a person looks where it is unsure."""
    back = read_po(write("po", slug="mill"))

    assert [(unit.source, unit.target) for unit in back.entries] == [
        (tuple(SOURCE[:2]), "La fábrica cerró.\n\nNadie preguntó."),
        ((SOURCE[2],), ""),
        ((), "Nota."),
    ]
    assert [unit.state for unit in back.entries] == [State.DRAFT, State.INITIAL, State.DRAFT]
    assert back.entries[0].notes == ("confidence 0.99",)
    assert (back.slug, back.source_locale, back.target_locale) == ("mill", "en", "es")


def test_tmx_holds_the_beads_with_two_sides():
    """A memory cannot use a text without its translation."""
    [unit] = read_tmx(write("tmx"))

    assert (unit.source, unit.confidence, unit.approved) == ("\n\n".join(SOURCE[:2]), 0.9877, False)


def test_html_shows_both_sides_and_what_has_no_counterpart():
    """An archivist reads it beside the two files, where nothing may be missing."""
    page = write("html")

    assert page.count('class="unit"') == 3
    assert "left out" in page
    assert "Added in the translation" in page
    assert "&lt;b&gt;asked&lt;/b&gt;" in page


def test_another_format_is_refused():
    """A typo must not give an empty file."""
    with pytest.raises(ValueError, match="po, tmx, html or json"):
        write("pdf")


def test_an_empty_alignment_is_written():
    """Two empty files are a boundary, not an error."""
    for format in ("po", "tmx", "html", "json"):
        assert write_alignment(format, [], [], [], "en", "zh-Hans")
