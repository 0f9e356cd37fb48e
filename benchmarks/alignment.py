"""Measure the alignment: quality beside plain Gale-Church, calibration, time and memory on long texts.

    python benchmarks/alignment.py [--shared DIR] [--paragraphs N ...] [--without CUE ...]

Quality needs a folder of gold alignments (`real/interview.*` and `align-dev/*.jsonl`), given by `--shared` or by
WORKBENCH_SHARED, else looked for beside the repository; without it only time and memory are measured. F1 is of
beads that are exactly right: precision over all beads, recall over gold beads with both sides.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workbench.alignment import CUES, Bead, align

Pair = tuple[tuple[int, ...], tuple[int, ...]]
Aligner = Callable[["Record"], list[Bead]]


@dataclass(frozen=True)
class Record:
    """Two texts with their gold beads."""

    group: str
    locales: tuple[str, str]
    source: list[str]
    target: list[str]
    gold: list[Pair]
    kinds: tuple[list[str], list[str]] | None = None


@dataclass
class Tally:
    """Counts over the records of one group."""

    right: int = 0
    found: int = 0
    recalled: int = 0
    wanted: int = 0
    sure: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, gold: list[Pair], beads: list[Bead]) -> None:
        """Count the beads of one record."""
        pairs = [(bead.source, bead.target) for bead in beads]
        paired = [bead for bead in gold if all(bead)]
        self.right += len(set(pairs) & set(gold))
        self.found += len(pairs)
        self.recalled += len(set(pairs) & set(paired))
        self.wanted += len(paired)
        right = set(gold)
        self.sure += [(b.confidence, (b.source, b.target) in right) for b in beads if b.source and b.target]

    @property
    def f1(self) -> float:
        """Strict F1."""
        precision, recall = self.right / max(self.found, 1), self.recalled / max(self.wanted, 1)
        return 2 * precision * recall / max(precision + recall, 1e-9)

    def calibration(self) -> str:
        """Say how far the confidences come true."""
        bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        for confidence, right in self.sure:
            bins[min(int(confidence * 10), 9)].append((confidence, right))
        off = sum(abs(sum(c for c, _ in rows) - sum(r for _, r in rows)) for rows in bins.values())
        high = bins[9]
        right = sum(r for _, r in high) / max(len(high), 1)
        count = max(len(self.sure), 1)
        return f"{len(high) / count:.2f} at 0.9 or more, {right:.3f} of them right, ECE {off / count:.3f}"


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


def read_real(folder: Path) -> Iterator[Record]:
    gold = json.loads((folder / "interview.gold.json").read_text("utf-8"))
    texts = {
        tag: (folder / f"interview.{tag}.txt").read_text("utf-8").strip().split("\n\n")
        for tag in ("en", "es", "zh-Hans")
    }
    for source, target in (("en", "zh-Hans"), ("en", "es"), ("zh-Hans", "es")):
        beads = [(tuple(s), tuple(t)) for s, t in gold[f"{source}-{target}"]]
        yield Record("interview", (source, target), texts[source], texts[target], beads)


def read_dev(folder: Path) -> Iterator[Record]:
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            beads = [(tuple(s), tuple(t)) for s, t in row["gold"]]
            kinds = (row["src_kind"], row["tgt_kind"]) if "src_kind" in row else None
            yield Record(row["set"], (row["src_lang"], row["tgt_lang"]), row["src"], row["tgt"], beads, kinds)


def invented(paragraphs: int, *, seed: int = 1) -> Record:
    """Make up an English-like and a Chinese-like text: words by Zipf's law, figures, names, joins, gaps, notes."""
    dice = random.Random(seed)
    english = [
        "".join(dice.choice("bcdfglmnprst") + dice.choice("aeiou") for _ in range(dice.randint(1, 4)))
        for _ in range(6000)
    ]
    chinese = ["".join(chr(dice.randint(0x4E00, 0x5FFF)) for _ in range(dice.choice((1, 2, 2, 2, 3)))) for _ in english]
    weights = [1 / (rank + 3) for rank in range(len(english))]
    source: list[str] = []
    target: list[str] = []
    gold: list[Pair] = []

    def pair() -> tuple[str, str]:
        numbers = dice.choices(range(len(english)), weights, k=dice.randint(6, 70))
        figures = [str(dice.randint(2, 4000)) for _ in range(dice.choice((0, 0, 0, 1, 2)))]
        names = [f"N{english[dice.randint(0, 5999)]}" for _ in range(dice.choice((0, 0, 0, 1)))]
        kept = [number for number in numbers if dice.random() < 0.8]
        return (
            " ".join([english[number] for number in numbers] + figures + names) + ".",
            "".join([chinese[number] for number in kept] + [f" {word} " for word in figures + names]) + "。",
        )

    while len(source) < paragraphs:
        shape = dice.choices([(1, 1), (2, 1), (1, 2), (1, 0), (0, 1), (3, 1)], [0.84, 0.05, 0.05, 0.025, 0.025, 0.01])[
            0
        ]
        pairs = [pair() for _ in range(max(shape))]
        gold.append(
            (tuple(range(len(source), len(source) + shape[0])), tuple(range(len(target), len(target) + shape[1])))
        )
        left, right = [a for a, _ in pairs], [b for _, b in pairs]
        source += [" ".join(left)] * (shape[0] == 1) or left[: shape[0]]
        target += ["".join(right)] * (shape[1] == 1) or right[: shape[1]]
    return Record("invented", ("en", "zh-Hans"), source, target, gold)


def report_quality(records: list[Record], aligner: Aligner) -> None:
    tallies: dict[tuple[str, str], tuple[Tally, Tally]] = defaultdict(lambda: (Tally(), Tally()))
    for record in records:
        beads, plain = aligner(record), gale_church(record)
        for group in (record.group, "ALL"):
            if group == "ALL" and record.group == "interview":
                continue
            ours, theirs = tallies[group, "-".join(record.locales)]
            ours.add(record.gold, beads)
            theirs.add(record.gold, plain)
    print(f"{'set':12} {'pair':12} {'workbench':>9} {'Gale-Church':>12}  calibration of the workbench")
    for (group, pair), (ours, theirs) in sorted(tallies.items()):
        print(f"{group:12} {pair:12} {ours.f1:9.3f} {theirs.f1:12.3f}  {ours.calibration()}")


def report_speed(paragraphs: int, aligner: Aligner) -> None:
    record = invented(paragraphs)
    start = time.perf_counter()
    beads = aligner(record)
    seconds = time.perf_counter() - start
    tally = Tally()
    tally.add(record.gold, beads)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    print(
        f"{len(record.source)} x {len(record.target)} paragraphs: {seconds:.1f} s, "
        f"{len(record.source) / seconds:.0f} a second, "
        f"peak of the process {peak:.0f} MB, strict F1 {tally.f1:.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    beside = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("WORKBENCH_SHARED", beside)))
    parser.add_argument("--paragraphs", type=int, nargs="*", default=[2000])
    parser.add_argument("--without", nargs="*", default=[], choices=CUES, metavar="CUE", help="cues to leave out")
    options = parser.parse_args()
    used = [cue for cue in CUES if cue not in options.without]

    def aligner(record: Record) -> list[Bead]:
        kinds = record.kinds or (None, None)
        return align(
            record.source, record.target, source_locale=record.locales[0], target_locale=record.locales[1],
            source_kinds=kinds[0], target_kinds=kinds[1], cues=used,
        )  # fmt: skip

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{cores} cores, Python {sys.version.split()[0]}")
    for paragraphs in options.paragraphs:
        report_speed(paragraphs, aligner)
    if (options.shared / "real").is_dir():
        report_quality([*read_real(options.shared / "real"), *read_dev(options.shared / "align-dev")], aligner)
    else:
        print("no folder with gold alignments; give one with --shared")


if __name__ == "__main__":
    main()
