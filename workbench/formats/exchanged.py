"""What a file of another tool says of an edition, and what XLIFF has no place of its own for.

A file that was out of the house says less than an edition: no block marks, no gaps, perhaps only some of the units.
What XLIFF lacks travels as named values beside the unit, which tools keep and do not touch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.formats.edition import ExportUnit
from workbench.states import State
from workbench.text.segments import Kind

BREAK = "\n\n"
_KINDS = frozenset(kind.value for kind in Kind)
_STATES = frozenset(state.value for state in State)


@dataclass(frozen=True)
class Exchanged:
    """An edition as a file of another tool gives it back.

    Attributes:
        slug: the source text's address; empty if the file does not name it.
        source_locale: BCP 47 tag; empty if the file does not name it.
        target_locale: BCP 47 tag; empty if the file does not name it.
        entries: the units in the order of the file.
        more: the further texts of a file that holds several.
    """

    slug: str
    source_locale: str
    target_locale: str
    entries: tuple[ExportUnit, ...]
    more: tuple[Exchanged, ...] = ()

    @property
    def parts(self) -> tuple[Exchanged, ...]:
        """All texts of the file, each by itself."""
        return (replace(self, more=()), *self.more)


def joined(parts: Sequence[Exchanged]) -> Exchanged:
    """Give the texts of one file, of which there is at least one, as a whole."""
    return replace(parts[0], more=tuple(parts[1:]))


def facts(unit: ExportUnit) -> Iterator[tuple[str, str]]:
    """Give what is to be known of a unit besides its texts, by name."""
    yield "kind", unit.kind.value
    yield "state", unit.state.value
    if unit.version:
        yield "version", str(unit.version)
    if unit.level:
        yield "level", str(unit.level)
    if len(unit.source) != 1 or BREAK in unit.source[0]:
        yield "paragraphs", " ".join(str(part.count(BREAK) + 1) for part in unit.source)
    if unit.stale:
        yield "stale", unit.previous_source
    if unit.omitted is not None:
        yield "omitted", unit.omitted


def with_facts(
    uid: str,
    source: str,
    target: str,
    said: Mapping[str, str],
    *,
    state: State,
    notes: tuple[str, ...] = (),
    terms: tuple[tuple[str, str], ...] = (),
) -> ExportUnit:
    """Give the unit that a file tells of.

    Args:
        uid: its id.
        source: all its paragraphs.
        target: its translation.
        said: what `facts` gave; what is missing or makes no sense is taken for what is usual.
        state: its review state as the file's own words have it.
        notes: comments for translators.
        terms: what the glossary said.
    """
    kind, version, level = said.get("kind", ""), said.get("version", ""), said.get("level", "")
    return ExportUnit(
        uid=uid,
        source=_parts(source, said.get("paragraphs")),
        target=target,
        kind=Kind(kind) if kind in _KINDS else Kind.PARAGRAPH,
        level=number(level),
        state=state,
        stale="stale" in said,
        previous_source=said.get("stale", ""),
        omitted=said.get("omitted"),
        notes=notes,
        version=number(version),
        terms=terms,
    )


def number(text: str) -> int:
    """Give a number of up to nine digits, or 0."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def state_of(said: Mapping[str, str], shown: State, same: frozenset[State]) -> State:
    """Give the state that the file's own word shows, or the finer one that stands beside it.

    Args:
        said: what `facts` gave.
        shown: the state by the file's own word, which a person may have changed in another tool.
        same: the states that the file has the same word for.
    """
    finer = said.get("state", "")
    return State(finer) if finer in _STATES and State(finer) in same else shown


def _parts(source: str, paragraphs: str | None) -> tuple[str, ...]:
    """The segments of a source, cut where they were cut."""
    if paragraphs is None:
        return (source,)
    counts = [number(count) for count in paragraphs.split()]
    pieces = source.split(BREAK)
    if not counts:
        return ()
    if sum(counts) != len(pieces):
        return (source,)
    rest = iter(pieces)
    return tuple(BREAK.join(next(rest) for _ in range(count)) for count in counts)
