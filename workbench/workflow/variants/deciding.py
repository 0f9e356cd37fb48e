"""What people decide about the units of a variant: correct a place or a text, take it back, approve.

Every step carries a token of the texts that the person saw. Where they changed meanwhile, nothing is stored and what
was typed goes back to the person, beside the present text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import sqlalchemy as sa

from workbench.findings import N_
from workbench.script import overrides as engine
from workbench.store import variants as stored
from workbench.store.database import Store, Transaction
from workbench.store.models import Override, User, VariantApproval, now
from workbench.store.variants import BaseUnit
from workbench.workflow import units
from workbench.workflow.errors import Conflict, Invalid, NotAllowed, NotFound
from workbench.workflow.permissions import Role, may_approve_variant, may_correct_variant
from workbench.workflow.variants.carrying import InForce, carried, in_force
from workbench.workflow.variants.reading import Variant, edition_of, variant
from workbench.workflow.variants.splitting import split
from workbench.workflow.variants.standing import Standing, final_text


@dataclass(frozen=True)
class Approved:
    """What approving a whole variant did: units approved now, and units that wait for a look first."""

    approved: int
    waiting: int


# --- correct ----------------------------------------------------------------------------------------------------


def settle(store: Store, unit_id: int, tag: str, *, start: int, end: int, chosen: str, seen: str, by: User) -> Standing:
    """Decide what the variant has in place of some characters of the base; what it has already is confirmed.

    Args:
        start, end: the characters of the base, half-open, in code points.
        chosen: what stands in their place from now on.
        seen: the token of the texts that the person saw.

    Raises:
        NotAllowed: `by` has no role in this variant.
        Conflict: base or variant changed meanwhile.
        Invalid: the place is not in the text, or nothing is chosen.
    """
    chosen = _cleaned(chosen)
    with _step(store, unit_id, tag, by) as step:
        before = step.standing
        # What was decided in another variant alone can be made this one's own.
        mine = (place for place in before.places if place.override_id is not None)
        if any((place.start, place.end, place.chosen) == (start, end, chosen) for place in mine):
            return before
        step.require_seen(seen, chosen)
        if not 0 <= start < end <= len(step.unit.target):
            raise Invalid(N_("This place is not in the text any more; look at it again."), field="chosen")
        step.put(engine.Override.at(step.unit.target, start, end, chosen), by=by)
        step.log("correct-variant", by)
        return step.now()


def rewrite(store: Store, unit_id: int, tag: str, *, text: str, seen: str, by: User) -> Standing:
    """Give a unit its whole text in the variant; the places that differ from the conversion become overrides.

    Raises:
        The same errors as `settle`.
    """
    text = _cleaned(text)
    with _step(store, unit_id, tag, by) as step:
        if text == step.standing.text:
            return step.standing
        step.require_seen(seen, text)
        if not step.unit.target.strip():
            raise Invalid(N_("There is no translation yet that a variant could be derived from."), field="text")
        holds = step.in_force()
        wanted = split(step.found.way, step.unit.target, holds.values, text)
        # What goes on reading as another variant decided it stays that variant's decision.
        others = [one.value for one in holds.shared]
        step.replace_with([value for value in wanted if value not in others], by=by)
        step.log("correct-variant", by)
        return step.now()


def place_again(store: Store, override_id: int, *, start: int, seen: str, by: User) -> Standing:
    """Put an override whose place was lost at a place of the present base that has the same characters.

    Raises:
        NotFound: it was settled already.
        The same errors as `settle`.
    """
    with store.read() as tx:
        row = _override(tx, override_id)
    with _step(store, row.unit_id, row.variant, by) as step:
        waiting = step.row(override_id)
        if waiting is None:
            return step.standing
        step.require_seen(seen, waiting.chosen)
        end = start + len(waiting.base_text)
        if step.unit.target[max(0, start) : end] != waiting.base_text:
            raise Invalid(N_("This place is not in the text any more; look at it again."), field="chosen")
        step.put(engine.Override.at(step.unit.target, start, end, waiting.chosen), by=by)
        waiting.ended_at = now()
        step.log("correct-variant", by)
        return step.now()


def take_back(store: Store, override_id: int, *, by: User) -> Standing:
    """Take an override out of force: the conversion decides again. It stays in the history.

    Raises:
        NotAllowed: `by` has no role in this variant.
        NotFound: there is no such override.
    """
    with store.read() as tx:
        row = _override(tx, override_id)
    with _step(store, row.unit_id, row.variant, by) as step:
        present = step.row(override_id)
        if present is not None:
            present.ended_at = now()
            step.log("release-variant", by)
        return step.now()


# --- approve ----------------------------------------------------------------------------------------------------


def approve(store: Store, unit_id: int, tag: str, *, seen: str, by: User) -> Standing:
    """Accept a unit's text in the variant: it stays as it is until the base changes.

    Raises:
        NotAllowed: `by` is no editor of the variant or of the base.
        Conflict: base or variant changed meanwhile.
        Invalid: a correction waits to be settled, or there is no text.
    """
    with _step(store, unit_id, tag, by, role=Role.EDITOR) as step:
        standing = step.standing
        if standing.approved:
            return standing
        step.require_seen(seen, standing.text)
        if standing.lost:
            raise Invalid(N_("A correction has lost its place in the text; settle it first."), field="text")
        if not standing.text.strip():
            raise Invalid(N_("There is no translation yet that a variant could be derived from."), field="text")
        step.approve(by)
        step.log("approve-variant", by)
        return step.now()


def withdraw(store: Store, unit_id: int, tag: str, *, by: User) -> Standing:
    """Take the approval of a unit's text in the variant back.

    Raises:
        NotAllowed: `by` is no editor of the variant or of the base.
    """
    with _step(store, unit_id, tag, by, role=Role.EDITOR) as step:
        if step.withdraw():
            step.log("withdraw-variant", by)
        return step.now()


def approve_all(store: Store, slug: str, locale: str, tag: str, *, by: User) -> Approved:
    """Approve every unit of a variant that has no open place and nothing to settle.

    Raises:
        NotFound: there is no such edition.
        NotAllowed: `by` is no editor of the variant or of the base.
    """
    with store.read() as tx:
        # Nobody who saves has to wait while a long text is judged: the way remembers what it found.
        found = variant(tx, edition_of(tx, slug, locale), tag)
        _require(by, Role.EDITOR, found)
        for unit in stored.units(tx, found.edition.id):
            found.is_clean(unit)
    with store.begin() as tx:
        found = variant(tx, edition_of(tx, slug, locale), tag)
        _require(by, Role.EDITOR, found)
        every = [unit for unit in stored.units(tx, found.edition.id) if unit.target.strip()]
        waiting = [unit for unit in every if not found.is_approved(unit)]
        clean = [unit for unit in waiting if found.is_clean(unit)]
        tx.session.add_all(_approval(found, unit, found.text(unit), by) for unit in clean)
        tx.session.flush()
        if clean:
            tx.log("approve-variant", f"edition:{slug}/{locale}", by=by, variant=found.tag, units=len(clean))
        return Approved(len(clean), len(waiting) - len(clean))


# --- what the steps share ---------------------------------------------------------------------------------------


class _Step:
    """One unit of a variant in a transaction that writes."""

    def __init__(self, tx: Transaction, found: Variant, unit: BaseUnit) -> None:
        self.tx = tx
        self.found = found
        self.unit = unit
        self.standing = found.standing(unit)

    def rows(self) -> Sequence[Override]:
        return self.found.overrides.get(self.unit.id, ())

    def row(self, override_id: int) -> Override | None:
        return next((row for row in self.rows() if row.id == override_id), None)

    def in_force(self) -> InForce:
        """What holds in the unit before the step."""
        return in_force(self.found.way, self.unit.target, self.found.settled(self.unit))

    def require_seen(self, seen: str, typed: str) -> None:
        if seen != self.standing.token:
            raise Conflict(
                N_("This passage was changed meanwhile; look at its present text and do it again."),
                revision_id=None,
                version=self.unit.version,
                current=self.standing.text,
                yours=typed,
                merged=None,
            )

    def put(self, override: engine.Override, *, by: User) -> None:
        """Let an override hold in the place of those that it touches."""
        own = (value for value, _ in carried(self.unit.target, self.rows())[0])
        apart = [value for value in own if value.end <= override.start or override.end <= value.start]
        self.replace_with([*apart, override], by=by)

    def replace_with(self, wanted: Sequence[engine.Override], *, by: User) -> None:
        """Let exactly these overrides hold, beside those that wait; an approval of another text is withdrawn."""
        kept, _ = carried(self.unit.target, self.rows())
        known = {(value.start, value.base, value.chosen): row for value, row in kept}
        usual = self.found.way.convert_with_choices(self.unit.target)
        for value in wanted:
            row = known.pop((value.start, value.base, value.chosen), None)
            if row is None:
                here = slice(*usual.target_span(value.start, value.end))
                row = Override(
                    unit_id=self.unit.id,
                    variant=self.found.tag,
                    chosen=value.chosen,
                    base_text=value.base,
                    confirms=usual.text[here] == value.chosen,
                    user_id=by.id,
                )
                self.tx.session.add(row)
            row.start, row.before, row.after, row.made_on = value.start, value.before, value.after, self.unit.target
        for row in known.values():
            row.ended_at = now()
        self.tx.session.flush()
        if self.standing.approved and self._derived() != self.standing.text:
            self.withdraw()

    def _derived(self) -> str:
        """What the unit would read without an approval."""
        found = self._read()
        return final_text(found.way, self.unit, replace(found.settled(self.unit), approval=None))

    def approve(self, by: User) -> None:
        self.tx.session.add(_approval(self.found, self.unit, self.standing.text, by))

    def withdraw(self) -> bool:
        """Take all approvals of the unit out of force, so that no older one comes back."""
        statement = (
            sa.update(VariantApproval)
            .where(
                VariantApproval.unit_id == self.unit.id,
                VariantApproval.variant == self.found.tag,
                VariantApproval.withdrawn_at.is_(None),
            )
            .values(withdrawn_at=now())
        )
        return bool(self.tx.execute(statement).rowcount)

    def log(self, action: str, by: User) -> None:
        edition = self.found.edition
        what = f"unit:{edition.source_text.slug}/{edition.locale}/{self.unit.uid}"
        self.tx.log(action, what, by=by, variant=self.found.tag)

    def now(self) -> Standing:
        """The unit as it stands after the step."""
        return self._read().standing(self.unit)

    def _read(self) -> Variant:
        self.tx.session.flush()
        return variant(self.tx, self.found.edition, self.found.tag, unit_id=self.unit.id)


@contextmanager
def _step(store: Store, unit_id: int, tag: str, by: User, *, role: Role = Role.TRANSLATOR) -> Iterator[_Step]:
    with store.begin() as tx:
        edition = units.get(tx, unit_id).edition
        found = variant(tx, edition, tag, unit_id=unit_id)
        _require(by, role, found)
        unit = stored.unit(tx, unit_id)
        if unit is None:
            raise NotFound(N_("There is no such unit; the text may have changed, open it again."))
        yield _Step(tx, found, unit)


def _require(by: User, role: Role, found: Variant) -> None:
    base = found.edition.locale
    if found.tag == base:
        raise Invalid(N_("This is the edition itself; it is corrected on the desk."), field="variant")
    may = may_approve_variant if role is Role.EDITOR else may_correct_variant
    if not may(by, base, found.tag):
        raise NotAllowed(N_("This needs the role of %(role)s."), role=role.value, locale=found.tag)


def _override(tx: Transaction, override_id: int) -> Override:
    row = tx.session.get(Override, override_id)
    if row is None:
        raise NotFound(N_("There is no such correction; look at the passage again."))
    return row


def _approval(found: Variant, unit: BaseUnit, text: str, by: User) -> VariantApproval:
    return VariantApproval(unit_id=unit.id, variant=found.tag, base=unit.target, text=text, user_id=by.id)


def _cleaned(typed: str) -> str:
    cleaned = units.clean(typed)
    if not cleaned.strip():
        raise Invalid(N_("Write what the variant shall have here."), field="text")
    return cleaned
