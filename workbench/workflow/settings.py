"""Settings and counters of the house, kept in the database so that all processes share them."""

from __future__ import annotations

import secrets

import sqlalchemy as sa

from workbench.store.database import Store, Transaction
from workbench.store.models import Setting

SECRET_KEY = "secret_key"  # noqa: S105 - the name of the setting, not the secret
GLOSSARY_VERSION = "glossary_version"
_GET = sa.select(Setting.__table__.c.value).where(Setting.__table__.c.key == sa.bindparam("key"))


def get(tx: Transaction, key: str) -> str | None:
    """The value of a setting, or None."""
    return tx.execute(_GET, {"key": key}).scalar()


def put(tx: Transaction, key: str, value: str) -> None:
    """Store a setting."""
    tx.session.merge(Setting(key=key, value=value))
    tx.session.flush()


def bump(tx: Transaction, key: str) -> int:
    """Count up and give the new number; no two transactions get the same, and `was_bumped` knows of it."""
    tx.session.info[key] = True
    row = tx.session.get(Setting, key, with_for_update=True, populate_existing=True)
    number = int(row.value) + 1 if row else 1
    put(tx, key, str(number))
    return number


def was_bumped(tx: Transaction, key: str) -> bool:
    """Whether this transaction counted it up: it may still be undone, and another one get the same number."""
    return key in tx.session.info


def secret_key(store: Store) -> str:
    """The key that signs cookies; made on first use."""
    with store.read() as tx:
        found = get(tx, SECRET_KEY)
    if found is not None:
        return found
    with store.begin() as tx:
        found = get(tx, SECRET_KEY)
        if found is None:
            found = secrets.token_urlsafe(48)
            put(tx, SECRET_KEY, found)
        return found
