"""How one unit stands in a variant: its text, the places where a choice was made, and what waits for a person.

Nothing of this is stored. Overrides and approvals keep the base text that they were made on; here they are compared
with the present one. So no way in which a text may change (typed, merged, synced, restored) has to tell anybody, a
word that is typed anew in three steps loses nothing in between, and a text that comes back brings them back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from workbench import text as texts
from workbench.script import Choice, Conversion, RegionWord, corrections, region_words
from workbench.script import overrides as engine
from workbench.store.models import Override
from workbench.store.variants import BaseUnit
from workbench.text import Kind
from workbench.workflow.variants.carrying import InForce, Settled, Shared, in_force
from workbench.workflow.variants.ways import Way

Mark = Literal["red", "amber", "grey", "settled"]

# They stand beside words far more often than in them.
_PARTICLES = frozenset("的了着著过過是在和与與也就都不")
# Longer entries of the word list are phrases.
LONGEST_WORD = 4
# What a reviewer should look at first.
_ORDER: dict[Mark, int] = {"red": 0, "amber": 1, "settled": 2, "grey": 3}


@dataclass(frozen=True)
class Place:
    """One place of a unit where the variant could read otherwise.

    Attributes:
        start, end: where in the base; half-open, in code points.
        span: where in the variant's text, or None where that text was frozen before.
        words: what the base has there.
        chosen: what the variant has there.
        options: what it may have there: first what it has now, then the others.
        mark: `red` and `amber` wait for a look, `settled` was decided by a person, `grey` is sure enough.
        rule: what decided, as the engine says.
        confidence: how sure the conversion is, from 0 to 1.
        reason: why, where the engine or a rule says it.
        override_id: the override that decided, if one of this variant did.
        redundant: the conversion has come to give the same by itself.
        made_in: the other variant in which somebody decided it for this one too; empty for none.
    """

    start: int
    end: int
    span: tuple[int, int] | None
    words: str
    chosen: str
    options: tuple[str, ...]
    mark: Mark
    rule: str
    confidence: float
    reason: str = ""
    override_id: int | None = None
    redundant: bool = False
    made_in: str = ""

    @property
    def is_open(self) -> bool:
        """Whether somebody should look at it."""
        return self.mark in ("red", "amber")


@dataclass(frozen=True)
class Lost:
    """An override whose place in the present base is not certain; a person settles it.

    Attributes:
        then: the base text that it was made on.
        start, end: where it stood there.
        candidates: where the same characters stand in the present base.
    """

    id: int
    then: str
    start: int
    end: int
    words: str
    chosen: str
    candidates: tuple[int, ...]


@dataclass(frozen=True)
class Standing:
    """A unit in one variant.

    Attributes:
        base: its text in the edition's own script.
        text: its text in the variant.
        places: where it could read otherwise, what waits for a look first.
        lost: overrides that wait for a person.
        words: words for which the region has another one; offered, never put in.
        offered: what people have instead of some words in other variants; offered, never put in.
        approved: an editor approved this very text.
        approved_before: the text that was approved on another base, if one was.
    """

    unit: BaseUnit
    text: str
    places: tuple[Place, ...] = ()
    lost: tuple[Lost, ...] = ()
    words: tuple[RegionWord, ...] = ()
    offered: tuple[Shared, ...] = ()
    approved: bool = False
    approved_before: str | None = None

    @property
    def base(self) -> str:
        """The unit's text in the edition's own script."""
        return self.unit.target

    @property
    def waits(self) -> bool:
        """Whether an edit of the base left something for a person to settle."""
        return bool(self.lost) or self.approved_before is not None

    @property
    def open_places(self) -> int:
        """How many places somebody should look at; none once the text is approved."""
        return 0 if self.approved else sum(place.is_open for place in self.places)

    @property
    def overridden(self) -> bool:
        """Whether a person settled a place of it."""
        return any(place.override_id is not None for place in self.places)

    @property
    def shared(self) -> bool:
        """Whether a place of it was decided in another variant."""
        return any(place.made_in for place in self.places)

    @property
    def redundant(self) -> bool:
        """Whether an override of it is not needed any more."""
        return any(place.redundant for place in self.places)

    @property
    def is_clean(self) -> bool:
        """Whether it can be approved without looking at anything."""
        return bool(self.base.strip()) and not self.lost and not self.open_places

    def word_of(self, place: Place) -> tuple[str, str]:
        """The word that a place belongs to, in the base and as the variant has it: what a rule would be about."""
        start, end = word_around(self.base, place.start, place.end)
        if place.span is None:
            return self.base[start:end], place.chosen
        left, right = place.span[0] - (place.start - start), place.span[1] + (end - place.end)
        return self.base[start:end], self.text[max(0, left) : right]

    @property
    def token(self) -> str:
        """Tells whether a form still speaks of the same texts."""
        return texts.digest(f"{self.base}\n{self.text}")


def word_around(base: str, start: int, end: int) -> tuple[int, int]:
    """Find the word around a place: the longest that the engine knows, else the place with its neighbour."""
    known = corrections.frequency_classes()
    for length in range(LONGEST_WORD, end - start, -1):
        for first in range(max(0, end - length), min(start, len(base) - length) + 1):
            if base[first : first + length] in known:
                return first, first + length
    if end - start > 1:
        return start, end
    if _is_of_a_word(base[end : end + 1]):
        return start, end + 1
    return (start - 1, end) if start and _is_of_a_word(base[start - 1]) else (start, end)


def _is_of_a_word(character: str) -> bool:
    return character.isalpha() and character not in _PARTICLES


def final_text(way: Way, unit: BaseUnit, settled: Settled) -> str:
    """The text of a unit in a variant: as it was approved on this base, else converted with what holds in it."""
    approval = settled.approval
    if approval is not None and approval.base == unit.target:
        return approval.text
    if unit.kind == Kind.CODE:
        return unit.target
    values = in_force(way, unit.target, settled).values
    return engine.apply(way, unit.target, values).text if values else way.convert(unit.target)


def standing(way: Way, unit: BaseUnit, settled: Settled) -> Standing:
    """Everything about a unit in a variant."""
    base, approval = unit.target, settled.approval
    is_approved = approval is not None and approval.base == base
    if unit.kind == Kind.CODE or not base.strip():
        return Standing(unit, base, approved=is_approved)
    holds = in_force(way, base, settled)
    conversion = engine.apply(way, base, holds.values)
    text = approval.text if approval is not None and is_approved else conversion.text
    places = list(_places(way, base, conversion, holds))
    if text != conversion.text:
        # The frozen text is another one: what is known of the converted text says nothing of its places.
        places = [replace(place, span=None) for place in places]
    places.sort(key=lambda place: (_ORDER[place.mark], place.confidence, place.start))
    return Standing(
        unit,
        text,
        tuple(places),
        tuple(_lost(base, row) for row in holds.lost),
        _words(way, base, conversion),
        holds.offered,
        is_approved,
        approval.text if approval is not None and not is_approved else None,
    )


def _places(way: Way, base: str, conversion: Conversion, holds: InForce) -> Iterator[Place]:
    """The places of a unit: those that people decided, those about which they disagree, and those of the engine."""
    rows = {value.start: row for value, row in holds.own}
    elsewhere = {one.value.start: one.made_in for one in holds.shared}
    disputes = _disputes(conversion, holds.disputed)
    yield from disputes
    for choice in conversion.choices:
        start, end = choice.source_span
        if choice.rule == "override" and (start in rows or start in elsewhere):
            place = _settled(way, base, choice, rows.get(start))
            yield replace(place, made_in="" if start in rows else elsewhere[start])
        elif all(end <= other.start or other.end <= start for other in disputes):
            yield _place(base, choice)


def _disputes(conversion: Conversion, disputed: Sequence[Shared]) -> list[Place]:
    """The places that were decided in two other variants, in each in another way."""
    forms: dict[tuple[int, int], list[engine.Override]] = {}
    for one in disputed:
        forms.setdefault((one.value.start, one.value.end), []).append(one.value)
    found = []
    for (start, end), values in forms.items():
        span = conversion.target_span(start, end)
        chosen = conversion.text[slice(*span)]
        options = tuple(dict.fromkeys((chosen, *(value.chosen for value in values))))
        found.append(Place(start, end, span, values[0].base, chosen, options, "red", "dispute", 0.0))
    return found


def _place(base: str, choice: Choice) -> Place:
    start, end = choice.source_span
    return Place(
        start,
        end,
        choice.target_span,
        base[start:end],
        choice.chosen,
        (choice.chosen, *choice.alternatives),
        choice.mark,
        choice.rule,
        choice.confidence,
        choice.reason,
    )


def _settled(way: Way, base: str, choice: Choice, row: Override | None) -> Place:
    """A place that a person decided, here or elsewhere: what the conversion would give is among the options."""
    start, end = choice.source_span
    usual = way.convert_with_choices(base)
    known = next((other for other in usual.choices if other.source_span == choice.source_span), None)
    others = (known.chosen, *known.alternatives) if known else choice.alternatives
    return Place(
        start,
        end,
        choice.target_span,
        base[start:end],
        choice.chosen,
        tuple(dict.fromkeys((choice.chosen, *others))),
        "settled",
        choice.rule,
        1.0,
        override_id=row.id if row else None,
        # Who confirmed a place wanted what the conversion gives; that it still does is no news.
        redundant=row is not None and not row.confirms and not choice.alternatives,
    )


def _words(way: Way, base: str, conversion: Conversion) -> tuple[RegionWord, ...]:
    """The words that the region says otherwise, each once, but for those that somebody decided already."""
    if not way.base_tag.startswith("zh-Hans"):
        return ()
    decided = [choice.source_span for choice in conversion.choices if choice.rule in ("override", "term")]
    found: dict[str, RegionWord] = {}
    for word in region_words(base, way.variant_tag):
        start, end = word.span
        if all(end <= first or last <= start for first, last in decided):
            found.setdefault(word.word, word)
    return tuple(found.values())


def _lost(base: str, row: Override) -> Lost:
    candidates = []
    at = base.find(row.base_text)
    while at >= 0:
        candidates.append(at)
        at = base.find(row.base_text, at + 1)
    end = row.start + len(row.base_text)
    return Lost(row.id, row.made_on, row.start, end, row.base_text, row.chosen, tuple(candidates))
