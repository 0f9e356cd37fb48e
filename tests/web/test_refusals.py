"""A form that was refused gives back all that was typed, and leads back to where it stands."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import workbench.web
from workbench.glossary import Concept, Term
from workbench.store.database import Store
from workbench.store.models import User
from workbench.web.typed import FORMS, ROWS
from workbench.workflow import documents, glossary, texts

Post = Callable[..., TestResponse]
SignIn = Callable[[FlaskClient, User], None]

TEMPLATES = Path(workbench.web.__file__).parent / "templates"
_FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
_ENDPOINT = re.compile(r'action="\{\{ *url_for\("([\w.]+)"')
_FIELD = re.compile(r'\b(?:field|textarea)\((prefix ~ )?"(\w+)"[^\n]*')
_PLAIN = re.compile(r'<(?:textarea|input class="input[^"]*")[^>]*\bname="(\{\{ prefix \}\})?(\w+)"[^>]*>')
# Where the address is given to the template.
_GIVEN = {"_finding.html": ["desk.waive", "review.waive"], "glossary/edit.html": ["glossary.add", "glossary.edit"]}
# The macro `text_fields` of library/_text_fields.html.
_TEXT_FIELDS = frozenset({"text"})


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """Pages say the same of either database."""
    return sqlite_store


@pytest.fixture
def typed() -> Callable[[TestResponse], dict[str, str]]:
    """Read what a refusal shows, by the words before it."""

    def read(answer: TestResponse) -> dict[str, str]:
        labels = dict(re.findall(r'for="(typed-\d+)">([^<]*)<', answer.text))
        lines = dict(re.findall(r'<input class="input" id="(typed-\d+)" value="([^"]*)"', answer.text))
        areas = dict(re.findall(r'<textarea[^>]* id="(typed-\d+)"[^>]*>\n([^<]*)<', answer.text))
        return {unescape(label): unescape((lines | areas)[place]) for place, label in labels.items()}

    return read


def fields_that_take_words() -> Iterator[tuple[str, str, str]]:
    """Template, endpoint and name of each field of a form that takes words."""
    for path in sorted(TEMPLATES.rglob("*.html")):
        name = path.relative_to(TEMPLATES).as_posix()
        for form in _FORM.findall(path.read_text(encoding="utf-8")):
            if 'method="post"' not in form:
                continue
            names = {*_names(form)} | (_TEXT_FIELDS if "text_fields(" in form else set())
            endpoints = _ENDPOINT.findall(form) or _GIVEN.get(name, [])
            assert endpoints or not names, name
            yield from ((name, endpoint, field) for endpoint in endpoints for field in names)


def _names(form: str) -> Iterator[str]:
    for pattern in (_FIELD, _PLAIN):
        for found in pattern.finditer(form):
            if not re.search(r'type="(?:password|file)"', found[0]):
                yield found[2]


def test_every_field_that_takes_words_is_known():
    """One that is not would be lost with a refusal, and nobody would notice before it happened to somebody."""
    rows = {name for kind in ROWS.values() for name in kind}
    found = {*fields_that_take_words()}

    assert len(found) > 30
    lost = {
        (template, endpoint, name)
        for template, endpoint, name in found
        if name not in FORMS.get(endpoint, {}) and not (endpoint.startswith("glossary.") and name in rows)
    }
    assert lost == set()


def test_every_form_is_one_that_there_is(app: Flask):
    """A form that was renamed would be forgotten."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}

    assert set(FORMS) <= endpoints


@pytest.fixture
def desk(client: FlaskClient, store: Store, sign_in: SignIn, translator: User, editor: User) -> FlaskClient:
    """A browser without scripts, signed in; the glossary has a term."""
    concept = Concept("pay-slip", terms=(Term("pay slip", "en"), Term("nómina", "es")))
    glossary.save(store, concept, version=0, by=editor)
    texts.bring_in(store, documents.read_pasted("One."), locale="en", by=translator, slug="mill")
    texts.start_edition(store, "mill", "es", by=translator)
    sign_in(client, translator)
    return client


PROPOSAL = {
    "source": "pay slip",
    "source_locale": "en",
    "target": "recibo",
    "target_locale": "es",
    "reason": "Usual <here>.",
    "back": "/texts/mill/es/desk?open=p-1#u-p-1",
}


def test_a_refused_proposal_gives_all_back_and_leads_on(desk: FlaskClient, post: Post, typed):
    """To the form that it stood in, and to the concept that the refusal speaks of."""
    answer = post(desk, "/glossary/propose", **PROPOSAL)

    assert answer.status_code == 422
    assert typed(answer) == {"English": "pay slip", "Spanish": "recibo", "Why it is needed": "Usual <here>."}
    assert 'value="recibo" readonly lang="es"' in answer.text
    assert f'href="{PROPOSAL["back"]}"' in answer.text
    assert 'href="/glossary/concepts/pay-slip"' in answer.text
    assert desk.get("/glossary/concepts/pay-slip").status_code == 200


def test_scripts_are_told_of_the_concept_too(desk: FlaskClient, post: Post):
    """The form in the panel shows the refusal itself."""
    answer = post(desk, "/glossary/propose", json=True, **PROPOSAL)

    assert answer.json["error"]["concept"] == "/glossary/concepts/pay-slip"


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_the_way_back_never_leads_away(desk: FlaskClient, post: Post, back: str):
    """The address comes from the form, which anybody may have made."""
    answer = post(desk, "/glossary/propose", **PROPOSAL | {"back": back})

    assert answer.status_code == 422
    assert "example.org" not in answer.text
    assert "javascript:" not in answer.text
    assert "Back to the form" not in answer.text


def test_a_form_without_an_address_leads_back_to_where_the_browser_came_from(
    desk: FlaskClient, token: Callable[[FlaskClient], str]
):
    """Not every form names its page."""
    data = {name: value for name, value in PROPOSAL.items() if name != "back"} | {"csrf_token": token(desk)}
    answer = desk.post("/glossary/propose", data=data, headers={"Referer": "http://localhost/texts/mill/es/desk"})

    assert re.search(r'href="/texts/mill/es/desk">\s*Back to the form', answer.text)


def test_a_rule_without_a_reason_keeps_its_words(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, translator: User, editor: User, typed
):
    """The words of the rule are what somebody thought about."""
    texts.bring_in(store, documents.read_pasted("One."), locale="en", by=translator, slug="kettles")
    texts.start_edition(store, "kettles", "zh-Hans", by=translator)
    sign_in(client, translator)
    fields = {
        "words": "干活",
        "chosen": "幹活",
        "reason": "",
        "scope": "text",
        "back": "/texts/kettles/zh-Hans/scripts",
    }

    answer = post(client, "/texts/kettles/zh-Hans/scripts/zh-Hant-TW/rules", **fields)

    assert answer.status_code in (403, 422)
    assert list(typed(answer).values()) == ["干活", "幹活"]
    assert 'href="/texts/kettles/zh-Hans/scripts"' in answer.text


def test_whoever_was_signed_out_gets_a_whole_concept_back(client: FlaskClient, post: Post, typed):
    """A morning's work stands in that form."""
    fields = {
        "term-0-locale": "en", "term-0-text": "loom", "term-0-note": "A machine.", "term-1-locale": "es",
        "term-1-text": "telar", "term-1-forms": "telares, telarcito", "relation-0-concept": "mill", "domain": "work",
        "definition": "For weaving.\nOld.", "id": "lab-loom", "reason": "Often asked.",
    }  # fmt: skip

    answer = post(client, "/glossary/new", **fields)

    assert answer.status_code == 401
    shown = re.findall(r'value="([^"]*)" readonly| readonly[^>]*>\n([^<]*)<', answer.text)
    assert {one or other for one, other in shown} == {
        value for name, value in fields.items() if not name.endswith("-locale")
    }
    assert "/sign-in?next=" in answer.text


def test_a_password_is_never_shown_again(client: FlaskClient, typed):
    """Not even to whoever typed it."""
    answer = client.post("/sign-in", data={"name": "Weighing", "password": "lantern over water"})

    assert answer.status_code == 400
    assert typed(answer) == {"Name": "Weighing"}
    assert "lantern" not in answer.text


def test_a_step_without_words_stays_on_its_page(desk: FlaskClient, post: Post):
    """Where nothing has to be copied, the sentence stands over the page that the form came from."""
    answer = post(desk, "/comments/999/resolve", back="/texts/mill/es/desk")

    assert answer.status_code == 404
    assert 'href="/texts/mill/es/desk"' in answer.text


def test_a_pasted_table_stands_in_the_form_again(desk: FlaskClient, post: Post):
    """What is wrong with it is one word in one line of many."""
    answer = post(desk, "/glossary/import", table="word,<rendering>\nreed,junco", source_locale="es")

    assert answer.status_code == 422
    assert "word,&lt;rendering&gt;\nreed,junco</textarea>" in answer.text
    assert re.search(r'id="source_locale".*?<option value="es" selected>', answer.text, re.DOTALL)


def test_a_file_that_is_too_large_leads_back_to_its_form(desk: FlaskClient, token: Callable[[FlaskClient], str]):
    """The form itself cannot be read then."""
    data = {"csrf_token": token(desk), "file": (io.BytesIO(b"x" * (25 * 1024 * 1024)), "text.md")}
    answer = desk.post("/texts/new", data=data, headers={"Referer": "http://localhost/texts/new"})
    answer.request.environ["wsgi.input"].close()  # the file in which the test client put what it sent

    assert answer.status_code == 413
    assert 'href="/texts/new"' in answer.text
