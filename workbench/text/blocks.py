r"""The lines that Markdown blocks are made of: what starts a block, and how a line continues inside one.

Source: CommonMark 0.31, tables of GitHub, footnotes of Pandoc. Two simplifications serve prose: indentation
alone makes no code block, since people indent paragraphs, and a mark counts at any indentation; raw HTML is
a paragraph like any other.
"""

from __future__ import annotations

import re
from typing import NamedTuple

QUOTE = re.compile(r"[ \t]*> ?")
ITEM = re.compile(r"([ \t]*)([-+*]|\d{1,9}[.)])([ \t]+|$)")
NOTE = re.compile(r"[ \t]*(\[\^[^\]\s]+\]:)[ \t]*")
RULE = re.compile(r"[ \t]*([-_*])(?:[ \t]*\1){2,}[ \t]*")
HEADING = re.compile(r"[ \t]*(#{1,6})(?:[ \t]+(.*))?")
FENCE = re.compile(r"([ \t]*)(`{3,}(?=[^`]*$)|~{3,})(.*)")
UNDERLINE = re.compile(r"[ \t]*(=+|-+)[ \t]*")
DELIMITERS = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
BREAK = re.compile(r"(?:\\|  +)$")

_PREFIX_PART = re.compile(r"\[\^[^\]]+\]: |[-+*] +|\d{1,9}[.)] +|\u3000")
_CLOSING = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
NOTE_INDENT = 4


class Item(NamedTuple):
    """The mark of a list item without its own indentation, the columns up to its content, and the rest."""

    mark: str
    indent: int
    rest: str


def read_item(line: str) -> Item | None:
    """Read the mark of a list item, or None; more than four blanks behind it belong to the content."""
    found = ITEM.match(line)
    if found is None:
        return None
    blanks = found[3] if len(found[3]) <= 4 and "\t" not in found[3] else " "
    mark = found[2] + (blanks or " ")
    return Item(mark, len(found[1].expandtabs(4)) + len(mark), line[found.end() :])


def interrupts(line: str) -> bool:
    """Tell whether a line ends the paragraph that it follows in the same container."""
    item = ITEM.match(line)
    if item and line[item.end() :].strip() and (item[2] in "-+*" or item[2][:-1] == "1"):
        return True
    return bool(QUOTE.match(line) or NOTE.match(line) or _is_leaf(line))


def starts(line: str) -> bool:
    """Tell whether a line starts a block where no paragraph is open."""
    return bool(QUOTE.match(line) or ITEM.match(line) or NOTE.match(line) or _is_leaf(line))


def _is_leaf(line: str) -> bool:
    return bool(RULE.fullmatch(line) or HEADING.fullmatch(line) or FENCE.fullmatch(line))


def is_table(lines: list[str]) -> bool:
    """Tell whether the lines of a paragraph are a table: its second line rules off the columns."""
    return len(lines) > 1 and "|" in lines[0] and "|" in lines[1] and DELIMITERS.fullmatch(lines[1]) is not None


def heading_text(raw: str) -> str:
    """Give the text of a heading without its closing `#`; what would be read as one is escaped."""
    return shield_heading(_CLOSING.sub("", raw))


def shield_heading(text: str) -> str:
    """Strip the text of a heading; a `#` at its end that would be read as closing mark is escaped."""
    return re.sub(r"(^|[ \t])(#+)$", r"\1\\\2", text.strip(" \t"))


def take_columns(line: str, columns: int) -> str | None:
    """Take an indentation off a line, or give None where it has less; a tab reaches to the next multiple of 4."""
    body = line.lstrip(" \t")
    lead = line[: len(line) - len(body)].expandtabs(4)
    if len(lead) < columns:
        return None if body else ""
    return lead[columns:] + body


def continuation(prefix: str) -> str:
    """Give what stands before the second line of a block whose first line has this prefix."""

    def blanked(part: re.Match[str]) -> str:
        if part[0] == "\u3000":
            return ""
        return " " * (NOTE_INDENT if part[0].startswith("[") else len(part[0]))

    return _PREFIX_PART.sub(blanked, prefix)


def guard(content: str, *, indented: bool) -> str:
    """Put a backslash before what would turn a line of text into a mark: `1. `, `# `, `---`.

    Args:
        content: paragraphs of inline Markdown.
        indented: ideographic spaces stand before the first line, so that it starts nothing.
    """
    if content[:1].isalpha() and "\n" not in content:  # no mark begins with a letter
        return content
    lines = content.split("\n")
    for number, line in enumerate(lines):
        opens = number == 0 or not lines[number - 1].strip()
        meant = starts(line) and not (indented and number == 0) if opens else interrupts(line) or _underlines(line)
        if meant and not (number == 1 and is_table(lines)):
            lines[number] = re.sub(r"(?<=\d)(?=[.)])|(?=[^\s\d])", lambda _: "\\", line, count=1)
    return "\n".join(lines)


def _underlines(line: str) -> bool:
    return UNDERLINE.fullmatch(line) is not None
