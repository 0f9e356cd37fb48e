"""Quotation marks by region: “ ‘ ’ ” in Simplified text, 「 『 』 」 in Traditional text.

The mark follows from the depth of nesting and not from the mark that stood there: outer, inner, outer again
(BYVoid/OpenCC issue 654). Each paragraph starts anew, since a quotation over several paragraphs opens each of
them and closes only the last. An apostrophe is left alone. Straight quotes are left alone too: which side
they open cannot be told from the mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CURLY = "“‘”’"
CORNERS = "「『」』"
_MARKS = {marks: re.compile(f"[{marks}]") for marks in (CURLY, CORNERS)}
# A blank line ends the paragraph.
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n")
_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")


def replacements(text: str, *, source: str, target: str) -> Iterator[tuple[int, str]]:
    """Yield the place and the new mark of every quotation mark of `source` (four marks) in `text`."""
    openers, closers = source[:2], source[2:]
    stack: list[str] = []
    done = 0
    for found in _MARKS[source].finditer(text):
        mark, at = found[0], found.start()
        if stack and _PARAGRAPH_END.search(text, done, at):
            stack.clear()
        done = at
        if mark in openers:
            stack.append(mark)
            yield at, target[(len(stack) - 1) % 2]
        else:
            opener = openers[closers.index(mark)]
            if opener in stack:
                while stack.pop() != opener:
                    pass
                if mark == "’" and _inside_word(text, at):
                    stack.append(opener)
                    continue
                yield at, target[2 + len(stack) % 2]
            elif mark != "’":
                yield at, target[2]


def _inside_word(text: str, at: int) -> bool:
    """Tell an apostrophe between Latin letters from a closing mark."""
    around = text[at - 1 : at], text[at + 1 : at + 2]
    return all(_LETTER.match(character) for character in around)
