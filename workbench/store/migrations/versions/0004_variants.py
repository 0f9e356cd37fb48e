"""Remember on which text a variant was corrected and approved, and the rules that hold for a text or for all."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Overrides keep the whole base text; approvals and rules get their tables."""
    op.add_column("overrides", sa.Column("made_on", sa.Text(), server_default="", nullable=False))
    op.add_column("overrides", sa.Column("confirms", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("overrides", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_overrides_unit_id_variant"), "overrides", ["unit_id", "variant"], unique=False)
    op.execute("UPDATE overrides SET made_on = (SELECT target FROM units WHERE units.id = overrides.unit_id)")

    op.create_table(
        "variant_approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["units.id"], name=op.f("fk_variant_approvals_unit_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_variant_approvals_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_variant_approvals")),
    )
    op.create_index(
        op.f("ix_variant_approvals_unit_id_variant"), "variant_approvals", ["unit_id", "variant"], unique=False
    )
    op.create_index(op.f("ix_variant_approvals_user_id"), "variant_approvals", ["user_id"], unique=False)

    op.create_table(
        "script_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base_locale", sa.Text(), nullable=False),
        sa.Column("variant", sa.Text(), nullable=False),
        sa.Column("source_text_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_text_id"],
            ["source_texts.id"],
            name=op.f("fk_script_rules_source_text_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_script_rules_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script_rules")),
    )
    op.create_index(op.f("ix_script_rules_base_locale_variant"), "script_rules", ["base_locale", "variant"])
    op.create_index(op.f("ix_script_rules_source_text_id"), "script_rules", ["source_text_id"])
    op.create_index(op.f("ix_script_rules_user_id"), "script_rules", ["user_id"])


def downgrade() -> None:
    """Approvals and rules are lost; overrides keep their characters and surroundings."""
    op.drop_table("script_rules")
    op.drop_table("variant_approvals")
    op.drop_index(op.f("ix_overrides_unit_id_variant"), table_name="overrides")
    op.execute("DELETE FROM overrides WHERE ended_at IS NOT NULL")
    for name in ("ended_at", "confirms", "made_on"):
        op.drop_column("overrides", name)
