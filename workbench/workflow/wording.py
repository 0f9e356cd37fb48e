"""What people type, as it may be stored: no character that a database or a page could not take."""

from __future__ import annotations

import unicodedata

from workbench import text
from workbench.findings import N_
from workbench.workflow.errors import Invalid


def storable(typed: str, *, field: str) -> str:
    """A typed text in NFC with line feeds, without anything invisible that could turn the reading order.

    Args:
        field: where it was typed, for the page that shows the refusal.

    Raises:
        Invalid: it has a NUL character, which PostgreSQL cannot store, or half a character, which no file can hold.
    """
    if typed.isprintable() and unicodedata.is_normalized("NFC", typed):
        return typed  # Most texts are what this would give, and this is seen in a fraction of the time.
    if "\x00" in typed:
        raise Invalid(N_("The text has a NUL character, which no text may have; take it out."), field=field)
    try:
        typed.encode()
    except UnicodeEncodeError as error:
        raise Invalid(N_("The text has half a character in it; copy it again."), field=field) from error
    return text.clean(typed)[0]


def line(typed: str, *, field: str) -> str:
    """What `storable` gives, in one line.

    Raises:
        Invalid: see `storable`.
    """
    return " ".join(storable(typed, field=field).split())
