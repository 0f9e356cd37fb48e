"""The pictures of source texts: kept with them, shown on their pages, given back on export."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from workbench.findings import N_
from workbench.store.database import Store, Transaction
from workbench.store.models import Picture, SourceText, User
from workbench.text import Media
from workbench.workflow.errors import NotFound
from workbench.workflow.permissions import Role, require


def add(tx: Transaction, row: SourceText, media: Sequence[Media]) -> None:
    """Keep the pictures of a text that it has not yet; a name is made of the content, so one of a name is the same."""
    known = set(tx.session.scalars(sa.select(Picture.name).where(Picture.source_text_id == row.id)))
    new = {one.name: one for one in media if one.name not in known}
    if new:
        tx.session.execute(
            sa.insert(Picture),
            [{"source_text_id": row.id, "name": m.name, "type": m.type, "data": m.data} for m in new.values()],
        )


def media(tx: Transaction, source_text_id: int) -> tuple[Media, ...]:
    """All pictures of a text, by name."""
    query = sa.select(Picture).where(Picture.source_text_id == source_text_id).order_by(Picture.name)
    return tuple(Media(one.name, one.type, one.data) for one in tx.session.scalars(query))


def picture(store: Store, slug: str, name: str, *, by: User) -> Media:
    """One picture of a text.

    Raises:
        NotFound: the text has none of this name.
    """
    require(by, Role.READER)
    with store.read() as tx:
        query = (
            sa.select(Picture)
            .join(SourceText, SourceText.id == Picture.source_text_id)
            .where(SourceText.slug == slug, Picture.name == name)
        )
        found = tx.session.scalar(query)
        if found is None:
            raise NotFound(N_("There is no such picture."))
        return Media(found.name, found.type, found.data)
