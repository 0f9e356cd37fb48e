"""Measure the alignment: quality, calibration, the worth of each cue, three languages, time and memory.

    python benchmarks/alignment.py [PART ...] [--shared DIR] [--paragraphs N ...] [--without CUE ...]

Parts are `speed`, `sentences` (both on invented texts), `quality` beside plain Gale-Church, `curve` (how far
confidences come true), `cues` (each left out in turn; takes as long as twenty times `quality`) and `three`; all but
`cues` if none is named. All but the first two need a folder of gold alignments (`real/interview.*` and
`align-dev/*.jsonl`), given by --shared or by WORKBENCH_SHARED, else looked for beside the repository. F1 is of beads
that are exactly right: precision over all beads, recall over gold beads with both sides. Times are of the processor,
not of the clock.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import os
import random
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from workbench.alignment import CUES, Bead, align, align_sentences, align_three

Pair = tuple[tuple[int, ...], tuple[int, ...]]
Aligner = Callable[["Record"], list[Bead]]
LOCALES = {"zh": "zh-Hans"}
PARTS = ("speed", "sentences", "quality", "curve", "cues", "three")


@dataclass(frozen=True)
class Record:
    """Two texts with their gold beads."""

    group: str
    locales: tuple[str, str]
    source: list[str]
    target: list[str]
    gold: list[Pair]
    kinds: tuple[list[str], list[str]] | None = None
    variant: str = ""

    @property
    def pair(self) -> str:
        """Its two locales."""
        return "-".join(self.locales)


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


def read_dev(folder: Path, files: str = "*.jsonl") -> Iterator[Record]:
    for path in sorted(folder.glob(files)):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            beads = [(tuple(s), tuple(t)) for s, t in row["gold"]]
            kinds = (row["src_kind"], row["tgt_kind"]) if "src_kind" in row else None
            locales = (LOCALES.get(row["src_lang"], row["src_lang"]), row["tgt_lang"])
            yield Record(row["set"], locales, row["src"], row["tgt"], beads, kinds, row["variant"])


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
            ours, theirs = tallies[group, record.pair]
            ours.add(record.gold, beads)
            theirs.add(record.gold, plain)
    print(f"{'set':12} {'pair':12} {'workbench':>9} {'Gale-Church':>12}  calibration of the workbench")
    for (group, pair), (ours, theirs) in sorted(tallies.items()):
        print(f"{group:12} {pair:12} {ours.f1:9.3f} {theirs.f1:12.3f}  {ours.calibration()}")


def report_speed(paragraphs: Sequence[int], aligner: Aligner) -> None:
    aligner(invented(20))  # tables are loaded once in a process
    for count in sorted(paragraphs):
        record = invented(count)
        start = time.process_time()
        beads = aligner(record)
        seconds = time.process_time() - start
        tally = Tally()
        tally.add(record.gold, beads)
        print(
            f"{len(record.source)} x {len(record.target)} paragraphs: {seconds:.1f} s, "
            f"{len(record.source) / seconds:.0f} a second, {peak()}, strict F1 {tally.f1:.3f}"
        )


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
        f"{time.process_time() - start:.1f} s, {len(found)} beads, {peak()}"
    )


def peak() -> str:
    bytes_ = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return f"peak of the process {bytes_ / 1e6:.0f} MB"


def report_curve(records: Sequence[Record], aligner: Aligner) -> None:
    sure: list[tuple[float, bool]] = []
    for record in records:
        tally = Tally()
        tally.add(record.gold, aligner(record))
        sure += tally.sure
    print(f"{'confidence':12} {'beads':>6} {'said':>6} {'right':>6}")
    borders = [0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01]
    for low, high in itertools.pairwise(borders):
        bin_ = [(said, right) for said, right in sure if low <= said < high]
        if bin_:
            said, right = (sum(column) / len(bin_) for column in zip(*bin_, strict=True))
            print(f"{low:.2f} - {min(high, 1):.2f}  {len(bin_):6} {said:6.3f} {right:6.3f}")


def report_cues(records: Sequence[Record]) -> None:
    """Leave each cue out in turn; untouched texts are no test, since length alone aligns them."""
    records = [record for record in records if record.variant != "base"]
    pairs = sorted({record.pair for record in records})
    print(f"{'left out':14}" + "".join(f" {pair:>12}" for pair in pairs))
    for left_out in ("", *CUES):
        used = [cue for cue in CUES if cue != left_out]
        tallies = {pair: Tally() for pair in pairs}
        for record in records:
            tallies[record.pair].add(record.gold, run(record, used))
        print(f"{left_out or '(nothing)':14}" + "".join(f" {tallies[pair].f1:12.3f}" for pair in pairs), flush=True)


def report_three(folder: Path) -> None:
    """Align zh-Hans and es directly, and with the help of en; the three files of the set share their order."""
    sets = [list(read_dev(folder, f"tri.{pair}.jsonl")) for pair in ("zh-en", "es-en", "zh-es")]
    direct, helped = Tally(), Tally()
    marked = wrong = found = 0
    for chinese, spanish, pair in zip(*sets, strict=True):
        direct.add(pair.gold, run(pair, CUES))
        three = align_three(
            chinese.target, pair.source, pair.target, pivot_locale="en", left_locale="zh-Hans", right_locale="es",
            pivot_kinds=(chinese.kinds or spanish.kinds or (None, None))[1], left_kinds=(pair.kinds or (None,))[0],
            right_kinds=(pair.kinds or (None, None))[1],
        )  # fmt: skip
        helped.add(pair.gold, three.left_right)
        off = {n for n, bead in enumerate(three.left_right) if (bead.source, bead.target) not in set(pair.gold)}
        marked, wrong = marked + len(three.doubtful[2]), wrong + len(off)
        found += len(off & three.doubtful[2])
    print(f"zh-Hans - es: strict F1 {direct.f1:.3f} directly, {helped.f1:.3f} with the help of en")
    print(f"{marked} beads marked as doubtful, {found} of them among the {wrong} that are wrong")


def run(record: Record, cues: Collection[str]) -> list[Bead]:
    kinds = record.kinds or (None, None)
    return align(
        record.source, record.target, source_locale=record.locales[0], target_locale=record.locales[1],
        source_kinds=kinds[0], target_kinds=kinds[1], cues=cues,
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    beside = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("WORKBENCH_SHARED", beside)))
    parser.add_argument("--paragraphs", type=int, nargs="*", default=[500, 1000, 2000, 5000, 10_000])
    parser.add_argument("--without", nargs="*", default=[], choices=CUES, metavar="CUE", help="cues to leave out")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no part is called {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    parts = options.parts or [part for part in PARTS if part != "cues"]
    used = [cue for cue in CUES if cue not in options.without]

    def aligner(record: Record) -> list[Bead]:
        return run(record, used)

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{cores} cores, Python {sys.version.split()[0]}")
    if "speed" in parts:
        report_speed(options.paragraphs, aligner)
    if "sentences" in parts:
        report_sentences()
    gold = options.shared / "align-dev"
    if not gold.is_dir():
        print("no folder with gold alignments; give one with --shared")
        return
    records = list(read_dev(gold))
    if "quality" in parts:
        report_quality([*read_real(options.shared / "real"), *records], aligner)
    if "curve" in parts:
        report_curve(records, aligner)
    if "cues" in parts:
        report_cues(records)
    if "three" in parts:
        report_three(gold)


if __name__ == "__main__":
    main()
