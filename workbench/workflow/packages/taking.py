"""Take work along: the open units of an edition as XLIFF, PO or a Word table.

The file holds the version of each unit, its open remarks without their authors, and what the glossary says of its
source. It says nothing of who took it.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from dataclasses import dataclass, replace

import sqlalchemy as sa

from workbench import languages
from workbench.findings import N_
from workbench.formats import packages as files
from workbench.formats.edition import ExportUnit
from workbench.formats.packages import TableLabels
from workbench.glossary import Status, Termbase
from workbench.states import State
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Comment, Unit, User
from workbench.workflow import exports, termbases
from workbench.workflow.errors import Invalid
from workbench.workflow.exports.rows import edition_row
from workbench.workflow.permissions import Role, require

FORMS = tuple(files.ENDINGS)
_MIMETYPES = {".xlf": "application/xliff+xml", ".po": exports.MIMETYPES["po"], ".docx": exports.MIMETYPES["docx"]}
_OPEN = frozenset({State.INITIAL, State.DRAFT, State.RETURNED})


class Scope(enum.StrEnum):
    """Which units go along."""

    TO_DO = "to-do"
    MINE = "mine"
    ALL = "all"


@dataclass(frozen=True)
class PackageOffer:
    """What can be taken along of an edition: how many units of each scope."""

    slug: str
    title: str
    source_locale: str
    locale: str
    counts: dict[Scope, int]


def offer(store: Store, slug: str, locale: str, *, by: User) -> PackageOffer:
    """Say what can be taken along.

    Raises:
        NotAllowed: `by` does not translate into this locale.
        NotFound: there is no such edition.
    """
    locale = languages.base(locale)
    require(by, Role.TRANSLATOR, locale)
    with store.read() as tx:
        row = edition_row(tx, slug, locale)
        units = texts.units(tx, row.id)
        counts = {scope: sum(_is_meant(unit, scope, by) for unit in units) for scope in Scope}
        return PackageOffer(slug, row.source_text.title, row.source_text.locale, row.locale, counts)


def take(
    store: Store,
    slug: str,
    locale: str,
    *,
    form: str,
    scope: Scope = Scope.TO_DO,
    labels: TableLabels | None = None,
    by: User,
) -> exports.Exported:
    """Write a work package.

    Args:
        form: one of `FORMS`.
        scope: which units go along.
        labels: what a Word file says of itself; English by default.

    Raises:
        NotAllowed: `by` does not translate into this locale.
        NotFound: there is no such edition.
        Invalid: there is no such form, or no unit to take.
    """
    locale = languages.base(locale)
    require(by, Role.TRANSLATOR, locale)
    if form not in FORMS:
        raise Invalid(
            N_("There is no format %(format)s; choose %(known)s."), format=form, known=", ".join(FORMS), field="form"
        )
    with store.read() as tx:
        row = edition_row(tx, slug, locale)
        meant = {unit.uid: unit for unit in texts.units(tx, row.id) if _is_meant(unit, scope, by)}
        if not meant:
            raise Invalid(N_("There is nothing to take along here; choose other passages."), field="scope")
        edition = exports.as_edition(tx, row)
        termbase = termbases.for_text(tx, slug)
        remarks = _remarks(tx, row.id)
    taken = tuple(
        replace(
            unit,
            version=meant[unit.uid].version,
            notes=tuple(remarks[meant[unit.uid].id]),
            terms=_terms(termbase, unit, edition.source_locale, locale),
        )
        for unit in edition.units
        if unit.uid in meant
    )
    ending = files.ENDINGS[form]
    data = files.write_package(replace(edition, units=taken), form, labels=labels)
    return exports.Exported(f"{slug}.{locale}.work{ending}", _MIMETYPES[ending], data)


def _is_meant(unit: Unit, scope: Scope, by: User) -> bool:
    if scope is Scope.ALL:
        return True
    # What is left out on purpose is open only if an editor wants it otherwise.
    is_open = unit.stale or (State(unit.state) in _OPEN and (unit.omitted is None or unit.state == State.RETURNED))
    return is_open and (scope is Scope.TO_DO or unit.author_id == by.id)


def _remarks(tx: Transaction, edition_id: int) -> dict[int, list[str]]:
    """The open remarks about units, oldest first, without the names of those who made them."""
    query = (
        sa.select(Comment.unit_id, Comment.text)
        .join(Unit, Unit.id == Comment.unit_id)
        .where(Comment.resolved_at.is_(None), Unit.edition_id == edition_id)
        .order_by(Comment.id)
    )
    remarks: defaultdict[int, list[str]] = defaultdict(list)
    for unit_id, text in tx.session.execute(query):
        remarks[unit_id].append(text)
    return remarks


def _terms(termbase: Termbase, unit: ExportUnit, source_locale: str, locale: str) -> tuple[tuple[str, str], ...]:
    """What the glossary prefers for the words of a source, each once."""
    found: dict[str, str] = {}
    for match in termbase.find("\n\n".join(unit.source), source_locale):
        terms = termbase.concepts[match.concept].of(locale)
        translation = next((term.text for term in terms if term.status is Status.PREFERRED), "")
        if translation and match.right:
            found.setdefault(match.text, translation)
    return tuple(found.items())
