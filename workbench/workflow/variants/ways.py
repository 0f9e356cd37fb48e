"""Which variants an edition has, and the conversion that leads to one: engine, glossary and rules together.

The later layer wins: what the engine knows, the terms of the glossary that both locales name, the rules that people
made for all texts, and those for one text. Below all of these count the rules that were made in another variant of the
same script, as far as they are about words and not about glyphs. A converter is made once for each state of these, and
remembers what it made of the last texts, so that a page that is opened again costs nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from workbench import languages
from workbench.findings import N_
from workbench.glossary import Concept, Life, Status
from workbench.script import Conversion, Converter, Evidence
from workbench.script.glyphs import in_own_glyphs, is_spelling
from workbench.store import variants as stored
from workbench.store.database import Transaction
from workbench.store.models import Edition, ScriptRule
from workbench.workflow import termbases
from workbench.workflow.errors import Invalid
from workbench.workflow.variants.learning import Lesson, learned, lesson

# Where to look for the form of a term, nearest first; a region writes its script's form where it has none of its own.
_FORMS = {
    "zh-Hans": ("zh-Hans",),
    "zh-Hans-CN": ("zh-Hans",),
    "zh-Hant": ("zh-Hant",),
    "zh-Hant-TW": ("zh-Hant-TW", "zh-Hant"),
    "zh-Hant-HK": ("zh-Hant-HK", "zh-Hant"),
}
# How many texts a way remembers its judgement of: some hundred books.
REMEMBERED = 200_000


class Way(Converter):
    """A converter that knows where it leads and remembers its last results; shared by all threads."""

    def __init__(
        self, base: str, variant: str, terms: Iterable[tuple[str, str]] = (), evidence: Evidence | None = None
    ) -> None:
        super().__init__(base, variant, terms=terms, evidence=evidence)
        self.base_tag, self.variant_tag = base, variant
        self._doubtful: dict[int, bool] = {}

    def convert_with_choices(self, text: str) -> Conversion:
        """See `Converter.convert_with_choices`."""
        return _remembered(self, text)

    def is_doubtful(self, text: str) -> bool:
        """Whether the conversion leaves a place in a text that somebody should look at; remembered for far longer."""
        key = hash(text)
        known = self._doubtful.get(key)
        if known is None:
            if len(self._doubtful) >= REMEMBERED:
                self._doubtful.clear()
            # Not by way of what is remembered: a book would drive out the passages that people are at.
            found = Converter.convert_with_choices(self, text).choices
            known = self._doubtful[key] = any(choice.mark != "grey" for choice in found)
        return known

    def has_judged(self, text: str) -> bool:
        """Whether `is_doubtful` can say without looking at the text."""
        return hash(text) in self._doubtful


@lru_cache(maxsize=8_000)
def _remembered(way: Way, text: str) -> Conversion:
    return Converter.convert_with_choices(way, text)


@lru_cache(maxsize=32)
def _way(base: str, variant: str, terms: tuple[tuple[str, str], ...], lesson: Lesson | None) -> Way:
    return Way(base, variant, terms, learned(lesson))


def variants_of(base: str) -> tuple[str, ...]:
    """The variants that an edition in this locale has; none if it is not Chinese."""
    return languages.VARIANTS.get(base, ())


def siblings_of(base: str, variant: str) -> tuple[str, ...]:
    """The other variants of an edition in the same script: they share its words, and each has its own glyphs."""
    if variant == base:
        return ()
    script = languages.parse(variant).script
    return tuple(tag for tag in variants_of(base) if tag != variant and languages.parse(tag).script == script)


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
    rules, shared, terms = _layers(tx, edition, variant)
    own = [(rule.words, rule.chosen) for rule in rules]
    # Of two equal source forms the engine takes the first.
    pairs = (*own, *terms, *((rule.words, form) for rule, form in shared))
    return _way(edition.locale, variant, pairs, lesson(tx, edition.locale, variant))


def rules_in_force(tx: Transaction, edition: Edition, variant: str) -> list[tuple[ScriptRule, str]]:
    """The rules that hold in a variant, each with the form that it gives there.

    Those of the variant come first, then those that other variants of the script made and that hold here too.
    """
    rules, shared, _ = _layers(tx, edition, variant)
    return [*((rule, rule.chosen) for rule in rules), *shared]


def _layers(
    tx: Transaction, edition: Edition, variant: str
) -> tuple[list[ScriptRule], list[tuple[ScriptRule, str]], list[tuple[str, str]]]:
    """The rules of a variant, those of its siblings that hold there too, and the terms of the glossary."""
    base = edition.locale
    every = stored.rules(
        tx,
        base_locale=base,
        variants=(variant, *siblings_of(base, variant)),
        source_text_id=edition.source_text_id,
    )
    concepts = (
        concept
        for concept in termbases.termbase(tx).concepts.values()
        if concept.scope in ("", edition.source_text.slug)
    )
    terms = list(script_terms(concepts, base, variant))
    rules = [rule for rule in every if rule.variant == variant]
    others = [rule for rule in every if rule.variant != variant]
    if not others:
        return rules, [], terms
    decided = (*((rule.words, rule.chosen) for rule in rules), *terms)
    return rules, _shared(_way(base, variant, decided, None), others), terms


def _shared(way: Way, rules: Sequence[ScriptRule]) -> list[tuple[ScriptRule, str]]:
    """Rules of other variants that are about the spelling of a word and not its wording, in the glyphs of this one.

    Where two of them disagree, neither holds here; nor does one about words that are decided here already.
    """
    found: dict[str, dict[str, ScriptRule]] = {}
    for rule in rules:
        if is_spelling(rule.words, rule.chosen):
            usual = way.convert_with_choices(rule.words)
            form = in_own_glyphs(rule.chosen, usual, 0, target_tag=way.variant_tag)
            if form is not None:
                found.setdefault(rule.words, {}).setdefault(form, rule)
    return [(rule, form) for forms in found.values() if len(forms) == 1 for form, rule in forms.items()]


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
