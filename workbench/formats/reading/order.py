"""The order of chapters by the names of their files, as people number them.

`2.md` comes before `10.md`, 第二章 before 第三章 and 中 before 下, though their characters stand otherwise in every
table. Names in a ZIP that an old Chinese Windows packed are in GB18030 without saying so. It fails on chapters that are
numbered in words.
"""

from __future__ import annotations

import re

# The three parts of a work count only where nothing else stands around them: they begin many words.
_NUMBER = re.compile(
    r"(\d+|[零〇一二两兩三四五六七八九十百千]+|(?:^|(?<=[卷部篇集/._ -]))[上中下](?=[卷部篇集册冊._ -]|$))"
)
_DIGITS = {sign: value for value, signs in enumerate(("零〇", "一", "二两兩", *"三四五六七八九")) for sign in signs}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_PARTS = {"上": 1, "中": 2, "下": 3}

Key = tuple[tuple[int, str], ...]


def key(name: str) -> Key:
    """Give what names of files are sorted by."""
    parts = _NUMBER.split(_decoded(name).casefold())
    return tuple((_value(part), "") if place % 2 else (-1, part) for place, part in enumerate(parts))


def _decoded(name: str) -> str:
    """Give a name in the encoding that it was written in; without a sign of UTF-8, a ZIP is read as code page 437."""
    try:
        return name if name.isascii() else name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name


def _value(written: str) -> int:
    """Give the value of a number in digits or in Chinese, up to some thousands."""
    if written.isdecimal():
        return int(written)
    if written in _PARTS:
        return _PARTS[written]
    if not any(sign in _UNITS for sign in written):  # 二〇二四: digit by digit
        return int("".join(str(_DIGITS[sign]) for sign in written))
    total = digit = 0
    for sign in written:
        if sign in _UNITS:
            total += max(digit, 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit
