"""Packs of real CC0 meshes: reading the source shards, and the small pack that travels to a training machine.

Source shards (`*.mwz`) hold zstandard-compressed meshes with vertex colours; `catalog.jsonl` names, captions and
licenses them. A training pack is one `.npz`: quantised, without duplicates, with a held-out split.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.errors import FileFormatError, InputError

HELD_OUT = 384
MOST_VERTICES = 2**16
_MAGIC = b"MWPK0001"


@dataclass(frozen=True)
class MeshRecord:
    """One real mesh. Y-up, +Z front, bounding box centred, longest side 1.

    vertices: (n, 3) float32.  faces: (m, 3) int32.
    colors: (n, 6) uint8: sRGB r g b, metallic, roughness, emission.
    caption: name in 1-4 words.  category: coarse kind.  colours: names of its main colours.
    held_out: true for the evaluation split.
    """

    id: str
    vertices: npt.NDArray[np.float32]
    faces: npt.NDArray[np.int32]
    colors: npt.NDArray[np.uint8]
    caption: str
    category: str
    colours: tuple[str, ...]
    held_out: bool


def read_shard(
    path: Path,
) -> Iterator[tuple[str, npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.uint8]]]:
    """Yield (id, vertices (n, 3), faces (m, 3), attributes (n, 7) uint8) of one shard.

    Positions are zigzag deltas, faces are high-water codes. Raises FileFormatError on a damaged shard.
    """
    import zstandard

    try:
        raw = zstandard.ZstdDecompressor(max_window_size=2**28).decompress(path.read_bytes())
        if raw[:8] != _MAGIC:
            raise FileFormatError(str(path), "is not a mesh shard")
        size = struct.unpack("<I", raw[8:12])[0]
        header = json.loads(raw[12 : 12 + size])
        base = 12 + size
        arrays = {
            key: np.frombuffer(raw, dtype, int(np.prod(shape)), base + at).reshape(shape)
            for key, (dtype, shape, at) in header["arrays"].items()
        }
    except (zstandard.ZstdError, struct.error, KeyError, ValueError) as error:
        raise FileFormatError(str(path), f"is damaged: {error}") from error
    zigzag = arrays["pos_lo"].astype(np.int32) | arrays["pos_hi"].astype(np.int32) << 8
    deltas = (zigzag >> 1) ^ -(zigzag & 1)
    codes = arrays["f0"].astype(np.int64) | arrays["f1"].astype(np.int64) << 8 | arrays["f2"].astype(np.int64) << 16
    v = np.concatenate(([0], np.cumsum(arrays["nv"], dtype=np.int64)))
    f = np.concatenate(([0], np.cumsum(arrays["nf"], dtype=np.int64))) * 3
    for i, name in enumerate(header["ids"]):
        vertices = np.cumsum(deltas[:, v[i] : v[i + 1]], 1).astype(np.int16).T / 65534.0
        k = codes[f[i] : f[i + 1]]
        new = k == 0
        yield name, vertices, (np.cumsum(new) - new - k).reshape(-1, 3), arrays["attr"][:, v[i] : v[i + 1]].T


def read_source(folder: Path, *, max_faces: int = 6000) -> Iterator[MeshRecord]:
    """Usable meshes of a folder with `catalog.jsonl` and shards, without brands and duplicates.

    The held-out split is the `HELD_OUT` ids of least SHA-256, so it never depends on order.
    Raises InputError if the folder has no catalog.
    """
    catalog_path = folder / "catalog.jsonl"
    if not catalog_path.is_file():
        raise InputError("data", f"{folder} has no catalog.jsonl")
    catalog: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    for line in catalog_path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row.get("brand") or row["hash"] in seen or row["n_faces"] > max_faces or row["n_faces"] < 8:
            continue
        if row["licence"] != "CC0-1.0" or row.get("split", "train") != "train":
            continue
        seen.add(row["hash"])
        catalog[row["id"]] = row
    order = sorted(catalog, key=lambda i: hashlib.sha256(i.encode()).hexdigest())
    held_out = set(order[:HELD_OUT])
    for shard in sorted({row["shard"] for row in catalog.values()}):
        for name, vertices, faces, attributes in read_shard(folder / shard):
            if name not in catalog:
                continue
            row = catalog[name]
            yield MeshRecord(
                name,
                vertices.astype(np.float32),
                faces.astype(np.int32),
                np.ascontiguousarray(attributes[:, :6]),
                row["caption"],
                row["category"],
                tuple(c for c, share in row["colors"] if share >= 0.2)[:2] if row["has_color"] else (),
                name in held_out,
            )


def write_pack(records: Iterator[MeshRecord], path: Path) -> dict[str, int]:
    """Write a training pack; returns counts of meshes, faces and bytes.

    Raises InputError if a mesh has more vertices than 16 bits can number, or lies outside [-1, 1].
    """
    rows = list(records)
    for r in rows:
        if len(r.vertices) > MOST_VERTICES:
            raise InputError("mesh", f"{r.id} has {len(r.vertices)} vertices", f"at most {MOST_VERTICES}")
        if not np.abs(r.vertices).max(initial=0.0) <= 1:
            raise InputError("mesh", f"{r.id} has coordinates that are not numbers in [-1, 1]")
    nv = np.array([len(r.vertices) for r in rows], np.int32)
    nf = np.array([len(r.faces) for r in rows], np.int32)
    quantised = [np.round(r.vertices * 32767).astype(np.int16) for r in rows]
    info = [[r.id, r.caption, r.category, list(r.colours), r.held_out] for r in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path,
        nv=nv,
        nf=nf,
        v=np.concatenate(quantised).T.copy(),
        f=np.concatenate([r.faces for r in rows]).astype(np.uint16).T.copy(),
        c=np.concatenate([r.colors for r in rows]).T.copy(),
        info=np.frombuffer(json.dumps(info).encode(), np.uint8),
    )
    return {"meshes": len(rows), "faces": int(nf.sum()), "bytes": path.stat().st_size}


def read_pack(path: Path) -> list[MeshRecord]:
    """All records of a training pack. Raises FileFormatError on a damaged file."""
    try:
        with np.load(path) as z:
            nv, nf = np.cumsum(z["nv"])[:-1], np.cumsum(z["nf"])[:-1]
            vertices = np.split(z["v"].T.astype(np.float32) / 32767.0, nv)
            faces = np.split(z["f"].T.astype(np.int32), nf)
            colors = np.split(np.ascontiguousarray(z["c"].T), nv)
            info = json.loads(z["info"].tobytes())
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise FileFormatError(str(path), f"is not a mesh pack: {error}") from error
    return [
        MeshRecord(i, v, f, c, caption, category, tuple(colours), held)
        for v, f, c, (i, caption, category, colours, held) in zip(vertices, faces, colors, info, strict=True)
    ]
