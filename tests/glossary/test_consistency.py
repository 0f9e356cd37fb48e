"""The report of an edition: how concepts are rendered, names in two spellings, terms that nobody has listed."""

from workbench.glossary import Concept, Status, Term, Termbase, consistency
from workbench.glossary.candidates import candidates

COMMITTEE = Concept(
    "committee",
    "organisation",
    terms=(
        Term("Strike Committee", "en"),
        Term("Comité de Huelga", "es"),
        Term("Consejo de Huelga", "es", Status.ADMITTED),
        Term("Junta de Huelga", "es", Status.FORBIDDEN),
    ),
)
UNITS = [
    (1, "The Strike Committee met.", "Se reunió el Comité de Huelga."),
    (2, "The Strike Committee wrote.", "Escribió el Comité de Huelga."),
    (3, "The Strike Committee sang.", "Cantó la Junta de Huelga."),
    ("four", "The Strike Committee slept.", "Durmió el Gremio de Huelga."),
    (5, "The Strike Committee left.", "Se fueron."),
    (6, "The Strike Committee came back.", ""),
]


def report(termbase=None, units=UNITS, source="en", target="es"):
    termbase = termbase or Termbase([COMMITTEE])
    return consistency(termbase, units, source_locale=source, target_locale=target)


def test_each_rendering_of_a_concept_is_counted_with_its_units():
    """Editors see at a glance what is usual and where it is not kept; what is not translated is not counted."""
    rows = [(row.rendering, row.status, row.count, row.units) for row in report().rows]

    assert rows == [
        ("Comité de Huelga", Status.PREFERRED, 2, (1, 2)),
        ("", None, 1, (5,)),
        ("Gremio de Huelga", None, 1, ("four",)),
        ("Junta de Huelga", Status.FORBIDDEN, 1, (3,)),
    ]
    assert {row.source for row in report().rows} == {"Strike Committee"}


def test_a_name_in_two_spellings_is_told():
    """Readers take two spellings for two people."""
    units = [
        (1, "In Dongguan.", "Vivía en Dongguan."),
        (2, "In Dongguan.", "Volvió a Donguan."),
        (3, "In Dongguan.", "Murió en Dongguan."),
    ]

    (name,) = report(Termbase([]), units).names

    assert [(spelling.text, spelling.count, spelling.units) for spelling in name.spellings] == [
        ("Dongguan", 2, (1, 3)),
        ("Donguan", 1, (2,)),
    ]


def test_a_name_of_the_glossary_tells_its_concept():
    """The editor is led to the concept that settles it."""
    (name,) = report().names

    assert name.concept == "committee"
    assert [spelling.text for spelling in name.spellings] == [
        "Comité de Huelga",
        "Gremio de Huelga",
        "Junta de Huelga",
    ]


def test_forms_of_one_word_are_no_two_spellings():
    """A plural is no mistake."""
    units = [(1, "x", "Los Zapatistas y un Zapatista, los Zapatistas.")]

    assert report(Termbase([]), units).names == ()


def test_chinese_names_with_a_dot_are_compared():
    """Transcriptions differ by one character most often."""
    units = [(1, "x", "罗莎·马尔多纳多来了。"), (2, "x", "罗沙·马尔多纳多走了。")]

    (name,) = report(Termbase([]), units, target="zh-Hans").names

    assert {spelling.text for spelling in name.spellings} == {"罗莎·马尔多纳多", "罗沙·马尔多纳多"}


def found(many, locale, known=()):
    return [candidate.text for candidate in candidates(many, locale, known=lambda text: known)]


def test_frequent_expressions_are_candidates_in_english():
    """Forms of one expression count together, and parts that never stand alone are left to the whole."""
    sentences = [
        "They occupied the social centre.", "Our social centre has a stove.", "A social centre sings.",
        "Two social centres were closed.", "Rain fell on the roofs.",
    ]  # fmt: skip

    first = candidates(list(enumerate(sentences)), "en", known=lambda text: ())[0]

    assert (first.text, first.count, first.units) == ("social centre", 4, (0, 1, 2, 3))
    assert first.examples[0] == "They occupied the social centre."


def test_frequent_expressions_are_candidates_in_spanish():
    """Prepositions may stand inside a term, and never at its ends."""
    sentences = [
        "La trabajadora del hogar habló de ello.", "Una trabajadora del hogar llegó a la casa.", "Llovía.",
        "Las trabajadoras del hogar cantan.", "Con la trabajadora del hogar nadie contaba.",
    ]  # fmt: skip

    assert found(list(enumerate(sentences)), "es")[0] == "trabajadora del hogar"


def test_frequent_expressions_are_candidates_in_chinese():
    """Statistics find the borders of words: bound inside, free outside."""
    many = list(
        enumerate(
            ["他们办互助组。", "互助组开会。", "一个互助组散了。", "新的互助组来了。", "我看见互助组。", "天下雨了。"]
        )
    )

    assert found(many, "zh-Hans")[0] == "互助组"


def test_what_the_glossary_has_is_no_candidate():
    """The list is for what is missing."""
    rows = report(units=[(n, "The Strike Committee met.", "Se reunió el Comité de Huelga.") for n in range(5)])

    assert not {"Strike Committee", "Comité de Huelga"} & {
        candidate.text for candidate in rows.candidates + rows.target_candidates
    }


def test_nothing_gives_an_empty_report():
    """An edition that nobody has begun is no error."""
    empty = report(units=[])

    assert (empty.rows, empty.names, empty.candidates) == ((), (), ())
