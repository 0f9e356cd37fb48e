"""Documents become segments: nothing of a text is lost, whatever program made the file."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.formats import pandoc, reading
from workbench.formats.reading import Form, inlines, order
from workbench.formats.reading.inlines import Context
from workbench.text import Kind, markup, read_markdown, write_markdown
from workbench.text.tables import grid

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)
SOURCE = """---
title: The Mill by the Ford
author: [Lin Qiu, Ana Paz]
lang: zh-Hant
---

# 河邊的磨坊[^first]

前**商品。**因此，他說**“商品”**是前*《水車記》*後，x^2^ 和 H~2~O。

她寫道：*see the map*, and **that was all**.

- 第一
- 第二
    - 裡面
- 第三

> 引文一
>
> 引文二

| 水聲
| 整夜不停

| Year | Looms[^cell] |
|------|-----:|
| **1958** | [twelve](https://example.org/looms) |

![A loom](loom.png)

[^first]: 註一。

    註一的第二段。

[^cell]: In the *table*.
"""


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory):
    """Make a document of our source with Pandoc, in any form; once for each."""
    folder = tmp_path_factory.mktemp("made")
    (folder / "loom.png").write_bytes(PNG)
    (folder / "source.md").write_text(SOURCE, encoding="utf-8")

    def make(form: str) -> bytes:
        target = folder / f"book.{form}"
        if not target.exists():
            options = ["--embed-resources"] if form == "html" else []
            subprocess.run(
                [pandoc.program(), "-s", "-f", "markdown-smart", *options, "source.md", "-o", target],
                cwd=folder, check=True, stderr=subprocess.DEVNULL,
            )  # fmt: skip
        return target.read_bytes()

    return make


@pytest.fixture(scope="session")
def office(made, require, tmp_path_factory: pytest.TempPathFactory):
    """Let LibreOffice open the document and save it in its own way."""
    folder = tmp_path_factory.mktemp("office")

    def make(form: str) -> bytes:
        target = folder / "out" / f"book.{form}"
        if not target.exists():
            other = {"docx": "odt", "odt": "docx"}[form]
            (folder / f"book.{other}").write_bytes(made(other))
            subprocess.run(
                [require("soffice"), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
                 "--convert-to", form, "--outdir", folder / "out", folder / f"book.{other}"],
                check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120,
            )  # fmt: skip
        return target.read_bytes()

    return make


def _check(read: reading.Reading) -> None:
    """What holds of our source in every form."""
    segments = read.document.segments
    contents = [segment.content for segment in segments]
    kinds = {segment.content: segment.kind for segment in segments}
    assert read.document.meta["title"] == "The Mill by the Ford"
    assert read.document.meta["author"] == "Lin Qiu, Ana Paz"
    assert contents[:4] == ["The Mill by the Ford", "河邊的磨坊[^1]", "註一。", "註一的第二段。"]
    assert kinds["河邊的磨坊[^1]"] is Kind.HEADING
    assert [segment.prefix for segment in segments[2:4]] == ["[^1]: ", "    "]
    assert "前**商品。**因此，他說**“商品”**是前*《水車記》*後，x<sup>2</sup> 和 H<sub>2</sub>O。" in contents
    assert "她寫道：*see the map*, and **that was all**." in contents
    assert [s.level for s in segments if s.content in ("第一", "第二", "裡面", "第三")] == [1, 1, 2, 1]
    assert kinds["引文二"] is Kind.QUOTE
    assert kinds["水聲\\\n整夜不停"] is Kind.VERSE
    cells = [s for s in segments if s.kind is Kind.TABLE_CELL]
    (table,) = grid((s.prefix, s.gap, s.content.rstrip("/")) for s in cells)
    assert [cell.replace("looms/", "looms") for row in table.rows for cell in row if cell] == [
        "Year", "Looms[^2]", "**1958**", "[twelve](https://example.org/looms)",
    ]  # fmt: skip
    assert table.head == 1
    assert contents[contents.index(cells[-1].content) + 1] == "In the *table*."
    assert read.lost == ()


@pytest.mark.parametrize("form", ["docx", "odt", "epub", "html"])
def test_a_document_of_pandoc_is_read_whole(made, form: str):
    """Emphasis beside Chinese punctuation, notes, cells and verse are what gets lost elsewhere."""
    read = reading.read(f"book.{form}", made(form))

    _check(read)
    assert read.form == form
    assert [one.data for one in read.document.media] == [PNG]
    assert any(read.document.media[0].name in segment.content for segment in read.document.segments)


@pytest.mark.parametrize("form", ["docx", "odt"])
def test_a_document_of_libreoffice_is_read_whole(office, form: str):
    """Most files come from a word processor, which writes everything in another way."""
    _check(reading.read(f"book.{form}", office(form)))


@pytest.mark.parametrize("form", ["docx", "odt", "epub", "html"])
def test_what_was_read_is_the_same_after_a_trip_through_a_file(made, form: str):
    """The folder of a workspace holds Markdown; a sync must not find a change that nobody made."""
    document = reading.read(f"book.{form}", made(form)).document

    assert read_markdown(write_markdown(document)).segments == document.segments


def _html(body: str, **options: str) -> reading.Reading:
    title = options.get("title", "")
    return reading.read("page.html", f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode())


def _contents(read: reading.Reading) -> list[str]:
    return [segment.content for segment in read.document.segments]


@pytest.mark.parametrize(
    ("body", "content"),
    [
        ("<p>河水上漲，\n船來晚了。</p>", "河水上漲，船來晚了。"),
        ("<p>The river\nrises.</p>", "The river rises."),
        ("<p>a<b> bold </b>b</p>", "a **bold** b"),
        ("<p>word<em>(x)</em>word</p>", "word(*x*)word"),
        ("<p><b>a</b><b>b</b></p>", "**ab**"),
        ("<p><b>a <i>b</i></b> c</p>", "**a *b*** c"),
        ("<p>2 * 3 * 4, a_b_c, [1], x[^2]</p>", r"2 \* 3 \* 4, a_b_c, [1], x\[^2]"),
        ("<p><ruby>漢<rt>hàn</rt></ruby>字</p>", "<ruby>漢<rt>hàn</rt></ruby>字"),
        ("<p><a href='https://example.org/a_(b)'>x</a></p>", "[x](https://example.org/a_(b))"),
        ("<p><a href='javascript:alert(1)'>x</a></p>", "x"),
        ("<p><a href='file:///etc/hosts'>x</a><a href='data:text/html,x'>y</a></p>", "xy"),
        ("<p>x<script>alert(1)</script><!-- y --></p>", "x"),
        ("<h2>One<br>two</h2>", "One<br>two"),
        ("<p>“a” ‘b’ — c…</p>", "“a” ‘b’ — c…"),
    ],
)
def test_inline_markup_is_what_the_page_shows(body: str, content: str):
    """One parser reads it everywhere; what it would read otherwise is written otherwise."""
    assert _contents(_html(body)) == [content]


def test_a_link_inside_the_text_leads_to_the_segment():
    """Ids of the file are gone; the id of a segment is made of its content and stays."""
    read = _html("<h1 id='a'>One</h1><p>See <a href='#a'>one</a> and <a href='#b'>nothing</a>.</p>")
    heading = markup.digest("One")

    assert _contents(read) == ["One", f"See [one](#{heading}) and nothing."]
    assert [note.values["count"] for note in read.document.notes] == ["1"]


def test_a_cell_over_two_columns_leaves_the_others_in_their_place():
    """Markdown has no such cells, but the columns must stay columns."""
    body = "<table><tr><td colspan=2>a</td><td>b</td></tr><tr><td rowspan=2>c</td><td>d</td><td>e</td></tr>"
    read = _html(body + "<tr><td>f</td><td>g<p>h</p></td></tr></table>")
    (table,) = grid((one.prefix, one.gap, one.content) for one in read.document.segments)

    assert table.rows[-3:] == (("a", None, "b"), ("c", "d", "e"), (None, "f", "g<br><br>h"))


def test_a_picture_outside_the_file_is_never_fetched():
    """Neither from another host nor from this machine; its description stays."""
    read = _html("<p>x <img src='https://example.org/a.png' alt='A loom'><img src='file:///etc/hosts'></p>")

    assert _contents(read) == ["x A loom"]
    assert [note.values["count"] for note in read.document.notes] == ["2"]


def test_a_first_heading_that_repeats_the_title_is_said_once():
    """Web pages have the title twice; it would be translated twice."""
    assert _contents(_html("<h1>Mill</h1><p>x</p>", title="Mill")) == ["Mill", "x"]


@pytest.mark.parametrize("codec", ["gb18030", "big5", "utf-16"])
def test_a_web_page_in_an_old_encoding_is_read(codec: str):
    """Half of the old pages say one encoding and are in another."""
    words = "河水上漲了，船今年又來晚了，碼頭上沒有人等。"
    page = f"<html><head><meta charset='utf-8'></head><body><p>{words}</p></body></html>"

    assert _contents(reading.read("page.htm", page.encode(codec))) == [words]


def test_a_picture_of_opendocument_keeps_its_description(made):
    """A picture without a description is nothing to who cannot see it."""
    packed = BytesIO()
    with zipfile.ZipFile(BytesIO(made("odt"))) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "content.xml":
                data = data.replace(b"</draw:frame>", b"<svg:desc>A loom, 1958</svg:desc></draw:frame>")
            new.writestr(name, data)
    read = reading.read("x.odt", packed.getvalue())

    assert f"![A loom, 1958]({read.document.media[0].name})\\\nA loom" in _contents(read)


# --- chapters -----------------------------------------------------------------------------------------------------


def _zip(**files: str | bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, content in files.items():
            file.writestr(name.replace("__", "/").replace("_", "."), content)
    return packed.getvalue()


def test_a_zip_of_chapters_is_one_text_in_the_order_of_its_names():
    """Ten comes after two, and the notes of all chapters are numbered through; code is no reference to one."""
    data = _zip(
        ch10_md="# Ten\n\nEnd[^a].\n\n```\nx[^a]\n```\n\n[^a]: Note ten.\n",
        ch2_md="---\ntitle: Two\nauthor: Lin Qiu\n---\n\nBegin[^1].\n\n[^1]: Note two.\n",
        pictures__loom_png=PNG,
    )
    read = reading.read("book.zip", data)

    assert read.form is Form.ZIP
    assert _contents(read) == ["Two", "Begin[^1].", "Note two.", "Ten", "End[^2].", "```\nx[^a]\n```", "Note ten."]
    assert read.document.segments[0].kind is Kind.HEADING
    assert read.document.meta == {"author": "Lin Qiu"}
    assert read.document.notes[-1].values == {"count": "1"}


@pytest.mark.parametrize(
    "names",
    [
        ["2.md", "10.md"],
        [f"第{number}章.txt" for number in ("一", "二", "三", "九", "十", "十二", "二十", "一百零三")],
        ["卷上.txt", "卷中.txt", "卷下.txt"],
        ["1/10 end.md", "２/1 begin.md"],
        ["第二章.txt".encode("gb18030").decode("cp437"), "第三章.txt".encode("gb18030").decode("cp437")],
        ["a.md", "b.md"],
    ],
)
def test_chapters_stand_in_the_order_that_people_number_them(names: list[str]):
    """三 comes before 二 in every table of characters, and an old ZIP does not say how its names are written."""
    mixed = names[::-1]
    assert sorted(mixed, key=order.key) == names


@given(st.text("0129 ²一二三十百千零上中下.md", max_size=8))
def test_any_name_has_its_place(name: str):
    """Names come from everywhere; no two kinds of keys may refuse to be compared."""
    assert sorted([name, "第一章.txt", "1.md", ""], key=order.key)


def test_pictures_that_lie_beside_a_chapter_are_taken_along():
    """Web pages and folders of Markdown are kept in this way; nothing above the ZIP is ever read."""
    data = _zip(
        text__one_md="![A loom](../pictures/loom.png) ![x](../../../etc/hosts) ![y](https://example.org/a.png)\n",
        text__two_html="<p>Two</p><img src='loom.png' alt='Here'>",
        text__loom_png=PNG,
        pictures__loom_png=PNG,
    )
    read = reading.read("book.zip", data)
    (picture,) = read.document.media

    assert picture.data == PNG
    assert _contents(read) == [
        f"![A loom]({picture.name}) ![x](../../../etc/hosts) ![y](https://example.org/a.png)",
        "Two",
        f"![Here]({picture.name})",
    ]


def test_the_content_decides_what_a_file_is(made):
    """Names are changed by hand, by mail programs, by mistake."""
    read = reading.read("book.txt", made("docx"))

    assert read.form is Form.DOCX
    assert ".docx" in read.document.notes[0].sentence
    assert reading.read("page.txt", b"<!DOCTYPE html><html><body><p>x</p></body></html>").form is Form.HTML
    assert reading.read("letter.docx", b"Only text.").form is Form.PLAIN


# --- inlines in general -----------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["mill", "文", "。", "“", "(", ")", "*", "_", "[", "](", "!", "~", "`", "\\", "<b>", "a b", "1", "^"]
)


def _nodes(words: str) -> list[dict[str, object]]:
    pieces = words.split(" ")
    nodes: list[dict[str, object]] = [{"t": "Str", "c": pieces[0]}]
    for piece in pieces[1:]:
        nodes += [{"t": "Space"}, {"t": "Str", "c": piece}]
    return nodes


def _flat(parts: list[list[dict[str, object]]]) -> list[dict[str, object]]:
    return [node for part in parts for node in part]


def _styled(children: st.SearchStrategy) -> st.SearchStrategy:
    styles = st.sampled_from(["Emph", "Strong", "Strikeout", "Superscript", "Subscript", "Underline"])
    link = ["", [], []]
    return st.one_of(
        st.tuples(styles, st.lists(children, max_size=3)).map(lambda pair: {"t": pair[0], "c": _flat(pair[1])}),
        st.lists(children, max_size=3).map(lambda c: {"t": "Link", "c": [link, _flat(c), ["https://e.org", ""]]}),
    ).map(lambda node: [node])


TREES = st.recursive(st.lists(WORDS, min_size=1, max_size=4).map("".join).map(_nodes), _styled, max_leaves=8)


@given(st.lists(TREES, min_size=1, max_size=4).map(lambda parts: _flat(parts)))
def test_inlines_say_the_same_in_markdown(nodes: list[dict[str, object]]):
    """Whatever stands in which style: not one character of the text is read as markup, or lost."""
    context = Context(picture=lambda _: None, note=lambda _: "", anchor=lambda _: None)
    content = inlines.write(nodes, context)

    said = "".join(markup.plain(content).split())
    # A link without words shows its address.
    assert said.replace("https://e.org", "") == "".join(inlines.plain(nodes).split())


def test_pandoc_is_ours_alone():
    """Only the path comes from the package; whatever is in the path of the machine may be of any version."""
    assert Path(pandoc.program()).is_file()
    assert shutil.which(str(pandoc.program()))


# --- leaving out --------------------------------------------------------------------------------------------------


def _left(source: str, *numbers: int) -> str:
    return write_markdown(reading.leave_out(read_markdown(source), numbers))


TABLE = "| a | b |\n|---|---|\n| c | d |\n| e | f |\n"


@pytest.mark.parametrize(
    ("numbers", "left"),
    [
        ((2,), "| a | b |\n|---|---|\n|  | d |\n| e | f |\n"),
        ((2, 3), "| a | b |\n|---|---|\n| e | f |\n"),
        ((5,), "| a | b |\n|---|---|\n| c | d |\n| e |\n"),
        ((4,), "| a | b |\n|---|---|\n| c | d |\n|  | f |\n"),
        ((0,), "|  | b |\n|---|---|\n| c | d |\n| e | f |\n"),
        ((0, 1), "|  |  |\n|---|---|\n| c | d |\n| e | f |\n"),
        ((0, 1, 2, 3), "|  |  |\n|---|---|\n| e | f |\n"),
        ((3,), "| a | b |\n|---|---|\n| c |\n| e | f |\n"),
    ],
)
def test_the_place_of_a_cell_that_is_left_out_stays(numbers: tuple[int, ...], left: str):
    """Else the next cell would slip into its column."""
    assert _left(TABLE, *numbers) == left


def test_references_go_with_their_note():
    """A number that leads nowhere is a riddle to every reader."""
    assert _left("One[^a] two[^b].\n\n[^a]: A.\n\n[^b]: B.\n", 1) == "One two[^b].\n\n[^b]: B.\n"


def test_a_title_that_is_left_out_is_none():
    """Names of files stand there often."""
    assert _left("---\ntitle: x.docx\nauthor: Lin Qiu\n---\n\nOne.\n", 0) == "---\nauthor: Lin Qiu\n---\n\nOne.\n"


@given(st.sets(st.integers(0, 9)))
def test_what_is_left_is_the_same_after_a_trip_through_a_file(numbers: set[int]):
    """Whatever was ticked."""
    source = "---\ntitle: T\n---\n\n# A\n\n- b\n\n  c\n- d[^1]\n\n|  |  |\n|---|---|\n| e | f |\n| g |\n\n[^1]: h\n"
    document = read_markdown(source)
    assume(len(numbers & set(range(len(document.segments)))) < len(document.segments) - 1)
    left = reading.leave_out(document, numbers)

    assert read_markdown(write_markdown(left)).segments == left.segments
