"""Tell in which script Chinese text is written.

A character speaks for a script when the other script never uses it. Simplified ones are the keys of OpenCC's
`STCharacters` that are no value of themselves, less everything that Taiwan or Hong Kong print (without that
群 秘 峰 床 would count as Simplified) and less the forms that our corrections give. Traditional ones are found
likewise in `TSCharacters`. It cannot tell where a text has shared characters only, which is common below ten
characters.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from workbench.script import corrections
from workbench.script.package import dictionary

Script = Literal["Hans", "Hant", "mixed", "either", "other"]

# The smaller side must hold more than this share before a text counts as mixed: a name quoted in its own
# script does not make a mixed text.
MIXED = 0.1

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af〇]")


@dataclass(frozen=True)
class Detection:
    """What the characters of a text say about its script.

    Attributes:
        script: `Hans`, `Hant`, `mixed`, `either` (Chinese, shared characters only) or `other` (no Chinese).
        hans: the characters that only Simplified text has, each once, in text order.
        hant: the same for Traditional text.
    """

    script: Script
    hans: tuple[str, ...] = ()
    hant: tuple[str, ...] = ()


def detect(text: str) -> Detection:
    """Tell the script of `text` and show the characters that speak for either side."""
    hans, hant = (side.find(text) for side in _sides())
    return Detection(
        script(len(hans), len(hant)) or ("either" if _HAN.search(text) else "other"),
        tuple(dict.fromkeys(hans)),
        tuple(dict.fromkeys(hant)),
    )


def is_written_in(text: str, wanted: str) -> bool:
    """Tell whether `text` is in the script `wanted` (`Hans` or `Hant`) already; quicker than `detect`."""
    sides = dict(zip(("Hans", "Hant"), _sides(), strict=True))
    own = len(sides.pop(wanted).find(text))
    if not own:
        return False
    (foreign,) = (len(side.find(text)) for side in sides.values())
    return own > foreign and foreign <= MIXED * (own + foreign)


def script(hans: int, hant: int) -> Script | None:
    """Judge by the numbers of Simplified and of Traditional characters; None when there are neither."""
    if not hans and not hant:
        return None
    if min(hans, hant) > MIXED * (hans + hant):
        return "mixed"
    return "Hans" if hans > hant else "Hant"


@dataclass(frozen=True)
class _Side:
    """The characters that one script has for itself."""

    characters: frozenset[str]
    pattern: re.Pattern[str]

    def find(self, text: str) -> list[str]:
        return [character for character in self.pattern.findall(text) if character in self.characters]


@cache
def _sides() -> tuple[_Side, _Side]:
    simplified = _without_own_value("STCharacters.txt")
    for file in ("TWVariants.txt", "HKVariants.txt"):
        for values in dictionary(file).values():
            simplified.difference_update(values)
    simplified.difference_update(entry.form for entry in corrections.words("s2t"))
    return _side(simplified), _side(_without_own_value("TSCharacters.txt"))


def _without_own_value(file: str) -> set[str]:
    return {key for key, values in dictionary(file).items() if key not in values}


def _side(characters: set[str]) -> _Side:
    # Python looks up a set of characters below U+10000 in one step but tries the others one by one, which is
    # thirty times slower: so all of those are let through and looked up afterwards.
    low = "".join(sorted(character for character in characters if character < "\U00010000"))
    return _Side(frozenset(characters), re.compile(f"[{low}\U00010000-\U0010ffff]"))
