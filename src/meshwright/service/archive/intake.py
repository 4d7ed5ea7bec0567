"""Take an archive into a project: all of it or nothing.

Rows are added step by step to a project that nobody is in, so that no transaction is long; one last transaction moves
them to where they shall be. What a kill leaves in between is a deleted project, which retention removes.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, update
from sqlalchemy.exc import IntegrityError

from meshwright.service.accounts.access import Right, allow
from meshwright.service.accounts.quotas import Quotas
from meshwright.service.archive.layout import ArchivedAsset, ArchivedVersion
from meshwright.service.archive.reading import Archive
from meshwright.service.assets.blobs import BlobStore
from meshwright.service.db.database import Database
from meshwright.service.db.schema import asset_tags, assets, files, projects, versions
from meshwright.service.errors import Busy
from meshwright.service.identifiers import new_id
from meshwright.service.jobs.products import media_type

_ROWS: Final = 500


@dataclass(frozen=True)
class Imported:
    """What came of it."""

    assets: int
    versions: int
    blobs: int
    stored_bytes: int


def take_in(
    database: Database, blobs: BlobStore, quotas: Quotas, scratch: Path, account_id: str, project_id: str, path: Path
) -> Imported:
    """Add all that an archive holds to a project, as new assets.

    Raises `Refused` and `TooLarge` for what is wrong with the archive, `OverQuota`, `NotFound`, `Forbidden`,
    and `Busy` if files were removed meanwhile because all this took too long.
    """
    archive = Archive(path)
    try:
        with database.read() as connection:
            allow(connection, account_id, project_id, Right.WRITE)
            quotas.admit_bytes(connection, account_id, project_id, archive.stored_bytes)
        # Blobs that nothing names go by themselves, so it does no harm that they come first.
        for digest in sorted(archive.blobs):
            with tempfile.NamedTemporaryFile(dir=scratch, prefix="import-") as file:
                archive.extract(digest, file)
                file.flush()
                blobs.put(Path(file.name))
        hidden = _hidden_project(database, account_id, archive.manifest.project)
        try:
            for head, made in archive.assets():
                with database.write(alone=False) as connection:
                    _insert(connection, account_id, hidden, head, made)
            with database.write(alone=False) as connection:
                allow(connection, account_id, project_id, Right.WRITE)
                moved = update(assets).where(assets.c.project_id == hidden).values(project_id=project_id)
                connection.execute(moved)
        except IntegrityError as error:
            raise Busy("the import took too long; try it again") from error
        finally:
            with database.write(alone=False) as connection:
                connection.execute(delete(projects).where(projects.c.id == hidden))
        counted = archive.manifest
        return Imported(counted.assets, counted.versions, counted.blobs, archive.stored_bytes)
    finally:
        archive.close()


def _hidden_project(database: Database, account_id: str, name: str) -> str:
    project_id, now = new_id("project"), time.time()
    values = {"id": project_id, "owner_id": account_id, "name": name, "created_at": now, "deleted_at": now}
    with database.write(alone=False) as connection:
        connection.execute(insert(projects).values(**values))
    return project_id


def _insert(
    connection: Connection, account_id: str, project_id: str, head: ArchivedAsset, made: list[ArchivedVersion]
) -> None:
    asset_id = new_id("asset")
    connection.execute(
        insert(assets).values(
            id=asset_id,
            owner_id=account_id,
            project_id=project_id,
            name=head.name,
            prompt=head.prompt,
            latest=len(made),
            created_at=head.created_at,
            updated_at=head.updated_at,
        )
    )
    if head.tags:
        connection.execute(insert(asset_tags), [{"asset_id": asset_id, "tag": tag} for tag in sorted(set(head.tags))])
    columns = ("number", "parent", "kind", "report", "provenance", "created_at", "note", "rating")
    rows: list[dict[str, Any]] = [
        {
            "asset_id": asset_id,
            **{name: getattr(version, name) for name in columns},
            "request": _request(version.request, head.id, asset_id),
        }
        for version in made
    ]
    named: list[dict[str, Any]] = [
        {
            "asset_id": asset_id,
            "number": version.number,
            "name": file.name,
            "media_type": media_type(file.name),  # by our own rules, whatever the archive's maker thinks
            "size": file.size,
            "sha256": file.sha256,
        }
        for version in made
        for file in version.files
    ]
    for first in range(0, len(rows), _ROWS):
        connection.execute(insert(versions), rows[first : first + _ROWS])
    for first in range(0, len(named), _ROWS):
        connection.execute(insert(files), named[first : first + _ROWS])


def _request(request: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """What was asked, with the asset's new name; `inputs` name what only the other server has."""
    kept = {name: value for name, value in request.items() if name != "inputs"}
    return kept | ({"asset_id": new} if kept.get("asset_id") == old else {})
