"""Two versions of a text become one: what changed in different places stands together, nothing is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.text import Document, Kind, Merged, match_versions, merge_versions, read_markdown, write_markdown

A = "The ferry left the quay at seven, an hour after the last bell."
B = "Nobody on the bank had seen a lamp that night."
C = "The old woman counted the coins twice and kept one back."
D = "On the far side, dogs were barking at the reeds."
E = "A letter had come with the evening boat."
F = "Rain began before they had tied the rope."


def text(*paragraphs: str) -> Document:
    """Paragraphs as a text."""
    return read_markdown("\n\n".join(paragraphs) + "\n")


def merged(base: Document, ours: Document, theirs: Document) -> Merged:
    """Two versions in one."""
    result = merge_versions(base, ours, theirs)
    assert result is not None
    return result


def contents(document: Document) -> list[str]:
    """The paragraphs of a text."""
    return [segment.content for segment in document.segments]


def edited(paragraph: str, word: str = "still") -> str:
    """A paragraph with a word more."""
    first, rest = paragraph.split(" ", 1)
    return f"{first} {word} {rest}"


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        pytest.param([A, edited(B), C], [edited(A), B, C, D], [edited(A), edited(B), C, D], id="edits and an addition"),
        pytest.param([A, B, edited(C)], [A, edited(B), C], [A, edited(B), edited(C)], id="neighbours"),
        pytest.param([A, B, edited(C)], [A, B, C, D, E], [A, B, edited(C), D, E], id="added behind an edited one"),
        pytest.param([C, A, B], [A, B, edited(C)], [edited(C), A, B], id="moved here, edited there"),
        pytest.param([A, C], [A, B, edited(C)], [A, edited(C)], id="removed here, a neighbour edited there"),
        pytest.param([A, B, C, D], [A, B, C, E], [A, B, C, D, E], id="added in one place, ours first"),
        pytest.param([A, B, C, D], [A, B, C, D], [A, B, C, D], id="the same addition"),
        pytest.param([D, A, B, C], [A, B, C, E], [D, A, B, C, E], id="added at both ends"),
        pytest.param([B, C, A], [B, A, C], [B, C, A], id="moved on both sides, ours"),
        pytest.param([D, B, C], [A, B, E], [D, B, E], id="written anew in two places"),
        pytest.param([B, C], [A, edited(B), C], [edited(B), C], id="the first one removed"),
    ],
)
def test_what_changed_in_different_places_comes_together(ours: list[str], theirs: list[str], expected: list[str]):
    """Somebody works with an editor while others work in the browser."""
    result = merged(text(A, B, C), text(*ours), text(*theirs))

    assert contents(result.ours) == contents(result.theirs) == expected
    assert (result.conflicts, result.outlived) == (0, 0)


def test_of_two_wordings_each_merged_text_has_one():
    """Translations hang on ours; theirs has everything else too, so that it can be brought in as it is."""
    result = merged(text(A, B, C), text(edited(A), edited(B), C), text(A, edited(B, "really"), C, D))

    assert contents(result.ours) == [edited(A), edited(B), C, D]
    assert contents(result.theirs) == [edited(A), edited(B, "really"), C, D]
    assert result.conflicts == 1


@pytest.mark.parametrize("swap", [False, True], ids=["split there", "split here"])
def test_a_paragraph_that_one_side_split_and_the_other_edited_is_one_place(swap: bool):
    """Else its second half would stand there twice."""
    whole = f"{A} {B}"
    sides = [text(C, edited(whole), D), text(C, A, B, D)]
    ours, theirs = reversed(sides) if swap else sides

    result = merged(text(C, whole, D), ours, theirs)

    assert contents(result.ours) == contents(ours)
    assert contents(result.theirs) == contents(theirs)
    assert result.conflicts == 1


def test_a_text_of_which_each_side_left_the_other_half_is_not_merged():
    """No text is left of it."""
    assert merge_versions(text(A, B), text(A), text(B)) is None


def test_paragraphs_that_one_side_joined_and_the_other_edited_are_one_place():
    """The same the other way round."""
    result = merged(text(C, A, B, D), text(C, A, edited(B), D), text(C, f"{A} {B}", D, E))

    assert contents(result.ours) == [C, A, edited(B), D, E]
    assert contents(result.theirs) == [C, f"{A} {B}", D, E]


def test_a_change_outlives_a_removal():
    """A change is work, a removal can be repeated."""
    for ours, theirs in (([A, C], [A, edited(B), C]), ([A, edited(B), C], [A, C])):
        result = merged(text(A, B, C), text(*ours), text(*theirs))
        assert contents(result.ours) == contents(result.theirs) == [A, edited(B), C]
        assert (result.conflicts, result.outlived) == (0, 1)


def test_what_stands_in_the_front_matter_is_merged_line_by_line():
    """The title is a line of it, and a paragraph for who translates."""

    def described(*lines: str) -> Document:
        return read_markdown("\n".join(["---", *lines, "---", "", A, ""]))

    result = merged(
        described("title: The Ferry", "author: Reed", "rights: all", "date: 1931"),
        described("title: The Night Ferry", "author: Reed", "rights: none", "date: 1931"),
        described("title: The Ferry", "author: Ana Reed", "rights: some", "origin: The Quay"),
    )

    assert dict(result.ours.meta) == {
        "title": "The Night Ferry", "author": "Ana Reed", "rights": "none", "origin": "The Quay"
    }  # fmt: skip
    assert dict(result.theirs.meta) == {**result.ours.meta, "rights": "some"}
    assert result.conflicts == 1
    assert [segment.kind for segment in result.ours.segments] == [Kind.TITLE, Kind.PARAGRAPH]


def test_a_paragraph_does_not_run_into_the_one_before():
    """A text needs no blank line behind a heading, until something comes between."""
    result = merged(text(f"# Quay\n{A}", B), text(f"# Quay\n{A}", edited(B)), text("# Quay", C, A, B))

    assert contents(result.ours) == ["Quay", C, A, edited(B)]


def test_lists_quotations_and_tables_stay_what_they_are():
    """Each block keeps its mark."""
    base = "- one\n- two\n\n> said\n>\n> again\n\n| a | b |\n| --- | --- |\n| c | d |\n"
    ours, theirs = base.replace("two", "two\n- three"), base.replace("again", "again and again").replace("c |", "cc |")

    result = merged(*map(read_markdown, (base, ours, theirs)))

    assert write_markdown(result.ours) == write_markdown(read_markdown(theirs.replace("two", "two\n- three")))


def test_two_rebuilt_tables_are_not_mixed():
    """Rows of one with columns of the other are no table."""
    base = "| a | b |\n| --- | --- |\n| c | d |\n"
    ours = "| a | b | x |\n| --- | --- | --- |\n| c | d | y |\n"
    theirs = "| a |\n| --- |\n| c |\n\nGone.\n"

    result = merge_versions(*map(read_markdown, (base, ours, theirs)))

    assert result is None or read_markdown(write_markdown(result.ours)) == result.ours


PARAGRAPHS = st.lists(
    st.sampled_from([A, B, C, D, E, F, edited(A), edited(B), edited(C), f"{A} {B}", "* * *"]), min_size=1, max_size=7
)


@given(PARAGRAPHS, PARAGRAPHS, PARAGRAPHS)
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost(base: list[str], ours: list[str], theirs: list[str]):
    """Whatever one side wrote, or both left alone, is in one of the two merged texts."""
    result = merge_versions(text(*base), text(*ours), text(*theirs))
    # Of two that say the same, one side may have taken out the one and the other the other.
    stays = {content for content in set(ours) & set(theirs) if base.count(content) < 2}
    if result is None:
        assert not stays
        return
    in_ours, in_theirs = set(contents(result.ours)), set(contents(result.theirs))

    assert set(ours) - set(base) <= in_ours
    assert set(theirs) - set(base) <= in_ours | in_theirs
    assert stays <= in_ours | in_theirs
    assert (result.conflicts == 0) == (result.ours == result.theirs)


@given(PARAGRAPHS, PARAGRAPHS)
def test_what_only_one_side_changed_is_taken_as_it_is(base: list[str], other: list[str]):
    """A merge is exact where there is nothing to merge."""
    old, new = text(*base), text(*other)

    assert merged(old, new, old).ours == merged(old, old, new).ours == merged(old, new, new).ours == new


@given(PARAGRAPHS, PARAGRAPHS)
def test_no_paragraph_is_found_twice(old: list[str], new: list[str]):
    """Two new paragraphs with the translation of one old one would lose a translation."""
    found = match_versions(old, new, lost=[F, F])

    assert len(set(found.values())) == len(found)
    assert all((*old, F, F)[index] == new[position] for position, index in found.items() if index >= len(old))


# --- footnotes ----------------------------------------------------------------------------------------------------

NOTES = {
    A: "In the parish register it is half past six.",
    B: "A lamp cost a week's wages then.",
    C: "Copper, with a hole in the middle.",
    D: "They belonged to the miller, according to his brother.",
    E: "It is lost; only the envelope was found.",
    F: "Hemp, as everywhere along the river.",
}


def noted(*paragraphs: str, labels: Sequence[str] | None = None, notes: Mapping[str, str] = NOTES) -> Document:
    """Paragraphs, each with a footnote of its own; a sign `-` before one means that it has none."""
    names = list(labels or map(str, range(1, len(paragraphs) + 1)))
    anchored = [one[1:] if one[0] == "-" else f"{one}[^{names.pop(0)}]" for one in paragraphs]
    names = list(labels or map(str, range(1, len(paragraphs) + 1)))
    return text(*anchored, *(f"[^{names.pop(0)}]: {notes[one]}" for one in paragraphs if one[0] != "-"))


def told(document: Document) -> dict[str, str]:
    """What the footnote of each paragraph says; no label is given twice, and none is without a note."""
    notes = [segment for segment in document.segments if segment.kind is Kind.NOTE]
    says = {segment.prefix.removesuffix(": "): segment.content for segment in notes}
    assert len(says) == len(notes)
    anchored = (one.content.partition("[") for one in document.segments if one.kind is Kind.PARAGRAPH)
    return {words: says["[" + label] if label else "" for words, _, label in anchored}


def test_two_notes_with_one_label_are_both_kept():
    """Else both places would lead to one note, and the other would be gone from every edition."""
    base, ours, theirs = noted(A, f"-{B}", f"-{C}"), noted(A, B, f"-{C}"), noted(A, f"-{B}", C)

    result = merged(base, ours, theirs)

    assert told(result.ours) == told(result.theirs) == {one: NOTES[one] for one in (A, B, C)}
    assert [segment.prefix for segment in result.ours.segments[3:]] == ["[^1]: ", "[^2]: ", "[^3]: "]
    assert (result.conflicts, result.outlived) == (0, 0)


def test_a_word_that_both_took_for_a_label_gets_a_number():
    """Some houses name their notes."""
    base, ours, theirs = (
        noted(f"-{A}", f"-{B}"), noted(A, f"-{B}", labels=["bell"]), noted(f"-{A}", B, labels=["bell"])
    )  # fmt: skip

    result = merged(base, ours, theirs)

    assert told(result.ours) == {one: NOTES[one] for one in (A, B)}
    assert [segment.prefix for segment in result.ours.segments[2:]] == ["[^bell]: ", "[^bell-2]: "]


def test_the_same_note_on_both_sides_stays_one():
    """Somebody brought the same version in on two ways."""
    base, both = noted(A, f"-{B}", f"-{C}"), noted(A, B, f"-{C}")

    result = merged(base, both, noted(A, B, edited(f"-{C}"), notes=NOTES))

    assert contents(result.ours) == [*contents(both)[:2], edited(C), *contents(both)[3:]]


def test_notes_that_one_side_numbered_anew_keep_their_places():
    """A note at the beginning shifts the numbers of all others."""
    base, ours, theirs = noted(f"-{A}", B, C, f"-{D}"), noted(A, B, C, f"-{D}"), noted(f"-{A}", B, C, D)

    for one, other in ((ours, theirs), (theirs, ours)):
        assert told(merged(base, one, other).ours) == {one: NOTES[one] for one in (A, B, C, D)}


@pytest.mark.parametrize("swap", [False, True], ids=["removed here", "removed there"])
def test_a_note_stays_with_the_wording_that_refers_to_it(swap: bool):
    """Brought in as it is, the other wording would lead nowhere."""
    sides = [noted(A, f"-{B}", C, labels=["1", "3"]), noted(A, edited(B), C, notes={**NOTES, edited(B): NOTES[B]})]
    ours, theirs = reversed(sides) if swap else sides

    result = merged(noted(A, B, C), ours, theirs)

    assert (contents(result.ours), contents(result.theirs)) == (contents(ours), contents(theirs))
    assert result.conflicts == 1


def test_a_note_that_one_side_took_out_stays_where_the_other_refers_to_it_anew():
    """A change outlives a removal, and so does what it needs."""
    base, ours = noted(A, B, f"-{C}"), noted(A, f"-{B}", f"-{C}")
    theirs = read_markdown(write_markdown(base).replace(C, f"{C}[^2]"))

    result = merged(base, ours, theirs)

    assert contents(result.ours) == [f"{A}[^1]", B, f"{C}[^2]", NOTES[A], NOTES[B]]
    assert (result.conflicts, result.outlived) == (0, 1)


def test_what_was_added_to_a_note_does_not_go_to_another_one():
    """Where the other side took the note out, its second paragraph would stand under the one before."""
    base, ours = noted(A, B), noted(A, f"-{B}")
    theirs = read_markdown(write_markdown(base).replace(NOTES[B], f"{NOTES[B]}\n\n    More of it."))

    assert merge_versions(base, ours, theirs) is None


def test_a_note_that_is_put_back_stands_where_it_stood():
    """Notes may stand behind each chapter."""
    base = text(
        f"{A}[^a]", f"[^a]: {NOTES[A]}", f"{B}[^b]", f"[^b]: {NOTES[B]}\n\n    More.", C, f"[^c]: {NOTES[C]}", D
    )
    ours = text(f"{A}[^a]", f"[^a]: {NOTES[A]}", B, C, f"[^c]: {NOTES[C]}", D)
    theirs = read_markdown(write_markdown(base).replace(B, edited(B)))

    result = merged(base, ours, theirs)

    assert contents(result.ours) == contents(ours)
    assert contents(result.theirs) == [
        f"{A}[^a]", NOTES[A], f"{edited(B)}[^b]", NOTES[B], "More.", C, NOTES[C], D
    ]  # fmt: skip


def test_two_versions_of_a_note_in_two_places_are_not_mixed():
    """One label for both would hide one of them: the whole of the other text is put aside."""
    base = noted(A, B, f"-{C}", f"-{D}")
    moved = text(f"{A}[^1]", f"[^1]: {F}", f"{B}[^2]", C, D, f"[^2]: {NOTES[B]}")
    grown = noted(A, B, f"-{C}", f"-{D}", notes={**NOTES, A: edited(NOTES[A])})

    assert merge_versions(base, moved, grown) is None


def test_what_was_wrong_before_is_no_reason_against_a_merge():
    """Nobody has to mend a text to work on it from two sides."""
    base = text(f"{A}[^1]", B, f"{C}[^9]", f"[^1]: {NOTES[A]}", f"[^1]: {NOTES[B]}")
    ours, theirs = (read_markdown(write_markdown(base).replace(one, edited(one))) for one in (A, C))

    assert contents(merged(base, ours, theirs).ours) == [
        f"{edited(A)}[^1]", B, f"{edited(C)}[^9]", NOTES[A], NOTES[B]
    ]  # fmt: skip


NOTED = st.lists(st.sampled_from([A, B, C, D, E, F]), min_size=1, max_size=6, unique=True)


@given(NOTED, NOTED, NOTED)
@settings(max_examples=200, deadline=None)
def test_each_paragraph_keeps_its_note(base: list[str], ours: list[str], theirs: list[str]):
    """However paragraphs with notes come, go and move, numbered through: none leads to the note of another."""
    result = merge_versions(noted(*base), noted(*ours), noted(*theirs))
    if result is None:
        return
    for document in (result.ours, result.theirs):
        assert all(NOTES[words] == says for words, says in told(document).items())
    assert (set(ours) | set(theirs)) - set(base) <= set(told(result.ours)) | set(told(result.theirs))


EDITS = st.lists(
    st.sampled_from([f"{sign}{one}" for known in (A, B, C, D) for one in (known, edited(known)) for sign in ("", "-")]),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one.replace("still ", "").removeprefix("-"),
)


@given(EDITS, EDITS, EDITS, st.booleans())
@settings(max_examples=200, deadline=None)
def test_no_merged_text_has_a_label_twice_or_without_a_note(
    base: list[str], ours: list[str], theirs: list[str], rewritten: bool
):
    """Notes come, go, and are written anew on both sides."""
    notes = {**NOTES, **{edited(one): edited(note) for one, note in NOTES.items()}}
    others = {**notes, B: NOTES[E]} if rewritten else notes

    result = merge_versions(noted(*base, notes=notes), noted(*ours, notes=notes), noted(*theirs, notes=others))

    if result is not None:
        assert told(result.ours)
        assert told(result.theirs)
