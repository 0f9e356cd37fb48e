"""Align and check a text and its translation that lie in two files, without a database.

What `workbench align` and `workbench check` do. A translation memory helps an alignment with what it knows for certain:
a paragraph and its translation that stand in it word by word, each once in its text, are settled before the rest.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench import checks
from workbench.alignment import Bead, align
from workbench.findings import N_, Finding, Severity
from workbench.formats import PoEdition, TranslationUnit
from workbench.glossary import Termbase
from workbench.text import Document, Kind
from workbench.workflow.errors import Invalid

BREAK = "\n\n"


@dataclass(frozen=True)
class Side:
    """One of two texts: its paragraphs, what each is, and its locale."""

    parts: tuple[str, ...]
    kinds: tuple[Kind, ...]
    locale: str


@dataclass(frozen=True)
class UnitFinding:
    """A finding with the unit that it belongs to.

    Attributes:
        unit: index of the bead, or of the entry of a PO file.
        source: indices of its source paragraphs.
        target: indices of its target paragraphs.
    """

    unit: int
    source: tuple[int, ...]
    target: tuple[int, ...]
    finding: Finding


@dataclass(frozen=True)
class _Link:
    """A bead as another program wrote it down."""

    source: tuple[int, ...]
    target: tuple[int, ...]


def side(document: Document, locale: str) -> Side:
    """The paragraphs of a document, which are what is aligned."""
    blocks = document.segments
    return Side(tuple(block.content for block in blocks), tuple(block.kind for block in blocks), locale)


def align_sides(
    source: Side, target: Side, *, termbase: Termbase | None = None, memory: Iterable[TranslationUnit] = ()
) -> list[Bead]:
    """Align two texts with everything that is known of them.

    Args:
        termbase: terms that stand for each other.
        memory: pairs of earlier work in these two languages.
    """
    return align(
        source.parts,
        target.parts,
        source_locale=source.locale,
        target_locale=target.locale,
        source_kinds=[kind.value for kind in source.kinds],
        target_kinds=[kind.value for kind in target.kinds],
        terms=termbase,
        pins=[((i,), (j,)) for i, j in known_pairs(source.parts, target.parts, memory)],
    )


def known_pairs(
    source: Sequence[str], target: Sequence[str], memory: Iterable[TranslationUnit]
) -> list[tuple[int, int]]:
    """Pairs of indices that a memory settles: as many as possible that do not cross."""
    places = ({text: i for i, text in _only_once(texts)} for texts in (source, target))
    here, there = places
    pairs = {(here.get(unit.source), there.get(unit.target)) for unit in memory}
    return _without_crossings(sorted((i, j) for i, j in pairs if i is not None and j is not None))


def _only_once(texts: Sequence[str]) -> Iterator[tuple[int, str]]:
    counts = Counter(texts)
    return ((index, text) for index, text in enumerate(texts) if counts[text] == 1)


def _without_crossings(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest part in which both sides rise, by patience sorting."""
    ends: list[int] = []
    chains: list[list[tuple[int, int]]] = []
    # Of pairs with one source, the later target comes first, so that no chain takes both.
    for i, j in sorted(pairs, key=lambda pair: (pair[0], -pair[1])):
        at = bisect_left(ends, j)
        chain = [*(chains[at - 1] if at else []), (i, j)]
        ends[at : at + 1], chains[at : at + 1] = [j], [chain]
    return chains[-1] if chains else []


def read_alignment(data: bytes, source: Side, target: Side) -> list[_Link]:
    """Read the JSON of `workbench align --json`.

    Raises:
        Invalid: it is no such JSON, or does not have every paragraph in exactly one bead, in order.
    """
    try:
        beads = json.loads(data)["beads"]
        links = [_Link(_indices(bead["source"]), _indices(bead["target"])) for bead in beads]
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid(N_("The alignment is not the JSON that `workbench align --json` writes.")) from error
    for name, parts in (("source", source.parts), ("target", target.parts)):
        if [index for link in links for index in getattr(link, name)] != list(range(len(parts))):
            raise Invalid(
                N_("The alignment does not fit the %(side)s: each of its %(count)s paragraphs must be in one bead."),
                side=name,
                count=len(parts),
            )
    return links


def _indices(values: object) -> tuple[int, ...]:
    if not isinstance(values, list) or not all(type(value) is int for value in values):
        raise TypeError("indices are a list of whole numbers")
    return tuple(values)


def check_sides(
    source: Side, target: Side, beads: Sequence[Bead | _Link], *, termbase: Termbase | None
) -> list[UnitFinding]:
    """Run all checks on each bead, and those of the glossary that look at the whole edition.

    A paragraph that the translation does not have is a warning: it may be left out on purpose.
    """
    pairs = [
        (BREAK.join(source.parts[i] for i in bead.source), BREAK.join(target.parts[i] for i in bead.target))
        for bead in beads
    ]
    kinds = [source.kinds[bead.source[0]] if bead.source else Kind.NOTE for bead in beads]
    found = _check(pairs, kinds, source.locale, target.locale, termbase)
    return [
        UnitFinding(
            index, bead.source, bead.target, finding if bead.target else replace(finding, severity=Severity.WARNING)
        )
        for index, bead in enumerate(beads)
        for finding in found[index]
    ]


def check_po(po: PoEdition, *, source_locale: str, termbase: Termbase | None) -> list[UnitFinding]:
    """Run all checks on the entries of a PO file; those that nobody has begun have nothing to be checked."""
    begun = [index for index, entry in enumerate(po.entries) if entry.target.strip()]
    entries = [po.entries[index] for index in begun]
    pairs = [(BREAK.join(entry.source), entry.target) for entry in entries]
    found = _check(pairs, [entry.kind for entry in entries], source_locale, po.target_locale, termbase)
    return [
        UnitFinding(index, (index,), (index,), finding)
        for index, findings in zip(begun, found, strict=True)
        for finding in findings
    ]


def _check(
    pairs: Sequence[tuple[str, str]],
    kinds: Sequence[Kind],
    source_locale: str,
    target_locale: str,
    termbase: Termbase | None,
) -> list[list[Finding]]:
    found = [
        checks.run(
            source, target, source_locale=source_locale, target_locale=target_locale, termbase=termbase, kind=kind
        )
        for (source, target), kind in zip(pairs, kinds, strict=True)
    ]
    if termbase is not None:
        whole = termbase.check_edition(pairs, source_locale=source_locale, target_locale=target_locale)
        for own, further in zip(found, whole, strict=True):
            own.extend(further)
    return found


def as_data(found: UnitFinding) -> Mapping[str, object]:
    """A finding as the JSON of `workbench check --json`."""
    finding = found.finding
    return {
        "unit": found.unit,
        "source": list(found.source),
        "target": list(found.target),
        "check": finding.check,
        "severity": finding.severity.value,
        "concept": finding.concept,
        "found": finding.found,
        "expected": list(finding.expected),
        "message": finding.sentence,
    }
