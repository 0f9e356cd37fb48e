"""Files that wait in the database."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from workbench.store.database import Store
from workbench.store.models import KeptFile, KeptPiece, now
from workbench.workflow import kept
from workbench.workflow.errors import NotFound


def count(store: Store, model: type) -> int:
    with store.read() as tx:
        return tx.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_a_file_comes_back_as_it_was_brought(store: Store, monkeypatch: pytest.MonkeyPatch):
    """However it was cut on its way."""
    monkeypatch.setattr(kept, "PIECE", 10)
    data = [b"a" * 3, b"b" * 25, b"", b"c" * 10]
    file_id = kept.keep(store, data, purpose="memory", name="a.tmx", by=None)

    assert b"".join(kept.pieces(store, file_id)) == b"".join(data)
    with store.read() as tx:
        assert kept.find(tx, file_id, "memory").size == 38
    assert count(store, KeptPiece) == 4


def test_a_file_is_found_for_its_purpose_only(store: Store):
    """An address with another number must not lead to somebody's upload."""
    file_id = kept.keep(store, [b"x"], purpose="memory", name="a.tmx", by=None)
    with store.read() as tx, pytest.raises(NotFound):
        kept.find(tx, file_id, "site")


def test_what_was_interrupted_is_filled_anew(store: Store):
    """A job that is done twice leaves one file."""
    with store.begin() as tx:
        file_id = kept.promise(tx, purpose="site", name="site.zip", by=None)
    kept.fill(store, file_id, [b"half"])
    kept.fill(store, file_id, [b"whole"])

    assert b"".join(kept.pieces(store, file_id)) == b"whole"


def test_what_nobody_comes_back_for_is_forgotten(store: Store):
    """The database does not grow by what was left behind."""
    kept.keep(store, [b"x"], purpose="memory", name="a.tmx", by=None)
    with store.begin() as tx:
        tx.execute(sa.update(KeptFile).values(created_at=now() - dt.timedelta(days=kept.DAYS + 1)))
    new = kept.keep(store, [b"y"], purpose="memory", name="b.tmx", by=None)

    # SQLite may give the new file the number of the old one, so what is left is told by its bytes.
    assert (count(store, KeptFile), count(store, KeptPiece)) == (1, 1)
    assert list(kept.pieces(store, new)) == [b"y"]
