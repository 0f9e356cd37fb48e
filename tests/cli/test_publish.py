"""`workbench publish`: from a workspace to a folder of pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

Run = Callable[..., Result]


def bring_in(run: Run, workspace: Path) -> None:
    """A text and its approved translation."""
    run("sync")
    path = workspace.parent / "press.zh.md"
    run("import", path, "--locale", "zh-Hans", "--translation-of", "press", "--state", "approved")


def test_a_workspace_becomes_a_site(run: Run, workspace: Path, tmp_path: Path):
    """From a clean checkout to pages in two commands; a second run has nothing to do."""
    bring_in(run, workspace)

    first = run("publish", tmp_path / "site", "--ready", "--title", "River  desk")
    second = run("publish", tmp_path / "site", "--ready", "--title", "River desk")

    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "0 new or changed, 0 gone" in second.stdout
    page = (tmp_path / "site" / "texts" / "press" / "zh-Hant-TW.html").read_text(encoding="utf-8")
    assert "江畔書坊印了" in page
    assert "<title>" in page
    assert "River desk</title>" in page


def test_nothing_is_published_by_itself(run: Run, workspace: Path, tmp_path: Path):
    """An approved translation is not yet a published one."""
    bring_in(run, workspace)

    result = run("publish", tmp_path / "site")

    assert result.exit_code == 0
    assert not (tmp_path / "site" / "texts").exists()
    assert (tmp_path / "site" / "index.html").is_file()


def test_a_foreign_folder_is_refused_in_one_line(run: Run, workspace: Path):
    """The workspace itself is the first thing that somebody will try."""
    result = run("publish", ".")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.count("\n") == 1
    assert "choose" in result.stderr
    assert (workspace / "source_texts" / "press.en.md").is_file()
