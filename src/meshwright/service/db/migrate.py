"""Bring a database to this version of the code with Alembic, at the start of the service."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from meshwright.service.db.database import Database


def upgrade(database: Database) -> None:
    """Run all migrations that the database has not seen; safe to repeat."""
    with database.engine.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def drift(database: Database) -> list[object]:
    """Differences between the tables in the code and those of the migrations; empty when all is well."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from meshwright.service.db.schema import metadata

    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    return config
