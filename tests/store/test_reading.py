"""What a page reads is one state of the database, on each kind of database."""

from __future__ import annotations

from workbench.store.database import Store
from workbench.workflow import settings


def test_a_page_sees_one_state_of_the_database(store: Store):
    """A page that counts and then lists must not list what came in between."""
    with store.begin() as tx:
        settings.put(tx, "tide", "low")
    with store.read() as tx:
        before = settings.get(tx, "tide")
        with store.begin() as other:
            settings.put(other, "tide", "high")
        assert (before, settings.get(tx, "tide")) == ("low", "low")
    with store.read() as tx:
        assert settings.get(tx, "tide") == "high"
