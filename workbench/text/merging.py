"""Merge two versions of a text that were made of one base, by paragraphs.

Method: diff3 (Khanna, Kunal and Pierce, "A Formal Investigation of Diff3", 2007) over paragraphs that are known by
what became of them, so that two neighbours which were edited on two sides do not touch, and what was moved is moved.
What one side changed and the other left alone, is taken; a change outlives a removal. Where both sides changed the same
paragraph, there are two merged texts: one with our wording of it, one with theirs. Footnotes are known by what they
say: where both sides gave one label to two notes, one of them gets another label (see `footnotes`). It fails where one
side moved a paragraph and edited it heavily: that is a new one to it, and may stand beside the one of the other side.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.text import footnotes
from workbench.text.beads import Bead, find_beads
from workbench.text.markdown import read_markdown, write_markdown
from workbench.text.segments import Document, Kind, Segment

_Block = tuple[Segment, ...]
_Key = tuple[str, int]  # a stretch of the base by its number, or what ours or theirs added, by its index
_STRETCH, _OURS, _THEIRS = "stretch", "ours", "theirs"


@dataclass(frozen=True)
class Merged:
    """Two versions in one.

    Attributes:
        ours: the merged text, with our wording where both sides changed the same.
        theirs: the merged text with their wording there; the same as `ours` without such places.
        conflicts: how many such places there are.
        outlived: how many paragraphs one side took out and the other changed; they are in the text.
    """

    ours: Document
    theirs: Document
    conflicts: int
    outlived: int


def merge_versions(base: Document, ours: Document, theirs: Document) -> Merged | None:
    """Merge two versions of a text; documents are as `read_markdown` gives them.

    Returns:
        The merged text; None where its blocks would not be read as the same blocks, as when both sides rebuilt a table,
        where two notes would have one label, or where no text is left.
    """
    before, here, there = footnotes.share_labels(base.segments, ours.segments, theirs.segments)
    chosen = _Merge(before, here, there)
    meta = _merge_meta(base.meta, ours.meta, theirs.meta)
    # A note that one side took out stays where the other still refers to it.
    segments = footnotes.restore(chosen.ours(), (here, there)), footnotes.restore(chosen.theirs(), (there, here))
    in_ours, in_theirs = _document(segments[0], meta[0]), _document(segments[1], meta[1])
    if in_ours is None or in_theirs is None:
        return None
    if not all(footnotes.is_sound(merged.segments, (here, there)) for merged in (in_ours, in_theirs)):
        return None
    outlived = chosen.outlived + len(segments[0]) - len(chosen.ours())
    return Merged(in_ours, in_theirs, chosen.conflicts + meta[2], outlived)


# --- what is taken ------------------------------------------------------------------------------------------------


class _Merge:
    """The merged paragraphs: `order` by key, `blocks` with what each key stands for in our and in their wording."""

    def __init__(self, base: Sequence[Segment], ours: Sequence[Segment], theirs: Sequence[Segment]) -> None:
        contents = [[segment.content for segment in side] for side in (base, ours, theirs)]
        our_beads, their_beads = (find_beads(contents[0], side) for side in contents[1:])
        self.conflicts = self.outlived = 0
        self.blocks: dict[_Key, tuple[_Block, _Block]] = {}
        stretches = _stretches(our_beads, their_beads)
        found = _there(stretches, our_beads), _there(stretches, their_beads)
        for number, (start, end) in enumerate(stretches):
            self.blocks[_STRETCH, number] = self._choose(
                tuple(base[start:end]),
                tuple(ours[index] for index in found[0][number]),
                tuple(theirs[index] for index in found[1][number]),
            )
        our_keys = _keys(_OURS, len(ours), found[0])
        their_keys = _keys(_THEIRS, len(theirs), found[1])
        for side, keys in ((ours, our_keys), (theirs, their_keys)):
            added = {key: (side[key[1]],) for key in keys if key[0] != _STRETCH}
            self.blocks.update({key: (block, block) for key, block in added.items()})
        self.order = self._ordered(our_keys, their_keys)

    def ours(self) -> list[Segment]:
        """The merged paragraphs in our wording."""
        return [segment for key in self.order for segment in self.blocks[key][0]]

    def theirs(self) -> list[Segment]:
        """The merged paragraphs in their wording."""
        return [segment for key in self.order for segment in self.blocks[key][1]]

    def _choose(self, base: _Block, ours: _Block, theirs: _Block) -> tuple[_Block, _Block]:
        if _words(theirs) in (_words(ours), _words(base)):
            return ours, ours
        if _words(ours) == _words(base):
            return theirs, theirs
        if not ours or not theirs:
            self.outlived += 1
            return ours or theirs, ours or theirs
        self.conflicts += 1
        return ours, theirs

    def _ordered(self, ours: list[_Key], theirs: list[_Key]) -> list[_Key]:
        """Our order, with what they moved and added put behind what it follows with them, and behind our additions."""
        moved = _moved(theirs) - _moved(ours)
        rest = [key for key in ours if key not in moved]
        fixed = [key for key in rest if key[0] == _STRETCH]
        added, follows = _behind(rest, set(fixed)), _behind(theirs, set(fixed))
        order = []
        for key in (None, *fixed):
            order += [key] if key else []
            order += added[key] + self._unsaid(follows[key], added[key])
        return order

    def _unsaid(self, theirs: list[_Key], ours: list[_Key]) -> list[_Key]:
        """What they have in a place without what we added there too: that is one addition."""
        said = Counter(_words(self.blocks[key][0]) for key in ours)
        unsaid = []
        for key in theirs:
            words = _words(self.blocks[key][0])
            if key[0] == _THEIRS and said[words]:
                said[words] -= 1
            else:
                unsaid.append(key)
        return unsaid


def _behind(keys: Sequence[_Key], fixed: set[_Key]) -> defaultdict[_Key | None, list[_Key]]:
    """The runs of other keys behind each fixed one; those before the first stand behind None."""
    runs: defaultdict[_Key | None, list[_Key]] = defaultdict(list)
    anchor: _Key | None = None
    for key in keys:
        if key in fixed:
            anchor = key
        else:
            runs[anchor].append(key)
    return runs


def _stretches(ours: Sequence[Bead], theirs: Sequence[Bead]) -> list[tuple[int, int]]:
    """The smallest runs of the base that no bead of either side crosses."""
    ends = sorted({bead.end for bead in ours} & {bead.end for bead in theirs})
    return list(zip([0, *ends], ends, strict=False))


def _there(stretches: Sequence[tuple[int, int]], beads: Sequence[Bead]) -> list[tuple[int, ...]]:
    """What stands for each stretch on one side."""
    number = {start: at for at, (first, end) in enumerate(stretches) for start in range(first, end)}
    found: list[list[int]] = [[] for _ in stretches]
    for bead in beads:
        found[number[bead.start]].extend(bead.there)
    return [tuple(sorted(indexes)) for indexes in found]


def _keys(side: str, length: int, found: Sequence[tuple[int, ...]]) -> list[_Key]:
    """One side as keys in its own order, each once."""
    known = {index: number for number, indexes in enumerate(found) for index in indexes}
    keys = ((_STRETCH, known[index]) if index in known else (side, index) for index in range(length))
    return list(dict.fromkeys(keys))


def _moved(keys: Sequence[_Key]) -> set[_Key]:
    """The stretches that one side put elsewhere: all that do not ascend with most of the others."""
    numbers = [number for name, number in keys if name == _STRETCH]
    ends: list[int] = []  # the smallest number that an ascent of each length ends with
    lengths = []
    for number in numbers:
        at = bisect_left(ends, number)
        ends[at : at + 1] = [number]
        lengths.append(at)
    wanted = len(ends) - 1
    moved = set()
    for number, length in zip(reversed(numbers), reversed(lengths), strict=True):
        if length == wanted:
            wanted -= 1
        else:
            moved.add((_STRETCH, number))
    return moved


def _words(block: _Block) -> _Block:
    """What a run of paragraphs says; how far apart they stand is nothing that is said."""
    return tuple(replace(segment, gap="") for segment in block)


# --- the whole text -----------------------------------------------------------------------------------------------


def _merge_meta(
    base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str], int]:
    """The metadata in our and in their wording, and how many entries differ; the title is a paragraph."""
    in_ours: dict[str, str] = {}
    in_theirs: dict[str, str] = {}
    for name in dict.fromkeys((*ours, *theirs)):
        before, here, there = base.get(name), ours.get(name), theirs.get(name)
        here, there = (there, there) if here == before else (here, here) if there == before else (here, there)
        # A change outlives a removal here too.
        for merged, said in ((in_ours, there if here is None else here), (in_theirs, here if there is None else there)):
            if said is not None:
                merged[name] = said
    differing = sum(in_ours[name] != in_theirs[name] for name in in_ours if name != "title")
    return in_ours, in_theirs, differing


def _document(segments: Sequence[Segment], meta: Mapping[str, str]) -> Document | None:
    """The paragraphs as a text that is read from a file has them; None where they would be read as others."""
    if not segments:
        return None
    placed = _set_apart(segments)
    if placed[0].kind is not Kind.TITLE:
        meta = {name: value for name, value in meta.items() if name != "title"}
    document = read_markdown(write_markdown(Document(tuple(placed), meta)))
    read_back = [(segment.kind, segment.content) for segment in document.segments]
    return document if read_back == [(segment.kind, segment.content) for segment in placed] else None


def _set_apart(segments: Sequence[Segment]) -> list[Segment]:
    """Paragraphs with a blank line before those that would else go on with the one before."""
    placed: list[Segment] = []
    for segment in segments:
        runs_on = bool(placed) and placed[-1].kind not in (Kind.TITLE, Kind.HEADING, Kind.RULE, Kind.CODE)
        is_block = segment.kind in (Kind.PARAGRAPH, Kind.VERSE, Kind.IMAGE) and segment.gap.count("\n") < 2
        placed.append(replace(segment, gap="\n\n") if runs_on and is_block else segment)
    return placed
