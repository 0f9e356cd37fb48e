"""One Chinese translation gives editions for every region."""

from __future__ import annotations

import pytest

from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.variant import to_variant
from workbench.script import NoConversion
from workbench.states import State
from workbench.text.segments import Kind

EDITION = Edition("mill", "造纸厂", "en", "zh-Hans", (
    ExportUnit("t", ("The mill",), "造纸厂", Kind.TITLE, state=State.APPROVED),
    ExportUnit("p", ("See [this](https://example.org/国).",), "见**[这个](https://example.org/国)**。\n\n工厂。"),
    ExportUnit("c", ("x",), "```\n国 = 1\n```", Kind.CODE),
    ExportUnit("o", ("Gone.",), "", omitted="原因", state=State.APPROVED),
))  # fmt: skip


def test_title_and_targets_are_converted_and_markup_is_not():
    """A converted address leads nowhere."""
    variant = to_variant(EDITION, "zh-Hant-TW")

    assert (variant.title, variant.target_locale) == ("造紙廠", "zh-Hant-TW")
    assert [unit.target for unit in variant.units] == [
        "造紙廠",
        "見**[這個](https://example.org/国)**。\n\n工廠。",
        "```\n国 = 1\n```",
        "",
    ]


def test_everything_else_stays():
    """Sources, states and reasons are not the translation."""
    variant = to_variant(EDITION, "zh-hant")

    for before, after in zip(EDITION.units, variant.units, strict=True):
        assert (before.uid, before.source, before.state, before.omitted) == (
            after.uid, after.source, after.state, after.omitted,
        )  # fmt: skip
    assert variant.target_locale == "zh-Hant"


def test_terms_have_the_last_word():
    """A name is written as its owner writes it."""
    variant = to_variant(EDITION, "zh-Hant-TW", [("造纸厂", "紙廠")])

    assert variant.units[0].target == "紙廠"


def test_only_chinese_has_variants():
    """Spanish has no other script to convert to."""
    with pytest.raises(NoConversion):
        to_variant(Edition("mill", "La fábrica", "en", "es", ()), "zh-Hant")
