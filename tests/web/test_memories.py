"""Long memories: taken where no other file of that length is, and filed in the background."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from workbench.formats import TranslationUnit, write_tmx
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow import jobs, memories
from workbench.workflow.jobs.kinds import HANDLERS

pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)

FILE = write_tmx([TranslationUnit(f"Number {n}.", f"Número {n}.", "en", "es") for n in range(30)])


def send(client: FlaskClient, post, data: bytes):
    """A file as the form sends it."""
    return post(client, "/memory/", file=(BytesIO(data), "old.tmx"))


def test_a_long_file_leads_to_how_far_it_is_and_then_to_what_became_of_it(
    store: Store, client: FlaskClient, sign_in, post, editor: User, monkeypatch: pytest.MonkeyPatch
):
    """The form answers at once; the report stands where that of a short file stands."""
    monkeypatch.setattr(memories.arriving, "AT_ONCE", 10)
    sign_in(client, editor)
    job = send(client, post, FILE).location
    assert "The translation memory is being filed" in client.get(job).text

    jobs.Runner(store, HANDLERS).run_next()

    assert "30 pairs are new." in client.get(client.get(job).location).text


def test_a_broken_long_file_is_said_to_be_broken(
    store: Store, client: FlaskClient, sign_in, post, editor: User, monkeypatch: pytest.MonkeyPatch
):
    """With its line, and with a way to the form."""
    monkeypatch.setattr(memories.arriving, "AT_ONCE", 10)
    sign_in(client, editor)
    job = send(client, post, FILE[:-30]).location
    jobs.Runner(store, HANDLERS).run_next()
    page = client.get(job).text

    assert "is no well-formed XML; export it again." in page
    brought = f"/memory/brought/{job.rpartition('/')[2]}"
    assert f'href="{brought}"' in page
    assert "Nothing is remembered yet." in client.get(brought).text


def test_a_memory_may_be_longer_than_any_document(app: Flask, client: FlaskClient, sign_in, post, editor: User):
    """But not for strangers, whose files nobody asked for."""
    sign_in(client, editor)
    long = FILE.replace(b"</body>", b" " * 2000 + b"</body>")
    app.config["MAX_CONTENT_LENGTH"] = len(FILE)

    assert "30 pairs are new." in send(client, post, long).text
    assert post(client, "/texts/new", file=(BytesIO(long), "a.txt")).status_code == 413
    stranger = app.test_client()
    assert send(stranger, post, long).status_code == 413


def test_an_empty_file_is_said_to_be_empty(client: FlaskClient, sign_in, post, editor: User):
    """It has no line that could be broken."""
    sign_in(client, editor)

    page = send(client, post, b"")

    assert page.status_code == 422
    assert "The file is empty; choose another one." in page.text
