"""Show how an edition, or a whole language, renders the concepts; the same goes out as a table and as a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from flask import Response, render_template, request, send_file
from flask_babel import gettext as _

from workbench import languages
from workbench.web import context, i18n
from workbench.web.glossary.blueprint import bp
from workbench.workflow import glossary, permissions
from workbench.workflow.glossary import Report

# What a cell shows of the passages; the table that goes out has all.
LINKS = 6


@dataclass(frozen=True)
class ReportPage:
    """What `glossary/consistency.html` uses as `page`.

    Attributes:
        slug: of the one text, or an empty string for the whole language.
    """

    reports: tuple[Report, ...]
    slug: str
    title: str
    locale: str
    links: int
    may_propose: bool


@bp.get("/consistency/<locale>")
@context.signed_in
def consistency_of_language(locale: str) -> str | Response:
    """Report on all editions in a language."""
    reports = glossary.of_language(context.store(), locale, by=context.user())
    return _answer(reports, locale=languages.parse(locale).tag)


@bp.get("/consistency/<locale>/<slug>")
@context.signed_in
def consistency(locale: str, slug: str) -> str | Response:
    """Report on one edition."""
    report = glossary.of_edition(context.store(), slug, locale, by=context.user())
    return _answer([report], locale=locale, slug=slug)


def _answer(reports: Sequence[Report], *, locale: str, slug: str = "") -> str | Response:
    by, kind = context.user(), request.args.get("as", "")
    title = reports[0].texts[0][1] if slug else i18n.locale_name(locale)
    name = "-".join(filter(None, (_("consistency"), slug, locale)))
    page = ReportPage(tuple(reports), slug, title, locale, LINKS, permissions.translates_anything(by))
    if kind == "csv":
        # The byte order mark tells spreadsheets that this is UTF-8.
        return _download(glossary.as_csv(reports).encode("utf-8-sig"), "text/csv", f"{name}.csv")
    if kind == "html":
        shown = render_template("glossary/consistency_export.html", page=page)
        return _download(shown.encode(), "text/html", f"{name}.html")
    return render_template("glossary/consistency.html", page=page)


def _download(data: bytes, mimetype: str, name: str) -> Response:
    return send_file(BytesIO(data), mimetype=mimetype, as_attachment=True, download_name=name)
