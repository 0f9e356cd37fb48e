"""Say what the memory holds, and take it or a text out as a TMX file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workbench import formats
from workbench.findings import N_
from workbench.formats import TranslationUnit
from workbench.store import memories as stored
from workbench.store import texts
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow import exports
from workbench.workflow.errors import NotFound
from workbench.workflow.memories.roles import require_editor

_AT_ONCE = 2_000


def take_out(store: Store, *, slug: str = "", by: User | None) -> Iterator[bytes]:
    """Give the memory, or a text with all its editions, as one TMX file, piece by piece.

    Args:
        slug: a text, of which the passages with an approved translation are given; empty for the whole memory.
        by: None on the command line.

    Raises:
        NotAllowed: `by` edits no language.
        NotFound: there is no such text.
    """
    require_editor(by)
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
            found = list(stored.pairs(tx, after=after, limit=_AT_ONCE))
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
    require_editor(by)
    with store.read() as tx:
        return MemoryPage(stored.counts(tx), texts.titles(tx))
