"""Files that callers send: received within limits, looked at without trust, kept as blobs."""

from __future__ import annotations

import re
import struct
import time
import warnings
from pathlib import Path
from typing import Final

from PIL import Image
from sqlalchemy import RowMapping, insert, select

from meshwright.service.accounts.access import Right, allow, chosen_project
from meshwright.service.accounts.quotas import Quotas
from meshwright.service.assets.blobs import BlobStore
from meshwright.service.db.database import Database
from meshwright.service.db.schema import uploads
from meshwright.service.errors import NotFound, Refused, TooLarge
from meshwright.service.identifiers import new_id

MESHES: Final = {
    ".glb": "model/gltf-binary",
    ".obj": "model/obj",
    ".ply": "model/ply",
    ".stl": "model/stl",
    ".3mf": "model/3mf",
}
IMAGES: Final = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
_IMAGE_FORMATS: Final = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".webp": "WEBP"}
_SPELT: Final = ("".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in kind[1:]) for kind in [*MESHES, *IMAGES])
SUFFIXES: Final = rf"\.({'|'.join(_SPELT)})$"
"""Of names that can be uploaded, as a regular expression that JSON Schema knows."""
LONGEST_JSON: Final = 64 * 2**20


class UploadStore:
    """The uploads of all owners."""

    def __init__(self, database: Database, blobs: BlobStore, image_pixels: int, quotas: Quotas) -> None:
        """image_pixels: most pixels of an image."""
        self.database = database
        self.blobs = blobs
        self.image_pixels = image_pixels
        self.quotas = quotas

    def add(self, owner_id: str, name: str, path: Path, project_id: str | None = None) -> RowMapping:
        """Keep a received file in a project (None: the personal one).

        Raises `Refused` if it is not what its name says, `TooLarge`, `OverQuota`, and as `access.allow` does.
        """
        with self.database.read() as connection:
            project_id = chosen_project(connection, owner_id, project_id, Right.WRITE)
        name = safe_name(name)
        kind = suffix(name)
        if kind in IMAGES:
            self._look_at_image(path, kind)
        else:
            _look_at_mesh(path, kind)
        with self.database.read() as connection:
            self.quotas.admit_bytes(connection, owner_id, project_id, path.stat().st_size)
        digest, size = self.blobs.put(path)
        values = {
            "id": new_id("upload"),
            "owner_id": owner_id,
            "project_id": project_id,
            "name": name,
            "media_type": (MESHES | IMAGES)[kind],
            "size": size,
            "sha256": digest,
            "created_at": time.time(),
        }
        with self.database.write() as connection:
            connection.execute(insert(uploads).values(**values))
        return self.get(owner_id, str(values["id"]))

    def get(self, account_id: str, upload_id: str) -> RowMapping:
        """An upload in a project that the account can read. Raises `NotFound`."""
        query = select(uploads).where(uploads.c.id == upload_id)
        with self.database.read() as connection:
            row = connection.execute(query).mappings().first()
            if row is None:
                raise NotFound("upload")
            allow(connection, account_id, row["project_id"], Right.READ, "upload")
        return row

    def _look_at_image(self, path: Path, kind: str) -> None:
        """Only the header is parsed, so nothing is unpacked here; the job's child decodes the pixels."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                with Image.open(path, formats=[_IMAGE_FORMATS[kind]]) as image:
                    width, height = image.size
        except Image.DecompressionBombError as error:
            raise TooLarge("image-pixels", f"too many pixels (limit: {self.image_pixels})") from error
        except Exception as error:  # Pillow raises many kinds for broken files
            raise Refused("bad-image", f"this is not a {_IMAGE_FORMATS[kind]} image") from error
        if width * height > self.image_pixels:
            raise TooLarge("image-pixels", f"{width} x {height} pixels are too many (limit: {self.image_pixels})")


def safe_name(name: str) -> str:
    """The last part of a name in plain characters, at most 100 of them."""
    last = re.split(r"[/\\]", name)[-1]
    kept = re.sub(r"[^A-Za-z0-9._-]+", "_", last).lstrip("._-")
    stem, dot, ending = kept.rpartition(".")
    return f"{stem[:90]}{dot}{ending[:9]}" if dot and stem else kept[:100]


def suffix(name: str) -> str:
    """The suffix of an upload. Raises `Refused` for one that is not known."""
    kind = Path(name).suffix.lower()
    if kind not in MESHES and kind not in IMAGES:
        known = ", ".join([*MESHES, *IMAGES])
        raise Refused("unknown-format", f"name: {kind or 'no suffix'} is not known (limit: {known})")
    return kind


def _look_at_mesh(path: Path, kind: str) -> None:
    """Cheap checks for a quick answer; the real parser runs in the job, in a limited process of its own."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(20)
    if kind == ".glb":
        if len(head) < 20 or head[:4] != b"glTF":
            raise Refused("bad-mesh", "this is not a GLB file")
        version, length, json_length, chunk = struct.unpack("<II I 4s", head[4:20])
        if version != 2 or length != size or chunk != b"JSON" or json_length > min(size - 20, LONGEST_JSON):
            raise Refused("bad-mesh", "the GLB header does not fit the file")
    elif (kind == ".3mf" and head[:4] != b"PK\x03\x04") or (kind == ".ply" and head[:3] != b"ply"):
        raise Refused("bad-mesh", f"this is not a {kind[1:].upper()} file")
    elif size == 0:
        raise Refused("bad-mesh", "the file is empty")
