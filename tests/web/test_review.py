"""The queue of reviews, with forms alone and with a script that sends them."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow import desk, documents, glossary, people, review, texts, units
from workbench.workflow.permissions import Role

Post = Callable[..., TestResponse]
SignIn = Callable[[FlaskClient, User], None]

TABLE = (
    "concept_id,domain,definition_en,note,en,en_status,en_variants,zh_hans,zh_hans_status,zh_hans_variants,"
    "zh_hans_forbidden,zh_hant_tw,es,es_status,es_variants,es_forbidden\n"
    "boat-shed,place,Where boats are kept dry.,,boat shed,preferred,,船棚,preferred,,船屋,,varadero,preferred,,\n"
)
SOURCE = "# Kettles\n\nThe kettle sang.\n\nThe lamp went out.\n\nShe slept in the boat shed.\n"
TARGETS = ("水壶", "水壶唱着歌。", "灯灭了。", "她睡在船屋里。")


def hand_in(store: Store, unit_id: int, target: str, *, by: User) -> units.Saved:
    """Write a text and hand it in."""
    version = desk.details(store, unit_id, by=by).unit.version
    saved = units.save(store, unit_id, target=target, version=version, key=secrets.token_hex(8), by=by)
    return units.hand_in(store, unit_id, version=saved.version, by=by)


@pytest.fixture
def waiting(store: Store, translator: User, editor: User) -> list[units.Saved]:
    """Four units that wait for review; the last has a term that the glossary forbids."""
    glossary.import_csv(store, TABLE, by=editor)
    texts.bring_in(store, documents.read_pasted(SOURCE), locale="en", by=translator, slug="kettles")
    texts.start_edition(store, "kettles", "zh-Hans", by=translator)
    rows = desk.window(store, "kettles", "zh-Hans", by=translator).units
    return [hand_in(store, unit.id, target, by=translator) for unit, target in zip(rows, TARGETS, strict=True)]


def state_of(store: Store, unit_id: int, by: User) -> str:
    return desk.details(store, unit_id, by=by).unit.state


def test_the_queue_is_for_editors(client: FlaskClient, sign_in: SignIn, translator: User):
    """A translator has nothing to decide there, and is told so."""
    assert client.get("/review/").status_code == 302
    sign_in(client, translator)

    answer = client.get("/review/")

    assert answer.status_code == 403
    assert "for editors" in answer.text


def test_the_queue_shows_what_waits_with_the_oldest_first(
    client: FlaskClient, sign_in: SignIn, editor: User, waiting: list[units.Saved]
):
    """Whoever handed in first has waited longest."""
    sign_in(client, editor)

    page = client.get("/review/").text

    assert re.findall(r'id="r-(\d+)"', page) == [str(saved.unit_id) for saved in waiting]
    assert "4 passages wait for you." in page
    assert page.count('<details class="queue__details" name="queue" open>') == 1


def test_the_queue_can_be_narrowed(client: FlaskClient, sign_in: SignIn, editor: User, waiting: list[units.Saved]):
    """An editor may finish one text or one language first."""
    sign_in(client, editor)

    assert "她睡在船屋里。" in client.get("/review/?text=kettles&locale=zh-Hans").text
    assert "Nothing waits here" in client.get("/review/?locale=es").text
    assert "Nothing waits here" in client.get("/review/?text=none").text
    assert "This page is empty now" in client.get("/review/?page=9").text


def test_approving_leads_on_to_the_next_and_can_be_undone(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, waiting: list[units.Saved]
):
    """Without scripts, forty reviews are forty clicks, and each can be taken back."""
    sign_in(client, editor)
    first, second = waiting[:2]

    answer = post(client, f"/review/units/{first.unit_id}/approve", version=first.version, next=second.unit_id)

    assert answer.status_code == 303
    assert state_of(store, first.unit_id, editor) == "approved"
    page = client.get(answer.location).text
    assert f'id="r-{second.unit_id}"' in page
    assert "Undo" in page
    done = re.search(r'action="(/review/units/\d+/reopen)".*?name="version" value="(\d+)"', page, re.DOTALL)
    assert done
    undone = post(client, done[1], version=done[2])
    assert undone.status_code == 303
    assert state_of(store, first.unit_id, editor) == "submitted"


def test_a_decision_sent_twice_counts_once(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, waiting: list[units.Saved]
):
    """A double click, or a phone that sends again after a tunnel, changes nothing."""
    sign_in(client, editor)
    approved, returned, mended = waiting[:3]
    forms = (
        (f"/review/units/{approved.unit_id}/approve", {"version": approved.version}),
        (f"/review/units/{returned.unit_id}/return", {"version": returned.version, "words": "Please hear it sing."}),
        (f"/review/units/{mended.unit_id}/fix", {"version": mended.version, "target": "灯熄了。"}),
    )

    for url, fields in forms:
        once, again = (post(client, url, json=True, **fields) for _ in range(2))
        assert (once.status_code, again.status_code) == (200, 200)
    states = [state_of(store, saved.unit_id, editor) for saved in waiting[:3]]
    assert states == ["approved", "returned", "approved"]
    assert len(desk.details(store, approved.unit_id, by=editor).history) == 3


def test_what_blocks_an_approval_is_named(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, waiting: list[units.Saved]
):
    """The mere word “blocked” would leave the editor to guess."""
    sign_in(client, editor)
    unit = waiting[3]
    url = f"/review/units/{unit.unit_id}/approve"
    assert 'aria-disabled="true"' in client.get(f"/review/?open={unit.unit_id}").text

    page = client.get(post(client, url, version=unit.version).location).text
    told = post(client, url, json=True, version=unit.version, locale="zh-Hans")

    assert "船屋" in re.findall(r'notice--error">(.*?)</p>', unescape(page), re.DOTALL)[1]
    assert told.status_code == 409
    assert told.json["blocked"]
    assert "船屋" in told.json["findings"]
    assert state_of(store, unit.unit_id, editor) == "submitted"


def test_a_finding_can_be_kept_with_a_reason(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, waiting: list[units.Saved]
):
    """A check is a machine; an editor knows when it is wrong, and says why."""
    sign_in(client, editor)
    unit = waiting[3]
    key = next(finding.key for finding in unit.findings if units.blocks(finding))
    url = f"/review/units/{unit.unit_id}/waive"

    assert post(client, url, json=True, finding=key, reason=" ", locale="zh-Hans").status_code == 422
    kept = post(client, url, json=True, finding=key, reason="It is a name here.", locale="zh-Hans")
    approved = post(client, f"/review/units/{unit.unit_id}/approve", version=unit.version)

    assert kept.json["blocked"] is False
    assert approved.status_code == 303
    assert state_of(store, unit.unit_id, editor) == "approved"


def test_a_return_needs_a_reason(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, waiting: list[units.Saved]
):
    """A text that comes back without a word helps nobody; a ready reason and own words go together."""
    sign_in(client, editor)
    unit = waiting[0]
    url = f"/review/units/{unit.unit_id}/return"

    refused = post(client, url, version=unit.version, back="/review/")
    assert refused.status_code == 303
    assert "Give a reason." in client.get(refused.location).text
    post(client, url, version=unit.version, reason="A term is not as agreed.", words="See kettle.")

    assert desk.details(store, unit.unit_id, by=editor).history[0].reason == "A term is not as agreed. See kettle."


def test_nobody_approves_their_own_work_where_another_editor_is(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, waiting: list[units.Saved]
):
    """The page says so before the button is pressed, and the server afterwards."""
    other = people.add_user(store, name="Second", password="lantern over water", grants=[(Role.EDITOR, "zh-Hans")])
    unit = waiting[1]
    review.send_back(store, unit.unit_id, version=unit.version, reason="Shorter.", by=other)
    own = hand_in(store, unit.unit_id, "水壶歌唱。", by=editor)
    sign_in(client, editor)

    page = client.get(f"/review/?open={own.unit_id}").text
    refused = post(client, f"/review/units/{own.unit_id}/approve", json=True, version=own.version)

    assert re.search(rf'id="own-{own.unit_id}" data-why="own">You wrote this yourself', page)
    assert refused.status_code == 403
    assert state_of(store, own.unit_id, editor) == "submitted"


def test_a_text_changed_meanwhile_is_shown_beside_the_editors(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, translator: User,
    waiting: list[units.Saved],
):  # fmt: skip
    """Neither text is lost, and the editor's can be sent again on the present version."""
    sign_in(client, editor)
    unit = waiting[2]
    newer = hand_in(store, unit.unit_id, "油灯灭了。", by=translator)
    fields = {"version": unit.version, "target": "灯熄了。", "locale": "zh-Hans"}

    page = post(client, f"/review/units/{unit.unit_id}/fix", **fields)
    told = post(client, f"/review/units/{unit.unit_id}/fix", json=True, **fields)
    unseen = post(client, f"/review/units/{unit.unit_id}/approve", version=unit.version, locale="zh-Hans")

    for answer, shown in ((page, page.text), (told, told.json["conflict"])):
        assert answer.status_code == 409
        assert "油灯灭了。" in shown
        assert "灯熄了。" in shown
        assert f'name="version" value="{newer.version}"' in shown
    assert unseen.status_code == 409
    assert "油灯灭了。" in unseen.text
    settled = post(client, f"/review/units/{unit.unit_id}/fix", version=newer.version, target="油灯熄了。")
    assert settled.status_code == 303
    assert desk.details(store, unit.unit_id, by=editor).unit.target == "油灯熄了。"


def test_what_changed_since_the_last_approval_is_marked(
    client: FlaskClient, store: Store, sign_in: SignIn, editor: User, translator: User, waiting: list[units.Saved]
):
    """An editor who read the text before reads only what is new."""
    unit = waiting[2]
    review.approve(store, unit.unit_id, version=unit.version, by=editor)
    hand_in(store, unit.unit_id, "灯熄了。", by=translator)
    sign_in(client, editor)

    page = client.get(f"/review/?open={unit.unit_id}").text

    assert "Changed since it was last approved" in page
    assert re.search(r'<del>.*?<span lang="zh-Hans">灭</span></del>', page)
    assert re.search(r'<ins>.*?<span lang="zh-Hans">熄</span></ins>', page)


@pytest.mark.parametrize("action", ["approve", "return", "fix", "reopen", "waive"])
def test_a_form_without_its_token_changes_nothing(
    client: FlaskClient, store: Store, sign_in: SignIn, editor: User, waiting: list[units.Saved], action: str
):
    """Another site may make a browser send a form, but does not know the token."""
    sign_in(client, editor)
    unit = waiting[0]
    fields = {"version": unit.version, "reason": "x", "target": "x"}

    page = client.post(f"/review/units/{unit.unit_id}/{action}", data=fields)
    told = client.post(f"/review/units/{unit.unit_id}/{action}", data=fields, headers={"Accept": "application/json"})

    assert page.status_code == 400
    assert told.json["error"]["code"] == "stale-form"
    assert state_of(store, unit.unit_id, editor) == "submitted"


@pytest.mark.parametrize("action", ["approve", "return", "fix", "reopen", "waive"])
def test_only_editors_decide(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, translator: User, editor: User, reader: User,
    waiting: list[units.Saved], action: str,
):  # fmt: skip
    """The rule holds in the use case, whatever a page shows; somebody who is signed out is told so."""
    unit = waiting[0]
    fields = {"version": unit.version, "reason": "x", "target": "x", "finding": "x"}
    url = f"/review/units/{unit.unit_id}/{action}"

    assert post(client, url, json=True, **fields).status_code == 401
    for person in (reader, translator):
        client.delete_cookie("workbench")
        sign_in(client, person)
        assert post(client, url, json=True, **fields).status_code == 403
    assert state_of(store, unit.unit_id, editor) == "submitted"


def test_text_is_never_markup(
    client: FlaskClient, store: Store, sign_in: SignIn, editor: User, translator: User, waiting: list[units.Saved]
):
    """What a translator types is shown, not run."""
    hand_in(store, waiting[0].unit_id, "</textarea><script>alert(1)</script>", by=translator)
    sign_in(client, editor)

    assert "<script>alert" not in client.get("/review/").text


def test_a_blocked_text_is_answered_with_what_is_kept(
    client: FlaskClient, store: Store, post: Post, sign_in: SignIn, editor: User, waiting: list[units.Saved]
):
    """The next attempt is based on the editor's own text, not on the one before it."""
    sign_in(client, editor)
    unit = waiting[3]
    url = f"/review/units/{unit.unit_id}/fix"
    page = client.get(f"/review/?open={unit.unit_id}").text
    assert re.search(rf'name="key" value="[0-9a-f]{{32}}-{unit.unit_id}"', page)

    fields = {"version": unit.version, "target": "她就睡在船屋里。", "locale": "zh-Hans", "key": "0123456789"}
    told = post(client, url, json=True, **fields).json
    fields |= {"version": told["version"], "target": "她睡在船棚里。", "key": "another key"}
    again = post(client, url, json=True, **fields)

    assert told["target"] == "她就睡在船屋里。"
    assert (told["version"], told["blocked"]) == (unit.version + 2, True)
    assert "她就睡在船屋里。" in told["text"]
    assert "船屋" in told["findings"]
    assert again.status_code == 200
    assert state_of(store, unit.unit_id, editor) == "approved"


def test_an_undone_decision_is_counted_again(
    client: FlaskClient, post: Post, sign_in: SignIn, editor: User, waiting: list[units.Saved]
):
    """The number at the head of the page would be wrong otherwise."""
    sign_in(client, editor)
    unit = waiting[0]
    post(client, f"/review/units/{unit.unit_id}/approve", json=True, version=unit.version)

    undone = post(client, f"/review/units/{unit.unit_id}/reopen", json=True, version=unit.version + 1).json

    assert (undone["count"], undone["lead"]) == (4, "4 passages wait for you.")


def test_a_line_of_the_queue_has_no_marks(
    client: FlaskClient, store: Store, sign_in: SignIn, editor: User, translator: User, waiting: list[units.Saved]
):
    """In rest an item is one line of plain words."""
    hand_in(store, waiting[0].unit_id, "*水*壶", by=translator)
    sign_in(client, editor)

    assert '<span class="queue__start" lang="zh-Hans">水壶</span>' in client.get("/review/").text


def test_an_address_with_an_unknown_language_leads_nowhere(client: FlaskClient, sign_in: SignIn, editor: User):
    """Whoever mistypes an address is told so."""
    sign_in(client, editor)
    for tag in ("xx", "es-!!", "en-"):
        assert client.get(f"/texts/none/{tag}/desk").status_code == 404
