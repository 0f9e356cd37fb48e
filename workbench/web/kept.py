"""Pieces of pages that are kept between requests, for as long as all that they show stays the same.

A key holds everything that a piece is made of, so nothing has ever to be taken out because it became wrong. Each
application has its own pieces: two databases may give one number to different things.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from flask import Flask, current_app, request
from markupsafe import Markup

from workbench.web import i18n
from workbench.workflow.desk import DeskUnit, DeskWindow

# Some fifty megabytes of units of usual length; a glossary's change makes all of them anew.
MOST = 20_000
_NAME = "workbench-kept"
T = TypeVar("T", bound=str)


class Kept:
    """Pieces by their keys; when there are too many, all are forgotten, which costs less than to count their use."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._pieces: dict[Hashable, str] = {}

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The piece of this key, made if it is not known."""
        piece = self._pieces.get(key)
        if piece is None:
            if len(self._pieces) >= self._most:
                self._pieces.clear()
            piece = self._pieces[key] = make()
        return cast(T, piece)


def init(app: Flask) -> None:
    """Give the application its pieces."""
    app.extensions[_NAME] = Kept()
    app.jinja_env.globals.update(KeptUnits=KeptUnits, url_for=url_for)


def pieces() -> Kept:
    """The pieces of the present application."""
    found: Kept = current_app.extensions[_NAME]
    return found


def url_for(endpoint: str, **values: Any) -> str:  # noqa: ANN401 - as Flask's own
    """Flask's `url_for` for templates, where the same addresses are asked for again and again."""
    key = ("url", request.script_root, endpoint, *sorted(values.items()))
    return pieces().get(key, lambda: current_app.url_for(endpoint, **values))


class KeptUnits:
    """The units of a window at rest, as `macro` shows them."""

    def __init__(self, window: DeskWindow, macro: Callable[[DeskUnit, DeskWindow], Markup]) -> None:
        self._window = window
        self._macro = macro
        self._pieces = pieces()
        self._where = (
            "unit",
            i18n.current(),
            request.script_root,
            window.glossary_version,
            window.source_locale,
            window.locale,
        )

    def show(self, unit: DeskUnit) -> Markup:
        """One unit."""
        key = (
            self._where,
            unit.id,
            unit.uid,
            unit.position,
            unit.state,
            unit.stale,
            unit.target,
            unit.omitted,
            unit.source,
            unit.finding_count,
            unit.comments,
            unit.conflicts,
        )
        return self._pieces.get(key, lambda: self._macro(unit, self._window))
