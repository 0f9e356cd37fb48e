"""The scripts page: what it shows, and that all of it works with forms alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from workbench.store.database import Store
from workbench.store.models import Unit, User
from workbench.web.scriptmarks import Stretch, marked
from workbench.workflow import desk, documents, people, texts, units, variants
from workbench.workflow.permissions import Role

Post = Callable[..., TestResponse]
SignIn = Callable[[FlaskClient, User], None]

TW, HK = "zh-Hant-TW", "zh-Hant-HK"
BASE = "她在**河边**干活，见[头发](https://example.org/)。"
PAGE = "/texts/kettles/zh-Hans/scripts"


@pytest.fixture
def island(store: Store) -> User:
    """An editor in Taiwan."""
    return people.add_user(store, name="Terracing", password="lantern over water", grants=[(Role.EDITOR, TW)])


@pytest.fixture
def unit(store: Store, translator: User) -> int:
    """The first of two passages of a Chinese edition; the second has no translation yet."""
    texts.bring_in(store, documents.read_pasted("One.\n\nTwo."), locale="en", by=translator, slug="kettles")
    texts.start_edition(store, "kettles", "zh-Hans", by=translator)
    unit = desk.window(store, "kettles", "zh-Hans", by=translator).units[0]
    units.save(store, unit.id, target=BASE, version=1, key="first-key", by=translator)
    return unit.id


def standing(store: Store, by: User, tag: str = TW) -> variants.Standing:
    return variants.page(store, "kettles", "zh-Hans", tag=tag, by=by).rows[0].standing


def at(words: str) -> dict[str, int]:
    start = BASE.index(words)
    return {"start": start, "end": start + len(words)}


def step(unit: int, action: str) -> str:
    return f"{PAGE}/{TW}/units/{unit}/{action}"


# --- show --------------------------------------------------------------------------------------------------------


def test_both_texts_stand_side_by_side_in_their_languages(
    client: FlaskClient, sign_in: SignIn, island: User, unit: int
):
    """A screen reader and the fonts of a region need to know which is which."""
    sign_in(client, island)

    page = client.get(PAGE).text

    assert 'lang="zh-Hans" data-side="beside"' in page
    assert f'lang="{TW}" data-side="variant"' in page
    assert "Not translated yet" in page
    assert re.search(rf'data-variant="{TW}" aria-current="page"', page), "their own variant comes first"


def test_the_text_page_leads_to_the_scripts_of_a_chinese_edition(
    client: FlaskClient, sign_in: SignIn, store: Store, translator: User, unit: int
):
    """Only there is something to derive."""
    texts.start_edition(store, "kettles", "es", by=translator)
    sign_in(client, translator)

    page = client.get("/texts/kettles").text

    assert PAGE in page
    assert "/texts/kettles/es/scripts" not in page


def test_readers_see_and_change_nothing(client: FlaskClient, sign_in: SignIn, reader: User, unit: int):
    """A button that would be refused is not offered."""
    sign_in(client, reader)

    page = client.get(f"{PAGE}?variant={TW}").text

    assert 'data-side="variant"' in page
    assert "data-step" not in page
    assert 'name="approve-all"' not in page


def test_two_variants_can_be_read_side_by_side(client: FlaskClient, sign_in: SignIn, island: User, unit: int):
    """Taiwan and Hong Kong differ in few places."""
    sign_in(client, island)

    page = client.get(f"{PAGE}?variant={TW}&beside={HK}").text

    assert f'lang="{HK}" data-side="beside"' in page
    assert f'<option value="{HK}" lang="{HK}" selected>' in page


def test_a_variant_that_is_none_is_refused(client: FlaskClient, sign_in: SignIn, island: User, unit: int):
    """Whoever types an address is told what is wrong with it."""
    sign_in(client, island)

    assert client.get(f"{PAGE}?variant=es").status_code == 422
    assert client.get(f"{PAGE}?variant=qq").status_code == 422
    assert client.get(PAGE.replace("zh-Hans", "es")).status_code == 404


# --- with forms alone --------------------------------------------------------------------------------------------


def test_a_place_is_settled_with_one_press(
    client: FlaskClient, sign_in: SignIn, post: Post, store: Store, island: User, unit: int
):
    """And one is led back to the passage, with what was shown before."""
    sign_in(client, island)
    seen = standing(store, island).token

    answer = post(client, step(unit, "settle"), chosen="做", seen=seen, beside=HK, show="all", **at("干"))

    assert answer.status_code == 303
    assert f"beside={HK}" in answer.location
    assert re.search(r"#u-\w+$", answer.location)
    page = client.get(answer.location).text
    assert "做活" in re.sub(r"<[^>]+>", "", page)
    assert 'data-mark="settled"' in page


def test_what_was_typed_on_an_older_text_is_given_back(
    client: FlaskClient, sign_in: SignIn, post: Post, store: Store, island: User, unit: int
):
    """Somebody else was at the same passage; nobody's words are thrown away."""
    sign_in(client, island)
    seen = standing(store, island).token
    post(client, step(unit, "settle"), chosen="做", seen=seen, **at("干"))

    answer = post(client, step(unit, "rewrite"), text="她在河邊做工。", seen=seen)

    assert answer.status_code == 409
    assert "她在河邊做工。" in answer.text
    assert "做活" in re.sub(r"<[^>]+>", "", answer.text)


def test_a_lost_correction_is_shown_with_both_bases_and_put_back(
    client: FlaskClient, sign_in: SignIn, post: Post, store: Store, island: User, translator: User, unit: int
):
    """Base then, base now, the correction; and a button for each place where its words stand now."""
    sign_in(client, island)
    post(client, step(unit, "settle"), chosen="做工", seen=standing(store, island).token, **at("干活"))
    units.save(store, unit, target="大家干活去了。", version=2, key="second-key", by=translator)

    page = client.get(f"{PAGE}?variant={TW}&show=waiting").text

    assert "The base then" in page
    assert "大家干活去了。" in page
    (lost,) = standing(store, island).lost
    answer = post(
        client, f"{PAGE}/{TW}/corrections/{lost.id}/place", start=2, seen=standing(store, island).token, unit=unit
    )
    assert answer.status_code == 303
    assert standing(store, island).text == "大家做工去了。"


def test_a_rule_is_made_and_ended(
    client: FlaskClient, sign_in: SignIn, post: Post, store: Store, island: User, unit: int
):
    """It stands with its reason under the texts."""
    sign_in(client, island)
    given = {"words": "河边", "chosen": "河畔", "reason": "As the valley says.", "scope": "all"}

    assert post(client, f"{PAGE}/{TW}/rules", **given).status_code == 303
    page = client.get(f"{PAGE}?variant={TW}").text
    assert "As the valley says." in page
    assert "河畔" in page

    number = re.search(r'data-rule="(\d+)"', page)
    assert number
    assert post(client, f"{PAGE}/{TW}/rules/{number[1]}/end").status_code == 303
    assert "As the valley says." not in client.get(f"{PAGE}?variant={TW}").text


def test_a_refused_rule_gives_back_what_was_typed(
    client: FlaskClient, sign_in: SignIn, post: Post, island: User, unit: int
):
    """A reason is a sentence that somebody thought about."""
    sign_in(client, island)

    answer = post(client, f"{PAGE}/{TW}/rules", words="干", chosen="幹", reason="As the valley says.", back=PAGE)

    assert answer.status_code == 422
    assert "As the valley says." in answer.text


def test_a_whole_variant_is_approved_but_for_what_waits(
    client: FlaskClient, sign_in: SignIn, post: Post, store: Store, island: User, unit: int
):
    """The answer says how many are left to look at."""
    sign_in(client, island)
    waiting = standing(store, island).open_places > 0

    answer = post(client, f"{PAGE}/{TW}/approve-all")

    page = unescape(client.get(answer.location).text)
    assert ("1 passage waits for a look first." in page) is waiting
    assert standing(store, island).approved is not waiting


# --- for the script ----------------------------------------------------------------------------------------------


def test_a_script_gets_the_passage_as_it_is_now(
    client: FlaskClient, sign_in: SignIn, post: Post, store: Store, island: User, unit: int
):
    """It is put in the place of the old one, with the numbers above the list."""
    sign_in(client, island)

    answer = post(client, step(unit, "approve"), json=True, seen=standing(store, island).token)

    assert answer.json is not None
    assert f'data-unit="{unit}" data-approved="1"' in answer.json["row"]
    assert 'data-approved="1"' in answer.json["head"]


def test_a_script_is_told_what_changed_meanwhile(
    client: FlaskClient, sign_in: SignIn, post: Post, store: Store, island: User, unit: int
):
    """The present passage comes along, so that one can go on."""
    sign_in(client, island)

    answer = post(client, step(unit, "approve"), json=True, seen="older")

    assert answer.status_code == 409
    assert answer.json is not None
    assert f'data-unit="{unit}" data-approved="0"' in answer.json["row"]


def test_a_long_text_tells_in_steps_how_much_is_left(
    client: FlaskClient, sign_in: SignIn, store: Store, translator: User, island: User
):
    """The page shows what is known, and asks for the rest without holding anybody up."""
    length = 160
    source = documents.read_pasted("\n\n".join(f"Line {number}." for number in range(length)))
    texts.bring_in(store, source, locale="en", by=translator, slug="long")
    texts.start_edition(store, "long", "zh-Hans", by=translator)
    with store.begin() as tx:
        for unit in tx.session.scalars(sa.select(Unit)):
            unit.target = f"{store.engine.name}：第{unit.position}次借来一斗面。"
    sign_in(client, island)
    address = PAGE.replace("kettles", "long")

    page = unescape(client.get(f"{address}?variant={TW}").text)

    assert re.search(r'data-show="open"[^>]*>[^<]*<span class="number">150\+</span>', page)
    counting = re.search(r'data-counting="([^"]+)"', page)
    assert counting
    assert client.get(counting[1]).json == {"open": str(length), "counted": True}
    assert "data-counting" not in client.get(f"{address}?variant={TW}").text


def test_what_another_variant_decided_is_shown_as_such(
    client: FlaskClient, sign_in: SignIn, post: Post, store: Store, island: User, translator: User, unit: int
):
    """Whoever looks after Hong Kong sees whence a form is, and can say otherwise."""
    sign_in(client, island)
    post(client, step(unit, "settle"), chosen="乾", seen=standing(store, island).token, **at("干"))
    post(client, step(unit, "settle"), chosen="長髮", seen=standing(store, island).token, **at("头发"))
    keeper = people.add_user(store, name="Ebbing", password="lantern over water", grants=[(Role.EDITOR, HK)])
    sign_in(client, keeper)

    page = client.get(f"{PAGE}?variant={HK}&show=shared").text

    assert f'data-made-in="{TW}"' in page
    assert re.search(r"Decided in [^<]*Taiwan", page)
    assert "data-offered" in page
    address = step(unit, "settle").replace(TW, HK)
    post(client, address, chosen="幹", seen=standing(store, keeper, HK).token, **at("干"))
    assert "幹活" in standing(store, keeper, HK).text
    assert "乾活" in standing(store, keeper).text


def test_editors_of_a_variant_say_whose_approval_counts(
    client: FlaskClient, sign_in: SignIn, post: Post, store: Store, island: User, translator: User, unit: int
):
    """It stands on the page of the variant and on the page before an export."""
    sign_in(client, island)
    assert post(client, f"{PAGE}/{TW}/approval", whose="variant").status_code == 303

    assert 'data-whose="variant"' in client.get(f"{PAGE}?variant={TW}").text
    assert client.get("/texts/kettles/zh-Hans/export").text.count('data-whose="variant"') == 1
    sign_in(client, translator)
    assert 'name="whose"' not in client.get(f"{PAGE}?variant={TW}").text


# --- places in the texts -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "start", "end", "shown"),
    [
        ("天黑了", 1, 2, '天<mark class="stretch stretch--red" data-place="7">黑</mark>了'),
        ("头**发**长", 3, 4, '头<strong><mark class="stretch stretch--red" data-place="7">发</mark></strong>长'),
        ("[发](https://x.org/发)发", 20, 21, '发</a><mark class="stretch stretch--red" data-place="7">发</mark>'),
        ("发[^1]发", 5, 6, '</sup><mark class="stretch stretch--red" data-place="7">发</mark>'),
        ("发<br>发", 5, 6, '<br><mark class="stretch stretch--red" data-place="7">发</mark>'),
        ("a < 发", 4, 5, 'a &lt; <mark class="stretch stretch--red" data-place="7">发</mark>'),
        ("一。\n\n发。", 4, 5, '<p>一。</p><p><mark class="stretch stretch--red" data-place="7">发</mark>。</p>'),
    ],
    ids=["plain", "emphasis", "link", "footnote", "break", "escaped", "paragraphs"],
)
def test_a_place_is_marked_where_the_reader_sees_it(content: str, start: int, end: int, shown: str):
    """Markup is not shown, and its characters count in the text as stored."""
    found = str(marked(content, "zh-Hans", [Stretch(start, end, "red", "7")]))

    assert shown in found
