"""Text boxes of a Word file, whose text Pandoc drops."""

from __future__ import annotations

import copy

from lxml import etree

from workbench.formats.reading.xml import W, take_out

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
CONTENT = f"{W}txbxContent"


def lift(root: etree._Element) -> int:
    """Put the paragraphs of each text box behind the paragraph that it hangs on; gives how many there were."""
    if next(root.iter(CONTENT), None) is None:
        return 0
    lifted = 0
    # The same box stands twice, for new and for old programs.
    for fallback in list(root.iter(f"{MC}Fallback")):
        holder = fallback.getparent()
        if holder is not None and holder.find(f"{MC}Choice") is not None:
            take_out(fallback)
    for box in list(root.iter(CONTENT)):
        host = next((one for one in box.iterancestors(f"{W}p") if not is_inside(one)), None)
        blocks = [one for one in box if one.tag in (f"{W}p", f"{W}tbl")]
        if host is None or is_inside(box) or not any((one.text or "").strip() for one in box.iter(f"{W}t")):
            continue
        for block in reversed(blocks):
            host.addnext(copy.deepcopy(block))
        for block in blocks:
            take_out(block)
        lifted += 1
    return lifted


def is_inside(element: etree._Element) -> bool:
    """Whether an element stands in a text box."""
    return next(element.iterancestors(CONTENT), None) is not None
