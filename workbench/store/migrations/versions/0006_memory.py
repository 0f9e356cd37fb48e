"""File memories faster, and keep large files that come or go in the background.

The postings of the memory lose what cost as much as writing them: a second index, which only the deletion of an entry
used, and the look for each entry that a foreign key takes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_COLUMNS = "gram, entry_id"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rebuild()
    else:
        op.drop_index(op.f("ix_memory_grams_entry_id"), table_name="memory_grams")
        op.drop_constraint(op.f("fk_memory_grams_entry_id"), "memory_grams", type_="foreignkey")
    op.create_table(
        "kept_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_kept_files_user_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_files")),
        sa.UniqueConstraint("uid", name=op.f("uq_kept_files_uid")),
        sqlite_autoincrement=True,
    )
    for column in ("user_id", "created_at"):
        op.create_index(op.f(f"ix_kept_files_{column}"), "kept_files", [column])
    op.create_table(
        "kept_pieces",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["kept_files.id"], name=op.f("fk_kept_pieces_file_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_kept_pieces")),
    )


def downgrade() -> None:
    op.drop_table("kept_pieces")
    op.drop_table("kept_files")
    # What lost its entry meanwhile would break the foreign key.
    op.execute("DELETE FROM memory_grams WHERE entry_id NOT IN (SELECT id FROM memory_entries)")
    entry = sa.ForeignKeyConstraint(
        ["entry_id"], ["memory_entries.id"], name=op.f("fk_memory_grams_entry_id"), ondelete="CASCADE"
    )
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(entry)
    else:
        op.create_foreign_key(
            op.f("fk_memory_grams_entry_id"),
            "memory_grams",
            "memory_entries",
            ["entry_id"],
            ["id"],
            ondelete="CASCADE",
        )
    op.create_index(op.f("ix_memory_grams_entry_id"), "memory_grams", ["entry_id"])


def _rebuild(*constraints: sa.Constraint) -> None:
    """Make the table anew, since SQLite takes no constraint out of a table; its indexes go with the old one."""
    op.rename_table("memory_grams", "memory_grams_before")
    op.create_table(
        "memory_grams",
        sa.Column("gram", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        *constraints,
        sa.PrimaryKeyConstraint("gram", "entry_id", name=op.f("pk_memory_grams")),
        sqlite_with_rowid=False,
    )
    op.execute(
        f"INSERT INTO memory_grams ({_COLUMNS}) SELECT {_COLUMNS} FROM memory_grams_before ORDER BY {_COLUMNS}"  # noqa: S608 - our own names
    )
    op.drop_table("memory_grams_before")
