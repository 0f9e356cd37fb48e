"""The alignment page, with forms alone and with a script that fetches pieces."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from workbench.alignment.edits import Row, Splice
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow import alignments, documents, texts

Post = Callable[..., TestResponse]
SignIn = Callable[[FlaskClient, User], None]

# The use cases run on both databases in tests/workflow; a page does not know which one it has.
pytestmark = pytest.mark.parametrize("store", ["sqlite"], indirect=True)

SOURCE = (
    "The mill stood below the weir.",
    "In 1931 it ground *flour* for forty villages.",
    "Nobody had counted the sacks.",
    "Then the river moved.",
)
TARGET = (
    "El molino estaba debajo de la presa.",
    "En 1931 molía *harina* para cuarenta aldeas. Todos venían.",
    "Nadie había contado los sacos.",
    "Después el río cambió de lugar.",
)


class Page:
    """An alignment of four rows, and a browser that looks at it."""

    def __init__(self, store: Store, client: FlaskClient, post: Post, by: User) -> None:
        self.store, self.client, self.send, self.by = store, client, post, by
        texts.bring_in(store, documents.read_pasted("\n\n".join(SOURCE)), locale="en", by=by, slug="mill")
        translation = documents.read_pasted("\n\n".join(TARGET))
        self.id = alignments.bring_translation(store, "mill", translation, locale="es", by=by)
        self.url = f"/alignments/{self.id}"
        self.arrange([(1, (text,), 1.0) for text in TARGET])

    def now(self) -> alignments.AlignmentPage:
        return alignments.page(self.store, self.id, by=self.by)

    def arrange(self, rows: list[tuple[int, tuple[str, ...], float]]) -> None:
        """Set the rows as a test needs them."""
        uids = iter([part.uid for row in self.now().rows for part in row.source])
        new = []
        for count, target, sure in rows:
            source = tuple(next(uids) for _ in range(count))
            kind = "pair" if source and target else "omitted" if source else "added"
            new.append(Row(source, target, sure, kind))
        version = self.now().version
        alignments.edit(
            self.store, self.id, "arrange", lambda now: Splice(0, tuple(now), tuple(new)), version=version, by=self.by
        )

    def get(self, query: str = "") -> TestResponse:
        return self.client.get(self.url + query)

    def edit(self, action: str, row: int, *, version: int | None = None, **fields: Any) -> TestResponse:
        now = self.now().version if version is None else version
        return self.send(self.client, f"{self.url}/edit", action=action, row=row, version=now, **fields)

    def targets(self) -> list[tuple[str, ...]]:
        return [row.target for row in self.now().rows]


@pytest.fixture
def page(store: Store, client: FlaskClient, post: Post, sign_in: SignIn, translator: User) -> Page:
    """A translator looks at four rows that are right."""
    sign_in(client, translator)
    return Page(store, client, post, translator)


def opened(html: str) -> str:
    """The row in hand."""
    found = re.search(r'<li class="bead bead--here".*?\n</li>', html, re.DOTALL)
    assert found, "no row is in hand"
    return found[0]


# --- looking ----------------------------------------------------------------------------------------------------


def test_nobody_sees_it_without_signing_in(page: Page, client: FlaskClient, post: Post):
    """The page holds a translation that is not published."""
    post(client, "/sign-out")

    assert page.get().status_code == 302


def test_every_text_says_its_language_and_stands_in_reading_order(page: Page):
    """Fonts, hyphenation and screen readers follow `lang`."""
    html = page.get().text
    shown = re.findall(r'<p class="text bead__para" lang="(\w+)">(.*?)</p>', html)

    assert [lang for lang, _ in shown] == ["en", "es"] * 4
    assert shown[2] == ("en", "In 1931 it ground <em>flour</em> for forty villages.")


def test_doubtful_rows_are_named_first_and_marked_in_place(page: Page):
    """By a link with the first words, by a shape, by a word, and in per cent."""
    page.arrange([(1, (TARGET[0],), 0.8), (1, (TARGET[1],), 0.3), (1, (TARGET[2],), 0.6), (1, (TARGET[3],), 1.0)])
    html = page.get().text
    listed = html[html.index('class="doubts"') : html.index('<ol class="beads"')]

    assert re.findall(r'href="[^"]*row=(\d)#b-\d"', listed) == ["2", "3", "1"]
    assert [listed.count(words) for words in ("Probably wrong, 30%", "Uncertain, 60%", "Probably right, 80%")] == [
        1
    ] * 3
    assert html.count('data-confidence="low"') == 3
    assert "3 of 4 rows are uncertain" in html


def test_a_page_where_most_is_doubtful_asks_whether_it_is_a_translation(page: Page):
    """The wrong file, or the wrong language, is the likeliest cause."""
    page.arrange([(1, (text,), 0.2) for text in TARGET])

    assert "Is this a translation of this text, and is it in Spanish?" in page.get().text


def test_what_looks_wrong_about_the_two_texts_stands_at_the_head_and_before_the_end(page: Page):
    """With what to do about it, in plain sentences; and no word there that all is well."""
    long = [f"The boat was late on the day when all the people of the town had come, {number}." for number in range(6)]
    texts.bring_in(page.store, documents.read_pasted("\n\n".join(long)), locale="en", by=page.by, slug="boat")
    same = alignments.bring_translation(
        page.store, "boat", documents.read_pasted("\n\n".join(long)), locale="es", by=page.by
    )
    html = page.client.get(f"/alignments/{same}").text

    assert "Both sides hold the same text (6 paragraphs are equal)" in html
    assert "discard this alignment at the foot of this page" in html
    assert "glance through, then accept" not in html
    assert 'href="#warnings"' in html[html.index('id="accept"') :]


def test_a_row_is_taken_in_hand_by_a_link(page: Page):
    """Its commands are forms; what cannot be done with it is not offered."""
    first, last = opened(page.get("?row=1").text), opened(page.get("?row=4").text)

    assert 'value="join"' in first
    assert 'value="join"' not in last
    assert 'data-more="split"' in opened(page.get("?row=2").text)
    assert 'data-more="split"' not in first
    assert 'id="b-4"' in last


def test_the_text_in_hand_stands_as_it_is_written(page: Page):
    """A caret counts in the text with its marks, not in what they are shown as."""
    assert f'data-paragraph="0">{TARGET[1]}</p>' in opened(page.get("?row=2").text)


@pytest.mark.parametrize("query", ["?row=0", "?row=99", "?from=-3", "?from=99", "?row=two"])
def test_an_address_beyond_the_rows_shows_the_page_all_the_same(page: Page, query: str):
    """Rows are joined and split: an old link may point to one that is gone."""
    assert page.get(query).status_code == 200


def test_readers_see_no_commands(page: Page, client: FlaskClient, sign_in: SignIn, reader: User):
    """And cannot send them either."""
    sign_in(client, reader)
    html = page.get("?row=2").text

    assert "bead--here" not in html
    assert f'action="{page.url}' not in html
    assert page.edit("pin", 1).status_code == 403


def test_a_long_text_comes_in_windows_with_links_to_the_others(page: Page):
    """A book of five thousand rows opens as fast as an article."""
    notes = [(0, (f"Nota {number}.",), 1.0) for number in range(430)]
    page.arrange([*[(1, (text,), 1.0) for text in TARGET], *notes])
    html = page.get("?row=205").text

    assert re.findall(r'id="b-(\d+)"', html) == [str(number) for number in range(201, 401)]
    assert re.findall(r"from=(\d+)\"", html) == ["1", "401"] * 2
    assert "Rows 201 to 400 of 434" in html
    assert re.findall(r'id="b-(\d+)"', page.get("?from=401").text)[-1] == "434"


def test_a_row_of_a_long_text_is_gone_to_by_its_number(page: Page):
    """The form needs no script, and the answer stands where the row is."""
    assert page.get("?go=3").location == f"{page.url}?row=3#b-3"


# --- steps by form ----------------------------------------------------------------------------------------------


def test_a_step_leads_back_to_its_row(page: Page):
    """Without a script the page is loaded again, at the place where the work is."""
    answer = page.edit("join", 2)

    assert answer.status_code == 303
    assert answer.location == f"{page.url}?row=2#b-2"
    assert [len(target) for target in page.targets()] == [1, 2, 1]


COMMANDS: dict[str, tuple[int, dict[str, Any], list[str]]] = {
    "split": (2, {"place": "0:45"}, [TARGET[0], TARGET[1][:45], TARGET[1][45:], *TARGET[2:]]),
    "source-up": (2, {}, list(TARGET)),
    "source-down": (1, {}, list(TARGET)),
    "target-up": (2, {}, [TARGET[0] + TARGET[1], "", *TARGET[2:]]),
    "target-down": (2, {}, [TARGET[0], "", TARGET[1] + TARGET[2], TARGET[3]]),
    "omit": (3, {"reason": "cut"}, [*TARGET[:2], "", *TARGET[2:]]),
    "add": (3, {"reason": "a note"}, [*TARGET[:2], "", *TARGET[2:]]),
    "mend": (4, {"paragraph": 0, "text": "Luego."}, [*TARGET[:3], "Luego."]),
    "pin": (4, {}, list(TARGET)),
    "unpin": (4, {}, list(TARGET)),
    "pin-until": (4, {}, list(TARGET)),
}


@pytest.mark.parametrize("action", COMMANDS)
def test_every_command_is_a_form(page: Page, action: str):
    """Whoever has no scripts, or a slow line, can do all of it."""
    row, fields, expected = COMMANDS[action]
    step = page.now().step
    answer = page.edit(action, row, **fields)

    assert answer.status_code == 303, answer.text
    assert ["".join(target) for target in page.targets()] == expected
    assert page.now().step == step + 1


def test_undo_and_redo_are_forms(page: Page, post: Post, client: FlaskClient):
    """They name the step, so that a double click goes one step and not two."""
    page.edit("join", 1)
    before = page.now()
    for _ in range(2):
        answer = post(client, f"{page.url}/undo", step=before.step, version=before.version)
        assert answer.status_code == 303
    assert page.targets() == [(text,) for text in TARGET]

    post(client, f"{page.url}/redo", step=before.step, version=before.version + 1)
    assert len(page.targets()) == 3


def test_a_step_that_cannot_be_done_says_so_on_the_page(page: Page):
    """The person stays where they are; nothing was changed."""
    answer = page.edit("split", 1, back=f"{page.url}?row=1")

    assert answer.location == f"{page.url}?row=1"
    assert "choose a place" in page.get("?row=1").text
    assert page.edit("dance", 1).status_code == 422
    assert page.edit("join", 4).status_code == 422
    assert page.targets() == [(text,) for text in TARGET]


def test_a_late_step_shows_the_page_as_it_is_and_what_was_typed(page: Page):
    """Two people on one page: the second loses nothing."""
    version = page.now().version
    page.edit("join", 1, version=version)
    answer = page.edit("mend", 2, version=version, paragraph=0, text="Una frase <bien> pensada.")

    assert answer.status_code == 409
    assert "changed while you had it open" in answer.text
    assert "Una frase &lt;bien&gt; pensada.</textarea>" in answer.text
    assert f'data-version="{version + 1}"' in answer.text
    assert ("Una frase <bien> pensada.",) not in page.targets()


def test_a_double_click_does_nothing_twice(page: Page):
    """The second request is answered like the first."""
    version = page.now().version
    answers = [page.edit("join", 1, version=version) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(page.targets()) == 3


# --- pieces for a script ----------------------------------------------------------------------------------------


def test_a_script_gets_only_the_rows_that_changed(page: Page):
    """And all that depends on them: the list of doubts, the foot, the row in hand."""
    answer = page.edit("join", 2, json=True).get_json()

    assert (answer["start"], answer["removed"], answer["total"], answer["here"]) == (1, 2, 3, 1)
    assert answer["rows"].count("<li") == 1
    assert "bead--here" in answer["open"]
    assert set(answer["pieces"]) == {"summary", "accept", "foot"}


def test_a_script_that_knows_an_old_page_is_told(page: Page):
    """It sends the form once more in the plain way then, and the person sees why."""
    version = page.now().version
    page.edit("join", 1, version=version)
    answer = page.edit("join", 3, version=version, json=True)

    assert answer.status_code == 409
    assert answer.get_json()["error"]["code"] == "stale"


def test_a_row_comes_as_a_piece_at_rest_and_in_hand(page: Page, client: FlaskClient):
    """A person who opens its address is led to the page."""
    piece = client.get(f"{page.url}/rows/3", headers={"Accept": "application/json"}).get_json()

    assert piece["version"] == page.now().version
    assert "bead--here" in piece["open"]
    assert "bead--here" not in piece["rest"]
    assert client.get(f"{page.url}/rows/3").location == f"{page.url}?row=3#b-3"


def test_a_caret_in_the_translation_is_enough_to_split_both_sides(page: Page):
    """The border in the source is found by the lengths."""
    page.arrange([(3, (" ".join(TARGET[:3]),), 1.0), (1, (TARGET[3],), 1.0)])
    place = len(TARGET[0]) + len(TARGET[1]) + 2
    page.edit("split", 1, place=f"0:{place}", json=True)

    assert [(len(row.source), row.target) for row in page.now().rows][:2] == [
        (2, (f"{TARGET[0]} {TARGET[1]} ",)),
        (1, (TARGET[2],)),
    ]


# --- a file -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format", "mimetype"),
    [
        ("tmx", "application/x-tmx+xml"),
        ("po", "text/x-gettext-translation"),
        ("html", "text/html"),
        ("json", "application/json"),
    ],
)
def test_the_alignment_can_be_taken_out_as_it_stands(page: Page, format: str, mimetype: str):
    """What a person corrected serves other programs, too."""
    page.edit("join", 3)
    answer = page.get(f"/export/{format}")

    assert answer.mimetype == mimetype
    assert f"mill.en-es.{format}" in answer.headers["Content-Disposition"]
    assert "Después el río cambió de lugar." in answer.data.decode()
    assert f"/export/{format}" in page.get().text


def test_an_unknown_format_is_refused(page: Page):
    """With a sentence, not with an error of the server."""
    assert page.get("/export/docx").status_code == 422


# --- align again ------------------------------------------------------------------------------------------------


def test_the_rest_is_aligned_again_around_a_confirmed_row(page: Page, post: Post, client: FlaskClient):
    """Without one the page says what is missing."""
    page.arrange([(1, (), 0.2), (1, TARGET[:2], 0.2), (1, (TARGET[2],), 0.5), (1, (TARGET[3],), 1.0)])
    assert 'aria-disabled="true">Align the rest again' in page.get().text
    page.edit("pin", 3)
    answer = post(client, f"{page.url}/again", version=page.now().version)

    assert answer.status_code == 303
    assert "You can undo this" in page.get().text
    assert page.targets() == [(text,) for text in TARGET]


# --- the end ----------------------------------------------------------------------------------------------------


def accept(page: Page, **fields: Any) -> TestResponse:
    return page.send(page.client, f"{page.url}/accept", version=page.now().version, **fields)


def test_accepting_leads_to_the_desk(page: Page):
    """Pressed twice it leads there, too; the page says from then on that it is done."""
    for _ in range(2):
        assert accept(page).location == "/texts/mill/es/desk"
    html = page.get("?row=1").text

    assert "This alignment was accepted" in html
    assert "bead--here" not in html
    assert page.edit("join", 1).location == page.url
    assert "Después el río cambió de lugar." in page.client.get("/texts/mill/es/desk").text


def test_only_editors_are_asked_whether_it_is_approved(page: Page, client: FlaskClient, sign_in: SignIn, editor: User):
    """A translator's texts are drafts, whatever the form says."""
    assert 'value="approved"' not in page.get().text
    assert accept(page, state="approved").status_code == 403

    sign_in(client, editor)
    assert 'value="approved"' in page.get().text
    assert accept(page, state="approved").status_code == 303
    assert texts.page(page.store, "mill", by=editor).card.editions[0].counts["approved"] == 4


def test_accepting_an_older_page_is_refused(page: Page, post: Post, client: FlaskClient):
    """Nobody accepts rows that they have not seen."""
    version = page.now().version
    page.edit("join", 1)

    assert post(client, f"{page.url}/accept", version=version).status_code == 409
    assert page.now().accepted is False


def test_what_has_no_translation_is_said_before_it_is_accepted(page: Page):
    """With links to the rows, so that a reason can be given there."""
    page.arrange([(1, (), 1.0), (1, TARGET[:2], 1.0), (1, (TARGET[2],), 1.0), (1, (TARGET[3],), 1.0)])

    assert "1 passage has no translation and no reason for it" in page.get().text
    page.edit("omit", 1, reason="not in the second printing")
    html = page.get().text
    assert "no reason for it" not in html
    assert "not in the second printing" in html


def test_discarding_leads_back_to_the_text(page: Page, post: Post, client: FlaskClient):
    """Pressed twice it leads to the library, since nothing is left to lead back from."""
    version = page.now().version

    assert post(client, f"{page.url}/discard", version=version).location == "/texts/mill"
    assert post(client, f"{page.url}/discard", version=version).location == "/"
    assert page.get().status_code == 404
