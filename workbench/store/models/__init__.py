"""The data model: one class for each table of `docs/architecture.md`, gathered by what they are about."""

from workbench.store.models.alignments import Alignment, AlignmentRow, AlignmentStep
from workbench.store.models.base import Base, UtcDateTime, now
from workbench.store.models.documents import Arrival, ArrivalPicture, Picture
from workbench.store.models.files import KeptFile, KeptPiece
from workbench.store.models.glossary import Concept, ConceptComment, ConceptNotice, ConceptRevision, Recheck, Term
from workbench.store.models.house import AuditEntry, Setting, SyncBase
from workbench.store.models.jobs import Job
from workbench.store.models.memory import MemoryEntry, MemoryGram, MemoryGramCount
from workbench.store.models.people import Invitation, RoleGrant, Session, SignInAttempt, User
from workbench.store.models.texts import Edition, Segment, SourceText
from workbench.store.models.units import Comment, Finding, Presence, Revision, Suggestion, Unit, UnitSegment, Waiver
from workbench.store.models.variants import Override, ScriptRule, VariantApproval

__all__ = [
    "Alignment",
    "AlignmentRow",
    "AlignmentStep",
    "Arrival",
    "ArrivalPicture",
    "AuditEntry",
    "Base",
    "Comment",
    "Concept",
    "ConceptComment",
    "ConceptNotice",
    "ConceptRevision",
    "Edition",
    "Finding",
    "Invitation",
    "Job",
    "KeptFile",
    "KeptPiece",
    "MemoryEntry",
    "MemoryGram",
    "MemoryGramCount",
    "Override",
    "Picture",
    "Presence",
    "Recheck",
    "Revision",
    "RoleGrant",
    "ScriptRule",
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
    "VariantApproval",
    "Waiver",
    "now",
]
