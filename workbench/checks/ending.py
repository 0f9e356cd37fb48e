"""How a text ends: with a stop, a question, an exclamation, a colon, dots, or nothing.

Marks of all three languages fall into the same few classes; closing quotation marks and brackets around
them do not count. A different end often means that the last sentence is missing or was cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.checks.pair import Pair
from workbench.findings import N_, Finding, Severity
from workbench.text.segments import Kind

_CLASSES = {
    **dict.fromkeys(".。．", N_("a full stop")),
    **dict.fromkeys("?？", N_("a question mark")),
    **dict.fromkeys("!！", N_("an exclamation mark")),
    **dict.fromkeys(":：", N_("a colon")),
    **dict.fromkeys(";；", N_("a semicolon")),
    **dict.fromkeys(",，、", N_("a comma")),
    "…": N_("dots"),
}
_NONE = N_("no punctuation")
_DIFFERENT = N_("The source ends with %(expected)s, the translation with %(found)s.")
_END = re.compile(r"(\.{3}|…|[.。．?？!！:：;；,，、])?[\s\"'”’»›」』）)\]】}]*$")
# Dots trail off where another language simply stops; headings and lists follow the habits of their language.
_ALIKE = frozenset({frozenset({"a full stop", "dots"}), frozenset({"a full stop", "a semicolon"})})
_LOOSE = frozenset({Kind.TITLE, Kind.HEADING, Kind.LIST_ITEM, Kind.TABLE_CELL, Kind.VERSE, Kind.CODE})
_LOOSE_ENDS = frozenset({"a full stop", "a semicolon", "a comma", "a colon", "dots", _NONE})
# A question that becomes a statement, or a text without its stop, may be a mistake; a colon for a stop is style.
_TELLING = frozenset({"a question mark", "an exclamation mark", _NONE})


class Ending:
    """Source and target end with marks of different classes."""

    id = "end-mark"
    severity = Severity.WARNING
    description = N_("The mark at the end: a question stays a question, a full stop a full stop.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Compare the last marks; `expected` and `found` hold the English names of their classes."""
        if not pair.source:
            return
        expected, _ = _end(pair.said.text)
        found, at = _end(pair.seen.text)
        if expected == found or frozenset({expected, found}) in _ALIKE:
            return
        if pair.kind in _LOOSE and {expected, found} <= _LOOSE_ENDS:
            return
        text = pair.seen.text
        span = pair.seen.span(max(at - (found == _NONE), 0), len(text)) if text else None
        yield Finding(
            self.id,
            self.severity if {expected, found} & _TELLING else Severity.INFO,
            _DIFFERENT,
            {"expected": expected, "found": found},
            span=span,
            found=text[at:],
        )


def _end(text: str) -> tuple[str, int]:
    """Give the class of the last mark and where it stands."""
    found = _END.search(text, max(len(text) - 12, 0))
    if found is None or found[1] is None:
        return _NONE, len(text)
    return ("dots" if found[1] == "..." else _CLASSES[found[1]]), found.start(1)
