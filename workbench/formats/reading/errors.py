"""What the reading of documents refuses beyond what `containers`, `forms` and `pandoc` do."""

from __future__ import annotations

from workbench.errors import WorkbenchError


class TooDeep(WorkbenchError):
    """Lists, quotations or tables of the document stand in one another deeper than can be read."""


class NoChapters(WorkbenchError):
    """A ZIP holds no file that is read, or too many; `details`: `count`."""


class TooMuchMarkup(WorkbenchError):
    """A web page or an e-book has more tags than can be read at once; `details`: `limit`."""
