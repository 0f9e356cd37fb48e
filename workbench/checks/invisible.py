"""Characters that nobody sees: zero-width, control and bidirectional ones, and the sign of lost characters.

They break searches and comparisons, and bidirectional ones can make a text read otherwise than it is stored
(Unicode Technical Report 36; "Trojan Source", 2021). Joiners inside emoji are left alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from workbench.checks.pair import Pair
from workbench.findings import N_, Finding, Severity

_HIDDEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    r"\ufff9-\ufffb\ufffd\U000e0000-\U000e007f]+"
)
_EMOJI = re.compile(r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")

_FOUND = N_("An invisible character stands here: %(name)s.")
_LOST = N_("A character was lost here when the text was decoded.")


class Invisible:
    """The target holds characters that cannot be seen."""

    id = "invisible"
    severity = Severity.ERROR
    description = N_("Invisible, control and bidirectional characters.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Look at the target as stored, markup included; each finding offers to take the characters out."""
        target = pair.target
        if target.isascii() and target.isprintable():
            return
        for found in _HIDDEN.finditer(target):
            start, end = found.span()
            if found.group() == "\u200d" and _EMOJI.match(target, start - 1) and _EMOJI.match(target, end):
                continue
            if "\ufffd" in found.group():
                yield Finding(self.id, self.severity, _LOST, span=(start, end), found=found.group())
                continue
            first = found.group()[0]
            name = f"U+{ord(first):04X} {unicodedata.name(first, 'control character')}"
            yield Finding(
                self.id,
                self.severity,
                _FOUND,
                {"name": name},
                span=(start, end),
                found=found.group(),
                replacement="",
            )
