"""Merge what stands on the title page of an edition, and what of it readers have, with a small file, line by line.

The file has the same form as a source text: front matter, and behind it the translators' note as Markdown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from workbench import languages, text
from workbench.findings import N_
from workbench.store import texts
from workbench.store.database import Transaction
from workbench.store.models import Edition
from workbench.store.workspace import TextFile
from workbench.text import frontmatter
from workbench.workflow import exports, publishing, variants
from workbench.workflow.errors import Invalid
from workbench.workflow.sync.outcome import Outcome, Side, changed, digest

_PUBLISHED = "published"
# The variants of which readers get only what was approved in them; few editions have any, so it is no empty line.
_OWN_APPROVAL = "own-approval"
_NOTE = "note"
# In this order they stand in the file; the note is what follows.
_LINES = (*(name for name in exports.FIELDS if name != _NOTE), _PUBLISHED, _OWN_APPROVAL)


def merge(tx: Transaction, file: TextFile, data: bytes | None, base: Mapping[str, str]) -> Outcome:
    """Bring the title page of an edition and its file together.

    What changed on one side since the last sync is taken from there, line by line. A line that changed on both is left
    alone on each side until they are alike, or the file is deleted: then it is written from the workbench. Lines that
    the workbench does not know stay in the file.

    Args:
        file: its name.
        data: what the file holds, or None where there is none: then it is written, if there is anything to write.
        base: what the last sync agreed on, by the name of the line.

    Raises:
        Invalid: the edition is not there, or a value is none that it may have.
        UnknownLocale: a line names a locale that the workbench does not know.
        BadFrontMatter, UnreadableText: the file cannot be read.
    """
    edition = texts.edition(tx, file.slug, file.locale)
    if edition is None:
        raise Invalid(N_("There is no such edition."))
    mine = _stored(tx, edition, file)
    if data is None:
        agreed = _digests(mine)
        return Outcome(file.path, _write(mine, {}) if agreed else None, agreed, agreed)
    theirs, others = _read(data)
    here, there = _digests(mine), _digests(theirs)
    sides = {name: changed(base.get(name, ""), there.get(name, ""), here.get(name, "")) for name in mine}
    taken = [name for name, side in sides.items() if side is Side.FILE]
    disputed = [name for name, side in sides.items() if side is Side.BOTH]
    if taken:
        mine |= {name: theirs[name] for name in taken}
        _store(tx, edition, file, mine, taken)
    settled = {name: base[name] for name in disputed if name in base}
    shown = mine | {name: theirs[name] for name in disputed}
    return Outcome(
        file.path,
        _write(shown, others) if shown != theirs else None,
        seen=_without(there, disputed) | settled,
        agreed=_without(_digests(mine), disputed) | settled,
        taken=len(taken),
        conflicts=tuple(
            f"“{name}” was changed here and in the workbench; make both alike, or delete this file to take that one"
            for name in disputed
        ),
    )


def _digests(values: Mapping[str, str]) -> dict[str, str]:
    return {name: digest(value) for name, value in values.items() if value}


def _without(digests: Mapping[str, str], names: list[str]) -> dict[str, str]:
    return {name: value for name, value in digests.items() if name not in names}


# --- the workbench ------------------------------------------------------------------------------------------------


def _stored(tx: Transaction, edition: Edition, file: TextFile) -> dict[str, str]:
    imprint = exports.imprint(tx, file.slug, file.locale)
    date = publishing.published(tx).get((file.slug, file.locale))
    return {name: getattr(imprint, name) for name in exports.FIELDS} | {
        _PUBLISHED: _as_words(date),
        _OWN_APPROVAL: _as_list(variants.own_approvals(tx, edition)),
    }


def _store(tx: Transaction, edition: Edition, file: TextFile, values: Mapping[str, str], taken: list[str]) -> None:
    exports.keep_imprint(tx, file.slug, file.locale, values)
    if _PUBLISHED in taken:
        publishing.mark(tx, file.slug, file.locale, _as_date(values[_PUBLISHED]))
    if _OWN_APPROVAL in taken:
        variants.keep_own_approvals(tx, edition, _as_tags(values[_OWN_APPROVAL]))
    tx.log("sync", f"edition:{file.slug}/{file.locale}", by=None, title_page=taken)


# --- the file -----------------------------------------------------------------------------------------------------


def _read(data: bytes) -> tuple[dict[str, str], dict[str, str]]:
    """The values of a file as the workbench would keep them, and the lines that it does not know."""
    meta, body = frontmatter.split(text.decode(data).text)
    given = {name: meta.get(name, "") for name in _LINES} | {_NOTE: body}
    checked = exports.checked_imprint(given)
    theirs = {name: getattr(checked, name) for name in exports.FIELDS}
    theirs[_PUBLISHED] = _as_words(_as_date(given[_PUBLISHED]))
    theirs[_OWN_APPROVAL] = _as_list(_as_tags(given[_OWN_APPROVAL]))
    return theirs, {name: value for name, value in meta.items() if name not in _LINES}


def _write(values: Mapping[str, str], others: Mapping[str, str]) -> bytes:
    """A file with a line for everything that may be filled in."""
    lines = {name: values[name] for name in _LINES if name != _OWN_APPROVAL or values[name]} | dict(others)
    note = values[_NOTE]
    return frontmatter.join(lines, note and note + "\n").encode()


def _as_list(tags: Iterable[str]) -> str:
    return ", ".join(sorted(tags))


def _as_tags(words: str) -> set[str]:
    """The locales that a line names, with commas or white space between them."""
    return {languages.parse(tag).tag for tag in words.replace(",", " ").split()}


def _as_date(words: str) -> dt.datetime | None:
    """The moment that a line tells; a day begins at midnight, in UTC.

    Raises:
        Invalid: it tells none.
    """
    if not words.strip():
        return None
    try:
        date = dt.datetime.fromisoformat(words.strip())
        return date.astimezone(dt.UTC) if date.tzinfo else date.replace(tzinfo=dt.UTC)
    except (ValueError, OverflowError):
        raise Invalid(
            N_("“published” is the day since when readers have it; write it as %(example)s."), example="2026-03-01"
        ) from None


def _as_words(date: dt.datetime | None) -> str:
    """A moment as it stands in the file: a day alone, if it is midnight, else to the second."""
    if date is None:
        return ""
    date = date.astimezone(dt.UTC).replace(microsecond=0)
    return date.date().isoformat() if date.time() == dt.time() else date.isoformat()
