"""Find the editions that the parts of a work package belong to; what a file does not say cannot be wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from workbench import languages
from workbench.findings import N_
from workbench.formats.exchanged import Exchanged
from workbench.store import texts
from workbench.store.database import Transaction
from workbench.store.models import Edition, Unit
from workbench.workflow.errors import Invalid
from workbench.workflow.exports.rows import edition_row


@dataclass(frozen=True)
class Part:
    """A text of the file, with the edition that it belongs to, if it is here, and the ids of its units."""

    package: Exchanged
    edition: Edition | None
    ids: Mapping[str, int]


def parts_at(tx: Transaction, package: Exchanged, slug: str, locale: str) -> list[Part]:
    """The parts of a file that is brought back on the page of an edition; those of other texts go with them.

    Raises:
        NotFound: there is no such edition.
        Invalid: no part belongs to it, or one is in another language than its text.
    """
    row = edition_row(tx, slug, locale)
    own = [part for part in package.parts if _is_of(part, slug)]
    if not own:
        raise Invalid(
            N_("This file belongs to the text %(slug)s; bring it back there."), slug=package.slug[:80], field="file"
        )
    for part in own:
        _require_locales(part, row)
    return [Part(part, row, _unit_ids(tx, row)) if _is_of(part, slug) else _part(tx, part) for part in package.parts]


def parts_anywhere(tx: Transaction, package: Exchanged) -> list[Part]:
    """The parts of a file that must say itself which texts they belong to.

    Raises:
        Invalid: it does not say, or a part is in another language than its text.
    """
    if not all(part.target_locale and not _is_foreign_name(part.slug) for part in package.parts):
        raise Invalid(
            N_("The file does not say which text it belongs to; bring it back on the page of that text."), field="file"
        )
    return [_part(tx, part) for part in package.parts]


def _part(tx: Transaction, package: Exchanged) -> Part:
    """A part of the file with the edition that it names."""
    row = texts.edition(tx, package.slug, languages.base(package.target_locale)) if package.target_locale else None
    if row is None:
        return Part(package, None, {})
    _require_locales(package, row)
    return Part(package, row, _unit_ids(tx, row))


def _require_locales(part: Exchanged, row: Edition) -> None:
    said = ((part.source_locale, row.source_text.locale), (part.target_locale, row.locale))
    for given, wanted in said:
        if given and languages.base(given) != languages.base(wanted):
            raise Invalid(
                N_("The file is in %(given)s where this translation is in %(wanted)s; choose another file."),
                given=given,
                wanted=wanted,
                field="file",
            )


def _is_of(part: Exchanged, slug: str) -> bool:
    """Whether a part belongs to a text, as far as it says."""
    return part.slug == slug or _is_foreign_name(part.slug)


def _is_foreign_name(name: str) -> bool:
    """Whether a tool put the name of a file where we put the address of a text."""
    return not re.fullmatch(r"[a-z0-9-]+", name)


def _unit_ids(tx: Transaction, row: Edition) -> dict[str, int]:
    query = sa.select(Unit.uid, Unit.id).where(Unit.edition_id == row.id)
    return dict(tx.session.execute(query).all())
