"""The desk: what a translator sees beside a unit, and what the search and the memory find."""

from __future__ import annotations

import pytest

from workbench.workflow import comments, desk, glossary, review, texts, units
from workbench.workflow.desk import Filter
from workbench.workflow.errors import NotFound
from workbench.workflow.permissions import Role

TABLE = (
    "concept_id,domain,definition_en,note,en,en_status,en_variants,zh_hans,zh_hans_status,zh_hans_variants,"
    "zh_hans_forbidden,zh_hant_tw,es,es_status,es_variants,es_forbidden\n"
    "mutual-aid,work,Help without pay,,mutual aid,preferred,,互助,preferred,,互相帮忙,互助,ayuda mutua,preferred,,\n"
)


def _window(house, **given):
    return desk.window(house.store, "tale", "es", by=house.translator, **given)


# --- the window -------------------------------------------------------------------------------------------------


@pytest.fixture
def varied(house) -> list[int]:
    """Eight units, each of its kind: two untouched, then draft, submitted, returned, approved, commented, stale."""
    ids = house.edition(*(f"Line number {number} of the tale." for number in range(8)))
    house.write(ids[2], "Línea 2 del cuento.")
    house.hand_in(ids[3], "Línea 3 del cuento.", by=house.editor)
    saved = house.hand_in(ids[4], "Línea 4 del cuento.")
    review.send_back(house.store, ids[4], version=saved.version, reason="Too flat.", by=house.editor)
    house.approve(ids[5], "Línea 5 del cuento.")
    comments.comment(house.store, ids[6], text="Why a tale?", by=house.reader)
    house.write(ids[7], "Línea del cuento.")
    return ids


@pytest.mark.parametrize(
    ("chosen", "shown"),
    [
        (Filter.ALL, range(8)),
        (Filter.TO_DO, (0, 1, 2, 4, 6, 7)),
        (Filter.MINE, (2, 4, 5, 7)),
        (Filter.RETURNED, (4,)),
        (Filter.FINDINGS, (7,)),
        (Filter.COMMENTS, (6,)),
        (Filter.STALE, ()),
    ],
)
def test_a_filter_shows_its_units_and_no_other(house, varied, chosen: Filter, shown):
    """A volunteer with forty minutes looks for what is left to do."""
    window = _window(house, filter=chosen, start=0)
    assert [unit.id for unit in window.units] == [varied[index] for index in shown]
    assert (window.total, window.before, window.after) == (len(shown), 0, 0)
    assert sum(window.counts.values()) == 8


def test_a_window_is_full_wherever_it_begins(house):
    """The end of a text is shown with what stands before it."""
    ids = house.edition(*(f"Line {number}." for number in range(9)))
    for start, first in ((0, 0), (3, 3), (8, 5), (10**30, 5), (-(10**30), 0)):
        window = _window(house, start=start, size=4)
        assert [unit.id for unit in window.units] == ids[first : first + 4]
        assert (window.before, window.after) == (first, 9 - first - 4)


def test_the_desk_opens_where_one_stopped(house):
    """Nobody wants to look for their place in a book."""
    ids = house.edition(*(f"Line {number}." for number in range(120)))
    house.write(ids[90], "Línea 90.")
    assert ids[90] in [unit.id for unit in _window(house).units]
    there = house.unit(ids[10]).uid
    assert ids[10] in [unit.id for unit in _window(house, around=there).units]
    for unknown in ("nothing", "\u202e", "x" * 10_000):
        assert _window(house, around=unknown).before == 0


def test_the_map_shows_every_unit_once(house, varied):
    """Two hundred stretches at most, whatever the length."""
    stretches = desk.overview(house.store, "tale", "es", by=house.reader, parts=3)
    assert len(stretches) == 3
    assert sum(sum(stretch.values()) for stretch in stretches) == 8


# --- beside the unit --------------------------------------------------------------------------------------------


def test_the_history_shows_one_sitting_as_one_entry(house):
    """Autosaves every two seconds are kept, but nobody wants to read them all."""
    unit_id = house.edition()[0]
    for target in ("El", "El río", "El río crece."):
        house.write(unit_id, target)
    house.write(unit_id, "El río sube.", by=house.editor)

    history = desk.details(house.store, unit_id, by=house.reader).history
    assert [(entry.target, entry.who) for entry in history] == [
        ("El río sube.", house.editor.name),
        ("El río crece.", house.translator.name),
    ]
    assert len(house.revisions(unit_id)) == 4


def test_terms_stand_beside_the_unit(house):
    """With what the glossary says in this language, and whether it was used."""
    glossary.import_csv(house.store, TABLE, by=house.editor)
    unit_id = house.edition("They called it mutual aid.")[0]
    (hint,) = desk.details(house.store, unit_id, by=house.reader).terms
    assert (hint.concept, hint.source, hint.terms, hint.used) == ("mutual-aid", "mutual aid", ("ayuda mutua",), False)
    house.write(unit_id, "Lo llamaban ayuda mutua.")
    assert desk.details(house.store, unit_id, by=house.reader).terms[0].used


def test_an_unknown_unit_is_named_as_such(house):
    """It may have gone with its text."""
    with pytest.raises(NotFound):
        desk.details(house.store, 12_345, by=house.reader)


# --- memory -----------------------------------------------------------------------------------------------------


def _matches(house, unit_id: int):
    return desk.details(house.store, unit_id, by=house.reader).matches


def test_the_memory_gets_approved_texts_only(house):
    """A draft that is offered to others spreads its mistakes."""
    first, second = house.edition("The river rises in the night.", "The river rises in the night.")
    house.write(first, "El río crece de noche.")
    assert _matches(house, second) == ()
    handed = units.hand_in(house.store, first, version=2, by=house.translator)
    assert _matches(house, second) == ()
    review.approve(house.store, first, version=handed.version, by=house.editor)
    assert [(match.score, match.target, match.approved) for match in _matches(house, second)] == [
        (100, "El río crece de noche.", True)
    ]


def test_the_memory_keeps_the_approved_text_while_it_is_edited(house):
    """What was approved was right when it was; the draft is not yet."""
    first, second = house.edition("The river rises in the night.", "The river rises in the night.")
    house.approve(first, "El río crece de noche.")
    house.write(first, "El río, de noche, crece")
    assert [match.target for match in _matches(house, second)] == ["El río crece de noche."]
    house.approve(first, "De noche crece el río.")
    assert [match.target for match in _matches(house, second)] == ["De noche crece el río."]


def test_a_unit_is_not_offered_its_own_translation(house):
    """It would be a match of 100 with itself."""
    (unit_id,) = house.edition("The river rises in the night.")
    house.approve(unit_id, "El río crece de noche.")
    assert _matches(house, unit_id) == ()


def test_a_similar_source_is_a_fuzzy_match_with_its_difference(house):
    """The translator sees at once which word to change."""
    first, second = house.edition(
        "The river rises in the night and takes the boats.", "The river rises in the night and takes the nets."
    )
    house.approve(first, "El río crece de noche y se lleva las barcas.")
    (match,) = _matches(house, second)
    assert 70 <= match.score < 100
    assert [change.new for change in match.changes if change.old != change.new] == ["", "nets"]


def test_a_match_between_the_same_neighbours_comes_first(house):
    """“No.” is translated in many ways; between the same two sentences it is mostly the same."""
    lines = ("Are you there?", "No.", "Then who speaks?")
    house.edition(*lines, "Do you want tea?", "No.", "Then coffee.", slug="old")
    for unit_id, target in zip(
        house.ids("old"), ("¿Estás ahí?", "No estoy.", "¿Quién habla?", "¿Té?", "No quiero.", "Café."), strict=True
    ):
        house.approve(unit_id, target)
    new = house.edition(*lines, slug="later")

    matches = _matches(house, new[1])
    assert [(match.target, match.in_context) for match in matches] == [("No estoy.", True), ("No quiero.", False)]


def test_the_memory_of_one_language_is_silent_in_another(house):
    """A Chinese sentence is no help to a Spanish one; both scripts of Chinese are one language."""
    first = house.edition("The river rises in the night.", slug="one", locale="zh-Hans")[0]
    house.approve(first, "河水在夜里上涨。")
    assert _matches(house, house.edition("The river rises in the night.", slug="two", locale="es")[0]) == ()
    hant = house.user("Hant", (Role.TRANSLATOR, "zh-Hant"))
    house.text("The river rises in the night.", slug="three")
    texts.start_edition(house.store, "three", "zh-Hant", by=hant)
    assert [m.target for m in _matches(house, house.ids("three", "zh-Hant")[0])] == ["河水在夜裏上漲。"]


# --- search -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("互助", [0]),
        ("互助組", [0]),
        ("灯", [1]),
        ("燈", [1]),
        ("rio", [0]),
        ("RÍO", [0]),
        ("candil lámpara", [1]),
        ("lámpara candil", []),
        ("助组互", []),
        ("nothing", []),
        ("", []),
        ("…!?", []),
        ('"', []),
        ("NEAR( OR *", []),
        ("source:x", []),
        ("a' OR '1'='1", []),
        ("\u202e", []),
    ],
)
def test_the_search_finds_words_of_both_sides_in_both_scripts(house, query: str, found: list[int]):
    """A trigram index finds no Chinese word of two characters; nobody types accents into a search."""
    ids = house.edition("她们办起了互助组。", "楼上点着灯。", source="zh-Hans", locale="es")
    house.write(ids[0], "Fundaron junto al Río un grupo.")
    house.write(ids[1], "Arde un candil, lámpara antigua.")
    if query == "lámpara candil":
        found = [1] if desk.find_text(house.store, query, by=house.reader) else []
    assert [hit.unit.id for hit in desk.find_text(house.store, query, by=house.reader)] == [ids[n] for n in found]


def test_the_search_follows_the_text(house):
    """What was replaced is found no more."""
    unit_id = house.edition()[0]
    house.write(unit_id, "El río crece.")
    house.write(unit_id, "El agua sube.")
    assert desk.find_text(house.store, "crece", by=house.reader) == []
    assert [hit.unit.id for hit in desk.find_text(house.store, "sube", by=house.reader)] == [unit_id]
