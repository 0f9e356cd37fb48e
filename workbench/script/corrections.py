"""Our own layer over the OpenCC dictionaries: words, forms, and the commonest words of Chinese.

The tables lie in `data/` as tab-separated text, each row with its reason; `#` starts a comment. A correction
names one character and the form that it takes; what stands around it is converted as usual.

- `words-*.tsv`: character, form, words in which it has this form, reason.
- `rules-*.tsv` and `classes.tsv`: see `rules`.
- `forms.tsv`: a variant form that some phrases of the dictionary give, the form to give instead, reason.
- `frequency.tsv`: log2 of a word's frequency and the words of that class, for cutting text into words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True)
class Word:
    """A word in which one character takes a form that the dictionary does not give it."""

    word: str
    character: str
    form: str
    reason: str


def words(table: str) -> Iterator[Word]:
    """Yield the words of `words-{table}.tsv`."""
    for character, form, listed, reason in rows(f"words-{table}.tsv"):
        for word in listed.split():
            yield Word(word, character, form, reason)


def forms() -> dict[str, str]:
    """Give the forms that are replaced wherever a phrase of the dictionary gives them."""
    return {variant: form for variant, form, _ in rows("forms.tsv")}


def frequency_classes() -> dict[str, int]:
    """Give log2 of the frequency of the words in `frequency.tsv`."""
    return {word: int(level) for level, listed in rows("frequency.tsv") for word in listed.split()}


def rows(file: str) -> Iterator[list[str]]:
    """Yield the fields of each row of a table in `data/`."""
    text = (DATA / file).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")
