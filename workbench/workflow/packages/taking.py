"""Take work along: open units of one text or of several as XLIFF, PO or a Word table.

The file holds the version of each unit, its open remarks without their authors, and what the glossary says of its
source. It says nothing of who took it. Several texts share a file if they are translated from one locale into one
other: the tools of translators work in one pair of languages at a time.
"""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from workbench import languages
from workbench.findings import N_
from workbench.formats import Edition as ExportEdition
from workbench.formats import packages as files
from workbench.formats.edition import ExportUnit
from workbench.formats.packages import TableLabels
from workbench.glossary import Status, Termbase
from workbench.states import State
from workbench.store.database import Store, Transaction
from workbench.store.models import Comment, Edition, SourceText, Unit, User
from workbench.workflow import exports, termbases
from workbench.workflow.errors import Invalid, NotAllowed
from workbench.workflow.exports.rows import edition_row
from workbench.workflow.permissions import Role, has_role, require, translates_anything

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
    counts: Mapping[Scope, int]


@dataclass(frozen=True, order=True)
class Pair:
    """From which locale into which one translates."""

    source_locale: str
    locale: str


@dataclass(frozen=True)
class OpenText:
    """A text in which something is open.

    Attributes:
        slug: its address.
        title: its title.
        counts: how many units of each scope it has.
        is_own: whether the person wrote in it.
    """

    slug: str
    title: str
    counts: Mapping[Scope, int]
    is_own: bool


@dataclass(frozen=True)
class WorkOffer:
    """What somebody can take along of all texts.

    Attributes:
        pairs: the pairs of locales in which something is open, those first in which the person wrote.
        pair: the one that is shown; None where nothing is open anywhere.
        texts: its texts with open units, those first in which the person wrote, then the newest.
    """

    pairs: tuple[Pair, ...]
    pair: Pair | None
    texts: tuple[OpenText, ...]


# --- what there is to take ----------------------------------------------------------------------------------------


def offer(store: Store, slug: str, locale: str, *, by: User) -> PackageOffer:
    """Say what can be taken along of one text.

    Raises:
        NotAllowed: `by` does not translate into this locale.
        NotFound: there is no such edition.
    """
    locale = languages.base(locale)
    require(by, Role.TRANSLATOR, locale)
    with store.read() as tx:
        row = edition_row(tx, slug, locale)
        counts, _ = _counts(tx, by, [row.id])[row.id]
        return PackageOffer(slug, row.source_text.title, row.source_text.locale, row.locale, counts)


def offer_all(store: Store, *, by: User, source_locale: str = "", locale: str = "") -> WorkOffer:
    """Say what can be taken along of all texts.

    Args:
        by: who takes it.
        source_locale, locale: the pair to be shown; without one, or where nothing is open in it, the first.

    Raises:
        NotAllowed: `by` translates into no locale.
    """
    require_translator(by)
    with store.read() as tx:
        query = sa.select(Edition).join(SourceText).order_by(SourceText.id.desc(), Edition.locale)
        rows = [row for row in tx.session.scalars(query) if has_role(by, Role.TRANSLATOR, row.locale)]
        found = _counts(tx, by, [row.id for row in rows])
    open_texts: defaultdict[Pair, list[OpenText]] = defaultdict(list)
    for row in rows:
        counts, is_own = found[row.id]
        if counts[Scope.TO_DO]:
            text = OpenText(row.source_text.slug, row.source_text.title, counts, is_own)
            open_texts[Pair(row.source_text.locale, row.locale)].append(text)
    pairs = sorted(open_texts, key=lambda pair: (not any(one.is_own for one in open_texts[pair]), pair))
    wanted = Pair(source_locale, locale)
    pair = wanted if wanted in open_texts else next(iter(pairs), None)
    own_first = sorted(open_texts[pair], key=lambda one: not one.is_own) if pair else ()
    return WorkOffer(tuple(pairs), pair, tuple(own_first))


def require_translator(by: User) -> None:
    """Refuse whoever translates nothing.

    Raises:
        NotAllowed: `by` translates into no locale.
    """
    if not translates_anything(by):
        raise NotAllowed(N_("This needs the role of %(role)s."), role=Role.TRANSLATOR.value)


def _meant(scope: Scope, by: User) -> sa.ColumnElement[bool]:
    """Whether a unit goes along."""
    if scope is Scope.ALL:
        return sa.true()
    # What is left out on purpose is open only if an editor wants it otherwise.
    unfinished = sa.and_(Unit.state.in_(_OPEN), sa.or_(Unit.omitted.is_(None), Unit.state == State.RETURNED))
    is_open = sa.or_(Unit.stale, unfinished)
    return is_open if scope is Scope.TO_DO else sa.and_(is_open, Unit.author_id == by.id)


def _counts(tx: Transaction, by: User, edition_ids: Collection[int]) -> dict[int, tuple[dict[Scope, int], bool]]:
    """How many units of each scope editions have, and whether the person wrote in them."""
    sums = [sa.func.sum(sa.case((_meant(scope, by), 1), else_=0)) for scope in Scope]
    own = sa.func.sum(sa.case((Unit.author_id == by.id, 1), else_=0))
    query = (
        sa.select(Unit.edition_id, own, *sums)
        .where(Unit.edition_id.in_(edition_ids), Unit.retired_at.is_(None))
        .group_by(Unit.edition_id)
    )
    found = {edition_id: (dict.fromkeys(Scope, 0), False) for edition_id in edition_ids}
    for edition_id, written, *numbers in tx.session.execute(query):
        found[edition_id] = (dict(zip(Scope, map(int, numbers), strict=True)), bool(written))
    return found


# --- the file -----------------------------------------------------------------------------------------------------


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
    """Write a work package of one text.

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
    taken = _take(store, [slug], locale, form=form, scope=scope, by=by)
    return _exported(f"{slug}.{locale}.work", taken, form, labels)


def take_several(
    store: Store,
    slugs: Collection[str],
    pair: Pair,
    *,
    form: str,
    scope: Scope = Scope.TO_DO,
    labels: TableLabels | None = None,
    by: User,
) -> exports.Exported:
    """Write a work package of several texts; those without a unit to take are not in it.

    Args:
        slugs: the texts, in the order in which they are to stand in the file.
        pair: from which locale into which.
        form, scope, labels: see `take`.

    Raises:
        NotAllowed: `by` does not translate into this locale.
        NotFound: there is no such edition.
        Invalid: there is no such form, no unit to take, or no text was chosen or one in another locale.
    """
    require_translator(by)
    if not slugs:
        raise Invalid(N_("Choose at least one text."), field="text")
    locale = languages.base(pair.locale)
    taken = _take(store, slugs, locale, form=form, scope=scope, by=by)
    if any(edition.source_locale != pair.source_locale for edition in taken):
        raise Invalid(N_("All texts of one file are in the same language; take the others in a file of their own."))
    return _exported(f"my-work.{pair.source_locale}.{locale}", taken, form, labels)


def _take(
    store: Store, slugs: Collection[str], locale: str, *, form: str, scope: Scope, by: User
) -> list[ExportEdition]:
    require(by, Role.TRANSLATOR, locale)
    if form not in FORMS:
        raise Invalid(
            N_("There is no format %(format)s; choose %(known)s."), format=form, known=", ".join(FORMS), field="form"
        )
    with store.read() as tx:
        editions = [_part(tx, edition_row(tx, slug, locale), scope, by) for slug in dict.fromkeys(slugs)]
    taken = [edition for edition in editions if edition.units]
    if not taken:
        raise Invalid(N_("There is nothing to take along here; choose other passages."), field="scope")
    return taken


def _part(tx: Transaction, row: Edition, scope: Scope, by: User) -> ExportEdition:
    """An edition with the units that go along, and what a translator far from home wants to know of them."""
    query = sa.select(Unit.uid, Unit.id, Unit.version).where(
        Unit.edition_id == row.id, Unit.retired_at.is_(None), _meant(scope, by)
    )
    meant = {uid: (unit_id, version) for uid, unit_id, version in tx.session.execute(query)}
    edition = exports.as_edition(tx, row)
    termbase = termbases.for_text(tx, edition.slug)
    remarks = _remarks(tx, row.id)
    taken = tuple(
        replace(
            unit,
            version=meant[unit.uid][1],
            notes=tuple(remarks[meant[unit.uid][0]]),
            terms=_terms(termbase, unit, edition.source_locale, row.locale),
        )
        for unit in edition.units
        if unit.uid in meant
    )
    return replace(edition, units=taken)


def _exported(name: str, taken: list[ExportEdition], form: str, labels: TableLabels | None) -> exports.Exported:
    ending = files.ENDINGS[form]
    data = files.write_package(taken[0], form, more=taken[1:], labels=labels)
    return exports.Exported(name + ending, _MIMETYPES[ending], data)


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
