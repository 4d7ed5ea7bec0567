"""Write assets as GLB, or as glTF with its buffer and images beside it."""

from __future__ import annotations

import struct
from pathlib import Path
from urllib.parse import quote

from meshwright.asset import Asset
from meshwright.errors import InputError
from meshwright.formats.atomic import replacing, write_files
from meshwright.formats.gltf_document import CollisionStyle, GltfDocument, build_document, document_json

_MAGIC, _JSON, _BIN = 0x46546C67, 0x4E4F534A, 0x004E4942


def write_glb(
    asset: Asset,
    path: str | Path,
    *,
    strip: bool = False,
    texture_format: str = "png",
    collision: CollisionStyle = "scene",
    force: bool = False,
) -> Path:
    """Write one self-contained GLB; the same asset gives the same bytes.

    strip: leave out latent and provenance.  texture_format: png, jpeg, webp (EXT_texture_webp), or ktx2
        (KHR_texture_basisu; needs the extra `ktx2`).
    collision: where the hulls go and how they are named, see `gltf_document`.
    force: overwrite an existing file; without it an existing file is an `InputError` naming the path.
    Raises `InputError` naming the field of the asset that cannot be written.
    """
    data = glb_bytes(asset, strip=strip, texture_format=texture_format, collision=collision)
    with replacing(path, force=force) as temporary:
        temporary.write_bytes(data)
    return Path(path)


def glb_bytes(
    asset: Asset,
    *,
    strip: bool = False,
    texture_format: str = "png",
    collision: CollisionStyle = "scene",
) -> bytes:
    """The GLB of an asset in memory; arguments and errors as for `write_glb`."""
    document = build_document(asset, strip=strip, texture_format=texture_format, collision=collision)
    return pack_glb(document)


def pack_glb(document: GltfDocument) -> bytes:
    """Join a document into the GLB container (glTF 2.0, section 4.4). Raises `InputError` above 4 GB."""
    text = document_json(document.tree)
    text += b" " * (-len(text) % 4)
    total = 12 + 8 + len(text) + 8 + len(document.buffer)
    if total >= 2**32:
        raise InputError("asset", f"takes {total} bytes as GLB", "less than 4 GB")
    header = struct.pack("<III", _MAGIC, 2, total)
    chunks = (struct.pack("<II", len(text), _JSON), text, struct.pack("<II", len(document.buffer), _BIN))
    return b"".join((header, *chunks, document.buffer))


def write_gltf(
    asset: Asset,
    path: str | Path,
    *,
    strip: bool = False,
    texture_format: str = "png",
    collision: CollisionStyle = "scene",
    force: bool = False,
) -> Path:
    """Write `<stem>.gltf`, `<stem>.bin` and `<stem>_<map>.png`; arguments and errors as for `write_glb`."""
    target = Path(path)
    document = build_document(
        asset,
        strip=strip,
        texture_format=texture_format,
        collision=collision,
        external_images=True,
        stem=target.stem,
    )
    document.tree["buffers"][0]["uri"] = quote(f"{target.stem}.bin")
    files = {target: document_json(document.tree), target.with_suffix(".bin"): document.buffer}
    files |= {target.with_name(name): data for name, data in document.images}
    write_files(files, force=force)
    return target
