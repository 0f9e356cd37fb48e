"""What a reading site is made of: plain values in, files out."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from workbench.formats.edition import Edition
from workbench.formats.labels import Labels


@dataclass(frozen=True)
class Version:
    """A text in one locale, as readers have it.

    Attributes:
        edition: the text; its units say what is approved, and nothing else of it is shown.
        published: when its people put it before readers; None for the original.
        base: the locale that it was derived from, if it is the same translation in another script or region.
    """

    edition: Edition
    published: dt.datetime | None = None
    base: str = ""

    @property
    def tag(self) -> str:
        """BCP 47 tag of its locale."""
        return self.edition.target_locale


@dataclass(frozen=True)
class SiteText:
    """A text in all its languages, the original first, the versions of one language next to each other."""

    slug: str
    versions: tuple[Version, ...]


@dataclass(frozen=True)
class SiteFile:
    """A file of the site: its path with slashes, relative to the site's folder, and its bytes."""

    path: str
    data: bytes


@dataclass(frozen=True)
class SiteWords:
    """The words of the site itself in one language; those of the editions are in `labels`.

    `derived` has a place for `%(locale)s`, the locale's own name.
    """

    labels: Labels
    name: str = "Reading room"
    lead: str = "Texts and their translations, to be read alone or side by side."
    skip: str = "Skip to the text"
    languages: str = "Languages"
    read_in: str = "Read it in"
    original: str = "original"
    side_by_side: str = "Side by side"
    elsewhere: str = "Not in English yet"
    nothing: str = "Nothing is published here yet."
    derived: str = "Derived from the edition in %(locale)s; names and terms follow the glossary."
    chapters: str = "Chapters"
    previous: str = "Previous"
    following: str = "Next"
    feed: str = "New texts as a feed"

    @property
    def locale(self) -> str:
        """BCP 47 tag of these words."""
        return self.labels.locale


@dataclass(frozen=True)
class Card:
    """A version on the pages that list texts.

    Attributes:
        tag: its locale.
        title: its title, as characters.
        title_locale: the locale that the title is in.
        author: the author as readers of this language write the name, or empty.
        author_locale: the locale that the name is written in.
        excerpt: how it begins.
        path: the page that it begins on.
        published: see `Version`.
        changed: when its text last changed.
    """

    tag: str
    title: str
    title_locale: str
    author: str
    author_locale: str
    excerpt: str
    path: str
    published: dt.datetime | None
    changed: dt.datetime


@dataclass(frozen=True)
class Entry:
    """A text on the pages that list texts: its versions, the original first."""

    slug: str
    cards: tuple[Card, ...]

    @property
    def newest(self) -> dt.datetime:
        """When it was last put before readers in one more language."""
        return max(card.published or FIRST for card in self.cards)


# Before everything that was ever published.
FIRST = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
