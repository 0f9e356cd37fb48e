"""Every address against every role, every method, a double click and nonsense: the whole of `app.url_map`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from workbench.alignment import edits
from workbench.formats.reading import Form as FileForm
from workbench.formats.reading import Reading
from workbench.glossary import Concept, Life, Status, Term
from workbench.store.database import Store
from workbench.text import Document, Kind, Media, Segment, read_markdown
from workbench.web import create_app
from workbench.web.context import TOKEN
from workbench.workflow import (
    alignments,
    arrivals,
    comments,
    desk,
    glossary,
    jobs,
    people,
    rechecking,
    review,
    texts,
    units,
    variants,
    waivers,
)
from workbench.workflow.errors import Conflict
from workbench.workflow.permissions import Role

PASSWORD = "lantern over water"
ROLES = ("nobody", "reader", "translator", "editor", "keeper")
ORDER = {role: rank for rank, role in enumerate(ROLES)}
# The file of a new text, as a browser sends it.
Form = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One way to ask for an address.

    Attributes:
        statuses: what nobody, a reader, a translator, an editor and a keeper are answered.
        again: what the least of those who may is answered when the same is sent once more.
    """

    endpoint: str
    statuses: str
    args: dict[str, Any] = field(default_factory=dict)
    form: Form | None = None
    again: int = 303

    @property
    def method(self) -> str:
        return "GET" if self.form is None else "POST"

    @property
    def least(self) -> str:
        """The least role that is not refused."""
        answers = zip(ROLES, self.statuses.split(), strict=True)
        return next(role for role, status in answers if status not in ("302", "403") and not self.is_guarded(role))

    def is_guarded(self, role: str) -> bool:
        """Whether this is a form that was sent without an account: 401 is also what a wrong password is answered."""
        return role == "nobody" and self.statuses.startswith("401") and self.endpoint != "account.do_sign_in"


def get(endpoint: str, statuses: str, **args: Any) -> Case:
    return Case(endpoint, statuses, args)


def post(endpoint: str, statuses: str, form: Form | None = None, *, again: int = 303, **args: Any) -> Case:
    return Case(endpoint, statuses, args, form or {}, again)


PUBLIC = "200 200 200 200 200"
SIGNED_IN = "302 200 200 200 200"
TEXT = {"slug": "tale"}
EDITION = {"slug": "tale", "locale": "es"}
TAKEN_ALONG = {"text": "tale", "from": "en", "into": "es", "form": "po"}
NEW_TEXT = {"text": "# Reeds\n\nThey bend.", "locale": "en"}
CONCEPT = {
    "state": "agreed",
    "version": "0",
    "key": "form-key-1",
    "term-0-locale": "en",
    "term-0-text": "reed",
    "term-0-status": "preferred",
}
ISLAND = {"slug": "island", "locale": "zh-Hans", "variant": "zh-Hant-TW"}
SETTLED = {"start": "0", "end": "1", "chosen": "晚", "seen": "seen"}
SCRIPT_RULE = {"words": "河边", "chosen": "河畔", "reason": "So.", "scope": "all"}
CASES = [
    # account
    get("account.sign_in", "200 302 302 302 302"),
    post("account.do_sign_in", "401 401 401 401 401", {"name": "Leafing", "password": "wrong one"}, again=401),
    post("account.sign_out", "303 303 303 303 303"),
    get("account.join", PUBLIC, token="invitation"),
    post(
        "account.do_join",
        "303 303 303 303 303",
        {"name": "Mooring", "password": PASSWORD},
        token="invitation",
    ),
    get("account.show", SIGNED_IN),
    post("account.change_password", "401 303 303 303 303", {"old": PASSWORD, "new": "a bridge of reeds"}, again=422),
    post("account.end_sessions", "401 303 303 303 303"),
    post("account.set_locale", "303 303 303 303 303", {"locale": "es"}),
    post("account.set_theme", "303 303 303 303 303", {"theme": "dark"}),
    get("account.session_state", PUBLIC),
    # library
    get("library.index", SIGNED_IN),
    get("library.new", SIGNED_IN),
    post("library.bring_in", "401 403 303 303 303", NEW_TEXT),
    get("library.text", SIGNED_IN, **TEXT),
    post("library.start", "401 403 303 303 303", {"locale": "es"}, slug="meadow"),
    get("library.translation", SIGNED_IN, slug="meadow"),
    post("library.bring_translation", "401 403 303 303 303", {"text": "Uno.", "locale": "es"}, slug="meadow"),
    get("library.revision", SIGNED_IN, **TEXT),
    post("library.revise", "401 403 303 303 303", {"text": "The river rises."}, **TEXT),
    get("library.retired", "302 403 200 200 200", **TEXT),
    post("library.bring_back", "401 403 303 303 303", {"segment": "gone"}, again=404, **TEXT),
    get("library.picture", SIGNED_IN, name="loom.png", **TEXT),
    get("arrivals.show", "302 403 200 403 403", uid="arrival"),
    get("arrivals.picture", "302 403 200 403 403", uid="arrival", name="loom.png"),
    post("arrivals.keep", "401 403 303 403 403", {"locale": "en", "title": "Reeds"}, uid="arrival"),
    post("arrivals.discard", "401 303 303 303 303", uid="arrival"),
    get("exports.show", SIGNED_IN, **EDITION),
    get("exports.download", SIGNED_IN, **EDITION, format="po"),
    post("exports.imprint", "401 403 303 303 303", {"translators": "Reed"}, **EDITION),
    get("packages.show", "302 403 200 200 200", **EDITION),
    get("packages.take", "302 403 200 200 200", **EDITION, form="po"),
    post("packages.bring", "401 403 422 422 422", {}, again=422, **EDITION),
    get("packages.work", "302 403 200 200 200"),
    post("packages.take_several", "401 403 200 200 200", TAKEN_ALONG, again=200),
    post("packages.bring_several", "401 403 422 422 422", {}, again=422),
    get("memories.index", "302 403 403 200 200"),
    get("memories.take_out", "302 403 403 200 200"),
    post("memories.bring_in", "401 403 403 422 422", {}, again=422),
    get("memories.brought", "302 403 403 404 404", uid="job"),
    get("publishing.show", "302 403 403 200 200"),
    get("publishing.download", "302 403 403 200 200"),
    post("publishing.make", "401 403 403 303 303"),
    post("publishing.publish", "401 403 403 303 303", **EDITION),
    post("publishing.withdraw", "401 403 403 303 303", **EDITION),
    # desk
    get("desk.show", SIGNED_IN, **EDITION),
    get("desk.more", SIGNED_IN, **EDITION),
    get("desk.overview", SIGNED_IN, **EDITION),
    get("desk.unit", "302 303 303 303 303", unit_id="draft"),
    post("desk.save", "401 403 303 303 303", {"target": "Otro.", "version": "2", "key": "form-key-1"}, unit_id="draft"),
    post("desk.check", "401 403 200 200 200", {"target": "Otro."}, unit_id="draft", again=200),
    post("desk.step", "401 403 303 303 303", {"version": "2"}, unit_id="draft", action="hand-in"),
    post("desk.step", "401 403 303 303 303", {"version": "3"}, unit_id="submitted", action="take-back"),
    post("desk.step", "401 403 303 303 303", {"version": "1", "reason": "So."}, unit_id="blank", action="omit"),
    post("desk.step", "401 403 403 303 303", {"version": "3", "reason": "So."}, unit_id="submitted", action="return"),
    post("desk.step", "401 403 403 303 303", {"version": "3"}, unit_id="submitted", action="approve"),
    post("desk.waive", "401 403 403 303 303", {"finding": "finding", "reason": "So."}, unit_id="flawed"),
    post("desk.revoke_waiver", "401 403 403 303 303", waiver_id="waiver"),
    post("desk.comment", "401 303 303 303 303", {"text": "Hm."}, unit_id="draft"),
    post("desk.resolve", "401 403 303 303 303", comment_id="remark", action="resolve"),
    post("desk.settle", "401 403 303 303 303", revision_id="conflict"),
    # review
    get("review.queue", "302 403 403 200 200"),
    post("review.approve", "401 403 403 303 303", {"version": "3"}, unit_id="submitted"),
    post("review.fix", "401 403 403 303 303", {"version": "3", "target": "Ya tarda."}, unit_id="submitted"),
    post("review.send_back", "401 403 403 303 303", {"version": "3", "reason": "So."}, unit_id="submitted"),
    post("review.reopen", "401 403 403 303 403", {"version": "4"}, unit_id="approved"),
    post("review.waive", "401 403 403 303 303", {"finding": "finding", "reason": "So."}, unit_id="flawed"),
    # alignment
    get("alignment.show", SIGNED_IN, alignment_id="alignment"),
    get("alignment.export", SIGNED_IN, alignment_id="alignment", format="tmx"),
    get("alignment.row", "302 303 303 303 303", alignment_id="alignment", number=1),
    post(
        "alignment.edit",
        "401 403 303 303 303",
        {"action": "pin", "row": "2", "version": "2"},
        alignment_id="alignment",
    ),
    post("alignment.step", "401 403 303 303 303", {"version": "2"}, alignment_id="alignment", action="again"),
    post(
        "alignment.step", "401 403 303 303 303", {"version": "2", "step": "1"}, alignment_id="alignment", action="undo"
    ),
    post("alignment.accept", "401 403 303 303 303", {"version": "2"}, alignment_id="alignment"),
    post("alignment.discard", "401 403 303 303 303", {"version": "2"}, alignment_id="alignment"),
    get("jobs.show", SIGNED_IN, uid="job"),
    post("jobs.again", "401 403 303 403 303", uid="job"),
    # glossary
    get("glossary.index", SIGNED_IN),
    get("glossary.concept", SIGNED_IN, uid="reed"),
    get("glossary.card", SIGNED_IN, uid="reed"),
    get("glossary.problems", SIGNED_IN),
    get("glossary.new", SIGNED_IN),
    post("glossary.add", "401 403 403 303 303", CONCEPT | {"id": "bank"}),
    get("glossary.edit_form", SIGNED_IN, uid="reed"),
    post("glossary.edit", "401 403 403 303 303", CONCEPT | {"version": "1"}, uid="reed"),
    post("glossary.settle", "401 403 403 303 303", {"state": "disputed", "version": "1"}, uid="reed"),
    post("glossary.remove", "401 403 403 303 303", {"version": "1", "reason": "So."}, uid="reed"),
    post("glossary.recheck", "401 403 303 303 303", uid="reed"),
    get("glossary.places", SIGNED_IN, uid="reed"),
    get("glossary.changed", "302 303 303 303 303", revision=1),
    post("glossary.comment", "401 303 303 303 303", {"text": "Hm."}, uid="reed"),
    post("glossary.notices_seen", "401 303 303 303 303"),
    get("glossary.rechecks", SIGNED_IN),
    post("glossary.leave", "401 403 403 303 303", {"reason": "So."}, recheck_id="recheck"),
    post("glossary.send_back", "401 403 403 303 303", {"reason": "So.", "version": "4"}, recheck_id="recheck"),
    get("glossary.replacements", SIGNED_IN, uid="reed"),
    post("glossary.replace", "401 403 303 303 303", {"unit": "draft", "version-1": "1"}, uid="reed"),
    post("glossary.propose", "401 403 303 303 303", {"source": "gate", "key": "form-key-1"}),
    get("glossary.consistency", SIGNED_IN, **EDITION),
    get("glossary.consistency_of_language", SIGNED_IN, locale="es"),
    get("waivers.index", SIGNED_IN),
    post("waivers.revoke", "401 403 403 303 303", waiver_id="waiver"),
    get("glossary.export", SIGNED_IN),
    get("glossary.export_tbx", SIGNED_IN),
    get("glossary.export_pairs", SIGNED_IN),
    get("glossary.import_form", SIGNED_IN),
    post("glossary.import_table", "401 403 403 303 303", {"table": "table", "confirm": "1"}),
    # scripts
    get("scripts.show", SIGNED_IN, slug="island", locale="zh-Hans"),
    post("scripts.step", "401 403 403 303 303", SETTLED, **ISLAND, unit_id="islander", action="settle"),
    post(
        "scripts.step",
        "401 403 403 303 303",
        {"text": "別的。", "seen": "seen"},
        **ISLAND,
        unit_id="islander",
        action="rewrite",
    ),
    post("scripts.step", "401 403 403 303 303", {"seen": "seen"}, **ISLAND, unit_id="islander", action="approve"),
    post("scripts.step", "401 403 403 303 303", {}, **ISLAND, unit_id="islander", action="withdraw"),
    post("scripts.correction", "401 403 403 303 303", {}, **ISLAND, override_id="override", action="release"),
    post(
        "scripts.correction",
        "401 403 403 303 303",
        {"start": "0", "seen": "seen_lost"},
        **ISLAND,
        override_id="lost",
        action="place",
    ),
    post("scripts.approve_all", "401 403 403 303 303", {}, **ISLAND),
    post("scripts.approval", "401 403 403 303 303", {"whose": "variant"}, **ISLAND),
    get("scripts.count", SIGNED_IN, **ISLAND),
    post("scripts.keep_rule", "401 403 403 303 303", SCRIPT_RULE, **ISLAND),
    post("scripts.end_rule", "401 403 403 303 303", {}, **ISLAND, rule_id="rule"),
    post("scripts.accept_word", "401 403 403 303 303", {"words": "软件", "chosen": "軟體"}, **ISLAND),
    # search, people
    get("search.index", SIGNED_IN, q="river"),
    get("people.index", "302 403 403 403 200"),
    get("people.log", "302 403 403 403 200"),
    post(
        "people.invite",
        "401 403 403 403 200",
        {"role-es": "reader", "key": "form-key-of-32-characters-0123456"},
        again=200,
    ),
    post("people.revoke", "401 403 403 403 303", invitation_id="invitation_id"),
    post("people.set_roles", "401 403 403 403 303", {"role-es": "editor"}, user_id="user"),
    post("people.deactivate", "401 403 403 403 303", user_id="user"),
]
IDS = [f"{case.method} {case.endpoint} {case.args.get('action', '')}".strip() for case in CASES]
GETS = [case for case in CASES if case.form is None]
POSTS = [case for case in CASES if case.form is not None]
POST_IDS = [name for name in IDS if name.startswith("POST")]


# --- a house with one of everything ---------------------------------------------------------------------------------


class Scene:
    """What the names in the cases mean; `tokens` are sessions of one person of each role."""

    def __init__(self, store: Store) -> None:
        self.store = store
        both = ("es", "zh-Hans")
        grants = {
            "reader": [(Role.READER, "")],
            "translator": [(Role.TRANSLATOR, tag) for tag in both],
            "editor": [(Role.EDITOR, tag) for tag in both],
            "keeper": [(Role.KEEPER, "")],
        }
        names = {"reader": "Leafing", "translator": "Ferrying", "editor": "Weighing", "keeper": "Tending"}
        self.users = {
            role: people.add_user(store, name=names[role], password=PASSWORD, grants=given)
            for role, given in grants.items()
        }
        self.tokens = {
            role: people.sign_in(store, name=user.name, password=PASSWORD).token for role, user in self.users.items()
        }
        self.names: dict[str, Any] = self._texts() | self._edges() | self._house() | self._island()

    def _texts(self) -> dict[str, Any]:
        store, by, editor = self.store, self.users["translator"], self.users["editor"]
        source = "The river rises.\n\nThe boat is late.\n\nA lamp.\n\nA door.\n\nSee [the map](https://example.org/).\n"
        texts.bring_in(store, read_markdown(source), locale="en", by=by, slug="tale")
        texts.start_edition(store, "tale", "es", by=by)
        gone = self._documents()
        rows = desk.window(store, "tale", "es", by=by).units
        draft, submitted, blank, approved, flawed = (unit.id for unit in rows)
        self._save(draft, "El río crece.")
        self._hand_in(submitted, "La barca tarda.")
        review.approve(store, approved, version=self._hand_in(approved, "Una puerta.").version, by=editor)
        found = self._hand_in(flawed, "Véase (el mapa.").findings
        finding, waived = (finding.key for finding in found[:2])
        waivers.waive(store, flawed, finding_key=waived, reason="So.", by=editor)
        waiver = desk.details(store, flawed, by=editor).waived[0].id
        return {
            "draft": draft, "submitted": submitted, "blank": blank, "approved": approved, "flawed": flawed,
            "finding": finding, "waiver": waiver, **gone,
        }  # fmt: skip

    def _documents(self) -> dict[str, Any]:
        """A passage that its source lost, pictures, and a document that waits."""
        store, by = self.store, self.users["translator"]
        whole = texts.document(store, "tale")
        loom = Media("media/loom.png", "image/png", b"\x89PNG\r\n\x1a\n")
        longer = (*whole.segments, Segment(Kind.PARAGRAPH, "A reed."))
        texts.revise(store, "tale", replace(whole, segments=longer, media=(loom,)), by=by)
        texts.revise(store, "tale", whole, by=by)
        gone = texts.retired(store, "tale", by=by)[0].uid
        reading = Reading(Document((Segment(Kind.PARAGRAPH, "They bend.", gap=""),), media=(loom,)), FileForm.PLAIN)
        return {"gone": gone, "arrival": arrivals.receive(store, reading, purpose=arrivals.Purpose.TEXT, by=by)}

    def _save(self, unit_id: int, target: str) -> units.Saved:
        key = f"scene-key-{unit_id}"
        return units.save(self.store, unit_id, target=target, version=1, key=key, by=self.users["translator"])

    def _hand_in(self, unit_id: int, target: str) -> units.Saved:
        saved = self._save(unit_id, target)
        return units.hand_in(self.store, unit_id, version=saved.version, by=self.users["translator"])

    def _edges(self) -> dict[str, Any]:
        store, by = self.store, self.users["translator"]
        draft = desk.window(store, "tale", "es", by=by).units[0].id
        with pytest.raises(Conflict) as late:
            units.save(store, draft, target="Otro.", version=1, key="late-save", by=by)
        for slug in ("meadow", "aligned"):
            texts.bring_in(store, read_markdown(f"One {slug}.\n\nTwo.\n"), locale="en", by=by, slug=slug)
        alignment = alignments.bring_translation(store, "aligned", read_markdown("Uno.\n\nDos.\n"), locale="es", by=by)
        alignments.edit(store, alignment, "pin", lambda rows: edits.pin(rows, 0), version=1, by=by)
        remark = comments.comment(store, draft, text="Why?", by=self.users["reader"])
        with store.begin() as tx:
            job = jobs.enqueue(tx, alignments.JOB, "text:aligned", {"alignment": alignment, "version": 2}, by=by)
        return {"conflict": late.value.revision_id, "alignment": alignment, "remark": remark, "job": job}

    def _house(self) -> dict[str, Any]:
        store, keeper = self.store, self.users["keeper"]
        reed = Concept("reed", "", "", "", (Term("reed", "en", Status.PREFERRED),), Life.AGREED)
        glossary.save(store, reed, version=0, by=self.users["editor"])
        invitation = people.invite(store, [(Role.READER, "")], by=keeper)
        table = glossary.export_csv(store, by=None).replace("reed,", "rush,", 1)
        # The approved “A door.” has something against it from now on.
        door = Concept("door", terms=(Term("door", "en"), Term("portón", "es"), Term("puerta", "es", Status.FORBIDDEN)))
        glossary.save(store, door, version=0, by=self.users["editor"])
        user = people.add_user(store, name="Somebody", password=PASSWORD, grants=[(Role.READER, "")])
        return {
            "invitation": invitation, "invitation_id": people.open_invitations(store, by=keeper)[0].id, "table": table,
            "user": user.id, "recheck": rechecking.waiting(store, by=keeper).items[0].id,
        }  # fmt: skip

    def _island(self) -> dict[str, Any]:
        """A Chinese edition with a correction, one that lost its place, and a rule."""
        store, by, editor = self.store, self.users["translator"], self.users["editor"]
        texts.bring_in(store, read_markdown("At night.\n\nAt dawn.\n"), locale="en", by=by, slug="island")
        texts.start_edition(store, "island", "zh-Hans", by=by)
        first, second = (unit.id for unit in desk.window(store, "island", "zh-Hans", by=by).units)
        self._save(first, "夜里他在河边。")
        self._save(second, "清早他们在河边干活，人人都在。")

        def standing(number: int) -> variants.Standing:
            page = variants.page(store, "island", "zh-Hans", tag="zh-Hant-TW", by=editor)
            return page.rows[number].standing

        def settle(number: int, unit_id: int, start: int, end: int, chosen: str) -> variants.Standing:
            seen = standing(number).token
            return variants.settle(
                store, unit_id, "zh-Hant-TW", start=start, end=end, chosen=chosen, seen=seen, by=editor
            )

        settled = settle(0, first, 2, 3, "她")
        settle(1, second, 7, 9, "做工")
        units.save(store, second, target="干活去。", version=2, key="island-key-2", by=by)
        given = {"words": "夜里", "chosen": "夜裡", "reason": "So.", "everywhere": False}
        variants.keep_rule(store, "island", "zh-Hans", "zh-Hant-TW", by=editor, **given)
        override = next(place.override_id for place in settled.places if place.override_id)
        view = variants.page(store, "island", "zh-Hans", tag="zh-Hant-TW", by=editor)
        return {
            "islander": first, "override": override, "lost": standing(1).lost[0].id, "seen": standing(0).token,
            "seen_lost": standing(1).token, "rule": view.rules[0].id,
        }  # fmt: skip

    def url(self, app: Flask, case: Case) -> str:
        """The address of a case."""
        with app.test_request_context():
            return app.url_for(case.endpoint, **{name: self._meant(value) for name, value in case.args.items()})

    def form(self, case: Case) -> Form:
        """What a case sends."""
        return {name: self._meant(value) for name, value in (case.form or {}).items()}

    def _meant(self, value: Any) -> Any:
        return self.names.get(value, value) if isinstance(value, str) else value


@pytest.fixture(scope="module")
def built(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """The scene in a file of its own, to be copied."""
    path = tmp_path_factory.mktemp("scene") / "scene.db"
    shutil.copyfile(migrated_sqlite, path)
    scene = Scene(Store(f"sqlite:///{path}"))
    create_app(scene.store)
    scene.store.close()
    return scene


@pytest.fixture
def copy(built: Scene, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Make fresh copies of the scene's database."""
    stores: list[Store] = []

    def make() -> Store:
        path = tmp_path / f"copy-{len(stores)}.db"
        shutil.copyfile(str(built.store.path), path)
        stores.append(Store(f"sqlite:///{path}"))
        return stores[-1]

    yield make
    for store in stores:
        store.close()


@pytest.fixture
def serve(built: Scene) -> Callable[..., Flask]:
    """The application on a copy; one is enough for all of them, since they share their secret key."""

    def put(store: Store, *, csrf: bool = False) -> Flask:
        app = _application(built)
        app.extensions["store"] = store
        app.config["WTF_CSRF_ENABLED"] = csrf
        return app

    return put


@cache
def _application(scene: Scene) -> Flask:
    return create_app(scene.store)


def _app_on(store: Store) -> Flask:
    """An application for a database with another secret key."""
    app = create_app(store)
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def _browser(app: Flask, scene: Scene, role: str) -> FlaskClient:
    client = app.test_client()
    if role != "nobody":
        with client.session_transaction() as session:
            session[TOKEN] = scene.tokens[role]
    return client


# --- roles ------------------------------------------------------------------------------------------------------


def test_every_address_has_a_case(copy, serve):
    """A new page must say who may see it before anybody does."""
    rules = serve(copy()).url_map.iter_rules()
    known = {(case.endpoint, case.method) for case in CASES}

    assert {
        (rule.endpoint, method)
        for rule in rules
        for method in (rule.methods or ()) - {"HEAD", "OPTIONS"}
        if rule.endpoint != "static"
    } == known


@pytest.mark.parametrize("case", CASES, ids=IDS)
def test_each_role_is_answered_as_it_should_be(built: Scene, copy, serve, case: Case, fingerprint):
    """Whoever is refused changes nothing; whoever is let in is not refused later on the way."""
    found = []
    store = copy()
    before = fingerprint(store)
    for role in ROLES:
        app = serve(store)
        answer = _browser(app, built, role).open(built.url(app, case), method=case.method, data=built.form(case))
        found.append(str(answer.status_code))
        if answer.status_code in (302, 403) or case.is_guarded(role):
            assert fingerprint(store) == before
        elif case.form is not None:
            store = copy()

    assert " ".join(found) == case.statuses


@pytest.mark.parametrize("case", [case for case in POSTS if case.is_guarded("nobody")], ids=lambda c: c.endpoint)
def test_whoever_is_not_signed_in_is_told_and_offered_the_sign_in(built: Scene, copy, serve, case: Case):
    """A form is not led away from what was typed into it; a script is told in its own way."""
    app = serve(copy())
    client = app.test_client()
    form = built.form(case)
    answer = client.post(built.url(app, case), data=form, headers={"Referer": "http://localhost/glossary/problems"})
    assert answer.status_code == 401
    # The link leads back to where the form stood.
    back = form.get("back", "/glossary/problems")
    assert f'href="/sign-in?next={back}"' in unescape(answer.text)
    for name in ("target", "text", "reason", "words", "title", "table", "definition", "note", "term-0-text"):
        assert str(form.get(name, "")) in unescape(answer.text)
    asked = client.post(built.url(app, case), data=built.form(case), headers={"Accept": "application/json"})
    assert (asked.status_code, asked.is_json) == (401, True)


# --- methods, tokens, double clicks -----------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_looking_changes_nothing(built: Scene, copy, serve, role: str, fingerprint):
    """A crawler, a preview or an impatient reload must not act for anybody."""
    store = copy()
    app = serve(store)
    before = fingerprint(store)
    client = _browser(app, built, role)
    for case in CASES:
        if case.form is None:
            url = built.url(app, case)
            client.get(url)
            client.get(url, headers={"Accept": "application/json"})
            client.head(url)
    assert fingerprint(store) == before


def test_a_wrong_method_is_refused_and_changes_nothing(built: Scene, copy, serve, fingerprint):
    """An address that acts on GET, or deletes on DELETE, would be one that nobody knows of."""
    store = copy()
    app = serve(store)
    before = fingerprint(store)
    client = _browser(app, built, "keeper")
    allowed: dict[str, set[str]] = {}
    for case in CASES:
        allowed.setdefault(built.url(app, case).partition("?")[0], {"HEAD", "OPTIONS"}).add(case.method)
    for url, methods in allowed.items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - methods:
            answer = client.open(url, method=method)
            # Some addresses look like that of another kind, which takes the method and finds nothing.
            assert answer.status_code in (404, 405), (method, url)
            assert "<h1>" in answer.text
    assert fingerprint(store) == before


@pytest.mark.parametrize("case", POSTS, ids=POST_IDS)
def test_a_form_without_its_token_changes_nothing(built: Scene, copy, serve, case: Case, fingerprint):
    """Another site could send it; a page that was open for too long does."""
    store = copy()
    app = serve(store, csrf=True)
    client = _browser(app, built, case.least)
    before = fingerprint(store)
    form = built.form(case) | ({"target": "Lo que <b>escribí</b>."} if "target" in (case.form or {}) else {})
    for token in ({}, {"csrf_token": "wrong"}):
        answer = client.post(built.url(app, case), data=form | token)
        assert answer.status_code == 400
        asked = client.post(built.url(app, case), data=form | token, headers={"Accept": "application/json"})
        assert asked.status_code == 400
        if "target" in form:
            assert "Lo que &lt;b&gt;escribí&lt;/b&gt;." in answer.text
    assert fingerprint(store) == before


@pytest.mark.parametrize("case", POSTS, ids=POST_IDS)
@pytest.mark.parametrize("json", [False, True], ids=["form", "script"])
def test_a_double_click_does_it_once(built: Scene, copy, serve, case: Case, json: bool, fingerprint):
    """Every button is pressed twice some day: no error of ours, and the same state as after the first time."""
    store = copy()
    app = serve(store)
    client = _browser(app, built, case.least)
    url, form = built.url(app, case), built.form(case)
    headers = {"Accept": "application/json"} if json else {}
    first = client.post(url, data=form, headers=headers)
    after_one = fingerprint(store, without=("audit_log", "sessions", "sign_in_attempts"))
    second = client.post(url, data=form, headers=headers)

    assert first.status_code < 500
    assert second.status_code < 500
    if not json:
        assert second.status_code == case.again
    assert fingerprint(store, without=("audit_log", "sessions", "sign_in_attempts")) == after_one


# --- nonsense ---------------------------------------------------------------------------------------------------


NONSENSE = (
    "", "-1", "1.5", "nan", "9" * 10, "9" * 25, "-" + "9" * 25, "x" * 5_000, "a\x00b", "<script>alert(1)</script>",
    "' OR 1=1 --", "%(x)s", "{{ 7 * 7 }}", "../../etc/passwd", "\u202e", "字🙂", "zh-Xxxx-YY", "-", "\r\nX-Evil: 1",
)  # fmt: skip
IN_FORMS = (
    "",
    "-1",
    "9" * 25,
    "x" * 5_000,
    "a\x00b",
    "<script>alert(1)</script>",
    "%(x)s",
    "zh-Xxxx-YY",
    "\r\nX-Evil: 1",
)
# What PostgreSQL takes otherwise than SQLite.
UNSTORABLE = ("a\x00b", "9" * 10, "9" * 25, "-" + "9" * 25)
PARAMETERS = (
    "open", "around", "start", "filter", "page", "format", "variant", "layout", "unapproved", "beside", "q", "domain",
    "state",
    "row", "go", "locale", "done", "unit", "version", "text", "next", "back",
)  # fmt: skip
MORE_FIELDS = ("back", "next", "parent", "then", "origin", "page", "step", "place", "paragraph")


@pytest.fixture
def scene(store: Store) -> Scene:
    """The scene on each database."""
    return Scene(store)


def _broken_pages(client: FlaskClient, url: str, values: tuple[str, ...]) -> list[tuple[str, str, int]]:
    queries = [("all", dict.fromkeys(PARAMETERS, value)) for value in values]
    queries += [("each", {name: values[number % len(values)] for number, name in enumerate(PARAMETERS)})]
    answers = [(query, client.get(url, query_string=query)) for _, query in queries]
    return [
        (url, repr(query)[:60], answer.status_code)
        for query, answer in answers
        if answer.status_code >= 500 or b"<script>alert" in answer.data
    ]


@pytest.mark.parametrize("case", GETS, ids=lambda case: case.endpoint)
def test_no_query_string_breaks_a_page(built: Scene, copy, serve, case: Case, fingerprint):
    """Addresses are shortened by mail programs, edited by hand, and kept for years."""
    store = copy()
    app = serve(store)
    client = _browser(app, built, "keeper")
    before = fingerprint(store)
    url = built.url(app, case).partition("?")[0]

    assert _broken_pages(client, url, NONSENSE) == []
    assert client.get(f"{url}?q=%ff%fe&open=%ed%a0%80&page=%").status_code < 500
    assert fingerprint(store) == before


def test_no_query_string_breaks_a_page_on_postgresql(postgres_store: Store):
    """It refuses NUL characters and large numbers that SQLite lets pass."""
    scene = Scene(postgres_store)
    app = _app_on(postgres_store)
    client = _browser(app, scene, "keeper")
    assert [
        broken for case in GETS for broken in _broken_pages(client, scene.url(app, case).partition("?")[0], UNSTORABLE)
    ] == []


def test_no_address_breaks_the_workbench(scene: Scene, fingerprint):
    """What is not there is said to be not there."""
    app = _app_on(scene.store)
    client = _browser(app, scene, "keeper")
    before = fingerprint(scene.store)
    odd = ("%00", "..", "%2e%2e", "x" * 3_000, "%3Cscript%3E", "%ff", "%ed%a0%80", "9" * 30, "-1", "字", "zh-Hant-TW")
    found = set()
    for rule in app.url_map.iter_rules():
        if rule.arguments and rule.endpoint != "static":
            for value in odd:
                url = re.sub(r"<[^>]*any[^>]*>", "hand-in", rule.rule)
                url = re.sub(r"<[^>]*>", value, url)
                for method in (rule.methods or set()) & {"GET", "POST"}:
                    for headers in ({}, {"Accept": "application/json"}):
                        answer = client.open(url, method=method, headers=headers, data={"version": "1", "text": "x"})
                        found.add(answer.status_code)
                        assert answer.status_code < 500, url
                        assert answer.is_json or "<script>" not in answer.text
    assert fingerprint(scene.store) == before


@pytest.mark.parametrize("case", POSTS, ids=POST_IDS)
def test_no_form_breaks_the_workbench(built: Scene, copy, serve, case: Case):
    """Every field of every form with what nobody means to send."""
    app = serve(copy())
    client = _browser(app, built, case.least)
    url, form = built.url(app, case), built.form(case)
    # A value in its own field, and in all the others that an address may look at.
    sent = [form | {name: value} for name in form for value in IN_FORMS]
    sent += [form | dict.fromkeys(MORE_FIELDS, value) for value in IN_FORMS]
    for fields in sent:
        answer = client.post(url, data=fields)
        assert answer.status_code < 500, fields
        assert "<script>alert" not in answer.text, fields
        assert "X-Evil" not in answer.headers, fields
    raw = b"target=%ff%ed%a0%80&version=%00&text=\xff\xfe&name=%ed%a0%80&reason=%fe"
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", "x"):
        assert client.post(url, data=raw, content_type=kind).status_code < 500, kind
    file = (BytesIO(b"\xff\xfe\x00"), "\x00/../<script>.md")
    assert client.post(url, data=form | {"file": file}, content_type="multipart/form-data").status_code < 500


def test_no_form_breaks_the_workbench_on_postgresql(postgres_store: Store):
    """It refuses NUL characters and large numbers that SQLite lets pass."""
    scene = Scene(postgres_store)
    app = _app_on(postgres_store)
    for case in POSTS:
        # Forms that end the session or the account would leave nobody to send the rest.
        if case.endpoint in ("account.sign_out", "people.deactivate", "people.set_roles"):
            continue
        client = _browser(app, scene, case.least)
        url, form = scene.url(app, case), scene.form(case)
        sent = [form | {name: value} for name in form for value in UNSTORABLE]
        for fields in [*sent, *(form | dict.fromkeys(MORE_FIELDS, value) for value in UNSTORABLE)]:
            assert client.post(url, data=fields).status_code < 500, (url, fields)
