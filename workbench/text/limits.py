"""How much text the workbench takes in at once, and the errors that say so.

A paragraph is what one volunteer translates in one go and what the checks compare; a paragraph of a hundred
thousand characters is a file whose paragraphs were not recognised.
"""

from __future__ import annotations

from collections.abc import Sequence

from workbench.errors import N_, WorkbenchError

MAX_PARAGRAPH = 100_000  # code points
MAX_SEGMENTS = 50_000


class EmptyText(WorkbenchError):
    """The text holds nothing but blanks."""


class ParagraphTooLong(WorkbenchError):
    """One paragraph is longer than `MAX_PARAGRAPH`; `details`: `number` from 1, `length` in code points."""


class TooManySegments(WorkbenchError):
    """The text has more than `MAX_SEGMENTS` segments; `details`: `count`."""


def check_size(contents: Sequence[str]) -> None:
    """Refuse a text that is empty or too large.

    Args:
        contents: its paragraphs or the contents of its segments, in order.

    Raises:
        EmptyText: there is no paragraph.
        ParagraphTooLong: one has more than `MAX_PARAGRAPH` code points.
        TooManySegments: there are more than `MAX_SEGMENTS`.
    """
    if not contents:
        raise EmptyText(N_("The text is empty; bring one in that has at least one paragraph."))
    if len(contents) > MAX_SEGMENTS:
        raise TooManySegments(
            N_("The text has %(count)s paragraphs, more than %(limit)s; divide it into several texts."),
            count=len(contents),
            limit=MAX_SEGMENTS,
        )
    for number, content in enumerate(contents, start=1):
        if len(content) > MAX_PARAGRAPH:
            raise ParagraphTooLong(
                N_(
                    "Paragraph %(number)s has %(length)s characters, more than %(limit)s; "
                    "separate paragraphs by blank lines."
                ),
                number=number,
                length=len(content),
                limit=MAX_PARAGRAPH,
            )
