"""Bring memories in from TMX files, and take the memory or a text out as one."""

from __future__ import annotations

from workbench.workflow.memories.arriving import AT_ONCE, JOB, brought, file_in_background, receive
from workbench.workflow.memories.bringing import BATCH, MemoryReport, bring_in
from workbench.workflow.memories.taking import MemoryPage, page, take_out

__all__ = [
    "AT_ONCE",
    "BATCH",
    "JOB",
    "MemoryPage",
    "MemoryReport",
    "bring_in",
    "brought",
    "file_in_background",
    "page",
    "receive",
    "take_out",
]
