"""Word files: what Pandoc would lose is there, what nobody sees is not, and whoever brings a file is told."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from workbench.formats import reading
from workbench.formats.reading import Loss
from workbench.text import markup

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word_file(body: str, **parts: str | bytes) -> bytes:
    """A Word file with this body; further parts by their name below `word/`, `_` for the dot."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
    )
    links = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    )
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", types)
        file.writestr("_rels/.rels", links)
        file.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            file.writestr(f"word/{name if '/' in name else name.replace('_', '.')}", content)
    return packed.getvalue()


def run(text: str, inside: str = "") -> str:
    """A run of a Word file."""
    return f"<w:r>{inside}<w:t xml:space='preserve'>{text}</w:t></w:r>"


def contents(read: reading.Reading) -> list[str]:
    """The contents of all segments."""
    return [segment.content for segment in read.document.segments]


def test_ruby_dots_and_text_boxes_of_word_files_are_kept():
    """Pandoc drops ruby with its base, text boxes, and the dots that emphasise Chinese."""
    ruby = f"<w:r><w:ruby><w:rt>{run('hàn')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby></w:r>"
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run('In the box.')}</w:p></w:txbxContent></w:pict></w:r>"
    dots = run("要緊", "<w:rPr><w:em w:val='dot'/></w:rPr>")
    read = reading.read("x.docx", word_file(f"<w:p>{ruby}{run('字')}{dots}{box}</w:p><w:p>{run('After.')}</w:p>"))

    assert contents(read) == ["<ruby>漢<rt>hàn</rt></ruby>字*要緊*", "In the box.", "After."]
    assert read.lost == ()


def test_what_word_draws_and_makes_is_read_as_what_it_is():
    """A border is a line, a blank sign goes on in the item, contents are made anew, a place may stand between."""
    parts = {
        "styles_xml": f'<w:styles {W}><w:style w:styleId="TOC1"><w:name w:val="toc 1"/></w:style></w:styles>',
        "numbering_xml": f"<w:numbering {W}>"
        + "".join(
            f'<w:abstractNum w:abstractNumId="{n}"><w:lvl w:ilvl="0"><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{sign}"/>'
            f'</w:lvl></w:abstractNum><w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>'
            for n, form, sign in ((1, "decimal", "%1."), (2, "bullet", " "))
        )
        + "</w:numbering>",
        "_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="{name}" Target="{name}.xml" '
            f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{name}"/>'
            for name in ("styles", "numbering")
        )
        + "</Relationships>",
    }

    def item(text: str, number: int) -> str:
        which = f'<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        return f"<w:p>{which}{run(text)}</w:p>"

    field = "<w:r><w:fldChar w:fldCharType='{}'/></w:r>".format
    contents = (
        f"<w:p><w:pPr><w:pStyle w:val='TOC1'/></w:pPr>{field('begin')}{run('Mill 7')}</w:p><w:p>{field('end')}</w:p>"
    )
    line = "<w:p><w:pPr><w:pBdr><w:bottom w:val='single'/></w:pBdr></w:pPr></w:p>"
    link = f"<w:p><w:hyperlink w:anchor='b'>{run('there')}</w:hyperlink></w:p>"
    place = f"<w:bookmarkStart w:id='1' w:name='b'/><w:p>{run('The ford.')}</w:p>"
    body = contents + item("one", 1) + item("still one", 2) + item("two", 1) + line + link + place
    read = reading.read("x.docx", word_file(body, **parts))

    assert [segment.prefix + segment.content for segment in read.document.segments] == [
        "1. one", "   still one", "2. two", "---", f"[there](#{markup.digest('The ford.')})", "The ford.",
    ]  # fmt: skip
    assert read.lost == ()


def test_what_is_not_taken_of_a_word_file_is_shown():
    """Comments, tracked deletions and running heads belong to the file, not to the text; somebody should decide."""
    deleted = "<w:del><w:r><w:delText>old words</w:delText></w:r></w:del>"
    read = reading.read(
        "x.docx",
        word_file(
            f"<w:p>{run('The new ')}{deleted}{run('words.')}</w:p>",
            comments_xml=f"<w:comments {W}><w:comment><w:p>{run('Is that so?')}</w:p></w:comment></w:comments>",
            header1_xml=f"<w:hdr {W}><w:p>{run('Running head')}</w:p></w:hdr>",
        ),
    )

    assert contents(read) == ["The new words."]
    assert [(one.kind, one.text) for one in read.lost] == [
        (Loss.DELETED, "old words"),
        (Loss.COMMENT, "Is that so?"),
        (Loss.RUNNING, "Running head"),
    ]


def test_words_that_a_reader_lost_are_shown_where_they_stood():
    """Whatever the reason: text never goes in silence."""
    read = reading.read(
        "x.docx", word_file(f"<w:p>{run('One two ')}<w:x>{run('three four')}</w:x>{run(' five.')}</w:p>")
    )

    assert [(one.kind, one.text) for one in read.lost] == [(Loss.TEXT, "three four")]


def test_macros_are_neither_run_nor_taken():
    """The text of such a file is as good as any."""
    read = reading.read("x.docm", word_file(f"<w:p>{run('Text.')}</w:p>", vbaProject_bin=b"\0macro"))

    assert contents(read) == ["Text."]
    assert "macros" in read.document.notes[0].sentence


ORDER = "HYPERLINK &quot;https://example.org/x&quot;"
HIGHER = "<w:rPr><w:position w:val='{}'/></w:rPr>"
BOTH = "http://schemas.openxmlformats.org/markup-compatibility/2006"


@pytest.mark.parametrize(
    ("inside", "content"),
    [
        (f"<w:fldSimple w:instr=' {ORDER} '>{run('there')}</w:fldSimple>", "[there](https://example.org/x)"),
        (f"<w:bdo w:val='rtl'>{run('abc')}</w:bdo><w:dir w:val='rtl'>{run('def')}</w:dir>", "abcdef"),
        (f"<w:r><a:AlternateContent xmlns:a='{BOTH}'><a:Choice/><a:Fallback><w:t>🌾</w:t></a:Fallback>"
         "</a:AlternateContent></w:r>", "🌾"),
        ("<w:r><w:t>one</w:t><w:cr/><w:t>two</w:t></w:r>", "one\\\ntwo"),
        (f"{run('one')}<w:r><w:br w:type='page'/></w:r>{run('two')}", "one two"),
        ("<w:r><w:t>one</w:t><w:br/></w:r><w:r><w:tab/><w:t>two</w:t><w:br/>"
         "<w:t xml:space='preserve'>  three</w:t></w:r>",
         "one\\\n\u2003\u2003two\\\n\u2003three"),
        (f"<w:r><w:tab/></w:r>{run('one')}", "one"),
        (f"{run('x')}{run('2', HIGHER.format(6))}", "x<sup>2</sup>"),
        (f"{run('x')}{run('2', HIGHER.format(1))}", "x2"),
        (f"<w:ins w:id='1' w:author='x' w:date='2024-05-01T00:00:00Z'>{run('new')}</w:ins>", "new"),
    ],
    ids=["field", "direction", "emoji", "line end", "page", "set in", "tab", "raised", "mended", "inserted"],
)  # fmt: skip
def test_words_are_read_whatever_stands_around_them(inside: str, content: str):
    """Word wraps words in fields, directions and choices; all that a reader sees belongs to the text."""
    read = reading.read("x.docx", word_file(f"<w:p>{inside}</w:p><w:p>{run('End.')}</w:p>"))

    assert contents(read) == [content, "End."]
    assert read.lost == ()


HIDE = "<w:rPr><w:vanish/></w:rPr>"
STYLES = (
    f"<w:styles {W}><w:style w:type='character' w:styleId='Unseen'><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Base'><w:rPr><w:vanish w:val='true'/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='Aside'><w:basedOn w:val='Base'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='Said'><w:basedOn w:val='Base'/><w:rPr><w:vanish w:val='0'/></w:rPr>"
    "</w:style>"
    "</w:styles>"
)


def test_hidden_text_is_left_out_and_told():
    """By hand or by a style, a word or a paragraph; a style may also show again what the one below it hides."""
    named = "<w:rPr><w:rStyle w:val='Unseen'/></w:rPr>"
    shown = "<w:rPr><w:rStyle w:val='Unseen'/><w:vanish w:val='false'/></w:rPr>"
    words = run("The ") + run("secret ", HIDE) + run("mill ") + run("silent ", named) + run("stands.", shown)
    body = f"<w:p>{words}</w:p>" + "".join(
        f"<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr>{run(text)}</w:p>"
        for style, text in (("Aside", "Nobody reads this."), ("Said", "Everybody reads this."))
    )
    read = reading.read("x.docx", word_file(body, styles_xml=STYLES))

    assert contents(read) == ["The mill stands.", "Everybody reads this."]
    assert [(one.kind, one.text) for one in read.lost] == [
        (Loss.HIDDEN, "secret silent"),
        (Loss.HIDDEN, "Nobody reads this."),
    ]


def test_a_field_that_begins_in_hidden_text_ends():
    """Entries of an index are hidden fields; without its end, Pandoc would take all that follows for the field."""
    mark = "<w:r>{}<w:fldChar w:fldCharType='{}'/></w:r>".format
    order = f"<w:r>{HIDE}<w:instrText> XE mill </w:instrText></w:r>"
    entry = mark(HIDE, "begin") + order + mark("", "end")

    assert contents(reading.read("x.docx", word_file(f"<w:p>{run('The ')}{entry}{run('mill.')}</w:p>"))) == [
        "The mill."
    ]


def test_an_item_whose_words_are_hidden_is_not_counted():
    """What nobody sees has no number either; the only paragraph of a cell stays, since a cell has one."""
    number = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"
    parts = {
        "numbering_xml": f"<w:numbering {W}><w:abstractNum w:abstractNumId='1'><w:lvl w:ilvl='0'>"
        "<w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl></w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='1'/></w:num></w:numbering>",
        "_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="n" Target="numbering.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"/></Relationships>',
    }
    body = "".join(
        f"<w:p><w:pPr>{number}{look}</w:pPr>{run(text, look)}</w:p>"
        for text, look in (("one", ""), ("gone", HIDE), ("two", ""))
    )
    cell = (
        f"<w:tbl><w:tr><w:tc><w:p><w:pPr>{HIDE}</w:pPr>{run('gone too', HIDE)}</w:p></w:tc><w:tc><w:p>{run('x')}</w:p>"
    )
    read = reading.read("x.docx", word_file(f"{body}{cell}</w:tc></w:tr></w:tbl><w:p/>", **parts))

    assert [segment.prefix + segment.content for segment in read.document.segments] == ["1. one", "2. two", "|  | x"]
