"""The glossary: find concepts, look at one and talk about it, propose and change them, see what a change does."""

from __future__ import annotations

# The views register themselves with the blueprint.
from workbench.web.glossary import changing, files, proposals, rechecks, reports, showing
from workbench.web.glossary.blueprint import bp

__all__ = ["bp", "changing", "files", "proposals", "rechecks", "reports", "showing"]
