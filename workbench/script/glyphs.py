"""Tell a decision about a word from one about its glyph: 幹 or 乾 is the first, 裡 or 裏 the second.

Taiwan, Hong Kong and OpenCC's own standard write the same words with different glyphs. What somebody chose for a word
in one of them can serve the others, in their own glyphs. Method: the tables of regional variants that the dictionary
package has for both regions, character by character.

It fails where a region writes a character in one word and not in another: then the form that the conversion knows at
that very place goes before the table.
"""

from __future__ import annotations

from functools import cache

from workbench.script.choices import Choice
from workbench.script.converter import Conversion
from workbench.script.package import dictionary

_VARIANTS = {"zh-Hant-TW": "TWVariants.txt", "zh-Hant-HK": "HKVariants.txt"}


@cache
def folded(character: str) -> str:
    """One glyph for all that are the same character in Taiwan, in Hong Kong and in the standard."""
    for file in _VARIANTS.values():
        character = _standard(file).get(character, character)
    return character


@cache
def _standard(file: str) -> dict[str, str]:
    return {form: character for character, forms in dictionary(file).items() for form in forms}


def is_spelling(base: str, chosen: str) -> bool:
    """Tell whether `chosen` is another spelling of `base` (幹活 of 干活) and not another wording (工作)."""
    return len(base) == len(chosen) and all(map(_is_form_of, chosen, base))


def _is_form_of(form: str, character: str) -> bool:
    return form == character or not _spellings(character).isdisjoint((form, folded(form)))


@cache
def _spellings(character: str) -> frozenset[str]:
    """All that a character may be in Traditional text: 干, 幹, 乾 and 榦 for any of these."""
    given = {character, folded(character)}
    # A few simplified characters, such as 苧, are traditional ones of another word as well.
    simplified = given | {dictionary("TSCharacters.txt").get(form, (form,))[0] for form in given}
    forms = {form for one in simplified for form in (one, *dictionary("STCharacters.txt").get(one, ()))}
    return frozenset(forms.union(map(folded, forms)))


def in_own_glyphs(chosen: str, conversion: Conversion, start: int, *, target_tag: str) -> str | None:
    """Give the same word as `chosen`, a spelling of the base from `start` on, in the glyphs of another locale.

    Args:
        chosen: the spelling that somebody chose for another region.
        conversion: what the engine makes of the whole base text for this locale.
        start: where the word begins in the base.
        target_tag: this locale.

    Returns:
        The word as this locale prints it; None where a term of the glossary or a rule has decided the place here.
    """
    end = start + len(chosen)
    at_place: dict[int, Choice] = {}
    for choice in conversion.choices:
        low, high = choice.source_span
        if choice.rule == "term" and low < end and start < high:
            return None
        at_place[low] = choice
    low, high = conversion.target_span(start, end)
    if high - low != len(chosen):
        return None
    return "".join(
        _own_glyph(wanted, usual, at_place.get(at), target_tag)
        for at, (wanted, usual) in enumerate(zip(chosen, conversion.text[low:high], strict=True), start)
    )


def _own_glyph(wanted: str, usual: str, choice: Choice | None, target_tag: str) -> str:
    """The form of a character that this locale knows at its place; else the locale's glyph for it."""
    known = (usual, *(choice.alternatives if choice else ()))
    for form in known:
        if folded(form) == folded(wanted):
            return form
    table = dictionary(_VARIANTS[target_tag]) if target_tag in _VARIANTS else {}
    return table.get(folded(wanted), (folded(wanted),))[0]
