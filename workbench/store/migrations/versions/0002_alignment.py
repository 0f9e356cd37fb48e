"""Keep each row of an alignment page by itself, and remember work that goes on in the background.

All rows of a page lay in one JSON value, so that the correction of one row in a book wrote the whole book again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_PAGES = sa.table("alignments", sa.column("id", sa.Integer), sa.column("rows", sa.JSON))
_ROWS = sa.table(
    "alignment_rows",
    sa.column("alignment_id", sa.Integer),
    sa.column("position", sa.Integer),
    sa.column("source", sa.JSON),
    sa.column("target", sa.JSON),
    sa.column("confidence", sa.Double),
    sa.column("kind", sa.Text),
    sa.column("reason", sa.Text),
    sa.column("pinned", sa.Boolean),
)
_KEPT = ("source", "target", "confidence", "kind", "reason", "pinned")
_OPEN = sa.text("state IN ('waiting', 'running')")


def upgrade() -> None:
    op.add_column("alignments", sa.Column("digest", sa.Text(), server_default="", nullable=False))
    op.add_column("alignments", sa.Column("aligned", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("alignments", sa.Column("doubts", sa.JSON(), server_default="[]", nullable=False))
    op.create_table(
        "alignment_rows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("alignment_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("target", sa.JSON(), nullable=False),
        sa.Column("kinds", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("pinned", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["alignment_id"], ["alignments.id"], name=op.f("fk_alignment_rows_alignment_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alignment_rows")),
    )
    op.create_index(
        "ix_alignment_rows_outline", "alignment_rows", ["alignment_id", "position", "pinned", "confidence", "kind"]
    )
    connection = op.get_bind()
    for page_id, rows in connection.execute(sa.select(_PAGES.c.id, _PAGES.c.rows)).all():
        if rows:
            connection.execute(
                sa.insert(_ROWS),
                [
                    {"alignment_id": page_id, "position": position, **{name: row[name] for name in _KEPT}}
                    for position, row in enumerate(rows)
                ],
            )
    # SQLite drops a column in its place; a table made anew would take the steps of its pages with it.
    op.drop_column("alignments", "rows")
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("state", sa.Text(), server_default="waiting", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("worker", sa.Text(), server_default="", nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_jobs_state")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_jobs_created_by"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        sa.UniqueConstraint("uid", name=op.f("uq_jobs_uid")),
    )
    op.create_index(op.f("ix_jobs_created_by"), "jobs", ["created_by"])
    op.create_index(op.f("ix_jobs_state_id"), "jobs", ["state", "id"])
    op.create_index(
        "uq_jobs_open_subject", "jobs", ["subject"], unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
    )


def downgrade() -> None:
    op.drop_index("uq_jobs_open_subject", table_name="jobs")
    op.drop_index(op.f("ix_jobs_state_id"), table_name="jobs")
    op.drop_index(op.f("ix_jobs_created_by"), table_name="jobs")
    op.drop_table("jobs")
    op.add_column("alignments", sa.Column("rows", sa.JSON(), server_default="[]", nullable=False))
    connection = op.get_bind()
    for (page_id,) in connection.execute(sa.select(_PAGES.c.id)).all():
        query = sa.select(*(_ROWS.c[name] for name in _KEPT)).where(_ROWS.c.alignment_id == page_id)
        rows = [dict(row) for row in connection.execute(query.order_by(_ROWS.c.position)).mappings()]
        connection.execute(sa.update(_PAGES).where(_PAGES.c.id == page_id).values(rows=rows))
    op.drop_index("ix_alignment_rows_outline", table_name="alignment_rows")
    op.drop_table("alignment_rows")
    op.drop_column("alignments", "doubts")
    op.drop_column("alignments", "aligned")
    op.drop_column("alignments", "digest")
