"""What Alembic runs: the given connection, one transaction, batch mode for SQLite."""

from __future__ import annotations

from alembic import context

from meshwright.service.db.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
