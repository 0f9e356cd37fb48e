"""The root of all errors that the workbench raises on purpose.

Each room defines its own children of `WorkbenchError`. A message says what is wrong, where, and what to do
now; it never names a person and never repeats somebody's text.
"""

from __future__ import annotations


def N_(message: str) -> str:  # noqa: N802 - the name that gettext tools look for
    """Mark a sentence for the catalogues; only the edge (web, cli) translates it."""
    return message


class WorkbenchError(Exception):
    """Something that the caller can act upon.

    Args:
        message: an English sentence, with `%(name)s` places for what is in `details`; marked with `N_` where a
            reader of the web pages may meet it, so that the catalogues have it.
        details: the values of the places, and whatever else the edge wants to know.

    `str()` of the error is the whole English sentence; `web` translates `message` and fills it with `details`.
    """

    def __init__(self, message: str, **details: object) -> None:
        super().__init__(message % details if "%(" in message else message)
        self.message = message
        self.details = details
