"""Sync a workspace: every file is merged in a transaction of its own, so that a broken one stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa

from workbench.errors import WorkbenchError
from workbench.store import variants as stored_variants
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition, SourceText, SyncBase
from workbench.store.workspace import (
    SCRIPT_RULES,
    TERMBASE,
    TERMBASE_TBX,
    TextFile,
    VariantFile,
    Workspace,
    agree,
    agreed,
    edition_file,
    edition_path,
    source_file,
    source_path,
    title_page_file,
    title_page_path,
    variant_file,
    variant_path,
)
from workbench.workflow import jobs, renewal, settings
from workbench.workflow.errors import Invalid
from workbench.workflow.sync import concepts, editions, pictures, script_rules, sources, title_pages, variants
from workbench.workflow.sync.outcome import Outcome

Merge = Callable[[Transaction, bytes | None, dict[str, str]], Outcome]
File = TypeVar("File", TextFile, VariantFile)
Step = Callable[[], AbstractContextManager[Transaction]]

# A workspace may have nothing to agree on: that a sync ran needs a mark of its own.
_RAN = "synced"


@dataclass(frozen=True)
class Happening:
    """Something about one file, in an English sentence."""

    path: str
    sentence: str


@dataclass(frozen=True)
class SyncReport:
    """What a sync did, or would do.

    Attributes:
        taken: files from which something came into the database, with the number of units, concepts or texts.
        written: files that were written.
        conflicts: what changed on both sides; both texts are kept.
        notes: what was noticed on reading, such as an encoding other than UTF-8.
        problems: files that were left out, and why.
    """

    taken: dict[str, int] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    conflicts: list[Happening] = field(default_factory=list)
    notes: list[Happening] = field(default_factory=list)
    problems: list[Happening] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything is different from before."""
        return bool(self.taken or self.written)


class _DryRun(Exception):
    """Carries a rehearsal out of its transaction."""


def sync(store: Store, folder: Path, *, dry_run: bool = False) -> SyncReport:
    """Bring folder and database together.

    What changed on one side since the last sync wins; what changed on both is kept twice, as a conflict to settle
    in the browser or, for a source text, in a file beside it. A file that cannot be read is
    reported and left alone. A second run changes nothing.

    Args:
        folder: the workspace.
        dry_run: do everything, then undo it, and write no file.
    """
    if not dry_run:
        run = _Run(Workspace(folder), store.begin, store)
        run.all()
        _note(store)
        return run.report
    with _rehearsal(store) as step:
        run = _Run(Workspace(folder), step, None)
        run.all()
    return run.report


def has_run(store: Store) -> bool:
    """Whether the folders were ever taken in, be it by a workbench that left no mark yet."""
    with store.read() as tx:
        return settings.get(tx, _RAN) is not None or tx.session.scalar(sa.select(SyncBase.path).limit(1)) is not None


def _note(store: Store) -> None:
    with store.read() as tx:
        is_noted = settings.get(tx, _RAN) is not None
    if not is_noted:
        with store.begin() as tx:
            settings.put(tx, _RAN, "yes")


@contextmanager
def _rehearsal(store: Store) -> Iterator[Step]:
    """Steps that see each other's work, none of which is stored."""
    try:
        with store.begin() as tx:

            @contextmanager
            def step() -> Iterator[Transaction]:
                with tx.session.begin_nested():
                    yield tx

            yield step
            raise _DryRun
    except _DryRun:
        pass


class _Run:
    """One pass over all files.

    Args:
        store: what is written to; None for a rehearsal, which writes no file either.
    """

    def __init__(self, workspace: Workspace, step: Step, store: Store | None) -> None:
        self.workspace = workspace
        self.step = step
        self.store = store
        self.report = SyncReport()
        self.renewals: list[jobs.Running | None] = []

    def all(self) -> None:
        """Glossary first, so that units are checked by it; sources before the editions that are made of them."""
        self._glossary()
        self._sources()
        self._editions()
        self._title_pages()
        self._variants()
        self._pictures()

    def _glossary(self) -> None:
        """Both files of it; what comes from the second one is written into the first one too.

        The units that the changes concern are checked again once the files are written.
        """
        self._file(TERMBASE, concepts.merge_csv)
        if self._file(TERMBASE_TBX, concepts.merge_tbx):
            self._file(TERMBASE, concepts.merge_csv)
        for job in self.renewals:
            renewal.follow(job)

    def _sources(self) -> None:
        taken: dict[str, str] = {}
        for path in self.workspace.sources():
            file = self._named(path, source_file)
            if file is None:
                continue
            if file.slug in taken:
                self._problem(path, Invalid(f"{taken[file.slug]} has the same address; rename one of them"))
                continue
            taken[file.slug] = path
            self._source(file)
        with self.step() as tx:
            rows = tx.session.execute(sa.select(SourceText.slug, SourceText.locale).order_by(SourceText.slug)).all()
        for slug, locale in rows:
            if slug not in taken:
                self._source(TextFile(source_path(slug, locale), slug, locale))

    def _source(self, file: TextFile) -> None:
        def keep_aside(data: bytes) -> str:
            return self._keep_aside(file.path, data)

        self._file(file.path, lambda tx, data, base: sources.merge(tx, file, data, base, keep_aside=keep_aside))

    def _editions(self) -> None:
        taken: dict[tuple[str, str], str] = {}
        for path in self.workspace.editions():
            file = self._named(path, edition_file)
            if file is None:
                continue
            key = (file.slug, file.locale)
            if key in taken:
                self._problem(path, Invalid(f"{taken[key]} is the same edition; take one of them away"))
                continue
            taken[key] = path
            self._edition(file)
        with self.step() as tx:
            query = (
                sa.select(SourceText.slug, Edition.locale).join(SourceText).order_by(SourceText.slug, Edition.locale)
            )
            rows = tx.session.execute(query).all()
        for slug, locale in rows:
            if (slug, locale) not in taken:
                self._edition(TextFile(edition_path(slug, locale), slug, locale))

    def _edition(self, file: TextFile) -> None:
        self._file(file.path, lambda tx, data, base: editions.merge(tx, file, data, base))

    def _title_pages(self) -> None:
        """Of editions, which are there by now."""
        with self.step() as tx:
            rows = tx.session.execute(sa.select(SourceText.slug, Edition.locale).join(Edition)).all()
        named = {title_page_path(slug, locale) for slug, locale in rows}
        for path in sorted({*self.workspace.title_pages(), *named}):
            file = self._named(path, title_page_file)
            if file is not None:
                self._title_page(file)

    def _title_page(self, file: TextFile) -> None:
        self._file(file.path, lambda tx, data, base: title_pages.merge(tx, file, data, base))

    def _variants(self) -> None:
        """Behind the editions that they are derived from."""
        self._file(SCRIPT_RULES, script_rules.merge)
        with self.step() as tx:
            settled = {
                variant_path(edition.source_text.slug, edition.locale, tag)
                for edition in tx.session.scalars(sa.select(Edition))
                for tag in stored_variants.settled_variants(tx, edition.id)
            }
        for path in sorted({*self.workspace.variants(), *settled}):
            file = self._named(path, variant_file)
            if file is not None:
                self._variant(file)

    def _variant(self, file: VariantFile) -> None:
        self._file(file.path, lambda tx, data, base: variants.merge(tx, file, data, base))

    def _pictures(self) -> None:
        """Behind everything that may show one."""
        with self.step() as tx:
            shown = pictures.shown(tx)
        for name, text_ids in sorted(shown.items()):
            self._picture(name, text_ids)

    def _picture(self, name: str, text_ids: set[int]) -> None:
        self._file(pictures.path_of(name), lambda tx, data, base: pictures.merge(tx, name, text_ids, data, base))

    def _named(self, path: str, name: Callable[[str], File]) -> File | None:
        try:
            return name(path)
        except WorkbenchError as error:
            self._problem(path, error)
            return None

    def _file(self, path: str, merge: Merge) -> int:
        """Merge one file; gives how much of it was new to the database."""
        try:
            data = self.workspace.read(path)
            with self.step() as tx:
                outcome = merge(tx, data, agreed(tx, path))
                agree(tx, outcome.path, outcome.seen)
                if outcome.concepts and self.store is not None:
                    self.renewals.append(renewal.put_in(self.store, tx, outcome.concepts, by=None))
            if outcome.data is not None:
                self._write(outcome, data if outcome.path == path else None)
            if outcome.agreed != outcome.seen:
                with self.step() as tx:
                    agree(tx, outcome.path, outcome.agreed)
        except (WorkbenchError, OSError) as error:
            self._problem(path, error)
            return 0
        if outcome.taken:
            self.report.taken[path] = outcome.taken
        self.report.notes.extend(Happening(path, note.sentence) for note in outcome.notes)
        self.report.conflicts.extend(Happening(path, sentence) for sentence in outcome.conflicts)
        return outcome.taken

    def _write(self, outcome: Outcome, before: bytes | None) -> None:
        if outcome.data is None or outcome.data == before:
            return
        if self.store is not None:
            self.workspace.write(outcome.path, outcome.data, before=before)
        if outcome.path not in self.report.written:
            self.report.written.append(outcome.path)

    def _keep_aside(self, path: str, data: bytes) -> str:
        """Put another version beside a text before the database forgets it; gives where it lies."""
        aside = self.workspace.aside(path, data)
        self._write(Outcome(aside, data), self.workspace.read(aside))
        return aside

    def _problem(self, path: str, error: Exception) -> None:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        self.report.problems.append(Happening(path, reason))
