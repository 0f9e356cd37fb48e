"""Where a conversion could have come out otherwise, and how sure it is: what a reviewer should look at.

A character is a choice when the dictionary knows two forms of it that differ in meaning (后 → 後, 后) and not
only by region. The confidence says how often such a choice is right: a form that a phrase, a correction or a term
decided nearly always is, less often a correction that overrules what the dictionary alone would give; one that several
phrases want differently is a toss; where nothing decided, it is the share that the usual form has among the phrases of
the dictionary, weighed with how often it was right in sentences of ours (`data/usual.tsv`). Approved texts move it
(`evidence`). Below two thresholds a choice is *red* or *amber* and asks for a look; *grey* is for those who
want to see all. OpenCC's own command line has had a similar list since 1.4 (`--ambiguities`).

It fails where a phrase is a word but not the word that is meant: those errors stand on grey.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Literal

from workbench.script.corrections import rows
from workbench.script.directions import Direction, direction
from workbench.script.evidence import Evidence
from workbench.script.matching import LONG_PASSAGE, REMEMBERED, Span, Stage
from workbench.script.package import dictionary
from workbench.script.spans import BREAK

By = Literal["phrase", "default", "conflict", "term", "correction", "override"]
Mark = Literal["red", "amber", "grey"]

# The other forms, what decided, the confidence, and the reason for a correction.
Verdict = tuple[tuple[str, ...], By, float, str]
# Where a choice is, and what it is: all of a `Choice` but its places.
Found = tuple[int, tuple[str, tuple[str, ...], By, Mark, float, str]]

# How often such choices were right in texts of ours, roughly; printed by `benchmarks/script_choices.py`.
CORRECTED, DECIDED, OVERRULED, SEVERAL, CONFLICT = 0.995, 0.98, 0.9, 0.7, 0.6
# Below these confidences a choice is red or amber.
RED, AMBER = 0.75, 0.97
# What being the usual form counts for, in phrases.
USUAL = 2
# How many sentences of ours the share among the phrases weighs as much as.
SHARE = 2


@dataclass(frozen=True)
class Choice:
    """One place where more than one result was possible.

    Attributes:
        source_span: where in the text that came in.
        target_span: where in the result.
        chosen: what the result has there.
        alternatives: what else could stand there, the usual form first.
        rule: what decided: a phrase, the character's usual form, one of several phrases that disagree, a term
            of the glossary, a correction of ours, or a person's override.
        mark: `red` and `amber` ask for a look, `grey` is for those who want to see all.
        confidence: how likely the chosen form is right, from 0 to 1.
        reason: why, for a correction; else empty.
    """

    source_span: Span
    target_span: Span
    chosen: str
    alternatives: tuple[str, ...]
    rule: By
    mark: Mark
    confidence: float = 1.0
    reason: str = ""


def choices(way: Direction, text: str, result: str, *, evidence: Evidence | None = None) -> Iterator[Found]:
    """Yield the choices in a text without anything to protect; `result` is its conversion, of equal length."""
    if way.deciding < 0:
        return
    judge = _judge_of(way.source, way.target, bool(way.table))
    seen = way.before_deciding(text)
    decided = dict(way.decisions(seen))
    for place in judge.disputed.finditer(seen):
        at = place.start()
        chosen = result[at]
        if chosen == BREAK:
            continue
        if at in decided:
            others, rule, confidence, reason = judge.decided(seen, at, chosen, decided[at].reason)
        else:
            others, rule, confidence, reason = judge.undecided(seen, at, chosen)
        if evidence is not None:
            confidence = evidence.weigh(text, at, chosen, confidence)
        yield at, (chosen, others, rule, _mark(confidence), round(confidence, 3), reason)


def _mark(confidence: float) -> Mark:
    return "red" if confidence < RED else "amber" if confidence < AMBER else "grey"


@dataclass(frozen=True)
class _Judge:
    """Says what decided at a place of a way, and how sure that is; remembers what it said of a passage."""

    way: Direction

    def decided(self, text: str, at: int, chosen: str, reason: str) -> Verdict:
        """Judge a place where a rule had the last word."""
        overruled = self._wanted(text, at, self._stage.covering(text, at)) != {chosen}
        return self._others(text[at], chosen), "correction", OVERRULED if overruled else DECIDED, reason

    def undecided(self, text: str, at: int, chosen: str) -> Verdict:
        """Judge a place where phrases decided, or nothing did."""
        low, high = self._stage.passage(text, at)
        key = (text[low:high], at - low, chosen)
        known = self._known.get(key)
        if known is None:
            known = (self._others(text[at], chosen), *self._judged(*key))
            if len(self._known) < REMEMBERED and high - low < LONG_PASSAGE:
                self._known[key] = known
        return known

    @cached_property
    def disputed(self) -> re.Pattern[str]:
        """A pattern of the characters that have several forms."""
        return re.compile(f"[{re.escape(''.join(self._shares))}]")

    def _others(self, character: str, chosen: str) -> tuple[str, ...]:
        """Give the other forms of a character, the usual one first."""
        shares = self._shares[character]
        return tuple(form for form in sorted(shares, key=shares.__getitem__, reverse=True) if form != chosen)

    def _judged(self, text: str, at: int, chosen: str) -> tuple[By, float, str]:
        covering = self._stage.covering(text, at)
        if not covering:
            right, count = _usual().get(text[at], (0, 0))
            share = self._shares[text[at]].get(chosen, 0.0)
            return "default", min((right + SHARE * share) / (count + SHARE), DECIDED), ""
        own = [text[start:end] for start, end in covering if text[start:end] in self.way.own]
        if own:
            plain = [(start, end) for start, end in covering if text[start:end] not in own]
            sure = self._wanted(text, at, plain) == {chosen}
            return "correction", CORRECTED if sure else OVERRULED, self.way.own[own[0]]
        # A phrase that lost its place to a neighbour counts too: it wanted another form.
        if len(self._wanted(text, at, covering)) > 1:
            return "conflict", CONFLICT, ""
        if any(text[start:end] in self._several for start, end in covering):
            return "phrase", SEVERAL, ""
        return "phrase", CORRECTED, ""

    def _wanted(self, text: str, at: int, covering: Iterable[Span]) -> set[str]:
        """Give the forms that some phrases want at a place; the character's usual one where there is no phrase."""
        forms = {self._stage.phrases[text[start:end]][at - start] for start, end in covering}
        return forms or {self._stage.characters.get(ord(text[at]), text[at])}

    @cached_property
    def _stage(self) -> Stage:
        return self.way.stages[self.way.deciding]

    @cached_property
    def _shares(self) -> Mapping[str, Mapping[str, float]]:
        return _forms(self.way.source, self.way.target)

    @cached_property
    def _several(self) -> frozenset[str]:
        """The phrases with more than one value."""
        entries = dictionary(f"{_family(self.way)}Phrases.txt").items()
        return frozenset(key for key, values in entries if len(values) > 1)

    @cached_property
    def _known(self) -> dict[tuple[str, int, str], Verdict]:
        """What was said before, by passage, place and form. Writing the same answer twice does no harm."""
        return {}


@cache
def _judge_of(source: str, target: str, corrected: bool) -> _Judge:
    return _Judge(direction(source, target, corrected=corrected))


@cache
def _usual() -> Mapping[str, tuple[int, int]]:
    """Give how often the usual form of a character was right where nothing decided, and of how many times."""
    return {character: (int(right), int(count)) for character, right, count in rows("usual.tsv")}


@cache
def _forms(source: str, target: str) -> Mapping[str, Mapping[str, float]]:
    """Give the forms of the characters that have several, as the target prints them, each with its share.

    The share is that of the phrases of the dictionary which have the form, with one sighting of each form to begin
    with and the usual form counted for its being usual.
    """
    way = direction(source, target)
    stage = way.stages[way.deciding]
    counts: dict[str, Counter[str]] = {}
    for character, values in dictionary(f"{_family(way)}Characters.txt").items():
        if len(values) > 1:
            counts[character] = Counter(value.translate(way.finish) for value in values)
    # The line ends of keys and values stand at the same places, so one pass pairs all characters with their forms.
    pairs = Counter(zip("\n".join(stage.phrases), "\n".join(stage.phrases.values()), strict=True))
    for (character, form), count in pairs.items():
        counts.setdefault(character, Counter())[form] += count
    shares: dict[str, Mapping[str, float]] = {}
    for character, known in counts.items():
        known[stage.characters.get(ord(character), character)] += USUAL
        if len(known) > 1:
            shares[character] = {form: count / known.total() for form, count in known.items()}
    return shares


def _family(way: Direction) -> str:
    return "ST" if way.target.startswith("Hant") else "TS"
