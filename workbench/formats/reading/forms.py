"""What a file is, by its content: the name only decides between texts that look alike.

Sources: the magic numbers of ZIP and of OLE compound files; ECMA-376 part 2 (Word), OpenDocument 1.3 part 2,
EPUB 3.3 OCF (the first entry `mimetype`). It fails on Markdown without an ending: that is read as plain text.
"""

from __future__ import annotations

import enum
import re
from pathlib import PurePosixPath

from workbench.errors import WorkbenchError
from workbench.findings import N_
from workbench.formats.containers import Container, Damaged, Protected

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL
)
_MARKDOWN = {".md", ".markdown"}
_HTML = {".html", ".htm", ".xhtml"}
_PLAIN = {".txt", ".text", ""}
_FONT_ONLY = {b"http://www.idpf.org/2008/embedding", b"http://ns.adobe.com/pdf/enc#RC"}
_ALGORITHM = re.compile(rb"EncryptionMethod[^>]*Algorithm\s*=\s*[\"']([^\"']+)")
_ODF_TEXT = b"application/vnd.oasis.opendocument.text"


class Form(enum.StrEnum):
    """A form that is read; the value is the usual ending of its files."""

    DOCX = "docx"
    ODT = "odt"
    EPUB = "epub"
    HTML = "html"
    MARKDOWN = "md"
    PLAIN = "txt"
    ZIP = "zip"


ENDINGS = {
    Form.DOCX: (".docx", ".docm", ".dotx"),
    Form.ODT: (".odt", ".ott"),
    Form.EPUB: (".epub",),
    Form.HTML: tuple(sorted(_HTML)),
    Form.MARKDOWN: tuple(sorted(_MARKDOWN)),
    Form.PLAIN: tuple(sorted(_PLAIN - {""})),
    Form.ZIP: (".zip",),
}


class UnknownForm(WorkbenchError):
    """The file is of no form that is read; `details`: `ending`, or the `form` that it is."""


def ending(name: str) -> str:
    """Give the ending of a file's name in small letters, with its dot."""
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def recognise(name: str, data: bytes) -> tuple[Form, Container | None]:
    """Tell what a file is, and look into it if it is a container.

    Raises:
        UnknownForm: it is nothing that is read.
        Protected: it is encrypted, or has copy protection.
        Damaged, Unsafe: see `containers`.
    """
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        container = Container(data)
        return _form_of(container), container
    for start, form in ((b"%PDF", "PDF"), (b"{\\rtf", "RTF"), (b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z")):
        if data.startswith(start):
            raise _not_read(form)
    if data.startswith(_OLE):
        raise _ole(data)
    of_name = ending(name)
    if of_name in (*ENDINGS[Form.DOCX], *ENDINGS[Form.ODT], *ENDINGS[Form.EPUB], *ENDINGS[Form.ZIP]) and (
        b"\0" in data[:1024] or data.startswith(b"PK") or not data.strip()
    ):
        raise Damaged(N_("The file is damaged or cut off; send it again, or open it and save it anew."))
    if of_name in _HTML or _HTML_START.match(data[:4096]):
        return Form.HTML, None
    if of_name in _MARKDOWN:
        return Form.MARKDOWN, None
    if of_name in _PLAIN or any(of_name in endings for endings in ENDINGS.values()):
        return Form.PLAIN, None
    raise UnknownForm(
        N_(
            "Files of the kind %(ending)s are not read; save the text as .docx, .odt, .epub, .html, .md or .txt "
            "and bring that."
        ),
        ending=of_name[:20],
        field="file",
    )


def _not_read(form: str) -> UnknownForm:
    return UnknownForm(
        N_("Files of the kind %(form)s are not read; save the text as .docx, .odt or .txt and bring that."),
        form=form,
        field="file",
    )


def _ole(data: bytes) -> WorkbenchError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return Protected(N_("The file is protected by a password; save it without one and bring that."))
    return UnknownForm(
        N_("This is a file of an old Word program; open it in Word or LibreOffice, save it as .docx and bring that."),
        form="doc",
        field="file",
    )


def _form_of(container: Container) -> Form:
    kind = container.read("mimetype").strip() if "mimetype" in container else b""
    if kind == b"application/epub+zip" or "META-INF/container.xml" in container:
        _refuse_protected_book(container)
        return Form.EPUB
    if kind.startswith(_ODF_TEXT) or ("content.xml" in container and "META-INF/manifest.xml" in container):
        if not kind.startswith(_ODF_TEXT) and kind:
            raise _not_read("OpenDocument")
        if b"encryption-data" in container.read("META-INF/manifest.xml"):
            raise Protected(N_("The file is protected by a password; save it without one and bring that."))
        return Form.ODT
    if "word/document.xml" in container or _is_word(container):
        return Form.DOCX
    if "[Content_Types].xml" in container:
        raise _not_read("Office")
    return Form.ZIP


def _is_word(container: Container) -> bool:
    return "[Content_Types].xml" in container and b"wordprocessingml.document.main" in container.read(
        "[Content_Types].xml"
    )


def _refuse_protected_book(container: Container) -> None:
    """Refuse copy protection; fonts alone are often mangled in books that are free."""
    algorithms: set[bytes] = set()
    if "META-INF/encryption.xml" in container:
        algorithms = set(_ALGORITHM.findall(container.read("META-INF/encryption.xml")))
    if algorithms - _FONT_ONLY or "META-INF/rights.xml" in container or "META-INF/sinf.xml" in container:
        raise Protected(
            N_("This e-book has copy protection and cannot be read; ask the publisher for a copy without it.")
        )
