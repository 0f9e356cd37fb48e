"""A page of the desk asks the database the same number of questions, however long the text is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from workbench.store.database import Store
from workbench.store.models import User
from workbench.text import Document, Kind, Segment
from workbench.workflow import comments, desk, texts, units

MOST = 10


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(*event: object) -> None:
        statements.append(str(event[2]))

    sa.event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(store.engine, "before_cursor_execute", note)


def bring_in(store: Store, length: int, by: User) -> str:
    """A text whose first units have a translation, a finding and a comment."""
    paragraphs = tuple(Segment(Kind.PARAGRAPH, f"The ferry made {n} crossings.") for n in range(1, length + 1))
    slug = texts.bring_in(store, Document(paragraphs, {}), locale="en", by=by, slug=f"ferry-{length}")
    texts.start_edition(store, slug, "es", by=by)
    for unit in desk.window(store, slug, "es", by=by).units[:8]:
        units.save(store, unit.id, target="El ferri hizo otro viaje", version=1, key=f"first-text-{unit.id}", by=by)
        comments.comment(store, unit.id, text="¿Cuántos?", by=by)
    return slug


@pytest.mark.parametrize("person", ["translator", "editor"])
def test_the_desk_asks_as_often_for_500_units_as_for_10(
    store: Store,
    client: FlaskClient,
    sign_in: Callable[[FlaskClient, User], None],
    request: pytest.FixtureRequest,
    translator: User,
    person: str,
):
    """A question for each unit makes long texts slow, and nobody notices while texts are short."""
    sign_in(client, request.getfixturevalue(person))
    numbers = []
    for length in (10, 50, 500):
        address = f"/texts/{bring_in(store, length, translator)}/es/desk"
        client.get(address)
        with counted(store) as statements:
            page = client.get(address)
        assert page.text.count('data-unit="') == min(length, 50)
        numbers.append(len(statements))

    assert len(set(numbers)) == 1
    assert numbers[0] <= MOST


def test_the_desk_shows_what_changed_since_it_was_shown(
    store: Store, client: FlaskClient, sign_in: Callable[[FlaskClient, User], None], translator: User
):
    """Pieces are kept between requests; a kept piece must never be an old one."""
    sign_in(client, translator)
    slug = bring_in(store, 10, translator)
    before = client.get(f"/texts/{slug}/es/desk").text
    window = desk.window(store, slug, "es", by=translator)
    unit = window.units[9]
    assert window.counts["initial"] == 2

    units.save(store, unit.id, target="Un barco pequeño.", version=1, key="the-change", by=translator)
    comments.comment(store, window.units[8].id, text="¿Y este?", by=translator)
    after = client.get(f"/texts/{slug}/es/desk").text

    assert "Un barco pequeño." not in before
    assert "Un barco pequeño." in after
    assert after.count(" comment<") == before.count(" comment<") + 1
    assert desk.window(store, slug, "es", by=translator).counts["initial"] == 1
