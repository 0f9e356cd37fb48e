"""The page of a document that waits: looked at, put right, kept or discarded, without a script."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from workbench.formats import pandoc
from workbench.store.database import Store
from workbench.store.models import User
from workbench.text import read_markdown
from workbench.workflow import texts

PAGE = b"""<html lang="en"><head><title>The Mill</title></head><body><ul><li>Home</li><li>News</li></ul>
<p>The river rises in the night<a href="javascript:alert(1)">, and</a> the <b>boat</b> is late.</p>
<p>Nobody waits for it on the quay.</p><p><img src="data:image/png;base64,iVBORw0KGgo=" alt="A loom"></p></body>"""


@pytest.fixture
def at_home(client: FlaskClient, sign_in, translator: User) -> FlaskClient:
    """A browser of somebody who may bring texts in."""
    sign_in(client, translator)
    return client


def _bring(client: FlaskClient, post, data: bytes = PAGE, name: str = "page.html", url: str = "/texts/new") -> str:
    answer = post(client, url, file=(BytesIO(data), name))
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_what_was_understood_is_shown_before_it_is_kept(at_home: FlaskClient, post, store: Store):
    """Title, language, kinds, the text itself, and what was left out of it."""
    address = _bring(at_home, post)
    shown = at_home.get(address).text

    assert 'value="The Mill"' in shown
    assert re.search(r'<option value="en" selected', shown)
    for said in ("2 list items", "2 paragraphs", "1 picture", "Nobody waits for it on the quay.", "Web page"):
        assert said in shown
    assert "may not follow" in shown
    assert "javascript:" not in shown
    assert "<strong>boat</strong>" in shown
    assert at_home.get("/texts/the-mill").status_code == 404
    assert "Waiting to be kept" in at_home.get("/").text


def test_hidden_text_is_shown_among_what_was_not_taken_over(at_home: FlaskClient, post):
    """Whoever hid it may have forgotten it; whoever brings the file decides whether it is missed."""
    uri = "urn:oasis:names:tc:opendocument:xmlns"
    text = (
        '<text:section text:display="none"><text:p>Put away.</text:p></text:section><text:p>The river rises.</text:p>'
    )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{uri}:office:1.0" xmlns:text="{uri}:text:1.0"><office:body>'
            f"<office:text>{text}</office:text></office:body></office:document-content>",
        )
    shown = at_home.get(_bring(at_home, post, packed.getvalue(), "mill.odt")).text

    assert "1 hidden passage was not taken over" in shown
    assert "Put away." in shown


def test_a_document_is_kept_as_the_person_put_it_right(at_home: FlaskClient, post, store: Store):
    """Boilerplate goes passage by passage; language and title can be corrected."""
    address = _bring(at_home, post)
    answer = post(
        at_home, f"{address}/keep", locale="es", title="El molino", author="Lin Qiu", slug="mill", out=["1", "2"]
    )
    document = texts.document(store, "mill")

    assert answer.headers["Location"] == "/texts/mill"
    assert [segment.content for segment in document.segments] == [
        "El molino",
        "The river rises in the night, and the **boat** is late.",
        "Nobody waits for it on the quay.",
        "![A loom](media/4c4b6a3be1314ab8.png)",
    ]
    assert document.meta == {"title": "El molino", "author": "Lin Qiu"}
    picture = at_home.get("/texts/mill/media/4c4b6a3be1314ab8.png")
    assert (picture.mimetype, picture.data) == ("image/png", b"\x89PNG\r\n\x1a\n")
    assert at_home.get(address).headers["Location"] == "/texts/mill"


def test_a_document_that_cannot_be_kept_is_shown_with_what_is_wrong(
    at_home: FlaskClient, post, store: Store, fingerprint
):
    """What was typed and ticked stays."""
    address = _bring(at_home, post)
    before = fingerprint(store)
    answer = post(at_home, f"{address}/keep", locale="en", title="Mine", slug="A B", out="1")

    assert answer.status_code == 422
    assert "small letters" in answer.text
    assert 'value="Mine"' in answer.text
    assert re.search(r'value="1" id="s-1" checked', answer.text)
    assert fingerprint(store) == before


def test_a_document_is_discarded(at_home: FlaskClient, post):
    """Nothing of it stays."""
    address = _bring(at_home, post)
    post(at_home, f"{address}/discard")

    assert at_home.get(address).status_code == 404
    assert "Waiting to be kept" not in at_home.get("/").text


def test_a_pasted_text_is_looked_at_too(at_home: FlaskClient, post, store: Store):
    """A paste from a web page holds its menus."""
    answer = post(at_home, "/texts/new", text="# Mill\n\nOne.")
    answer = post(at_home, f"{answer.headers['Location']}/keep", locale="en", title="", slug="mill")

    assert [segment.content for segment in texts.document(store, "mill").segments] == ["Mill", "One."]


def test_a_new_version_shows_what_it_changes(at_home: FlaskClient, post, store: Store, translator: User):
    """Then its passages that are gone can be brought back on their page."""
    texts.bring_in(store, read_markdown("One.\n\nTwo.\n\nThree.\n"), locale="en", by=translator, slug="mill")
    address = _bring(at_home, post, b"One.\n\nTwo.\n", "new.md", "/texts/mill/revise")
    shown = at_home.get(address).text
    assert "What the new version changes" in shown
    assert re.search(r"<dt>Gone</dt><dd>1</dd>", shown)
    post(at_home, f"{address}/keep", version=_version(shown))

    assert "/texts/mill/retired" in at_home.get("/texts/mill").text
    segment = re.search(r'name="segment" value="([^"]+)"', at_home.get("/texts/mill/retired").text)[1]
    post(at_home, "/texts/mill/retired", segment=segment)
    assert [s.content for s in texts.document(store, "mill").segments] == ["One.", "Two.", "Three."]


def _version(shown: str) -> str:
    """The version of the text that a page was made of."""
    return re.search(r'name="version" value="(\d+)"', shown)[1]


def test_a_new_version_of_a_text_that_changed_meanwhile_is_looked_at_again(
    at_home: FlaskClient, post, store: Store, translator: User
):
    """Else it would take away, without a word, what somebody else brought in."""
    texts.bring_in(store, read_markdown("One.\n\nTwo of them came.\n"), locale="en", by=translator, slug="mill")
    address = _bring(at_home, post, b"One.\n\nTwo of them came late.\n", "new.md", "/texts/mill/revise")
    first = at_home.get(address).text
    texts.revise(store, "mill", read_markdown("One.\n\nTwo of them came.\n\nThree.\n"), by=None)

    for version in ({"version": _version(first)}, {}):
        refused = post(at_home, f"{address}/keep", out="0", **version)
        assert refused.status_code == 409
        assert "The text was changed since you looked." in refused.text
        assert re.search(r"<dt>Gone</dt><dd>1</dd>", refused.text)
        assert re.search(r'value="0" id="s-0" checked', refused.text)
        assert len(texts.document(store, "mill").segments) == 3
    kept = post(at_home, f"{address}/keep", version=_version(refused.text))

    assert kept.status_code == 303
    assert [s.content for s in texts.document(store, "mill").segments] == ["One.", "Two of them came late."]


def test_a_finished_translation_goes_to_its_alignment_page(at_home: FlaskClient, post, store: Store, translator: User):
    """In any form that is read."""
    texts.bring_in(store, read_markdown("One.\n\nTwo.\n"), locale="en", by=translator, slug="mill")
    page = b"<html><body><p>Uno de los que llegan.</p><p>Dos de los que se van.</p></body></html>"
    address = _bring(at_home, post, page, "page.html", "/texts/mill/translation")
    answer = post(at_home, f"{address}/keep", locale="es")

    assert re.fullmatch(r"/alignments?/\d+/?", answer.headers["Location"])


def test_the_server_answers_while_a_document_is_converted(
    app, at_home: FlaskClient, monkeypatch: pytest.MonkeyPatch, post
):
    """That of Word files is a process of its own; when its turns are taken, the person is told so."""
    word = BytesIO()
    with zipfile.ZipFile(word, "w") as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        body = "<w:body><w:p><w:r><w:t>One.</w:t></w:r></w:p></w:body>"
        uri = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        file.writestr("word/document.xml", f'<w:document xmlns:w="{uri}">{body}</w:document>')
    monkeypatch.setattr(pandoc, "WAIT", 0.01)
    for _ in range(pandoc.AT_ONCE):
        assert pandoc._turns.acquire(timeout=1)
    try:
        answer = post(at_home, "/texts/new", file=(BytesIO(word.getvalue()), "page.docx"))
        assert answer.status_code == 422
        assert "try again in a minute" in answer.text
        assert at_home.get("/").status_code == 200
    finally:
        for _ in range(pandoc.AT_ONCE):
            pandoc._turns.release()
