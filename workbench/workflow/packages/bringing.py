"""Bring work back: unit by unit three-way, by the version of each unit that the file carries.

The base is the text that the unit had in that version, ours is what it says now, theirs is the file. What only the file
changed is saved as if it had been typed, with a revision of its own; what both changed is kept beside the unit, and
both texts wait to be compared. A text that the file emptied is left as it is, since tools empty what they do not
understand. A text for a passage that the source lost is kept with it, and waits until the passage comes back. The state
of a unit does not travel back: whether it is handed in, a person says in the workbench. Footnotes and comments that a
word processor hung on the words of a table are no part of a text; each is kept as a remark about its unit.

Each save has a key that is made of what it says, so a file that is brought back twice changes nothing the second time.
Units are saved a few at a time; what stopped half-way is brought back again.
"""

from __future__ import annotations

import enum
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from workbench import languages
from workbench.findings import N_
from workbench.formats import packages as files
from workbench.formats.edition import ExportUnit
from workbench.formats.legal import printable
from workbench.store.database import Store, Transaction
from workbench.store.models import Revision, Unit, User
from workbench.workflow import comments, texts, units
from workbench.workflow.errors import Invalid
from workbench.workflow.packages.places import Part, parts_anywhere, parts_at
from workbench.workflow.packages.taking import require_translator
from workbench.workflow.permissions import Role, require

# Others who save wait for a batch.
BATCH = 50
ORIGIN = "package"
_BLANK_LINES = re.compile(r"\n{2,}")


class Fate(enum.StrEnum):
    """What became of a unit of the file; that of a retired one waits with it."""

    TAKEN = "taken"
    CONFLICT = "conflict"
    SAME = "same"
    BEFORE = "before"
    EMPTIED = "emptied"
    RETIRED = "retired"
    UNKNOWN = "unknown"
    REFUSED = "refused"


@dataclass(frozen=True)
class UnitReport:
    """One unit of the file.

    Attributes:
        fate: what became of it.
        uid: its id, as the file has it; empty where the file has none.
        source: what the file says that it translates.
        target: the file's translation.
        is_stale: its source changed since the file was made.
        apart: the footnotes and comments that hang on it in the file.
    """

    fate: Fate
    uid: str
    source: str
    target: str
    is_stale: bool = False
    apart: tuple[str, ...] = ()


@dataclass(frozen=True)
class Returned:
    """What became of the part of a work package that belongs to one text: its units in the order of the file.

    Attributes:
        slug: the text's address, as the file has it.
        title: its title; the address, if there is no such edition here.
        source_locale, locale: its languages.
        units: what became of each unit.
        is_here: whether there is such an edition.
        may_bring_back: whether who brought it may bring passages back that the source lost.
    """

    slug: str
    title: str
    source_locale: str
    locale: str
    units: tuple[UnitReport, ...]
    is_here: bool = True
    may_bring_back: bool = False

    def of(self, *fates: Fate) -> tuple[UnitReport, ...]:
        """The units that one of these became of."""
        return tuple(unit for unit in self.units if unit.fate in fates)

    @property
    def annotated(self) -> tuple[UnitReport, ...]:
        """The units that have footnotes or comments in the file, which are remarks about them now."""
        return tuple(unit for unit in self.units if unit.apart and unit.fate is not Fate.UNKNOWN)

    @property
    def counts(self) -> Counter[Fate]:
        """How many units of each fate there are."""
        return Counter(unit.fate for unit in self.units)


def bring(store: Store, slug: str, locale: str, *, name: str, data: bytes, by: User) -> tuple[Returned, ...]:
    """Take over what a work package says, on the page of a text; further texts in the file are taken over too.

    Args:
        slug, locale: the edition that it belongs to.
        name: the name of the file.
        data: its bytes.

    Returns:
        What became of each text in the file.

    Raises:
        NotAllowed: `by` does not translate into this locale, or that of a further text.
        NotFound: there is no such edition.
        Invalid: the file belongs to another edition, or none of its units does.
        UnknownPackage, XliffFileError, PoFileError, TableFileError, Damaged, Unsafe, Protected: it cannot be read.
    """
    locale = languages.base(locale)
    require(by, Role.TRANSLATOR, locale)
    package = files.read_package(name, data)
    with store.read() as tx:
        parts = parts_at(tx, package, slug, locale)
    return _bring(store, parts, by)


def bring_all(store: Store, *, name: str, data: bytes, by: User) -> tuple[Returned, ...]:
    """Take over what a work package of any texts says; the file tells which they are.

    Raises:
        NotAllowed: `by` translates into no locale, or not into that of one of them.
        Invalid: the file does not tell, there are none of its texts here, or none of its units is one of theirs.
        UnknownPackage and others: see `bring`.
    """
    require_translator(by)
    package = files.read_package(name, data)
    with store.read() as tx:
        parts = parts_anywhere(tx, package)
    return _bring(store, parts, by)


# --- all units ----------------------------------------------------------------------------------------------------


def _bring(store: Store, parts: Sequence[Part], by: User) -> tuple[Returned, ...]:
    for part in parts:
        if part.edition is not None:
            require(by, Role.TRANSLATOR, part.edition.locale)
    if not any(entry.uid in part.ids for part in parts for entry in part.package.entries):
        raise Invalid(
            N_("None of the passages in the file is one of this text; was it made of another text?"), field="file"
        )
    return tuple(_bring_part(store, part, by) for part in parts)


def _bring_part(store: Store, part: Part, by: User) -> Returned:
    package, row = part.package, part.edition
    reports: list[UnitReport] = []
    for start in range(0, len(package.entries), BATCH):
        with store.begin() as tx:
            batch = [_bring_one(tx, entry, part.ids, by) for entry in package.entries[start : start + BATCH]]
            taken = sum(report.fate is Fate.TAKEN for report in batch)
            if taken and row is not None:
                tx.log("bring-package", f"edition:{row.source_text.slug}/{row.locale}", by=by, units=taken)
        reports += batch
    if row is None:
        slug = package.slug
        return Returned(slug, slug, package.source_locale, package.target_locale, tuple(reports), is_here=False)
    source = row.source_text
    may_bring_back = texts.may_revise(source, by)
    return Returned(source.slug, source.title, source.locale, row.locale, tuple(reports), may_bring_back=may_bring_back)


# --- one unit -----------------------------------------------------------------------------------------------------


def _bring_one(tx: Transaction, entry: ExportUnit, ids: Mapping[str, int], by: User) -> UnitReport:
    source = "\n\n".join(entry.source)
    if entry.uid not in ids:
        return UnitReport(Fate.UNKNOWN, entry.uid, source, entry.target, apart=entry.apart)
    unit = units.get(tx, ids[entry.uid])
    for remark in entry.apart:
        comments.keep(tx, unit, remark, by=by)
    try:
        theirs = units.clean(entry.target).strip("\n")
    except Invalid:
        return UnitReport(Fate.REFUSED, entry.uid, source, entry.target[:1_000], apart=entry.apart)
    is_stale = bool(unit.links) and _as_in_file(source) != _as_in_file(units.source_of(unit))
    fate = _fate(tx, unit, theirs, entry.version, by)
    if fate is Fate.TAKEN and is_stale and source.strip():
        # It translates what the source said when the file was made.
        unit.stale, unit.previous_source = True, units.clean(source)
    return UnitReport(fate, entry.uid, source, theirs, is_stale, entry.apart)


def _fate(tx: Transaction, unit: Unit, theirs: str, version: int, by: User) -> Fate:
    """Compare three texts, and do what follows."""
    base = _text_in(tx, unit, version)
    new, ours = _as_in_file(theirs), _as_in_file(unit.target)
    if new == ours or (base is not None and new == _as_in_file(base)):
        return Fate.SAME
    if not theirs.strip():
        return Fate.EMPTIED
    key = _key(unit, version, theirs)
    if units.sent_before(tx, unit, theirs, key=key) is not None:
        return Fate.BEFORE
    is_ours_changed = base is None or ours != _as_in_file(base) or _is_omitted_since(unit, version)
    if is_ours_changed or unit.retired_at is not None:
        units.keep_conflict(tx, unit, theirs, base_version=version, origin=ORIGIN, by=by, key=key)
        return Fate.CONFLICT if unit.retired_at is None else Fate.RETIRED
    units.write(tx, unit, theirs, by=by, origin=ORIGIN, key=key)
    return Fate.TAKEN


def _is_omitted_since(unit: Unit, version: int) -> bool:
    """Whether somebody left the passage out after the file was made."""
    return unit.omitted is not None and unit.version != version


def _text_in(tx: Transaction, unit: Unit, version: int) -> str | None:
    """What a unit said in a version; None for a version that it never had, as after a restore."""
    if not 0 < version <= unit.version:
        return None
    if version == unit.version:
        return unit.target
    said = tx.session.scalar(
        sa.select(Revision.target)
        .where(Revision.unit_id == unit.id, Revision.number <= version, Revision.conflict.is_(False))
        .order_by(Revision.number.desc(), Revision.id.desc())
        .limit(1)
    )
    return said or ""


def _as_in_file(text: str) -> str:
    """What every form of a package keeps of a text: Word has no two blank lines, XML no control characters."""
    return _BLANK_LINES.sub("\n\n", printable(text)).strip("\n")


def _key(unit: Unit, version: int, theirs: str) -> str:
    """The same for the same text in the same place."""
    digest = hashlib.sha256(f"{unit.edition_id}/{unit.uid}/{version}/{theirs}".encode()).hexdigest()
    return f"package-{digest[:48]}"
