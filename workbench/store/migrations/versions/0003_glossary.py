"""Discuss concepts, tell proposers, keep what a changed term leaves to look at; waivers reach a text or hold always.

Findings remember whether a waiver covers them: with three reaches, to ask each time would cost every page.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WAIVED = """
UPDATE findings SET waived = :yes WHERE EXISTS (
    SELECT 1 FROM waivers
    WHERE waivers.unit_id = findings.unit_id AND waivers.finding_key = findings.key AND waivers.revoked_at IS NULL
)
"""


def upgrade() -> None:
    op.add_column("concepts", sa.Column("scope", sa.Text(), server_default="", nullable=False))
    op.add_column("concepts", sa.Column("relations", sa.JSON(), server_default="[]", nullable=False))
    _talk()
    _rechecks()
    _waivers()


def downgrade() -> None:
    op.drop_index("ix_waivers_wide", table_name="waivers")
    # What held for a whole text or always would hold for its one unit alone.
    op.execute("DELETE FROM waivers WHERE reach <> 'place'")
    op.drop_column("waivers", "reach")
    op.drop_column("findings", "waived")
    op.drop_table("rechecks")
    op.drop_table("concept_notices")
    op.drop_table("concept_comments")
    op.drop_column("concepts", "relations")
    op.drop_column("concepts", "scope")


def _talk() -> None:
    op.create_table(
        "concept_comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept_uid", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_concept_comments_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept_comments")),
    )
    op.create_index(op.f("ix_concept_comments_concept_uid_id"), "concept_comments", ["concept_uid", "id"])
    op.create_index(op.f("ix_concept_comments_user_id"), "concept_comments", ["user_id"])
    op.create_table(
        "concept_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("concept_uid", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_concept_notices_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concept_notices")),
    )
    op.create_index(op.f("ix_concept_notices_user_id_seen_at"), "concept_notices", ["user_id", "seen_at"])


def _rechecks() -> None:
    op.create_table(
        "rechecks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("concept_uid", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.Text(), server_default="", nullable=False),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_rechecks_unit_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_rechecks_user_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["settled_by"], ["users.id"], name=op.f("fk_rechecks_settled_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rechecks")),
    )
    for column in ("unit_id", "user_id", "settled_by"):
        op.create_index(op.f(f"ix_rechecks_{column}"), "rechecks", [column])
    is_open = sa.text("settled_at IS NULL")
    op.create_index(
        "ix_rechecks_open",
        "rechecks",
        ["unit_id", "concept_uid"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _waivers() -> None:
    op.add_column("waivers", sa.Column("reach", sa.Text(), server_default="place", nullable=False))
    wide = sa.text("reach <> 'place'")
    op.create_index("ix_waivers_wide", "waivers", ["finding_key"], sqlite_where=wide, postgresql_where=wide)
    op.add_column("findings", sa.Column("waived", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.get_bind().execute(sa.text(_WAIVED), {"yes": True})
