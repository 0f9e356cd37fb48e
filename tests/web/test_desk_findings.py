"""Findings as the desk shows them while somebody types."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from workbench.glossary import Concept, Life, Status, Term
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow import desk, documents, glossary, people, texts, units
from workbench.workflow.permissions import Role

BARGE = Concept("barge", terms=(Term("barge", "en"), Term("gabarra", "es"), Term("lanchón", "es", Status.ADMITTED)))
STRAY = "Los lanchones zarpan."


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """Pages say the same of either database."""
    return sqlite_store


@pytest.fixture
def editor(store: Store) -> User:
    """Somebody who also translates."""
    return people.add_user(store, name="Weighing", password="lantern over water", grants=[(Role.EDITOR, "es")])


@pytest.fixture
def last(store: Store, editor: User) -> int:
    """The last of five units; the others have the preferred term."""
    glossary.save(store, BARGE, version=0, by=editor)
    text = documents.read_pasted("\n\n".join(["Barges leave."] * 5))
    texts.bring_in(store, text, locale="en", by=editor, slug="quay")
    texts.start_edition(store, "quay", "es", by=editor)
    *others, last = desk.window(store, "quay", "es", by=editor).units
    for unit in others:
        units.save(store, unit.id, target="Las gabarras zarpan.", version=1, key=f"first-save-{unit.id}", by=editor)
    return last.id


@pytest.mark.parametrize(("life", "link"), [(Life.AGREED, "About this term"), (Life.DISPUTED, "Discussion")])
def test_a_stray_rendering_is_shown_with_its_replacement_and_where_to_read_on(
    client: FlaskClient,
    store: Store,
    post: Callable[..., TestResponse],
    sign_in: Callable[[FlaskClient, User], None],
    editor: User,
    last: int,
    life: Life,
    link: str,
):
    """A hint about a settled term has nothing that is discussed; one about a disputed term has."""
    if life is Life.DISPUTED:
        glossary.save(store, Concept("barge", terms=BARGE.terms, state=life), version=1, by=editor)
    sign_in(client, editor)
    shown = post(client, f"/units/{last}/check", json=True, target=STRAY, locale="es").get_json()["findings"]
    assert 'data-replacement="gabarras"' in shown
    assert "This edition mostly has" in shown
    assert link in shown
    assert ("#discussion" in shown) is (life is Life.DISPUTED)
