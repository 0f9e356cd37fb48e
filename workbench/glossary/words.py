"""Give the keys under which forms of one word meet: number, possessive and gender in English and Spanish.

Rules give the first key of every word; they are total and fast, so that terms need no dictionary. A lemma
from simplemma (Barbaresi 2021) adds a second key for words of a text, which finds feminine and irregular
forms. The rules also join a few words that are no forms of each other (`clase` and `clas`); such pairs do
not occur side by side in prose. simplemma has known errors (`wives` → `wive`), and they only add keys.

`stem` goes further and joins words of one family (`maoísmo`, `maoístas`). It may excuse a translation,
never accuse it: a stem is no form of the term.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from workbench.glossary.folding import fold_word, without_accents

_CACHED_WORDS = 1 << 16

_IRREGULAR = {
    "children": "child", "men": "man", "women": "woman", "feet": "foot", "teeth": "tooth", "geese": "goose",
    "mice": "mouse", "oxen": "ox", "wolves": "wolf", "leaves": "leaf", "lives": "life", "wives": "wife",
    "knives": "knife", "halves": "half", "selves": "self", "shelves": "shelf", "thieves": "thief",
    "loaves": "loaf", "calves": "calf", "bourgeoisies": "bourgeoisie", "crises": "crisis", "theses": "thesis",
    "analyses": "analysis", "syntheses": "synthesis", "phenomena": "phenomenon", "criteria": "criterion",
}  # fmt: skip

# Words that Spanish orthography lets one write with and without an accent (RAE, Ortografía, 2010).
_TWO_SPELLINGS = {
    "período": "periodo", "guión": "guion", "sólo": "solo", "olimpíada": "olimpiada", "reúma": "reuma",
    "océano": "oceano", "cardíaco": "cardiaco", "policíaco": "policiaco", "austríaco": "austriaco",
    "video": "vídeo", "chofer": "chófer", "futbol": "fútbol", "icono": "ícono",
}  # fmt: skip

_CONTRACTED = {"del": ("del", "el", "de"), "al": ("al", "el", "a")}

_STEM_ENDINGS = {
    "es": re.compile(
        r"(?:istamente|amente|mente|ísticas?|ísticos?|ismos?|istas?|aciones|ación|iones|ión|idades|idad|ales|al|"
        r"arios?|arias?|ivos?|ivas?|icos?|icas?|adores|adoras?|ador|os|as|es|o|a|e|s)$"
    ),
    "en": re.compile(
        r"(?:istically|istic|isms?|ists?|ations?|ions?|izing|ized|ize|ities|ity|ally|al|ing|ed|es|s|e|y)$"
    ),
}
_SHORTEST_STEM = 4


def word_keys(word: str, language: str) -> tuple[str, ...]:
    """Give the keys of a word of a text, the rule's key first.

    Two words are forms of each other when the first key of one is among the keys of the other.

    Args:
        word: one word as it stands in the text, without hyphens.
        language: `en`, `es`, or anything else for text without inflection.
    """
    folded = fold_word(word)
    if language == "es":
        if folded in _CONTRACTED:
            return _CONTRACTED[folded]
        keys = _spanish_keys(folded)
    elif language == "en":
        keys = _english_keys(folded)
    else:
        return (folded,)
    return keys if len(keys) == 1 else tuple(dict.fromkeys(keys))


def _english_keys(folded: str) -> tuple[str, ...]:
    """Add the lemma. That of a participle is a verb, which is no form of a noun: `striking` is none of `strike`."""
    key = _english(folded)
    lemma = None if folded.endswith(("ing", "ed")) else _lemma(folded, "en")
    return (key,) if lemma is None else (key, _english(lemma))


def _spanish_keys(folded: str) -> tuple[str, ...]:
    """Add the lemma and the other gender; a gender is added by rule only where the dictionary does not object."""
    key = _spanish(folded)
    lemma = _lemma(folded, "es")
    keys = (key,) if lemma is None else (key, _spanish(lemma))
    if key.endswith("a") and lemma is None and len(key) > 3:
        return (*keys, key[:-1] if key.endswith("ora") else f"{key[:-1]}o")
    feminine = f"{key[:-1]}a" if key.endswith("o") else f"{key}a" if key.endswith("or") else ""
    return (*keys, feminine) if feminine and _lemma(feminine, "es") == key else keys


def term_key(word: str, language: str) -> str:
    """Give the one key of a word of a term; needs no dictionary, so that large termbases load fast."""
    folded = fold_word(word)
    if language == "es":
        return folded if folded in _CONTRACTED else _spanish(folded)
    return _english(folded) if language == "en" else folded


@lru_cache(maxsize=_CACHED_WORDS)
def stem(word: str, language: str) -> str:
    """Give what a word shares with its family: `maoísmo`, `maoístas` → `mao`; at least four letters if it had them."""
    folded = fold_word(word)
    ending = _STEM_ENDINGS.get(language)
    if ending is None:
        return folded
    folded = _IRREGULAR.get(folded, folded) if language == "en" else folded
    found = ending.search(folded)
    if found and found.start() >= _SHORTEST_STEM - 1:
        folded = folded[: found.start()]
    return without_accents(folded)


def is_plural(word: str, language: str) -> bool:
    """Whether a noun looks like a plural; acronyms, which Spanish leaves unchanged, do not."""
    folded = fold_word(word)
    return word[:2] != word[:2].upper() and folded.endswith("s") and term_key(word, language) != folded


def pluralise(word: str, language: str) -> str:
    """Give the plural of a regular noun or adjective; an acronym stays as it is in Spanish."""
    if is_plural(word, language):
        return word
    if word.isupper():
        return word if language == "es" else f"{word}s"
    if language == "es":
        return _spanish_plural(word)
    if re.search(r"[^aeiou]y$", word):
        return f"{word[:-1]}ies"
    return f"{word}es" if re.search(r"(?:s|x|z|ch|sh)$", word) else f"{word}s"


def _spanish_plural(word: str) -> str:
    if word.endswith("z"):
        return f"{word[:-1]}ces"
    if re.search(r"[áéíóú][ns]$", word):
        return f"{word[:-2]}{without_accents(word[-2])}{word[-1]}es"
    if word[-1] in "aeioué":
        return f"{word}s"
    return word if word.endswith(("s", "x")) else f"{word}es"


def _english(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    last = word[-1:]
    if last not in "sne" or len(word) <= 3:
        return word
    if last == "n":
        return f"{word[:-3]}man" if word.endswith("men") else word
    if last == "s":
        if word.endswith(("sses", "shes", "ches", "xes", "zes")):
            return word[:-2]
        if word[-2] not in "sui":
            word = word[:-1]
    if len(word) > 4 and word.endswith("ie"):
        return f"{word[:-2]}y"
    return word[:-1] if word.endswith("oe") else word


def _spanish(word: str) -> str:
    """Take off the plural, and with it what the plural changes: a final e, z → c, the accent of the last syllable."""
    word = _TWO_SPELLINGS.get(word, word)
    last = word[-1:]
    if last not in "senz" or len(word) <= 3:
        return word
    plural = last == "s" and word[-2] not in "áéíóú"
    if plural:
        word = word[:-1]
    if word.endswith("e"):
        word = word[:-1]
        if plural and re.search(r"[áéíóú][^aeiou]+[aeio]n$", word):  # jóvenes, imágenes, crímenes
            return without_accents(word)
    if word.endswith("z"):
        return f"{word[:-1]}c"
    if word[-1:] in ("n", "s") and word[-2:-1] in ("á", "é", "í", "ó", "ú"):
        return f"{word[:-2]}{without_accents(word[-2:])}"
    return word


def _lemma(word: str, language: str) -> str | None:
    """Give what the dictionary has for a word; its guesses for unknown words cost much and add wrong keys."""
    lemma = _dictionary(language).get(word)
    return lemma.casefold() if lemma is not None else None


@cache
def _dictionary(language: str) -> Mapping[str, str]:
    # Imported on first use: it takes a second, and a command that reads no prose needs none of it.
    from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

    dictionary: Mapping[str, str] = DefaultDictionaryFactory().get_dictionary(language)
    return dictionary
