"""The contract of the command line: what each command takes, gives, and refuses."""

from __future__ import annotations

import json
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import Result

from workbench import formats
from workbench.cli import main
from workbench.store.database import Store

Run = Callable[..., Result]
DOCS = Path(__file__).parents[2] / "docs" / "command-line.md"


def _commands(group: click.Group = main, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from _commands(command, (*path, name))


COMMANDS = dict(_commands())
ids = " ".join


@pytest.mark.parametrize("path", COMMANDS, ids=ids)
def test_every_help_ends_with_an_example(run: Run, path: tuple[str, ...]):
    """People read the example and skip the rest."""
    result = run(*path, "--help")

    assert result.exit_code == 0
    assert re.search(r"\n  Example:\n(    \S.*workbench .*\n)+$|\n  Example:\n(    workbench .*\n)+$", result.stdout)


@pytest.mark.parametrize("path", COMMANDS, ids=ids)
def test_every_command_and_option_is_documented(path: tuple[str, ...]):
    """What is not in the manual does not exist for those who read it."""
    manual = DOCS.read_text(encoding="utf-8")
    heading = f"## workbench {' '.join(path)}\n"

    assert heading in manual
    section = manual.split(heading)[1].split("\n## ")[0]
    for parameter in COMMANDS[path].params:
        if isinstance(parameter, click.Option) and parameter.name != "workspace":
            assert f"`{parameter.opts[-1]}" in section, parameter.opts


def test_wrong_use_is_one_line_and_exit_code_2(run: Run):
    """Scripts tell by it that the mistake is theirs."""
    for arguments in (
        ["nonsense"],
        ["align", "one"],
        ["convert", "--from", "klingon", "--to", "zh-Hant"],
        ["check", "x"],
    ):
        result = run(*arguments)

        assert result.exit_code == 2
        assert result.stdout == ""
        assert re.fullmatch(r"workbench: .+--help`\n", result.stderr)


def test_a_refusal_is_one_line_and_exit_code_1(run: Run, tmp_path: Path):
    """No stack trace for what a person can mend."""
    result = run("sync", "--workspace", tmp_path)

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"workbench: {tmp_path} is no workspace; `workbench init DIR` makes one\n"


# --- engines ----------------------------------------------------------------------------------------------------


@pytest.fixture
def pair(workspace: Path) -> tuple[Path, ...]:
    """A text and its translation, with their locales."""
    return (workspace / "source_texts" / "press.en.md", workspace.parent / "press.zh.md")


LOCALES = ("--source-locale", "en", "--target-locale", "zh-Hans")


def test_align_as_json(run: Run, pair: tuple[Path, ...]):
    """Every paragraph is in exactly one bead, in order, and nothing else is on standard output."""
    result = run("align", *pair, *LOCALES, "--json", "--termbase", "glossary/termbase.csv")

    found = json.loads(result.stdout)
    assert result.exit_code == 0
    assert list(found) == ["beads", "source", "target"]
    for side in ("source", "target"):
        assert [index for bead in found["beads"] for index in bead[side]] == list(range(len(found[side])))
    assert all(0 <= bead["confidence"] <= 1 for bead in found["beads"])
    assert found["source"][1] == "In 1998 the river press printed 300 copies."


@pytest.mark.parametrize("ending", ["po", "tmx", "html", "json"])
def test_align_into_a_file(run: Run, pair: tuple[Path, ...], ending: str):
    """The name decides about the format."""
    result = run("align", *pair, *LOCALES, "-o", f"out.{ending}")

    assert (result.exit_code, result.stdout) == (0, "")
    assert "江畔书坊印了300本" in Path(f"out.{ending}").read_text(encoding="utf-8")


def test_align_sentences(run: Run, tmp_path: Path):
    """Sentences are parts of their own, without the blanks between them."""
    (tmp_path / "a.txt").write_text("It was late. The lamp was lit.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("Era tarde. La lámpara estaba encendida.\n", encoding="utf-8")

    result = run(
        "align", tmp_path / "a.txt", tmp_path / "b.txt", "--source-locale", "en", "--target-locale", "es",
        "--unit", "sentence", "--json",
    )  # fmt: skip

    assert json.loads(result.stdout)["source"] == ["It was late.", "The lamp was lit."]


def test_align_trusts_a_memory(run: Run, tmp_path: Path):
    """What was settled before is not guessed again."""
    source, target = ["One.", "Two.", "Three."], ["Uno.", "Algo que nadie espera aquí.", "Dos.", "Tres."]
    for name, paragraphs in (("a.txt", source), ("b.txt", target)):
        (tmp_path / name).write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    known = [formats.TranslationUnit("Two.", target[1], "en", "es")]
    (tmp_path / "m.tmx").write_bytes(formats.write_tmx(known))

    result = run(
        "align", tmp_path / "a.txt", tmp_path / "b.txt", "--source-locale", "en", "--target-locale", "es",
        "--memory", tmp_path / "m.tmx", "--json",
    )  # fmt: skip

    assert {"source": [1], "target": [1], "confidence": 1.0} in json.loads(result.stdout)["beads"]


@pytest.mark.parametrize("encoding", ["gb18030", "big5"])
def test_another_encoding_is_read_and_said(run: Run, tmp_path: Path, encoding: str):
    """Old texts come in old encodings; standard output stays clean."""
    path = tmp_path / "old.txt"
    path.write_bytes(("老人說江上沒有一盞燈，今天的船也沒有人坐，他一個人在那裡看水。" * 8).encode(encoding))

    result = run("convert", "--from", "zh-Hant", "--to", "zh-Hans", path)

    assert result.exit_code == 0
    assert result.stdout.startswith("老人说江上没有一盏灯")
    assert {"gb18030": "GB18030", "big5": "Big5"}[encoding] in result.stderr


def test_convert_reads_standard_input(run: Run):
    """It is a filter: what comes in goes out, and an empty text stays empty."""
    assert run("convert", "--from", "zh-Hans", "--to", "zh-Hant-TW", input="后来\n").stdout == "後來\n"
    assert run("convert", "--from", "zh-Hans", "--to", "zh-Hant-TW", "-", input="").stdout == ""


def test_convert_keeps_to_the_glossary(run: Run, workspace: Path):
    """A name has the form that the collective agreed on."""
    table = workspace / "glossary" / "termbase.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("江畔書坊", "江畔書房"), encoding="utf-8")

    result = run("convert", "--from", "zh-Hans", "--to", "zh-Hant-TW", "--termbase", table, input="江畔书坊\n")

    assert result.stdout == "江畔書房\n"


def test_convert_to_the_mainland_keeps_to_the_glossary(run: Run, workspace: Path):
    """The glossary has no column of its own for it: what it says of the script holds there."""
    table = workspace / "glossary" / "termbase.csv"

    result = run("convert", "--from", "zh-Hant-TW", "--to", "zh-Hans-CN", "--termbase", table, input="江畔書坊\n")

    assert result.stdout == "江畔书坊\n"


def test_convert_takes_a_tab_separated_termbase(run: Run):
    """Its columns are what the text is written in, and what it is to be written in."""
    Path("terms.tsv").write_text("江畔书坊\t江岸書坊\n", encoding="utf-8")

    result = run("convert", "--from", "zh-Hans", "--to", "zh-Hant-HK", "--termbase", "terms.tsv", input="江畔书坊\n")

    assert result.stdout == "江岸書坊\n"


def test_convert_reports_its_choices(run: Run):
    """A reviewer looks where the conversion had to choose."""
    result = run("convert", "--from", "zh-Hans", "--to", "zh-Hant-TW", "--report", input="皇后在后面。")

    found = json.loads(result.stdout)
    assert found["text"] == "皇后在後面。"
    places = [(choice["start"], choice["chosen"]) for choice in found["choices"]]
    assert (1, "后") in places
    assert (3, "後") in places


def test_check_two_texts(run: Run, pair: tuple[Path, ...]):
    """A forbidden name and a lost number are found; exit code 1 tells so."""
    target = pair[1]
    target.write_text(CHINESE_WRONG, encoding="utf-8")

    result = run("check", *pair, *LOCALES, "--termbase", "glossary/termbase.csv", "--json")

    assert result.exit_code == 1
    found = json.loads(result.stdout)["findings"]
    term = next(finding for finding in found if finding["concept"] == "pub-press")
    assert (term["unit"], term["source"], term["target"]) == (1, [1], [1])
    assert (term["check"], term["severity"], term["expected"]) == ("glossary", "error", ["江畔书坊"])
    assert set(term) == {"unit", "source", "target", "check", "severity", "concept", "found", "expected", "message"}
    assert "numbers" in {finding["check"] for finding in found}


CHINESE_WRONG = "# 书坊\n\n1998年，河边出版社印了200本。\n\n没有人付钱。\n"


def test_check_with_a_tab_separated_termbase(run: Run, pair: tuple[Path, ...]):
    """The two locales of the texts are those of its columns; nobody has to name them twice."""
    Path("terms.utf8").write_text("copies\t册\n", encoding="utf-8")
    run("align", *pair, *LOCALES, "-o", "out.po")

    for texts in (["check", *pair, *LOCALES], ["check", "out.po"]):
        result = run(*texts, "--termbase", "terms.utf8", "--json")

        (finding,) = json.loads(result.stdout)["findings"]
        assert (finding["concept"], finding["expected"]) == ("copies", ["册"])
    assert run("align", *pair, *LOCALES, "--termbase", "terms.utf8").exit_code == 0


def test_check_a_right_translation(run: Run, pair: tuple[Path, ...]):
    """Nothing found, nothing said, exit code 0."""
    result = run("check", *pair, *LOCALES, "--termbase", "glossary/termbase.csv", "--json")

    assert (result.exit_code, json.loads(result.stdout)) == (0, {"findings": []})


def test_check_with_an_alignment(run: Run, pair: tuple[Path, ...], tmp_path: Path):
    """The beads of another program are taken as they are, if they fit."""
    alignment = tmp_path / "a.json"
    beads = [{"source": [0], "target": [0]}, {"source": [1, 2], "target": [1, 2]}]
    alignment.write_text(json.dumps({"beads": beads}), encoding="utf-8")

    assert run("check", *pair, *LOCALES, "--alignment", alignment).exit_code == 0
    for broken in ({"beads": beads[:1]}, {"beads": [{"source": "0"}]}, []):
        alignment.write_text(json.dumps(broken), encoding="utf-8")
        result = run("check", *pair, *LOCALES, "--alignment", alignment)
        assert result.exit_code == 1
        assert "alignment" in result.stderr


def test_check_a_po_file(run: Run, pair: tuple[Path, ...]):
    """A file from another tool is checked before it is synced; what nobody began is no finding."""
    run("align", *pair, *LOCALES, "-o", "out.po")
    good = run("check", "out.po", "--termbase", "glossary/termbase.csv", "--json")
    text = Path("out.po").read_text(encoding="utf-8")
    Path("out.po").write_text(text.replace("300本", "30本"), encoding="utf-8")

    bad = run("check", "out.po", "--termbase", "glossary/termbase.csv")

    assert (good.exit_code, json.loads(good.stdout)) == (0, {"findings": []})
    assert bad.exit_code == 1
    assert bad.stdout.startswith("unit 1: ")


# --- texts ------------------------------------------------------------------------------------------------------


def test_a_text_and_its_translation_come_in_and_go_out(run: Run, workspace: Path, pair: tuple[Path, ...]):
    """The archivist's way: import, import the translation, export, sync."""
    assert run("import", pair[0], "--locale", "en", "--slug", "press").stdout == "press\n"
    assert (
        run("import", pair[1], "--locale", "zh-Hans", "--translation-of", "press", "--state", "approved").exit_code == 0
    )
    assert run("export", "press", "--locale", "zh-Hans", "--variant", "zh-Hant-TW", "-o", "out.md").exit_code == 0
    assert "江畔書坊印了300本" in Path("out.md").read_text(encoding="utf-8")

    synced = run("sync", "--json")

    assert json.loads(synced.stdout)["written"] == ["glossary/termbase.tbx", "translations/press/zh-Hans.po"]
    assert run("sync").stdout == "nothing to do\n"


def test_an_export_names_whose_approval_counts(run: Run, workspace: Path, pair: tuple[Path, Path]):
    """What goes to a printer in Taiwan may have to be read there, whatever the house has set."""
    run("import", pair[0], "--locale", "en", "--slug", "press")
    run("import", pair[1], "--locale", "zh-Hans", "--translation-of", "press", "--state", "approved")
    options = ("export", "press", "--locale", "zh-Hans", "--approved-only", "-o", "out.txt", "--approval")

    assert run(*options, "edition", "--variant", "zh-Hant-TW").exit_code == 0
    assert "沒有人付錢" in (workspace / "out.txt").read_text(encoding="utf-8")
    assert run(*options, "variant", "--variant", "zh-Hant-TW").exit_code == 0
    assert "沒有人付錢" not in (workspace / "out.txt").read_text(encoding="utf-8")
    assert run(*options, "variant").exit_code == 2, "an edition has one approval"


@pytest.mark.parametrize("ending", ["doc", "exe"])
def test_formats_that_there_are_not_are_refused_by_name(run: Run, ending: str, tmp_path: Path):
    """The sentence says what to take instead."""
    run("sync")
    (tmp_path / "in.epub").write_bytes(b"PK")

    out = run("export", "press", "--locale", "es", "-o", f"out.{ending}")
    into = run("import", tmp_path / "in.epub", "--locale", "en")

    assert (out.exit_code, into.exit_code) == (1, 1)
    assert f"no format {ending}; choose epub" in out.stderr
    assert "damaged" in into.stderr


def test_a_slug_is_for_new_texts(run: Run, pair: tuple[Path, ...]):
    """Two addresses for one text would be a riddle."""
    result = run("import", pair[1], "--locale", "zh-Hans", "--translation-of", "press", "--slug", "other")

    assert result.exit_code == 2


def test_sync_says_what_it_did(run: Run, workspace: Path):
    """Broken files are named on standard error; the others go on."""
    (workspace / "translations" / "gone").mkdir()
    (workspace / "translations" / "gone" / "es.po").write_text("x", encoding="utf-8")

    rehearsed = run("sync", "--dry-run")
    result = run("sync")

    taken = ("glossary/termbase.csv", "source_texts/press.en.md")
    assert (
        rehearsed.stdout
        == "".join(f"would take 1 from {path}\n" for path in taken) + "would write glossary/termbase.tbx\n"
    )
    assert result.stdout == "".join(f"took 1 from {path}\n" for path in taken) + "wrote glossary/termbase.tbx\n"
    assert result.stderr.startswith("translations/gone/es.po: ")
    assert (rehearsed.exit_code, result.exit_code) == (1, 1)


# --- glossary, people, house ------------------------------------------------------------------------------------


def test_the_glossary_is_linted_imported_and_exported(run: Run, workspace: Path):
    """CSV in, CSV out, the same rows."""
    table = workspace / "glossary" / "termbase.csv"

    assert run("glossary", "lint").exit_code == 0
    assert run("glossary", "import", table).stdout == "1 added, 0 changed, 0 as they were\n"
    assert run("glossary", "export").stdout == table.read_text(encoding="utf-8")
    table.write_text(table.read_text(encoding="utf-8").replace("河边出版社", "江畔书坊"), encoding="utf-8")
    linted = run("glossary", "lint", table, "--json")
    assert linted.exit_code == 1
    assert json.loads(linted.stdout)["findings"][0]["concept"] == "pub-press"


def test_accounts(run: Run):
    """A keeper without a browser can still open the door."""
    made = run("user", "add", "Willow", "--role", "translator:es", "--role", "editor:zh", "--password-stdin",
               input="lantern over water\n")  # fmt: skip
    assert made.exit_code == 0
    assert run("user", "list").stdout == "Willow\teditor:zh-Hans translator:es\n"
    assert run("user", "role", "willow", "keeper").exit_code == 0
    assert json.loads(run("user", "list", "--json").stdout) == {
        "users": [{"name": "Willow", "roles": ["keeper"], "active": True}]
    }
    assert run("user", "role", "Willow", "captain").exit_code == 2
    assert run("user", "role", "Nobody", "reader").exit_code == 1
    assert run("user", "password", "Willow", "--password-stdin", input="harbour at noon\n").exit_code == 0
    assert run("user", "password", "Nobody", "--password-stdin", input="harbour at noon\n").exit_code == 1
    assert "easy to guess" in run("user", "add", "Moss", "--password-stdin", input="aaaaaaaa\n").stderr


def test_backup_and_restore(run: Run, tmp_path: Path):
    """A backup comes back over what was done after it, when that is asked for."""
    run("sync")
    assert run("backup", tmp_path / "a.backup").exit_code == 0
    run("user", "add", "Willow", "--password-stdin", input="lantern over water\n")

    refused = run("restore", tmp_path / "a.backup")
    assert refused.exit_code == 1
    assert "--force" in refused.stderr
    assert run("restore", tmp_path / "a.backup", "--force").exit_code == 0
    assert run("user", "list").stdout == ""


def test_doctor_looks_at_everything(run: Run, workspace: Path, monkeypatch: pytest.MonkeyPatch):
    """One line for each thing; exit code 1 when one of them is wrong."""
    before = run("doctor")
    run("sync")
    after = run("doctor")
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", "sqlite:////nowhere/at/all.db")
    broken = run("doctor")

    assert before.exit_code == 0, before.stdout
    assert "database: none yet" in before.stdout
    assert after.exit_code == 0, after.stdout
    assert [line.split(":")[0].split(maxsplit=1)[1] for line in after.stdout.splitlines()] == [
        "Python", "Chinese dictionaries", "workspace", "disk", "database", "tables", "write-ahead log", "integrity",
        "full-text search",
    ]  # fmt: skip
    assert broken.exit_code == 1
    assert "PROBLEM database" in broken.stdout


def test_doctor_in_postgresql(run: Run, postgres_store: Store, monkeypatch: pytest.MonkeyPatch):
    """A database with a wrong encoding or locale shows before the first Chinese name does."""
    url = postgres_store.url.render_as_string(hide_password=False)
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", url)

    result = run("doctor")

    assert result.exit_code == 0, result.stdout
    assert "encoding: UTF-8" in result.stdout
    assert "locale: C.UTF-8" in result.stdout


def test_the_database_is_hidden_from_others_and_from_git(run: Run, workspace: Path):
    """The folder that is pushed to a server holds no password hashes."""
    run("sync")

    hidden = workspace / ".workbench"
    assert stat.S_IMODE(hidden.stat().st_mode) == 0o700
    assert (hidden / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_another_database_can_be_named(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The address of a database that cannot be reached is not repeated: it may hold a password."""
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", "postgresql://someone:secret@127.0.0.1:1/none")
    result = run("user", "list")
    assert result.exit_code == 1
    assert "secret" not in result.stderr
    assert result.stderr.count("\n") == 1

    monkeypatch.setenv("WORKBENCH_DATABASE_URL", "not a database")
    assert run("user", "list").exit_code == 1


# --- init and serve ---------------------------------------------------------------------------------------------


def test_init_makes_a_workspace_with_samples(run: Run, tmp_path: Path):
    """An empty house tells nobody what it is for."""
    folder = tmp_path / "new"

    assert run("init", folder).exit_code == 0
    assert (folder / "glossary" / "termbase.csv").exists()
    assert list(folder.glob("source_texts/*.md"))
    assert list(folder.glob("translations/*/*.po"))
    assert run("init", folder).exit_code == 1
    assert "not empty" in run("init", folder).stderr


def test_init_makes_an_empty_workspace(run: Run, tmp_path: Path):
    """Who knows the house brings their own furniture."""
    (tmp_path / "new").mkdir()

    assert run("init", tmp_path / "new", "--empty").exit_code == 0
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["glossary", "source_texts", "translations"]
    assert run("sync", "--workspace", tmp_path / "new").stdout == "nothing to do\n"


def _program(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "workbench", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)


def test_the_program_is_the_same_as_a_module(workspace: Path):
    """`python -m workbench` serves where no script was installed; a closed pipe is no error to shout about."""
    result = _program("--version")
    assert (result.returncode, result.stderr) == (0, "")
    refused = _program("sync", "--workspace", str(workspace.parent))
    assert refused.returncode == 1
    assert refused.stderr.startswith("workbench: ")


def test_help_imports_nothing_heavy():
    """It must answer at once, also on an old laptop."""
    code = (
        "import sys; from workbench.cli import main; "
        "print([m for m in ('sqlalchemy', 'flask', 'numpy', 'alembic', 'opencc') if m in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)

    assert result.stdout == "[]\n"
