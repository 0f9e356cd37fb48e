"""Open work of several texts goes along in one file, and comes back to each of them."""

from __future__ import annotations

import re
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import polib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors import WorkbenchError
from workbench.formats import packages as files
from workbench.formats.containers import Container
from workbench.formats.edition import Edition
from workbench.states import State
from workbench.workflow import packages, texts
from workbench.workflow.errors import Invalid, NotAllowed
from workbench.workflow.packages import FORMS, Fate, Pair, Returned, Scope
from workbench.workflow.permissions import Role

form = pytest.mark.parametrize("form", FORMS)
PAIR = Pair("en", "es")


@pytest.fixture
def house(sqlite_house):
    """What a file says does not depend on the database."""
    return sqlite_house


def take(house, *slugs: str, form: str = "xliff", scope: Scope = Scope.TO_DO) -> bytes:
    """A package of several texts from English into Spanish."""
    return packages.take_several(house.store, slugs, PAIR, form=form, scope=scope, by=house.translator).data


def work(data: bytes, form: str, written: dict[tuple[str, int], str]) -> bytes:
    """What a translator does in another tool: write into rows, each found by its text and its number there."""
    read = files.read_package(f"work{files.ENDINGS[form]}", data)
    editions = []
    for part in read.parts:
        entries = tuple(
            replace(one, target=text, state=State.DRAFT if text else State.INITIAL)
            for at, one in enumerate(part.entries)
            for text in [written.get((part.slug, at), one.target)]
        )
        editions.append(Edition(part.slug, "A title", part.source_locale, part.target_locale, entries))
    return files.write_package(editions[0], form, more=editions[1:])


def bring(house, data: bytes, form: str = "xliff") -> tuple[Returned, ...]:
    """Bring a file back where it says itself what it belongs to."""
    return packages.bring_all(
        house.store, name="back" + files.ENDINGS.get(form, f".{form}"), data=data, by=house.translator
    )


def fates(returned: tuple[Returned, ...]) -> dict[str, list[str]]:
    """What became of each unit of each text."""
    return {one.slug: [unit.fate.value for unit in one.units] for one in returned}


@form
def test_each_text_gets_its_own_units_back(house, form):
    """Two texts may have a passage in common; its ids are the same then, its translations need not be."""
    tale = house.edition("The river rises.", "The boat is late.")
    fable = house.edition("The river rises.", "A fox waits.", slug="fable")
    data = take(house, "tale", "fable", form=form)
    data = work(data, form, {("tale", 0): "El río sube.", ("fable", 0): "Crece el río.", ("fable", 1): "Un zorro."})

    assert fates(bring(house, data, form)) == {"tale": ["taken", "same"], "fable": ["taken", "taken"]}
    assert [house.unit(one).target for one in tale] == ["El río sube.", ""]
    assert [house.unit(one).target for one in fable] == ["Crece el río.", "Un zorro."]


@form
def test_the_same_file_changes_nothing_the_second_time(house, form, fingerprint):
    """Not even from the page of one of its texts."""
    house.edition()
    house.edition("A fox waits.", slug="fable")
    data = work(take(house, "tale", "fable", form=form), form, {("tale", 0): "Uno.", ("fable", 0): "Dos."})
    bring(house, data, form)
    before = fingerprint(house.store)

    assert not any(one.of(Fate.TAKEN, Fate.CONFLICT) for one in bring(house, data, form))
    name = f"back{files.ENDINGS[form]}"
    again = packages.bring(house.store, "fable", "es", name=name, data=data, by=house.translator)
    assert fates(again) == {"tale": ["same", "same"], "fable": ["same"]}
    assert fingerprint(house.store) == before


def test_the_page_of_one_text_takes_the_others_too(house):
    """Nobody should have to remember where a file came from; what is in it is not left behind."""
    [tale, _] = house.edition()
    [fable] = house.edition("A fox waits.", slug="fable")
    house.edition("Other.", slug="other")
    data = work(take(house, "tale", "fable"), "xliff", {("tale", 0): "Uno.", ("fable", 0): "Dos."})

    with pytest.raises(Invalid, match="tale"):
        packages.bring(house.store, "other", "es", name="a.xlf", data=data, by=house.translator)
    packages.bring(house.store, "fable", "es", name="a.xlf", data=data, by=house.translator)
    assert (house.unit(tale).target, house.unit(fable).target) == ("Uno.", "Dos.")


def test_a_text_that_is_not_here_is_told_with_its_words(house):
    """A database may be older than a file; the other texts come back all the same."""
    [tale, _] = house.edition()
    house.edition("A fox waits.", slug="fable")
    data = work(take(house, "tale", "fable"), "xliff", {("tale", 0): "Uno.", ("fable", 0): "Un zorro."})
    returned = bring(house, data.replace(b'original="fable"', b'original="legend"'))

    assert fates(returned) == {"tale": ["taken", "same"], "legend": ["unknown"]}
    assert [one.is_here for one in returned] == [True, False]
    assert returned[1].units[0].target == "Un zorro."
    assert house.unit(tale).target == "Uno."


def test_a_file_that_does_not_say_where_it_belongs_is_refused(house, fingerprint):
    """The page of the text knows; this one does not."""
    house.edition()
    data = work(take(house, "tale"), "xliff", {("tale", 0): "Uno."})
    before = fingerprint(house.store)

    for strange in (data.replace(b'original="tale"', b'original="C:/work.docx"'), data.replace(b' trgLang="es"', b"")):
        with pytest.raises(Invalid, match="does not say"):
            bring(house, strange)
    with pytest.raises(Invalid, match="zh-Hans"):
        bring(house, data.replace(b'srcLang="en"', b'srcLang="zh-Hans"'))
    assert fingerprint(house.store) == before


def test_the_offer_names_what_is_open_and_whose_it_is(house):
    """Pairs of languages and texts in which the person works stand first."""
    [first, _] = house.edition()
    house.edition("A fox waits.", slug="fable")
    house.edition("Una barca.", slug="barca", source="es", locale="zh-Hans")
    [done] = house.edition("Done.", slug="done")
    house.approve(done, "Hecho.")
    house.write(first, "Uno.")
    offer = packages.offer_all(house.store, by=house.translator)

    assert offer.pairs == (PAIR, Pair("es", "zh-Hans"))
    assert [(one.slug, one.counts[Scope.TO_DO], one.counts[Scope.MINE], one.is_own) for one in offer.texts] == [
        ("tale", 2, 1, True),
        ("fable", 1, 0, False),
    ]
    other = packages.offer_all(house.store, by=house.translator, source_locale="es", locale="zh-Hans")
    assert [one.slug for one in other.texts] == ["barca"]
    assert packages.offer_all(house.store, by=house.translator, source_locale="zz", locale="es").pair == PAIR


def test_only_what_has_something_open_is_in_the_file(house):
    """An empty table is a riddle."""
    [first, _] = house.edition()
    house.edition("A fox waits.", slug="fable")
    house.write(first, "Uno.")

    read = files.read_package("a.xlf", take(house, "fable", "tale", scope=Scope.MINE))
    assert [(part.slug, len(part.entries)) for part in read.parts] == [("tale", 1)]
    with pytest.raises(Invalid):
        take(house, "fable", scope=Scope.MINE)
    with pytest.raises(Invalid):
        take(house)


def test_one_file_has_one_pair_of_languages(house):
    """OmegaT and Poedit translate from one language into one other."""
    house.edition()
    house.edition("河水涨了。", slug="he", source="zh-Hans")

    with pytest.raises(Invalid, match="same language"):
        take(house, "tale", "he")


def test_only_translators_of_the_language_take_and_bring(house):
    """A package is unpublished text."""
    house.edition()
    data = take(house, "tale")
    chinese = house.user("Rowing", (Role.TRANSLATOR, "zh-Hans"))

    for person in (house.reader, chinese):
        with pytest.raises(NotAllowed):
            packages.take_several(house.store, ["tale"], PAIR, form="po", by=person)
        with pytest.raises(NotAllowed):
            packages.bring_all(house.store, name="a.xlf", data=data, by=person)
    with pytest.raises(NotAllowed):
        packages.offer_all(house.store, by=house.reader)
    assert packages.offer_all(house.store, by=chinese).pair is None


def test_each_text_is_a_file_of_its_own_in_xliff(house):
    """Tools show where a passage comes from by the file that it is in."""
    house.edition("One.")
    house.edition("One.", slug="fable")

    for form in ("xliff", "xliff-1.2"):
        originals = re.findall(rb'original="([^"]+)"', take(house, "tale", "fable", form=form))
        assert originals == [b"tale", b"fable"]


def test_our_po_is_what_gettext_accepts(house, require, tmp_path: Path):
    """Two texts may say the same; msgfmt takes that for one entry, if their contexts are alike."""
    house.edition("One.")
    house.edition("One.", slug="fable")
    path = tmp_path / "work.po"
    path.write_bytes(work(take(house, "tale", "fable", form="po"), "po", {("tale", 0): "Uno."}))

    subprocess.run([require("msgfmt"), "-c", "-o", "/dev/null", path], check=True, capture_output=True, timeout=60)
    assert [entry.msgctxt.partition("/")[0] for entry in polib.pofile(str(path))] == ["tale", "fable"]


def test_tables_come_back_from_libreoffice(house, require, tmp_path: Path):
    """Each text has a table under its title; LibreOffice keeps both apart."""
    house.edition("The river rises.")
    [fable] = house.edition("A fox waits.", slug="fable")
    data = work(take(house, "tale", "fable", form="docx"), "docx", {("fable", 0): "Un *zorro*.\n\nEspera."})
    (tmp_path / "work.docx").write_bytes(data)
    command = [require("soffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    for form, name in (("odt", "work.docx"), ("docx", "work.odt")):
        run = [*command, "--convert-to", form, "--outdir", str(tmp_path), str(tmp_path / name)]
        subprocess.run(run, check=True, capture_output=True, timeout=120)

    assert fates(bring(house, (tmp_path / "work.docx").read_bytes(), "docx")) == {"tale": ["same"], "fable": ["taken"]}
    assert house.unit(fable).target == "Un *zorro*.\n\nEspera."
    assert fates(bring(house, (tmp_path / "work.odt").read_bytes(), "odt")) == {"tale": ["same"], "fable": ["same"]}


def test_tables_that_grew_together_are_told_apart(house):
    """Word joins two tables when the words between them are deleted."""
    [tale] = house.edition("The river rises.")
    [fable] = house.edition("The river rises.", slug="fable")
    data = work(take(house, "tale", "fable", form="docx"), "docx", {("tale", 0): "Uno.", ("fable", 0): "Dos."})
    container = Container(data)
    document = container.read("word/document.xml").decode()
    joined = re.sub(r"</w:tbl>.*?<w:tbl>.*?</w:tblGrid>", "", document, count=1, flags=re.DOTALL)
    assert joined.count("<w:tbl>") == 1
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for name in container.names:
            out.writestr(name, joined if name == "word/document.xml" else container.read(name))

    assert fates(bring(house, packed.getvalue(), "docx")) == {"tale": ["taken"], "fable": ["taken"]}
    assert (house.unit(tale).target, house.unit(fable).target) == ("Uno.", "Dos.")


WORDS = st.sampled_from(["", "Uno.", "Dos **tres**.", "Cuatro\n\ncinco"])


@given(st.lists(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=3), min_size=1, max_size=3))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_both_sides_write_nothing_is_lost(sqlite_house, rows):
    """Every text that somebody wrote in any of the texts is in the history of its unit afterwards."""
    house = sqlite_house
    house.count += 1
    form = FORMS[house.count % len(FORMS)]
    slugs = [f"tale-{house.count}-{number}" for number in range(len(rows))]
    ids = {
        slug: house.edition(*(f"Passage {at}." for at in range(len(some))), slug=slug)
        for slug, some in zip(slugs, rows, strict=True)
    }
    all_rows = [(slug, at, row) for slug, some in zip(slugs, rows, strict=True) for at, row in enumerate(some)]
    for slug, at, (base, _, _) in all_rows:
        house.write(ids[slug][at], base)
    data = take(house, *slugs, form=form, scope=Scope.ALL)
    data = work(data, form, {(slug, at): theirs for slug, at, (_, _, theirs) in all_rows})
    for slug, at, (_, ours, _) in all_rows:
        house.write(ids[slug][at], ours)
    bring(house, data, form)

    for slug, at, (base, ours, theirs) in all_rows:
        kept = {revision.target for revision in house.revisions(ids[slug][at])}
        assert {ours, theirs} - {""} <= kept
        assert house.unit(ids[slug][at]).target == (theirs if ours == base and theirs else ours)
    assert not any(one.of(Fate.TAKEN, Fate.CONFLICT) for one in bring(house, data, form))


def test_a_broken_file_changes_nothing(house, fingerprint):
    """And says so in a sentence."""
    house.edition()
    before = fingerprint(house.store)

    for data in (b"", b"<xliff", b"PK\3\4 cut off", b'msgid ""\nmsgstr "\\q"\n'):
        with pytest.raises(WorkbenchError):
            packages.bring_all(house.store, name="work", data=data, by=house.translator)
    assert fingerprint(house.store) == before


def test_a_revised_source_marks_what_comes_back_to_it(house):
    """In the text that was revised, and in no other."""
    [tale] = house.edition("The river rises every spring.")
    [fable] = house.edition("A fox waits.", slug="fable")
    data = work(take(house, "tale", "fable"), "xliff", {("tale", 0): "Uno.", ("fable", 0): "Dos."})
    texts.revise(house.store, "tale", house.document("The river rises every summer."), by=house.editor)
    bring(house, data)

    assert [house.unit(one).stale for one in (tale, fable)] == [True, False]
