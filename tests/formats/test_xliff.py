"""An edition survives XLIFF of both versions, other tools read it, and files of strangers do no harm."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.xliff import VERSIONS, XliffFileError, read_xliff, write_xliff
from workbench.languages import UnknownLocale
from workbench.states import State
from workbench.text.segments import Kind

UNITS = (
    ExportUnit("p-1", ("The mill closed.",), "造纸厂**关门了。**那以后", state=State.APPROVED, version=4),
    ExportUnit(
        "p-2",
        ("One <b>&amp;</b>.", "Two\nlines.", "A\n\nB"),
        "Uno  .\n\nDos\nlíneas.",
        kind=Kind.LIST_ITEM,
        level=2,
        state=State.RETURNED,
        stale=True,
        previous_source="Older\n\nwords",
        notes=("Is it she?", "Two\nlines."),
        version=12,
        terms=(("mutual aid team", "互助组"), ("mill", "工厂")),
    ),
    ExportUnit("p-3", ("Rule.",), "", omitted="Not for\nreaders", state=State.APPROVED),
    ExportUnit("p-4", (), "Added.", kind=Kind.NOTE, state=State.SUBMITTED),
    ExportUnit("p-5", ("",), "", kind=Kind.RULE),
    ExportUnit("p-6", ("New.",), "Nuevo.", state=State.DRAFT, stale=True),
    ExportUnit("a note [^1]", ("Blank in an id.",), " edge ", kind=Kind.NOTE, state=State.DRAFT),
)
EDITION = Edition("tale", "A tale", "en", "zh-Hans", UNITS)
version = pytest.mark.parametrize("version", VERSIONS)


@version
def test_everything_survives_the_trip(version):
    """States, notes, terms, borders of paragraphs and ids are what a translator must not lose on the way."""
    back = read_xliff(write_xliff(EDITION, version=version))

    assert (back.slug, back.source_locale, back.target_locale) == ("tale", "en", "zh-Hans")
    assert back.entries == UNITS


@version
@pytest.mark.parametrize(
    ("target", "state"),
    [*(("", state) for state in State), *(("Uno.", state) for state in State if state is not State.INITIAL)],
)
def test_every_state_survives_with_and_without_a_text(version, target, state):
    """What was left out on purpose is handed in and approved without a text."""
    unit = ExportUnit("p", ("One.",), target, state=state, omitted=None if target else "So.")

    assert read_xliff(write_xliff(replace(EDITION, units=(unit,)), version=version)).entries == (unit,)


@version
@given(source=st.text("ab<>&\"' 中𠮷\n\t*_[]\u2028", max_size=20), target=st.text("x<&\n \t*é\u3000", max_size=20))
def test_any_text_survives(version, source, target):
    """Markdown and blanks are part of the text, and XML has its own ideas about both."""
    unit = ExportUnit("p", (source,), target, state=State.DRAFT if target else State.INITIAL)
    [back] = read_xliff(write_xliff(replace(EDITION, units=(unit,)), version=version)).entries

    assert (back.source, back.target) == ((source,), target)


@version
def test_a_second_write_gives_the_same_bytes(version):
    """A file that changes by itself cannot live in git."""
    data = write_xliff(EDITION, version=version)

    assert write_xliff(replace(EDITION, units=read_xliff(data).entries), version=version) == data


@version
def test_characters_that_xml_cannot_hold_are_left_out(version):
    """One of them would make the whole file unreadable."""
    unit = ExportUnit("p", ("A\x00\x0b\ufffe.",), "B\x1f\r\nC", state=State.DRAFT)
    [back] = read_xliff(write_xliff(replace(EDITION, units=(unit,)), version=version)).entries

    assert (back.source, back.target) == (("A.",), "B\nC")


@pytest.mark.parametrize(("version", "module"), [("2.1", "xliff2"), ("1.2", "xliff")])
def test_an_independent_reader_sees_the_same(version, module):
    """The tools that translators have do not read with our reader."""
    toolkit = pytest.importorskip(f"translate.storage.{module}")
    reader = toolkit.Xliff2File if version == "2.1" else toolkit.xlifffile
    store = reader.parsestring(write_xliff(EDITION, version=version))
    seen = [(unit.source or "", unit.target or "") for unit in store.units if not unit.isheader()]

    assert seen == [("\n\n".join(unit.source), unit.target) for unit in UNITS]


def test_the_file_is_built_as_the_specification_of_2_1_says():
    """Modules stand first in a unit, then notes, then segments; ids have no blanks and are there once."""
    root = etree.parse(io.BytesIO(write_xliff(EDITION))).getroot()
    names = {None: "urn:oasis:names:tc:xliff:document:2.0"}
    units = root.findall("file/unit", names)

    assert dict(root.attrib) == {"version": "2.1", "srcLang": "en", "trgLang": "zh-Hans"}
    assert [etree.QName(child).localname for child in units[1]] == ["glossary", "metadata", "notes", "segment"]
    assert len({unit.get("id") for unit in units}) == len(units)
    assert not any(" " in unit.get("id") for unit in units)
    states = {(s.get("state"), s.find("target", names) is not None) for s in root.iter("{*}segment")}
    assert states == {("initial", False), ("translated", True), ("final", True)}


def test_the_file_is_built_as_the_specification_of_1_2_says():
    """Source, target, then what is known besides."""
    root = etree.parse(io.BytesIO(write_xliff(EDITION, version="1.2"))).getroot()
    unit = root.findall("{*}file/{*}body/{*}trans-unit")[1]
    order = ["source", "target", "context-group", "note", "note", "note", "note"]

    assert [etree.QName(child).localname for child in unit] == order


OTHER_2 = b"""<?xml version="1.0"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en-GB" trgLang="es-MX">
 <file id="f"><unit id="u1">
  <segment state="final"><source>One <pc id="1">two</pc>.</source><target>Uno <pc id="1">dos</pc>.</target></segment>
  <ignorable><source> </source></ignorable>
  <segment state="translated" subState="other:x"><source>Three.</source><target>Tres.</target></segment>
 </unit><group id="g"><unit id="u2"><segment state="reviewed"><source>Four.</source><target>Cuatro.</target>
 </segment></unit></group></file></xliff>"""
OTHER_1 = b"""<xliff version="1.2"><file original="x.txt" source-language="en" target-language="es_ES"><body>
 <group><trans-unit id="1" approved="yes"><source>One <g id="1">two</g>.<bpt id="2">&lt;b></bpt></source>
 <target>Uno.</target></trans-unit></group>
 <trans-unit id="2"><source>Two.</source><target state="needs-l10n">Dos.</target></trans-unit>
 <trans-unit id="3"><source>Three.</source></trans-unit></body></file></xliff>"""


def test_files_of_other_tools_are_read():
    """They cut units into segments, put elements around words, and have words of their own for states."""
    two, one = read_xliff(OTHER_2), read_xliff(OTHER_1)

    assert (two.source_locale, two.target_locale, one.slug) == ("en", "es", "x.txt")
    assert [(u.uid, u.source, u.target, u.state) for u in two.entries] == [
        ("u1", ("One two. Three.",), "Uno dos. Tres.", State.DRAFT),
        ("u2", ("Four.",), "Cuatro.", State.SUBMITTED),
    ]
    assert [(u.uid, u.source, u.target, u.state) for u in one.entries] == [
        ("1", ("One two.",), "Uno.", State.APPROVED),
        ("2", ("Two.",), "Dos.", State.DRAFT),
        ("3", ("Three.",), "", State.INITIAL),
    ]


@pytest.mark.parametrize(("version", "before", "after"), [
    ("2.1", b'state="translated" subState="workbench:draft"', b'state="final"'),
    ("1.2", b'state="translated"', b'state="final"'),
])  # fmt: skip
def test_a_state_that_was_changed_in_another_tool_counts(version, before, after):
    """The finer state of ours, which the tool does not know, no longer belongs to it."""
    edition = replace(EDITION, units=(ExportUnit("p", ("One.",), "Uno.", state=State.DRAFT),))
    data = write_xliff(edition, version=version)

    assert before in data
    assert read_xliff(data.replace(before, after)).entries[0].state is State.APPROVED


@pytest.mark.parametrize(
    "data",
    [b"", b"plain", b"<xliff", b"<html/>", b'<xliff version="3.0"/>', b"<xliff/>", b'<xliff version="1.2">\xff</xliff>',
     OTHER_1.replace(b'id="2"', b'id="1"'), b"<x>" * 5000],
)  # fmt: skip
def test_what_is_no_xliff_is_refused(data):
    """The person chose the wrong file, or one that a tool broke, and should hear what to do."""
    with pytest.raises(XliffFileError):
        read_xliff(data)


def test_a_language_that_we_do_not_have_is_named():
    """Which is the first thing to look at."""
    with pytest.raises(UnknownLocale, match="fr"):
        read_xliff(OTHER_1.replace(b"es_ES", b"fr"))


def test_entities_and_other_files_are_not_opened(tmp_path):
    """A package may have passed through many hands."""
    secret = tmp_path / "secret"
    secret.write_text("SECRET")
    for declared in ('<!ENTITY a "aaaa">', f'<!ENTITY a SYSTEM "{secret.as_uri()}">'):
        attack = f"<!DOCTYPE xliff [{declared}]>{OTHER_1.decode()}".replace("Dos.", "&a;")
        for data in (attack.encode(), attack.encode("utf-16")):
            with pytest.raises(XliffFileError):
                read_xliff(data)


def test_two_units_of_one_id_are_not_written():
    """Nobody could tell which one a translation belongs to."""
    for units in ((UNITS[0], UNITS[0]), (replace(UNITS[0], uid=""),)):
        with pytest.raises(XliffFileError):
            write_xliff(replace(EDITION, units=units))
