"""The interface in four languages.

Catalogues are PO files in `web/locale/`; they are read on first use, so that nothing has to be compiled and no
compiled file can be older than its source.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, wraps
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, gettext
from flask_babel import Domain as BabelDomain
from jinja2 import pass_context
from jinja2.runtime import Context

from workbench import languages
from workbench.errors import WorkbenchError
from workbench.findings import N_, Finding
from workbench.states import State

FOLDER = Path(__file__).parent / "locale"
# Gettext names its folders as POSIX locales.
CATALOGUES = {"en": "en", "es": "es", "zh-Hans": "zh_Hans", "zh-Hant": "zh_Hant"}

STATE_NAMES: Mapping[str, str] = {
    State.INITIAL.value: N_("not begun"),
    State.DRAFT.value: N_("draft"),
    State.RETURNED.value: N_("returned"),
    State.SUBMITTED.value: N_("in review"),
    State.APPROVED.value: N_("approved"),
}
ROLE_NAMES: Mapping[str, str] = {
    "reader": N_("reader"),
    "translator": N_("translator"),
    "editor": N_("editor"),
    "keeper": N_("keeper"),
}

_lock = threading.Lock()


class Catalogues(BabelDomain):  # type: ignore[misc]  # Flask-Babel has no types
    """A Flask-Babel domain that reads our PO files itself."""

    def get_translations(self) -> Translations:
        """The catalogue of the request's language."""
        return catalogue(current())


@cache
def _read(tag: str) -> Translations:
    path = FOLDER / CATALOGUES[tag] / "LC_MESSAGES" / "messages.po"
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=CATALOGUES[tag]))
    compiled.seek(0)
    return Translations(fp=compiled)


def catalogue(tag: str) -> Translations:
    """The catalogue of an interface language; read once."""
    with _lock:
        return _read(tag)


def init(app: Flask) -> None:
    """Choose the language of each request."""
    Babel(app, locale_selector=_select)
    # Must be the first hook, so that the others can already speak the reader's language.
    app.before_request(Catalogues().as_default)
    # Flask-Babel's own way to the same catalogue is five times as long, and a page asks for a hundred sentences.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # added by the i18n extension
        lambda sentence: catalogue(current()).gettext(sentence),
        lambda one, many, count: catalogue(current()).ngettext(one, many, count),
        newstyle=True,
    )


def choose(accepted: str) -> str:
    """The interface language for an Accept-Language header.

    Werkzeug's and Babel's own matchers find nothing for zh-TW among zh-Hans and zh-Hant; a tag's likely script does.
    """
    for entry in accepted.split(","):
        tag = entry.partition(";")[0].strip()
        try:
            locale = Locale.parse(tag, sep="-", resolve_likely_subtags=True)
        except (ValueError, UnknownLocaleError):
            continue
        if locale is None:
            continue
        if locale.language == "zh":
            return "zh-Hant" if locale.script == "Hant" or locale.territory in ("TW", "HK", "MO") else "zh-Hans"
        if locale.language in CATALOGUES:
            return locale.language
    return "en"


def current() -> str:
    """BCP 47 tag of the request's interface language."""
    if not has_request_context():
        return "en"
    chosen: str | None = g.get("interface_locale")
    if chosen is None:
        user = g.get("user")
        chosen = user.locale if user is not None else session.get("locale")
        if chosen not in CATALOGUES:
            chosen = choose(request.headers.get("Accept-Language", ""))
        g.interface_locale = chosen
    return chosen


def _select() -> Locale:
    return Locale.parse(current(), sep="-")


def of_reader(say: Callable[..., str]) -> Callable[..., str]:
    """Make a filter of what depends on who reads.

    Without the context, Jinja would work a filter of a constant out once, for the first reader of the template.
    """

    @pass_context
    @wraps(say)
    def said(_context: Context, *given: object, **named: object) -> str:
        return say(*given, **named)

    return said


def state_name(state: str) -> str:
    """A review state in the reader's language."""
    return str(gettext(STATE_NAMES[state]))


def role_name(role: str) -> str:
    """A role in the reader's language."""
    return str(gettext(ROLE_NAMES[role]))


def locale_name(tag: str) -> str:
    """A locale in the reader's language: “Chinese (Simplified)”; a tag that we do not know stays as it is."""
    return _locale_name(tag, current())


@lru_cache(maxsize=1_000)
def _locale_name(tag: str, reader: str) -> str:
    try:
        known = languages.parse(tag)
    except languages.UnknownLocale:
        return tag
    # Babel sets halfwidth brackets into Chinese names; readers of Chinese know the locale by its own name.
    if known.is_chinese and reader.startswith("zh"):
        return known.name
    return Locale.parse(known.tag, sep="-").get_display_name(reader.replace("-", "_")) or known.name


def sentence(error: WorkbenchError) -> str:
    """What an error says, in the reader's language."""
    values = {
        name: sentence(value) if isinstance(value, WorkbenchError) else value for name, value in error.details.items()
    }
    if "state" in values:
        values["state"] = state_name(str(values["state"]))
    if "role" in values and str(values["role"]) in ROLE_NAMES:
        values["role"] = role_name(str(values["role"]))
    for name in ("locale", "given", "wanted"):
        # Anything else is what somebody typed into an address.
        if values.get(name) in languages.LOCALES:
            values[name] = locale_name(str(values[name]))
    return str(gettext(error.message, **values) if "%(" in error.message else gettext(error.message))


def finding_sentence(finding: Finding) -> str:
    """What a finding says, in the reader's language."""
    values = dict(finding.values)
    if finding.check == "end-mark":
        # Its values are names of marks, which the catalogues have.
        values = {name: gettext(value) for name, value in values.items()}
    if "locale" in values:
        values["locale"] = locale_name(values["locale"])
    return str(gettext(finding.message, **values) if values else gettext(finding.message))
