"""The wheel is whole: it works on a machine where this repository never was."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[1]
_SAMPLES = ("source_texts", "translations", "glossary")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the contents of the wheel, as an installer would lay them out."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=_ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def _command(installed: Path, *arguments: str) -> list[str]:
    # The folder comes before the repository, which is on the path of the tests' own environment.
    begin = f"import sys; sys.path.insert(0, {str(installed)!r}); from workbench.cli import main; main()"
    return [sys.executable, "-P", "-c", begin, *arguments]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("WORKBENCH_")}


def _files(folder: Path) -> set[str]:
    paths = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return {path.relative_to(folder).as_posix() for path in paths if path.name[0] != "."}


def test_everything_in_the_package_is_in_the_wheel(installed: Path):
    """Templates, styles, catalogues, word lists and migrations are no Python and easily left behind."""
    shipped = {name for name in _files(installed / "workbench") if not name.startswith("sample/")}

    assert shipped == _files(_ROOT / "workbench")
    assert {Path(name).suffix for name in shipped} >= {".py", ".html", ".css", ".js", ".svg", ".po", ".tsv", ".csv"}
    assert "py.typed" in shipped


@pytest.mark.parametrize("name", _SAMPLES)
def test_the_sample_workspace_is_in_the_wheel(installed: Path, name: str):
    """`workbench init` has nothing else to copy."""
    shipped = _files(installed / "workbench" / "sample" / name)

    assert shipped
    assert shipped == _files(_ROOT / name)


def test_a_workspace_is_made_and_served_from_the_wheel(installed: Path, tmp_path: Path):
    """The first thing that anybody does with it."""
    workspace = tmp_path / "our-texts"
    made = subprocess.run(
        _command(installed, "init", str(workspace)), cwd=tmp_path, env=_environment(), check=True,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert made.stderr == ""
    assert all((workspace / name).is_dir() for name in _SAMPLES)

    serve = _command(installed, "serve", "--port", "0", "--workspace", str(workspace))
    with subprocess.Popen(serve, cwd=tmp_path, env=_environment(), stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            address = server.stdout.readline().split()[-1]
            invitation = server.stdout.readline().split()[-1]
            with urllib.request.urlopen(invitation, timeout=30) as answer:
                page = answer.read().decode()
        finally:
            server.terminate()

    assert invitation.startswith(f"{address}/join/")
    assert "<form" in page
