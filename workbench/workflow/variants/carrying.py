"""Which corrections hold in a unit: its own, carried over the edits of the base, and those of other variants.

Taiwan, Hong Kong and the variant without a region are derived from one base, each by itself. Who decides in one of
them that 干 is 幹 here and not 乾 has decided about a word, and their words are the same: the decision holds in the
others too, in their own glyphs, until somebody decides otherwise there. What is another wording (工作 for 干活) may be
the taste of a region: it is offered. Nothing of this is stored; what is taken back is taken back everywhere.

It fails where regions spell a word differently by custom: then the place has to be decided in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations

from workbench.script import Converter
from workbench.script import overrides as engine
from workbench.script.glyphs import in_own_glyphs, is_spelling
from workbench.store.models import Override, VariantApproval
from workbench.workflow.variants.ways import Way


@dataclass(frozen=True)
class Settled:
    """What people settled about one unit in a variant.

    Attributes:
        rows: its corrections.
        approval: the newest approval of it.
        elsewhere: the corrections of the same unit in the other variants of the script, by their tags.
    """

    rows: Sequence[Override] = ()
    approval: VariantApproval | None = None
    elsewhere: Mapping[str, Sequence[Override]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shared:
    """A correction of another variant, on the present base and as it reads in this one; `made_in` is its variant."""

    value: engine.Override
    made_in: str


@dataclass(frozen=True)
class InForce:
    """The corrections of a unit, seen from its present base.

    Attributes:
        own: those of the variant itself, in the order of their places, with their rows.
        lost: those of the variant whose place is not certain any more, which wait for a person.
        shared: those of other variants that hold here too.
        disputed: those of other variants of which two contradict each other; none of them holds.
        offered: other wordings that were chosen in other variants.
    """

    own: tuple[tuple[engine.Override, Override], ...] = ()
    lost: tuple[Override, ...] = ()
    shared: tuple[Shared, ...] = ()
    disputed: tuple[Shared, ...] = ()
    offered: tuple[Shared, ...] = ()

    @property
    def values(self) -> list[engine.Override]:
        """All that is put into the conversion."""
        return [*(value for value, _ in self.own), *(one.value for one in self.shared)]


def in_force(way: Way, base: str, settled: Settled) -> InForce:
    """Find out which corrections hold in a unit whose base text is `base`."""
    if not settled.rows and not settled.elsewhere:
        return InForce()
    own, lost = carried(base, settled.rows)
    if not settled.elsewhere:
        return InForce(own, lost)
    usual = way.convert_with_choices(base)
    spellings: list[Shared] = []
    wordings: list[Shared] = []
    for value, tag in _elsewhere(base, settled.elsewhere):
        if any(_touch(value, mine) for mine, _ in own):
            continue
        if is_spelling(value.base, value.chosen):
            form = in_own_glyphs(value.chosen, usual, value.start, target_tag=way.variant_tag)
            if form is not None:
                spellings.append(Shared(replace(value, chosen=form), tag))
        else:
            form = Converter(tag, way.variant_tag).convert(value.chosen)
            if form != usual.text[slice(*usual.target_span(value.start, value.end))]:
                wordings.append(Shared(replace(value, chosen=form), tag))
    disputed = _disputed(way, base, spellings)
    shared = _apart([one for one in spellings if one not in disputed])
    return InForce(own, lost, shared, disputed, tuple(dict.fromkeys(wordings)))


def _elsewhere(base: str, rows: Mapping[str, Sequence[Override]]) -> Iterator[tuple[engine.Override, str]]:
    """The corrections of other variants where they stand in the present base; what waits there says nothing here."""
    for tag, some in rows.items():
        for value, _ in carried(base, some)[0]:
            yield value, tag


def _disputed(way: Way, base: str, found: Sequence[Shared]) -> tuple[Shared, ...]:
    """Those that touch another one and make another text of it."""
    against: list[Shared] = []
    for one, other in combinations(found, 2):
        if _touch(one.value, other.value):
            texts = {engine.apply(way, base, [some.value]).text for some in (one, other)}
            against += (one, other) if len(texts) > 1 else ()
    return tuple(dict.fromkeys(against))


def _apart(found: Iterable[Shared]) -> tuple[Shared, ...]:
    """Of those that say the same of a place, the first."""
    kept: list[Shared] = []
    for one in found:
        if not any(_touch(one.value, other.value) for other in kept):
            kept.append(one)
    return tuple(kept)


def _touch(one: engine.Override, other: engine.Override) -> bool:
    return one.start < other.end and other.start < one.end


def carried(
    base: str, rows: Iterable[Override]
) -> tuple[tuple[tuple[engine.Override, Override], ...], tuple[Override, ...]]:
    """Find the places of overrides in the present base: what is kept, and what waits for a person.

    Of two that have come to overlap, the older one is kept.
    """
    kept: list[tuple[engine.Override, Override]] = []
    lost: list[Override] = []
    for row in sorted(rows, key=lambda row: row.id):
        value = engine.Override(row.start, row.base_text, row.before, row.after, row.chosen)
        found = (value,) if row.made_on == base else engine.carry(row.made_on, base, [value]).kept
        if found and not any(_touch(found[0], other) for other, _ in kept):
            kept.append((found[0], row))
        else:
            lost.append(row)
    return tuple(sorted(kept, key=lambda pair: pair[0].start)), tuple(lost)
