"""Source texts: brought in once, revised without losing a translation, with one Chinese edition at most."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.states import State
from workbench.store.models import Segment, SourceText, Unit, UnitSegment
from workbench.text import Document, Kind, read_markdown
from workbench.text import Segment as Block
from workbench.workflow import desk, documents, exports, texts
from workbench.workflow.errors import Invalid, NotAllowed, NotFound
from workbench.workflow.permissions import Role

LINES = (
    "The river rises in the night.",
    "The boat is late again this year.",
    "Nobody waits on the landing stage.",
    "A lamp burns in the upper window.",
)
SPANISH = ("El río crece de noche.", "La barca tarda otra vez.", "Nadie espera.", "Arde una lámpara.")


@pytest.fixture
def edition(house) -> list[int]:
    """A text of four paragraphs, translated and approved; gives the ids of its units."""
    ids = house.edition(*LINES)
    for unit_id, target in zip(ids, SPANISH, strict=True):
        house.approve(unit_id, target)
    return ids


def _revise(house, *lines: str, slug: str = "tale") -> texts.RevisionReport:
    return texts.revise(house.store, slug, house.document(*lines), by=house.translator)


def _sources(house, slug: str = "tale", locale: str = "es") -> list[str]:
    window = desk.window(house.store, slug, locale, by=house.reader)
    return ["\n\n".join(part.content for part in unit.source) for unit in window.units]


# --- bring in ---------------------------------------------------------------------------------------------------


def test_a_text_is_brought_in_with_its_segments_and_metadata(house):
    """What the front matter says is kept for the exports."""
    data = b"---\ntitle: The River\nauthor: A. Reed\nyear: 1931\n---\n\n# One\n\nIt rises.\n"
    slug = texts.bring_in(house.store, documents.read_file("river.md", data), locale="en", by=house.translator)

    page = texts.page(house.store, slug, by=house.reader)
    assert (slug, page.card.title, page.card.author, page.card.segments) == ("the-river", "The River", "A. Reed", 3)
    assert page.meta["year"] == "1931"
    assert page.startable == ()
    assert texts.page(house.store, slug, by=house.translator).startable == ("es", "zh-Hans")
    assert house.log()[-1] == "bring-in"


def test_an_address_is_made_of_the_title_and_is_nobody_elses(house):
    """Two texts of one title need two addresses, and none may be that of a page of the workbench."""
    made = [
        texts.bring_in(house.store, house.document(f"# {title}", f"Text {number}."), locale="en", by=house.translator)
        for number, title in enumerate(("Río & Mar", "Rio, mar!", "New", "河流", "…", "x" * 500))
    ]
    assert made == ["rio-mar", "rio-mar-2", "new-2", "text", "text-2", "x" * 60]


@pytest.mark.parametrize(
    "slug", ["Tale", "a b", "a--b", "-a", "../etc", "a/b", "字", "new", "x" * 81, "a\x00", "<script>"]
)
def test_an_address_that_is_none_is_refused(house, slug: str, fingerprint):
    """It becomes part of links and of file names."""
    before = fingerprint(house.store)
    with pytest.raises(Invalid) as refused:
        house.text("One.", slug=slug)
    assert refused.value.details["field"] == "slug"
    assert fingerprint(house.store) == before


def test_an_address_is_given_once(house, fingerprint):
    """Links to a text stay links to that text."""
    house.text("One.", slug="tale")
    before = fingerprint(house.store)
    with pytest.raises(Invalid) as refused:
        house.text("Two.", slug="tale")
    assert refused.value.details["field"] == "slug"
    assert fingerprint(house.store) == before


def test_a_text_that_is_sent_twice_is_brought_in_once(house, fingerprint):
    """A double click must not leave two texts between which the work is divided."""
    document = house.document("# River", "It rises.")
    first = texts.bring_in(house.store, document, locale="en", by=house.translator)
    before = fingerprint(house.store)
    assert texts.bring_in(house.store, document, locale="en", by=house.translator) == first
    assert texts.bring_in(house.store, document, locale="en", by=house.translator, slug=first) == first
    assert fingerprint(house.store) == before
    assert texts.bring_in(house.store, document, locale="en", by=house.editor) != first


def test_a_text_without_paragraphs_is_refused(house, fingerprint):
    """There would be nothing to translate."""
    before = fingerprint(house.store)
    with pytest.raises(Invalid):
        texts.bring_in(house.store, Document(()), locale="en", by=house.translator)
    assert fingerprint(house.store) == before


def test_a_reader_brings_nothing_in(house, fingerprint):
    """Readers read."""
    before = fingerprint(house.store)
    with pytest.raises(NotAllowed):
        texts.bring_in(house.store, house.document("One."), locale="en", by=house.reader)
    assert fingerprint(house.store) == before


# --- editions ---------------------------------------------------------------------------------------------------


def test_an_edition_has_a_unit_for_each_segment(house):
    """The translator begins at the first paragraph."""
    house.edition(*LINES)
    window = desk.window(house.store, "tale", "es", by=house.translator)

    assert _sources(house) == list(LINES)
    assert window.counts == {"initial": 4, "draft": 0, "returned": 0, "submitted": 0, "approved": 0}
    assert house.log()[-1] == "start-edition"


def test_there_is_no_second_chinese_edition(house, fingerprint):
    """The other script is derived: two editions would drift apart."""
    house.edition(*LINES, locale="zh-Hans")
    keen = house.user("Keen", (Role.TRANSLATOR, ""))
    before = fingerprint(house.store)
    for locale in ("zh-Hant", "zh-Hant-TW", "zh-Hans"):
        with pytest.raises(Invalid) as refused:
            texts.start_edition(house.store, "tale", locale, by=keen)
        assert refused.value.details["field"] == "locale"
    assert fingerprint(house.store) == before


@pytest.mark.parametrize(("source", "target"), [("en", "en"), ("zh-Hant", "zh-Hans"), ("zh-Hans", "zh-Hant-HK")])
def test_a_text_is_not_translated_into_its_own_language(house, source: str, target: str, fingerprint):
    """Another script is a variant, not a translation."""
    house.text("One.", locale=source)
    keen = house.user("Keen", (Role.TRANSLATOR, ""))
    before = fingerprint(house.store)
    with pytest.raises(Invalid):
        texts.start_edition(house.store, "tale", target, by=keen)
    assert fingerprint(house.store) == before


def test_starting_an_edition_twice_is_starting_it_once(house, fingerprint):
    """A double click leads to the same desk; for somebody else the edition is there already."""
    house.edition(*LINES)
    before = fingerprint(house.store)
    texts.start_edition(house.store, "tale", "es", by=house.translator)
    with pytest.raises(Invalid):
        texts.start_edition(house.store, "tale", "es", by=house.editor)
    assert fingerprint(house.store) == before


def test_two_people_who_start_an_edition_at_once_make_one(house):
    """PostgreSQL would let both begin; the second must be told, not fail."""
    house.text(*LINES)
    barrier = threading.Barrier(4)
    outcomes: list[str] = []

    def start(by) -> None:
        barrier.wait()
        try:
            texts.start_edition(house.store, "tale", "es", by=by)
            outcomes.append("started")
        except Invalid:
            outcomes.append("refused")

    people = [house.translator, house.editor, house.other_editor, house.keeper]
    threads = [threading.Thread(target=start, args=(by,)) for by in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["refused"] * 3 + ["started"]
    assert len(house.ids()) == 4


# --- revise -----------------------------------------------------------------------------------------------------


def test_an_unchanged_version_changes_nothing(house, edition, fingerprint):
    """The same file brought in again, or a form sent twice."""
    before = fingerprint(house.store, without=("audit_log",))
    report = _revise(house, *LINES)

    assert vars(report) == {"kept": 4, "edited": 0, "added": 0, "retired": 0}
    assert fingerprint(house.store, without=("audit_log",)) == before


def test_an_edited_segment_keeps_its_unit_and_makes_it_stale(house, edition):
    """The translation is still the best there is; somebody has to look at it."""
    changed = "The boat is late again this spring."
    report = _revise(house, LINES[0], changed, *LINES[2:])

    assert vars(report) == {"kept": 3, "edited": 1, "added": 0, "retired": 0}
    assert house.ids() == edition
    assert [house.unit(unit_id).stale for unit_id in edition] == [False, True, False, False]
    unit = house.unit(edition[1])
    assert (unit.target, unit.state, unit.previous_source) == (SPANISH[1], State.APPROVED, LINES[1])
    assert _sources(house)[1] == changed
    changes = desk.details(house.store, edition[1], by=house.reader).source_changes
    assert [c.new for c in changes if c.old != c.new] == ["", "spring"]


def test_a_source_that_says_again_what_was_translated_is_not_stale(house, edition):
    """The author took the change back."""
    _revise(house, LINES[0], "The boat is late again this spring.", *LINES[2:])
    _revise(house, *LINES)
    assert [house.unit(unit_id).stale for unit_id in edition] == [False] * 4
    assert house.unit(edition[1]).previous_source == ""


def test_approving_a_stale_unit_makes_it_fresh(house, edition):
    """An editor has looked at it."""
    _revise(house, LINES[0], "The boat is late again this spring.", *LINES[2:])
    house.approve(edition[1], "La barca tarda otra vez esta primavera.")
    assert not house.unit(edition[1]).stale
    _revise(house, "The river rises in the day.", "The boat is late again this spring.", *LINES[2:])
    assert [house.unit(unit_id).stale for unit_id in edition] == [True, False, False, False]


def test_a_lost_segment_retires_its_unit_and_brings_it_back(house, edition):
    """What the author cuts today may be back tomorrow, with its translation."""
    report = _revise(house, LINES[0], *LINES[2:])
    assert vars(report) == {"kept": 3, "edited": 0, "added": 0, "retired": 1}
    assert house.ids() == [edition[0], *edition[2:]]
    assert house.unit(edition[1]).target == SPANISH[1]

    report = _revise(house, *LINES)
    assert vars(report) == {"kept": 3, "edited": 0, "added": 1, "retired": 0}
    assert house.ids() == edition
    unit = house.unit(edition[1])
    assert (unit.target, unit.state, unit.stale) == (SPANISH[1], State.APPROVED, False)


def test_moved_segments_take_their_units_along(house, edition):
    """A chapter that was put elsewhere is still translated."""
    report = _revise(house, *LINES[2:], *LINES[:2])
    assert (report.added, report.retired, report.edited) == (0, 0, 0)
    assert house.ids() == [*edition[2:], *edition[:2]]
    assert [house.unit(unit_id).target for unit_id in house.ids()] == [*SPANISH[2:], *SPANISH[:2]]


def test_a_new_segment_gets_a_unit_of_its_own(house, edition):
    """In its place in the text, and empty."""
    _revise(house, LINES[0], "A dog barks somewhere far away.", *LINES[1:])
    ids = house.ids()
    assert [ids[0], *ids[2:]] == edition
    assert (house.unit(ids[1]).target, house.unit(ids[1]).state) == ("", State.INITIAL)
    assert desk.find_text(house.store, "dog barks", by=house.reader)[0].unit.id == ids[1]


def test_an_edited_source_is_found_by_its_new_words(house, edition):
    """The search must not answer for a text that is no more."""
    _revise(house, LINES[0], "The ferry is late again this year.", *LINES[2:])
    assert [found.unit.id for found in desk.find_text(house.store, "ferry", by=house.reader)] == [edition[1]]
    assert desk.find_text(house.store, "boat", by=house.reader) == []


def test_a_unit_of_two_segments_outlives_the_loss_of_one(house):
    """Its translation covers both: it becomes stale, shows what is left, and is whole again later."""
    house.edition(*LINES)
    first, second, *_ = house.ids()
    with house.store.begin() as tx:
        (link,) = tx.session.get(Unit, second).links
        segment_id = link.segment_id
        tx.session.execute(sa.delete(Unit).where(Unit.id == second))
        tx.session.add(UnitSegment(unit_id=first, segment_id=segment_id, ordinal=1))
    house.approve(first, "El río crece. La barca tarda.")
    both = "\n\n".join(LINES[:2])
    assert _sources(house)[0] == both

    _revise(house, LINES[0], *LINES[2:])
    unit = house.unit(first)
    assert (unit.stale, unit.previous_source, unit.target) == (True, both, "El río crece. La barca tarda.")
    assert _sources(house)[0] == LINES[0]
    exported = exports.export(house.store, "tale", "es", format="md", layout="parallel", by=house.reader)
    assert LINES[1] not in exported.data.decode()

    _revise(house, *LINES)
    unit = house.unit(first)
    assert (unit.stale, unit.previous_source) == (False, "")
    assert _sources(house)[0] == both


def test_an_empty_version_is_refused(house, edition, fingerprint):
    """A slip of the file dialogue must not retire a whole book."""
    before = fingerprint(house.store)
    with pytest.raises(Invalid):
        texts.revise(house.store, "tale", Document(()), by=house.translator)
    assert fingerprint(house.store) == before


def test_a_new_version_comes_from_an_editor_or_from_who_brought_it(house, fingerprint):
    """Somebody else might not know why the source says what it says."""
    house.text(*LINES)
    other = house.user("Passing by", (Role.TRANSLATOR, "es"))
    before = fingerprint(house.store)
    for by in (other, house.reader):
        with pytest.raises(NotAllowed):
            texts.revise(house.store, "tale", house.document("One."), by=by)
        assert not texts.page(house.store, "tale", by=by).may_revise
    assert fingerprint(house.store) == before
    texts.revise(house.store, "tale", house.document("One."), by=house.editor)


def test_an_unknown_text_is_named_as_such(house):
    """An old link."""
    for use in (
        lambda: texts.page(house.store, "nothing", by=house.reader),
        lambda: texts.document(house.store, "nothing"),
        lambda: texts.revise(house.store, "nothing", house.document("One."), by=house.editor),
        lambda: texts.start_edition(house.store, "nothing", "es", by=house.editor),
        lambda: desk.window(house.store, "nothing", "es", by=house.editor),
        lambda: desk.window(house.store, "nothing", "xx-\x07", by=house.editor),
    ):
        with pytest.raises(NotFound):
            use()


_LINE = st.sampled_from([*LINES, "* * *", "A dog barks somewhere far away.", "The river falls in the night.", "No."])


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(_LINE, min_size=1, max_size=7), min_size=2, max_size=4))
def test_no_revision_loses_a_unit_with_text(house, versions: list[list[str]]):
    """Whatever an author does to a source, every translation is still there, and comes back with its passage."""
    with house.store.read() as tx:
        slug = f"tale-{tx.session.scalar(sa.select(sa.func.count()).select_from(SourceText))}"
    house.edition(*versions[0], slug=slug)
    written: dict[int, str] = {}
    for version in [*versions[1:], versions[0]]:
        for unit_id in house.ids(slug):
            if unit_id not in written:
                written[unit_id] = f"Texto {unit_id}."
                house.write(unit_id, written[unit_id])
        _revise(house, *version, slug=slug)

        assert {unit_id: house.unit(unit_id).target for unit_id in written} == written
        assert _sources(house, slug) == version
        assert [segment.content for segment in texts.document(house.store, slug).segments] == version
        with house.store.read() as tx:
            uids = tx.session.scalars(sa.select(Segment.uid).join(SourceText).where(SourceText.slug == slug)).all()
            positions = tx.session.scalars(sa.select(Unit.position).where(Unit.id.in_(house.ids(slug)))).all()
        assert len(set(uids)) == len(uids)
        assert sorted(positions) == list(range(len(version)))
    for unit_id in house.ids(slug):
        unit = house.unit(unit_id)
        assert unit.stale is (bool(unit.target) and unit.previous_source != "")


def test_the_same_file_gives_the_same_ids(house):
    """Ids leave the house in PO files: another machine must make the same ones."""
    document = read_markdown("# River\n\nIt rises.\n\n* * *\n\nIt falls.\n\n* * *\n")
    one = texts.bring_in(house.store, document, locale="en", by=house.translator, slug="one")
    two = texts.bring_in(house.store, document, locale="en", by=house.translator, slug="two")
    with house.store.read() as tx:
        uids = [
            tx.session.scalars(
                sa.select(Segment.uid).join(SourceText).where(SourceText.slug == slug).order_by(Segment.position)
            ).all()
            for slug in (one, two)
        ]
    assert uids[0] == uids[1]
    assert len(set(uids[0])) == 5


def test_a_book_of_one_refrain_is_brought_in_and_revised(sqlite_house):
    """Ten thousand equal paragraphs must not take hours: each search for a name or a place goes on where it was."""
    refrain = Block(Kind.PARAGRAPH, "* * *")
    document = Document((refrain,) * 10_000)
    texts.bring_in(sqlite_house.store, document, locale="en", by=sqlite_house.translator, slug="refrain")
    changed = Document((*document.segments[:5_000], Block(Kind.PARAGRAPH, "At last."), *document.segments[5_000:]))
    report = texts.revise(sqlite_house.store, "refrain", changed, by=sqlite_house.translator)
    assert (report.kept, report.added, report.retired) == (10_000, 1, 0)


def test_a_text_needs_a_language(house):
    """“ is no locale of the workbench” would tell nobody what to do."""
    with pytest.raises(Invalid, match="Choose a language") as refused:
        texts.bring_in(house.store, house.document("It rises."), locale="", by=house.translator)
    assert refused.value.details["field"] == "locale"
