"""What approved passages of a variant say about the choices of its conversion; it moves how sure a choice is.

Learned anew from time to time, not with every approval: whoever approves forty passages in a row should not see the
marks of the others move meanwhile, nor wait for it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from workbench.script import Evidence
from workbench.store import variants as stored
from workbench.store.database import Transaction

# Approvals after which it is learned anew; before the first so many, too little is known.
EVERY = 200
# The newest approvals that are learned from.
MOST = 5_000

_lock = threading.Lock()
_learned: dict[Lesson, Evidence] = {}


@dataclass(frozen=True)
class Lesson:
    """Names what was learned: of which variant, in which database, and how often already."""

    database: str
    base: str
    variant: str
    number: int


def lesson(tx: Transaction, base: str, variant: str) -> Lesson | None:
    """Learn from what is approved, if enough is; None while there is not."""
    number = stored.newest_approval(tx, variant) // EVERY
    if not number:
        return None
    wanted = Lesson(tx.database, base, variant, number)
    with _lock:
        if wanted not in _learned:
            pairs = stored.approved_pairs(tx, base_locale=base, variant=variant, most=MOST)
            for old in [known for known in _learned if (known.base, known.variant) == (base, variant)]:
                del _learned[old]
            _learned[wanted] = Evidence.of(pairs)
    return wanted


def learned(of: Lesson | None) -> Evidence | None:
    """What a lesson taught; None for none."""
    return None if of is None else _learned.get(of)
