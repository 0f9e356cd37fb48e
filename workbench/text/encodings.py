"""Which encoding a file is in: UTF-8, UTF-16, GB18030, Big5 or Windows-1252.

Method: a sample is read in every encoding that could be meant, and what comes out is judged as text. The
characters of GB 2312 level 1 and of Big5 level 1 are those that each standard counted as common; a text read
in the wrong encoding falls mostly on the others. Frequent characters weigh more, so that a short paragraph
suffices. It fails on a handful of characters, and on Japanese and Korean text, which it was not made for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

SAMPLE = 1 << 16  # bytes that are judged; an even number, for UTF-16
_NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "gb18030": "GB18030",
    "big5hkscs": "Big5",
    "cp1252": "Windows-1252",
}
# The characters that fill about half of any modern text, in both scripts.
_FREQUENT = frozenset(
    "的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年"
    "过過发發后後作里裡裏用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主"
    "样樣理心她本前开開但因只从從想实實"
)
_PUNCTUATION = frozenset("，。、：；！？“”‘’「」『』《》〈〉（）—…·　\ufeff")
# What English and Spanish texts need of Windows-1252 beyond ASCII, loanwords included.
_LATIN = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡«»ªº°çàâèêëïôöä–—‘’“”…•·§£€©\xa0")
_LETTER_RUN = re.compile(r"[^\W\d_]+")
_SURE = 0.5


@cache
def _common() -> frozenset[str]:
    """Give the characters of level 1 of GB 2312 (rows 16 to 55) and of Big5 (A440 to C67E)."""
    gb = (bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    big5 = (bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in trails if (lead, trail) <= (0xC6, 0x7E))
    found = "".join(pair.decode("gb2312", "ignore") for pair in gb)
    return frozenset(found + "".join(pair.decode("big5", "ignore") for pair in big5))


def name(codec: str) -> str:
    """Give the name of an encoding that people know for the name of its codec."""
    return _NAMES[codec]


def is_nearly_utf8(data: bytes) -> bool:
    """Tell whether data that is not UTF-8 was meant to be: its good sequences far outnumber the bad."""
    text = data[:SAMPLE].decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(character > "\x7f" for character in text) - bad
    return good > 3 * bad


def recognise(data: bytes) -> str | None:
    """Find the codec of data that is not UTF-8, or that holds NUL bytes as UTF-16 does.

    Returns:
        The name of a Python codec, or None where no reading looks like text. The codec may still fail behind
        the sample.
    """
    sample = data[:SAMPLE]
    readings = dict(_readings(sample, even=len(data) % 2 == 0))
    if b"\0" not in sample and _is_latin(sample):
        return "cp1252"
    best = max(readings, key=lambda codec: readings[codec], default=None)
    return best if best is not None and readings[best] > _SURE else None


def _readings(sample: bytes, *, even: bool) -> Iterator[tuple[str, float]]:
    """Judge the sample in each encoding that it can be read in."""
    codecs = ["utf-16-le", "utf-16-be"] if even else []
    if b"\0" not in sample:
        codecs += ["gb18030", "big5hkscs"]
    for codec in codecs:
        text = sample.decode(codec, "replace")
        if text.endswith("\ufffd"):  # the sample may end inside a character
            text = text[:-1]
        yield codec, _score(text)


def _score(text: str) -> float:
    """Judge how much a text looks like Chinese, English or Spanish, from about 2 down to below 0.

    ASCII says nothing in the encodings that contain it, and everything in UTF-16.
    """
    common = _common()
    points = 0.0
    counted = 0
    for character in text[:8192]:
        if character.isascii():
            if not (character.isprintable() or character in "\t\n\r\f\v"):
                counted, points = counted + 1, points - 3
            continue
        counted += 1
        if character in _FREQUENT or character in _PUNCTUATION:
            points += 2
        elif character in common or character in _LATIN:
            points += 1
        else:
            points -= 0.5 if "\u3400" <= character <= "\u9fff" or character > "\U0001ffff" else 3
    if counted:
        return points / counted
    return 1.0 if text.strip() else 0.0


def _is_latin(sample: bytes) -> bool:
    """Tell whether a sample is surely Windows-1252: accented letters stand among others, not side by side."""
    try:
        text = sample.decode("cp1252")
    except UnicodeDecodeError:
        return False
    special = [character for character in text if not character.isascii()]
    if not special or not _LATIN.issuperset(special):
        return False
    runs = [run for run in _LETTER_RUN.findall(text) if not run.isascii()]
    return all(not re.search(r"[^\x00-\x7f]{2}", run) for run in runs) and len(special) * 4 < len(text)
