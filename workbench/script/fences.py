"""Fenced code in a Markdown text: from a line of three or more ` or ~ to the next line that closes it.

A fence that is never closed is none here, though it is for CommonMark, where it takes all the rest of a text: a stray
line must not keep a book from being converted. Code that is told by its indentation alone is not looked for; people
indent prose, too.
"""

from __future__ import annotations

import re

# Inside of lists and quotations as well.
_LINE = re.compile(r"^[ \t>]*(`{3,}|~{3,})([^\n]*)$", re.MULTILINE)


def fenced(text: str, *, with_open: bool = False) -> list[tuple[int, int]]:
    """Give the blocks of fenced code, from the first character of one line to the last of another, in text order.

    Args:
        text: any number of paragraphs.
        with_open: also give the block that nothing closes, up to the end of the text: more may be to come.
    """
    if "```" not in text and "~~~" not in text:
        return []
    found: list[tuple[int, int]] = []
    start, opener = 0, ""
    for line in _LINE.finditer(text):
        fence, rest = line.groups()
        if not opener:
            if fence[0] == "~" or "`" not in rest:
                start, opener = line.start(), fence
        elif fence.startswith(opener) and not rest.strip():
            found.append((start, line.end()))
            opener = ""
    return [*found, (start, len(text))] if opener and with_open else found
