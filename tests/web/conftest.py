"""What the tests of pages share: the application, a browser without scripts, and forms with their tokens."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from workbench.store.database import Store
from workbench.store.models import User
from workbench.web.app import create_app
from workbench.workflow import people
from workbench.workflow.permissions import Role

PASSWORD = "lantern over water"
_TOKEN = re.compile(r'<meta name="csrf-token" content="([^"]+)">')


@pytest.fixture
def app(store: Store) -> Flask:
    """The application on an empty database."""
    app = create_app(store)
    app.config["TESTING"] = True
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts; nobody is signed in."""
    return app.test_client()


@pytest.fixture
def token() -> Callable[[FlaskClient], str]:
    """Read the token that a form of this browser needs."""

    def read(client: FlaskClient) -> str:
        # The page of the account has no text that could hold a second token.
        found = _TOKEN.search(client.get("/account", follow_redirects=True).text)
        assert found, "a page without a token"
        return found[1]

    return read


@pytest.fixture
def post(token: Callable[[FlaskClient], str]) -> Callable[..., TestResponse]:
    """Send a form as a page would; with `json`, as a script would."""

    def send(client: FlaskClient, url: str, *, json: bool = False, **fields: Any) -> TestResponse:
        headers = {"Accept": "application/json"} if json else {}
        return client.post(url, data={"csrf_token": token(client), **fields}, headers=headers)

    return send


@pytest.fixture
def sign_in(post: Callable[..., TestResponse]) -> Callable[[FlaskClient, User], None]:
    """Sign somebody in."""

    def enter(client: FlaskClient, user: User) -> None:
        answer = post(client, "/sign-in", name=user.name, password=PASSWORD)
        assert answer.status_code == 303, answer.text

    return enter


@pytest.fixture
def reader(store: Store) -> User:
    """Somebody who only reads."""
    return people.add_user(store, name="Leafing", password=PASSWORD, grants=[(Role.READER, "")])
