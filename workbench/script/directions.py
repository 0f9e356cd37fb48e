"""The directions of conversion: which stages lead from one script and region to another.

Every path is one that the dictionary package configures (`s2tw`, `tw2s` ...), or the first or second half of
one. Taiwan and Hong Kong meet in OpenCC's own standard and not in Simplified text, which would lose what the
two have in common. Regional vocabulary (`s2twp`) is in no path.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from workbench import languages
from workbench.errors import WorkbenchError
from workbench.script import building, cachefile, compiled, corrections, package, rules
from workbench.script.matching import REMEMBERED, Stage
from workbench.script.rules import Rule
from workbench.script.scanning import Places, replaced

# By source and target: configurations and which of their stages to take.
_ALL, _FIRST = slice(None), slice(0, 1)
_Path = tuple[tuple[str, slice], ...]
_PATHS: Mapping[tuple[str, str], _Path] = {
    ("Hans", "Hant"): (("s2t", _ALL),),
    ("Hans", "Hant-TW"): (("s2tw", _ALL),),
    ("Hans", "Hant-HK"): (("s2hk", _ALL),),
    ("Hant", "Hans"): (("t2s", _ALL),),
    ("Hant-TW", "Hans"): (("tw2s", _ALL),),
    ("Hant-HK", "Hans"): (("hk2s", _ALL),),
    ("Hant", "Hant-TW"): (("t2tw", _ALL),),
    ("Hant", "Hant-HK"): (("t2hk", _ALL),),
    ("Hant-TW", "Hant"): (("tw2s", _FIRST),),
    ("Hant-HK", "Hant"): (("hk2s", _FIRST),),
    ("Hant-TW", "Hant-HK"): (("tw2s", _FIRST), ("t2hk", _ALL)),
    ("Hant-HK", "Hant-TW"): (("hk2s", _FIRST), ("t2tw", _ALL)),
}
# People write 看著 in Traditional text of any region, and only the way back from Taiwan makes 看着 of it.
_CORRECTED_PATHS = {("Hant", "Hans"): (("tw2s", _ALL),), ("Hant-HK", "Hans"): (("tw2s", _ALL),)}
# The dictionary of meanings in a path, and the table of our corrections to it.
_TABLES = {"STPhrases.txt": "s2t", "TSPhrases.txt": "t2s"}


class NoConversion(WorkbenchError):
    """One of the two locales is not Chinese."""


Near = frozenset[str] | None


@dataclass(frozen=True)
class Direction:
    """A compiled path from one script and region to another.

    Attributes:
        source: script and region, such as `Hans` or `Hant-TW`.
        target: the same for the result.
        stages: what to do, in order.
        table: which of our tables correct it; empty for none.
        own: the words of our corrections, with the reason of each.
        finish: the regional form of the characters that a correction names in OpenCC's own standard.
        deciding: which stage decides about meanings; -1 when none does.
        triggers: the places where the neighbours of a character do not rule out all of its rules.
    """

    source: str
    target: str
    stages: tuple[Stage, ...] = ()
    table: str = ""
    own: Mapping[str, str] = field(default_factory=dict)
    finish: Mapping[int, str] = field(default_factory=dict)
    deciding: int = -1
    triggers: Places = field(default_factory=Places)

    @cached_property
    def rules(self) -> Mapping[str, tuple[Rule, ...]]:
        """Forms by context, by character; they have the last word over the phrases."""
        return rules.rules(self.table) if self.table else {}

    @property
    def crosses(self) -> bool:
        """Whether the two sides are written in different scripts."""
        return self.source[:4] != self.target[:4]

    def convert(self, text: str) -> str:
        """Convert text that holds nothing to protect; the result has the same length."""
        for number, stage in enumerate(self.stages):
            decided = self.decisions(text) if number == self.deciding else ()
            forms = ((at, at + 1, rule.form.translate(self.finish)) for at, rule in decided)
            text = replaced(stage.convert(text), forms)
        return text

    def before_deciding(self, text: str) -> str:
        """Give the text that the deciding stage gets to see."""
        for stage in self.stages[: max(self.deciding, 0)]:
            text = stage.convert(text)
        return text

    def decisions(self, text: str) -> list[tuple[int, Rule]]:
        """Find the places where a rule has the last word, in the text of the deciding stage."""
        found = []
        known = self._known
        for at in self.triggers.find(text):
            near = text[at - 1 : at + 2]
            plausible = known.get(near)
            if plausible is None:
                plausible = self._plausible(text, at)
                if len(near) == 3 and len(known) < REMEMBERED:  # less at an edge of the text
                    known[near] = plausible
            for rule in plausible:
                if rule.fits(text, at) and not (rule.yields and self.stages[self.deciding].covering(text, at)):
                    found.append((at, rule))
                    break
        return found

    def _plausible(self, text: str, at: int) -> tuple[Rule, ...]:
        """Give the rules of a character that its neighbours do not rule out, which are few or none in most places."""
        before, after = text[max(0, at - 1) : at], text[at + 1 : at + 2]
        return tuple(
            rule
            for rule in self.rules[text[at]]
            for near_before, near_after in (_nearest(rule),)
            if (near_before is None or before in near_before) and (near_after is None or after in near_after)
        )

    @cached_property
    def _known(self) -> dict[str, tuple[Rule, ...]]:
        """The plausible rules by a character and its neighbours. Writing the same answer twice does no harm."""
        return {}


def side(tag: str) -> str:
    """Give script and region of a locale as the paths name them: `zh-Hans-CN` is `Hans`.

    Raises:
        NoConversion: the locale is not Chinese.
        UnknownLocale: the workbench does not know the tag.
    """
    locale = languages.parse(tag)
    if not locale.is_chinese:
        raise NoConversion(f"{tag} has no other script; convert between Chinese locales only", tag=tag)
    if locale.script == "Hans" or not locale.region:
        return locale.script
    return f"{locale.script}-{locale.region}"


@cache
def direction(source: str, target: str, *, corrected: bool = True) -> Direction:
    """Compile the path between two sides (see `side`); the result is shared.

    Args:
        source: script and region of what comes in.
        target: script and region of what goes out.
        corrected: with our corrections; without, the output is that of the dictionary package.
    """
    if source == target:
        return Direction(source, target)
    path = _PATHS[source, target]
    if not corrected:
        return _build(source, target, path, corrected=False)
    path = _CORRECTED_PATHS.get((source, target), path)
    files = sorted((*Path(__file__).parent.glob("*.py"), *corrections.DATA.glob("*.tsv")))
    forward = ("s2tw",) if target == "Hans" else ()  # whose words cut the way back
    dictionaries = package.contents((*forward, *(configuration for configuration, _ in path)))
    name = f"{source}-{target}".lower()
    key = cachefile.digest((*dictionaries, *(file.read_bytes() for file in files)))
    kept = cachefile.load(name, key)
    if kept is not None:
        return _unpack(source, target, kept)
    built = _build(source, target, path, corrected=True)
    cachefile.store(name, key, _pack(built))
    return built


def _pack(way: Direction) -> dict[str, Any]:
    return {
        "stages": [compiled.pack(stage) for stage in way.stages],
        "table": way.table,
        "own": way.own,
        "finish": {chr(code): form for code, form in way.finish.items()},
        "deciding": way.deciding,
        "triggers": compiled.pack_places(way.triggers),
    }


def _unpack(source: str, target: str, kept: dict[str, Any]) -> Direction:
    stages = tuple(map(compiled.unpack, kept["stages"]))
    finish = {ord(character): form for character, form in kept["finish"].items()}
    triggers = compiled.unpack_places(kept["triggers"])
    return Direction(source, target, stages, kept["table"], kept["own"], finish, kept["deciding"], triggers)


def _build(source: str, target: str, path: _Path, *, corrected: bool) -> Direction:
    stages: list[Stage] = []
    own: Mapping[str, str] = {}
    finish: dict[int, str] = {}
    table, deciding = "", -1
    for files in (stage for configuration, part in path for stage in package.chain(configuration)[part]):
        stage = building.read(files)
        if stages and not stage.phrases:
            finish = dict(stage.characters)
            stages[-1] = building.fuse(stages[-1], finish)
            continue
        if files[0] in _TABLES:
            deciding = len(stages)
            if corrected:
                table = _TABLES[files[0]]
                common = building.common_simplified() if table == "s2t" else building.common_traditional()
                if stages:
                    stages[0], common = building.cut_by(stages[0], common)
                stage, own = building.correct(stage, table, common)
        stages.append(stage)
    return Direction(source, target, tuple(stages), table, own, finish, deciding, _triggers(table))


def _triggers(table: str) -> Places:
    """Find out beside what the characters of the rules are of interest."""
    before: dict[str, set[str]] = {}
    after: dict[str, set[str]] = {}
    alone: set[str] = set()
    for character, known in rules.rules(table).items() if table else ():
        for near_before, near_after in map(_nearest, known):
            if near_after is not None:
                after.setdefault(character, set()).update(near_after)
            elif near_before is not None:
                before.setdefault(character, set()).update(near_before)
            else:
                alone.add(character)
    return Places.of(before, after, alone)


def _nearest(rule: Rule) -> tuple[Near, Near]:
    """Give what can stand on either side of a rule's character; None for anything."""
    before, after = rule.sides
    return before.nearest, after.nearest


def as_packaged(configuration: str) -> tuple[Stage, ...]:
    """Compile a configuration of the package as it stands, regional vocabulary and all: for comparison only."""
    return tuple(map(building.read, package.chain(configuration)))
