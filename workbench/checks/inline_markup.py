"""Links, notes, code and emphasis that were lost, added or left open on the way.

A lost link or note is lost content; emphasis is a matter of style, and Chinese marks titles with 《》 where
English has italics. Quotation marks and title marks may therefore stand for emphasis, in both directions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from workbench.checks.pair import Pair, View
from workbench.findings import N_, Finding, Severity
from workbench.text.markup import Mark

_EMPHASIS = ("emphasis", "strong")
_LINKS = ("link-open", "autolink", "image")
_BARE_ADDRESS = re.compile(r"https?://[^\s<>()\[\]（）《》「」“”，。；、]+[^\s<>()\[\]（）《》「」“”，。；、.,:;!?]")
_STAND_INS = re.compile('[《〈“「『«]|(?<![^\\W\\d_])"')
_LEFT_OPEN = re.compile(r"\*+|\]\(|`+|~~")

_LINK_LOST = N_("The link to %(target)s is missing.")
_LINK_NEW = N_("The source has no link to %(target)s.")
_NOTE_LOST = N_("The reference to note %(label)s is missing.")
_NOTE_NEW = N_("The source has no reference to note %(label)s.")
_CODE = N_("The source has %(expected)s pieces of code, the translation %(found)s.")
_EMPHASIS_LOST = N_("The source has %(expected)s emphasised passages, the translation %(found)s.")
_OPEN = N_("The sign %(sign)s stays visible: this markup is never closed, or has a space on its inner side.")


class InlineMarkup:
    """The inline markup of the target is not that of the source."""

    id = "markup"
    severity = Severity.WARNING
    description = N_("Inline markup: links, references to notes, code and emphasis must come along.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Compare the marks of both sides; without a source, only look for markup left open."""
        left_open = list(self._left_open(pair))
        yield from left_open
        if not pair.source or not (pair.source_marks or pair.target_marks or "://" in pair.source):
            return
        yield from self._labels(pair, _addresses(pair, of="source"), _addresses(pair, of="target"), link=True)
        yield from self._labels(pair, _notes(pair.source_marks), _notes(pair.target_marks), link=False)
        code = _count(pair.source_marks, ("code",)), _count(pair.target_marks, ("code",))
        if code[0] != code[1]:
            yield self._counts(_CODE, *code)
        if left_open:
            return
        lost = _count(pair.source_marks, _EMPHASIS) - _count(pair.target_marks, _EMPHASIS)
        stand_ins = _stand_ins(pair.seen) - _stand_ins(pair.said)
        # Lost emphasis may have become quotation or title marks; new emphasis may have been such marks.
        if lost and not 0 < lost <= stand_ins and not 0 < -lost <= -stand_ins:
            yield self._counts(
                _EMPHASIS_LOST, _count(pair.source_marks, _EMPHASIS), _count(pair.target_marks, _EMPHASIS)
            )

    def _left_open(self, pair: Pair) -> Iterator[Finding]:
        for found in _LEFT_OPEN.finditer(pair.seen.text):
            if found.group() not in pair.said.text and not _is_escaped(pair, found.start()):
                span = pair.seen.span(*found.span())
                yield Finding(self.id, self.severity, _OPEN, {"sign": found.group()}, span=span, found=found.group())

    def _labels(self, pair: Pair, wanted: Counter[str], given: Counter[str], *, link: bool) -> Iterator[Finding]:
        """Report what one side has more often than the other: addresses of links, or labels of notes."""
        name, lost, new = ("target", _LINK_LOST, _LINK_NEW) if link else ("label", _NOTE_LOST, _NOTE_NEW)
        for label in wanted - given:
            at = pair.source.find(label)
            span = (at, at + len(label)) if at >= 0 else None
            yield Finding(self.id, Severity.ERROR, lost, {name: label}, source_span=span, expected=(label,))
        for label in given - wanted:
            at = pair.target.find(label)
            span = (at, at + len(label)) if at >= 0 else None
            yield Finding(self.id, self.severity, new, {name: label}, span=span, found=label)

    def _counts(self, message: str, expected: int, found: int) -> Finding:
        return Finding(self.id, self.severity, message, {"expected": str(expected), "found": str(found)})


def _addresses(pair: Pair, *, of: str) -> Counter[str]:
    marks, seen = (pair.source_marks, pair.said) if of == "source" else (pair.target_marks, pair.seen)
    return Counter([mark.target for mark in marks if mark.kind in _LINKS] + _BARE_ADDRESS.findall(seen.text))


def _notes(marks: list[Mark]) -> Counter[str]:
    return Counter(mark.target for mark in marks if mark.kind == "footnote")


def _count(marks: list[Mark], kinds: tuple[str, ...]) -> int:
    return sum(mark.kind in kinds and mark.side != "close" for mark in marks)


def _stand_ins(side: View) -> int:
    return len(_STAND_INS.findall(side.text))


def _is_escaped(pair: Pair, at: int) -> bool:
    start, _ = pair.seen.span(at, at + 1)
    return pair.target[start - 1 : start] == "\\"
