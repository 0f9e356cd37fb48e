"""The termbase in force: built from the database once for each version of the glossary, and shared by all threads.

Chinese terms that are given in one script only are completed in the other one by conversion, and marked as derived.
They are made when the termbase is built and never stored, so that they cannot contradict what they are made of.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from weakref import WeakKeyDictionary

from workbench import checks, languages
from workbench.glossary import Concept, RelationKind, Status, Term, Termbase
from workbench.script import Converter
from workbench.store import glossary as stored
from workbench.store.database import Store, Transaction
from workbench.workflow import settings

# Each script of Chinese, with the one that it is derived from.
_SCRIPTS = {"zh-Hans": "zh-Hant", "zh-Hant": "zh-Hans"}
_REGIONS = ("zh-Hant-TW", "zh-Hant-HK")
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
                found = build(stored.concepts(tx))
                _built.clear()
                _built[key] = found
    return found


def for_text(tx: Transaction, slug: str) -> Termbase:
    """The termbase that holds in one source text."""
    return termbase(tx).for_text(slug)


def stamped(tx: Transaction, slug: str, known_version: str | None = None) -> tuple[Termbase, str]:
    """The termbase that holds in one source text, and a stamp: what was made by the same stamp need not be made again.

    Texts without concepts of their own share the stamp.
    """
    number = known_version or version(tx)
    site = termbase(tx, number)
    here = site.for_text(slug)
    return here, number if here is site else f"{number} {slug}"


def build(concepts: Iterable[Concept]) -> Termbase:
    """A termbase of these concepts, each complete in both scripts of Chinese."""
    return Termbase(map(_complete, concepts))


def with_concepts(tx: Transaction, concepts: Mapping[str, Concept | None]) -> Termbase:
    """The termbase as it would be if these concepts were others, or were not there; by their ids."""
    others = (known for known in termbase(tx).concepts.values() if known.id not in concepts)
    return Termbase([*others, *(_complete(concept) for concept in concepts.values() if concept is not None)])


def _complete(concept: Concept) -> Concept:
    made = derived(concept, _SCRIPTS)
    return replace(concept, terms=(*concept.terms, *made)) if made else concept


def derived(concept: Concept, locales: Iterable[str] = (*_SCRIPTS, *_REGIONS)) -> Sequence[Term]:
    """The preferred terms of Chinese locales that have none of their own, made from the other script.

    A region that would read as its script does is left out.
    """
    given = {term.locale: term for term in concept.terms if term.status is Status.PREFERRED}
    made: list[Term] = []
    for locale in locales:
        base = languages.base(locale)
        origin = given.get(base) or given.get(_SCRIPTS[base])
        if locale in given or origin is None:
            continue
        text = _converted(origin.text, origin.locale, locale)
        if text != next((term.text for term in (*concept.terms, *made) if term.locale == base), None):
            made.append(replace(origin, text=text, locale=locale, derived=True))
    return made


# A termbase never changes; one that is in force no longer must not be kept for this.
_distinct: WeakKeyDictionary[Termbase, dict[str, list[str]]] = WeakKeyDictionary()


def confusable(termbase: Termbase, uid: str) -> Sequence[str]:
    """The ids of the concepts that one is not to be confused with, whichever of the two says so."""
    known = _distinct.get(termbase)
    if known is None:
        known = _distinct[termbase] = defaultdict(list)
        for concept in termbase.concepts.values():
            for relation in concept.relations:
                if relation.kind is RelationKind.DISTINCT and relation.concept in termbase.concepts:
                    known[concept.id].append(relation.concept)
                    known[relation.concept].append(concept.id)
    return list(dict.fromkeys(known.get(uid, ())))


@lru_cache(maxsize=100_000)
def _converted(text: str, origin: str, locale: str) -> str:
    return _converter(origin, locale).convert(text)


_converter = cache(Converter)


def _own(tx: Transaction, key: tuple[str, str]) -> Termbase:
    """The termbase of a transaction that changed it: no other one sees it, since it may yet be undone."""
    built: dict[tuple[str, str], Termbase] = tx.session.info.setdefault("termbases", {})
    if key not in built:
        built.clear()
        built[key] = build(stored.concepts(tx))
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
