"""What `run` and the registry promise to everything above them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.checks import DESCRIPTIONS, REGISTRY, run
from workbench.findings import Finding, Severity
from workbench.languages import UnknownLocale

DOCUMENTATION = Path(__file__).parents[2] / "docs" / "checks.md"


class OneTerm:
    """A termbase with one complaint."""

    def check(self, source, target, *, source_locale, target_locale):
        return [Finding("term-missing", Severity.WARNING, "%(expected)s is missing.", {"expected": "molino"})]


def test_ids_are_unique():
    """Settings and waivers know a check by its id alone."""
    assert len(DESCRIPTIONS) == len(REGISTRY)


@pytest.mark.parametrize("check", DESCRIPTIONS)
def test_every_check_is_documented(check):
    """A finding that nobody can look up is a riddle."""
    assert f"\n## {check}\n" in DOCUMENTATION.read_text(encoding="utf-8")


def test_nothing_else_is_documented():
    """A check that is gone must be gone from the documentation too."""
    headings = re.findall(r"^## (.+)$", DOCUMENTATION.read_text(encoding="utf-8"), re.MULTILINE)

    assert headings == [check.id for check in REGISTRY]


def test_the_termbase_is_asked_and_its_findings_are_the_glossary_s():
    """Programs that call `workbench check` look for the id `glossary`."""
    found = run("The mill.", "El molinete.", source_locale="en", target_locale="es", termbase=OneTerm())

    assert [(finding.check, finding.sentence) for finding in found] == [("glossary", "molino is missing.")]


def test_an_omission_on_purpose_is_no_finding():
    """An editor has decided it; asking again at every save would be noise."""
    assert run("The mill.", "", source_locale="en", target_locale="es", omitted=True) == []


def test_an_empty_target_has_one_finding():
    """Every number and link is missing from it, of course; one sentence says it all."""
    assert [finding.check for finding in run("89 mills.", "", source_locale="en", target_locale="es")] == [
        "untranslated"
    ]


def test_an_unknown_locale_is_refused():
    """Guessing a language would give findings that nobody understands."""
    with pytest.raises(UnknownLocale):
        run("a", "b", source_locale="en", target_locale="xx")


def test_two_missing_numbers_are_two_findings():
    """Each must be found by the reader, and each may be waived."""
    found = run("Of 89 mills 17 closed.", "Cerraron molinos.", source_locale="en", target_locale="es")

    assert [finding.expected for finding in found] == [("89",), ("17",)]


TEXTS = st.text(alphabet="ab ZéñA磨国國的,.?!¿¡()（）“”‘’«»「」*_`[]:;，。…0129%\"'-\n\u200b", max_size=50)
LOCALES = st.sampled_from(["en", "es", "zh-Hans", "zh-Hant"])


@settings(max_examples=300)
@given(TEXTS, TEXTS, LOCALES, LOCALES)
def test_findings_fit_their_texts(source, target, source_locale, target_locale):
    """Whatever people type while it is saved every few seconds, places must exist and sentences be whole."""
    for finding in run(source, target, source_locale=source_locale, target_locale=target_locale):
        assert "%(" not in finding.sentence
        for span, text in ((finding.span, target), (finding.source_span, source)):
            if span is not None:
                assert 0 <= span[0] <= span[1] <= len(text)
        if finding.replacement is not None:
            assert finding.span is not None


# A published article that lies beside the repository where there is one; the examples above cover the same ground.
REAL = Path(__file__).resolve().parents[3] / "shared" / "real"


@pytest.mark.skipif(not (REAL / "interview.gold.json").exists(), reason="no shared texts beside the repository")
@pytest.mark.parametrize("pair", ["en-zh-Hans", "en-es"])
def test_a_real_translation_gives_hardly_any_finding(pair):
    """Published translations are right nearly everywhere; only what the translators left out may be reported."""
    locales = pair.split("-", 1)
    texts = [(REAL / f"interview.{tag}.txt").read_text(encoding="utf-8").strip().split("\n\n") for tag in locales]
    beads = json.loads((REAL / "interview.gold.json").read_text(encoding="utf-8"))[pair]
    found = [
        finding
        for bead in beads
        if all(bead)
        for finding in run(
            *("\n\n".join(side[at] for at in places) for side, places in zip(texts, bead, strict=True)),
            source_locale=locales[0],
            target_locale=locales[1],
        )
    ]

    assert found == []
