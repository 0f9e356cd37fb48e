"""Text that was left in the source language.

Between Chinese and the others the script tells; between English and Spanish the commonest function words
do. Names, titles, numbers and short formulas may well be the same in two languages, so a text has to hold
several lower-case words, or as many Chinese characters, before it is taken for untranslated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.checks.pair import CODE_SIGN, Pair
from workbench.findings import N_, Finding, Severity
from workbench.text.characters import HAN
from workbench.text.segments import Kind

_SAME = N_("This is the source text, not a translation.")
_PASSAGE = N_("This passage is still in the language of the source.")
_EMPTY = N_("Nothing is translated here yet.")

_HAN = re.compile(f"[{HAN}]")
_HAN_RUN = re.compile(f"[{HAN}][{HAN}，。；：、？！“”‘’「」『』《》（）…—]*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LATIN_RUN = re.compile(f"[^\\W\\d_{HAN}][^{HAN}，。；：、？！《》（）「」『』“”\n{CODE_SIGN}]*")
_SENTENCE = re.compile(r"[^.!?…\n«»“”\"]+")
_OPENING_QUOTES = ("«", "“", '"')
# The commonest words of each language that the other does not have.
_COMMON = {
    "en": "the of and to in is was that it for with as his her he she they not are were be by this have from had on"
    " at which or an but their you we been has its who when will would there if",
    "es": "el la los las de que y en un una por con para su se lo al del es como más pero sus le ya o fue ha son"
    " está no si sin sobre este también hasta hay donde quien desde todo nos",
}
_FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _COMMON.items()}
# Shorter stretches are names, titles, quotations or terms that a translator left standing on purpose.
_LEAST_WORDS = 6
_LEAST_HAN = 12
_LEAST_FUNCTION_WORDS = 2
_LEAST_SHARE = 0.2


class Untranslated:
    """The target, or a sentence of it, is still in the source's language."""

    id = "untranslated"
    severity = Severity.WARNING
    description = N_("Untranslated text: the target is empty, equals the source, or keeps whole passages of it.")

    def run(self, pair: Pair) -> Iterator[Finding]:
        """Compare wording, script and function words of both sides."""
        if pair.source_locale.language == pair.target_locale.language or pair.kind is Kind.CODE or not pair.source:
            return
        if not pair.target.strip():
            yield Finding(self.id, Severity.ERROR, _EMPTY)
            return
        text = pair.seen.text
        if text.strip() == pair.said.text.strip():
            if _is_prose(text, pair.source_locale.language):
                yield Finding(self.id, self.severity, _SAME, span=(0, len(pair.target)))
            return
        for start, end in _passages(text, pair):
            stored = pair.seen.span(start, end)
            yield Finding(self.id, self.severity, _PASSAGE, span=stored, found=pair.target[stored[0] : stored[1]])


def _is_prose(text: str, language: str) -> bool:
    """Tell a text from a name or a number: it has Chinese characters, or a few words in lower case."""
    if language == "zh":
        return len(_HAN.findall(text)) > 1
    words = _WORD.findall(text)
    return sum(word.islower() for word in words) >= min(3, len(words)) and len(words) > 1


def _passages(text: str, pair: Pair) -> Iterator[tuple[int, int]]:
    """Find stretches of the source's language in the target."""
    source, target = pair.source_locale.language, pair.target_locale.language
    if source == "zh":
        if _HAN.search(text):
            said = pair.said.text
            for run in _HAN_RUN.finditer(text):
                if len(run.group()) >= _LEAST_HAN and run.group().rstrip("，。；：、？！…—") in said:
                    yield run.span()
        return
    if target != "zh" and len(_FUNCTION_WORDS[source].intersection(text.lower().split())) < _LEAST_FUNCTION_WORDS:
        return
    runs = _LATIN_RUN if target == "zh" else _SENTENCE
    for run in runs.finditer(text):
        # What stands between quotation marks is quoted in its own language.
        quoted = text[: run.start()].endswith(_OPENING_QUOTES)
        if not quoted and len(run.group()) > _LEAST_WORDS * 3 and _is_in(run.group(), source, target):
            yield run.span()


def _is_in(passage: str, language: str, other: str) -> bool:
    """Tell whether a passage is in `language`, by its function words, and not in `other`."""
    words = [word.lower() for word in _WORD.findall(passage)]
    if len(words) < _LEAST_WORDS:
        return False
    own = sum(word in _FUNCTION_WORDS[language] for word in words)
    foreign = sum(word in _FUNCTION_WORDS.get(other, ()) for word in words)
    return own >= _LEAST_SHARE * len(words) and own > 2 * foreign
