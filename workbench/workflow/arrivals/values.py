"""What is said of documents that wait, as plain values."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping
from dataclasses import dataclass

from workbench.errors import WorkbenchError
from workbench.formats.reading import Form, Loss
from workbench.text import Note, Segment
from workbench.workflow import texts


class TextChanged(WorkbenchError):
    """Somebody else changed the text since a new version of it was looked at; nothing is lost by looking again."""


class Purpose(enum.StrEnum):
    """What a document was brought for."""

    TEXT = "text"
    REVISION = "revision"
    TRANSLATION = "translation"


@dataclass(frozen=True)
class Waiting:
    """A document that waits, at a glance."""

    uid: str
    purpose: Purpose
    title: str
    locale: str
    created_at: dt.datetime


@dataclass(frozen=True)
class ArrivalPage:
    """What was understood of a document, for the person who brought it.

    Attributes:
        purpose: what it was brought for.
        form: what the file was.
        locale: the locale that it is probably in, or that of the text it is a new version of.
        segments: everything that was taken, in order.
        counts: how many segments there are of each kind.
        characters: how long the text is.
        meta: title, author and the like as the file says them.
        notes: what was changed on reading.
        lost: what of the file's own text was not taken over, by kind.
        slug, text_title, text_locale: the text that it is a version or a translation of, where it is one.
        startable: the locales that a translation may be in.
        changes: what a new version would change.
        text_version: which version of the text that was.
    """

    uid: str
    purpose: Purpose
    form: Form
    locale: str
    segments: tuple[Segment, ...]
    counts: Mapping[str, int]
    characters: int
    meta: Mapping[str, str]
    notes: tuple[Note, ...]
    lost: Mapping[Loss, tuple[str, ...]]
    pictures: int
    slug: str = ""
    text_title: str = ""
    text_locale: str = ""
    startable: tuple[str, ...] = ()
    changes: texts.RevisionPreview | None = None
    text_version: int = 0


@dataclass(frozen=True)
class Kept:
    """What a document became: the text's address, and an alignment or a report where there is one."""

    slug: str
    alignment_id: int | None = None
    report: texts.RevisionReport | None = None
