"""Which editions stand before readers: an editor says so, edition by edition, and can take it back.

That everything is approved is not enough, and not needed: people decide when readers may have a text, and a long one
may come out while its last part is still being translated. Only approved passages are ever shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from workbench import languages
from workbench.findings import N_
from workbench.states import State
from workbench.store import texts
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition, Setting, SourceText, User, now
from workbench.workflow import kept, settings
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.permissions import Role, edits_anything, has_role, require

_PREFIX = "published:"
# What a site that was made is kept for.
SITE_FILE = "site"


@dataclass(frozen=True)
class Mark:
    """An edition on the page of the reading site.

    Attributes:
        slug: the text's address.
        title: the source's title.
        source_locale: the source's locale.
        locale: the edition's locale.
        counts: number of units by state, in the order of progress.
        published: when it was put before readers, or None.
        may_change: whether the person may put it there or take it back.
    """

    slug: str
    title: str
    source_locale: str
    locale: str
    counts: Mapping[str, int]
    published: dt.datetime | None
    may_change: bool

    @property
    def has_approved(self) -> bool:
        """Whether there is anything that readers may have."""
        return bool(self.counts[State.APPROVED.value])


def overview(store: Store, *, by: User) -> list[Mark]:
    """All editions, and which of them readers have; the newest texts first.

    Raises:
        NotAllowed: `by` edits nothing.
    """
    require_editor(by)
    with store.read() as tx:
        dates = published(tx)
        query = sa.select(Edition).join(SourceText).order_by(SourceText.id.desc(), Edition.locale)
        rows = list(tx.session.scalars(query))
        counts = texts.counts_by_state(tx, [row.id for row in rows]) if rows else {}
        return [
            Mark(
                slug=row.source_text.slug,
                title=row.source_text.title,
                source_locale=row.source_text.locale,
                locale=row.locale,
                counts=counts[row.id],
                published=dates.get((row.source_text.slug, row.locale)),
                may_change=has_role(by, Role.EDITOR, row.locale),
            )
            for row in rows
        ]


def publish_edition(store: Store, slug: str, locale: str, *, by: User | None) -> None:
    """Put an edition before readers: the next reading site has it. Doing it twice keeps the first date.

    Args:
        by: None on the command line.

    Raises:
        NotAllowed: `by` is no editor of this locale.
        NotFound: there is no such edition.
        Invalid: nothing of it is approved.
    """
    with store.begin() as tx:
        row = _row(tx, slug, locale, by)
        if not texts.counts_by_state(tx, [row.id])[row.id][State.APPROVED.value]:
            raise Invalid(N_("Nothing of this edition is approved yet; readers would find it empty."), field="locale")
        if settings.get(tx, _key(slug, row.locale)):
            return
        mark(tx, slug, row.locale, now())
        tx.log("publish-edition", f"edition:{slug}/{row.locale}", by=by)


def withdraw_edition(store: Store, slug: str, locale: str, *, by: User | None) -> None:
    """Take an edition back from readers: the next reading site has it no more, and one that was made is forgotten.

    Raises:
        NotAllowed: `by` is no editor of this locale.
        NotFound: there is no such edition.
    """
    with store.begin() as tx:
        row = _row(tx, slug, locale, by)
        if settings.get(tx, _key(slug, row.locale)):
            mark(tx, slug, row.locale, None)
            tx.log("withdraw-edition", f"edition:{slug}/{row.locale}", by=by)


def mark(tx: Transaction, slug: str, locale: str, at: dt.datetime | None) -> None:
    """Keep since when readers have an edition, inside a transaction of the caller; None takes it back."""
    if at is None:
        # What readers should not have any more must not go out with a site that was made before.
        kept.forget_all(tx, SITE_FILE)
    settings.put(tx, _key(slug, locale), at.isoformat() if at else "")


def published(tx: Transaction) -> dict[tuple[str, str], dt.datetime]:
    """The editions that were put before readers, by slug and locale, with the date."""
    query = sa.select(Setting.key, Setting.value).where(Setting.key.startswith(_PREFIX, autoescape=True))
    found = {}
    for key, value in tx.session.execute(query):
        if value:
            slug, _, locale = key.removeprefix(_PREFIX).partition("/")
            found[slug, locale] = dt.datetime.fromisoformat(value)
    return found


def require_editor(by: User) -> None:
    """Refuse whoever edits nothing.

    Raises:
        NotAllowed: `by` is no editor of any locale.
    """
    if not edits_anything(by):
        raise NotAllowed(N_("This needs the role of %(role)s."), role=Role.EDITOR.value)


def _row(tx: Transaction, slug: str, locale: str, by: User | None) -> Edition:
    tag = languages.base(locale)
    if by is not None:
        require(by, Role.EDITOR, tag)
    row = texts.edition(tx, slug, tag)
    if row is None:
        raise NotFound(N_("There is no edition of %(slug)s in %(locale)s."), slug=slug, locale=tag)
    return row


def _key(slug: str, locale: str) -> str:
    return f"{_PREFIX}{slug}/{locale}"
