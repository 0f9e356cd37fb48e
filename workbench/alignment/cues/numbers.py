"""Numbers and dates as values: `1,234.5`, `1.234,5`, `12万`, `twelve`, `mil millones`, `May`, `5月` …

A key is a value or a month or a day of the week. Where a text may be read in two ways (`1.234` in Spanish) both
values become keys: a reading that the other side does not share is dropped later. Fails for quantities that are
converted (miles to kilometres) and for vague ones (`dozens`, 几十).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.alignment.cues import written_numbers as written
from workbench.alignment.keys import KeySets
from workbench.alignment.sides import Side, plain

_FIGURE = r"\d+(?:[.,]\d+|[  '’]\d{3}(?!\d))*"
_LATIN = re.compile(rf"({_FIGURE})(?:\s?(?:st|nd|rd|th|[ºª°]))?(?:[\s-]+(?:de\s+)?([^\W\d_]+)(?:\s+([^\W\d_]+))?)?")
_SIGNS = "[零〇一二两三四五六七八九十百千万亿]"
_HAN = re.compile(rf"(?=[\d零〇一二两三四五六七八九十百千万亿])(?:({_FIGURE})\s?)?({_SIGNS}*)[多余几来]?(月?)")
_DAY = re.compile(r"(?:星期|礼拜|周)([一二三四五六日天])(?!年)")
_SPLIT = re.compile(r"[  '’]")


class Numbers:
    """Values of figures, written numbers, months and days of the week."""

    name = "numbers"
    hit = 0.85
    weight = 0.8

    def keys(self, source: Side, target: Side) -> tuple[KeySets, KeySets]:
        """Give the values in each paragraph."""
        return values(source), values(target)


def values(side: Side) -> KeySets:
    """Give the keys of each paragraph."""
    if side.locale.is_chinese:
        return [set(_chinese(text)) for text in side.texts]
    language = side.locale.language
    return [
        set(_spaced(text, tokens, [side.smalls[token] for token in tokens], language))
        for text, tokens in zip(side.texts, side.words, strict=True)
    ]


def figures(figure: str) -> list[float]:
    """Read a number in figures; more than one value where points and commas leave a choice.

    >>> figures("1,234.5"), figures("1.234,5"), figures("1.234")
    ([1234.5], [1234.5], [1234.0, 1.234])
    """
    digits = _SPLIT.sub("", figure)
    marks = re.findall(r"[.,]", digits)
    if not marks:
        return [float(digits)]
    *_, last = marks
    whole, _, fraction = digits.rpartition(last)
    joined = re.sub(r"[.,]", "", digits)
    as_decimal = float(f"{re.sub(r'[.,]', '', whole)}.{fraction}")
    if len(marks) > 1 and len(set(marks)) == 1:
        return [float(joined)]
    if len(marks) == 1 and len(fraction) == 3:
        return [float(joined), as_decimal]
    return [as_decimal]


def _key(value: float) -> str:
    return f"{value:.10g}"


def _spaced(text: str, tokens: list[str], smalls: list[str], language: str) -> Iterator[str]:
    scales, months, days = written.SCALES[language], written.MONTHS[language], written.DAYS[language]
    for found in _LATIN.finditer(text):
        scale = 1.0
        for word in found.group(2, 3):
            factor = scales.get(plain(word)) if word else None
            if factor is None:
                break
            scale *= factor
        for value in figures(found.group(1)):
            yield _key(value * scale)
    if "-" not in text and written.WORDS[language].isdisjoint(smalls):
        return
    for token, small in zip(tokens, smalls, strict=True):
        if small not in months and small not in days:
            continue
        # English months and days have a capital; `may` and `march` are verbs.
        if small in months and (language != "en" or token[0].isupper()):
            yield f"month {months[small]}"
        if small in days and (language != "en" or token[0].isupper()):
            yield f"day {days[small]}"
    for number in written.spaced(smalls, language):
        yield _key(number)


def _chinese(text: str) -> Iterator[str]:
    for found in _DAY.finditer(text):
        yield f"day {written.CHINESE_DAYS[found.group(1)]}"
    for figure, characters, unit in _HAN.findall(_DAY.sub("", text)):
        if figure:
            scale = written.chinese_scale(characters)
            read = [value * scale for value in figures(figure)]
        else:
            read = written.chinese(characters)
        for value in read:
            yield f"month {value:.0f}" if unit == "月" else _key(value)
