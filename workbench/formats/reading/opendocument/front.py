"""What stands before an OpenDocument text: title, author and date by the names of their styles, as in Word files.

Programs have no other place for them that people see: the properties of a file name whoever owned the computer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml import etree

from workbench.formats.containers import Container
from workbench.formats.reading import xml
from workbench.formats.reading.opendocument.names import DC, META, TEXT
from workbench.formats.reading.opendocument.styles import Styles

Node = dict[str, Any]

_FIELDS = {"Title": "title", "Subtitle": "subtitle", "Author": "author", "Date": "date"}


def field(element: etree._Element, styles: Styles) -> str:
    """Give the field of Pandoc's metadata that a paragraph fills by its style, or an empty string."""
    if element.tag not in (f"{TEXT}p", f"{TEXT}h"):
        return ""
    # In some files authors take their look from the title.
    line = styles.line(element.get(f"{TEXT}style-name", ""))
    return next((_FIELDS[name] for name in line if name in _FIELDS), "")


def metadata(found: Sequence[tuple[str, list[Node]]]) -> dict[str, Node]:
    """Give fields and their inlines in the form of Pandoc's metadata: authors are a list, others go on."""
    made: dict[str, Node] = {}
    for name, inlines in found:
        said: Node = {"t": "MetaInlines", "c": inlines}
        if name == "author":
            made.setdefault(name, {"t": "MetaList", "c": []})["c"].append(said)
        elif name in made:
            made[name] = {"t": "MetaInlines", "c": [*made[name]["c"], {"t": "Space"}, *inlines]}
        else:
            made[name] = said
    return made


def properties(container: Container) -> dict[str, str]:
    """Give title, author and language as the properties of a file say them.

    Programs write the owner of the computer there as the author, but never a title: where there is none, nobody has
    filled the properties in, and the author is not taken.

    Raises:
        Unsafe, Damaged: see `xml.parse`.
    """
    meta = xml.part(container, "meta.xml")
    if meta is None:
        return {}
    names = {
        "title": [f"{DC}title"],
        "author": [f"{META}initial-creator", f"{DC}creator"],
        "language": [f"{DC}language"],
    }
    found = {name: _first(meta, tags) for name, tags in names.items()}
    found["author"] = ", ".join(one.strip() for one in found["author"].split(";")) if found["title"] else ""
    return {name: value for name, value in found.items() if value}


def _first(meta: etree._Element, tags: Sequence[str]) -> str:
    said = (" ".join((meta.findtext(f".//{tag}") or "").split()) for tag in tags)
    return next((value for value in said if value), "")
