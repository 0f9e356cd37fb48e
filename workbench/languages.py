"""The locales that the workbench works in, and what is known of each.

A locale is written as a BCP 47 tag. Sources: script and region subtags as registered by IANA; quotation marks
as CLDR gives them, but with the corner brackets that Taiwan and Hong Kong print; plural and spacing rules by
ordinary usage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from workbench.errors import N_, WorkbenchError


class UnknownLocale(WorkbenchError):
    """The tag is no locale that the workbench works in."""


@dataclass(frozen=True)
class Locale:
    """One working locale.

    Attributes:
        tag: BCP 47 tag in its canonical spelling.
        language: primary language subtag.
        script: ISO 15924 script subtag.
        region: region subtag, or an empty string.
        name: the locale's own name for itself.
        english: its name in English.
        spaced: words are separated by spaces.
        inflected: words change their form with number, gender or tense.
        quotes: outer and inner quotation marks: open, close, inner open, inner close.
        also_quotes: further pairs that readers of this locale accept.
    """

    tag: str
    language: str
    script: str
    region: str
    name: str
    english: str
    spaced: bool
    inflected: bool
    quotes: tuple[str, str, str, str]
    also_quotes: tuple[tuple[str, str], ...] = ()

    @property
    def is_chinese(self) -> bool:
        """Whether it is written in Chinese characters."""
        return self.language == "zh"

    def __str__(self) -> str:
        return self.tag


_CORNERS = ("「", "」", "『", "』")
_ANGLES = ("«", "»", "“", "”")
_CURLY = ("“", "”", "‘", "’")


def _chinese(
    tag: str, name: str, english: str, quotes: tuple[str, str, str, str], also: tuple[tuple[str, str], ...] = ()
) -> Locale:
    _, script, region = (*tag.split("-"), "")[:3]
    return Locale(tag, "zh", script, region, name, english, False, False, quotes, also)


LOCALES: Mapping[str, Locale] = MappingProxyType(
    {
        locale.tag: locale
        for locale in (
            Locale("en", "en", "Latn", "", "English", "English", True, True, _CURLY),
            Locale("es", "es", "Latn", "", "Español", "Spanish", True, True, _ANGLES, (("“", "”"), ("‘", "’"))),
            _chinese("zh-Hans", "简体中文", "Chinese (Simplified)", _CURLY),
            _chinese("zh-Hant", "繁體中文", "Chinese (Traditional)", _CORNERS, (("“", "”"),)),
            _chinese("zh-Hans-CN", "简体中文（中国大陆）", "Chinese (Simplified, Mainland)", _CURLY),
            _chinese("zh-Hant-TW", "繁體中文（臺灣）", "Chinese (Traditional, Taiwan)", _CORNERS),
            _chinese("zh-Hant-HK", "繁體中文（香港）", "Chinese (Traditional, Hong Kong)", _CORNERS),
        )
    }
)

# The locales in which texts are written and translated; regional variants are derived, never translated.
WORKING: tuple[str, ...] = ("en", "es", "zh-Hans", "zh-Hant")
VARIANTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "zh-Hans": ("zh-Hant", "zh-Hant-TW", "zh-Hant-HK"),
        "zh-Hant": ("zh-Hans", "zh-Hant-TW", "zh-Hant-HK"),
    }
)
# The locales that somebody can hold a role in: a region has people of its own, who correct and approve its variant.
REGIONAL: tuple[str, ...] = ("zh-Hant-TW", "zh-Hant-HK")

_ALIASES = {
    "zh": "zh-Hans", "zh-cn": "zh-Hans-CN", "zh-sg": "zh-Hans", "zh-my": "zh-Hans", "zh-tw": "zh-Hant-TW",
    "zh-hk": "zh-Hant-HK", "zh-mo": "zh-Hant-HK",
}  # fmt: skip


@cache
def parse(tag: str) -> Locale:
    """Find the locale for a BCP 47 tag, in any case, with `-` or `_`, with or without a region.

    Raises:
        UnknownLocale: no working locale has this language and script.
    """
    parts = tag.strip().replace("_", "-").split("-")
    wanted = "-".join(parts).casefold()
    by_tag = {known.casefold(): locale for known, locale in LOCALES.items()}
    if wanted in _ALIASES:
        return LOCALES[_ALIASES[wanted]]
    while wanted:
        if wanted in by_tag:
            return by_tag[wanted]
        wanted = wanted.rpartition("-")[0]
        if wanted == "zh":
            break
    known = ", ".join(LOCALES)
    raise UnknownLocale(N_("%(tag)s is no locale of the workbench; it knows %(known)s."), tag=tag, known=known)


def base(tag: str) -> str:
    """Give the working locale that a regional variant is derived in: `zh-Hant-TW` → `zh-Hant`."""
    locale = parse(tag)
    return f"zh-{locale.script}" if locale.is_chinese else locale.language
