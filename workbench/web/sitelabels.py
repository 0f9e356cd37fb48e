"""The words of the reading site, in each language of the interface."""

from __future__ import annotations

from workbench.formats.site import SiteWords
from workbench.web import i18n
from workbench.web.labels import export_labels


def vocabulary(name: str = "") -> dict[str, SiteWords]:
    """The words of the site by language; `name` is what it is called, in all of them alike."""
    return {tag: _words(tag, name) for tag in i18n.CATALOGUES}


def _words(tag: str, name: str) -> SiteWords:
    _ = i18n.catalogue(tag).gettext
    return SiteWords(
        labels=export_labels(tag),
        # Translators: what the site with the published texts is called if its people give it no name.
        name=name or _("Reading room"),
        lead=_("Texts and their translations, to be read alone or side by side."),
        skip=_("Skip to the text"),
        languages=_("Languages"),
        # Translators: before the languages that a text can be read in.
        read_in=_("Read it in"),
        # Translators: behind the name of a language, in brackets: the text was written in it.
        original=_("original"),
        # Translators: before the languages that can stand beside the one that is read.
        side_by_side=_("Side by side"),
        # Translators: name your own language here.
        elsewhere=_("Not in English yet"),
        nothing=_("Nothing is published here yet."),
        derived=_("Derived from the edition in %(locale)s; names and terms follow the glossary."),
        chapters=_("Chapters"),
        previous=_("Previous chapter"),
        following=_("Next chapter"),
        feed=_("New texts as a feed"),
    )
