"""Formulas of pages, which Pandoc turns from MathML into TeX; all of them in one call."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from lxml import etree

from workbench.formats import pandoc


def as_tex(pages: Iterable[etree._Element]) -> Mapping[etree._Element, str]:
    """Give what each formula is in TeX; without a call where there are none.

    Raises:
        PandocMissing, Busy, TooSlow, TooLarge, ConversionFailed: see `formats.pandoc`.
    """
    formulas = [formula for page in pages for formula in page.iter("math")]
    if not formulas:
        return {}
    made = etree.Element("body")
    for number, formula in enumerate(formulas):
        paragraph = etree.SubElement(etree.SubElement(made, "div", id=f"f{number}"), "p")
        paragraph.append(etree.fromstring(etree.tostring(formula, with_tail=False)))
    output = pandoc.run(["--from", "html", "--to", "json"], etree.tostring(made))
    blocks: list[dict[str, Any]] = json.loads(output)["blocks"]
    written = {block["c"][0][0]: _written(block["c"][1]) for block in blocks if block["t"] == "Div"}
    return {formula: written.get(f"f{number}", "") for number, formula in enumerate(formulas)}


def _written(part: Any) -> str:  # noqa: ANN401 - any part of Pandoc's tree
    """Give the words and formulas of a part of the tree."""
    if isinstance(part, list):
        return "".join(_written(one) for one in part)
    match part:
        case {"t": "Math", "c": [_, str(code)]} | {"t": "Str", "c": str(code)}:
            return code
        case {"t": "Space" | "SoftBreak"}:
            return " "
        case {"c": list(inside)}:
            return _written(inside)
    return ""
