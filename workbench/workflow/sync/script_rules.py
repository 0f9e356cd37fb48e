"""Merge the rules of conversion between Chinese scripts with their CSV file, rule by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields

import sqlalchemy as sa

from workbench import languages
from workbench.findings import N_
from workbench.store.database import Transaction
from workbench.store.models import ScriptRule, SourceText, now
from workbench.store.workspace import SCRIPT_RULES
from workbench.workflow import variants
from workbench.workflow.errors import Invalid
from workbench.workflow.sync.outcome import Outcome, Side, changed, digest
from workbench.workflow.sync.tables import read_table, write_table

_NOTHING = ""


@dataclass(frozen=True, order=True)
class RuleLine:
    """One line of the file of rules; `text` is the address of the one text that it holds for, or empty."""

    base: str
    variant: str
    text: str
    words: str
    chosen: str
    reason: str

    @property
    def key(self) -> str:
        """What two lines that contradict each other have in common."""
        return "/".join((self.base, self.variant, self.text, self.words))


_HEADER = tuple(field.name for field in fields(RuleLine))


def merge(tx: Transaction, data: bytes | None, base: Mapping[str, str]) -> Outcome:
    """Bring the rules of conversion and their file together; of two changes the workbench's is in force.

    Raises:
        Invalid: a line of the file cannot be read.
    """
    mine = _rules(tx)
    if data is None:
        agreed = {key: digest(astuple(line)) for key, line in mine.items()}
        content = write_table(_HEADER, map(astuple, sorted(mine.values()))) if mine else None
        return Outcome(SCRIPT_RULES, content, agreed, agreed)
    theirs = {line.key: line for line in _read_rules(data)}
    seen = {key: digest(astuple(line)) for key, line in theirs.items()}
    had = {key: digest(astuple(line)) for key, line in mine.items()}
    taken, conflicts, unknown = 0, [], {}
    slugs = dict(tx.session.execute(sa.select(SourceText.slug, SourceText.id)).all())
    for key in dict.fromkeys((*theirs, *mine)):
        line = theirs.get(key)
        if line is not None and line.text and line.text not in slugs:
            unknown[key] = line
            continue
        side = changed(base.get(key, _NOTHING), seen.get(key, _NOTHING), had.get(key, _NOTHING))
        if side is Side.FILE:
            taken += 1
            _take_rule(tx, mine.get(key), line, slugs)
        elif side is Side.BOTH and line is not None and key in mine:
            conflicts.append(f"the rule {key} was changed here and in the workbench; the workbench's is in force")
        elif side is Side.BOTH:
            # What one side ended and the other changed stays: a change is work, an end can be repeated.
            taken += line is not None
            _take_rule(tx, mine.get(key), line or mine[key], slugs)
    mine = _rules(tx) | unknown
    content = write_table(_HEADER, map(astuple, sorted(mine.values())))
    agreed = {key: digest(astuple(line)) for key, line in mine.items()}
    return Outcome(SCRIPT_RULES, content, seen, agreed, taken, tuple(conflicts))


def _rules(tx: Transaction) -> dict[str, RuleLine]:
    query = (
        sa.select(ScriptRule, SourceText.slug)
        .outerjoin(SourceText, SourceText.id == ScriptRule.source_text_id)
        .where(ScriptRule.ended_at.is_(None))
        .order_by(ScriptRule.id)
    )
    lines = [
        RuleLine(row.base_locale, row.variant, slug or "", row.words, row.chosen, " ".join(row.reason.split()))
        for row, slug in tx.session.execute(query)
    ]
    return {line.key: line for line in lines}


def _read_rules(data: bytes) -> list[RuleLine]:
    lines = []
    for number, cells in read_table(data, _HEADER):
        line = RuleLine(*(" ".join(cell.split()) for cell in cells))
        if not all((line.words, line.chosen, line.reason)) or line.base not in languages.VARIANTS:
            raise Invalid(
                N_("Line %(line)s cannot be used: a rule has a base, words, chosen and a reason."), line=number
            )
        variants.variant_tag(line.base, line.variant)
        lines.append(line)
    return lines


def _take_rule(tx: Transaction, mine: RuleLine | None, wanted: RuleLine | None, slugs: Mapping[str, int]) -> None:
    if mine == wanted:
        return
    if mine is not None:
        scope = slugs[mine.text] if mine.text else None
        query = sa.select(ScriptRule).where(
            ScriptRule.base_locale == mine.base,
            ScriptRule.variant == mine.variant,
            ScriptRule.words == mine.words,
            ScriptRule.source_text_id == scope,
            ScriptRule.ended_at.is_(None),
        )
        for row in tx.session.scalars(query):
            row.ended_at = now()
    if wanted is not None:
        rule = ScriptRule(
            base_locale=wanted.base, variant=wanted.variant, source_text_id=slugs[wanted.text] if wanted.text else None,
            words=wanted.words, chosen=wanted.chosen, reason=wanted.reason,
        )  # fmt: skip
        tx.session.add(rule)
    tx.session.flush()
