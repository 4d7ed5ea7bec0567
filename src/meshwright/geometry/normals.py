"""Shading normals of corners: smooth over gentle edges, split at creases."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from meshwright.errors import InputError
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import edge_pairs, face_normals, half_edges, label_components


def corner_angles(mesh: Mesh) -> npt.NDArray[np.float64]:
    """Inner angle (m, 3) of each corner, radians; zero in faces without area."""
    p = mesh.triangles.astype(np.float64)
    out = p[:, [1, 2, 0]] - p
    back = p[:, [2, 0, 1]] - p
    lengths = np.linalg.norm(out, axis=2) * np.linalg.norm(back, axis=2)
    cosine = np.divide((out * back).sum(axis=2), lengths, out=np.ones_like(lengths), where=lengths > 0)
    return np.asarray(np.arccos(np.clip(cosine, -1, 1)))


def smooth_corners(mesh: Mesh, smooth: npt.NDArray[np.bool_], pairs: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Group (3m,) of each corner: corners of one vertex joined across the smooth edges among `pairs`.

    pairs: (p, 2) half edges on both sides of edges; smooth: (p,).
    """
    a, b = pairs[smooth].T
    tails = half_edges(mesh.faces)[:, 0]
    after_a, after_b = a - a % 3 + (a + 1) % 3, b - b % 3 + (b + 1) % 3
    # Two sides usually run in opposite directions; equal ones (bad winding) meet at their starts.
    opposed = tails[a] == tails[after_b]
    links = np.concatenate(
        [
            np.stack([a, np.where(opposed, after_b, b)], axis=1),
            np.stack([after_a, np.where(opposed, b, after_b)], axis=1),
        ]
    )
    return label_components(3 * len(mesh.faces), links)[1]


def shade(mesh: Mesh, *, crease_degrees: float = 40.0) -> Mesh:
    """The mesh with `normals` (m, 3, 3): angle-weighted means over faces not separated by a crease.

    crease_degrees: angle between the normals of two faces, 0-180, above which their edge is hard.
    Faces without area take the normal of their surroundings. Raises `InputError` for a bad angle.
    Source: Thuermer and Wuethrich 1998 (weights by angle).
    """
    if not 0 <= crease_degrees <= 180:
        raise InputError("crease_degrees", f"{crease_degrees:g}", "0-180")
    flat = face_normals(mesh)
    real = np.linalg.norm(flat, axis=1) > 0
    pairs = edge_pairs(mesh.faces)
    a, b = (pairs // 3).T
    cosine = (flat[a] * flat[b]).sum(axis=1)
    smooth = (cosine >= np.cos(np.radians(crease_degrees)) - 1e-9) | ~real[a] | ~real[b]
    group = smooth_corners(mesh, smooth, pairs)
    weighted = np.repeat(flat, 3, axis=0) * np.maximum(corner_angles(mesh).reshape(-1, 1), 1e-6)
    total = np.stack([np.bincount(group, column) for column in weighted.T], axis=1)[group]
    length = np.linalg.norm(total, axis=1, keepdims=True)
    own = np.repeat(flat, 3, axis=0)
    own[np.repeat(~real, 3)] = (0.0, 1.0, 0.0)  # nothing around it has area either
    normal = np.where(length > 1e-9, total / np.maximum(length, 1e-300), own)
    return replace(mesh, normals=np.ascontiguousarray(normal.reshape(-1, 3, 3), np.float32))
