"""The data model: one class for each table of `docs/architecture.md`, gathered by what they are about."""

from workbench.store.models.alignments import Alignment, AlignmentStep
from workbench.store.models.base import Base, UtcDateTime, now
from workbench.store.models.glossary import Concept, ConceptRevision, Term
from workbench.store.models.house import AuditEntry, Setting, SyncBase
from workbench.store.models.memory import MemoryEntry, MemoryGram, MemoryGramCount
from workbench.store.models.people import Invitation, RoleGrant, Session, SignInAttempt, User
from workbench.store.models.texts import Edition, Segment, SourceText
from workbench.store.models.units import Comment, Finding, Presence, Revision, Suggestion, Unit, UnitSegment, Waiver
from workbench.store.models.variants import Override

__all__ = [
    "Alignment",
    "AlignmentStep",
    "AuditEntry",
    "Base",
    "Comment",
    "Concept",
    "ConceptRevision",
    "Edition",
    "Finding",
    "Invitation",
    "MemoryEntry",
    "MemoryGram",
    "MemoryGramCount",
    "Override",
    "Presence",
    "Revision",
    "RoleGrant",
    "Segment",
    "Session",
    "Setting",
    "SignInAttempt",
    "SourceText",
    "Suggestion",
    "SyncBase",
    "Term",
    "Unit",
    "UnitSegment",
    "User",
    "UtcDateTime",
    "Waiver",
    "now",
]
