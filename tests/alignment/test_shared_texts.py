"""Real texts that lie beside the repository on some machines; skipped elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.alignment import align

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
pytestmark = pytest.mark.skipif(
    not (REAL / "interview.gold.json").exists(), reason="no shared texts beside the repository"
)


@pytest.mark.parametrize(("source", "target"), [("en", "zh-Hans"), ("en", "es"), ("zh-Hans", "es")])
def test_a_real_interview_is_aligned(source, target):
    """Speaker labels joined, paragraphs merged, split, left out, notes put in: what volunteers really send."""
    texts = {tag: (REAL / f"interview.{tag}.txt").read_text("utf-8").strip().split("\n\n") for tag in (source, target)}
    gold = {
        (tuple(s), tuple(t))
        for s, t in json.loads((REAL / "interview.gold.json").read_text("utf-8"))[f"{source}-{target}"]
    }

    beads = {
        (bead.source, bead.target)
        for bead in align(texts[source], texts[target], source_locale=source, target_locale=target)
    }

    precision = len(beads & gold) / len(beads)
    recall = len({bead for bead in beads & gold if all(bead)}) / len({bead for bead in gold if all(bead)})
    assert 2 * precision * recall / (precision + recall) >= 0.9
