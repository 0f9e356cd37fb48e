"""A real workbench in a process of its own, and a real Chromium to open it with."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")
# A test never needs the browser's own connections to its maker.
_QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync")


@dataclass(frozen=True)
class Served:
    """A workbench that is being served.

    Attributes:
        address: where it is, without a slash at the end.
        first_link: the one-time link that makes the keeper's account.
        workspace: its folder.
    """

    address: str
    first_link: str
    workspace: Path


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; skipped where there is none, unless everything is required."""
    path = os.environ.get("WORKBENCH_CHROMIUM") or next(filter(None, map(shutil.which, _CHROMIUM)), None)
    if path is None:
        if os.environ.get("WORKBENCH_REQUIRE") == "all":
            pytest.fail("Chromium is needed, but not there", pytrace=False)
        pytest.skip("Chromium is not there")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(_QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The workbench with its sample content, but with the Chinese translation of the interview still to be made."""
    workspace = tmp_path / "texts"
    run = [sys.executable, "-m", "workbench"]
    environment = {key: value for key, value in os.environ.items() if key != "WORKBENCH_DATABASE_URL"}
    subprocess.run([*run, "init", str(workspace)], check=True, capture_output=True, env=environment)
    (workspace / "translations" / "river-press-interview" / "zh-Hans.po").unlink()
    server = subprocess.Popen(
        [*run, "serve", "--port", "0", "--workspace", str(workspace)],
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        yield _wait(server, workspace)
    finally:
        server.terminate()
        server.wait(timeout=20)
        if server.stdout is not None:
            server.stdout.close()


def _wait(server: subprocess.Popen[str], workspace: Path) -> Served:
    assert server.stdout is not None
    address = first_link = ""
    for line in server.stdout:
        found = re.search(r"http://\S+", line)
        if found and "/join/" in line:
            first_link = found.group()
            break
        if found:
            address = found.group()
    return Served(address, first_link, workspace)
