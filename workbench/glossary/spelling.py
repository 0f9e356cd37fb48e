"""Find names that one text spells in two ways: Dongguan and Donguan, 罗莎·卢森堡 and 罗沙·卢森堡.

Method: two spellings are compared when leaving out one letter of each makes them equal (Garbe's symmetric deletion), so
that the names of a book need no comparing in pairs. Names are words with a capital inside a sentence, and Chinese
names with a middle dot; a Chinese name without one cannot be told from other words, and is compared only through the
glossary. Forms of one word are no two spellings.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from workbench.glossary.candidates import UnitId
from workbench.glossary.folding import HAN, fold_chinese
from workbench.glossary.words import word_keys

_SHORTEST, _SHORTEST_CHINESE_PART = 5, 2
# A capital after a letter or a comma, with a space between: not the first word of a sentence or a quotation.
_NAME = re.compile(rf"(?<=[^\W\d_][ \u00a0]|[,;][ \u00a0])[^\W\d_{HAN}]+(?:-[^\W\d_{HAN}]+)*")
# What follows a name ends it where it is a particle.
_SIGN = rf"(?![了的是在和与着过说])[{HAN}]"
_CHINESE_NAME = re.compile(rf"(?:{_SIGN}){{1,6}}(?:·(?:{_SIGN}){{1,8}})+")

Group = list[tuple[str, int, list[UnitId]]]


def variants(texts: Sequence[tuple[UnitId, str]], language: str) -> list[Group]:
    """Give groups of spellings that differ in one letter, as (spelling, count, unit ids), the most frequent first."""
    counts: Counter[str] = Counter()
    units: dict[str, dict[UnitId, None]] = defaultdict(dict)
    if language == "zh":
        folded = [(uid, fold_chinese(text)) for uid, text in texts]
        near = _chinese_neighbours([name for _, text in folded for name in _CHINESE_NAME.findall(text)])
        places = [(uid, name) for uid, text in folded for name in near for _ in range(text.count(name))]
    else:
        places = [(uid, name) for uid, text in texts for name in _names(text)]
        near = _neighbours({name for _, name in places}, language)
    for uid, name in places:
        counts[name] += 1
        units[name][uid] = None
    groups = []
    taken: set[str] = set()
    for name, _ in counts.most_common():
        others = near[name] - taken
        if name not in taken and others:
            taken |= {name, *others}
            members = sorted([name, *others], key=lambda member: (-counts[member], member))
            groups.append([(member, counts[member], list(units[member])) for member in members])
    return groups


def _names(text: str) -> Iterator[str]:
    for found in _NAME.finditer(text):
        name = found.group()
        if len(name) >= _SHORTEST and name[0].isupper() and not name.isupper():
            yield name


def _neighbours(names: Iterable[str], language: str) -> dict[str, set[str]]:
    # Imported on first use: it takes longer to load than the rest of the room.
    from rapidfuzz.distance import OSA

    buckets: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names):
        for key in {name, *(name[:at] + name[at + 1 :] for at in range(len(name)))}:
            buckets[key].append(name)
    found: dict[str, set[str]] = defaultdict(set)
    for bucket in buckets.values():
        for one, other in itertools.combinations(bucket, 2):
            if OSA.distance(one, other) == 1 and not set(word_keys(one, language)) & set(word_keys(other, language)):
                found[one].add(other)
                found[other].add(one)
    return found


def _chinese_neighbours(names: Sequence[str]) -> dict[str, set[str]]:
    """Compare names from their dots outwards: where a name begins and ends, only another one can tell."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in itertools.combinations(sorted(set(names)), 2):
        (left, *middle, right), (left_too, *middle_too, right_too) = one.split("·"), other.split("·")
        if middle != middle_too:
            continue
        for budgets in ((1, 0), (0, 1)):
            before, used = _agree(left[::-1], left_too[::-1], budgets[0])
            after, used_too = _agree(right, right_too, budgets[1])
            if used + used_too == 1 and before and after >= _SHORTEST_CHINESE_PART:
                pair = [
                    "·".join([head[len(head) - before :], *middle, tail[:after]])
                    for head, tail in ((left, right), (left_too, right_too))
                ]
                found[pair[0]].add(pair[1])
                found[pair[1]].add(pair[0])
    return found


def _agree(one: str, other: str, budget: int) -> tuple[int, int]:
    """Give how far two strings agree, and how many signs differ on the way; the last sign is always the same."""
    length, used, differing = 0, 0, 0
    for at, (sign, sign_too) in enumerate(zip(one, other, strict=False), 1):
        if sign != sign_too:
            differing += 1
            if differing > budget:
                break
        else:
            length, used = at, differing
    return length, used
