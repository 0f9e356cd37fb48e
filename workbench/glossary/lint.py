"""Look for what makes a termbase contradict itself, before it confuses those who translate by it.

Terms are compared by the keys of `words`, so that two inflected forms of one term count as one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from workbench.findings import N_, Finding, Severity
from workbench.glossary.concepts import Concept, Life, Status, Term
from workbench.glossary.tokens import term_path

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

_Place = tuple[Concept, Term, tuple[str, ...]]


def lint(concepts: Iterable[Concept]) -> list[Finding]:
    """Find contradictions and gaps.

    Returns:
        Findings with the checks `glossary-id`, `glossary-empty`, `glossary-duplicate`, `glossary-conflict` (errors
        and warnings) and `glossary-nested` (info); `concept` names the concept, `found` the term.
    """
    live = [concept for concept in concepts if concept.state is not Life.RETIRED]
    findings = [*_ids(live), *_gaps(live)]
    by_locale: dict[str, list[_Place]] = defaultdict(list)
    for concept in live:
        for term in concept.terms:
            by_locale[term.locale].append((concept, term, term_path(term.text, term.locale.partition("-")[0])))
    for locale, places in by_locale.items():
        findings += [*_claims(places, locale), *_nested(places, locale)]
    return findings


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


def _claims(places: Sequence[_Place], locale: str) -> Iterator[Finding]:
    by_text: dict[str, list[tuple[Concept, Term]]] = defaultdict(list)
    for concept, term, _ in places:
        by_text[term.text if term.case_sensitive else term.text.casefold()].append((concept, term))
    for claims in by_text.values():
        for at, (concept, term) in enumerate(claims):
            for other, another in claims[:at]:
                forbidden = {term.status, another.status} & {Status.FORBIDDEN}
                if other.id == concept.id:
                    both = bool(forbidden) and term.status is not another.status
                    check, message = ("glossary-conflict", _BOTH) if both else ("glossary-duplicate", _TWICE)
                    severity = Severity.ERROR if both else Severity.WARNING
                    yield _finding(check, severity, message, concept, locale=locale, term=term.text)
                elif not forbidden:
                    yield _finding(
                        "glossary-conflict", Severity.WARNING, _CLAIMED, concept,
                        locale=locale, term=term.text, other=other.id,
                    )  # fmt: skip


def _nested(places: Sequence[_Place], locale: str) -> Iterator[Finding]:
    """The longer term protects its inside, so this is for the editor's information, unless it is the same concept."""
    forbidden: dict[tuple[str, ...], list[tuple[Concept, Term]]] = defaultdict(list)
    for concept, term, path in places:
        if term.status is Status.FORBIDDEN:
            forbidden[path].append((concept, term))
    if not forbidden:
        return
    for other, longer, path in places:
        if longer.status is Status.FORBIDDEN:
            continue
        for start in range(len(path)):
            for end in range(start + 1, len(path) + (start > 0)):
                for concept, term in forbidden.get(path[start:end], ()):
                    yield _finding(
                        "glossary-nested",
                        Severity.WARNING if concept.id == other.id else Severity.INFO,
                        _WITHIN, concept, locale=locale, term=term.text, longer=longer.text, other=other.id,
                    )  # fmt: skip


def _finding(check: str, severity: Severity, message: str, concept: Concept, **values: str) -> Finding:
    return Finding(
        check,
        severity,
        message,
        values={"concept": concept.id, **values},
        concept=concept.id,
        found=values.get("term", ""),
    )
