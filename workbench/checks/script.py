"""Characters of the other Chinese script: 國 in Simplified text, 国 in Traditional text.

Only characters that one of the scripts never uses count; 后 or 里 belong to both.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.checks.pair import Pair
from workbench.findings import N_, Finding, Severity
from workbench.script.detection import detect

_TRADITIONAL = N_("%(character)s is a Traditional character; this text is in Simplified script.")
_SIMPLIFIED = N_("%(character)s is a Simplified character; this text is in Traditional script.")
_WHOLE_TRADITIONAL = N_("This text is in Traditional script, not in Simplified: %(character)s")
_WHOLE_SIMPLIFIED = N_("This text is in Simplified script, not in Traditional: %(character)s")

# More different ones than this are not slips but a text in the other script.
_MOST_SLIPS = 8


class ScriptMixture:
    """A Chinese target holds characters of the other script."""

    id = "script"
    severity = Severity.WARNING
    description = N_("Chinese script: no Traditional characters in Simplified text, and the reverse.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Report each foreign character once, at its first place; many of them as one finding."""
        if not pair.target_locale.is_chinese:
            return
        text = pair.seen.text
        # Which characters there are is all that matters here, and the fewer there are, the faster it goes.
        found = detect("".join(dict.fromkeys(text)))
        simplified = pair.target_locale.script == "Hans"
        strangers = found.hant if simplified else found.hans
        if len(strangers) > _MOST_SLIPS:
            message = _WHOLE_TRADITIONAL if simplified else _WHOLE_SIMPLIFIED
            yield Finding(self.id, self.severity, message, {"character": "".join(strangers[:_MOST_SLIPS]) + "…"})
            return
        for character in strangers:
            at = text.index(character)
            yield Finding(
                self.id,
                self.severity,
                _TRADITIONAL if simplified else _SIMPLIFIED,
                {"character": character},
                span=pair.seen.span(at, at + 1),
                found=character,
            )
