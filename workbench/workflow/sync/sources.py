"""Merge one source text with its file, as a whole: its segments keep their ids by their contents."""

from __future__ import annotations

from workbench.findings import N_
from workbench.store import texts
from workbench.store.database import Transaction
from workbench.store.workspace import TextFile, source_path
from workbench.text import Document, write_markdown
from workbench.workflow import documents
from workbench.workflow import texts as text_work
from workbench.workflow.errors import Invalid
from workbench.workflow.sync.outcome import Outcome, Side, changed, digest

_WHOLE = ""
_BOTH = (
    "the text was changed here and in the workbench; bring this file in as a new version there, or delete it to take "
    "the workbench's"
)


def merge(tx: Transaction, file: TextFile, data: bytes | None, base: dict[str, str]) -> Outcome:
    """Bring a source text and its file together.

    Two versions that differ both from the last agreed one are left alone: each stays where it is until a person
    brings the file in as a new version, or deletes it. A file that was deleted is written again.

    Args:
        file: its name; a `.txt` only begins a text, which is a `.md` from then on.
        data: what the file holds, or None where there is none.
        base: what the last sync agreed on.

    Raises:
        Invalid: the text at this address is in another locale.
        UnreadableText, BadFrontMatter, EmptyText and others: the file cannot be read.
    """
    row = texts.source_text(tx, file.slug)
    begins = file.path.endswith(".txt")
    path = source_path(file.slug, file.locale) if begins else file.path
    if row is not None and row.locale != file.locale:
        raise Invalid(N_("The text at this address is in %(locale)s."), locale=row.locale)
    if data is None or (begins and row is not None):
        return _written(tx, path, _content(_stored(tx, file.slug)))
    document = documents.read_file(file.path, data)
    if row is None:
        text_work.add_source_text(tx, document, locale=file.locale, by=None, slug=file.slug)
        return _taken(tx, path, file.slug, document, writes=begins)
    theirs, mine = _content(document), _content(_stored(tx, file.slug))
    match changed(base.get(_WHOLE, ""), digest(theirs), digest(mine)):
        case Side.NEITHER:
            agreed = {_WHOLE: digest(mine)}
            return Outcome(path, seen=agreed, agreed=agreed, notes=document.notes)
        case Side.STORE:
            return _written(tx, path, mine)
        case Side.FILE:
            text_work.apply_revision(tx, row, document)
            return _taken(tx, path, file.slug, document)
        case Side.BOTH:
            return Outcome(path, seen=base, agreed=base, conflicts=(_BOTH,), notes=document.notes)


def _stored(tx: Transaction, slug: str) -> Document:
    row = texts.source_text(tx, slug)
    if row is None:
        raise Invalid(N_("There is no text at %(slug)s."), slug=slug)
    return text_work.as_document(tx, row)


def _content(document: Document) -> str:
    return write_markdown(document)


def _taken(tx: Transaction, path: str, slug: str, document: Document, *, writes: bool = False) -> Outcome:
    content = _content(_stored(tx, slug))
    agreed = {_WHOLE: digest(content)}
    tx.log("sync", f"text:{slug}", by=None)
    data = content.encode() if writes else None
    return Outcome(path, data, seen=agreed, agreed=agreed, taken=1, notes=document.notes)


def _written(tx: Transaction, path: str, content: str) -> Outcome:
    agreed = {_WHOLE: digest(content)}
    return Outcome(path, content.encode(), seen=agreed, agreed=agreed)
