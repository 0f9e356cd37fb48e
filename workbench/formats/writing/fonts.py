"""Find faces for a printed page, and refuse to print boxes.

Method: families of this computer (and of the folders in `WORKBENCH_FONTS`) by the names that they have on Debian,
macOS and Windows, the best looking first. What a face can draw is read from its `cmap` table (OpenType 1.9, formats 4
and 12). The Latin faces that typst brings along are taken to have all of Latin.
"""

from __future__ import annotations

import os
import struct
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import typst

from workbench.errors import N_, WorkbenchError
from workbench.languages import parse

FOLDERS = "WORKBENCH_FONTS"
LATIN = "Libertinus Serif"
MONO = "DejaVu Sans Mono"

_NAMES = {"zh-Hans": "SC", "zh-Hant": "TC", "zh-Hant-HK": "HK"}
_SERIF = ("Noto Serif CJK {}", "Source Han Serif {}", "Noto Serif {}", "Songti {}")
_SANS = ("Noto Sans CJK {}", "Source Han Sans {}", "Noto Sans {}", "PingFang {}")
# Faces of Windows, and whatever else has the characters, if not the shapes of the region.
_OTHERS = {
    "Hans": ("SimSun", "Microsoft YaHei", "AR PL UMing CN", "WenQuanYi Zen Hei", "Noto Sans CJK JP"),
    "Hant": ("PMingLiU", "Microsoft JhengHei", "AR PL UMing TW", "WenQuanYi Zen Hei", "Noto Sans CJK JP"),
}
# Every face has these, or they are not drawn.
_NEVER_MISSING = frozenset("\t\n\r \xa0\xad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff")
_MOST_NAMED = 5


class NoFont(WorkbenchError):
    """No face of this computer can show the text; `details`: `locale`, or `characters` that are missing."""


# The first and the last of a row of characters.
_Range = tuple[int, int]


@dataclass(frozen=True)
class Faces:
    """The families for one locale, the first choice first: for text and for headings."""

    serif: tuple[str, ...]
    sans: tuple[str, ...]


@dataclass(frozen=True)
class _Face:
    family: str
    path: str
    index: int


def folders() -> tuple[str, ...]:
    """The folders that the keeper of the house has named for fonts."""
    return tuple(part for part in os.environ.get(FOLDERS, "").split(os.pathsep) if part)


def faces(locale: str) -> Faces:
    """Choose families for a locale.

    Raises:
        NoFont: it is Chinese, and no family with Chinese characters is there.
    """
    known = parse(locale)
    # A name in Chinese may stand in any text.
    script = known.script if known.is_chinese else "Hans"
    there = {face.family for face in _installed(folders())}
    region = _NAMES.get(known.tag) or _NAMES[f"zh-{script}"]
    serif = [name.format(region) for name in _SERIF]
    sans = [name.format(region) for name in _SANS]
    found = [name for name in (*serif, *sans, *_OTHERS[script]) if name in there]
    if not found and not known.is_chinese:
        return Faces((LATIN,), (LATIN,))
    if not found:
        raise NoFont(
            N_(
                "This computer has no font for %(locale)s, so a PDF would show boxes. Install Noto Serif CJK (on "
                "Debian and Ubuntu: fonts-noto-cjk), or name a folder with fonts in WORKBENCH_FONTS."
            ),
            locale=known.tag,
        )
    heads = [name for name in found if name in sans] or found
    return Faces((LATIN, found[0]), (LATIN, heads[0]))


def require_drawable(text: Iterable[str]) -> None:
    """Refuse characters that no face of this computer can draw.

    Raises:
        NoFont: some cannot be drawn; the first of them are named by their numbers.
    """
    wanted = {ord(char) for char in set().union(*text) - _NEVER_MISSING if ord(char) >= 0x250}
    wanted = {code for code in wanted if not 0x2000 <= code <= 0x206F}
    for face in sorted(_installed(folders()), key=lambda face: "CJK" not in face.family):
        if not wanted:
            return
        if face.path:
            wanted = _beyond(wanted, _drawn(face.path, face.index))
    if wanted:
        first = ", ".join(f"U+{code:04X}" for code in sorted(wanted)[:_MOST_NAMED])
        raise NoFont(
            N_(
                "No font of this computer can show these characters: %(characters)s. Install one that can, or name a "
                "folder with fonts in WORKBENCH_FONTS."
            ),
            characters=first,
        )


@lru_cache(maxsize=4)
def _installed(named: tuple[str, ...]) -> tuple[_Face, ...]:
    found = typst.Fonts(True, True, list(named)).fonts()
    return tuple(_Face(font.family, font.path or "", font.index) for font in found)


@lru_cache(maxsize=64)
def _drawn(path: str, index: int) -> tuple[_Range, ...]:
    """The ranges of characters that a face has, in order; none where its file cannot be read."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(12)
            start = 0
            if data[:4] == b"ttcf":
                file.seek(12 + 4 * index)
                start = int(struct.unpack(">I", file.read(4))[0])
                file.seek(start)
                data = file.read(12)
            count = struct.unpack(">H", data[4:6])[0]
            tables = file.read(16 * count)
            for at in range(0, len(tables), 16):
                tag, _, offset, length = struct.unpack(">4sIII", tables[at : at + 16])
                if tag == b"cmap":
                    file.seek(offset)
                    return tuple(sorted(_characters(file.read(length))))
    except (OSError, struct.error, IndexError):
        return ()
    return ()


def _beyond(wanted: set[int], drawn: Sequence[_Range]) -> set[int]:
    """Those of the characters that are in none of the ranges."""
    starts = [start for start, _ in drawn]
    reach = list(accumulate((end for _, end in drawn), max))
    return {code for code in wanted if (at := bisect_right(starts, code)) == 0 or reach[at - 1] < code}


def _characters(cmap: bytes) -> set[_Range]:
    found: set[_Range] = set()
    for at in range(4, 4 + 8 * struct.unpack(">H", cmap[2:4])[0], 8):
        offset = struct.unpack(">I", cmap[at + 4 : at + 8])[0]
        match struct.unpack(">H", cmap[offset : offset + 2])[0]:
            case 4:
                found |= _segments(cmap[offset:])
            case 12:
                found |= _groups(cmap[offset:])
    return found


def _segments(table: bytes) -> set[_Range]:
    double = struct.unpack(">H", table[6:8])[0]
    numbers = f">{double // 2}H"
    ends = struct.unpack(numbers, table[14 : 14 + double])
    starts = struct.unpack(numbers, table[16 + double : 16 + 2 * double])
    return {(start, end) for start, end in zip(starts, ends, strict=True) if start != 0xFFFF}


def _groups(table: bytes) -> set[_Range]:
    count = struct.unpack(">I", table[12:16])[0]
    return {(start, end) for start, end, _ in struct.iter_unpack(">III", table[16 : 16 + 12 * count])}


def as_data(chosen: Mapping[str, Faces]) -> dict[str, dict[str, object]]:
    """The families of each locale as the template takes them.

    In Chinese the Latin face draws Latin letters alone, so that quotation marks and dashes are a character wide.
    """

    def families(locale: str, names: tuple[str, ...]) -> list[object]:
        if not parse(locale).is_chinese:
            return list(names)
        return [{"name": names[0], "covers": "latin-in-cjk"}, *names[1:]]

    return {
        locale: {"serif": families(locale, found.serif), "sans": families(locale, found.sans)}
        for locale, found in chosen.items()
    }
