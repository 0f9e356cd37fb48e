"""Numbers written in words, and the names of months and days, in English, Spanish and Chinese.

A bare "one" (一, un, una) says nothing and is left out. Words are given in small letters without accents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_EN = (
    "two three four five six seven eight nine ten eleven twelve "
    "thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_ES = (
    "dos tres cuatro cinco seis siete ocho nueve diez once doce "
    "trece catorce quince dieciseis diecisiete dieciocho diecinueve"
)
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ES_TENS = "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_ES_TWENTIES = "veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete veintiocho veintinueve"
_ES_HUNDREDS = "cien doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
_EN_ORDINALS = "second third fourth fifth sixth seventh eighth ninth tenth"
_ES_ORDINALS = "segund tercer cuart quint sext septim octav noven decim"


def _count(names: str, start: int, step: int = 1) -> dict[str, float]:
    return {name: float(start + step * i) for i, name in enumerate(names.split())}


UNITS = {
    "en": {"one": 1.0, **_count(_EN, 2), **_count(_EN_TENS, 20, 10), **_count(_EN_ORDINALS, 2), "dozen": 12.0},
    "es": {
        "uno": 1.0, "un": 1.0, "una": 1.0, "veintiun": 21.0, "ciento": 100.0, "docena": 12.0, "tercer": 3.0,
        **_count(_ES, 2), **_count(_ES_TENS, 20, 10), **_count(_ES_TWENTIES, 21), **_count(_ES_HUNDREDS, 100, 100),
        **{name[:-2] + "as": value for name, value in _count(_ES_HUNDREDS, 100, 100).items() if name != "cien"},
        **{name + ending: value for name, value in _count(_ES_ORDINALS, 2).items() for ending in "oa"},
    },
}  # fmt: skip
SCALES = {
    "en": {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "bn": 1e9, "m": 1e6,
           "millions": 1e6, "billions": 1e9, "thousands": 1e3, "percent": 1.0},
    "es": {"mil": 1e3, "millon": 1e6, "millones": 1e6, "billon": 1e12, "billones": 1e12, "miles": 1e3},
}  # fmt: skip
MONTHS = {
    "en": _count("january february march april may june july august september october november december", 1)
    | _count("jan feb mar apr may jun jul aug sep oct nov dec", 1) | {"sept": 9.0},
    "es": _count("enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre", 1)
    | {"setiembre": 9.0},
}  # fmt: skip
MONTHS = {language: {name: int(month) for name, month in names.items()} for language, names in MONTHS.items()}
DAYS = {
    "en": _count("monday tuesday wednesday thursday friday saturday sunday", 1),
    "es": _count("lunes martes miercoles jueves viernes sabado domingo", 1),
}
DAYS = {language: {name: int(day) for name, day in names.items()} for language, names in DAYS.items()}
# Every word that is a number, a month or a day, or a part of one.
WORDS = {
    language: frozenset().union(UNITS[language], SCALES[language], MONTHS[language], DAYS[language])
    for language in UNITS
}
CHINESE_DAYS = {character: day for day, character in enumerate("一二三四五六日", 1)} | {"天": 7}

_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}


def spaced(tokens: Sequence[str], language: str) -> Iterator[float]:
    """Yield the numbers written in words (`two hundred and five`, `mil millones`) among plain words."""
    units, scales = UNITS[language], SCALES[language]
    joiner = "and" if language == "en" else "y"
    flat = [part for token in tokens for part in (token.split("-") if "-" in token else [token])]
    total = current = 0.0
    run = 0
    figure = False  # `5 mil millones` is read as a figure elsewhere
    for token in [*flat, ""]:
        if token in scales and figure:
            continue
        figure = token[:1].isdigit()
        if token in units:
            current += units[token]
        elif token in scales and (run or language == "es"):
            factor = scales[token]
            if factor >= 1e6 and total and language == "es":
                total, current = (total + current) * factor, 0.0
            elif factor == 100:
                current = max(current, 1.0) * factor
            else:
                total, current = total + max(current, 1.0) * factor, 0.0
        elif token == joiner and run:
            continue
        else:
            if run and (total + current) > 1:
                yield total + current
            total = current = 0.0
            run = 0
            continue
        run += 1


def chinese_scale(characters: str) -> float:
    """Give what a figure is multiplied by in `12万` or `3千亿`."""
    scale = 1.0
    for character in characters:
        scale *= {**_SMALL, **_LARGE}.get(character, 1)
    return scale


def chinese(characters: str) -> list[float]:
    """Read a number in Chinese characters; nothing for a bare 一 or a measure without a digit (千万, 万一)."""
    if re.fullmatch(r"[零〇一二三四五六七八九]{2,}", characters):
        return [float("".join(str(_DIGITS[character]) for character in characters))]
    total = section = digit = 0
    for character in characters:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in _SMALL:
            section += max(digit, 1) * _SMALL[character]
            digit = 0
        else:
            total = (total + section + digit) * _LARGE[character]
            section = digit = 0
    value = total + section + digit
    return [float(value)] if value > 1 else []
