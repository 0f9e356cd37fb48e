"""Turn one block, in one language, into its HTML elements: paragraphs, a heading, verse, code, a table."""

from __future__ import annotations

import re

from workbench.formats.flow import Piece
from workbench.formats.layout import Block
from workbench.formats.legal import escape, printable
from workbench.text import markup
from workbench.text.blocks import continuation
from workbench.text.segments import Kind

_FENCED = re.compile(r"\s*(`{3,}|~{3,})[^\n]*\n(?:(.*?)\n)?[ \t]*\1[`~]*\s*", re.DOTALL)
_DELIMITER = re.compile(r"[ \t]*:?-+:?[ \t]*")
_CELL_END = re.compile(r"(?<!\\)\|")


def inline(text: str, locale: str) -> str:
    """Render inline Markdown, without characters that no page should hold."""
    return markup.to_html(printable(text), locale=locale)


def pieces(block: Block, texts: tuple[str, ...], locale: str, *, tag: str = "p", mark: str = "") -> list[Piece]:
    """Give the elements for one side of a block.

    Args:
        block: what it is.
        texts: its paragraphs, in the source or in the translation.
        locale: the BCP 47 tag of `texts`.
        tag: the element for a heading; the source beside a translation is no heading of its own.
        mark: HTML that is put behind the last words, for a draft.
    """
    name = "draft" if mark else ""
    match block.kind:
        case Kind.RULE:
            return [Piece("<hr>", block.container)]
        case Kind.CODE:
            code = escape(unfence("\n\n".join(texts)))
            return [Piece(_element("pre", f"<code>{code}</code>", name) + mark, block.container)]
        case Kind.TABLE_CELL if rows := table_rows("\n".join(texts)):
            return [Piece(_table(rows, locale, name) + mark, block.container)]
        case Kind.VERSE:
            name = f"verse {name}".strip()
    insides = [inline(text, locale) for text in texts]
    insides[-1] += mark
    elements = [_element("p", inside, name) for inside in insides]
    if block.is_heading:
        elements[0] = _element(tag, insides[0], f"heading {name}".strip() if tag == "p" else name)
    # Only the first element opens a list item; the others go on in it.
    later = continuation(block.container)
    return [Piece(element, later if number else block.container) for number, element in enumerate(elements)]


def unfence(code: str) -> str:
    """Give code without the fences that Markdown has around it."""
    found = _FENCED.fullmatch(code)
    return (found[2] or "") if found else code


def fence(code: str) -> str:
    """Give code in fences, where a translator has left them away."""
    if _FENCED.fullmatch(code):
        return code
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}\n{code}\n{ticks}"


def table_rows(text: str) -> list[list[str]]:
    """Split a table into its cells, the row of the headings first; an empty list if the text is no table."""
    lines = [line.strip().removeprefix("|") for line in text.strip().split("\n")]
    rows = [[cell.strip() for cell in _CELL_END.split(re.sub(r"(?<!\\)\|$", "", line))] for line in lines]
    if len(rows) < 2 or not all(_DELIMITER.fullmatch(cell) for cell in rows[1]):
        return []
    width = len(rows[0])
    return [(row + [""] * width)[:width] for row in [rows[0], *rows[2:]]]


def _table(rows: list[list[str]], locale: str, name: str) -> str:
    def line(cells: list[str], tag: str) -> str:
        inside = "".join(f"<{tag}>{inline(cell, locale)}</{tag}>" for cell in cells)
        return f"<tr>{inside}</tr>"

    head, body = line(rows[0], "th"), "".join(line(row, "td") for row in rows[1:])
    return _element("table", f"<thead>{head}</thead><tbody>{body}</tbody>", name)


def _element(tag: str, inside: str, name: str) -> str:
    names = f' class="{name}"' if name else ""
    return f"<{tag}{names}>{inside}</{tag}>"
