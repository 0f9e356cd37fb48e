"""Quotation marks by region: “ ‘ ’ ” in Simplified text, 「 『 』 」 in Traditional text.

The mark follows from the depth of nesting and not from the mark that stood there: outer, inner, outer again
(BYVoid/OpenCC issue 654). Many Simplified texts have corner brackets, too. What stands there as the target writes it
stays, but it counts for the depth, and inside of a mark that changes it follows: “甲「乙」” is 「甲『乙』」. Each
paragraph starts anew, since a quotation over several paragraphs opens each of them and closes only the last. An
apostrophe is left alone. Straight quotes are left alone too: which side they open cannot be told from the mark.

On the way back nobody can tell the corner brackets of the first text from those that were curly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

CURLY = "“‘”’"
CORNERS = "「『」』"
_MARKS = {marks: re.compile(f"[{marks}]") for marks in (CURLY, CORNERS, CURLY + CORNERS, CORNERS + CURLY)}
# A blank line ends the paragraph.
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n")
_LETTER = re.compile(r"[A-Za-z\u00c0-\u024f]")
# How many characters the quotation of a mark that stays may have.
_FAR = 5_000


class _Open(NamedTuple):
    """A quotation that is open: the mark that stood there, and what stands there now."""

    mark: str
    now: str


def replacements(text: str, *, source: str, target: str) -> Iterable[tuple[int, str]]:
    """Give the place and the new mark of every quotation mark in `text` that changes.

    Args:
        text: any number of paragraphs.
        source: the four marks to be replaced: outer and inner opening, outer and inner closing.
        target: the four marks to put.
    """
    if not any(mark in text for mark in target):
        return _of_stretch(text, 0, len(text), source, target)
    return chain.from_iterable(
        _of_stretch(text, start, end, source, target) for start, end in _paragraphs_with(text, source)
    )


def _paragraphs_with(text: str, source: str) -> Iterator[tuple[int, int]]:
    """Yield the paragraphs that hold a mark of a family: where there is none, nothing changes."""
    end = 0
    while (first := _MARKS[source].search(text, end)) is not None:
        start = max(text.rfind("\n\n", end, first.start()), end)
        end = text.find("\n\n", first.end())
        end = len(text) if end < 0 else end
        yield start, end


def _of_stretch(text: str, start: int, end: int, source: str, target: str) -> Iterator[tuple[int, str]]:
    stack: list[_Open] = []
    done = start
    for found in _MARKS[source + target].finditer(text, start, end):
        mark, at = found[0], found.start()
        if stack and _PARAGRAPH_END.search(text, done, at):
            stack.clear()
        done = at
        family = source if mark in source else target
        number = family.index(mark)
        now = mark
        if number < 2:
            if family == source or _is_closed(text, at, family[number + 2]):
                now = _opening(mark, stack, target)
                stack.append(_Open(mark, now))
        elif _is_open(stack, opener := family[number - 2]):
            while stack[-1].mark != opener:
                stack.pop()
            if mark != "’" or not _inside_word(text, at):
                now = target[target.index(stack.pop().now) + 2]
        elif family == source and mark != "’":
            now = target[2]
        if now != mark:
            yield at, now


def _is_open(stack: list[_Open], mark: str) -> bool:
    return bool(stack) and (stack[-1].mark == mark or any(one.mark == mark for one in stack))


def _is_closed(text: str, at: int, closer: str) -> bool:
    """Tell whether a mark that stays is closed in its paragraph; a lone one is shown rather than used."""
    end = text.find(closer, at, at + _FAR)
    return end >= 0 and _PARAGRAPH_END.search(text, at, end) is None


def _opening(mark: str, stack: list[_Open], target: str) -> str:
    """Give the other mark than the one around it; one of the target stays where none around it changed."""
    if mark in target and all(one.mark == one.now for one in stack):
        return mark
    return target[1] if stack and stack[-1].now == target[0] else target[0]


def _inside_word(text: str, at: int) -> bool:
    """Tell an apostrophe between Latin letters from a closing mark."""
    around = text[at - 1 : at], text[at + 1 : at + 2]
    return all(_LETTER.match(character) for character in around)
