"""Remember what an approval replaced, so that it can be taken back whole."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("revisions", sa.Column("replaced", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("revisions", "replaced")
