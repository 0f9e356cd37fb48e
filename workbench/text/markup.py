"""Inline Markdown: one parser for preview, checks, script conversion and export.

Method: CommonMark 0.31 as markdown-it-py reads it, with footnote references, `~~deletions~~`, and emphasis
that works in Chinese (see `inline`).

Raw HTML is text, but for a few tags without attributes. It fails on reference links (`[text][id]`) and HTML
entities, which stay literal: nothing outside a segment may change what it says.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import nh3
from markdown_it.token import Token

from workbench.languages import parse as parse_locale
from workbench.text.characters import CJK
from workbench.text.inline import parse

Side = Literal["open", "close", "whole"]

_TAGS = {"em", "strong", "a", "code", "sup", "sub", "del", "br", "ruby", "rt", "rp"}
_HTML_TAG = re.compile(r"<(/?)(sup|sub|del|br|ruby|rt|rp)\s*/?>", re.IGNORECASE)
_SAFE_TARGET = re.compile(r"(?:https?:|mailto:|#)", re.IGNORECASE)
_SPECIAL = re.compile(r"[\\`*_\[<~\n]")
_KINDS = {"em": "emphasis", "strong": "strong", "s": "deletion"}
_ELEMENTS = {"em": "em", "strong": "strong", "s": "del"}


@dataclass(frozen=True)
class Mark:
    """One stretch of markup in a content.

    Attributes:
        kind: `emphasis`, `strong`, `deletion`, `link-open`, `link-close`, `code`, `image`, `footnote`,
            `autolink`, `html`, `escape` or `break`.
        start: first code point of the syntax.
        end: the code point behind it.
        target: address of a link or image, label of a footnote, name of an HTML tag.
        side: whether it opens or closes what stands around it, or is a thing of its own.
        text: the plain text that it stands for: what is inside ticks, the alternative text of an image.
    """

    kind: str
    start: int
    end: int
    target: str = ""
    side: Side = "whole"
    text: str = ""


def digest(content: str) -> str:
    """Give the short stable id of a content: eight characters of lower-case base 32 (40 bits of BLAKE2b)."""
    raw = hashlib.blake2b(content.encode(), digest_size=5).digest()
    return base64.b32encode(raw).decode().lower()


def marks(content: str) -> list[Mark]:
    """Find every stretch of markup, in text order and without overlap; what lies between is plain text."""
    if not _SPECIAL.search(content):
        return []
    found: list[Mark] = []
    inside_autolink = False
    for token in parse(content):
        inside_autolink = token.type == "link_open" if token.markup == "autolink" else inside_autolink
        mark = None if inside_autolink and token.type == "text" else _mark(token, content)
        if mark is not None:
            found.append(mark)
    return sorted(found, key=lambda mark: mark.start)


def _mark(token: Token, content: str) -> Mark | None:
    """Turn a token into a mark, or None for plain text."""
    start, end = token.meta.get("at", 0), token.meta.get("end", 0)
    side: Side = "open" if token.nesting == 1 else "close"
    match token.type:
        case "link_open" if token.markup == "autolink":
            return Mark("autolink", start, end, str(token.attrs["href"]), "whole", content[start + 1 : end - 1])
        case "link_close" if token.markup == "autolink":
            return None
        case "link_open":
            return Mark("link-open", start - 1, start, str(token.attrs["href"]), side)
        case "link_close":
            return Mark("link-close", start, end, "", side)
        case "em_open" | "em_close" | "s_open" | "s_close" | "strong_close":
            return Mark(_KINDS[token.tag], start, start + len(token.markup), "", side)
        case "strong_open":  # markdown-it keeps the inner of the two asterisks as the token
            return Mark("strong", start - 1, start + 1, "", side)
        case "code_inline":
            return Mark("code", start, end, text=token.content)
        case "image":
            return Mark("image", start, end, str(token.attrs["src"]), text=_alternative(token))
        case "footnote_ref":
            return Mark("footnote", start, end, token.content)
        case "html_inline":
            return _html_mark(token.content, start, end)
        case "text_special" if token.content != token.markup:
            return Mark("escape", start, start + 1)
        case "hardbreak":
            while content[start] != "\\" and content[start - 1] == " ":
                start -= 1
            return Mark("break", start, end, text="\n")
    return None


def _html_mark(tag: str, start: int, end: int) -> Mark:
    known = _HTML_TAG.fullmatch(tag)
    if known is None:
        return Mark("html", start, end, text=tag)
    name = known[2].lower()
    if name == "br":
        return Mark("html", start, end, name, text="\n")
    return Mark("html", start, end, name, "close" if known[1] else "open")


def _alternative(image: Token) -> str:
    """Give the alternative text of an image without its markup."""
    return plain(image.content)


def plain(content: str) -> str:
    """Give the text without its markup; line feeds inside a paragraph stay."""
    pieces, at = [], 0
    for mark in marks(content):
        pieces += [content[at : mark.start], mark.text]
        at = mark.end
    return "".join([*pieces, content[at:]])


def elements(content: str) -> list[tuple[int, int]]:
    """Give the spans of whole inline elements, syntax included: what no cut may go through.

    A tag that is opened and never closed counts as a thing of its own.
    """
    spans: list[tuple[int, int]] = []
    opened: defaultdict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in marks(content):
        key = ("link", "") if mark.kind.startswith("link-") else (mark.kind, mark.target)
        if mark.side == "open":
            opened[key].append(mark)
        else:
            first = opened[key].pop() if mark.side == "close" and opened[key] else mark
            spans.append((first.start, mark.end))
    spans += [(mark.start, mark.end) for left in opened.values() for mark in left]
    return sorted(spans)


def to_html(content: str, *, locale: str) -> str:
    """Render inline markup as HTML that is safe to put into a page.

    Allowed are `em strong a code sup sub del br ruby rt rp`; links lead to http, https, mailto or a place in
    the page, other links are shown as their text, images as their alternative text, other HTML as written.
    A footnote reference becomes a raised link to `#fn-LABEL`.

    Args:
        content: a segment's text with inline Markdown.
        locale: BCP 47 tag; where words are not separated by spaces, lines join without one.
    """
    if not _SPECIAL.search(content):
        return html.escape(content, quote=False).replace("\xa0", "&nbsp;")
    spaced = parse_locale(locale).spaced
    return nh3.clean(
        _render(parse(content), content, spaced=spaced),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )


def _render(tokens: Sequence[Token], content: str, *, spaced: bool) -> str:
    pieces: list[str] = []
    closers: list[str] = []
    for token in tokens:
        if token.type == "link_open":
            target = str(token.attrs["href"])
            safe = _SAFE_TARGET.match(target) is not None
            pieces.append(f'<a href="{html.escape(target)}">' if safe else "")
            closers.append("</a>" if safe else "")
        elif token.type == "link_close":
            pieces.append(closers.pop())
        elif token.nesting:
            pieces.append(f"<{'/' if token.nesting < 0 else ''}{_ELEMENTS[token.tag]}>")
        else:
            pieces.append(_render_leaf(token, content, spaced=spaced))
    return "".join(pieces)


def _render_leaf(token: Token, content: str, *, spaced: bool) -> str:
    text = html.escape(token.content, quote=False)
    match token.type:
        case "code_inline":
            return f"<code>{text}</code>"
        case "image":
            return html.escape(_alternative(token), quote=False)
        case "footnote_ref":
            label = html.escape(token.content)
            return f'<sup><a href="#fn-{label}">{label}</a></sup>'
        case "html_inline":
            return token.content if _HTML_TAG.fullmatch(token.content) else text
        case "hardbreak":
            return "<br>"
        case "softbreak":
            at = token.meta["at"]
            around = (content[:at].rstrip(" ")[-1:], content[at:].lstrip()[:1])
            return "" if not spaced and all(CJK.match(one) for one in around) else "\n"
    return text
