"""Hidden text of a Word file (`w:vanish`): it stands in the file, and nobody sees or prints it.

Source: ECMA-376, part 1, 17.3.2.41. What a run says itself counts before its style, and that before the style of its
paragraph. It fails on rows of tables that are hidden as a whole, which are taken as text.
"""

from __future__ import annotations

from lxml import etree

from workbench.formats.reading.word.looks import Looks, says
from workbench.formats.reading.xml import W, take_out

_VAL = f"{W}val"
# Fields stay, since a field that begins has to end; so do places.
_STAYS = frozenset([f"{W}rPr", f"{W}fldChar", f"{W}instrText", f"{W}delText", f"{W}delInstrText"])
_SHOWN = [W + name for name in ("t", "tab", "br", "sym", "drawing", "pict", "object", "footnoteReference",
                                "endnoteReference", "fldChar", "sectPr", "delText")]  # fmt: skip


def runs(root: etree._Element, looks: Looks) -> list[etree._Element]:
    """Give the runs that are not shown."""
    if not looks.hidden and next(root.iter(f"{W}vanish"), None) is None:
        return []
    return [run for run in root.iter(f"{W}r") if _is_hidden(run, looks)]


def leave_out(root: etree._Element, looks: Looks) -> bool:
    """Take hidden text out, and the paragraphs that hold nothing else; gives whether there was any."""
    gone = [(run, child) for run in runs(root, looks) for child in run if child.tag not in _STAYS]
    paragraphs = dict.fromkeys(paragraph for run, _ in gone for paragraph in run.iterancestors(f"{W}p"))
    for _, child in gone:
        take_out(child)
    for paragraph in paragraphs:
        if _is_hidden_whole(paragraph, looks):
            take_out(paragraph)
    return bool(gone)


def _is_hidden(run: etree._Element, looks: Looks) -> bool:
    look = run.find(f"{W}rPr")
    said = says(look, "vanish")
    if said is not None:
        return said
    if not looks.hidden:
        return False
    if _style(look, "rStyle") in looks.hidden:
        return True
    paragraph = next(run.iterancestors(f"{W}p"), None)
    return paragraph is not None and _style(paragraph.find(f"{W}pPr"), "pStyle") in looks.hidden


def _is_hidden_whole(paragraph: etree._Element, looks: Looks) -> bool:
    """Whether nothing of a paragraph is left, and its end is hidden too; a cell keeps its only paragraph."""
    if next(paragraph.iter(*_SHOWN), None) is not None:
        return False
    look = paragraph.find(f"{W}pPr")
    said = says(None if look is None else look.find(f"{W}rPr"), "vanish")
    is_hidden = _style(look, "pStyle") in looks.hidden if said is None else said
    return is_hidden and any(True for _ in paragraph.itersiblings(f"{W}p", preceding=False))


def _style(look: etree._Element | None, name: str) -> str:
    style = None if look is None else look.find(f"{W}{name}")
    return "" if style is None else style.get(_VAL, "")
