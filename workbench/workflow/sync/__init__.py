"""Bring the folders of a workspace and the database together: a three-way merge by unit and by concept."""

from workbench.workflow.sync.run import Happening, SyncReport, has_run, sync

__all__ = ["Happening", "SyncReport", "has_run", "sync"]
