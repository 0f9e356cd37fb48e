"""What the documentation names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workbench.checks import REGISTRY
from workbench.cli.main import main

_ROOT = Path(__file__).parents[1]
_PAGES = sorted([*_ROOT.glob("*.md"), *_ROOT.glob("docs/*.md")])
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")
_MAKE = re.compile(r"`make ([a-z]+)|^make ([a-z]+)", re.MULTILINE)
_COMMAND = re.compile(r"(?:`|^|bin/)workbench ([a-z]+)\b", re.MULTILINE)


@pytest.mark.parametrize("page", _PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page: Path):
    """A page that was renamed leaves links behind; pictures are made by `make screenshots`."""
    targets = _LINK.findall(page.read_text(encoding="utf-8"))

    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_every_page_is_in_the_index():
    """What nothing leads to, nobody reads."""
    index = (_ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    pages = {page.name for page in _PAGES if page.parent.name == "docs"} - {"index.md"}

    assert pages == {name for name in pages if f"({name})" in index}


def test_what_can_be_made_is_what_the_pages_name():
    """The first thing that a newcomer types has to work."""
    targets = set(re.findall(r"^([a-z]+):", (_ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {first or second for page in _PAGES for first, second in _MAKE.findall(page.read_text(encoding="utf-8"))}

    assert {"serve", "test"} <= named <= targets


def test_every_command_is_documented_and_every_documented_one_exists():
    """Other programs rely on the page of the command line."""
    page = (_ROOT / "docs" / "command-line.md").read_text(encoding="utf-8")
    named = {name for page in _PAGES for name in _COMMAND.findall(page.read_text(encoding="utf-8"))}

    assert set(main.commands) == {name for name in main.commands if f"## workbench {name}" in page}
    assert named <= set(main.commands)


def test_every_check_is_documented():
    """Who meets a finding wants to know what is looked for."""
    page = (_ROOT / "docs" / "checks.md").read_text(encoding="utf-8")

    assert [check.id for check in REGISTRY if f"\n## {check.id}\n" not in page] == []
