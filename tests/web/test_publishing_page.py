"""The page of the reading site: an editor puts an edition before readers and takes the site along."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from workbench.states import State
from workbench.store.database import Store
from workbench.text import read_markdown
from workbench.web.app import create_app
from workbench.workflow import alignments, jobs, people, publishing, texts
from workbench.workflow.jobs.kinds import HANDLERS
from workbench.workflow.permissions import Role

PASSWORD = "lantern over water"


@pytest.fixture
def app(sqlite_store: Store) -> Flask:
    """A text with an approved translation, and one that nobody has begun."""
    for slug in ("weir", "reed"):
        document = read_markdown(f"---\ntitle: The {slug}\n---\n\nShe came *late*.\n\nNobody asked.\n")
        texts.bring_in(sqlite_store, document, locale="en", by=None, slug=slug)
    spanish = read_markdown("---\ntitle: La presa\n---\n\nLlegó *tarde*.\n\nNadie preguntó.\n")
    alignment = alignments.bring_translation(sqlite_store, "weir", spanish, locale="es", by=None)
    alignments.accept(sqlite_store, alignment, by=None, state=State.APPROVED)
    texts.start_edition(sqlite_store, "reed", "es", by=None)
    people.add_user(sqlite_store, name="Weighing", password=PASSWORD, grants=[(Role.EDITOR, "es")])
    app = create_app(sqlite_store)
    app.config["TESTING"] = True
    return app


@pytest.fixture
def editor(app: Flask) -> FlaskClient:
    """Somebody who edits Spanish."""
    client = app.test_client()
    client.post("/sign-in", data={"name": "Weighing", "password": PASSWORD, "csrf_token": token(client, "/sign-in")})
    return client


def token(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def press(client: FlaskClient, slug: str, action: str) -> str:
    form = {"csrf_token": token(client, "/site")}
    return client.post(f"/texts/{slug}/es/{action}", data=form, follow_redirects=True).text


def test_what_is_published_is_in_the_archive(editor: FlaskClient):
    """From a button to a page that readers can open."""
    assert "/site.zip" not in editor.get("/site").text, "there is nothing to take along yet"

    page = press(editor, "weir", "publish")

    assert "The next reading site has this edition." in page
    with zipfile.ZipFile(BytesIO(editor.get("/site.zip").data)) as archive:
        assert "Llegó <em>tarde</em>." in archive.read("site/texts/weir/es.html").decode()
        assert "Sala de lectura" in archive.read("site/es/index.html").decode()
    assert "The next reading site has this edition no more." in press(editor, "weir", "withdraw")


def test_an_edition_that_has_nothing_for_readers_has_no_button(editor: FlaskClient):
    """And who presses it in an old tab is told why."""
    assert "/texts/weir/es/publish" in editor.get("/site").text
    assert "/texts/reed/es/publish" not in editor.get("/site").text

    assert "Nothing of this edition is approved yet" in press(editor, "reed", "publish")


def test_a_large_site_is_made_first_and_then_downloaded(editor: FlaskClient, sqlite_store: Store, monkeypatch):
    """Nobody waits half a minute for a page; without a script the ways are a button and a link."""
    monkeypatch.setattr(publishing.making, "AT_ONCE", 0)
    press(editor, "weir", "publish")
    page = editor.get("/site").text
    assert "/site.zip" not in page
    assert editor.get("/site.zip").location == "/site"

    job = editor.post("/site", data={"csrf_token": token(editor, "/site")}).location
    assert "The reading site is being made" in editor.get(job).text
    jobs.Runner(sqlite_store, HANDLERS).run_next()

    assert editor.get(job).location == "/site"
    assert "/site.zip" in editor.get("/site").text
    with zipfile.ZipFile(BytesIO(editor.get("/site.zip").data)) as archive:
        assert "Sala de lectura" in archive.read("site/es/index.html").decode()
