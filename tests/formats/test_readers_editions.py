"""HTML, Markdown and plain text show the same blocks, leave signs for gaps, and are safe to open."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from lxml import html as lxml_html

from workbench.formats import html, markdown, plain
from workbench.formats.columns import source_column
from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.labels import Labels
from workbench.formats.layout import Unapproved, compose
from workbench.states import State
from workbench.text.markdown import read_markdown, write_markdown
from workbench.text.segments import Kind


def written(write, edition, *, layout="plain", approved_only=False, labels=None):
    """An edition as a file; `parallel` is beside its source."""
    beside = [source_column(edition)] if layout == "parallel" else []
    unapproved = Unapproved.NOTED if approved_only else Unapproved.MARKED
    return write(compose(edition, beside=beside, unapproved=unapproved, labels=labels))


def as_html(edition, **options):
    return written(html.write, edition, **options)


def as_markdown(edition, **options):
    return written(markdown.write, edition, **options)


def as_plain(edition, **options):
    return written(plain.write, edition, **options)


WRITERS = pytest.mark.parametrize("write", [as_html, as_markdown, as_plain], ids=["html", "md", "txt"])
LAYOUTS = pytest.mark.parametrize("layout", ["plain", "parallel"])

SOURCE = r"""---
title: The *paper* mill
author: Ana Ruiz
origin: https://example.org/mill?a=1&b=2
rights: CC0
---

### Spring

She said **no**.[^1] He left.

##### Later

1. one

   still one
2. two
   - inner
   - inner two
3. three

> quote
>
> > deeper
>
> - quoted item

| a | b |
|---|---|
| 1 | *2* \| 3 |

```python
x = "<b>"

y = 2
```

---

roses are red\
violets are blue

# Summer

[^1]: A note

    with a second paragraph.
"""


def from_markdown(text: str, **changes) -> Edition:
    """An edition whose translation is its source, so that what goes in must come out."""
    document = read_markdown(text)
    units = tuple(
        ExportUnit(
            f"u{number}", (segment.content,), segment.content, segment.kind, segment.level, segment.prefix,
            segment.gap, **({"state": State.APPROVED} | changes),
        )
        for number, segment in enumerate(document.segments)
    )  # fmt: skip
    return Edition("mill", document.meta.get("title", ""), "en", "es", units, document.meta)


def edition(*units: ExportUnit, title="El molino", target="es", **meta: str) -> Edition:
    return Edition("mill", title, "en", target, units, meta)


def unit(target: str, state=State.APPROVED, *, source="Text.", **more) -> ExportUnit:
    return ExportUnit("u", (source,) if source else (), target, state=state, **more)


VOID = {"meta"}
TAG = re.compile(r"<(/?)([a-z0-9]+)(?:\s[^<>]*)?(/?)>")


def check_page(page: str) -> lxml_html.HtmlElement:
    """Refuse a page whose elements do not close in order, or that holds what no exported page may hold."""
    opened: list[str] = []
    body = re.sub(r"<style>.*?</style>", "", page.removeprefix("<!DOCTYPE html>"), flags=re.DOTALL)
    for tag in TAG.finditer(body):
        if tag[0].endswith("/>"):
            assert tag[2] in ("br", "hr", "img")
        elif tag[1]:
            assert opened.pop() == tag[2], page[tag.start() - 80 : tag.end()]
        elif tag[2] not in VOID:
            assert not (tag[2] in ("p", "h2") and "p" in opened), "a block inside a paragraph"
            opened.append(tag[2])
    assert opened == []
    assert "<" not in TAG.sub("", body)
    parser = etree.HTMLParser(recover=False, encoding="utf-8")
    # libxml2 knows the elements of HTML 4 only.
    known = re.sub(r"<(/?)(header|main|section|nav|figure|figcaption|ruby|rt|rp)\b", r"<\1div", page)
    etree.fromstring(known.encode(), parser)
    tree = lxml_html.document_fromstring(page.encode(), parser=lxml_html.HTMLParser(encoding="utf-8"))
    assert not tree.xpath("//script|//link|//img|//iframe|//@src|//@onclick|//form|//object")
    assert all(not url.lower().startswith(("javascript", "data")) for url in tree.xpath("//@href"))
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    return tree


@LAYOUTS
def test_a_page_is_valid_and_whole(layout):
    """Lists, quotations, notes, tables and code must close in order, whatever stands beside them."""
    tree = check_page(as_html(from_markdown(SOURCE), layout=layout))

    assert tree.get("lang") == "es"
    assert tree.xpath("//h1//em/text()") == ["paper"]
    assert tree.xpath("//a[@href='#fn-1']")
    assert len(tree.xpath("//*[@id='fn-1']")) == 1
    assert tree.xpath("//a/@href")[0] == "https://example.org/mill?a=1&b=2"


def test_lists_and_quotations_are_grouped():
    """An item for itself would begin every list anew; numbers have to go on."""
    tree = check_page(as_html(from_markdown(SOURCE)))

    assert len(tree.xpath("//main/ol")) == 1
    assert [len(item.xpath("./p")) for item in tree.xpath("//main/ol/li")] == [2, 1, 1]
    assert len(tree.xpath("//main/ol/li[2]/ul/li")) == 2
    assert tree.xpath("//main/blockquote/blockquote/p/text()") == ["deeper"]
    assert tree.xpath("//main/blockquote/ul/li/p/text()") == ["quoted item"]
    assert tree.xpath("//td//text()") == ["1", "2", " | 3"]


def test_numbers_of_lists_are_kept():
    """A list that begins with 5, or leaves a number out, says so in the source."""
    tree = check_page(as_html(from_markdown("5. five\n6. six\n8. eight\n\ntext\n\n* a\n")))

    assert tree.xpath("//ol/@start") == ["5"]
    assert tree.xpath("//li/@value") == ["8"]
    assert len(tree.xpath("//ul/li")) == 1


def test_the_outline_has_no_holes():
    """A screen reader walks headings by level; source texts begin at any."""
    tree = check_page(as_html(from_markdown(SOURCE)))

    headings = tree.xpath("//main//*[self::h2 or self::h3 or self::h4]")
    assert [(heading.tag, heading.text) for heading in headings] == [
        ("h2", "Spring"), ("h3", "Later"), ("h2", "Summer"), ("h2", "Notes"),
    ]  # fmt: skip
    assert len(tree.xpath("//h1")) == 1


def test_each_text_says_its_language():
    """Fonts, hyphenation and screen readers depend on it."""
    page = as_html(
        edition(unit("钢厂。"), unit(""), target="zh-Hant-HK", title="鋼廠"),
        layout="parallel",
        labels=Labels(locale="es"),
    )
    tree = check_page(page)

    assert tree.get("lang") == "zh-Hant-HK"
    assert tree.xpath("//div[@class='source']/@lang") == ["en", "en"]
    assert tree.xpath("//div[@class='target']/@lang") == ["zh-Hant-HK"] * 2
    assert tree.xpath("//p[@class='gap']/@lang") == ["es"]


def test_a_markdown_edition_can_be_brought_in_again():
    """What people take out, change elsewhere and bring back must be the same text."""
    assert as_markdown(from_markdown(SOURCE)) == write_markdown(read_markdown(SOURCE))


def test_a_parallel_markdown_edition_quotes_each_source_block():
    """A heading stays a heading, on both sides."""
    text = as_markdown(from_markdown("## One\n\nTwo.\n\n- three\n"), layout="parallel")

    assert "> ## One\n\n## One\n\n> Two.\n\nTwo.\n\n> - three\n\n- three\n" in text


def test_plain_text_has_no_markup():
    """It is for readers of mail and for machines that count."""
    text = as_plain(from_markdown(SOURCE))

    assert text.startswith("The paper mill\n\nAuthor: Ana Ruiz\n")
    assert "She said no.[1] He left." in text
    assert "[1] A note" in text
    assert "```" not in text


@WRITERS
def test_held_back_text_leaves_a_sign(write):
    """A reader must be able to trust that nothing is missing without a word."""
    draft = edition(unit("Uno."), unit("SECRETO", State.SUBMITTED), unit("SECRETO", State.DRAFT), unit("Dos."))
    labels = Labels(held_back="Aquí falta revisar.", locale="es")
    text = write(draft, approved_only=True, labels=labels)

    assert "SECRETO" not in text
    assert text.count("[…] Aquí falta revisar.") == 1
    assert text.index("Uno.") < text.index("[…]") < text.index("Dos.")
    assert write(draft, approved_only=True, labels=labels, layout="parallel").count("[…]") == 2


@WRITERS
@LAYOUTS
def test_drafts_are_shown_with_a_warning(write, layout):
    """An edition with drafts must not pass for a finished one."""
    warning = Labels().unreviewed

    assert warning in write(edition(unit("Uno."), unit("Dos.", State.DRAFT)), layout=layout)
    assert warning not in write(edition(unit("Uno.")), layout=layout)


@WRITERS
@LAYOUTS
def test_gaps_say_why(write, layout):
    """Left out on purpose is something else than not done yet."""
    text = write(edition(unit(""), unit("", omitted="no use"), unit("", State.DRAFT, omitted="?")), layout=layout)
    approved = write(edition(unit("", State.DRAFT, omitted="not agreed")), layout=layout, approved_only=True)

    assert Labels().missing in text
    assert Labels().omitted in text
    assert Labels().missing in approved
    assert Labels().omitted not in approved
    assert "no use" not in text


@WRITERS
def test_an_untranslated_title_is_the_source_title(write):
    """A page needs a name, in the language that it is in."""
    draft = edition(unit("BORRADOR", State.DRAFT, source="The mill", kind=Kind.TITLE), unit("Uno."))

    assert "The mill" in write(draft, approved_only=True)
    assert "BORRADOR" not in write(draft, approved_only=True)
    assert "BORRADOR" in write(draft)


@WRITERS
@LAYOUTS
def test_a_title_that_nobody_approved_is_held_back_below_an_addition_too(write, layout):
    """Translators put lines of their own above a title; that does not put a draft before readers."""
    head = unit("BORRADOR", State.DRAFT, source="The mill", kind=Kind.TITLE)
    text = edition(unit("Una nota.", source=""), head, unit("Uno."), title="BORRADOR")
    text = replace(text, meta={"title": "The mill"})

    assert "The mill" in write(text, approved_only=True, layout=layout)
    assert "BORRADOR" not in write(text, approved_only=True, layout=layout)
    assert "BORRADOR" in write(text, layout=layout)


@WRITERS
@LAYOUTS
def test_additions_of_the_translator_are_shown(write, layout):
    """An addition has no source, but readers of both columns must see where it belongs."""
    text = write(edition(unit("Una nota.", source="", kind=Kind.NOTE)), layout=layout)

    assert "Una nota." in text
    assert (Labels().added in text) is (layout == "parallel")


def test_an_addition_between_items_does_not_swallow_the_next():
    """`2. two` right below a paragraph would be its second line."""
    one, two = from_markdown("1. one\n2. two\n").units
    text = as_markdown(edition(one, unit("Nota.", source="", kind=Kind.NOTE), two))

    assert "1. one\n\nNota.\n\n2. two\n" in text


def test_a_target_splits_at_blank_lines():
    """Translators make two paragraphs of one; both belong to the block."""
    item = ExportUnit("u", ("x",), "uno\n\ndos", Kind.LIST_ITEM, 1, "- ", state=State.APPROVED)
    heading = ExportUnit("v", ("x",), "Cabeza\n \ncuerpo", Kind.HEADING, 2, "## ", state=State.APPROVED)
    tree = check_page(as_html(edition(item, heading)))

    assert tree.xpath("//li/p/text()") == ["uno", "dos"]
    assert tree.xpath("//h2/text()|//h2/following-sibling::p/text()") == ["Cabeza", "cuerpo"]
    assert "- uno\n\n  dos\n\n## Cabeza\n\ncuerpo\n" in as_markdown(edition(item, heading))


def test_verse_keeps_its_lines():
    """Translators type line ends, not backslashes."""
    verse = ExportUnit("u", ("a\\\nb",), "玫瑰\n紫罗兰", Kind.VERSE, state=State.APPROVED)

    assert "玫瑰<br/>紫罗兰" in as_html(edition(verse, target="zh-Hans"))
    assert "玫瑰\\\n紫罗兰" in as_markdown(edition(verse, target="zh-Hans"))
    assert "玫瑰\n紫罗兰" in as_plain(edition(verse, target="zh-Hans"))


NASTY = [
    "<script>alert(1)</script>", "</style><script>x</script>", "<img src=x onerror=alert(1)>", "\"' onload=x",
    "=HYPERLINK(\"x\")", "line\nbreak", "\u202eevil\u202c", "[x](javascript:alert(1))", "<!--", "]]>", "&lt;b&gt;",
    "a: b\n---\nstatus: ok", "# no\n\n> heading", "\x00\x0b\x1b", "``` fence",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
@LAYOUTS
def test_titles_texts_and_metadata_are_only_text(text, layout):
    """Anybody can write a title; everybody opens the file."""
    title = ExportUnit("t", (text,), text, Kind.TITLE, state=State.APPROVED)
    nasty = edition(title, unit(text, source=text, notes=(text,)), unit(""), title=text, author=text, origin=text)
    labels = Labels(missing=text, added=text)

    page = as_html(nasty, layout=layout, labels=labels)
    check_page(page)
    assert "\u202e" not in page + as_markdown(nasty, layout=layout) + as_plain(nasty, layout=layout)
    assert not re.search(r"(?<!\\)<(script|img|!--|/)", as_markdown(nasty, layout=layout).split("---\n\n")[-1])
    document = read_markdown(as_markdown(nasty, layout=layout))
    assert [one.kind for one in document.segments[:1]] == [Kind.TITLE] or not text.strip("\x00\x0b\x1b")
    assert "status" not in document.meta


def test_the_page_asks_nobody_for_anything():
    """Readers of a banned text must not be seen by a third party."""
    page = as_html(from_markdown(SOURCE))

    assert "default-src 'none'" in page
    assert "url(" not in page
    assert "@import" not in page


def test_drafts_are_marked_where_others_are_approved():
    """Colour alone is no mark; where all is draft the head says it once."""
    mixed = edition(unit("Uno."), unit("Dos.", State.DRAFT))
    drafts = edition(unit("Uno.", State.DRAFT))

    assert as_html(mixed).count('<small class="mark"') == 1
    assert '<small class="mark"' not in as_html(drafts)


BLOCKS = st.builds(
    lambda kind, level, prefix, source, target, state: ExportUnit(
        "u", source, target, kind, level, prefix, state=state
    ),
    st.sampled_from(Kind),
    st.integers(0, 6),
    st.sampled_from(["", "> ", "- ", "1. ", "  - ", "> > ", "> 3. ", "   ", "[^a]: ", "    ", "## ", "\u3000\u3000"]),
    st.lists(st.text("a*_`[]()<>|\\\n &中。", max_size=12), max_size=2).map(tuple),
    st.text("a*_`[]()<>|\\\n &中。#", max_size=16),
    st.sampled_from(State),
)


@given(st.lists(BLOCKS, max_size=6), st.sampled_from(["plain", "parallel"]), st.booleans())
def test_whatever_the_blocks_the_files_are_sound(blocks, layout, approved_only):
    """Kinds and marks come from files that people write; no mixture may break the page or stop the export."""
    drawn = edition(*blocks, target="zh-Hans")

    check_page(as_html(drawn, layout=layout, approved_only=approved_only))
    assert as_plain(drawn, layout=layout, approved_only=approved_only).endswith("\n")
    assert as_markdown(drawn, layout=layout, approved_only=approved_only).endswith("\n")


@WRITERS
def test_a_second_write_gives_the_same_text(write):
    """Files that travel in git must not change by themselves."""
    assert write(from_markdown(SOURCE)) == write(replace(from_markdown(SOURCE)))
