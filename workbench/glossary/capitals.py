"""Tell a common word from the same word in a longer name that the glossary does not have, by capitals.

Only a word that the glossary writes small says something by its capital; Chinese has none, and in a heading with
capitals they mean nothing. It fails at the beginning of a sentence where the next word is a name.
"""

from __future__ import annotations

import re

from workbench.glossary.matches import Match
from workbench.glossary.reading import Unit

_LONGEST_HEADING = 12
_LAST_WORD = re.compile(r"([^\W\d_]+)[ \u00a0-]$")
_NEXT_WORD = re.compile(r"[ \u00a0-]([^\W\d_]+)")
_ARTICLES = frozenset({"the", "a", "an", "this", "that", "our", "el", "la", "los", "las", "un", "una", "del", "al"})


def is_in_a_name(match: Match, unit: Unit) -> bool:
    """Whether a common word stands in a longer name that the glossary does not have: the union in “Soviet Union”."""
    if unit.source_language == "zh" or not match.term.text[0].islower() or not match.text[0].isupper():
        return False
    line_start = unit.source.rfind("\n", 0, match.start) + 1
    line = unit.source[line_start:].split("\n", 1)[0]
    if _is_title_case(line):
        return False
    before = _LAST_WORD.search(unit.source, line_start, match.start)
    after = _NEXT_WORD.match(unit.source, match.end)
    neighbours = [found.group(1) for found in (before, after) if found]
    return any(word[0].isupper() and word.casefold() not in _ARTICLES for word in neighbours)


def _is_title_case(line: str) -> bool:
    """Whether a line is a heading with capitals, where a capital tells nothing."""
    words = [word for word in line.split() if len(word) > 3]
    return 2 * sum(word[0].isupper() for word in words) > len(words) > 1 and len(words) <= _LONGEST_HEADING
