"""Merge one source text with its file, paragraph by paragraph: its segments keep their ids by their contents.

The base is the whole text on which both sides agreed last. What changed in different places comes together; where both
sides changed the same, the workbench's wording stands, since translations hang on it, and the file's is put beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from workbench import text
from workbench.findings import N_
from workbench.store import texts
from workbench.store.database import Transaction
from workbench.store.models import SourceText
from workbench.store.workspace import TextFile, source_path
from workbench.text import Document, Note
from workbench.workflow import documents
from workbench.workflow import texts as text_work
from workbench.workflow.errors import Invalid
from workbench.workflow.sync.outcome import Outcome, Side, changed, digest

# Puts another version of a text beside it, and gives where it lies.
KeepAside = Callable[[bytes], str]

_WHOLE, _TEXT = "", "text"


def merge(
    tx: Transaction, file: TextFile, data: bytes | None, base: dict[str, str], *, keep_aside: KeepAside
) -> Outcome:
    """Bring a source text and its file together. A file that was deleted is written again.

    Args:
        file: its name; a `.txt` only begins a text, which is a `.md` from then on.
        data: what the file holds, or None where there is none.
        base: what the last sync agreed on.
        keep_aside: where the file's wording goes if the workbench's stands in its place.

    Raises:
        Invalid: the text at this address is in another locale.
        UnreadableText, BadFrontMatter, EmptyText and others: the file cannot be read.
        OSError, ChangedMeanwhile: nothing could be put beside the file.
    """
    row = texts.source_text(tx, file.slug)
    begins = file.path.endswith(".txt")
    path = source_path(file.slug, file.locale) if begins else file.path
    if row is not None and row.locale != file.locale:
        raise Invalid(N_("The text at this address is in %(locale)s."), locale=row.locale)
    if data is None or (begins and row is not None):
        return _written(path, _content(_stored(tx, file.slug)), seen=base)
    document = documents.read_file(file.path, data)
    if row is None:
        text_work.add_source_text(tx, document, locale=file.locale, by=None, slug=file.slug)
        return _taken(tx, path, file.slug, document, writes=begins)
    theirs, mine = _content(document), _content(_stored(tx, file.slug))
    side = changed(base.get(_WHOLE, ""), digest(theirs), digest(mine))
    if text_work.is_same(tx, row, document):
        # The lines of the front matter may stand in another order.
        side = Side.NEITHER
    match side:
        case Side.NEITHER:
            agreed = _agreed(mine)
            return Outcome(path, seen=agreed, agreed=agreed, notes=document.notes)
        case Side.STORE:
            return _written(path, mine, seen=_agreed(theirs))
        case Side.FILE:
            text_work.apply_revision(tx, row, document)
            return _taken(tx, path, file.slug, document)
        case Side.BOTH:
            return _merged(tx, path, row, document, base.get(_TEXT), keep_aside)


def _merged(
    tx: Transaction, path: str, row: SourceText, document: Document, base: str | None, keep_aside: KeepAside
) -> Outcome:
    """Merge what changed on both sides, by paragraphs.

    The other wording is put aside while the database can still take everything back: once it knows the merged text, the
    file is overwritten.
    """
    theirs, mine = _content(document), _content(_stored(tx, row.slug))
    found = None if base is None else text.merge_versions(*map(text.read_markdown, (base, mine, theirs)))
    conflicts: tuple[str, ...] = ()
    notes = document.notes
    if found is None:
        conflicts = (_differs(keep_aside(theirs.encode())),)
    else:
        text_work.apply_revision(tx, row, replace(found.ours, media=document.media))
        if found.conflicts:
            conflicts = (_differing(found.conflicts, keep_aside(_content(found.theirs).encode())),)
        if found.outlived:
            notes = (*notes, Note(_OUTLIVED, {"count": str(found.outlived)}))
    content = _content(_stored(tx, row.slug))
    if content != mine:
        tx.log("sync", f"text:{row.slug}", by=None)
    if conflicts:
        tx.log("conflict", f"text:{row.slug}", by=None)
    return Outcome(
        path,
        content.encode(),
        seen=_agreed(theirs),
        agreed=_agreed(content),
        taken=int(content != mine),
        conflicts=conflicts,
        notes=notes,
    )


_OUTLIVED = "taken out on one side, changed on the other, and therefore still in the text: %(count)s"


def _differing(count: int, aside: str) -> str:
    places = "one place" if count == 1 else f"{count} places"
    return (
        f"changed here and in the workbench in {places}; the text has the workbench's wording there. {aside} is the "
        "same text with yours: copy what you want of it into this file, or bring it in as a new version, then delete it"
    )


def _differs(aside: str) -> str:
    return (
        "changed here and in the workbench in ways that do not go together; the text is the workbench's. "
        f"{aside} is what this file held: copy what you want of it into this file, then delete it. Brought in as a new "
        "version, it would undo what was changed in the workbench"
    )


def _stored(tx: Transaction, slug: str) -> Document:
    row = texts.source_text(tx, slug)
    if row is None:
        raise Invalid(N_("There is no text at %(slug)s."), slug=slug)
    return text_work.as_document(tx, row)


def _content(document: Document) -> str:
    return text.write_markdown(document)


def _agreed(content: str) -> dict[str, str]:
    return {_WHOLE: digest(content), _TEXT: content}


def _taken(tx: Transaction, path: str, slug: str, document: Document, *, writes: bool = False) -> Outcome:
    content = _content(_stored(tx, slug))
    agreed = _agreed(content)
    tx.log("sync", f"text:{slug}", by=None)
    data = content.encode() if writes else None
    return Outcome(path, data, seen=agreed, agreed=agreed, taken=1, notes=document.notes)


def _written(path: str, content: str, *, seen: dict[str, str]) -> Outcome:
    return Outcome(path, content.encode(), seen=seen, agreed=_agreed(content))
