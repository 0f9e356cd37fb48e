"""Judge the words of a translation next to the terms of one concept: excuse them, or find a near miss.

`related` excuses: words of the term's family stand in the text, so a translator has rendered the concept in
another part of speech. `near` suspects: words differ from a term by a letter, a character or one word. Both
are for the terms of concepts that the source mentions, and neither is proof.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence, Set

from workbench.glossary.concepts import Term
from workbench.glossary.folding import HAN, fold_chinese, has_han
from workbench.glossary.masks import Span
from workbench.glossary.matches import Match
from workbench.glossary.tokens import Token
from workbench.glossary.words import is_plural, pluralise, stem

# Words that carry no meaning of their own in a term.
_PREPOSITIONS = frozenset(
    ["de", "del", "a", "al", "en", "con", "por", "para", "contra", "sin", "of", "in", "on", "for", "to"]
)
FUNCTION_WORDS = _PREPOSITIONS | {
    "la", "las", "los", "el", "lo", "y", "e", "o", "u", "un", "una", "the", "an", "and", "or", "with", "'s",
}  # fmt: skip
_PRONOUNS = {
    "zh": re.compile("[他她](?![们們])"),
    "es": re.compile(r"(?<!\w)(?:él|ella)(?!\w)", re.IGNORECASE),
    "en": re.compile(r"(?<!\w)(?:s?he|him|his|hers?)(?!\w)", re.IGNORECASE),
}
# What may stand between the words of a near miss though it does not in the term.
_LINKS = frozenset(["de", "del", "a", "al", "en", "la", "las", "los", "el", "of", "the", "'s"])
_FAMILY_GAP = 3
_LONG_WORD = 8
_word = re.compile(r"[^\W_]+")
_chinese_name = re.compile(rf"[{HAN}·]+")


def related(text: str, tokens: Sequence[Token], terms: Iterable[Term], language: str) -> bool:
    """Whether words of a term's family stand in the text in the term's order, close together."""
    if language == "zh":
        return any(_short_name(term.text, text) for term in terms)
    stems = [stem(text[token.start : token.end], language) for token in tokens]
    return any(_in_order(_content_stems(term.text, language), stems) for term in terms)


def shortened(text: str, terms: Iterable[Term], language: str) -> bool:
    """Whether a part of a person's name stands in the text, as names are given after their first mention."""
    if language == "zh":
        folded = fold_chinese(text)
        return any(_given_name(fold_chinese(term.text)) in folded for term in terms)
    words = set(_word.findall(text))
    return any(part in words for term in terms for part in _word.findall(term.text) if part[0].isupper())


def has_pronoun(text: str, language: str) -> bool:
    """Whether a text has a pronoun that may stand for one person; those that Spanish leaves out, it cannot know."""
    pronoun = _PRONOUNS.get(language)
    return bool(pronoun and pronoun.search(text))


def has_head(text: str, terms: Iterable[Term], language: str) -> bool:
    """Whether the noun of a name stands in the text with its capital: “la Red”, “the Network”."""
    words = set(_word.findall(text)) if language != "zh" else set()
    names = ([word for word in _word.findall(term.text) if _is_content(word)] for term in terms)
    heads = (name[0] if language == "es" else name[-1] for name in names if len(name) > 1)
    return any(head[0].isupper() and head in words for head in heads)


def near(
    text: str, tokens: Sequence[Token], term: Term, language: str, *, taken: Sequence[Span], letters_only: bool
) -> Span | None:
    """Find the place of a near miss of a term that overlaps no taken span, or None.

    Chinese terms and single words may differ by one character, or two in long ones; without `letters_only` one
    word of a term of several words may be another, or its words may stand in another order or derivation.
    """
    if language == "zh":
        spans = _near_chinese(text, term.text, letters_only=letters_only)
    else:
        spans = _near_words(text, tokens, term.text, language, letters_only=letters_only)
    return next((span for span in spans if all(span[1] <= start or end <= span[0] for start, end in taken)), None)


def is_loose(match: Match) -> bool:
    """Whether a 的 stands between the parts of a Chinese term that the glossary has without: 国家的资本主义."""
    return "的" in match.text and not any("的" in text for text in (match.term.text, *match.term.forms))


def is_reordered(found: str, terms: Iterable[Term], language: str) -> bool:
    """Whether a text has the very words of a term in another order: “children left behind”."""
    stems = sorted(_content_stems(found, language))
    return language != "zh" and any(stems == sorted(_content_stems(term.text, language)) for term in terms)


def fitting(found: str, term: Term, others: Iterable[Term], language: str, *, like: str = "") -> str:
    """Give the form of a term that fits in the place of what was found: plural for plural, capital for capital.

    A form that the glossary lists is taken before one made by rule.

    Args:
        found: what stands in the place, or the mention in the source where nothing does.
        term: the term to be put there.
        others: the further right terms of the concept.
        language: language of the term.
        like: language of `found` where it is another one; the plural then counts, and the capital does not.
    """
    if language == "zh" or term.as_written:
        return term.text
    fitted = term.text
    if like != "zh" and _has_plural_head(found, like or language) and not _has_plural_head(fitted, language):
        fitted = _plural_of(term.text, language)
        listed = [
            text
            for text in (*term.forms, *(other.text for other in others))
            if _content_stems(text, language) == _content_stems(fitted, language)
        ]
        if fitted not in listed:
            fitted = next((text for text in listed if _has_plural_head(text, language)), fitted)
    words = _word.findall(found)
    if not like and found[:1].isupper() and words and not words[0][1:].isupper():
        fitted = fitted[:1].upper() + fitted[1:]
    return fitted


def _in_order(wanted: Sequence[str], stems: Sequence[str]) -> bool:
    if not wanted:
        return False
    for first, found in enumerate(stems):
        if found != wanted[0]:
            continue
        at = first
        for piece in wanted[1:]:
            following = stems[at + 1 : at + 2 + _FAMILY_GAP]
            if piece not in following:
                break
            at += 1 + following.index(piece)
        else:
            return True
    return False


def _content_stems(text: str, language: str) -> list[str]:
    return [stem(word, language) for word in _word.findall(text) if word.casefold() not in FUNCTION_WORDS]


def _short_name(term: str, text: str) -> bool:
    """Whether the last part of a name with middle dots stands alone in the text."""
    parts = fold_chinese(term).split("·")
    return len(parts) > 1 and len(parts[-1]) > 1 and parts[-1] in fold_chinese(text)


def _given_name(name: str) -> str:
    return name.split("·")[-1] if "·" in name else name[-2:] if len(name) == 3 else name


def _near_chinese(text: str, term: str, *, letters_only: bool) -> Iterator[Span]:
    """Yield windows that keep one half of the term and differ by one character, or two if a long one is missed."""
    folded, wanted = fold_chinese(text), fold_chinese(term)
    size = len(wanted)
    if size < 3 or not has_han(term):
        return
    limit = 1 if size < 5 or letters_only else 2
    slack = 0 if size < 4 else 1
    half = size // 2
    starts = set(_places(folded, wanted[:half]))
    starts |= {at - half + shift for at in _places(folded, wanted[half:]) for shift in range(-slack, slack + 1)}
    windows = [
        (_distance(folded[start : start + length], wanted), start, start + length)
        for start in starts
        for length in range(size - slack, size + slack + 1)
        if start >= 0 and start + length <= len(text)
    ]
    for distance, start, end in sorted(windows):
        if 0 < distance <= limit and _chinese_name.fullmatch(folded, start, end):
            yield start, end


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _near_words(text: str, tokens: Sequence[Token], term: str, language: str, *, letters_only: bool) -> Iterator[Span]:
    wanted = [word for word in _word.findall(term) if word.casefold() not in FUNCTION_WORDS]
    content = [token for token in tokens if _is_content(text[token.start : token.end])]
    stems = [stem(text[token.start : token.end], language) for token in content]
    wanted_stems = [stem(word, language) for word in wanted]
    size, family, links = len(wanted), sorted(wanted_stems), _LINKS | set(term.casefold().split())
    for at in range(len(content) - size + 1):
        near_stems = stems[at : at + size]
        differing = [place for place in range(size) if near_stems[place] != wanted_stems[place]]
        turned = not letters_only and size > 1 and sorted(near_stems) == family
        window = content[at : at + size]
        # Most windows stop here: to look at what stands between their words costs more than their stems.
        if not (turned or len(differing) == 1) or (size > 1 and not _joined(text, window, links)):
            continue
        words = [text[token.start : token.end] for token in window]
        if turned or _is_near_miss(words, wanted, differing[0], language, letters_only=letters_only):
            yield window[0].start, window[-1].end


def _is_near_miss(
    words: Sequence[str], wanted: Sequence[str], place: int, language: str, *, letters_only: bool
) -> bool:
    if _mistyped(words[place], wanted[place]):
        return True
    return not letters_only and _resembles(words, wanted, words[place], language)


def _distance(one: str, other: str) -> int:
    # Imported on first use: it takes longer to load than the rest of the room.
    from rapidfuzz.distance import Levenshtein

    return Levenshtein.distance(one, other)


def _mistyped(word: str, other: str) -> bool:
    limit = 2 if len(other) >= _LONG_WORD else 1
    word, other = word.casefold(), other.casefold()
    # The difference of two lengths is never more than their distance, and costs nothing.
    return len(other) >= 4 and abs(len(word) - len(other)) <= limit and _distance(word, other) <= limit


def _resembles(words: Sequence[str], wanted: Sequence[str], changed: str, language: str) -> bool:
    """Whether a phrase with one word changed is more than an ordinary phrase: long, a name, or with the same head."""
    if len(wanted) < 2:
        return False
    head = words[0] if language == "es" else words[-1]
    capitals = all(word[0].isupper() for word in words)
    if len(wanted) == 2 and all(word[0].isupper() for word in wanted):
        return capitals
    return len(wanted) > 2 or changed != head or capitals


def _is_content(word: str) -> bool:
    return word[0].isalpha() and word.casefold() not in FUNCTION_WORDS


def _joined(text: str, window: Sequence[Token], links: Set[str]) -> bool:
    """Whether only spaces, hyphens and linking words stand between the words of a window."""
    between = (text[one.end : other.start] for one, other in itertools.pairwise(window))
    return all(set(gap.casefold().replace("-", " ").split()) <= links for gap in between)


def _has_plural_head(text: str, language: str) -> bool:
    """Whether the words that carry the number are plural: all before a preposition in Spanish, the last in English."""
    words = _word.findall(text)
    heads = words[: _until_preposition(words)]
    return any(is_plural(word, language) for word in (heads if language == "es" else heads[-1:]))


def _until_preposition(words: Sequence[str]) -> int:
    return max(1, next((at for at, word in enumerate(words) if word.casefold() in _PREPOSITIONS), len(words)))


def _plural_of(text: str, language: str) -> str:
    words = text.split(" ")
    until = _until_preposition(words)
    changed = range(until) if language == "es" else range(until - 1, until)
    # A name in the middle of a term has no plural: casos Jasic.
    return " ".join(
        pluralise(word, language) if at in changed and not (at and word[0].isupper()) else word
        for at, word in enumerate(words)
    )


def same_family(one: str, other: str, language: str) -> bool:
    """Whether two terms are forms or derivations of the same words, or one Chinese term holds the other."""
    if language == "zh":
        return one in other or other in one
    return _content_stems(one, language) == _content_stems(other, language)
