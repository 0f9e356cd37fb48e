"""What is wrong with two texts as a whole: not a bead that may be wrong, but a file that may be.

Whoever brings a translation in may take the wrong file, the same file twice, or a file whose paragraphs are not
parted. `doubts` looks at the texts and at their alignment and says so in a sentence; it changes nothing. A language
is told by its script or by its commonest words; it fails for texts of a few words, and says nothing of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.alignment.beads import Bead
from workbench.alignment.sides import HAN, plain, words
from workbench.errors import N_
from workbench.languages import LOCALES, parse
from workbench.text.segments import Note

# Each pair holds the sentence for the source and the sentence for the translation.
EMPTY = (
    N_("The source is empty; choose another file."),
    N_("The translation is empty; choose another file."),
)
NO_WORDS = (
    N_("The source has no words, only marks; choose another file."),
    N_("The translation has no words, only marks; choose another file."),
)
OTHER_LANGUAGE = (
    N_("The source should be in %(expected)s, but it reads like %(found)s; look at its language and its file."),
    N_("The translation should be in %(expected)s, but it reads like %(found)s; look at its language and its file."),
)
UNKNOWN_LANGUAGE = (
    N_("The source does not read like %(expected)s; look at its language and its file."),
    N_("The translation does not read like %(expected)s; look at its language and its file."),
)
ONE_BLOCK = (
    N_("The source is one single paragraph; part its paragraphs by blank lines."),
    N_("The translation is one single paragraph; part its paragraphs by blank lines."),
)
SAME_TEXT = N_("Both sides hold the same text (%(count)s paragraphs are equal); one of the two files is the wrong one.")
NOTHING_FITS = N_("Hardly any paragraph fits the other side; these are perhaps two different texts.")

_HAN_CHARACTER = re.compile(f"[{HAN}]")
_LETTER = re.compile(r"[^\W\d_]")
_COMMON = {
    language: frozenset(listed.split())
    for language, listed in {
        "en": "the of and to in is that it for was on are as with his they at be this from have or by one had not but "
        "what all were we when your can said there an which their if do will he she you i a",
        "es": "de la que el en y a los se del las un por con no una su para es al lo como mas o pero sus le ha me si "
        "sin sobre este ya entre cuando todo esta ser son",
    }.items()
}
_FEWEST_WORDS = 30
_FEWEST_HAN = 20
_SHARE = 0.15  # prose has at least a quarter of these words; headings and lists have fewer
_SAME_LEAST = 20  # letters of a paragraph that is not the same on both sides by chance
_FEWEST_PARAGRAPHS = 4
_MANY_PARAGRAPHS = 8
_FITTING = 0.3
_SURE = 0.5


def doubts(
    source: Sequence[str], target: Sequence[str], beads: Sequence[Bead], *, source_locale: str, target_locale: str
) -> list[Note]:
    """Say what makes two texts as a whole look wrong.

    Args:
        source: paragraphs of the source.
        target: paragraphs of the translation.
        beads: what `align` found for them.
        source_locale: BCP 47 tag of the source.
        target_locale: the same for the translation.

    Returns:
        Sentences for the person who brought them, marked for the catalogues; the weightiest first, and none if all is
        well. What follows from another doubt is left out: an empty side is said to be empty and nothing more.
    """
    sides, tags = (source, target), (source_locale, target_locale)
    found = [
        Note(EMPTY[side] if not any(map(str.strip, texts)) else NO_WORDS[side])
        for side, texts in enumerate(sides)
        if not any(map(_LETTER.search, texts))
    ]
    if found:
        return found
    same = _same(source, target)
    if same:
        return [Note(SAME_TEXT, {"count": str(same)})]
    for side, (texts, tag) in enumerate(zip(sides, tags, strict=True)):
        found += _language(texts, tag, side)
    for side in (0, 1):
        if (
            len(sides[side]) == 1
            and len(sides[1 - side]) >= _MANY_PARAGRAPHS
            and _as_long(sides[side], sides[1 - side])
        ):
            found.append(Note(ONE_BLOCK[side]))
    if _nothing_fits(sides, beads):
        found.append(Note(NOTHING_FITS))
    return found


def language_of(texts: Sequence[str]) -> str | None:
    """Give the language that texts are most likely written in: `zh`, `en`, `es`; `` for another; None if too short."""
    text = "\n".join(texts)
    han = len(_HAN_CHARACTER.findall(text))
    tokens = [plain(word) for word in words(_HAN_CHARACTER.sub(" ", text))]
    if han >= _FEWEST_HAN and han > len(tokens):
        return "zh"
    if len(tokens) < _FEWEST_WORDS:
        return None
    shares = {language: sum(token in common for token in tokens) for language, common in _COMMON.items()}
    best = max(shares, key=lambda language: shares[language])
    return best if shares[best] >= _SHARE * len(tokens) else ""


def _language(texts: Sequence[str], tag: str, side: int) -> list[Note]:
    expected, found = parse(tag), language_of(texts)
    if found is None or found == expected.language:
        return []
    if not found:
        return [Note(UNKNOWN_LANGUAGE[side], {"expected": expected.name})]
    name = LOCALES["zh-Hans" if found == "zh" else found].name
    return [Note(OTHER_LANGUAGE[side], {"expected": expected.name, "found": name})]


def _same(source: Sequence[str], target: Sequence[str]) -> int:
    """Count the paragraphs of the target that the source has, too; 0 unless they are most of the shorter text."""
    ours, theirs = ({" ".join(text.split()) for text in texts} for texts in (source, target))
    long = [{text for text in side if len(_LETTER.findall(text)) >= _SAME_LEAST} for side in (ours, theirs)]
    same = len(long[0] & long[1])
    return same if same > min(map(len, long)) / 2 else 0


def _as_long(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether a text is long enough to be the whole of the other; Chinese takes a third of the letters."""
    return 4 * sum(map(len, one)) > sum(map(len, other))


def _nothing_fits(sides: tuple[Sequence[str], Sequence[str]], beads: Sequence[Bead]) -> bool:
    """Say whether most of the shorter text, too, has found no partner that is likely right."""
    if min(map(len, sides)) < _FEWEST_PARAGRAPHS:
        return False
    fitting = [bead for bead in beads if bead.source and bead.target and bead.confidence >= _SURE]
    ours, theirs = sides
    left = sum(len(ours[i]) for bead in fitting for i in bead.source) / sum(map(len, ours))
    right = sum(len(theirs[j]) for bead in fitting for j in bead.target) / sum(map(len, theirs))
    return max(left, right) < _FITTING
