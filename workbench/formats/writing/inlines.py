"""Turn inline Markdown into nodes.

The parser is that of `workbench.text`, so that preview, checks and books agree. What the tree does not know
becomes text: raw HTML but for a few tags, links that lead elsewhere than to the web. Tags that overlap are
closed in order, as browsers do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import cast

from markdown_it.token import Token

from workbench.formats.legal import printable
from workbench.formats.writing.nodes import Break, Image, Inline, Link, NoteRef, Span, SpanKind, Text
from workbench.languages import parse as parse_locale
from workbench.text import markup
from workbench.text.characters import CJK
from workbench.text.inline import parse

_SPECIAL = re.compile(r"[\\`*_\[<~\n]")
_TAG = re.compile(r"<(/?)(sup|sub|del|br|ruby|rt|rp)\s*/?>", re.IGNORECASE)
_SAFE = re.compile(r"(?:https?://|mailto:)[^\s\\]+", re.IGNORECASE)
_SPANS = {"em_open": "em", "strong_open": "strong", "s_open": "del"}


class Scope:
    """What inline markup can refer to, in one language of a book.

    Args:
        locale: the language's tag, the first half of each note's key.
        labels: the footnotes that there are; a reference to any other is only a raised sign.
        anchors: what links inside the text can lead to: the id that the text has, and the name in the book.
    """

    def __init__(self, locale: str, labels: Iterable[str] = (), anchors: Mapping[str, str] | None = None) -> None:
        self.locale = locale
        self.labels = frozenset(labels)
        self.anchors = anchors or {}
        self.numbers: dict[str, int] = {}
        self.spaced = parse_locale(locale).spaced

    def refer(self, label: str) -> Inline:
        """Give the node for a reference to a footnote."""
        if label not in self.labels:
            return Span("sup", (Text(f"[{label}]"),))
        first = label not in self.numbers
        number = self.numbers.setdefault(label, len(self.numbers) + 1)
        return NoteRef((self.locale, label), number, first)

    def address(self, target: str) -> str:
        """Give the address for a link, or nothing where it must not lead."""
        if target.startswith("#"):
            name = self.anchors.get(target[1:])
            return f"#{name}" if name else ""
        return target if _SAFE.fullmatch(target) else ""


def read_inlines(content: str, scope: Scope) -> tuple[Inline, ...]:
    """Read a content with inline Markdown, in the language of `scope`."""
    content = printable(content)
    if not _SPECIAL.search(content):
        return (Text(content),) if content else ()
    if "[" not in content:
        return _read_alone(content, scope.locale)
    return _Reader(content, scope).run()


@lru_cache(maxsize=8_000)
def _read_alone(content: str, locale: str) -> tuple[Inline, ...]:
    """Read a content that refers to nothing, and so is the same in every book: a reading site shows it many times."""
    return _Reader(content, Scope(locale)).run()


class _Open:
    """A span or link that is not closed yet; `is_tag` if it was opened by a tag and may be closed by another."""

    def __init__(self, kind: str, *, href: str = "", is_tag: bool = False) -> None:
        self.kind = kind
        self.href = href
        self.is_tag = is_tag
        self.children: list[Inline] = []

    def nodes(self, parent: str) -> tuple[Inline, ...]:
        """Give what stands in the tree for it; a ruby needs its reading, and a reading its ruby."""
        children = tuple(self.children)
        if self.kind == "link":
            inside, notes = _without_notes(children)
            return (Link(self.href, inside), *notes) if self.href and inside else children
        stray = parent != "ruby" if self.kind in ("rt", "rp") else False
        if self.kind == "ruby":
            stray = not any(isinstance(child, Span) and child.kind == "rt" for child in children)
        return children if stray or not children else (Span(cast(SpanKind, self.kind), children),)


def _without_notes(children: tuple[Inline, ...]) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    """Part the references to notes from what else is in a link: each is a link of its own, and none holds another."""
    inside: list[Inline] = []
    notes: list[Inline] = []
    for child in children:
        match child:
            case NoteRef():
                notes.append(child)
            case Span(kind, within):
                kept, moved = _without_notes(within)
                inside += [Span(kind, kept)] if kept else []
                notes += moved
            case _:
                inside.append(child)
    return tuple(inside), tuple(notes)


class _Reader:
    """Reads the tokens of one content; `open` are the spans around the present place, the whole content first."""

    def __init__(self, content: str, scope: Scope) -> None:
        self.content = content
        self.scope = scope
        self.open = [_Open("")]

    def run(self) -> tuple[Inline, ...]:
        for token in parse(self.content):
            self._take(token)
        while len(self.open) > 1:
            self._close()
        return tuple(self.open[0].children)

    def _take(self, token: Token) -> None:
        match token.type:
            case "em_open" | "strong_open" | "s_open":
                self.open.append(_Open(_SPANS[token.type]))
            case "link_open":
                self.open.append(_Open("link", href=self.scope.address(str(token.attrs["href"]))))
            case "em_close" | "strong_close" | "s_close" | "link_close":
                while self.open[-1].is_tag:
                    self._close()
                self._close()
            case "html_inline" if known := _TAG.fullmatch(token.content):
                self._take_tag(known[2].lower(), closes=bool(known[1]))
            case _:
                self._add(self._leaf(token))

    def _take_tag(self, name: str, *, closes: bool) -> None:
        if name == "br":
            self._add(Break())
        elif not closes:
            self.open.append(_Open(name, is_tag=True))
        else:
            tags = [one.kind for one in reversed(self.open)]
            depth = next((n for n, one in enumerate(reversed(self.open)) if not one.is_tag), len(tags))
            if name in tags[:depth]:
                for _ in range(tags.index(name) + 1):
                    self._close()

    def _leaf(self, token: Token) -> Inline:
        match token.type:
            case "code_inline":
                return Span("code", (Text(token.content),))
            case "image":
                return Image(str(token.attrs["src"]), markup.plain(token.content))
            case "footnote_ref":
                return self.scope.refer(token.content)
            case "hardbreak":
                return Break()
            case "softbreak":
                return Text(self._joint(token.meta["at"]))
        return Text(token.content)

    def _joint(self, at: int) -> str:
        """What stands in the place of a line's end: nothing between two Chinese characters, else a blank."""
        around = (self.content[:at].rstrip(" ")[-1:], self.content[at:].lstrip()[:1])
        return "" if not self.scope.spaced and all(CJK.match(one) for one in around) else " "

    def _add(self, node: Inline) -> None:
        children = self.open[-1].children
        if isinstance(node, Text) and children and isinstance(children[-1], Text):
            children[-1] = Text(children[-1].text + node.text)
        elif not (isinstance(node, Text) and not node.text):
            children.append(node)

    def _close(self) -> None:
        done = self.open.pop()
        for node in done.nodes(self.open[-1].kind):
            self._add(node)
