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
from workbench.script.scanning import Characters

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
        counts: how many characters of the text are of the first and of the second kind.
    """

    script: Script
    hans: tuple[str, ...] = ()
    hant: tuple[str, ...] = ()
    counts: tuple[int, int] = (0, 0)

    @property
    def share(self) -> float:
        """The share of the larger side among the characters that speak for either, from 0.5 to 1; 0 without any."""
        return max(self.counts) / sum(self.counts) if any(self.counts) else 0.0

    @property
    def against(self) -> tuple[str, ...]:
        """The characters that speak against the larger side."""
        return self.hant if self.counts[0] >= self.counts[1] else self.hans

    def joined(self, other: Detection) -> Detection:
        """What this text and the one after it say together."""
        hans, hant = (mine + theirs for mine, theirs in zip(self.counts, other.counts, strict=True))
        silent: Script = "either" if "either" in (self.script, other.script) else "other"
        return Detection(
            script(hans, hant) or silent,
            tuple(dict.fromkeys((*self.hans, *other.hans))),
            tuple(dict.fromkeys((*self.hant, *other.hant))),
            (hans, hant),
        )


def detect(text: str) -> Detection:
    """Tell the script of `text` and show the characters that speak for either side."""
    hans, hant = (side.find(text) for side in _sides())
    return Detection(
        script(len(hans), len(hant)) or ("either" if _HAN.search(text) else "other"),
        tuple(dict.fromkeys(hans)),
        tuple(dict.fromkeys(hant)),
        (len(hans), len(hant)),
    )


def is_written_in(text: str, wanted: str) -> bool:
    """Tell whether `text` is in the script `wanted` (`Hans` or `Hant`) already; quicker than `detect`."""
    hans, hant = _sides()
    side, other = (hans, hant) if wanted == "Hans" else (hant, hans)
    own = side.count(text)
    if not own:
        return False
    foreign = other.count(text)
    return own > foreign and foreign <= MIXED * (own + foreign)


def script(hans: int, hant: int) -> Script | None:
    """Judge by the numbers of Simplified and of Traditional characters; None when there are neither."""
    if not hans and not hant:
        return None
    if min(hans, hant) > MIXED * (hans + hant):
        return "mixed"
    return "Hans" if hans > hant else "Hant"


@cache
def _sides() -> tuple[Characters, Characters]:
    simplified = _without_own_value("STCharacters.txt")
    for file in ("TWVariants.txt", "HKVariants.txt"):
        for values in dictionary(file).values():
            simplified.difference_update(values)
    simplified.difference_update(entry.form for entry in corrections.words("s2t"))
    return Characters(frozenset(simplified)), Characters(frozenset(_without_own_value("TSCharacters.txt")))


def _without_own_value(file: str) -> set[str]:
    return {key for key, values in dictionary(file).items() if key not in values}
