"""Winding: faces of a patch alike, solids outward."""

from __future__ import annotations

from dataclasses import replace

import igl
import numpy as np

from meshwright.geometry.cleaning import plain_mesh
from meshwright.geometry.mesh import Mesh
from meshwright.geometry.topology import face_areas, face_components, face_volumes, undirected_keys

_INVERTED = 0.02  # share of the bounding box that an open component encloses the wrong way before it is turned


def wind_outward(mesh: Mesh, steps: dict[str, int]) -> Mesh:
    """Faces of each patch wound alike: closed patches outward, open ones as most of their area was.

    A component whose open patches enclose a negative volume is turned as a whole.
    """
    if len(mesh.faces) == 0:
        return mesh
    faces, patch = igl.bfs_orient(mesh.faces.astype(np.int64))
    faces = np.asarray(faces, np.int64)
    patch = np.asarray(patch, np.int64).ravel()
    count = int(patch.max()) + 1
    turned = _turned(mesh.faces, faces)
    area = face_areas(mesh)
    votes = np.bincount(patch, np.where(turned, -area, area), count)
    keys = undirected_keys(faces)
    _, inverse, uses = np.unique(keys, return_inverse=True, return_counts=True)
    is_open = np.zeros(count, bool)
    is_open[patch[np.flatnonzero(uses[inverse.ravel()] != 2) // 3]] = True
    wound = plain_mesh(mesh, mesh.vertices, faces, mesh.face_part)
    volume = np.bincount(patch, face_volumes(wound), count)
    flip = np.where(is_open, votes < 0, volume < 0)[patch]
    faces[flip] = faces[flip][:, ::-1]
    # Open patches of one component together.
    wound = replace(wound, faces=faces.astype(np.int32))
    number, label = face_components(faces)
    corners = wound.triangles.astype(np.float64)
    order = np.argsort(label, kind="stable")
    starts = np.searchsorted(label[order], np.arange(number))
    low = np.minimum.reduceat(corners.min(axis=1)[order], starts)
    high = np.maximum.reduceat(corners.max(axis=1)[order], starts)
    middle = ((low + high) / 2)[label][:, None]
    t = corners - middle
    enclosed = np.einsum("ij,ij->i", np.cross(t[:, 0], t[:, 1]), t[:, 2]) / 6
    enclosed[~is_open[patch]] = 0.0
    wrong = np.bincount(label, enclosed, number) < -_INVERTED * (high - low).prod(axis=1)
    flip = wrong[label] & is_open[patch]
    faces[flip] = faces[flip][:, ::-1]
    steps["rewound faces"] = steps.get("rewound faces", 0) + int(_turned(mesh.faces, faces).sum())
    return replace(wound, faces=faces.astype(np.int32))


def _turned(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Whether faces (m, 3) over the same vertices run the other way round."""
    start = np.argmax(after == before[:, :1], axis=1)
    following = np.take_along_axis(after, ((start + 1) % 3)[:, None], axis=1)[:, 0]
    return np.asarray(following != before[:, 1])
