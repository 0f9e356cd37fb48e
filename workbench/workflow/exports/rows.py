"""Find the edition that is to be taken out."""

from __future__ import annotations

from workbench.findings import N_
from workbench.store import texts
from workbench.store.database import Transaction
from workbench.store.models import Edition
from workbench.workflow.errors import NotFound


def edition_row(tx: Transaction, slug: str, locale: str) -> Edition:
    """The stored edition of a text in a locale.

    Raises:
        NotFound: there is none.
    """
    row = texts.edition(tx, slug, locale)
    if row is None:
        raise NotFound(N_("There is no edition of %(slug)s in %(locale)s."), slug=slug, locale=locale)
    return row
