"""Look after people: invitations, accounts, sessions, roles, and the log of what was done."""

from __future__ import annotations

from workbench.workflow.people.accounts import (
    MAX_NAME,
    Grant,
    Person,
    add_user,
    deactivate,
    find_user,
    list_users,
    people,
    set_preferences,
    set_roles,
)
from workbench.workflow.people.audit import AuditLine, audit_log
from workbench.workflow.people.credentials import MAX_PASSWORD, MIN_PASSWORD
from workbench.workflow.people.invitations import (
    INVITATION_DAYS,
    MAX_NOTE,
    OpenInvitation,
    first_invitation,
    invite,
    join,
    look_at_invitation,
    open_invitations,
    revoke_invitation,
)
from workbench.workflow.people.sessions import (
    ATTEMPTS_PER_HOUR,
    SESSION_DAYS,
    SignedIn,
    change_password,
    reset_password,
    sign_in,
    sign_out,
    sign_out_elsewhere,
    who,
)

__all__ = [
    "ATTEMPTS_PER_HOUR",
    "INVITATION_DAYS",
    "MAX_NAME",
    "MAX_NOTE",
    "MAX_PASSWORD",
    "MIN_PASSWORD",
    "SESSION_DAYS",
    "AuditLine",
    "Grant",
    "OpenInvitation",
    "Person",
    "SignedIn",
    "add_user",
    "audit_log",
    "change_password",
    "deactivate",
    "find_user",
    "first_invitation",
    "invite",
    "join",
    "list_users",
    "look_at_invitation",
    "open_invitations",
    "people",
    "reset_password",
    "revoke_invitation",
    "set_preferences",
    "set_roles",
    "sign_in",
    "sign_out",
    "sign_out_elsewhere",
    "who",
]
