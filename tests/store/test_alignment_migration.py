"""Alignment pages that were begun before their rows had a table of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from workbench.store import migrate
from workbench.store.database import Store

ROWS = [
    {"source": ["a"], "target": ["Uno."], "confidence": 0.5, "kind": "pair", "reason": "", "pinned": False},
    {"source": ["b"], "target": [], "confidence": 1.0, "kind": "omitted", "reason": "cut", "pinned": True},
]


@pytest.fixture(params=["sqlite", "postgresql"])
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database of the version before, with one page and one step."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'older.db'}"
    else:
        make: Callable[[], str] = request.getfixturevalue("postgres_url")
        url = make()
    store = Store(url)
    migrate.upgrade(store, "0001")
    statements = (
        "INSERT INTO source_texts (id, slug, locale, title, meta, created_at) "
        "VALUES (1, 'mill', 'en', 'The mill', '{}', '2026-01-01 00:00:00')",
        "INSERT INTO alignments (id, source_text_id, locale, rows, step, version, created_at) "
        f"VALUES (1, 1, 'es', '{json.dumps(ROWS)}', 1, 2, '2026-01-01 00:00:00')",
        "INSERT INTO alignment_steps (alignment_id, number, action, splice, at) "
        "VALUES (1, 1, 'pin', '{}', '2026-01-01 00:00:00')",
    )
    with store.begin() as tx:
        for statement in statements:
            tx.session.connection().exec_driver_sql(statement)
    yield store
    store.close()


def test_a_page_that_was_begun_keeps_its_rows_and_its_steps(older: Store):
    """Nobody aligns a text twice because of an update; and who has to go back finds it as it was."""
    migrate.upgrade(older)
    with older.read() as tx:
        rows = tx.session.execute(
            sa.text("SELECT position, source, confidence, reason, pinned FROM alignment_rows ORDER BY position")
        ).all()
        assert [row.position for row in rows] == [0, 1]
        assert [(row.confidence, row.reason, bool(row.pinned)) for row in rows] == [
            (0.5, "", False),
            (1.0, "cut", True),
        ]
        assert tx.session.scalar(sa.text("SELECT count(*) FROM alignment_steps")) == 1

    migrate.downgrade(older, "0001")
    alignments = sa.table("alignments", sa.column("rows", sa.JSON))
    with older.read() as tx:
        assert tx.session.scalar(sa.select(alignments.c.rows)) == ROWS
        assert tx.session.scalar(sa.text("SELECT count(*) FROM alignment_steps")) == 1
