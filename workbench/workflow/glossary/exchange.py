"""Bring concepts in from a file and take them out: a file is shown with what it would do before it does anything."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbench.errors import WorkbenchError
from workbench.findings import N_, Finding
from workbench.glossary import Concept, lint, read_csv, write_csv
from workbench.store import glossary as stored
from workbench.store.database import Store, Transaction
from workbench.store.models import User
from workbench.workflow import renewal
from workbench.workflow.errors import Invalid, NotAllowed
from workbench.workflow.glossary.changing import store_concept
from workbench.workflow.glossary.checking import checked, field
from workbench.workflow.glossary.impact import of_changes
from workbench.workflow.glossary.values import Import
from workbench.workflow.permissions import Role, edits_anything, require


def preview_import(store: Store, csv: str, *, by: User) -> Import:
    """Show what a CSV file would do, and do nothing.

    Raises:
        GlossaryFileError: the file is no termbase; the message names the line.
    """
    return preview_concepts(store, read_csv(csv), by=by)


def import_csv(store: Store, csv: str, *, by: User | None) -> Import:
    """Bring the concepts of a CSV file in; see `import_concepts`.

    Raises:
        GlossaryFileError: the file is no termbase; nothing was changed.
        NotAllowed: `by` is no editor.
    """
    return import_concepts(store, read_csv(csv), by=by)


def preview_concepts(store: Store, incoming: Iterable[Concept], *, by: User | None, after: int = 0) -> Import:
    """Show what bringing these concepts in would do to the glossary and to the texts, and do nothing.

    Args:
        after: of the units that it touches, go on behind this one.

    Raises:
        Invalid: one of them cannot be kept; the message names it.
    """
    if by is not None:
        require(by, Role.READER)
    with store.read() as tx:
        plan = _compare(tx, _checked(incoming))
        return replace(plan, impact=of_changes(tx, plan.changes, after=after))


def import_concepts(
    store: Store, incoming: Iterable[Concept], *, by: User | None, reason: str = "", later: bool = False
) -> Import:
    """Bring concepts in: new ones are added, changed ones replaced, none removed; all or nothing.

    The units that they concern are checked again; approved ones that have something new against them come onto the
    recheck list.

    Args:
        reason: why, for the history and for the recheck list.
        later: where they concern many units, check these in the background.

    Raises:
        NotAllowed: `by` is no editor.
        Invalid: one of them cannot be kept; nothing was changed.
    """
    if by is not None and not edits_anything(by):
        raise NotAllowed(N_("Changing the glossary needs the role of editor."), role=Role.EDITOR.value)
    concepts, reason = _checked(incoming), field(reason, "reason")
    with store.begin() as tx:
        plan = _compare(tx, concepts)
        entries = [
            store_concept(
                tx, concept, action="add" if before is None else "change", origin="import", by=by, reason=reason
            )
            for before, concept in plan.changes
        ]
        begun = renewal.put_in(store, tx, entries, by=by)
    return replace(plan, renewed=renewal.follow(begun, later=later))


def export_csv(store: Store, *, by: User | None) -> str:
    """The whole glossary as CSV."""
    return write_csv(export_concepts(store, by=by))


def export_concepts(store: Store, *, by: User | None) -> list[Concept]:
    """The whole glossary, to be written to a file."""
    if by is not None:
        require(by, Role.READER)
    with store.read() as tx:
        return stored.concepts(tx)


def problems(store: Store, *, by: User) -> list[Finding]:
    """What `lint` says of the whole glossary."""
    return lint(export_concepts(store, by=by))


def _checked(incoming: Iterable[Concept]) -> list[Concept]:
    """Concepts as they would be stored; a refusal names the concept that it is about."""
    concepts = []
    for concept in incoming:
        try:
            concepts.append(checked(concept))
        except WorkbenchError as error:
            raise Invalid(
                N_("%(concept)s cannot be kept: %(reason)s"), concept=concept.id[:80], reason=error, field="table"
            ) from error
    return concepts


def _compare(tx: Transaction, incoming: Sequence[Concept]) -> Import:
    present = {concept.id: concept for concept in stored.concepts(tx)}
    added = tuple(concept for concept in incoming if concept.id not in present)
    changed = tuple(
        (present[concept.id], concept)
        for concept in incoming
        if concept.id in present and present[concept.id] != concept
    )
    after = present | {concept.id: concept for concept in incoming}
    return Import(added, changed, len(incoming) - len(added) - len(changed), tuple(lint(list(after.values()))))
