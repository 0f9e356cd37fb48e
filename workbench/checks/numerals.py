"""Find the numbers of a text, in digits, in Chinese characters or in words, with all that they may mean.

`1,234` is 1234 in English and may be 1.234 in Spanish; `1.5 million`, `1,5 millones` and `150万` are the
same; `the 1990s` are the nineties. A number therefore carries a set of values. Digits of any width are
read; amounts in other units (miles for kilometres) remain different numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from workbench.checks import chinese_numerals
from workbench.checks.number_words import scale_of, spelled

Value = int | Decimal


@dataclass(frozen=True)
class Number:
    """A number in a text.

    Attributes:
        start: where it begins.
        end: where it ends.
        values: what it may mean as a whole.
        parts: its groups of digits, where it may as well be several numbers, as in `1.2` or `10 000`.
        strong: it is a number for certain, and the other text must have it too.
    """

    start: int
    end: int
    values: frozenset[Value]
    parts: tuple[int, ...] = ()
    strong: bool = True


_DIGITS = re.compile(r"\d+(?:[.,٬’'．]\d+|[ \u00a0\u2009\u202f]\d{3}(?!\d))*")
_SEPARATOR = re.compile(r"[^\d]")
_CHINESE_SCALE = re.compile(rf"\s?[多余餘]?\s?([{chinese_numerals.UNITS}]+)")
_WORD_SCALE = re.compile(r"[\s\u00a0-]?(?:(mil)\s)?([^\W\d_]+)")
_SUFFIXES = {"k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12, "b": 10**9}
_ROMAN_LETTERS = re.compile(r"[IVXLC]+")
_ROMAN = re.compile(r"(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_CENTURY = re.compile(r"\bsiglos?\s+(?:[IVXL]+\s+(?:y|al?)\s+)?$", re.IGNORECASE)
_DECADE = re.compile(r"[’']?s\b|年代")
_RANGE = re.compile(r"\s?(?:[-‐‑–—―~～至到/]+|to|and|or|y|o|a)\s?")
_CLOCK_AFTER = re.compile(r"\s?(?:[ap]\.?\s?m\b|[:：]\d\d|[点點时時]|h\b)", re.IGNORECASE)
_MINUTES_BEFORE = re.compile(r"\d[:：]$")
_SHORT_YEAR = range(1900, 2000)


def numbers(text: str, language: str) -> Iterator[Number]:
    """Find every number of a text in `en`, `es` or `zh`, weak ones included; not quite in text order."""
    yield from digit_numbers(text, language)
    yield from worded_numbers(text, language)


def digit_numbers(text: str, language: str) -> Iterator[Number]:
    """Find the numbers written in digits."""
    found = list(_DIGITS.finditer(text))
    scales = [_scale(text, match.end(), language) for match in found]
    for at, match in enumerate(found):
        whole, parts = _readings(match.group(), language)
        scale, end = scales[at]
        values = set(whole if scale == 1 else (_times(value, scale) for value in whole))
        if text[match.end() : end].casefold() in _SUFFIXES:
            values |= whole  # 5m may be five metres
        if at + 1 < len(found) and scale == 1 and scales[at + 1][0] != 1:
            between = text[match.end() : found[at + 1].start()]
            if _RANGE.fullmatch(between):
                values |= {_times(value, scales[at + 1][0]) for value in whole}
        if at and len(match.group()) == 2 and _RANGE.fullmatch(text[found[at - 1].end() : match.start()]):
            values |= _same_century(found[at - 1].group(), match.group())
        values |= _otherwise(text, match, values)
        yield Number(match.start(), end, frozenset(values), parts, strong=_is_strong(text, match))


def worded_numbers(text: str, language: str) -> Iterator[Number]:
    """Find the numbers written in Chinese characters, in English or Spanish words, or as Roman numerals."""
    if language == "zh":
        for numeral in chinese_numerals.read(text):
            values = set(numeral.values)
            if text.startswith("年代", numeral.end):
                values |= {1900 + value for value in values if 10 <= value < 100}
            yield Number(numeral.start, numeral.end, frozenset(values), strong=numeral.strong)
    for word in spelled(text, language):
        values = {word.value, *({Decimal("0.5"), 30} if word.value == 50 and word.words == 1 else ())}
        if word.value in range(20, 100, 10):
            values.add(1900 + word.value)
        # A single word is too often part of a phrase: one another, cien veces, thousands.
        strong = word.words > 1 and word.value > 12
        yield Number(word.start, word.end, frozenset(values), strong=strong)
    yield from _roman_numbers(text, language)


def _roman_numbers(text: str, language: str) -> Iterator[Number]:
    """Find Roman numerals that stand alone; after Spanish `siglo` they are numbers for certain."""
    for found in _ROMAN_LETTERS.finditer(text):
        start, end = found.span()
        alone = not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
        if alone and _ROMAN.fullmatch(found.group()):
            century = language == "es" and _CENTURY.search(text, max(start - 24, 0), start) is not None
            yield Number(start, end, frozenset({_roman(found.group())}), strong=century)


def _readings(written: str, language: str) -> tuple[set[Value], tuple[int, ...]]:
    """Give what digits with separators may mean as one number, and as several."""
    groups = tuple(map(int, _SEPARATOR.split(written)))
    if len(groups) == 1:
        return {groups[0]}, ()
    marks = _SEPARATOR.findall(written)
    pieces = _SEPARATOR.split(written)
    values: set[Value] = set()
    if all(len(piece) == 3 for piece in pieces[1:]) and len(set(marks)) == 1:
        values.add(int("".join(pieces)))
    if len(set(marks[:-1])) <= 1 and marks[-1] in ".,．" and marks[-1] not in marks[:-1]:
        values.add(Decimal(f"{''.join(pieces[:-1])}.{pieces[-1]}").normalize())
    return values or {int("".join(pieces))}, groups


def _times(value: Value, scale: int) -> Value:
    product = value * scale
    return int(product) if product == int(product) else product


def _scale(text: str, at: int, language: str) -> tuple[int, int]:
    """Give what multiplies the digits that end at `at`, and where the number ends with it."""
    if language == "zh":
        found = _CHINESE_SCALE.match(text, at)
        return (chinese_numerals.multiplier(found[1]), found.end()) if found else (1, at)
    found = _WORD_SCALE.match(text, at)
    if found is None:
        return 1, at
    word = found[2].casefold()
    factor = scale_of(word, language)
    if found[1] and factor > 1:
        return 1000 * factor, found.end()
    if found[1]:
        return 1000, found.end(1)
    if factor == 1 and found.start(2) == at:
        factor = _SUFFIXES.get(word, 1)
    return (factor, found.end()) if factor > 1 else (1, at)


def _otherwise(text: str, match: re.Match[str], values: set[Value]) -> set[Value]:
    """Give further meanings: the decade, the hour on the other clock, the year without its century."""
    more: set[Value] = set()
    digits = match.group()
    if digits.endswith("0") and _DECADE.match(text, match.end()):
        more |= {1900 + value for value in values if 10 <= value < 100}
        more |= {value % 100 for value in values if 1000 < value < 2100}
    if len(digits) <= 2 and _CLOCK_AFTER.match(text, match.end()):
        more |= {(value + 12) % 24 for value in values} | {value + 12 for value in values}
    if len(digits) == 2 and text[match.start() - 1 : match.start()] in ("’", "'", "‘"):
        more |= {1900 + value for value in values} | {2000 + value for value in values}
    if len(digits) == 4:
        more |= {value % 100 for value in values if value in _SHORT_YEAR}
    return more


def _same_century(first: str, second: str) -> set[Value]:
    """Read `2012-13` as 2012 and 2013."""
    return {int(first[:2] + second)} if len(first) == 4 and first.isdigit() else set()


def _is_strong(text: str, match: re.Match[str]) -> bool:
    """Leave out minutes of a full hour and the century in 20世纪90年代."""
    if not int(_SEPARATOR.sub("", match.group())) and _MINUTES_BEFORE.search(text, 0, match.start()):
        return False
    return re.match(r"\s?世[纪紀]\s?\d", text[match.end() : match.end() + 6]) is None


def _roman(numeral: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in numeral]
    return sum(-a if a < b else a for a, b in pairwise([*values, 0]))
