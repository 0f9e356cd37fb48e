"""Where a conversion could have come out otherwise, and how sure it is: what a reviewer should look at.

A character is a choice when the dictionary knows two forms of it that differ in meaning (后 → 後, 后) and not
only by region. It is *red* where phrases that cover it disagree or a phrase itself has two values, *amber*
where no phrase covers it and its usual form was taken, *grey* where a phrase, a rule or a term decided.
OpenCC's own command line has had the same idea since 1.4 (`--ambiguities`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from workbench.script.directions import Direction, direction
from workbench.script.matching import Span, Stage
from workbench.script.package import dictionary

By = Literal["phrase", "default", "conflict", "term", "correction"]
Mark = Literal["red", "amber", "grey"]


@dataclass(frozen=True)
class Choice:
    """One place where more than one result was possible.

    Attributes:
        source_span: where in the text that came in.
        target_span: where in the result.
        chosen: what the result has there.
        alternatives: what else could stand there, the usual form first.
        rule: what decided: a phrase, the character's usual form, one of several phrases that disagree, a term
            of the glossary, or a correction of ours.
        mark: `red` and `amber` ask for a look, `grey` is for those who want to see all.
        reason: why, for a correction; else empty.
    """

    source_span: Span
    target_span: Span
    chosen: str
    alternatives: tuple[str, ...]
    rule: By
    mark: Mark
    reason: str = ""


def choices(way: Direction, text: str, result: str) -> Iterator[Choice]:
    """Yield the choices in a text without anything to protect; `result` is its conversion, of equal length."""
    if way.deciding < 0:
        return
    stage = way.stages[way.deciding]
    possible = _forms(way.source, way.target)
    seen = way.before_deciding(text)
    decided = dict(way.decisions(seen))
    for at, character in enumerate(seen):
        forms = possible.get(character)
        if forms is None:
            continue
        rule, mark, reason = _judge(way, stage, seen, at, result[at])
        if at in decided:
            rule, mark, reason = "correction", "grey", decided[at].reason
        others = tuple(form for form in forms if form != result[at])
        yield Choice((at, at + 1), (at, at + 1), result[at], others, rule, mark, reason)


def _judge(way: Direction, stage: Stage, text: str, at: int, chosen: str) -> tuple[By, Mark, str]:
    covering = stage.covering(text, at)
    if not covering:
        return "default", "amber", ""
    own = next((text[start:end] for start, end in covering if text[start:end] in way.own), None)
    if own is not None:
        return "correction", "grey", way.own[own]
    # A phrase that lost its place to a neighbour counts too: it wanted another form.
    forms = {chosen, *(stage.phrases[text[start:end]][at - start] for start, end in covering)}
    if len(forms) > 1:
        return "conflict", "red", ""
    several = _several(way.source, way.target)
    if any(text[start:end] in several for start, end in covering):
        return "phrase", "red", ""
    return "phrase", "grey", ""


@cache
def _forms(source: str, target: str) -> Mapping[str, tuple[str, ...]]:
    """Give every form of the characters that have several, the usual one first, as the target prints them."""
    way = direction(source, target)
    stage = way.stages[way.deciding]
    forms: dict[str, dict[str, None]] = {}
    for character, values in dictionary(f"{_family(way)}Characters.txt").items():
        forms[character] = dict.fromkeys(value.translate(way.finish) for value in values)
    for phrase, value in stage.phrases.items():
        for character, form in zip(phrase, value, strict=True):
            usual = forms.setdefault(character, {stage.characters.get(ord(character), character): None})
            usual[form] = None
    return {character: tuple(known) for character, known in forms.items() if len(known) > 1}


@cache
def _several(source: str, target: str) -> frozenset[str]:
    """Give the phrases with more than one value."""
    family = _family(direction(source, target))
    return frozenset(key for key, values in dictionary(f"{family}Phrases.txt").items() if len(values) > 1)


def _family(way: Direction) -> str:
    return "ST" if way.target.startswith("Hant") else "TS"
