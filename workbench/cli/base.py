"""What the commands share: the workspace and its database, files that come in, and what goes out."""

from __future__ import annotations

import functools
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.glossary import Termbase
    from workbench.store.database import Store
    from workbench.text import Document

HIDDEN = ".workbench"
FOLDERS = ("source_texts", "translations", "glossary")
Command = Callable[..., Any]
Shown = TypeVar("Shown", bound=click.Command)
_TELLING = frozenset(
    {
        ".md",
        ".markdown",
        ".epub",
        ".docx",
        ".docm",
        ".doc",
        ".odt",
        ".rtf",
        ".pdf",
        ".html",
        ".htm",
        ".xhtml",
        ".zip",
        ".xlf",
    }
)

workspace_option = click.option(
    "--workspace",
    envvar="WORKBENCH_WORKSPACE",
    default=".",
    type=click.Path(path_type=Path, file_okay=False),
    help="The workspace; the current folder if not given. Also WORKBENCH_WORKSPACE.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Write JSON, and nothing else, to standard output.")
FILE = click.Path(path_type=Path, dir_okay=False, exists=True, readable=True)
NEW_FILE = click.Path(path_type=Path, dir_okay=False, writable=True)


class NoWorkspace(WorkbenchError):
    """The folder is no workspace."""


def locale_option(
    name: str, parameter: str = "locale", *, required: bool = True, help: str
) -> Callable[[Command], Command]:
    """An option for a locale, given as a BCP 47 tag."""
    return click.option(name, parameter, required=required, callback=_locale, metavar="LOCALE", help=help)


def _locale(context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    from workbench import languages

    if value is None:
        return None
    try:
        return languages.parse(value).tag
    except languages.UnknownLocale as error:
        raise click.BadParameter(str(error), context) from None


def example(*lines: str) -> Callable[[Shown], Shown]:
    """End the help of a command with an example."""

    def add(command: Shown) -> Shown:
        # Click does not wrap a paragraph that begins with a backspace.
        command.epilog = "\n".join(("\b", "Example:", *(f"  {line}" for line in lines)))
        return command

    return add


# --- the database -----------------------------------------------------------------------------------------------


def is_workspace(folder: Path) -> bool:
    """Whether the folder has anything of a workspace."""
    return any((folder / name).is_dir() for name in (*FOLDERS, HIDDEN))


def require_workspace(folder: Path) -> None:
    """Refuse a folder that is no workspace.

    Raises:
        NoWorkspace: it has none of the folders of one.
    """
    if not is_workspace(folder):
        raise NoWorkspace(f"{folder.absolute()} is no workspace; `workbench init DIR` makes one")


@contextmanager
def opened(workspace: Path, *, migrated: bool = True) -> Iterator[Store]:
    """The database of a workspace, or the one that WORKBENCH_DATABASE_URL names.

    Args:
        workspace: its folder.
        migrated: bring the database to the newest form first.

    Raises:
        NoWorkspace: the folder is none, and no other database is named.
        DatabaseProblem: the database cannot be reached, or a newer workbench made it.
    """
    import sqlalchemy as sa

    from workbench.store import migrate
    from workbench.store.database import DatabaseProblem, Store

    url = os.environ.get("WORKBENCH_DATABASE_URL") or _own_database(workspace)
    try:
        store = Store(url)
    except (sa.exc.ArgumentError, ModuleNotFoundError) as error:
        raise DatabaseProblem(_unusable(error)) from error
    try:
        try:
            if migrated and not migrate.is_current(store):
                migrate.upgrade(store)
        except sa.exc.DBAPIError as error:
            reason = str(error.orig).splitlines()[0]
            raise DatabaseProblem(f"the database cannot be used: {reason}; `workbench doctor` tells more") from error
        yield store
    finally:
        store.close()


def _unusable(error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError):
        return "PostgreSQL needs a driver; install translation-workbench[postgres]"
    return "WORKBENCH_DATABASE_URL is no address of a database; write postgresql://… or sqlite:///…"


def _own_database(workspace: Path) -> str:
    require_workspace(workspace)
    hidden = workspace.absolute() / HIDDEN
    hidden.mkdir(mode=0o700, exist_ok=True)
    ignore = hidden / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n", encoding="utf-8")
    return f"sqlite:///{hidden / 'workbench.db'}"


# --- files ------------------------------------------------------------------------------------------------------


def read_document(path: Path) -> Document:
    """Read a text; what was changed on reading, or not taken over, is said on standard error."""
    from workbench.workflow import documents

    # A text may be called anything; only what is known to be no plain text is left to be refused.
    name = path.name if path.suffix.lower() in _TELLING else "plain.txt"
    reading = documents.read(name, path.read_bytes())
    for note in reading.document.notes:
        remark(path, note.sentence)
    for kind, count in Counter(one.kind.value for one in reading.lost).items():
        remark(path, f"not taken over ({kind}): {count}")
    return reading.document


def read_termbase(
    path: Path | None, *, source_locale: str | None = None, target_locale: str | None = None
) -> Termbase | None:
    """Read a termbase, if one is given; the locales are those of a tab-separated file's two columns."""
    if path is None:
        return None
    from workbench.formats.glossaries import read_glossary
    from workbench.glossary import Termbase

    concepts = read_glossary(path.name, path.read_bytes(), source_locale=source_locale, target_locale=target_locale)
    return Termbase(concepts)


def remark(path: Path | str, sentence: str) -> None:
    """Say something about a file that does not belong to the output."""
    click.echo(f"{path}: {sentence}", err=True)


def write_json(value: Mapping[str, object] | list[Any]) -> None:
    """Write JSON to standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def with_store(*, migrated: bool = True) -> Callable[[Command], Command]:
    """Give a command the option `--workspace`, and the opened database as `store`."""

    def decorate(command: Command) -> Command:
        @workspace_option
        @functools.wraps(command)
        def run(workspace: Path, **values: Any) -> Any:  # noqa: ANN401
            with opened(workspace, migrated=migrated) as store:
                return command(store=store, workspace=workspace, **values)

        return run

    return decorate
