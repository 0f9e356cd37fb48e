"""Look at a PO file before polib does, and say on which line it is broken.

Method: the grammar of the GNU gettext manual, section "The Format of PO Files", less plural forms, which have
no place in prose. polib reads leniently: it cuts strings that are never closed and lets the later of two
`msgid` win. In a file that carries people's work, a lost line must be an error instead.
"""

from __future__ import annotations

import re

from workbench.errors import WorkbenchError
from workbench.findings import N_


class PoFileError(WorkbenchError):
    """A PO file cannot be read, or an edition cannot become one.

    `details` holds `line` (counted from 1) where one line is to blame, and `offset` (in bytes, from 0) where
    a byte is.
    """


# Charsets that translators' tools really write; Python has names that are no charsets at all.
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "gb18030", "gbk", "gb2312", "big5", "big5-hkscs",
                       "iso-8859-1", "iso-8859-15", "windows-1252", "cp1252"})  # fmt: skip
_DECLARED = re.compile(rb'^"Content-Type:[^"\n]*charset=([A-Za-z0-9_-]+)', re.MULTILINE | re.IGNORECASE)
_LINE = re.compile(r'(?:(msgctxt|msgid|msgstr)\s*)?"(?:[^"\\]|\\.)*"')
_PREVIOUS = re.compile(r'#\|\s*(?:(?:msgctxt|msgid|msgstr)\s*)?"(?:[^"\\]|\\.)*"')
# What polib reads; gettext also knows octal and hexadecimal numbers, which no tool for prose writes.
_ESCAPE = re.compile(r"\\(.)")
_ESCAPES = frozenset('\\"ntrvbf')
_UNCLOSED = N_("Line %(line)s is no line of a PO file, or its quotation mark is not closed; restore it.")
_BEFORE = {
    "msgctxt": frozenset({"", "msgstr"}),
    "msgid": frozenset({"", "msgctxt", "msgstr"}),
    "msgstr": frozenset({"msgid"}),
}
# gettext reads `#,fuzzy` and `#comment`; polib wants a blank after the mark.
_TIGHT_COMMENT = re.compile(r"^#([.:,|]?)(?=[^\s.:,|~#])", re.MULTILINE)


def decode_po(data: bytes) -> str:
    """Decode a PO file by the charset that its header declares, UTF-8 where it declares none.

    Raises:
        PoFileError: the bytes are not in that charset (`details` holds the `offset` of the first wrong one),
            or the charset is none that translators' tools write.
    """
    declared = _DECLARED.search(data)
    charset = declared[1].decode("ascii").lower() if declared else "utf-8"
    if charset not in _CHARSETS:
        raise PoFileError(
            N_("The header declares the charset %(charset)s, which cannot be read; save the file as UTF-8."),
            charset=charset,
        )
    try:
        return data.decode("utf-8-sig" if charset.startswith("utf") else charset)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PoFileError(
            N_(
                "The header declares %(charset)s, but byte %(offset)s (line %(line)s) is no %(charset)s; "
                "save the file as UTF-8 and say so in its header."
            ),
            charset=charset,
            offset=error.start,
            line=line,
        ) from None


def normalise_po(text: str) -> str:
    """Give the text with line feeds only, no byte order mark, and a blank after every comment mark."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    return _TIGHT_COMMENT.sub(r"#\1 ", text)


def check_po(text: str) -> None:
    """See that each line belongs to an entry and each entry has all its parts in order.

    Raises:
        PoFileError: with the `line`; a string is not closed, a line is foreign (such as the marks of a merge
            conflict), or a part of an entry is missing or stands in the wrong place.
    """
    before, continues, last = "", False, 1
    for number, line in enumerate(text.split("\n"), start=1):
        line = line.strip()
        if line.startswith("#"):
            if line.startswith("#|") and not _PREVIOUS.fullmatch(line):
                raise PoFileError(_UNCLOSED, line=number)
            continues = False
            continue
        if not line:
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise PoFileError(_UNCLOSED, line=number)
        keyword = match[1]
        _check_escapes(line, number)
        if keyword is None and not continues:
            raise _part_missing(number, "the text")
        if keyword is not None and before not in _BEFORE[keyword]:
            raise _part_missing(number, keyword)
        before, continues, last = keyword or before, True, number
    if before != "msgstr":
        raise PoFileError(
            N_("The file ends at line %(line)s before its last entry is complete; restore it."), line=last
        )


def _check_escapes(line: str, number: int) -> None:
    wrong = next((match[1] for match in _ESCAPE.finditer(line) if match[1] not in _ESCAPES), None)
    if wrong is not None:
        raise PoFileError(
            N_("Line %(line)s has a backslash before a character that needs none; write two backslashes for one."),
            line=number,
        )


def _part_missing(line: int, keyword: str) -> PoFileError:
    return PoFileError(
        N_("A part of the entry before %(keyword)s at line %(line)s is missing; restore it."),
        line=line,
        keyword=keyword,
    )
