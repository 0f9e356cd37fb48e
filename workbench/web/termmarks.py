"""Mark glossary terms in a text that is shown as HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from workbench.glossary import Match, Termbase
from workbench.text import markup

_PIECE = re.compile(r"<[^>]+>|&[^;\s]+;|.", re.DOTALL)


class _Place(NamedTuple):
    """A term in the text that a reader sees: half-open, in code points."""

    start: int
    end: int
    concept: str


def mark_terms(content: str, locale: str, termbase: Termbase) -> Markup:
    """A text as HTML with its glossary terms in spans that name their concepts."""
    shown = markup.to_html(content, locale=locale)
    places = list(_places(content, markup.plain(content), termbase.find(content, locale)))
    return Markup(_with_spans(shown, places))  # noqa: S704 - to_html escapes all but its allow-list


def _places(content: str, plain: str, matches: Sequence[Match]) -> Iterator[_Place]:
    """Find each match in the text without markup: the same words, met the same number of times before."""
    last = 0
    for match in matches:
        at = -1
        for _ in range(content.count(match.text, 0, match.start) + 1):
            at = plain.find(match.text, at + 1)
        if at >= last:
            last = at + len(match.text)
            yield _Place(at, last, match.concept)


def _with_spans(shown: str, places: Sequence[_Place]) -> str:
    """Put spans around stretches of the visible text; a span ends before a tag and begins again behind it."""
    if not places:
        return shown
    result: list[str] = []
    waiting = list(reversed(places))
    seen = 0
    is_open = False
    in_link = 0
    for piece in _PIECE.findall(shown):
        if piece.startswith("<"):
            if is_open:
                result.append("</span>")
                is_open = False
            in_link += {"<a ": 1, "</a": -1}.get(piece[:3], 0)
            result.append(piece)
            continue
        while waiting and seen >= waiting[-1].end:
            waiting.pop()
            if is_open:
                result.append("</span>")
                is_open = False
        if waiting and not is_open and not in_link and waiting[-1].start <= seen < waiting[-1].end:
            concept = html.escape(waiting[-1].concept, quote=True)
            result.append(f'<span class="term" data-concept="{concept}">')
            is_open = True
        result.append(piece)
        seen += 1
    if is_open:
        result.append("</span>")
    return "".join(result)
