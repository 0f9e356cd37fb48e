"""Which variants an edition has, and the conversion that leads to one: engine, glossary and rules together.

The later layer wins: what the engine knows, the terms of the glossary that both locales name, the rules that people
made for all texts, and those for one text. A converter is made once for each state of these, and remembers what it
made of the last texts, so that a page that is opened again costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from workbench import languages
from workbench.findings import N_
from workbench.glossary import Concept, Life, Status
from workbench.script import Conversion, Converter, Evidence
from workbench.store import variants as stored
from workbench.store.database import Transaction
from workbench.store.models import Edition
from workbench.workflow import termbases
from workbench.workflow.errors import Invalid
from workbench.workflow.variants.learning import Lesson, learned, lesson

# Where to look for the form of a term, nearest first; a region writes its script's form where it has none of its own.
_FORMS = {
    "zh-Hans": ("zh-Hans",),
    "zh-Hant": ("zh-Hant",),
    "zh-Hant-TW": ("zh-Hant-TW", "zh-Hant"),
    "zh-Hant-HK": ("zh-Hant-HK", "zh-Hant"),
}


class Way(Converter):
    """A converter that knows where it leads and remembers its last results; shared by all threads."""

    def __init__(
        self, base: str, variant: str, terms: Iterable[tuple[str, str]] = (), evidence: Evidence | None = None
    ) -> None:
        super().__init__(base, variant, terms=terms, evidence=evidence)
        self.base_tag, self.variant_tag = base, variant

    def convert_with_choices(self, text: str) -> Conversion:
        """See `Converter.convert_with_choices`."""
        return _remembered(self, text)


@lru_cache(maxsize=8_000)
def _remembered(way: Way, text: str) -> Conversion:
    return Converter.convert_with_choices(way, text)


@lru_cache(maxsize=32)
def _way(base: str, variant: str, terms: tuple[tuple[str, str], ...], lesson: Lesson | None) -> Way:
    return Way(base, variant, terms, learned(lesson))


def variants_of(base: str) -> tuple[str, ...]:
    """The variants that an edition in this locale has; none if it is not Chinese."""
    return languages.VARIANTS.get(base, ())


def variant_tag(base: str, tag: str) -> str:
    """The tag of a variant as it is stored; the base's own locale for the edition itself.

    Raises:
        UnknownLocale: the workbench does not know the tag.
        Invalid: an edition in this locale has no such variant.
    """
    wanted = languages.parse(tag).tag
    # The mainland is where Simplified is at home: it has no words or forms of its own besides.
    wanted = languages.base(wanted) if languages.parse(wanted).script == "Hans" else wanted
    if wanted != base and wanted not in variants_of(base):
        raise Invalid(
            N_("An edition in %(locale)s has no variant %(variant)s."), locale=base, variant=tag, field="variant"
        )
    return wanted


def way(tx: Transaction, edition: Edition, variant: str) -> Way:
    """The conversion of an edition into one of its variants, as glossary and rules have it now."""
    rules = stored.rules(tx, base_locale=edition.locale, variant=variant, source_text_id=edition.source_text_id)
    concepts = (
        concept
        for concept in termbases.termbase(tx).concepts.values()
        if concept.scope in ("", edition.source_text.slug)
    )
    # Of two equal source forms the engine takes the first.
    terms = [(rule.words, rule.chosen) for rule in rules]
    terms += script_terms(concepts, edition.locale, variant)
    return _way(edition.locale, variant, tuple(terms), lesson(tx, edition.locale, variant))


def script_terms(concepts: Iterable[Concept], source: str, target: str) -> Iterator[tuple[str, str]]:
    """Terms that have a form of their own in both of two Chinese locales, for the conversion between them.

    What was only converted from another script is left to the conversion, which sees what stands around it.
    A proposal has no say yet, a retired concept none any more.
    """
    for concept in concepts:
        if concept.state not in (Life.PROPOSED, Life.RETIRED):
            yield from zip(_preferred(concept, source), _preferred(concept, target), strict=False)


def _preferred(concept: Concept, locale: str) -> list[str]:
    forms = (
        [term.text for term in concept.of(tag) if term.status is Status.PREFERRED and not term.derived]
        for tag in _FORMS[locale]
    )
    return next((found for found in forms if found), [])
