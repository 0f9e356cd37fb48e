"""The termbase: find terms in a text, and compare a translation with what the glossary says.

A `Termbase` is made once and never changes; every method may be called from several threads. The index of a
locale is built when that locale is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from workbench import languages
from workbench.findings import Finding
from workbench.glossary import edition, enforcement
from workbench.glossary.borders import Borders
from workbench.glossary.concepts import Concept, Life, Status, Term
from workbench.glossary.folding import fold_chinese
from workbench.glossary.index import Entry, Index
from workbench.glossary.masks import hide, no_prose
from workbench.glossary.matches import Match, longest
from workbench.glossary.table import decode_csv, read_csv
from workbench.glossary.tokens import Token, tokenise

# Where to look for the terms of a Chinese locale, nearest first.
_NEIGHBOURS = {
    "zh-Hans": ("zh-Hans", "zh-Hant", "zh-Hant-TW", "zh-Hant-HK"),
    "zh-Hant": ("zh-Hant", "zh-Hant-TW", "zh-Hant-HK", "zh-Hans"),
    "zh-Hant-TW": ("zh-Hant-TW", "zh-Hant", "zh-Hant-HK", "zh-Hans"),
    "zh-Hant-HK": ("zh-Hant-HK", "zh-Hant", "zh-Hant-TW", "zh-Hans"),
}


class Termbase:
    """Concepts with their terms, ready to be found in texts and to check translations."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        """Take the concepts; of two with one id the later one counts, `lint` tells of them."""
        self._concepts = {concept.id: concept for concept in concepts}
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
        """The concepts by their ids."""
        return MappingProxyType(self._concepts)

    def find(self, text: str, locale: str) -> list[Match]:
        """Find the terms of a text in text order; the longest match wins over the whole termbase.

        Where two concepts claim the same words, both matches are given. Code, addresses of links and tags
        are not searched. In English and Spanish a term with a capital is found only with one.

        Raises:
            languages.UnknownLocale: no working locale is meant.
        """
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
        """Find what only the whole edition can tell: renderings that differ from the agreed one elsewhere.

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
        language = languages.parse(tag).language
        tokens = tokenise(text, language)
        folded = fold_chinese(text) if language == "zh" else text
        found = []
        for first, after, entry in self._index(tag, language).hits(tokens):
            start, end = tokens[first].start, tokens[after - 1].end
            if language == "zh":
                if self._judge().crossed(folded, start, end):
                    continue
                end += folded.startswith("们", end)
            if _written_alike(entry.term, text, tokens[first:after], names_by_case=names_by_case):
                found.append(Match(entry.concept, entry.term, entry.status, start, end, text[start:end], entry.foreign))
        return found

    def _index(self, tag: str, language: str) -> Index:
        # Two threads may build the same index; both build the same, and the later one is kept.
        index = self._indexes.get(tag)
        if index is None:
            live = (concept for concept in self._concepts.values() if concept.state is not Life.RETIRED)
            index = Index([entry for concept in live for entry in _seen_from(concept, tag)], language)
            self._indexes[tag] = index
        return index

    def _judge(self) -> Borders:
        if self._borders is None:
            self._borders = Borders(
                term.text for concept in self._concepts.values() for term in concept.terms if term.locale[:2] == "zh"
            )
        return self._borders


def _tag(locale: str) -> str:
    """Give the locale whose terms serve: regional tags that the termbase does not know use their base."""
    tag = languages.parse(locale).tag
    return tag if tag in ("en", "es") or tag in _NEIGHBOURS else languages.base(tag)


def _seen_from(concept: Concept, tag: str) -> Iterator[Entry]:
    """Yield the terms of a concept as a locale sees them.

    Chinese shares admitted and forbidden terms between its scripts. The preferred term is the nearest one;
    that of another region is foreign here if it is another word, and no word is both right and forbidden.
    """
    if tag not in _NEIGHBOURS:
        yield from (Entry(concept.id, term, term.status) for term in concept.terms if term.locale == tag)
        return
    terms = [term for near in _NEIGHBOURS[tag] for term in concept.terms if term.locale == near]
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


def _written_alike(term: Term, text: str, tokens: Sequence[Token], *, names_by_case: bool) -> bool:
    """Whether capitals and form agree as far as the term asks for it.

    An acronym needs its capitals: “WHO” is not “who”. A term with a capital is a name, and “my life” in the
    middle of a sentence is not the book My Life.
    """
    raw = text[tokens[0].start : tokens[-1].end]
    if term.exact or term.case_sensitive:
        one, other = raw.replace("’", "'"), term.text.replace("’", "'")
        return one == other if term.case_sensitive else one.casefold() == other.casefold()
    if term.text.islower():
        return True
    words = [text[token.start : token.end] for token in tokens]
    for word in _words(term.text):
        if (
            len(word) > 1
            and word.isalpha()
            and word.isupper()
            and not any(_same_acronym(word, other) for other in words)
        ):
            return False
    if names_by_case and term.text[0].isupper():
        return any(word[0].isupper() for word in words)
    return True


def _words(text: str) -> list[str]:
    return [part for part in text.replace("-", " ").split() if part.isascii()]


def _same_acronym(acronym: str, word: str) -> bool:
    return word.startswith(acronym)
