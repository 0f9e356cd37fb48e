"""From the bytes of a file to normalised text: one encoding, one kind of line end, one spelling of a letter.

All offsets that the workbench keeps count the code points of this text, so it is made once, on the way in.
NFC follows UAX 15, except that CJK compatibility ideographs stay: NFC would replace them by characters that
the author did not choose. Bidirectional controls go, since they can make a text look other than it is
(Boucher and Anderson, "Trojan Source", 2021); none of the working languages needs them.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.errors import WorkbenchError
from workbench.findings import N_
from workbench.text import encodings
from workbench.text.limits import check_size
from workbench.text.plain import paragraphs
from workbench.text.segments import Note

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_CONTROLS = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
_COMPATIBILITY = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")


class UnreadableText(WorkbenchError):
    """The bytes are no text in a known encoding; `details`: `offset` of the first bad byte, from 0."""


@dataclass(frozen=True)
class Decoded:
    """A file as text.

    Attributes:
        text: NFC, with line feeds as line ends.
        encoding: UTF-8, UTF-16, GB18030, Big5 or Windows-1252.
        notes: what was changed on the way, for the person who brought the file in.
    """

    text: str
    encoding: str
    notes: tuple[Note, ...]


def decode(data: bytes, *, sized: bool = True) -> Decoded:
    """Read the bytes of a text file.

    Args:
        data: the bytes.
        sized: blank lines part its paragraphs, so that their size can be judged; not so in HTML.

    Raises:
        UnreadableText: no encoding fits, or there is a NUL character; `details` has the `offset` in bytes.
        EmptyText, ParagraphTooLong, TooManySegments: see `limits.check_size`.
    """
    bom, codec = next(((bom, codec) for bom, codec in _BOMS if data.startswith(bom)), (b"", ""))
    codec = codec or _find_codec(data)
    text = _strictly(data[len(bom) :], codec, skipped=len(bom))
    notes = []
    if codec != "utf-8":
        encoding = {"encoding": encodings.name(codec)}
        notes.append(Note(N_("The file was read as %(encoding)s; the workbench keeps it as UTF-8."), encoding))
    if bom:
        notes.append(Note(N_("A byte order mark at the start was taken out.")))
    text, cleaning = clean(text)
    if sized:
        check_size(paragraphs(text))
    return Decoded(text, encodings.name(codec), (*notes, *cleaning))


def _find_codec(data: bytes) -> str:
    """Find the codec of data without a byte order mark."""
    bad, nul = _first_bad(data), data.find(b"\0")
    if bad < 0 and nul < 0:
        return "utf-8"
    # Bytes that are UTF-8 but for NULs are UTF-16 only if nearly every second byte is one.
    hopeless = data.count(b"\0") * 4 < len(data) if bad < 0 else nul < 0 and encodings.is_nearly_utf8(data)
    codec = None if hopeless else encodings.recognise(data)
    if codec is None:
        raise _unreadable(nul if nul >= 0 else bad)
    return codec


def _first_bad(data: bytes) -> int:
    """Find the first byte that is not UTF-8, or -1."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return -1


def _strictly(data: bytes, codec: str, *, skipped: int) -> str:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError as error:
        raise _unreadable(error.start + skipped) from None
    nul = text.find("\0")
    if nul >= 0:
        raise _unreadable(len(text[:nul].encode(codec)) + skipped)
    return text


def _unreadable(offset: int) -> UnreadableText:
    return UnreadableText(
        N_(
            "The file is no text that can be read: byte %(offset)s (counted from 0) fits no known encoding. "
            "Save it as UTF-8 and bring it in again."
        ),
        offset=offset,
    )


def clean(text: str) -> tuple[str, list[Note]]:
    """Normalise text that did not come from a file: line ends, NFC, no invisible controls.

    Returns:
        The text, and a note for each kind of character that was taken out.
    """
    text = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    notes = []
    for pattern, message in (
        (_BIDI, N_("Characters that change the direction of writing were taken out: %(count)s.")),
        (_CONTROLS, N_("Control characters were taken out: %(count)s.")),
        (re.compile("\ufeff"), N_("Byte order marks inside the text were taken out: %(count)s.")),
    ):
        text, count = pattern.subn("", text)
        if count:
            notes.append(Note(message, {"count": str(count)}))
    return "".join(_normalised(text)), notes


def _normalised(text: str) -> Iterator[str]:
    """Give a text in NFC by pieces, compatibility ideographs as they are."""
    if unicodedata.is_normalized("NFC", text):
        yield text
        return
    for number, piece in enumerate(_COMPATIBILITY.split(text)):
        yield piece if number % 2 else unicodedata.normalize("NFC", piece)
