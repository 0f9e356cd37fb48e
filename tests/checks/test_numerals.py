"""Numbers in digits, characters and words mean the same in all three languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.checks.numerals import numbers

_UNITS = ["", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
          "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]  # fmt: skip
_TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def values(text, language):
    """Give everything that the numbers of a text may mean."""
    return {value for number in numbers(text, language) for value in number.values}


def in_english(number):
    """Write a number below ten million in English words."""
    if number >= 10**6:
        return f"{in_english(number // 10**6)} million {in_english(number % 10**6)}".strip()
    if number >= 1000:
        return f"{in_english(number // 1000)} thousand {in_english(number % 1000)}".strip()
    if number >= 100:
        rest = in_english(number % 100)
        return f"{_UNITS[number // 100]} hundred" + (f" and {rest}" if rest else "")
    if number >= 20:
        return _TENS[number // 10] + (f"-{_UNITS[number % 10]}" if number % 10 else "")
    return _UNITS[number]


def in_chinese(number):
    """Write a number below one hundred million in Chinese characters."""
    if number >= 10**4:
        rest = number % 10**4
        gap = "零" if 0 < rest < 1000 else ""
        return f"{in_chinese(number // 10**4)}万{gap}{in_chinese(rest)}"
    text, zero = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if zero else "") + "零一二三四五六七八九"[digit] + sign
            zero = False
        elif text:
            zero = True
    return text


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        ("1,234.5", "en", Decimal("1234.5")),
        ("1.234,5", "es", Decimal("1234.5")),
        ("1 234 567", "es", 1234567),
        ("3.5 million", "en", 3_500_000),
        ("2.300 millones", "es", 2_300_000_000),
        ("dos mil trescientos millones", "es", 2_300_000_000),
        ("mil novecientos ochenta y cuatro", "es", 1984),
        ("veintitrés", "es", 23),
        ("four and twenty", "en", 24),
        ("twenty-first", "en", 21),
        ("siglo XIX", "es", 19),
        ("１２３", "zh", 123),
        ("二〇一八", "zh", 2018),
        ("三千五百萬億", "zh", 3500 * 10**12),
        ("一亿三千万", "zh", 130_000_000),
        ("三百五", "zh", 350),
        ("两万", "zh", 20_000),
        ("壹佰贰拾", "zh", 120),
        ("1.5万亿", "zh", 1_500_000_000_000),
        ("3千", "zh", 3000),
        ("三成", "zh", 30),
        ("九十年代", "zh", 1990),
        ("the ’90s", "en", 1990),
        ("2012-13", "en", 2013),
        ("5-10 million", "en", 5_000_000),
        ("£3bn", "en", 3_000_000_000),
        ("5pm", "en", 17),
        ("mayo", "es", 5),
        ("half", "en", Decimal("0.5")),
    ],
)
def test_a_number_means_what_it_says(text, language, wanted):
    """Each line is a form that published translations use."""
    assert wanted in values(text, language)


@pytest.mark.parametrize("text", ["十分重要", "千万别忘", "几十个人", "一起", "三四天", "万一"])
def test_a_chinese_phrase_with_a_numeral_is_never_asked_for(text):
    """千万 is 'by all means' and 十分 'very'; asking for ten would be a false alarm in every text."""
    assert not any(number.strong for number in numbers(text, "zh"))


@given(st.integers(min_value=1, max_value=9_999_999))
def test_english_words_are_read_back(number):
    """Whatever a person writes out must be found as the same number."""
    assert number in values(in_english(number), "en")


@given(st.integers(min_value=1, max_value=99_999_999))
def test_chinese_characters_are_read_back(number):
    """The same, with the zeros that Chinese puts into gaps."""
    assert number in values(in_chinese(number), "zh")


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from(["en", "es", "zh"]))
def test_grouped_digits_mean_the_same_everywhere(number, language):
    """English groups with commas, Spanish with points or spaces; translators mix them."""
    for separator in ",.\u00a0":
        assert number in values(f"{number:,}".replace(",", separator), language)


@given(st.text(max_size=60), st.sampled_from(["en", "es", "zh"]))
def test_numbers_stand_inside_the_text(text, language):
    """Any text may come from an upload; spans must hold and nothing may break."""
    for number in numbers(text, language):
        assert 0 <= number.start < number.end <= len(text)
        assert number.values
