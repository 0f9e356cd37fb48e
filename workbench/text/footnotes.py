"""The labels of footnotes: which note each names, so that versions of a text can name the same note alike, and parts of
a book different notes differently.

Method: the notes of a version are those of the base by what they say (see `versions`), and one that was written anew by
its label and the paragraph that refers to it. All versions then get the labels of the one that gave new ones, and a
note whose label is taken gets a free one. It fails where one note gives way to another in the same paragraph: both
count as one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from workbench.text import blocks
from workbench.text.markup import marks
from workbench.text.segments import Kind, Segment
from workbench.text.versions import SAME_SEGMENT, match_versions

_LABEL = re.compile(r"\[\^([^\]\s]+)\]:")
_NUMBER = re.compile(r"[0-9]{1,9}")
_VERBATIM = {Kind.TITLE, Kind.CODE, Kind.RULE}


class _Told(NamedTuple):
    """A note as far as it is known by its label: what it says, and the first paragraph that refers to it."""

    note: str
    place: str


# A note of the base by its label there; one that a version added by its label and what it says.
_Identity = tuple[str, str | None]


def labels(segments: Sequence[Segment]) -> list[str]:
    """Give all labels, each once: in the order in which the text refers to them, those without a reference last."""
    return list(dict.fromkeys([*_references(segments), *_defined(segments)]))


def relabelled(segments: Sequence[Segment], names: Mapping[str, str]) -> list[Segment]:
    """Give a text with other labels, in its notes and where it refers to them.

    Args:
        segments: the text.
        names: the new label for each of its `labels`.
    """
    if all(old == new for old, new in names.items()):
        return list(segments)
    return [_renamed(segment, names) for segment in segments]


def repeated(segments: Sequence[Segment]) -> list[str]:
    """Give the labels that several notes have, each once."""
    return [label for label, times in Counter(_defined(segments)).items() if times > 1]


def dangling(segments: Sequence[Segment]) -> list[str]:
    """Give the labels that are referred to and that no note has, each once."""
    known = set(_defined(segments))
    return [label for label in dict.fromkeys(_references(segments)) if label not in known]


def spans(segments: Sequence[Segment]) -> Iterator[tuple[str, int, int]]:
    """Give each note by its label, where it starts, and where it ends with its further paragraphs."""
    for start, segment in enumerate(segments):
        for found in _LABEL.finditer(segment.prefix):
            inside = blocks.continuation(segment.prefix[: found.end()] + " ")
            end = start + 1
            while end < len(segments) and (segments[end].prefix.startswith(inside) or _is_in_row(segments[end])):
                end += 1
            yield found[1], start, end


def is_sound(merged: Sequence[Segment], sources: Sequence[Sequence[Segment]]) -> bool:
    """Tell whether the footnotes of a merged text are in order, but for what is wrong in one of its sources.

    No label is given twice, none is without a note, and no note has the paragraphs of another.
    """
    for find in (repeated, dangling, _parts):
        known = {one for source in sources for one in find(source)}
        if not known.issuperset(find(merged)):
            return False
    return True


def _parts(segments: Sequence[Segment]) -> list[str]:
    """Each paragraph of each note with the label of the note."""
    return [f"{label} {segment.content}" for label, start, end in spans(segments) for segment in segments[start:end]]


def restore(segments: Sequence[Segment], sources: Sequence[Sequence[Segment]]) -> list[Segment]:
    """Put back the notes that a merged text refers to and has not, with what they refer to themselves.

    Args:
        segments: the merged text.
        sources: the versions to take them from; the first that has one gives it, and its place.
    """
    restored = list(segments)
    asked: set[str] = set()
    while missing := [label for label in dangling(restored) if label not in asked]:
        asked.update(missing)
        for label in missing:
            source = next((one for one in sources if label in _defined(one)), None)
            if source is not None:
                _put_back(restored, label, source)
    return restored


def _put_back(segments: list[Segment], label: str, source: Sequence[Segment]) -> None:
    """Put a note behind what it follows in its source, as far as that is still there."""
    start, end = next((start, end) for name, start, end in spans(source) if name == label)
    there = {(segment.kind, segment.content): index for index, segment in enumerate(segments, 1)}
    known = ((segment.kind, segment.content) for segment in reversed(source[:start]))
    at = next((there[one] for one in known if one in there), len(segments))
    while at < len(segments) and _goes_on(segments[at]):
        at += 1
    segments[at:at] = source[start:end]


def _goes_on(segment: Segment) -> bool:
    """Tell whether a paragraph belongs to the note, list item or table before it."""
    return segment.prefix.startswith(" ") or segment.kind is Kind.TABLE_CELL


# --- the same labels in all versions ------------------------------------------------------------------------------


def share_labels(
    base: Sequence[Segment], ours: Sequence[Segment], theirs: Sequence[Segment]
) -> tuple[list[Segment], list[Segment], list[Segment]]:
    """Give the base and two versions of it with the same label for the same note, and another one for any other.

    Our labels stand, unless we left all as it was: then theirs do.
    """
    told = [_notes(side) for side in (base, ours, theirs)]
    known = [_identities(told[0], side) for side in told]
    leading, following = (2, 1) if set(known[1].items()) <= set(known[0].items()) else (1, 2)
    used = {label for side in told for label in side}
    names: dict[_Identity, str] = {}
    taken: set[str] = set()
    for side in (leading, following, 0):
        for label, identity in known[side].items():
            if identity not in names:
                names[identity] = _free(label, used) if label in taken else label
                taken.add(names[identity])
    shared = (
        relabelled(side, {label: names[identity] for label, identity in identities.items()})
        for side, identities in zip((base, ours, theirs), known, strict=True)
    )
    new_base, new_ours, new_theirs = shared
    return new_base, new_ours, new_theirs


def _notes(segments: Sequence[Segment]) -> dict[str, _Told]:
    """What is told under each label."""
    says: dict[str, list[str]] = {}
    for label, start, end in spans(segments):
        says.setdefault(label, []).extend(segment.content for segment in segments[start:end])
    places: dict[str, str] = {}
    for segment in segments:
        for label, _, _ in _anchors(segment):
            places.setdefault(label, segment.content)
    return {label: _Told("\n\n".join(says.get(label, ())), places.get(label, "")) for label in (*says, *places)}


def _identities(base: Mapping[str, _Told], side: Mapping[str, _Told]) -> dict[str, _Identity]:
    """Which note each label of a version names."""
    old, new = ([label for label, told in notes.items() if told.note] for notes in (base, side))
    found = match_versions([base[label].note for label in old], [side[label].note for label in new])
    pairs = ((new[here], old[there]) for here, there in found.items())
    same = {here: there for here, there in pairs if _is_like(base[there], side[here])}
    left = base.keys() - same.values()
    same.update({label: label for label in left & side.keys() - same.keys() if _is_like(base[label], side[label])})
    return {label: (same[label], None) if label in same else (label, told.note) for label, told in side.items()}


def _is_like(old: _Told, new: _Told) -> bool:
    """Tell whether it says the same, or else is in the same place."""
    is_same = bool(old.note) and old.note == new.note
    return is_same or Levenshtein.normalized_similarity(old.place, new.place) >= SAME_SEGMENT


def _free(label: str, used: set[str]) -> str:
    """The next free number for a number, a word with a number behind it for a word; it is used from then on."""
    if _NUMBER.fullmatch(label):
        free = str(1 + max(int(one) for one in used if _NUMBER.fullmatch(one)))
    else:
        free = next(name for number in count(2) if (name := f"{label}-{number}") not in used)
    used.add(free)
    return free


def _renamed(segment: Segment, names: Mapping[str, str]) -> Segment:
    pieces: list[str] = []
    at = 0
    for label, start, end in _anchors(segment):
        pieces += [segment.content[at:start], f"[^{names[label]}]"]
        at = end
    prefix = _LABEL.sub(lambda found: f"[^{names[found[1]]}]:", segment.prefix)
    return replace(segment, content="".join([*pieces, segment.content[at:]]), prefix=prefix)


def _is_in_row(segment: Segment) -> bool:
    """Tell whether it is the second cell of a row or a later one: these have no mark of what the table stands in."""
    return segment.kind is Kind.TABLE_CELL and "\n" not in segment.gap


def _defined(segments: Sequence[Segment]) -> list[str]:
    return [label for segment in segments if "[^" in segment.prefix for label in _LABEL.findall(segment.prefix)]


def _references(segments: Sequence[Segment]) -> list[str]:
    return [label for segment in segments for label, _, _ in _anchors(segment)]


def _anchors(segment: Segment) -> list[tuple[str, int, int]]:
    """The references to notes in a paragraph: their labels, and where they stand."""
    if segment.kind in _VERBATIM or "[^" not in segment.content:
        return []
    return [(mark.target, mark.start, mark.end) for mark in marks(segment.content) if mark.kind == "footnote"]
