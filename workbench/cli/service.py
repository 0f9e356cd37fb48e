"""Commands to begin with: init, serve."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

import workbench
from workbench.cli.base import FOLDERS, example, opened, remark, require_workspace, workspace_option
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.store.database import Store

_ANYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
_THREADS = 8


class CannotBegin(WorkbenchError):
    """The folder cannot become a workspace, or the address cannot be served."""


@example("workbench init our-texts")
@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--empty", is_flag=True, help="Without the sample texts.")
def init(folder: Path, empty: bool) -> None:
    """Make a workspace.

    A workspace is a folder with source_texts/, translations/ and glossary/. It begins with
    two sample texts, their translations and a glossary, which can be deleted.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CannotBegin(f"{folder} is not empty; choose a new folder")
    sample = _sample()
    for name in FOLDERS:
        if empty:
            (folder / name).mkdir(parents=True)
        else:
            shutil.copytree(sample / name, folder / name)
    click.echo(f"{folder} is ready; go there and run `workbench serve`")


def _sample() -> Path:
    """The sample content: in an installed package beside its modules, in a checkout at the top."""
    package = Path(workbench.__file__).parent
    installed = package / "sample"
    return installed if installed.is_dir() else package.parent


@example("workbench serve --port 8080 --workspace our-texts")
@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free port.")
@click.option(
    "--url", envvar="WORKBENCH_URL", metavar="URL", default="",
    help="The address that people use, where a proxy stands before: https://texts.example. Also WORKBENCH_URL.",
)  # fmt: skip
@workspace_option
def serve(host: str, port: int, url: str, workspace: Path) -> None:
    """Serve the workbench to browsers.

    The first run makes the database, takes the folders in, and prints the link that makes the first account.
    """
    scheme = "https" if url.startswith("https://") else "http"
    require_workspace(workspace)
    # The port is taken first: who finds it in use should not wait for a migration to be told.
    with _listening(host, port) as listener, opened(workspace, migrated=False) as store:
        _prepare(store, workspace)
        from waitress import create_server

        from workbench.web import create_app
        from workbench.workflow import jobs, people, termbases
        from workbench.workflow.jobs.kinds import HANDLERS

        app = create_app(store, workspace=workspace.absolute())
        # Else the first save would wait for the dictionaries, and hold the write lock meanwhile.
        threading.Thread(target=termbases.warm, args=(store,), daemon=True).start()
        # That threads are busy for a moment is no news for the keeper's terminal.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        # Links are written, and cookies kept, as the proxy has them, whose own connection to here is a plain one.
        app.config["SESSION_COOKIE_SECURE"] = scheme == "https"
        server = create_server(app, sockets=[listener], threads=_THREADS, ident=None, url_scheme=scheme)
        address = url.rstrip("/") or _address(host, listener.getsockname()[1])
        click.echo(f"The workbench is at {address}")
        token = people.first_invitation(store)
        if token:
            click.echo(f"Make the first account, once, at {address}/join/{token}")
        sys.stdout.flush()
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        runner = jobs.Runner(store, HANDLERS)
        runner.start()
        try:
            server.run()
        finally:
            runner.stop()


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        raise CannotBegin(f"{host} port {port} cannot be served: {reason}; choose another one with --port") from error


def _prepare(store: Store, workspace: Path) -> None:
    """Bring the database to its newest form; take the folders in, if that was never done.

    That there is a database says nothing of it: `workbench user add` makes one too.
    """
    from workbench.store import migrate
    from workbench.workflow.sync import has_run, sync

    if not migrate.is_current(store):
        migrate.upgrade(store)
    if has_run(store):
        return
    report = sync(store, workspace)
    for happening in (*report.notes, *report.conflicts, *report.problems):
        remark(happening.path, happening.sentence)


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in _ANYWHERE else f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}"


COMMANDS = (init, serve)
