"""What makes a termbase contradict itself is told before it confuses translators."""

import pytest

from workbench.findings import Severity
from workbench.glossary import Concept, Relation, RelationKind, Status, Term, lint


def concept(number, *terms):
    return Concept(f"c{number}", terms=terms)


@pytest.mark.parametrize(
    ("concepts", "check", "severity"),
    [
        ([concept(1, Term("mill", "en")), concept(1, Term("loom", "en"))], "glossary-id", Severity.ERROR),
        ([concept(1)], "glossary-empty", Severity.ERROR),
        ([concept(1, Term("fábrica", "es", Status.FORBIDDEN))], "glossary-empty", Severity.WARNING),
        ([concept(1, Term("mill", "en"), Term("Mill", "en", Status.ADMITTED))], "glossary-duplicate", Severity.WARNING),
        ([concept(1, Term("mill", "en"), Term("mill", "en", Status.FORBIDDEN))], "glossary-conflict", Severity.ERROR),
        ([concept(1, Term("mill", "en")), concept(2, Term("mill", "en"))], "glossary-conflict", Severity.WARNING),
        (
            [concept(1, Term("paper mill", "en"), Term("mill", "en", Status.FORBIDDEN))],
            "glossary-nested",
            Severity.WARNING,
        ),
        (
            [
                concept(1, Term("工会联合会", "zh-Hans")),
                concept(2, Term("公会", "zh-Hans"), Term("工会", "zh-Hans", Status.FORBIDDEN)),
            ],
            "glossary-nested",
            Severity.INFO,
        ),
    ],
)
def test_a_contradiction_is_found(concepts, check, severity):
    """Each has made two people translate one text against each other."""
    assert [(finding.check, finding.severity) for finding in lint(concepts)] == [(check, severity)]


def test_a_missing_locale_is_told_where_most_have_it():
    """A team that works in two languages is not asked for the third."""
    concepts = [concept(n, Term(f"w{n}", "en"), Term(f"p{n}", "es")) for n in range(3)] + [concept(9, Term("w9", "en"))]

    assert [(finding.check, finding.concept) for finding in lint(concepts)] == [("glossary-empty", "c9")]


def test_one_word_right_here_and_wrong_there_is_no_contradiction():
    """`revuelta` is a riot and no uprising."""
    concepts = [
        concept(1, Term("revuelta", "es")),
        concept(2, Term("levantamiento", "es"), Term("revuelta", "es", Status.FORBIDDEN)),
    ]

    assert lint(concepts) == []


def related(uid, other):
    return Concept(uid, terms=(Term(uid, "en"),), relations=(Relation(RelationKind.BROADER, other),))


def test_a_relation_must_lead_to_a_concept():
    """A link that leads nowhere is worse than none."""
    found = lint([related("mill", "factory"), related("loom", "mill"), related("wool", "wool")])

    assert [(finding.check, finding.concept) for finding in found] == [
        ("glossary-relation", "mill"),
        ("glossary-relation", "wool"),
    ]


def test_a_scope_must_be_a_text():
    """A concept of a text that is not there is never found."""
    concepts = [Concept("mill", terms=(Term("mill", "en"),), scope="letters")]

    assert [finding.check for finding in lint(concepts, scopes={"diary"})] == ["glossary-scope"]
    assert lint(concepts, scopes={"letters"}) == lint(concepts) == []


def test_a_text_may_claim_a_term_of_the_site():
    """The narrower scope wins, so this is on purpose."""
    concepts = [concept(1, Term("mill", "en")), Concept("c2", terms=(Term("mill", "en"),), scope="letters")]

    assert lint(concepts) == []


def test_two_forms_of_one_term_are_one_claim():
    """The engine finds either in the words of the other."""
    concepts = [concept(1, Term("strike committee", "en")), concept(2, Term("strike committees", "en"))]

    assert [finding.check for finding in lint(concepts)] == ["glossary-conflict"]


def test_a_listed_plural_is_no_contradiction():
    """Many teams list forms by hand, and that is not wrong."""
    assert lint([concept(1, Term("mill", "en"), Term("mills", "en", Status.ADMITTED))]) == []


def test_a_nested_term_is_told_once_for_each_place():
    """A short forbidden term at the end of a longer one was told once for each length of other forbidden terms."""
    concepts = [
        concept(1, Term("mill", "en", Status.FORBIDDEN), Term("works", "en")),
        concept(2, Term("mill of the old town", "en", Status.FORBIDDEN), Term("old works", "en")),
        concept(3, Term("wind mill", "en")),
    ]

    assert [finding.values["longer"] for finding in lint(concepts)] == ["wind mill"]
