"""Measure the list of choices: how much of a text is marked, how many errors stand on a mark, and what it costs.

Run with `python -m benchmarks.script_choices`. The texts are our own sentences. With corrections too few errors are
left to count, so they are made by switching the corrections off; what asks for a look is also counted with them on.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from benchmarks._common import Table
from benchmarks.script import folded, own_rows
from workbench.script import Converter

# The rows of the file that are running prose; those behind them each turn around a character with a choice.
PROSE = 200


def measure(rows: list[dict[str, str]], *, corrections: bool) -> tuple[Counter[str], Counter[str], int]:
    """Count the marks, the marks under wrong characters, and the characters."""
    converter = Converter("zh-Hans", "zh-Hant-TW", corrections=corrections)
    marks: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    size = 0
    for row in rows:
        result = converter.convert_with_choices(row["source"])
        marked = {choice.target_span[0]: choice.mark for choice in result.choices}
        marks.update(marked.values())
        size += len(row["source"])
        pairs = zip(folded(result.text), folded(row["target"]), strict=True)
        # Without corrections, quotation marks stay as they are.
        wrong.update(
            marked.get(at, "none") for at, (got, right) in enumerate(pairs) if got != right and right not in "「」『』"
        )
    return marks, wrong, size


def measure_speed(table: Table, rows: list[dict[str, str]]) -> None:
    """Print MB of UTF-8 a second in CPU time, passage by passage, the best of five rounds, beside a bare conversion."""
    converter = Converter("zh-Hans", "zh-Hant-TW")
    passages = [row["source"] for row in rows]
    size = sum(len(passage.encode()) for passage in passages) / 1e6
    figures = []
    for convert in (converter.convert_with_choices, converter.convert):
        rounds = []
        for _ in range(5):
            start = time.process_time()
            for passage in passages:
                convert(passage)
            rounds.append(time.process_time() - start)
        figures.append(size / min(rounds))
    table.row("passages with their choices (bare)", f"{figures[0]:.1f} MB/s ({figures[1]:.1f})")


def main() -> int:
    """Print the figures with the bars of the issue."""
    table = Table("Choices")
    rows = own_rows()
    marks, _, size = measure(rows[:PROSE], corrections=True)
    asking = marks["red"] + marks["amber"]
    table.row("prose: characters for one red or amber", f"{size / max(1, asking):.0f}", "60", met=asking * 60 <= size)
    marks, _, size = measure(rows, corrections=True)
    table.row("all: characters for one red or amber", f"{size / (marks['red'] + marks['amber']):.0f}")
    for name, some in (("prose", rows[:PROSE]), ("all", rows)):
        _, wrong, _ = measure(some, corrections=False)
        seen = (wrong.total() - wrong["none"]) / wrong.total()
        asked = (wrong["red"] + wrong["amber"]) / wrong.total()
        figure = f"{seen:.0%} of {wrong.total()}"
        table.row(f"{name}, corrections off: errors on any mark", figure, "80 %", met=seen >= 0.8)
        table.row(f"{name}, corrections off: errors on red or amber", f"{asked:.0%}", "60 %", met=asked >= 0.6)
    measure_speed(table, rows[:PROSE])
    return table.code()


if __name__ == "__main__":
    sys.exit(main())
