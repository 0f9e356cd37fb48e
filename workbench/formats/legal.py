"""Keep characters out of files that forbid them, or that they would make say something else.

Source: production `Char` of XML 1.0, section 2.2; HTML forbids the same control characters. Bidirectional
embeddings, overrides and isolates (Unicode Standard Annex 9) have no use in the locales of the workbench, but
can show a line in another order than it is written.
"""

from __future__ import annotations

import html
import re

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def legal(text: str) -> str:
    """Give the text without the characters that neither XML nor HTML can hold."""
    return _ILLEGAL.sub("", text)


def printable(text: str) -> str:
    """Give the text for a reader's eyes: legal, and without characters that reorder what is around them."""
    return _REORDERING.sub("", legal(text))


def escape(text: str) -> str:
    """Give the printable text as it stands in an HTML page or between the quotes of an attribute."""
    return html.escape(printable(text))


def escape_xml(text: str) -> str:
    """Give the legal text as it stands in an XML file or between double quotes there, with line feeds only."""
    text = legal(text).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
