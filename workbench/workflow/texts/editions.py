"""Begin to translate a text into a locale."""

from __future__ import annotations

from collections.abc import Sequence

from workbench import languages
from workbench.findings import N_
from workbench.store import search, texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition, SourceText, User, now
from workbench.workflow.errors import Invalid
from workbench.workflow.permissions import Role, require
from workbench.workflow.texts.arrival import source_text


def start_edition(store: Store, slug: str, locale: str, *, by: User | None) -> int:
    """Begin to translate a text into a locale: one unit for each segment; gives the edition's id.

    Raises:
        NotAllowed: `by` does not translate into this locale.
        Invalid: the edition exists, or the locale is the text's own language.
    """
    locale = languages.base(locale)
    if by is not None:
        require(by, Role.TRANSLATOR, locale)
    with store.begin() as tx:
        row = source_text(tx, slug)
        begun = texts.edition(tx, slug, locale)
        if begun is not None and by is not None and begun.created_by == by.id:
            # The button was pressed twice.
            return begun.id
        edition = add_edition(tx, row, locale, by=by)
        segments = texts.segments(tx, row.id)
        add_units(tx, edition, [texts.NewUnit((s.id,), s.uid) for s in segments])
        tx.log("start-edition", f"edition:{slug}/{locale}", by=by)
        return edition.id


def add_edition(tx: Transaction, row: SourceText, locale: str, *, by: User | None) -> Edition:
    """Make an edition without units, inside a transaction of the caller."""
    if languages.parse(locale).language == languages.parse(row.locale).language:
        raise Invalid(
            N_("This text is in %(locale)s already; its other script is a variant."), locale=row.locale, field="locale"
        )
    if texts.edition(tx, row.slug, locale) is not None:
        raise Invalid(N_("There is an edition in %(locale)s already."), locale=locale, field="locale")
    chinese = [e for e in row.editions if languages.parse(e.locale).is_chinese]
    if chinese and languages.parse(locale).is_chinese:
        raise Invalid(N_("There is a Chinese edition already; the other script is derived from it."), field="locale")
    edition = Edition(source_text_id=row.id, locale=locale, created_by=by.id if by else None)
    tx.session.add(edition)
    tx.session.flush()
    return edition


def add_units(tx: Transaction, edition: Edition, new: Sequence[texts.NewUnit]) -> dict[str, int]:
    """Give a new edition its units, and index them; gives the ids by uid."""
    ids = texts.add_units(tx, edition, new, at=now())
    contents = {s.id: s.content for s in texts.segments(tx, edition.source_text_id)}
    search.add(
        tx,
        ((ids[unit.uid], "\n\n".join(contents[i] for i in unit.segment_ids), unit.target) for unit in new),
    )
    return ids
