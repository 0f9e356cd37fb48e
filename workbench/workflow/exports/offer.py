"""What the page before an export shows: how far the edition is, and what can be had of it."""

from __future__ import annotations

from dataclasses import dataclass

from workbench import languages
from workbench.formats import Imprint
from workbench.store.database import Store, Transaction
from workbench.store.models import Edition, User
from workbench.workflow.exports.imprints import imprint
from workbench.workflow.exports.rows import edition_row
from workbench.workflow.permissions import Role, has_role, require, translates_anything
from workbench.workflow.readiness import Readiness, readiness
from workbench.workflow.variants import Progress, Whose, progress, whose_approval


@dataclass(frozen=True)
class Offered:
    """A script or region that an edition can be had in.

    Attributes:
        tag: its locale.
        progress: how many passages an editor approved as they read there, of how many.
        whose: whose approval counts for it.
    """

    tag: str
    progress: Progress
    whose: Whose


@dataclass(frozen=True)
class Offer:
    """An edition before it is exported.

    Attributes:
        slug: the text's address.
        title: the source's title.
        source_locale: the source's locale.
        locale: the edition's locale.
        readiness: what it still lacks.
        variants: the locales that it can be converted to.
        beside: the locales that can stand beside it.
        imprint: what stands on its title page.
        may_edit: whether the person may change that.
        may_take_drafts: whether the person may take out what nobody has approved.
    """

    slug: str
    title: str
    source_locale: str
    locale: str
    readiness: Readiness
    variants: tuple[Offered, ...]
    beside: tuple[str, ...]
    imprint: Imprint
    may_edit: bool
    may_take_drafts: bool


def offer(store: Store, slug: str, locale: str, *, by: User) -> Offer:
    """Say what can be had of an edition.

    Raises:
        NotAllowed: `by` may not read.
        NotFound: there is no such edition.
    """
    require(by, Role.READER)
    with store.read() as tx:
        row = edition_row(tx, slug, languages.base(locale))
        source = row.source_text
        others = [other.locale for other in source.editions if other.id != row.id]
        tags = languages.VARIANTS.get(row.locale, ())
        return Offer(
            slug=slug,
            title=source.title,
            source_locale=source.locale,
            locale=row.locale,
            readiness=readiness(tx, row.id, source_locale=source.locale, locale=row.locale),
            variants=tuple(_offered(tx, row, tag) for tag in tags),
            beside=(source.locale, *others, *tags),
            imprint=imprint(tx, slug, row.locale),
            may_edit=has_role(by, Role.TRANSLATOR, row.locale),
            may_take_drafts=translates_anything(by),
        )


def _offered(tx: Transaction, row: Edition, tag: str) -> Offered:
    return Offered(tag, progress(tx, row, tag), whose_approval(tx, row, tag))
