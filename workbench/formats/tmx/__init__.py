"""Write and read translation memories as TMX, a unit at a time.

Method: TMX 1.4b (LISA OSCAR, 2005), read with lxml. Files of other tools are read with what they add: more than two
languages in a unit, older `lang` attributes, inline elements, a document type. What is inside `bpt ept it ph
ut` is code of another program and left out; the text inside `hi` stays. No document type is loaded, no entity
is expanded, no other file is opened. Neither reading nor writing holds more than one unit in memory.

Units that follow one another with the same id and source, in several target locales, are written as one unit with
all its languages. Who wrote or changed a unit is neither written nor read. Markdown stays in the segments as written,
so a memory written here is exact only against other Markdown.
"""

from __future__ import annotations

from workbench.formats.tmx.reading import TmxFileError, check_tmx, read_tmx
from workbench.formats.tmx.units import TranslationUnit, edition_units, text_units
from workbench.formats.tmx.writing import tmx_pieces, write_tmx

__all__ = [
    "TmxFileError",
    "TranslationUnit",
    "check_tmx",
    "edition_units",
    "read_tmx",
    "text_units",
    "tmx_pieces",
    "write_tmx",
]
