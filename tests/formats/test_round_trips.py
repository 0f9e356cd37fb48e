"""Brought in, translated into itself, taken out, brought in again: the same text, whatever program had it meanwhile."""

from __future__ import annotations

import datetime as dt
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from workbench import formats, text
from workbench.formats import pandoc, reading
from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.layout import compose
from workbench.states import State
from workbench.text import Document, Kind, write_markdown

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)
SOURCE = r"""---
title: The Mill by the Ford
---

# Water 水 {#water}

She came **late**, and *nobody* asked why.[^1] H~2~O, **mc^2^**, ~~gone~~, and *so **late***.
See [the archive](https://example.org/a?b=1&c=2), [the *end*](#end) and [the water](#water).

前**商品。**因此，他說**“商品”**是前*《水車記》*後。

> A letter, quoted whole.
>
> With a second paragraph.

## Work

1. one

    still one
2. two
    - inner
    - inner *two*
        - deepest
3. three

- 第一
- 第二
    1. 裡面
- 第三

| The road is long
| and the **lamp** is low.

| Year | Looms |
|------|------:|
| **1958** | 40[^2] |
| 1962 | [twelve](https://example.org/looms) |

![A loom](loom.png)

Beside ![a small loom](loom.png) stands text.

```
for loom in looms:
    weave  (loom)
```

---

# End {#end}

Then [mail](mailto:a@example.org). Español: «¿Qué?»

[^1]: A first note with *emphasis* and [a link](https://example.org/note).

    Its second paragraph.

[^2]: A note in a *table*.
"""
# The same as it lies in segments; the ids are those of the headings.
EXPECTED = r"""
# Water 水
She came **late**, and *nobody* asked why.[^1] H<sub>2</sub>O, **mc<sup>2</sup>**, ~~gone~~, and *so **late***. §
[^1]: A first note with *emphasis* and [a link](https://example.org/note).
    Its second paragraph.
前**商品。**因此，他說**“商品”**是前*《水車記》*後。
> A letter, quoted whole.
>
> With a second paragraph.
## Work
1. one
   still one
2. two
   - inner
   - inner *two*
     - deepest
3. three
- 第一
- 第二
  1. 裡面
- 第三
The road is long\
and the **lamp** is low.
| Year | Looms |
|---|---|
| **1958** | 40[^2] |
| 1962 | [twelve](https://example.org/looms) |
[^2]: A note in a *table*.
![](PICTURE)\
A loom
Beside ![a small loom](PICTURE) stands text.
```
for loom in looms:
    weave  (loom)
```
---
# End
Then [mail](mailto:a@example.org). Español: «¿Qué?»
""".replace(
    " §",
    " See [the archive](https://example.org/a?b=1&c=2), [the *end*](#END) and [the water](#WATER).",
)
EXPECTED = EXPECTED.replace("#END", f"#{text.digest('End')}").replace("#WATER", f"#{text.digest('Water 水')}").strip()
WRITERS: dict[str, Callable[[formats.Page], bytes]] = {
    "docx": formats.write_docx,
    "odt": formats.write_odt,
    "epub": formats.write_epub,
    "html": lambda page: formats.write_html(page).encode(),
    "md": lambda page: formats.write_markdown(page).encode(),
}


def shown(document: Document, *, shift: int = 0) -> str:
    """A document as Markdown, without what is no part of its text: blank lines, how columns are set, names.

    Args:
        document: as it was read.
        shift: how much deeper its headings are, where the title is a heading itself.
    """
    body = write_markdown(document).partition("\n---\n")[2]
    lines = [line for line in body.split("\n") if line.strip()]
    lines = [re.sub(r"^#", "", line) if shift else line for line in lines]
    lines = [re.sub(r"-+:", "---", line) if re.fullmatch(r"[|:-]+", line) else line for line in lines]
    return re.sub(r"\]\(media/[^)]*\)", "](PICTURE)", "\n".join(lines))


def itself(document: Document) -> formats.Page:
    """A document as an edition, each of its segments translated into itself."""
    units = tuple(
        ExportUnit(
            f"u{number}", (one.content,), one.content, one.kind, one.level, one.prefix, one.gap,
            state=State.APPROVED, segments=(text.digest(one.content),),
        )
        for number, one in enumerate(document.segments)
    )  # fmt: skip
    media = {one.name: one for one in document.media}
    return compose(Edition("mill", "", "en", "en", units, document.meta, media=media, changed=dt.datetime(2024, 5, 1)))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the files of all makers lie."""
    made = tmp_path_factory.mktemp("trips")
    (made / "loom.png").write_bytes(PNG)
    (made / "source.md").write_text(SOURCE, encoding="utf-8")
    return made


@pytest.fixture(scope="session")
def by_pandoc(folder: Path) -> Callable[[str], Path]:
    """Pandoc makes the document, in any form."""

    def make(form: str) -> Path:
        target = folder / f"pandoc.{form}"
        if not target.exists():
            embed = ["--embed-resources"] if form == "html" else []
            command = [pandoc.program(), "-s", "-f", "markdown-smart", *embed, "source.md", "-o", target]
            subprocess.run(command, cwd=folder, check=True, stderr=subprocess.DEVNULL)
        return target

    return make


@pytest.fixture(scope="session")
def by_us(folder: Path, by_pandoc: Callable[[str], Path]) -> Callable[[str], Path]:
    """We export what Pandoc made, after it was brought in."""

    def make(form: str) -> Path:
        target = folder / f"ours.{form}"
        if not target.exists():
            document = reading.read("a.html", by_pandoc("html").read_bytes()).document
            target.write_bytes(WRITERS[form](itself(document)))
        return target

    return make


@pytest.fixture(scope="session")
def by_office(
    folder: Path, require: Callable[[str], str], by_pandoc: Callable[[str], Path], by_us: Callable[[str], Path]
) -> Callable[[str, str], Path]:
    """LibreOffice opens a file and saves it in its own way, or in another form (`ours-crossed`)."""

    def crossed(form: str) -> Path:
        return Path(shutil.copy(by_us(form), folder / f"ours-crossed.{form}"))

    others = {"odt": [("pandoc", "docx"), ("ours", "odt"), ("ours-crossed", "docx")],
              "docx": [("pandoc", "odt"), ("ours", "docx"), ("ours-crossed", "odt")],
              "html": [("pandoc", "docx")], "epub": [("pandoc", "docx")]}  # fmt: skip
    made = {"pandoc": by_pandoc, "ours": by_us, "ours-crossed": crossed}

    def make(maker: str, form: str) -> Path:
        out = folder / f"office-{form}"
        if not out.exists():
            files = [made[one](of) for one, of in others[form]]
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            command = [require("soffice"), profile, "--headless", "--convert-to", form, "--outdir", out, *files]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
        return out / f"{maker}.{form}"

    return make


def read(path: Path) -> Document:
    """The document in a file."""
    return reading.read(path.name, path.read_bytes()).document


@pytest.mark.parametrize("form", ["docx", "odt", "epub", "html"])
def test_a_document_of_pandoc_is_read_without_loss(by_pandoc: Callable[[str], Path], form: str):
    """Text, links, notes, emphasis, lists, cells, verse and pictures, in their places."""
    found = shown(read(by_pandoc(form)))

    # Pandoc writes no description of a picture in a line into OpenDocument.
    assert found == (EXPECTED.replace("![a small loom]", "![]") if form == "odt" else EXPECTED)


@pytest.mark.parametrize("form", WRITERS)
def test_what_is_translated_into_itself_comes_out_the_same(by_us: Callable[[str], Path], form: str):
    """An edition that loses a link or a note is not the text that people translated."""
    # The title of a page is its first heading, so that all others stand one level below.
    assert shown(read(by_us(form)), shift=form in ("epub", "html")) == EXPECTED


@pytest.mark.parametrize("form", ["odt", "docx"])
@pytest.mark.parametrize("maker", ["pandoc", "ours", "ours-crossed"])
def test_libreoffice_may_have_it_meanwhile(by_office: Callable[[str, str], Path], maker: str, form: str):
    """People open what they are given, change a word and save it."""
    found = shown(read(by_office(maker, form)))

    expected = EXPECTED
    if (maker, form) == ("pandoc", "docx"):  # from a file of OpenDocument that has no description
        expected = expected.replace("![a small loom]", "![]")
    assert found == expected


@pytest.mark.parametrize("form", ["html", "epub"])
def test_pages_of_libreoffice_keep_emphasis_links_and_notes(by_office: Callable[[str, str], Path], form: str):
    """It writes notes as links there and back, emphasis into the style sheet, headings of a book into its contents."""
    document = read(by_office("pandoc", form))
    contents = [one.content for one in document.segments]
    headings = [one.content for one in document.segments if one.kind is Kind.HEADING]
    (ruling,) = re.findall(r"^\|[-:|]+$", write_markdown(document), re.MULTILINE)
    notes = {one.prefix: one.content for one in document.segments if one.prefix.startswith("[^")}

    # The contents of its e-books know the first level alone.
    assert headings == (["Water 水", "End"] if form == "epub" else ["Water 水", "Work", "End"])
    assert ruling.endswith("--:|")
    assert notes == {
        "[^1]: ": "A first note with *emphasis* and [a link](https://example.org/note).",
        "[^2]: ": "A note in a *table*.",
    }
    assert "前**商品。**因此，他說**“商品”**是前*《水車記》*後。" in contents
    assert "The road is long\\\nand the **lamp** is low." in contents
    (first,) = (one for one in contents if one.startswith("She came"))
    assert first.startswith("She came **late**, and *nobody* asked why.[^1] H<sub>2</sub>O, **mc<sup>2</sup>**, ~~gone")
    assert "[the archive](https://example.org/a?b=1&c=2)" in first
