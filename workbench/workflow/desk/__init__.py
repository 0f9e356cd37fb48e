"""What the desk shows: a window of units of an edition, and everything about the open one."""

from __future__ import annotations

from workbench.workflow.desk.details import HISTORY, details
from workbench.workflow.desk.values import (
    DeskUnit,
    DeskWindow,
    Details,
    Filter,
    Found,
    HistoryEntry,
    MemoryMatch,
    Remark,
    SourcePart,
    TermHint,
    Waived,
)
from workbench.workflow.desk.window import WINDOW, find_text, overview, window

__all__ = [
    "HISTORY",
    "WINDOW",
    "DeskUnit",
    "DeskWindow",
    "Details",
    "Filter",
    "Found",
    "HistoryEntry",
    "MemoryMatch",
    "Remark",
    "SourcePart",
    "TermHint",
    "Waived",
    "details",
    "find_text",
    "overview",
    "window",
]
