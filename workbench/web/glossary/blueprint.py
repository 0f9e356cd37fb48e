"""The blueprint of the glossary's pages, and the words that several of them use."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint
from flask_babel import gettext as _

from workbench.findings import N_
from workbench.glossary import Life, Status
from workbench.store.findings import Reach
from workbench.web import i18n

bp = Blueprint("glossary", __name__, url_prefix="/glossary")

LIFE_NAMES: Mapping[str, str] = {
    Life.PROPOSED.value: N_("proposed"),
    Life.AGREED.value: N_("agreed"),
    Life.DISPUTED.value: N_("disputed"),
    Life.RETIRED.value: N_("retired"),
}
STATUS_NAMES: Mapping[str, str] = {
    Status.PREFERRED.value: N_("preferred"),
    Status.ADMITTED.value: N_("admitted"),
    Status.FORBIDDEN.value: N_("forbidden"),
}
ACTION_NAMES: Mapping[str, str] = {
    "add": N_("added"),
    "change": N_("changed"),
    "remove": N_("removed"),
    "conflict": N_("changed in two places at once"),
}
ORIGIN_NAMES: Mapping[str, str] = {
    "typed": N_("typed"),
    "import": N_("from a table"),
    "sync": N_("from the folder"),
}
RELATION_NAMES: Mapping[str, str] = {
    "broader": N_("wider meaning"),
    "narrower": N_("narrower meaning"),
    "related": N_("related"),
    "distinct": N_("not to be confused with"),
}
REACH_NAMES: Mapping[str, str] = {
    Reach.PLACE.value: N_("only here"),
    Reach.TEXT.value: N_("in this whole text"),
    Reach.ALWAYS.value: N_("in all texts of this language"),
}


def life_name(state: str) -> str:
    """How far a concept is settled, in the reader's language."""
    return str(_(LIFE_NAMES[state]))


def status_name(status: str) -> str:
    """What one may do with a term, in the reader's language."""
    return str(_(STATUS_NAMES[status]))


def concept_action(action: str) -> str:
    """What was done with a concept, in the reader's language."""
    return str(_(ACTION_NAMES.get(action, ACTION_NAMES["change"])))


def concept_origin(origin: str) -> str:
    """Where a change of a concept came from, in the reader's language."""
    return str(_(ORIGIN_NAMES.get(origin, ORIGIN_NAMES["typed"])))


def relation_name(kind: str) -> str:
    """How one concept stands to another, in the reader's language."""
    return str(_(RELATION_NAMES[kind]))


def reach_name(reach: str) -> str:
    """How far a waiver holds, in the reader's language."""
    return str(_(REACH_NAMES[reach]))


for _say in (life_name, status_name, concept_action, concept_origin, relation_name, reach_name):
    bp.add_app_template_filter(i18n.of_reader(_say), _say.__name__)
