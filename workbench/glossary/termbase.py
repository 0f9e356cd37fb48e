"""The termbase: find terms in a text, and compare a translation with what the glossary says.

A `Termbase` is made once and never changes; every method may be called from several threads. The index of a
locale is built when that locale is first asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType

from workbench import languages
from workbench.findings import Finding
from workbench.glossary import edition, enforcement
from workbench.glossary.borders import Borders
from workbench.glossary.bulk import many_values
from workbench.glossary.concepts import Concept, Life, Status, Term
from workbench.glossary.folding import fold_chinese
from workbench.glossary.index import ChineseIndex, Entry, Index, SpacedIndex
from workbench.glossary.masks import hide, no_prose
from workbench.glossary.matches import Match, is_written_alike, longest
from workbench.glossary.table import decode_csv, read_csv

# Characters from which on it is worth to pause the collector.
_LONG = 50_000

# Where to look for the terms of a Chinese locale, nearest first.
_NEIGHBOURS = {
    "zh-Hans": ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK"),
    "zh-Hant": ("zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "zh-Hans"),
    "zh-Hant-TW": ("zh-Hant-TW", "zh-Hant", "zh-Hant-HK", "zh-Hans"),
    "zh-Hant-HK": ("zh-Hant-HK", "zh-Hant", "zh-Hant-TW", "zh-Hans"),
}


class Termbase:
    """Concepts with their terms, ready to be found in texts and to check translations.

    It holds all concepts; those that hold for one text only are looked for in the termbase that `for_text` gives.
    """

    def __init__(self, concepts: Iterable[Concept]) -> None:
        """Take the concepts; of two with one id the later one counts, `lint` tells of them."""
        self._concepts = {concept.id: concept for concept in concepts}
        self._live = [
            concept for concept in self._concepts.values() if concept.state is not Life.RETIRED and not concept.scope
        ]
        self._site: Termbase | None = None
        self._replaced: frozenset[str] = frozenset()
        self._texts: dict[str, Termbase] = {}
        self._indexes: dict[str, Index] = {}
        self._entries: dict[tuple[str, str], tuple[Entry, ...]] = {}
        self._borders: Borders | None = None

    @classmethod
    def from_csv(cls, path: Path | str) -> Termbase:
        """Read a termbase from a CSV file.

        Raises:
            GlossaryFileError: the file is no termbase; the message names the line.
            OSError: the file cannot be opened.
        """
        return cls(read_csv(decode_csv(Path(path).read_bytes())))

    @property
    def concepts(self) -> Mapping[str, Concept]:
        """The concepts by their ids, those of single texts and retired ones included."""
        return MappingProxyType(self._concepts)

    def for_text(self, slug: str) -> Termbase:
        """Give the termbase that holds in one source text: the concepts of the site, and those of that text.

        Where a concept of the text claims a term of one of the site, the site's concept does without that term there.
        The index of the site is shared, and the answer remembered, so that asking again costs nothing.

        Args:
            slug: of the source text; one without concepts of its own gets the site's termbase itself.
        """
        if self._site is not None:
            return self._site.for_text(slug)
        known = self._texts.get(slug)
        if known is None:
            own = [
                concept
                for concept in self._concepts.values()
                if slug and concept.scope == slug and concept.state is not Life.RETIRED
            ]
            known = self._texts[slug] = self._narrowed(own) if own else self
        return known

    def _narrowed(self, own: Sequence[Concept]) -> Termbase:
        lost: dict[str, set[Term]] = defaultdict(set)
        for term in (term for concept in own for term in concept.terms if term.status is not Status.FORBIDDEN):
            for start, end, entry in self._index(_tag(term.locale)).hits(term.text):
                if (start, end) == (0, len(term.text)) and entry.status is not Status.FORBIDDEN:
                    lost[entry.concept].add(entry.term)
        narrowed = [
            replace(concept, terms=tuple(term for term in concept.terms if term not in lost[concept.id]))
            for concept in map(self._concepts.__getitem__, lost)
        ]
        made = Termbase(self._concepts.values())
        made._concepts |= {concept.id: concept for concept in narrowed}
        made._live = [*narrowed, *own]
        made._site = self
        made._replaced = frozenset(lost)
        return made

    def find(self, text: str, locale: str) -> list[Match]:
        """Find the terms of a text in text order; the longest match wins over the whole termbase.

        Where two concepts claim the same words, both matches are given. Code, addresses of links and tags
        are not searched. In English and Spanish a term with a capital is found only with one.

        Raises:
            languages.UnknownLocale: no working locale is meant.
        """
        # The first reading of a long text teaches the index thousands of words.
        with many_values() if len(text) > _LONG else nullcontext():
            return longest(self.candidates(hide(text, no_prose(text)), locale, names_by_case=True))

    def check(self, source: str, target: str, *, source_locale: str, target_locale: str) -> list[Finding]:
        """Compare one unit with the glossary.

        Args:
            source: the unit's source text; several segments are separated by a blank line.
            target: its translation; an empty one has no findings.
            source_locale: BCP 47 tag of the source.
            target_locale: BCP 47 tag of the target.

        Returns:
            Findings in text order, those without a place in the target last.
        """
        return enforcement.check_unit(self, source, target, source_locale=source_locale, target_locale=target_locale)

    def check_edition(
        self, units: Sequence[tuple[str, str]], *, source_locale: str, target_locale: str
    ) -> list[list[Finding]]:
        """Find what only the whole edition can tell.

        Renderings that differ from the agreed one elsewhere, and first mentions without the original.

        Args:
            units: source and target of each unit, in text order.
            source_locale: BCP 47 tag of the source.
            target_locale: BCP 47 tag of the target.

        Returns:
            One list for each unit, without what `check` reports already.
        """
        return edition.check_edition(self, units, source_locale=source_locale, target_locale=target_locale)

    def entries(self, concept: str, locale: str) -> tuple[Entry, ...]:
        """Give the terms of one concept as a locale sees them, preferred ones first."""
        tag = _tag(locale)
        known = self._entries.get((concept, tag))
        if known is None:
            known = self._entries[concept, tag] = tuple(_seen_from(self._concepts[concept], tag))
        return known

    def candidates(self, text: str, locale: str, *, names_by_case: bool) -> list[Match]:
        """Find every term, also inside longer ones; word borders and capitals are respected.

        Args:
            text: the text.
            locale: BCP 47 tag.
            names_by_case: a term with a capital needs one in the text.
        """
        tag = _tag(locale)
        if tag in _NEIGHBOURS:
            found = list(self._chinese(text, tag, names_by_case=names_by_case))
        else:
            found = [
                Match(concept, term, status, start, end, raw, foreign)
                for start, end, (concept, term, status, foreign) in self._index(tag).hits(text)
                if is_written_alike(term, raw := text[start:end], names_by_case=names_by_case)
            ]
        if self._site is not None:
            shared = self._site.candidates(text, locale, names_by_case=names_by_case)
            found += [match for match in shared if match.concept not in self._replaced]
        return found

    def _chinese(self, text: str, tag: str, *, names_by_case: bool) -> Iterator[Match]:
        folded = fold_chinese(text)
        index = self._index(tag)
        for start, end, entry in index.hits(text):
            if isinstance(index, ChineseIndex) and self._judge(index).crossed(folded, start, end):
                continue
            if is_written_alike(entry.term, text[start:end], names_by_case=names_by_case):
                end += folded.startswith("们", end)
                yield Match(entry.concept, entry.term, entry.status, start, end, text[start:end], entry.foreign)

    def _index(self, tag: str) -> Index:
        # Two threads may build the same index; both build the same, and the later one is kept.
        index = self._indexes.get(tag)
        if index is None:
            near = _NEIGHBOURS.get(tag, (tag,))
            spelled = ((concept.id, text) for concept in self._live for text in concept.texts(near))
            entries = partial(self.entries, locale=tag)
            with many_values():
                if tag in _NEIGHBOURS:
                    index = ChineseIndex(spelled, entries)
                else:
                    index = SpacedIndex(spelled, entries, languages.parse(tag).language)
            self._indexes[tag] = index
        return index

    def _judge(self, index: ChineseIndex) -> Borders:
        # All Chinese locales share one judge: each index has the terms of all of them.
        if self._borders is None:
            self._borders = Borders(index.words)
        return self._borders


def _tag(locale: str) -> str:
    """Give the locale whose terms serve: regional tags that the termbase does not know use their base."""
    if locale in ("en", "es") or locale in _NEIGHBOURS:
        return locale
    tag = languages.parse(locale).tag
    return tag if tag in ("en", "es") or tag in _NEIGHBOURS else languages.base(tag)


def _seen_from(concept: Concept, tag: str) -> Iterator[Entry]:
    """Yield the terms of a concept as a locale sees them.

    Chinese shares admitted and forbidden terms between its scripts. The preferred term is the nearest one;
    that of another region is foreign here if it is another word, and no word is both right and forbidden.
    """
    if tag not in _NEIGHBOURS:
        yield from (Entry(concept.id, term, term.status) for term in concept.terms_in((tag,)))
        return
    here = concept.terms_in(_NEIGHBOURS[tag])
    terms = [term for near in _NEIGHBOURS[tag] for term in here if term.locale == near]
    if not terms:
        return
    home = next((term.locale for term in terms if term.status is Status.PREFERRED), "")
    seen: set[str] = set()
    ranked = sorted(terms, key=lambda term: (term.status is Status.FORBIDDEN, term.locale != home))
    own = {fold_chinese(term.text) for term in terms if term.locale == tag and term.status is Status.FORBIDDEN}
    for term in ranked:
        folded = fold_chinese(term.text)
        elsewhere = term.status is Status.PREFERRED and term.locale != home
        if folded in seen or (elsewhere and folded in own):
            continue
        seen.add(folded)
        yield Entry(concept.id, term, term.status, foreign=elsewhere and not _among_admitted(folded, terms))


def _among_admitted(folded: str, terms: Sequence[Term]) -> bool:
    return any(term.status is Status.ADMITTED and fold_chinese(term.text) == folded for term in terms)
