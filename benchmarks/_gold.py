"""Texts with gold alignments, how well an alignment meets them, and texts that are made up."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from workbench.alignment import Bead

Pair = tuple[tuple[int, ...], tuple[int, ...]]
LOCALES = {"zh": "zh-Hans"}


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
