"""Find terms that a text uses often and the glossary does not have.

English and Spanish: sequences of one to four words are ranked by C-value (Frantzi, Ananiadou and Mima, "Automatic
Recognition of Multi-Word Terms", 2000): long and frequent ones first, less what longer ones already explain. Forms of
one expression are counted together. Single words have no inner structure to judge, so they are weighed by how much they
come in bursts (residual IDF: Church and Gale, "Poisson Mixtures", 1995), as terms do and common words do not.

Chinese: sequences of two to eight characters that are bound firmly inside (mutual information of their weakest joint)
and stand free outside (entropy of their neighbours; Huang and Powers 2003), ranked by C-value too. Words of a common
dictionary count for little.

A text of a few pages has too little for statistics: expect two useless lines for each useful one.
"""

from __future__ import annotations

import itertools
import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench import languages
from workbench.glossary.borders import is_common_word
from workbench.glossary.folding import HAN
from workbench.glossary.masks import Span, hide, no_prose
from workbench.glossary.stop_words import CHINESE_EDGES, joins, stop_words
from workbench.glossary.tokens import WORD, gap
from workbench.glossary.words import term_key

UnitId = str | int

_LONGEST_WORDS, _LONGEST_HAN = 4, 8
_FEWEST = 3
# Mutual information of the weakest joint, 1 for parts that never stand apart (Bouma 2009); entropy of the neighbours
# on the poorer side in bits.
_BOUND, _FREE = 0.5, 0.9
_COMMON = 0.15
_EXAMPLES, _AROUND = 3, 40
_NO_EDGE = CHINESE_EDGES | {"·"}
_han_run = re.compile(f"[{HAN}]+(?:·[{HAN}]+)*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """An expression that may be worth a concept.

    Attributes:
        text: the expression, in the form that the texts have most often.
        count: how often it occurs, in all its forms.
        score: how much it looks like a term; comparable within one call only.
        units: ids of the units that have it, in text order.
        examples: a few stretches of text that show it, shortened.
    """

    text: str
    count: int
    score: float
    units: tuple[UnitId, ...]
    examples: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    """What was counted of one expression: its forms, and its places as (number of the text, span)."""

    forms: Counter[str]
    places: list[tuple[int, Span]]


_Key = tuple[str, ...]


def candidates(
    texts: Sequence[tuple[UnitId, str]], locale: str, *, known: Callable[[str], Iterable[Span]], limit: int = 50
) -> list[Candidate]:
    """Rank expressions that may be terms, the best first.

    Args:
        texts: ids and texts of the units, in text order.
        locale: BCP 47 tag of the texts.
        known: gives the spans of a text that the glossary has already; no candidate touches them.
        limit: how many are given at most.
    """
    language = languages.parse(locale).language
    seen = [hide(text, [*no_prose(text), *known(text)]) for _, text in texts]
    found = _chinese(seen) if language == "zh" else _spaced(seen, language)
    weigh = _weigh_chinese if language == "zh" else _weigh_spaced
    scores = {key: score for key, score in weigh(found, len(texts)).items() if score > 0}
    best = sorted(scores, key=lambda key: (-scores[key], key))[:limit]
    return [_candidate(found[key], scores[key], texts) for key in best]


def _candidate(found: _Found, score: float, texts: Sequence[tuple[UnitId, str]]) -> Candidate:
    numbers = list(dict.fromkeys(number for number, _ in found.places))
    first = dict(reversed(found.places))
    return Candidate(
        text=found.forms.most_common(1)[0][0],
        count=len(found.places),
        score=round(score, 2),
        units=tuple(texts[number][0] for number in numbers),
        examples=tuple(_around(texts[number][1], first[number]) for number in numbers[:_EXAMPLES]),
    )


def _around(text: str, span: Span) -> str:
    start, end = max(0, span[0] - _AROUND), min(len(text), span[1] + _AROUND)
    return ("…" if start else "") + " ".join(text[start:end].split()) + ("…" if end < len(text) else "")


def _c_values(found: dict[_Key, _Found], length: Callable[[_Key], float]) -> dict[_Key, float]:
    """Give frequencies weighed by length, less the mean frequency of the longer expressions that hold one."""
    inside: dict[_Key, list[int]] = defaultdict(list)
    for key, item in found.items():
        for size in range(1, len(key)):
            for part in {key[at : at + size] for at in range(len(key) - size + 1)}:
                if part in found:
                    inside[part].append(len(item.places))
    return {
        key: length(key) * (len(item.places) - (sum(inside[key]) / len(inside[key]) if key in inside else 0))
        for key, item in found.items()
    }


# --- words between spaces -----------------------------------------------------------------------------------------


def _spaced(texts: Sequence[str], language: str) -> dict[_Key, _Found]:
    places: dict[_Key, list[tuple[int, Span]]] = defaultdict(list)
    stop = stop_words(language)
    for number, text in enumerate(texts):
        for run in _runs(text):
            words = [match.group() for match in run]
            keys = [term_key(word, language) for word in words]
            plain = [word.casefold().split("'")[0].split("’")[0] for word in words]
            open_at = [word not in stop and len(word) > 1 and not word[0].isdigit() for word in plain]
            for at, after in _stretches(plain, open_at):
                places[tuple(keys[at:after])].append((number, (run[at].start(), run[after - 1].end())))
    # Most stretches stand in a text but once, and nothing more is asked of them.
    return {
        key: _Found(Counter(texts[number][slice(*span)] for number, span in found), found)
        for key, found in places.items()
        if len(found) >= _FEWEST
    }


def _stretches(plain: Sequence[str], open_at: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a run that may be terms: open at both ends, with nothing inside that no term has."""
    for at in range(len(plain)):
        if not open_at[at]:
            continue
        for after in range(at + 1, min(len(plain), at + _LONGEST_WORDS) + 1):
            last_inner = after - 2
            if last_inner > at and not (open_at[last_inner] or joins(plain, last_inner)):
                break
            if open_at[after - 1]:
                yield at, after


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield the stretches of words without punctuation between them."""
    run: list[re.Match[str]] = []
    for found in WORD.finditer(text):
        if run and gap(text[run[-1].end() : found.start()], text[run[-1].end() - 1]) != "":
            yield run
            run = []
        run.append(found)
    if run:
        yield run


def _weigh_spaced(found: dict[_Key, _Found], texts: int) -> dict[_Key, float]:
    values = _c_values(found, lambda key: math.log2(len(key) + 1))
    return {
        key: value if len(key) > 1 else value * _burst(found[key], texts) * (1.5 if _is_name(found[key]) else 1)
        for key, value in values.items()
    }


def _burst(found: _Found, texts: int) -> float:
    """Residual IDF, kept between 0.1 and 1: how much more a word is at home in few texts than chance would have it."""
    holding = len({number for number, _ in found.places})
    expected = 1 - math.exp(-len(found.places) / texts)
    return min(1.0, max(0.1, math.log2(texts / holding) + math.log2(expected)))


def _is_name(found: _Found) -> bool:
    return all(form[0].isupper() for form in found.forms)


# --- Chinese ------------------------------------------------------------------------------------------------------


def _chinese(texts: Sequence[str]) -> dict[_Key, _Found]:
    whole = "\n".join(texts)
    starts = list(itertools.accumulate((len(text) + 1 for text in texts), initial=0))
    counts, places = _frequent(whole)
    total = sum(count for gram, count in counts.items() if len(gram) == 1) or 1
    found = {}
    for gram, at_all in places.items():
        if gram[0] in _NO_EDGE or gram[-1] in _NO_EDGE or _binding(gram, counts, total) < _BOUND:
            continue
        before = Counter(_neighbour(whole, at - 1) for at in at_all)
        after = Counter(_neighbour(whole, at + len(gram)) for at in at_all)
        if min(_entropy(before), _entropy(after)) >= _FREE:
            spans = [(number, at - starts[number]) for at in at_all for number in [bisect_right(starts, at) - 1]]
            found[tuple(gram)] = _Found(
                Counter({gram: len(spans)}), [(number, (at, at + len(gram))) for number, at in spans]
            )
    return found


def _frequent(text: str) -> tuple[Counter[str], dict[str, list[int]]]:
    """Count the frequent sequences of Chinese characters, and give the places of those of two or more.

    A sequence is frequent only where both its ends are (Agrawal and Srikant 1994), so that a book fits into memory.
    """
    alive = {at for run in _han_run.finditer(text) for at in range(*run.span())}
    counts: Counter[str] = Counter(text[at] for at in alive)
    places: dict[str, list[int]] = {}
    for size in range(2, _LONGEST_HAN + 1):
        here: dict[str, list[int]] = defaultdict(list)
        for at in sorted(alive):
            if at + 1 in alive:
                here[text[at : at + size]].append(at)
        often = {gram: at_all for gram, at_all in here.items() if len(at_all) >= _FEWEST}
        places |= often
        counts.update({gram: len(at_all) for gram, at_all in often.items()})
        alive = {at for at_all in often.values() for at in at_all}
    return counts, places


def _neighbour(text: str, at: int) -> str:
    """Give the character beside a sequence; the border of a sentence is as free as a neighbour met only once."""
    return text[at] if 0 <= at < len(text) and _han_run.match(text[at]) else str(at)


def _binding(gram: str, counts: Counter[str], total: int) -> float:
    """Normalised mutual information of the weakest joint."""
    whole = counts[gram] * total
    weakest = min(math.log2(whole / (counts[gram[:at]] * counts[gram[at:]])) for at in range(1, len(gram)))
    return weakest / math.log2(total / counts[gram])


def _entropy(counts: Counter[str]) -> float:
    total = counts.total()
    return -sum(count / total * math.log2(count / total) for count in counts.values())


def _weigh_chinese(found: dict[_Key, _Found], texts: int) -> dict[_Key, float]:
    values = _c_values(found, lambda key: math.log2(len(key)))
    return {key: value * (_COMMON if is_common_word("".join(key)) else 1) for key, value in values.items()}
