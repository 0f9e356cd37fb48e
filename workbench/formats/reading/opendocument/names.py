"""The namespaces of OpenDocument, as lxml writes them before a name."""

from __future__ import annotations

_OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"

OFFICE = _OASIS + "office:1.0}"
TEXT = _OASIS + "text:1.0}"
STYLE = _OASIS + "style:1.0}"
TABLE = _OASIS + "table:1.0}"
DRAW = _OASIS + "drawing:1.0}"
FO = _OASIS + "xsl-fo-compatible:1.0}"
SVG = _OASIS + "svg-compatible:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
META = _OASIS + "meta:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"
