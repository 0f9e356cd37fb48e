"""Report how an edition, or all editions in a language, render the concepts of the glossary, and what it lacks."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import sqlalchemy as sa

from workbench import languages
from workbench.findings import N_, Finding
from workbench.glossary import Consistency, Termbase, consistency
from workbench.glossary.candidates import UnitId
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition, Segment, SourceText, Unit, UnitSegment, User
from workbench.workflow import termbases
from workbench.workflow.errors import NotFound
from workbench.workflow.permissions import Role, require

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")
_BETWEEN = "\n\n"


@dataclass(frozen=True)
class UnitLink:
    """Where a unit stands; `number` counts from 1 in its edition."""

    slug: str
    uid: str
    number: int


@dataclass(frozen=True)
class Report:
    """What was found in texts of one source language in one locale.

    Attributes:
        texts: slug and title of each.
        found: what the engine says; its unit ids are keys of `links`.
        odd: what only a whole edition tells, by unit: a rendering that differs from the one used elsewhere in it, a
            first mention without its original.
    """

    source_locale: str
    locale: str
    texts: tuple[tuple[str, str], ...]
    found: Consistency
    odd: tuple[tuple[UnitId, Finding], ...]
    links: Mapping[UnitId, UnitLink]


def of_edition(store: Store, slug: str, locale: str, *, by: User) -> Report:
    """The report of one edition.

    Raises:
        NotFound: there is no such edition.
    """
    require(by, Role.READER)
    with store.read() as tx:
        reports = list(_reports(tx, [SourceText.slug == slug, Edition.locale == locale], scope=slug))
    if not reports:
        raise NotFound(N_("There is no edition of %(slug)s in %(locale)s."), slug=slug, locale=locale)
    return reports[0]


def of_language(store: Store, locale: str, *, by: User) -> list[Report]:
    """The report of all editions in a locale, one for each language of their sources."""
    require(by, Role.READER)
    tag = languages.parse(locale).tag
    with store.read() as tx:
        return list(_reports(tx, [Edition.locale == tag]))


def _reports(tx: Transaction, where: Sequence[sa.ColumnElement[bool]], *, scope: str = "") -> Iterator[Report]:
    query = sa.select(Edition.id, SourceText.slug, SourceText.title, SourceText.locale, Edition.locale)
    rows = tx.session.execute(query.join(SourceText).where(*where).order_by(SourceText.slug)).all()
    termbase = termbases.for_text(tx, scope)
    for source_locale in dict.fromkeys(row[3] for row in rows):
        here = [row for row in rows if row[3] == source_locale]
        locale = here[0][4]
        units, links = _units(tx, {row[0]: row[1] for row in here})
        found = consistency(termbase, units, source_locale=source_locale, target_locale=locale)
        odd = tuple(_odd(termbase, units, links, source_locale=source_locale, target_locale=locale))
        yield Report(source_locale, locale, tuple((slug, title) for _, slug, title, *_ in here), found, odd, links)


def _odd(
    termbase: Termbase,
    units: Sequence[tuple[int, str, str]],
    links: Mapping[UnitId, UnitLink],
    *,
    source_locale: str,
    target_locale: str,
) -> Iterator[tuple[UnitId, Finding]]:
    for slug, some in groupby(units, key=lambda unit: links[unit[0]].slug):
        edition = list(some)
        found = termbase.for_text(slug).check_edition(
            [(source, target) for _, source, target in edition],
            source_locale=source_locale,
            target_locale=target_locale,
        )
        for (unit_id, _, _), findings in zip(edition, found, strict=True):
            yield from ((unit_id, finding) for finding in findings)


def _units(tx: Transaction, editions: Mapping[int, str]) -> tuple[list[tuple[int, str, str]], dict[UnitId, UnitLink]]:
    """Id, source and target of each unit in text order, and where each stands."""
    wanted = [Unit.edition_id.in_(list(editions)), Unit.retired_at.is_(None)]
    sources: dict[int, list[str]] = {}
    for unit_id, content in tx.session.execute(
        sa.select(UnitSegment.unit_id, Segment.content)
        .join(Segment, Segment.id == UnitSegment.segment_id)
        .join(Unit, Unit.id == UnitSegment.unit_id)
        .where(*wanted, Segment.retired_at.is_(None))
        .order_by(UnitSegment.unit_id, UnitSegment.ordinal)
    ):
        sources.setdefault(unit_id, []).append(content)
    rows = tx.session.execute(
        sa.select(Unit.id, Unit.edition_id, Unit.uid, Unit.position, Unit.target)
        .where(*wanted)
        .order_by(Unit.edition_id, Unit.position)
    ).all()
    units = [(id_, _BETWEEN.join(sources.get(id_, [])), target) for id_, _, _, _, target in rows]
    return units, {id_: UnitLink(editions[edition], uid, position + 1) for id_, edition, uid, position, _ in rows}


# --- as a table ---------------------------------------------------------------------------------------------------


def as_csv(reports: Sequence[Report]) -> str:
    """Reports as one table for spreadsheets; what they would take for a formula is defused."""
    file = io.StringIO()
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(("kind", "source_locale", "locale", "concept", "source", "text", "status", "count", "passages"))
    for report in reports:
        for cells in _cells(report):
            kind, concept, source, words, status, count, units = cells
            where = " ".join(_where(report.links[unit]) for unit in units)
            table.writerow(
                map(
                    _defused,
                    (kind, report.source_locale, report.locale, concept, source, words, status, str(count), where),
                )
            )
    return file.getvalue()


def _cells(report: Report) -> Iterator[tuple[str, str, str, str, str, int, Sequence[UnitId]]]:
    found = report.found
    for row in found.rows:
        yield "rendering", row.concept, row.source, row.rendering, row.status or "", row.count, row.units
    for name in found.names:
        for spelling in name.spellings:
            yield "name", name.concept or "", "", spelling.text, "", spelling.count, spelling.units
    for unit_id, finding in report.odd:
        source = finding.values.get("source", "")
        yield finding.check, finding.concept or "", source, finding.found, "", 1, (unit_id,)
    for kind, candidates in (("candidate", found.candidates), ("candidate-target", found.target_candidates)):
        for candidate in candidates:
            yield kind, "", "", candidate.text, "", candidate.count, candidate.units


def _where(link: UnitLink) -> str:
    return f"{link.slug}#u-{link.uid}"


def _defused(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
