"""The glossary goes in and out in three formats; the end of the file's name tells which."""

from pathlib import Path

import pytest

from workbench.glossary.table import COLUMNS
from workbench.store.database import Store
from workbench.workflow import desk, people, texts, units
from workbench.workflow.permissions import Role


def export(run, name, *options):
    assert run("glossary", "export", "-o", name, *options).exit_code == 0


@pytest.fixture
def filled(run, workspace: Path):
    run("glossary", "import", workspace / "glossary" / "termbase.csv")
    return run


@pytest.mark.parametrize(
    ("name", "options"), [("out.csv", ()), ("out.tbx", ()), ("out.tbx", ("--style", "dct"))], ids=["csv", "dca", "dct"]
)
def test_what_went_out_comes_in_unchanged(filled, tmp_path: Path, name, options):
    """Another team sends back what it was sent, and nothing has to be looked at."""
    export(filled, tmp_path / name, *options)

    assert filled("glossary", "import", tmp_path / name, "--dry-run").stdout == (
        "0 would be added, 0 would be changed, 1 as they were\n"
    )
    assert filled("glossary", "import", tmp_path / name).stdout == "0 added, 0 changed, 1 as they were\n"


def test_a_dry_run_tells_and_changes_nothing(run, workspace: Path):
    """Look first, then leap."""
    table = workspace / "glossary" / "termbase.csv"

    shown = run("glossary", "import", table, "--dry-run").stdout

    assert shown == "+ pub-press\n1 would be added, 0 would be changed, 0 as they were\n"
    assert run("glossary", "import", table).stdout.startswith("1 added")


def test_tab_separated_files_need_their_languages(filled, tmp_path: Path):
    """They do not tell them, and guessing would fill the glossary with nonsense."""
    pair = ("--source-locale", "en", "--target-locale", "zh-Hans")

    assert filled("glossary", "export", "-o", tmp_path / "out.utf8").exit_code == 1
    export(filled, tmp_path / "out.utf8", *pair)
    (tmp_path / "more.tsv").write_text("loom\t织机\n", encoding="utf-8")

    assert filled("glossary", "import", tmp_path / "out.utf8", *pair).stdout.startswith("0 added, 0 changed")
    assert filled("glossary", "import", tmp_path / "more.tsv", *pair).stdout.startswith("1 added")
    assert filled("glossary", "lint", tmp_path / "more.tsv", *pair).exit_code == 0


def test_other_files_are_refused(filled, tmp_path: Path):
    """The message says which names can be used."""
    (tmp_path / "terms.docx").write_bytes(b"PK")

    refused = filled("glossary", "import", tmp_path / "terms.docx")

    assert refused.exit_code == 1
    assert ".tbx" in refused.stderr


def test_an_import_says_what_it_does_to_the_texts(run, workspace: Path):
    """Who runs it from a shell has no page that shows it."""
    run("sync")
    store = Store(f"sqlite:///{next(workspace.glob('**/*.db'))}")
    person = people.add_user(
        store, name="Ferrying", password="lantern over water", grants=[(Role.TRANSLATOR, "zh-Hans")]
    )
    texts.start_edition(store, "press", "zh-Hans", by=person)
    unit = desk.window(store, "press", "zh-Hans", by=person).units[1]
    units.save(store, unit.id, target="1998年，江畔书坊印了300本。", version=1, key="first-save", by=person)
    store.close()
    row = "copies,,,,copies,,,副本,,,,,,,,"
    (workspace / "more.csv").write_text(f"{','.join(COLUMNS)}\n{row}\n", encoding="utf-8")

    assert run("glossary", "import", "more.csv", "--dry-run").stdout.splitlines() == [
        "+ copies",
        "1 would be added, 0 would be changed, 0 as they were",
        "1 passage with these words: in 1 the checks would say something else, 0 of these are approved and would be "
        "listed to be looked at again",
        "  press (zh-Hans): 1 draft",
    ]
    assert run("glossary", "import", "more.csv").stdout.splitlines() == [
        "1 added, 0 changed, 0 as they were",
        "1 passage checked again, 0 approved ones listed to be looked at again",
    ]


def test_a_spreadsheet_is_told_how_to_be_saved(filled, tmp_path: Path):
    """That the name has to end otherwise does not tell how to get there."""
    (tmp_path / "terms.xlsx").write_bytes(b"PK\3\4 and more")

    refused = filled("glossary", "import", tmp_path / "terms.xlsx")

    assert refused.exit_code == 1
    assert "as CSV in UTF-8" in refused.stderr
