"""From the files that a child made to versions of assets."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, RowMapping

from meshwright.service.assets.blobs import BlobStore
from meshwright.service.assets.store import Product, StoredFile, add_asset, add_version
from meshwright.service.jobs.task import Result

_TYPES: Final = {
    ".glb": "model/gltf-binary",
    ".gltf": "model/gltf+json",
    ".usdz": "model/vnd.usdz+zip",
    ".obj": "model/obj",
    ".mtl": "model/mtl",
    ".stl": "model/stl",
    ".3mf": "model/3mf",
    ".webp": "image/webp",
    ".ktx2": "image/ktx2",
    ".xml": "application/xml",
    ".urdf": "application/xml",
}


def media_type(name: str) -> str:
    """Media type by suffix."""
    known = _TYPES.get(Path(name).suffix.lower())
    return known or mimetypes.guess_type(name)[0] or "application/octet-stream"


def store(blobs: BlobStore, result: Result, folder: Path) -> Product:
    """Put a result's files into the blob store."""
    stored = []
    for name in result.files:
        path = folder / name
        digest, size = blobs.put(path)
        stored.append(StoredFile(path.name, media_type(path.name), size, digest))
    return Product(result.name, tuple(stored), result.report, result.provenance)


def effect(connection: Connection, job: RowMapping, products: Sequence[Product]) -> dict[str, Any]:
    """Turn products into versions, of the edited asset or of new ones, in the caller's transaction."""
    request = {name: value for name, value in job["request"].items() if name != "inputs"}
    made = []
    for item, product in enumerate(products):
        if job["kind"] == "edit":
            asset_id = request["asset_id"]
            number = add_version(
                connection,
                asset_id,
                product,
                kind="edit",
                parent=request["version"],
                request=request,
                job_id=job["id"],
                item=item,
            )
        else:
            number = 1
            asset_id = add_asset(
                connection,
                job["owner_id"],
                job["project_id"],
                product,
                kind=job["kind"],
                job_id=job["id"],
                item=item,
                request=request,
            )
        made.append({"asset_id": asset_id, "version": number})
    return {"assets": made}
