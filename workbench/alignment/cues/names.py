"""Names given in both scripts: `Pun Ngai(潘毅)` in English or Spanish, 科尔宾（Jeremy Corbyn） in Chinese.

Such a bracket is a small dictionary that the author made for this text: from then on the name speaks for a bead
wherever it stands, in the one script here and in the other there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from workbench.alignment.keys import KeySets, no_keys
from workbench.alignment.sides import HAN, Side

_IN_SPACED = re.compile(rf"([A-Z][\w’'.-]*(?:\s[A-Z][\w’'.-]*)*)?\s?[\"“”]?\s?\(([{HAN}·]+)\)")
_IN_CHINESE = re.compile(rf"([{HAN}·]{{2,}})[”\"》]?\s?\(\s?([A-Z][\w’'.-]*(?:\s[\w’'.-]+)*)")
_HAN_RUN = re.compile(rf"[{HAN}]{{2,}}")
_LONGEST, _SHORTEST = 4, 2


class Names:
    """Names that one side gives in both scripts, and Chinese words inside English or Spanish."""

    name = "names"
    hit = 0.8
    weight = 0.8

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the names of each paragraph, a name being its Chinese form."""
        if source.locale.is_chinese == target.locale.is_chinese:
            return no_keys(source, target)
        chinese, spaced = (source, target) if source.locale.is_chinese else (target, source)
        pairs = [*_from_spaced(spaced.texts), *_from_chinese(chinese.texts)]
        latin = {name: re.compile(rf"(?<!\w){re.escape(name)}(?!\w)") for name, _ in pairs if name}
        in_spaced = [
            {han for name, han in pairs if name and name in text and latin[name].search(text)}
            | set(_HAN_RUN.findall(text))
            for text in spaced.texts
        ]
        known = set().union(*in_spaced)
        in_chinese = [{han for han in known if han in text} for text in chinese.texts]
        return (in_chinese, in_spaced) if source.locale.is_chinese else (in_spaced, in_chinese)


def _from_spaced(texts: Iterable[str]) -> set[tuple[str, str]]:
    return {
        (name, han) for text in texts if "(" in text for name, han in _IN_SPACED.findall(text) if len(han) >= _SHORTEST
    }


def _from_chinese(texts: Iterable[str]) -> set[tuple[str, str]]:
    """Pair the last Latin word with the longest end of the run before the bracket that stands elsewhere, too."""
    texts = list(texts)
    found = set()
    ends = (
        Counter(
            run[i : i + size]
            for text in texts
            for run in set(re.findall(f"[{HAN}]+", text))
            for size in range(_SHORTEST, _LONGEST + 1)
            for i in range(len(run) - size + 1)
        )
        if any("(" in text for text in texts)
        else Counter[str]()
    )
    for text in (text for text in texts if "(" in text):
        for run, name in _IN_CHINESE.findall(text):
            tail = run.rpartition("·")[2]
            for size in range(min(_LONGEST, len(tail)), _SHORTEST - 1, -1):
                if ends[tail[-size:]] > 1:
                    found.add((name.split()[-1], tail[-size:]))
                    break
    return found
