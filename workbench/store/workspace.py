"""The folders of a workspace: where texts, translations and glossary lie as files, and how they are written.

A file is written beside its place and renamed, so that no reader ever meets half of it, and only when its bytes
change, so that a second sync leaves no trace in git.
"""

from __future__ import annotations

import itertools
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from workbench import languages
from workbench.errors import WorkbenchError
from workbench.store.database import Transaction
from workbench.store.models import SyncBase

SOURCES = "source_texts"
TRANSLATIONS = "translations"
GLOSSARY = "glossary"
TERMBASE = f"{GLOSSARY}/termbase.csv"
TERMBASE_TBX = f"{GLOSSARY}/termbase.tbx"
SCRIPT_RULES = f"{GLOSSARY}/script-rules.csv"
_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_SOURCE_NAME = re.compile(rf"({_SLUG})\.([A-Za-z_-]+)\.(?:md|txt)")
_EDITION_NAME = re.compile(r"([A-Za-z_-]+)\.po")
_TITLE_PAGE_NAME = re.compile(r"([A-Za-z_-]+)\.title-page\.md")
# Where a version of a source text is put that a person has to look at; it is no source text of its own.
_ASIDE_NAME = re.compile(r".+\.theirs(?:-\d+)?\.md")
_VARIANT_NAME = re.compile(r"([A-Za-z_-]+)\.([A-Za-z_-]+)\.csv")


class BadName(WorkbenchError):
    """A file is named in a way that does not tell what it is."""


class ChangedMeanwhile(WorkbenchError):
    """Somebody wrote the file after it was read."""


@dataclass(frozen=True)
class TextFile:
    """A file of one text in one locale; for a source text the locale of the source, else that of the edition."""

    path: str
    slug: str
    locale: str


@dataclass(frozen=True)
class VariantFile:
    """A file of what people settled in one variant of an edition."""

    path: str
    slug: str
    locale: str
    variant: str


@dataclass(frozen=True)
class Workspace:
    """A folder with `source_texts/`, `translations/` and `glossary/`; paths are relative to it, with slashes."""

    folder: Path

    def sources(self) -> list[str]:
        """Files that may be source texts; a `.txt` only where there is no `.md` of that name."""
        found = [path for path in self._files(SOURCES, "*.md") if not _ASIDE_NAME.fullmatch(path)]
        named = {path.removesuffix(".md") for path in found}
        return found + [path for path in self._files(SOURCES, "*.txt") if path.removesuffix(".txt") not in named]

    def editions(self) -> list[str]:
        """Files that may be editions."""
        return self._files(TRANSLATIONS, "*/*.po")

    def variants(self) -> list[str]:
        """Files that may hold corrections and approvals of variants."""
        found = self._files(TRANSLATIONS, "*/*.*.csv")
        return [path for path in found if _VARIANT_NAME.fullmatch(path.rpartition("/")[2])]

    def title_pages(self) -> list[str]:
        """Files that may be title pages."""
        return self._files(TRANSLATIONS, "*/*.title-page.md")

    def _files(self, folder: str, pattern: str) -> list[str]:
        found = (self.folder / folder).glob(pattern)
        return sorted(
            path.relative_to(self.folder).as_posix() for path in found if path.is_file() and path.name[0] != "."
        )

    def read(self, path: str) -> bytes | None:
        """The bytes of a file, or None where there is none."""
        try:
            return (self.folder / path).read_bytes()
        except FileNotFoundError:
            return None

    def aside(self, path: str, data: bytes) -> str:
        """Where another version of a source text may lie beside it: where nothing lies yet, or this same version."""
        stem = path.removesuffix(".md").removesuffix(".txt") + ".theirs"
        names = itertools.chain([f"{stem}.md"], (f"{stem}-{number}.md" for number in itertools.count(2)))
        return next(name for name in names if self.read(name) in (None, data))

    def write(self, path: str, data: bytes, *, before: bytes | None) -> bool:
        """Put a file into its place; gives whether anything had to be written.

        Args:
            before: what the file held when it was read, None if it was not there.

        Raises:
            ChangedMeanwhile: it holds something else by now.
            OSError: the disk is full, or the folder cannot be written to.
        """
        if data == before:
            return False
        final = self.folder / path
        final.parent.mkdir(parents=True, exist_ok=True)
        with _beside(final) as file:
            file.write_bytes(data)
            if self.read(path) != before:
                raise ChangedMeanwhile(f"{path} was changed during the sync; run it again")
            file.chmod(0o644)
            file.replace(final)
        return True


def source_file(path: str) -> TextFile:
    """What the name of a source text says: `source_texts/<slug>.<locale>.md`.

    Raises:
        BadName, UnknownLocale: it says nothing, or an unknown locale.
    """
    name = _SOURCE_NAME.fullmatch(path.rpartition("/")[2])
    if name is None:
        raise BadName("a source text is named <slug>.<locale>.md, the slug in small letters, digits and hyphens")
    return TextFile(path, name[1], languages.base(name[2]))


def edition_file(path: str) -> TextFile:
    """What the name of an edition says: `translations/<slug>/<locale>.po`.

    Raises:
        BadName, UnknownLocale: it says nothing, or an unknown locale.
    """
    _, slug, file = path.split("/")
    name = _EDITION_NAME.fullmatch(file)
    if name is None or not re.fullmatch(_SLUG, slug):
        raise BadName("an edition is named translations/<slug>/<locale>.po")
    return TextFile(path, slug, languages.base(name[1]))


def variant_file(path: str) -> VariantFile:
    """What the name of a variant's file says: `translations/<slug>/<locale>.<variant>.csv`.

    Raises:
        BadName, UnknownLocale: it says nothing, or an unknown locale.
    """
    _, slug, file = path.split("/")
    name = _VARIANT_NAME.fullmatch(file)
    if name is None or not re.fullmatch(_SLUG, slug):
        raise BadName("a variant is named translations/<slug>/<locale>.<variant>.csv")
    return VariantFile(path, slug, languages.base(name[1]), languages.parse(name[2]).tag)


def title_page_file(path: str) -> TextFile:
    """What the name of a title page says: `translations/<slug>/<locale>.title-page.md`.

    Raises:
        BadName, UnknownLocale: it says nothing, or an unknown locale.
    """
    _, slug, file = path.split("/")
    name = _TITLE_PAGE_NAME.fullmatch(file)
    if name is None or not re.fullmatch(_SLUG, slug):
        raise BadName("a title page is named translations/<slug>/<locale>.title-page.md")
    return TextFile(path, slug, languages.base(name[1]))


def source_path(slug: str, locale: str) -> str:
    """Where a source text is written to."""
    return f"{SOURCES}/{slug}.{locale}.md"


def edition_path(slug: str, locale: str) -> str:
    """Where an edition is written to."""
    return f"{TRANSLATIONS}/{slug}/{locale}.po"


def title_page_path(slug: str, locale: str) -> str:
    """Where the title page of an edition is written to."""
    return f"{TRANSLATIONS}/{slug}/{locale}.title-page.md"


def variant_path(slug: str, locale: str, variant: str) -> str:
    """Where the corrections and approvals of a variant are written to."""
    return f"{TRANSLATIONS}/{slug}/{locale}.{variant}.csv"


@contextmanager
def _beside(final: Path) -> Iterator[Path]:
    """A new file in the folder of another one; what is still there at the end is taken away."""
    descriptor, name = tempfile.mkstemp(dir=final.parent, prefix=f".{final.name}.")
    os.close(descriptor)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


# --- what folder and database agreed on -------------------------------------------------------------------------


def agreed(tx: Transaction, path: str) -> dict[str, str]:
    """The digests on which a file and the database agreed at the last sync, by key."""
    query = sa.select(SyncBase.key, SyncBase.digest).where(SyncBase.path == path)
    return {row.key: row.digest for row in tx.session.execute(query)}


def agree(tx: Transaction, path: str, digests: Mapping[str, str]) -> None:
    """Keep the digests on which a file and the database agree now."""
    before = agreed(tx, path)
    changed = {key for key, digest in before.items() if digests.get(key) != digest}
    if changed:
        tx.session.execute(sa.delete(SyncBase).where(SyncBase.path == path, SyncBase.key.in_(changed)))
    fresh = [
        {"path": path, "key": key, "digest": digest} for key, digest in digests.items() if before.get(key) != digest
    ]
    if fresh:
        tx.session.execute(sa.insert(SyncBase), fresh)
