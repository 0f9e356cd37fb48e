"""What is read in a process of its own is read as anywhere else, and cannot hold up or bring down the server."""

from __future__ import annotations

import base64
import io
import subprocess
import zipfile
from pathlib import Path

import pytest

from workbench.formats import pandoc, reading
from workbench.formats.containers import Damaged
from workbench.formats.reading import Form, apart

PAGE = """<!doctype html><html lang="es"><head><title>El molino</title></head><body><h1>El molino</h1>
<p>El agua <em>sube</em>.</p><ul><li>Uno</li><li>Dos<sup>2</sup></li></ul><script>x()</script></body></html>"""

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
SOURCE = "# El molino\n\nEl agua *sube*.[^1] $a^2$\n\n![Un molino](mill.png)\n\n[^1]: Una nota.\n"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One text with a note, a formula and a picture, in every form that comes in a container."""
    folder = tmp_path_factory.mktemp("books")
    (folder / "mill.png").write_bytes(PNG)
    for form in ("epub", "odt", "docx"):
        command = [pandoc.program(), "-f", "markdown", "-o", f"book.{form}"]
        subprocess.run(command, cwd=folder, input=SOURCE.encode(), check=True, stderr=subprocess.DEVNULL)
    made = {path.name: path.read_bytes() for path in sorted(Path(folder).glob("book.*"))}
    return {**made, "book.zip": _zipped(made)}


def _zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            archive.writestr(f"1-{name}", data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.html", PAGE), ("page.md", "# El molino\n\nEl agua sube."), ("page.txt", "El agua sube.\n\nY baja.")],
)
def test_it_is_read_as_anywhere_else(name: str, content: str):
    """Where a document is read must not change what is read of it."""
    assert apart.read(name, content.encode()) == reading.read(name, content.encode())


@pytest.mark.parametrize("name", ["book.epub", "book.odt", "book.docx", "book.zip"])
def test_a_book_comes_back_whole(books: dict[str, bytes], name: str):
    """Pictures, notes and what only Pandoc can read cross the border as well."""
    read = apart.read(name, books[name])
    assert read == reading.read(name, books[name])
    assert read.document.media


def test_what_is_wrong_with_a_file_is_said_in_the_same_words(books: dict[str, bytes]):
    """The message tells what to do; a process in between must not swallow it."""
    data = books["book.epub"]
    with pytest.raises(Damaged) as here:
        reading.read("book.epub", data[: len(data) // 2])
    with pytest.raises(Damaged) as there:
        apart.read("book.epub", data[: len(data) // 2])
    assert (here.value.message, here.value.details) == (there.value.message, there.value.details)


def test_a_document_that_takes_too_long_is_given_up():
    """Somebody waits for the page."""
    with pytest.raises(pandoc.TooSlow):
        apart.read("page.html", PAGE.encode(), seconds=0.01)


def test_a_document_that_takes_too_much_memory_is_given_up():
    """The memory of the server belongs to everybody."""
    page = f"<html><body>{'<p>El agua <em>sube</em>.</p>' * 40_000}</body></html>"
    with pytest.raises(pandoc.TooLarge):
        apart.read("page.html", page.encode(), megabytes=60)


def test_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch):
    """Who comes when all turns are taken is told to come again."""
    monkeypatch.setattr(apart, "WAIT", 0.01)
    for _ in range(apart.AT_ONCE):
        apart._turns.acquire()
    try:
        with pytest.raises(pandoc.Busy):
            apart.read("page.html", PAGE.encode())
        assert apart.read("page.md", b"Still read.").form is Form.MARKDOWN
    finally:
        for _ in range(apart.AT_ONCE):
            apart._turns.release()
