"""Lay the foundation: people, texts, editions with their history, glossary, memory."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "concepts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), server_default="", nullable=False),
        sa.Column("definition", sa.Text(), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="agreed", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concepts")),
        sa.UniqueConstraint("uid", name=op.f("uq_concepts_uid")),
    )
    op.create_table(
        "memory_gram_counts",
        sa.Column("gram", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("gram", name=op.f("pk_memory_gram_counts")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_digest", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    op.create_index(
        op.f("ix_sign_in_attempts_account_digest_at"), "sign_in_attempts", ["account_digest", "at"], unique=False
    )

    op.create_table(
        "sync_bases",
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("path", "key", name=op.f("pk_sync_bases")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), server_default="en", nullable=False),
        sa.Column("theme", sa.Text(), server_default="auto", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_audit_log_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_at"), "audit_log", ["at"], unique=False)

    op.create_table(
        "concept_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_uid", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("conflict", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("save_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_concept_revisions_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept_revisions")),
        sa.UniqueConstraint("save_key", name=op.f("uq_concept_revisions_save_key")),
    )
    op.create_index(
        op.f("ix_concept_revisions_concept_uid_id"), "concept_revisions", ["concept_uid", "id"], unique=False
    )
    op.create_index(op.f("ix_concept_revisions_user_id"), "concept_revisions", ["user_id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("grants", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_by", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_invitations_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["used_by"], ["users.id"], name=op.f("fk_invitations_used_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitations_token_digest")),
    )
    op.create_index(op.f("ix_invitations_created_by"), "invitations", ["created_by"], unique=False)
    op.create_index(op.f("ix_invitations_used_by"), "invitations", ["used_by"], unique=False)

    op.create_table(
        "roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_roles_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roles")),
        sa.UniqueConstraint("user_id", "role", "locale", name=op.f("uq_roles_user_id_role_locale")),
    )
    op.create_index(op.f("ix_roles_user_id"), "roles", ["user_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sessions_token_digest")),
    )
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)

    op.create_table(
        "source_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("meta", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_source_texts_created_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_texts")),
        sa.UniqueConstraint("slug", name=op.f("uq_source_texts_slug")),
    )
    op.create_index(op.f("ix_source_texts_created_by"), "source_texts", ["created_by"], unique=False)

    op.create_table(
        "terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["concept_id"], ["concepts.id"], name=op.f("fk_terms_concept_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms")),
    )
    op.create_index(op.f("ix_terms_concept_id"), "terms", ["concept_id"], unique=False)

    op.create_table(
        "alignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_text_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("step", sa.Integer(), server_default="0", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_alignments_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["source_text_id"], ["source_texts.id"], name=op.f("fk_alignments_source_text_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignments")),
    )
    op.create_index(op.f("ix_alignments_created_by"), "alignments", ["created_by"], unique=False)
    op.create_index(op.f("ix_alignments_source_text_id"), "alignments", ["source_text_id"], unique=False)

    op.create_table(
        "editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_text_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_editions_created_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["source_text_id"], ["source_texts.id"], name=op.f("fk_editions_source_text_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions")),
        sa.UniqueConstraint("source_text_id", "locale", name=op.f("uq_editions_source_text_id_locale")),
    )
    op.create_index(op.f("ix_editions_created_by"), "editions", ["created_by"], unique=False)

    op.create_table(
        "segments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_text_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), server_default="0", nullable=False),
        sa.Column("prefix", sa.Text(), server_default="", nullable=False),
        sa.Column("gap", sa.Text(), server_default="\n\n", nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_text_id"], ["source_texts.id"], name=op.f("fk_segments_source_text_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segments")),
        sa.UniqueConstraint("source_text_id", "uid", name=op.f("uq_segments_source_text_id_uid")),
    )
    op.create_index(
        op.f("ix_segments_source_text_id_position"), "segments", ["source_text_id", "position"], unique=False
    )

    op.create_table(
        "alignment_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alignment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("splice", sa.JSON(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["alignment_id"], ["alignments.id"], name=op.f("fk_alignment_steps_alignment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_alignment_steps_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignment_steps")),
        sa.UniqueConstraint("alignment_id", "number", name=op.f("uq_alignment_steps_alignment_id_number")),
    )
    op.create_index(op.f("ix_alignment_steps_user_id"), "alignment_steps", ["user_id"], unique=False)

    op.create_table(
        "units",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("target", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="initial", nullable=False),
        sa.Column("stale", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("previous_source", sa.Text(), server_default="", nullable=False),
        sa.Column("omitted", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("approved_revision_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('initial', 'draft', 'returned', 'submitted', 'approved')", name=op.f("ck_units_state")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_units_author_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_units_edition_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
        sa.UniqueConstraint("edition_id", "uid", name=op.f("uq_units_edition_id_uid")),
    )
    op.create_index(op.f("ix_units_author_id"), "units", ["author_id"], unique=False)
    op.create_index(op.f("ix_units_edition_id_position"), "units", ["edition_id", "position"], unique=False)
    op.create_index(op.f("ix_units_state_submitted_at"), "units", ["state", "submitted_at"], unique=False)

    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["comments.id"], name=op.f("fk_comments_parent_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["resolved_by"], ["users.id"], name=op.f("fk_comments_resolved_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_comments_unit_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_comments_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    op.create_index(op.f("ix_comments_parent_id"), "comments", ["parent_id"], unique=False)
    op.create_index(op.f("ix_comments_resolved_by"), "comments", ["resolved_by"], unique=False)
    op.create_index(op.f("ix_comments_unit_id"), "comments", ["unit_id"], unique=False)
    op.create_index(op.f("ix_comments_user_id"), "comments", ["user_id"], unique=False)

    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("check", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("source_start", sa.Integer(), nullable=True),
        sa.Column("source_end", sa.Integer(), nullable=True),
        sa.Column("concept", sa.Text(), nullable=True),
        sa.Column("found", sa.Text(), server_default="", nullable=False),
        sa.Column("expected", sa.JSON(), nullable=False),
        sa.Column("replacement", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_findings_unit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index(op.f("ix_findings_unit_id"), "findings", ["unit_id"], unique=False)

    op.create_table(
        "memory_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_locale", sa.Text(), nullable=False),
        sa.Column("target_locale", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), server_default="", nullable=False),
        sa.Column("following", sa.Text(), server_default="", nullable=False),
        sa.Column("approved", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("origin", sa.Text(), server_default="", nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_memory_entries_unit_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory_entries")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_memory_entries_unit_id")),
    )
    op.create_table(
        "overrides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("base_text", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), server_default="", nullable=False),
        sa.Column("after", sa.Text(), server_default="", nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_overrides_unit_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_overrides_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overrides")),
    )
    op.create_index(op.f("ix_overrides_unit_id"), "overrides", ["unit_id"], unique=False)
    op.create_index(op.f("ix_overrides_user_id"), "overrides", ["user_id"], unique=False)

    op.create_table(
        "presence",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_presence_unit_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_presence_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "unit_id", name=op.f("pk_presence")),
    )
    op.create_index(op.f("ix_presence_unit_id"), "presence", ["unit_id"], unique=False)

    op.create_table(
        "revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("omitted", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("conflict", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("settled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("save_key", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_revisions_edition_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_revisions_unit_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_revisions_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revisions")),
        sa.UniqueConstraint("save_key", name=op.f("uq_revisions_save_key")),
    )
    op.create_index(op.f("ix_revisions_edition_id_id"), "revisions", ["edition_id", "id"], unique=False)
    op.create_index(op.f("ix_revisions_unit_id_id"), "revisions", ["unit_id", "id"], unique=False)
    op.create_index(
        "ix_revisions_unsettled",
        "revisions",
        ["unit_id"],
        unique=False,
        sqlite_where=sa.text("conflict AND NOT settled"),
        postgresql_where=sa.text("conflict AND NOT settled"),
    )
    op.create_index(op.f("ix_revisions_user_id"), "revisions", ["user_id"], unique=False)

    op.create_table(
        "suggestions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["users.id"], name=op.f("fk_suggestions_settled_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_suggestions_unit_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_suggestions_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestions")),
    )
    op.create_index(op.f("ix_suggestions_settled_by"), "suggestions", ["settled_by"], unique=False)
    op.create_index(op.f("ix_suggestions_unit_id"), "suggestions", ["unit_id"], unique=False)
    op.create_index(op.f("ix_suggestions_user_id"), "suggestions", ["user_id"], unique=False)

    op.create_table(
        "unit_segments",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_unit_segments_segment_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_segments_unit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("unit_id", "segment_id", name=op.f("pk_unit_segments")),
    )
    op.create_index(op.f("ix_unit_segments_segment_id"), "unit_segments", ["segment_id"], unique=False)

    op.create_table(
        "waivers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("finding_key", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["revoked_by"], ["users.id"], name=op.f("fk_waivers_revoked_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_waivers_unit_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_waivers_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waivers")),
    )
    op.create_index(op.f("ix_waivers_revoked_by"), "waivers", ["revoked_by"], unique=False)
    op.create_index(op.f("ix_waivers_unit_id"), "waivers", ["unit_id"], unique=False)
    op.create_index(op.f("ix_waivers_user_id"), "waivers", ["user_id"], unique=False)

    op.create_table(
        "memory_grams",
        sa.Column("gram", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["memory_entries.id"], name=op.f("fk_memory_grams_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("gram", "entry_id", name=op.f("pk_memory_grams")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_memory_grams_entry_id"), "memory_grams", ["entry_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            'CREATE VIRTUAL TABLE search_index USING fts5(source, target, tokenize = "unicode61 remove_diacritics 2")'
        )
    else:
        op.execute(
            "CREATE TABLE search_index ("
            "unit_id integer PRIMARY KEY REFERENCES units (id) ON DELETE CASCADE, "
            "source tsvector NOT NULL, target tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX search_index_source ON search_index USING gin (source)")
        op.execute("CREATE INDEX search_index_target ON search_index USING gin (target)")


def downgrade() -> None:
    op.execute("DROP TABLE search_index")
    op.drop_index(op.f("ix_memory_grams_entry_id"), table_name="memory_grams")

    op.drop_table("memory_grams")
    op.drop_index(op.f("ix_waivers_user_id"), table_name="waivers")
    op.drop_index(op.f("ix_waivers_unit_id"), table_name="waivers")
    op.drop_index(op.f("ix_waivers_revoked_by"), table_name="waivers")

    op.drop_table("waivers")
    op.drop_index(op.f("ix_unit_segments_segment_id"), table_name="unit_segments")

    op.drop_table("unit_segments")
    op.drop_index(op.f("ix_suggestions_user_id"), table_name="suggestions")
    op.drop_index(op.f("ix_suggestions_unit_id"), table_name="suggestions")
    op.drop_index(op.f("ix_suggestions_settled_by"), table_name="suggestions")

    op.drop_table("suggestions")
    op.drop_index(op.f("ix_revisions_user_id"), table_name="revisions")
    op.drop_index("ix_revisions_unsettled", table_name="revisions")
    op.drop_index(op.f("ix_revisions_unit_id_id"), table_name="revisions")
    op.drop_index(op.f("ix_revisions_edition_id_id"), table_name="revisions")

    op.drop_table("revisions")
    op.drop_index(op.f("ix_presence_unit_id"), table_name="presence")

    op.drop_table("presence")
    op.drop_index(op.f("ix_overrides_user_id"), table_name="overrides")
    op.drop_index(op.f("ix_overrides_unit_id"), table_name="overrides")

    op.drop_table("overrides")
    op.drop_table("memory_entries")
    op.drop_index(op.f("ix_findings_unit_id"), table_name="findings")

    op.drop_table("findings")
    op.drop_index(op.f("ix_comments_user_id"), table_name="comments")
    op.drop_index(op.f("ix_comments_unit_id"), table_name="comments")
    op.drop_index(op.f("ix_comments_resolved_by"), table_name="comments")
    op.drop_index(op.f("ix_comments_parent_id"), table_name="comments")

    op.drop_table("comments")
    op.drop_index(op.f("ix_units_state_submitted_at"), table_name="units")
    op.drop_index(op.f("ix_units_edition_id_position"), table_name="units")
    op.drop_index(op.f("ix_units_author_id"), table_name="units")

    op.drop_table("units")
    op.drop_index(op.f("ix_alignment_steps_user_id"), table_name="alignment_steps")

    op.drop_table("alignment_steps")
    op.drop_index(op.f("ix_segments_source_text_id_position"), table_name="segments")

    op.drop_table("segments")
    op.drop_index(op.f("ix_editions_created_by"), table_name="editions")

    op.drop_table("editions")
    op.drop_index(op.f("ix_alignments_source_text_id"), table_name="alignments")
    op.drop_index(op.f("ix_alignments_created_by"), table_name="alignments")

    op.drop_table("alignments")
    op.drop_index(op.f("ix_terms_concept_id"), table_name="terms")

    op.drop_table("terms")
    op.drop_index(op.f("ix_source_texts_created_by"), table_name="source_texts")

    op.drop_table("source_texts")
    op.drop_index(op.f("ix_sessions_user_id"), table_name="sessions")

    op.drop_table("sessions")
    op.drop_index(op.f("ix_roles_user_id"), table_name="roles")

    op.drop_table("roles")
    op.drop_index(op.f("ix_invitations_used_by"), table_name="invitations")
    op.drop_index(op.f("ix_invitations_created_by"), table_name="invitations")

    op.drop_table("invitations")
    op.drop_index(op.f("ix_concept_revisions_user_id"), table_name="concept_revisions")
    op.drop_index(op.f("ix_concept_revisions_concept_uid_id"), table_name="concept_revisions")

    op.drop_table("concept_revisions")
    op.drop_index(op.f("ix_audit_log_at"), table_name="audit_log")

    op.drop_table("audit_log")
    op.drop_table("users")
    op.drop_table("sync_bases")
    op.drop_index(op.f("ix_sign_in_attempts_account_digest_at"), table_name="sign_in_attempts")

    op.drop_table("sign_in_attempts")
    op.drop_table("settings")
    op.drop_table("memory_gram_counts")
    op.drop_table("concepts")
