"""What Alembic runs: the given connection, one transaction, batch mode for SQLite."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

from meshwright.service.db.postgres import MIGRATION, take_turns
from meshwright.service.db.schema import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
if connection.dialect.name == "postgresql":
    # Replicas start together: the first one migrates, the others wait for as long as it takes.
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    take_turns(connection, MIGRATION)
with context.begin_transaction():
    context.run_migrations()
connection.commit()
