"""What the people of an edition want to have on its title page; kept with the edition.

Nobody is named who did not ask for it: the names of accounts never come here by themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, fields

from workbench import languages
from workbench.findings import N_
from workbench.formats import Imprint
from workbench.store.database import Store, Transaction
from workbench.store.models import User
from workbench.workflow import settings
from workbench.workflow.errors import Invalid
from workbench.workflow.exports.rows import edition_row
from workbench.workflow.permissions import Role, require
from workbench.workflow.wording import line, storable

FIELDS = tuple(one.name for one in fields(Imprint))
MAX_LINE = 1_000
MAX_NOTE = 20_000
_ADDRESS = re.compile(r"https?://[^\s<>\"\\]+", re.IGNORECASE)


def imprint(tx: Transaction, slug: str, locale: str) -> Imprint:
    """What stands on the title page of an edition; all empty until somebody says something."""
    stored = settings.get(tx, _key(slug, locale))
    given = json.loads(stored) if stored else {}
    return Imprint(**{name: str(given.get(name, "")) for name in FIELDS})


def save_imprint(store: Store, slug: str, locale: str, given: Mapping[str, str], *, by: User | None) -> Imprint:
    """Keep what is to stand on the title page.

    Args:
        given: the fields of `Imprint` by name; those that are not named become empty.
        by: None on the command line.

    Raises:
        NotAllowed: `by` does not translate into this locale.
        NotFound: there is no such edition.
        Invalid: a field is too long, or the address is none of the web.
    """
    locale = languages.base(locale)
    if by is not None:
        require(by, Role.TRANSLATOR, locale)
    checked_imprint(given)
    with store.begin() as tx:
        edition_row(tx, slug, locale)
        kept = keep_imprint(tx, slug, locale, given)
        tx.log("save-imprint", f"edition:{slug}/{locale}", by=by)
    return kept


def keep_imprint(tx: Transaction, slug: str, locale: str, given: Mapping[str, str]) -> Imprint:
    """Keep what is to stand on the title page, inside a transaction of the caller; see `save_imprint`."""
    kept = checked_imprint(given)
    settings.put(tx, _key(slug, locale), json.dumps(asdict(kept), ensure_ascii=False))
    return kept


def checked_imprint(given: Mapping[str, str]) -> Imprint:
    """What was given as it is kept.

    Raises:
        Invalid: a field is too long, or the address is none of the web.
    """
    return Imprint(**{name: _value(name, given.get(name, "")) for name in FIELDS})


def _key(slug: str, locale: str) -> str:
    return f"imprint:{slug}/{locale}"


def _value(name: str, text: str) -> str:
    most = MAX_NOTE if name == "note" else MAX_LINE
    value = storable(text, field=name).replace("\r\n", "\n").strip() if name == "note" else line(text, field=name)
    if len(value) > most:
        raise Invalid(N_("This is too long; %(most)s characters are the most."), most=most, field=name)
    if name == "address" and value and not _ADDRESS.fullmatch(value):
        raise Invalid(N_("An address of the web begins with http:// or https:// and has no blanks."), field=name)
    return value
