"""Write and read glossaries as OmegaT keeps them: source term, tab, target term, tab, comment.

Format: OmegaT's manual, “Glossaries”: UTF-8, one pair in a line, lines that begin with `#` are remarks. It knows
two languages and no status, so writing loses what the workbench knows beyond that: forbidden terms are named in the
comment, and of several right terms the preferred one comes first. Reading makes a concept of each source term.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from workbench import languages
from workbench.errors import N_, WorkbenchError
from workbench.glossary import Concept, Life, Status, Term
from workbench.glossary.concepts import LOCALES
from workbench.glossary.tokens import Path, term_path

_LONGEST_ID = 60
_NO_ID_SIGN = re.compile(r"[^\w]+")
_LINE = re.compile(r"\r\n|\r|\n")


class OmegaTFileError(WorkbenchError):
    """A tab-separated glossary cannot be read; `details` holds the `line`, from 1. Nothing of it was read."""


def write_omegat(concepts: Iterable[Concept], *, source_locale: str, target_locale: str) -> str:
    """Write the pairs of two locales, in the order given, with a line feed at the end of each line.

    Concepts that lack a right term in either locale, and retired ones, are left out.
    """
    source, target = _locale(source_locale), _locale(target_locale)
    lines = [
        "\t".join(map(_flat, (one.text, other.text, _comment(concept, target)))).rstrip("\t") + "\n"
        for concept in concepts
        if concept.state is not Life.RETIRED
        for one in _apart(_right(concept, source), source)
        for other in _apart(_right(concept, target), target)
    ]
    return "".join([f"# {source}\t{target}\n", *lines])


def read_omegat(data: bytes, *, source_locale: str, target_locale: str, known: Sequence[Concept] = ()) -> list[Concept]:
    """Read a tab-separated glossary.

    Args:
        data: the file's bytes.
        source_locale: BCP 47 tag of the first column.
        target_locale: BCP 47 tag of the second column.
        known: the concepts that the termbase has already. A pair whose source term one of them has is added to that
            one; a target term that it has already, or forbids, changes nothing.

    Returns:
        The new and the changed concepts, in the order of the file. Of several target terms the first is the preferred.

    Raises:
        OmegaTFileError: the file is not UTF-8, or a line lacks one of its terms. The message names the line.
    """
    source, target = _locale(source_locale), _locale(target_locale)
    owners = _owners(known, source)
    taken = {concept.id for concept in known}
    found: dict[Path, Concept] = {}
    for one, other, comment in _rows(data):
        key = term_path(one, source.partition("-")[0])
        concept = found.get(key) or owners.get(key)
        if concept is None:
            concept = Concept(_new_id(one, taken), note=comment, terms=(Term(one, source),))
            taken.add(concept.id)
        found[key] = _with_term(concept, other, target)
    return [concept for key, concept in found.items() if concept is not owners.get(key)]


def _rows(data: bytes) -> Iterator[tuple[str, str, str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        at = data[: wrong.start].count(b"\n") + 1
        raise OmegaTFileError(N_("Line %(line)s is not UTF-8; save the glossary in UTF-8."), line=at) from None
    for number, line in enumerate(_LINE.split(text), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if "\0" in line or len(cells) < 2 or not cells[0] or not cells[1]:
            raise OmegaTFileError(
                N_("Line %(line)s needs a source term, a tab and a target term; mend the line or take it out."),
                line=number,
            )
        yield cells[0], cells[1], " ".join(filter(None, cells[2:]))


def _owners(known: Sequence[Concept], source: str) -> dict[Path, Concept]:
    """Find whose each source term is; a term that two concepts claim belongs to none here."""
    owners: dict[Path, Concept | None] = {}
    for concept in known:
        for term in _right(concept, source):
            key = term_path(term.text, source.partition("-")[0])
            owners[key] = concept if owners.get(key, concept) is concept else None
    return {key: concept for key, concept in owners.items() if concept is not None}


def _with_term(concept: Concept, text: str, locale: str) -> Concept:
    if any(term.text == text for term in concept.of(locale)):
        return concept
    status = Status.ADMITTED if _right(concept, locale) else Status.PREFERRED
    return replace(concept, terms=(*concept.terms, Term(text, locale, status)))


def _new_id(text: str, taken: set[str]) -> str:
    stem = _NO_ID_SIGN.sub("-", text.casefold()).strip("-")[:_LONGEST_ID] or "term"
    number = 1
    uid = stem
    while uid in taken:
        number += 1
        uid = f"{stem}-{number}"
    return uid


def _right(concept: Concept, locale: str) -> list[Term]:
    return [term for term in concept.of(locale) if term.status is not Status.FORBIDDEN]


def _apart(terms: Sequence[Term], locale: str) -> list[Term]:
    """Leave out listed forms of a term that stands there already: OmegaT finds forms by itself."""
    by_path: dict[Path, Term] = {}
    for term in terms:
        by_path.setdefault(term_path(term.text, locale.partition("-")[0]), term)
    return list(by_path.values())


def _comment(concept: Concept, target: str) -> str:
    forbidden = [term.text for term in concept.of(target) if term.status is Status.FORBIDDEN]
    return " · ".join(filter(None, [concept.definition, concept.note, ", ".join(f"≠ {text}" for text in forbidden)]))


def _flat(text: str) -> str:
    """A cell is one line without tabs; a first cell that looked like a remark would be lost."""
    flat = " ".join(text.split())
    return f" {flat}" if flat.startswith("#") else flat


def _locale(tag: str) -> str:
    known = languages.parse(tag).tag
    return known if known in LOCALES else languages.base(known)
