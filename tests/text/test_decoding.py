"""From bytes to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.text import EmptyText, ParagraphTooLong, TooManySegments, UnreadableText, clean, decode

HANS = "一九五八年的秋天，我们大队办起了互助组。那时候大家都没有什么经验，只知道埋头苦干。"
HANT = "一九五八年的秋天，我們大隊辦起了互助組。那時候大家都沒有什麼經驗，只知道埋頭苦幹。"
ES = "La señora volvió al molino. ¿Quién lo habría creído? «Así fue», dijo el año pasado."
EN = "It wasn’t the mill — it was “our” river that froze."

SAMPLES = [
    (text, codec, name)
    for codec, name, texts in [
        ("utf-8", "UTF-8", (HANS, HANT, ES, EN)),
        ("utf-8-sig", "UTF-8", (HANS, ES)),
        ("utf-16", "UTF-16", (HANS, ES, EN)),
        ("utf-16-le", "UTF-16", (HANS, HANT, ES, EN)),
        ("utf-16-be", "UTF-16", (HANS, HANT, ES, EN)),
        ("gb18030", "GB18030", (HANS, HANT, HANS[:10], "𠮷" + HANS)),
        ("big5", "Big5", (HANT, HANT[:10])),
        ("cp1252", "Windows-1252", (ES, EN)),
    ]
    for text in texts
]


@pytest.mark.parametrize(("text", "codec", "name"), SAMPLES)
@pytest.mark.parametrize("times", [1, 3000])
def test_an_encoding_is_recognised_in_short_and_long_texts(text, codec, name, times):
    """A single paragraph must do, and a long text may not be cut inside a character."""
    whole = "\n\n".join([text] * times)
    decoded = decode(whole.encode(codec))

    assert (decoded.text, decoded.encoding) == (whole, name)


@pytest.mark.parametrize("codec", ["gb18030", "utf-8-sig"])
def test_a_conversion_is_said(codec):
    """People should know that the file they have differs from what is kept."""
    assert decode(HANS.encode(codec)).notes
    assert not decode(HANS.encode()).notes


def test_the_first_bad_byte_of_nearly_utf8_is_named():
    """A damaged file is mended at its place, not read as something else."""
    data = HANS.encode()
    for broken, offset in [(data[:30] + b"\xff" + data[30:], 30), (data[:-1], len(data) - 3)]:
        with pytest.raises(UnreadableText) as caught:
            decode(broken)

        assert caught.value.details["offset"] == offset


def test_a_bad_byte_late_in_another_encoding_is_named():
    """The encoding is known from the sample; the place is given in bytes of the file."""
    data = "\n\n".join([HANS] * 2000).encode("gb18030")
    with pytest.raises(UnreadableText) as caught:
        decode(data + b"\xff" + data)

    assert caught.value.details["offset"] == len(data)


@pytest.mark.parametrize(
    ("data", "offset"),
    [
        (b"ab\0cd efgh", 2),
        (b"\xef\xbb\xbfa\0b", 4),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x04\0\0\0\x03\0\x08\x06", 8),
        (b"PK\x03\x04\x14\0\0\0\x08\0\x9a\x8b\x21\x57\xff\xfe\x01", 5),
        (bytes(range(1, 256)) * 4, 127),
        (b"\xff\xfea\0\x00\xd8b\0", 4),
    ],
    ids=["nul", "nul behind a mark", "png", "zip", "noise", "lone surrogate"],
)
def test_what_is_no_text_is_refused(data, offset):
    """Better refused than read as nonsense."""
    with pytest.raises(UnreadableText) as caught:
        decode(data)

    assert caught.value.details["offset"] == offset


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_name(data):
    """Uploads are anything."""
    try:
        decoded = decode(data)
    except (UnreadableText, EmptyText):
        return
    assert "\0" not in decoded.text
    assert "\r" not in decoded.text


def test_invisible_characters_are_taken_out_and_said():
    """They can make a text look other than it is."""
    decoded = decode("a\u202eb\u200fc\x08d\ufeffe\r\nf\rg\tcafe\u0301".encode())

    assert decoded.text == "abcde\nf\ng\tcafé"
    assert [note.values["count"] for note in decoded.notes] == ["2", "1", "1"]
    assert all("1" in note.sentence or "2" in note.sentence for note in decoded.notes)


def test_compatibility_ideographs_stay():
    """NFC would replace them by characters that the author did not choose."""
    assert clean("\uf9d0e\u0301\U0002f800")[0] == "\uf9d0é\U0002f800"


@pytest.mark.parametrize("data", [b"", b" \r\n\t", "\ufeff\u3000".encode()])
def test_a_text_without_content_is_refused(data):
    """There is nothing to translate."""
    with pytest.raises(EmptyText):
        decode(data)


def test_limits_are_named_with_their_place():
    """A file without blank lines should be mended, not cut."""
    with pytest.raises(ParagraphTooLong) as long:
        decode(b"a\n\n" + b"b" * 100_001)
    with pytest.raises(TooManySegments) as many:
        decode(b"a\n\n" * 50_001)

    assert (long.value.details["number"], long.value.details["length"]) == (2, 100_001)
    assert many.value.details["count"] == 50_001


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le"])
def test_ten_megabytes_are_judged(codec):
    """An upload of a whole book is read like a page of it."""
    written = (HANS * 20 + "\n\n") * 5000

    assert decode(written.encode(codec)).text.rstrip() == written.rstrip()
