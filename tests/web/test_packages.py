"""Work goes out and comes back through the pages, and so does the memory."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from workbench.formats import TranslationUnit, read_po, read_tmx, write_tmx
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow import documents, texts

PACKAGE = "/texts/tale/es/package"


@pytest.fixture
def at_work(client: FlaskClient, sign_in, store: Store, translator: User) -> FlaskClient:
    """A translator before a text of two passages."""
    document = documents.read_pasted("The river rises.\n\nThe boat is <late>.")
    texts.bring_in(store, document, locale="en", by=translator, slug="tale")
    texts.start_edition(store, "tale", "es", by=translator)
    sign_in(client, translator)
    return client


def take(client: FlaskClient, **asked: str) -> bytes:
    """A file as the page gives it."""
    answer = client.get(f"{PACKAGE}/file", query_string=asked)
    assert answer.status_code == 200
    return answer.data


def send(client: FlaskClient, post, url: str, name: str, data: bytes):
    """A file as a form sends it."""
    return post(client, url, file=(BytesIO(data), name))


def test_work_goes_out_and_comes_back(at_work: FlaskClient, post):
    """The page of the text leads there, and the report leads to each passage."""
    assert f'href="{PACKAGE}"' in at_work.get("/texts/tale").text
    po = take(at_work, form="po").decode()
    [first, _] = read_po(po).entries
    written = po.replace('msgid "The river rises."\nmsgstr ""', 'msgid "The river rises."\nmsgstr "El <b>río</b>."')
    report = send(at_work, post, PACKAGE, "work.po", written.encode())

    assert report.status_code == 200
    assert f"/texts/tale/es/desk?open={first.uid}#u-{first.uid}" in report.text
    assert "El &lt;b&gt;río&lt;/b&gt;." in report.text
    assert "1 passage was taken over." in report.text
    assert "There was nothing new" in send(at_work, post, PACKAGE, "work.po", written.encode()).text


def test_work_on_a_passage_that_is_gone_leads_to_where_it_is_kept(at_work: FlaskClient, post, store: Store):
    """There the passage is brought back, and on the desk both texts wait to be compared."""
    po = take(at_work, form="po").decode()
    texts.revise(store, "tale", documents.read_pasted("The river rises."), by=None)
    written = po.replace('late>."\nmsgstr ""', 'late>."\nmsgstr "La barca."')
    report = send(at_work, post, PACKAGE, "work.po", written.encode()).text

    assert "1 passage is gone from the source; your text is kept with it." in report
    assert "Kept for later (1)" in report.replace("</span>", "")
    assert "Not found here" not in report
    assert 'href="/texts/tale/retired"' in report
    gone = at_work.get("/texts/tale/retired").text
    assert "1 text waits to be compared" in gone
    segment = re.search(r'name="segment" value="([^"]+)"', gone)[1]
    post(at_work, "/texts/tale/retired", segment=segment)
    assert "La barca." in at_work.get(f"/texts/tale/es/desk?open={segment}").text


@pytest.mark.parametrize(("form", "begins"), [("docx", b"PK"), ("xliff", b"<?xml"), ("xliff-1.2", b"<?xml")])
def test_every_form_can_be_had(at_work: FlaskClient, form, begins):
    """Poedit, OmegaT and Word are what people have."""
    assert take(at_work, form=form).startswith(begins)


def test_a_word_file_speaks_the_language_of_whoever_takes_it(at_work: FlaskClient, post):
    """Away from home there is nobody to ask."""
    from workbench.formats.containers import Container

    inside = Container(take(at_work, form="docx")).read("word/document.xml").decode()
    assert "bring this file to the page where you took it" in inside


def test_footnotes_of_a_table_are_told_and_kept(at_work: FlaskClient, post, footnoted):
    """Beside their passage in the report, and among its comments on the desk."""
    [first, _] = read_po(take(at_work, form="po").decode()).entries
    data = footnoted(take(at_work, form="docx"), "The river rises.", "Un <i>molino</i>.")
    report = send(at_work, post, PACKAGE, "work.docx", data).text

    assert "Footnotes and comments (1)" in report
    assert '<li class="text">Un &lt;i&gt;molino&lt;/i&gt;.</li>' in report
    assert "Un &lt;i&gt;molino&lt;/i&gt;." in at_work.get(f"/texts/tale/es/desk?open={first.uid}").text


@pytest.mark.parametrize(("name", "data"), [("a.po", b"no"), ("a.xlf", b"<!ENTITY"), ("a.docx", b"PK\3\4"), ("a", b"")])
def test_a_broken_file_is_refused_at_its_place(at_work: FlaskClient, post, name, data):
    """With the form that it was chosen in."""
    answer = send(at_work, post, PACKAGE, name, data)

    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text


def test_nothing_to_take_is_said_at_its_place(at_work: FlaskClient):
    """The translator has written nothing yet."""
    answer = at_work.get(f"{PACKAGE}/file", query_string={"scope": "mine"})

    assert answer.status_code == 422
    assert 'id="scope-error"' in answer.text
    assert at_work.get(f"{PACKAGE}/file", query_string={"form": "csv"}).status_code == 422
    assert at_work.get(f"{PACKAGE}/file", query_string={"scope": "nonsense"}).status_code == 200


def test_work_of_several_texts_goes_out_and_comes_back(at_work: FlaskClient, post, store: Store, translator: User):
    """The library and the desk lead there; the report has each text with its passages."""
    texts.bring_in(store, documents.read_pasted("A fox waits."), locale="en", by=translator, slug="fable")
    texts.start_edition(store, "fable", "es", by=translator)
    assert 'href="/packages"' in at_work.get("/").text
    assert f'href="{PACKAGE}"' in at_work.get("/texts/tale/es/desk").text
    assert 'value="fable"' in at_work.get("/packages").text
    choice = {"from": "en", "into": "es", "form": "po", "text": ["tale", "fable"]}
    po = post(at_work, "/packages/file", **choice)
    assert po.headers["Content-Disposition"] == "attachment; filename=my-work.en.es.po"
    written = po.text.replace('msgid "A fox waits."\nmsgstr ""', 'msgid "A fox waits."\nmsgstr "Un zorro."')
    report = send(at_work, post, "/packages", "work.po", written.encode())

    assert report.status_code == 200
    assert "1 passage was taken over." in report.text
    assert "/texts/fable/es/desk?open=" in report.text
    assert "There was nothing new" in send(at_work, post, "/packages", "work.po", written.encode()).text


def test_what_was_chosen_stays_chosen_when_something_is_wrong(at_work: FlaskClient, post):
    """Whoever ticked ten texts does not want to tick them again."""
    answer = post(
        at_work, "/packages/file", **{"from": "en", "into": "es", "form": "po", "scope": "mine", "text": "tale"}
    )

    assert answer.status_code == 422
    assert 'id="scope-error"' in answer.text
    assert 'value="tale" checked' in answer.text
    assert '<option value="po" selected>' in answer.text
    assert 'id="text-error"' in post(at_work, "/packages/file", **{"from": "en", "into": "es"}).text
    assert 'id="file-error"' in send(at_work, post, "/packages", "a.xlf", b"<xliff").text


def test_a_memory_comes_in_and_goes_out(client: FlaskClient, sign_in, post, editor: User):
    """Languages that are not worked in are said, pairs that were there are counted."""
    sign_in(client, editor)
    units = [TranslationUnit("The mill closed.", "La fábrica cerró.", "en", "es", "1")]
    foreign = b'<tuv xml:lang="fr"><seg>Non.</seg></tuv></tu>'
    page = send(client, post, "/memory/", "old.tmx", write_tmx(units).replace(b"</tu>", foreign))
    assert "1 pair is new." in page.text
    assert "fr" in page.text
    assert "1 pair was there already." in send(client, post, "/memory/", "old.tmx", write_tmx(units)).text

    [back] = read_tmx(client.get("/memory/file").data)
    assert (back.source, back.target, back.origin) == ("The mill closed.", "La fábrica cerró.", "old.tmx")
    assert client.get("/memory/file?text=nowhere").status_code == 404
    assert send(client, post, "/memory/", "old.tmx", b"<tmx>").status_code == 422
