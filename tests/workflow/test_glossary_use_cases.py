"""Keeping the glossary: changes are based on a version, stay in the history, and reach the texts."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from workbench.glossary import Concept, Life, Status, Term
from workbench.store.database import Clash
from workbench.workflow import desk, glossary, termbases
from workbench.workflow.errors import Invalid, NotAllowed, NotFound

REED = Concept(
    "reed",
    "plants",
    "",
    "",
    (
        Term("reed", "en", Status.PREFERRED),
        Term("junco", "es", Status.PREFERRED),
        Term("caña", "es", Status.FORBIDDEN),
    ),
    Life.AGREED,
)


def _save(house, concept: Concept = REED, *, version: int = 0, by=None, key: str | None = None, reason: str = ""):
    return glossary.save(house.store, concept, version=version, by=by or house.editor, key=key, reason=reason)


def _page(house, uid: str = "reed"):
    return glossary.page(house.store, uid, by=house.reader)


def test_a_concept_has_a_version_and_a_history(house):
    """Whoever wonders about a term finds who changed it, and why."""
    _save(house)
    changed = replace(REED, definition="A water plant.")
    assert _save(house, changed, version=1, reason="A reader asked.") == (changed, 2)

    page = _page(house)
    assert (page.concept, page.version) == (changed, 2)
    assert [(e.number, e.action, e.who, e.reason) for e in page.history] == [
        (2, "change", house.editor.name, "A reader asked."),
        (1, "add", house.editor.name, ""),
    ]
    assert page.history[1].concept == REED
    assert house.log()[-2:] == ["add-concept", "change-concept"]


def test_a_form_that_is_sent_twice_is_stored_once(house, fingerprint):
    """And answered alike."""
    first = _save(house, key="form-key-1")
    before = fingerprint(house.store)
    assert _save(house, key="form-key-1") == first
    assert fingerprint(house.store) == before


@pytest.mark.parametrize("version", [0, 1, 3, -1, 10**30])
def test_a_change_of_an_old_version_is_refused(house, version: int, fingerprint):
    """Two editors must not undo each other without knowing it."""
    _save(house)
    _save(house, replace(REED, note="One."), version=1)
    before = fingerprint(house.store)
    with pytest.raises(Invalid) as refused:
        _save(house, replace(REED, note="Two."), version=version)
    assert refused.value.details["field"] == ("id" if version == 0 else "version")
    assert fingerprint(house.store) == before


def test_two_editors_at_the_same_moment_do_not_overwrite_each_other(house):
    """PostgreSQL would let both read the same version."""
    _save(house)
    barrier = threading.Barrier(4)
    outcomes: list[str] = []

    def change(number: int) -> None:
        barrier.wait()
        try:
            _save(house, replace(REED, note=f"Note {number}."), version=1)
            outcomes.append("saved")
        except Invalid:
            outcomes.append("refused")

    threads = [threading.Thread(target=change, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 3 + ["saved"]
    assert len(_page(house).history) == 2


def test_the_same_new_concept_twice_at_once_is_one(house):
    """The second is told, whichever way the race goes."""
    barrier = threading.Barrier(3)
    outcomes: list[str] = []

    def add(number: int) -> None:
        barrier.wait()
        try:
            _save(house, replace(REED, note=f"Note {number}."))
            outcomes.append("saved")
        except (Invalid, Clash):
            outcomes.append("refused")

    threads = [threading.Thread(target=add, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "refused", "saved"]
    assert len(_page(house).history) == 1


def test_translators_propose_and_editors_agree(house, fingerprint):
    """Everybody may suggest; what is in force was agreed on."""
    proposal = replace(REED, state=Life.PROPOSED)
    _save(house, proposal, by=house.translator)
    _save(house, replace(proposal, note="Better."), version=1, by=house.translator)
    _save(house, REED, version=2)
    before = fingerprint(house.store)
    for concept in (replace(REED, note="Mine."), replace(REED, state=Life.PROPOSED)):
        with pytest.raises(NotAllowed):
            _save(house, concept, version=3, by=house.translator)
    assert fingerprint(house.store) == before
    assert (_page(house).may_edit, _page(house).may_propose) == (False, False)
    assert glossary.page(house.store, "reed", by=house.translator).may_propose


def test_a_removed_concept_keeps_its_history_and_can_come_back(house):
    """Its terms may be in a hundred texts."""
    _save(house)
    glossary.remove(house.store, "reed", version=1, by=house.editor, reason="Twice in the table.")
    with pytest.raises(NotFound):
        _page(house)
    with pytest.raises(NotFound):
        glossary.remove(house.store, "reed", version=1, by=house.editor, reason="Again.")

    _save(house)
    assert [entry.action for entry in _page(house).history] == ["add", "remove", "add"]
    assert house.log()[-2:] == ["remove-concept", "add-concept"]


@pytest.mark.parametrize(("version", "reason"), [(2, "So."), (1, " "), (1, "\x00"), (1, "x" * 4_001)])
def test_a_removal_needs_the_version_and_a_reason(house, version: int, reason: str, fingerprint):
    """Others will ask."""
    _save(house)
    before = fingerprint(house.store)
    with pytest.raises(Invalid):
        glossary.remove(house.store, "reed", version=version, by=house.editor, reason=reason)
    assert fingerprint(house.store) == before


def test_a_changed_term_reaches_the_texts(house):
    """The next save is checked by it; older texts when somebody asks for it."""
    unit_id = house.edition("A reed bends.")[0]
    assert house.write(unit_id, "Una caña se dobla.").findings == ()
    _save(house)
    (place,) = _page(house).places
    assert (place.slug, place.locale, place.right) == ("tale", "es", False)

    assert glossary.recheck(house.store, "reed", by=house.editor).checked == 1
    (finding,) = desk.details(house.store, unit_id, by=house.reader).unit.findings
    assert (finding.check, finding.concept, finding.found) == ("glossary", "reed", "caña")
    assert house.write(unit_id, "Un junco se dobla.").findings == ()
    assert _page(house).places[0].right


def test_the_list_is_found_by_any_term(house):
    """Whoever looks for a Spanish word need not know the English one."""
    _save(house)
    _save(house, Concept("lamp", "things", "gives light", "", (Term("lamp", "en"),), Life.PROPOSED))
    by = house.reader
    found = {
        query: [concept.id for concept in glossary.concepts(house.store, by=by, query=query)]
        for query in ("JUNCO", "light", "re", "%", "_", "\x00", "")
    }
    assert found == {"JUNCO": ["reed"], "light": ["lamp"], "re": ["reed"], "%": [], "_": [], "\x00": [],
                     "": ["lamp", "reed"]}  # fmt: skip
    assert [c.id for c in glossary.concepts(house.store, by=by, domain="plants")] == ["reed"]
    assert [c.id for c in glossary.concepts(house.store, by=by, state="proposed")] == ["lamp"]
    assert glossary.concepts(house.store, by=by, state="nonsense", domain="nonsense") == []
    assert glossary.domains(house.store, by=by) == ["plants", "things"]


def test_a_table_comes_in_as_it_went_out(house, fingerprint):
    """An editor who works in a spreadsheet must not change what they did not touch."""
    _save(house)
    table = glossary.export_csv(house.store, by=house.reader)
    before = fingerprint(house.store)
    plan = glossary.import_csv(house.store, table, by=house.editor)
    assert (plan.added, plan.changed, plan.unchanged) == ((), (), 1)
    assert fingerprint(house.store) == before


def test_a_preview_says_what_the_import_would_do(house, fingerprint):
    """A table of another collective may change a hundred terms."""
    _save(house)
    table = glossary.export_csv(house.store, by=house.reader)
    incoming = table.replace("junco", "carrizo") + table.splitlines()[1].replace("reed", "rush") + "\n"
    before = fingerprint(house.store)
    plan = glossary.preview_import(house.store, incoming, by=house.editor)
    assert fingerprint(house.store) == before
    assert [concept.id for concept in plan.added] == ["rush"]
    assert [(old.id, next(new.of("es")).text) for old, new in plan.changed] == [("reed", "carrizo")]

    assert glossary.import_csv(house.store, incoming, by=house.editor) == plan
    assert [entry.origin for entry in _page(house).history] == ["import", "typed"]
    assert glossary.import_csv(house.store, incoming, by=house.editor).unchanged == 2


def test_a_key_answers_only_for_the_change_that_it_was_made_for(house):
    """A page that the browser went back to carries an old key: its new words must not be lost behind a “kept”."""
    _save(house, key="form-key-1")
    changed = replace(REED, definition="A water plant.")
    with pytest.raises(Invalid):
        _save(house, changed, version=0, key="form-key-1")
    assert _save(house, changed, version=1, key="form-key-1") == (changed, 2)
    other = replace(REED, id="rush", terms=(Term("rush", "en"),))
    assert _save(house, other, key="form-key-1") == (other, 1)
    assert _page(house).concept == changed


def test_a_change_that_is_undone_leaves_no_termbase_behind(house):
    """The next change gets the same version, and must not be checked by words that were never stored."""
    _save(house)

    class Undone(Exception):
        """Undoes a transaction."""

    def pick(tx, text: str) -> list[str]:
        return [match.concept for match in termbases.termbase(tx).find(text, "en")]

    def change_and_undo() -> None:
        with house.store.begin() as tx:
            rush = replace(REED, id="rush", terms=(Term("rush", "en"),))
            glossary.store_concept(tx, rush, action="add", origin="typed", by=None)
            assert pick(tx, "a rush") == ["rush"]
            raise Undone

    with pytest.raises(Undone):
        change_and_undo()
    _save(house, replace(REED, definition="A water plant."), version=1)

    with house.store.read() as tx:
        assert (pick(tx, "a rush"), pick(tx, "a reed")) == ([], ["reed"])
