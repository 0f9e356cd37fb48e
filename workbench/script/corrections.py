"""Our own layer over the OpenCC dictionaries: words, rules in context, and the commonest words of Chinese.

The tables lie in `data/` as tab-separated text, each row with its reason; `#` starts a comment. A correction
names one character and the form that it takes; what stands around it is converted as usual.

- `words-*.tsv`: character, form, words in which it has this form, reason.
- `rules-*.tsv`: character, form, what stands before, what stands after, reason. "Before" and "after" hold
  alternatives separated by spaces; `{name}` is a class of `classes.tsv`, `.` any letter, `^` and `$` the
  edge of a clause; a leading `!` turns the condition round, an empty field means anything.
- `frequency.tsv`: log2 of a word's frequency and the words of that class, for cutting text into words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

DATA = Path(__file__).with_name("data")
EDGE_BEFORE, EDGE_AFTER = "^", "$"
LETTER = r"[^\W\d_]"


@dataclass(frozen=True)
class Word:
    """A word in which one character takes a form that the dictionary does not give it."""

    word: str
    character: str
    form: str
    reason: str


@dataclass(frozen=True)
class Rule:
    """A form that a character takes between certain neighbours.

    Attributes:
        character: the character.
        form: the form.
        before: what stands before, as written in the table.
        after: what stands after.
        reason: why, for people.
    """

    character: str
    form: str
    before: str
    after: str
    reason: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches at the character, looking to both sides; compiled when the character first turns up."""
        return re.compile(f"{_behind(self.before)}{re.escape(self.character)}{_ahead(self.after)}")


def words(table: str) -> Iterator[Word]:
    """Yield the words of `words-{table}.tsv`."""
    for character, form, listed, reason in _rows(f"words-{table}.tsv"):
        for word in listed.split():
            yield Word(word, character, form, reason)


@cache
def rules(table: str) -> dict[str, tuple[Rule, ...]]:
    """Give the rules of `rules-{table}.tsv` by character, in the order of the file: the first that fits wins."""
    found: dict[str, tuple[Rule, ...]] = {}
    for row in _rows(f"rules-{table}.tsv"):
        rule = Rule(*row)
        found[rule.character] = (*found.get(rule.character, ()), rule)
    return found


def frequency_classes() -> dict[str, int]:
    """Give log2 of the frequency of the words in `frequency.tsv`."""
    return {word: int(level) for level, listed in _rows("frequency.tsv") for word in listed.split()}


def _rows(file: str) -> Iterator[list[str]]:
    text = (DATA / file).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    return {name: tuple(listed.split()) for name, listed in _rows("classes.tsv")}


def _alternatives(field: str) -> tuple[bool, list[str]]:
    """Read a condition: whether it is turned round, and its alternatives with the classes put in."""
    wanted = field.removeprefix("!").split()
    found: list[str] = []
    for part in wanted:
        forms = [""]
        for name, plain in re.findall(r"\{(\w+)\}|(.)", part):
            forms = [form + more for form in forms for more in (_classes()[name] if name else (plain,))]
        found += forms
    return field.startswith("!"), found


def _behind(field: str) -> str:
    """Build a condition on what stands before; a look-behind has one width, so there is one for each."""
    negative, found = _alternatives(field)
    by_width: dict[int, list[str]] = {}
    for form in found:
        by_width.setdefault(0 if form == EDGE_BEFORE else len(form), []).append(_escape(form))
    groups = ["|".join(forms) for forms in by_width.values()]
    if negative:
        return "".join(f"(?<!{group})" for group in groups)
    return f"(?:{'|'.join(f'(?<={group})' for group in groups)})" if groups else ""


def _ahead(field: str) -> str:
    negative, found = _alternatives(field)
    if not found:
        return ""
    return f"(?{'!' if negative else '='}{'|'.join(map(_escape, found))})"


def _escape(form: str) -> str:
    if form == EDGE_BEFORE:
        return r"(?<!\w)"
    if form == EDGE_AFTER:
        return r"(?!\w)"
    return "".join(LETTER if character == "." else re.escape(character) for character in form)
