"""The pages around a change of the glossary: its impact, what is to be looked at again, reports, proposals, waivers."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from workbench.formats.glossaries import read_glossary
from workbench.glossary import Concept, Life, Relation, RelationKind, Status, Term, write_csv
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow import desk, documents, glossary, people, rechecking, review, texts, units, waivers
from workbench.workflow.errors import NotFound
from workbench.workflow.jobs import Runner
from workbench.workflow.jobs.kinds import HANDLERS
from workbench.workflow.permissions import Role

Post = Callable[..., TestResponse]
SignIn = Callable[[FlaskClient, User], None]

REED = Concept("reed", terms=(Term("reed", "en"), Term("junco", "es"), Term("caña", "es", Status.ADMITTED)))
# The form that forbids the second Spanish word.
STRICT = {
    "state": "agreed",
    "version": "1",
    "key": "form-key-of-strict",
    "reason": "Two plants.",
    "term-0-locale": "en",
    "term-0-text": "reed",
    "term-0-status": "preferred",
    "term-1-locale": "es",
    "term-1-text": "junco",
    "term-1-status": "preferred",
    "term-2-locale": "es",
    "term-2-text": "caña",
    "term-2-status": "forbidden",
    "term-2-forms": "cañita, cañón",
    "note": "One.\nTwo.",
}


@pytest.fixture
def store(sqlite_store: Store) -> Store:
    """Pages say the same of either database."""
    return sqlite_store


@pytest.fixture
def unit_id(store: Store, translator: User, editor: User) -> int:
    """An approved unit with a word that the glossary admits."""
    glossary.save(store, REED, version=0, by=editor)
    texts.bring_in(store, documents.read_pasted("A reed bends."), locale="en", by=translator, slug="bank")
    texts.start_edition(store, "bank", "es", by=translator)
    (unit,) = desk.window(store, "bank", "es", by=translator).units
    saved = units.save(store, unit.id, target="La caña cede.", version=1, key="first-save", by=translator)
    handed = units.hand_in(store, unit.id, version=saved.version, by=translator)
    review.approve(store, unit.id, version=handed.version, by=editor)
    return unit.id


def test_a_change_is_kept_only_after_its_impact_was_shown(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, unit_id: int
):
    """What was typed goes along; without a script, too."""
    sign_in(client, editor)
    shown = post(client, "/glossary/concepts/reed/edit", **STRICT)
    assert shown.status_code == 200
    assert 'id="impact-texts"' in shown.text
    assert glossary.concept(store, "reed", by=editor) == (REED, 1)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', shown.text))
    fields |= dict(re.findall(r'<textarea name="([^"]+)" hidden[^>]*>\n(.*?)</textarea>', shown.text, re.DOTALL))
    fields = {name: value for name, value in fields.items() if name not in ("csrf_token", "next")}
    assert fields == STRICT

    again = post(client, "/glossary/concepts/reed/edit", **fields, again="1")
    assert 'value="cañita, cañón"' in again.text
    assert post(client, "/glossary/concepts/reed/edit", **fields, confirm="1").status_code == 303
    kept, _ = glossary.concept(store, "reed", by=editor)
    assert (kept.terms[-1].forms, kept.note) == (("cañita", "cañón"), "One.\nTwo.")
    assert rechecking.count(store, by=editor) == 1


def test_settling_shows_its_impact_too(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, unit_id: int
):
    """To agree on a proposal is the change with the most consequences."""
    sign_in(client, editor)
    post(client, "/glossary/concepts/reed/edit", **STRICT | {"state": "proposed"}, confirm="1")
    shown = post(client, "/glossary/concepts/reed/settle", state="agreed", version="2", reason="Yes.")
    assert 'id="impact-form"' in shown.text
    done = post(client, "/glossary/concepts/reed/settle", state="agreed", version="2", reason="Yes.", confirm="1")
    assert done.status_code == 303
    concept, _ = glossary.concept(store, "reed", by=editor)
    assert concept.state is Life.AGREED
    assert post(client, "/glossary/concepts/reed/settle", state="eternal", version="3").status_code == 422


def test_removing_shows_its_impact_too(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, unit_id: int
):
    """What was found because of the concept is found no more: whoever removes it should see that first."""
    sign_in(client, editor)
    post(client, "/glossary/concepts/reed/edit", **STRICT, confirm="1")
    shown = post(client, "/glossary/concepts/reed/remove", version="2", reason="Twice there.")
    assert 'id="impact-form"' in shown.text
    assert glossary.concept(store, "reed", by=editor)[1] == 2
    assert post(client, "/glossary/concepts/reed/remove", version="2", reason="Twice.", confirm="1").status_code == 303
    with pytest.raises(NotFound):
        glossary.concept(store, "reed", by=editor)


def test_the_list_leads_to_each_way_out(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, unit_id: int
):
    """Leave it, return it, or look at the replacement."""
    sign_in(client, editor)
    post(client, "/glossary/concepts/reed/edit", **STRICT, confirm="1")
    page = client.get("/glossary/rechecks").text
    assert "Two plants." in page
    assert "/glossary/concepts/reed/replace" in page
    assert "/glossary/rechecks" in client.get("/review/").text
    (leave,) = re.findall(r'action="(/glossary/rechecks/\d+/leave)"', page)
    assert post(client, leave, reason="").status_code == 422
    assert post(client, leave, reason="A quotation.", back="/glossary/rechecks").status_code == 303
    assert 'id="rechecks"' not in client.get("/glossary/rechecks").text

    # What was left is listed as kept, and can be taken back there.
    listed = client.get("/waivers/").text
    assert "A quotation." in listed
    (take_back,) = re.findall(r'action="(/waivers/\d+/take-back)"', listed)
    assert post(client, take_back).status_code == 303
    assert waivers.listed(store, by=editor).total == 0


def test_one_difference_or_all_that_are_ticked(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, unit_id: int
):
    """A button for one line must not take the ticked ones along."""
    sign_in(client, editor)
    post(client, "/glossary/concepts/reed/edit", **STRICT, confirm="1")
    page = client.get("/glossary/concepts/reed/replace").text
    version = dict(re.findall(rf'name="(version-{unit_id})" value="(\d+)"', page))
    for chosen in ({"only": "999999", "unit": str(unit_id)}, {"unit": "x"}, {}):
        answer = post(client, "/glossary/concepts/reed/replace", **version, **chosen)
        assert answer.status_code in (303, 404)
    with store.read() as tx:
        assert units.get(tx, unit_id).target == "La caña cede."
    assert post(client, "/glossary/concepts/reed/replace", **version, unit=str(unit_id)).status_code == 303
    with store.read() as tx:
        assert units.get(tx, unit_id).target == "La junco cede."


def test_the_report_is_a_page_a_table_and_a_page_to_send_on(
    client: FlaskClient, store: Store, sign_in: SignIn, editor: User, unit_id: int
):
    """Who sits in a meeting has it on paper."""
    sign_in(client, editor)
    for address in ("/glossary/consistency/es/bank", "/glossary/consistency/es"):
        page = client.get(address).text
        assert "/glossary/concepts/reed" in page
        assert "open=" in page
        table = client.get(f"{address}?as=csv")
        assert table.data.startswith(b"\xef\xbb\xbfkind,")
        assert "rendering,en,es,reed,reed,caña,admitted,1,bank#u-" in table.text
        sent = client.get(f"{address}?as=html")
        assert "attachment" in sent.headers["Content-Disposition"]
        assert 'href="/' not in sent.text
    assert client.get("/glossary/consistency/es/nowhere").status_code == 404
    assert client.get("/glossary/consistency/zh-Hant").status_code == 200


def test_a_proposal_from_the_desk_fills_the_form_and_answers_scripts(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, translator: User, editor: User, unit_id: int
):
    """The form stands on the page; a script only fills it in."""
    sign_in(client, translator)
    uid = desk.details(store, unit_id, by=translator).unit.uid
    page = client.get(f"/texts/bank/es/desk?open={uid}").text
    assert "data-propose" in page
    fields = {"source": "bends", "source_locale": "en", "target": "ceder", "target_locale": "es", "key": "form-key-1"}
    answer = post(client, "/glossary/propose", json=True, **fields)
    assert answer.get_json()["url"] == "/glossary/concepts/bends"
    refused = post(client, "/glossary/propose", json=True, **fields | {"key": "form-key-2"})
    assert (refused.status_code, "bends" in refused.get_json()["error"]["message"]) == (422, True)

    glossary.settle(store, "bends", state="agreed", version=1, by=editor)
    assert 'href="/glossary/concepts/bends"' in client.get("/").text
    client.get("/glossary/concepts/bends")
    assert 'href="/glossary/concepts/bends"' not in client.get("/").text


@pytest.mark.parametrize("name", ["termbase.tbx", "termbase.utf8"])
def test_other_files_go_out_and_come_in(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, unit_id: int, name: str
):
    """What goes out comes in again and changes nothing; what is new is shown first."""
    sign_in(client, editor)
    data = client.get(f"/glossary/{name}").data
    locales = {"source_locale": "en", "target_locale": "es"}
    assert read_glossary(name, data, **locales)[0].terms
    changed = data.replace(b"junco", b"carrizo")
    if name.endswith("tbx"):
        changed = changed.replace(b'id="reed"', b'id="rush"')
    page = post(client, "/glossary/import", file=(io.BytesIO(changed), name), **locales).text
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))
    fields = {name: value for name, value in fields.items() if name not in ("csrf_token", "next")}
    assert len(glossary.concepts(store, by=editor)) == 1
    assert post(client, "/glossary/import", **fields, confirm="1").status_code == 303
    assert any(term.text == "carrizo" for c in glossary.concepts(store, by=editor) for term in c.terms)
    broken = post(client, "/glossary/import", file=(io.BytesIO(b"\xff\x00<tbx"), name), **locales)
    assert broken.status_code == 422
    assert post(client, "/glossary/import", content="%%%", name=name).status_code == 422


def test_the_card_of_a_term_asks_for_nothing_but_the_concept(
    client: FlaskClient, store: Store, sign_in: SignIn, editor: User, unit_id: int
):
    """It is shown under a pointer that moves on."""
    sign_in(client, editor)
    assert "junco" in client.get("/glossary/concepts/reed/card?locale=es").text
    assert "cede" not in client.get("/glossary/concepts/reed/card?locale=es").text


def test_all_places_can_be_leafed_through(
    client: FlaskClient, store: Store, sign_in: SignIn, translator: User, editor: User, unit_id: int
):
    """Fifty were shown and nobody said that there were more."""
    paragraphs = "\n\n".join(f"Reed number {n} bends." for n in range(90))
    texts.bring_in(store, documents.read_pasted(paragraphs), locale="en", by=translator, slug="shore")
    texts.start_edition(store, "shore", "es", by=translator)
    sign_in(client, editor)
    assert "/glossary/concepts/reed/places" in client.get("/glossary/concepts/reed").text
    seen: list[str] = []
    address = "/glossary/concepts/reed/places"
    while address:
        page = client.get(address).text
        seen += re.findall(r"open=([\w-]+)", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found[1] if found else ""
    assert len(seen) == len(set(seen)) == 91


def test_a_file_shows_which_passages_it_touches_before_it_comes_in(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, unit_id: int
):
    """The same as for a change by hand; then what it touched is on the list."""
    sign_in(client, editor)
    strict = replace(REED, terms=(*REED.terms[:2], Term("caña", "es", Status.FORBIDDEN)))
    table = write_csv([strict])
    shown = post(client, "/glossary/import", table=table).text
    assert 'id="impact-texts"' in shown
    assert f"#u-{desk.details(store, unit_id, by=editor).unit.uid}" in shown
    assert rechecking.count(store, by=editor) == 0
    assert post(client, "/glossary/import", table=table, reason="So agreed.", confirm="1").status_code == 303
    assert "So agreed." in client.get("/glossary/rechecks").text
    assert "1 approved passage waits to be looked at again" in client.get("/glossary/").text
    assert rechecking.count(store, by=editor) == 1


def test_many_passages_come_page_by_page_and_are_checked_behind_it(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, unit_id: int, monkeypatch
):
    """A button asks for the next ones with the very form; whoever keeps the change sees how far the checks are."""
    for name in ("WHOLE", "MOST", "_AT_ONCE", "PAGE"):
        monkeypatch.setattr(f"workbench.workflow.glossary.impact.{name}", 0 if name == "WHOLE" else 1)
    monkeypatch.setattr("workbench.workflow.renewal.AT_ONCE", 1)
    monkeypatch.setattr("workbench.workflow.glossary.replacing.PAGE", 1)
    texts.bring_in(store, documents.read_pasted("Reeds."), locale="en", by=editor, slug="pond")
    texts.start_edition(store, "pond", "es", by=editor)
    (unit,) = desk.window(store, "pond", "es", by=editor).units
    units.save(store, unit.id, target="Cañas.", version=1, key="pond-save", by=editor)
    sign_in(client, editor)
    first = post(client, "/glossary/concepts/reed/edit", **STRICT).text
    following = re.search(r'form="impact-form" name="after" value="(\d+)"', first)
    assert following is not None
    assert "#u-" in first
    second = post(client, "/glossary/concepts/reed/edit", **STRICT, after=following[1]).text
    assert f"#u-{unit.uid}" in second
    assert 'id="impact-texts"' not in second
    kept = post(client, "/glossary/concepts/reed/edit", **STRICT, confirm="1")
    assert "/jobs/" in kept.headers["Location"]
    assert kept.headers["Location"] in client.get("/glossary/concepts/reed").text
    assert Runner(store, HANDLERS).run_next()
    assert client.get(kept.headers["Location"]).headers["Location"].startswith("/glossary/changes/")
    arrived = client.get(client.get(kept.headers["Location"]).headers["Location"])
    assert arrived.headers["Location"].endswith("/glossary/concepts/reed")
    assert "after=" in client.get("/glossary/concepts/reed/replace").text
    everywhere = post(client, "/glossary/concepts/reed/replace", all="1")
    assert Runner(store, HANDLERS).run_next()
    assert client.get(everywhere.headers["Location"]).status_code == 303
    assert glossary.differences(store, "reed", by=editor).total == 0


def test_a_card_shows_derived_forms_and_what_is_not_meant(client: FlaskClient, store: Store, sign_in, editor: User):
    """Two words that are alike are told apart where somebody translates them."""
    gate = Concept("gate", terms=(Term("gate", "en"), Term("门", "zh-Hans")))
    door = Concept(
        "door",
        terms=(Term("door", "en"), Term("房门", "zh-Hans")),
        relations=(Relation(RelationKind.DISTINCT, "gate"),),
    )
    for concept in (gate, door):
        glossary.save(store, concept, version=0, by=editor)
    sign_in(client, editor)
    shown = client.get("/glossary/concepts/gate/card?locale=zh-Hant").text
    assert "門" in shown
    assert "derived" in shown
    assert "/glossary/concepts/door" in shown
    texts.bring_in(store, documents.read_pasted("The gate."), locale="en", by=editor, slug="wall")
    person = people.add_user(
        store, name="Sorting", password="lantern over water", grants=[(Role.TRANSLATOR, "zh-Hant")]
    )
    texts.start_edition(store, "wall", "zh-Hant", by=person)
    (unit,) = desk.window(store, "wall", "zh-Hant", by=editor).units
    (hint,) = desk.details(store, unit.id, by=editor).terms
    assert (hint.terms, hint.derived, hint.not_confused) == (("門",), True, (("door", "door", "房門"),))


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("terms.csv", b"", "The file is empty"),
        ("terms.tbx", b"\n", "The file is empty"),
        ("terms.xlsx", b"PK\3\4 and more", "as CSV in UTF-8"),
        ("terms.csv", b"\xd0\xcf\x11\xe0 and more", "as CSV in UTF-8"),
        ("terms.csv", b"word,rendering\nreed,junco\n", "names none of the columns of a glossary"),
    ],
)
def test_a_file_that_is_no_glossary_is_told_what_is_missing(
    client: FlaskClient, post: Post, sign_in: SignIn, editor: User, unit_id: int, name: str, data: bytes, said: str
):
    """A list of sixteen columns, or talk of paragraphs, helps nobody who chose a spreadsheet."""
    sign_in(client, editor)
    page = post(client, "/glossary/import", file=(io.BytesIO(data), name))
    assert page.status_code == 422
    assert said in page.text
    assert "zh_hans_variants" not in page.text


def test_a_long_table_is_no_long_paragraph(
    client: FlaskClient, post: Post, sign_in: SignIn, editor: User, unit_id: int
):
    """No blank line parts the rows of a table."""
    sign_in(client, editor)
    table = write_csv([replace(REED, id=f"reed-{n}", note="By the water. " * 90) for n in range(90)])
    assert len(table) > 100_000
    assert post(client, "/glossary/import", file=(io.BytesIO(table.encode()), "long.csv")).status_code == 200
