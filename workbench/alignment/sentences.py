"""Align the sentences inside the beads of two texts.

The same engine as for paragraphs: all beads are searched in one go, no sentence leaves its bead, and the model is
learned from all of them together, so that a bead of two sentences profits from a book. It fails where the paragraphs
were aligned wrongly, and where a translator has told a paragraph anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from workbench.alignment import cues as known
from workbench.alignment.beads import Bead, TermFinder
from workbench.alignment.cues.meaning import Encoder
from workbench.alignment.engine import search
from workbench.alignment.pins import Part, Settled
from workbench.alignment.sides import prepare
from workbench.text.sentences import sentences

# Small beads are searched together, up to so many sentences; a larger bead is searched on its own.
_TOGETHER = 100
_LARGE = 30


@dataclass(frozen=True)
class Sentence:
    """A sentence in a text.

    Attributes:
        paragraph: the index of its paragraph.
        start: where it begins there, in code points.
        end: where it ends, half-open; blanks around it are left out.
    """

    paragraph: int
    start: int
    end: int


@dataclass(frozen=True)
class SentenceBead:
    """Source and target sentences that belong together.

    Attributes:
        bead: the index of the bead of paragraphs that they are in.
        source: the source sentences in order; empty for an addition.
        target: the same for the translation; empty for an omission.
        confidence: 0 to 1, the confidence of the bead of paragraphs included.
        cues: names of what spoke for it, the strongest first.
    """

    bead: int
    source: tuple[Sentence, ...]
    target: tuple[Sentence, ...]
    confidence: float
    cues: tuple[str, ...] = ()


def align_sentences(
    source: Sequence[str],
    target: Sequence[str],
    beads: Sequence[Bead],
    *,
    source_locale: str,
    target_locale: str,
    terms: TermFinder | None = None,
    cues: Collection[str] = known.ALL,
    encoder: Encoder | None = None,
) -> list[SentenceBead]:
    """Align sentence by sentence inside each bead.

    Args:
        source: paragraphs of the source, in order.
        target: paragraphs of the translation.
        beads: an alignment of these paragraphs, such as `align` gives.
        source_locale: BCP 47 tag of the source.
        target_locale: the same for the translation.
        terms: a glossary, as for `align`.
        cues: names of the cues to use.
        encoder: a sentence encoder, as for `align`.

    Returns:
        Beads of sentences in the order of `beads`. Every sentence is in one; a bead of paragraphs with one side gives
        one bead for each of its sentences.

    Raises:
        UnknownLocale: the workbench does not work in one of the locales.
    """
    ours = [_sentences(source, bead.source, source_locale) for bead in beads]
    theirs = [_sentences(target, bead.target, target_locale) for bead in beads]
    paired = [number for number in range(len(beads)) if ours[number] and theirs[number]]
    found: list[list[SentenceBead]] = [
        [
            *(SentenceBead(number, (sentence,), (), bead.confidence) for sentence in ours[number]),
            *(SentenceBead(number, (), (sentence,), bead.confidence) for sentence in theirs[number]),
        ]
        for number, bead in enumerate(beads)
    ]
    for number in paired:
        found[number] = []
    if paired:
        left, right = [s for n in paired for s in ours[n]], [s for n in paired for s in theirs[n]]
        sides = (
            prepare([source[s.paragraph][s.start : s.end] for s in left], source_locale),
            prepare([target[s.paragraph][s.start : s.end] for s in right], target_locale),
        )
        parts = tuple(_parts([(len(ours[n]), len(theirs[n])) for n in paired]))
        settled = Settled(parts, (), (frozenset(), frozenset()))
        outcome = search(*sides, settled, terms=terms, use=frozenset(cues), encoder=encoder)
        owner = {s: n for n in paired for s in ours[n]}, {s: n for n in paired for s in theirs[n]}
        for (i0, i1, j0, j1), sure, told in zip(outcome.path, outcome.confidences(), outcome.cues(), strict=True):
            number = owner[0][left[i0]] if i0 < i1 else owner[1][right[j0]]
            confidence = round(sure * beads[number].confidence, 4)
            found[number].append(SentenceBead(number, tuple(left[i0:i1]), tuple(right[j0:j1]), confidence, told))
    return [bead for group in found for bead in group]


def flatten(
    source: Sequence[str], target: Sequence[str], beads: Sequence[SentenceBead]
) -> tuple[list[str], list[str], list[Bead]]:
    """Give the sentences of both texts as lists, and beads that count in them: for formats of aligned texts."""
    ours = sorted({(s.paragraph, s.start, s.end) for bead in beads for s in bead.source})
    theirs = sorted({(s.paragraph, s.start, s.end) for bead in beads for s in bead.target})
    numbers = [{place: number for number, place in enumerate(places)} for places in (ours, theirs)]
    counted = [
        Bead(
            tuple(numbers[0][s.paragraph, s.start, s.end] for s in bead.source),
            tuple(numbers[1][s.paragraph, s.start, s.end] for s in bead.target),
            bead.confidence,
            bead.cues,
        )
        for bead in beads
    ]
    return (
        [source[paragraph][start:end] for paragraph, start, end in ours],
        [target[paragraph][start:end] for paragraph, start, end in theirs],
        counted,
    )


def _sentences(texts: Sequence[str], paragraphs: Sequence[int], locale: str) -> list[Sentence]:
    found = []
    for paragraph in paragraphs:
        text = texts[paragraph]
        for start, end in sentences(text, locale):
            own = text[start:end]
            trimmed = own.strip()
            if trimmed:
                first = start + own.index(trimmed)
                found.append(Sentence(paragraph, first, first + len(trimmed)))
    return found


def _parts(sizes: Sequence[tuple[int, int]]) -> Iterator[Part]:
    """Put beads of so many sentences together into parts with stops between them."""
    i = j = rows = columns = 0
    stops: list[tuple[int, int]] = []
    for a, b in sizes:
        if rows and (rows + a > _TOGETHER or max(a, b) > _LARGE or (not stops and max(rows, columns) > _LARGE)):
            yield Part(i, i + rows, j, j + columns, tuple(stops))
            i, j, rows, columns, stops = i + rows, j + columns, 0, 0, []
        if rows:
            stops.append((rows, columns))
        rows, columns = rows + a, columns + b
    yield Part(i, i + rows, j, j + columns, tuple(stops))
