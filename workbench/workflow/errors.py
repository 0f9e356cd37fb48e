"""What a use case may refuse, and why. `web` gives each a status and a sentence; `cli` prints the message."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.findings import Finding
    from workbench.workflow.units import Saved


class NotAllowed(WorkbenchError):
    """The person lacks the role that this needs."""


class NotFound(WorkbenchError):
    """There is nothing at this address, or the person may not know that there is."""


class Invalid(WorkbenchError):
    """What was sent cannot be used; `details["field"]` names the place."""


class TooManyAttempts(WorkbenchError):
    """Too many failed sign-ins for this account within the hour."""


class Conflict(WorkbenchError):
    """Somebody saved after the version that this text was based on; both texts are kept.

    Attributes:
        revision_id: the revision that keeps the text which came too late.
        version: the unit's present version.
        current: the unit's present text.
        yours: the text that came too late.
        merged: both changes in one text, where they do not touch the same words.
    """

    def __init__(
        self, message: str, *, revision_id: int | None, version: int, current: str, yours: str, merged: str | None
    ) -> None:
        super().__init__(message, version=version)
        self.revision_id = revision_id
        self.version = version
        self.current = current
        self.yours = yours
        self.merged = merged


class Blocked(WorkbenchError):
    """Findings stand in the way: each must be mended, or waived with a reason.

    Attributes:
        findings: what blocks, in text order.
        present: the unit as it is now; what an editor mended in it is kept.
    """

    def __init__(self, message: str, findings: Sequence[Finding], present: Saved) -> None:
        super().__init__(message)
        self.findings = tuple(findings)
        self.present = present
