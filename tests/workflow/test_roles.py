"""Who may do what: every use case against every role, in the locale of the role and in another one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from workbench.glossary import Concept, Life, Status, Term
from workbench.states import State
from workbench.text import read_markdown
from workbench.workflow import alignments, comments, desk, exports, glossary, people, review, texts, units, waivers
from workbench.workflow.errors import Conflict, NotAllowed
from workbench.workflow.permissions import Role

PASSWORD = "lantern over water"
R, T, E, K = Role.READER, Role.TRANSLATOR, Role.EDITOR, Role.KEEPER


def _concept(uid: str, state: Life = Life.AGREED) -> Concept:
    return Concept(uid, "", "", "", (Term("reed", "en", Status.PREFERRED),), state)


# Each use case with the least role that it needs; `s` is the scene below, `by` who tries.
USES: dict[str, tuple[Role, Callable]] = {
    "see the library": (R, lambda s, by: texts.library(s.store, by=by)),
    "see a text": (R, lambda s, by: texts.page(s.store, "tale", by=by)),
    "see the desk": (R, lambda s, by: desk.window(s.store, "tale", "es", by=by)),
    "see a unit": (R, lambda s, by: desk.details(s.store, s.draft, by=by)),
    "see the map": (R, lambda s, by: desk.overview(s.store, "tale", "es", by=by)),
    "search": (R, lambda s, by: desk.find_text(s.store, "river", by=by)),
    "export": (R, lambda s, by: exports.export(s.store, "tale", "es", format="md", by=by)),
    "see the glossary": (R, lambda s, by: glossary.concepts(s.store, by=by)),
    "see a concept": (R, lambda s, by: glossary.page(s.store, "agreed", by=by)),
    "export the glossary": (R, lambda s, by: glossary.export_csv(s.store, by=by)),
    "see an alignment": (R, lambda s, by: alignments.page(s.store, s.alignment, by=by)),
    "comment": (R, lambda s, by: comments.comment(s.store, s.draft, text="Hm.", by=by)),
    "settle a comment": (T, lambda s, by: comments.resolve(s.store, s.remark, by=by)),
    "bring a text in": (T, lambda s, by: texts.bring_in(s.store, s.document, locale="en", by=by)),
    "start an edition": (T, lambda s, by: texts.start_edition(s.store, "blank", "es", by=by)),
    "bring a translation": (
        T,
        lambda s, by: alignments.bring_translation(s.store, "blank", s.document, locale="es", by=by),
    ),
    "accept an alignment": (T, lambda s, by: alignments.accept(s.store, s.alignment, by=by)),
    "save": (T, lambda s, by: units.save(s.store, s.draft, target="Otro.", version=2, key="role-key", by=by)),
    "hand in": (T, lambda s, by: units.hand_in(s.store, s.draft, version=2, by=by)),
    "take back": (T, lambda s, by: units.take_back(s.store, s.submitted, version=3, by=by)),
    "leave out": (T, lambda s, by: units.omit(s.store, s.blank, reason="A note.", version=1, by=by)),
    "settle a conflict": (T, lambda s, by: units.settle_conflict(s.store, s.conflict, by=by)),
    "propose a concept": (T, lambda s, by: glossary.save(s.store, _concept("mine", Life.PROPOSED), version=0, by=by)),
    "revise a text": (E, lambda s, by: texts.revise(s.store, "blank", s.document, by=by)),
    "see the queue": (E, lambda s, by: review.waiting(s.store, by=by)),
    "approve": (E, lambda s, by: review.approve(s.store, s.submitted, version=3, by=by)),
    "return": (E, lambda s, by: review.send_back(s.store, s.submitted, version=3, reason="No.", by=by)),
    "mend": (
        E,
        lambda s, by: review.fix_and_approve(s.store, s.submitted, target="B.", version=3, key="role-key", by=by),
    ),
    "waive": (
        E,
        lambda s, by: waivers.waive(s.store, s.submitted, finding_key=s.finding, reason="So.", by=by),
    ),
    "revoke a waiver": (E, lambda s, by: waivers.revoke(s.store, s.waiver, by=by)),
    "accept as approved": (
        E,
        lambda s, by: alignments.accept(s.store, s.alignment, by=by, state=State.APPROVED),
    ),
    "agree on a concept": (E, lambda s, by: glossary.save(s.store, _concept("mine"), version=0, by=by)),
    "change a concept": (E, lambda s, by: glossary.save(s.store, _concept("agreed"), version=1, by=by)),
    "remove a concept": (E, lambda s, by: glossary.remove(s.store, "agreed", version=1, by=by, reason="Wrong.")),
    "import the glossary": (E, lambda s, by: glossary.import_csv(s.store, s.csv, by=by)),
    "see people": (K, lambda s, by: people.people(s.store, by=by)),
    "invite": (K, lambda s, by: people.invite(s.store, [(R, "")], by=by)),
    "see the log": (K, lambda s, by: people.audit_log(s.store, by=by)),
}
# What is not about an edition asks for the role in any locale.
ANYWHERE = {
    "bring a text in", "revise a text", "see the queue", "propose a concept", "agree on a concept", "change a concept",
    "remove a concept", "import the glossary",
}  # fmt: skip


class Scene:
    """A house with one of everything that a use case may be about."""

    def __init__(self, house) -> None:
        self.house, self.store = house, house.store
        self.document = read_markdown("A new paragraph.\n")
        self.draft, self.submitted, self.blank = house.edition("The river rises.", "The boat is late.", "A lamp.")
        house.write(self.draft, "El río.")
        saved = house.hand_in(self.submitted, "Ver [aquí](https://example.org).")
        self.finding = saved.findings[0].key
        house.text("One.", "Two.", slug="blank")
        house.text("Three.", "Four.", slug="aligned")
        translation = read_markdown("Tres.\n\nCuatro.\n")
        self.alignment = alignments.bring_translation(
            self.store, "aligned", translation, locale="es", by=house.translator
        )
        self.remark = comments.comment(self.store, self.draft, text="Why?", by=house.reader)
        glossary.save(self.store, _concept("agreed"), version=0, by=house.editor)
        self.csv = glossary.export_csv(self.store, by=None)
        other = saved.findings[-1].key
        waivers.waive(self.store, self.submitted, finding_key=other, reason="So.", by=house.editor)
        self.waiver = desk.details(self.store, self.submitted, by=house.editor).waived[0].id
        self.conflict = self._conflict()

    def _conflict(self) -> int:
        late = {"target": "Otro.", "version": 1, "key": "late-save", "by": self.house.translator}
        with pytest.raises(Conflict) as kept:
            units.save(self.store, self.draft, **late)
        assert kept.value.revision_id is not None
        return kept.value.revision_id


def _person(scene: Scene, role: Role, locale: str = "es"):
    where = locale if role in (T, E) else ""
    name = f"Trying as {role.value} {where}"
    return people.add_user(scene.store, name=name, password=PASSWORD, grants=[(role, where)])


def _may(scene: Scene, name: str, by) -> bool:
    try:
        USES[name][1](scene, by)
    except NotAllowed:
        return False
    return True


def _less_than(role: Role) -> set[Role]:
    return set(list(Role)[: list(Role).index(role)])


def test_what_a_role_is_not_for_is_refused_and_changes_nothing(house, fingerprint):
    """Every use case against every lesser role, and against its own role in another locale."""
    scene = Scene(house)
    people_by_role = {role: _person(scene, role) for role in Role}
    elsewhere = {role: _person(scene, role, "zh-Hans") for role in (T, E)}
    before = fingerprint(scene.store)
    trying = [
        (name, by)
        for name, (needed, _) in USES.items()
        for by in (
            *(people_by_role[role] for role in _less_than(needed)),
            *(elsewhere[role] for role in elsewhere if role is needed and name not in ANYWHERE),
        )
    ]

    assert [(name, by.name) for name, by in trying if _may(scene, name, by)] == []
    assert fingerprint(scene.store) == before


@pytest.mark.parametrize("name", USES)
def test_the_least_role_is_enough(sqlite_house, name: str):
    """A role that could not do what it is for would be a puzzle."""
    scene = Scene(sqlite_house)
    assert _may(scene, name, _person(scene, USES[name][0]))


@pytest.mark.parametrize("name", ["save", "approve", "agree on a concept", "accept as approved", "invite"])
def test_a_keeper_may_do_everything(sqlite_house, name: str):
    """In a small collective the keeper also translates and edits."""
    scene = Scene(sqlite_house)
    assert _may(scene, name, sqlite_house.keeper)


def test_a_closed_account_may_do_nothing(house, fingerprint):
    """A request may still be on its way when the account is closed."""
    scene = Scene(house)
    closed = _person(scene, K)
    people.deactivate(scene.store, closed.id, by=house.keeper)
    closed = people.find_user(scene.store, closed.name)
    before = fingerprint(scene.store)

    assert [name for name in USES if _may(scene, name, closed)] == []
    assert fingerprint(scene.store) == before
