"""Look for what makes a termbase contradict itself, before it confuses those who translate by it.

Terms are compared by the keys of `words`, so that two inflected forms of one term count as one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from workbench.findings import N_, Finding, Severity
from workbench.glossary.bulk import many_values
from workbench.glossary.concepts import Concept, Life, Status, Term
from workbench.glossary.tokens import Path, term_path

_ONE_ID = N_("Two concepts have the id %(concept)s.")
_NO_TERMS = N_("The concept %(concept)s has no terms.")
_NO_RIGHT = N_("The concept %(concept)s has forbidden terms in %(locale)s, but none to use instead.")
_EMPTY = N_("The concept %(concept)s has no term in %(locale)s, where most concepts have one.")
_TWICE = N_("The concept %(concept)s has the term “%(term)s” twice in %(locale)s.")
_BOTH = N_("The concept %(concept)s both has and forbids the term “%(term)s” in %(locale)s.")
_CLAIMED = N_("The concepts %(concept)s and %(other)s both have the term “%(term)s” in %(locale)s.")
_WITHIN = N_(
    "The forbidden term “%(term)s” of %(concept)s stands inside the term “%(longer)s” of %(other)s in %(locale)s."
)

_NOWHERE = N_("The concept %(concept)s is related to %(other)s, which is no concept of the glossary.")
_SELF = N_("The concept %(concept)s is related to itself.")
_NO_TEXT = N_("The concept %(concept)s holds for the text %(scope)s, and there is no such text.")

_Place = tuple[Concept, Term, Path]


def lint(concepts: Iterable[Concept], *, scopes: Collection[str] | None = None) -> list[Finding]:
    """Find contradictions and gaps.

    Args:
        concepts: the whole termbase.
        scopes: slugs of the source texts there are; without them nothing is said about scopes.

    Returns:
        Findings with the checks `glossary-id`, `glossary-empty`, `glossary-duplicate`, `glossary-conflict`,
        `glossary-relation`, `glossary-scope` (errors and warnings) and `glossary-nested` (warnings and info);
        `concept` names the concept, `found` the term.
    """
    with many_values():
        return list(_findings(list(concepts), scopes))


def _findings(concepts: Sequence[Concept], scopes: Collection[str] | None) -> Iterator[Finding]:
    live = [concept for concept in concepts if concept.state is not Life.RETIRED]
    yield from _ids(live)
    yield from _gaps(live)
    yield from _strays(live, {concept.id for concept in concepts}, scopes)
    by_locale: dict[str, list[_Place]] = defaultdict(list)
    for concept in live:
        for term in concept.terms:
            by_locale[term.locale].append((concept, term, term_path(term.text, term.locale.partition("-")[0])))
    for locale, places in by_locale.items():
        shared = _shared(places)
        yield from _twice(shared, locale)
        yield from _claims(shared, locale)
        yield from _nested(places, locale)


def _shared(places: Sequence[_Place]) -> list[_Place]:
    """Give the terms whose path another term has too: only these can contradict each other, and they are few."""
    counts = Counter(path for _, _, path in places)
    return [place for place in places if counts[place[2]] > 1]


def _ids(concepts: Sequence[Concept]) -> Iterator[Finding]:
    seen: set[str] = set()
    for concept in concepts:
        if concept.id in seen:
            yield _finding("glossary-id", Severity.ERROR, _ONE_ID, concept)
        seen.add(concept.id)


def _gaps(concepts: Sequence[Concept]) -> Iterator[Finding]:
    """A locale is missed only where most concepts have it: a team may work in two languages."""
    having: dict[str, int] = defaultdict(int)
    for concept in concepts:
        for locale in {term.locale for term in concept.terms}:
            having[locale] += 1
    usual = [locale for locale, count in having.items() if 2 * count > len(concepts)]
    for concept in concepts:
        if not concept.terms:
            yield _finding("glossary-empty", Severity.ERROR, _NO_TERMS, concept)
            continue
        present = {term.locale for term in concept.terms}
        right = {term.locale for term in concept.terms if term.status is not Status.FORBIDDEN}
        for locale in sorted(present - right):
            yield _finding("glossary-empty", Severity.WARNING, _NO_RIGHT, concept, locale=locale)
        for locale in sorted(set(usual) - present):
            yield _finding("glossary-empty", Severity.WARNING, _EMPTY, concept, locale=locale)


def _strays(concepts: Sequence[Concept], known: set[str], scopes: Collection[str] | None) -> Iterator[Finding]:
    """Find relations that lead nowhere, and concepts that hold for a text which is not there."""
    for concept in concepts:
        for relation in concept.relations:
            if relation.concept == concept.id:
                yield _finding("glossary-relation", Severity.WARNING, _SELF, concept)
            elif relation.concept not in known:
                yield _finding("glossary-relation", Severity.WARNING, _NOWHERE, concept, other=relation.concept)
        if concept.scope and scopes is not None and concept.scope not in scopes:
            yield _finding("glossary-scope", Severity.WARNING, _NO_TEXT, concept, scope=concept.scope)


def _twice(places: Sequence[_Place], locale: str) -> Iterator[Finding]:
    """Find one term twice in one concept: its forms may be listed, unless one of them is forbidden."""
    by_concept: dict[tuple[str, Path], list[tuple[Concept, Term]]] = defaultdict(list)
    for concept, term, path in places:
        by_concept[concept.id, path].append((concept, term))
    for claims in by_concept.values():
        for at, (concept, term) in enumerate(claims):
            for _, another in claims[:at]:
                if (term.status is Status.FORBIDDEN) != (another.status is Status.FORBIDDEN):
                    if not _told_apart(term, another):
                        yield _finding(
                            "glossary-conflict", Severity.ERROR, _BOTH, concept, locale=locale, term=term.text
                        )
                elif term.text.casefold() == another.text.casefold() and not _told_apart(term, another):
                    yield _finding(
                        "glossary-duplicate", Severity.WARNING, _TWICE, concept, locale=locale, term=term.text
                    )


def _told_apart(one: Term, other: Term) -> bool:
    """Whether two terms with one path are not found in the same words."""
    strict = one.exact or other.exact or one.case_sensitive or other.case_sensitive
    return strict and one.text != other.text


def _claims(places: Sequence[_Place], locale: str) -> Iterator[Finding]:
    """Find terms that two concepts of one scope call right; what is right here and wrong there is no contradiction."""
    by_path: dict[tuple[str, Path], list[tuple[Concept, Term]]] = defaultdict(list)
    for concept, term, path in places:
        if term.status is not Status.FORBIDDEN:
            by_path[concept.scope, path].append((concept, term))
    for claims in by_path.values():
        told = {claims[0][0].id}
        for concept, term in claims[1:]:
            first, another = claims[0]
            if (
                concept.id in told
                or _told_apart(term, another)
                or term.text[:1].isupper() != another.text[:1].isupper()
            ):
                continue
            told.add(concept.id)
            yield _finding(
                "glossary-conflict", Severity.WARNING, _CLAIMED, concept,
                locale=locale, term=term.text, other=first.id,
            )  # fmt: skip


def _nested(places: Sequence[_Place], locale: str) -> Iterator[Finding]:
    """The longer term protects its inside, so this is for the editor's information, unless it is the same concept."""
    forbidden: dict[Path, list[tuple[Concept, Term]]] = defaultdict(list)
    for concept, term, path in places:
        if term.status is Status.FORBIDDEN and path:
            forbidden[path].append((concept, term))
    # The beginnings of forbidden terms, one piece or two, with the lengths of what begins so.
    lengths: dict[Path, list[int]] = defaultdict(list)
    for path in forbidden:
        if len(path) not in (known := lengths[path[:2]]):
            known.append(len(path))
    pieces = {path[0] for path in lengths}
    for other, longer, path in places:
        if longer.status is Status.FORBIDDEN or pieces.isdisjoint(path):
            continue
        for inside in _insides(path, lengths):
            for concept, term in forbidden.get(inside, ()):
                yield _finding(
                    "glossary-nested",
                    Severity.WARNING if concept.id == other.id else Severity.INFO,
                    _WITHIN, concept, locale=locale, term=term.text, longer=longer.text, other=other.id,
                )  # fmt: skip


def _insides(path: Path, lengths: Mapping[Path, Sequence[int]]) -> Iterator[Path]:
    """Yield the parts of a path that begin like something and are as long, from left to right, short ones first."""
    for start in range(len(path)):
        found = {*lengths.get(path[start : start + 1], ()), *lengths.get(path[start : start + 2], ())}
        for length in sorted(found):
            if length < len(path) and start + length <= len(path):
                yield path[start : start + length]


def _finding(check: str, severity: Severity, message: str, concept: Concept, **values: str) -> Finding:
    return Finding(
        check,
        severity,
        message,
        values={"concept": concept.id, **values},
        concept=concept.id,
        found=values.get("term", ""),
    )
