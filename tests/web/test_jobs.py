"""The page of work in the background."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow import alignments, documents, texts
from workbench.workflow.alignments import arrival
from workbench.workflow.jobs import JobState, Runner, queue
from workbench.workflow.jobs.kinds import HANDLERS

Post = Callable[..., TestResponse]
SignIn = Callable[[FlaskClient, User], None]

pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)

SOURCE = "\n\n".join(f"In 19{number} the ferry carried {number * 7} sacks." for number in range(10, 20))
TARGET = "\n\n".join(f"En 19{number} la barca llevó {number * 7} sacos." for number in range(10, 20))


@pytest.fixture
def alignment(
    store: Store, client: FlaskClient, sign_in: SignIn, translator: User, monkeypatch: pytest.MonkeyPatch
) -> str:
    """The address of a long translation that was just brought in."""
    monkeypatch.setattr(arrival, "AT_ONCE", 5)
    texts.bring_in(store, documents.read_pasted(SOURCE), locale="en", by=translator, slug="ferry")
    sign_in(client, translator)
    translation = documents.read_pasted(TARGET)
    found = alignments.bring_translation(store, "ferry", translation, locale="es", by=translator, later=True)
    return f"/alignments/{found}"


def test_a_long_translation_leads_to_how_far_it_is_and_then_to_its_page(
    store: Store, client: FlaskClient, alignment: str
):
    """Without a script the page loads itself again; nobody looks at a blank page for minutes."""
    waiting = client.get(alignment)
    assert waiting.location.startswith("/jobs/")
    page = client.get(waiting.location)
    assert '<noscript><meta http-equiv="refresh"' in page.text
    assert "It begins in a moment." in page.text
    assert "<progress" in page.text

    Runner(store, HANDLERS).run_next()
    assert client.get(waiting.location).location == alignment
    assert 'id="b-10"' in client.get(alignment).text


def test_a_script_asks_for_a_line_and_a_share(store: Store, client: FlaskClient, alignment: str):
    """The page itself stays, so that a screen reader is not thrown back to its head."""
    address = client.get(alignment).location
    running = queue.claim(store)
    assert running is not None
    running.progress(1200, 2400)
    answer = client.get(address, headers={"Accept": "application/json"}).get_json()

    assert answer == {
        "state": "running",
        "done": 1200,
        "total": 2400,
        "line": "1,200 of 2,400 done.",
        "goal": alignment,
    }


def test_work_that_stopped_says_why_and_can_be_tried_again(
    store: Store, client: FlaskClient, post: Post, alignment: str
):
    """The paragraphs that were brought are safe meanwhile, and say so."""
    address = client.get(alignment).location
    running = queue.claim(store)
    assert running is not None
    running.end(JobState.FAILED, queue.Lost("The disk is full."))
    page = client.get(address)
    assert "This work stopped" in page.text
    assert "The disk is full." in page.text
    raw = client.get(alignment).text
    assert "not aligned with its source yet" in raw
    assert "Accept and go to the desk" not in raw

    assert post(client, f"{address}/again").location == address
    Runner(store, HANDLERS).run_next()
    assert "Accept and go to the desk" in client.get(alignment).text


def test_it_can_be_aligned_from_its_own_page_too(store: Store, client: FlaskClient, post: Post, alignment: str):
    """Whoever comes by way of the text need not know of jobs."""
    running = queue.claim(store)
    assert running is not None
    running.end(JobState.FAILED)

    assert post(client, f"{alignment}/again", version=1).location == alignment
    Runner(store, HANDLERS).run_next()
    assert 'id="b-10"' in client.get(alignment).text


def test_steps_that_meet_the_work_lead_to_it(client: FlaskClient, post: Post, alignment: str):
    """A tab that was open before sends its step to a page that is being aligned again."""
    answer = post(client, f"{alignment}/edit", action="pin", row=1, version=1)
    assert answer.location == alignment
    assert post(client, f"{alignment}/edit", json=True, action="pin", row=1, version=1).status_code == 409
    assert post(client, f"{alignment}/accept", version=1).location == alignment
    assert post(client, f"{alignment}/discard", version=1).location == "/texts/ferry"


def test_there_is_no_page_for_work_that_nobody_knows(client: FlaskClient, alignment: str):
    """An old bookmark gets a sentence."""
    assert client.get("/jobs/feed").status_code == 404
