"""What templates use: texts as safe HTML, numbers and times in the reader's language, addresses that may be cached."""

from __future__ import annotations

import datetime as dt
import hashlib
from functools import cache, lru_cache
from pathlib import Path

import flask_babel
from flask import Flask
from markupsafe import Markup

from workbench import languages
from workbench.glossary import Termbase
from workbench.store.models import now
from workbench.text import markup
from workbench.web import i18n, kept
from workbench.web.termmarks import mark_terms


def init(app: Flask) -> None:
    """Register filters and the version in the addresses of static files."""
    app.jinja_env.filters.update(
        inline=inline,
        plain=markup.plain,
        picture_names=picture_names,
        own_name=lambda tag: languages.parse(tag).name,
        terms=terms,
    )
    in_words = {
        "numberformat": number,
        "percentformat": flask_babel.format_percent,
        "since": since,
        "moment": moment,
        "day": day,
        "locale_name": i18n.locale_name,
        "state_name": i18n.state_name,
        "role_name": i18n.role_name,
        "sentence": i18n.finding_sentence,
    }
    app.jinja_env.filters.update({name: i18n.of_reader(say) for name, say in in_words.items()})
    kept.init(app)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    folder = Path(app.static_folder or "")

    @app.url_defaults
    def versioned(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static" and "v" not in values:
            values["v"] = _version(folder / str(values["filename"]))


@cache
def _version(path: Path) -> str:
    """Short digest of a static file: its address changes when it does, so that browsers may keep it for a year."""
    return hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest() if path.is_file() else "0"


@lru_cache(maxsize=20_000)
def _paragraphs(text: str, locale: str) -> Markup:
    # markup.to_html escapes everything but its allow-list.
    return Markup("".join(f"<p>{markup.to_html(part, locale=locale)}</p>" for part in text.split("\n\n")))  # noqa: S704


def inline(text: str, locale: str, *, paragraphs: bool = False) -> Markup:
    """A text's inline Markdown as HTML; with `paragraphs`, each in a `<p>`."""
    if paragraphs:
        return _paragraphs(text, locale)
    return _inline(text, locale)


@lru_cache(maxsize=20_000)
def _inline(text: str, locale: str) -> Markup:
    return Markup(markup.to_html(text, locale=locale))  # noqa: S704 - made safe by its allow-list


def picture_names(content: str) -> list[str]:
    """The names of the pictures that a content shows."""
    return [mark.target for mark in markup.marks(content) if mark.kind == "image" and mark.target.startswith("media/")]


def terms(content: str, locale: str, termbase: Termbase, version: str) -> Markup:
    """A text as HTML with its glossary terms marked; kept until the version of the glossary changes."""
    return kept.pieces().get(("terms", version, locale, content), lambda: mark_terms(content, locale, termbase))


def number(value: int) -> str:
    """A number in the reader's language."""
    return _number(value, i18n.current())


@lru_cache(maxsize=10_000)
def _number(value: int, reader: str) -> str:
    return str(flask_babel.format_number(value))


def since(value: dt.datetime) -> str:
    """How long ago something was, in words."""
    return str(flask_babel.format_timedelta(value - now(), add_direction=True))


def day(value: dt.date) -> str:
    """A date in the reader's language."""
    return str(flask_babel.format_date(value, "long"))


def moment(value: dt.datetime) -> str:
    """Date and time in the reader's language; times are shown in UTC, which is said on the account page."""
    return str(flask_babel.format_datetime(value, "medium"))
