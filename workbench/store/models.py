"""The data model: one class for each table of `docs/architecture.md`.

Conventions: times are UTC; `version` is the counter that an edit was based on; a `uid` is an id that leaves the
database (in files, addresses and marks), an `id` never does. Constraints get their names by convention, so that
migrations can name them too.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from workbench.states import State


def now() -> dt.datetime:
    """The present time in UTC."""
    return dt.datetime.now(dt.UTC)


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """A time in UTC; SQLite, which has no time zones, gets it without one and gives it back with one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Refuse naive times; drop the zone where the database knows none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times are stored in UTC; this one has no time zone")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Put the zone back."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """The parent of all tables."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy as a class attribute
        str: sa.Text(),
        dt.datetime: UtcDateTime(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
    }


def _key(target: str, *, cascade: bool = False, index: bool = True, nullable: bool = False) -> Any:  # noqa: ANN401
    """A foreign key column; `cascade` for rows that are nothing without their parent."""
    rule = "CASCADE" if cascade else ("SET NULL" if nullable else "RESTRICT")
    return mapped_column(sa.ForeignKey(target, ondelete=rule), index=index, nullable=nullable)


# --- people ---------------------------------------------------------------------------------------------------


class User(Base):
    """Somebody with an account. The name is a pseudonym; nothing else about a person is kept."""

    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    locale: Mapped[str] = mapped_column(server_default="en")
    theme: Mapped[str] = mapped_column(server_default="auto")
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    deactivated_at: Mapped[dt.datetime | None]
    roles: Mapped[list[RoleGrant]] = relationship(back_populates="user", cascade="all, delete-orphan", lazy="selectin")


class RoleGrant(Base):
    """What somebody may do: site-wide where `locale` is empty, else for the editions in that locale."""

    __tablename__ = "roles"
    __table_args__ = (sa.UniqueConstraint("user_id", "role", "locale"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = _key("users.id", cascade=True)
    role: Mapped[str]
    locale: Mapped[str] = mapped_column(server_default="")
    user: Mapped[User] = relationship(back_populates="roles")


class Invitation(Base):
    """A link that makes one account. Only the digest of its token is kept."""

    __tablename__ = "invitations"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    grants: Mapped[list[Any]]
    note: Mapped[str] = mapped_column(server_default="")
    created_by: Mapped[int | None] = _key("users.id", nullable=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]
    used_by: Mapped[int | None] = _key("users.id", nullable=True)
    revoked_at: Mapped[dt.datetime | None]


class Session(Base):
    """One signed-in browser; ending it here ends it there."""

    __tablename__ = "sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = _key("users.id", cascade=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    expires_at: Mapped[dt.datetime]
    user: Mapped[User] = relationship(lazy="joined")


class SignInAttempt(Base):
    """A failed sign-in, counted for the limit; the account is kept as a keyed digest."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (sa.Index(None, "account_digest", "at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    account_digest: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(default=now)


# --- texts ----------------------------------------------------------------------------------------------------


class SourceText(Base):
    """A document to be translated."""

    __tablename__ = "source_texts"
    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    locale: Mapped[str]
    title: Mapped[str]
    meta: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    created_by: Mapped[int | None] = _key("users.id", nullable=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    segments: Mapped[list[Segment]] = relationship(
        back_populates="source_text",
        order_by="Segment.position",
        primaryjoin="and_(Segment.source_text_id == SourceText.id, Segment.retired_at.is_(None))",
        viewonly=True,
    )
    editions: Mapped[list[Edition]] = relationship(back_populates="source_text", order_by="Edition.locale")


class Segment(Base):
    """One block of a source text; a block that the source lost is retired, not deleted."""

    __tablename__ = "segments"
    __table_args__ = (
        sa.UniqueConstraint("source_text_id", "uid"),
        sa.Index(None, "source_text_id", "position"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    source_text_id: Mapped[int] = _key("source_texts.id", cascade=True, index=False)
    uid: Mapped[str]
    position: Mapped[int]
    kind: Mapped[str]
    level: Mapped[int] = mapped_column(server_default="0", default=0)
    prefix: Mapped[str] = mapped_column(server_default="", default="")
    gap: Mapped[str] = mapped_column(server_default="\n\n", default="\n\n")
    content: Mapped[str]
    digest: Mapped[str]
    retired_at: Mapped[dt.datetime | None]
    source_text: Mapped[SourceText] = relationship(back_populates="segments", viewonly=True)


class Edition(Base):
    """One source text in one target locale."""

    __tablename__ = "editions"
    __table_args__ = (sa.UniqueConstraint("source_text_id", "locale"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    source_text_id: Mapped[int] = _key("source_texts.id", cascade=True, index=False)
    locale: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    created_by: Mapped[int | None] = _key("users.id", nullable=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    source_text: Mapped[SourceText] = relationship(back_populates="editions", lazy="joined")


class Unit(Base):
    """A bead of an edition with its translation and its review state."""

    __tablename__ = "units"
    __table_args__ = (
        sa.UniqueConstraint("edition_id", "uid"),
        sa.Index(None, "edition_id", "position"),
        sa.Index(None, "state", "submitted_at"),
        sa.CheckConstraint("state IN ('initial', 'draft', 'returned', 'submitted', 'approved')", name="state"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = _key("editions.id", cascade=True, index=False)
    uid: Mapped[str]
    position: Mapped[int]
    target: Mapped[str] = mapped_column(server_default="", default="")
    state: Mapped[str] = mapped_column(server_default=State.INITIAL.value, default=State.INITIAL.value)
    stale: Mapped[bool] = mapped_column(server_default=sa.false(), default=False)
    previous_source: Mapped[str] = mapped_column(server_default="", default="")
    omitted: Mapped[str | None]
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    author_id: Mapped[int | None] = _key("users.id", nullable=True)
    approved_revision_id: Mapped[int | None]
    submitted_at: Mapped[dt.datetime | None]
    retired_at: Mapped[dt.datetime | None]
    edition: Mapped[Edition] = relationship(lazy="joined")
    links: Mapped[list[UnitSegment]] = relationship(
        order_by="UnitSegment.ordinal", cascade="all, delete-orphan", back_populates="unit"
    )


class UnitSegment(Base):
    """Which source segments a unit translates, in order."""

    __tablename__ = "unit_segments"
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id", ondelete="CASCADE"), primary_key=True)
    segment_id: Mapped[int] = mapped_column(
        sa.ForeignKey("segments.id", ondelete="RESTRICT"), primary_key=True, index=True
    )
    ordinal: Mapped[int]
    unit: Mapped[Unit] = relationship(back_populates="links")
    segment: Mapped[Segment] = relationship(lazy="joined")


class Revision(Base):
    """One entry of a unit's history; never changed, never deleted.

    `number` is the unit's version after it; a conflicting text that was kept beside the unit has the version that
    it met. `save_key` was made on the device: a save that arrives twice finds its own revision.
    """

    __tablename__ = "revisions"
    __table_args__ = (
        sa.Index(None, "unit_id", "id"),
        sa.Index(None, "edition_id", "id"),
        # Nearly no revision is one; without this, the desk would read the whole history of its units.
        sa.Index(
            "ix_revisions_unsettled",
            "unit_id",
            sqlite_where=sa.text("conflict AND NOT settled"),
            postgresql_where=sa.text("conflict AND NOT settled"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = _key("units.id", cascade=True, index=False)
    edition_id: Mapped[int] = _key("editions.id", cascade=True, index=False)
    number: Mapped[int]
    action: Mapped[str]
    origin: Mapped[str]
    target: Mapped[str]
    state: Mapped[str]
    omitted: Mapped[str | None]
    reason: Mapped[str] = mapped_column(server_default="", default="")
    conflict: Mapped[bool] = mapped_column(server_default=sa.false(), default=False)
    settled: Mapped[bool] = mapped_column(server_default=sa.false(), default=False)
    user_id: Mapped[int | None] = _key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
    save_key: Mapped[str | None] = mapped_column(unique=True)


class Finding(Base):
    """What the checks found in a unit's present text."""

    __tablename__ = "findings"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = _key("units.id", cascade=True)
    key: Mapped[str]
    check: Mapped[str]
    severity: Mapped[str]
    message: Mapped[str]
    values: Mapped[dict[str, Any]]
    start: Mapped[int | None]
    end: Mapped[int | None]
    source_start: Mapped[int | None]
    source_end: Mapped[int | None]
    concept: Mapped[str | None]
    found: Mapped[str] = mapped_column(server_default="", default="")
    expected: Mapped[list[Any]]
    replacement: Mapped[str | None]


class Waiver(Base):
    """An editor's word that a finding is right as it is, with the reason."""

    __tablename__ = "waivers"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = _key("units.id", cascade=True)
    finding_key: Mapped[str]
    reason: Mapped[str]
    user_id: Mapped[int | None] = _key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
    revoked_at: Mapped[dt.datetime | None]
    revoked_by: Mapped[int | None] = _key("users.id", nullable=True)


class Comment(Base):
    """One remark about a unit; an answer names the remark that it answers."""

    __tablename__ = "comments"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = _key("units.id", cascade=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("comments.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = _key("users.id", nullable=True)
    text: Mapped[str]
    at: Mapped[dt.datetime] = mapped_column(default=now)
    resolved_at: Mapped[dt.datetime | None]
    resolved_by: Mapped[int | None] = _key("users.id", nullable=True)


class Suggestion(Base):
    """Another wording for a unit, offered beside its text."""

    __tablename__ = "suggestions"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = _key("units.id", cascade=True)
    user_id: Mapped[int | None] = _key("users.id", nullable=True)
    target: Mapped[str]
    reason: Mapped[str] = mapped_column(server_default="", default="")
    at: Mapped[dt.datetime] = mapped_column(default=now)
    settled_at: Mapped[dt.datetime | None]
    settled_by: Mapped[int | None] = _key("users.id", nullable=True)


class Override(Base):
    """A choice of script conversion made by hand, anchored on the base text that it was made on."""

    __tablename__ = "overrides"
    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = _key("units.id", cascade=True)
    variant: Mapped[str]
    start: Mapped[int]
    base_text: Mapped[str]
    before: Mapped[str] = mapped_column(server_default="", default="")
    after: Mapped[str] = mapped_column(server_default="", default="")
    chosen: Mapped[str]
    user_id: Mapped[int | None] = _key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)


class Presence(Base):
    """Who has which unit open; a row without a sign of life is forgotten."""

    __tablename__ = "presence"
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id", ondelete="CASCADE"), primary_key=True, index=True)
    seen_at: Mapped[dt.datetime] = mapped_column(default=now)


# --- alignment pages --------------------------------------------------------------------------------------------


class Alignment(Base):
    """A finished translation that somebody brought along, while it is being aligned with its source."""

    __tablename__ = "alignments"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_text_id: Mapped[int] = _key("source_texts.id", cascade=True)
    locale: Mapped[str]
    rows: Mapped[list[Any]]
    step: Mapped[int] = mapped_column(server_default="0", default=0)
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    created_by: Mapped[int | None] = _key("users.id", nullable=True)
    created_at: Mapped[dt.datetime] = mapped_column(default=now)
    accepted_at: Mapped[dt.datetime | None]
    source_text: Mapped[SourceText] = relationship(lazy="joined")


class AlignmentStep(Base):
    """One edit of an alignment page, kept so that it can be undone and done again."""

    __tablename__ = "alignment_steps"
    __table_args__ = (sa.UniqueConstraint("alignment_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    alignment_id: Mapped[int] = _key("alignments.id", cascade=True, index=False)
    number: Mapped[int]
    action: Mapped[str]
    splice: Mapped[dict[str, Any]]
    user_id: Mapped[int | None] = _key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)


# --- glossary ---------------------------------------------------------------------------------------------------


class Concept(Base):
    """A meaning with an id; `data` of its revisions is the whole concept with its terms."""

    __tablename__ = "concepts"
    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(unique=True)
    domain: Mapped[str] = mapped_column(server_default="", default="")
    definition: Mapped[str] = mapped_column(server_default="", default="")
    note: Mapped[str] = mapped_column(server_default="", default="")
    state: Mapped[str] = mapped_column(server_default="agreed", default="agreed")
    version: Mapped[int] = mapped_column(server_default="1", default=1)
    terms: Mapped[list[Term]] = relationship(
        order_by="Term.ordinal", cascade="all, delete-orphan", back_populates="concept", lazy="selectin"
    )


class Term(Base):
    """One expression of a concept in one locale."""

    __tablename__ = "terms"
    id: Mapped[int] = mapped_column(primary_key=True)
    concept_id: Mapped[int] = _key("concepts.id", cascade=True)
    ordinal: Mapped[int]
    locale: Mapped[str]
    text: Mapped[str]
    status: Mapped[str]
    flags: Mapped[dict[str, Any]]
    concept: Mapped[Concept] = relationship(back_populates="terms")


class ConceptRevision(Base):
    """One entry of a concept's history."""

    __tablename__ = "concept_revisions"
    __table_args__ = (sa.Index(None, "concept_uid", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    concept_uid: Mapped[str]
    number: Mapped[int]
    action: Mapped[str]
    origin: Mapped[str]
    data: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(server_default="", default="")
    conflict: Mapped[bool] = mapped_column(server_default=sa.false(), default=False)
    user_id: Mapped[int | None] = _key("users.id", nullable=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)
    save_key: Mapped[str | None] = mapped_column(unique=True)


# --- memory -----------------------------------------------------------------------------------------------------


class MemoryEntry(Base):
    """A pair of texts from earlier work."""

    __tablename__ = "memory_entries"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_locale: Mapped[str]
    target_locale: Mapped[str]
    source: Mapped[str]
    target: Mapped[str]
    previous: Mapped[str] = mapped_column(server_default="", default="")
    following: Mapped[str] = mapped_column(server_default="", default="")
    approved: Mapped[bool] = mapped_column(server_default=sa.true(), default=True)
    origin: Mapped[str] = mapped_column(server_default="", default="")
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id", ondelete="SET NULL"), unique=True)
    at: Mapped[dt.datetime] = mapped_column(default=now)


class MemoryGram(Base):
    """Posting: the entry has this n-gram among its rarest."""

    __tablename__ = "memory_grams"
    gram: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[int] = mapped_column(
        sa.ForeignKey("memory_entries.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - read by SQLAlchemy as a class attribute


class MemoryGramCount(Base):
    """In how many entries an n-gram occurs; decides which ones are rare."""

    __tablename__ = "memory_gram_counts"
    gram: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    count: Mapped[int]
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - read by SQLAlchemy as a class attribute


# --- the house --------------------------------------------------------------------------------------------------


class AuditEntry(Base):
    """Who changed what, and when; without texts, addresses or devices."""

    __tablename__ = "audit_log"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime] = mapped_column(default=now, index=True)
    user_id: Mapped[int | None] = _key("users.id", nullable=True, index=False)
    action: Mapped[str]
    object: Mapped[str]
    details: Mapped[dict[str, Any]]


class SyncBase(Base):
    """What folder and database agreed on at the last sync: the base of the three-way merge."""

    __tablename__ = "sync_bases"
    path: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]


class Setting(Base):
    """A setting or a counter of the house."""

    __tablename__ = "settings"
    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
