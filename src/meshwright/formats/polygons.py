"""The faces of an asset as it should be delivered: quads where it has them, with attributes on corners."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meshwright.asset import Asset
from meshwright.errors import InputError


@dataclass(frozen=True)
class Polygons:
    """Polygons of three or four corners.

    corners: (p, 4) int64, each an index into the flattened corners of `mesh.faces` (3 * face + k), so that
    position, UV and normal of a corner are at hand; the fourth is -1 for triangles.
    counts: (p,) 3 or 4.  part: (p,) int32.
    """

    corners: npt.NDArray[np.int64]
    counts: npt.NDArray[np.int64]
    part: npt.NDArray[np.int32]


def polygons_of(asset: Asset) -> Polygons:
    """Quads of `asset.quads`, each put together from its two triangles, then the remaining triangles.

    A quad whose diagonal is a UV seam or a hard edge stays two triangles, since a quad has one UV a corner.
    Raises `InputError` if a quad does not consist of two triangles of the mesh.
    """
    mesh = asset.mesh
    m = len(mesh.faces)
    flat = np.arange(3 * m).reshape(m, 3)
    triangles = np.concatenate([flat, np.full((m, 1), -1)], axis=1)
    if asset.quads is None or not len(asset.quads):
        return Polygons(triangles, np.full(m, 3), mesh.face_part)
    quads = asset.quads.astype(np.int64)
    key_order, sorted_keys = _keys(mesh.faces.astype(np.int64), len(mesh.vertices))
    halves = []
    for first, second in (((0, 1, 2), (0, 2, 3)), ((0, 1, 3), (1, 2, 3))):
        a = _find(quads[:, first], key_order, sorted_keys, len(mesh.vertices))
        b = _find(quads[:, second], key_order, sorted_keys, len(mesh.vertices))
        halves.append(np.where((a >= 0) & (b >= 0), np.stack([a, b]), -1))
    pair = np.where(halves[0][0] >= 0, halves[0], halves[1])
    if (pair < 0).any():
        raise InputError("asset.quads", f"quad {int(np.argmax(pair[0] < 0))} is not two triangles of the mesh")
    corners = np.empty((len(quads), 4), np.int64)
    smooth = np.ones(len(quads), bool)
    for k in range(4):
        found = []
        for triangle in pair:
            hit = mesh.faces[triangle] == quads[:, k, None]
            found.append(np.where(hit.any(axis=1), 3 * triangle + hit.argmax(axis=1), -1))
        corners[:, k] = np.where(found[0] >= 0, found[0], found[1])
        both = (found[0] >= 0) & (found[1] >= 0)
        for values in (mesh.uv, mesh.normals):
            if values is not None:
                rows = values.reshape(3 * m, -1)
                differ = (rows[found[0]] != rows[found[1]]).any(axis=1)
                smooth &= ~(both & differ)
    used = np.zeros(m, bool)
    used[pair[:, smooth].reshape(-1)] = True
    kept = corners[smooth]
    return Polygons(
        corners=np.concatenate([kept, triangles[~used]]),
        counts=np.concatenate([np.full(len(kept), 4), np.full(int((~used).sum()), 3)]),
        part=np.concatenate([mesh.face_part[pair[0, smooth]], mesh.face_part[~used]]),
    )


def _key(triples: npt.NDArray[np.int64], n: int) -> npt.NDArray[np.int64]:
    """One number per vertex triple, whatever its rotation (exact while n is below two million)."""
    s = np.sort(triples, axis=1)
    key: npt.NDArray[np.int64] = (s[:, 0] * n + s[:, 1]) * n + s[:, 2]
    return key


def _keys(faces: npt.NDArray[np.int64], n: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    key = _key(faces, n)
    order = np.argsort(key, kind="stable")
    return order, key[order]


def _find(
    triples: npt.NDArray[np.int64], order: npt.NDArray[np.int64], keys: npt.NDArray[np.int64], n: int
) -> npt.NDArray[np.int64]:
    wanted = _key(triples, n)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, order[place], -1)
