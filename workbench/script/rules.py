"""Rules: the form that a character takes between certain neighbours, which has the last word over the phrases.

The table `data/rules-*.tsv` has character, form, what stands before, what stands after, reason. "Before" and
"after" hold alternatives separated by spaces. In an alternative, `{name}` is a class of `classes.tsv`, `^` in front and
`$` at the end the edge of a clause, `.` in front any letter; a leading `!` turns the whole condition round, an empty
field means anything. Of the rules of a character the first that fits decides. A `?` behind the form makes a weak rule:
it decides only where no phrase of the dictionary holds the character, which keeps guesses, such as a surname at the
start of a clause, from words (余力).

They are matched by looking up slices of the text in sets: compiling them to regular expressions takes longer than
most texts take to convert.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from workbench.script.corrections import rows

_PARTS = re.compile(r"(\^?)(\.*)([^.^$]*)(\$?)")


@dataclass(frozen=True)
class Shape:
    """Alternatives of one build: an edge, letters, a wording that is looked up, an edge."""

    begins: bool
    letters: int
    size: int
    ends: bool
    wordings: frozenset[str]

    @cached_property
    def width(self) -> int:
        """Characters that an alternative takes up."""
        return self.letters + self.size

    def is_at(self, text: str, at: int) -> bool:
        """Tell whether one of the alternatives begins at `at`."""
        middle = at + self.letters
        end = middle + self.size
        return (
            text[middle:end] in self.wordings
            and at >= 0
            and not (self.begins and at and _is_word(text[at - 1]))
            and not (self.ends and end < len(text) and _is_word(text[end]))
            and (not self.letters or (end <= len(text) and text[at:middle].isalpha()))
        )


@dataclass(frozen=True)
class Condition:
    """What has to stand on one side of a character.

    Attributes:
        wanted: the alternatives.
        negative: whether none of them may stand there.
        nearest: the characters that can stand next to the rule's own one; None when any can. A quick test before the
            others.
    """

    wanted: tuple[Shape, ...]
    negative: bool
    nearest: frozenset[str] | None

    def is_met_before(self, text: str, at: int) -> bool:
        """Tell whether the condition is met by what ends at `at`."""
        for shape in self.wanted:
            if shape.is_at(text, at - shape.width):
                return not self.negative
        return self.negative or not self.wanted

    def is_met_after(self, text: str, at: int) -> bool:
        """Tell whether the condition is met by what begins at `at`."""
        for shape in self.wanted:
            if shape.is_at(text, at):
                return not self.negative
        return self.negative or not self.wanted


@dataclass(frozen=True)
class Rule:
    """A form that a character takes between certain neighbours.

    Attributes:
        character: the character.
        form: the form.
        before: what stands before, as written in the table.
        after: what stands after.
        reason: why, for people.
        yields: whether a phrase of the dictionary goes before the rule.
    """

    character: str
    form: str
    before: str
    after: str
    reason: str
    yields: bool = False

    @cached_property
    def sides(self) -> tuple[Condition, Condition]:
        """The two conditions; read when the character first turns up."""
        return _condition(self.before, last=True), _condition(self.after, last=False)

    def fits(self, text: str, at: int) -> bool:
        """Tell whether the rule decides about the character at `at`."""
        before, after = self.sides
        return after.is_met_after(text, at + 1) and before.is_met_before(text, at)


@cache
def rules(table: str) -> dict[str, tuple[Rule, ...]]:
    """Give the rules of `rules-{table}.tsv` by character, in the order of the file."""
    found: dict[str, tuple[Rule, ...]] = {}
    for character, form, before, after, reason in rows(f"rules-{table}.tsv"):
        rule = Rule(character, form.removesuffix("?"), before, after, reason, form.endswith("?"))
        found[rule.character] = (*found.get(rule.character, ()), rule)
    return found


def _condition(field: str, *, last: bool) -> Condition:
    negative = field.startswith("!")
    shapes: dict[tuple[bool, int, int, bool], set[str]] = {}
    for form in _alternatives(field.removeprefix("!")):
        edge, letters, wording, end = _PARTS.fullmatch(form).groups()  # type: ignore[union-attr]
        shapes.setdefault((bool(edge), len(letters), len(wording), bool(end)), set()).add(wording)
    wanted = tuple(Shape(*build, frozenset(wordings)) for build, wordings in shapes.items())
    nearest = None
    if shapes and not negative and all(shape.size and not (shape.letters and not last) for shape in wanted):
        nearest = frozenset(wording[-1 if last else 0] for shape in wanted for wording in shape.wordings)
    return Condition(wanted, negative, nearest)


def _alternatives(field: str) -> list[str]:
    """Give the alternatives of a field with the classes put in."""
    found: list[str] = []
    for part in field.split():
        forms = [""]
        for name, plain in re.findall(r"\{(\w+)\}|(.)", part):
            forms = [form + more for form in forms for more in (_classes()[name] if name else (plain,))]
        found += forms
    return found


@cache
def _classes() -> dict[str, tuple[str, ...]]:
    return {name: tuple(listed.split()) for name, listed in rows("classes.tsv")}


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"
