"""Brackets and quotation marks that open and never close, and marks that another language prints.

An apostrophe looks like a closing single quotation mark, so a single mark counts only when it opens one. A
quotation over several paragraphs opens each of them and closes the last. What the source leaves open, the
target may leave open too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from workbench.checks.pair import Pair, View
from workbench.findings import N_, Finding, Severity
from workbench.languages import Locale

_NOT_CLOSED = N_("%(mark)s is never closed; %(other)s is missing.")
_NOT_OPENED = N_("%(mark)s was never opened; %(other)s is missing.")
_ODD = N_("One of the straight quotation marks has no counterpart.")
_FOREIGN = N_("%(mark)s is not a quotation mark of this language; it takes %(pair)s.")

# Brackets of either width may close each other here; the width is the matter of another check.
_BRACKETS = {")": "(", "）": "(", "]": "[", "］": "[", "}": "{", "】": "【", "》": "《", "〉": "〈", "〕": "〔"}
_BRACKET_NAMES = {"（": "(", "［": "["}
_QUOTES = {"”": "“", "»": "«", "」": "「", "』": "『", "’": "‘"}
_ANY_BRACKET = re.compile(r"[()（）\[\]［］{}【】《》〈〉〔〕]")
_ANY_QUOTE = re.compile(r"[“”«»「」『』‘’]|\n\s*\n")
# 1) a) iv) open nothing.
_ENUMERATION = re.compile(r"(?:^|[\s，。；：、,;:.])(?:\d{1,3}|[A-Za-z]|[ivx]{1,4}|[一二三四五六七八九十]{1,2})$")
_STRAIGHT = re.compile(r'(?<!\d)"')


@dataclass(frozen=True)
class Loose:
    """A mark without its counterpart: where it stands, and which mark is missing."""

    at: int
    mark: str
    other: str


def loose_marks(text: str, closers: Mapping[str, str], pattern: re.Pattern[str]) -> Iterator[Loose]:
    """Find the marks that lack their counterpart.

    Args:
        text: what readers see.
        closers: the opening mark of each closing one.
        pattern: finds all marks, and blank lines where a new paragraph may open what is open already.
    """
    openers = {opener: closer for closer, opener in reversed([*closers.items()])}
    open_marks: list[tuple[int, str, str]] = []
    new_paragraph = False
    for found in pattern.finditer(text):
        sign, at = found.group(), found.start()
        if len(sign) > 1:
            new_paragraph = True
            continue
        kind = _BRACKET_NAMES.get(sign, sign)
        if kind in openers:
            again = new_paragraph and any(kind == known for _, known, _ in open_marks) and text[at - 1] == "\n"
            if not again and not (sign == "‘" and _is_apostrophe(text, at)):
                open_marks.append((at, kind, sign))
            continue
        opener = closers[sign]
        place = next((n for n in range(len(open_marks) - 1, -1, -1) if open_marks[n][1] == opener), None)
        if place is not None:
            if sign == "’" and _is_inside_word(text, at):
                continue
            yield from (Loose(a, mark, openers[known]) for a, known, mark in open_marks[place + 1 :])
            del open_marks[place:]
        elif sign != "’" and not (sign in ")）" and _ENUMERATION.search(text, max(at - 6, 0), at)):
            yield Loose(at, sign, opener)
    yield from (Loose(at, mark, openers[known]) for at, known, mark in open_marks)


def _is_inside_word(text: str, at: int) -> bool:
    return text[at - 1 : at].isalpha() and text[at + 1 : at + 2].isalpha() and text[at + 1] < "\u2e80"


def _is_apostrophe(text: str, at: int) -> bool:
    """Tell ‘90s and rock ‘n’ roll, where the keyboard turned the apostrophe the wrong way."""
    return text[at + 1 : at + 2].isdigit() or (at > 0 and text[at - 1].isalpha() and text[at - 1] < "\u2e80")


class Brackets:
    """A bracket lacks its counterpart."""

    id = "brackets"
    severity = Severity.WARNING
    description = N_("Brackets come in pairs.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Look at the target, unless the source has a loose bracket itself."""
        if not _ANY_BRACKET.search(pair.seen.text):
            return
        found = list(loose_marks(pair.seen.text, _BRACKETS, _ANY_BRACKET))
        if found and not any(loose_marks(pair.said.text, _BRACKETS, _ANY_BRACKET)):
            yield from (_finding(self.id, self.severity, pair.seen, loose, _BRACKETS) for loose in found)


class Quotes:
    """A quotation mark lacks its counterpart, or belongs to another language."""

    id = "quotes"
    severity = Severity.WARNING
    description = N_("Quotation marks come in pairs, and are those of the target language.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Report loose marks unless the source has such, and the first of each kind of foreign ones."""
        text = pair.seen.text
        straight = list(_STRAIGHT.finditer(text)) if '"' in text else []
        curly = _ANY_QUOTE.search(text) is not None
        found = list(loose_marks(text, _QUOTES, _ANY_QUOTE)) if curly else []
        if (found or len(straight) % 2) and not _leaves_open(pair.said.text):
            yield from (_finding(self.id, self.severity, pair.seen, loose, _QUOTES) for loose in found)
            if not found:
                span = pair.seen.span(*straight[-1].span())
                yield Finding(self.id, self.severity, _ODD, span=span, found='"')
        if curly:
            yield from self._foreign(pair)
        if straight and pair.target_locale.is_chinese:
            yield self._strange(pair, straight[0].start())

    def _foreign(self, pair: Pair) -> Iterator[Finding]:
        own = _own_quotes(pair.target_locale)
        for mark in _QUOTES.values():
            if mark not in own and mark in pair.seen.text:
                yield self._strange(pair, pair.seen.text.index(mark))

    def _strange(self, pair: Pair, at: int) -> Finding:
        mark = pair.seen.text[at]
        wanted = "".join(pair.target_locale.quotes[:2])
        span = pair.seen.span(at, at + 1)
        return Finding(self.id, Severity.INFO, _FOREIGN, {"mark": mark, "pair": wanted}, span=span, found=mark)


def _leaves_open(text: str) -> bool:
    return len(_STRAIGHT.findall(text)) % 2 == 1 or any(loose_marks(text, _QUOTES, _ANY_QUOTE))


def _own_quotes(locale: Locale) -> frozenset[str]:
    return frozenset(locale.quotes).union(*locale.also_quotes)


def _finding(check: str, severity: Severity, seen: View, loose: Loose, closers: Mapping[str, str]) -> Finding:
    message = _NOT_OPENED if loose.mark in closers else _NOT_CLOSED
    return Finding(
        check,
        severity,
        message,
        {"mark": loose.mark, "other": loose.other},
        span=seen.span(loose.at, loose.at + 1),
        found=loose.mark,
    )
