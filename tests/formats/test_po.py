"""A PO file holds an edition without loss, other tools accept it, and a broken one is refused by line."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.po import read_po, write_po
from workbench.formats.po_syntax import PoFileError
from workbench.states import State
from workbench.text.segments import Kind


def require(tool: str) -> str:
    """Give the tool's path; without it skip, or fail where everything is required."""
    path = shutil.which(tool)
    if path is None:
        if os.environ.get("WORKBENCH_REQUIRE") == "all":
            pytest.fail(f"{tool} is required")
        pytest.skip(f"{tool} is not installed")
    return path


def edition(*units: ExportUnit, source="en", target="zh-Hans") -> Edition:
    return Edition("paper-mill", "The paper mill", source, target, units)


EVERY_SHAPE = edition(
    ExportUnit("t1", ("The paper mill",), "造纸厂", Kind.TITLE, state=State.APPROVED),
    ExportUnit("h1", ("Spring",), "春", Kind.HEADING, level=2, state=State.SUBMITTED),
    ExportUnit("p1", ("One.", "Two."), "一。\n\n二。", state=State.APPROVED),
    ExportUnit("p2", ('She said: "no\\n".',), "她说：“不。”", state=State.RETURNED, notes=("ask\nagain", "soon")),
    ExportUnit("p3", ("Nobody knew.",), ""),
    ExportUnit(
        "p4",
        ("Now 12 people.",),
        "十一个人。",
        state=State.APPROVED,
        stale=True,
        previous_source="11 people.",
    ),
    ExportUnit("p5", ("Now 13 people.",), "十二个人。", state=State.DRAFT, stale=True),
    ExportUnit("o1", ("See page 4.",), "", state=State.APPROVED, omitted="no pages here: the web has none"),
    ExportUnit("i1", (), "译者注：此处有误。", Kind.NOTE, state=State.DRAFT),
    ExportUnit("i2", (), "", Kind.NOTE),
    ExportUnit("c1", ("a = 1\n\nb = 2\n\n\nc", "d"), "a\u2028b\x85\r\t", Kind.CODE, state=State.DRAFT),
    ExportUnit("r1", ("",), "", Kind.RULE),
    ExportUnit("x1", ("A <script>", "=1+1\u202e"), "#~ msgid \\", state=State.INITIAL),
)


def test_every_shape_of_unit_survives_the_trip():
    """Insertions, omissions, stale and returned units must come back from git as they went."""
    back = read_po(write_po(EVERY_SHAPE))

    assert (back.slug, back.source_locale, back.target_locale) == ("paper-mill", "en", "zh-Hans")
    assert back.entries == EVERY_SHAPE.units


def test_a_second_write_gives_the_same_bytes():
    """A diff in git must show what people did, not that a program ran."""
    text = write_po(EVERY_SHAPE)

    assert write_po(replace(EVERY_SHAPE, units=read_po(text).entries)) == text


def _edges_hold_no_line_feed(text: str) -> str:
    return text.strip("\n")


ODD = 'aé中𠮷"\\#|~,:[] \n\r\t\v\f\x1c\x85\u00a0\u2028\u202e\u3000\ufeff'
TEXT = st.text(ODD, max_size=30).map(_edges_hold_no_line_feed)
PARAGRAPH = (
    (st.text(ODD, min_size=1, max_size=20) | st.sampled_from(["a\n\nb", "a\n\n\nb", '"', "\\", "#| x"]))
    .map(_edges_hold_no_line_feed)
    .filter(bool)
)
NOTE = st.text("ab #:|~,. 中", min_size=1, max_size=8).map(str.strip).filter(bool)


@st.composite
def units(draw: st.DrawFn) -> ExportUnit:
    """Any unit that the workbench can hold."""
    stale = draw(st.booleans())
    target = draw(TEXT)
    omitted = draw(st.none() | st.text("ab :中", max_size=8).map(lambda text: " ".join(text.split())))
    # Where nothing stands, nothing was handed in.
    states = list(State) if target or omitted is not None else [State.INITIAL, State.DRAFT, State.RETURNED]
    return ExportUnit(
        uid=draw(st.text("abcdef0123456789-", min_size=1, max_size=12)),
        source=tuple(draw(st.lists(PARAGRAPH, max_size=3))),
        target=target,
        kind=draw(st.sampled_from(Kind)),
        level=draw(st.integers(0, 6)),
        state=draw(st.sampled_from(states)),
        stale=stale,
        previous_source=draw(TEXT) if stale else "",
        omitted=omitted,
        notes=tuple(draw(st.lists(NOTE, max_size=2))),
    )


@given(
    st.lists(units(), max_size=4, unique_by=lambda unit: unit.uid),
    st.sampled_from(["en", "es", "zh-Hant-HK"]),
)
def test_what_is_written_reads_back_the_same(drawn, target):
    """Whatever people type must come back, quotes, marks and odd line separators included."""
    text = write_po(edition(*drawn, source="es", target=target))
    back = read_po(text)

    assert list(back.entries) == drawn
    assert back.target_locale == target
    assert read_po(text.replace("\n", "\r\n").encode("utf-8-sig")) == back


@given(st.text('#"\\ \nmsgidctr|~.,', max_size=60))
def test_any_text_is_read_or_refused_by_name(text):
    """A damaged file must end in a sentence about a line, never in a traceback."""
    for candidate in (text, write_po(EVERY_SHAPE) + text):
        try:
            read_po(candidate)
        except PoFileError:
            continue


def test_msgfmt_finds_nothing_to_complain_about(tmp_path):
    """The folder is checked with gettext's own tool wherever it is there."""
    file = tmp_path / "zh-Hans.po"
    file.write_text(write_po(EVERY_SHAPE), encoding="utf-8", newline="")

    run = subprocess.run(
        [require("msgfmt"), "--check", "--output-file", os.devnull, str(file)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert run.returncode == 0, run.stderr
    complaints = [line for line in run.stderr.splitlines() if "\\r" not in line]
    assert complaints == []


def test_a_rewrite_by_gettext_tools_changes_no_entry(tmp_path):
    """Other tools wrap lines and order comments in their own way."""
    file = tmp_path / "zh-Hans.po"
    file.write_text(write_po(EVERY_SHAPE), encoding="utf-8", newline="")

    run = subprocess.run([require("msgcat"), "--width=30", str(file)], capture_output=True, check=True)

    assert read_po(run.stdout).entries == EVERY_SHAPE.units


def test_an_independent_reader_sees_the_same_texts():
    """Pootle, Virtaal and Weblate read with translate-toolkit, not with polib."""
    pypo = pytest.importorskip("translate.storage.pypo")
    store = pypo.pofile.parsefile(io.BytesIO(write_po(EVERY_SHAPE).encode()))
    seen = {unit.getcontext(): unit for unit in store.units if not unit.isheader()}

    assert list(seen) == [unit.uid for unit in EVERY_SHAPE.units]
    for unit in EVERY_SHAPE.units:
        assert seen[unit.uid].target == unit.target
        assert seen[unit.uid].isfuzzy() is (bool(unit.target) and unit.state is not State.APPROVED)
    assert seen["p4"].prev_source == "11 people."


def test_the_header_speaks_gettext_and_keeps_the_locale():
    """Other tools know zh_TW; the workbench needs the script as well."""
    text = write_po(edition(target="zh-Hant"))

    assert '"Language: zh_TW\\n"' in text
    assert '"X-Workbench-Locale: zh-Hant\\n"' in text
    assert "Date: \\n" in text


def test_a_flag_changed_elsewhere_outweighs_the_state_line():
    """Other editors set and clear `fuzzy` but leave `#.` lines alone."""
    submitted = write_po(edition(ExportUnit("a", ("One.",), "一。", state=State.SUBMITTED)))
    approved = write_po(edition(ExportUnit("a", ("One.",), "一。", state=State.APPROVED)))

    assert read_po(submitted.replace("#, fuzzy\n", "")).entries[0].state is State.APPROVED
    assert read_po(approved.replace("msgctxt", "#, fuzzy\nmsgctxt")).entries[0].state is State.DRAFT


def test_files_of_other_tools_are_read():
    """Poedit and msgmerge write other comments, obsolete entries and no workbench header."""
    text = r"""
msgid ""
msgstr "Project-Id-Version: mill\nLanguage: zh_TW\nContent-Type: text/plain; charset=UTF-8\n"

#somebody wrote this
#: book.md:12
#. kind: unknown
#,fuzzy
msgctxt "a"
msgid "One."
msgstr "一。"

msgid "Two."
msgstr "二。"

#~ msgctxt "b"
#~ msgid "Gone."
#~ msgstr "走了。"
"""
    back = read_po(text)

    assert (back.slug, back.source_locale, back.target_locale) == ("mill", "", "zh-Hant")
    assert [(unit.uid, unit.target, unit.state) for unit in back.entries] == [
        ("a", "一。", State.DRAFT),
        ("", "二。", State.APPROVED),
    ]
    assert back.entries[0].notes == ("somebody wrote this",)


def _good() -> str:
    return write_po(edition(ExportUnit("a", ("One.",), "一。", state=State.APPROVED)))


BROKEN = {
    "an unclosed string": (_good().replace('msgid "One."', 'msgid "One.'), 18),
    "a quote inside": (_good().replace("One.", 'O"ne.'), 18),
    "a merge conflict": (_good().replace("#. paragraph", "<<<<<<< HEAD"), 16),
    "a missing msgstr": (_good() + '\nmsgctxt "b"\nmsgid "Two."\n', 22),
    "a missing msgid": (_good() + '\nmsgctxt "b"\nmsgstr "Two."\n', 22),
    "a lost entry": (_good() + '\nmsgctxt "b"\nmsgid "2"\nmsgid "3"\nmsgstr ""\n', 23),
    "a string without a keyword": ('"text"\n' + _good(), 1),
    "a duplicate context": (_good() + '\nmsgctxt "a"\nmsgid "Two."\nmsgstr ""\n', 21),
    "an empty msgid": (_good() + '\nmsgctxt "b"\nmsgid ""\nmsgstr "x"\n', 21),
    "no header": ('msgctxt "a"\nmsgid "One."\nmsgstr ""\n', 1),
    "no language": ('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n', 1),
    "an unfinished earlier text": (_good().replace("#. paragraph", '#| msgid "old'), 16),
    "nothing at all": ("", 1),
    "the name of a file": (__file__, 1),
}


@pytest.mark.parametrize(("text", "line"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused_with_its_line(text, line):
    """The person who has to repair a file by hand must know where to look."""
    with pytest.raises(PoFileError) as refusal:
        read_po(text)

    assert refusal.value.details["line"] == line
    assert "One" not in str(refusal.value)


def test_a_file_in_another_charset_than_declared_is_refused_by_byte():
    """Read as something else, Chinese text would be replaced by rubbish and saved."""
    data = _good().encode("gb18030")

    with pytest.raises(PoFileError, match=f"byte {data.index('。'.encode('gb18030'))} .*line 19") as refusal:
        read_po(data)
    assert refusal.value.details["charset"] == "utf-8"


def test_a_file_in_the_charset_that_it_declares_is_read():
    """Older tools in Mainland China still write GB18030 and say so."""
    data = _good().replace("charset=UTF-8", "charset=GB18030").encode("gb18030")

    assert read_po(data).entries[0].target == "一。"


def test_an_unknown_charset_is_refused():
    """Python knows codecs that no translator's tool writes, and some of them run code or expand data."""
    with pytest.raises(PoFileError, match="charset unicode-escape"):
        read_po(_good().replace("charset=UTF-8", "charset=unicode-escape").encode())


def test_two_units_with_one_id_are_not_written():
    """Reading them back would be ambiguous."""
    with pytest.raises(PoFileError):
        write_po(edition(ExportUnit("a", ("One.",), ""), ExportUnit("a", ("Two.",), "")))


def test_a_work_package_carries_versions_and_terms():
    """They tell what a text was based on, and what the glossary wants."""
    unit = ExportUnit(
        "a", ("The mill = ours.",), "La nuestra.", state=State.DRAFT, version=12_345, terms=(("mill", "fábrica"),)
    )
    [back] = read_po(write_po(Edition("mill", "", "en", "es", (unit,)))).entries

    assert back == unit


def test_a_backslash_that_says_nothing_is_refused():
    """Gettext refuses it, and other tools keep or drop it as they like."""
    text = write_po(Edition("mill", "", "en", "es", (ExportUnit("a", ("One.",), "Uno"),)))
    broken = text.replace('msgstr "Uno"', 'msgstr "U\\qno"')

    assert read_po(text.replace('msgstr "Uno"', 'msgstr "U\\tn\\\\o"')).entries[0].target == "U\tn\\o"
    with pytest.raises(PoFileError, match="backslash"):
        read_po(broken)
