"""From what a text of the site is made, as one digest: while it is the same, so are the text's pages.

Everything that can reach a page is in it: the program itself, the words of the site, the rows of the database that
belong to the text, the rules and terms that its variants are converted with. It may hold more than that, which costs a
text that is made again in vain; it must never hold less. A draft that readers do not see is left out, so that people
who work on the rest of an edition leave the site as it is.
"""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from itertools import chain
from typing import Any

import sqlalchemy as sa

from workbench.formats.site import SiteWords
from workbench.states import State
from workbench.store.database import Transaction
from workbench.store.models import (
    Concept,
    Override,
    Picture,
    ScriptRule,
    Segment,
    Setting,
    SourceText,
    Term,
    Unit,
    UnitSegment,
    VariantApproval,
)
from workbench.workflow.publishing.contents import Chosen, last_change
from workbench.workflow.publishing.manifest import digest
from workbench.workflow.variants.ways import variants_of

_DISTRIBUTION = "translation-workbench"
# Rooms of which no page of the site is made; their words come with the vocabulary.
_ELSEWHERE = frozenset({"cli", "web", "__pycache__"})

_TEXT, _SEGMENT, _UNIT, _LINK = (model.__table__ for model in (SourceText, Segment, Unit, UnitSegment))
_PICTURE, _SETTING, _RULE = Picture.__table__, Setting.__table__, ScriptRule.__table__
_OVERRIDE, _APPROVAL = Override.__table__, VariantApproval.__table__
_OWN: sa.BindParameter[int] = sa.bindparam("id")

_SOURCE = sa.select(_TEXT.c.slug, _TEXT.c.locale, _TEXT.c.title, _TEXT.c.meta, _TEXT.c.created_at).where(
    _TEXT.c.id == _OWN
)
_SEGMENTS = (
    sa.select(
        _SEGMENT.c.uid, _SEGMENT.c.kind, _SEGMENT.c.level, _SEGMENT.c.prefix, _SEGMENT.c.gap, _SEGMENT.c.content,
        _SEGMENT.c.retired_at.is_(None),
    )
    .where(_SEGMENT.c.source_text_id == _OWN)
    .order_by(_SEGMENT.c.position, _SEGMENT.c.id)
)  # fmt: skip
_PICTURES = (
    sa.select(_PICTURE.c.name, _PICTURE.c.type, _PICTURE.c.data)
    .where(_PICTURE.c.source_text_id == _OWN)
    .order_by(_PICTURE.c.name)
)
_UNITS = (
    sa.select(_UNIT.c.id, _UNIT.c.uid, _UNIT.c.state, _UNIT.c.omitted, _UNIT.c.target)
    .where(_UNIT.c.edition_id == _OWN, _UNIT.c.retired_at.is_(None))
    .order_by(_UNIT.c.position, _UNIT.c.id)
)
_LINKS = (
    sa.select(_UNIT.c.uid, _SEGMENT.c.uid)
    .select_from(_UNIT.join(_LINK, _LINK.c.unit_id == _UNIT.c.id).join(_SEGMENT, _SEGMENT.c.id == _LINK.c.segment_id))
    .where(_UNIT.c.edition_id == _OWN, _UNIT.c.retired_at.is_(None))
    .order_by(_UNIT.c.position, _UNIT.c.id, _LINK.c.ordinal)
)
_OVERRIDES = (
    sa.select(
        _UNIT.c.uid, _OVERRIDE.c.variant, _OVERRIDE.c.start, _OVERRIDE.c.base_text, _OVERRIDE.c.before,
        _OVERRIDE.c.after, _OVERRIDE.c.chosen, _OVERRIDE.c.made_on, _OVERRIDE.c.confirms,
    )
    .join(_UNIT, _UNIT.c.id == _OVERRIDE.c.unit_id)
    .where(_UNIT.c.edition_id == _OWN, _OVERRIDE.c.ended_at.is_(None))
    .order_by(_OVERRIDE.c.id)
)  # fmt: skip
_APPROVALS = (
    sa.select(_UNIT.c.id, _APPROVAL.c.variant, _APPROVAL.c.base, _APPROVAL.c.text)
    .join(_UNIT, _UNIT.c.id == _APPROVAL.c.unit_id)
    .where(_UNIT.c.edition_id == _OWN, _APPROVAL.c.withdrawn_at.is_(None))
    .order_by(_APPROVAL.c.id)
)
_RULES = (
    sa.select(_RULE.c.id, _RULE.c.source_text_id, _RULE.c.variant, _RULE.c.words, _RULE.c.chosen)
    .where(
        _RULE.c.base_locale == sa.bindparam("locale"),
        _RULE.c.ended_at.is_(None),
        sa.or_(_RULE.c.source_text_id == _OWN, _RULE.c.source_text_id.is_(None)),
    )
    .order_by(_RULE.c.id)
)


class Inputs:
    """Gives the digests of what the texts of a site are made from, inside one transaction.

    Args:
        tx: what is read.
        vocabulary: the words of the site, by language.
    """

    def __init__(self, tx: Transaction, vocabulary: Mapping[str, SiteWords]) -> None:
        self._tx = tx
        self._house = digest([program().encode(), repr(list(vocabulary.items())).encode()])
        self._terms = _chinese_terms(tx)

    def of(self, text_id: int, chosen: Sequence[Chosen]) -> tuple[str, str]:
        """The slug of a text, and the digest of all that its pages are made from.

        Args:
            text_id: the text.
            chosen: its editions that readers have.
        """
        made = hashlib.sha256(self._house.encode())
        source = self._tx.execute(_SOURCE, {"id": text_id}).one()
        for row in chain((source,), self._rows(text_id, source.slug, chosen)):
            made.update(repr(tuple(row)).encode())
            made.update(b"\n")
        return source.slug, made.hexdigest()

    def _rows(self, text_id: int, slug: str, chosen: Sequence[Chosen]) -> Iterator[Sequence[Any]]:
        values = {"id": text_id}
        yield from self._tx.execute(_SEGMENTS, values)
        for row in self._tx.execute(_PICTURES, values):
            yield row.name, row.type, digest([row.data])
        # The title page, and whose approval counts: settings are called `what:slug/…`.
        own = _SETTING.c.key.contains(f":{slug}/", autoescape=True)
        yield from self._tx.execute(sa.select(_SETTING.c.key, _SETTING.c.value).where(own).order_by(_SETTING.c.key))
        for one in chosen:
            yield one.locale, one.published, last_change(self._tx, one.edition_id)
            yield from self._of_edition(one.edition_id)
            if variants_of(one.locale):
                yield from self._tx.execute(_OVERRIDES, {"id": one.edition_id})
                yield from self._tx.execute(_RULES, {"id": text_id, "locale": one.locale})
                yield from (self._terms.get(scope, ()) for scope in ("", slug))

    def _of_edition(self, edition_id: int) -> Iterator[Sequence[Any]]:
        values = {"id": edition_id}
        approvals = self._tx.execute(_APPROVALS, values).all()
        yield from approvals
        seen = {row.id for row in approvals}
        for row in self._tx.execute(_UNITS, values):
            is_approved = row.state == State.APPROVED
            # What a region approved for itself may be shown before the edition's own approval.
            is_shown = is_approved or row.id in seen
            yield row.id, row.uid, is_approved, row.omitted, row.target if is_shown else bool(row.target.strip())
        yield from self._tx.execute(_LINKS, values)


def _chinese_terms(tx: Transaction) -> Mapping[str, list[Sequence[Any]]]:
    """The Chinese terms of the glossary, which conversion keeps to, by the text that they are for; empty for all."""
    query = (
        sa.select(Concept.scope, Concept.uid, Concept.state, Term.locale, Term.text, Term.status, Term.flags)
        .join(Term, Term.concept_id == Concept.id)
        .where(Term.locale.startswith("zh"))
        .order_by(Concept.uid, Term.ordinal, Term.id)
    )
    found: dict[str, list[Sequence[Any]]] = {}
    for scope, *term in tx.session.execute(query):
        found.setdefault(scope, []).append(term)
    return found


@cache
def program() -> str:
    """The digest of what makes the pages: our code and data, the packages that it needs, the language."""
    files = (
        data for file in _sources(resources.files("workbench")) for data in (file.name.encode(), file.read_bytes())
    )
    return digest([sys.version.encode(), *_packages(), *files])


def _packages() -> Iterator[bytes]:
    """The packages that we need, with the versions that are there."""
    # Nothing is known of a checkout that nobody installed, and not every system needs every package.
    with suppress(metadata.PackageNotFoundError):
        for needed in sorted(metadata.requires(_DISTRIBUTION) or ()):
            name = re.split(r"[^A-Za-z0-9._-]", needed)[0]
            with suppress(metadata.PackageNotFoundError):
                yield f"{name} {metadata.version(name)}\n".encode()


def _sources(folder: Traversable) -> Iterator[Traversable]:
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.is_file():
            yield one
        elif one.name not in _ELSEWHERE:
            yield from _sources(one)
