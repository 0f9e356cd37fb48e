"""Run migrations on the connection that `workbench.store.migrate` hands over."""

from __future__ import annotations

from alembic import context

from workbench.store.migrate import is_mapped
from workbench.store.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=is_mapped,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
