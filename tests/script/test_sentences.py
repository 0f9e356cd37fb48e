"""Whole sentences: news, interviews, memories, and single characters where only the neighbours tell the form."""

from __future__ import annotations

from pathlib import Path

from workbench.script import Converter
from workbench.script.package import usual

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "data" / "taiwan.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def test_sentences_come_out_as_they_were_written():
    """Corrections are general, so a new one may break an old sentence; at most one in a hundred may give way."""
    converter = Converter("zh-Hans", "zh-Hant-TW")
    variants = {ord(key): value for key, value in usual("TWVariants.txt").items()}
    wrong = [
        source for source, target in ROWS if converter.convert(source).translate(variants) != target.translate(variants)
    ]

    assert len(wrong) <= len(ROWS) // 100, wrong


def test_there_and_back_gives_the_same_text():
    """Readers of the derived text quote it, and the quotation comes back; two in ten thousand may differ."""
    there, back = Converter("zh-Hans", "zh-Hant-TW"), Converter("zh-Hant-TW", "zh-Hans")
    text = "\n".join(source for source, _ in ROWS)
    returned = back.convert(there.convert(text))
    changed = sum(one != other for one, other in zip(text, returned, strict=True))

    assert changed <= len(text) * 2 / 10_000
