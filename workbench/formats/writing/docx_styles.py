"""The look of a Word file: styles, numbering, the page. Everything that stands in a document names a style of these.

Source: ECMA-376 (Office Open XML), part 1. Sizes are half-points, distances twentieths of a point. Faces are those that
Windows and macOS have; where they are missing, Word and LibreOffice take the nearest of the same kind.
"""

from __future__ import annotations

from workbench.languages import parse

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# One step of a list, a quotation or verse to the right.
STEP = 420
BULLETS = 1
NUMBERS = 2
_LEVELS = 9

_SERIF = {"": "SimSun", "Hant": "PMingLiU"}
_SANS = {"": "Microsoft YaHei", "Hant": "Microsoft JhengHei"}
_WORD_LOCALES = {"en": "en-US", "es": "es-ES", "zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}


def word_locale(tag: str) -> str:
    """Give the tag that Word has for a locale: `zh-Hant-HK` → `zh-HK`."""
    locale = parse(tag)
    return f"zh-{locale.region}" if locale.region else _WORD_LOCALES.get(locale.tag, locale.language)


def lang(tag: str) -> str:
    """Give the element that says the language of a run or of a style."""
    name = word_locale(tag)
    if parse(tag).is_chinese:
        return f'<w:lang w:eastAsia="{name}"/>'
    return f'<w:lang w:val="{name}"/>'


def styles(locale: str) -> str:
    """Give `word/styles.xml` for a document in this locale."""
    known = parse(locale)
    serif = _SERIF.get(known.script, _SERIF[""])
    sans = _SANS.get(known.script, _SANS[""])
    chinese = known.is_chinese
    first = '<w:ind w:firstLineChars="200" w:firstLine="420"/>' if chinese else '<w:ind w:firstLine="280"/>'
    leading = 360 if chinese else 300
    faces = f'<w:rFonts w:ascii="Georgia" w:hAnsi="Georgia" w:cs="Georgia" w:eastAsia="{serif}"/>'
    head_faces = f'<w:rFonts w:ascii="Georgia" w:hAnsi="Georgia" w:cs="Georgia" w:eastAsia="{sans}"/>'
    main = word_locale(locale) if not chinese else "en-US"
    east = word_locale(locale) if chinese else "zh-CN"
    emphasis = '<w:em w:val="underDot"/>' if chinese else "<w:i/><w:iCs/>"
    head = "<w:keepNext/><w:keepLines/>"
    parts = [
        f"<w:docDefaults><w:rPrDefault><w:rPr>{faces}<w:sz w:val=\"21\"/><w:szCs w:val=\"21\"/>"
        f'<w:lang w:val="{main}" w:eastAsia="{east}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>",
        _paragraph("Normal", "Normal", f'<w:widowControl/><w:spacing w:line="{leading}" w:lineRule="auto"/>',
                   default=True),
        _paragraph("BodyText", "Body Text", f"{first}<w:jc w:val=\"both\"/>", based="Normal"),
        _paragraph("FirstParagraph", "First Paragraph", '<w:ind w:firstLineChars="0" w:firstLine="0"/>',
                   based="BodyText"),
        _paragraph("Title", "Title", f'{head}<w:spacing w:before="2400" w:after="240" w:line="300" w:lineRule="auto"/>'
                   '<w:jc w:val="center"/>', head_faces + '<w:b/><w:bCs/><w:sz w:val="44"/><w:szCs w:val="44"/>'),
        _paragraph("Subtitle", "Subtitle", '<w:spacing w:after="720"/><w:jc w:val="center"/>',
                   '<w:sz w:val="24"/><w:szCs w:val="24"/>'),
        _paragraph("Author", "Author", '<w:spacing w:after="480"/><w:jc w:val="center"/>',
                   '<w:sz w:val="24"/><w:szCs w:val="24"/>'),
        _paragraph("Fact", "Fact", '<w:spacing w:after="60"/><w:jc w:val="center"/>',
                   '<w:sz w:val="18"/><w:szCs w:val="18"/>'),
        _paragraph("Notice", "Notice", '<w:spacing w:before="480"/><w:jc w:val="center"/>',
                   '<w:sz w:val="18"/><w:szCs w:val="18"/>'),
        *(_heading(level, head + f'<w:spacing w:before="{before}" w:after="{after}" w:line="300" w:lineRule="auto"/>',
                   head_faces, size)
          for level, before, after, size in ((1, 720, 360, 32), (2, 480, 200, 26), (3, 360, 160, 23), (4, 280, 120, 21),
                                             (5, 240, 100, 21))),
        _paragraph("ColumnHeading", "Column Heading", f'{head}<w:spacing w:before="240" w:after="120"/>',
                   head_faces + "<w:b/><w:bCs/>"),
        _paragraph("Quote", "Quote", f'<w:spacing w:before="60" w:after="60"/><w:ind w:left="{STEP}"/>'
                   '<w:jc w:val="both"/>'),
        _paragraph("Verse", "Verse", f'<w:spacing w:before="200" w:after="200"/><w:ind w:left="{STEP}"/>'),
        _paragraph("ListParagraph", "List Paragraph", f'<w:spacing w:after="40"/><w:ind w:left="{STEP}"/>'),
        _paragraph("SourceCode", "Source Code",
                   '<w:spacing w:before="120" w:after="120" w:line="260" w:lineRule="auto"/>',
                   '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/><w:sz w:val="18"/>'),
        _paragraph("TableText", "Table Text", '<w:spacing w:before="40" w:after="40" w:line="280" w:lineRule="auto"/>',
                   '<w:sz w:val="19"/><w:szCs w:val="19"/>'),
        _paragraph("TableHeading", "Table Heading", "<w:keepNext/>", "<w:b/><w:bCs/>", based="TableText"),
        _paragraph("Caption", "caption", '<w:spacing w:before="80" w:after="280"/><w:jc w:val="center"/>',
                   '<w:sz w:val="18"/><w:szCs w:val="18"/>'),
        _paragraph("Figure", "Figure", '<w:keepNext/><w:spacing w:before="280" w:line="240" w:lineRule="auto"/>'
                   '<w:jc w:val="center"/>'),
        _paragraph("Sign", "Sign", '<w:spacing w:before="120" w:after="120"/>',
                   '<w:sz w:val="18"/><w:szCs w:val="18"/>'),
        _paragraph("Rule", "Rule", '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="808080"/></w:pBdr>'
                   '<w:spacing w:before="120" w:after="360"/><w:ind w:left="2200" w:right="2200"/>'),
        _paragraph("FootnoteText", "footnote text", '<w:spacing w:line="250" w:lineRule="auto"/>',
                   '<w:sz w:val="17"/><w:szCs w:val="17"/>'),
        _paragraph("Header", "header", '<w:jc w:val="center"/>', '<w:sz w:val="16"/><w:szCs w:val="16"/>'),
        _paragraph("Footer", "footer", '<w:jc w:val="center"/>', '<w:sz w:val="17"/><w:szCs w:val="17"/>'),
        _paragraph("TOCHeading", "TOC Heading", f'{head}<w:spacing w:before="480" w:after="360"/>',
                   head_faces + '<w:b/><w:bCs/><w:sz w:val="28"/><w:szCs w:val="28"/>'),
        *(_paragraph(f"TOC{level}", f"toc {level}",
                     f'<w:spacing w:after="80"/><w:ind w:left="{(level - 1) * STEP}"/>') for level in (1, 2, 3)),
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>',
        _character("Emphasis", "Emphasis", emphasis),
        _character("EmphasisLatin", "Emphasis Latin", "<w:i/><w:iCs/>"),
        _character("EmphasisDots", "Emphasis Dots", '<w:em w:val="underDot"/>'),
        _character("Strong", "Strong", "<w:b/><w:bCs/>"),
        _character("VerbatimChar", "Verbatim Char",
                   '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>'),
        _character("FootnoteReference", "footnote reference", '<w:vertAlign w:val="superscript"/>'),
        _character("Hyperlink", "Hyperlink", '<w:color w:val="7A2A20"/>'),
        _character("Remark", "Remark", '<w:sz w:val="16"/><w:szCs w:val="16"/>'),
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>',
    ]  # fmt: skip
    return f"{HEADER}<w:styles {NAMESPACES}>{''.join(parts)}</w:styles>"


def _paragraph(
    name: str, shown: str, look: str, face: str = "", *, based: str = "Normal", default: bool = False
) -> str:
    base = "" if default else f'<w:basedOn w:val="{based}"/>'
    flag = ' w:default="1"' if default else ""
    own = f"<w:rPr>{face}</w:rPr>" if face else ""
    return (
        f'<w:style w:type="paragraph"{flag} w:styleId="{name}"><w:name w:val="{shown}"/>{base}<w:qFormat/>'
        f"<w:pPr>{look}</w:pPr>{own}</w:style>"
    )


def _heading(level: int, look: str, faces: str, size: int) -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="Heading{level}"><w:name w:val="heading {level}"/>'
        '<w:basedOn w:val="Normal"/><w:next w:val="BodyText"/><w:qFormat/>'
        f'<w:pPr>{look}<w:outlineLvl w:val="{level - 1}"/></w:pPr>'
        f'<w:rPr>{faces}<w:b/><w:bCs/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _character(name: str, shown: str, face: str) -> str:
    return (
        f'<w:style w:type="character" w:styleId="{name}"><w:name w:val="{shown}"/>'
        f'<w:basedOn w:val="DefaultParagraphFont"/><w:rPr>{face}</w:rPr></w:style>'
    )


def numbering(starts: list[tuple[int, int]]) -> str:
    """Give `word/numbering.xml`.

    Args:
        starts: for each list with numbers its depth from 0 and its first number; their ids follow `NUMBERS`.
    """
    bullets = "".join(_level(depth, "bullet", "•◦▪"[depth % 3]) for depth in range(_LEVELS))
    # Each list has a form of its own: LibreOffice saves one that only begins anew as two lists.
    forms = [_form(0, bullets)]
    for number, (depth, start) in enumerate(starts):
        levels = (_level(at, "decimal", f"%{at + 1}.", start if at == depth else 1) for at in range(_LEVELS))
        forms.append(_form(number + 1, "".join(levels)))
    lists = "".join(
        f'<w:num w:numId="{BULLETS + number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number in range(len(forms))
    )
    return f"{HEADER}<w:numbering {NAMESPACES}>{''.join(forms)}{lists}</w:numbering>"


def _form(number: int, levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'


def _level(depth: int, kind: str, text: str, start: int = 1) -> str:
    left = (depth + 1) * STEP
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="360"/></w:pPr></w:lvl>'
    )
