"""The books as other programs see them: EPUBCheck, LibreOffice, and the pages of a PDF."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from workbench import formats
from workbench.formats.columns import source_column
from workbench.formats.edition import Edition, ExportUnit, Imprint
from workbench.formats.layout import compose
from workbench.formats.writing import fonts, pdf
from workbench.states import State
from workbench.text import read_markdown
from workbench.text.segments import Kind

ZH = r"""---
title: 堰上的灯
---

# 水

她说：“*慢慢*走。”[^1]#let x = 1 $E$ \#import "y"

- 一
- 二[^2]

| 年 | 织机 |
|---|--:|
| 1958 | 40 |

路很长\
灯很低

# 终

完。见[档案](https://example.org/a)。

[^1]: 注一。

    注一的第二段。

[^2]: 注二。
"""


def edition(locale: str = "zh-Hans", text: str = ZH) -> Edition:
    """A text that is translated into itself, with a draft in it."""
    document = read_markdown(text)
    units = tuple(
        ExportUnit(
            f"u{number}", (segment.content,), segment.content, segment.kind, segment.level, segment.prefix, segment.gap,
            state=State.DRAFT if number == 2 else State.APPROVED, segments=(f"s{number}",),
        )
        for number, segment in enumerate(document.segments)
    )  # fmt: skip
    return Edition("weir", "", "en", locale, units, document.meta, Imprint("阿灯", "河边小组", note="前言。"))


@pytest.fixture
def chinese() -> None:
    """A font with Chinese characters; without one there is no PDF to look at."""
    try:
        fonts.faces("zh-Hans")
    except fonts.NoFont:
        pytest.skip("a Chinese font is not there")


@pytest.mark.parametrize("layout", ["plain", "parallel"])
def test_epubcheck_finds_nothing(require: Callable[[str], str], tmp_path: Path, layout: str):
    """Shops and readers refuse what EPUBCheck refuses."""
    java = require("java")
    found = shutil.which("epubcheck") or "/usr/share/java/epubcheck.jar"
    if not Path(found).exists():
        pytest.skip("epubcheck is not there")
    book = edition()
    beside = [source_column(book)] if layout == "parallel" else []
    path = tmp_path / "book.epub"
    path.write_bytes(formats.write_epub(compose(book, beside=beside)))

    done = subprocess.run([java, "-jar", found, str(path)], capture_output=True, text=True, timeout=120, check=False)

    assert "0 fatals / 0 errors / 0 warnings" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("format", ["docx", "odt"])
def test_libreoffice_opens_it_with_its_notes(require: Callable[[str], str], tmp_path: Path, format: str):
    """Notes stand at the foot of their page, and the text is all there."""
    soffice, pdftotext = require("soffice"), require("pdftotext")
    path = tmp_path / f"book.{format}"
    path.write_bytes({"docx": formats.write_docx, "odt": formats.write_odt}[format](compose(edition())))

    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    command = [pdftotext, "-layout", str(tmp_path / "book.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.replace(" ", "")

    for words in ("堰上的灯", "河边小组", "慢慢", "注一的第二段", "注二", "织机", "灯很低", "档案"):
        assert words in text


@pytest.mark.parametrize("layout", ["plain", "parallel"])
def test_a_pdf_has_the_words_and_is_tagged(require: Callable[[str], str], chinese: None, tmp_path: Path, layout: str):
    """What looks like code of typst is a text like any other; screen readers find their way by tags."""
    pdftotext = require("pdftotext")
    book = edition("zh-Hant-HK")
    beside = [source_column(replace(book, source_locale="en"))] if layout == "parallel" else []
    page = compose(book, beside=beside)
    data = formats.write_pdf(page)
    path = tmp_path / "book.pdf"
    path.write_bytes(data)

    command = [pdftotext, "-layout", str(path), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.replace(" ", "")
    for words in ("堰上的灯", "河边小组", "慢慢", '#letx=1$E$#import"y"', "注一的第二段", "注二", "织机", "前言"):
        assert words in text
    assert b"/StructTreeRoot" in data or b"/MarkInfo" in data or b"ObjStm" in data
    assert formats.write_pdf(page) == data


def test_only_a_few_books_are_typeset_at_once(chinese: None, monkeypatch: pytest.MonkeyPatch):
    """Everybody may ask for a PDF; what nobody has time for is said, and the next one is typeset again."""
    turns = threading.BoundedSemaphore(1)
    monkeypatch.setattr(pdf, "_turns", turns)
    monkeypatch.setattr(pdf, "_WAIT", 0.01)
    page = compose(edition("zh-Hans"))

    with turns, pytest.raises(pdf.NotTypeset, match="try again in a minute"):
        formats.write_pdf(page)
    assert formats.write_pdf(page).startswith(b"%PDF")


def test_without_a_font_there_is_a_sentence_and_no_boxes(monkeypatch: pytest.MonkeyPatch):
    """A page of boxes would only be noticed by its readers."""
    monkeypatch.setattr(fonts, "_installed", lambda _: ())

    with pytest.raises(fonts.NoFont, match="Noto Serif CJK"):
        formats.write_pdf(compose(edition()))
    with pytest.raises(fonts.NoFont, match=r"U\+6C34"):
        fonts.require_drawable(["水 water “”"])
    fonts.require_drawable(["agua — “ñ”"])


def test_a_character_that_no_font_has_is_named(chinese: None):
    """Fallback would print a box for it."""
    with pytest.raises(fonts.NoFont, match=r"U\+10FFFD"):
        fonts.require_drawable(["水", "\U0010fffd"])
    fonts.require_drawable(["水", "灯"])


def test_nothing_at_all_is_a_book_too(chinese: None):
    """An edition that nobody has begun can be looked at."""
    nothing = Edition("n", "", "en", "zh-Hans", ())
    only = Edition("n", "", "en", "es", (ExportUnit("u", ("x",), "", Kind.TITLE),), {"title": "x"})
    for empty in (nothing, only):
        for write in (formats.write_epub, formats.write_docx, formats.write_odt, formats.write_pdf):
            assert len(write(compose(empty))) > 500
