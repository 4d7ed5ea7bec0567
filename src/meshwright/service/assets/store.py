"""Assets and their versions: versions are only ever added; going back adds one too."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update

from meshwright.service.accounts.access import Right, allow
from meshwright.service.db.database import Database
from meshwright.service.db.schema import assets, files, versions
from meshwright.service.errors import Conflict, NotFound
from meshwright.service.identifiers import new_id
from meshwright.service.webhooks.outbox import emit


@dataclass(frozen=True)
class StoredFile:
    """A blob under a name; `size` in bytes."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Product:
    """One result of a job. `report` and `provenance` are plain JSON data."""

    name: str
    files: tuple[StoredFile, ...]
    report: dict[str, Any]
    provenance: dict[str, Any]


class AssetStore:
    """Reading and changing assets by the rights of an account; what it cannot read does not exist here."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def get(self, account_id: str, asset_id: str, *, deleted: bool = False) -> RowMapping:
        """An asset's row. Raises `NotFound`, also for a deleted one unless `deleted`."""
        with self.database.read() as connection:
            return allowed_asset(connection, account_id, asset_id, deleted=deleted)

    def versions(
        self, account_id: str, asset_id: str, before: int | None, limit: int
    ) -> list[tuple[RowMapping, Sequence[RowMapping]]]:
        """At most `limit` versions with their files, newest first, numbers below `before`."""
        with self.database.read() as connection:
            allowed_asset(connection, account_id, asset_id)
            query = select(versions).where(versions.c.asset_id == asset_id)
            if before is not None:
                query = query.where(versions.c.number < before)
            found = connection.execute(query.order_by(versions.c.number.desc()).limit(limit)).mappings().all()
            return [(row, _files(connection, asset_id, row["number"])) for row in found]

    def version(self, account_id: str, asset_id: str, number: int | None) -> tuple[RowMapping, Sequence[RowMapping]]:
        """One version with its files; None is the latest. Raises `NotFound`."""
        with self.database.read() as connection:
            asset = allowed_asset(connection, account_id, asset_id)
            wanted = asset["latest"] if number is None else number
            return _version(connection, asset_id, wanted), _files(connection, asset_id, wanted)

    def file(self, account_id: str, asset_id: str, number: int, name: str) -> RowMapping:
        """The row of a version's file. Raises `NotFound`."""
        with self.database.read() as connection:
            allowed_asset(connection, account_id, asset_id)
            where = (files.c.asset_id == asset_id, files.c.number == number, files.c.name == name)
            row = connection.execute(select(files).where(*where)).mappings().first()
            if row is None:
                raise NotFound("file")
            return row

    def revert(self, account_id: str, asset_id: str, number: int) -> int:
        """Add a version with the files of an earlier one. Raises `NotFound`, `Conflict`."""
        with self.database.write() as connection:
            asset = allowed_asset(connection, account_id, asset_id, Right.WRITE)
            if number == asset["latest"]:
                raise Conflict("already-latest", f"version {number} is the latest one")
            old = _version(connection, asset_id, number)
            kept = tuple(
                StoredFile(f["name"], f["media_type"], f["size"], f["sha256"])
                for f in _files(connection, asset_id, number)
            )
            product = Product(asset["name"], kept, old["report"], old["provenance"])
            return add_version(connection, asset_id, product, kind="revert", parent=number, request={"version": number})

    def delete(self, account_id: str, asset_id: str) -> None:
        """Hide an asset; `restore` brings it back. Raises `NotFound`."""
        with self.database.write() as connection:
            allowed_asset(connection, account_id, asset_id, Right.WRITE)
            connection.execute(update(assets).where(assets.c.id == asset_id).values(deleted_at=time.time()))

    def restore(self, account_id: str, asset_id: str) -> RowMapping:
        """Bring back a deleted asset; nothing happens to one that is not. Raises `NotFound`."""
        with self.database.write() as connection:
            allowed_asset(connection, account_id, asset_id, Right.WRITE, deleted=True)
            connection.execute(update(assets).where(assets.c.id == asset_id).values(deleted_at=None))
            return allowed_asset(connection, account_id, asset_id)


def add_asset(
    connection: Connection,
    owner_id: str,
    project_id: str,
    product: Product,
    *,
    kind: str,
    job_id: str,
    item: int,
    request: Any,
) -> str:
    """Insert an asset with its first version, in the caller's transaction; returns the asset's identifier.

    owner_id: who made it.  project_id: where it is, which decides who may see it.
    """
    asset_id, now = new_id("asset"), time.time()
    words = str(request.get("prompt", ""))[:2000] if isinstance(request, dict) else ""
    values = {
        "id": asset_id,
        "prompt": words,
        "owner_id": owner_id,
        "project_id": project_id,
        "name": product.name[:200],
        "latest": 0,
    }
    connection.execute(insert(assets).values(**values, created_at=now, updated_at=now))
    add_version(connection, asset_id, product, kind=kind, parent=None, request=request, job_id=job_id, item=item)
    return asset_id


def add_version(
    connection: Connection,
    asset_id: str,
    product: Product,
    *,
    kind: str,
    parent: int | None,
    request: Any,
    job_id: str | None = None,
    item: int | None = None,
) -> int:
    """Append a version in the caller's transaction; returns its number."""
    now = time.time()
    # Counting up first takes the row's lock, so that two versions never get one number.
    latest = {"latest": assets.c.latest + 1, "updated_at": now}
    connection.execute(update(assets).where(assets.c.id == asset_id).values(**latest))
    number = int(connection.execute(select(assets.c.latest).where(assets.c.id == asset_id)).scalar_one())
    connection.execute(
        insert(versions).values(
            asset_id=asset_id,
            number=number,
            parent=parent,
            kind=kind,
            job_id=job_id,
            item=item,
            request=request,
            report=product.report,
            provenance=product.provenance,
            created_at=now,
        )
    )
    for file in product.files:
        connection.execute(
            insert(files).values(
                asset_id=asset_id,
                number=number,
                name=file.name,
                media_type=file.media_type,
                size=file.size,
                sha256=file.sha256,
            )
        )
    asset = connection.execute(select(assets.c.owner_id).where(assets.c.id == asset_id)).scalar_one()
    told = {"asset_id": asset_id, "number": number, "parent": parent, "kind": kind, "job_id": job_id}
    emit(connection, asset, [("asset.version", {"version": told})])
    return number


def allowed_asset(
    connection: Connection, account_id: str, asset_id: str, right: Right = Right.READ, *, deleted: bool = False
) -> RowMapping:
    row = connection.execute(select(assets).where(assets.c.id == asset_id)).mappings().first()
    if row is None:
        raise NotFound("asset")
    allow(connection, account_id, row["project_id"], right, "asset")
    if row["deleted_at"] is not None and not deleted:
        raise NotFound("asset")
    return row


def _version(connection: Connection, asset_id: str, number: int) -> RowMapping:
    query = select(versions).where(versions.c.asset_id == asset_id, versions.c.number == number)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound("version")
    return row


def _files(connection: Connection, asset_id: str, number: int) -> Sequence[RowMapping]:
    query = select(files).where(files.c.asset_id == asset_id, files.c.number == number)
    return connection.execute(query.order_by(files.c.name)).mappings().all()
