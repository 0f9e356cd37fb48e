"""The command convert: a filter that says what looks wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from workbench.cli import main

TO_TAIWAN = ("convert", "--from", "zh-Hans", "--to", "zh-Hant-TW")


def run(*arguments: object, text: str | bytes = "") -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=text)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("这些文件说明了问题", "Hans 100.0%"), ("後來說了", "Hant 100.0%"), ("中文", "either"), ("none", "other")],
)
def test_detect_tells_script_and_share(text, verdict):
    """It converts nothing and needs no locales."""
    assert run("convert", "--detect", text=text).stdout.strip() == verdict


def test_detect_shows_what_speaks_against():
    """A text of two scripts was put together from two sources."""
    assert run("convert", "--detect", text="这些文件说明了问题：勞工").stdout.strip() == "mixed 80.0% 勞"


def test_without_locales_there_is_nothing_to_convert():
    """Guessing the source would be a silent mistake."""
    assert run("convert", text="后来").exit_code == 2


def test_a_wrong_source_locale_is_said_with_places_and_output_is_still_produced():
    """A pipe should not stop; a person should know."""
    result = run(*TO_TAIWAN, text="中文\n後來說了\n")

    assert result.stdout == "中文\n後來說了\n"
    assert "zh-Hans" in result.stderr
    assert "2:1 後" in result.stderr


def test_bytes_of_no_encoding_are_said_with_their_lines():
    """The rest of the text is converted."""
    result = run(*TO_TAIWAN, text="里面\n".encode() + b"\xff\xfe\x80\n")

    assert result.stdout.startswith("裡面\n")
    assert "in lines 2" in result.stderr


def test_region_words_come_only_when_asked_for():
    """The default leaves vocabulary to translators."""
    assert run(*TO_TAIWAN, text="出租车").stdout == "出租車"
    assert run(*TO_TAIWAN, "--no-region-words", text="出租车").stdout == "出租車"
    assert run(*TO_TAIWAN, "--region-words", text="出租车").stdout == "計程車"


def test_a_text_of_many_pieces_is_converted_and_reported_whole(tmp_path: Path):
    """Places in the report count from the start of the text, not of a piece."""
    path = tmp_path / "long.md"
    text = "里面的头发干了。\n\n" * 20_000 + "皇后"
    path.write_text(text, encoding="utf-8")

    report = json.loads(run(*TO_TAIWAN, "--report", path).stdout)

    assert run(*TO_TAIWAN, path).stdout == report["text"]
    last = report["choices"][-1]
    assert text[last["start"] : last["end"]] == "后"
    assert report["text"][last["target_start"] : last["target_end"]] == last["chosen"]
