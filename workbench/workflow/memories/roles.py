"""Who exchanges memories: a bad one spoils the work of all."""

from __future__ import annotations

from workbench.findings import N_
from workbench.store.models import User
from workbench.workflow.errors import NotAllowed
from workbench.workflow.permissions import Role, edits_anything


def require_editor(by: User | None) -> None:
    """Refuse whoever edits nothing; None is the command line.

    Raises:
        NotAllowed: `by` edits no language.
    """
    if by is not None and not edits_anything(by):
        raise NotAllowed(N_("This needs the role of %(role)s."), role=Role.EDITOR.value)
