"""Whatever people do on both sides, in whatever order: nothing is lost, and a second sync changes nothing."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from workbench import formats
from workbench.states import State
from workbench.store import texts as stored_texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Revision, Unit
from workbench.store.workspace import Workspace
from workbench.text import read_markdown
from workbench.workflow import texts, units
from workbench.workflow.sync import SyncReport, sync

PARAGRAPHS = (
    "The lamp was lit.", "Nobody was ashamed.", "Six women came.", "The river has a current.", "A boat, late."
)  # fmt: skip
WORDS = st.sampled_from(["", "uno", "dos", "tres", "cuatro\n\ncinco", "«seis» ", "siete #8"])
WHICH = st.integers(0, 5)
EDITS = st.sampled_from(["", "Then ", "Still, it is said: ", "An evening later, and far from here: "])
STATES = st.sampled_from([State.DRAFT, State.SUBMITTED, State.RETURNED, State.APPROVED])


def units_of(tx: Transaction, slug: str, locale: str) -> list[Unit]:
    """An edition's units in text order."""
    edition = stored_texts.edition(tx, slug, locale)
    assert edition is not None
    return stored_texts.units(tx, edition.id)


class TwoSides(RuleBasedStateMachine):
    """A folder and a database; `written` is every text that a person has put anywhere and a sync has seen."""

    template: Path

    @initialize()
    def begin(self) -> None:
        """One text, one edition, both sides alike."""
        self.folder = Path(tempfile.mkdtemp(prefix="two-sides-"))
        shutil.copyfile(self.template, self.folder / "store.db")
        self.store = Store(f"sqlite:///{self.folder / 'store.db'}")
        self.written: set[str] = set()
        self.agreed = set(PARAGRAPHS[:3])
        self.source = self.folder / "source_texts" / "text.en.md"
        self.source.parent.mkdir()
        self.source.write_text("\n\n".join(PARAGRAPHS[:3]) + "\n", encoding="utf-8")
        sync(self.store, self.folder)
        texts.start_edition(self.store, "text", "es", by=None)
        sync(self.store, self.folder)

    @property
    def po(self) -> Path:
        """The file of the edition."""
        return self.folder / "translations" / "text" / "es.po"

    @rule(which=WHICH, words=WORDS)
    def write_in_the_browser(self, which: int, words: str) -> None:
        """Somebody types."""
        with self.store.begin() as tx:
            found = units_of(tx, "text", "es")
            units.write(tx, found[which % len(found)], words, by=None, origin="typed")
        self.written.add(words.strip("\n"))

    @rule(which=WHICH, words=WORDS, state=STATES)
    def write_in_the_file(self, which: int, words: str, state: State) -> None:
        """Somebody works with another tool."""
        po = formats.read_po(self.po.read_bytes())
        entries = list(po.entries)
        which %= len(entries)
        entries[which] = replace(entries[which], target=words, state=state if words.strip() else State.INITIAL)
        edition = formats.Edition("text", "", "en", "es", tuple(entries))
        self.po.write_text(formats.write_po(edition), encoding="utf-8")

    @rule()
    def lose_the_file(self) -> None:
        """A checkout of another branch has no translations."""
        self.po.unlink(missing_ok=True)
        self.agree()

    @rule(order=st.permutations(PARAGRAPHS), count=st.integers(1, 5), in_file=st.booleans())
    def change_the_order_of_the_source(self, order: list[str], count: int, in_file: bool) -> None:
        """Paragraphs come, go and move, here and there before a sync."""
        present = self.present(in_file=in_file)
        edited = {known: now for known in PARAGRAPHS for now in present if now.endswith(known)}
        self.put_source([edited.get(content, content) for content in order[:count]], in_file=in_file)

    @rule(which=WHICH, words=EDITS, in_file=st.booleans())
    def change_a_paragraph_of_the_source(self, which: int, words: str, in_file: bool) -> None:
        """Here and there before a sync, perhaps the same one."""
        present = self.present(in_file=in_file)
        which %= len(present)
        known = next(known for known in PARAGRAPHS if present[which].endswith(known))
        self.put_source([*present[:which], words + known, *present[which + 1 :]], in_file=in_file)

    def present(self, *, in_file: bool) -> list[str]:
        """The paragraphs of the source on one side."""
        document = (
            read_markdown(self.source.read_text(encoding="utf-8")) if in_file else texts.document(self.store, "text")
        )
        return [segment.content for segment in document.segments]

    def put_source(self, paragraphs: list[str], *, in_file: bool) -> None:
        """Write the source anew on one side."""
        content = "\n\n".join(paragraphs) + "\n"
        if in_file:
            self.source.write_text(content, encoding="utf-8")
        else:
            texts.revise(self.store, "text", read_markdown(content), by=None)

    @rule()
    def fail_to_write(self) -> None:
        """The disk is full when the files are due; what the database took by then is the base of what comes."""
        self.remember_the_file()
        write, Workspace.write = Workspace.write, _fail
        try:
            sync(self.store, self.folder)
        finally:
            Workspace.write = write
        self.agree()

    @precondition(lambda self: hasattr(self, "store"))
    @rule()
    def agree(self) -> None:
        """After a sync both sides say the same, nothing is lost, and a further one changes nothing."""
        self.remember_the_file()
        in_file, in_store = set(self.present(in_file=True)), set(self.present(in_file=False))
        report = sync(self.store, self.folder)
        assert not report.problems
        self.both_sides_say_the_same()
        self.nothing_is_lost()
        self.no_paragraph_is_lost(in_file, in_store)
        before = {path: path.stat().st_mtime_ns for path in self.folder.rglob("*.[mp][do]")}
        assert sync(self.store, self.folder) == SyncReport()
        assert {path: path.stat().st_mtime_ns for path in self.folder.rglob("*.[mp][do]")} == before

    def remember_the_file(self) -> None:
        """What stands in the file when a sync begins may not be lost."""
        if self.po.exists():
            self.written |= {entry.target for entry in formats.read_po(self.po.read_bytes()).entries}

    def both_sides_say_the_same(self) -> None:
        """Paragraph by paragraph, and unit by unit."""
        assert self.present(in_file=True) == self.present(in_file=False)
        entries = formats.read_po(self.po.read_bytes()).entries
        with self.store.read() as tx:
            found = units_of(tx, "text", "es")
            here = [(u.uid, u.target.strip("\n"), u.state, u.stale, units.source_of(u)) for u in found]
        assert here == [(e.uid, e.target, e.state, e.stale, "\n\n".join(e.source)) for e in entries]

    def nothing_is_lost(self) -> None:
        """Every text is in some unit's history."""
        with self.store.read() as tx:
            kept = {target.strip("\n") for target in tx.session.scalars(sa.select(Revision.target))}
        assert self.written - {""} <= kept

    def no_paragraph_is_lost(self, in_file: set[str], in_store: set[str]) -> None:
        """What a person wrote on either side is in the text, or beside it."""
        merged = set(self.present(in_file=True))
        beside = {
            segment.content
            for path in self.source.parent.glob("*.theirs*.md")
            for segment in read_markdown(path.read_text(encoding="utf-8")).segments
        }
        assert in_store - self.agreed <= merged
        assert in_file - self.agreed <= merged | beside
        assert in_file & in_store <= merged | beside
        self.agreed = merged

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)


def _fail(*_: object, **__: object) -> bool:
    raise OSError(28, "No space left on device")


def test_two_sides_come_together(migrated_sqlite: Path):
    """The rule in one sentence: what changed on one side wins, what changed on both is kept twice."""
    TwoSides.template = migrated_sqlite
    run_state_machine_as_test(
        TwoSides,
        settings=settings(
            max_examples=12, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
