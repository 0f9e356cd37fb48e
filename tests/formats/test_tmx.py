"""A TMX file gives a memory back as it was, and files of other tools are read without risk."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.tmx import (
    TmxFileError,
    TranslationUnit,
    check_tmx,
    edition_units,
    read_tmx,
    text_units,
    write_tmx,
)
from workbench.states import State

UNITS = [
    TranslationUnit("The mill closed.", "造纸厂关门了。", "en", "zh-Hans", "p1", approved=True),
    TranslationUnit("<script>alert(1)</script> & “=1+1”", "A\n\n𠮷\u202e", "en", "zh-Hans", "p2", 0.5),
]


def test_units_read_back_as_written():
    """A memory that changes on the way through a file would stop matching exactly."""
    assert list(read_tmx(write_tmx(UNITS))) == UNITS


@given(st.lists(st.tuples(*[st.text("ab<>&\"'中𠮷 \n\t\r\x00\x0b\ufffe\u2028", min_size=1, max_size=12)] * 2)))
def test_any_text_survives_but_for_what_xml_cannot_hold(pairs):
    """Control characters have no place in XML; everything else has to stay."""
    units = [TranslationUnit(f"x{source}", f"y{target}", "es", "zh-Hant") for source, target in pairs]
    back = list(read_tmx(write_tmx(units)))

    def kept(text: str) -> str:
        text = text.replace("\x00", "").replace("\x0b", "").replace("\ufffe", "")
        return text.replace("\r\n", "\n").replace("\r", "\n")

    assert [(unit.source, unit.target) for unit in back] == [(kept(u.source), kept(u.target)) for u in units]


def test_a_second_write_gives_the_same_bytes():
    """Files that travel in git must not change by themselves."""
    data = write_tmx(UNITS)

    assert data == write_tmx(read_tmx(data))
    assert b"creationdate" not in data


def test_an_independent_reader_sees_the_same_pairs():
    """OmegaT and Weblate do not read with our reader."""
    toolkit = pytest.importorskip("translate.storage.tmx")
    store = toolkit.tmxfile(io.BytesIO(write_tmx(UNITS)), "en", "zh-Hans")

    assert [(unit.source, unit.target) for unit in store.units] == [(unit.source, unit.target) for unit in UNITS]


OTHER_TOOL = """<?xml version="1.0" encoding="UTF-16"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="x" srclang="EN-US" segtype="sentence"/>
<body>
<tu><note>n</note>
  <tuv xml:lang="ES"><seg>La fábrica <bpt i="1">&lt;b></bpt>cerró<ept i="1">&lt;/b></ept>.</seg></tuv>
  <tuv xml:lang="en-us"><seg>The mill <hi>has <ph>{0}</ph>closed</hi>.<!-- x --></seg></tuv>
  <tuv lang="zh_TW"><seg>工廠關門了。</seg></tuv>
  <tuv xml:lang="fr"><seg>L’usine a fermé.</seg></tuv>
</tu>
<tu><tuv xml:lang="en"><seg>Alone.</seg></tuv><tuv xml:lang="es"><seg> </seg></tuv></tu>
</body></tmx>""".encode("utf-16")


def test_files_of_other_tools_are_read():
    """They have several languages, inline elements, odd tags of locales and other encodings."""
    english, spanish, chinese = "The mill has closed.", "La fábrica cerró.", "工廠關門了。"

    assert [(unit.source, unit.target, unit.target_locale) for unit in read_tmx(OTHER_TOOL)] == [
        (english, spanish, "es"),
        (english, chinese, "zh-Hant"),
    ]
    [unit] = read_tmx(OTHER_TOOL, source_locale="zh-Hant", target_locale="es")
    assert (unit.source, unit.target) == (chinese, spanish)


def test_entities_and_other_files_are_not_opened(tmp_path):
    """A memory from a stranger must neither fill the disk nor read it."""
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    attack = f"""<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "{secret.as_uri()}">]>
    <tmx version="1.4"><header srclang="en"/><body><tu>
    <tuv xml:lang="en"><seg>%s</seg></tuv><tuv xml:lang="es"><seg>x</seg></tuv></tu></body></tmx>"""

    for entity in ("&b;", "&f;", "<hi>&f;</hi>"):
        with pytest.raises(TmxFileError):
            list(read_tmx((attack % entity).encode()))


@pytest.mark.parametrize("data", [b"", b"<tmx>", b"<html/>", b"<html><header/></html>", b"plain", b"<tmx>\xff</tmx>"])
def test_what_is_no_tmx_is_refused(data):
    """The person chose the wrong file and should hear so."""
    with pytest.raises(TmxFileError):
        list(read_tmx(data))


def test_units_stream_without_filling_the_memory():
    """Memories of collectives grow to hundreds of thousands of units."""
    unit = TranslationUnit("The mill closed.", "La fábrica cerró.", "en", "es")
    stream = read_tmx(write_tmx([unit] * 5000))

    assert sum(1 for _ in stream) == 5000


def test_an_edition_gives_its_pairs():
    """What has one side only, or no longer belongs together, is no memory."""
    edition = Edition("mill", "Mill", "en", "es", (
        ExportUnit("a", ("One.", "Two."), "Uno.\n\nDos.", state=State.APPROVED),
        ExportUnit("b", ("Three.",), "Tres.", state=State.DRAFT),
        ExportUnit("c", ("Four.",), ""),
        ExportUnit("d", (), "Cinco.", state=State.APPROVED),
        ExportUnit("e", ("Six.",), "Seis.", state=State.APPROVED, stale=True),
    ))  # fmt: skip

    assert [unit.uid for unit in edition_units(edition)] == ["a", "b"]
    assert [unit.source for unit in edition_units(edition, approved_only=True)] == ["One.\n\nTwo."]


WHEN = dt.datetime(2021, 3, 4, 5, 6, 7, tzinfo=dt.UTC)


def test_one_passage_with_all_its_languages_is_one_unit():
    """A memory of a text that was translated twice would otherwise hold its source twice."""
    units = [
        TranslationUnit("One.", "Uno.", "en", "es", "p1", None, True, "mill", WHEN),
        TranslationUnit("One.", "一。", "en", "zh-Hans", "p1", 0.25, False, "mill", None),
        TranslationUnit("One.", "Otro.", "en", "es", "", None, False, "", WHEN),
        TranslationUnit("One.", "别的。", "en", "zh-Hans", "", None, False, "", WHEN),
        TranslationUnit("二。", "Two.", "zh-Hans", "en", "p1"),
    ]
    data = write_tmx(units)

    assert data.count(b"<tu ") + data.count(b"<tu>") == 4
    assert list(read_tmx(data)) == units
    assert [unit.target for unit in read_tmx(data, target_locale="es")] == ["Uno.", "Otro."]


def test_editions_of_one_text_meet_in_their_passages():
    """Where two editions cut the text differently, each has its own units, and no id is there twice."""
    spanish = Edition("mill", "", "en", "es", (
        ExportUnit("a", ("One.",), "Uno.", state=State.APPROVED, segments=("a",)),
        ExportUnit("b", ("Two.", "Three."), "Dos y tres.", state=State.APPROVED, segments=("b", "c")),
    ))  # fmt: skip
    chinese = Edition("mill", "", "en", "zh-Hans", (
        ExportUnit("a", ("One.",), "一。", state=State.DRAFT, segments=("a",)),
        ExportUnit("b", ("Two.",), "二。", state=State.APPROVED, segments=("b",)),
    ))  # fmt: skip

    units = list(text_units([spanish, chinese]))
    assert sorted((u.uid, u.target_locale) for u in units) == [
        ("a", "es"), ("a", "zh-Hans"), ("b", "es"), ("b-zh-Hans", "zh-Hans"),
    ]  # fmt: skip
    assert {u.origin for u in units} == {"mill"}
    assert write_tmx(units).count(b"<tu ") == 3
    assert [u.target for u in text_units([spanish, chinese], approved_only=True)].count("一。") == 0


def test_unknown_languages_are_counted():
    """Whoever brings a memory in wants to know what stayed outside."""
    unknown: Counter[str] = Counter()

    assert len(list(read_tmx(OTHER_TOOL, unknown=unknown))) == 2
    assert unknown == {"fr": 1}


def test_a_look_through_finds_what_reading_would_stumble_over():
    """Nothing has to be undone if nothing was begun."""
    whole = write_tmx(UNITS)
    entity = b'<!DOCTYPE tmx [<!ENTITY a "b">]><tmx><body><tu><tuv xml:lang="en"><seg>&a;</seg></tuv></tu></body></tmx>'
    check_tmx(io.BytesIO(whole))

    for broken in (whole[:-9], b"<xliff/>", b"", entity):
        with pytest.raises(TmxFileError):
            check_tmx(io.BytesIO(broken))


@pytest.mark.parametrize("written", ["20210304", "20211304T050607Z", "yesterday", ""])
def test_a_date_that_is_none_is_left_out(written):
    """Other tools write what they like."""
    [first, _] = write_tmx(UNITS).split(b"</tu>", 1)
    data = (
        first.replace(b'xml:lang="zh-Hans"', f'xml:lang="zh-Hans" changedate="{written}"'.encode())
        + b"</tu></body></tmx>"
    )

    assert [unit.changed for unit in read_tmx(data)] == [None]
