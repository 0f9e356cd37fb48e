"""Measure the alignment: quality, calibration, the worth of each cue, three languages, time and memory.

    python -m benchmarks.alignment [PART ...] [--shared DIR] [--paragraphs N ...] [--picture FILE] [--without CUE ...]

Parts are `start` (imports and tables), `speed`, `sentences` (on invented texts), `quality` beside plain Gale-Church,
`curve` (how far confidences come true), `traditional` (the same texts in the other script), `cues` (each left out in
turn; takes as long as twenty times `quality`) and `three`; all but `cues` if none is named. All but the first three
need a folder of gold alignments (`real/interview.*` and `align-dev/*.jsonl`), given by --shared or by
WORKBENCH_SHARED, else looked for beside the repository. Where HUNALIGN names that program, it runs on the same texts.
F1 is of beads that are exactly right: precision over all beads, recall over gold beads with both sides. Times are of
the processor, not of the clock.
"""

from __future__ import annotations

import argparse
import itertools
import os
import sys
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks._gold import Record, Tally, read_dev, read_real
from benchmarks.alignment_peers import gale_church, hunalign
from benchmarks.alignment_speed import report_sentences, report_speed, report_start
from workbench.alignment import CUES, Bead, align, align_three
from workbench.script import Converter

Aligner = Callable[[Record], list[Bead]]
PARTS = ("start", "speed", "sentences", "quality", "curve", "traditional", "cues", "three")


def report_quality(records: list[Record], aligner: Aligner) -> None:
    """Print strict F1 by set and pair beside other aligners, and how far confidences come true."""
    peers: dict[str, Aligner] = {"workbench": aligner, "Gale-Church": gale_church}
    if os.environ.get("HUNALIGN"):
        peers["hunalign"] = lambda record: hunalign(record)[0]
    tallies: dict[tuple[str, str], dict[str, Tally]] = defaultdict(lambda: {name: Tally() for name in peers})
    for record in records:
        groups = [record.group]
        if record.group != "interview":
            groups += ["ALL", *(["ALL hard"] if record.variant != "base" else [])]
        for name, peer in peers.items():
            beads = peer(record)
            for group in groups:
                tallies[group, record.pair][name].add(record.gold, beads)
    print(f"{'set':12} {'pair':12}" + "".join(f" {name:>12}" for name in peers) + "  calibration of the workbench")
    for (group, pair), found in sorted(tallies.items()):
        figures = "".join(f" {tally.f1:12.3f}" for tally in found.values())
        print(f"{group:12} {pair:12}{figures}  {found['workbench'].calibration()}")


def report_traditional(records: Sequence[Record], aligner: Aligner) -> None:
    """Convert the Chinese sides to Traditional characters and compare."""
    for tag in ("zh-Hant", "zh-Hant-TW"):
        converter = Converter("zh-Hans", tag)
        tallies: dict[str, tuple[Tally, Tally]] = defaultdict(lambda: (Tally(), Tally()))
        for record in records:
            if "zh-Hans" not in record.locales or record.variant == "base":
                continue
            sides = [
                [converter.convert(text) for text in texts] if locale == "zh-Hans" else texts
                for texts, locale in zip((record.source, record.target), record.locales, strict=True)
            ]
            locales = tuple(tag if locale == "zh-Hans" else locale for locale in record.locales)
            converted = replace(record, source=sides[0], target=sides[1], locales=locales)
            for tally, each in zip(tallies[record.pair], (record, converted), strict=True):
                tally.add(record.gold, aligner(each))
        for pair, (simplified, traditional) in sorted(tallies.items()):
            print(f"{pair:12} strict F1 {simplified.f1:.3f} as it is, {traditional.f1:.3f} in {tag}")


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
    parser.add_argument("--picture", type=Path, help="write the times of `speed` as SVG to this file")
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
    if "start" in parts:
        report_start()
    if "speed" in parts:
        report_speed(options.paragraphs, aligner, options.picture)
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
    if "traditional" in parts:
        report_traditional(records, aligner)
    if "cues" in parts:
        report_cues(records)
    if "three" in parts:
        report_three(gold)


if __name__ == "__main__":
    main()
