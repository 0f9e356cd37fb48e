"""Compare our matcher with the dictionary package's own `convert`, corrections off: they have to agree.

Run with `python -m benchmarks.script_equal [text file …]`. Random strings are built from dictionary keys, whole and
cut, where overlapping words are common; running text is that of the files, or our own sentences, until there are
5 MB. The two configurations with regional vocabulary exist for this comparison only: no converter uses them.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from opencc import OpenCC

from benchmarks._common import Table
from benchmarks.script import own_rows
from workbench.script import package
from workbench.script.directions import as_packaged

CONFIGURATIONS = ("s2t", "s2tw", "s2twp", "s2hk", "t2s", "tw2s", "tw2sp", "hk2s", "t2tw", "t2hk")
STRINGS = 20_000
MEGABYTES = 5
OTHERS = ("，", "。", " ", "\n", "-", "a", "𠮷", "😀", "埠")


def random_strings(configuration: str, count: int) -> list[str]:
    """Make strings out of whole and cut keys, with some separators between."""
    files = dict.fromkeys(file for stage in package.chain(configuration) for file in stage)
    keys = [key for file in files for key in package.dictionary(file)]
    choose = random.Random(len(keys))
    texts = []
    for _ in range(count):
        parts = [choose.choice(keys if choose.random() < 0.9 else OTHERS) for _ in range(choose.randint(1, 7))]
        texts.append("".join(part[: choose.randint(1, len(part))] if choose.random() < 0.3 else part for part in parts))
    return texts


def running_text(paths: list[str]) -> str:
    """Give some 5 MB of text; lines in a new order each time, so that other words meet."""
    lines = [line for path in paths for line in Path(path).read_text(encoding="utf-8").splitlines()]
    lines = lines or [row[side] for row in own_rows() for side in ("source", "target")]
    choose = random.Random(5)
    made: list[str] = []
    size = 0
    while size < MEGABYTES * 1_000_000:
        choose.shuffle(lines)
        made.append("".join(line if choose.random() < 0.7 else f"{line}\n" for line in lines))
        size += len(made[-1].encode())
    return "\n".join(made)


def main() -> int:
    """Print the differences of every configuration."""
    table = Table(f"Equal to the package: {STRINGS} strings, {MEGABYTES} MB")
    text = running_text(sys.argv[1:])
    for configuration in CONFIGURATIONS:
        reference, stages = OpenCC(configuration), as_packaged(configuration)
        strings = random_strings(configuration, STRINGS)

        def ours(text: str, stages=stages) -> str:
            for stage in stages:
                text = stage.convert(text)
            return text

        different = sum(ours(string) != reference.convert(string) for string in strings)
        blocks = text.split("\n")
        in_text = sum(ours(block) != reference.convert(block) for block in blocks)
        met = not different and not in_text
        table.row(configuration, f"{different} strings, {in_text} lines", "0, 0", met=met)
    return table.code()


if __name__ == "__main__":
    sys.exit(main())
