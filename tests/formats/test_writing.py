"""Books in every format: what goes in comes out, nothing of a text is obeyed, the same book is the same bytes."""

from __future__ import annotations

import datetime as dt
import re
import struct
import zipfile
import zlib
from collections import Counter
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from workbench import formats
from workbench.formats import reading
from workbench.formats.columns import beside, source_column
from workbench.formats.edition import Edition, ExportUnit, Imprint, Sibling
from workbench.formats.labels import Labels
from workbench.formats.layout import Unapproved, compose
from workbench.formats.writing.book import bind
from workbench.formats.writing.nodes import Link, NoteRef, Text, contents, walk, within
from workbench.formats.writing.pictures import size
from workbench.states import State
from workbench.text import markup, read_markdown
from workbench.text.segments import Kind, Media


def png(width: int, height: int) -> bytes:
    """A grey picture."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x99" * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PICTURE = Media("media/0123456789abcdef.png", "image/png", png(60, 30))
TEXT = r"""---
title: The *weir*
author: Ana Ruiz
---

# Water 水

She came **late**, and *nobody* asked why.[^1] H<sub>2</sub>O, mc<sup>2</sup>, ~~gone~~.
See [the archive](https://example.org/a?b=1&c=2) and [the end](#end).

> A letter, quoted whole.
>
> With a second paragraph.

## Work

1. one

   still one
2. two
   - inner
   - inner *two*
3. three

The road is long\
and the lamp is low.

| Year | Looms |
|---|--:|
| 1958 | 40[^2] |
| 1962 |  |

![A lamp](media/0123456789abcdef.png)\
The lamp.

---

# End

他说：**“商品。”**因此*慢慢*走。Then [mail](mailto:a@example.org).

[^1]: A first note with *emphasis* and [a link](https://example.org/note).

    Its second paragraph.

[^2]: A note in a table.
"""
BINARY = ("epub", "docx", "odt")


def edition(text: str = TEXT, locale: str = "es", **more) -> Edition:
    """A text that is translated into itself."""
    document = read_markdown(text)
    units = tuple(
        ExportUnit(
            f"u{number}", (segment.content,), segment.content, segment.kind, segment.level, segment.prefix, segment.gap,
            state=State.APPROVED, segments=("end" if segment.content == "End" else f"s{number}",),
        )
        for number, segment in enumerate(document.segments)
    )  # fmt: skip
    given = {"media": {PICTURE.name: PICTURE}, "changed": dt.datetime(2024, 5, 1, tzinfo=dt.UTC)} | more
    return Edition("weir", "The weir", "en", locale, units, document.meta, **given)


def write(format: str, page: formats.Page) -> bytes:
    """A page in one of the formats."""
    written = {
        "epub": formats.write_epub, "docx": formats.write_docx, "odt": formats.write_odt,
        "html": formats.write_html, "md": formats.write_markdown, "txt": formats.write_plain,
    }[format](page)  # fmt: skip
    return written if isinstance(written, bytes) else written.encode()


def said(segments) -> list[str]:
    """The words of segments, in any order: notes stand elsewhere in other formats."""
    return sorted(re.sub(r"\s+", " ", markup.plain(one.content)).strip() for one in segments if one.kind != Kind.RULE)


def kept(segments) -> Counter[tuple[str, str]]:
    """The marks of segments: links with their addresses, emphasis, footnotes."""
    counted = ("emphasis", "strong", "deletion", "link-open", "footnote", "html")
    marks = [mark for one in segments for mark in markup.marks(one.content) if mark.kind in counted]
    return Counter((mark.kind, "" if mark.target.startswith("#") else mark.target) for mark in marks)


@pytest.mark.parametrize("format", ["docx", "odt", "epub", "html", "md"])
def test_what_goes_in_comes_out(format: str):
    """A text that is brought in, translated into itself and taken out is the same text, with all its marks."""
    before = read_markdown(TEXT).segments
    read = reading.read(f"weir.{format}", write(format, compose(edition()))).document
    after = read.segments

    assert not Counter(said(before[1:])) - Counter(said(after))
    assert not kept(before[1:]) - kept(after)
    assert read.meta["title"].replace("*", "") == "The weir"
    kinds = Counter(one.kind for one in after)
    assert kinds[Kind.HEADING] >= 3
    assert kinds[Kind.TABLE_CELL] == 5
    assert kinds[Kind.LIST_ITEM] >= 5
    assert kinds[Kind.NOTE] == 3
    assert format == "md" or len(read.media) == 1


def test_markdown_takes_its_pictures_along():
    """A file that names pictures which nobody has shows holes; brought in again, the folder is the same text."""
    packed = formats.write_markdown_folder(compose(edition()), "weir.es.md")
    assert packed is not None
    with zipfile.ZipFile(BytesIO(packed)) as archive:
        assert archive.namelist() == ["weir.es.md", PICTURE.name]
    assert formats.write_markdown_folder(compose(edition("Only text.\n")), "weir.es.md") is None

    read = reading.read("weir.zip", packed)
    (kept_picture,) = read.document.media
    assert kept_picture.data == PICTURE.data
    assert any(f"![A lamp]({kept_picture.name})" in one.content for one in read.document.segments)
    assert read.document.meta["title"] == "The *weir*"
    assert read.document.notes == ()


def test_plain_text_says_what_a_picture_shows():
    """A picture that vanishes without a word leaves a caption of nothing."""
    plain = formats.write_plain(compose(edition("A ![small lamp](media/0123456789abcdef.png) hangs.\n")))
    captioned = formats.write_plain(compose(edition("![](media/0123456789abcdef.png)\\\nThe lamp.\n")))

    assert "A [small lamp] hangs." in plain
    assert captioned.endswith("\n\nThe lamp.\n")


@pytest.mark.parametrize("format", ["epub", "docx", "odt", "html", "md", "txt"])
def test_the_same_edition_is_the_same_bytes(format: str, monkeypatch: pytest.MonkeyPatch):
    """A file that changes by itself cannot be compared, signed or kept in git."""
    page = compose(edition())

    first = write(format, page)
    assert write(format, compose(edition())) == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    dated = write(format, page)
    assert (dated != first) is (format in BINARY)
    if format in BINARY:
        with zipfile.ZipFile(BytesIO(dated)) as archive:
            assert {info.date_time[:3] for info in archive.infolist()} == {(2023, 11, 14)}


def test_three_languages_stand_beside_each_other():
    """A row holds the same passage in each, however each edition cuts the text."""
    source = edition("one\n\ntwo\n\nthree\n")
    three = source.units[-1]
    merged = replace(
        source, target_locale="zh-Hans",
        units=(ExportUnit("m", ("one", "two"), "一二", state=State.APPROVED, segments=("s0", "s1")), three),
    )  # fmt: skip
    page = compose(source, beside=[source_column(source), merged])

    shown = [[" / ".join(text for block in side for text in block.texts) for side in row] for row in page.rows]
    assert shown == [["one / two", "一二", "one / two"], ["three", "three", "three"]]
    for format in ("html", "epub", "docx", "odt", "md", "txt"):
        assert len(write(format, page)) > 50


def test_emphasis_in_emphasis_is_one_style_in_opendocument():
    """Of spans in spans, LibreOffice saves the inner one alone as a Word file; a language is a style too."""
    source = edition(
        "*so **late** and `x`*, **mc<sup>2</sup>**, [*here **too***](https://example.org)[^1]\n\n[^1]: *n **m***\n"
    )
    chinese = replace(source, target_locale="zh-Hans")
    with zipfile.ZipFile(BytesIO(formats.write_odt(compose(source, beside=[source_column(source), chinese])))) as file:
        roots = [etree.fromstring(file.read(name)) for name in ("content.xml", "styles.xml")]
    spans = [*roots[0].iter("{*}span")]
    defined = {one.get(one.tag.replace("}style", "}name")) for root in roots for one in root.iter("{*}style")}
    used = {name for span in spans for key, name in span.attrib.items() if str(key).endswith("}style-name")}

    assert {"Emphasis-Strong_20_Emphasis", "Source_20_Text-Emphasis", "Strong_20_Emphasis-Superscript"} <= used
    assert {"Emphasis_20_dots-Lang_zh-Hans", "Emphasis_20_dots-Strong_20_Emphasis-Lang_zh-Hans"} <= used
    assert used <= defined
    assert not [span for span in spans if span.getparent().tag == span.tag]


def test_an_addition_has_a_row_of_its_own():
    """It has no source, and must not push the passages of one language away from those of the other."""
    base = edition("one\n\ntwo\n")
    added = ExportUnit("x", (), "hinzu", Kind.NOTE, state=State.APPROVED)
    with_addition = replace(base, units=(base.units[0], added, base.units[1]))

    rows = beside([source_column(base), with_addition])
    assert [[len(side) for side in row] for row in rows] == [[1, 1], [0, 1], [1, 1]]


@given(st.lists(st.integers(1, 3), max_size=6), st.lists(st.integers(1, 3), max_size=6), st.data())
def test_no_passage_is_lost_or_moved_between_columns(first, second, data):
    """Whatever the cuts, every unit stands in one row, in its order."""
    total = min(sum(first), sum(second))

    def cut(sizes: list[int], name: str) -> Edition:
        units, at = [], 0
        while at < total:
            step = min(sizes[len(units) % len(sizes)], total - at)
            keys = tuple(f"k{at + place}" for place in range(step))
            units.append(ExportUnit(f"{name}{at}", keys, "x", segments=keys))
            at += step
        for place in data.draw(st.lists(st.integers(0, len(units)), max_size=2)):
            units.insert(place, ExportUnit(f"{name}+{len(units)}", (), "more"))
        return Edition("t", "t", "en", "es", tuple(units))

    columns = [cut(first, "a"), cut(second, "b")]
    rows = beside(columns)
    for number, column in enumerate(columns):
        assert [unit.uid for row in rows for unit in row[number]] == [unit.uid for unit in column.units]
    for row in rows:
        covered = [{key for unit in side for key in unit.segments} for side in row]
        assert covered[0] == covered[1]


def test_links_inside_the_text_lead_to_what_is_shown():
    """A link to a passage that is held back would lead nowhere, and some readers refuse the whole file."""
    whole = bind(compose(edition()))
    units = tuple(replace(u, state=State.DRAFT) if u.segments == ("end",) else u for u in edition().units)
    cut = bind(compose(replace(edition(), units=units), unapproved=Unapproved.NOTED))

    def inner(book) -> list[str]:
        nodes = (node for block in walk(book.body) for content in contents(block) for node in within(content))
        return [node.href for node in nodes if isinstance(node, Link) and node.href.startswith("#")]

    assert len(inner(whole)) == 1
    assert inner(cut) == []


def test_notes_are_numbered_in_the_order_of_the_text():
    """Labels are names; a reader counts. A note that is referred to twice keeps its number."""
    text = "a[^b] c[^a] d[^b] e[^none]\n\n[^a]: first\n\n[^b]: second\n\n[^z]: alone\n"
    book = bind(compose(edition(text)))

    refs = [node for node in within(next(contents(book.body[0]))) if isinstance(node, NoteRef)]
    assert [(ref.number, ref.first) for ref in refs] == [(1, True), (2, True), (1, False)]
    assert [(note.number, note.is_referred) for note in book.notes.values()] == [(1, True), (2, True), (3, False)]
    for format in ("html", "epub", "docx", "odt"):
        data = write(format, compose(edition(text)))
        whole = data if format == "html" else b"".join(_files(data).values())
        assert b"alone" in whole, "a note that nothing refers to is not lost"


def test_a_note_inside_a_note_is_told():
    """Word and OpenDocument have no notes in notes; the words must not vanish with them."""
    text = "a[^1]\n\n[^1]: outer[^2]\n\n[^2]: deeper[^1]\n"
    for format in ("docx", "odt", "epub", "html"):
        data = write(format, compose(edition(text)))
        whole = data if format == "html" else b"".join(_files(data).values())
        assert b"deeper" in whole


def test_what_is_not_approved_can_leave_one_note_at_the_head():
    """Some editions should look whole; the reader is told once."""
    units = list(edition("one\n\ntwo\n\nthree\n").units)
    units[1] = replace(units[1], state=State.DRAFT)
    page = compose(replace(edition(), units=tuple(units)), unapproved=Unapproved.LEFT_OUT)

    text = formats.write_plain(page)
    assert "two" not in text
    assert "[…]" not in text
    assert text.count(Labels().incomplete) == 1


def test_cells_that_are_held_back_leave_the_table_whole():
    """A cell that moved would say something else."""
    units = tuple(replace(u, state=State.DRAFT) if u.target == "1958" else u for u in edition().units)
    page = compose(replace(edition(), units=units), unapproved=Unapproved.LEFT_OUT)

    assert "| […] | 40[^2] |" in formats.write_markdown(page)
    assert "<td>[…]</td>" in re.sub(r"</?small[^>]*>", "", formats.write_html(page))


def test_nobody_is_named_who_is_not_written_down():
    """Translators of some texts live safer without a name."""
    plain = formats.write_html(compose(edition()))
    named = formats.write_html(
        compose(
            edition(
                imprint=Imprint(
                    translators="Reed & Rush", note="About *this*.\n\nMore.", address="https://example.org/es"
                ),
                siblings=(Sibling("zh-Hans", "堰", "https://example.org/zh"),),
            )
        )
    )

    assert "Translators" not in plain
    assert "Reed &amp; Rush" in named
    assert "About <em>this</em>." in named
    assert 'href="https://example.org/zh"' in named


NASTY = [
    "<script>alert(1)</script>", "]]>", "#import \"x\"", "\\u{202e}\u202eevil", "{{x}}", "&amp;&#0;", "\x00\x0b",
    "a\tb  c", "[x](javascript:alert(1))", "![x](/etc/passwd)", "![x](file:///etc/passwd)", "[^\"><x]", "<rt>a</rt>",
    "<ruby>b</ruby>", "*a <sup>b* c</sup>", "[a[^1]](https://example.org/\"onx)", "<sup><sup>", "[x](#\"><b>)",
]  # fmt: skip


def _files(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("format", BINARY)
@pytest.mark.parametrize("text", NASTY)
def test_texts_are_only_text(format: str, text: str):
    """Anybody can write a title; everybody opens the file."""
    title = ExportUnit("t", (text,), text, Kind.TITLE, state=State.APPROVED, segments=("t",))
    more = [
        ExportUnit(f"u{n}", (text,), text, kind, 1, prefix, state=State.APPROVED, segments=(f"s{n}",))
        for n, (kind, prefix) in enumerate(
            [(Kind.PARAGRAPH, ""), (Kind.HEADING, "# "), (Kind.TABLE_CELL, "| "), (Kind.NOTE, "[^1]: "),
             (Kind.CODE, ""), (Kind.VERSE, ""), (Kind.IMAGE, ""), (Kind.LIST_ITEM, "- ")]
        )
    ]  # fmt: skip
    nasty = Edition(
        "n", text, "en", "zh-Hans", (title, *more), {"author": text, "origin": text}, Imprint(text, text, text, text)
    )
    for page in (compose(nasty), compose(nasty, beside=[source_column(nasty)])):
        for name, content in _files(write(format, page)).items():
            if name.endswith((".xml", ".xhtml", ".opf", ".rels")):
                etree.fromstring(content)
            assert b'/etc/passwd"' not in content
            assert "\u202e".encode() not in content
            assert b"javascript:" not in content.replace(b"[x](javascript:alert(1))", b"")
            assert b"<script" not in content


@settings(max_examples=25)
@given(st.lists(st.text("a*_`[]()<>|\\\n &中。^1:", max_size=20), max_size=4))
def test_whatever_is_written_the_parts_are_sound(texts):
    """One broken part, and Word offers to repair the file, or an e-reader refuses it."""
    units = tuple(
        ExportUnit(f"u{n}", (text,), text, state=State.APPROVED, segments=(f"s{n}",)) for n, text in enumerate(texts)
    )
    page = compose(Edition("n", "n", "en", "zh-Hans", units))
    for format in BINARY:
        for name, content in _files(write(format, page)).items():
            if name.endswith((".xml", ".xhtml", ".opf", ".rels")):
                etree.fromstring(content)


def test_spans_that_overlap_are_closed_in_order():
    """Browsers mend that; e-readers and Word do not."""
    book = bind(compose(edition("*a <sup>b* c</sup> d\n")))

    (content,) = contents(book.body[0])
    assert "".join(node.text for node in within(content) if isinstance(node, Text)) == "a b c d"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (png(7, 5), (7, 5)),
        (b"GIF89a\x07\0\x05\0", (7, 5)),
        (b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x05\0\x07", (7, 5)),
        (b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x06\0\0\x04\0\0", (7, 5)),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"nothing", None),
    ],
)
def test_a_picture_says_how_large_it_is(data: bytes, expected: tuple[int, int] | None):
    """Without its size, Word and OpenDocument cannot place it."""
    assert size(Media("media/x", "image/x", data)) == expected
