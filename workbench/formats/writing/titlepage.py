"""The lines of a title page, the same for every file format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from workbench.formats.layout import Page
from workbench.formats.legal import printable
from workbench.languages import parse
from workbench.text import markup

_ADDRESS = re.compile(r"https?://[^\s<>\"\\]+", re.IGNORECASE)


@dataclass(frozen=True)
class TitleLine:
    """A label and its value, each printable; `address` where the value leads to a place in the web."""

    name: str
    label: str
    value: str
    locale: str
    address: str = ""


def title_lines(page: Page) -> list[TitleLine]:
    """Give what is known of the text, and its other languages, in the order of a title page."""
    labels = page.labels
    lines = [
        TitleLine(fact.name, getattr(labels, fact.name), printable(fact.value), fact.locale, _address(fact.value))
        for fact in page.facts
    ]
    for sibling in page.siblings:
        name = parse(sibling.locale).name
        title = printable(markup.plain(sibling.title))
        said = f"{name}{labels.colon}{title}" if title else name
        lines.append(TitleLine("siblings", labels.siblings, said, labels.locale, _address(sibling.address)))
    return lines


def warnings(page: Page) -> Iterator[str]:
    """Give the sentences that warn of drafts and of holes."""
    if page.has_drafts:
        yield printable(page.labels.unreviewed)
    if page.has_holes:
        yield printable(page.labels.incomplete)


def _address(value: str) -> str:
    return value if _ADDRESS.fullmatch(value) else ""
