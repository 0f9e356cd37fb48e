"""Derive an edition in another script or region of Chinese from one translation.

The conversion is that of `workbench.script`, unit by unit, with markup, links and inline code untouched. Blocks
of code are left as they are. It fails where the script room says it does; what people corrected by hand has to
be put into the result afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from workbench import languages
from workbench.formats.edition import Edition, ExportUnit
from workbench.script import Converter
from workbench.text.segments import Kind


def to_variant(edition: Edition, tag: str, terms: Iterable[tuple[str, str]] = ()) -> Edition:
    """Give the edition with its title and all targets in another script or region.

    Args:
        edition: an edition in Chinese.
        tag: BCP 47 tag of the variant, such as `zh-Hant-TW`.
        terms: names and terms with their form in the variant; the longest wins.

    Raises:
        NoConversion: the edition or the variant is not Chinese.
        UnknownLocale: the tag is unknown.
        BadTerm: a term is empty.
    """
    converter = Converter(edition.target_locale, tag, terms=terms)

    def convert(unit: ExportUnit) -> ExportUnit:
        return unit if unit.kind is Kind.CODE else replace(unit, target=converter.convert(unit.target))

    return replace(
        edition,
        title=converter.convert(edition.title),
        target_locale=languages.parse(tag).tag,
        units=tuple(convert(unit) for unit in edition.units),
    )
