"""Measure script conversion: accuracy on shared sets, where they are there, and speed beside the package.

Run with `python benchmarks/script.py [folder with the sets] [text file]`. Without a text file the sentences of
the sets, or a few of our own, are repeated. Speeds are CPU time on this machine; compare within one run only.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from opencc import OpenCC

from workbench.script import Converter
from workbench.script.package import usual

SETS = ("sentences-s2tw", "words-s2tw", "sentences-s2t", "t2s", "edge")
OWN = "工会的干部在后台发言，头发白了一半；台下只有几十个人，可是没有一个离开。\n"
ROUNDS = 5


def folded(text: str) -> str:
    """Write every glyph variant as Taiwan prints it, so that 裏 and 裡 count as one."""
    return text.translate({ord(key): value for key, value in usual("TWVariants.txt").items()})


def is_right(got: str, row: dict[str, str]) -> bool:
    """Compare character by character; `why` may name further forms that count as right."""
    also = {int(at): set(re.split(r" or |/", forms)) for forms, at in re.findall(r"(\S+ or \S+) at (\d+)", row["why"])}
    pairs = list(zip(folded(got), folded(row["target"]), strict=False))
    return len(got) == len(row["target"]) and all(
        one == other or one in {folded(form) for form in also.get(at, ())} for at, (one, other) in enumerate(pairs)
    )


def measure_accuracy(folder: Path) -> str:
    """Print the share of right sentences for each set; give all sources as one text."""
    sources = []
    for name in SETS:
        path = folder / f"{name}.jsonl"
        if not path.exists():
            continue
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        right = sum(is_right(Converter(row["from"], row["to"]).convert(row["source"]), row) for row in rows)
        print(f"{name:16} {right:4} of {len(rows):4} right, {right / len(rows):.1%}")
        sources += [row["source"] for row in rows if row["from"] == "zh-Hans"]
    return "\n".join(sources)


def speed(convert: Callable[[str], object], text: str) -> float:
    """Give the median speed in MB of UTF-8 a second."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        convert(text)
        times.append(time.process_time() - start)
    return len(text.encode()) / 1e6 / sorted(times)[ROUNDS // 2]


def main() -> None:
    """Print accuracy, speed and the time that the first conversion takes."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path("script-dev")
    ours = Converter("zh-Hans", "zh-Hant-TW")
    start = time.process_time()
    ours.convert(OWN)
    loading = time.process_time() - start
    text = measure_accuracy(folder) or OWN
    if len(sys.argv) > 2:
        text = Path(sys.argv[2]).read_text(encoding="utf-8")
    long = text * (1_000_000 // len(text.encode()) + 1)
    print(f"{os.cpu_count()} cores; first conversion {loading * 1000:.0f} ms")
    print(f"ours             {speed(ours.convert, long):6.1f} MB/s")
    alone = Converter("zh-Hans", "zh-Hant-TW", corrections=False)
    print(f"ours, no layer   {speed(alone.convert, long):6.1f} MB/s")
    print(f"the package      {speed(OpenCC('s2tw').convert, long[: len(long) // 10]):6.1f} MB/s")
    short = long[:300]
    print(f"300 characters   {300 * len(short.encode()) / 300e6 / speed(ours.convert, short) * 1000:6.3f} ms")


if __name__ == "__main__":
    main()
