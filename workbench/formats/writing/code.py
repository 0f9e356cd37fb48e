"""Code between its fences, and without them."""

from __future__ import annotations

import re

_FENCED = re.compile(r"\s*(`{3,}|~{3,})[^\n]*\n(?:(.*?)\n)?[ \t]*\1[`~]*\s*", re.DOTALL)


def unfence(code: str) -> str:
    """Give code without the fences that Markdown has around it."""
    found = _FENCED.fullmatch(code)
    return (found[2] or "") if found else code


def fence(code: str) -> str:
    """Give code in fences, where a translator has left them away."""
    if _FENCED.fullmatch(code):
        return code
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    ticks = "`" * max(3, longest + 1)
    return f"{ticks}\n{code}\n{ticks}"
