"""Spaces where none belong: two in a row, before punctuation, between Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.checks.pair import Pair
from workbench.findings import N_, Finding, Severity
from workbench.text.characters import HAN
from workbench.text.segments import Kind

_DOUBLE = N_("Two spaces in a row.")
_BEFORE = N_("A space stands before %(mark)s.")
_AROUND = N_("No space belongs next to %(mark)s.")
_BETWEEN = N_("A space stands between Chinese characters.")

_TWO = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
# The operator `? :` of a program is no punctuation.
_BEFORE_LATIN = re.compile(r"(?<=[\w”’»)\]])[ \u00a0]([,;:!?.»)])(?=[\s”’»)\"]|$)(?! :)")
_NEXT_TO_WIDE = re.compile(r"(?<=[，。；：？！、（《「『])[ \u00a0](?=\S)|(?<=\S)[ \u00a0](?=[，。；：？！、）》」』])")
_BETWEEN_HAN = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")
# Verse and tables are set with spaces; a Chinese heading separates its number, a line of names its names.
_SET = frozenset({Kind.VERSE, Kind.CODE, Kind.TABLE_CELL})
_RUNNING = frozenset({Kind.PARAGRAPH, Kind.QUOTE, Kind.NOTE})


class Spacing:
    """A space too many."""

    id = "spacing"
    severity = Severity.WARNING
    description = N_("Spaces: none doubled, none before punctuation, none between Chinese characters.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Look at the target alone; each finding offers the text without the space."""
        if pair.kind in _SET:
            return
        text = pair.seen.text
        for found in _TWO.finditer(text):
            yield self._finding(pair, *found.span(), _DOUBLE, " ")
        if not pair.target_locale.is_chinese:
            for found in _BEFORE_LATIN.finditer(text):
                yield self._finding(pair, *found.span(), _BEFORE, found[1], mark=found[1])
            return
        for found in _NEXT_TO_WIDE.finditer(text):
            at = found.start()
            mark = text[at - 1] if text[at - 1] in "，。；：？！、（《「『" else text[at + 1]
            yield self._finding(pair, *found.span(), _AROUND, "", mark=mark)
        if pair.kind in _RUNNING:
            for found in _BETWEEN_HAN.finditer(text):
                start, end = pair.seen.span(found.start() - 1, found.end() + 1)
                # A space that a translator puts around emphasis helps other Markdown readers.
                if end - start == len(found.group()) + 2:
                    yield self._finding(pair, *found.span(), _BETWEEN, "")

    def _finding(self, pair: Pair, start: int, end: int, message: str, replacement: str, mark: str = "") -> Finding:
        return Finding(
            self.id,
            self.severity,
            message,
            {"mark": mark} if mark else {},
            span=pair.seen.span(start, end),
            found=pair.seen.text[start:end],
            replacement=replacement,
        )
