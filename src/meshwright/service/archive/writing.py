"""Write a project's archive while it is sent: nothing is held but the entry that is being written."""

from __future__ import annotations

import time
import zipfile
from collections.abc import Iterator

from pydantic import BaseModel
from sqlalchemy import select

from meshwright import __version__
from meshwright.service.accounts.access import Right, allow
from meshwright.service.archive.layout import MANIFEST, ArchivedAsset, ArchivedFile, ArchivedVersion, Manifest
from meshwright.service.assets.blobs import BlobStore
from meshwright.service.db.database import Database
from meshwright.service.db.schema import asset_tags, assets, files, projects, versions


def project_name(database: Database, account_id: str, project_id: str) -> str:
    """The name of a project that the account can read. Raises `NotFound`."""
    with database.read() as connection:
        allow(connection, account_id, project_id, Right.READ)
        query = select(projects.c.name).where(projects.c.id == project_id)
        return str(connection.execute(query).scalar_one())


def write_archive(database: Database, blobs: BlobStore, project_id: str, name: str) -> Iterator[bytes]:
    """The bytes of an archive of all assets that are not deleted. Who may have it was checked before.

    An asset that is purged on the way breaks the stream off: the file has no end then, and no reader takes it.
    """
    sent = _Sent()
    stored: set[str] = set()
    made_assets = made_versions = 0
    with zipfile.ZipFile(sent, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:  # type: ignore[call-overload]
        for asset_id in _asset_ids(database, project_id):
            found = _read(database, asset_id)
            if found is None:  # deleted since
                continue
            head, made = found
            _add(archive, f"assets/{asset_id}/asset.json", head)
            for version in made:
                _add(archive, f"assets/{asset_id}/{version.number}.json", version)
            made_assets, made_versions = made_assets + 1, made_versions + len(made)
            yield sent.taken()
            for file in (file for version in made for file in version.files):
                if file.sha256 in stored:
                    continue
                stored.add(file.sha256)
                with archive.open(_info(f"blobs/{file.sha256}"), "w", force_zip64=True) as entry:
                    for chunk in blobs.read(file.sha256, 0, file.size):
                        entry.write(chunk)
                        yield sent.taken()
        manifest = Manifest(
            made_by=f"meshwright {__version__}",
            project=name,
            created_at=time.time(),
            assets=made_assets,
            versions=made_versions,
            blobs=len(stored),
        )
        _add(archive, MANIFEST, manifest)
    yield sent.taken()


class _Sent:
    """A file that only goes forward, into what `taken` returns."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> int:
        self._parts.append(bytes(part))
        return len(part)

    def flush(self) -> None:
        pass

    def taken(self) -> bytes:
        content = b"".join(self._parts)
        self._parts.clear()
        return content


def _info(name: str) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, time.gmtime()[:6])


def _add(archive: zipfile.ZipFile, name: str, part: BaseModel) -> None:
    archive.writestr(_info(name), part.model_dump_json())


def _asset_ids(database: Database, project_id: str) -> list[str]:
    query = select(assets.c.id).where(assets.c.project_id == project_id, assets.c.deleted_at.is_(None))
    with database.read() as connection:
        return list(connection.execute(query.order_by(assets.c.id)).scalars())


def _read(database: Database, asset_id: str) -> tuple[ArchivedAsset, list[ArchivedVersion]] | None:
    """An asset as it is at one moment."""
    with database.read() as connection:
        query = select(assets).where(assets.c.id == asset_id, assets.c.deleted_at.is_(None))
        row = connection.execute(query).mappings().first()
        if row is None:
            return None
        tags = select(asset_tags.c.tag).where(asset_tags.c.asset_id == asset_id).order_by(asset_tags.c.tag)
        held: dict[int, list[ArchivedFile]] = {}
        named = select(files).where(files.c.asset_id == asset_id).order_by(files.c.number, files.c.name)
        for file in connection.execute(named).mappings():
            part = ArchivedFile(name=file["name"], size=file["size"], sha256=file["sha256"])
            held.setdefault(file["number"], []).append(part)
        made = select(versions).where(versions.c.asset_id == asset_id).order_by(versions.c.number)
        columns = ("number", "parent", "kind", "request", "report", "provenance", "created_at", "note", "rating")
        parts = [
            ArchivedVersion(**{name: version[name] for name in columns}, files=held.get(version["number"], []))
            for version in connection.execute(made).mappings()
        ]
        names = ("id", "name", "prompt", "created_at", "updated_at")
        head = ArchivedAsset(
            **{name: row[name] for name in names},
            tags=list(connection.execute(tags).scalars()),
            versions=len(parts),
        )
        return head, parts
