"""The interface speaks four languages, and each says everything."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from babel.messages.catalog import Catalog, Message

from workbench.script import Converter, region_words
from workbench.web import catalogues

_TAGS = tuple(catalogues.CATALOGUES)
# A value with its name; `%%` is a percent sign.
_PLACE = re.compile(r"%%|%\((\w+)\)([a-z])|%(.?)")
_ELEMENT = re.compile(r"</?\w+")


@pytest.fixture(scope="session")
def template() -> Catalog:
    """All sentences that code and templates mark."""
    return catalogues.extract()


@pytest.mark.parametrize("tag", _TAGS)
def test_catalogues_are_fresh(tag: str, template: Catalog):
    """A sentence that is not in the catalogue appears in English in the middle of a Spanish page."""
    is_fresh = catalogues.path(tag).read_bytes() == catalogues.merge(tag, template)

    # Compared in the assertion itself, pytest would look for the difference for minutes.
    assert is_fresh, "run `make catalogues`"


@pytest.mark.parametrize("tag", _TAGS)
def test_every_sentence_is_translated(tag: str):
    """Nobody should have to know English to translate into their language."""
    waiting = [message.id for message in _sentences(tag) if not all(catalogues.forms(message))]

    assert waiting == []


@pytest.mark.parametrize("tag", _TAGS)
def test_no_translation_is_a_guess(tag: str):
    """What `make catalogues` took from a similar sentence is shown to nobody until somebody has read it."""
    assert [message.id for message in _sentences(tag) if message.fuzzy] == []


@pytest.mark.parametrize("tag", _TAGS)
def test_translations_have_the_values_of_their_sentence(tag: str):
    """A value that is misspelt stops the page; a value that is left out hides what the sentence is about."""
    assert [message.id for message in _sentences(tag) if not _agrees(message, _values)] == []


@pytest.mark.parametrize("tag", _TAGS)
def test_translations_keep_the_markup_of_their_sentence(tag: str):
    """A link that is not closed swallows the rest of the page."""
    assert [message.id for message in _sentences(tag) if not _agrees(message, _elements)] == []


def test_sentences_stand_in_one_line(template: Catalog):
    """A `trans` block over two lines holds the line end and the indentation, and so does every translation of it."""
    assert [message.id for message in template if any("\n" in text for text in _originals(message))] == []


@pytest.mark.parametrize(
    ("translation", "right"),
    [
        ("%(count)s de %(all)s", True),
        ("de %(all)s, %(count)s", True),
        ("%(count)s", False),
        ("%(conteo)s de %(all)s", False),
        ("%(count)s de %(all)s, 100 %", False),
        ("%(count)s de %(all)d", False),
    ],
)
def test_wrong_values_are_noticed(translation: str, right: bool):
    """The test above is worth no more than this."""
    assert _agrees(Message("%(count)s of %(all)s", translation), _values) is right


def test_traditional_chinese_is_written_not_converted(record_property: Callable[[str, object], None]):
    """What a machine would have left says 文件 for a file; the report of the tests names what was decided otherwise."""
    found = list(catalogues.differences())
    record_property("written otherwise", [difference.sentence for difference in found])

    assert all(difference.converted != difference.written for difference in found)
    assert len(found) > len(_sentences("zh-Hant")) / 20, "the Traditional catalogue looks like a conversion"
    files = [difference for difference in found if "文件" in difference.converted and "檔" in difference.written]
    assert files, "a file is 檔案 in Taiwan; a conversion by characters keeps 文件"


def test_traditional_chinese_has_the_words_of_taiwan():
    """軟體 and not 軟件: no conversion by characters gives that, and a new sentence may have been converted."""
    back, forth = Converter("zh-Hant-TW", "zh-Hans"), Converter("zh-Hans", "zh-Hant-TW")
    found = [
        (word.word, form)
        for message in _sentences("zh-Hant")
        for form in catalogues.forms(message)
        for word in region_words(back.convert(form), "zh-Hant-TW")
        if forth.convert(word.word) in form and not any(local in form for local in word.forms)
    ]

    assert found == []


def _sentences(tag: str) -> list[Message]:
    return [message for message in catalogues.read(tag) if message.id]


def _originals(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _agrees(message: Message, what: Callable[[str], object]) -> bool:
    """Whether each form has what the singular or the plural has: "one passage" may go without its number."""
    allowed = [what(text) for text in _originals(message)]
    return all(what(form) in allowed for form in catalogues.forms(message) if form)


def _values(text: str) -> set[tuple[str, ...]]:
    return {found.groups() for found in _PLACE.finditer(text) if found[0] != "%%"}


def _elements(text: str) -> list[str]:
    return sorted(_ELEMENT.findall(text))
