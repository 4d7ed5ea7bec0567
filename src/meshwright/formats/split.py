"""From welded topology with attributes on corners to the split vertices that file formats want."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.geometry.mesh import FloatArray, Mesh
from meshwright.geometry.rows import row_marks

IndexArray = npt.NDArray[np.int64]


@dataclass(frozen=True)
class SplitPart:
    """The surface of one part, one vertex per distinct combination of position and attributes.

    source: (k,) int64, welded vertex that each split vertex came from.
    faces: (m, 3) int64 over the k vertices, corner order as in the mesh.
    face_index: (m,) int64, faces of the mesh in the order of `faces`.
    position: (k, 3) float32, bit for bit the mesh's, so that neighbours meet without a gap.
    normal (k, 3), uv (k, 2), tangent (k, 4): float32 or None; tangent.w is the bitangent's sign.
    """

    part: int
    source: IndexArray
    faces: IndexArray
    face_index: IndexArray
    position: FloatArray
    normal: FloatArray | None
    uv: FloatArray | None
    tangent: FloatArray | None


def split_parts(mesh: Mesh, tangents: FloatArray | None = None) -> tuple[SplitPart, ...]:
    """Split a mesh into its parts (those that have faces), vertices in order of first use.

    tangents: (m, 3, 4) float32 on corners, or None.
    """
    parts = []
    for part in range(len(mesh.part_names)):
        index = np.flatnonzero(mesh.face_part == part)
        if len(index):
            parts.append(_split(mesh, part, index, tangents))
    return tuple(parts)


def _split(mesh: Mesh, part: int, index: IndexArray, tangents: FloatArray | None) -> SplitPart:
    corners = mesh.faces[index].reshape(-1)
    columns: list[npt.NDArray[np.uint32]] = [corners.astype(np.uint32)[:, None]]
    attributes = {"normal": mesh.normals, "uv": mesh.uv, "tangent": tangents}
    flat: dict[str, FloatArray | None] = {}
    for name, values in attributes.items():
        if values is None:
            flat[name] = None
            continue
        # + 0.0 turns -0.0 into 0.0, so that equal numbers have equal bits.
        rows = np.ascontiguousarray(values[index].reshape(len(corners), -1) + np.float32(0.0), np.float32)
        flat[name] = rows
        columns.append(rows.view(np.uint32))
    first, inverse = first_use(np.concatenate(columns, axis=1))
    picked = {name: None if rows is None else rows[first] for name, rows in flat.items()}
    source = corners[first].astype(np.int64)
    return SplitPart(
        part=part,
        source=source,
        faces=inverse.reshape(-1, 3),
        face_index=index,
        position=mesh.vertices[source],
        normal=picked["normal"],
        uv=picked["uv"],
        tangent=picked["tangent"],
    )


def first_use(rows: npt.NDArray[np.uint32]) -> tuple[IndexArray, IndexArray]:
    """Distinct rows of (n, c) uint32 in order of first appearance.

    Returns `first` (k,), the row where each distinct one appears first, and `inverse` (n,) with
    `rows[first][inverse] == rows`.
    """
    marks = row_marks(rows)
    order = np.argsort(marks, kind="stable")
    ordered = rows[order]
    same = np.ones(max(len(rows) - 1, 0), bool)
    for column in ordered.T:
        same &= column[1:] == column[:-1]
    if (same != (marks[order[1:]] == marks[order[:-1]])).any():  # different rows of one mark: as good as never
        order = np.lexsort(rows.T[::-1])
        same = (rows[order[1:]] == rows[order[:-1]]).all(axis=1)
    # Sorting was stable: the first of equal rows is the one that appears first.
    starts = np.concatenate([np.ones(min(len(rows), 1), bool), ~same])
    first = order[starts]
    rank = np.empty(len(first), np.int64)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first))
    inverse = np.empty(len(rows), np.int64)
    inverse[order] = rank[np.cumsum(starts) - 1]
    return np.sort(first), inverse


def check_mesh(mesh: Mesh, name: str = "asset.mesh", *, need_uv: bool = True, need_normals: bool = False) -> None:
    """Raise `InputError` naming the array that breaks the contract of `Mesh` or cannot be written.

    Checked: shapes, finite numbers, indices in range, at least one face, unit normals (to 1e-3).
    """
    n, m = len(mesh.vertices), len(mesh.faces)
    if m == 0 or n == 0:
        raise InputError(f"{name}.faces", "has no faces", "at least one")
    if mesh.vertices.shape != (n, 3) or not np.isfinite(mesh.vertices).all():
        raise InputError(f"{name}.vertices", "is not a finite (n, 3) array")
    if mesh.faces.shape != (m, 3) or mesh.faces.min() < 0 or mesh.faces.max() >= n:
        raise InputError(f"{name}.faces", f"indices run outside 0-{n - 1}")
    parts = len(mesh.part_names)
    if mesh.face_part.shape != (m,) or mesh.face_part.min() < 0 or mesh.face_part.max() >= parts:
        raise InputError(f"{name}.face_part", f"indices run outside 0-{parts - 1}")
    if mesh.uv is None:
        if need_uv:
            raise InputError(f"{name}.uv", "is missing", "an unwrapped mesh")
    elif mesh.uv.shape != (m, 3, 2) or not np.isfinite(mesh.uv).all():
        raise InputError(f"{name}.uv", "is not a finite (m, 3, 2) array")
    if mesh.normals is None:
        if need_normals:
            raise InputError(f"{name}.normals", "is missing", "shading normals on corners")
    else:
        if mesh.normals.shape != (m, 3, 3):
            raise InputError(f"{name}.normals", f"has shape {mesh.normals.shape}", "(m, 3, 3)")
        length = np.linalg.norm(mesh.normals, axis=-1)
        if not (np.abs(length - 1.0) < 1e-3).all():
            raise InputError(f"{name}.normals", "holds vectors that are not of unit length")
