"""After the glossary changed, what the checks said of a text is no longer what they would say."""

from __future__ import annotations

from workbench.glossary import Concept, Status, Term
from workbench.store.database import Store
from workbench.store.models import User
from workbench.text import read_markdown
from workbench.workflow import desk, glossary, texts, units


def _translated(store: Store, by: User) -> desk.DeskUnit:
    slug = texts.bring_in(store, read_markdown("The trade union met at noon."), locale="en", by=by)
    texts.start_edition(store, slug, "es", by=by)
    unit = desk.window(store, slug, "es", by=by).units[0]
    units.save(store, unit.id, target="El gremio se reunió a mediodía.", version=unit.version, key="a" * 16, by=by)
    return unit


def test_a_new_forbidden_term_is_found_in_what_was_written_before(store: Store, translator: User, editor: User):
    """Nobody opens a hundred passages again to learn that a word is now forbidden."""
    unit = _translated(store, translator)
    concept = Concept(
        "lab-union",
        terms=(Term("trade union", "en"), Term("sindicato", "es"), Term("gremio", "es", status=Status.FORBIDDEN)),
    )
    assert desk.details(store, unit.id, by=translator).unit.findings == ()

    glossary.save(store, concept, version=0, by=editor)
    assert [found.found for found in desk.details(store, unit.id, by=translator).unit.findings] == ["gremio"]

    glossary.remove(store, "lab-union", version=1, by=editor, reason="It was a mistake.")
    assert desk.details(store, unit.id, by=translator).unit.findings == ()


def test_an_imported_table_is_checked_against_at_once(store: Store, translator: User, editor: User):
    """A glossary that comes as a file counts from the moment it is in."""
    unit = _translated(store, translator)
    table = (
        glossary.export_csv(store, by=editor)
        + "lab-union,labour,,,trade union,preferred,,,,,,,sindicato,preferred,,gremio\n"
    )

    glossary.import_csv(store, table, by=editor)

    assert [found.found for found in desk.details(store, unit.id, by=translator).unit.findings] == ["gremio"]
