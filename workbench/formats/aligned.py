"""Write an alignment of two texts as PO, TMX, a bilingual page or JSON.

The formats are those of `workbench align`. Beads come as any objects with `source`, `target` and `confidence`,
so that this room does not need to know the engine that found them. An alignment is a proposal: in PO every
pair is a draft that carries its confidence as a comment; TMX has no place for one-sided beads.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from workbench.formats import html, tmx
from workbench.formats.columns import source_column
from workbench.formats.edition import Edition, ExportUnit
from workbench.formats.labels import Labels
from workbench.formats.layout import compose
from workbench.formats.po import write_po
from workbench.states import State
from workbench.text.segments import Kind

AlignmentFormat = Literal["po", "tmx", "html", "json"]


class BeadLike(Protocol):
    """What an alignment links: indices of source and target paragraphs, and how sure it is, 0 to 1."""

    @property
    def source(self) -> Sequence[int]: ...  # noqa: D102 - named in the class
    @property
    def target(self) -> Sequence[int]: ...  # noqa: D102
    @property
    def confidence(self) -> float: ...  # noqa: D102


def write_alignment(
    format: AlignmentFormat,
    source: Sequence[str],
    target: Sequence[str],
    beads: Sequence[BeadLike],
    source_locale: str,
    target_locale: str,
    *,
    slug: str = "alignment",
    labels: Labels | None = None,
) -> str | bytes:
    """Write an alignment.

    Args:
        format: `po`, `tmx`, `html` or `json`.
        source: the source paragraphs.
        target: the target paragraphs.
        beads: the links, in text order, by index into both.
        source_locale: BCP 47 tag of `source`.
        target_locale: BCP 47 tag of `target`.
        slug: what the text is called in PO and as the title of the page.
        labels: the words around the text in HTML; English by default.

    Returns:
        Text, for TMX bytes in UTF-8.

    Raises:
        ValueError: the format is none of the four.
    """
    match format:
        case "json":
            return _json(source, target, beads)
        case "tmx":
            return tmx.write_tmx(_memory(source, target, beads, source_locale, target_locale))
        case "po" | "html":
            edition = Edition(slug, slug, source_locale, target_locale, tuple(_units(source, target, beads)))
            if format == "po":
                return write_po(edition)
            return html.write(compose(edition, beside=[source_column(edition)], labels=labels))
    raise ValueError(f"{format!r} is no format of an alignment; choose po, tmx, html or json")


def _units(source: Sequence[str], target: Sequence[str], beads: Sequence[BeadLike]) -> Iterator[ExportUnit]:
    for number, bead in enumerate(beads, start=1):
        text = "\n\n".join(target[index] for index in bead.target)
        yield ExportUnit(
            uid=f"b{number:05}",
            source=tuple(source[index] for index in bead.source),
            target=text,
            kind=Kind.PARAGRAPH if bead.source else Kind.NOTE,
            state=State.DRAFT if text else State.INITIAL,
            omitted=None if text else "no counterpart in the translation",
            notes=(f"confidence {bead.confidence:.2f}",),
        )


def _memory(
    source: Sequence[str],
    target: Sequence[str],
    beads: Sequence[BeadLike],
    source_locale: str,
    target_locale: str,
) -> Iterator[tmx.TranslationUnit]:
    for number, bead in enumerate(beads, start=1):
        if bead.source and bead.target:
            yield tmx.TranslationUnit(
                "\n\n".join(source[index] for index in bead.source),
                "\n\n".join(target[index] for index in bead.target),
                source_locale,
                target_locale,
                uid=f"b{number:05}",
                confidence=bead.confidence,
            )


def _json(source: Sequence[str], target: Sequence[str], beads: Sequence[BeadLike]) -> str:
    """Give the JSON of `workbench align --json`, as design and documentation promise it."""
    links = [
        {"source": list(bead.source), "target": list(bead.target), "confidence": round(float(bead.confidence), 4)}
        for bead in beads
    ]
    content = {"beads": links, "source": list(source), "target": list(target)}
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
