"""The termbase in force: built from the database once for each version of the glossary, and shared by all threads."""

from __future__ import annotations

import threading

from workbench import checks, languages
from workbench.glossary import Termbase
from workbench.store import glossary as stored
from workbench.store.database import Store, Transaction
from workbench.workflow import settings

_lock = threading.Lock()
_built: dict[tuple[str, str], Termbase] = {}


def version(tx: Transaction) -> str:
    """The glossary's version: it changes with every change of a concept."""
    return settings.get(tx, settings.GLOSSARY_VERSION) or "0"


def termbase(tx: Transaction, known_version: str | None = None) -> Termbase:
    """The termbase of all concepts that are in force; `known_version` was read in the same transaction."""
    key = (tx.database, known_version or version(tx))
    if settings.was_bumped(tx, settings.GLOSSARY_VERSION):
        return _own(tx, key)
    found = _built.get(key)
    if found is None:
        with _lock:
            found = _built.get(key)
            if found is None:
                found = Termbase(stored.concepts(tx))
                _built.clear()
                _built[key] = found
    return found


def _own(tx: Transaction, key: tuple[str, str]) -> Termbase:
    """The termbase of a transaction that changed it: no other one sees it, since it may yet be undone."""
    built: dict[tuple[str, str], Termbase] = tx.session.info.setdefault("termbases", {})
    if key not in built:
        built.clear()
        built[key] = Termbase(stored.concepts(tx))
    return built[key]


def warm(store: Store) -> None:
    """Build what the first page and the first save would have to wait for: the termbase, and what the checks look up.

    To be run beside the server while it already answers. A save that did it would hold up all others meanwhile.
    """
    with store.read() as tx:
        built = termbase(tx)
    for locale in languages.WORKING:
        source = "en" if locale != "en" else "es"
        checks.run("2 boats.", "2艘船。", source_locale=source, target_locale=locale, termbase=built)
