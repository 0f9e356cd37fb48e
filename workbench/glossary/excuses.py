"""What may stand for a term that a translation seems to lack, so that its absence is no error.

Only forms of a forbidden term accuse; everything that may stand for a missing one excuses: words of its family, a
name's last part, words copied from the source, another concept that the source's words mean as well.
"""

from __future__ import annotations

import re

from workbench.glossary import masks, renderings
from workbench.glossary.capitals import is_in_a_name
from workbench.glossary.cases import Case
from workbench.glossary.folding import has_han
from workbench.glossary.matches import Match

# Where a sentence begins, behind marks that open; what was said, and one word; a name that is a part of the subject.
_OPENS = re.compile(r"""(?:\A|\n|[.!?…。！？]["”’»」』)）]*)[\s"“‘«「『*_¿¡]*\Z""")
_SAID = re.compile(r"""["”’»]\s*[^\W\d_]+\s+\Z""")
_POSSESSIVE = re.compile(r"['’]s?\Z")
_GOES_ON = re.compile(r"""['’]|,?\s+(?:and|or|y|e|o)\b|[的和与與及跟同、]""")


def is_excused(case: Case) -> bool:
    """Whether the target has something that may stand for the concept, or the source does not surely mean it."""
    unit, terms = case.unit, case.right_terms
    if case.is_person(case.concept.id) and renderings.shortened(unit.target, terms, unit.language):
        return True
    if not case.is_name and renderings.related(unit.target, unit.tokens, terms, unit.language):
        return True
    if all(is_in_a_name(match, unit) for match in case.mentions):
        return True
    if not case.is_name and unit.is_mentioned_in_titles(case.concept.id):
        return True
    if _is_homonym(case):
        return True
    quoted = all(masks.inside((match.start, match.end), unit.quoted) for match in case.mentions)
    return quoted and not has_han(case.mentions[0].text)


def _is_homonym(case: Case) -> bool:
    """Whether the source's words also mean another concept, and the target renders that one."""
    spans = {(mention.start, mention.end) for mention in case.mentions}
    return any(
        concept != case.concept.id
        and spans <= {(mention.start, mention.end) for mention in mentions}
        and case.unit.renderings(concept)
        for concept, mentions in case.unit.mentions.items()
    )


def may_be_said_otherwise(case: Case) -> bool:
    """Whether a name that is missing may be said otherwise: by its noun (“la Red”), by a pronoun, or by the verb."""
    unit = case.unit
    if renderings.has_head(unit.target, case.right_terms, unit.language):
        return True
    if [concept for concept in unit.mentions if case.is_person(concept)] != [case.concept.id]:
        return False
    if any(case.is_person(match.concept) for match in unit.chosen):
        return False
    return renderings.has_pronoun(unit.target, unit.language) or _may_be_in_the_verb(case)


def _may_be_in_the_verb(case: Case) -> bool:
    """Whether the source has the person as a subject alone, which Spanish leaves out where it is known."""
    return case.unit.language == "es" and all(_is_subject(mention, case.unit.source) for mention in case.mentions)


def _is_subject(mention: Match, source: str) -> bool:
    """Whether a name surely is a subject: it opens a sentence, or follows what was said and one verb (“says”)."""
    before, behind = source[: mention.start], source[mention.end :]
    opens = _OPENS.search(before) or _SAID.search(before)
    return opens is not None and not _POSSESSIVE.search(mention.text) and not _GOES_ON.match(behind)
