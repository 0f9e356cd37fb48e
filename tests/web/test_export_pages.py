"""The page before an export: what is lacking, what can be had, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from workbench.store.database import Store
from workbench.text import read_markdown
from workbench.workflow import people, texts
from workbench.workflow.permissions import Role

PASSWORD = "lantern over water"
PAGE = "/texts/weir/es/export"


@pytest.fixture
def app(sqlite_store: Store) -> Flask:
    """The application with one text that nobody has translated yet."""
    from workbench.web.app import create_app

    document = read_markdown("---\ntitle: The weir\n---\n\nShe came *late*.\n\nNobody asked.\n")
    texts.bring_in(sqlite_store, document, locale="en", by=None, slug="weir")
    texts.start_edition(sqlite_store, "weir", "es", by=None)
    people.add_user(sqlite_store, name="Ferrying", password=PASSWORD, grants=[(Role.TRANSLATOR, "es")])
    people.add_user(sqlite_store, name="Listening", password=PASSWORD, grants=[(Role.READER, "")])
    app = create_app(sqlite_store)
    app.config["TESTING"] = True
    return app


@pytest.fixture
def visit(app: Flask, post: Callable[..., TestResponse]) -> Callable[[str], FlaskClient]:
    """Sign somebody in."""

    def enter(name: str) -> FlaskClient:
        client = app.test_client()
        page = client.get("/sign-in").text
        token = page.split('name="csrf-token" content="')[1].split('"')[0]
        client.post("/sign-in", data={"name": name, "password": PASSWORD, "csrf_token": token})
        return client

    return enter


def test_the_page_says_what_is_lacking(visit: Callable[[str], FlaskClient]):
    """Whoever publishes should know what; each line leads to its places on the desk."""
    page = visit("Ferrying").get(PAGE).text

    assert "3 passages are not translated." in page
    assert "She came late." in page
    assert "/texts/weir/es/desk?open=" in page
    assert "filter=to-do" not in page, "all three are listed"


def test_readers_are_offered_what_they_may_have(visit: Callable[[str], FlaskClient]):
    """A choice that is refused afterwards is none."""
    page = visit("Listening").get(PAGE).text

    assert 'value="marked"' not in page
    assert 'name="translators"' not in page
    assert visit("Listening").get(f"{PAGE}/download?format=md&unapproved=marked").status_code == 403


def test_the_title_page_is_kept(visit: Callable[[str], FlaskClient], post: Callable[..., TestResponse]):
    """What the people of an edition want to be called is typed once."""
    client = visit("Ferrying")

    assert post(client, f"{PAGE}/imprint", translators="Reed <b>").status_code == 303
    assert "Reed &lt;b&gt;" in client.get(PAGE).text
    assert "Reed &lt;b&gt;" in client.get(f"{PAGE}/download?format=html").text
    refused = post(client, f"{PAGE}/imprint", translators="Reed", address="ftp://x")
    assert refused.status_code == 422
    assert 'value="ftp://x"' in refused.text, "what was typed is still there"


@pytest.mark.parametrize(
    "asked", ["format=exe", "format=md&variant=zh-Hant", "beside=en&beside=zh-Hans", "beside=en&beside=en"]
)
def test_what_cannot_be_had_is_said_on_the_page(visit: Callable[[str], FlaskClient], asked: str):
    """A bare error page would leave people without their choices."""
    answer = visit("Ferrying").get(f"{PAGE}/download?{asked}")

    assert answer.status_code == 422
    assert "field__error" in answer.text


def test_a_book_is_downloaded(visit: Callable[[str], FlaskClient]):
    """With a name that tells what is in it."""
    answer: Any = visit("Ferrying").get(f"{PAGE}/download?format=epub&beside=en")

    assert answer.status_code == 200
    assert answer.mimetype == "application/epub+zip"
    assert "weir.es.en.epub" in answer.headers["Content-Disposition"]
