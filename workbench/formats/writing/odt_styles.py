"""The look of an OpenDocument text: its styles and its pages.

Source: OpenDocument 1.3 (OASIS). The names of the styles are those of LibreOffice, so that its own lists and menus know
them; `_20_` stands for a blank.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from workbench.formats.legal import escape
from workbench.languages import Locale, parse

HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)
# Width and height of the page in millimetres: A5, A4, and A4 lying across; 20 mm of margin.
PAPERS = {1: (148, 210), 2: (210, 297), 3: (297, 210)}
MARGIN = 20

_SERIF = {"": "SimSun", "Hant": "PMingLiU"}
_SANS = {"": "Microsoft YaHei", "Hant": "Microsoft JhengHei"}
_REGIONS = {"en": "US", "es": "ES", "zh-Hans": "CN", "zh-Hant": "TW"}
_LEVELS = 9
# Level, millimetres above and below, points.
_HEADINGS = ((1, 12.0, 6.0, 16.0), (2, 8.0, 3.5, 13.0), (3, 6.0, 3.0, 11.5), (4, 5.0, 2.0, 10.5), (5, 4.0, 2.0, 10.5))
# What the styles of characters say, by their names. The first of several gives its name to what they say together:
# code is known by that alone.
FACES = {
    "Source_20_Text": 'fo:font-family="Liberation Mono"',
    "Emphasis": 'fo:font-style="italic"',
    "Emphasis_20_dots": 'style:text-emphasize="dot below"',
    "Strong_20_Emphasis": 'fo:font-weight="bold" style:font-weight-asian="bold"',
    "Deleted": 'style:text-line-through-style="solid" style:text-line-through-type="single"',
    "Superscript": 'style:text-position="super 58%"',
    "Subscript": 'style:text-position="sub 58%"',
    "Remark": 'fo:font-size="8pt" style:font-size-asian="8pt"',
    "Internet_20_link": 'fo:color="#7a2a20"',
    "Index_20_Link": 'fo:color="#000000" style:text-underline-style="none"',
    "Footnote_20_Symbol": "",
    "Footnote_20_anchor": 'style:text-position="super 58%"',
}
_SPOKEN = "Lang_"
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')


def language(tag: str) -> str:
    """Give the attributes that say a language; Chinese is an “Asian” language there."""
    known = parse(tag)
    suffix = "-asian" if known.is_chinese else ""
    prefix = "style" if known.is_chinese else "fo"
    region = known.region or _REGIONS.get(known.tag, "none")
    return f'{prefix}:language{suffix}="{known.language}" {prefix}:country{suffix}="{region}"'


def styles(locale: str, *, columns: int, title: str, others: Iterable[str]) -> str:
    """Give `styles.xml`.

    Args:
        locale: that of the edition.
        columns: how many languages stand beside each other.
        title: what stands at the head of the pages.
        others: the locales of other texts in the document.
    """
    known = parse(locale)
    look = [_default(known), *_paragraphs(known), *map(_character, FACES), *_lists()]
    look += [_character(spoken(tag)) for tag in others]
    look.append(
        '<text:notes-configuration text:note-class="footnote" text:citation-style-name="Footnote_20_Symbol" '
        'text:citation-body-style-name="Footnote_20_anchor" text:default-style-name="Footnote" style:num-format="1" '
        'style:num-suffix=" " text:start-value="0" text:footnotes-position="page" text:start-numbering-at="document"/>'
    )
    width, height = PAPERS[min(columns, 3)]
    size = f'fo:page-width="{width}mm" fo:page-height="{height}mm" fo:margin="{MARGIN}mm"'
    across = "landscape" if width > height else "portrait"
    page = f'<style:page-layout-properties {size} style:print-orientation="{across}"/>'
    band = '<style:header-footer-properties fo:min-height="8mm" fo:margin-{}="4mm"/>'
    layouts = (
        f'<style:page-layout style:name="Bare">{page}</style:page-layout><style:page-layout style:name="Running">{page}'
        f"<style:header-style>{band.format('bottom')}</style:header-style>"
        f"<style:footer-style>{band.format('top')}</style:footer-style></style:page-layout>"
    )
    masters = (
        '<style:master-page style:name="Front" style:page-layout-name="Bare"/>'
        '<style:master-page style:name="Standard" style:page-layout-name="Running">'
        f'<style:header><text:p text:style-name="Header">{escape(title)}</text:p></style:header>'
        '<style:footer><text:p text:style-name="Footer"><text:page-number text:select-page="current">1'
        "</text:page-number></text:p></style:footer></style:master-page>"
    )
    return (
        f'{HEADER}<office:document-styles {NAMESPACES} office:version="1.3">'
        f"<office:styles>{''.join(look)}</office:styles>"
        f"<office:automatic-styles>{layouts}</office:automatic-styles>"
        f"<office:master-styles>{masters}</office:master-styles></office:document-styles>"
    )


def _default(known: Locale) -> str:
    east = known.tag if known.is_chinese else "zh-Hans"
    latin = "en" if known.is_chinese else known.tag
    serif = _SERIF.get(parse(east).script, _SERIF[""])
    return (
        '<style:default-style style:family="paragraph"><style:paragraph-properties style:line-break="strict" '
        'style:punctuation-wrap="hanging" style:text-autospace="ideograph-alpha" fo:orphans="2" fo:widows="2"/>'
        f'<style:text-properties fo:font-family="Georgia" style:font-family-asian="{serif}" fo:font-size="10.5pt" '
        f'style:font-size-asian="10.5pt" {language(latin)} {language(east)}/></style:default-style>'
    )


def _paragraphs(known: Locale) -> list[str]:
    chinese = known.is_chinese
    sans = _SANS.get(known.script, _SANS[""])
    heads = f'fo:font-weight="bold" style:font-weight-asian="bold" style:font-family-asian="{sans}"'
    leading = "165%" if chinese else "140%"
    indent = "21pt" if chinese else "14pt"
    justify = 'fo:text-align="justify" style:justify-single-word="false"'
    middle = 'fo:text-align="center"'
    keep = 'fo:keep-with-next="always"'
    made = [
        _style("Standard", f'fo:line-height="{leading}"', parent=""),
        _style("Text_20_body", f'fo:text-indent="{indent}" {justify}'),
        _style("First_20_paragraph", 'fo:text-indent="0pt"', parent="Text_20_body"),
        _style("Title", f'fo:margin-top="40mm" fo:margin-bottom="6mm" {middle}', f"{_size(22)} {heads}",
               first="Front"),
        _style("Subtitle", f'fo:margin-bottom="14mm" {middle}', _size(12)),
        _style("Author", f'fo:margin-bottom="10mm" {middle}', _size(12)),
        _style("Fact", f'fo:margin-bottom="1mm" {middle}', _size(9)),
        _style("Notice", f'fo:margin-top="8mm" {middle}', _size(9)),
        _style("Contents_20_Heading", f'fo:break-before="page" fo:margin-bottom="6mm" {keep}', _size(14) + " " + heads),
        _style("Column_20_heading", f'fo:margin-top="4mm" fo:margin-bottom="2mm" {keep}', heads),
        _style("Quotations", f'fo:margin-left="8mm" fo:margin-top="1mm" fo:margin-bottom="1mm" {justify}'),
        _style("Verse", 'fo:margin-left="8mm" fo:margin-top="4mm" fo:margin-bottom="4mm"'),
        _style("List_20_Contents", 'fo:margin-bottom="1mm"'),
        _style("Preformatted_20_Text", 'fo:margin-top="2mm" fo:margin-bottom="2mm"',
               'fo:font-family="Liberation Mono" ' + _size(9)),
        _style("Table_20_Contents", 'fo:margin-top="0.6mm" fo:margin-bottom="0.6mm" fo:line-height="120%"', _size(9.5)),
        _style("Table_20_Heading", keep, heads, parent="Table_20_Contents"),
        _style("Table_20_Heading_20_center", middle, parent="Table_20_Heading"),
        _style("Table_20_Heading_20_right", 'fo:text-align="end"', parent="Table_20_Heading"),
        _style("Table_20_Contents_20_center", middle, parent="Table_20_Contents"),
        _style("Table_20_Contents_20_right", 'fo:text-align="end"', parent="Table_20_Contents"),
        _style("Figure", f'fo:margin-top="5mm" fo:line-height="100%" {middle} {keep}'),
        _style("Caption", f'fo:margin-top="1.5mm" fo:margin-bottom="5mm" {middle}', _size(9)),
        _style("Sign", 'fo:margin-top="2mm" fo:margin-bottom="2mm"', _size(9)),
        _style(
            "Horizontal_20_Line",
            'fo:margin="2mm" fo:margin-left="36mm" fo:margin-right="36mm" fo:margin-bottom="6mm" '
            'fo:border-bottom="0.5pt solid #808080"',
        ),
        _style("Footnote", 'fo:line-height="125%"', _size(8.5)),
        _style("Header", middle, _size(8)),
        _style("Footer", middle, _size(8.5)),
        *(_style(f"Contents_20_{level}", f'fo:margin-left="{(level - 1) * 6}mm" fo:margin-bottom="1.4mm"')
          for level in (1, 2, 3)),
    ]  # fmt: skip
    for level, before, after, size in _HEADINGS:
        made.append(
            _style(f"Heading_20_{level}", f'fo:margin-top="{before}mm" fo:margin-bottom="{after}mm" {keep}',
                   f"{_size(size)} {heads}", outline=level)
        )  # fmt: skip
    # Beside each other, headings begin at one height, and are as large as ever.
    made += [
        _style(f"Row_20_heading_20_{level}", 'fo:margin-top="4mm" fo:margin-bottom="2mm"', parent=f"Heading_20_{level}")
        for level in range(1, 6)
    ]
    return made


def _size(points: float) -> str:
    return f'fo:font-size="{points}pt" style:font-size-asian="{points}pt"'


def _style(name: str, look: str, face: str = "", *, parent: str = "Standard", outline: int = 0, first: str = "") -> str:
    above = f' style:parent-style-name="{parent}"' if parent else ""
    level = f' style:default-outline-level="{outline}"' if outline else ""
    master = f' style:master-page-name="{first}"' if first else ""
    text = f"<style:text-properties {face}/>" if face else ""
    return (
        f'<style:style style:name="{name}" style:display-name="{_shown(name)}" style:family="paragraph"'
        f"{above}{level}{master}>"
        f"<style:paragraph-properties {look}/>{text}</style:style>"
    )


def named(faces: Iterable[str]) -> str:
    """Give the name of the style that says all that some named styles say."""
    return "-".join(_in_order(faces))


def combined(faces: Sequence[str]) -> str:
    """Give the style that says all that some named styles say; where two contradict each other, the later one holds."""
    said: dict[str, str] = {}
    for face in faces:
        said |= dict(_ATTRIBUTE.findall(_look(face)))
    look = " ".join(f'{name}="{value}"' for name, value in said.items())
    return (
        f'<style:style style:name="{named(faces)}" style:family="text" style:parent-style-name="{_in_order(faces)[0]}">'
        f"<style:text-properties {look}/></style:style>"
    )


def spoken(tag: str) -> str:
    """Give the name of the style of texts in a locale."""
    return f"{_SPOKEN}{tag}"


def _in_order(faces: Iterable[str]) -> list[str]:
    known = [*FACES]
    return sorted(set(faces), key=lambda face: (known.index(face) if face in FACES else len(known), face))


def _look(face: str) -> str:
    return FACES[face] if face in FACES else language(face.removeprefix(_SPOKEN))


def _character(name: str) -> str:
    return (
        f'<style:style style:name="{name}" style:display-name="{_shown(name)}" style:family="text">'
        f"<style:text-properties {_look(name)}/></style:style>"
    )


def _shown(name: str) -> str:
    """Give a name as people see it; without it, a program would show the blanks as `_20_` and not know the style."""
    return name.replace("_20_", " ")


def _lists() -> list[str]:
    bullets = "".join(
        f'<text:list-level-style-bullet text:level="{level}" text:bullet-char="{"•◦▪"[(level - 1) % 3]}">'
        f"{_place(level)}</text:list-level-style-bullet>"
        for level in range(1, _LEVELS + 1)
    )
    numbers = "".join(
        f'<text:list-level-style-number text:level="{level}" style:num-format="1" style:num-suffix=".">{_place(level)}'
        "</text:list-level-style-number>"
        for level in range(1, _LEVELS + 1)
    )
    return [
        f'<text:list-style style:name="Bullets">{bullets}</text:list-style>',
        f'<text:list-style style:name="Numbers">{numbers}</text:list-style>',
    ]


def _place(level: int) -> str:
    return (
        '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
        f'<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-6mm" '
        f'fo:margin-left="{level * 7}mm"/></style:list-level-properties>'
    )
