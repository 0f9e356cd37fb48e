"""Documents that wait: what was understood of a file is looked at before anything is kept.

A document waits for whoever brought it, through restarts, until it is kept or discarded, and for `DAYS` at most.
Nothing else in the database knows of it: discarding leaves everything as it was.
"""

from __future__ import annotations

from workbench.workflow.arrivals.keeping import META, became, keep
from workbench.workflow.arrivals.values import ArrivalPage, Kept, Purpose, TextChanged, Waiting
from workbench.workflow.arrivals.waiting import AT_ONCE, DAYS, discard, page, picture, receive, waiting

__all__ = [
    "AT_ONCE",
    "DAYS",
    "META",
    "ArrivalPage",
    "Kept",
    "Purpose",
    "TextChanged",
    "Waiting",
    "became",
    "discard",
    "keep",
    "page",
    "picture",
    "receive",
    "waiting",
]
