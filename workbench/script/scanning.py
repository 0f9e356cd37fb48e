"""Go through a text character by character: put other forms, find places, count. All that costs time is here.

Everything exists twice with the same result. The standard library's way are dictionaries and a regular expression. The
other way are arrays, with a look-up for all characters of a text at once: several times faster, but they take a while
to import and to set up. A text takes the faster way, and the first one where numpy is missing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Start, end, and what to put in this place.
Edit = tuple[int, int, str]

# From so many characters on arrays save more time than their import takes.
LONG_TEXT = 4000
# The same once they are imported, for a look-up of each character and for one beside its neighbours.
SINGLE_CHARACTERS, NEIGHBOURS = 60, 600
_CODES = 0x110000


def takes_arrays(text: str, least: int) -> bool:
    """Tell whether a text is faster through arrays, which `least` characters are once numpy is imported."""
    return len(text) >= (least if "numpy" in sys.modules else LONG_TEXT) and _has_arrays()


def replaced(text: str, edits: Iterable[Edit]) -> str:
    """Put something else in some places of a text, which rise; where two overlap, both are put, one after the other."""
    pieces: list[str] = []
    done = 0
    for start, end, value in edits:
        pieces += (text[done:start], value)
        done = max(done, end)
    return "".join((*pieces, text[done:]))


@dataclass(frozen=True)
class Table:
    """Other forms of single characters.

    Attributes:
        forms: the other form, one character, by code point.
    """

    forms: Mapping[int, str]

    def convert(self, text: str) -> str:
        """Put the other form of every character."""
        if not takes_arrays(text, SINGLE_CHARACTERS):
            return text.translate(self.forms)
        changed: bytes = self._array.take(_codes(text)).tobytes()
        return changed.decode("utf-32-le", "surrogatepass")

    def convert_words(self, words: Iterable[str]) -> list[str]:
        """Do the same for many words without white space, in one pass and without arrays: this is for a start."""
        text = " ".join(words)
        return text.translate(self.forms).split(" ") if text else []

    @cached_property
    def _array(self) -> NDArray[np.uint32]:
        import numpy as np

        array = np.arange(_CODES, dtype=np.uint32)
        array[list(self.forms)] = list(map(ord, self.forms.values()))
        return array


@dataclass(frozen=True)
class Characters:
    """Some characters that are counted."""

    members: frozenset[str]

    def find(self, text: str) -> list[str]:
        """Give those that are in `text`, in text order."""
        if takes_arrays(text, SINGLE_CHARACTERS):
            return list(map(text.__getitem__, self._mask.take(_codes(text)).nonzero()[0].tolist()))
        candidates = text if len(text) < LONG_TEXT else self._pattern.findall(text)
        return [character for character in candidates if character in self.members]

    def count(self, text: str) -> int:
        """Count how often one of them is in `text`."""
        if takes_arrays(text, SINGLE_CHARACTERS):
            import numpy as np

            return int(np.count_nonzero(self._mask.take(_codes(text))))
        return len(self.find(text))

    @cached_property
    def _mask(self) -> NDArray[np.bool_]:
        import numpy as np

        mask = np.zeros(_CODES, dtype=np.bool_)
        mask[list(map(ord, self.members))] = True
        return mask

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        # Python looks up a set of characters below U+10000 in one step but tries the others one by one, which is
        # thirty times slower: so all of those are let through and looked up afterwards.
        low = "".join(sorted(character for character in self.members if character < "\U00010000"))
        return re.compile(f"[{re.escape(low)}\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Places:
    """Characters that are of interest beside certain others.

    Attributes:
        before: by character, what makes it interesting when it stands before it.
        after: by character, what makes it interesting when it stands behind it.
        alone: the characters that are interesting anywhere.
    """

    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    alone: str = ""

    @classmethod
    def of(cls, before: Mapping[str, set[str]], after: Mapping[str, set[str]], alone: set[str]) -> Places:
        """Make them of sets of characters."""
        sides = [{character: "".join(sorted(some)) for character, some in side.items()} for side in (before, after)]
        return cls(sides[0], sides[1], "".join(sorted(alone)))

    def find(self, text: str) -> list[int]:
        """Give the places of the interesting characters, rising."""
        if not self._characters:
            return []
        if takes_arrays(text, NEIGHBOURS):
            return self._find_by_arrays(text)
        before, after, alone = self._pairs_before, self._pairs_after, self.alone
        return [
            at
            for at in [found.start() for found in self._pattern.finditer(text)]
            if text[at : at + 2] in after or text[at - 1 : at + 1] in before or text[at] in alone
        ]

    @cached_property
    def _characters(self) -> str:
        return "".join(dict.fromkeys((*self.before, *self.after, *self.alone)))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile(f"[{re.escape(self._characters)}]")

    @cached_property
    def _pairs_before(self) -> frozenset[str]:
        return frozenset(near + character for character, some in self.before.items() for near in some)

    @cached_property
    def _pairs_after(self) -> frozenset[str]:
        return frozenset(character + near for character, some in self.after.items() for near in some)

    def _find_by_arrays(self, text: str) -> list[int]:
        import numpy as np

        characters, neighbours, before, after = self._arrays
        codes = np.pad(_codes(text), 1, constant_values=_CODES)
        which = characters.take(codes)
        places = (which > 0).nonzero()[0]
        which = which[places]
        wanted = before[which, neighbours[codes[places - 1]]] | after[which, neighbours[codes[places + 1]]]
        found: list[int] = (places[wanted] - 1).tolist()
        return found

    @cached_property
    def _arrays(self) -> tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.bool_], NDArray[np.bool_]]:
        """Numbers for the characters and for their neighbours, and which of them belong together on either side."""
        import numpy as np

        beside = dict.fromkeys("".join((*self.before.values(), *self.after.values())))
        characters, neighbours = (_numbers(some) for some in (self._characters, beside))
        before, after = (np.zeros((len(self._characters) + 1, len(beside) + 1), dtype=np.bool_) for _ in range(2))
        for side, pairs in ((before, self.before), (after, self.after)):
            for character, some in pairs.items():
                side[characters[ord(character)], neighbours[[ord(near) for near in some]]] = True
        before[characters[[ord(character) for character in self.alone]]] = True
        return characters, neighbours, before, after


@cache
def _has_arrays() -> bool:
    return find_spec("numpy") is not None


def _codes(text: str) -> NDArray[np.uint32]:
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _numbers(characters: Iterable[str]) -> NDArray[np.uint16]:
    """Number some characters from 1; the others are 0, and so is `_CODES`, which stands for the end of a text."""
    import numpy as np

    numbers = np.zeros(_CODES + 1, dtype=np.uint16)
    for number, character in enumerate(characters, 1):
        numbers[ord(character)] = number
    return numbers
