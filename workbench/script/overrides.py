"""What a person put in place of a converted passage: anchored on the base text, carried over its edits.

An override says: these characters of the base, here, become this. It wins over dictionaries, corrections, terms and
protected spans. When the base changes it is carried to the one place that can be the old one (`anchoring`), or it
waits for a person; it is never dropped and never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from workbench.errors import N_, WorkbenchError
from workbench.script.anchoring import CONTEXT, find_again
from workbench.script.choices import Choice

if TYPE_CHECKING:
    from workbench.script.converter import Conversion, Converter


class BadOverride(WorkbenchError):
    """An override does not stand where it says, or two of them overlap."""


@dataclass(frozen=True)
class Override:
    """A passage of the base text and what a person wants in its place.

    Attributes:
        start: where the passage begins in the base.
        base: the passage as the base has it; at least one character.
        before: the two characters before it; fewer at the start of the text.
        after: the two characters after it; fewer at the end.
        chosen: what the converted text has instead; may be of another length.
    """

    start: int
    base: str
    before: str
    after: str
    chosen: str

    @classmethod
    def at(cls, text: str, start: int, end: int, chosen: str) -> Override:
        """Anchor `chosen` on the characters of `text` from `start` to `end`.

        Raises:
            BadOverride: the span is empty or reaches outside the text.
        """
        if not 0 <= start < end <= len(text):
            raise BadOverride(N_("An override needs at least one character of the base text; mark a passage first."))
        before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        return cls(start, text[start:end], before, after, chosen)

    @property
    def end(self) -> int:
        """Where the passage ends in the base."""
        return self.start + len(self.base)

    def fits(self, text: str) -> bool:
        """Tell whether `text` has the passage where the override says."""
        return self.start >= 0 and bool(self.base) and text.startswith(self.base, self.start)


@dataclass(frozen=True)
class Carried:
    """Overrides after an edit of the base, each list in the order in which they came.

    Attributes:
        kept: those whose place is certain, anchored on the new base.
        lost: those that wait for a person, as they were.
    """

    kept: tuple[Override, ...]
    lost: tuple[Override, ...]


def carry(old_base: str, new_base: str, overrides: Iterable[Override]) -> Carried:
    """Carry overrides on `old_base` over to `new_base`; where there is any doubt about a place, they are lost."""
    kept: list[Override] = []
    lost: list[Override] = []
    for override in overrides:
        place = find_again(old_base, new_base, override.start, override.end) if override.fits(old_base) else None
        if place is None:
            lost.append(override)
        else:
            kept.append(Override.at(new_base, place, place + len(override.base), override.chosen))
    return Carried(tuple(kept), tuple(lost))


def apply(converter: Converter, text: str, overrides: Iterable[Override]) -> Conversion:
    """Convert `text` and put the chosen form at the place of every override; its choice has the rule `override`.

    Raises:
        BadOverride: an override does not stand in `text` (carry it first), or two of them overlap.
        DictionariesMissing: the dictionary package is not installed as it should be.
    """
    conversion = converter.convert_with_choices(text)
    wanted = sorted(overrides, key=lambda override: override.start)
    _require_places(text, wanted)
    for override in reversed(wanted):
        conversion = _put(conversion, override)
    return conversion


def redundant(converter: Converter, text: str, override: Override) -> bool:
    """Tell whether the conversion now gives by itself what the override asks for.

    Raises:
        BadOverride: the override does not stand in `text`.
        DictionariesMissing: the dictionary package is not installed as it should be.
    """
    _require_places(text, [override])
    conversion = converter.convert_with_choices(text)
    return conversion.text[slice(*conversion.target_span(override.start, override.end))] == override.chosen


def _require_places(text: str, overrides: list[Override]) -> None:
    done = 0
    for override in overrides:
        if not override.fits(text):
            raise BadOverride(
                N_("An override at %(offset)s does not stand in this text; carry it over the edit first."),
                offset=override.start,
            )
        if override.start < done:
            raise BadOverride(N_("Two overrides overlap at %(offset)s; join them into one."), offset=override.start)
        done = override.end


def _put(conversion: Conversion, override: Override) -> Conversion:
    """Replace one passage of a result; what stands behind it moves along."""
    span = (override.start, override.end)
    start, end = conversion.target_span(*span)
    usual = conversion.text[start:end]
    more = len(override.chosen) - (end - start)
    choices = [
        replace(choice, target_span=(choice.target_span[0] + more, choice.target_span[1] + more))
        if choice.source_span[0] >= override.end
        else choice
        for choice in conversion.choices
        if choice.source_span[1] <= override.start or choice.source_span[0] >= override.end
    ]
    others = (usual,) if usual != override.chosen else ()
    into = (start, start + len(override.chosen))
    choices.append(Choice(span, into, override.chosen, others, "override", "grey"))
    choices.sort(key=lambda choice: choice.source_span)
    anchors = [pair for pair in conversion.offsets if pair[0] < override.start or pair[0] > override.end]
    offsets = [
        *(pair for pair in anchors if pair[0] < override.start),
        (override.start, start),
        (override.end, into[1]),
        *((source, target + more) for source, target in anchors if source > override.end),
    ]
    text = f"{conversion.text[:start]}{override.chosen}{conversion.text[end:]}"
    return replace(conversion, text=text, choices=tuple(choices), offsets=tuple(offsets))
