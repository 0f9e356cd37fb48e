"""Documents wait for a person's word; new versions of a source lose no translation."""

from __future__ import annotations

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from workbench.errors import WorkbenchError
from workbench.formats.reading import Form, Loss, Lost, Reading
from workbench.store.models import Arrival, Unit, now
from workbench.text import Document, EmptyText, Kind, Media, Note, Segment, read_markdown
from workbench.workflow import arrivals, desk, documents, texts, units
from workbench.workflow.arrivals import Purpose
from workbench.workflow.errors import Invalid, NotAllowed, NotFound

LOOM = Media("media/0123456789abcdef.png", "image/png", b"\x89PNG\r\n\x1a\n")
TEXT = "# Reeds\n\nHome | News | About\n\nThey bend in the wind.\n\n![A loom](media/0123456789abcdef.png)\n"


def _reading(text: str = TEXT, *, media: tuple[Media, ...] = (LOOM,), **meta: str) -> Reading:
    document = replace(read_markdown(text), media=media, meta=meta, notes=(Note("Something was %(x)s.", {"x": "y"}),))
    return Reading(documents.with_meta(document), Form.DOCX, (Lost(Loss.COMMENT, "Is that so?"),))


def _wait(house, reading: Reading | None = None, *, purpose: Purpose = Purpose.TEXT, **given: str) -> str:
    return arrivals.receive(house.store, reading or _reading(), purpose=purpose, by=house.translator, **given)


def test_what_waits_is_shown_and_nothing_is_kept(house, fingerprint):
    """The library is the same as before until the person says so."""
    before = fingerprint(house.store, without=("arrivals", "arrival_pictures"))
    uid = _wait(house, _reading(title="Reeds", author="Lin Qiu"))
    page = arrivals.page(house.store, uid, by=house.translator)

    assert (page.form, page.locale, page.meta["author"], page.pictures) == (Form.DOCX, "en", "Lin Qiu", 1)
    assert page.counts == {"title": 1, "heading": 1, "paragraph": 2, "image": 1}
    assert page.lost == {Loss.COMMENT: ("Is that so?",)}
    assert page.notes[0].sentence == "Something was y."
    assert arrivals.picture(house.store, uid, LOOM.name, by=house.translator) == LOOM
    assert [one.uid for one in arrivals.waiting(house.store, by=house.translator)] == [uid]
    assert fingerprint(house.store, without=("arrivals", "arrival_pictures")) == before


def test_a_document_is_kept_without_what_was_left_out(house):
    """Menus and running heads belong to the page, not to the text."""
    uid = _wait(house)
    kept = arrivals.keep(
        house.store, uid, by=house.translator, locale="en", slug="reeds", left_out=[1], meta={"author": "Lin Qiu"}
    )
    document = texts.document(house.store, "reeds")

    assert kept.slug == "reeds"
    assert [segment.content for segment in document.segments] == [
        "Reeds", "They bend in the wind.", "![A loom](media/0123456789abcdef.png)",
    ]  # fmt: skip
    assert document.meta == {"author": "Lin Qiu"}
    assert texts.picture(house.store, "reeds", LOOM.name, by=house.reader) == LOOM
    with pytest.raises(NotFound, match="does not wait"):
        arrivals.page(house.store, uid, by=house.translator)


@pytest.mark.parametrize("purpose", [Purpose.TEXT, Purpose.REVISION, Purpose.TRANSLATION])
def test_a_document_that_is_kept_twice_at_once_is_kept_once(house, purpose):
    """Who comes second is led to what was kept, and is not told that the document is gone; somebody else is."""
    if purpose is not Purpose.TEXT:
        house.text("They bend in the wind.", "A boat.", slug="reeds")
    uid = _wait(house, purpose=purpose, slug="" if purpose is Purpose.TEXT else "reeds")
    barrier = threading.Barrier(4)
    locale = "es" if purpose is Purpose.TRANSLATION else "en"

    def keep(_: int) -> arrivals.Kept:
        barrier.wait()
        return arrivals.keep(house.store, uid, by=house.translator, locale=locale)

    with ThreadPoolExecutor(4) as pool:
        kept = list(pool.map(keep, range(4)))
    assert len({(one.slug, one.alignment_id) for one in kept}) == 1
    assert house.log().count("keep-document") == 1
    assert (
        house.log().count({"text": "bring-in", "revision": "revise", "translation": "bring-translation"}[purpose]) == 1
    )
    assert arrivals.became(house.store, uid, by=house.translator) == replace(kept[0], report=None)
    assert arrivals.became(house.store, uid, by=house.keeper) is None
    with pytest.raises(NotFound):
        arrivals.keep(house.store, uid, by=house.keeper, locale="en")


def test_a_document_that_is_discarded_leaves_nothing(house, fingerprint):
    """Its pictures neither."""
    before = fingerprint(house.store)
    arrivals.discard(house.store, _wait(house), by=house.translator)

    assert fingerprint(house.store) == before


def test_the_same_document_waits_once(house):
    """A form is sent twice by a slow line, and by an impatient finger."""
    assert _wait(house) == _wait(house)
    assert _wait(house) != _wait(house, _reading("Another."))


def test_only_who_brought_a_document_sees_it(house):
    """It may be anything: nobody has said yet that it belongs here."""
    uid = _wait(house)
    for somebody in (house.reader, house.editor, house.keeper):
        with pytest.raises(NotAllowed):
            arrivals.page(house.store, uid, by=somebody)
        with pytest.raises(NotAllowed):
            arrivals.keep(house.store, uid, by=somebody, locale="en")
        arrivals.discard(house.store, uid, by=somebody)
    assert arrivals.page(house.store, uid, by=house.translator).uid == uid
    with pytest.raises(NotAllowed, match="translator"):
        arrivals.receive(house.store, _reading(), purpose=Purpose.TEXT, by=house.reader)


def test_a_document_does_not_wait_for_ever(house):
    """What nobody came back for goes with the next document, and is not shown before."""
    uid = _wait(house)
    with house.store.begin() as tx:
        tx.session.execute(sa.update(Arrival).values(created_at=now() - dt.timedelta(days=arrivals.DAYS)))
    assert arrivals.waiting(house.store, by=house.translator) == []
    with pytest.raises(NotFound):
        arrivals.keep(house.store, uid, by=house.translator, locale="en")
    _wait(house, _reading("Another."))
    with house.store.read() as tx:
        assert tx.session.scalar(sa.select(sa.func.count()).select_from(Arrival)) == 1


def test_so_many_documents_of_one_person_wait(house):
    """A script that goes astray must not fill the disk."""
    for number in range(arrivals.AT_ONCE):
        _wait(house, _reading(f"Text {number}."))
    with pytest.raises(Invalid, match="keep or discard"):
        _wait(house, _reading("One more."))


def test_nothing_is_kept_without_a_language(house, fingerprint):
    """The document goes on waiting, so that nothing has to be brought again."""
    uid = _wait(house)
    before = fingerprint(house.store)
    with pytest.raises(Invalid, match="language"):
        arrivals.keep(house.store, uid, by=house.translator)
    with pytest.raises(EmptyText, match="at least one paragraph"):
        arrivals.keep(house.store, uid, by=house.translator, locale="en", left_out=range(4))
    assert fingerprint(house.store) == before


def test_a_title_that_is_taken_away_is_none(house):
    """The name of a file is no title, though programs write it there."""
    uid = _wait(house, _reading(title="final-3.docx"))
    arrivals.keep(house.store, uid, by=house.translator, locale="en", slug="reeds", meta={"title": ""})
    document = texts.document(house.store, "reeds")

    assert (document.segments[0].kind, document.segments[0].content) == (Kind.HEADING, "Reeds")
    assert "title" not in document.meta


@pytest.mark.parametrize(
    ("text", "said", "locale"),
    [
        ("河水在夜裡上漲，船今年又來晚了。", "", "zh-Hant"),
        ("河水在夜里上涨，船今年又来晚了。", "zh-TW", "zh-Hans"),
        ("The river rises in the night, and the boat is late.", "zh-CN", "en"),
        ("El río crece de noche y la barca llega tarde para los que la esperan.", "en-US", "es"),
        ("Abc def.", "es-MX", "es"),
        ("Abc def.", "fr", ""),
    ],
)
def test_the_language_is_guessed_from_the_letters(text: str, said: str, locale: str):
    """Word processors write the language of the computer into every file."""
    meta = {"language": said} if said else {}

    assert documents.guess_locale(Document((Segment(Kind.PARAGRAPH, text),), meta)) == locale


# --- a new version ------------------------------------------------------------------------------------------------

OLD = "# Reeds\n\nThey bend in the wind.\n\nThe boat is late again this year.\n\nA lamp.\n\nA door.\n"
NEW = "# Reeds\n\nA lamp.\n\nThey bend in the wind.\n\nThe boat is late again that year.\n\nA quay.\n"


@pytest.fixture
def translated(house):
    """A text with an edition in which every unit has a translation."""
    texts.bring_in(house.store, read_markdown(OLD), locale="en", by=house.translator, slug="reeds")
    texts.start_edition(house.store, "reeds", "es", by=house.translator)
    for number, unit in enumerate(desk.window(house.store, "reeds", "es", by=house.translator).units):
        key = f"translated-{number}"
        units.save(house.store, unit.id, target=f"T{number}", version=1, key=key, by=house.translator)
    return house


def _targets(house) -> list[tuple[str, bool]]:
    with house.store.read() as tx:
        query = sa.select(Unit.target, Unit.stale).where(Unit.retired_at.is_(None)).order_by(Unit.position)
        return [(target, stale) for target, stale in tx.session.execute(query)]


def test_a_new_version_says_first_what_it_would_change(translated):
    """Somebody who brought the wrong file sees it in time."""
    uid = _wait(translated, _reading(NEW, media=()), purpose=Purpose.REVISION, slug="reeds")
    page = arrivals.page(translated.store, uid, by=translated.translator)
    report = arrivals.keep(translated.store, uid, by=translated.translator).report

    assert (page.slug, page.text_title, page.locale) == ("reeds", "Reeds", "en")
    assert page.changes is not None
    assert page.changes.report == report
    [difference] = page.changes.edited
    assert [(one.op, one.old or one.new) for one in difference if one.op != "equal"] == [
        ("delete", "this"),
        ("insert", "that"),
    ]
    assert page.changes.gone == ("A door.",)
    assert (report.kept, report.edited, report.added, report.retired) == (3, 1, 1, 1)


def test_translations_follow_their_passages(translated):
    """Moved ones with their text, edited ones marked, new ones empty."""
    uid = _wait(translated, _reading(NEW, media=()), purpose=Purpose.REVISION, slug="reeds")
    arrivals.keep(translated.store, uid, by=translated.translator)

    assert _targets(translated) == [("T0", False), ("T3", False), ("T1", False), ("T2", True), ("", False)]


def test_a_passage_that_is_gone_can_be_brought_back(translated):
    """With its translation, to the place where it stood."""
    uid = _wait(translated, _reading(NEW, media=()), purpose=Purpose.REVISION, slug="reeds")
    arrivals.keep(translated.store, uid, by=translated.translator)
    gone = texts.retired(translated.store, "reeds", by=translated.translator)
    texts.bring_back(translated.store, "reeds", gone[0].uid, by=translated.translator)

    assert [(one.content, one.translations) for one in gone] == [("A door.", 1)]
    assert [s.content for s in texts.document(translated.store, "reeds").segments][-2:] == ["A door.", "A quay."]
    assert ("T4", False) in _targets(translated)
    assert texts.retired(translated.store, "reeds", by=translated.translator) == []
    with pytest.raises(NotFound):
        texts.bring_back(translated.store, "reeds", gone[0].uid, by=translated.translator)
    with pytest.raises(NotAllowed):
        texts.retired(translated.store, "reeds", by=translated.reader)


def test_only_who_may_revise_brings_a_new_version(translated):
    """It is refused at the door, before anybody looks at it."""
    stranger = translated.user("Passing", *[(grant.role, "es") for grant in translated.translator.roles][:1])
    with pytest.raises(NotAllowed, match="editor"):
        arrivals.receive(translated.store, _reading(), purpose=Purpose.REVISION, by=stranger, slug="reeds")
    with pytest.raises(NotFound):
        _wait(translated, purpose=Purpose.REVISION, slug="nowhere")


def test_a_finished_translation_goes_to_its_alignment(house):
    """What does not belong to it is left out first."""
    texts.bring_in(house.store, read_markdown(OLD), locale="en", by=house.translator, slug="reeds")
    reading = _reading("# Juncos\n\nInicio | Noticias\n\nSe doblan con el viento para los que los miran.\n")
    uid = _wait(house, reading, purpose=Purpose.TRANSLATION, slug="reeds")
    page = arrivals.page(house.store, uid, by=house.translator)
    kept = arrivals.keep(house.store, uid, by=house.translator, locale=page.locale, left_out=[1])

    assert (page.locale, page.startable) == ("es", ("es", "zh-Hans"))
    assert kept.alignment_id is not None
    assert texts.picture(house.store, "reeds", LOOM.name, by=house.reader) == LOOM


def test_a_bad_file_leaves_the_database_as_it_was(house, fingerprint):
    """Reading comes before any writing."""
    before = fingerprint(house.store)
    with pytest.raises(WorkbenchError):
        documents.read("x.docx", b"PK\x03\x04 cut off")

    assert fingerprint(house.store) == before
