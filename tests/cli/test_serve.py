"""`workbench serve` as people start it: the program itself, with a real socket."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ADDRESS = re.compile(r"The workbench is at (http://127\.0\.0\.1:(\d+))\n")


@contextmanager
def _served(workspace: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    command = [sys.executable, "-m", "workbench", "serve", "--workspace", str(workspace), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            found = ADDRESS.match(process.stdout.readline())
            assert found, process.communicate()[1]
            yield process, found[1], found[2]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=20)


def test_the_first_run_makes_the_database_and_shows_the_way_in(workspace: Path):
    """One command, one link, one account."""
    with _served(workspace) as (process, address, port):
        assert process.stdout
        link = process.stdout.readline().split()[-1]
        assert link.startswith(f"{address}/join/")
        with urllib.request.urlopen(link, timeout=20) as answer:
            assert answer.status == 200
        second = subprocess.run(
            [sys.executable, "-m", "workbench", "serve", "--workspace", str(workspace), "--port", port],
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        assert second.returncode == 1
        assert second.stderr == (
            f"workbench: 127.0.0.1 port {port} cannot be served: Address already in use; "
            "choose another one with --port\n"
        )
    assert process.returncode == 0
    assert (workspace / ".workbench" / "workbench.db").exists()


def test_a_later_start_takes_the_database_as_it_is(workspace: Path):
    """Nothing is migrated or synced again; `benchmarks/start.py` prints how long it takes."""
    with _served(workspace):
        pass
    (workspace / "source_texts" / "late.en.md").write_text("Only sync takes this in.\n", encoding="utf-8")

    with _served(workspace) as (_process, address, _port), urllib.request.urlopen(address, timeout=20) as answer:
        assert answer.status == 200

    command = [sys.executable, "-m", "workbench", "export", "late", "--locale", "es", "-o", "late.md"]
    exported = subprocess.run(command, capture_output=True, timeout=60, check=False, cwd=workspace)
    assert exported.returncode == 1


def test_accounts_made_before_the_first_start_do_not_keep_the_folders_out(workspace: Path):
    """The database is there by then, and the library would stay empty."""
    add = [sys.executable, "-m", "workbench", "user", "add", "Aina", "--role", "keeper", "--password-stdin"]
    password = "lantern over water\n"
    subprocess.run(add, input=password, text=True, capture_output=True, timeout=60, check=True, cwd=workspace)

    with _served(workspace):
        pass

    sync = [sys.executable, "-m", "workbench", "sync", "--dry-run"]
    left = subprocess.run(sync, text=True, capture_output=True, timeout=60, check=False, cwd=workspace)
    assert left.stdout == "nothing to do\n"


def test_an_empty_workspace_is_taken_in_once_too(tmp_path: Path):
    """What a later start does must not depend on whether the first one found a file."""
    for name in ("source_texts", "translations", "glossary"):
        (tmp_path / name).mkdir()
    with _served(tmp_path):
        pass
    (tmp_path / "source_texts" / "late.en.md").write_text("Only sync takes this in.\n", encoding="utf-8")

    with _served(tmp_path):
        pass

    sync = [sys.executable, "-m", "workbench", "sync", "--dry-run"]
    left = subprocess.run(sync, text=True, capture_output=True, timeout=60, check=False, cwd=tmp_path)
    assert left.stdout == "would take 1 from source_texts/late.en.md\n"
