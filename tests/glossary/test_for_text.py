"""A glossary may say something for one text only, and there it says it first."""

from workbench.glossary import Concept, Life, Status, Term, Termbase

SITE = Concept(
    "union", terms=(Term("union", "en"), Term("trade union", "en", Status.ADMITTED), Term("sindicato", "es"))
)
MARRIAGE = Concept("marriage", terms=(Term("union", "en"), Term("unión", "es")), scope="love-letters")
CHINESE = Concept("meeting", terms=(Term("大会", "zh-Hans"), Term("assembly", "en")), scope="love-letters")


def concepts_in(termbase, text, locale="en"):
    return [match.concept for match in termbase.find(text, locale)]


def test_a_concept_of_one_text_counts_there_only():
    """What holds for love letters must not accuse a report on strikes."""
    termbase = Termbase([SITE, MARRIAGE])

    assert concepts_in(termbase, "a union") == ["union"]
    assert concepts_in(termbase.for_text("strike-report"), "a union") == ["union"]
    assert concepts_in(termbase.for_text("love-letters"), "a union") == ["marriage"]


def test_the_site_keeps_the_terms_that_the_text_does_not_claim():
    """Only the claimed word changes its meaning; the other words of the concept stay as they are."""
    narrow = Termbase([SITE, MARRIAGE]).for_text("love-letters")

    assert concepts_in(narrow, "a trade union, two unions") == ["union", "marriage"]
    (finding,) = narrow.check("A union.", "Un sindicato.", source_locale="en", target_locale="es")
    assert finding.concept == "marriage"
    assert narrow.check("A trade union.", "Un sindicato.", source_locale="en", target_locale="es") == []


def test_chinese_terms_of_a_text_are_judged_by_word_borders_too():
    """The text's own index knows the same rules as the site's."""
    narrow = Termbase([SITE, CHINESE]).for_text("love-letters")

    assert concepts_in(narrow, "全体大会开始了。", "zh-Hans") == ["meeting"]
    assert concepts_in(narrow, "扩大会议开始了。", "zh-Hans") == []


def test_a_text_without_concepts_of_its_own_has_the_termbase_of_the_site():
    """Asking for it costs nothing."""
    termbase = Termbase([SITE, MARRIAGE])

    assert termbase.for_text("strike-report") is termbase
    assert termbase.for_text("") is termbase
    assert termbase.for_text("love-letters") is termbase.for_text("love-letters")
    assert termbase.for_text("love-letters").for_text("strike-report") is termbase


def test_a_retired_concept_of_a_text_claims_nothing():
    """It is kept for its history only."""
    retired = Concept("old", terms=MARRIAGE.terms, state=Life.RETIRED, scope="love-letters")

    assert concepts_in(Termbase([SITE, retired]).for_text("love-letters"), "a union") == ["union"]
