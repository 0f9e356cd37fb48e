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


@pytest.mark.parametrize(
    ("text", "to", "said"),
    [
        ("後來說了\n", "zh-Hant-TW", "Nothing was changed; the text reads the same in zh-Hant-TW."),
        ("中文\n", "zh-Hans-CN", "Nothing was changed; the text reads the same in zh-Hans-CN."),
        ("none\n", "zh-Hant-TW", "There is no Chinese in it; nothing was changed."),
    ],
    ids=["target script", "same script", "no Chinese"],
)
def test_a_text_that_needs_no_conversion_is_left_alone_and_that_is_said(text: str, to: str, said: str):
    """Else one looks for the difference, and finds none."""
    for report in ((), ("--report",)):
        result = run("convert", "--from", "zh-Hans", "--to", to, *report, text=text)

        assert result.stdout == text or json.loads(result.stdout)["text"] == text
        assert said in result.stderr


def test_a_text_in_both_scripts_is_converted_and_its_places_are_said():
    """Somebody pasted two sources together; a person should look at both."""
    result = run(*TO_TAIWAN, text="这些文件说明了问题。\n\n我们：勞工\n")

    assert result.stdout == "這些文件說明了問題。\n\n我們：勞工\n"
    assert "in both scripts" in result.stderr
    assert "3:4 勞" in result.stderr


@pytest.mark.parametrize("codec", ["gb18030", "utf-16"])
def test_another_encoding_is_read_and_said(codec: str):
    """Older files are often in GB18030; the output is UTF-8 always."""
    result = run(*TO_TAIWAN, text="里面的头发干了，这说明问题。\n".encode(codec))

    assert result.stdout == "裡面的頭髮乾了，這說明問題。\n"
    assert "was read as" in result.stderr


def test_the_encoding_is_told_by_the_first_foreign_character():
    """A long English preface says nothing of how the Chinese behind it is encoded."""
    preface = b"All that is said in advance.\n" * 20_000

    result = run(*TO_TAIWAN, text=preface + "这说明问题。\n".encode("gb18030"))

    assert result.stdout.endswith("這說明問題。\n")


def test_a_single_long_line_is_read_as_what_it_is():
    """What is read first may end in the middle of a character; that is no other encoding."""
    text = "x" + "里面" * 100_000

    result = run(*TO_TAIWAN, text=text)

    assert result.stderr == ""
    assert result.stdout == "x" + "裡面" * 100_000


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


def test_where_no_region_words_are_known_it_says_so():
    """Whoever asks for them must not believe that they were put in."""
    result = run("convert", "--from", "zh-Hant-TW", "--to", "zh-Hans", "--region-words", text="計程車")
    assert result.stdout == "计程车"
    assert "No words of regions are known from zh-Hant-TW to zh-Hans" in result.stderr
    assert "No words of regions" not in run(*TO_TAIWAN, "--region-words", text="出租车").stderr


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
