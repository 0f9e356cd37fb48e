"""Inline marks that can be told at sight, so that few paragraphs need the Markdown parser, which is slow.

Most paragraphs with one of its characters hold no mark at all (`a_file`, `<name>`, `2 * 3`), and most of the others
hold nothing but plain emphasis, links, pictures, code and footnotes. Whatever could be read in two ways is left to the
parser: nested emphasis, pictures inside of links, broken lines, tags with values. What is told here is what the parser
would say; a test compares them.
"""

from __future__ import annotations

import re
from bisect import bisect

from workbench.text.characters import CJK

Span = tuple[int, int]

# Every branch begins with a character of its own, so that Python looks all of them up at once.
_TOKEN = re.compile(
    r"""
      \\[!-/:-@\[-`{-~] | \\                            # an escape, or what is none
    | `(?<!``)[^`]+`(?!`) | ``*                          # code, or ticks
    | <(?=[A-Za-z/])[^<>\n"'`*_\[\]~\\]*> | <            # a tag or address: protected as it stands, whatever it is
    | \[\^[^\[\]\s]{1,80}\] | \[                         # a footnote reference, or a bracket
    | \]\((?:[^\s()<>\\&`\[\]]*|[^\s()<>\\&`\[\]"]+[ ]"[^"<>\\&`\[\]*_~\n]*")\) | \]  # the end of a link, or a bracket
    | \*\** | __* | ~~*
    """,
    re.VERBOSE,
)
_PLAIN = re.compile(r"[^\\`*_\[\]<~]*")
_SAFE_ADDRESS = re.compile(r"\]\((?:https?:|mailto:|[^:]*\))")


class _Unclear(Exception):
    """The paragraph holds something that has to be parsed."""


def simple_marks(paragraph: str) -> tuple[list[Span], list[Span]] | None:
    """Give the transparent and the opaque marks of a paragraph; None when the parser has to tell.

    Transparent are the marks of emphasis, the brackets of links and what opens a picture, footnote references and
    backslashes; opaque are code and the addresses of pictures.
    """
    try:
        return _Reading(paragraph).marks()
    except _Unclear:
        return None


class _Reading:
    """Reads a paragraph once, from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._last_closer = text.rfind(">")
        self._stars: list[Span] = []
        self._brackets: list[int] = []  # those that are open
        self._links: list[tuple[Span, Span]] = []  # the two marks of each
        self._pictures: list[tuple[Span, Span]] = []
        self._notes: list[Span] = []
        self._escapes: list[Span] = []
        self._code: list[Span] = []
        self._unpaired = {"_": 0, "`": 0, "~": 0}

    def marks(self) -> tuple[list[Span], list[Span]]:
        """Give the transparent and the opaque marks."""
        for token in _TOKEN.finditer(self._text):
            self._take(token[0], token.span())
        if max(self._unpaired.values()) > 1:
            raise _Unclear
        stars = self._paired()
        links = (mark for link in self._links for mark in link)
        openers, addresses = ([picture[side] for picture in self._pictures] for side in (0, 1))
        return [*stars, *self._notes, *self._escapes, *links, *openers], [*self._code, *addresses]

    def _take(self, token: str, span: Span) -> None:
        kind, is_long = token[0], len(token) > 1
        match kind:
            case "*":
                if not self._stands_apart(span):
                    self._stars.append(span)
            case "_":
                self._unpaired[kind] += not (self._stands_apart(span) or self._is_inside_word(span))
            case "~":
                self._unpaired[kind] += is_long
            case "`" if token.strip("`"):
                self._code.append(span)
            case "`":
                self._unpaired[kind] += 1
            case "[" if is_long:
                if self._text[span[0] - 1 : span[0]] == "!":  # perhaps an image whose text begins with ^
                    raise _Unclear
                self._notes.append(span)
            case "[":
                self._brackets.append(span[0])
            case "]" if is_long:
                self._close_link(span)
            case "\\" if is_long:
                if self._text.startswith("`", span[1]):  # it opens code, and `_TOKEN` takes it for the rest of a run
                    raise _Unclear
                self._escapes.append((span[0], span[0] + 1))
            case "]" | "\\" | "<" if not is_long:
                self._take_single(kind, span[1])

    def _take_single(self, kind: str, end: int) -> None:
        following = self._text[end : end + 1]
        match kind:
            case "]":
                if self._brackets and following == "(":
                    raise _Unclear
                del self._brackets[-1:]
            case "\\":
                if following == "\n":
                    raise _Unclear
            case "<":
                if following == "?" and "?>" not in self._text[end + 1 :]:
                    return
                if ((following.isascii() and following.isalpha()) or following in "/!?") and end <= self._last_closer:
                    raise _Unclear

    def _close_link(self, span: Span) -> None:
        if not self._brackets:
            if any(sign in self._text[slice(*span)] for sign in "*_~"):
                raise _Unclear
            return
        opened = self._brackets.pop()
        known = (*self._notes[-1:], *(pair[0] for pairs in (self._links, self._pictures) for pair in pairs[-1:]))
        if max((mark[0] for mark in known), default=-1) > opened or not _SAFE_ADDRESS.match(self._text, span[0]):
            raise _Unclear
        if self._text[opened - 1 : opened] != "!":
            self._links.append(((opened, opened + 1), span))
        elif self._escapes[-1:] == [(opened - 2, opened - 1)] or not _PLAIN.fullmatch(self._text, opened + 1, span[0]):
            raise _Unclear
        else:
            self._pictures.append(((opened - 1, opened + 1), span))

    def _paired(self) -> list[Span]:
        """Give the asterisks of emphasis; every second run has to close the one before it."""
        if len(self._stars) < 2:
            return []
        if len(self._stars) % 2:
            raise _Unclear
        borders = [at for link in self._links for at, _ in link]
        for opening, closing in zip(self._stars[::2], self._stars[1::2], strict=True):
            size = opening[1] - opening[0]
            if (
                size > 2
                or size != closing[1] - closing[0]
                or not _is_letter(self._text[opening[1]])
                or not _is_letter(self._text[closing[0] - 1])
                or bisect(borders, opening[0]) != bisect(borders, closing[0])
            ):
                raise _Unclear
        return self._stars

    def _stands_apart(self, span: Span) -> bool:
        before, after = self._beside(span)
        return before.isspace() and after.isspace()

    def _is_inside_word(self, span: Span) -> bool:
        before, after = self._beside(span)
        return before.isalnum() and after.isalnum()

    def _beside(self, span: Span) -> tuple[str, str]:
        start, end = span
        return self._text[max(0, start - 1) : start] or " ", self._text[end : end + 1] or " "


def _is_letter(character: str) -> bool:
    """Tell whether emphasis can begin before this character and end behind it, whatever stands on the other side."""
    return character.isalnum() or (not character.isspace() and CJK.match(character) is not None)
