"""Translate: save a text, hand it in, settle a conflict. Nothing that somebody typed is ever lost.

A save carries the version that it was based on and a key made on the device. A save that comes too late is kept as
a conflicting revision beside the unit, and both texts go back to the person; a save that comes twice finds its own
revision by its key and is answered like the first time.
"""

from __future__ import annotations

from workbench.workflow.units.checking import check
from workbench.workflow.units.conflicts import conflict_of, keep_conflict, sent_before, settle_conflict
from workbench.workflow.units.following import follow_source
from workbench.workflow.units.steps import (
    MAX_REASON,
    MAX_TARGET,
    Saved,
    blocks,
    clean,
    clean_reason,
    count_open_errors,
    examine,
    examine_in_text,
    get,
    kind_of,
    last_written,
    open_findings,
    refresh_findings,
    require_version,
    saved,
    segments_of,
    source_of,
    step,
    write,
)
from workbench.workflow.units.writing import ORIGINS, hand_in, omit, save, take_back

__all__ = [
    "MAX_REASON",
    "MAX_TARGET",
    "ORIGINS",
    "Saved",
    "blocks",
    "check",
    "clean",
    "clean_reason",
    "conflict_of",
    "count_open_errors",
    "examine",
    "examine_in_text",
    "follow_source",
    "get",
    "hand_in",
    "keep_conflict",
    "kind_of",
    "last_written",
    "omit",
    "open_findings",
    "refresh_findings",
    "require_version",
    "save",
    "saved",
    "segments_of",
    "sent_before",
    "settle_conflict",
    "source_of",
    "step",
    "take_back",
    "write",
]
