"""Other aligners, for comparison: plain Gale-Church, and hunalign where the machine has it.

hunalign (Varga et al., "Parallel corpora for medium density languages", RANLP 2005) is a program of its own; the
environment variable HUNALIGN names it. It runs without a dictionary, as whoever installs it gets it. Chinese
characters are parted by blanks, its words for it, and lengths are in bytes, without which it finds little in Chinese.
"""

from __future__ import annotations

import math
import os
import resource
import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path

from benchmarks._gold import Record
from workbench.alignment import Bead


def hunalign(record: Record) -> tuple[list[Bead], float]:
    """Align with hunalign; give the beads and the processor time in seconds, the start of the program included."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("dictionary", "source", "target")]
        for file, texts in zip(files, ((), record.source, record.target), strict=True):
            file.write_text("".join(f"{_parted(text)}\n" for text in texts), "utf-8")
        before = _spent()
        ladder = subprocess.run(
            [os.environ["HUNALIGN"], "-onebyteencoding", *map(str, files)], check=True, capture_output=True, text=True
        ).stdout
        seconds = _spent() - before
    rungs = [tuple(map(int, line.split("\t")[:2])) for line in ladder.splitlines() if line.strip()]
    ends = len(record.source), len(record.target)
    rungs = sorted({(0, 0), *(rung for rung in rungs if rung[0] <= ends[0] and rung[1] <= ends[1]), ends})
    return [Bead(tuple(range(i0, i1)), tuple(range(j0, j1)), 1.0) for (i0, j0), (i1, j1) in pairwise(rungs)], seconds


def _parted(text: str) -> str:
    return " ".join("".join(f" {c} " if "\u3400" <= c <= "\u9fff" else c for c in text).split())


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def gale_church(record: Record) -> list[Bead]:
    """The baseline: lengths in characters alone, as in the paper of 1993, with the ratio of the two texts."""
    source, target = [max(len(text), 1) for text in record.source], [max(len(text), 1) for text in record.target]
    ratio = sum(target) / max(sum(source), 1)
    priors = {(1, 1): 0.89, (1, 0): 0.0099, (0, 1): 0.0099, (2, 1): 0.089, (1, 2): 0.089, (2, 2): 0.011}
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {(0, 0): (0.0, (0, 0))}
    for i in range(len(source) + 1):
        for j in range(len(target) + 1):
            options = [
                (
                    best[i - a, j - b][0]
                    - math.log(prior)
                    + _length_cost(sum(source[i - a : i]), sum(target[j - b : j]), ratio),
                    (a, b),
                )
                for (a, b), prior in priors.items()
                if i >= a and j >= b
            ]
            if options:
                best[i, j] = min(options)
    i, j = len(source), len(target)
    beads = []
    while i or j:
        a, b = best[i, j][1]
        beads.append(Bead(tuple(range(i - a, i)), tuple(range(j - b, j)), 1.0))
        i, j = i - a, j - b
    return beads[::-1]


def _length_cost(left: int, right: int, ratio: float) -> float:
    mean = (left + right / ratio) / 2
    off = abs(right - left * ratio) / math.sqrt(6.8 * max(mean, 1.0) * ratio)
    return -math.log(max(math.erfc(off / math.sqrt(2)), 1e-300))
