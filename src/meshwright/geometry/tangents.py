"""Tangents of corners as MikkTSpace makes them, so that normal maps look the same in every engine."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.geometry.mesh import FloatArray, Mesh
from meshwright.geometry.normals import smooth_corners
from meshwright.geometry.topology import edge_pairs

Float64Array = npt.NDArray[np.float64]


def tangents(mesh: Mesh) -> FloatArray:
    """Tangent and sign (m, 3, 4) float32 of each corner of a mesh with `uv` and `normals`.

    xyz: unit, at right angles to the corner's normal, along growing u.  w: ±1; the bitangent is
    w · cross(normal, xyz) and points up in the image, as glTF wants it (v counts downwards).
    Corners of one vertex share a tangent where faces meet with equal normal, UV and orientation;
    the mean is weighted by the corner's angle in the tangent plane.
    Raises `InputError` when UVs or normals are missing.
    Source: Mikkelsen 2008 and his reference `mikktspace.c` (180° angular threshold).
    """
    if mesh.uv is None or mesh.normals is None:
        raise InputError("mesh", "tangents need UVs and normals")
    normal = mesh.normals.astype(np.float64)
    along_u, preserving, real = _face_tangents(mesh)
    group = _groups(mesh, preserving, real)

    p = mesh.triangles.astype(np.float64)
    flat = _unit(_reject(np.repeat(along_u[:, None], 3, axis=1), normal))
    to_next = _unit(_reject(p[:, [1, 2, 0]] - p, normal))
    to_last = _unit(_reject(p[:, [2, 0, 1]] - p, normal))
    angle = np.arccos(np.clip((to_next * to_last).sum(axis=2), -1, 1)) * real[:, None]
    weighted = (flat * angle[..., None]).reshape(-1, 3)
    total = np.stack([np.bincount(group, column) for column in weighted.T], axis=1).astype(np.float64)

    tangent = _unit(_reject(total[group].reshape(-1, 3, 3), normal))
    lost = np.linalg.norm(tangent, axis=2) < 0.5
    tangent[lost] = _any_perpendicular(normal[lost])
    sign = np.where(preserving, 1.0, -1.0)
    return np.concatenate([tangent, np.broadcast_to(sign[:, None, None], (*tangent.shape[:2], 1))], axis=2).astype(
        np.float32
    )


def _face_tangents(mesh: Mesh) -> tuple[Float64Array, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Direction of u (m, 3) in each face, whether its UVs keep orientation, whether they have area."""
    assert mesh.uv is not None
    p = mesh.triangles.astype(np.float64)
    uv = mesh.uv.astype(np.float64)
    d1, d2 = p[:, 1] - p[:, 0], p[:, 2] - p[:, 0]
    t1, t2 = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    t1[:, 1] *= -1  # Mikkelsen counts v upwards
    t2[:, 1] *= -1
    area = t1[:, 0] * t2[:, 1] - t1[:, 1] * t2[:, 0]
    real = (np.abs(area) > 1e-20) & (np.linalg.norm(np.cross(d1, d2), axis=1) > 0)
    direction = t2[:, 1:] * d1 - t1[:, 1:] * d2
    return _unit(direction * np.sign(area)[:, None]), (area > 0) | ~real, real


def _groups(mesh: Mesh, preserving: npt.NDArray[np.bool_], real: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Group (3m,) of each corner: equal position, UV and normal, across edges, one orientation."""
    assert mesh.uv is not None
    assert mesh.normals is not None
    corner = np.concatenate([mesh.uv.reshape(-1, 2), mesh.normals.reshape(-1, 3)], axis=1)
    pairs = edge_pairs(mesh.faces)
    a, b = pairs.T
    after_a, after_b = a - a % 3 + (a + 1) % 3, b - b % 3 + (b + 1) % 3
    equal = (corner[a] == corner[after_b]).all(axis=1) & (corner[after_a] == corner[b]).all(axis=1)
    alike = preserving[a // 3] == preserving[b // 3]
    # Faces without UV area have no orientation of their own and join either side.
    alike |= ~real[a // 3] | ~real[b // 3]
    return smooth_corners(mesh, equal & alike, pairs)


def _reject(vectors: Float64Array, normals: Float64Array) -> Float64Array:
    """Vectors without their share along the normals."""
    return np.asarray(vectors - (vectors * normals).sum(axis=-1, keepdims=True) * normals)


def _unit(vectors: Float64Array) -> Float64Array:
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(np.divide(vectors, length, out=np.zeros_like(vectors), where=length > 1e-30))


def _any_perpendicular(normals: Float64Array) -> Float64Array:
    """A unit vector at right angles to each normal (k, 3), for corners without usable UVs."""
    axis = np.where(np.abs(normals[:, :1]) < 0.9, [[1.0, 0.0, 0.0]], [[0.0, 0.0, 1.0]])
    return _unit(_reject(axis, normals))
