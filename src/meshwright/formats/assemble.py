"""Join the pieces that a reader found into one welded `SourceMesh`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from meshwright.errors import FileFormatError
from meshwright.formats.limits import Limits
from meshwright.formats.names import unique_names
from meshwright.formats.source import SourceMaterial, SourceMesh, face_normals
from meshwright.formats.split import first_use
from meshwright.geometry.mesh import FloatArray, Mesh

CornerIndex = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Piece:
    """Triangles of one material within one part.

    positions: (n, 3) float32 or float64.  faces: (m, 3) indices.  material: index, or (m,) indices.
    normals (3), uv (2), uv1 (2), tangents (4), colors (4): (n, width) float32 on vertices, or (m, 3, width)
    on corners, or None.
    """

    name: str
    positions: npt.NDArray[np.floating[Any]]
    faces: CornerIndex
    material: int | npt.NDArray[np.integer[Any]]
    normals: FloatArray | None = None
    uv: FloatArray | None = None
    uv1: FloatArray | None = None
    tangents: FloatArray | None = None
    colors: FloatArray | None = None


def assemble(
    pieces: Sequence[Piece],
    materials: Sequence[SourceMaterial],
    name: str,
    file: str,
    limits: Limits,
    extras: dict[str, Any] | None = None,
) -> SourceMesh:
    """Weld vertices at bit-equal positions and put all attributes on corners.

    Pieces of the same name that follow each other form one part. An attribute that only some pieces have
    is filled: normals by face normals, colours by white, UVs by zero; tangents are then dropped.
    Raises `FileFormatError` (naming `file`) without triangles, above the limits, or for positions that
    are not finite.
    """
    pieces = [piece for piece in pieces if len(piece.faces)]
    if not pieces:
        raise FileFormatError(file, "has no triangles", "at least one")
    counts = [len(piece.faces) for piece in pieces]
    if sum(counts) > limits.faces:
        raise FileFormatError(file, f"has {sum(counts)} faces", f"at most {limits.faces}")
    positions = finite32(np.concatenate([piece.positions for piece in pieces]), file, "positions")
    offsets = np.cumsum([0, *(len(piece.positions) for piece in pieces)])
    corners = np.concatenate([p.faces.astype(np.int64) + o for p, o in zip(pieces, offsets, strict=False)])
    vertices, faces = weld(positions, corners)
    part_of, labels = _parts([piece.name for piece in pieces])
    face_material = np.concatenate([np.broadcast_to(np.asarray(p.material, np.int32), len(p.faces)) for p in pieces])
    normals = _gather(pieces, "normals", 3, 0.0)
    if normals is not None:
        normals = _sound_normals(normals, vertices[faces])
    whole = all(piece.tangents is not None for piece in pieces)
    mesh = Mesh(
        vertices=vertices,
        faces=faces,
        face_part=np.repeat(part_of, counts).astype(np.int32),
        part_names=labels,
        uv=_gather(pieces, "uv", 2, 0.0),
        normals=normals,
    )
    return SourceMesh(
        name=name,
        mesh=mesh,
        materials=tuple(materials),
        face_material=np.ascontiguousarray(face_material, np.int32),
        colors=_gather(pieces, "colors", 4, 1.0),
        uv1=_gather(pieces, "uv1", 2, 0.0),
        tangents=_gather(pieces, "tangents", 4, 0.0) if whole else None,
        extras=extras or {},
    )


def finite32(values: npt.NDArray[Any], file: str, what: str) -> FloatArray:
    """Values (any shape) as float32. Raises `FileFormatError` where they are not finite or too large."""
    with np.errstate(over="ignore", invalid="ignore"):
        narrow = np.asarray(values).astype(np.float32)
    if not np.isfinite(narrow).all():
        raise FileFormatError(file, f"has {what} that are not finite numbers")
    return narrow


def weld(positions: FloatArray, corners: npt.NDArray[np.int64]) -> tuple[FloatArray, npt.NDArray[np.int32]]:
    """Merge vertices at bit-equal positions and drop unused ones, in order of first use.

    positions: (n, 3) float32.  corners: (m, 3).  Returns vertices (k, 3) and faces (m, 3) int32.
    """
    # + 0.0 turns -0.0 into 0.0, which is the same place.
    clean = np.ascontiguousarray(positions + np.float32(0.0), np.float32)
    _, same = first_use(clean.view(np.uint32))
    flat = same[corners.reshape(-1)]
    first = np.full(len(clean), len(flat))
    first[flat[::-1]] = np.arange(len(flat))[::-1]  # of several corners the last one written stays, the first of all
    used = np.sort(first[first < len(flat)])
    number = np.zeros(len(clean), np.int32)
    number[flat[used]] = np.arange(len(used))
    return clean[corners.reshape(-1)[used]], number[flat].reshape(-1, 3)


def _parts(names: Sequence[str]) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    numbers: list[int] = []
    labels: list[str] = []
    for name in names:
        if not labels or labels[-1] != name:
            labels.append(name)
        numbers.append(len(labels) - 1)
    return np.array(numbers), unique_names(labels)


def _gather(pieces: Sequence[Piece], name: str, width: int, fill: float) -> FloatArray | None:
    if all(getattr(piece, name) is None for piece in pieces):
        return None
    rows = []
    for piece in pieces:
        values = getattr(piece, name)
        if values is None:
            values = np.full((len(piece.faces), 3, width), fill, np.float32)
        elif values.ndim == 2:
            values = values[piece.faces]
        rows.append(values.astype(np.float32, copy=False))
    return np.ascontiguousarray(rows[0]) if len(rows) == 1 else np.concatenate(rows)


def _sound_normals(normals: FloatArray, triangles: FloatArray) -> FloatArray:
    """Normalise; where a file gives zero or no normal, the face normal is what a viewer would show."""
    length = np.linalg.norm(normals.astype(np.float64), axis=-1, keepdims=True)
    flat = np.broadcast_to(face_normals(triangles)[:, None, :], normals.shape)
    sound = (length > 1e-12) & np.isfinite(length)
    result = np.where(sound, normals / np.where(sound, length, 1.0), flat)
    return result.astype(np.float32)
