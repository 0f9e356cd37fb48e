"""How time and memory of the alignment grow with the length of the texts, and a picture of it.

Called by `benchmarks/alignment.py`, parts `start`, `speed` and `sentences`; all on invented texts.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks._gold import Record, Tally, invented
from benchmarks.alignment_peers import hunalign
from workbench.alignment import Bead, align_sentences

Aligner = Callable[[Record], list[Bead]]
# Paragraphs a side, and the bars: seconds and megabytes.
BARS = {1_000: (1.0, None), 2_000: (5.0, 500), 10_000: (30.0, 1_000)}
_HUNALIGN_MOST = 5_000
_TELL = """
import resource
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def report_start() -> None:
    """Time what comes before the first alignment, each in a process of its own."""
    texts = "['工人开会。'] * 9, ['The workers met.'] * 9, source_locale='zh-Hans', target_locale='en'"
    steps = {
        "Python and numpy": "import numpy",
        "and the import of workbench.alignment": "import numpy, workbench.alignment",
        "and a first alignment (loads readings and dictionary)": f"import workbench.alignment as a; a.align({texts})",
    }
    for name, code in steps.items():
        out = subprocess.run(
            [sys.executable, "-c", f"{code}\n{_TELL}"], check=True, capture_output=True, text=True
        ).stdout
        seconds, kilobytes = map(float, out.split())
        print(f"{name}: {seconds:.2f} s, {kilobytes / 1024:.0f} MB")


def report_speed(paragraphs: Sequence[int], aligner: Aligner, picture: Path | None) -> None:
    """Print time, memory and F1 for texts of so many paragraphs; draw the times where a file is given."""
    aligner(invented(20))  # tables are loaded once in a process
    ours: list[tuple[int, float]] = []
    theirs: list[tuple[int, float]] = []
    for count in sorted(paragraphs):
        record = invented(count)
        start = time.process_time()
        beads = aligner(record)
        seconds = time.process_time() - start
        ours.append((count, seconds))
        line = (
            f"{len(record.source)} x {len(record.target)} paragraphs: {seconds:.2f} s, "
            f"{len(record.source) / seconds:.0f} a second, peak {peak():.0f} MB, strict F1 {_f1(record, beads):.3f}"
        )
        if count in BARS:
            most, megabytes = BARS[count]
            met = seconds <= most and peak() <= (megabytes or peak())
            line += f"; bar {most:g} s{f', {megabytes} MB' if megabytes else ''}: {'ok' if met else 'MISSED'}"
        if os.environ.get("HUNALIGN") and count <= _HUNALIGN_MOST:
            beads, seconds = hunalign(record)
            theirs.append((count, seconds))
            line += f"; hunalign {seconds:.2f} s, F1 {_f1(record, beads):.3f}"
        print(line, flush=True)
    if picture:
        picture.write_text(_drawn({"workbench": ours, "hunalign": theirs}), "utf-8")


def _f1(record: Record, beads: list[Bead]) -> float:
    tally = Tally()
    tally.add(record.gold, beads)
    return tally.f1


def _drawn(lines: dict[str, list[tuple[int, float]]]) -> str:
    """Draw seconds over paragraphs as SVG."""
    width, height, left, bottom = 640, 360, 56, 44
    lines = {name: points for name, points in lines.items() if points}
    most = [max(point[axis] for points in lines.values() for point in points) for axis in (0, 1)]

    def at(point: tuple[float, float]) -> tuple[float, float]:
        across, up = (value / limit for value, limit in zip(point, most, strict=True))
        return left + across * (width - left - 90), height - bottom - up * (height - bottom - 24)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" '
        'font-size="12" role="img" aria-label="Seconds of processor time over paragraphs a side">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for step in range(5):
        x, y = at((most[0] * step / 4, most[1] * step / 4))
        parts += [
            f'<path d="M{left} {y:.0f}H{width - 90}" stroke="#ddd"/>',
            f'<text x="{left - 6}" y="{y + 4:.0f}" text-anchor="end" fill="#444">{most[1] * step / 4:.1f} s</text>',
            f'<text x="{x:.0f}" y="{height - bottom + 18}" text-anchor="middle" fill="#444">'
            f"{most[0] * step / 4:,.0f}</text>",
        ]
    parts.append(
        f'<text x="{width / 2:.0f}" y="{height - 8}" text-anchor="middle" fill="#444">paragraphs a side</text>'
    )
    for (name, points), (colour, dashes) in zip(lines.items(), (("#0b5", ""), ("#a40", "6 4")), strict=False):
        places = [at(point) for point in [(0, 0.0), *points]]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts += [
            f'<polyline points="{drawn}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>',
            *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places[1:]),
            f'<text x="{places[-1][0] + 8:.0f}" y="{places[-1][1] + 4:.0f}" fill="{colour}">{name}</text>',
        ]
    return "\n".join([*parts, "</svg>", ""])


def report_sentences(characters: int = 330_000) -> None:
    lines = invented(characters // 257)
    source, target, beads = [], [], []
    # A line of the invented text is a sentence; four beads of them make a paragraph.
    for at in range(0, len(lines.gold), 4):
        group = lines.gold[at : at + 4]
        beads.append(Bead((len(source),), (len(target),), 1.0))
        source.append(" ".join(f"It {lines.source[i]}" for left, _ in group for i in left))
        target.append("".join(lines.target[j] for _, right in group for j in right))
    start = time.process_time()
    found = align_sentences(source, target, beads, source_locale="en", target_locale="zh-Hans")
    print(
        f"sentences of {sum(map(len, source))} characters in {len(source)} paragraphs: "
        f"{time.process_time() - start:.1f} s, {len(found)} beads, peak {peak():.0f} MB; bar 60 s"
    )


def peak() -> float:
    """Give the most memory that the process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e6
