"""The pieces of a small Word file with one table; every part is made here, nothing comes from a template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.formats.legal import escape

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# A4 lying across with margins of 2 cm, and the three columns, in twentieths of a point.
_WIDTHS = (6400, 6400, 1770)
_PAGE = (
    '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>'
    "</w:sectPr>"
)
_SHADED = '<w:shd w:val="clear" w:color="auto" w:fill="F3F1EC"/>'
# Name, size in half points, what else its runs have, what its paragraphs have.
_STYLES = (
    ("Title", 32, "<w:b/>", '<w:spacing w:after="160"/>'),
    ("How", 20, "", '<w:spacing w:after="60"/>'),
    ("Head", 20, "<w:b/>", ""),
    ("Source", 22, "", '<w:spacing w:after="100"/>'),
    ("Translation", 22, "", '<w:spacing w:after="100"/>'),
    ("Mark", 14, '<w:noProof/><w:color w:val="6B6B6B"/>', ""),
    ("Note", 18, '<w:color w:val="4A4A4A"/>', '<w:spacing w:before="60"/>'),
)


def paragraph(lines: Sequence[str], style: str, locale: str) -> str:
    """Give a paragraph; between its lines are breaks."""
    properties = f'<w:rPr><w:lang w:val="{locale}" w:eastAsia="{locale}"/></w:rPr>'
    texts = "<w:br/>".join(f'<w:t xml:space="preserve">{_tabbed(line)}</w:t>' for line in lines)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{properties}{texts}</w:r></w:p>'


def _tabbed(line: str) -> str:
    return escape(line).replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')


def row(cells: Iterable[str], *, is_head: bool = False) -> str:
    """Give a row of cells that hold paragraphs; a head is there on every page."""
    head = "<w:trPr><w:tblHeader/></w:trPr>" if is_head else ""
    made = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{"" if place == 1 and not is_head else _SHADED}</w:tcPr>'
        f"{cell}</w:tc>"
        for place, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True))
    )
    return f"<w:tr>{head}{''.join(made)}</w:tr>"


def table(rows: Iterable[str]) -> str:
    """Give a table with lines around its cells, and the paragraph that has to follow one."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="BDB8AC"/>' for side in sides)
    margin = "".join(f'<w:{side} w:w="100" w:type="dxa"/>' for side in ("top", "left", "bottom", "right"))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margin}</w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl><w:p/>"
    )


def document(content: str) -> str:
    """Give the main part."""
    return f'{_XML}<w:document xmlns:w="{_W}"><w:body>{content}{_PAGE}</w:body></w:document>'


def package(locale: str) -> list[tuple[str, str]]:
    """Give all other parts with their names."""
    types = (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    )
    return [
        ("[Content_Types].xml", types),
        ("_rels/.rels", _relation("officeDocument", "word/document.xml")),
        ("word/_rels/document.xml.rels", _relation("styles", "styles.xml")),
        ("word/styles.xml", _styles(locale)),
    ]


def _relation(kind: str, target: str) -> str:
    relation = f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/>'
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{relation}</Relationships>'


def _styles(locale: str) -> str:
    fonts = '<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="SimSun" w:cs="Calibri"/>'
    styles = "".join(
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/><w:qFormat/>'
        f'<w:pPr>{spacing}</w:pPr><w:rPr>{more}<w:sz w:val="{size}"/></w:rPr></w:style>'
        for name, size, more, spacing in _STYLES
    )
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="22"/><w:lang w:val="{locale}"/></w:rPr>'
        "</w:rPrDefault></w:docDefaults>"
    )
    return f'{_XML}<w:styles xmlns:w="{_W}">{defaults}{styles}</w:styles>'
