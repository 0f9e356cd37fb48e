"""Numbers in Chinese characters: 八十九, 二〇一八, 三百二十万, 百分之五, 第六.

Both scripts and the digits of accounts (壹貳) are read. A lone 一 or 十 is mostly part of a word (一起,
十分); such numbers are marked as weak: they may stand for a number of the other text but are never asked
for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_DIGITS = {char: value for value, chars in enumerate(
    ("〇零○", "一壹", "二两兩贰貳", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")) for char in chars
}  # fmt: skip
_SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_LARGE_UNITS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
# 廿 and 卅 are twenty and thirty in dates; 双 is two and 半 half of whatever was counted.
_LONE = {"廿": 20, "卅": 30, "双": 2, "雙": 2, "俩": 2, "倆": 2, "仨": 3, "首": 1, "单": 1, "單": 1}

UNITS = "十百千万萬亿億兆"
_NUMERAL = re.compile("[" + "".join((*_DIGITS, *_SMALL_UNITS, *_LARGE_UNITS)) + "]+")
_LONE_SIGN = re.compile("[" + "".join(_LONE) + "半]")
# 几十, 十多, 数百: about so many; the other language has a word of its own for it.
_VAGUE_BEFORE = frozenset("几幾数數好上成")
_VAGUE_AFTER = frozenset("几幾")
_LONGEST_WEAK_ROW = 3


@dataclass(frozen=True)
class Numeral:
    """A number found in Chinese characters.

    Attributes:
        values: what it may mean; a row such as 三四 may be three or four.
        start: where it begins.
        end: where it ends.
        strong: it is a number and nothing else.
    """

    values: frozenset[int | Decimal]
    start: int
    end: int
    strong: bool


def multiplier(units: str) -> int:
    """Give what a row of units such as 千万 or 万亿 multiplies by."""
    product = 1
    for unit in units:
        product *= _SMALL_UNITS.get(unit) or _LARGE_UNITS[unit]
    return product


def read(text: str) -> Iterator[Numeral]:
    """Find all numbers in Chinese characters, in text order except for lone signs such as 半."""
    for found in _NUMERAL.finditer(text):
        start, end = found.span()
        # 3千 and 1.5万 belong to the digits before them.
        if start and text[start - 1].isdigit() and found.group()[0] not in _DIGITS:
            continue
        vague = text[start - 1 : start] in _VAGUE_BEFORE or text[end : end + 1] in _VAGUE_AFTER
        row = found.group()
        if all(char in _DIGITS for char in row):
            values = _row_values(row)
            strong = len(row) > _LONGEST_WEAK_ROW or (len(row) > 1 and not {"〇", "零", "○"}.isdisjoint(row))
        else:
            values = _unit_values(row) if len(row) > 1 else {multiplier(row)}
            strong = len(row) > 1 and (row[0] in _DIGITS or row[0] in "十拾")
        if text[end : end + 1] == "成":
            values |= {value * 10 for value in values if value < 10}
        yield Numeral(frozenset(values), start, end, strong and not vague)
    for sign in _LONE_SIGN.finditer(text):
        values = {50, 30, Decimal("0.5")} if sign.group() == "半" else {_LONE[sign.group()]}
        yield Numeral(frozenset(values), *sign.span(), strong=False)


def _row_values(row: str) -> set[int | Decimal]:
    digits = [_DIGITS[char] for char in row]
    whole = int("".join(map(str, digits)))
    return {whole, *digits} if len(row) <= _LONGEST_WEAK_ROW else {whole}


def _unit_values(row: str) -> set[int | Decimal]:
    """Read a numeral with units; the last digit of 三百五 counts tens, that of 三百零五 ones."""
    total = section = digit = 0
    for char in row:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _SMALL_UNITS:
            section += (digit or 1) * _SMALL_UNITS[char]
            digit = 0
        else:
            unit = _LARGE_UNITS[char]
            group = section + digit
            # 万亿: a larger unit multiplies everything before it; 一亿三千万: a smaller one only its own
            # group.
            total = (total + group) * unit if 0 < total < unit else total + max(group, 1) * unit
            section = digit = 0
    values: set[int | Decimal] = {total + section + digit}
    before = row[-2]
    if digit and before in UNITS and before not in "十拾":
        values.add(total + section + digit * multiplier(before) // 10)
    return values
