"""The pages of the glossary: find, look, change, propose, and tables in and out. All of it works without scripts."""

from __future__ import annotations

import io
import re
import secrets
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from workbench.glossary import Concept, Life, Status, Term, read_csv
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow import desk, documents, glossary, texts, units

Post = Callable[..., TestResponse]
SignIn = Callable[[FlaskClient, User], None]

SHED = Concept(
    "boat-shed",
    domain="place",
    definition="Where boats are kept dry.",
    note="Never the pier.",
    terms=(
        Term("boat shed", "en", part_of_speech="noun", anywhere=True),
        Term("船棚", "zh-Hans"),
        Term("船屋", "zh-Hans", Status.FORBIDDEN, note="too grand"),
        Term("varadero", "es", gender="m", exact=True),
    ),
)


@pytest.fixture
def shed(store: Store, editor: User) -> Concept:
    """A glossary of one concept."""
    return glossary.save(store, SHED, version=0, by=editor)[0]


def form_of(page: str) -> dict[str, str]:
    """The fields of a concept's form as a browser would send them."""
    page = page[page.index('<form class="form section"') :]
    fields = {
        name: unescape(value) for name, value in re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page)
    }
    ticked = re.findall(r'<input[^>]* name="([^"]+)" type="checkbox"[^>]* checked>', page)
    fields = {name: value for name, value in fields.items() if f'name="{name}" type="checkbox"' not in page}
    fields |= dict.fromkeys(ticked, "1")
    for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        assert chosen
        fields[name] = unescape(chosen[1])
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', page, re.DOTALL):
        fields[name] = unescape(text)
    fields.pop("csrf_token")
    return fields


# --- show -------------------------------------------------------------------------------------------------------


def test_the_list_is_searched_and_narrowed(
    client: FlaskClient, store: Store, sign_in: SignIn, editor: User, shed: Concept
):
    """Whoever looks for 船棚 need not know the English word."""
    glossary.save(store, Concept("kettle", terms=(Term("kettle", "en"),), state=Life.PROPOSED), version=0, by=editor)
    sign_in(client, editor)

    assert {"boat-shed", "kettle"} <= set(re.findall(r"/glossary/concepts/([\w-]+)", client.get("/glossary/").text))
    for query in ("q=船棚", "domain=place", "state=agreed", "q=SHED"):
        found = re.findall(r"/glossary/concepts/([\w-]+)", client.get(f"/glossary/?{query}").text)
        assert found == ["boat-shed"], query
    assert "No term is like this" in client.get("/glossary/?q=zeppelin").text


def test_a_long_list_comes_in_pages(client: FlaskClient, store: Store, sign_in: SignIn, editor: User):
    """A termbase of thousands must not be one page."""
    rows = "".join(f"c{n:03},,,,word {n:03}{',' * 11}\n" for n in range(201))
    header = glossary.export_csv(store, by=editor)
    glossary.import_csv(store, header + rows, by=editor)
    sign_in(client, editor)

    first, second = (client.get(f"/glossary/?page={page}").text for page in (1, 2))

    assert "201 concepts" in first
    assert "word 199" in first
    assert "word 200" not in first
    assert "word 200" in second


def test_a_concept_shows_where_it_is_used_and_whether_rightly(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, translator: User, shed: Concept
):
    """A changed term is only as good as the passages that follow it."""
    source = "# Sheds\n\nThe boat shed is old.\n\nThe boat shed is dry.\n"
    texts.bring_in(store, documents.read_pasted(source), locale="en", by=translator, slug="sheds")
    texts.start_edition(store, "sheds", "zh-Hans", by=translator)
    rows = desk.window(store, "sheds", "zh-Hans", by=translator).units
    for unit, target in zip(rows[1:], ("船棚很旧。", "船屋很干。"), strict=True):
        key = secrets.token_hex(8)
        units.save(store, unit.id, target=target, version=unit.version, key=key, by=translator)
    sign_in(client, translator)

    page = client.get("/glossary/concepts/boat-shed").text

    assert re.findall(r"(as agreed|not yet as agreed)</span>", page) == ["as agreed", "not yet as agreed"]
    assert f"/texts/sheds/zh-Hans/desk?open={rows[1].uid}#u-{rows[1].uid}" in page
    checked = post(client, "/glossary/concepts/boat-shed/recheck")
    assert "2 passages were checked again." in client.get(checked.location).text


def test_the_history_says_who_changed_what_and_why(
    client: FlaskClient, store: Store, sign_in: SignIn, editor: User, shed: Concept
):
    """A term that was argued about once should not be argued about again for want of memory."""
    changed = Concept("boat-shed", definition="Where boats winter.", terms=(*SHED.terms[:2], Term("tinglado", "es")))
    glossary.save(store, changed, version=1, by=editor, reason="The harbour folk say so.")
    sign_in(client, editor)

    page = client.get("/glossary/concepts/boat-shed").text

    assert "The harbour folk say so." in page
    assert editor.name in page
    assert re.search(r'aria-label="new:".*?tinglado', page, re.DOTALL)
    assert re.search(r'aria-label="gone:".*?varadero', page, re.DOTALL)
    assert re.search(r"<del>.*?kept dry", page)


def test_a_card_is_a_piece_for_a_popover(client: FlaskClient, sign_in: SignIn, reader: User, shed: Concept):
    """The desk shows it beside the term; it is no page of its own."""
    sign_in(client, reader)

    card = client.get("/glossary/concepts/boat-shed/card?locale=zh-Hans").text

    assert "<html" not in card
    assert '<span lang="zh-Hans">船棚</span>' in card
    assert "船屋" in card
    assert "varadero" not in card
    assert "Never the pier." in card


def test_what_does_not_exist_is_said_plainly(client: FlaskClient, sign_in: SignIn, reader: User):
    """A concept may have been removed since a link to it was sent."""
    sign_in(client, reader)

    for path in ("", "/card", "/edit"):
        assert client.get(f"/glossary/concepts/no-such{path}").status_code == 404


def test_contradictions_are_listed(client: FlaskClient, store: Store, sign_in: SignIn, editor: User, shed: Concept):
    """Two concepts with one word confuse every translator."""
    glossary.save(store, Concept("hangar", terms=(Term("boat shed", "en"),)), version=0, by=editor)
    sign_in(client, editor)

    page = unescape(client.get("/glossary/problems").text)

    assert "hangar" in page
    assert "boat-shed" in page


# --- change -----------------------------------------------------------------------------------------------------


def test_the_form_gives_back_what_it_was_given(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, shed: Concept
):
    """A form that is sent unchanged must lose no detail of any term."""
    sign_in(client, editor)
    fields = form_of(client.get("/glossary/concepts/boat-shed/edit").text)

    assert post(client, "/glossary/concepts/boat-shed/edit", **fields).status_code == 303

    assert glossary.page(store, "boat-shed", by=editor).concept == shed


def test_a_concept_is_added_without_knowing_ids(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User
):
    """An id is for machines; whoever has none gets one made of the first term."""
    sign_in(client, editor)
    fields = form_of(client.get("/glossary/new").text) | {"term-0-text": "Night  ferry", "term-2-text": "夜渡"}

    added = post(client, "/glossary/new", **fields)
    again = post(client, "/glossary/new", **fields)

    assert added.location == again.location == "/glossary/concepts/night-ferry"
    page = glossary.page(store, "night-ferry", by=editor)
    assert [(term.locale, term.text) for term in page.concept.terms] == [("en", "Night ferry"), ("zh-Hans", "夜渡")]
    assert page.version == 1


def test_more_rows_keep_what_was_typed(client: FlaskClient, post: Post, sign_in: SignIn, editor: User):
    """Without scripts, a button makes room for further terms; nothing is stored by it."""
    sign_in(client, editor)
    fields = form_of(client.get("/glossary/new").text) | {"term-3-text": "渡船"}

    page = post(client, "/glossary/new", more="1", **fields).text

    assert form_of(page)["term-3-text"] == "渡船"
    assert "term-5-text" in page
    assert "term-5-text" not in fields


def test_a_refused_concept_stays_in_the_form(client: FlaskClient, post: Post, sign_in: SignIn, editor: User):
    """Whoever typed ten terms types none of them twice."""
    sign_in(client, editor)
    fields = form_of(client.get("/glossary/new").text) | {"note": "As sailors say.", "id": "has space"}

    empty = post(client, "/glossary/new", **fields)
    spaced = post(client, "/glossary/new", **fields | {"term-0-text": "ferry"})

    assert empty.status_code == spaced.status_code == 422
    assert "As sailors say." in empty.text
    assert form_of(spaced.text)["term-0-text"] == "ferry"


def test_a_change_of_somebody_else_is_shown_beside_ones_own(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, shed: Concept
):
    """The later change neither wins silently nor is lost; whoever has seen both may send it again."""
    sign_in(client, editor)
    fields = form_of(client.get("/glossary/concepts/boat-shed/edit").text) | {"note": "Never the quay."}
    glossary.save(store, Concept("boat-shed", note="Mind the tide.", terms=SHED.terms), version=1, by=editor)

    page = post(client, "/glossary/concepts/boat-shed/edit", **fields)

    assert page.status_code == 409
    assert "Mind the tide." in page.text
    typed = form_of(page.text)
    assert typed["note"] == "Never the quay."
    assert post(client, "/glossary/concepts/boat-shed/edit", **typed).status_code == 303
    assert glossary.page(store, "boat-shed", by=editor).concept.note == "Never the quay."


def test_a_form_that_was_open_too_long_loses_nothing(
    client: FlaskClient, store: Store, sign_in: SignIn, editor: User, shed: Concept
):
    """The token may be old, the words are not: they are shown again, and nothing is changed yet."""
    sign_in(client, editor)
    fields = form_of(client.get("/glossary/concepts/boat-shed/edit").text) | {"note": "Never the quay."}

    page = client.post("/glossary/concepts/boat-shed/edit", data={"csrf_token": "old", **fields})

    assert page.status_code == 400
    assert "Never the quay." in page.text
    assert glossary.page(store, "boat-shed", by=editor).concept.note == "Never the pier."


def test_translators_propose_and_editors_agree(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, translator: User, editor: User, shed: Concept
):
    """Whoever meets a word proposes it; it binds others only when an editor has agreed."""
    sign_in(client, translator)
    page = client.get("/glossary/new").text
    fields = form_of(page) | {"term-0-text": "gangway", "state": "proposed"}
    assert post(client, "/glossary/new", **fields).status_code == 303
    assert glossary.page(store, "gangway", by=translator).concept.state is Life.PROPOSED
    assert post(client, "/glossary/new", **fields | {"state": "agreed", "id": "x", "key": "k" * 8}).status_code == 403
    own = form_of(client.get("/glossary/concepts/boat-shed/edit").text)
    assert post(client, "/glossary/concepts/boat-shed/edit", **own | {"state": "proposed"}).status_code == 403

    client.delete_cookie("workbench")
    sign_in(client, editor)
    for _ in range(2):
        assert post(client, "/glossary/concepts/gangway/settle", state="agreed", version="1").status_code == 303

    assert glossary.page(store, "gangway", by=editor).concept.state is Life.AGREED


def test_a_concept_is_removed_once_and_with_a_reason(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, shed: Concept
):
    """A second click finds it gone, which is what was wanted."""
    sign_in(client, editor)
    url = "/glossary/concepts/boat-shed/remove"

    assert post(client, url, version=1, reason="").status_code == 422
    first, second = (post(client, url, version=1, reason="Not needed.") for _ in range(2))

    assert (first.status_code, second.status_code) == (303, 303)
    assert glossary.concepts(store, by=editor) == []


def test_terms_are_only_text(client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User):
    """Neither a browser nor a spreadsheet runs what somebody put into a term."""
    sign_in(client, editor)
    script, formula = '<script>alert("1")</script>', '=HYPERLINK("x","y")'
    fields = form_of(client.get("/glossary/new").text) | {"id": "evil", "note": script}
    fields |= {"term-0-text": script, "term-2-text": formula}
    assert post(client, "/glossary/new", **fields).status_code == 303

    paths = ("", "concepts/evil", "concepts/evil/edit", "concepts/evil/card?locale=en", "problems", "?q=<script>alert")
    for path in paths:
        assert "<script>alert" not in client.get(f"/glossary/{path}").text, path
    table = client.get("/glossary/termbase.csv").data.decode("utf-8-sig")
    assert ",\"'=HYPERLINK" in table or ",'=HYPERLINK" in table
    assert {term.text for term in read_csv(table)[0].terms} == {script, formula}


# --- tables -----------------------------------------------------------------------------------------------------


def test_a_downloaded_table_changes_nothing_when_it_comes_back(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, shed: Concept
):
    """Out and in again is no change, through a spreadsheet's byte order mark and line ends as well."""
    sign_in(client, editor)
    data = client.get("/glossary/termbase.csv").data

    page = post(client, "/glossary/import", file=(io.BytesIO(data.replace(b"\n", b"\r\n")), "termbase.csv")).text

    assert "1 concept would stay as it is" in page
    assert "0 concepts would change" in page
    assert 'name="confirm"' not in page


def test_a_table_is_shown_before_it_changes_anything(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, shed: Concept
):
    """What a table would do is seen first; only the second step does it."""
    sign_in(client, editor)
    table = glossary.export_csv(store, by=editor).replace("船棚", "船库")
    table += "hangar,,,,boat shed" + "," * (table.splitlines()[0].count(",") - 4) + "\n"

    page = post(client, "/glossary/import", table=table.replace("\n", "\r\n")).text

    assert "1 concept would be new" in page
    assert "1 concept would change" in page
    assert "船库" in page
    assert "contradict" in page or "please look" in page
    assert [concept.id for concept in glossary.concepts(store, by=editor)] == ["boat-shed"]
    kept = unescape(re.search(r'<textarea name="table" hidden[^>]*>\n(.*?)</textarea>', page, re.DOTALL)[1])
    for _ in range(2):
        assert post(client, "/glossary/import", table=kept, confirm="1").status_code == 303
    assert {concept.id for concept in glossary.concepts(store, by=editor)} == {"boat-shed", "hangar"}
    assert glossary.page(store, "boat-shed", by=editor).version == 2


@pytest.mark.parametrize(
    "table", ["", "a,b\n1,2\n", "concept_id;domain\n", "\x00"], ids=["none", "other", "semi", "nul"]
)
def test_a_table_that_is_none_is_refused(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, table: str
):
    """The message says what to do; nothing is half read."""
    sign_in(client, editor)

    page = post(client, "/glossary/import", table=table, confirm="1")

    assert page.status_code == 422
    assert 'role="alert"' in page.text


# --- roles ------------------------------------------------------------------------------------------------------

READ = ["", "new", "problems", "import", "termbase.csv", "concepts/boat-shed", "concepts/boat-shed/card"]
CHANGE = ["new", "concepts/boat-shed/edit", "concepts/boat-shed/settle", "concepts/boat-shed/remove", "import"]


@pytest.mark.parametrize("path", READ)
def test_everybody_with_an_account_reads(client: FlaskClient, sign_in: SignIn, reader: User, shed: Concept, path: str):
    """Who is signed out is led to the sign-in and back."""
    away = client.get(f"/glossary/{path}")
    assert away.status_code == 302
    assert "/sign-in" in away.location

    sign_in(client, reader)

    assert client.get(f"/glossary/{path}").status_code == 200


@pytest.mark.parametrize("path", CHANGE)
def test_readers_change_nothing(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, reader: User, shed: Concept, path: str
):
    """The rule holds in the use case; and without a token, for nobody."""
    sign_in(client, reader)
    fields = {"state": "disputed", "version": "1", "reason": "x", "term-0-text": "x", "term-0-locale": "en"}
    fields |= {"term-0-status": "preferred", "table": glossary.export_csv(store, by=reader), "confirm": "1"}

    assert post(client, f"/glossary/{path}", **fields).status_code == 403
    assert client.post(f"/glossary/{path}", data=fields).status_code == 400
    assert glossary.page(store, "boat-shed", by=reader).concept == shed
