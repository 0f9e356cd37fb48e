"""What tests of the use cases share: a house with people in it, and texts to work on."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from workbench.store.database import Store
from workbench.store.models import AuditEntry, Edition, Revision, SourceText, Unit, User
from workbench.text import Document
from workbench.workflow import documents, people, review, texts, units
from workbench.workflow.permissions import Role
from workbench.workflow.units import Saved

PASSWORD = "lantern over water"


class House:
    """A store with its people, and the steps that most tests begin with."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.count = 0
        edits = [(Role.EDITOR, "zh-Hans"), (Role.EDITOR, "es")]
        self.keeper = self.user("Tending", (Role.KEEPER, ""))
        self.translator = self.user("Ferrying", (Role.TRANSLATOR, "zh-Hans"), (Role.TRANSLATOR, "es"))
        self.editor = self.user("Weighing", *edits)
        self.other_editor = self.user("Sifting", *edits)
        self.reader = self.user("Listening", (Role.READER, ""))

    def user(self, name: str, *grants: tuple[Role, str]) -> User:
        """Somebody more."""
        return people.add_user(self.store, name=name, password=PASSWORD, grants=grants)

    def text(self, *paragraphs: str, slug: str = "tale", locale: str = "en") -> str:
        """A source text of plain paragraphs."""
        return texts.bring_in(self.store, self.document(*paragraphs), locale=locale, by=self.translator, slug=slug)

    def document(self, *paragraphs: str) -> Document:
        """Plain paragraphs as a document."""
        return documents.read_pasted("\n\n".join(paragraphs))

    def edition(self, *paragraphs: str, slug: str = "tale", locale: str = "es", source: str = "en") -> list[int]:
        """A text with an edition; gives the ids of its units."""
        self.text(*(paragraphs or ("The river rises.", "The boat is late.")), slug=slug, locale=source)
        texts.start_edition(self.store, slug, locale, by=self.translator)
        return self.ids(slug, locale)

    def ids(self, slug: str = "tale", locale: str = "es") -> list[int]:
        """The ids of an edition's units in text order, without retired ones."""
        with self.store.read() as tx:
            return list(
                tx.session.scalars(
                    sa.select(Unit.id)
                    .join(Edition)
                    .join(SourceText)
                    .where(SourceText.slug == slug, Edition.locale == locale, Unit.retired_at.is_(None))
                    .order_by(Unit.position)
                )
            )

    def unit(self, unit_id: int) -> Unit:
        """A unit as it is stored now."""
        with self.store.read() as tx:
            found = tx.session.get(Unit, unit_id)
            assert found is not None
            return found

    def write(self, unit_id: int, target: str, *, by: User | None = None) -> Saved:
        """Save a text, based on the present version."""
        self.count += 1
        return units.save(
            self.store,
            unit_id,
            target=target,
            version=self.unit(unit_id).version,
            key=f"test-key-{self.count}",
            by=by or self.translator,
        )

    def hand_in(self, unit_id: int, target: str, *, by: User | None = None) -> Saved:
        """Save a text and hand it in."""
        saved = self.write(unit_id, target, by=by)
        return units.hand_in(self.store, unit_id, version=saved.version, by=by or self.translator)

    def approve(self, unit_id: int, target: str) -> Saved:
        """Save, hand in and approve a text."""
        handed = self.hand_in(unit_id, target)
        return review.approve(self.store, unit_id, version=handed.version, by=self.editor)

    def revisions(self, unit_id: int) -> list[Revision]:
        """The whole history of a unit, oldest first."""
        with self.store.read() as tx:
            query = sa.select(Revision).where(Revision.unit_id == unit_id).order_by(Revision.id)
            return list(tx.session.scalars(query))

    def log(self) -> list[str]:
        """The actions in the audit log, oldest first."""
        with self.store.read() as tx:
            return list(tx.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))


@pytest.fixture
def house(store: Store) -> House:
    """A house with people and without texts, on each database."""
    return House(store)


@pytest.fixture
def sqlite_house(sqlite_store: Store) -> House:
    """The same on SQLite alone, for rules that no database has a say in."""
    return House(sqlite_store)
