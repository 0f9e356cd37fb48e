"""How one unit stands in a variant: its text, the places where a choice was made, and what waits for a person.

Nothing of this is stored. Overrides and approvals keep the base text that they were made on; here they are compared
with the present one. So no way in which a text may change (typed, merged, synced, restored) has to tell anybody, a
word that is typed anew in three steps loses nothing in between, and a text that comes back brings them back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from workbench import text as texts
from workbench.script import Choice, Conversion, RegionWord, corrections, region_words
from workbench.script import overrides as engine
from workbench.store.models import Override, VariantApproval
from workbench.store.variants import BaseUnit
from workbench.text import Kind
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
        override_id: the override that decided.
        redundant: the conversion has come to give the same by itself.
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
        approved: an editor approved this very text.
        approved_before: the text that was approved on another base, if one was.
    """

    unit: BaseUnit
    text: str
    places: tuple[Place, ...] = ()
    lost: tuple[Lost, ...] = ()
    words: tuple[RegionWord, ...] = ()
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


Kept = tuple[tuple[engine.Override, Override], ...]


def carried(base: str, rows: Iterable[Override]) -> tuple[Kept, tuple[Override, ...]]:
    """Find the places of overrides in the present base: what is kept, and what waits for a person.

    Of two that have come to overlap, the older one is kept.
    """
    kept: list[tuple[engine.Override, Override]] = []
    lost: list[Override] = []
    for row in sorted(rows, key=lambda row: row.id):
        value = engine.Override(row.start, row.base_text, row.before, row.after, row.chosen)
        found = (value,) if row.made_on == base else engine.carry(row.made_on, base, [value]).kept
        if found and all(found[0].end <= other.start or other.end <= found[0].start for other, _ in kept):
            kept.append((found[0], row))
        else:
            lost.append(row)
    return tuple(sorted(kept, key=lambda pair: pair[0].start)), tuple(lost)


def final_text(way: Way, unit: BaseUnit, rows: Sequence[Override], approval: VariantApproval | None) -> str:
    """The text of a unit in a variant: as it was approved on this base, else converted with the overrides."""
    if approval is not None and approval.base == unit.target:
        return approval.text
    if unit.kind == Kind.CODE:
        return unit.target
    kept, _ = carried(unit.target, rows) if rows else ((), ())
    if not kept:
        return way.convert(unit.target)
    return engine.apply(way, unit.target, [value for value, _ in kept]).text


def standing(way: Way, unit: BaseUnit, rows: Sequence[Override], approval: VariantApproval | None) -> Standing:
    """Everything about a unit in a variant."""
    base = unit.target
    is_approved = approval is not None and approval.base == base
    if unit.kind == Kind.CODE or not base.strip():
        return Standing(unit, base, approved=is_approved)
    kept, lost = carried(base, rows)
    conversion = engine.apply(way, base, [value for value, _ in kept])
    text = approval.text if approval is not None and is_approved else conversion.text
    by_start = {value.start: (value, row) for value, row in kept}
    places = []
    for choice in conversion.choices:
        value_row = by_start.get(choice.source_span[0]) if choice.rule == "override" else None
        place = _settled(way, base, choice, *value_row) if value_row else _place(base, choice)
        places.append(place)
    if text != conversion.text:
        # The frozen text is another one: what is known of the converted text says nothing of its places.
        places = [replace(place, span=None) for place in places]
    places.sort(key=lambda place: (_ORDER[place.mark], place.confidence, place.start))
    return Standing(
        unit,
        text,
        tuple(places),
        tuple(_lost(base, row) for row in lost),
        _words(way, base, conversion),
        is_approved,
        approval.text if approval is not None and not is_approved else None,
    )


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


def _settled(way: Way, base: str, choice: Choice, value: engine.Override, row: Override) -> Place:
    """A place that a person decided: what the conversion would give stands among the options."""
    usual = way.convert_with_choices(base)
    known = next((other for other in usual.choices if other.source_span == choice.source_span), None)
    others = (known.chosen, *known.alternatives) if known else choice.alternatives
    return Place(
        value.start,
        value.end,
        choice.target_span,
        value.base,
        value.chosen,
        tuple(dict.fromkeys((value.chosen, *others))),
        "settled",
        choice.rule,
        1.0,
        override_id=row.id,
        # Who confirmed a place wanted what the conversion gives; that it still does is no news.
        redundant=not row.confirms and not choice.alternatives,
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
