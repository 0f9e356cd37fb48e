"""Write units as TMX, piece by piece."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice

from workbench import __version__
from workbench.formats.legal import escape_xml
from workbench.formats.tmx.units import TranslationUnit

_TIME = "%Y%m%dT%H%M%SZ"
_EVERY = "*all*"
_AT_ONCE = 100  # units in a piece


def write_tmx(units: Iterable[TranslationUnit], *, segmentation: str = "paragraph") -> bytes:
    """Write units as a TMX file in UTF-8; the same units give the same bytes.

    Args:
        units: in the order in which they are written.
        segmentation: `paragraph`, `sentence`, `phrase` or `block`, as TMX calls the size of its units.
    """
    units = list(units)
    sources = {unit.source_locale for unit in units}
    source_locale = sources.pop() if len(sources) == 1 else ""
    return b"".join(tmx_pieces(units, source_locale=source_locale, segmentation=segmentation))


def tmx_pieces(
    units: Iterable[TranslationUnit], *, source_locale: str = "", segmentation: str = "paragraph"
) -> Iterator[bytes]:
    """Give a file piece by piece, as its units come.

    Args:
        units: in the order in which they are written.
        source_locale: the locale of all sources, or an empty string if they have several.
        segmentation: see `write_tmx`.
    """
    header = {
        "creationtool": "Translation Workbench",
        "creationtoolversion": __version__,
        "segtype": segmentation,
        "o-tmf": "Translation Workbench",
        "adminlang": "en",
        "srclang": source_locale or _EVERY,
        "datatype": "plaintext",
    }
    attributes = " ".join(f'{name}="{escape_xml(value)}"' for name, value in header.items())
    yield f'<?xml version="1.0" encoding="utf-8"?>\n<tmx version="1.4"><header {attributes}/>\n<body>\n'.encode()
    groups = (list(group) for _, group in groupby(units, key=lambda unit: (unit.uid, unit.source_locale, unit.source)))
    written = (
        _tu(together, names_source=not source_locale) for pairs in groups for together in _without_repeats(pairs)
    )
    while piece := "".join(islice(written, _AT_ONCE)):
        yield piece.encode()
    yield b"</body></tmx>\n"


def _without_repeats(pairs: list[TranslationUnit]) -> list[list[TranslationUnit]]:
    """One unit for all languages, but another one for a second translation into the same language.

    Pairs without an id stay apart, since nothing says that they belong together.
    """
    locales = {pair.target_locale for pair in pairs}
    if len(locales) == len(pairs) and pairs[0].uid:
        return [pairs]
    return [[pair] for pair in pairs]


def _tu(pairs: Sequence[TranslationUnit], *, names_source: bool) -> str:
    """A unit with its source and its translations; as text, which is several times faster than elements."""
    first = pairs[0]
    named = f' tuid="{escape_xml(first.uid)}"' if first.uid else ""
    if names_source:
        named += f' srclang="{first.source_locale}"'
    lines = [f"<tu{named}>", f'  <tuv xml:lang="{first.source_locale}"><seg>{escape_xml(first.source)}</seg></tuv>']
    for pair in pairs:
        time = f' changedate="{pair.changed.astimezone(dt.UTC).strftime(_TIME)}"' if pair.changed else ""
        properties = (
            ("x-state", "approved" if pair.approved else ""),
            ("x-confidence", "" if pair.confidence is None else f"{pair.confidence:.4f}"),
            ("x-origin", pair.origin),
        )
        said = "".join(f'<prop type="{name}">{escape_xml(value)}</prop>' for name, value in properties if value)
        text = escape_xml(pair.target)
        lines.append(f'  <tuv xml:lang="{pair.target_locale}"{time}>{said}<seg>{text}</seg></tuv>')
    return "\n".join([*lines, "</tu>\n"])
