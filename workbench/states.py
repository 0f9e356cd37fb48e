"""The review states of a translation unit and the steps between them."""

from __future__ import annotations

import enum

from workbench.errors import N_, WorkbenchError


class State(enum.StrEnum):
    """Where a unit is on its way; the order is the order of progress."""

    INITIAL = "initial"
    DRAFT = "draft"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    APPROVED = "approved"


class Step(enum.StrEnum):
    """What a person does with a unit."""

    WRITE = "write"
    HAND_IN = "hand in"
    TAKE_BACK = "take back"
    RETURN = "return"
    APPROVE = "approve"
    REOPEN = "reopen"


class IllegalStep(WorkbenchError):
    """The unit is not in a state from which this step leads anywhere."""


# Writing keeps a returned unit returned until it is handed in again: the translator still has to answer the
# editor's reason. Writing in a submitted or approved unit makes it a draft, so that nothing is approved unseen.
STEPS: dict[tuple[State, Step], State] = {
    (State.INITIAL, Step.WRITE): State.DRAFT,
    (State.DRAFT, Step.WRITE): State.DRAFT,
    (State.RETURNED, Step.WRITE): State.RETURNED,
    (State.SUBMITTED, Step.WRITE): State.DRAFT,
    (State.APPROVED, Step.WRITE): State.DRAFT,
    (State.DRAFT, Step.HAND_IN): State.SUBMITTED,
    (State.RETURNED, Step.HAND_IN): State.SUBMITTED,
    (State.SUBMITTED, Step.TAKE_BACK): State.DRAFT,
    (State.SUBMITTED, Step.RETURN): State.RETURNED,
    (State.SUBMITTED, Step.APPROVE): State.APPROVED,
    (State.APPROVED, Step.RETURN): State.RETURNED,
    (State.APPROVED, Step.REOPEN): State.SUBMITTED,
    (State.RETURNED, Step.REOPEN): State.SUBMITTED,
}


def after(state: State, step: Step) -> State:
    """Give the state that `step` leads to.

    Raises:
        IllegalStep: the step cannot be taken from `state`; the message names the states from which it can.
    """
    try:
        return STEPS[state, step]
    except KeyError:
        raise IllegalStep(
            N_("This cannot be done while the passage is %(state)s; look at it again."),
            state=state.value,
            step=step.value,
        ) from None
