"""The shared glossary: concepts with terms in three languages, found in texts and enforced in translations."""

from workbench.glossary.concepts import Concept, Life, Relation, RelationKind, Status, Term
from workbench.glossary.consistency import Consistency, consistency
from workbench.glossary.lint import lint
from workbench.glossary.matches import Match
from workbench.glossary.table import GlossaryFileError, read_csv, write_csv
from workbench.glossary.termbase import Termbase

__all__ = [
    "Concept",
    "Consistency",
    "GlossaryFileError",
    "Life",
    "Match",
    "Relation",
    "RelationKind",
    "Status",
    "Term",
    "Termbase",
    "consistency",
    "lint",
    "read_csv",
    "write_csv",
]
