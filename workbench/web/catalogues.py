"""Gather the sentences of the interface and keep its four catalogues up to date: `make catalogues`.

Method: Babel's extraction from Python modules and Jinja templates, and its merge with what was translated before.
A catalogue holds no dates, no line numbers and no wrapped lines: a change of code that changes no sentence changes no
catalogue. Sentences that are put together at run time are not found; write whole sentences with named places. With
`--differences` it writes nothing, and lists where Traditional Chinese says another thing than a conversion would.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from workbench.script import Converter
from workbench.web.i18n import CATALOGUES, FOLDER

PACKAGE = Path(__file__).parents[1]
METHODS = [("store/migrations/**", "ignore"), ("**.py", "python"), ("**/templates/**.html", "jinja2")]
# An error in a template is said, not passed over with all its sentences.
OPTIONS = {"**/templates/**.html": {"silent": "false"}}
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None, "lazy_gettext": None}
# A comment above a sentence that begins so is shown to its translator.
COMMENT_TAG = "Translators:"
HEADER = r"""msgid ""
msgstr ""
"Project-Id-Version: Translation Workbench\n"
"Language: {language}\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: {plural_forms}\n"

"""


@dataclass(frozen=True)
class Difference:
    """A sentence of the interface that Traditional Chinese says otherwise than a conversion would."""

    sentence: str
    converted: str
    written: str


def path(tag: str) -> Path:
    """The file of an interface language."""
    return FOLDER / CATALOGUES[tag] / "LC_MESSAGES" / "messages.po"


def extract() -> Catalog:
    """Gather all sentences that the code and the templates mark, by file and in their order there."""
    template = Catalog()
    found = extract_from_dir(
        PACKAGE, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=(COMMENT_TAG,), strip_comment_tags=True
    )
    for file, line, message, comments, context in found:
        place = (f"{PACKAGE.name}/{Path(file).as_posix()}", line)
        template.add(message, locations=[place], auto_comments=comments, context=context)
    return template


def read(tag: str) -> Catalog:
    """The catalogue as it stands; an empty one where there is none yet."""
    name = CATALOGUES[tag]
    if not path(tag).is_file():
        return Catalog(locale=name)
    with path(tag).open("rb") as file:
        catalog = read_po(file, locale=name)
    for message in catalog:
        # Babel writes what a fuzzy sentence was before, and reads it as a comment of the translator.
        message.user_comments = [line for line in message.user_comments if not line.startswith("|")]
    return catalog


def merge(tag: str, template: Catalog) -> bytes:
    """The catalogue as it should stand, as a PO file.

    A new sentence that resembles an old one takes its translation, marked fuzzy, until somebody has looked at it;
    English needs no translator.
    """
    catalog = read(tag)
    # Babel takes the messages themselves over, not copies of them: each language needs its own.
    catalog.update(deepcopy(template))
    for message in catalog:
        if tag == "en":
            message.string = message.id
        if tag == "en" or not any(forms(message)):
            # Babel takes a plural without translations for one that another sentence could begin with.
            message.flags.discard("fuzzy")
            message.previous_id = []
    return _write(catalog)


def _write(catalog: Catalog) -> bytes:
    body = BytesIO()
    write_po(
        body, catalog, width=0, omit_header=True, sort_by_file=True, ignore_obsolete=True, include_previous=True,
        include_lineno=False,
    )  # fmt: skip
    header = HEADER.format(language=catalog.locale_identifier, plural_forms=catalog.plural_forms)
    return header.encode() + body.getvalue()


def unfinished(tag: str) -> int:
    """How many sentences of a catalogue have no translation that anybody has looked at."""
    return sum(message.fuzzy or not all(forms(message)) for message in read(tag) if message.id)


def forms(message: Message) -> tuple[str, ...]:
    """The translation of a sentence: one text, or one for each plural form of the language."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def update() -> Mapping[str, int]:
    """Write all catalogues; gives how many sentences of each wait for a translation."""
    template = extract()
    for tag in CATALOGUES:
        path(tag).parent.mkdir(parents=True, exist_ok=True)
        path(tag).write_bytes(merge(tag, template))
    return {tag: unfinished(tag) for tag in CATALOGUES}


def differences() -> Iterator[Difference]:
    """Where the Traditional catalogue, written by hand, says another thing than a conversion of the Simplified one.

    Whoever proofreads it sees at a glance what was decided; a sentence that is missing here is as a machine left it.
    """
    # The interface is in Taiwan's forms: the house knows one Traditional Chinese.
    converter = Converter("zh-Hans", "zh-Hant-TW")
    simplified = {_key(message): forms(message) for message in read("zh-Hans") if message.id}
    for message in read("zh-Hant"):
        pairs = zip(simplified.get(_key(message), ()), forms(message), strict=False) if message.id else ()
        for known, written in pairs:
            converted = converter.convert(known)
            if written and converted != written:
                yield Difference(_key(message)[0], converted, written)


def _key(message: Message) -> tuple[str, str]:
    return message.id if isinstance(message.id, str) else message.id[0], message.context or ""


def _report() -> Iterator[str]:
    for difference in differences():
        yield f"{difference.sentence}\n  converted: {difference.converted}\n  written:   {difference.written}\n"


if __name__ == "__main__":
    if "--differences" in sys.argv[1:]:
        sys.stdout.writelines(_report())
        sys.exit()
    for tag, count in update().items():
        sys.stdout.write(f"{path(tag).relative_to(PACKAGE.parent)}: {count} to translate\n")
