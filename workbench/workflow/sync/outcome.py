"""The rule of the three-way merge, and what comes of one file."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from workbench.store.models import ConceptRevision
from workbench.text import Note


class Side(enum.Enum):
    """Where something changed since folder and database agreed."""

    NEITHER = enum.auto()
    FILE = enum.auto()
    STORE = enum.auto()
    BOTH = enum.auto()


def changed(base: str, file: str, store: str) -> Side:
    """Tell which side changed, from three digests; the same change on both sides is none."""
    if file == store:
        return Side.NEITHER
    if store == base:
        return Side.FILE
    return Side.STORE if file == base else Side.BOTH


def digest(*values: object) -> str:
    """A digest of plain values, the same on every machine."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Outcome:
    """What comes of one file.

    Attributes:
        path: where it lies, relative to the workspace.
        data: what the file must hold now; None to leave it as it is.
        seen: digests of what the file said: the database has looked at all of it, and keeps this before the file is
            written. If the power fails in between, the next run finds the database ahead and writes the file.
        agreed: digests of what both sides hold once the file is written.
        taken: how many units, concepts or texts the database took from the file.
        conflicts: what changed on both sides, in sentences.
        notes: what was noticed on reading.
        concepts: the lines that the changes left in the history of the glossary.
    """

    path: str
    data: bytes | None = None
    seen: Mapping[str, str] = field(default_factory=dict)
    agreed: Mapping[str, str] = field(default_factory=dict)
    taken: int = 0
    conflicts: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    concepts: tuple[ConceptRevision, ...] = ()
