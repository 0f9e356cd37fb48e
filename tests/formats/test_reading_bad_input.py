"""Files that are broken, or made to do harm: refused within seconds, in words that say what to do."""

from __future__ import annotations

import struct
import subprocess
import threading
import time
import zipfile
from io import BytesIO

import pytest

from workbench.errors import WorkbenchError
from workbench.formats import containers, pandoc, reading
from workbench.formats.reading import Form
from workbench.formats.reading.pages import markup

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(*parts: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with these parts in this order."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", method) as file:
        for name, content in parts:
            file.writestr(name, content)
    return data.getvalue()


def word(document: str | bytes, *parts: tuple[str, str | bytes]) -> bytes:
    """A Word file with this part for its body."""
    return packed(("[Content_Types].xml", TYPES), ("word/document.xml", document), *parts)


def book(*parts: tuple[str, str | bytes], spine: str = '<itemref idref="a"/>') -> bytes:
    """An e-book with one chapter, `a.xhtml`."""
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata/><manifest><item id="a" href="a.xhtml" '
        f'media-type="application/xhtml+xml"/></manifest><spine>{spine}</spine></package>'
    )
    return packed(
        ("mimetype", "application/epub+zip"), ("META-INF/container.xml", CONTAINER), ("book.opf", opf), *parts
    )


def encrypted(data: bytes) -> bytes:
    """The same ZIP with its parts marked as encrypted."""
    data = bytearray(data)
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    return bytes(data)


def renamed(data: bytes, old: bytes, new: bytes) -> bytes:
    """The same ZIP with a part renamed to something that no program would write."""
    assert len(old) == len(new)
    return data.replace(old, new)


def lying(data: bytes) -> bytes:
    """The same ZIP with a directory that says that its first part has one byte."""
    at = data.find(b"PK\x01\x02")
    return data[: at + 24] + struct.pack("<I", 1) + data[at + 28 :]


ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>"
)
EXTERNAL = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hosts">]>'
    f"<w:document {W}><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"
)
PAGE = "<html xmlns='http://www.w3.org/1999/xhtml'><body><p>x</p></body></html>"
LONG = b"\0" * (80 << 20)
BAD = {
    "zip bomb": ("x.zip", lambda: packed(("a.txt", LONG)), "unpacks to more than"),
    "many small bombs": ("x.zip", lambda: packed(*((f"{n}.txt", b"a" * (60 << 20)) for n in range(4))), "unpacks"),
    "DOCX of 300 MB": ("x.docx", lambda: word(b" " * (300 << 20)), "unpacks to more than"),
    "a directory that lies": ("x.zip", lambda: lying(packed(("a.txt", "a" * 100_000))), "damaged"),
    "too many parts": ("x.zip", lambda: packed(*((f"{n}.txt", "") for n in range(5_001))), "5000"),
    "a ZIP in a ZIP": ("x.zip", lambda: packed(("a.zip", packed(("b.zip", packed(("c.txt", "x")))))), "another ZIP"),
    "a ZIP without texts": ("x.zip", lambda: packed(("a.png", b"x")), "between 1 and 500"),
    "a path that leads out": ("x.zip", lambda: packed(("../../a.txt", "x")), "leads out"),
    "an absolute path": ("x.zip", lambda: packed(("/etc/a.txt", "x")), "leads out"),
    "a path of Windows": ("x.zip", lambda: renamed(packed(("aXXb.txt", "x")), b"aXXb", b"..\\b"), "leads out"),
    "control characters": ("x.zip", lambda: renamed(packed(("aXb.txt", "x")), b"aXb", b"a\x07b"), "control"),
    "NUL in a name": ("x.zip", lambda: renamed(packed(("aXb.txt", "x")), b"aXb", b"a\x00b"), "control"),
    "truncated": ("x.docx", lambda: word(PAGE)[:-40], "damaged"),
    "truncated text": ("x.docx", lambda: word(b"x" * 9_000)[:60], "damaged"),
    "encrypted ZIP": ("x.zip", lambda: encrypted(packed(("a.txt", "x"))), "password"),
    "encrypted Word": ("x.docx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "encrypted ODT": (
        "x.odt",
        lambda: packed(
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            ("META-INF/manifest.xml", "<manifest><encryption-data/></manifest>"),
            ("content.xml", "x"),
        ),
        "password",
    ),
    "copy protection": (
        "x.epub",
        lambda: book(("META-INF/encryption.xml", '<x><EncryptionMethod Algorithm="aes128-cbc"/></x>')),
        "copy protection",
    ),
    "rights": ("x.epub", lambda: book(("META-INF/rights.xml", "<rights/>")), "copy protection"),
    "no spine": ("x.epub", lambda: book(("a.xhtml", PAGE), spine=""), "in which order"),
    "no package": ("x.epub", lambda: packed(("mimetype", "application/epub+zip"), ("a.xhtml", PAGE)), "list of its"),
    "old Word": ("x.doc", lambda: OLE + b"x" * 600, "save it as .docx"),
    "PDF": ("x.pdf", lambda: b"%PDF-1.7", "PDF"),
    "a table": ("x.xlsx", lambda: packed(("[Content_Types].xml", TYPES), ("xl/workbook.xml", "x")), "Office"),
    "entities": ("x.docx", lambda: word(ENTITIES), "entities"),
    "external entity": ("x.docx", lambda: word(EXTERNAL), "entities"),
    "entities in a page": ("x.html", lambda: b'<!DOCTYPE html [<!ENTITY a "b">]><p>&a;</p>', "entities"),
    "entities in a book": ("x.epub", lambda: book(("a.xhtml", '<!DOCTYPE html [<!ENTITY a "b">]>' + PAGE)), "entities"),
    "no XML": ("x.docx", lambda: word("<w:document"), "damaged"),
    "empty Word": ("x.docx", lambda: word(f"<w:document {W}><w:body/></w:document>"), "empty|damaged"),
    "deep lists": ("x.html", lambda: b"<ul><li>" * 3_000 + b"x", "too deeply"),
    "deep quotations": ("x.epub", lambda: book(("a.xhtml", "<blockquote>" * 3_000 + "x")), "too deeply"),
    "deep Word": (
        "x.docx",
        lambda: word(f"<w:document {W}>" + "<w:p>" * 3_000 + "</w:p>" * 3_000 + "</w:document>"),
        "dam",
    ),
    "deep emphasis": ("x.html", lambda: b"<b><i>" * 900 + b"x", "too deeply"),
    "a chain of notes": (
        "x.html",
        lambda: b"".join(b"<p id=n%d>x<a role=doc-noteref href=#n%d>1</a></p>" % (n, n + 1) for n in range(2_000)),
        "too deeply",
    ),
    "tags without end": ("x.html", lambda: b"<b>" * 600_000 + b"x", "tags"),
    "a style sheet without end": ("x.html", lambda: b"<style>" + b"/*a{top:" * 200_000 + b"</style>", "empty"),
    "an empty page": ("x.html", lambda: b"<html></html>", "empty"),
    "a picture": ("x.docx", lambda: b"\x89PNG\r\n\x1a\n\x00\x00", "damaged"),
    "a program": ("x.exe", lambda: b"MZ\x90", "not read"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_in_words_that_help(case: str):
    """Each of these reaches a server some day, most of them by mistake."""
    name, make, said = BAD[case]
    began = time.process_time()
    with pytest.raises(WorkbenchError, match=said) as refused:
        reading.read(name, make())

    assert time.process_time() - began < 10
    # Neither a path of the server nor the words of a program are for readers.
    assert "/" not in str(refused.value).replace(".docx", "") or ".txt" in str(refused.value)


@pytest.mark.parametrize("form", [".html", ".md", ".txt"])
def test_five_thousand_opening_brackets_are_only_brackets(form: str):
    """Pandoc's own reader of Markdown hangs on them; ours do not."""
    brackets = "[" * 5_000
    read = reading.read(f"x{form}", (f"<p>{brackets}</p>" if form == ".html" else brackets).encode())

    assert [segment.content for segment in read.document.segments] == [brackets]


def test_fonts_may_be_mangled():
    """Many free books mangle their fonts; that protects no text."""
    font = '<x><EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></x>'
    read = reading.read("x.epub", book(("a.xhtml", PAGE), ("META-INF/encryption.xml", font)))

    assert [segment.content for segment in read.document.segments] == ["x"]


def test_a_picture_that_points_at_a_file_of_the_server_brings_nothing_in():
    """Without its sandbox, Pandoc copies the file into the document."""
    page = "<p>x</p><img src='/etc/hostname'><img src='../../../../etc/hostname'><img src='file:///etc/hostname'>"
    read = reading.read("x.html", page.encode())

    assert read.document.media == ()
    assert [segment.content for segment in read.document.segments] == ["x"]


def test_a_conversion_that_takes_too_long_is_ended():
    """One file may not keep a turn for ever."""
    with pytest.raises(pandoc.TooSlow, match="seconds"):
        pandoc.run(["--from", "markdown", "--to", "json"], b"[" * 5_000, seconds=0.3)


def test_a_conversion_that_needs_too_much_memory_is_ended():
    """The limit is that of Pandoc's own process; ours is not touched."""
    page = b"<p>" + b"<b>x</b> " * 300_000
    with pytest.raises(pandoc.TooLarge, match="MB"):
        pandoc.run(["--from", "html", "--to", "json"], page, megabytes=32)


def test_a_document_that_pandoc_cannot_read_is_said_to_be_damaged():
    """Its own words are for the log."""
    with pytest.raises(pandoc.ConversionFailed, match="save it anew") as refused:
        pandoc.run(["--from", "docx", "--to", "json"], b"no container")

    assert refused.value.details["code"]


def test_pandoc_sees_nothing_of_the_server(monkeypatch: pytest.MonkeyPatch):
    """Neither files nor the variables that hold passwords."""
    monkeypatch.setenv("WORKBENCH_DATABASE_URL", "secret")
    seen: dict[str, object] = {}
    real = subprocess.run

    def spy(command: list[str], **given: object) -> object:
        seen.update(given, command=command)
        return real(command, **given)

    monkeypatch.setattr(subprocess, "run", spy)
    pandoc.run(["--from", "html", "--to", "json"], b"<p>x</p>")

    assert "--sandbox" in seen["command"]
    assert "secret" not in str(seen["env"])


def test_so_many_conversions_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch):
    """A server has other readers; who waits in vain is told so."""
    monkeypatch.setattr(pandoc, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(pandoc, "WAIT", 0.05)
    with pandoc._turns, pytest.raises(pandoc.Busy, match="try again"):
        pandoc.run(["--from", "html", "--to", "json"], b"<p>x</p>")


def test_a_container_counts_while_it_unpacks(monkeypatch: pytest.MonkeyPatch):
    """What the directory says is only what the maker says."""
    data = packed(("a.txt", "a" * 100_000))
    monkeypatch.setattr(containers, "MAX_PART", 50_000)
    with pytest.raises(containers.Unsafe, match="unpacks"):
        containers.Container(data)


def test_the_pages_of_a_book_have_a_limit_of_their_own(monkeypatch: pytest.MonkeyPatch):
    """They are read at once, where pictures are not."""
    monkeypatch.setattr(markup, "MOST_BYTES", 50)
    with pytest.raises(containers.Unsafe, match="unpacks"):
        reading.read("x.epub", book(("a.xhtml", PAGE)))


def test_an_ordinary_container_is_let_through():
    """Limits that refuse books are no limits but faults."""
    data = packed(*((f"{number}.txt", f"Chapter {number}. " + "河水上漲。" * 2_000) for number in range(60)))

    assert reading.read("x.zip", data).form is Form.ZIP
