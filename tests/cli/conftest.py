"""What tests of the command line share: a workspace, and a way to run a command in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from workbench.cli import main

Run = Callable[..., Result]
TERMBASE = (
    "concept_id,domain,definition_en,note,en,en_status,en_variants,zh_hans,zh_hans_status,zh_hans_variants,"
    "zh_hans_forbidden,zh_hant_tw,es,es_status,es_variants,es_forbidden\n"
    "pub-press,publishing,Prints.,,river press,preferred,,江畔书坊,preferred,,河边出版社,江畔書坊,Ediciones del Río,"
    "preferred,,\n"
)
ENGLISH = "# The Press\n\nIn 1998 the river press printed 300 copies.\n\nNobody paid for them.\n"
CHINESE = "# 书坊\n\n1998年，江畔书坊印了300本。\n\n没有人付钱。\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with one text, its translation beside it, and a glossary."""
    folder = tmp_path / "ws"
    for name in ("source_texts", "translations", "glossary"):
        (folder / name).mkdir(parents=True)
    (folder / "glossary" / "termbase.csv").write_text(TERMBASE, encoding="utf-8")
    (folder / "source_texts" / "press.en.md").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "press.zh.md").write_text(CHINESE, encoding="utf-8")
    return folder


@pytest.fixture
def run(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in the workspace."""
    monkeypatch.chdir(workspace)
    monkeypatch.delenv("WORKBENCH_DATABASE_URL", raising=False)
    monkeypatch.delenv("WORKBENCH_WORKSPACE", raising=False)

    def call(*arguments: str | Path, input: str | bytes | None = None) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments], input=input, prog_name="workbench")

    return call
