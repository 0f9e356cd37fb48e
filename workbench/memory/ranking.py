"""How like two texts are, and which finds a translator is shown first.

Likeness is 1 − Levenshtein distance / length of the longer text, in per cent (Levenshtein 1966, counted in
characters). It knows nothing of meaning: 'not' costs three characters.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from workbench.memory.fold import normalise, normalise_all

FLOOR = 70
LIMIT = 5


@dataclass(frozen=True)
class Candidate:
    """An earlier pair of source and target that may be like the query.

    Attributes:
        id: whatever its index calls it.
        source: its source text.
        target: its translation.
        previous: the source text before it, or an empty string at the beginning or where that is unknown.
        following: the source text after it.
        approved: an editor accepted the translation.
    """

    id: int | str
    source: str
    target: str
    previous: str = ""
    following: str = ""
    approved: bool = True


@dataclass(frozen=True)
class Match:
    """A candidate with its likeness to the query.

    Attributes:
        candidate: the earlier pair.
        score: 0 to 100; 100 when both sources are the same up to white space, quotation marks and Chinese
            script.
        in_context: the score is 100 and the source before or after is the same as well.
    """

    candidate: Candidate
    score: int
    in_context: bool = False


def similarity(a: str, b: str) -> int:
    """Give the likeness of two normalised texts from 0 to 100, rounded down: 100 only when they are equal."""
    longer = max(len(a), len(b))
    if not longer:
        return 100
    return 100 * (longer - Levenshtein.distance(a, b)) // longer


def rank(
    query: str,
    candidates: Iterable[Candidate],
    *,
    locale: str,
    previous: str = "",
    following: str = "",
    floor: int = FLOOR,
    limit: int = LIMIT,
) -> list[Match]:
    """Compare the candidates with the query in full and give the best.

    Args:
        query: the source text to be translated.
        candidates: what an index offers, in any order.
        locale: the locale of the query and of the candidates' sources; both scripts of Chinese count as one.
        previous: the source text before the query, for in-context matches.
        following: the source text after it.
        floor: the least score that is worth showing.
        limit: how many to give at most.

    Returns:
        Matches, best first: in context before exact before fuzzy, then approved before unapproved, then in
        the order of `candidates`. The same source with the same target comes once.
    """
    candidates = list(candidates)
    texts = (query, previous, following, *(candidate.source for candidate in candidates))
    wanted, before, after, *sources = normalise_all(texts, locale)
    around = (before, after)
    found: dict[tuple[str, str], Match] = {}
    for candidate, source in zip(candidates, sources, strict=True):
        score = _score(wanted, source, floor)
        if score < floor:
            continue
        match = Match(candidate, score, score == 100 and _same_context(candidate, around, locale))
        best = found.setdefault((source, candidate.target), match)
        if _order(match) < _order(best):
            found[source, candidate.target] = match
    return sorted(found.values(), key=_order)[:limit]


def _score(a: str, b: str, floor: int) -> int:
    """Like `similarity`, but it may stop and give 0 as soon as `floor` is out of reach."""
    longer = max(len(a), len(b))
    if not longer:
        return 100
    allowed = longer - -(-longer * floor // 100)
    if abs(len(a) - len(b)) > allowed:
        return 0
    distance = Levenshtein.distance(a, b, score_cutoff=allowed)
    return 100 * (longer - distance) // longer if distance <= allowed else 0


def _same_context(candidate: Candidate, around: tuple[str, str], locale: str) -> bool:
    theirs = (candidate.previous, candidate.following)
    return any(ours and ours == normalise(text, locale) for ours, text in zip(around, theirs, strict=True))


def _order(match: Match) -> tuple[bool, int, bool]:
    return (not match.in_context, -match.score, not match.candidate.approved)
