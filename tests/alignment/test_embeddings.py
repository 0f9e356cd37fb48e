"""A sentence encoder as one more cue, with a tiny one made here: the real ones are gigabytes."""

from __future__ import annotations

import sys
import types
import zlib

import numpy as np
import pytest

from workbench.alignment import align, align_sentences
from workbench.alignment.embeddings import EncoderUnavailable, load_encoder

# Words that no list, cognate or number joins: only an encoder knows them.
PAIRS = {
    "blorp": "quim", "snarf": "lutre", "vexil": "hondo", "drumble": "pazco", "fisk": "orlea", "gnash": "tibu",
    "plover": "wanzo", "krill": "ebero", "stroud": "yisca", "mottle": "ufane",
}  # fmt: skip
KNOWN = {word: number for number, pair in enumerate(PAIRS.items()) for word in pair}
SOURCE = [f"It {first} {second} {first}." for first in PAIRS for second in list(PAIRS)[:2]]
TARGET = [f"Ya {PAIRS[first]} {PAIRS[second]} {PAIRS[first]}." for first in PAIRS for second in list(PAIRS)[:2]]


class Tiny:
    """Gives every concept an axis, and what it does not know a little noise."""

    def encode(self, texts: list[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), len(PAIRS) + 4), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            for word in text.lower().strip(".").split():
                at = KNOWN.get(word, len(PAIRS) + zlib.crc32(word.encode()) % 4)
                row[at] += 1.0
        return vectors


def share_right(beads, gold):
    return len({(bead.source, bead.target) for bead in beads} & gold) / len(gold)


def test_an_encoder_finds_what_no_other_cue_sees():
    """In a free translation no word, number or name may be left."""
    target = TARGET[:5] + TARGET[9:]
    gold = (
        {((i,), (i,)) for i in range(5)} | {((i,), ()) for i in range(5, 9)} | {((i,), (i - 4,)) for i in range(9, 20)}
    )

    without = align(SOURCE, target, source_locale="en", target_locale="es")
    found = align(SOURCE, target, source_locale="en", target_locale="es", encoder=Tiny())

    assert share_right(found, gold) == 1.0 > share_right(without, gold)
    assert any("meaning" in bead.cues for bead in found)


def test_blocks_of_several_paragraphs_have_a_meaning_too():
    """A joined paragraph means what its parts meant."""
    joined = [" ".join(TARGET[:3]), *TARGET[3:]]

    found = align(SOURCE, joined, source_locale="en", target_locale="es", encoder=Tiny())

    assert ((0, 1, 2), (0,)) in [(bead.source, bead.target) for bead in found]


def test_sentences_use_the_encoder():
    """Free translations need it there most."""
    source, target = [" ".join(SOURCE)], [" ".join(TARGET[:5] + TARGET[7:])]
    beads = align(source, target, source_locale="en", target_locale="es")

    found = align_sentences(source, target, beads, source_locale="en", target_locale="es", encoder=Tiny())

    assert [len(bead.target) for bead in found if bead.source].count(0) == 2


def test_an_encoder_is_loaded_from_a_folder(tmp_path, monkeypatch):
    """Nothing is fetched from anywhere: the package is told so."""
    asked = []

    class SentenceTransformer:
        def __init__(self, path: str, *, local_files_only: bool) -> None:
            asked.append((path, local_files_only))

        def encode(self, texts: list[str], *, convert_to_numpy: bool, show_progress_bar: bool) -> np.ndarray:
            assert convert_to_numpy
            assert not show_progress_bar
            return Tiny().encode(texts)

    package = types.ModuleType("sentence_transformers")
    package.SentenceTransformer = SentenceTransformer
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)

    encoder = load_encoder(tmp_path)

    assert asked == [(str(tmp_path), True)]
    assert encoder.encode(["blorp"]).shape == (1, len(PAIRS) + 4)


def test_a_folder_without_an_encoder_is_refused(tmp_path, monkeypatch):
    """The message says what the folder must hold."""

    def refuse(path: str, *, local_files_only: bool) -> None:
        raise OSError("no config.json")

    package = types.ModuleType("sentence_transformers")
    package.SentenceTransformer = refuse
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)

    with pytest.raises(EncoderUnavailable, match="holds no sentence encoder"):
        load_encoder(tmp_path)
    with pytest.raises(EncoderUnavailable, match="no folder missing"):
        load_encoder(tmp_path / "missing")


def test_without_the_extra_the_message_names_it(tmp_path, monkeypatch):
    """Whoever wants an encoder must know what to install."""
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)

    with pytest.raises(EncoderUnavailable, match=r"translation-workbench\[embeddings\]"):
        load_encoder(tmp_path)
