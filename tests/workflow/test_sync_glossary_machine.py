"""Whatever people do with the glossary and a title page on both sides: nothing is lost, and both agree afterwards."""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from workbench.formats.tbx import read_tbx, write_tbx
from workbench.glossary import Concept, Life, Status, Term, read_csv, write_csv
from workbench.store.database import Store
from workbench.store.models import ConceptRevision
from workbench.text import frontmatter
from workbench.workflow import exports, glossary, people, texts
from workbench.workflow.permissions import Role
from workbench.workflow.sync import SyncReport, sync

UIDS = st.sampled_from(["reed", "lamp", "ferry", "mill"])
STATES = st.sampled_from([Life.AGREED, Life.PROPOSED, Life.RETIRED])
LINES = st.sampled_from(["author", "translators", "rights"])
FORMS = {
    "termbase.csv": (lambda data: read_csv(data.decode()), lambda concepts: write_csv(concepts).encode()),
    "termbase.tbx": (read_tbx, write_tbx),
}
FILES = st.sampled_from(sorted(FORMS))


class Both(RuleBasedStateMachine):
    """A folder and a database; each thing that somebody writes has a number, so that it can be looked for."""

    template: Path

    @initialize()
    def begin(self) -> None:
        """A glossary of two concepts, and an edition with a title page."""
        self.folder = Path(tempfile.mkdtemp(prefix="both-"))
        shutil.copyfile(self.template, self.folder / "store.db")
        self.store = Store(f"sqlite:///{self.folder / 'store.db'}")
        self.by = people.add_user(
            self.store, name="Weighing", password="lantern over water", grants=[(Role.EDITOR, "es")]
        )
        self.count = 0
        self.written: set[str] = set()
        (self.folder / "source_texts").mkdir()
        (self.folder / "source_texts" / "text.en.md").write_text("The reed lamp.\n", encoding="utf-8")
        sync(self.store, self.folder)
        texts.start_edition(self.store, "text", "es", by=self.by)
        for uid in ("reed", "lamp"):
            self.save_in_the_browser(uid, Life.AGREED)
        self.say_in_the_browser("translators")
        self.agree()

    # --- the glossary

    def concept(self, uid: str, state: Life) -> Concept:
        """The next thing that somebody writes of a concept."""
        self.count += 1
        words = Term(f"junco {self.count}", "es", Status.PREFERRED, note=f"nota, «{self.count}»")
        return Concept(uid, terms=(Term(uid, "en"), words), state=state, definition=f"what grows\nin row {self.count}")

    @rule(uid=UIDS, state=STATES)
    def save_in_the_browser(self, uid: str, state: Life) -> None:
        """Add a concept, or change one, or retire it."""
        concept = self.concept(uid, state)
        glossary.save(self.store, concept, version=self.version(uid), by=self.by)
        self.written.add(f"junco {self.count}")

    @rule(uid=UIDS)
    def remove_in_the_browser(self, uid: str) -> None:
        """Take it out."""
        if version := self.version(uid):
            glossary.remove(self.store, uid, version=version, by=self.by, reason="So.")

    @rule(uid=UIDS, state=STATES, file=FILES)
    def write_in_a_file(self, uid: str, state: Life, file: str) -> None:
        """Add a concept, or change one, or retire it."""
        concepts = {concept.id: concept for concept in self.read(file)}
        self.write(file, {**concepts, uid: self.concept(uid, state)})

    @rule(uid=UIDS, file=FILES)
    def remove_from_a_file(self, uid: str, file: str) -> None:
        """Take its row out."""
        self.write(file, {concept.id: concept for concept in self.read(file) if concept.id != uid})

    @rule(file=FILES)
    def lose_a_file(self, file: str) -> None:
        """A checkout of another branch has none."""
        (self.folder / "glossary" / file).unlink(missing_ok=True)
        self.agree()

    def version(self, uid: str) -> int:
        """What a form would be based on; 0 for a concept that is not there."""
        return {one.id: self.known(one.id) for one in glossary.export_concepts(self.store, by=None)}.get(uid, 0)

    def known(self, uid: str) -> int:
        """The version of a concept that is there."""
        return glossary.concept(self.store, uid, by=self.by)[1]

    def read(self, file: str) -> list[Concept]:
        """What a file holds."""
        return FORMS[file][0]((self.folder / "glossary" / file).read_bytes())

    def write(self, file: str, concepts: dict[str, Concept]) -> None:
        """Save a file."""
        (self.folder / "glossary" / file).write_bytes(FORMS[file][1](concepts.values()))

    # --- the title page

    @property
    def page(self) -> Path:
        """Its file."""
        return self.folder / "translations" / "text" / "es.title-page.md"

    def lines(self) -> tuple[dict[str, str], dict[str, str]]:
        """What both sides say: the workbench, and the file."""
        with self.store.read() as tx:
            here = exports.imprint(tx, "text", "es")
        there, _ = frontmatter.split(self.page.read_text(encoding="utf-8"))
        return {name: getattr(here, name) for name in exports.FIELDS}, there

    @rule(name=LINES)
    def say_in_the_browser(self, name: str) -> None:
        """Fill in the form."""
        self.count += 1
        here = self.lines()[0] if self.page.exists() else {}
        exports.save_imprint(self.store, "text", "es", {**here, name: f"so {self.count}"}, by=self.by)

    @rule(name=LINES, empty=st.booleans())
    def say_in_the_file(self, name: str, empty: bool) -> None:
        """Fill in a line, or empty it."""
        self.count += 1
        there = self.lines()[1]
        content = frontmatter.join({**there, name: "" if empty else f"so {self.count}"}, "")
        self.page.write_text(content, encoding="utf-8")

    # --- together

    @rule()
    def agree(self) -> None:
        """After a sync nothing is lost, both sides say the same, and a further one changes nothing."""
        self.remember_the_files()
        before = self.lines() if self.page.exists() else None
        report = sync(self.store, self.folder)
        assert not report.problems
        self.glossary_is_the_same_everywhere()
        self.nothing_is_lost()
        disputed = {one.sentence.split("”")[0].lstrip("“") for one in report.conflicts if one.path.endswith("page.md")}
        here, there = self.lines()
        assert {name for name in ("author", "translators", "rights") if here[name] != there[name]} == disputed
        if before is not None:
            assert all((here[name], there[name]) == (before[0][name], before[1][name]) for name in disputed)
        again = sync(self.store, self.folder)
        assert replace(again, conflicts=[]) == SyncReport()
        assert {one.path for one in again.conflicts} == ({f"translations/text/{self.page.name}"} if disputed else set())

    def remember_the_files(self) -> None:
        """What stands in a file when a sync begins may not be lost."""
        for file in FORMS:
            if (self.folder / "glossary" / file).exists():
                self.written |= {term.text for one in self.read(file) for term in one.terms if term.locale == "es"}

    def glossary_is_the_same_everywhere(self) -> None:
        """In the workbench, in the table and in TBX."""
        here = {one.id: one for one in glossary.export_concepts(self.store, by=None)}
        for file, (read, write) in FORMS.items():
            assert {one.id: one for one in self.read(file)} == {one.id: one for one in read(write(here.values()))}

    def nothing_is_lost(self) -> None:
        """Every wording that somebody gave a concept is in its history."""
        with self.store.read() as tx:
            history = [
                json.dumps(data, ensure_ascii=False) for data in tx.session.scalars(sa.select(ConceptRevision.data))
            ]
        kept = "\n".join(history)
        assert all(f'"{words}"' in kept for words in self.written)

    def teardown(self) -> None:
        """Leave nothing behind."""
        if hasattr(self, "store"):
            self.store.close()
            shutil.rmtree(self.folder)


def test_glossary_and_title_page_come_together(migrated_sqlite: Path):
    """What changed on one side wins; what changed on both is kept twice; a change outweighs a removal."""
    Both.template = migrated_sqlite
    run_state_machine_as_test(
        Both,
        settings=settings(
            max_examples=12, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
