"""Check a text while somebody still types it; nothing is stored."""

from __future__ import annotations

from workbench.findings import Finding
from workbench.store import findings as stored_findings
from workbench.store.database import Store
from workbench.store.models import User
from workbench.workflow import termbases
from workbench.workflow.permissions import Role, require
from workbench.workflow.units.steps import clean, examine_in_text, get


def check(store: Store, unit_id: int, *, target: str, by: User) -> tuple[Finding, ...]:
    """What a save of this text would find, by the same checks and without what is waived.

    Raises:
        NotFound: there is no such unit.
        NotAllowed: `by` does not translate into this locale.
        Invalid: the text is too long, or has characters that no text may have.
    """
    target = clean(target)
    with store.read() as tx:
        unit = get(tx, unit_id)
        require(by, Role.TRANSLATOR, unit.edition.locale)
        found = examine_in_text(tx, unit, termbases.for_text(tx, unit.edition.source_text.slug), target=target)
        waived = stored_findings.waived_keys(tx, unit.id) if found else set()
    return tuple(finding for finding in found if finding.key not in waived)
