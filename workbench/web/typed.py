"""What a person typed into a form that was refused, each text with the words that stand before its field.

A page without scripts cannot give every form back as it was: what was typed is shown with the refusal, to be copied. So
each field that takes words is named here with its form; a test compares this list with the templates. Passwords are
never shown again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from workbench import languages
from workbench.findings import N_
from workbench.web import i18n

_CONCEPT = {
    "definition": N_("Definition, in English"),
    "note": N_("Advice for translators"),
    "domain": N_("Subject"),
    "id": N_("Short id"),
    "reason": N_("Reason"),
}
_TEXT = {"text": N_("The text")}
_TRANSLATION = {"target": N_("Translation")}
_WHY_RIGHT = {"reason": N_("Why is it right here?")}

# The fields of each form that take words, by its endpoint, in the order in which they stand there.
FORMS: Mapping[str, Mapping[str, str]] = {
    "account.do_join": {"name": N_("Name")},
    "account.do_sign_in": {"name": N_("Name")},
    "alignment.edit": {"reason": N_("Reason"), "text": N_("The text")},
    "arrivals.keep": {
        "title": N_("Title"),
        "author": N_("Author"),
        "origin": N_("Where it was published"),
        "rights": N_("Rights"),
        "date": N_("Date"),
        "slug": N_("Address in this workbench"),
    },
    "desk.comment": {"text": N_("Your comment")},
    "desk.save": _TRANSLATION,
    "desk.step": {"reason": N_("Why has it no translation?")},
    "desk.waive": _WHY_RIGHT,
    "exports.imprint": {
        "author": N_("Author, as readers of this language write the name"),
        "translators": N_("Translators, as they want to be named"),
        "editors": N_("Editors, as they want to be named"),
        "rights": N_("Rights of the translation"),
        "address": N_("Where this translation is published"),
        "note": N_("Translators’ note"),
    },
    "glossary.add": _CONCEPT,
    "glossary.comment": {"text": N_("Your comment")},
    "glossary.edit": _CONCEPT,
    "glossary.import_table": {"table": N_("The table"), "reason": N_("Why you change it")},
    "glossary.leave": _WHY_RIGHT,
    "glossary.propose": {"source": N_("Source text"), "target": N_("Translation"), "reason": N_("Why it is needed")},
    "glossary.remove": {"reason": N_("Why should it go?")},
    "glossary.send_back": {"reason": N_("What should be changed?")},
    "glossary.settle": {"reason": N_("Reason")},
    "library.bring_in": _TEXT,
    "library.bring_translation": _TEXT,
    "library.revise": _TEXT,
    "people.invite": {"note": N_("Note for yourself")},
    "review.fix": {"target": N_("The text as it should be")},
    "review.send_back": {"reason": N_("Return with a ready reason"), "words": N_("In your words")},
    "review.waive": _WHY_RIGHT,
    "scripts.keep_rule": {
        "words": N_("These words of the base"),
        "chosen": N_("are always this in the variant"),
        "reason": N_("Reason"),
    },
    "scripts.step": {"text": N_("The passage in this variant")},
}
# Of a form that is not named, which holds no field that takes words: what a step carries along.
_CARRIED = {
    "target": N_("Translation"),
    "text": N_("The text"),
    "reason": N_("Reason"),
    "words": N_("In your words"),
}
# The form of a concept has rows, which are numbered.
ROWS: Mapping[str, Mapping[str, str]] = {
    "term": {
        "text": N_("Term"),
        "part_of_speech": N_("Part of speech"),
        "gender": N_("Gender"),
        "note": N_("How it is used"),
        "forms": N_("Unusual forms, separated by commas"),
    },
    "relation": {"concept": N_("Id of the other concept")},
}
_ROW = re.compile(r"(term|relation)-\d{1,4}-(\w+)")
_HAVE_ROWS = ("glossary.add", "glossary.edit")
# Fields whose language the form says.
_IN_LOCALE = ("source", "target")
_LINE = 80  # characters


@dataclass(frozen=True)
class Typed:
    """One text of a form.

    Attributes:
        label: what stands before its field, in the reader's language.
        text: as it was sent.
        locale: BCP 47 tag of its language, if the form says it.
    """

    label: str
    text: str
    locale: str = ""

    @property
    def is_long(self) -> bool:
        """Whether it needs more than a line."""
        return "\n" in self.text or len(self.text) > _LINE


def in_this_form() -> tuple[Typed, ...]:
    """All words that the form of this request holds; none for a request without one."""
    return tuple(_typed())


def _typed() -> Iterator[Typed]:
    endpoint = request.endpoint or ""
    known = FORMS.get(endpoint, _CARRIED)
    for name, text in request.form.items(multi=True):
        if not text.strip():
            continue
        row = _ROW.fullmatch(name) if endpoint in _HAVE_ROWS else None
        if name in known:
            locale = _locale(f"{name}_locale") if name in _IN_LOCALE else ""
            yield Typed(i18n.locale_name(locale) if locale else _(known[name]), text, locale)
        elif row and row[2] in ROWS[row[1]]:
            yield Typed(_(ROWS[row[1]][row[2]]), text, _locale(name.removesuffix(row[2]) + "locale"))


def _locale(field: str) -> str:
    tag = request.form.get(field, "")
    return tag if tag in languages.LOCALES else ""
