"""The inline parser: markdown-it-py, told where each token stands and that Chinese has no spaces.

CommonMark decides by spaces and punctuation whether `*` may open or close emphasis, so that `**商品。**因此`
stays literal. Here CJK and curly-quote characters count as letters on one side of `*` and as a border on the
other; whatever CommonMark itself reads as emphasis stays emphasis. Only the names that markdown-it-py
documents for plug-ins are used, but for the list of rules that are wrapped to record places.
"""

from __future__ import annotations

import re
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType

from workbench.text.characters import CJK

_FOOTNOTE = re.compile(r"\[\^([^\[\]\s]{1,80})\]")


class _State(StateInline):
    """Inline state that remembers where each token stands and lets emphasis touch CJK characters."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = self.pos
        return token

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - names of the base class
        scanned = super().scanDelims(start, canSplitWord)
        if not canSplitWord:  # `_` between letters is a part of a name, in any script
            return scanned
        behind = start + scanned.length
        before = self.src[start - 1] if start else " "
        after = self.src[behind] if behind < self.posMax else " "
        return Scanned(
            scanned.can_open or _touches(after, before), scanned.can_close or _touches(before, after), scanned.length
        )


def _touches(inside: str, outside: str) -> bool:
    """Tell whether emphasis may have its edge between two characters of which at least one is CJK."""
    return not inside.isspace() and bool(CJK.match(inside) or CJK.match(outside))


class _Parser(ParserInline):
    """The inline parser, its rules wrapped so that every token carries the span that its rule consumed."""

    def __init__(self) -> None:
        super().__init__()
        self.ruler.before("link", "footnote_ref", _footnote)
        for rule in self.ruler.__rules__:
            rule.fn = _recorded(rule.fn)

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for finish in self.ruler2.getRules(""):
            finish(state)
        return state.tokens


def _recorded(rule: RuleFuncInlineType) -> RuleFuncInlineType:
    """Wrap an inline rule: each token gets `end`, and tokens of one run of `*` or `~` get their own place."""

    def wrapped(state: StateInline, silent: bool) -> bool:
        start, known = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        offset = 0
        for token in state.tokens[known:]:
            if "at" in token.meta and "end" not in token.meta:
                token.meta["end"] = state.pos
                if token.type == "text" and token.meta["at"] == start:
                    token.meta["at"] = start + offset
                    offset += len(token.content)
        return True

    return wrapped


def _footnote(state: StateInline, silent: bool) -> bool:
    found = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        state.push("footnote_ref", "", 0).content = found[1]
    state.pos = found.end()
    return True


class _Markdown(MarkdownIt):
    """Keeps addresses as written, so that a check can compare them and an export can give them back."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - name of the base class
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - name of the base class
        return link


def _build() -> MarkdownIt:
    md = _Markdown("zero", {"html": True})
    md.inline = _Parser()
    md.inline.ruler.enableOnly(
        ["text", "newline", "escape", "backticks", "strikethrough", "emphasis", "footnote_ref", "link", "image",
         "autolink", "html_inline"]
    )  # fmt: skip
    return md


_MD = _build()


def parse(content: str) -> list[Token]:
    """Parse inline Markdown; `token.meta` has `at`, where the token was met, and `end`, where its rule stopped."""
    return _MD.inline.parse(content, _MD, {}, [])
