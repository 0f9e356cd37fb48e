"""Read the audit log."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from workbench.store.database import Store
from workbench.store.models import AuditEntry, User
from workbench.workflow.permissions import Role, require


@dataclass(frozen=True)
class AuditLine:
    """One line of the audit log."""

    at: dt.datetime
    user: str
    action: str
    object: str


def audit_log(store: Store, *, by: User, before: int | None = None, limit: int = 100) -> list[AuditLine]:
    """The newest lines of the audit log, newest first."""
    require(by, Role.KEEPER)
    with store.read() as tx:
        query = (
            sa.select(AuditEntry.at, User.name, AuditEntry.action, AuditEntry.object)
            .outerjoin(User, User.id == AuditEntry.user_id)
            .order_by(AuditEntry.id.desc())
            .limit(limit)
        )
        if before is not None:
            query = query.where(AuditEntry.id < before)
        return [AuditLine(at, name or "", action, what) for at, name, action, what in tx.session.execute(query)]
