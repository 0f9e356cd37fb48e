"""Bring memories in from TMX files, and take the memory or a text out as one.

A file is looked through before anything is stored, so that a broken one changes nothing. Then it is read as it streams
by and written in batches: the memory of the process hardly depends on the length of the file, and nobody who saves
meanwhile waits long. What is there already is not filed twice: a file that was stopped half-way can be brought again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import IO

from workbench import formats
from workbench.findings import N_
from workbench.formats import TranslationUnit
from workbench.store import memories as stored
from workbench.store import texts
from workbench.store.database import Store
from workbench.store.models import User, now
from workbench.workflow import exports
from workbench.workflow.errors import NotAllowed, NotFound
from workbench.workflow.permissions import Role, edits_anything
from workbench.workflow.units import MAX_TARGET
from workbench.workflow.wording import line, storable

# A batch takes some tenths of a second, for which others who save wait.
BATCH = 2_000
# However long its texts are, the n-grams of a batch take less than some hundred megabytes.
MOST_LETTERS = 1_000_000
MAX_ORIGIN = 200


@dataclass(frozen=True)
class MemoryReport:
    """What became of a TMX file.

    Attributes:
        added: pairs that are new.
        known: pairs that were there, or twice in the file.
        too_long: pairs with a text that is longer than any unit may be.
        unknown: texts in languages that the workbench does not know, by their tags.
    """

    added: int
    known: int
    too_long: int
    unknown: dict[str, int] = field(default_factory=dict)


def bring_in(store: Store, file: IO[bytes], *, name: str, by: User | None) -> MemoryReport:
    """File the pairs of a TMX file in the memory.

    Args:
        file: opened for reading bytes.
        name: what is said of where pairs come from that the file says nothing of.
        by: None on the command line.

    Raises:
        NotAllowed: `by` edits no language.
        TmxFileError: the file cannot be read to its end.
        Invalid: a text has a character that no text may have.
    """
    _require_editor(by)
    origin = _origin(name)
    formats.check_tmx(file)
    file.seek(0)
    seen: Counter[str] = Counter()
    unknown: Counter[str] = Counter()
    with store.read() as tx:
        known = stored.fingerprints(tx)
    fresh = _fresh(formats.read_tmx(file, unknown=unknown), origin, known, seen)
    for batch in _batches(fresh):
        prepared = stored.prepare(batch)
        with store.begin() as tx:
            stored.add(tx, prepared)
        seen["added"] += len(batch)
    with store.begin() as tx:
        tx.log("bring-memory", "memory", by=by, added=seen["added"])
    return MemoryReport(seen["added"], seen["known"], seen["too long"], dict(unknown.most_common()))


def _fresh(
    units: Iterable[TranslationUnit], origin: str, known: set[bytes], seen: Counter[str]
) -> Iterator[stored.Pair]:
    """The pairs that are not there yet, as they are stored."""
    for unit in units:
        pair = stored.Pair(
            storable(unit.source, field="file"),
            storable(unit.target, field="file"),
            unit.source_locale,
            unit.target_locale,
            unit.approved,
            _origin(unit.origin) or origin,
            unit.changed or now(),
        )
        if max(len(pair.source), len(pair.target)) > MAX_TARGET:
            seen["too long"] += 1
        elif pair.fingerprint in known:
            seen["known"] += 1
        else:
            known.add(pair.fingerprint)
            yield pair


def _batches(pairs: Iterable[stored.Pair]) -> Iterator[list[stored.Pair]]:
    batch: list[stored.Pair] = []
    letters = 0
    for pair in pairs:
        batch.append(pair)
        letters += len(pair.source)
        if len(batch) == BATCH or letters >= MOST_LETTERS:
            yield batch
            batch, letters = [], 0
    if batch:
        yield batch


@lru_cache(maxsize=64)
def _origin(said: str) -> str:
    return line(said, field="file")[:MAX_ORIGIN]


def take_out(store: Store, *, slug: str = "", by: User | None) -> Iterator[bytes]:
    """Give the memory, or a text with all its editions, as one TMX file, piece by piece.

    Args:
        slug: a text, of which the passages with an approved translation are given; empty for the whole memory.
        by: None on the command line.

    Raises:
        NotAllowed: `by` edits no language.
        NotFound: there is no such text.
    """
    _require_editor(by)
    if not slug:
        return formats.tmx_pieces(_remembered(store))
    with store.read() as tx:
        text = texts.source_text(tx, slug)
        if text is None:
            raise NotFound(N_("There is no text at %(slug)s."), slug=slug)
        editions = [exports.as_edition(tx, row) for row in text.editions]
        locale = text.locale
    return formats.tmx_pieces(formats.text_units(editions, approved_only=True), source_locale=locale)


def _remembered(store: Store) -> Iterator[TranslationUnit]:
    """The entries of the memory, each batch from a look of its own."""
    after = 0
    while True:
        with store.read() as tx:
            found = list(stored.pairs(tx, after=after, limit=BATCH))
        if not found:
            return
        after = found[-1][0]
        for entry_id, pair in found:
            yield TranslationUnit(
                pair.source,
                pair.target,
                pair.source_locale,
                pair.target_locale,
                uid=f"m{entry_id}",
                approved=pair.approved,
                origin=pair.origin,
                changed=pair.at,
            )


@dataclass(frozen=True)
class MemoryPage:
    """What the page of the memory shows: how many pairs there are by their two locales, and the texts."""

    pairs: tuple[tuple[str, str, int], ...]
    texts: tuple[tuple[str, str], ...]

    @property
    def total(self) -> int:
        """How many pairs there are."""
        return sum(count for _, _, count in self.pairs)


def page(store: Store, *, by: User) -> MemoryPage:
    """Say what the memory holds.

    Raises:
        NotAllowed: `by` edits no language.
    """
    _require_editor(by)
    with store.read() as tx:
        return MemoryPage(stored.counts(tx), texts.titles(tx))


def _require_editor(by: User | None) -> None:
    if by is not None and not edits_anything(by):
        raise NotAllowed(N_("This needs the role of %(role)s."), role=Role.EDITOR.value)
