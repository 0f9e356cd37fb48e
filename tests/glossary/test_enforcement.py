"""What the glossary says about a translation, in all six directions, with traps."""

import json
from functools import partial
from pathlib import Path

import pytest

from workbench.findings import Severity
from workbench.glossary import Concept, Life, Status, Term, Termbase

SENTENCES = json.loads(Path(__file__).with_name("sentences.json").read_text(encoding="utf-8"))
# Written before the engine had seen them, with a termbase of their own.
SECOND = [
    sentence
    for name in ("second.json", "third.json")
    for sentence in json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
]
# Sentences, and units of two articles with merged and split paragraphs; written before the engine had seen them.
FOURTH = [
    sentence
    for name in ("fourth.json", "articles.json")
    for sentence in json.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
]
EN_ES = {"source_locale": "en", "target_locale": "es"}


@pytest.fixture(scope="module")
def second():
    return Termbase.from_csv(Path(__file__).with_name("second.csv"))


@pytest.mark.parametrize(("source_locale", "target_locale", "source", "target", "expected"), SECOND)
def test_a_second_set_of_sentences(second, source_locale, target_locale, source, target, expected):
    """Rules that hold for one termbase only are no rules."""
    findings = second.check(source, target, source_locale=source_locale, target_locale=target_locale)

    assert {finding.concept: finding.check for finding in findings if finding.severity is not Severity.INFO} == expected


@pytest.fixture(scope="module")
def fourth():
    return Termbase.from_csv(Path(__file__).with_name("fourth.csv"))


@pytest.mark.parametrize(("source_locale", "target_locale", "source", "target", "expected"), FOURTH)
def test_a_third_termbase_with_articles(fourth, source_locale, target_locale, source, target, expected):
    """Whole paragraphs hold more that a careless rule would take for wrong than sentences do."""
    findings = fourth.check(source, target, source_locale=source_locale, target_locale=target_locale)

    assert {finding.concept: finding.check for finding in findings if finding.severity is not Severity.INFO} == expected


def test_the_noun_of_a_name_may_stand_for_it():
    """After its first mention a network is “la Red”; whether it has been mentioned, one unit cannot tell."""
    network = Concept("network", "organisation", terms=(Term("互助网", "zh-Hans"), Term("Red de Apoyo Mutuo", "es")))
    check = partial(Termbase([network]).check, "互助网来信了。", source_locale="zh-Hans", target_locale="es")

    assert [finding.severity for finding in check("Escribió la Red.")] == [Severity.WARNING]
    assert [finding.severity for finding in check("Escribieron en red.")] == [Severity.ERROR]


def test_a_word_of_two_meanings_asks_for_one_of_them(fourth):
    """Piquete is the line and the people who stand in it; nobody can render both with one word."""
    assert not fourth.check("Hubo un piquete.", "有一条纠察线。", source_locale="es", target_locale="zh-Hans")
    missing = fourth.check("Hubo un piquete.", "有一条线。", source_locale="es", target_locale="zh-Hans")
    assert {finding.check for finding in missing} == {"term-missing"}


@pytest.mark.parametrize(
    ("source", "target", "severity"),
    [
        ("“The Docker’s Daughter” is about dockers.", "《搬运工的女儿》唱的是码头工人。", Severity.INFO),
        ("“We are dockers,” he said. “The Law of the Sea!”", "“我们是搬运工。”他说，“海洋法！”", Severity.ERROR),
        ("“The Dockers are very tired,” he said.", "“搬运工很累。”他说。", Severity.ERROR),
    ],
)
def test_a_title_keeps_its_words_and_speech_does_not(fourth, source, target, severity):
    """What a book is called was decided elsewhere; what a person says is translated here."""
    findings = fourth.check(source, target, source_locale="en", target_locale="zh-Hans")

    assert [finding.severity for finding in findings if finding.found == "搬运工"] == [severity]


@pytest.mark.parametrize(
    ("source", "target", "severity"),
    [
        ("Tan Meiyu cooked.", "她做了饭。", Severity.WARNING),
        ("Tan Meiyu cooked.", "有人做了饭。", Severity.ERROR),
        ("Tan Meiyu cooked for Braga.", "她给布拉加做了饭。", Severity.ERROR),
        ("Household registration divides.", "身份把人分开。", Severity.WARNING),
        ("The Nurses' Union of the Coast wrote.", "她写了信。", Severity.ERROR),
        ("Tan Meiyu cooked for them.", "那人给他们做了饭。", Severity.ERROR),
    ],
)
def test_what_a_translator_may_have_meant_to_leave_out_does_not_block(fourth, source, target, severity):
    """A pronoun for a name and a paraphrase for a common term are often right; an editor looks, and goes on."""
    findings = fourth.check(source, target, source_locale="en", target_locale="zh-Hans")

    assert [finding.severity for finding in findings] == [severity]


@pytest.mark.parametrize(("source_locale", "target_locale", "source", "target", "expected"), SENTENCES)
def test_sentences_with_traps(termbase, source_locale, target_locale, source, target, expected):
    """Editors switch off what cries wolf, so right sentences count as much as wrong ones."""
    findings = termbase.check(source, target, source_locale=source_locale, target_locale=target_locale)

    assert {finding.concept: finding.check for finding in findings if finding.severity is not Severity.INFO} == expected


@pytest.mark.parametrize(("source_locale", "target_locale", "source", "target", "expected"), SENTENCES)
def test_a_finding_marks_the_words_it_is_about(termbase, source_locale, target_locale, source, target, expected):
    """The browser underlines exactly what stands between the offsets."""
    for finding in termbase.check(source, target, source_locale=source_locale, target_locale=target_locale):
        assert target[slice(*finding.span)] == finding.found if finding.span else finding.found == ""
        assert finding.source_span is None or source[slice(*finding.source_span)] == finding.values["source"]
        assert "%(" not in finding.sentence


@pytest.mark.parametrize(
    ("source", "target", "replacement"),
    [
        ("Left communists spoke.", "Hablaron los comunistas izquierdistas.", "comunistas de izquierda"),
        ("Mayors resigned.", "Dimitieron los intendentes.", "alcaldes"),
        ("Rent strikes spread.", "Cundieron las huelgas de rentas.", "huelgas de alquileres"),
        ("Wage labour is young.", "Labor asalariada es cosa joven.", "Trabajo asalariado"),
        ("Housing NGOs closed.", "Cerraron las NGO de vivienda.", "ONG de vivienda"),
    ],
)
def test_a_replacement_has_the_form_that_fits(termbase, source, target, replacement):
    """One key puts it in the place of what was found; a singular there would have to be mended by hand."""
    (finding,) = termbase.check(source, target, source_locale="en", target_locale="es")

    assert finding.replacement == replacement


def test_an_empty_target_has_no_findings(termbase):
    """What is not translated yet cannot be wrong."""
    assert termbase.check("The mayor came.", " \n", source_locale="en", target_locale="es") == []


@pytest.mark.parametrize(
    ("state", "severity"),
    [(Life.AGREED, Severity.ERROR), (Life.PROPOSED, Severity.WARNING), (Life.DISPUTED, Severity.INFO)],
)
def test_only_an_agreed_concept_blocks(state, severity):
    """A collective that still discusses a term must not be stopped by it."""
    concept = Concept(
        "strike",
        terms=(Term("strike", "en"), Term("huelga", "es"), Term("paro", "es", Status.FORBIDDEN)),
        state=state,
    )

    (finding,) = Termbase([concept]).check("A strike.", "Un paro.", source_locale="en", target_locale="es")

    assert finding.severity is severity


def test_a_retired_concept_is_silent():
    """It is kept for its history only."""
    concept = Concept("strike", terms=(Term("strike", "en"), Term("huelga", "es")), state=Life.RETIRED)

    assert Termbase([concept]).check("A strike.", "Un paro.", source_locale="en", target_locale="es") == []


def test_a_provisional_term_warns():
    """A term that is not settled may be in use, but it blocks nobody."""
    concept = Concept(
        "dawn", "place", terms=(Term("Dawn Street", "en"), Term("Calle del Alba", "es", provisional=True))
    )

    (finding,) = Termbase([concept]).check("In Dawn Street.", "En la calle.", source_locale="en", target_locale="es")

    assert finding.severity is Severity.WARNING


def test_a_term_forbidden_everywhere_needs_no_mention():
    """A slur is a slur, whatever the source says."""
    concept = Concept("x", terms=(Term("roma", "es"), Term("gitanada", "es", Status.FORBIDDEN, anywhere=True)))

    (finding,) = Termbase([concept]).check("A trick.", "Una gitanada.", source_locale="en", target_locale="es")

    assert (finding.check, finding.found, finding.expected) == ("forbidden-term", "gitanada", ("roma",))


def test_many_mentions_with_one_rendering_are_a_hint():
    """Chinese leaves out what is understood, so a lower count is information, not a fault."""
    concept = Concept("mill", terms=(Term("spinning mill", "en"), Term("纱厂", "zh-Hans")))

    (finding,) = Termbase([concept]).check(
        "The spinning mill, the spinning mill, the spinning mill!",
        "纱厂！",
        source_locale="en",
        target_locale="zh-Hans",
    )

    assert (finding.check, finding.severity) == ("term-count", Severity.INFO)


def test_the_edition_tells_of_a_second_rendering(termbase):
    """Beside the right name, another one for the same thing confuses readers."""
    units = [
        ("The Riverside Defence Committee met.", "Se reunió el Comité de Defensa de la Ribera."),
        (
            "The Riverside Defence Committee wrote; later the Riverside Defence Committee split.",
            "El Comité de Defensa de la Ribera escribió; luego la Junta de Defensa de la Ribera se dividió.",
        ),
    ]

    first, second = termbase.check_edition(units, source_locale="en", target_locale="es")

    assert first == []
    assert [(finding.check, finding.found) for finding in second] == [
        ("unknown-rendering", "Junta de Defensa de la Ribera")
    ]


def test_an_edition_in_order_has_no_findings(termbase):
    """Silence where all is right."""
    units = [("The tenant union met.", "租户联合会开了会。"), ("", "（译注：无。）"), ("The tenants won.", "")]

    assert termbase.check_edition(units, source_locale="en", target_locale="zh-Hans") == [[], [], []]


@pytest.mark.parametrize(
    ("source", "expected"),
    [("The mayors met.", "alcaldes"), ("The mayor met.", "alcalde"), ("Rent strikes spread.", "huelgas de alquileres")],
)
def test_what_is_missing_is_expected_in_the_number_of_the_source(termbase, source, expected):
    """The translator copies it from the finding; a plural asks for a plural."""
    (finding,) = termbase.check(source, "Llovía.", **EN_ES)

    assert (finding.expected[0], finding.span, finding.replacement) == (expected, None, None)


ZINE = Concept("zine", terms=(Term("zine", "en", as_written=True), Term("revistilla", "es", Status.FORBIDDEN)))


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("A zine.", "Un zine.", []),
        ("Two zines.", "Dos zines.", []),
        ("A zine.", "Un Zine.", ["term-missing"]),
        ("A zine.", "Una revista.", ["term-missing"]),
        ("A zine.", "Una revistilla.", ["forbidden-term"]),
        ("A zine.", "Un fanzine.", ["term-missing"]),
        ("No magazine.", "Ninguna revista.", []),
    ],
)
def test_what_is_never_translated_stands_as_it_is_written(source, target, expected):
    """Letter for letter, as a word of its own, in any language."""
    assert [finding.check for finding in Termbase([ZINE]).check(source, target, **EN_ES)] == expected


def test_what_is_never_translated_stands_among_chinese_characters():
    """There is no space to tell where it begins."""
    termbase = Termbase([ZINE])

    assert termbase.check("A zine.", "一份zine。", source_locale="en", target_locale="zh-Hans") == []
    (finding,) = termbase.check("A zine.", "一份小志。", source_locale="en", target_locale="zh-Hans")
    assert finding.expected == ("zine",)


GROUP = Concept("group", terms=(Term("Solidarity Group", "en"), Term("声援团", "zh-Hans", first_mention=True)))


@pytest.mark.parametrize(
    ("first", "replacement"),
    [
        ("声援团（Solidarity Group）来了。", None),
        ("声援团 (the Solidarity Group) 来了。", None),
        ("声援团来了。", "声援团（Solidarity Group）"),
        ("声援团（后来的）来了。", "声援团（Solidarity Group）"),
    ],
)
def test_the_first_mention_gives_the_original(first, replacement):
    """Readers can look it up; the second mention needs it no more."""
    units = [
        ("Nothing.", "没什么。"),
        ("The Solidarity Group came.", first),
        ("The Solidarity Group left.", "声援团走了。"),
    ]

    findings = Termbase([GROUP]).check_edition(units, source_locale="en", target_locale="zh-Hans")

    assert [[finding.replacement for finding in many] for many in findings] == [
        [],
        [replacement] if replacement else [],
        [],
    ]


def test_listed_forms_are_found_where_no_rule_finds_them():
    """Editors know words that no dictionary has."""
    concept = Concept("okupa", terms=(Term("squatter", "en"), Term("okupa", "es", forms=("okupis",))))

    assert Termbase([concept]).check("Squatters came.", "Vinieron los okupis.", **EN_ES) == []


LIN = Concept("lin", "person", terms=(Term("Lin Baozhen", "en"), Term("林宝珍", "zh-Hans"), Term("Lin Baozhen", "es")))


@pytest.mark.parametrize(
    ("locale", "source", "target", "severity"),
    [
        ("en", "Lin Baozhen cooked for the crews.", "Cocinaba para las tripulaciones.", Severity.WARNING),
        ("en", "It rained. Lin Baozhen cooked.", "Llovía. Cocinaba.", Severity.WARNING),
        ("en", "“It rained,” says Lin Baozhen.", "«Llovía», dice.", Severity.WARNING),
        ("zh-Hans", "下雨了。林宝珍做饭。", "Llovía. Cocinaba.", Severity.WARNING),
        ("en", "The crews thanked Lin Baozhen.", "Las tripulaciones dieron las gracias.", Severity.ERROR),
        ("en", "Lin Baozhen's tin was empty.", "La lata estaba vacía.", Severity.ERROR),
        ("en", "Lin Baozhen and the cook left.", "La cocinera se fue.", Severity.ERROR),
        ("en", "Lin Baozhen cooked. They thanked Lin Baozhen.", "Cocinaba. Dieron las gracias.", Severity.ERROR),
        ("zh-Hans", "林宝珍的铁盒是空的。", "La lata estaba vacía.", Severity.ERROR),
    ],
)
def test_spanish_may_leave_out_the_subject(locale, source, target, severity):
    """The verb says who it is; only a subject can be left out so, and no pronoun shows that it was."""
    (finding,) = Termbase([LIN]).check(source, target, source_locale=locale, target_locale="es")

    assert (finding.check, finding.severity) == ("name-missing", severity)


def test_other_languages_need_a_subject():
    """A Chinese paragraph says once at least whom it is about, by name or by a pronoun."""
    (finding,) = Termbase([LIN]).check("Lin Baozhen cooked.", "做饭。", source_locale="en", target_locale="zh-Hans")

    assert (finding.check, finding.severity) == ("name-missing", Severity.ERROR)
