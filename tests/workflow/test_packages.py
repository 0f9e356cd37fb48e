"""Work that was taken along comes back unit by unit: nothing is lost, and nothing happens twice."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path

import polib
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.errors import WorkbenchError
from workbench.formats import packages as files
from workbench.formats.containers import Container
from workbench.formats.edition import Edition
from workbench.states import State
from workbench.store.database import Store
from workbench.store.models import Comment
from workbench.workflow import comments, packages, texts, units
from workbench.workflow.errors import Invalid, NotAllowed
from workbench.workflow.packages import FORMS, Fate, Returned, Scope
from workbench.workflow.permissions import Role

form = pytest.mark.parametrize("form", FORMS)


@pytest.fixture
def house(sqlite_house):
    """What a file says does not depend on the database; what is stored is tried on both below."""
    return sqlite_house


@pytest.fixture
def every_house(store: Store, sqlite_house):
    """A house on each database."""
    return sqlite_house if store.is_sqlite else type(sqlite_house)(store)


def take(house, *, form: str = "xliff", scope: Scope = Scope.TO_DO) -> bytes:
    """A package of the tale in Spanish."""
    return packages.take(house.store, "tale", "es", form=form, scope=scope, by=house.translator).data


def work(data: bytes, form: str, **written: str) -> bytes:
    """What a translator does in another tool: write into some rows, `u0` being the first."""
    name = f"work{files.ENDINGS[form]}"
    read = files.read_package(name, data)
    entries = tuple(replace(one, target=written.get(f"u{at}", one.target)) for at, one in enumerate(read.entries))
    entries = tuple(replace(one, state=State.DRAFT if one.target else State.INITIAL) for one in entries)
    edition = Edition(read.slug, "A tale", read.source_locale, read.target_locale, entries)
    return files.write_package(edition, form)


def bring(house, data: bytes, form: str = "xliff", *, slug: str = "tale") -> Returned:
    """Bring a file back."""
    name = "back" + files.ENDINGS.get(form, f".{form}")
    [returned] = packages.bring(house.store, slug, "es", name=name, data=data, by=house.translator)
    return returned


def fates(returned: Returned) -> list[str]:
    """What became of each unit."""
    return [unit.fate.value for unit in returned.units]


@form
def test_what_was_written_outside_is_saved_under_that_person(house, form):
    """As if it had been typed, with a revision that says where it comes from."""
    first, second = house.edition("The river rises.", "A **late** boat.\\\nIt waits.")
    data = work(take(house, form=form), form, u1="Una barca **tardía.**\nEspera.\n\nY más.")
    returned = bring(house, data, form)

    assert fates(returned) == ["same", "taken"]
    assert house.unit(second).target == "Una barca **tardía.**\nEspera.\n\nY más."
    [revision] = house.revisions(second)
    assert (revision.origin, revision.user_id, revision.state) == ("package", house.translator.id, "draft")
    assert house.revisions(first) == []
    assert "bring-package" in house.log()


@pytest.mark.parametrize("form", ["xliff", "docx"])
def test_the_same_file_changes_nothing_the_second_time(every_house, form, fingerprint):
    """People do not remember which file they brought back."""
    house = every_house
    first, second = house.edition()
    house.write(second, "Ya.")
    data = work(take(house, form=form), form, u0="El río sube.", u1="La barca tarda.")
    house.write(second, "Otro.")
    assert fates(bring(house, data, form)) == ["taken", "conflict"]
    before = fingerprint(house.store)

    assert fates(bring(house, data, form)) == ["same", "before"]
    assert fingerprint(house.store) == before
    house.write(first, "Más tarde.")
    assert fates(bring(house, data, form)) == ["before", "before"]
    assert house.unit(first).target == "Más tarde."


@pytest.mark.parametrize("form", ["xliff", "docx"])
def test_what_both_changed_waits_to_be_compared(every_house, form):
    """Neither a week without a network nor those who stayed at home may lose."""
    house = every_house
    [only] = house.edition("The river rises.")
    house.write(only, "El río.")
    data = work(take(house, form=form), form, u0="El río sube.")
    house.write(only, "El gran río.")

    assert fates(bring(house, data, form)) == ["conflict"]
    assert house.unit(only).target == "El gran río."
    late = house.revisions(only)[-1]
    assert (late.target, late.conflict, late.settled, late.number) == ("El río sube.", True, False, 1 + 1)
    with house.store.read() as tx:
        assert units.conflict_of(tx, house.unit(only), late).merged == "El gran río sube."


def test_what_was_only_handed_in_meanwhile_is_no_conflict(house):
    """The text is the one that the file began with."""
    [only] = house.edition("The river rises.")
    house.write(only, "El río.")
    data = work(take(house), "xliff", u0="El río sube.")
    units.hand_in(house.store, only, version=house.unit(only).version, by=house.translator)

    assert fates(bring(house, data)) == ["taken"]
    assert (house.unit(only).target, house.unit(only).state) == ("El río sube.", State.DRAFT)


def test_a_passage_that_was_left_out_meanwhile_waits_too(house):
    """To leave out is work like writing."""
    [only] = house.edition("The river rises.")
    data = work(take(house), "xliff", u0="El río sube.")
    units.omit(house.store, only, reason="A caption.", version=1, by=house.translator)

    assert fates(bring(house, data)) == ["conflict"]
    assert house.unit(only).omitted == "A caption."


def test_what_the_others_changed_stays_where_the_file_says_nothing(house):
    """An untouched row is no wish."""
    [only] = house.edition("The river rises.")
    house.write(only, "El río.")
    data = take(house)
    house.write(only, "El río sube.")

    assert fates(bring(house, data)) == ["same"]
    assert house.unit(only).target == "El río sube."


def test_an_emptied_text_stays(house):
    """Tools empty what they do not understand; who means it can do it here."""
    [only] = house.edition("The river rises.")
    house.write(only, "El río.")

    assert fates(bring(house, work(take(house), "xliff", u0=""))) == ["emptied"]
    assert house.unit(only).target == "El río."


def test_units_of_elsewhere_are_told_with_their_texts(house):
    """Their texts are in the report, so that they can be copied."""
    house.edition("The river rises.", "The boat is late.")
    data = work(take(house), "xliff", u0="El río sube.", u1="Perdido.")
    read = files.read_package("x.xlf", data)
    strange = re.sub(re.escape(f'"{read.entries[1].uid}"').encode(), b'"elsewhere"', data)
    returned = bring(house, strange)

    assert fates(returned) == ["taken", "unknown"]
    assert returned.of(Fate.UNKNOWN)[0].target == "Perdido."


@pytest.mark.parametrize("before", ["", "La barca."], ids=["untranslated", "translated"])
def test_work_on_a_passage_that_the_source_lost_waits_with_it(house, before: str):
    """A week's work comes back with the passage, beside what was written before it."""
    _, late = house.edition("The river rises.", "The boat is late.")
    if before:
        house.write(late, before)
    data = work(take(house), "xliff", u0="El río sube.", u1="La barca tarda.")
    texts.revise(house.store, "tale", house.document("The river rises."), by=house.editor)

    assert fates(bring(house, data)) == ["taken", "retired"]
    assert fates(bring(house, data)) == ["same", "before"]
    [lost] = texts.retired(house.store, "tale", by=house.editor)
    assert (lost.translations, lost.waiting) == (int(bool(before)), 1)
    texts.bring_back(house.store, "tale", lost.uid, by=house.editor)
    assert house.unit(late).target == before
    [kept] = [revision for revision in house.revisions(late) if revision.conflict]
    assert (kept.target, kept.origin, kept.user_id, kept.settled) == (
        "La barca tarda.", "package", house.translator.id, False
    )  # fmt: skip
    with house.store.read() as tx:
        assert units.conflict_of(tx, units.get(tx, late), kept).merged == "La barca tarda."


def test_what_a_lost_passage_said_already_does_not_wait(house):
    """The file has it as it was taken along."""
    _, late = house.edition("The river rises.", "The boat is late.")
    house.write(late, "La barca tarda.")
    data = take(house, scope=Scope.ALL)
    texts.revise(house.store, "tale", house.document("The river rises."), by=house.editor)

    assert fates(bring(house, data)) == ["same", "same"]


@pytest.mark.parametrize(("who", "may"), [("translator", True), ("editor", True), ("colleague", False)])
def test_the_report_knows_who_may_bring_a_passage_back(house, who: str, may: bool):
    """An address that answers with a refusal is no help; the translator of this house brought the text in."""
    colleague = house.user("Rowing", (Role.TRANSLATOR, "es"))
    house.edition("The river rises.")
    data = work(take(house), "xliff", u0="El río sube.")
    by = colleague if who == "colleague" else getattr(house, who)
    returned = packages.bring(house.store, "tale", "es", name="work.xliff", data=data, by=by)

    assert [text.may_bring_back for text in returned] == [may]


def test_a_translation_of_an_older_source_is_stale(house):
    """What was translated is what the file said, not what the source says now."""
    [only] = house.edition("The river rises every spring.")
    data = work(take(house), "xliff", u0="El río sube cada primavera.")
    texts.revise(house.store, "tale", house.document("The river rises every summer."), by=house.editor)
    returned = bring(house, data)

    assert (fates(returned), returned.units[0].is_stale) == (["taken"], True)
    assert house.unit(only).stale
    assert house.unit(only).previous_source == "The river rises every spring."


def test_a_version_that_never_was_is_no_base(house):
    """After a restore, a file may know a later version than the database does."""
    [only] = house.edition("The river rises.")
    house.write(only, "El río.")
    data = work(take(house), "xliff", u0="El río sube.").replace(b'"version">2<', b'"version">9<')

    assert fates(bring(house, data)) == ["conflict"]
    assert house.unit(only).target == "El río."


def test_scopes_are_what_they_say(house):
    """Whoever takes everything along has much to carry."""
    first, second, third = house.edition("One.", "Two.", "Three.")
    house.approve(first, "Uno.")
    house.write(second, "Dos.")
    offer = packages.offer(house.store, "tale", "es", by=house.translator)

    assert offer.counts == {Scope.TO_DO: 2, Scope.MINE: 1, Scope.ALL: 3}
    assert len(files.read_package("x.po", take(house, form="po", scope=Scope.MINE)).entries) == 1
    units.omit(house.store, third, reason="So.", version=1, by=house.translator)
    assert packages.offer(house.store, "tale", "es", by=house.translator).counts[Scope.TO_DO] == 1


@form
def test_nothing_personal_goes_along(house, form):
    """A file that is lost on a train tells nobody who works here; remarks go without their authors."""
    [only] = house.edition("The river rises.")
    house.write(only, "El río.")
    comments.comment(house.store, only, text="Which river?", by=house.editor)
    data = take(house, form=form)
    if form == "docx":
        container = Container(data)
        data = b"".join(map(container.read, container.names))

    assert b"Which river?" in data
    for person in (house.translator, house.editor, house.keeper):
        assert person.name.encode() not in data


def test_our_po_is_what_gettext_accepts(house, require, tmp_path: Path):
    """Poedit refuses what msgfmt refuses."""
    house.edition("One.", "Two\nlines and a \\ sign.")
    path = tmp_path / "work.po"
    path.write_bytes(work(take(house, form="po"), "po", u0="Uno.", u1='Dos\nlíneas \\ "así".'))

    subprocess.run([require("msgfmt"), "-c", "-o", "/dev/null", path], check=True, capture_output=True, timeout=60)


def test_a_po_that_another_tool_wrote_is_taken(house, tmp_path: Path):
    """Poedit writes its own header and folds lines."""
    house.edition("One.", "Two.")
    path = tmp_path / "work.po"
    path.write_bytes(take(house, form="po"))
    po = polib.pofile(str(path), wrapwidth=40)
    po.metadata["X-Generator"] = "Poedit 3.4"
    po[0].msgstr = "Uno con muchas palabras que no caben en una sola línea."
    po.save()

    assert fates(bring(house, path.read_bytes(), "po")) == ["taken", "same"]


def test_a_table_comes_back_from_libreoffice(house, require, tmp_path: Path):
    """In its own format, or as a Word file with styles, runs and properties that we never wrote."""
    first, second = house.edition("The  river *rises*.\\\nSlowly.", "The boat is late.", "Three.")[:2]
    house.write(first, "Uno  dos.\nTres.\n\nCuatro «cinco» 六。")
    (tmp_path / "work.docx").write_bytes(take(house, form="docx"))
    command = [require("soffice"), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    for form, name in (("odt", "work.docx"), ("docx", "work.odt")):
        run = [*command, "--convert-to", form, "--outdir", str(tmp_path), str(tmp_path / name)]
        subprocess.run(run, check=True, capture_output=True, timeout=120)
    data = (tmp_path / "work.docx").read_bytes()

    assert fates(bring(house, (tmp_path / "work.odt").read_bytes(), "odt")) == ["same", "same", "same"]
    assert b"LibreOffice" in Container(data).read("docProps/app.xml")
    assert fates(bring(house, data, "docx")) == ["same", "same", "same"]
    assert fates(bring(house, work(data, "docx", u1="La barca tarda."), "docx")) == ["same", "taken", "same"]
    assert house.unit(second).target == "La barca tarda."


def remarks(house, unit_id: int) -> list[tuple[str, int | None]]:
    """What is said about a unit, and by whom."""
    with house.store.read() as tx:
        found = tx.session.scalars(sa.select(Comment).where(Comment.unit_id == unit_id).order_by(Comment.id))
        return [(one.text, one.user_id) for one in found]


def test_footnotes_of_a_word_processor_are_kept_as_remarks_once(every_house, fingerprint, footnoted):
    """A report is gone when it was left, and nobody remembers which file they brought back."""
    house = every_house
    first, second = house.edition("The river rises.", "The boat is late.")
    written = work(take(house, form="docx"), "docx", u1="La barca.")
    data = footnoted(written, "La barca.", "Una nota.", "Otra.")
    returned = bring(house, data, "docx")

    assert fates(returned) == ["same", "taken"]
    assert [unit.apart for unit in returned.annotated] == [("Una nota.", "Otra.")]
    assert house.unit(second).target == "La barca."
    mine = house.translator.id
    assert remarks(house, second) == [("Una nota.", mine), ("Otra.", mine)]
    assert remarks(house, first) == []

    before = fingerprint(house.store)
    assert [unit.apart for unit in bring(house, data, "docx").annotated] == [("Una nota.", "Otra.")]
    assert fingerprint(house.store) == before


def test_footnotes_of_what_was_never_here_are_told(house, footnoted):
    """They are in the file only, so the report has them with the text that they belong to."""
    house.edition("The river rises.", "The boat is late.")
    read = files.read_package("work.docx", take(house, form="docx"))
    strange = (read.entries[0], replace(read.entries[1], uid="elsewhere"))
    data = files.write_package(Edition("tale", "A tale", "en", "es", strange), "docx")
    returned = bring(house, footnoted(data, "The boat is late.", "Una nota."), "docx")

    assert [unit.apart for unit in returned.of(Fate.UNKNOWN)] == [("Una nota.",)]
    assert returned.annotated == ()


def test_a_remark_that_was_settled_does_not_come_again(house, footnoted):
    """The note was made a footnote of, and the file is still on the laptop."""
    [only] = house.edition("The river rises.")
    data = footnoted(take(house, form="docx"), "The river rises.", "Una nota.")
    bring(house, data, "docx")
    with house.store.read() as tx:
        remark = tx.session.scalars(sa.select(Comment.id).where(Comment.unit_id == only)).one()
    comments.resolve(house.store, remark, by=house.translator)
    bring(house, data, "docx")

    assert len(remarks(house, only)) == 1


def test_a_footnote_longer_than_a_remark_is_kept_whole(house, footnoted):
    """An essay at the foot of a page is several remarks."""
    [only] = house.edition("The river rises.")
    long = "".join(str(number) for number in range(units.MAX_REASON))
    bring(house, footnoted(take(house, form="docx"), "The river rises.", long), "docx")

    kept = [text for text, _ in remarks(house, only)]
    assert max(map(len, kept)) <= units.MAX_REASON
    assert "".join(kept) == long


@form
def test_work_goes_back_to_its_own_text_only(house, form):
    """Ids of units are made of what they say: two texts may share some."""
    house.edition("One.", "Two.")
    house.edition("One.", "Other.", slug="fable")
    data = work(take(house, form=form), form, u0="Uno.")

    with pytest.raises(Invalid, match="tale"):
        bring(house, data, form, slug="fable")


def test_a_file_in_another_language_is_refused(house):
    """The names of files are easily mixed up."""
    house.edition("One.")
    house.ids()
    data = take(house).replace(b'trgLang="es"', b'trgLang="zh-TW"')

    with pytest.raises(Invalid, match="zh-Hant"):
        bring(house, data)


def test_a_file_of_which_nothing_is_known_is_refused(house):
    """A report of a thousand unknown units helps nobody."""
    house.edition("One.")
    data = re.sub(rb'unit id="[^"]+"', b'unit id="elsewhere"', take(house))

    with pytest.raises(Invalid):
        bring(house, data)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.po", b'msgid ""\nmsgstr "\\q"\n'),
        ("a.po", b'msgid "a\\"\nmsgstr ""\n'),
        ("a.xlf", b"<xliff"),
        ("a.docx", b"PK"),
        ("a.docx", b"PK\3\4 cut off"),
        ("a.txt", b"words"),
        ("a.xlf", b""),
        ("a.exe", b"\0" * 64),
    ],
)
def test_a_broken_file_changes_nothing(house, fingerprint, name, data):
    """And says so in a sentence."""
    house.edition("One.")
    before = fingerprint(house.store)

    with pytest.raises(WorkbenchError):
        packages.bring(house.store, "tale", "es", name=name, data=data, by=house.translator)
    assert fingerprint(house.store) == before


def test_only_translators_take_work(house):
    """A package is unpublished text."""
    house.edition("One.")
    data = take(house)

    with pytest.raises(NotAllowed):
        packages.take(house.store, "tale", "es", form="po", by=house.reader)
    with pytest.raises(NotAllowed):
        packages.offer(house.store, "tale", "es", by=house.reader)
    with pytest.raises(NotAllowed):
        packages.bring(house.store, "tale", "es", name="a.xlf", data=data, by=house.reader)
    with pytest.raises(Invalid):
        packages.take(house.store, "tale", "es", form="csv", by=house.translator)


WORDS = st.sampled_from(["", "Uno.", "Dos **tres**.", "Cuatro\n\ncinco", "seis\nsiete "])


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=4), st.sampled_from(FORMS))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_both_sides_write_nothing_is_lost(sqlite_house, rows, form):
    """Every text that somebody wrote anywhere is in the history of its unit afterwards."""
    house = sqlite_house
    house.count += 1
    slug = f"tale-{house.count}"
    ids = house.edition(*(f"Passage {number} of {slug}." for number in range(len(rows))), slug=slug)
    for unit_id, (base, _, _) in zip(ids, rows, strict=True):
        house.write(unit_id, base)
    data = packages.take(house.store, slug, "es", form=form, scope=Scope.ALL, by=house.translator).data
    data = work(data, form, **{f"u{at}": theirs for at, (_, _, theirs) in enumerate(rows)})
    for unit_id, (_, ours, _) in zip(ids, rows, strict=True):
        house.write(unit_id, ours)
    returned = bring(house, data, form, slug=slug)

    for unit_id, unit, (base, ours, theirs) in zip(ids, returned.units, rows, strict=True):
        kept = {revision.target for revision in house.revisions(unit_id)}
        assert {ours, theirs} - {""} <= kept
        if ours == base or theirs == ours:
            assert house.unit(unit_id).target == (theirs or ours)
        elif theirs != base and theirs:
            assert (unit.fate, house.unit(unit_id).target) == (Fate.CONFLICT, ours)
    assert not bring(house, data, form, slug=slug).of(Fate.TAKEN, Fate.CONFLICT)
