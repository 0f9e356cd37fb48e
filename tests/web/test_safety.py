"""What every answer promises to a browser, and what no input may talk the pages into."""

from __future__ import annotations

import csv
import re
from html import unescape
from html.parser import HTMLParser
from io import BytesIO, StringIO
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from workbench.glossary import Concept, Life, Status, Term
from workbench.store.database import Store
from workbench.store.models import User
from workbench.web.i18n import choose
from workbench.workflow import comments, desk, documents, glossary, people, review, texts, units, waivers
from workbench.workflow.errors import Conflict
from workbench.workflow.permissions import Role

EVIL = "<script>alert('x')</script>\"' onload=alert(1) x=\"=1+1 {{ 'wq'~'zx' }} %(x)s </textarea></title>"
SHOWN = "&lt;script&gt;alert("

# What `errors.as_json` made cannot end its script element; pictures of our own; a piece that was rendered before.
HARMLESS = ("messages|safe", "_shapes[value]|safe", "shown|safe")


class _Tags(HTMLParser):
    """All start tags of a page, as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def _runs_nothing(page: str) -> bool:
    """Whether a page has no script of its own, no handler and no address that acts."""
    return not any(
        (tag == "script" and "src" not in attrs and attrs.get("type") != "application/json")
        or any(name.startswith("on") or name == "style" for name in attrs)
        or any((attrs.get(name) or "").strip().lower().startswith("javascript:") for name in ("href", "src", "action"))
        for tag, attrs in _Tags(page).found
    )


def _close(answer) -> None:
    """Close the file in which the test client put what it sent."""
    answer.request.environ["wsgi.input"].close()


@pytest.fixture
def at_home(client: FlaskClient, sign_in, keeper: User) -> FlaskClient:
    """A browser of the keeper."""
    sign_in(client, keeper)
    return client


# --- headers ----------------------------------------------------------------------------------------------------


def _answers(client: FlaskClient):
    yield client.get("/sign-in")
    yield client.get("/")
    yield client.get("/session.json")
    yield client.get("/nothing/here")
    yield client.get("/static/css/base.css")
    yield client.get("/static/nothing.css")
    yield client.post("/sign-in", data={"name": "x"})
    yield client.put("/sign-in")
    yield client.get("/texts/nothing")
    yield client.get("/texts/nothing", headers={"Accept": "application/json"})
    yield client.open("/", method="OPTIONS")


def test_every_answer_has_the_headers_of_safety(at_home: FlaskClient):
    """Also those that say no: an error page is a page."""
    for answer in _answers(at_home):
        where = f"{answer.request.method} {answer.request.path}"
        policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'", where
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'", where
        assert (policy["frame-ancestors"], policy["base-uri"], policy["form-action"]) == ("'none'", "'none'", "'self'")
        assert "unsafe" not in answer.headers["Content-Security-Policy"], where
        assert answer.headers["X-Content-Type-Options"] == "nosniff", where
        assert answer.headers["Referrer-Policy"] == "same-origin", where
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", where
        if not answer.request.path.startswith("/static/"):
            assert answer.headers["Cache-Control"] == "no-store", where
        answer.close()


def test_no_file_that_goes_out_is_kept_on_the_way(at_home: FlaskClient, store: Store, keeper: User):
    """Kept for a year like our own style sheets, the same old edition would be downloaded again and again."""
    document = documents.read_pasted("The river rises.")
    texts.bring_in(store, document, locale="en", by=keeper, slug="tale")
    texts.start_edition(store, "tale", "es", by=keeper)
    files = (
        "/texts/tale/es/export/download?format=txt",
        "/texts/tale/es/package/file",
        "/glossary/termbase.csv",
        "/glossary/consistency/es/tale?as=csv",
        "/memory/file",
        "/site.zip",
    )
    for address in files:
        with at_home.get(address) as answer:
            assert answer.status_code == 200, address
            assert (answer.headers["Cache-Control"], answer.headers.get("Expires")) == ("no-store", None), address


def test_an_answer_to_our_own_mistake_has_the_headers_too(app: Flask, at_home: FlaskClient, monkeypatch):
    """And tells nothing of what went wrong inside."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr(texts, "library", lambda *_args, **_more: 1 / 0)
    answer = at_home.get("/")
    assert answer.status_code == 500
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "ZeroDivisionError" not in answer.text
    assert at_home.get("/", headers={"Accept": "application/json"}).is_json


def test_a_database_that_is_gone_has_a_page_of_its_own(app: Flask, at_home: FlaskClient, monkeypatch):
    """The page that says so cannot ask it who is there."""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def gone(*_args: object, **_more: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("the disk is gone"))

    for module, name in ((people, "who"), (review, "count_waiting")):
        monkeypatch.setattr(module, name, gone)
    answer = at_home.get("/")
    assert answer.status_code == 500
    assert "<h1>" in answer.text
    assert "the disk is gone" not in answer.text


def test_the_cookie_is_out_of_reach_of_scripts(client: FlaskClient, sign_in, keeper: User):
    """And is not sent along from other sites."""
    client.get("/sign-in")
    sign_in(client, keeper)
    cookie = client.get("/sign-in").headers.get("Set-Cookie") or client.post("/preferences/theme", data={}).headers.get(
        "Set-Cookie", ""
    )
    stored = client.get_cookie("workbench")
    assert stored is not None
    assert stored.http_only
    assert stored.same_site == "Lax"
    assert keeper.password_hash not in (cookie or "")


def test_templates_have_no_inline_scripts_or_styles(app: Flask):
    """The policy would block them: the page would look right here and broken there."""
    loader = app.jinja_env.loader
    assert loader is not None
    for name in loader.list_templates():
        source = loader.get_source(app.jinja_env, name)[0]
        for harmless in HARMLESS:
            source = source.replace(harmless, "")
        assert not re.search(r"\son[a-z]+\s*=|\sstyle\s*=|javascript:|\|\s*safe\b", source), name
        for script in re.findall(r"<script[^>]*>", source):
            assert "src=" in script or "application/json" in script, name


# --- signing in -------------------------------------------------------------------------------------------------


ELSEWHERE = (
    "https://example.org/", "//example.org", "/\\example.org", "\\\\example.org", "/\t/example.org", "/\n/example.org",
    "/\r\n/example.org", "javascript:alert(1)", "///example.org", " //example.org", "/%09/example.org\x00", "\x00/",
    "http:example.org", "/\u2028/example.org", "example.org", "",
)  # fmt: skip


def test_no_form_leads_to_another_site(client: FlaskClient, post, keeper: User):
    """A link to our sign-in that ends elsewhere is how passwords are fished for."""
    for target in ELSEWHERE:
        answer = post(client, "/sign-in", name=keeper.name, password="lantern over water", next=target)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/"), target
        again = client.get("/sign-in", query_string={"next": target})
        assert (again.status_code, again.headers["Location"]) == (302, "/"), target
        chosen = post(client, "/preferences/theme", theme="dark", next=target)
        assert (chosen.status_code, chosen.headers["Location"]) == (303, "/"), target
        refused = post(client, "/people/invitations", back=target)
        assert (refused.status_code, refused.headers.get("Location", "/")) in ((303, "/"), (422, "/")), target


def test_signing_in_leads_back_to_where_one_was(client: FlaskClient, post, keeper: User):
    """The link of a friend leads to a paragraph, not to the library."""
    asked = client.get("/glossary/?q=字&state=agreed")
    assert asked.status_code == 302
    target = parse_qs(urlsplit(asked.headers["Location"]).query)["next"][0]
    assert target in unescape(client.get(asked.headers["Location"]).text)

    answer = post(client, "/sign-in", name=keeper.name, password="lantern over water", next=target)
    assert answer.headers["Location"].startswith("/glossary/?q=")


def test_a_session_begins_anew_on_signing_in(client: FlaskClient, sign_in, keeper: User):
    """What somebody put into the browser before must not become a signed-in session."""
    with client.session_transaction() as session:
        session["planted"] = "x"
        session["token"] = "planted"
    sign_in(client, keeper)
    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["token"] != "planted"


def test_ten_wrong_passwords_are_told_to_wait(client: FlaskClient, post, keeper: User):
    """With a status that scripts understand."""
    answers = [post(client, "/sign-in", name=keeper.name, password="wrong one") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]


def test_no_language_of_a_browser_breaks_a_page(client: FlaskClient):
    """There are stranger browsers than anybody has seen."""
    for header in (
        "",
        ",",
        ";;;",
        "*",
        "zh",
        "zh-TW",
        "es-419,en",
        "x" * 5_000,
        "en_US@x",
        "\xff",
        "-",
        "en-",
        "zh-x-y",
    ):
        assert choose(header) in ("en", "es", "zh-Hans", "zh-Hant")
        assert client.get("/sign-in", headers={"Accept-Language": header}).status_code == 200


# --- what people write is text --------------------------------------------------------------------------------------


@pytest.fixture
def haunted(store: Store, keeper: User) -> str:
    """A house in which every field holds something evil; gives the address of a desk with its unit open."""
    by = people.add_user(store, name="<b>Weigh</b>\"'&", password="lantern over water", grants=[(Role.EDITOR, "")])
    other = people.add_user(
        store, name="{{ 'wq'~'zx' }}=1+1", password="lantern over water", grants=[(Role.EDITOR, "")]
    )
    document = documents.with_meta(
        documents.read_pasted(f"{EVIL}\n\nA reed {EVIL}"),
        title=f"T {EVIL}",
        **dict.fromkeys(("author", "origin", "rights", "date"), EVIL),
    )
    texts.bring_in(store, document, locale="en", by=by, slug="tale")
    texts.start_edition(store, "tale", "es", by=by)
    term = Term(f"reed {EVIL}"[:190], "en", Status.PREFERRED, note=EVIL)
    glossary.save(store, Concept("<b>'\"", EVIL, EVIL, EVIL, (term, Term("junco", "es")), Life.AGREED), version=0,
                  by=by, reason=EVIL)  # fmt: skip
    rows = desk.window(store, "tale", "es", by=by).units
    saved = units.save(store, rows[1].id, target=EVIL, version=1, key="evil-key-1", by=by)
    saved = units.hand_in(store, rows[1].id, version=saved.version, by=by)
    if saved.findings:
        waivers.waive(store, rows[1].id, finding_key=saved.findings[0].key, reason=EVIL, by=by)
    first = comments.comment(store, rows[1].id, text=EVIL, by=other)
    comments.comment(store, rows[1].id, text=EVIL, by=by, parent_id=first)
    units.omit(store, rows[0].id, reason=EVIL, version=1, by=by)
    saved = units.save(store, rows[2].id, target=f"[x](javascript:alert(1)) {EVIL}", version=1, key="evil-key-2", by=by)
    saved = units.hand_in(store, rows[2].id, version=saved.version, by=by)
    review.send_back(store, rows[2].id, version=saved.version, reason=EVIL, by=other)
    with pytest.raises(Conflict):
        units.save(store, rows[2].id, target=f"late {EVIL}", version=1, key="evil-key-3", by=other)
    people.invite(store, [(Role.READER, "")], by=keeper, note=EVIL)
    return f"/texts/tale/es/desk?open={rows[1].uid}"


def test_what_people_write_is_shown_as_text_on_every_page(at_home: FlaskClient, haunted: str):
    """Titles, names, terms, texts, reasons and remarks: whatever they look like, they are words."""
    pages = (
        "/", "/texts/tale", "/texts/tale/revise", "/texts/tale/translation", haunted, "/texts/tale/es/desk/units",
        "/texts/tale/es/desk/map", "/texts/tale/es/export", "/review/", "/glossary/", "/glossary/?q=reed",
        "/glossary/problems", "/glossary/concepts/%3Cb%3E'%22", "/glossary/concepts/%3Cb%3E'%22/edit",
        "/glossary/concepts/%3Cb%3E'%22/card", "/search/?q=alert", "/people/", "/people/log", "/account",
    )  # fmt: skip
    shown = 0
    for page in pages:
        answer = at_home.get(page)
        assert answer.status_code == 200, page
        assert "<script>alert" not in answer.text, page
        assert "</textarea></title>" not in answer.text, page
        assert "<b>Weigh" not in answer.text, page
        # What the template in the text would give if it were run.
        assert "wqzx" not in answer.text, page
        assert _runs_nothing(answer.text), page
        shown += SHOWN in answer.text
    assert shown > 8


def test_pieces_for_scripts_are_as_safe_as_pages(at_home: FlaskClient, haunted: str, store: Store, keeper: User):
    """They are put into the page as they come."""
    for row in desk.window(store, "tale", "es", by=keeper).units:
        answer = at_home.get(f"/units/{row.id}?open=1", headers={"Accept": "application/json"})
        pieces = answer.get_json()
        for name in ("unit", "panel"):
            assert "<script>alert" not in pieces[name]
            assert _runs_nothing(pieces[name])


@pytest.mark.parametrize("layout", ["plain", "parallel"])
def test_an_exported_page_is_safe_to_open(at_home: FlaskClient, haunted: str, layout: str):
    """It is put on other servers, and opened from a download folder."""
    exported = at_home.get(f"/texts/tale/es/export/download?format=html&layout={layout}").text
    assert "<script" not in exported
    assert all("onload" not in attrs for _, attrs in _Tags(exported).found)
    assert not re.search(r"<(?:a|img)[^>]*=\"?javascript:", exported)


def test_a_table_for_spreadsheets_runs_nothing(at_home: FlaskClient, haunted: str):
    """A cell that begins like a formula begins with an apostrophe."""
    rows = list(csv.reader(StringIO(at_home.get("/glossary/termbase.csv").data.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert not any(cell[:1] in "=+-@\t" for row in rows for cell in row if cell)


# --- files and pasted texts -----------------------------------------------------------------------------------------


def _file(data: bytes, name: str = "text.md") -> dict[str, object]:
    return {"file": (BytesIO(data), name), "locale": "en"}


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (_file(b""), "empty"),
        ({"text": " \n ", "locale": "en"}, "empty"),
        (_file(b"abc\x00def"), "byte"),
        (_file(b"It rises.\n\n\xff\xfe\xfd"), "11"),
        (_file(b"word " * 2_000_000), "blank lines"),
        ({"text": "word " * 2_000_000, "locale": "en"}, "blank lines"),
        (_file(b"x\n\n" * 50_001), "50"),
        (_file(b"PK\x03\x04", "book.docx"), "damaged"),
        (_file(b"---\na: [\n---\n\nx"), "line"),
        (_file(b"It rises.") | {"locale": "xx"}, "xx"),
        (_file(b"It rises.") | {"title": "x" * 2_000}, "1000"),
        ({"text": "a\x00b", "locale": "en"}, "byte 1"),
        ({}, "empty"),
    ],
    ids=[
        "empty file", "empty form", "NUL", "no encoding", "10 MB file", "10 MB pasted", "too many", "DOCX", "YAML",
        "locale", "title", "NUL pasted", "nothing",
    ],
)  # fmt: skip
def test_a_text_that_cannot_come_in_is_said_why(
    at_home: FlaskClient, post, store: Store, sent: dict[str, object], said: str, fingerprint
):
    """On the same form, with everything else as it was typed, and nothing stored."""
    before = fingerprint(store)
    sent = {name: (BytesIO(v[0].getvalue()), v[1]) if isinstance(v, tuple) else v for name, v in sent.items()}
    answer = post(at_home, "/texts/new", **sent)
    assert answer.status_code == 422
    problem = re.search(r'class="field__error"[^>]*>([^<]*)<|role="alert"[^>]*>([^<]*)<', answer.text)
    assert problem is not None, answer.text[:3_000]
    assert said in (problem[1] or problem[2])
    _close(answer)
    assert fingerprint(store) == before


@pytest.mark.parametrize("codec", ["gb18030", "big5", "utf-16"])
def test_a_converted_text_is_said_to_be(at_home: FlaskClient, post, codec: str):
    """Who brought it in should look whether the guess was right."""
    text = "河水上漲了，船今年又來晚了。\n\n碼頭上沒有人等，樓上點著一盞燈。\n"
    file = (BytesIO(text.encode(codec)), "text.txt")
    answer = post(at_home, "/texts/new", file=file, locale="zh-Hant", slug="tale", follow=True)
    shown = at_home.get(answer.headers["Location"]).text
    name = {"gb18030": "GB18030", "big5": "Big5", "utf-16": "UTF-16"}[codec]
    assert name in shown
    assert "河水上漲了" in shown


def test_a_file_that_is_too_large_is_refused_at_the_door(at_home: FlaskClient, post, store: Store, fingerprint):
    """Before anything of it is read."""
    before = fingerprint(store)
    answer = post(at_home, "/texts/new", file=(BytesIO(b"x" * (25 * 1024 * 1024)), "text.md"), locale="en")
    assert answer.status_code == 413
    _close(answer)
    assert "24 MB" in answer.text
    assert fingerprint(store) == before


@pytest.mark.parametrize("target", ["word " * 2_000_000, "a\x00b"], ids=["10 MB", "NUL"])
@pytest.mark.parametrize("json", [False, True], ids=["form", "script"])
def test_a_target_that_cannot_be_kept_is_given_back(
    at_home: FlaskClient, post, store: Store, keeper: User, target: str, json: bool, fingerprint
):
    """Nothing that somebody typed is lost, not even what is refused."""
    texts.bring_in(store, documents.read_pasted("It rises."), locale="en", by=keeper, slug="tale")
    texts.start_edition(store, "tale", "es", by=keeper)
    unit_id = desk.window(store, "tale", "es", by=keeper).units[0].id
    before = fingerprint(store)
    sent = {"target": target, "version": "1", "key": "some-key-1", "back": "/texts/tale/es/desk"}
    answer = post(at_home, f"/units/{unit_id}/save", json=json, **sent)
    assert answer.status_code == 422
    if json:
        assert answer.get_json()["error"]["message"]
    else:
        assert answer.text.count("word ") > 1_000_000 or "a\x00b" in answer.text or "ab" in answer.text
    assert fingerprint(store) == before


def test_a_form_of_an_old_page_shows_both_texts(at_home: FlaskClient, post, store: Store, keeper: User):
    """The late text is kept, and can be copied."""
    texts.bring_in(store, documents.read_pasted("It rises."), locale="en", by=keeper, slug="tale")
    texts.start_edition(store, "tale", "es", by=keeper)
    unit_id = desk.window(store, "tale", "es", by=keeper).units[0].id
    units.save(store, unit_id, target="Crece.", version=1, key="some-key-1", by=keeper)
    late = {"target": "Sube el agua.", "version": "1", "key": "some-key-2", "back": "/"}
    answer = post(at_home, f"/units/{unit_id}/save", **late)
    assert answer.status_code == 409
    assert "Crece." in answer.text
    assert "Sube el agua." in answer.text
    asked = post(at_home, f"/units/{unit_id}/save", json=True, **late)
    assert (asked.status_code, asked.get_json()["current"]) == (409, "Crece.")
